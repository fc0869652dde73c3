#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What folding saves and keeps on logs whose kinds of events are known.
#
#	logs.sh HEADROOM FOLDER
#
# FOLDER has a folder for each log, as Loghub (github.com/logpai/loghub) has:
# NAME/NAME_2k.log, and NAME/templates.csv with the columns EventId and
# EventTemplate, where <*> stands for what varies.  A kind counts as kept if
# the longest constant part of its template is in the output; parts of fewer
# than four letters and digits say nothing and are left out.
set -eu
[ $# -eq 2 ] || { echo "usage: logs.sh HEADROOM FOLDER" >&2; exit 2; }
headroom=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The constant parts that are in the log, one a line, blanks squeezed.
parts() {
	awk '
	function squeeze(s) {
		gsub(/[ \t\r]+/, " ", s)
		sub(/^ /, "", s)
		sub(/ $/, "", s)
		return s
	}
	NR > 1 {
		sub(/\r$/, "")
		sub(/^[^,]*,/, "")
		if (/^".*"$/) {
			$0 = substr($0, 2, length($0) - 2)
			gsub(/""/, "\"")
		}
		n = split($0, part, /<\*>/)
		best = ""
		for (i = 1; i <= n; i++)
			if (length(squeeze(part[i])) > length(best))
				best = squeeze(part[i])
		letters = best
		if (gsub(/[A-Za-z0-9]/, "", letters) >= 4)
			print best
	}' "$1"
}

squeezed() {
	tr '\t\r' '  ' < "$1" | tr -s ' '
}

printf '%-14s %9s %9s %7s %7s\n' log tokens folded 'saved %' 'kept %'
before_all=0 after_all=0
for folder in "$2"/*/; do
	name=$(basename "$folder")
	log=$folder${name}_2k.log
	[ -f "$log" ] || continue
	"$headroom" "$log" > "$work/out"
	squeezed "$log" > "$work/log"
	squeezed "$work/out" > "$work/squeezed"
	parts "${folder}templates.csv" > "$work/parts"
	known=0 kept=0
	while IFS= read -r part; do
		grep -qF -- "$part" "$work/log" || continue
		known=$((known + 1))
		grep -qF -- "$part" "$work/squeezed" && kept=$((kept + 1))
	done < "$work/parts"
	before=$("$headroom" count "$log" | awk '{ print $1 }')
	after=$("$headroom" count "$work/out" | awk '{ print $1 }')
	echo "$name $before $after $kept $known" |
		awk '{ printf "%-14s %9d %9d %7.1f %7.1f\n", $1, $2, $3,
			100 - 100 * $3 / $2, 100 * $4 / $5 }'
	before_all=$((before_all + before)) after_all=$((after_all + after))
done
echo "$before_all $after_all" |
	awk '$1 { printf "%-14s %9d %9d %7.1f\n", "all", $1, $2, 100 - 100 * $2 / $1 }'
