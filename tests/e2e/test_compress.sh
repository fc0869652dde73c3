#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compressing: what goes through as it is, several files, following.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"

# ---- bytes

head -c 20000 "$H" > binary
printf 'no newline at the end' > open
printf 'one\r\ntwo\r\n' > crlf
printf '\377\376\200 not UTF-8\n' > latin
printf 'a\0b\n' > nul
cp "$ROOT/LICENSE" prose
for file in binary open crlf latin nul prose; do
	for options in "" "--lossless" "-p" "-t text" "-t log" "-f"; do
		# shellcheck disable=SC2086
		ends "$file $options" 0 "$H" $options $file
		case $options$file in
		-tlog* | -flog*) ;;
		*) holds "headroom $options $file: the same bytes" \
			cmp -s $file out ;;
		esac
	done
	ends "expand $file" 0 "$H" expand $file
	holds "expand $file: the same bytes" cmp -s $file out
done

ends "prose -v" 0 "$H" -v prose
says "prose -v" "prose: 1 of 1 windows went out unchanged"
ends "binary" 0 "$H" binary
says "binary" "binary: binary data, passed through unchanged"
ends "binary -q" 0 "$H" -q binary
quiet "binary -q"
ends "binary --strict" 3 "$H" --strict binary
says "binary --strict" "binary: binary data"
ends "binary --strict among others" 3 "$H" --strict binary prose
holds "binary --strict among others: they are done" \
	grep -q 'Apache License' out
ends "strict and missing" 4 "$H" --strict binary missing
ends "missing and strict" 4 "$H" --strict missing binary

# ---- logs

ends "a log" 0 "$H" "$LOG"
quiet "a log"
holds "a log gets smaller" [ "$(wc -c < out)" -lt "$(($(wc -c < "$LOG") / 10))" ]
holds "there are markers" grep -q '^\[\.\.\. .* \.\.\.\]$' out
cp out want
ends "a log again" 0 "$H" "$LOG"
holds "the same bytes each time" cmp -s want out
"$H" < "$LOG" > out
holds "the same bytes from a pipe" cmp -s want out
"$H" - < "$LOG" > out
holds "- is standard input" cmp -s want out
if "$H" -k x "$LOG" > /dev/null 2>&1; then
	"$H" -p --keep 'install liberror-perl' --keep=trigproc "$LOG" > out
	is "--keep keeps what matches" \
		"$(grep -c 'install liberror-perl\|trigproc' "$LOG")" \
		"$(grep -c '^2.*\(install liberror-perl\|trigproc\)' out)"
	# shellcheck disable=SC2016
	yes a | head -c 100000 | tr -d '\n' > slow
	ends "a slow pattern" 0 timeout 60 "$H" -t log -k '(a+)+$b' slow
	holds "a slow pattern: the line is kept" cmp -s slow out
else
	skip "--keep: built without PCRE2"
fi

# ---- several files

printf 'a\n' > a
printf 'b' > b
ends "two files" 0 "$H" a b
is "each below its name" "==> a <== a ==> b <== b" "$(tr '\n' ' ' < out)"
ends "no newline before a name" 0 "$H" b a
is "there is one then" "==> b <== b ==> a <== a" \
	"$(tr '\n' ' ' < out | sed 's/ $//')"
ends "one file" 0 "$H" a
is "has no header" a "$(cat out)"

# ---- counts

ends "--stats" 0 "$H" --stats "$LOG"
holds "--stats: the output is the same" cmp -s want out
says "--stats" "log, .* tokens: [0-9.]* % saved"
before=$("$H" count < "$LOG") after=$("$H" count want | cut -d' ' -f1)
holds "--stats counts as count does" grep -q "$before -> $after tokens" err
ends "--stats=json" 0 "$H" --stats=json "$LOG"
holds "--stats=json: has the tokens" \
	grep -q "\"tokens_in\":$before,\"tokens_out\":$after," err
holds "--stats=json: the lines add up" awk -F '[:,]' '{
	for (i = 1; i < NF; i++) v[$i] = $(i + 1)
	exit v["\"lines_in\""] != v["\"lines_kept\""] + v["\"lines_folded\""] ||
		v["\"lines_in\""] != 1200 }' err
ends "--stats of an estimate" 0 "$H" --stats -m claude-sonnet-4 "$LOG"
holds "--stats of an estimate: says so" grep -q '~[0-9]* -> ~[0-9]* tokens' err
if has python3; then
	"$H" --stats=json "$LOG" 2> err > /dev/null
	holds "--stats=json is JSON" python3 -c \
		'import json, sys; json.load(open(sys.argv[1]))' err
else
	skip "--stats=json is JSON: no python3"
fi

# ---- following

rm -f pipe
mkfifo pipe
: > followed # else it may not be there yet when it is looked at
"$H" -f < pipe > followed &
pid=$!
exec 3> pipe

# Waits at most three seconds until the output has so many lines.
lines() {
	i=0
	while [ "$(grep -c '' followed)" -lt "$1" ] && [ $i -lt 30 ]; do
		sleep 0.1
		i=$((i + 1))
	done
	grep -c '' followed
}
line() {
	echo "2024-05-01 10:00:0$1 INFO server: request $1 done in $1 ms" >&3
}
line 1
is "the first of a kind comes at once" 1 "$(lines 1)"
line 2
line 3
line 4
is "repeats are summed up when it is quiet" 2 "$(lines 2)"
echo "2024-05-01 10:00:09 ERROR server: disk full" >&3
is "a new kind comes at once" 3 "$(lines 3)"
exec 3>&-
wait $pid
is "following ends with the input" 0 $?
holds "the error is there" grep -q 'ERROR server: disk full' followed

# ---- JSON that must be JSON

printf '{"a":1}\n[2]\n' > good.json
"$H" --strict --type json good.json > out
is "--strict takes JSON lines" 0 $?
for bad in '{"a":1} x' '[1,]' '' '{"a":1}{"b":2}' "[1
[2]"; do
	printf '%s' "$bad" > bad.json
	"$H" --strict --type json bad.json > out 2> err
	is "--strict refuses '$bad'" 3 $?
	says "--strict refuses '$bad'" "bad.json: not valid JSON at byte"
	"$H" --type json bad.json > out 2> err
	is "without --strict '$bad' passes" 0 $?
	holds "without --strict '$bad' is as it was" cmp -s bad.json out
done

# ---- lossless

"$H" --lossless "$LOG" > out
"$H" expand out > want
holds "lossless expands to the input" cmp -s want "$LOG"
holds "lossless is smaller" [ "$("$H" count < out)" -lt "$("$H" count < "$LOG")" ]
"$H" --lossless out | "$H" expand > want
holds "lossless of lossless expands to lossless" cmp -s want out
sed '3d' out | "$H" expand > /dev/null 2> err
is "a block that lost a line" 3 $?
says "a block that lost a line" "standard input: line"

finish
