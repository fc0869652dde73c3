#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Budgets: how they are written, that they hold, one for all inputs.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"

tokens() {
	"$H" count "$@" | tail -n 1 | sed 's/[^0-9].*//'
}

for budget in 50 300 1k 4000 20k; do
	ends "--budget $budget" 0 "$H" --budget "$budget" "$LOG"
	quiet "--budget $budget"
	most=$(echo "$budget" | sed 's/k/000/')
	holds "--budget $budget holds" [ "$(tokens out)" -le "$most" ]
	cp out want
	"$H" -b "$budget" < "$LOG" > out
	holds "--budget $budget: the same bytes from a pipe" cmp -s want out
done
all=$(tokens "$LOG")
ends "-b 10%" 0 "$H" -b 10% "$LOG"
holds "-b 10% holds" [ "$(tokens out)" -le "$((all / 10))" ]
ends "-b window" 0 "$H" -b window -m gpt-4o "$LOG"
holds "-b window holds" [ "$(tokens out)" -le 128000 ]

# ---- what fits goes out whole

printf 'one\ntwo\n\nthree\n' > short
ends "a short text" 0 "$H" -b 1000 short
holds "a short text goes out whole" cmp -s short out
printf 'one\r\ntwo' > crlf
ends "line ends" 0 "$H" -b 1000 crlf
holds "line ends stay" cmp -s crlf out

# ---- what does not

seq 1 2000 | sed 's/.*/line & of many/' > many
printf 'ERROR: the disk is full\n' >> many
seq 1 2000 | sed 's/.*/line & of many/' >> many
ends "one error among many" 0 "$H" -p -b 100 many
holds "the error is kept" grep -qx 'ERROR: the disk is full' out
holds "the rest is named" grep -q '^\[\.\.\. [0-9]*-19[0-9]* \.\.\.\]$' out
holds "and counted" grep -q '^\[\.\.\. 4000x until line 4001; line 1\.\.2000 \.\.\.\]$' out
ends "no room" 1 "$H" -b 3 many
says "no room" "a budget of 3 tokens is too small: it takes [0-9]* to say"
is "no room: no output" "" "$(cat out)"
ends "--stats" 0 "$H" --stats -b 100 many
holds "--stats counts" grep -q 'lines: [0-9]* kept' err
head -c 100000 /dev/zero > zeros
ends "zeros" 0 "$H" -b 1000 zeros
holds "zeros: the count holds" [ "$(tokens out)" -le 1000 ]
head -c 50000 "$H" > binary
ends "binary" 0 "$H" -q -b 1000 binary
holds "binary: the count holds" [ "$(tokens out)" -le 1000 ]
holds "binary: something is said" [ -s out ]

# ---- a marker among the rows of a table is a line of its own

{
	echo 'USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND'
	echo 'root         1  0.0  0.0  32236  7656 ?        Ss   07:30   0:09 /sbin/init --switched-root --system --deserialize 31 --log-target=journal-or-kmsg --log-level=info --show-status=auto'
	k=2
	for name in kthreadd rcu_gp slub_flushwq netns mm_percpu rcu_tasks \
		ksoftirqd/0 migration/0 idle_inject/0 cpuhp/0 kdevtmpfs \
		oom_reaper kcompactd0; do
		printf 'root %9d  0.0  0.0      0     0 ?        I<   07:30   0:00 [%s]\n' $k $name
		k=$((k + 1))
	done
} > table
ends "a table" 0 "$H" -b 200 table
holds "a table: something is left out" grep -qx '\[\.\.\. [0-9-]* \.\.\.\]' out
is "a table: no marker is a row" "" "$(grep '^\[\.\.\.,' out)"
holds "a table: the budget is used" [ "$(tokens out)" -ge 120 ]

# ---- several inputs share it

ends "two files" 0 "$H" -b 400 many "$LOG"
holds "two files: the count holds" [ "$(tokens out)" -le 400 ]
is "two files: both are named" 2 "$(grep -c '^==> .* <==$' out)"
ends "two files, one missing" 4 "$H" -b 400 many missing
holds "two files, one missing: the other is there" grep -q 'disk is full' out

# ---- usage

for bad in "" 0 -5 4x k 101% 0% 1.5k 99999999999999999999 windows; do
	ends "--budget=$bad" 2 "$H" --budget="$bad" "$LOG"
	says "--budget=$bad" "is no number of tokens"
done
ends "-b window without a model" 2 "$H" -b window "$LOG"
says "-b window without a model" "name a model"
ends "-b with -L" 2 "$H" -b 100 -L "$LOG"
says "-b with -L" "--budget does not go with --lossless"
ends "-b with -f" 2 "$H" -b 100 -f "$LOG"
says "-b with -f" "does not go with"
finish
