#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# headroom count and headroom models.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"

printf 'hello world\n' > hello
printf 'tiktoken is great!' > great
: > empty

ends "one file" 0 "$H" count hello
is "one file: tokens and name" "3 hello" "$(cat out)"
is "standard input: a number alone" 3 "$("$H" count < hello)"
is "standard input named: with its name" "3 -" "$("$H" count - < hello)"
is "an empty file" "0 empty" "$("$H" count empty)"
ends "several files" 0 "$H" count hello great empty
is "several files: a total" "3 hello 6 great 0 empty 9 total" \
	"$(awk '{ print $1, $2 }' out | paste -sd' ' -)"
is "another encoding" "6 great" "$("$H" count --encoding=cl100k_base great)"
is "a model" "6 great" "$("$H" count -m gpt-4 great)"
ends "an estimate" 0 "$H" count -m claude-sonnet-4 great
holds "an estimate is marked" grep -q '^~[0-9][0-9]* great$' out
ends "an estimate with -v" 0 "$H" count -v -m claude-sonnet-4 great
says "an estimate with -v" "claude-sonnet-4: estimated by .* within [0-9]* %"
ends "an unknown model" 0 "$H" count -m nonesuch great
says "an unknown model" "nonesuch: not a known model"
ends "an unknown model, -q" 0 "$H" count -q -m nonesuch great
quiet "an unknown model, -q"

printf 'a\377b\300\200' > invalid
ends "invalid UTF-8" 0 "$H" count invalid
quiet "invalid UTF-8"
ends "invalid UTF-8 with -v" 0 "$H" count -v invalid
says "invalid UTF-8 with -v" "invalid: 3 places are not UTF-8"

ends "one fails" 4 "$H" count hello missing great
is "one fails: the total of the others" "9 total" \
	"$(tail -n 1 out | awk '{ print $1, $2 }')"

# ---- a limit

ends "as many as allowed" 0 "$H" count --max 9 hello great empty
quiet "as many as allowed"
ends "one more than allowed" 1 "$H" count --max=8 hello great empty
says "one more than allowed" "9 tokens: 1 more than --max allows"
is "one more than allowed: still counted" "9 total" \
	"$(tail -n 1 out | awk '{ print $1, $2 }')"
ends "standard input over the limit, -q" 1 sh -c '"$H" count -q --max 2 < hello'
says "standard input over the limit, -q" "3 tokens: 1 more"
ends "a limit of nothing" 1 "$H" count --max 0 hello
ends "nothing at a limit of nothing" 0 "$H" count --max 0 empty
ends "a limit in thousands" 0 "$H" count --max 1k hello
ends "a limit in millions" 0 "$H" count --max 2M hello
ends "a limit of JSON" 1 "$H" count --json --max 2 hello
holds "a limit of JSON: it is whole" grep -q '"total":{"tokens":3,' out
n=$("$H" count -m claude-sonnet-4 < "$LOG" | tr -d '~')
ends "an estimate at the limit" 0 "$H" count -m claude-sonnet-4 --max "$n" "$LOG"
ends "an estimate over the limit" 1 \
	"$H" count -m claude-sonnet-4 --max $((n - 1)) "$LOG"
says "an estimate over the limit" "~$n tokens: 1 more"
ends "a failure outweighs the limit" 4 "$H" count --max 2 hello missing
for bad in '' x -1 1.5 5% 4kk 4K window 99999999999999999999999; do
	ends "a limit of '$bad'" 2 "$H" count --max "$bad" hello
	says "a limit of '$bad'" "no number of tokens"
done

# ---- lists of names

odd=$(printf 'odd\nname with  spaces')
cp hello "$odd"
printf '%s\0%s\0%s' "$odd" great hello > list
ends "names from a file" 0 "$H" count --files0-from=list
is "names from a file: a total" "12 total" "$(tail -n 1 out)"
"$H" count -0 < list > from_stdin
holds "names from standard input" cmp -s out from_stdin
"$H" count --files0-from=- < list > from_stdin
holds "names from standard input, in full" cmp -s out from_stdin
: > list
ends "an empty list" 0 "$H" count --files0-from=list
is "an empty list: nothing" "" "$(cat out)"
ends "a missing list" 4 "$H" count --files0-from=missing
says "a missing list" "missing: No such file"
printf 'hello\0\0great' > list
ends "an empty name" 4 "$H" count --files0-from=list
is "an empty name: the others are counted" 2 \
	"$(grep -c 'hello\|great' out)"
awk 'BEGIN { for (i = 0; i < 20000; i++) printf "hello%c", 0 }' > list
ends "a long list" 0 "$H" count -0 < list
is "a long list: a total" "60000 total" "$(tail -n 1 out)"

# ---- JSON

awkward=$(printf 'quote"back\\slash\tand\033\377')
cp hello "$awkward"
ends "JSON" 4 "$H" count --json hello "$awkward" missing
if has python3; then
	holds "JSON: one valid document" python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))
assert [f["tokens"] for f in d["files"]] == [3, 3], d
assert d["total"]["tokens"] == 6, d
assert d["files"][1]["file"] == "quote\"back\\slash\tand\x1b\ufffd", d
assert d["encoding"] == "o200k_base" and not d["total"]["estimate"]
' out
	"$H" count --json > out < empty
	holds "JSON of standard input" python3 -c '
import json, sys
assert json.load(open(sys.argv[1]))["files"][0]["file"] == "-"' out
	"$H" count --json --files0-from=empty > out
	holds "JSON of nothing" python3 -c '
import json, sys
assert json.load(open(sys.argv[1]))["files"] == []' out
	"$H" models --json > out
	holds "JSON of the models" python3 -c '
import json, sys
m = json.load(open(sys.argv[1]))
assert m[-1]["pattern"] == "*" and len(m) > 10
assert m[-1]["prices"] is None and m[-1]["context"] is None' out
else
	skip "JSON: no python3"
fi
holds "JSON names the encoding" grep -q '"encoding":"o200k_base"' out

# ---- models

ends "models" 0 "$H" models
holds "models: a table" grep -q '^gpt-4o  *GPT-4o  *o200k_base  *exact .* 128000$' out
holds "models: estimates have their error" grep -q 'within [0-9]* %' out
finish
