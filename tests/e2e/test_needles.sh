#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# One needle each in haystacks of many kinds: found in 2,000 tokens, though
# nothing is asked.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"

# found NAME NEEDLE: the file `hay`, with a line that has NEEDLE, under a budget.
found() {
	holds "$1: planted once" [ "$(grep -cF -- "$2" hay)" = 1 ]
	ends "$1" 0 "$H" -b 2000 hay
	"$H" count out > tokens
	holds "$1: the count holds" [ "$(sed "s/[^0-9].*//" tokens)" -le 2000 ]
	"$H" expand out > back
	holds "$1: $2" grep -qF -- "$2" back
}

# many N FORMAT: lines 1 to N with their number and others made of it.  The
# format is cut once: a gsub() for each line takes mawk minutes.
many() {
	awk -v n="$1" -v format="$2" 'BEGIN {
		parts = split(format, part, "#")
		for (k = 2; k <= parts; k++) {
			name[k] = substr(part[k], 1, 1)
			part[k] = substr(part[k], 2)
		}
		for (i = 1; i <= n; i++) {
			value["i"] = i
			value["a"] = (i * 7919) % 1000 + 100
			value["b"] = (i * 104729) % 90 + 10
			value["s"] = sprintf("%02d:%02d:%02d", i / 3600 % 24,
				i / 60 % 60, i % 60)
			line = part[1]
			for (k = 2; k <= parts; k++)
				line = line value[name[k]] part[k]
			print line
		}
	}'
}

# at LINE TEXT: replaces the line of standard input.
at() {
	awk -v line="$1" -v text="$2" 'NR == line { print text; next } { print }'
}

many 100000 '2024-05-01T#s INFO worker #b: request #i done in #b ms' |
	at 61234 '2024-05-01T17:00:34 ERROR worker 12: the disk is full' > hay
found "an error among 100,000 lines" 'the disk is full'

{
	many 9000 '#s step_#i [layer #b] RUN make part#a'
	seq 3000 | tr 0-9 a-j | sed 's/.*/02:30:01 loaded & with & of &/'
	echo '17:00:00 ERROR: step_4711 did not complete: exit code: 2'
	many 500 '#s part#a cleaned up'
} > hay
found "the step that a failure names" 'step_4711 [layer 39] RUN make part509'

many 20000 '#s GET /items/#a 200 #b ms' |
	at 7777 '02:09:37 GET /items/831 200 48211 ms' > hay
found "a slow request" '48211 ms'

many 20000 '10.0.0.#b - - [01/May/2024:#s +0000] "GET /p/#a HTTP/1.1" 200 5#b' |
	at 15000 '10.0.0.31 - - [01/May/2024:04:10:00 +0000] "GET /p/310 HTTP/1.1" 503 512' > hay
found "a status in an access log" ' 503 512'

many 30000 '#s mode=fast shard=#b rows=#a' |
	at 12345 '03:25:45 mode=slow shard=44 rows=451' > hay
found "a changed setting" 'mode=slow'

{
	echo '['
	many 5000 ' {"id": #i, "user": "u#a", "status": "active", "score": #b},' |
		at 3210 ' {"id": 3210, "user": "u990", "status": "active", "score": 55, "flag": true},'
	echo ' {"id": 5001, "user": "u1", "status": "active", "score": 50}'
	echo ']'
} > hay
found "an odd key among 5,000 objects" '"flag": true'

{
	echo '['
	many 5000 ' {"id": #i, "user": "u#a", "status": "active", "score": #b},' |
		at 1717 ' {"id": 1717, "user": "u123", "status": "banned", "score": 33},'
	echo ' {"id": 5001, "user": "u1", "status": "active", "score": 50}'
	echo ']'
} > hay
found "a changed field among 5,000 objects" '"banned"'

many 8000 '{"t":"#s","level":"info","msg":"job #i took #b ms","host":"h1"}' |
	at 4321 '{"t":"01:12:01","level":"error","msg":"job 4321 was killed","host":"h1"}' > hay
found "an error among JSON lines" 'was killed'

{
	echo 'id,name,city,amount'
	many 5000 '#i,n#a,Oslo,#b.50' | at 2500 '2500,n500,Oslo,99120.50'
} > hay
found "an outlier in CSV" '99120.50'

many 6000 '/srv/www/site/assets/img/photo-#i.jpg' |
	at 4002 '/srv/www/site/assets/img/.shell.php' > hay
found "a new path in a listing" '.shell.php'

{
	many 3000 'tests/test_m#b.py::test_case_#i PASSED' |
		at 2222 'tests/test_m71.py::test_case_2222 FAILED'
	echo '=========== 1 failed, 2999 passed in 31.20s ==========='
} > hay
found "a lost test" 'test_case_2222 FAILED'

many 4000 '   Compiling crate-#a v0.#b.#i' |
	at 3100 'warning: unused variable: `left`' > hay
found "a warning of a build" 'unused variable'

many 9000 'src/m#b/f#a.c:#i:	x = y + #b;' |
	at 5005 'src/m10/f55.c:5005:	gets(line);' > hay
found "an odd match of a search" 'gets(line)'

many 10000 'Jun 14 #s host sshd[#a]: Accepted publickey for alice from 10.0.0.#b' |
	at 6006 'Jun 14 01:40:06 host sshd[414]: Accepted password for root from 203.0.113.9' > hay
found "another login" 'password for root'
finish
