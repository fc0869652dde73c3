#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Bodies of requests: what changes in them is what may change, by a check that
# is no part of the program, and that is checked itself.
set -u
: "${HEADROOM:=$PWD/build/headroom}"
if ! command -v python3 > /dev/null; then
	echo "skipped: the independent check of requests: no python3"
	echo "requests: 0 passed, 0 failed, 1 skipped"
	exit 0
fi
# No folder of compiled files is left beside the sources.
export PYTHONDONTWRITEBYTECODE=1
status=0
python3 tests/requests_selftest.py tests/data/requests || status=1
python3 tests/requests.py "$HEADROOM" tests/data/requests \
	tests/golden/*/*/in tests/data/*.log || status=1
python3 tests/conversation.py "$HEADROOM" || status=1
# What is sent to other endpoints is none of our business, or only in part.
python3 tests/bodies.py "$HEADROOM" tests/data/bodies || status=1
exit $status
