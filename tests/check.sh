#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs suites of tests and counts them:
#
#	check.sh SUITE...
#
# A suite is a list of programs.  Each ends with a line "N passed, N failed",
# perhaps ", N skipped" and a name before, or with libcheck's line; a program
# that ends without one has failed.  As many as there are processors run at
# once, or CHECK_JOBS; each is told when it ends.  The last line of all is the
# sum.  BUILD is the folder of the build, HEADROOM its program; the Makefile
# sets both and more.
set -u
: "${BUILD:=build/release}"
: "${HEADROOM:=$PWD/build/headroom}"
export BUILD HEADROOM

if [ "${1:-}" = --one ]; then
	one=$2
	out=$2.out
else
	work=$(mktemp -d) || exit 4
	trap 'rm -rf "$work"' EXIT
	programs=0
fi

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

# quoted WORD...: as a shell reads them.
quoted() {
	for word; do
		printf "'%s' " "$(printf '%s' "$word" | sed "s/'/'\\\\''/g")"
	done
}

# run NAME COMMAND... comes into the list of what is to be run.  A script that
# says "# Mostly waits" comes first: others run meanwhile.
run() {
	programs=$((programs + 1))
	turn=1
	name=$1
	shift
	[ "$1" != sh ] || ! grep -q '^# Mostly waits' "$2" || turn=0
	printf 'name=%s\nset -- %s\n' "$(quoted "$name")" "$(quoted "$@")" \
		> "$work/$turn$(printf %04d $programs)"
}

# Runs the program that a file of the list names, tells how it went, and leaves
# the three numbers in FILE.sum.
run_one() {
	# shellcheck disable=SC1090 # as run() wrote it
	. "$one"
	begun=$(date +%s)
	"$@" > "$out" 2>&1 < /dev/null
	status=$?
	seconds=$(($(date +%s) - begun))
	# shellcheck disable=SC2046 # three numbers
	set -- $(counts)
	if [ $# -ne 3 ] || { [ $status -ne 0 ] && [ "$2" -eq 0 ]; }; then
		set -- "${1:-0}" 1 "${3:-0}"
	fi
	{
		if [ "$2" -ne 0 ]; then
			cat "$out"
			echo "FAILED $name (status $status)"
		elif [ "$3" -ne 0 ]; then
			grep '^skipped: ' "$out" | sed "s|^|$name |"
		fi
		printf '%-28s %6d passed, %d failed%s%s\n' "$name" "$1" "$2" \
			"$([ "$3" -eq 0 ] || echo ", $3 skipped")" \
			"$([ $seconds -lt 10 ] || echo " after $seconds s")"
	} > "$one.told"
	cat "$one.told"
	echo "$@" > "$one.sum"
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
		run docs/layers-planted sh tests/layers_planted.sh
		run docs/kind sh tests/kind.sh
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

if [ -n "${one:-}" ]; then
	run_one
	exit 0
fi
for name; do
	suite "$name"
done
[ "$programs" -gt 0 ] || {
	echo "0 passed, 0 failed"
	exit 0
}
find "$work" -name '[0-9]*' | sort | xargs -n 1 \
	-P "${CHECK_JOBS:-$(getconf _NPROCESSORS_ONLN || echo 1)}" sh "$0" --one
# A program whose numbers are missing was killed with its shell.
cat "$work"/*.sum | awk -v programs="$programs" '
	{ p += $1; f += $2; s += $3 }
	END {
		f += programs - NR
		if (s)
			print s " skipped, as what they need is not there"
		print p + 0 " passed, " f + 0 " failed"
		exit f > 0
	}'
