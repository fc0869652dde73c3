#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The providers' own clients for Node against the test server: each recorded
# answer gives the text, the usage and the calls that our reader and headroom
# send give, and what they send, as it is and made smaller, passes the server's
# checks.  And tokens are what OpenAI's tokenizer counts, built for Node.  All of
# these are installed into the folder of the build, by npm, only if SDK_INSTALL
# is 1.
#
#	run.sh [FOLDER]		sends also the bodies in FOLDER/API/*.json
set -u
: "${BUILD:=build/release}"
: "${HEADROOM:=$PWD/build/headroom}"
ROOT=$PWD
clients=$ROOT/build/sdk
more=${1:+$(cd "$1" && pwd)}
passed=0 failed=0

skip() {
	echo "skipped: the providers' clients: $1"
	echo "sdk: 0 passed, 0 failed, 1 skipped"
	exit 0
}

command -v node > /dev/null || skip "no node"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] ||
	skip "node is older than 20, which @google/genai needs"
command -v python3 > /dev/null || skip "no python3"
mkdir -p "$clients"
if ! cmp -s tests/sdk/package-lock.json "$clients/package-lock.json" ||
	[ ! -d "$clients/node_modules" ]; then
	[ "${SDK_INSTALL:-0}" = 1 ] || skip "not installed; make sdk does"
	command -v npm > /dev/null || skip "no npm"
	cp tests/sdk/package.json "$clients"
	rm -f "$clients/package-lock.json"
	cp tests/sdk/package-lock.json "$clients/lock"
	(cd "$clients" && mv lock package-lock.json &&
		npm ci --ignore-scripts --no-audit --no-fund) ||
		{ rm -rf "$clients"; skip "npm does not install them"; }
fi
cp tests/sdk/sdk.mjs "$clients"

dir=$(mktemp -d) || exit 4
# shellcheck disable=SC2329 # by the trap
finish() {
	server_stop
	cd / && rm -rf "$dir"
}
trap finish EXIT
case $BUILD in
/*) ;;
*) BUILD=$ROOT/$BUILD ;;
esac
cd "$dir" || exit 4
# shellcheck source=tests/server/server.sh
. "$ROOT/tests/server/server.sh"

# compare OURS: with what the clients say.
compare() {
	python3 "$ROOT/tests/sdk/compare.py" "$1" theirs > result
	grep -v '^answers: ' result
	same=$(sed -n 's/^answers: \(.*\) passed, .*/\1/p' result)
	all=$(grep -c '' list)
	passed=$((passed + ${same:-0})) failed=$((failed + all - ${same:-0}))
}

# accepted NAME: the server found nothing wrong with any request so far.
accepted() {
	if [ "$(server_count request)" -gt 0 ] &&
		! grep '"problem": "' server.log; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "failed: $1: the server refused requests"
	fi
}

# The server checks what the clients, and the program, send before it answers.
answers() {
	(cd "$ROOT/tests/server/answers" &&
		for file in openai-*/* anthropic/* gemini/*; do
			name=${file##*/}
			echo "${file%%/*} ${name%.*} ${name##*.}"
		done) > list
	server_start --scenario text || return 1
	node "$clients/sdk.mjs" answers "$PORT" < list > theirs 2> warnings ||
		cat warnings
	accepted "the clients"
	"$BUILD/tests/sdk/read_answer" "$ROOT/tests/server/answers" < list > ours
	compare ours
	if [ "${HAVE_CURL:-1}" = 1 ]; then
		server_start --scenario text || return 1
		python3 "$ROOT/tests/sdk/program.py" "$HEADROOM" "$PORT" \
			"$ROOT/tests/sdk/requests" < list > ours
		accepted "headroom send"
		compare ours
	fi
	server_stop
}

# sends API FILE: the client sends this body, and the server takes it.
sends() {
	server_start --scenario text || return 1
	if node "$clients/sdk.mjs" send "$PORT" "$1" "$2" > said 2>&1 &&
		! grep -q '"problem": "' server.log &&
		python3 "$ROOT/tests/sdk/same.py" "$2" bodies/1.body; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "failed: $1 $2"
		cat said server.log
	fi
	server_stop
}

answers
# As they are, and smaller.
for request in "$ROOT"/tests/sdk/requests/*.json; do
	api=${request##*/}
	api=${api%.json}
	sends "$api" "$request"
	"$HEADROOM" --request="$api" < "$request" > smaller.json
	if [ "$(wc -c < smaller.json)" -lt "$(wc -c < "$request")" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "failed: $request does not get smaller"
	fi
	sends "$api" smaller.json
done
# Every figure of a report, with tokens that others have counted.
(cd "$ROOT" && PYTHONDONTWRITEBYTECODE=1 python3 tests/figures.py "$HEADROOM" \
	tests/golden "$clients/node_modules") > figures
grep -v '^figures: ' figures
sum=$(sed -n 's/^figures: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' figures)
passed=$((passed + ${sum% *})) failed=$((failed + ${sum#* }))
for request in ${more:+"$more"/*/*.json}; do
	api=${request%/*}
	sends "${api##*/}" "$request"
done
echo "sdk: $passed passed, $failed failed"
[ $failed -eq 0 ]
