#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Options, operands, help.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"

ends "--version" 0 "$H" --version
is "--version is one line" "headroom $(sed -n \
	's/^.define HR_VERSION "\(.*\)"/\1/p' "$ROOT/lib/headroom.h")" "$(cat out)"
ends "--help" 0 "$H" --help
quiet "--help"
holds "--help lists the commands" grep -q '^  count ' out
holds "--help points to examples" grep -q examples out
for command in compress count expand models help verify; do
	ends "help $command" 0 "$H" help "$command"
	cp out first
	ends "$command --help" 0 "$H" "$command" --help
	holds "help $command is $command --help" cmp -s first out
done

ends "an unknown option" 2 "$H" --folow
says "an unknown option" "unknown option '--folow': did you mean --follow?"
ends "an unknown letter" 2 "$H" -Z
says "an unknown letter" "unknown option '-Z'"
ends "an ambiguous option" 2 "$H" --s
says "an ambiguous option" "--stats or --strict"
ends "a missing argument" 2 "$H" -o
says "a missing argument" "-o needs an argument"
ends "an argument too many" 2 "$H" --lossless=3
says "an argument too many" "takes no argument"
ends "a wrong choice" 2 "$H" --type=poem
says "a wrong choice" "one of: auto log json"
ends "an unknown encoding" 2 "$H" count --encoding=none
says "an unknown encoding" "unknown encoding 'none'"
ends "a model and an encoding" 2 "$H" count -m gpt-4o --encoding=o200k_base
says "a model and an encoding" "exclude each other"
ends "names twice" 2 "$H" count --files0-from=x y
says "names twice" "exclude each other"
ends "follow into a file" 2 "$H" -f -o x y
says "follow into a file" "does not go with"
ends "help of nothing" 2 "$H" help nothing
says "help of nothing" "no command 'nothing'"
ends "nothing to verify" 2 "$H" verify
says "nothing to verify" "compares two files"
ends "one file to verify" 2 "$H" verify x
says "one file to verify" "compares two files"
ends "three files to verify" 2 "$H" verify x y z
says "three files to verify" "compares two files"
ends "standard input twice" 2 "$H" verify - -
says "standard input twice" "only one of the two"
for list in '' x numbers numbers= =5 number=5 numbers=101 numbers=-1 \
	numbers=1e1 numbers=nan 'numbers=5,,' numbers=5x,urls=1; do
	ends "--require='$list'" 2 "$H" verify --require="$list" x y
	says "--require='$list'" "--require: "
done
for number in '' -1 x 1x 1000001; do
	ends "--examples='$number'" 2 "$H" verify --examples="$number" x y
	says "--examples='$number'" "is not a number"
done
ends "an operand of models" 2 "$H" models x
says "an operand of models" "takes no operand"
ends "control characters in a name" 4 "$H" "$(printf 'a\033[31m\nb')"
says "control characters in a name" 'a\\x1b\[31m\\x0ab: No such file'

if "$H" -k x "$LOG" > /dev/null 2>&1; then
	ends "a bad pattern" 2 "$H" -k '(' "$LOG"
	says "a bad pattern" "pattern is not valid"
else
	skip "patterns: built without PCRE2"
fi

ends "a command to come" 2 "$H" proxy
says "a command to come" "no command 'proxy'"
echo text > proxy
ends "a file of that name" 0 "$H" proxy
is "a file of that name is read" text "$(cat out)"
cp proxy count
ends "a file named like a command" 0 "$H" ./count
is "./count is a file" text "$(cat out)"
ends "-- ends the options" 0 "$H" -- count
is "-- count is a file" text "$(cat out)"
echo dashed > ./-L
ends "-- before a dash" 0 "$H" -- -L
is "-- -L is a file" dashed "$(cat out)"
ends "an option behind a file" 0 "$H" proxy --lossless
is "an option behind a file is one" text "$(cat out)"

if has script && script -qec true /dev/null > /dev/null 2>&1; then
	ends "a terminal and nothing named" 0 \
		script -qec "$H; echo status \$?" /dev/null
	holds "a terminal and nothing named is a usage error" \
		grep -q 'status 2' out
	holds "and says so" grep -q 'nothing to read' out
else
	skip "a terminal as input: no script(1) or no terminal"
fi
finish
