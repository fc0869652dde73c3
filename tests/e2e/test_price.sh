#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Prices: which file is read, what is said of a wrong one, and the table and
# its costs by an independent script.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"

# price_file FILE DOLLARS: a file where gpt-4o costs so much.
price_file() {
	mkdir -p "${1%/*}"
	printf '{"schema":"headroom.prices/1","models":{"gpt-4o":%s}}\n' \
		"{\"input\":$2,\"output\":$2}" > "$1"
}

# The input price of gpt-4o, in this environment.
price() {
	"$@" models > out 2> err || return
	awk '$1 == "gpt-4o" { print $5 }' out
}

ends "models" 0 "$H" models
quiet "models"
holds "models: prices in the table" \
	grep -q '^gpt-4o  *GPT-4o  *o200k_base  *exact  *2.5  *1.25  *10  *128000$' out
holds "models: other prices are marked" grep -q '^gpt-5\.4 .* 2\.5+ ' out
holds "models: beginnings of names are" grep -q '^claude-opus-4-6\* ' out
holds "models: the day and the source are told" \
	grep -q '2026-11-10, from genai-prices 0.2.3 of 2026-11-10' out

# ---- which file

price_file "$dir/named.json" 1
price_file "$dir/variable.json" 2
price_file "$dir/xdg/headroom/prices.json" 3
price_file "$dir/home/.config/headroom/prices.json" 4
price_file "$dir/prices.json" 5
price_file "$dir/headroom/prices.json" 6
mkdir -p nothing
unset HEADROOM_PRICES XDG_CONFIG_HOME HOME
is "nothing is set" 2.5 "$(price "$H")"
quiet "nothing is set"
is "a home" 4 "$(price env HOME="$dir/home" "$H")"
is "a folder of configuration" 3 \
	"$(price env HOME="$dir/home" XDG_CONFIG_HOME="$dir/xdg" "$H")"
is "one without a file" 2.5 \
	"$(price env HOME="$dir/home" XDG_CONFIG_HOME="$dir/nothing" "$H")"
quiet "one without a file"
is "one that is a file" 2.5 \
	"$(price env XDG_CONFIG_HOME="$dir/prices.json" "$H")"
quiet "one that is a file"
is "a relative one is ignored" 4 \
	"$(price env HOME="$dir/home" XDG_CONFIG_HOME=xdg "$H")"
is "a relative home is ignored" 2.5 "$(price env HOME=home "$H")"
is "an empty one is ignored" 4 \
	"$(price env HOME="$dir/home" XDG_CONFIG_HOME= HEADROOM_PRICES= "$H")"
is "the variable" 2 "$(price env HEADROOM_PRICES="$dir/variable.json" \
	XDG_CONFIG_HOME="$dir/xdg" "$H")"
is "a relative variable" 2 "$(price env HEADROOM_PRICES=variable.json "$H")"
HEADROOM_PRICES=$dir/variable.json ends "the option" 0 \
	"$H" models --prices=named.json
is "the option wins" 1 "$(awk '$1 == "gpt-4o" { print $5 }' out)"
holds "the option: the file is told" grep -q 'of the file named.json' out
"$H" models --prices=- < named.json > out
is "standard input" 1 "$(awk '$1 == "gpt-4o" { print $5 }' out)"
HEADROOM_PRICES=- ends "a variable is not standard input" 4 "$H" models
says "a variable is not standard input" "./-: No such file"

# ---- a file that is wrong

ends "a file that is not there" 4 "$H" models --prices=missing
says "a file that is not there" "missing: No such file"
HEADROOM_PRICES=missing ends "a variable's file that is not there" 4 "$H" models
says "a variable's file that is not there" "missing: No such file"
ends "a folder" 4 "$H" models --prices=xdg
says "a folder" "xdg: Is a directory"
printf '{"schema":"headroom.prices/1",\n"models":{"m":\n{"inptu":1}}}' > slip
ends "a slip" 3 "$H" models --prices=slip
says "a slip" "slip: line 3: no member of a price is named 'inptu'"
is "a slip: nothing is listed" "" "$(cat out)"
printf '{"a":\n' > "cut"
ends "a file that is cut" 3 "$H" models --prices=cut
says "a file that is cut" "cut: line 2: a value must be here"
: > empty
ends "an empty file" 3 "$H" models --prices=empty
says "an empty file" "empty: line 1: a value must be here"
printf '{"schema":"headroom.prices/1","models":{"m":{"\033[31m":1}}}' > colour
ends "control characters" 3 "$H" models --prices=colour
says "control characters" "line 1: a control character"
if has truncate; then
	truncate -s 1G large
	ends "a file that is too large" 3 "$H" models --prices=large
	says "a file that is too large" "large: too large"
fi
printf '{"a":{"input_cost_per_image":1},"b":{"input_cost_per_token":1e-6,%s}}' \
	'"output_cost_per_token":2e-6' > litellm
ends "models left out" 0 "$H" models -v --prices=litellm
says "models left out" "litellm: 1 models have no price a token"
holds "a model of litellm's" grep -q '^b .* 1  *1  *2  *-$' out

sed -n '/^\.Bd -literal/,/^\.Ed/p' "$ROOT/man/headroom-prices.5" |
	grep -v '^\.' > manual
ends "the manual's file" 0 "$H" models --prices=manual
is "the manual's file: its prices" "2 1 8" \
	"$(awk '$1 == "gpt-4o" { print $5, $6, $7 }' out)"
holds "the manual's file: beginnings of names" grep -q '^local\* .* 0  *0 ' out

# ---- no memory

if [ -e "$SHIM_MEMORY" ] && ! grep -q __asan_init "$H"; then
	"$H" models --json --prices=manual > want
	bad=
	k=1
	while [ $k -le 60 ]; do
		LD_PRELOAD=$SHIM_MEMORY SHIM_NO_MEMORY=$k "$H" models --json \
			--prices=manual > out 2> err
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

# ---- the table, by another way

program=$BUILD/tests/unit/test_price
if has python3 && [ -x "$program" ]; then
	ends "the independent table" 0 python3 "$ROOT/tests/price.py" "$H" \
		"$program" "$ROOT/tests/data/prices.csv"
	holds "the independent table: all of it" \
		grep -q '^price: [0-9]\{5\} passed, 0 failed$' out
	grep '^failed: ' out
else
	skip "the independent table: no python3 or no unit tests"
fi
finish
