#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fuzz.sh TARGET: FUZZ_TIME seconds of libFuzzer; what it finds goes to
# $BUILD/fuzz/TARGET.
set -eu
target=$1
found=$BUILD/fuzz/$target
corpus=tests/fuzz/corpus/$target
mkdir -p "$found"
[ -d "$corpus" ] || corpus=
# shellcheck disable=SC2086 # no word if there is no corpus
"$BUILD/tests/fuzz/fuzz_$target" -max_total_time="${FUZZ_TIME:-60}" \
	-timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
	-artifact_prefix="$found/" "$found" $corpus
echo "1 passed, 0 failed"
