#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Lines of requests in any order and in any shards: each becomes what it becomes
# alone.
set -u
: "${HEADROOM:=$PWD/build/headroom}"
if ! command -v python3 > /dev/null; then
	echo "skipped: orders and shards of requests: no python3"
	echo "shards: 0 passed, 0 failed, 1 skipped"
	exit 0
fi
# No folder of compiled files is left beside the sources.
export PYTHONDONTWRITEBYTECODE=1
exec python3 tests/shards.py "$HEADROOM"
