#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The completions do their work, in each shell that is there.
set -u
: "${HEADROOM:=$PWD/build/headroom}"
: "${COMPLETIONS:=build/completions}"
passed=0 failed=0 skipped=0

is() {
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'failed: %s\n  expected: %s\n  but got:  %s\n' "$@"
	fi
}

if command -v bash > /dev/null; then
	# bash_words WORD...: what the last word is completed to.
	bash_words() {
		bash -c '
		. "$1" || exit
		shift
		COMP_WORDS=(headroom "$@")
		COMP_CWORD=$#
		compopt() { :; }
		_headroom
		echo "${COMPREPLY[*]}"' bash "$COMPLETIONS/headroom.bash" "$@"
	}
	is "bash: an option" "--lossless" "$(bash_words --lo)"
	is "bash: an option of a command" "--json" "$(bash_words count --j)"
	is "bash: none of another" "" "$(bash_words count --lo)"
	is "bash: a choice" "auto" "$(bash_words --type a)"
	is "bash: a choice behind =" "log listing" "$(bash_words --type = l)"
	is "bash: an encoding" "cl100k_base" "$(bash_words --encoding cl)"
	is "bash: a command" "models" "$(bash_words mod)"
	is "bash: a command to help with" "expand" "$(bash_words help exp)"
	is "bash: a file" "lib/headroom.h" "$(bash_words -o lib/headroom.h)"
else
	skipped=$((skipped + 1))
	echo "skipped: no bash"
fi
if command -v zsh > /dev/null; then
	# shellcheck disable=SC2016
	is "zsh: loads" "_headroom" "$(zsh -fc 'autoload -U compinit
		compinit -D -u
		. "$1"
		echo ${_comps[headroom]}' zsh "$COMPLETIONS/_headroom" 2>&1)"
else
	skipped=$((skipped + 1))
	echo "skipped: no zsh"
fi
if command -v fish > /dev/null; then
	fish_words() {
		HOME=/nonexistent fish --no-config -c \
			"source $COMPLETIONS/headroom.fish; complete -C '$1'" \
			2> /dev/null | cut -f 1 | paste -sd' ' -
	}
	is "fish: an option" "--lossless" "$(fish_words 'headroom --lossl')"
	is "fish: an option of a command" "--json" \
		"$(fish_words 'headroom count --js')"
else
	skipped=$((skipped + 1))
	echo "skipped: no fish"
fi
echo "completions: $passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
