# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# For the tests of the program's manners: sourced by each, with HEADROOM set.
# They run in a folder of their own, $H is the program, $ROOT the sources.
set -u
: "${HEADROOM:=$PWD/build/headroom}"
: "${BUILD:=$PWD/build/release}"
case $BUILD in
/*) ;;
*) BUILD=$PWD/$BUILD ;;
esac
: "${SHIMS:=$BUILD/tests/e2e}"
H=$HEADROOM
ROOT=$PWD
SHIM_IO=$SHIMS/shim_io.so
SHIM_MEMORY=$SHIMS/shim_memory.so
export H ROOT SHIM_IO SHIM_MEMORY
LOG=$ROOT/tests/data/demo.log
passed=0 failed=0 skipped=0
# A sanitizer's library need not come first, and cannot look for leaks where
# another program traces; its own exit status is none of ours.
ASAN_OPTIONS=verify_asan_link_order=0:exitcode=99
export ASAN_OPTIONS LOG
dir=$(mktemp -d) || exit 4
# Prices are the built-in ones and no ledger is kept, whoever runs this.
unset HEADROOM_PRICES HEADROOM_LEDGER HEADROOM_TOOL
XDG_CONFIG_HOME=$dir/config
export XDG_CONFIG_HOME
trap 'cd /; chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir" || exit 4

# is NAME EXPECTED ACTUAL
is() {
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'failed: %s\n  expected: %s\n  but got:  %s\n' "$@"
	fi
}

# holds NAME COMMAND...: the command succeeds.
holds() {
	name=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'failed: %s\n  no success: %s\n' "$name" "$*"
	fi
}

# ends NAME STATUS COMMAND...: stdout and stderr go to the files out and err.
ends() {
	name=$1 expected=$2
	shift 2
	"$@" > out 2> err
	status=$?
	is "$name: status" "$expected" "$status"
	[ "$status" = "$expected" ] || head -n 5 err
}

# A message is one line that begins with the program's name.
says() {
	holds "$1: one line" [ "$(grep -c '' err)" = 1 ]
	holds "$1: says '$2'" grep -q "^headroom: .*$2" err
}

quiet() {
	is "$1: nothing on standard error" "" "$(cat err)"
}

has() {
	command -v "$1" > /dev/null 2>&1
}

skip() {
	skipped=$((skipped + 1))
	echo "skipped: $1"
}

finish() {
	echo "$passed passed, $failed failed, $skipped skipped"
	[ $failed -eq 0 ]
	exit
}
