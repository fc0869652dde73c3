#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# --explain: what is said of each segment is true of the input and the output.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"

# ---- inputs -------------------------------------------------------------------

cp "$LOG" log
awk 'BEGIN { print "id,city,ms"
	for (i = 1; i < 80; i++)
		print i ",Oslo," i * 7 % 40 }' > csv
awk 'BEGIN { print "["
	for (i = 1; i < 60; i++)
		printf "  {\"id\": %d, \"city\": \"Oslo\", \"ms\": %d}%s\n", i,
			i * 7 % 40, i < 59 ? "," : ""
	print "]" }' > json
cat > prose <<'END'
The committee met on a cold morning. Nobody had read the minutes, but everyone
agreed that they were accurate.

After lunch the chair asked whether there was other business. There was none,
and so the meeting ended before the rain began.
END
awk 'BEGIN { for (i = 1; i < 40; i++)
	printf "%c%c %d\n", 97 + i * 11 % 26, 97 + i * 7 % 26, i * i * 7919 }' \
	> nothing
: > empty
sed 's/$/\r/' csv > crlf
# No newline at its end, and a table within prose within a log.
{
	cat prose csv
	sed -n 1,300p log
	cat prose json
	printf 'the end'
} > mixed
# A certificate, which becomes a marker, between lines.
{
	echo 'before it'
	echo '-----BEGIN CERTIFICATE-----'
	awk 'BEGIN { s = "MIIEpAIBAAKCAQEAx3Jq0Y5Zb8vTgkWnQfLdUoRmHs2VtX6a9c"
		for (i = 0; i < 30; i++)
			print substr(s, i % 20 + 1) substr(s, 1, i % 20) \
				"AbCdEfGh0123" }'
	echo '-----END CERTIFICATE-----'
	echo 'behind it'
} > blob
printf 'a\000b\nc\n' > binary
{
	printf '{"model":"gpt-5.1","messages":['
	printf '{"role":"user","content":"What was upgraded?"},'
	printf '{"role":"tool","tool_call_id":"call_1","content":"'
	sed 's/["\\]/\\&/g; s/$/\\n/' log | tr -d '\n'
	printf '"}]}\n'
} > request
for id in 1 2 3 4 5 6 7 8; do
	printf '{"custom_id":"%s","method":"POST","body":' $id
	tr -d '\n' < request
	echo '}'
done > batch.jsonl

# ---- the output stays ----------------------------------------------------------

for file in log csv json prose nothing empty crlf mixed blob request; do
	for option in --type=auto --lossless --plain; do
		"$H" -q $option $file > want
		ends "$file $option" 0 "$H" -q $option --explain $file
		holds "$file $option: the same output" cmp -s want out
		holds "$file $option: lines begin as messages do" \
			[ "$(grep -vc '^headroom: ' err)" = 0 ]
	done
done

# ---- what is said ---------------------------------------------------------------

# explains NAME PATTERN FILE [OPTION]...: one line of the lines has it.
explains() {
	name=$1 pattern=$2
	shift 2
	"$H" -q --explain "$@" 2> err > out
	holds "$name: $pattern" grep -qE "^headroom: $pattern" err
}

explains "a log" 'log: lines 1-1200: 82659 bytes, [0-9]+ tokens, log \([0-9]+ % sure\): folded, [0-9]+ tokens; fold, [0-9]+ tokens: taken; blocks' log
explains "a table" 'csv: lines 1-80: .*, table .*: encoded, .*; table, [0-9]+ tokens: taken$' csv
explains "JSON" 'json: lines 1-61: .*, json .*: encoded, .*; json, [0-9]+ tokens: taken$' json
explains "prose" 'prose: lines 1-5: .*, prose .*: left; fold: .*; lines: only lines of a log are encoded$' prose
explains "nothing is saved" 'nothing: lines 1-39: .*, text.*: left; fold: nothing to gain; .*lines: only lines of a log are encoded$' nothing
explains "lossless" 'nothing: lines 1-39: .*: left; fold: lossless mode folds nothing; .*lines, [0-9]+ tokens: saves too little, (5|25) % are needed' -L nothing
explains "plain" 'csv: lines 1-80: .*: left; .*; blocks: plain mode encodes nothing$' -p csv
explains "a kind that was asked for" 'log: lines 1-1200: .*, text \(asked for\): left; fold: the kind text was asked for$' -t text log
explains "binary" 'binary: lines 1-2: 6 bytes, .*: left; fold: binary data$' binary
explains "line ends" 'crlf: lines 1-80: .*, table .*: encoded, .*; table, [0-9]+ tokens: taken$' crlf
explains "a blob" 'blob: lines 3-32: .* tokens, text: marked, [0-9]+ tokens; markers, [0-9]+ tokens: taken$' blob
explains "what is in front of it" 'blob: lines 1-2: ' blob
explains "what is behind it" 'blob: lines 33-34: ' blob
explains "an estimate" 'csv: lines 1-80: [0-9]+ bytes, ~[0-9]+ tokens' \
	-m claude-sonnet-4 csv
explains "a request" 'request: 1 request: 1 of 1 strings smaller; 1 stay: 1 user text$' request
is "a request: one line" 1 "$(grep -c '' err)"
explains "many segments" 'mixed: lines 391-451: .*, json in log .*: encoded, ' -L mixed
explains "what is tried within" 'mixed: .*; lines 6-85 table: too short within a log;' -L mixed
ends "standard input" 0 "$H" --explain < prose
says "standard input" "standard input: lines 1-5: "
ends "an empty input" 0 "$H" --explain empty
quiet "an empty input"
ends "what was folded" 0 "$H" -o folded log
explains "what was folded" 'folded: lines .*: left; fold: was folded before; blocks: was folded before$' folded
explains "several files" 'csv: lines 1-80: ' prose csv log
is "several files: a line each" 3 "$(grep -c '' err)"
explains "a batch" 'batch.jsonl: 8 requests: 8 of 8 strings smaller; 8 stay: 8 user text$' batch.jsonl
cp err told
explains "threads" 'batch.jsonl: 8 requests: ' -j 2 batch.jsonl
holds "threads: one line, and the same" cmp -s told err

# ---- mistakes --------------------------------------------------------------------

ends "no such form" 2 "$H" --explain=xml log
says "no such form" "--explain is one of: text json; not 'xml'"
ends "a budget" 2 "$H" --explain -b 100 log
says "a budget" "--explain does not go with --budget"
ends "--follow" 2 "$H" --explain -f log
says "--follow" "does not go with"

# ---- JSON, whose figures add up ----------------------------------------------------

if ! has python3; then
	skip "JSON: no python3"
	finish
fi
cat > check.py <<'END'
import json, sys
path = sys.argv[1]
lines = [json.loads(line) for line in open("err", encoding="utf-8")]
stats = lines.pop()
data = [part + b"\n" for part in open(path, "rb").read().split(b"\n")]
data[-1] = data[-1][:-1]
if not data[-1]:
	data.pop()
line = 1
for s in lines:
	assert s["input"] == path, s
	assert s["first_line"] == line, ("a gap or an overlap", s)
	part = data[line - 1:s["last_line"]]
	assert s["bytes"] == sum(map(len, part)), ("bytes", s)
	line = s["last_line"] + 1
	assert s["became"] in ("left", "folded", "encoded", "marked"), s
	assert s["became"] != "left" or s["tokens_out"] == s["tokens"], s
	for c in s["candidates"]:
		assert s["first_line"] <= c["first_line"] <= c["last_line"]
		assert c["last_line"] <= s["last_line"], s
		assert c["taken"] == ("why" not in c), s
	taken = [c for c in s["candidates"] if c["taken"]]
	assert bool(taken) == (s["became"] in ("folded", "encoded")) or \
		s["became"] == "marked", s
assert line - 1 == len(data), "lines"
assert sum(s["bytes"] for s in lines) == stats["bytes_in"], "bytes"
# A token may go over the end of a segment.
for name in "tokens", "tokens_out":
	sum_ = sum(s[name] for s in lines)
	assert abs(sum_ - stats[name + "_in" * (name == "tokens")]) \
		<= max(len(lines) - 1, 0), (name, sum_, stats)
END
for file in log csv json prose nothing empty crlf mixed blob binary; do
	for option in --type=auto --lossless --plain --type=log --type=text; do
		ends "$file $option: JSON" 0 "$H" -q $option --explain=json \
			--stats=json $file
		holds "$file $option: it adds up" python3 check.py $file
	done
done
ends "a request: JSON" 0 "$H" --explain=json request
holds "a request: it is JSON" python3 -c '
import json
said = json.load(open("err"))
assert (said["requests"], said["texts"], said["texts_changed"]) == (1, 1, 1)
assert said["left"]["user_text"] == 1'
odd='a "b" \c'
cp csv "$odd"
ends "a name with quotes" 0 "$H" --explain=json "$odd"
holds "a name with quotes: as it is" python3 -c '
import json, sys
assert json.load(open("err"))["input"] == sys.argv[1]' "$odd"
finish
