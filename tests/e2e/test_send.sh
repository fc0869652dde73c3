#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# headroom send: what goes out and what comes back, of all four APIs, against a
# server that plays the providers.
# Mostly waits, for answers.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/e2e/send.sh
. "$ROOT/tests/e2e/send.sh"

TEXT='No rule for “x.o”: naïve 日本 😀.'
ANSWERS=$ROOT/tests/server/answers

# ---- answers -----------------------------------------------------------------

usage() {
	python3 - "$1" <<'END'
import json, sys
line = json.loads(open(sys.argv[1]).readlines()[-1])
r = line["response"]
print(line["exit"], r["finish_reason"], r["usage"]["input"], r["usage"]["cached"],
      r["usage"]["cache_write"], r["usage"]["output"])
END
}
expected() {
	case $1 in
	openai-chat) echo "0 stop 120 64 0 9" ;;
	openai-responses) echo "0 completed 1500 0 1400 9" ;;
	anthropic) echo "0 end_turn 10140 8000 2100 9" ;;
	gemini) echo "0 STOP 120 0 None 28" ;;
	esac
}
serve text
for api in $APIS; do
	for form in '' --no-stream; do
		# shellcheck disable=SC2086
		ends "$api $form" 0 ask "$api" $form --usage-json "usage$form"
		is "$api $form: the text" "$TEXT" "$(cat out)"
		quiet "$api $form"
		is "$api $form: usage" "$(expected "$api")" \
			"$(usage "usage$form")"
	done
	ends "$api --json" 0 ask "$api" --json
	holds "$api --json: the bytes" cmp -s out "$ANSWERS/$api/text.json"
	printf '' > usage-json
done
is "every request is in order" None "$(logged problem | sort -u)"
is "each is sent once" 12 "$(server_count request)"
is "usage: a line for each, by default for nobody else" 4 \
	"$(grep -c '"schema":"headroom.run/1"' usage)"
is "usage: for nobody else to read" 600 "$(stat -c %a usage)"

ends "-v" 0 ask openai-chat -v
holds "-v: billed and cached" grep -q \
	'120 tokens billed, 64 cached, 9 out, \$0.000168' err
serve tools
ends "calls of tools" 0 ask openai-chat
holds "calls of tools: are named" grep -q "calls the tool 'log'" err
ends "calls of tools: -q" 0 ask openai-chat -q
quiet "calls of tools: -q"
serve length
for api in $APIS; do
	ends "$api: cut at its limit" 0 ask "$api"
	says "$api: cut at its limit" "limit of tokens"
done

# As it comes: the first words are there while the server takes its time.
serve text:split=400:gap=1
ask openai-chat > slow &
sleep 1.5
holds "the text comes as it is said" [ -s slow ]
is "but not all of it" different \
	"$([ "$(cat slow)" = "$TEXT" ] || echo different)"
wait $!
is "in the end all of it" "$TEXT" "$(cat slow)"
for split in 1 2 3 7; do
	serve "text:split=$split"
	for api in $APIS; do
		is "$api: in pieces of $split" "$TEXT" "$(ask "$api")"
	done
done
# A text ends with a newline, as files do, and has no second one.
serve text
for api in $APIS; do
	ask "$api" > out
	printf '%s\n' "$TEXT" > want
	holds "$api: the answer's last line ends" cmp -s out want
	ask "$api" --output saved
	holds "$api: so it does in a file" cmp -s saved want
done
cat > ended.json <<'END'
{"answers": [{"headers": {}, "body": "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"two\\nlines\\n\"},\"finish_reason\":\"stop\"}]}"}]}
END
server_start --script ended.json
lead_to "http://127.0.0.1:$PORT"
ask openai-chat --no-stream > out
is "a text that ends a line: no second end" "$(printf 'two\nlines\n.')" \
	"$(cat out; echo .)"
cat > empty.json <<'END'
{"answers": [{"headers": {}, "body": "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":\"stop\"}]}"}]}
END
server_start --script empty.json
lead_to "http://127.0.0.1:$PORT"
ask openai-chat --no-stream > out
is "no text: not a byte" 0 "$(wc -c < out | tr -d ' ')"
serve text:cut=1000
ends "a text that was cut off" 8 ask openai-chat
is "a text that was cut off: not all of it" different \
	"$([ "$(cat out)" = "$TEXT" ] || echo different)"
is "a text that was cut off: no end of a line that did not come" \
	"$(cat out).ends" "$(cat out; echo .ends)"
for style in eol=crlf eol=cr bom=1 comments=1 lines=1; do
	serve "text:$style:split=5"
	for api in $APIS; do
		is "$api: a stream with $style" "$TEXT" "$(ask "$api")"
	done
done

if has script && script -qec true /dev/null > /dev/null 2>&1; then
	cat > nasty.json <<'END'
{"answers": [{"headers": {}, "body": "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"bell\\u0007 osc\\u001b]0;t\\u0007 bidi\\u202e.\"},\"finish_reason\":\"stop\"}]}"}]}
END
	server_start --script nasty.json
	lead_to "http://127.0.0.1:$PORT"
	ask openai-chat --no-stream > out
	is "a pipe gets the bytes" \
		"$(printf 'bell\007 osc\033]0;t\007 bidi\342\200\256.')" \
		"$(cat out)"
	is "a terminal gets none that could steer it, and a line's end" \
		'bell\x07 osc\x1b]0;t\x07 bidi\xe2\x80\xae.' \
		"$(script -qec "$H send --no-stream -m gpt-5.1 -p hi" /dev/null \
			< /dev/null | sed 's/\r$//')"
else
	skip "answers on a terminal: no script(1)"
fi

# ---- what is sent ------------------------------------------------------------

body() {
	python3 - "$@" <<'END'
import json, sys
body = json.load(open("bodies/1.body"))
for step in sys.argv[1:]:
    body = body[int(step) if step.isdigit() else step]
print(body if isinstance(body, str) else json.dumps(body))
END
}
printf 'one\ntwo' > 'a "b".txt'
printf 'x </document> y\n' > other
serve text
ends "documents" 0 "$H" send -m gpt-5.1 -s 'Be brief.' -p 'Which?' \
	'a "b".txt' other
is "documents: the system's text" "Be brief." "$(body messages 0 content)"
is "documents: each in its tag, the prompt behind" \
	'<document-1 name="a _b_.txt">
one
two
</document-1>
<document-1 name="other">
x </document> y
</document-1>

Which?' "$(body messages 1 content)"
serve text
echo 'Who are you?' | "$H" send -m gpt-5.1 > out
is "text alone is what is said" 'Who are you?' "$(body messages 0 content)"
serve text
ends "a log" 0 "$H" send -m claude-sonnet-5 -p 'Why?' "$LOG"
holds "a log: becomes smaller" [ "$(wc -c < bodies/1.body)" -lt \
	"$(($(wc -c < "$LOG") / 10))" ]
is "a log: as the filter makes it" "$("$H" -m claude-sonnet-5 "$LOG")" \
	"$(body messages 0 content | sed '1d' | sed '/^<\/document>/,$d')"
serve text
ends "a budget" 0 ask openai-chat -b 500 --usage-json budget "$LOG"
holds "a budget: is kept" python3 -c '
import json
assert 0 < json.loads(open("budget").read())["tokens_out_est"] <= 500'
ends "a budget that is too small" 1 ask openai-chat -b 3 "$LOG"
says "a budget that is too small" "budget"
serve text
ends "as it is" 0 ask openai-chat --as-is "$LOG"
holds "as it is: all of it" [ "$(wc -c < bodies/1.body)" -gt \
	"$(wc -c < "$LOG")" ]
serve text
ends "bytes that are no UTF-8" 0 "$H" send -m gpt-5.1 <<END
$(printf 'a\377b')
END
is "bytes that are no UTF-8: are replaced" 'a�b' \
	"$(body messages 0 content)"
printf 'a\0b' > binary
ends "binary data" 3 ask openai-chat binary
says "binary data" "binary"

# The ledger has what --usage-json has, and of both bodies of --compare.
if [ "${HAVE_SQLITE:-1}" = 1 ]; then
	serve text
	for api in $APIS; do
		ends "$api --ledger" 0 ask "$api" --ledger=runs.db \
			--usage-json runs.jsonl "$LOG"
		quiet "$api --ledger"
	done
	ends "--compare --ledger" 0 ask openai-chat --ledger=runs.db --compare \
		--usage-json runs.jsonl "$LOG"
	ends "--dry-run --ledger" 0 ask openai-chat --ledger=runs.db -n "$LOG"
	serve error:status=401
	ends "refused --ledger" 6 ask openai-chat --ledger=runs.db \
		--usage-json runs.jsonl "$LOG"
	python3 - > ledger <<'END'
import json, sqlite3
lines = [json.loads(line) for line in open("runs.jsonl")]
db = sqlite3.connect("runs.db")
rows = db.execute("select command, api, model, bytes_in, bytes_out, tokens_in,"
    " tokens_out, requests, usage_input, usage_cached, usage_output, cost,"
    " saved, status from run order by id").fetchall()
def micro(usd):
    return None if usd is None else round(usd * 10**6)
def expected(l):
    u = l["response"]["usage"]
    return ("send", l["api"], l["model"], l["bytes_in"], l["bytes_out"],
        l["tokens_in_est"], l["tokens_out_est"], 1, u["input"], u["cached"],
        u["output"], micro(l["cost_usd"]), micro(l["savings"]["usd"]), l["exit"])
def found(r):
    return r[:11] + tuple(None if x is None else (x + 500000) // 10**6
        for x in r[11:13]) + r[13:]
for line, row in zip(lines[:4] + lines[6:], rows[:4] + rows[5:]):
    if expected(line) != found(row):
        print(expected(line), found(row))
both = rows[4]
a, b = lines[4:6]
assert both[4] == a["bytes_out"] + b["bytes_out"], both
assert both[6] == a["tokens_out_est"] + b["tokens_out_est"] > both[5], both
assert both[7] == 2 and both[12] < 0, both
assert both[8] == sum(x["response"]["usage"]["input"] for x in (a, b)), both
print(len(rows))
END
	is "--ledger: the numbers of --usage-json" 6 "$(cat ledger)"
	is "--ledger: no key, no content" 0 \
		"$(cat runs.db* | grep -ac -e "$KEY" -e ERROR -e 'Why did')"
fi

# A body that was given: every byte stays, and the stream is asked for.
cat > given.json <<'END'
{ "model":"gpt-5.1", "n" : 1e0,
  "messages":[{"role":"user","content":"caf\u00e9 \/"}],
  "seed":9007199254740993 }
END
serve text
ends "a body" 0 "$H" send given.json
is "a body: with what asks for the stream" \
	"$(sed 's/993 }/993 ,"stream":true,"stream_options":{"include_usage":true}}/' \
		given.json)" "$(cat bodies/1.body)"
serve text
ends "a body --no-stream" 0 "$H" send --no-stream < given.json
holds "a body --no-stream: is as it was" cmp -s given.json bodies/1.body
is "a body --no-stream: the text" "$TEXT" "$(cat out)"
sed 's/"n" : 1e0/"stream": false/' given.json > whole.json
serve text
ends "a body without a stream" 0 "$H" send whole.json
holds "a body without a stream: is as it was" cmp -s whole.json bodies/1.body
serve text
ends "another model" 0 "$H" send -m gpt-5 --max-tokens 7 whole.json
is "another model: is set" '"gpt-5" 7' \
	"$(python3 -c '
import json
b = json.load(open("bodies/1.body"))
print(json.dumps(b["model"]), b["max_completion_tokens"])')"
# What is sent is what the filter makes of it, if no stream is asked for.
python3 - "$ROOT/tests/data/requests" > bodies.list <<'END'
import json, os, sys
for api in sorted(os.listdir(sys.argv[1])):
    folder = os.path.join(sys.argv[1], api)
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        try:
            body = json.load(open(path, encoding="utf-8", newline=""))
        except (ValueError, UnicodeError):
            continue
        if isinstance(body, dict) and body.get("stream") is not True:
            print(api, body.get("model") or "gemini-3.5-flash", path)
END
sent=0
while read -r api model path; do
	case $api in
	gemini) set -- -m gemini-3.5-flash ;;
	*) set -- --provider=openai ;;
	esac
	"$H" send -n --no-stream --api="$api" "$@" "$path" > out 2> err
	code=$?
	# Lines of batches are no bodies, nor is one of which two are to be read.
	[ $code -eq 3 ] && continue
	sent=$((sent + 1))
	"$H" --request="$api" -m "$model" "$path" > want 2> err
	is "$api ${path##*/}" 0 $code
	holds "$api ${path##*/}: as the filter makes it" cmp -s want out
done < bodies.list
holds "bodies of real requests: $sent of them" [ $sent -ge 60 ]
for api in $APIS; do
	serve text
	file=$(find "$ROOT/tests/data/requests/$api" -name '01-*.json')
	case $api in
	gemini) set -- -m gemini-3.5-flash ;;
	*) set -- ;;
	esac
	ends "$api: a body" 0 "$H" send "$@" "$file"
	is "$api: a body: the answer" "$TEXT" "$(cat out)"
	for option in --user-text=13 --history=04 --protect-tool=run_tests=04
	do
		file=$(find "$ROOT/tests/data/requests/$api" \
			-name "${option##*=}-*.json")
		option=${option%=*}
		"$H" --request="$api" -m gpt-5.1 "$file" > plain 2> err
		"$H" --request="$api" -m gpt-5.1 "$option" "$file" > want 2> err
		ends "$api: a body $option" 0 "$H" send -n --json --api="$api" \
			--provider=openai "$@" "$option" "$file"
		holds "$api: a body $option: as of the filter" cmp -s want out
		holds "$api: a body $option: makes a difference" \
			[ "$(cksum < plain)" != "$(cksum < out)" ]
	done
	file=$(find "$ROOT/tests/data/requests/$api" -name '04-*.json')
	ends "$api: a body -b" 1 "$H" send -n "$@" -b 9 "$file"
	says "$api: a body -b" "budget"
done
ends "a broken body" 3 "$H" send <<'END'
{"model":"gpt-5.1","messages":[}
END
says "a broken body" "no valid request at byte"
ends "JSON that is no request" 3 "$H" send -m gpt-5.1 <<'END'
{"a":1}
END
says "JSON that is no request" "say with --prompt"
ends "a member twice" 3 "$H" send <<'END'
{"model":"gpt-5.1","model":"gpt-5","messages":[{"role":"user","content":"x"}]}
END
says "a member twice" "twice: model"

serve text
ends "--compare" 0 ask openai-chat --compare "$LOG"
is "--compare: both answers" \
	"==> original <==
$TEXT
==> original: 120 tokens billed, 64 cached, 9 out, \$0.000168 <==
==> compressed <==
$TEXT
==> compressed: 120 tokens billed, 64 cached, 9 out, \$0.000168 <==" "$(cat out)"
holds "--compare: the second is smaller" \
	[ "$(($(wc -c < bodies/2.body) * 10))" -lt "$(wc -c < bodies/1.body)" ]

serve text --auth none
ends "a window that is too small" 0 env OLLAMA_HOST="127.0.0.1:$PORT" "$H" send \
	--provider=ollama -m llama3.1 --as-is -p 'Why?' "$LOG"
holds "a window that is too small: is told" \
	grep -q 'saw 120 of about [0-9]* tokens.*num_ctx' err

# ---- a dry run ---------------------------------------------------------------

serve text
ends "a dry run" 0 ask anthropic -n "$LOG"
is "a dry run: nothing is sent" 0 "$(server_count connect)"
cp out dry
holds "a dry run: tokens and price" grep -q \
	'^headroom: POST .*/v1/messages: ~[0-9]* tokens, \$0\.[0-9]* ' err
ends "what a dry run shows" 0 ask anthropic "$LOG"
holds "what a dry run shows: is what is sent" cmp -s dry bodies/1.body
unset OPENAI_API_KEY ANTHROPIC_API_KEY GEMINI_API_KEY
ends "a dry run needs no key" 0 ask openai-chat -n

head -n 40 "$LOG" > few.log
if [ -e "$SHIM_MEMORY" ] && ! grep -q __asan_init "$H"; then
	bad=
	k=1
	while [ $k -le 250 ]; do
		LD_PRELOAD=$SHIM_MEMORY SHIM_NO_MEMORY=$k "$H" send -n \
			-m claude-opus-5 -b 900 -s x -p 'Why?' few.log given.json \
			> out 2> err
		status=$?
		if [ $status -eq 0 ]; then
			python3 -m json.tool out > /dev/null ||
				bad="$bad $k:output"
		elif [ $status -ne 9 ] || [ "$(grep -c '' err)" != 1 ] ||
			[ -s out ]; then
			bad="$bad $k:$status"
		fi
		k=$((k + 1))
	done
	is "each allocation of a text may fail" "" "$bad"
	bad=
	k=1
	while [ $k -le 150 ]; do
		LD_PRELOAD=$SHIM_MEMORY SHIM_NO_MEMORY=$k "$H" send -n \
			--max-tokens 5 given.json > out 2> err
		status=$?
		if [ $status -eq 0 ]; then
			python3 -m json.tool out > /dev/null ||
				bad="$bad $k:output"
		elif [ $status -ne 9 ] || [ "$(grep -c '' err)" != 1 ] ||
			[ -s out ]; then
			bad="$bad $k:$status"
		fi
		k=$((k + 1))
	done
	is "each allocation of a body may fail" "" "$bad"
else
	skip "allocations that fail: no shim for them, or a sanitizer"
fi

# ---- who gets it -------------------------------------------------------------

# goes URL VARIABLE=VALUE... -- OPTION...
goes() {
	url=$1
	shift
	(
		unset OPENAI_BASE_URL ANTHROPIC_BASE_URL GOOGLE_GEMINI_BASE_URL
		while [ "$1" != -- ]; do
			export "${1?}"
			shift
		done
		shift
		"$H" send -n -p hi "$@" < /dev/null 2>&1 > /dev/null
	) > said
	is "$*: $url" "$url" "$(sed -n 's/^headroom: POST \(.*\): [~0-9]* tokens.*/\1/p' said)"
}
goes https://api.openai.com/v1/chat/completions -- -m gpt-5.1
goes https://api.openai.com/v1/responses -- -m o3 --api=openai-responses
goes https://api.anthropic.com/v1/messages -- -m claude-opus-5
goes https://api.anthropic.com/v1/chat/completions -- -m claude-opus-5 \
	--api=openai-chat --provider=anthropic
goes 'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse' \
	-- -m gemini-2.5-pro
goes 'https://generativelanguage.googleapis.com/v1beta/models/a%2F..%2Fb:generateContent' \
	-- -m 'a/../b' --provider=gemini --no-stream
goes https://generativelanguage.googleapis.com/v1beta/openai/chat/completions \
	-- -m gemini-2.5-pro --provider=gemini --api=openai-chat
goes https://openrouter.ai/api/v1/chat/completions OPENROUTER_API_KEY=k \
	-- -m anthropic/claude-opus-5
goes https://openrouter.ai/api/v1/chat/completions \
	-- -m x/y --provider=openrouter
goes https://me.openai.azure.com/openai/v1/chat/completions \
	AZURE_OPENAI_ENDPOINT=https://me.openai.azure.com/ -- -m gpt-5.1
goes 'https://me.openai.azure.com/openai/deployments/d/chat/completions?api-version=1' \
	-- -m d --base-url \
	'https://me.openai.azure.com/openai/deployments/d?api-version=1'
goes http://127.0.0.1:11434/v1/chat/completions -- -m llama3 --provider=ollama
goes http://box:8000/v1/chat/completions OLLAMA_HOST=box:8000 \
	-- -m llama3 --allow-http
goes http://127.0.0.1:11434/v1/messages OLLAMA_HOST=0.0.0.0 \
	-- -m llama3 --provider=ollama --api=anthropic
goes http://localhost:8000/v1/chat/completions \
	OPENAI_BASE_URL=http://localhost:8000/v1 -- -m Qwen/Qwen3-8B
goes '' -- -m llama3
holds "a model of nobody" grep -q "say it with --provider" said

# auth HEADER VALUE OPTION...: what the server is sent.
auth() {
	header=$1 value=$2
	shift 2
	serve text --auth optional
	unset OPENAI_API_KEY ANTHROPIC_API_KEY GEMINI_API_KEY
	"$@" > out 2> err
	is "$header: $value" "0 None $value" \
		"$? $(logged problem) $(logged "$header")"
}
auth authorization 'Bearer K1' env OPENAI_API_KEY=K1 "$H" send -m gpt-5.1 -p hi
auth x-api-key K2 env ANTHROPIC_API_KEY=K2 ANTHROPIC_AUTH_TOKEN=K3 \
	"$H" send -m claude-opus-5 -p hi
auth authorization 'Bearer K3' env ANTHROPIC_AUTH_TOKEN=K3 \
	"$H" send -m claude-opus-5 -p hi
auth x-goog-api-key K4 env GOOGLE_API_KEY=K4 GEMINI_API_KEY=K5 \
	"$H" send -m gemini-2.5-pro -p hi
says "two keys" "the first one is used"
auth api-key K6 sh -c 'AZURE_OPENAI_ENDPOINT=http://127.0.0.1:$PORT \
	AZURE_OPENAI_API_KEY=K6 "$H" send --provider=azure -m d -p hi'
auth authorization None sh -c 'OLLAMA_HOST=127.0.0.1:$PORT \
	"$H" send --provider=ollama -m llama3 -p hi'
auth anthropic-version 2023-06-01 env ANTHROPIC_API_KEY=K2 \
	"$H" send -m claude-opus-5 -p hi
auth x-title 'a b' env OPENAI_API_KEY=K1 "$H" send -m gpt-5.1 -p hi \
	--header 'X-Title: a b'
auth accept-encoding None env OPENAI_API_KEY=K1 "$H" send -m gpt-5.1 -p hi

umask 077
echo K7 > key
auth authorization 'Bearer K7' "$H" send -m gpt-5.1 -p hi --key-file key
auth authorization 'Bearer K8' "$H" send -m gpt-5.1 -p hi \
	--key-command 'echo K8'
auth authorization 'Bearer K7' sh -c \
	'"$H" send -m gpt-5.1 -p hi --key-fd 7 7< key'
serve text
chmod 640 key
ends "a key that others can read" 4 ask openai-chat --key-file key
says "a key that others can read" "chmod 600"
ends "no file of a key" 4 ask openai-chat --key-file nowhere
ends "a command that fails" 4 ask openai-chat --key-command 'echo K8; exit 1'
ends "a command that says nothing" 2 ask openai-chat --key-command true
printf 'a\nX-Evil: b\n' > two
ends "a key of two lines" 2 ask openai-chat --key-file two
ends "two sources of a key" 2 ask openai-chat --key-file two --key-fd 3
is "none of them connects" 0 "$(server_count connect)"
ends "no key" 2 env -u OPENAI_BASE_URL -u OPENAI_API_KEY "$H" send -m gpt-5.1 \
	-p hi
says "no key" "set OPENAI_API_KEY"

# ---- what is refused before anything is sent ---------------------------------

serve text
cr=$(printf 'a\rb') nl=$(printf 'a\nb')
# refuses OPTION...
refuses() {
	ends "refused: $*" 2 ask openai-chat "$@"
	says "refused: $*" .
}
for url in ftp://127.0.0.1 http://u:p@127.0.0.1 "http://127.0.0.1:$PORT/#x" \
	"http://127.0.0.1:$PORT/$cr" "http://127.0.0.1:$PORT/$nl" 127.0.0.1 \
	"http://127.0.0.1:$PORT/v1?key=x" http://; do
	refuses --base-url "$url"
done
refuses --base-url http://192.0.2.1/v1
refuses --base-url http://192.0.2.1/v1 --allow-http
holds "no key without TLS" grep -q "without TLS" err
refuses --header "X: $cr"
refuses --header "X: $nl"
refuses --header 'no colon'
refuses --header 'Authorization: Bearer x'
refuses --header 'x-api-key: x'
refuses --header 'Content-Length: 5'
refuses -m "$nl"
refuses --retries x
refuses --retries 101
refuses --timeout 0
refuses --timeout 1e9
refuses --idle-timeout -1
refuses --max-tokens 0
refuses --compare --json
refuses --as-is -b 5
refuses --api=none
OPENAI_API_KEY=$nl
ends "a variable of two lines" 2 ask openai-chat
OPENAI_API_KEY=$KEY OPENAI_BASE_URL="http://127.0.0.1:$PORT/$nl"
ends "a hostile variable" 2 ask openai-chat
is "none of these connects" 0 "$(server_count connect)"
ends "nothing to send" 2 "$H" send -m gpt-5.1 < /dev/null
ends "no such file" 4 ask openai-chat nowhere
ends "no model" 2 "$H" send -p hi < /dev/null

server_stop
finish
