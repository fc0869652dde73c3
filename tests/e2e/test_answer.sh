#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The reader of answers when memory is short: the k-th allocation fails, for
# each k.  It says so, or what it says is right.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"
case ${BUILD:=build/release} in
/*) ;;
*) BUILD=$ROOT/$BUILD ;;
esac
READ=$BUILD/tests/sdk/read_answer

if [ ! -e "$SHIM_MEMORY" ] || grep -q __asan_init "$READ"; then
	skipped=$((skipped + 1))
	echo "skipped: short of memory: no shim, or a sanitizer"
	finish
fi

for answer in "openai-chat tools sse" "openai-responses tools json" \
	"anthropic tools sse" "gemini tools json" "openai-chat refusal sse" \
	"gemini error sse"; do
	echo "$answer" > list
	"$READ" "$ROOT/tests/server/answers" < list > want
	bad='' k=1 short=0
	while [ $k -lt 500 ]; do
		LD_PRELOAD=$SHIM_MEMORY SHIM_NO_MEMORY=$k "$READ" \
			"$ROOT/tests/server/answers" < list > out 2> err
		status=$?
		case $status in
		0) cmp -s want out || bad="$bad $k:output" ;;
		9) short=$k ;;
		*) bad="$bad $k:$status" ;;
		esac
		# After the last allocation nothing fails any more.
		[ $k -le $((short + 20)) ] || break
		k=$((k + 1))
	done
	is "$answer: each allocation" '' "$bad"
	holds "$answer: some were short" [ $short -gt 5 ]
done
finish
