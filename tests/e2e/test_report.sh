#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Reports: their figures made again by others, their forms, and their gates.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"

number() {
	sed "s/.*\"$2\":\([0-9]*\).*/\1/" "$1" | head -n 1
}

mkdir -p in/deep
cp "$LOG" in/app.log
cp "$LOG" in/deep/again.log
printf 'No log, just a text.\n' > in/deep/text
ends "a folder" 0 "$H" report in
quiet "a folder"
holds "a folder: what would be saved" grep -q '^headroom would save ' out
ends "a folder, as JSON" 0 "$H" report --format=json in
cp out whole
is "a folder: inputs" 3 "$(number out inputs)"
holds "a folder: a log most of which could go" \
	grep -q '"why":"[^"]* of log, 97 % of it could go","times":2' out
holds "a folder: no time in it" [ -z "$(grep -i milliseconds out)" ]

for file in in/app.log in/deep/again.log in/deep/text; do
	"$H" report --format=json "$file" > "${file##*/}.json"
done
ends "merged" 0 "$H" report --merge --format=json text.json app.log.json again.log.json
holds "merged: the same bytes" cmp -s whole out
ends "threads" 0 "$H" report -j 3 --format=json in
holds "threads: the same bytes" cmp -s whole out

# Lines that are longer than what a thread takes at once.
said() {
	printf '{"model":"gpt-5.1","messages":[{"role":"user","content":"'
	yes "$1" | head -n "$2" | tr '\n' ' '
	printf '"}]}\n'
}
{
	said hello 10
	said and 400000
	said so 200000
	said on 10
} > long.jsonl
ends "long lines" 0 "$H" report --format=json long.jsonl
cp out long
is "long lines: requests" 4 "$(number long requests)"
for jobs in 2 3; do
	ends "long lines, $jobs threads" 0 timeout 60 "$H" report -j "$jobs" \
		--format=json long.jsonl
	holds "long lines, $jobs threads: the same bytes" cmp -s long out
done
ends "long lines of the standard input" 0 timeout 60 "$H" report -j 2 \
	--format=json < long.jsonl
holds "long lines of the standard input: its name" \
	grep -q '"name":"standard input"' out

ends "the standard input, threads" 0 "$H" report -j 2 --format=json < in/app.log
is "the standard input: an input" 1 "$(number out inputs)"
holds "the standard input: its tokens" \
	[ "$(number out now)" = "$(number app.log.json now)" ]

for form in text json csv html prometheus markdown; do
	ends "$form" 0 "$H" report --format=$form in
	holds "$form: something" [ "$(wc -c < out)" -gt 500 ]
	holds "$form: ends with a newline" [ -z "$(tail -c 1 out)" ]
done
ends "into a file" 0 "$H" report -o saved --format=json in
holds "into a file: the same" cmp -s whole saved

cp "$ROOT/LICENSE" one.txt
cp one.txt two.txt
ends "twice" 0 "$H" report --format=json one.txt two.txt
holds "twice: it is said" grep -q '"why":"the same [^"]*, 2 times"' out

ends "a transcript" 0 "$H" report --format=json \
	"$ROOT/tests/data/transcripts/codex.jsonl"
holds "a transcript: by day" grep -q '"day":\[' out
holds "a transcript: the day" grep -q '{"name":"2027-01-03",' out
holds "a transcript: by tool" grep -q '{"name":"exec_command",' out
holds "a transcript: by model" grep -q '{"name":"gpt-5.5",' out
is "a transcript: no prompt" 0 "$(number out requests)"

# ---- what is not in the numbers ---------------------------------------------

ends "not there" 4 "$H" report --format=json in nothing
says "not there" "nothing: No such file"
holds "not there: the others are" grep -q '"inputs":3' out
holds "not there: it is said" grep -q '"unread":1' out
printf '{"messages":[{"role":"user","content":"x"}]}\n{"mess\n' > lines
ends "a line that is none" 0 "$H" report --format=json lines
holds "a line that is none: it is said" grep -q '"bad_lines":1' out
ends "no model's price" 0 "$H" report --format=json lines
holds "no model's price: no amount" grep -q '"matched":null' out
holds "no model's price: not zero" [ -z "$(grep '"usd"' out)" ]

# ---- merging what does not add up -------------------------------------------

ends "another kind" 0 "$H" report --no-simulate --format=json in/app.log
cp out counted.json
ends "another kind, merged" 3 "$H" report --merge app.log.json counted.json
says "another kind, merged" "made with another tokenizer, budget, or"
echo '{"schema":"headroom.report/1"}' > empty.json
ends "nothing to add" 3 "$H" report --merge empty.json
says "nothing to add" "no sums"
ends "no report" 3 "$H" report --merge in/deep/text
says "no report" "deep/text: "
sed 's/"total":\[[0-9]*/"total":[x/' app.log.json > damaged.json
ends "damaged" 3 "$H" report --merge damaged.json
says "damaged" "damaged.json: "

# ---- gates ------------------------------------------------------------------

tokens=$(number whole now)
ends "as many as there may be" 0 "$H" report --fail-over "$tokens" in
ends "more than there may be" 1 "$H" report --fail-over $((tokens - 1)) in
says "more than there may be" "1 more than --fail-over allows"
holds "more than there may be: the report" grep -q '^headroom would' out
ends "no growth" 0 "$H" report --fail-growth 0 --baseline whole in
ends "growth" 1 "$H" report --fail-growth 10% --baseline app.log.json in
says "growth" "more than 10 % of growth"
ends "half of it" 2 "$H" report --fail-growth 10 in
says "half of it" "go together"
ends "nothing to try with" 2 "$H" report --no-simulate -b 4k in

# ---- hostile ----------------------------------------------------------------

printf '{"model":"<script>alert(1)</script>","messages":[{"role":"user","content":"%s"}]}' \
	'=cmd|\u001b[31m\u202e<img src=x onerror=alert(1)>' > hostile.json
for form in text csv html prometheus markdown; do
	ends "hostile, $form" 0 "$H" report --format=$form hostile.json
	is "hostile, $form: no escape sequence" 0 \
		"$(LC_ALL=C grep -c "$(printf '\033')" out)"
done
"$H" report --format=html hostile.json > page.html
is "hostile, html: no tag of others" 0 "$(grep -ci '<script\|<img' page.html)"

# On a terminal its colours are its own, and controls of others are shown.
if has script && script -qec true /dev/null > /dev/null 2>&1; then
	script -qec "'$H' report hostile.json" /dev/null < /dev/null > shown
	holds "a terminal: bold" grep -q "$(printf '\033')\[1m" shown
	is "a terminal: nothing of it is shown as text" 0 \
		"$(grep -c '\\x1b\[1m' shown)"
	NO_COLOR=1 script -qec "'$H' report hostile.json" /dev/null \
		< /dev/null > shown
	is "a terminal, no colours" 0 "$(grep -c "$(printf '\033')" shown)"
else
	skip "no script(1) for a terminal"
fi

# ---- the same by others -----------------------------------------------------

if has python3; then
	for check in report:requests figures:../golden; do
		(cd "$ROOT" && PYTHONDONTWRITEBYTECODE=1 python3 \
			"tests/${check%:*}.py" "$H" "tests/data/${check#*:}") \
			> checked 2>&1
		cat checked
		sum=$(sed -n 's/^[a-z]*: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' \
			checked)
		is "${check%:*}.py: the same by others" 0 "${sum#* }"
		passed=$((passed + ${sum% *}))
	done
else
	skip "no python3 for the independent check"
fi
if has sqlite3; then
	"$H" report --format=csv in > report.csv
	rows=$(printf '.mode csv\n.import report.csv r\nselect count(*) from r;\n' |
		sqlite3 :memory:)
	holds "csv: sqlite3 loads it" [ "$rows" -gt 50 ]
fi
if has promtool; then
	"$H" report --format=prometheus in > report.prom
	holds "prometheus: promtool takes it" \
		sh -c 'promtool check metrics < report.prom'
fi
if has cmark; then
	"$H" report --format=markdown in > report.md
	holds "markdown: cmark renders it" sh -c 'cmark report.md > report.html'
fi
finish
