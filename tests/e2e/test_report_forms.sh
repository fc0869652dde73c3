#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What other programs make of the forms of a report: those of tests/data/report,
# which the unit test of the forms compares with what is written.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"

FORMS=$ROOT/tests/data/report
NAMES="usual empty counted hostile huge"

if has python3; then
	is "read by their grammars" "" \
		"$(python3 "$ROOT/tests/report_forms.py" "$FORMS" 2>&1)"
else
	skip "no python3"
fi

# ask SQL: of usual.csv.
ask() {
	sqlite3 -cmd '.mode csv' -cmd ".import $FORMS/$1.csv r" \
		-cmd '.mode list' :memory: "$2" 2>&1
}

# Memory that is short is told, whichever allocation fails; stdio's own are
# behind those.
FORM=$BUILD/tests/unit/test_report_forms
if [ -e "$SHIM_MEMORY" ] && [ -e "$FORM" ] && ! grep -q __asan_init "$FORM"; then
	for file in usual.txt usual-ascii.txt hostile.csv usual.html \
		hostile.prom hostile.md; do
		k=0 status=9 told=0
		while [ $status = 9 ] && [ $k -lt 2000 ]; do
			k=$((k + 1)) told=$((told + (k > 1)))
			LD_PRELOAD=$SHIM_MEMORY SHIM_NO_MEMORY=$k \
				"$FORM" "$file" > out 2> err
			status=$?
		done
		is "memory: $file: status" 0 $status
		holds "memory: $file: some failed" [ $told -gt 5 ]
		holds "memory: $file: nothing is missing" \
			cmp "$FORMS/$file" out
	done
else
	skip "memory: no shim, or with ASan"
fi

if has sqlite3; then
	is "sqlite3: a number" 1109753 "$(ask usual "SELECT value FROM r
		WHERE section = 'total' AND metric = 'tokens_default'")"
	is "sqlite3: kinds are all texts" 3263677 "$(ask usual "SELECT
		sum(value) FROM r WHERE section = 'kind' AND
		metric = 'tokens_now'")"
	is "sqlite3: less than nothing" -12 "$(ask usual "SELECT value FROM r
		WHERE name = 'notes.txt' AND metric = 'saved_default'")"
	is "sqlite3: a quoted name" "'+1,\"2\"" "$(ask hostile "SELECT name
		FROM r WHERE section = 'kind' AND rank = 8 LIMIT 1")"
	for name in $NAMES; do
		is "sqlite3: $name has no other columns" 0 "$(ask "$name" \
			"SELECT count(*) FROM r WHERE value IS NULL OR
			section NOT GLOB '[a-z]*'")"
	done
else
	skip "no sqlite3"
fi

if has promtool; then
	for name in $NAMES; do
		is "promtool: $name" "" \
			"$(promtool check metrics < "$FORMS/$name.prom" 2>&1)"
	done
else
	skip "no promtool"
fi

if has cmark-gfm; then
	for name in $NAMES; do
		cmark-gfm --unsafe -e table -e strikethrough -e autolink \
			"$FORMS/$name.md" > "$name.html"
		# What a cell or a sentence may be, and nothing else.
		is "cmark-gfm: $name has no other elements" "" "$(
			grep -o '<[^>]*>' "$name.html" | grep -vE \
			'^</?(h3|p|strong|table|thead|tbody|tr|t[hd]( align="(left|right)")?|details|summary|ul|ol|li|code|br /)>$')"
		is "cmark-gfm: $name has all its tables" \
			"$(grep -c '^| :--' "$FORMS/$name.md")" \
			"$(grep -c '^<table>' "$name.html")"
	done
	is "cmark-gfm: a bar in a cell" 1 "$(grep -c \
		"<td align=\"left\"><code>=cmd|' /C calc'!A0</code></td>" \
		hostile.html)"
	is "cmark-gfm: a bar elsewhere" 1 "$(grep -c \
		'^<li><code>a|b</code> <code>`c`</code>' hostile.html)"
else
	skip "no cmark-gfm"
fi

# A browser that starts at all: some do not without a sandbox or a display.
browse() {
	timeout 60 chromium --headless=new --no-sandbox --disable-gpu \
		--user-data-dir="$dir/browser" --enable-logging=stderr \
		--dump-dom "$@"
}
if has chromium && browse about:blank > out 2> err &&
	grep -q '<html' out; then
	for name in usual hostile; do
		browse "file://$FORMS/$name.html" > out 2> err
		is "chromium: $name without a message" "" \
			"$(grep ':CONSOLE' err)"
		holds "chromium: $name is all there" grep -q '</footer>' out
	done
else
	skip "no chromium"
fi
finish
