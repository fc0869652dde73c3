#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs suites of tests and counts them:
#
#	check.sh SUITE...
#
# A suite is a list of programs.  Each ends with a line "N passed, N failed",
# perhaps ", N skipped" and a name before, or with libcheck's line; a program
# that ends without one has failed.  The last line of all is the sum.
# BUILD is the folder of the build, HEADROOM its program; the Makefile sets
# both and more.
set -u
: "${BUILD:=build/release}"
: "${HEADROOM:=$PWD/build/headroom}"
export BUILD HEADROOM

passed=0 failed=0 skipped=0
out=$(mktemp) || exit 4
trap 'rm -f "$out"' EXIT

# "passed failed skipped" of the output of one program.
counts() {
	awk '
	/^[0-9]+%: Checks: / {
		gsub(/[,:]/, " ")
		p += $3 - $5 - $7; f += $5 + $7; found = 1
	}
	/[0-9]+ passed, [0-9]+ failed/ {
		sub(/^.*: /, "")
		gsub(/,/, " ")
		p += $1; f += $3; s += $5; found = 1
	}
	END { if (found) print p + 0, f + 0, s + 0 }' "$out"
}

# run NAME COMMAND...
run() {
	name=$1
	shift
	"$@" > "$out" 2>&1 < /dev/null
	status=$?
	# shellcheck disable=SC2046 # three numbers
	set -- $(counts)
	if [ $# -ne 3 ] || { [ $status -ne 0 ] && [ "$2" -eq 0 ]; }; then
		set -- "${1:-0}" 1 "${3:-0}"
	fi
	if [ "$2" -ne 0 ]; then
		cat "$out"
		echo "FAILED $name (status $status)"
	elif [ "$3" -ne 0 ]; then
		grep '^skipped: ' "$out" | sed "s|^|$name |"
	fi
	printf '%-28s %6d passed, %d failed%s\n' "$name" "$1" "$2" \
		"$([ "$3" -eq 0 ] || echo ", $3 skipped")"
	passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

# The files that a pattern names, none if there are none.
existing() {
	for file; do
		[ -e "$file" ] && echo "$file"
	done
}

programs() {
	existing "tests/$1"/"$2"*.c | sed "s|^|$BUILD/|; s|\.c\$||"
}

suite() {
	case $1 in
	unit)
		for program in $(programs unit test_); do
			run "unit/${program##*/test_}" "$program"
		done ;;
	property)
		samples=$(existing tests/golden tests/data/*.log)
		for program in $(programs property test_); do
			# shellcheck disable=SC2086 # several folders
			run "property/${program##*/test_}" "$program" $samples
		done ;;
	golden)
		run golden sh tests/golden.sh ;;
	e2e)
		for script in $(existing tests/e2e/test_*.sh); do
			script_name=${script##*/test_}
			run "e2e/${script_name%.sh}" sh "$script"
		done ;;
	docs)
		run docs/examples sh tests/examples.sh
		run docs/sync sh tests/sync.sh
		run docs/decoder sh tests/decoder.sh
		run docs/layers sh tests/layers.sh
		run docs/completions sh tests/completions.sh ;;
	replay)
		for source in $(existing tests/fuzz/fuzz_*.c); do
			target=${source##*/fuzz_}
			target=${target%.c}
			run "replay/$target" "$BUILD/tests/fuzz/replay_$target" \
				"tests/fuzz/corpus/$target"
		done ;;
	sdk)
		run sdk sh tests/sdk/run.sh ;;
	clients)
		run clients sh tests/clients/run.sh ;;
	valgrind)
		for program in $(programs unit test_); do
			run "valgrind/${program##*/test_}" env CK_FORK=no \
				CK_DEFAULT_TIMEOUT=0 CK_TIMEOUT_MULTIPLIER=50 \
				valgrind -q --error-exitcode=1 \
				--suppressions=tests/valgrind.supp \
				--leak-check=full "$program"
		done
		run valgrind/demo sh tests/valgrind.sh ;;
	fuzz)
		for source in $(existing tests/fuzz/fuzz_*.c); do
			target=${source##*/fuzz_}
			run "fuzz/${target%.c}" sh tests/fuzz.sh "${target%.c}"
		done ;;
	*)
		echo "check.sh: unknown suite $1" >&2
		exit 2 ;;
	esac
}

for name; do
	suite "$name"
done
[ $skipped -eq 0 ] || echo "$skipped skipped, as what they need is not there"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
