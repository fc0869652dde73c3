#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The ledger: what is in it, many writers at once, and that nothing that is wrong
# with it changes what the filter does.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"


XDG_STATE_HOME=$dir/state
export XDG_STATE_HOME
USUAL=$XDG_STATE_HOME/headroom/ledger.db

if [ "${HAVE_SQLITE:-1}" = 0 ]; then
	"$H" "$LOG" > want
	ends "built without libsqlite3" 0 "$H" --ledger "$LOG"
	says "built without libsqlite3" "without libsqlite3"
	holds "built without libsqlite3: the output" cmp -s want out
	ends "built without libsqlite3: a report" 4 "$H" report --ledger
	finish
fi
if ! has python3; then
	skip "all: no python3"
	finish
fi

# sql FILE QUERY...: the rows of the last query, with blanks between.
sql() {
	python3 - "$@" <<'END'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
for query in sys.argv[2:]:
    rows = db.execute(query).fetchall()
for row in rows:
    print(*("-" if x is None else x for x in row))
END
}

# The output and the exit status are those without a ledger, and there is one
# warning.  NAME PATTERN COMMAND...
"$H" "$LOG" > want
unharmed() {
	name=$1 pattern=$2
	shift 2
	ends "$name" 0 "$@" "$LOG"
	holds "$name: the output is the same" cmp -s want out
	says "$name" "$pattern"
}

# ---- what is asked for

if has strace && strace -o /dev/null true 2> /dev/null; then
	ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
	strace -f -o trace -e trace=file "$H" "$LOG" > /dev/null 2>&1
	is "without --ledger: no file of it" "" "$(grep -E 'sqlite|ledger\.db|state/' trace)"
	strace -f -o trace -e trace=network "$H" --ledger "$LOG" > /dev/null 2>&1
	is "with it: no network" "" "$(grep -E 'socket|connect|sendto' trace)"
	rm -rf state
else
	skip "which files are opened: no strace"
fi
HEADROOM_LEDGER=0 ends "the variable is 0" 0 "$H" "$LOG"
HEADROOM_LEDGER='' ends "the variable is empty" 0 "$H" "$LOG"
holds "nobody asked" [ ! -e state ]
ends "a report of no ledger" 4 "$H" report --ledger
says "a report of no ledger" "No such file"
holds "a report makes none" [ ! -e state ]

mask=$(umask)
umask 000
ends "a ledger" 0 "$H" --ledger "$LOG"
umask "$mask"
quiet "a ledger"
is "umask 000: the file is its owner's" 600 "$(stat -c %a "$USUAL")"
is "umask 000: so are the files beside it" "600 600" \
	"$(stat -c %a "$USUAL-wal" "$USUAL-shm" | tr '\n' ' ' | sed 's/ $//')"
is "umask 000: and the folders" "700 700" \
	"$(stat -c %a state state/headroom | tr '\n' ' ' | sed 's/ $//')"
HEADROOM_LEDGER=1 HEADROOM_TOOL=make ends "the variable" 0 "$H" -m gpt-4o "$LOG"
HEADROOM_LEDGER=$dir/other.db ends "the variable names a file" 0 "$H" "$LOG"
HEADROOM_LEDGER=$dir/other.db ends "the option wins" 0 "$H" --ledger=named.db "$LOG"
is "a file for each" "2 1 1" "$(for file in "$USUAL" other.db named.db; do
	sql "$file" 'select count(*) from run'; done | tr '\n' ' ' | sed 's/ $//')"
(cd /; HEADROOM_LEDGER=other.db "$H" "$LOG" > /dev/null 2> "$dir/err")
says "a relative variable" "neither 1 nor an absolute path: no ledger"
is "a run" "compress 0.1.0 - - log - 0 0 0 $(wc -c < "$LOG" | tr -d ' ') \
$(wc -c < want | tr -d ' ') $("$H" count < "$LOG") $("$H" count < want)" \
	"$(sql "$USUAL" 'select command, version, model, api, kind, tool,
		requests, estimated, status, bytes_in, bytes_out, tokens_in,
		tokens_out from run where id = 1')"
is "a run of a tool and a model" "gpt-4o make 98055000000" \
	"$(sql "$USUAL" 'select model, tool, saved from run where id = 2')"
is "nothing of the content is in it" 0 \
	"$(cat "$USUAL"* | grep -ac -e ERROR -e "${LOG##*/}")"
(unset XDG_STATE_HOME; HOME=$dir/home; export HOME
	"$H" --ledger "$LOG" > /dev/null 2>&1
	XDG_STATE_HOME=relative; export XDG_STATE_HOME
	"$H" --ledger "$LOG" > /dev/null 2>&1)
is "a home; a relative folder of state is ignored" 2 \
	"$(sql home/.local/state/headroom/ledger.db 'select count(*) from run')"
holds "a relative folder of state is not made" [ ! -e relative ]
# shellcheck disable=SC2016
(unset XDG_STATE_HOME HOME; "$H" --ledger "$LOG" > "$dir/out" 2> "$dir/err"
	echo $? > "$dir/status")
is "no home: status" 0 "$(cat status)"
says "no home" "no ledger is kept"
holds "no home: the output" cmp -s want out

ends "a failure" 4 "$H" --ledger=failed.db missing
is "a failure is in it" "4 0" "$(sql failed.db 'select status, bytes_in from run')"
ends "a slip of the command line" 2 "$H" --ledger=slip.db --budget=x "$LOG"
holds "a slip is no run" [ ! -e slip.db ]
for _ in 1 2 3 4 5 6; do
	tr -d '\n' < "$ROOT/tests/data/requests/anthropic/01-build-failed.json"
	echo
done > batch.jsonl
for jobs in 1 2; do
	"$H" -j $jobs --stats=json --ledger=batch.db batch.jsonl > batch.$jobs 2> stats
done
holds "a batch: threads change nothing" cmp -s batch.1 batch.2
is "a batch: one row, whatever the threads" "6 requests 1 2" \
	"$(sql batch.db 'select requests, kind, estimated, count(*) from run
		group by tokens_in, tokens_out, bytes_in, bytes_out')"
is "a batch: the numbers of --stats" \
	"$(python3 -c 'import json
s = json.load(open("stats"))
print(s["tokens_in"], s["tokens_out"])')" \
	"$(sql batch.db 'select tokens_in, tokens_out from run where id = 2')"

# Tools of a request, by the names that it gives them.
ROWS='import json
r = json.load(open("out"))
print(*sorted((x["name"] or "-", x["runs"], x["tokens_in"] - x["tokens_out"] > 0)
    for x in r["rows"]))
for key in "tokens_in", "tokens_out":
    assert sum(x[key] for x in r["rows"]) == r["total"][key], key
print(r["total"]["runs"])'
for jobs in 1 2; do
	rm -f tools.db*
	"$H" -j $jobs --ledger=tools.db -m gpt-4o batch.jsonl > /dev/null
	"$H" report --ledger=tools.db --by=tool --format=json > out
	is "tools of a batch, $jobs threads: rows add up to all" \
		"('-', 1, False) ('shell', 1, True)
1" "$(python3 -c "$ROWS")"
	sql tools.db 'select tool, tokens_in, tokens_out, saved from part' > tools.$jobs
done
holds "tools of a batch: threads change nothing" cmp -s tools.1 tools.2
is "tools of a batch: as -v tells of the texts" \
	"$("$H" -v batch.jsonl 2>&1 > /dev/null -m gpt-4o |
		sed -n 's/.*, \([0-9]*\) -> \([0-9]*\) tokens$/\1 \2/p' |
		awk '{ a += $1; b += $2 } END { print a, b }')" \
	"$(cut -d ' ' -f 2,3 tools.1)"
HEADROOM_TOOL=mine "$H" --ledger=mine.db batch.jsonl > /dev/null
"$H" report --ledger=mine.db --by=tool --format=json > out
is "the variable wins" "('mine', 1, True)
1" "$(python3 -c "$ROWS")"
# A ledger of before there were parts.
"$H" --ledger=before.db "$LOG" > /dev/null
is "a ledger of text only: as it was before there were parts" 1 \
	"$(sql before.db 'select count(*) from sqlite_master')"
ends "an older ledger: a report by tool" 0 "$H" report --ledger=before.db --by=tool
"$H" --ledger=before.db batch.jsonl > /dev/null
"$H" report --ledger=before.db --by=tool --format=json > out
is "an older ledger: is extended" "('-', 2, True) ('shell', 1, True)
2" "$(python3 -c "$ROWS")"
# It writes all 23 columns of a run, by their order.
is "an older ledger: an older program writes to it as before" "1 3" \
	"$(sql before.db 'pragma user_version') $(sql before.db \
		"insert into run values (null$(printf ', 0%.0s' $(seq 22)))" \
		'select count(*) from run')"
is "names that could be anything are kept as they are" "a\"b <é>" "$(python3 - <<'END'
import json, os, sqlite3, subprocess
r = json.load(open(os.environ["ROOT"] + "/tests/data/requests/anthropic/01-build-failed.json"))
for m in r["messages"]:
    for b in m["content"] if isinstance(m["content"], list) else []:
        if b["type"] == "tool_use":
            b["name"] = 'a"b <\u00e9>'
subprocess.run([os.environ["H"], "--ledger=odd.db"], input=json.dumps(r).encode(),
               stdout=subprocess.DEVNULL, check=True)
print(sqlite3.connect("odd.db").execute("select tool from part").fetchone()[0])
END
)"

# ---- what the report says

ends "a report" 0 "$H" report --ledger
quiet "a report"
holds "a report: the sum" grep -q '^total  *2  *0 ' out
ends "by tool" 0 "$H" report --ledger --by=tool --since=1h
is "by tool: names" "(none) TOOL make total" \
	"$(awk '/^$/ { exit } { print $1 }' out | LC_ALL=C sort | tr '\n' ' ' |
		sed 's/ $//')"
"$H" report --ledger --by=model --format=json > out
is "JSON: rows add up to the total" "2 gpt-4o 0.098055 1 None None" \
	"$(python3 -c 'import json
r = json.load(open("out"))
assert r["schema"] == "headroom.ledger/1", r
for key, value in r["total"].items():
    if isinstance(value, int):
        assert value == sum(row[key] for row in r["rows"]), key
rows = sorted(r["rows"], key=lambda row: row["name"] or "~")
print(r["total"]["runs"], *(x for row in rows for x in (row["name"],
    row["saved_usd"], row["runs"]) if row["name"]), rows[1]["name"],
    rows[1]["saved_usd"])')"
ends "a time that is none" 2 "$H" report --ledger --since=yesterday
says "a time that is none" "is no time"
ends "purging with other options" 2 "$H" report --ledger --purge=1d --by=day
sql other.db 'update run set time = time - 400 * 86400' > /dev/null
"$H" --ledger=other.db "$LOG" > /dev/null
ends "purging" 0 "$H" report --ledger=other.db --purge=365d
is "purging: says how many" "1 runs deleted" "$(cat out)"
is "purging: the others stay" 1 "$(sql other.db 'select count(*) from run')"
python3 - names.db <<'END'
import sqlite3, subprocess, os, sys
open("names.db", "w")
for name in ["\033[31mred", "x" * 200, "\u00e9" * 40, 'a"b\\c', "<b>", "\xff"]:
    subprocess.run([os.environ["H"], "-q", "--ledger=names.db", "-m", name,
        os.environ["LOG"]], stdout=subprocess.DEVNULL, check=True)
db = sqlite3.connect("names.db")
db.execute("update run set model = cast(x'ff41ff' as text) where id = 6")
db.commit()
END
ends "odd names" 0 "$H" report --ledger=names.db --by=model
is "odd names: no control character" 0 "$(LC_ALL=C grep -c "$(printf '\033')" out)"
"$H" report --ledger=names.db --by=model --format=json > out
holds "odd names: JSON" python3 -c 'import json
names = [r["name"] for r in json.load(open("out"))["rows"]]
assert "\033[31mred" in names and "x" * 200 in names and len(names) == 6, names'

# ---- what may be wrong with it

echo plain > plain
if [ "$(id -u)" -ne 0 ]; then
	mkdir locked && chmod 555 locked
	unharmed "a folder that may not be written" "Permission denied" \
		"$H" --ledger=locked/l.db
	cp other.db closed.db && chmod 400 closed.db
	unharmed "a file that may not be written" "Permission denied" \
		"$H" --ledger=closed.db
elif has setpriv; then
	chmod 755 .
	# The sources may be nobody's to read but root's.
	cp "$LOG" readable.log && chmod 644 readable.log
	LOG=$dir/readable.log
	mkdir locked && "$H" --ledger=locked/old.db "$LOG" > /dev/null
	sql locked/old.db 'select 1' > /dev/null
	chmod 644 locked/old.db && chmod 755 locked
	: > out; : > err; chmod 666 out err
	for file in new.db old.db; do
		unharmed "a folder of somebody else, $file" "Permission denied" \
			setpriv --reuid=65534 --regid=65534 --clear-groups \
			"$H" --ledger="$dir/locked/$file"
	done
	chmod 666 locked/old.db
	unharmed "a file in a folder of somebody else" \
		"unable to open database file\|readonly database" \
		setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$H" --ledger="$dir/locked/old.db"
	is "a folder of somebody else: the file is as it was" "1 ok" \
		"$(sql locked/old.db 'select count(*) from run') \
$(sql locked/old.db 'pragma integrity_check')"
else
	skip "a folder that may not be written: nobody else to be"
fi
HEADROOM_PRICES=none.json unharmed "no such prices" "No such file" \
	"$H" --ledger=priceless.db -m gpt-4o
is "no such prices: no amount" "gpt-4o -" \
	"$(sql priceless.db 'select model, saved from run')"
unharmed "no such folder" "No such file" "$H" --ledger=none/l.db
unharmed "a folder" "Is a directory" "$H" --ledger=state
unharmed "a device" "not a plain file" "$H" --ledger=/dev/null
unharmed "text" "not a database" "$H" --ledger=want
mkfifo pipe
unharmed "a pipe" "not a plain file" timeout 20 "$H" --ledger=pipe
cp named.db newer.db
sql newer.db 'pragma user_version = 2' > /dev/null
cp newer.db newer.before
unharmed "a later version" "later version" "$H" --ledger=newer.db
holds "a later version: stays as it was" cmp -s newer.db newer.before
sql foreign.db 'create table run (x)' > /dev/null
cp foreign.db foreign.before
unharmed "another program's" "not a ledger" "$H" --ledger=foreign.db
holds "another program's: stays as it was" cmp -s foreign.db foreign.before
sql damaged.db 'select 1' > /dev/null
"$H" --ledger=damaged.db "$LOG" > /dev/null
sql damaged.db 'pragma wal_checkpoint(truncate)' > /dev/null
python3 -c 'data = bytearray(open("damaged.db", "rb").read())
data[4096:] = b"\xa5" * (len(data) - 4096)
open("damaged.db", "wb").write(data)'
unharmed "a damaged file" "malformed\|damaged\|corrupt" "$H" --ledger=damaged.db
ends "a damaged file: a report" 3 "$H" report --ledger=damaged.db
says "a damaged file: a report" "malformed\|damaged\|corrupt"
# A trigger that whoever gave the file put there.
cp named.db trigger.db
sql trigger.db 'create trigger t after insert on run begin
	delete from run; end' > /dev/null
ends "a trigger" 0 "$H" --ledger=trigger.db "$LOG"

# A limit of file size fails as a full disk does; 1 KB hold neither.
(ulimit -f 1; "$H" --ledger=full.db "$LOG" 2> "$dir/err" | cat > /dev/null)
says "a limit of file size" "not in the ledger"
if mkdir small && mount -t tmpfs -o size=16k tmpfs small 2> /dev/null; then
	dd if=/dev/zero of=small/fill bs=4k 2> /dev/null
	unharmed "a full disk" "not in the ledger" "$H" --ledger=small/l.db
	rm small/fill
	"$H" --ledger=small/l.db "$LOG" > out 2> err
	is "a disk that fills up: status" 0 $?
	holds "a disk that fills up: the output" cmp -s want out
	umount small
else
	skip "a full disk: may not mount one"
fi
# Somebody keeps it to himself: the run waits, gives up, and is well.
python3 - <<'END' &
import sqlite3, time
db = sqlite3.connect("named.db", isolation_level=None)
db.execute("begin immediate")
open("locked.now", "w")
time.sleep(60)
END
holder=$!
while [ ! -e locked.now ]; do sleep 0.1; done
unharmed "a lock that stays" "database is locked" timeout 50 "$H" --ledger=named.db
kill $holder
wait $holder 2> /dev/null
ends "and when it is gone" 0 "$H" --ledger=named.db "$LOG"
quiet "and when it is gone"

if [ -e "$SHIM_MEMORY" ] && ! grep -q __asan_init "$H"; then
	bad=
	k=1
	while [ $k -le 40 ]; do
		LD_PRELOAD=$SHIM_MEMORY SHIM_NO_MEMORY=$k "$H" report \
			--ledger > out 2> err
		status=$?
		[ $status -eq 0 ] || [ "$(grep -c '' err)" = 1 ] ||
			bad="$bad $k:$status"
		[ $status -lt 10 ] || bad="$bad $k:$status"
		k=$((k + 1))
	done
	is "each allocation of a report may fail" "" "$bad"
	# Before the output is out that is an error, then a warning.
	bad=
	k=1
	while [ $k -le 260 ]; do
		LD_PRELOAD=$SHIM_MEMORY SHIM_NO_MEMORY=$k "$H" \
			--ledger=memory.db plain > out 2> err
		status=$?
		if [ $status -eq 0 ]; then
			cmp -s plain out || bad="$bad $k:output"
		else
			[ $status -eq 9 ] || bad="$bad $k:$status"
		fi
		[ "$(grep -c '' err)" -le 1 ] || bad="$bad $k:messages"
		k=$((k + 1))
	done
	is "each allocation of a run may fail" "" "$bad"
	is "and the ledger is whole" ok \
		"$(sql memory.db 'pragma integrity_check')"
else
	skip "allocations that fail: no shim for them, or a sanitizer"
fi

# ---- many at once

# Run i reads i bytes, so that each can be told from the others.  Some are killed
# wherever they are: those may be there or not, and all others are there once.
cat > crowd.py <<'END'
import os, random, sqlite3, subprocess, threading, time
random.seed(6)
lock, todo, ended, killed, wrong = threading.Lock(), list(range(1, 1001)), [], [], []
def work():
    while True:
        with lock:
            if not todo:
                return
            i = todo.pop()
            kill = i % 5 == 0 and random.random() * random.choice((0.001, 0.005, 0.05))
        p = subprocess.Popen([os.environ["H"], "--ledger=crowd.db"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            bufsize=0)
        if kill is not False:
            p.stdin.write(b"x" * i)
            # Half of them still wait for input then, wherever they are.
            if i % 10:
                p.stdin.close()
            time.sleep(kill)
            p.kill()
            status = p.wait()
            p.stdin.close()
            (killed if status == -9 else ended).append(i)
            continue
        out, err = p.communicate(b"x" * i)
        ended.append(i)
        if p.returncode or err or len(out) != i:
            wrong.append((i, p.returncode, err, len(out)))
threads = [threading.Thread(target=work) for _ in range(50)]
[t.start() for t in threads]
[t.join() for t in threads]
db = sqlite3.connect("crowd.db")
rows = [r[0] for r in db.execute("select bytes_in from run")]
print("wrong", wrong[:3])
print("twice", len(rows) - len(set(rows)))
print("missing", sorted(set(ended) - set(rows))[:5])
print("unknown", sorted(set(rows) - set(ended) - set(killed)))
print("check", db.execute("pragma integrity_check").fetchone()[0])
print("some were killed", len(killed) > 20, "and some of them", len(ended) > 700)
END
timeout 300 python3 crowd.py > crowd
is "1,000 runs, 50 at once, some killed: each is there once" "wrong []
twice 0
missing []
unknown []
check ok
some were killed True and some of them True" "$(cat crowd)"
# Many make one ledger at once: nobody takes it for something else, half made.
echo "a line" > line
rounds=0
while [ "$rounds" -lt 30 ]; do
	rounds=$((rounds + 1))
	rm -f new.db*
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		"$H" --ledger=new.db line > /dev/null 2>> news &
	done
	wait
done
is "made by many at once, 30 times: nothing is told" "" "$(cat news)"

finish
