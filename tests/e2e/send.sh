# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# For the tests of 'headroom send': sourced behind lib.sh.  No variable of the
# surroundings names a provider, and $KEY must appear nowhere.
if [ "${HAVE_CURL:-1}" = 0 ]; then
	ends "built without libcurl" 5 "$H" send -m gpt-5.1 -p hi
	says "built without libcurl" "without libcurl"
	finish
fi
if ! has python3; then
	skip "all: no python3"
	finish
fi
for variable in $(env | sed -n 's/^\([A-Za-z_]*\(PROXY\|proxy\|API_KEY\|BASE_URL\|HOST\|ENDPOINT\|AUTH_TOKEN\)\)=.*/\1/p'); do
	unset "$variable"
done
unset OPENAI_ORG_ID OPENAI_PROJECT_ID HEADROOM_PRICES XDG_CONFIG_HOME
KEY=sk-canary-91b7c2d4e8f0a3b5
# A sanitizer cannot look for leaks in a process that nobody may look into.
ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
export KEY
# shellcheck disable=SC2154 # the folder is lib.sh's
trap 'server_stop; cd /; chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
# shellcheck source=tests/server/server.sh
. "$ROOT/tests/server/server.sh"

# serve SCENARIO...: a server that gives these answers, which all providers'
# variables lead to.
serve() {
	set -- "$@" --
	while [ "$1" != -- ]; do
		case $1 in
		--tls) set -- "$@" "$1" "$2" "$3"; shift 3 ;;
		--tls-version | --auth) set -- "$@" "$1" "$2"; shift 2 ;;
		--*) set -- "$@" "$1"; shift ;;
		*) set -- "$@" --scenario "$1"; shift ;;
		esac
	done
	shift
	server_start "$@" || exit 4
	lead_to "http://127.0.0.1:$PORT"
}

lead_to() {
	OPENAI_BASE_URL=$1/v1 ANTHROPIC_BASE_URL=$1 GOOGLE_GEMINI_BASE_URL=$1
	OPENAI_API_KEY=$KEY ANTHROPIC_API_KEY=$KEY GEMINI_API_KEY=$KEY
	export OPENAI_BASE_URL ANTHROPIC_BASE_URL GOOGLE_GEMINI_BASE_URL \
		OPENAI_API_KEY ANTHROPIC_API_KEY GEMINI_API_KEY
}

# ask API OPTION...: asks the model of an API something.
ask() {
	api=$1
	shift
	case $api in
	anthropic) set -- -m claude-sonnet-5 "$@" ;;
	gemini) set -- -m gemini-3.5-flash "$@" ;;
	*) set -- -m gpt-5.1 "$@" ;;
	esac
	"$H" send --api="$api" -p 'Why did it fail?' "$@" < /dev/null
}

# shellcheck disable=SC2034 # for who sources this
APIS='openai-chat openai-responses anthropic gemini'

# field NAME: the values of a name in the requests that the server got.
logged() {
	python3 - "$1" <<'END'
import json, sys
for line in open("server.log"):
    event = json.loads(line)
    if event["event"] == "request":
        value = event.get(sys.argv[1])
        if sys.argv[1] not in event:
            found = [v for k, v in event["headers"] if k.lower() == sys.argv[1]]
            value = found[0] if found else None
        print(value)
END
}
