#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is left of a diff applies to what the diff was of.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"

if ! has git; then
	skip "all: no git"
	finish
fi
HOME=$dir
export HOME
git init -q repo && cd repo || exit 4

# tree OLD|NEW: some files as they are before and after.
tree() {
	awk -v new="$1" 'BEGIN {
		for (i = 1; i <= 200; i++) {
			if (new == "NEW" && (i % 40 == 7 || i == 1 || i == 200))
				print "changed " i
			else if (new == "OLD" || i % 60)
				print i % 5 ? "the same" : "line " i
			if (new == "NEW" && i == 90)
				for (k = 0; k < 100; k++)
					print "added " k
		}
	}' > source.c
	awk -v new="$1" 'BEGIN {
		for (i = 1; i <= 60; i++)
			print "example.org/m" i " v1." (new == "NEW") "." i
	}' > go.sum
	awk -v new="$1" 'BEGIN {
		for (i = 1; i <= 2000; i++)
			printf "%c", (i * i + (new == "NEW")) % 251
	}' > image.png
	printf '\000' >> image.png
}
tree OLD
git add .
git -c user.name=A -c user.email=a@example.org commit -qm old
tree NEW
printf 'no end' > "new file.txt"
git add -A
git diff --cached --binary > ../patch
git reset -q --hard
holds "the patch itself applies" git apply --check ../patch

"$H" < ../patch > ../out
holds "the default mode: applies" git apply --check ../out
is "the default mode: files that are left" "new file.txt source.c" \
	"$(git apply --numstat -z ../out | tr '\0' '\n' | cut -f 3 | xargs)"
is "the default mode: markers" 2 "$(grep -c '^\[\.\.\. ' ../out)"

if "$H" help compress | grep -q -e --budget; then
	for budget in 150 300 600 1200; do
		"$H" --budget $budget < ../patch > ../out
		holds "$budget tokens: applies" git apply --check ../out
		holds "$budget tokens: source.c" grep -q '^+++ b/source.c' ../out
	done
fi
finish
