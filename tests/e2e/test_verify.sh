#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# headroom verify: what it says of its own output and of others.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"

# counts CLASS: "total kept stated lost per-cent" out of the file out.
counts() {
	awk -v class="$1" '$1 == class { print $2, $3, $4, $5, $6 }' out
}

# ---- what headroom itself makes

"$H" --lossless "$LOG" > lossless
ends "lossless" 0 "$H" verify "$LOG" lossless
quiet "lossless"
is "lossless: nothing is lost" 0 \
	"$(awk 'NF == 6 && $5 ~ /^[1-9][0-9]*$/' out | grep -c .)"
holds "lossless: no examples" sh -c '! grep -q ^lost out'
holds "lossless: what was saved" \
	grep -q '^[0-9]* -> [0-9]* tokens: [5-9][0-9]\.[0-9] % saved$' out
for options in "" "--plain"; do
	# shellcheck disable=SC2086 # no word or one
	"$H" $options "$LOG" > folded
	ends "folded $options" 0 "$H" verify "$LOG" folded \
		--require=templates=100,errors=100
	quiet "folded $options"
	is "folded $options: all kinds" "20 20 0 0 100.0" "$(counts templates)"
	is "folded $options: no JSON" "- - - - -" "$(counts leaves)"
done

# ---- what others make

head -n 10 "$LOG" > part
tail -n 10 "$LOG" >> part
ends "head and tail" 1 "$H" verify "$LOG" part --require=templates=100
says "head and tail" "templates: 45.0 % kept or stated, 100 % required: 55.0"
is "head and tail: kinds" "20 9 0 11 45.0" "$(counts templates)"
holds "head and tail: the first that is lost" \
	grep -q '^     12: .* installed libsystemd0' out
is "head and tail: three examples each" 9 "$(grep -c '^ *[0-9]*: ' out)"
ends "no examples" 0 "$H" verify "$LOG" part --examples=0
holds "no examples: none" sh -c '! grep -q ^lost out'
ends "many examples" 0 "$H" verify "$LOG" part --examples=1000
is "many examples: as many as were lost" 11 \
	"$(sed -n '/^lost templates/,/^$/p' out | grep -c '^ ')"
: > empty
ends "nothing" 1 "$H" verify "$LOG" empty --require numbers=0.5,leaves=100
says "nothing" "numbers: 0.0 % kept or stated, 0.5 % required: 0.5 points"
ends "two are below" 1 "$H" verify "$LOG" empty --require=numbers=1,templates=1
is "two are below: a line each" 2 "$(grep -c '' err)"
ends "nothing of nothing" 0 "$H" verify empty empty --require=urls=100
is "nothing of nothing: no facts" 8 "$(grep -c -- '-  *-  *-  *-  *-$' out)"
ends "99.97 % is not all" 1 sh -c 'seq 1 3000 > raw; sed 7d raw > most
	"$H" verify raw most --require=numbers=100'
is "99.97 % is not all: nor shown so" "3000 2999 0 1 99.9" "$(counts numbers)"

# ---- standard input, lines that are too long, bytes of all kinds

ends "the first from standard input" 0 sh -c '"$H" verify - part < "$LOG"'
ends "the second from standard input" 0 sh -c '"$H" verify "$LOG" - < part'
printf 'name_1\0\377\033[31m\342\200\256 %0200d\n' 7 > odd
ends "odd bytes" 0 "$H" verify odd empty
is "no line is longer than the screen" 0 "$(awk 'length > 80' out | grep -c .)"
holds "odd bytes are made visible" grep -q 'name_1\\x00\\xff' out
ends "odd bytes as JSON" 0 "$H" verify --json odd empty
if has python3; then
	holds "JSON: one valid document" python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))
f = d["facts"]
assert list(f) == ["templates", "errors", "numbers", "paths", "urls",
    "identifiers", "frames", "leaves"], f
assert f["identifiers"]["examples"] == [{"line": 1, "text": "name_1"}], f
assert f["identifiers"]["lost"] == 1 and f["urls"]["percent"] is None, f
assert d["tokens_compressed"] == 0 and d["below"] == [], d
assert d["saved_percent"] == 100 and not d["estimate"], d
' out
	ends "JSON with what is below" 1 "$H" verify --json odd empty \
		--require=identifiers=1,urls=100
	holds "JSON: what is below" python3 -c '
import json, sys
assert json.load(open(sys.argv[1]))["below"] == ["identifiers"]' out
else
	skip "JSON: no python3"
fi
ends "a model" 0 "$H" verify -m claude-sonnet-4 "$LOG" part
holds "a model: an estimate" grep -q '^~[0-9]* -> ~[0-9]* tokens' out

# ---- faults

for files in "missing $LOG" "$LOG missing"; do
	# shellcheck disable=SC2086 # two words
	ends "a missing file" 4 "$H" verify $files
	says "a missing file" "missing: No such file"
done
ends "a folder" 4 "$H" verify "$LOG" /
says "a folder" "/: Is a directory"
if [ -e /dev/full ]; then
	"$H" verify "$LOG" part > /dev/full 2> err
	is "a full disk" 4 $?
	says "a full disk" "No space left"
	"$H" verify "$LOG" part --require=templates=100 > /dev/full 2> err
	is "a full disk is worse than a loss" 4 $?
fi
if [ -e "$SHIM_MEMORY" ] && ! grep -q __asan_init "$H"; then
	printf '{"a": 1, "b": ["x_1", "Error 2"]}\n{"c": "/a/b"}\n' > json
	printf '{"a": 1}\n[... 2: in 1..2 ...]\n' > json.small
	head -n 200 "$LOG" > log
	"$H" log > log.small
	for name in json log; do
		"$H" verify $name $name.small > want
		bad=
		k=1
		while [ $k -le 120 ]; do
			LD_PRELOAD=$SHIM_MEMORY SHIM_NO_MEMORY=$k \
				"$H" verify $name $name.small > out 2> err
			status=$?
			if [ $status -eq 0 ]; then
				cmp -s want out || bad="$bad $k:output"
			elif [ $status -ne 9 ] ||
				[ "$(grep -c '' err)" != 1 ]; then
				bad="$bad $k:$status"
			fi
			k=$((k + 1))
		done
		is "each allocation may fail: $name" "" "$bad"
	done
else
	skip "allocations that fail: no shim for them, or a sanitizer"
fi
finish
