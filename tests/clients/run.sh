#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Coding assistants as their users run them, against a stub that is the model:
# all that they send goes through headroom, which may only make results of tools
# smaller, and must do so in each turn alike.
#
#	CLIENTS=FOLDER run.sh		FOLDER has node_modules/.bin, by npm install
#					of package.json
#	CLIENTS_INSTALL=1 run.sh	installs them into build/clients first
#	REACH=OPTION			instead of --reach=all
#	KEEP=FOLDER			keeps what was sent, in a folder that is new
#
# Nothing leaves the machine: the clients run in a network of their own, which
# has no interface but lo, where unshare and ip can make one, and are told to
# send nothing else anyway.
set -u
: "${HEADROOM:=$PWD/build/headroom}"
: "${REACH:=--reach=all}"
ROOT=$(cd "$(dirname "$0")" && pwd)
CLIENT_SECONDS=120
passed=0 failed=0 skipped=0

skip() {
	echo "skipped: $1: $2"
	skipped=$((skipped + 1))
}

summary() {
	echo "clients: $passed passed, $failed failed, $skipped skipped"
	[ $failed -eq 0 ]
	exit
}

# ---- one client, in its own network ------------------------------------------

# Files that the script of the stub asks for.
make_work() {
	log 300 > app.log
	log 4000 > big.log
	echo 'The shop opens at nine.' > notes.txt
	cat > check.sh << 'CHECK'
i=0
while [ $i -lt 150 ]; do
	echo "ok $i - order $((48000 + i)) is paid"
	i=$((i + 1))
done
echo 'check.sh: error: order 48150 has no bill' >&2
exit 2
CHECK
}

log() {
	awk -v n="$1" 'BEGIN {
		for (i = 0; i < n; i++) {
			printf "2026-03-04T%02d:%02d:%02d.%03dZ ", 10 + i / 3600,
				i / 60 % 60, i % 60, i * 37 % 1000
			if (i == 200)
				print "ERROR orders-3 lock table of shard 17" \
					" is held by pid 4471, giving up"
			else
				printf "INFO  orders-%d job %d done in %d ms," \
					" queue depth %d\n", i % 3,
					48000 + 7 * i, 11 + i * 13 % 29, i * 5 % 17
		}
	}'
}

# shellcheck disable=SC2317,SC2329 # by its name
start_claude() {
	ANTHROPIC_BASE_URL=$1 ANTHROPIC_API_KEY=dummy \
		CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 \
		DISABLE_AUTOUPDATER=1 DISABLE_TELEMETRY=1 \
		DISABLE_ERROR_REPORTING=1 \
		sh -c 'claude -p "$1" --allowedTools Bash &&
			claude -c -p "And now?" --allowedTools Bash' claude "$2"
}

# shellcheck disable=SC2317,SC2329 # by its name
start_codex() {
	ask_codex "$1" -m gpt-5.5 "$2" &&
		ask_codex "$1" -m gpt-5.5 resume --last 'And now?'
}

# Its own model gets its tools in an item of the input.
# shellcheck disable=SC2317,SC2329 # by its name
start_codex_own() {
	ask_codex "$1" "$2"
}

# ask_codex URL ARGUMENT...
# shellcheck disable=SC2317,SC2329 # by the two above
ask_codex() {
	mkdir -p "$HOME/.codex"
	url=$1
	shift
	CODEX_HOME=$HOME/.codex CODEX_API_KEY=dummy \
		codex -c "openai_base_url=\"$url/v1\"" \
		-c check_for_update_on_startup=false -c analytics.enabled=false \
		exec --skip-git-repo-check \
		--dangerously-bypass-approvals-and-sandbox "$@"
}

# shellcheck disable=SC2317,SC2329 # by its name
start_gemini() {
	mkdir -p "$HOME/.gemini"
	cat > "$HOME/.gemini/settings.json" << 'SETTINGS'
{"security": {"auth": {"selectedType": "gemini-api-key"}},
 "privacy": {"usageStatisticsEnabled": false},
 "telemetry": {"enabled": false},
 "general": {"enableAutoUpdate": false, "enableAutoUpdateNotification": false}}
SETTINGS
	GOOGLE_GEMINI_BASE_URL=$1 GEMINI_API_KEY=dummy \
		GEMINI_CLI_TRUST_WORKSPACE=true \
		gemini -y -m gemini-2.5-pro -p "$2"
}

# inside CLIENT SCRIPT FOLDER: the client's turns are in FOLDER/sent afterwards.
inside() {
	[ "${ALONE:-0}" = 0 ] || ip link set lo up
	unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy
	export HOME="$3/home" PATH="$CLIENTS/node_modules/.bin:$PATH"
	mkdir -p "$HOME" "$3/work"
	cd "$3/work" || exit 4
	make_work
	python3 "$ROOT/stub.py" "$3/sent" "$2" > "$3/port" &
	stub=$!
	tries=0
	until [ -s "$3/port" ] || [ $tries -ge 100 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	"start_$1" "http://127.0.0.1:$(cat "$3/port")" \
		'Why are the orders late?' < /dev/null
	status=$?
	kill $stub
	exit $status
}

if [ "${1:-}" = inside ]; then
	shift
	inside "$@"
fi

# ---- all of them -------------------------------------------------------------

# Of these versions, whose packages have their programs: some fetch them when
# they are installed.
install() {
	folder=$PWD/build/clients
	command -v npm > /dev/null || return
	[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || return
	mkdir -p "$folder"
	if ! cmp -s "$ROOT/package.json" "$folder/package.json"; then
		cp "$ROOT/package.json" "$folder/package.new"
		(cd "$folder" && rm -rf node_modules package-lock.json &&
			cp package.new package.json &&
			timeout 300 npm install --no-audit --no-fund \
				--loglevel=error) ||
			{ rm -rf "$folder"; return; }
	fi
	CLIENTS=$folder
}

[ "${CLIENTS_INSTALL:-0}" = 0 ] || install
if [ -z "${CLIENTS:-}" ] || [ ! -d "$CLIENTS/node_modules/.bin" ]; then
	skip "coding assistants" "no CLIENTS, a folder that npm installed into, or npm does not install them"
	summary
fi
export CLIENTS
for needed in python3 timeout; do
	command -v $needed > /dev/null && continue
	skip "coding assistants" "no $needed"
	summary
done

dir=$(mktemp -d) || exit 4
trap 'rm -rf "$dir"' EXIT
alone=
if unshare -rn ip link set lo up 2> /dev/null; then
	alone="unshare -rn"
	export ALONE=1
fi

# turns CLIENT API SCRIPT
turns() {
	name=$1-$3
	here=$dir/$name
	mkdir "$here"
	# shellcheck disable=SC2086 # two words, or none
	if $alone timeout $CLIENT_SECONDS sh "$ROOT/run.sh" inside "$1" \
		"$ROOT/$3.json" "$here" > "$here/said" 2> "$here/errors" &&
		grep -q 'All is told\.' "$here/said"; then
		passed=$((passed + 1))
	else
		# A client that does not run here tells nothing of headroom.
		skip "$name" "it does not come to its end"
		tail -n 5 "$here/said" "$here/errors"
		return
	fi
	PYTHONDONTWRITEBYTECODE=1 python3 "$ROOT/check.py" "$HEADROOM" "$2" \
		"$here/sent" "$REACH" > "$here/result"
	grep -v '^turns: ' "$here/result" | sed "s/^/$name: /"
	sum=$(sed -n 's/^turns: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' \
		"$here/result")
	if [ -n "$sum" ]; then
		passed=$((passed + ${sum% *})) failed=$((failed + ${sum#* }))
	else
		failed=$((failed + 1))
		echo "failed: $name was not checked"
	fi
	if [ -n "${KEEP:-}" ]; then
		mkdir -p "$KEEP" && cp -R "$here/sent" "$KEEP/$name"
	fi
}

for client in claude:anthropic codex:responses codex_own:responses \
	gemini:gemini; do
	if [ ! -x "$CLIENTS/node_modules/.bin/${client%%[_:]*}" ]; then
		skip "${client%:*}" "not in $CLIENTS"
		continue
	fi
	turns "${client%:*}" "${client#*:}" script
	turns "${client%:*}" "${client#*:}" odd
done
summary
