#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Batches: lines of requests, in order, in little memory, by threads and shards.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"

# body N: a request whose tool answered with a part of the log.
body() {
	printf '{"model":"gpt-5.1","messages":['
	printf '{"role":"user","content":"What was upgraded in run %s?"},' "$1"
	printf '{"role":"tool","tool_call_id":"c%s","content":"' "$1"
	sed -n "$1,$(($1 + 60))p" "$LOG" | sed 's/$/\\n/' | tr -d '\n'
	printf '"}]}'
}

# batch FROM TO: a line for each, as one of the providers wants it.
batch() {
	i=$1
	while [ "$i" -le "$2" ]; do
		printf '{"custom_id":"r%s","method":"POST",' "$i"
		printf '"url":"/v1/chat/completions","body":%s}\n' "$(body "$i")"
		i=$((i + 1))
	done
}

number() {
	sed "s/.*\"$2\":\([0-9]*\).*/\1/" "$1"
}

batch 1 40 > batch.in
ends "a batch" 0 "$H" --stats=json batch.in
cp out small
is "a batch: all of its lines" 40 "$(grep -c . small)"
is "a batch: requests" 40 "$(number err requests)"
is "a batch: strings" 40 "$(number err texts_changed)"
holds "a batch: half of it is gone" \
	[ "$(($(wc -c < small) * 2))" -lt "$(wc -c < batch.in)" ]
is "a batch: its lines stay in order" "$(seq 40)" \
	"$(sed 's/{"custom_id":"r\([0-9]*\)".*/\1/' small)"
cp err whole

ends "a second run" 0 "$H" small
holds "a second run changes nothing" cmp -s small out

for jobs in 1 2 3 8; do
	ends "$jobs threads" 0 "$H" -j "$jobs" --stats=json batch.in
	holds "$jobs threads: the same bytes" cmp -s small out
	holds "$jobs threads: the same counts" cmp -s whole err
done

# Lines that are longer than what a thread takes at once, or than a request may
# be: those go out as they come, in their places.
long() {
	printf '{"model":"gpt-5.1","messages":[{"role":"user","content":"'
	yes "$1" | head -n "$2" | tr '\n' ' '
	printf '"}]}\n'
}
{
	sed -n 1,20p batch.in
	long one 200000
	sed -n 21,30p batch.in
	long two 400000
	long three 200000
	sed -n 31,40p batch.in
} > long.in
for most in 100000 1000000; do
	ends "long lines" 0 "$H" --max-request=$most --stats=json long.in
	cp out long
	cp err long.err
	for jobs in 2 3; do
		ends "long lines, $jobs threads" 0 timeout 60 "$H" -j "$jobs" \
			--max-request=$most --stats=json long.in
		holds "long lines, $jobs threads: the same bytes" \
			cmp -s long out
		is "long lines, $jobs threads: the same lines are told" \
			"$(grep -o 'line [0-9]*: over a limit' long.err)" \
			"$(grep -o 'line [0-9]*: over a limit' err)"
		is "long lines, $jobs threads: the same counts" \
			"$(tail -n 1 long.err)" "$(tail -n 1 err)"
	done
done
is "long lines: as they were" "$(sed -n '21p;32,33p' long.in | cksum)" \
	"$(sed -n '21p;32,33p' long | cksum)"

head -c -1 batch.in > no-end
ends "no newline at the end" 0 "$H" no-end
holds "no newline at the end: it stays so" [ "$(tail -c 1 out)" = "}" ]
is "no newline at the end: the same else" \
	"$(head -c -1 small | cksum)" "$(cksum < out)"

# ---- lines that are none ----------------------------------------------------

{
	sed -n 1,10p batch.in
	echo '{"custom_id":"r11","body":{"model": }'
	echo
	echo '{"custom_id":"r12","url":"/v1/embeddings","body":{"input":"x"}}'
	printf '[1, 2]\r\n'
	sed -n 13,20p batch.in
} > odd
for jobs in 1 2; do
	ends "odd lines, $jobs threads" 0 "$H" -j "$jobs" odd
	says "odd lines, $jobs threads" "odd: line 11: not valid JSON at byte 37"
	is "odd lines, $jobs threads: as they were" \
		"$(sed -n 11,14p odd | cksum)" "$(sed -n 11,14p out | cksum)"
	is "odd lines, $jobs threads: the others are not" \
		"$(sed -n '1,10p;13,20p' small | cksum)" \
		"$(sed -n '1,10p;15,22p' out | cksum)"
	ends "strict, $jobs threads" 3 "$H" --strict -j "$jobs" odd
	says "strict, $jobs threads" "odd: line 11: not valid JSON at byte 37"
done
ends "quiet" 0 "$H" -q odd
quiet "quiet"

ends "told" 0 "$H" -v batch.in
is "told: a line each" 40 "$(grep -c 'line [0-9]*: /body/messages/1/content: log, [0-9]* -> [0-9]* tokens' err)"

# ---- other forms ------------------------------------------------------------

# form NAME LINE: the line is a batch, too, and what it wraps becomes the same.
form() {
	{
		printf '%s\n' "$2"
		printf '%s\n' "$2"
	} > form
	ends "$1" 0 "$H" form
	holds "$1: smaller" \
		[ "$(($(wc -c < out) * 2))" -lt "$(wc -c < form)" ]
	holds "$1: the same string" grep -qF "$content" out
}
content=$(sed -n 1p small | sed 's/.*"content":"\(\[.*\)"}]}}$/\1/')
form "bodies alone" "$(body 1)"
form "recorded traffic" \
	"{\"ts\":1,\"request\":{\"path\":\"/v1\",\"body\":$(body 1)},\"ms\":3}"
form "a key and a request" "{\"key\":\"r1\",\"request\":$(body 1)}"
form "an id and parameters" "{\"custom_id\":\"r1\",\"params\":$(body 1)}"

printf '{"requests":[{"custom_id":"a","params":%s},{"custom_id":"b","params":%s}]}' \
	"$(body 1)" "$(body 2)" > document
ends "a batch in one document" 0 "$H" --stats=json document
is "a batch in one document: two requests" 2 "$(number err requests)"
holds "a batch in one document: smaller" \
	[ "$(($(wc -c < out) * 2))" -lt "$(wc -c < document)" ]

body 1 | sed 's/,/,\n  /g' > pretty
ends "a request over many lines" 0 "$H" --stats=json pretty
is "a request over many lines: one" 1 "$(number err requests)"

# ---- what is no request -----------------------------------------------------

printf '{"messages": 5, "level": "info"}\n{"messages": 6, "level": "info"}\n' > none
ends "lines of JSON" 0 "$H" --stats=json none
is "lines of JSON: no request" 0 "$(number err requests)"
ends "not asked for" 0 "$H" --request=none --stats=json batch.in
is "not asked for: no request" 0 "$(number err requests)"
echo 'no JSON at all' > text
ends "named, but none" 0 "$H" --request=anthropic text
says "named, but none" "line 1: not valid JSON"
holds "named, but none: as it was" cmp -s text out
ends "named, but none, strict" 3 "$H" --strict --request=anthropic text

# ---- limits -----------------------------------------------------------------

ends "a budget" 0 "$H" -b 300 --stats=json batch.in
holds "a budget: of each prompt" [ "$(number err tokens_out)" -le 12000 ]
is "a budget: all lines" 40 "$(grep -c . out)"
sed -n 1p batch.in > one
ends "a budget that is too small" 1 "$H" -b 5 one
says "a budget that is too small" "the budget is 5 tokens, and of the request"
ends "too large" 0 "$H" --max-request=1K one
says "too large" "over a limit at byte .*: larger than a request may be"
holds "too large: as it was" cmp -s one out
ends "no number" 2 "$H" -j 0 one
says "no number" "'0' is no number from 1 to 64"

# ---- shards -----------------------------------------------------------------

split -l 7 batch.in shard.
cat > work.sh <<'EOF'
"$H" -q --stats=json "$1" > "$1.out" 2> "$1.err"
EOF
# merged NAME: what the shards became, together.
merged() {
	cat shard.??.out > merged
	holds "$1: the same bytes" cmp -s small merged
	for name in bytes_in bytes_out tokens_in tokens_out requests texts; do
		sum=0
		for file in shard.??.err; do
			sum=$((sum + $(number "$file" $name)))
		done
		is "$1: the sum of $name" "$(number whole $name)" $sum
	done
	rm -f shard.??.out shard.??.err
}
printf '%s\n' shard.?? | xargs -n 1 -P 3 sh work.sh
merged "xargs -P"
if has parallel && parallel --version 2> err | grep -q GNU; then
	parallel --will-cite -j 3 sh work.sh ::: shard.??
	merged "parallel"
	parallel --will-cite --pipe -k -N 7 "$H -q" < batch.in > out
	holds "parallel --pipe: the same bytes" cmp -s small out
else
	skip "GNU parallel is not here"
fi

finish
