#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Expected outputs: tests/golden/CODEC/CASE/{in,cmd,out,err,status}.
#
#	golden.sh [--update] [CASE]...
#
# A case is CODEC/CASE or a part of that, as log/ or csv; none: all of them.
# `cmd` is one line of arguments; `headroom $(cat cmd) < in` has to write `out`
# and `err` and end with `status`; a missing err is empty, a missing status 0.
set -u
: "${HEADROOM:=$PWD/build/headroom}"
update=
if [ "${1:-}" = --update ]; then
	update=$1
	shift
fi
passed=0 failed=0 skipped=0
folder=$(mktemp -d) || exit 4
trap 'rm -rf "$folder"' EXIT

same() {
	if [ -e "$1" ]; then
		cmp -s "$1" "$2"
	else
		[ ! -s "$2" ]
	fi
}

# Files that say what is so anyway are left out.
keep() {
	if [ -s "$2" ]; then
		cp "$2" "$1"
	else
		rm -f "$1"
	fi
}

# Whether a case is asked for, by these words or by none.
asked() {
	asked=$1
	shift
	[ $# -gt 0 ] || return 0
	for word; do
		case $asked/ in
		*"$word"*) return 0 ;;
		esac
	done
	return 1
}

for case in tests/golden/*/*/; do
	case=${case%/}
	[ -e "$case/in" ] || continue
	asked "$case" "$@" || continue
	# A build without gumbo cannot read pages.
	if [ "${HAVE_GUMBO:-1}" = 0 ] && [ "${case%/*}" = tests/golden/html ]; then
		echo "skipped: built without gumbo: $case"
		skipped=$((skipped + 1))
		continue
	fi
	words=
	[ ! -e "$case/cmd" ] || words=$(cat "$case/cmd")
	(
		set -f
		# shellcheck disable=SC2086 # words are arguments
		"$HEADROOM" $words < "$case/in" > "$folder/out" 2> "$folder/err"
	)
	status=$?
	: > "$folder/status"
	[ $status -eq 0 ] || echo $status > "$folder/status"
	if cmp -s "$case/out" "$folder/out" &&
		same "$case/err" "$folder/err" &&
		same "$case/status" "$folder/status"; then
		passed=$((passed + 1))
	elif [ "$update" = --update ]; then
		echo "updated: $case"
		cp "$folder/out" "$case/out"
		keep "$case/err" "$folder/err"
		keep "$case/status" "$folder/status"
	else
		failed=$((failed + 1))
		echo "not as expected: $case (status $status)"
		diff -u "$case/out" "$folder/out" | head -n 40
		cat "$folder/err"
	fi
done
[ $((passed + failed + skipped)) -gt 0 ] || {
	echo "no case is called $*"
	failed=1
}
echo "golden: $passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
