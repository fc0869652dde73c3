#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# --output: the file appears whole or not at all.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"

"$H" "$LOG" > want
mode() {
	# shellcheck disable=SC2012 # one file with a plain name
	ls -l "$1" | cut -c1-10
}

ends "a new file" 0 "$H" -o new "$LOG"
holds "a new file: what stdout gets" cmp -s want new
is "a new file: for its owner only" -rw------- "$(mode new)"
is "a new file: nothing on stdout" "" "$(cat out)"

echo old > target
chmod 754 target
ends "an old file" 0 "$H" -o target "$LOG"
holds "an old file: replaced" cmp -s want target
is "an old file: its mode is kept" -rwxr-xr-- "$(mode target)"

cp "$LOG" same
ends "the input is the output" 0 "$H" -o same same
holds "the input is the output: replaced" cmp -s want same

for bad in missing "same missing" /; do
	echo old > target
	# shellcheck disable=SC2086 # perhaps two words
	ends "a failure ($bad)" 4 "$H" -o target $bad
	is "a failure ($bad): the old file is untouched" old "$(cat target)"
done
ends "no such folder" 4 "$H" -o nowhere/target "$LOG"
says "no such folder" "nowhere/target: No such file"
ends "a folder as the output" 4 "$H" -o . "$LOG"
says "a folder as the output" ".: Is a directory"

echo victim > victim
ln -s victim link
ends "a link" 0 "$H" -o link "$LOG"
is "a link: what it named is untouched" victim "$(cat victim)"
holds "a link: it is a file now" [ ! -L link ]
holds "a link: replaced" cmp -s want link

"$H" -o /dev/stdout "$LOG" > out
holds "/dev/stdout" cmp -s want out
"$H" -o - "$LOG" > out
holds "-o -" cmp -s want out
mkfifo pipe
"$H" -o pipe "$LOG" &
cat pipe > out
wait $!
holds "a pipe is written in place" cmp -s want out

echo old > target
(
	ulimit -f 1
	head -c 100000 "$LOG" > /dev/null
	exec "$H" -L -o target "$LOG"
) > out 2> err
is "no room: status" 4 $?
says "no room" "target: File too large"
is "no room: the old file is untouched" old "$(cat target)"

for signal in INT TERM HUP; do
	rm -f pipe
	mkfifo pipe
	case $signal in
	INT) number=130 ;;
	TERM) number=143 ;;
	HUP) number=129 ;;
	esac
	# A shell's background jobs ignore SIGINT, and those of nohup SIGHUP,
	# unless they are told not to.
	(
		trap - INT
		exec env --default-signal=INT,HUP,TERM "$H" -o target pipe
	) 2> err &
	pid=$!
	exec 3> pipe
	cat "$LOG" >&3
	# Until the temporary file is there.
	i=0
	while ! ls .headroom.* > /dev/null 2>&1 && [ $i -lt 50 ]; do
		sleep 0.1
		i=$((i + 1))
	done
	kill -s $signal $pid
	wait $pid
	is "SIG$signal: status" "$number" $?
	exec 3>&-
	is "SIG$signal: the old file is untouched" old "$(cat target)"
	quiet "SIG$signal"
done
is "no temporary file is left" "" "$(find . -name '.headroom*')"

if has strace && strace -o /dev/null true 2> /dev/null; then
	ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 strace -f -o trace \
		-e trace=openat,open,fsync,rename,renameat,renameat2 \
		"$H" -o target "$LOG"
	holds "the temporary file is opened with care" grep -q \
		'\.headroom\..*O_CREAT.*O_EXCL.*O_NOFOLLOW.*0600' \
		trace
	is "synced, then renamed" "fsync rename" \
		"$(grep -o 'fsync\|rename' trace | sort -u | paste -sd' ' -)"
else
	skip "the flags of the temporary file: no strace"
fi
finish
