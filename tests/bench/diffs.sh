#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Whether what is left of a patch still applies.
#
#	diffs.sh HEADROOM BENCH_DIFF REPO [COMMITS]
#
# Takes the last COMMITS (200) of REPO that are no merges, leaves out of each
# some units by worth and at random, folds it as the default mode does and to
# budgets, and has git apply --check the result to the parent's tree, in an
# index of its own: nothing in REPO is touched.  Each hunk has to be where it
# says.  A patch that does not apply as it came is skipped.
set -u
[ $# -ge 3 ] || { echo "usage: diffs.sh HEADROOM BENCH_DIFF REPO [COMMITS]" >&2; exit 2; }
binary=$1 bench=$2 repo=$3 commits=${4:-200}
passed=0 failed=0 skipped=0 empty=0 before=0 after=0 budgets=
dir=$(mktemp -d) || exit 4
trap 'rm -rf "$dir"' EXIT
"$binary" help compress | grep -q -e --budget && budgets='300 1000 3000'
GIT_INDEX_FILE=$dir/index
export GIT_INDEX_FILE

# In the very lines that it names: git tells an offset.
applies() {
	LC_ALL=C git -C "$repo" apply -v --check --cached "$1" 2> "$dir/err" &&
		! grep offset "$dir/err" > "$dir/offset"
}

# look WAY COMMIT: at $dir/out.
look() {
	if ! grep -q '^diff --git' "$dir/out"; then
		empty=$((empty + 1))
	elif applies "$dir/out"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "$2, $1: $(grep -m 1 -e offset -e error "$dir/err")"
	fi
	before=$((before + $(wc -c < "$dir/in")))
	after=$((after + $(wc -c < "$dir/out")))
}

git -C "$repo" rev-list --no-merges --max-count="$commits" HEAD > "$dir/list"
while read -r commit; do
	git -C "$repo" show --binary --format=medium "$commit" > "$dir/in"
	git -C "$repo" read-tree "$commit^" 2> /dev/null ||
		git -C "$repo" read-tree --empty
	if ! applies "$dir/in"; then
		skipped=$((skipped + 1))
		continue
	fi
	for way in 10 30 60 90 -1 -2 -3; do
		"$bench" "$way" "$dir/in" > "$dir/out"
		look "$way" "$commit"
	done
	"$binary" --type diff "$dir/in" > "$dir/out"
	look fold "$commit"
	for tokens in $budgets; do
		"$binary" --type diff --budget "$tokens" "$dir/in" > "$dir/out"
		look "$tokens tokens" "$commit"
	done
	"$bench" 100 "$dir/in" | cmp -s - "$dir/in" || {
		failed=$((failed + 1))
		echo "$commit: not the same, though all is kept"
	}
done < "$dir/list"
echo "$after of $before bytes left; $empty times no patch of a file"
echo "diffs: $passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
