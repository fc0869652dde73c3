#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Which strings of a request change, what is said when none may, and where in
# records requests are.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"

number() {
	sed -n "s/.*\"$2\":\([0-9]*\).*/\1/p" "$1" | head -n 1
}

# What a tool may answer, as a string of JSON.
log() {
	sed -n "$1,$(($1 + 60))p" "$LOG" | sed 's/$/\\n/' | tr -d '\n'
}

# turn TOOL N [MEMBER]: a call and its result, which may have a member more.
turn() {
	printf ',{"role":"assistant","content":[{"type":"tool_use","id":"t%s",' "$2"
	printf '"name":"%s","input":{}}]},{"role":"user","content":[' "$1"
	printf '{"type":"tool_result","tool_use_id":"t%s","content":"%s"%s}]}' \
		"$2" "$(log "$2")" "${3:-}"
}

# request TURNS
request() {
	printf '{"model":"claude-sonnet-5","max_tokens":64,"messages":['
	printf '{"role":"user","content":"Why?"}%s]}\n' "$1"
}

mark=',"cache_control":{"type":"ephemeral"}'

# ---- turns --------------------------------------------------------------------

request "$(turn Bash 1)$(turn Bash 2 "$mark")$(turn Bash 3 "$mark")" > three
for reach in live=1 history=1 all=3; do
	ends "--reach=${reach%=*}" 0 "$H" --stats=json --reach="${reach%=*}" three
	is "--reach=${reach%=*}: strings" "${reach#*=}" \
		"$(number err texts_changed)"
done
ends "no option" 0 "$H" three
cp out live
ends "live" 0 "$H" --reach=live three
holds "live is what there is without an option" cmp -s out live
request "$(turn Bash 1)$(turn Bash 2 "$mark")" > two
ends "all of two turns" 0 "$H" --reach=all two
tr '}' '\n' < out | grep -o '"content":"[^"]*"' > before
ends "all of three turns" 0 "$H" --reach=all three
tr '}' '\n' < out | grep -o '"content":"[^"]*"' | head -n 3 > after
holds "what was sent is sent again" cmp -s before after
ends "history is a name of it" 0 "$H" --history three
cp out history
ends "history" 0 "$H" --reach=history three
holds "history: the same" cmp -s out history

for reach in history all; do
	ends "a budget and $reach" 2 "$H" -b 4000 --reach="$reach" three
done
ends "history and all" 2 "$H" --history --reach=all three
ends "a budget and live" 0 "$H" -b 20000 --reach=live --stats=json three
is "a budget: what is marked stays" 0 "$(number err texts_changed)"

# The model decides nothing.
ends "a model" 0 "$H" --reach=all -m gpt-4 three
cp out model
ends "no model" 0 "$H" --reach=all three
holds "every model gets the same bytes" cmp -s out model

# ---- tools --------------------------------------------------------------------

request "$(turn Read 1)" > edited
ends "a file that was read" 0 "$H" edited
says "a file that was read" "protected tools.*--no-default-protect"
holds "a file that was read: stays" cmp -s out edited
ends "quietly" 0 "$H" -q edited
quiet "quietly"
ends "it may change" 0 "$H" --no-default-protect --stats=json edited
is "it may change: it does" 1 "$(number err texts_changed)"
ends "a tool that is named" 0 "$H" --protect-tool=Bash --stats=json two
is "a tool that is named: stays" 1 \
	"$(number err protected)"
request "$(turn mcp__headroom__headroom_get 1)" > fetched
ends "what was asked for" 0 "$H" --no-default-protect fetched
holds "what was asked for: stays" cmp -s out fetched

# ---- users --------------------------------------------------------------------

printf '{"model":"gpt-5.1","messages":[{"role":"user","content":"Why?\\n%s"}]}\n' \
	"$(log 1)" > user
ends "a log in a question" 0 "$H" user
says "a log in a question" "messages of the user.*--user-text"
holds "a log in a question: stays" cmp -s out user
ends "it may change, too" 0 "$H" --user-text --stats=json user
is "it may change, too: it does" 1 "$(number err texts_changed)"
printf '{"model":"gpt-5.1","messages":[{"role":"user","content":"Why?"}]}\n' > short
ends "a question alone" 0 "$H" short
quiet "a question alone"

ends "why strings stay" 0 "$H" --stats three
says "why strings stay" "3 strings smaller\|1 of 1 strings.*; 3 stay: 1 user text, 2 out of reach"

# ---- records ------------------------------------------------------------------

{
	printf '{"cut": [\n\nno JSON at all\n{"level":"info"}\n[1,2]\n'
	request "$(turn Bash 1)"
	printf '{"level":"info"}\n'
	request "$(turn Bash 2)"
} > shard
ends "a shard" 0 "$H" --stats=json shard
is "a shard: lines" "$(wc -l < shard)" "$(wc -l < out)"
is "a shard: requests" 2 "$(number err requests)"
is "a shard: without one" 3 "$(number err lines_foreign)"
is "a shard: no JSON" 2 "$(number err lines_bad)"
cp out shard.small
for option in --lines -j2 '-j4 --lines'; do
	# shellcheck disable=SC2086 # they are several
	ends "a shard, $option" 0 "$H" $option shard
	holds "a shard, $option: the same" cmp -s out shard.small
done
grep -v messages shard > none
ends "lines without a request" 0 "$H" --lines none
holds "lines without a request: stay" cmp -s out none
holds "lines without a request: it is said" grep -q -- '--at=/POINTER' err
ends "no such lines" 0 "$H" none
is "no such lines: it is text" 0 "$(grep -c -- --at err)"
printf '{"messages":[{"who":"me","says":"x"}]}\n%.0s' 1 2 3 > chats
ends "lines that look like records" 0 "$H" chats
holds "lines that look like records: it is said" grep -q -- '--at=/POINTER' err
ends "a report of a shard" 0 "$H" report --format=json shard
is "a report of a shard: requests" 2 "$(number out requests)"
ends "a report of lines" 0 "$H" report --lines --format=json shard
is "a report of lines: requests" 2 "$(number out requests)"

# Each line is answered when it comes.
mkfifo pipe
{
	sed -n 6p shard
	for i in 1 2 3 4 5 6 7 8 9 10; do
		[ -s followed ] && break
		sleep 0.2
	done
	wc -l < followed > soon
	sed -n 7,8p shard
} > pipe &
"$H" -f --lines pipe > followed
wait
is "followed: the first line is out before the second comes" 1 "$(cat soon)"
sed -n '6,$p' shard.small > due
holds "followed: all are as without" cmp -s due followed
ends "followed, not said" 0 "$H" -f --stats=json shard
is "followed, not said: requests" 2 "$(number err requests)"
tail -n 3 out > records
holds "followed, not said: from the first one on they are records" \
	cmp -s due records
is "followed, not said: bytes" "$(wc -c < shard) $(wc -c < out)" \
	"$(number err bytes_in) $(number err bytes_out)"
ends "followed, and a document" 2 "$H" -f --request=anthropic shard

# Where somebody says that it is.
body=$(request "$(turn Bash 1)")
printf '{"a":{"x/y":[0,%s]},"b":%s}\n' "$body" "$body" > place
ends "everywhere" 0 "$H" --stats=json place
is "everywhere: two" 2 "$(number err requests)"
ends "at a place" 0 "$H" --stats=json --at='/a/x~1y/1' place
is "at a place: one" 1 "$(number err requests)"
ends "at another place" 0 "$H" --at=/c place
says "at another place" "no request was found"
holds "at another place: stays" cmp -s out place
ends "no pointer" 2 "$H" --at=c place
ends "no requests there" 2 "$H" --at=/a --request=none place

# In strings, which have an escape more.
printf '{"time":1,"body":"%s","status":200}\n' \
	"$(printf '%s' "$body" | sed 's/[\\"]/\\&/g')" > string
ends "a request in a string" 0 "$H" --stats=json string
is "a request in a string: one" 1 "$(number err texts_changed)"
if has python3; then
	"$H" string > string.small
	holds "a request in a string: of it, only that result changes" \
		python3 - string string.small <<'END'
import json
import sys

before, after = (json.load(open(name)) for name in sys.argv[1:])
inner = [json.loads(record.pop("body")) for record in (before, after)]
texts = [body["messages"][2]["content"][0].pop("content") for body in inner]
sys.exit(before != after or inner[0] != inner[1] or
         len(texts[1]) * 2 > len(texts[0]))
END
else
	skip "a request in a string: no python3"
fi

# ---- other endpoints ----------------------------------------------------------

printf '{"model":"text-embedding-3-small","input":[' > embed
for i in 1 2 3 4 5 6 7 8 9; do
	printf '"%s",' "$(log $i)"
done >> embed
printf '"x"]}\n' >> embed
ends "what is to be embedded" 0 "$H" -v embed
holds "what is to be embedded: stays" cmp -s out embed
holds "what is to be embedded: it is said" grep -q "no API that is known" err
finish
