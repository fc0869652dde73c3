#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What can go wrong with reading and writing.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"

# A megabyte that goes through as it is.
awk 'BEGIN { for (i = 0; i < 60000; i++) print "word " i * i " and more" }' \
	> text
is "the text is large" 1 "$(($(wc -c < text) > 1000000))"

# ---- closed and full outputs

for command in "--type=text" "expand" "--lossless"; do
	{
		"$H" $command text 2> err
		echo $? > status
	} | head -c1 > /dev/null
	is "a closed reader: headroom $command" 141 "$(cat status)"
	quiet "a closed reader: headroom $command"
done
if has env && env --default-signal=PIPE true 2> /dev/null; then
	{
		env --ignore-signal=PIPE "$H" -t text text 2> err
		echo $? > status
	} | head -c1 > /dev/null
	is "a closed reader with SIGPIPE ignored" 141 "$(cat status)"
	quiet "a closed reader with SIGPIPE ignored"
else
	skip "SIGPIPE ignored: no env --ignore-signal"
fi

for command in "-t text text" "expand text" "count text" "models" "--help" \
	"--version" "--dump-opts" "$LOG" "-f $LOG"; do
	if [ -e /dev/full ]; then
		# shellcheck disable=SC2086 # several words
		"$H" $command > /dev/full 2> err
		is "a full disk: headroom $command" 4 $?
		says "a full disk: headroom $command" "No space left"
	fi
	# shellcheck disable=SC2086
	"$H" $command >&- 2> err
	is "standard output closed: headroom $command" 4 $?
	says "standard output closed: headroom $command" "Bad file descriptor"
	# shellcheck disable=SC2086
	"$H" $command > want 2> /dev/null
	# shellcheck disable=SC2086
	"$H" $command > out 2>&-
	is "standard error closed: headroom $command" 0 $?
	holds "standard error closed: the same output" cmp -s want out
done
"$H" --lossless missing text > out 2>&-
is "standard error closed and a message" 4 $?
"$H" expand out > want
holds "the message is not in the output" grep -q '^word 0 and more' want
holds "the message is nowhere" sh -c '! grep -q headroom: out'

# ---- inputs that cannot be read

for command in "" "expand" "count"; do
	# shellcheck disable=SC2086 # no word or one
	"$H" $command <&- > out 2> err
	is "standard input closed: headroom $command" 4 $?
	says "standard input closed" "standard input: Bad file descriptor"
	# shellcheck disable=SC2086
	ends "a folder: headroom $command" 4 "$H" $command /
	says "a folder" "/: Is a directory"
	# shellcheck disable=SC2086
	"$H" $command < / > out 2> err
	is "a folder as standard input: headroom $command" 4 $?
	says "a folder as standard input" "Is a directory"
	# shellcheck disable=SC2086
	ends "a missing file: headroom $command" 4 "$H" $command missing
	says "a missing file" "missing: No such file"
	# shellcheck disable=SC2086
	ends "one of three is missing: headroom $command" 4 \
		"$H" $command text missing text
	says "one of three is missing" "missing: No such file"
done
ends "the others are still done" 4 "$H" text missing text
is "the others are still done: lines" $((2 * 60000 + 2)) "$(grep -c '' out)"
if [ "$(id -u)" -ne 0 ]; then
	cp text secret
	chmod 0 secret
	ends "an unreadable file" 4 "$H" secret
	says "an unreadable file" "secret: Permission denied"
else
	skip "an unreadable file: root reads all"
fi
ends "a loop of links" 4 sh -c 'ln -s loop loop; "$H" loop'
says "a loop of links" "loop: "

# ---- nothing in, nothing out

for command in "" "--lossless" "-t log" "-f" "expand"; do
	# shellcheck disable=SC2086
	"$H" $command < /dev/null > out 2> err
	is "empty input: headroom $command" 0 $?
	is "empty input: no output" "" "$(cat out)"
	quiet "empty input: headroom $command"
done

# ---- interrupted and partial calls

small=$dir/small
head -n 300 "$LOG" > "$small"
"$H" "$small" > want
if [ -e "$SHIM_IO" ]; then
	LD_PRELOAD=$SHIM_IO "$H" < "$small" > out 2> err
	is "one byte a call" 0 $?
	holds "one byte a call: the same output" cmp -s want out
	LD_PRELOAD=$SHIM_IO "$H" -o file "$small" 2> err
	is "one byte a call into a file" 0 $?
	holds "one byte a call into a file: the same" cmp -s want file
	is "one byte a call: headroom count" "$("$H" count "$small")" \
		"$(LD_PRELOAD=$SHIM_IO "$H" count "$small")"
	LD_PRELOAD=$SHIM_IO SHIM_AGAIN=1 "$H" < "$small" > out 2> err
	is "descriptors that do not block" 0 $?
	holds "descriptors that do not block: the same output" cmp -s want out
	LD_PRELOAD=$SHIM_IO SHIM_INTERRUPT=1 "$H" < "$small" > out 2> err
	is "interrupted calls" 0 $?
	holds "interrupted calls: the same output" cmp -s want out
else
	skip "one byte a call: no shim for it"
fi

# ---- no memory

if [ -e "$SHIM_MEMORY" ] && ! grep -q __asan_init "$H"; then
	# What a marker tells may be less, but never nothing.
	kept() {
		"$H" expand "$1" > text || echo "not to be expanded"
		grep -v '^\[\.\.\. .* \.\.\.\]$' text
		grep -n '^\[\.\.\..*[:|-]  ' text
	}
	kept want > want.kept
	bad=
	k=1
	while [ $k -le 200 ]; do
		LD_PRELOAD=$SHIM_MEMORY SHIM_NO_MEMORY=$k "$H" "$small" \
			> out 2> err
		status=$?
		if [ $status -eq 0 ]; then
			kept out | cmp -s want.kept - ||
				cmp -s "$small" out || bad="$bad $k:output"
		elif [ $status -ne 9 ] || [ "$(grep -c '' err)" != 1 ]; then
			bad="$bad $k:$status"
		fi
		k=$((k + 1))
	done
	is "each allocation may fail" "" "$bad"
	bad=
	k=1
	while [ $k -le 300 ]; do
		LD_PRELOAD=$SHIM_MEMORY SHIM_NO_MEMORY=$k "$H" -b 200 -Q unpack \
			"$small" > out 2> err
		status=$?
		if [ $status -eq 0 ]; then
			[ -s out ] || bad="$bad $k:output"
		elif [ $status -ne 9 ] || [ "$(grep -c '' err)" != 1 ] ||
			[ -s out ]; then
			bad="$bad $k:$status"
		fi
		k=$((k + 1))
	done
	is "each allocation of a budget may fail" "" "$bad"
else
	skip "allocations that fail: no shim for them, or a sanitizer"
fi
finish
