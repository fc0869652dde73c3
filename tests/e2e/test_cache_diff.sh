#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# headroom cache-diff: what it says of two requests, and its manners.
# shellcheck source=tests/e2e/lib.sh
. tests/e2e/lib.sh

# About 3,000 tokens.
rules=$(awk 'BEGIN { for (i = 0; i < 300; i++)
	printf "Rule %d says that step %d is next. ", i, i * 7 % 13 }')
mark='"cache_control":{"type":"ephemeral"}'

# talk SYSTEM TURNS: a request for Claude, with a mark behind the system text.
talk() {
	printf '{"model":"claude-sonnet-4-5","max_tokens":99,"tools":[%s],' \
		'{"name":"log","description":"Reads a log","input_schema":{}}'
	printf '"system":[{"type":"text","text":"%s",%s}],"messages":[%s]}\n' \
		"$1" "$mark" "$2"
}

q='{"role":"user","content":"Why did it fail?"}'
turn='{"role":"assistant","content":"No rule."},{"role":"user","content":"So?"}'
talk "$rules It is 10:02:11." "$q" > a.json
talk "$rules It is 10:02:11." "$q,$turn" > good.json
talk "$rules It is 10:03:44." "$q,$turn" > time.json

ends "a good conversation" 0 "$H" cache-diff a.json good.json
quiet "a good conversation"
holds "a good conversation: says so" grep -q 'B begins with all of A$' out
holds "a good conversation: its mark" grep -q '^Mark at /system/0, .*: the same in A$' out
holds "a good conversation: money" \
	grep -q '^They cost \$0\.00[0-9]*, without a cache \$0\.0[0-9]*$' out

ends "a time" 1 "$H" cache-diff a.json time.json
quiet "a time"
holds "a time: why" grep -q '^They part behind ~[0-9]* tokens: a time, ' out
holds "a time: where" grep -q '^  A  /system/0/text, byte [0-9]*:$' out
holds "a time: in A" grep -q '^     \.\.\..*It is 10:02:11\.$' out
holds "a time: in B" grep -q '^     \.\.\..*It is 10:03:44\.$' out
holds "a time: nothing is read" grep -q ' ~0 are read from the cache' out
byte=$(sed -n 's/^  B  .* byte \([0-9]*\):$/\1/p' out)
is "a time: the byte is one of the file" "3:44" \
	"$(tail -c "+$((byte + 1))" time.json | cut -c 1-4)"
is "80 columns" "" "$(awk 'length($0) > 80' out)"

if has python3; then
	member() {
		python3 -c 'import json, sys
v = json.load(open("out"))
for k in sys.argv[1].split("."):
    v = v[int(k)] if k.isdigit() else v[k]
print(json.dumps(v))' "$1"
	}
	ends "JSON" 1 "$H" cache-diff --json a.json time.json
	is "JSON: why" '"time"' "$(member why)"
	is "JSON: part" '"system"' "$(member at.a.part)"
	is "JSON: byte" "$byte" "$(member at.b.byte)"
	is "JSON: mark" 'false' "$(member cache.marks.0.shared)"
	is "JSON: read" 0 "$(member usage.cached)"
	# Dollars a million tokens: 3 for input, 3.75 to write, 0.3 to read.
	cost='import json
from decimal import Decimal as D
v = json.load(open("out"), parse_float=D)
u, c = v["usage"], v["cost"]
q = lambda x: x.quantize(D("0.000001"), "ROUND_HALF_UP")
m = D(10) ** 6
assert u["cached"] + u["cache_write"] + u["uncached"] == u["input"]
assert c["with_cache"] == q((u["uncached"] * 3 + u["cache_write"] * D("3.75")
    + u["cached"] * D("0.3")) / m), c
assert c["without_cache"] == q(u["input"] * 3 / m), c'
	holds "JSON: money" python3 -c "$cost"
	ends "JSON of a good one" 0 "$H" cache-diff --json a.json good.json
	is "JSON: begins" true "$(member begins)"
	is "JSON: no place" null "$(member at)"
	holds "JSON of a good one: money" python3 -c "$cost"
	holds "JSON of a good one: something is read" \
		[ "$(member usage.cached)" -gt 1024 ]
	python3 -c 'import json
v = json.load(open("good.json"))
json.dump(v, open("pretty.json", "w"), indent=2, sort_keys=True)'
	ends "another spelling of JSON" 0 "$H" cache-diff a.json pretty.json
else
	skip "JSON: no python3"
fi

# ---- which model, which prices, which API

ends "a model" 0 "$H" cache-diff -m claude-opus-4-5 a.json good.json
holds "a model: its minimum" \
	grep -q '^Cache of claude-opus-4-5: from 4096 tokens on; ' out
ends "a model nobody knows" 0 "$H" cache-diff -q -m nobody a.json good.json
holds "a model nobody knows: no amount" \
	grep -q '^What they cost is not known$' out
printf '{"schema":"headroom.prices/1","models":{"claude-sonnet-4-5":%s}}' \
	'{"input":0,"output":0}' > free.json
ends "prices" 0 "$H" cache-diff --prices=free.json a.json good.json
holds "prices: are used" grep -q '^They cost \$0, without a cache \$0$' out
printf '{"body":%s}\n' "$(cat a.json)" > wrapped.json
ends "a request in a record" 0 "$H" cache-diff wrapped.json good.json
ends "standard input" 0 "$H" cache-diff - good.json < a.json
printf '\357\273\277' | cat - a.json > bom.json
ends "a byte order mark" 0 "$H" cache-diff bom.json good.json

chat='{"model":"gpt-5.1","messages":[{"role":"system","content":"x"}'
printf '%s]}' "$chat" > chat.json
printf '%s,%s]}' "$chat" "$turn" > chat2.json
ends "chat completions" 0 "$H" cache-diff chat.json chat2.json
holds "chat completions: what is assumed" \
	grep -q '^Assumed is the order: tools, response_format, messages$' out
holds "chat completions: too little" grep -q '; what is shared is too little$' out
ends "an API by name" 0 "$H" cache-diff --request=openai-chat chat.json chat2.json
printf '{"contents":[{"parts":[{"text":"q"}]}]}' > gemini.json
ends "Gemini" 0 "$H" cache-diff gemini.json gemini.json
holds "Gemini: no model" grep -q '^Cache of a model that is not named: ' out

# ---- what is wrong

ends "two APIs" 3 "$H" cache-diff gemini.json a.json
says "two APIs" "a.json: of another API than A: anthropic, not gemini"
ends "one file" 2 "$H" cache-diff a.json
ends "three files" 2 "$H" cache-diff a.json a.json a.json
ends "standard input twice" 2 "$H" cache-diff - -
ends "no such file" 4 "$H" cache-diff a.json missing.json
says "no such file" "missing.json: No such file"
echo '{"a":' > cut.json
ends "no JSON" 3 "$H" cache-diff a.json cut.json
says "no JSON" "cut.json: no request: byte 6: a value must be here"
echo '{"a":1}' > other.json
ends "no request" 3 "$H" cache-diff other.json a.json
says "no request" "other.json: no request of an API that is known"
printf '{"requests":[{"params":%s},{"params":%s}]}' "$(cat a.json)" \
	"$(cat a.json)" > batch.json
ends "a batch" 3 "$H" cache-diff a.json batch.json
says "a batch" "batch.json: several requests: one is compared"
ends "a full disk" 4 sh -c '"$H" cache-diff a.json good.json > /dev/full'
says "a full disk" "standard output: No space left"

# ---- text that is not to be trusted

talk "$rules \\u001b[31mred\\u202e" "$q" > red.json
ends "control characters" 1 "$H" cache-diff a.json red.json
holds "control characters: are shown as such" grep -qF '\x1b[31mred' out
is "control characters: there are none" "" "$(tr -d '\n -~' < out)"
ends "control characters in JSON" 1 "$H" cache-diff --json a.json red.json
is "control characters in JSON: there are none" "" "$(tr -d '\n -~' < out)"

# ---- no memory

if [ -e "$SHIM_MEMORY" ] && ! grep -q __asan_init "$H"; then
	"$H" cache-diff --json chat.json chat2.json > want
	bad=
	k=1
	while [ $k -le 80 ]; do
		LD_PRELOAD=$SHIM_MEMORY SHIM_NO_MEMORY=$k "$H" cache-diff \
			--json chat.json chat2.json > out 2> err
		status=$?
		if [ $status -eq 0 ]; then
			cmp -s want out || bad="$bad $k:output"
		elif [ $status -ne 9 ] || [ "$(grep -c '' err)" != 1 ]; then
			bad="$bad $k:$status"
		fi
		k=$((k + 1))
	done
	is "each allocation may fail" "" "$bad"
	is "the last of them did not" 0 "$status"
else
	skip "allocations that fail: no shim for them, or a sanitizer"
fi
finish
