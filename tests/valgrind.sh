#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The program itself under valgrind, on the sample log.
set -u
passed=0 failed=0

try() {
	if valgrind -q --suppressions=tests/valgrind.supp \
		--error-exitcode=99 --leak-check=full \
		"$HEADROOM" "$@" > /dev/null < /dev/null; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "failed: headroom $*"
	fi
}

try --stats tests/data/demo.log
try -k configure -x status --stats=json tests/data/demo.log
try -f tests/data/demo.log README.md
try --lossless README.md
try count --json tests/data/demo.log README.md
try models --json --prices tests/fuzz/corpus/price/own
try expand README.md
try --help
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
