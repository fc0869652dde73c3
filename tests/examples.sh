#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The examples of README.md and of the manual are run: lines that begin with
# "$ " in README's code blocks, and ".Dl $ " in the manual.  An example has to
# succeed, and to write what follows it in its block, if anything does.  The
# folder it runs in has the files, and stand-ins for the programs, it names.
set -u
: "${HEADROOM:=$PWD/build/headroom}"
ROOT=$PWD
passed=0 failed=0 skipped=0
dir=$(mktemp -d) || exit 4
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 4

unset HEADROOM_LEDGER HEADROOM_TOOL
XDG_STATE_HOME=$dir/state
export XDG_STATE_HOME
mkdir bin src logs
ln -s "$HEADROOM" bin/headroom
cp "$ROOT/tests/data/demo.log" app.log
cp "$ROOT/README.md" handbook.txt
cp app.log logs/one.log
cp app.log logs/two.log
echo 'int main(void) { return 0; }' > src/main.c
cat > ssh.log <<'END'
Jun 14 15:16:01 combo sshd[19939]: Failed password for root from 218.188.2.4
Jun 14 15:16:02 combo sshd[19937]: check pass; user unknown
Jun 14 15:16:05 combo sshd[19941]: Failed password for news from 218.188.2.4
Jun 15 02:04:59 combo sshd[20882]: Failed password for root from 220.135.151.1
Jun 15 02:05:03 combo sshd[20883]: Failed password for root from 220.135.151.1
Jun 15 04:06:18 combo su[21416]: session opened for user cyrus
END
cat > requests.json <<'END'
[
  {"id": 101, "user": "ann", "city": "Oslo", "ms": 41},
  {"id": 102, "user": "bob", "city": "Oslo", "ms": 7},
  {"id": 103, "user": "ann", "city": "Rome", "ms": 1200},
  {"id": 104, "user": "cy", "city": "Rome", "ms": 9}
]
END
# Two turns of a conversation whose system text has a clock.
rules=$(awk 'BEGIN { for (i = 0; i < 300; i++)
	printf "Rule %d says that step %d is next. ", i, i * 7 % 13 }')
talk() {
	printf '{"model":"claude-sonnet-4-5","system":[{"type":"text",'
	printf '"text":"%sIt is %s now. Be brief.",' "$rules" "$1"
	printf '"cache_control":{"type":"ephemeral"}}],"messages":['
	printf '{"role":"user","content":"Why did it fail?"}%s]}\n' "$2"
}
next=',{"role":"assistant","content":"There is no rule for x.o."},
	{"role":"user","content":"And why?"}'
talk 10:02:11 '' > turn1.json
talk 10:03:44 "$next" > turn2.json
talk 10:03:44 "$next$next" > turn3.json
cat > contract.json <<'END'
{"schema": "headroom.prices/1",
 "models": {"gpt-4o": {"input": 2, "cached": 1, "output": 8}}}
END
# Ten minutes of requests, which take 3 to 39 ms, and one failure.
awk 'BEGIN {
	for (i = 0; i < 600; i++) {
		at = sprintf("10:%02d:%02d", i / 60, i % 60)
		printf "%s GET /items/%d 200 in %dms\n", at, i * 7 % 40,
			3 + i * i % 39
		if (i == 311)
			print at " ERROR db-2: connection refused, 4 tries left"
		if (i == 312)
			print at " WARN answering from the cache, 70 s old"
	}
}' > web.log

# A request in which a tool has answered with a log, and a batch of such.
{
	printf '{"model":"gpt-5.1","messages":['
	printf '{"role":"user","content":"What was upgraded?"},'
	printf '{"role":"tool","tool_call_id":"call_1","content":"'
	sed 's/["\\]/\\&/g; s/$/\\n/' app.log | tr -d '\n'
	printf '"}]}\n'
} > request.json
for id in 1 2 3; do
	printf '{"custom_id":"%s","method":"POST",' $id
	printf '"url":"/v1/chat/completions","body":'
	tr -d '\n' < request.json
	echo '}'
done > batch.jsonl

# A model, and programs that would not end or are not there.
cat > bin/llm <<'END'
#!/bin/sh
wc -c > /dev/null
echo answer
END
cat > bin/curl <<'END'
#!/bin/sh
cat > /dev/null
echo '{}'
END
cat > bin/make <<'END'
#!/bin/sh
cat app.log
END
cat > bin/tail <<'END'
#!/bin/sh
for last; do :; done
cat "$last"
END
cat > bin/psql <<'END'
#!/bin/sh
printf ' id | city \n----+------\n'
printf '  1 | Oslo\n  2 | Oslo\n  3 | Rome\n(3 rows)\n\n'
END
cat > bin/pbcopy <<'END'
#!/bin/sh
cat > clipboard
END
chmod +x bin/*

# As "example" files: the command in the first line, then what it writes.
extract() {
	awk -v out="$dir/example" '
	function next_example(command) {
		file = out sprintf("%03d", ++n)
		print command > file
	}
	/^```/ { inside = !inside; file = ""; next }
	inside && /^\$ / { next_example(substr($0, 3)); next }
	inside && file != "" { print > file }
	' "$ROOT/README.md"
	sed -n 's/^\.Dl \$ //p' "$ROOT"/man/*.[1-8] |
		sed 's/\\(aq/'"'"'/g; s/\\e/\\/g; s/\\&//g' |
		awk -v out="$dir/manual" '{ print > (out sprintf("%03d", ++n)) }'
}

extract
patterns=yes
"$HEADROOM" -k x /dev/null > out 2>&1 || patterns=
for example in example* manual*; do
	[ -e "$example" ] || continue
	head -n 1 "$example" > line
	tail -n +2 "$example" > want
	if [ -z "$patterns" ] && grep -q -e '--\(keep\|drop\)\| -[kx] ' line
	then
		skipped=$((skipped + 1))
		echo "skipped: built without PCRE2: $(cat line)"
		continue
	fi
	PATH=$dir/bin:$PATH timeout 60 sh -c "$(cat line)" > out 2> err < /dev/null
	status=$?
	cat out err > both
	if [ $status -ne 0 ]; then
		failed=$((failed + 1))
		echo "failed with $status: $(cat line)"
		cat err
	elif [ -s want ] && ! cmp -s want both; then
		failed=$((failed + 1))
		echo "not as shown: $(cat line)"
		diff want both | head -n 20
	else
		passed=$((passed + 1))
	fi
done
# The sample of a marker in the README is of the demo's log, as it is now.
"$HEADROOM" --plain app.log > demo
grep '^    \[\.\.\. ' "$ROOT/README.md" | sed 's/^    //' > shown
while IFS= read -r line; do
	if grep -qxF -- "$line" demo; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "not what headroom writes: $line"
	fi
done < shown
echo "examples: $passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
