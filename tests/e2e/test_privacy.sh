#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# No socket is opened and no file written, besides the one named.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"

if ! has strace || ! strace -o /dev/null true 2> /dev/null; then
	skip "all: no strace"
	finish
fi
ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
for command in "$LOG" "-f $LOG" "--lossless $LOG" "--stats $LOG" "count $LOG" \
	"count --json $LOG" "models" "expand $LOG" "--help" \
	"verify $LOG $LOG" "send -n -m gpt-5.1 -p why $LOG"; do
	# shellcheck disable=SC2086
	strace -f -o trace -e trace=network,file "$H" $command > /dev/null 2>&1
	is "headroom $command" 0 $?
	is "headroom $command: no network" "" \
		"$(grep -E 'socket|connect|sendto' trace)"
	is "headroom $command: no file is written" "" \
		"$(grep -E 'O_CREAT|O_WRONLY|O_RDWR|unlink|rename|mkdir' trace)"
done
finish
