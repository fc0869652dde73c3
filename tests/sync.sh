#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The option table, the help, the manual and the completions say the same.
set -u
: "${HEADROOM:=$PWD/build/headroom}"
: "${COMPLETIONS:=build/completions}"
passed=0 failed=0
dir=$(mktemp -d) || exit 4
trap 'rm -rf "$dir"' EXIT
tab=$(printf '\t')

"$HEADROOM" --dump-opts > "$dir/table" || exit 4

# "COMMAND LETTER NAME" for each option; "-" is no letter.
awk -F '\t' '$1 == "option" { print $2, $3 == "" ? "-" : $3, $4 }' \
	"$dir/table" | sort > "$dir/options"

# The same out of the manual; the options of every command stand there once, and
# a command may have a page of its own, headroom-NAME.1.
awk '
FNR == 1 { command = "" }
/^\.Sh OPTIONS/ && match(FILENAME, /headroom-[a-z-]+\.1$/) {
	command = substr(FILENAME, RSTART + 9, RLENGTH - 11)
	commands[++n] = command
	next
}
/^\.Ss Options of every command/ { command = "*" }
/^\.Ss headroom / { command = $3; commands[++n] = $3 }
/^\.S[hs] / && !/^\.Ss (Options of every|headroom )/ { command = "" }
command != "" && /^\.It Fl/ {
	letter = name = "-"
	for (i = 2; i < NF; i++)
		if ($i == "Fl") {
			if ($(i + 1) ~ /^-/)
				name = substr($(i + 1), 2)
			else
				letter = $(i + 1)
		}
	if (command == "*")
		common[++m] = letter " " name
	else
		print command, letter, name
}
END {
	for (i = 1; i <= n; i++)
		for (j = 1; j <= m; j++)
			print commands[i], common[j]
}' man/headroom.1 man/headroom-*.1 | sort > "$dir/manual"

sed -n "s/^command${tab}\([a-z-]*\)${tab}.*/\1/p" "$dir/table" > "$dir/commands"

# And out of the help.
while read -r command; do
	"$HEADROOM" help "$command" |
		sed -n 's/^  \(-.,\|   \) --\([a-z0-9-]*\).*/\1 \2/p' |
		sed "s/^-\(.\),/\1/; s/^   /-/; s/^/$command /"
done < "$dir/commands" | sort > "$dir/help"

same() {
	if diff "$dir/options" "$dir/$1"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "options (<) and $1 (>) differ"
	fi
}
same help
same manual

# Each word that an option may be given is in what the manual says of it, unless
# that is where it points to.
awk -F '\t' '$1 == "option" && $6 ~ / / && $4 != "model" && $4 != "encoding" {
	n = split($6, word, " ")
	for (i = 1; i <= n; i++)
		print $2, $4, word[i]
}' "$dir/table" > "$dir/words"
cat man/headroom.1 man/headroom-*.1 | awk '
/^\.It Fl/ { name = ""; for (i = 2; i < NF; i++)
	if ($i == "Fl" && $(i + 1) ~ /^-/) name = substr($(i + 1), 2); next }
/^\.(It|S[hs]|El) / || /^\.El$/ { if (/^\.S/) name = ""; }
name != "" { gsub(/[^a-z0-9-]+/, " "); print name " " $0 " " }
' > "$dir/said"
while read -r command name word; do
	if grep -q "^$name .* $word " "$dir/said"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "the manual lacks --$name=$word of $command"
	fi
done < "$dir/words"

# Each option's name is in each completion, in the words of its shell.
while read -r command letter name; do
	for file in headroom.bash _headroom headroom.fish; do
		case $file in
		*.fish) word="-l $name " ;;
		*) word="--$name" ;;
		esac
		if grep -q -e "$word" "$COMPLETIONS/$file"; then
			passed=$((passed + 1))
		else
			failed=$((failed + 1))
			echo "$file lacks $word of $command ($letter)"
		fi
	done
done < "$dir/options"

# Each command is in the manual's synopsis.
while read -r command; do
	if [ "$command" = compress ] || grep -q "^\.Cm $command\$" \
		man/headroom.1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "the manual lacks the command $command"
	fi
done < "$dir/commands"
echo "sync: $passed passed, $failed failed"
[ $failed -eq 0 ]
