#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Who may know whom:
#
#	layers.sh [TREE [OBJECTS]]
#
# Each room of lib/ has a level, and each file of lib/ that is in no room; a file
# includes only what is below it, or in its own room.  No file calls one that
# calls it, over however many others.  The library never prints, exits or looks
# at its surroundings, and memory is taken in base only.  Objects are those of a
# build of the tree.
set -u
tree=${1:-.}
objects=${2:-${BUILD:-build/release}}
passed=0 failed=0

# From the bottom up.
rooms='headroom base token filter api table detect codec
	blob explain encode expand follow budget envelope transcript answer send price
	prompt_cache verify ledger pipeline window request compressor report cmd'

complain() {
	failed=$((failed + 1))
	echo "$*"
}

# room FILE: the folder, or the name of a file that is in none.
room() {
	case $1 in
	lib/*/*) name=${1#lib/} ;;
	lib/*) name=${1#lib/} name=${name%.*} ;;
	*) name=$1 ;;
	esac
	echo "${name%%/*}"
}

# level ROOM: a number; 0: it has none.
level() {
	n=0
	for r in $rooms; do
		n=$((n + 1))
		[ "$r" != "$1" ] || {
			echo $n
			return
		}
	done
	echo 0
}

# loop NAME: whether the pairs of the input, "user used", lead back to where
# they began; says which.
loop() {
	tsort 2>&1 > /dev/null | sed -n 's/^tsort: \([^-].*\)/	\1/p' > "$work/loop"
	[ -s "$work/loop" ] || return 1
	complain "$1 lead back to where they began:"
	cat "$work/loop"
}

# The lines that are not in a comment of stars.
code_of() {
	grep -v '^[[:space:]]*\(/\*\|\*\)' "$1"
}

work=$(mktemp -d) || exit 4
trap 'rm -rf "$work"' EXIT
cd "$tree" || exit 4

find lib cmd -name '*.[ch]' ! -path 'lib/token/gen/*' | sort > "$work/files"
for r in $rooms; do
	echo "$r $(level "$r")"
done > "$work/levels"
while read -r file; do
	before=$failed
	own=$(room "$file")
	mine=$(level "$own")
	[ "$mine" -ne 0 ] || complain "$file: $own has no level"
	# shellcheck disable=SC2013 # names have no spaces
	for header in $(sed -n 's/^#include "\(.*\)".*/\1/p' "$file"); do
		for place in "lib/$header" "cmd/$header"; do
			[ -e "$place" ] || continue
			echo "$file $place" >> "$work/includes"
			other=$(room "$place")
			[ "$own" = "$other" ] ||
				[ "$(level "$other")" -lt "$mine" ] ||
				complain "$file includes $place"
		done
	done
	case $file in
	lib/*)
		code_of "$file" | grep -qE \
			'\<(printf|fprintf|puts|fputs|perror|exit|abort|getenv|fopen|creat|setlocale|time|rand)\(' &&
			complain "$file prints, exits or looks around"
		;;
	esac
	case $file in
	lib/base/*) ;;
	*)
		code_of "$file" | grep -qE '\<(malloc|calloc|realloc|free)\(' &&
			complain "$file takes memory past base/mem.h"
		;;
	esac
	case $file in
	cmd/msg.c) ;;
	*)
		code_of "$file" | grep -qE '(^|[^"])\<(stderr|STDERR_FILENO, )' &&
			complain "$file writes to stderr past cmd/msg.h"
		;;
	esac
	lines=$(wc -l < "$file")
	[ "$lines" -le 600 ] || complain "$file has $lines lines"
	case $file in
	*.c)
		[ -e "$objects/${file%.c}.o" ] ||
			complain "$file is forgotten: it is in no build"
		;;
	esac
	[ $failed -ne $before ] || passed=$((passed + 1))
done < "$work/files"

loose=$(find lib -maxdepth 1 -type f | wc -l)
if [ "$loose" -le 20 ]; then
	passed=$((passed + 1))
else
	complain "lib/ has $loose files that are in no room"
fi

touch "$work/includes"
loop 'these includes' < "$work/includes" || passed=$((passed + 1))

# Who calls whom, by the names that objects define and need.
sed -n "s|^\(.*\)\.c$|$objects/\1.o|p" "$work/files" |
	while read -r object; do
		[ ! -e "$object" ] || echo "$object"
	done | xargs nm -A 2> /dev/null | awk '
	{
		file = $1
		sub(/:.*/, "", file)
		name = $NF
		kind = $(NF - 1)
		if (kind == "U")
			needs[file] = needs[file] " " name
		else if (kind ~ /^[A-Z]$/)
			home[name] = file
	}
	END {
		for (file in needs) {
			n = split(needs[file], names, " ")
			for (i = 1; i <= n; i++)
				if (names[i] in home && home[names[i]] != file)
					print file, home[names[i]]
		}
	}' | sort -u > "$work/calls"
if [ ! -s "$work/calls" ]; then
	complain "no object calls another: is $objects a build?"
else
	loop 'these calls' < "$work/calls" || passed=$((passed + 1))
fi

echo "layers: $passed passed, $failed failed"
[ $failed -eq 0 ]
