#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Who may include whom: base, the families, the stages, the pipeline, the
# program; each only what is left of it, and of the program's own folder.
# The library never prints, exits or looks at its surroundings, and memory is
# taken in base only.
set -u
passed=0 failed=0

# level FILE: a number; the headers of a folder have the folder's.
level() {
	case $1 in
	lib/base/* | lib/headroom.h) echo 0 ;;
	lib/token/*) echo 1 ;;
	lib/filter.* | lib/table/*) echo 2 ;;
	lib/detect/*) echo 3 ;;
	lib/codec/*) echo 4 ;;
	lib/envelope/* | lib/answer/* | lib/transcript/*) echo 5 ;;
	lib/pipeline.* | lib/compressor.* | lib/request* | lib/unwrap*) echo 7 ;;
	lib/report/*) echo 7 ;;
	lib/*) echo 6 ;;
	cmd/*) echo 8 ;;
	esac
}

complain() {
	failed=$((failed + 1))
	echo "$*"
}

for file in lib/*.[ch] lib/*/*.[ch] cmd/*.[ch]; do
	before=$failed
	mine=$(level "$file")
	# shellcheck disable=SC2013 # names have no spaces
	for header in $(sed -n 's/^#include "\(.*\)".*/\1/p' "$file"); do
		for place in "lib/$header" "cmd/$header"; do
			[ -e "$place" ] || continue
			[ "$(level "$place")" -le "$mine" ] ||
				complain "$file includes $place"
		done
	done
	# Comments aside: lines that begin with a star or two slashes.
	code=$(grep -v '^[[:space:]]*\(/\*\|\*\)' "$file")
	case $file in
	lib/*)
		echo "$code" | grep -qE \
			'\<(printf|fprintf|puts|fputs|perror|exit|abort|getenv|fopen|creat|setlocale|time|rand)\(' &&
			complain "$file prints, exits or looks around"
		;;
	esac
	case $file in
	lib/base/*) ;;
	*)
		echo "$code" | grep -qE '\<(malloc|calloc|realloc|free)\(' &&
			complain "$file takes memory past base/mem.h"
		;;
	esac
	case $file in
	cmd/msg.c) ;;
	*)
		echo "$code" | grep -qE '(^|[^"])\<(stderr|STDERR_FILENO, )' &&
			complain "$file writes to stderr past cmd/msg.h"
		;;
	esac
	lines=$(wc -l < "$file")
	[ "$lines" -le 700 ] || complain "$file has $lines lines"
	[ $failed -ne $before ] || passed=$((passed + 1))
done
echo "layers: $passed passed, $failed failed"
[ $failed -eq 0 ]
