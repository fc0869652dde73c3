#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is taken for JSON, and that all of it comes back.
#
#	conformance.sh HEADROOM FOLDER
#
# FOLDER has files of JSONTestSuite (github.com/nst/JSONTestSuite), whose names
# say what they are: y_* valid, n_* invalid, i_* either.  With --strict the
# status is 0 or 3; without it every file comes back from expand byte for byte.
set -u
[ $# -eq 2 ] || { echo "usage: conformance.sh HEADROOM FOLDER" >&2; exit 2; }
binary=$1 folder=$2
passed=0 failed=0 accepted=0 refused=0
out=$(mktemp)
trap 'rm -f "$out"' EXIT

complain() {
	failed=$((failed + 1))
	echo "$*"
}

for file in "$folder"/*.json; do
	name=${file##*/}
	before=$failed
	"$binary" --strict --type json -L "$file" > "$out" 2> /dev/null
	status=$?
	case $name in
	y_*) [ $status -eq 0 ] || complain "$name: valid, but status $status" ;;
	n_*) [ $status -eq 3 ] || complain "$name: invalid, but status $status" ;;
	i_*)
		case $status in
		0) accepted=$((accepted + 1)) ;;
		3) refused=$((refused + 1)) ;;
		*) complain "$name: status $status" ;;
		esac
		;;
	esac
	"$binary" -L "$file" 2> /dev/null | "$binary" expand 2> /dev/null |
		cmp -s - "$file" || complain "$name: not the same again"
	[ $failed -ne $before ] || passed=$((passed + 1))
done
echo "i_ files: $accepted accepted, $refused refused"
echo "conformance: $passed passed, $failed failed"
[ $failed -eq 0 ]
