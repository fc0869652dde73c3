#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a result of a tool becomes depends on nothing but the result: by requests
# that coding assistants sent, and by talks that are made of all samples.
set -u
: "${HEADROOM:=$PWD/build/headroom}"
if ! command -v python3 > /dev/null; then
	echo "skipped: results in other surroundings: no python3"
	echo "purity: 0 passed, 0 failed, 1 skipped"
	exit 0
fi
# No folder of compiled files is left beside the sources.
export PYTHONDONTWRITEBYTECODE=1
exec python3 tests/purity.py "$HEADROOM" tests/data/clients tests/golden/*/*/in
