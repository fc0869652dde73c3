#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Completions from the option table:
#
#	headroom --dump-opts | sh gen.sh bash|zsh|fish > FILE
#
# The fields of the table are explained in cmd/help.h.
set -eu

usage() {
	echo "usage: headroom --dump-opts | gen.sh bash|zsh|fish" >&2
	exit 2
}

bash_script() {
	awk -F '\t' '
	$1 == "command" {
		commands = commands " " $2
	}
	$1 == "option" {
		words = "--" $4
		if ($5 != "" && $5 !~ /^\[/)
			words = words "="
		if ($3 != "")
			words = words " -" $3
		options[$2] = options[$2] " " words
		if ($5 == "" || $5 ~ /^\[/)
			next
		name = "--" $4 ($3 == "" ? "" : "|-" $3)
		if (seen[name $6]++)
			next
		if ($6 == "file")
			arms = arms "\t" name ")\n\t\tmapfile -t COMPREPLY " \
				"< <(compgen -f -- \"$cur\")\n\t\treturn ;;\n"
		else
			arms = arms "\t" name ")\n\t\tmapfile -t COMPREPLY " \
				"< <(compgen -W \"" $6 "\" -- \"$cur\")\n" \
				"\t\treturn ;;\n"
	}
	END {
		print "# bash completion for headroom; made by completions/gen.sh"
		print "_headroom() {"
		print "\tlocal cur=${COMP_WORDS[COMP_CWORD]}"
		print "\tlocal prev=${COMP_WORDS[COMP_CWORD-1]} options"
		print "\t# --name=value comes as three words"
		print "\tif [[ $cur == \"=\" ]]; then"
		print "\t\tcur="
		print "\telif [[ $prev == \"=\" ]]; then"
		print "\t\tprev=${COMP_WORDS[COMP_CWORD-2]}"
		print "\tfi"
		print "\tcase $prev in"
		printf "%s", arms
		print "\tesac"
		print "\tcase ${COMP_WORDS[1]} in"
		n = split(commands, list, " ")
		for (i = 1; i <= n; i++)
			if (list[i] != "compress")
				print "\t" list[i] ") options=\"" \
					substr(options[list[i]], 2) "\" ;;"
		print "\t*) options=\"" substr(options["compress"], 2) "\" ;;"
		print "\tesac"
		print "\tif [[ $cur == -* ]]; then"
		print "\t\tmapfile -t COMPREPLY < <(compgen -W \"$options\" " \
			"-- \"$cur\")"
		print "\t\t[[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace"
		print "\t\treturn"
		print "\tfi"
		print "\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")"
		print "\tif ((COMP_CWORD == 1)) || [[ ${COMP_WORDS[1]} == help ]]; then"
		print "\t\tmapfile -t -O ${#COMPREPLY[@]} COMPREPLY < " \
			"<(compgen -W \"" substr(commands, 2) "\" -- \"$cur\")"
		print "\tfi"
		print "}"
		print "complete -o filenames -F _headroom headroom"
	}'
}

zsh_script() {
	awk -F '\t' '
	# Within single quotes and the brackets of _arguments.
	function quoted(s) {
		gsub(/\x27/, "\x27\\\x27\x27", s)
		gsub(/\[/, "\\[", s)
		gsub(/\]/, "\\]", s)
		gsub(/:/, "\\:", s)
		return s
	}
	$1 == "command" {
		order[++n] = $2
		summary[$2] = $4
	}
	$1 == "option" {
		action = ""
		if ($5 != "") {
			arg = $5
			gsub(/\[|\]|=/, "", arg)
			action = ($5 ~ /^\[/ ? "::" : ":") arg ":"
			if ($6 == "file")
				action = action "_files"
			else if ($6 != "")
				action = action "(" $6 ")"
		}
		help = "[" quoted($7) "]"
		long = "--" $4 ($5 == "" ? "" : $5 ~ /^\[/ ? "=-" : "=")
		line = "\t\t\x27*" long help action "\x27"
		if ($3 != "")
			line = line "\n\t\t\x27*-" $3 ($5 == "" ? "" : "+") \
				help action "\x27"
		specs[$2] = specs[$2] line "\n"
	}
	END {
		print "#compdef headroom"
		print "# zsh completion for headroom; made by completions/gen.sh"
		print "_headroom() {"
		print "\tlocal -a commands specs"
		print "\tcommands=("
		for (i = 1; i <= n; i++)
			print "\t\t\x27" order[i] ":" quoted(summary[order[i]]) "\x27"
		print "\t)"
		print "\tcase ${words[2]} in"
		for (i = 1; i <= n; i++) {
			if (order[i] == "compress")
				continue
			printf "\t%s) specs=(\n%s\t) ;;\n", order[i], \
				specs[order[i]]
		}
		printf "\t*) specs=(\n%s\t) ;;\n", specs["compress"]
		print "\tesac"
		print "\tif ((CURRENT == 2)) && [[ $PREFIX != -* ]]; then"
		print "\t\t_describe command commands"
		print "\tfi"
		print "\t_arguments -s -S $specs \x27*:file:_files\x27"
		print "}"
		print "if [[ $zsh_eval_context[-1] == loadautofunc ]]; then"
		print "\t_headroom \"$@\""
		print "else"
		print "\tcompdef _headroom headroom"
		print "fi"
	}'
}

fish_script() {
	awk -F '\t' '
	function quoted(s) {
		gsub(/\x27/, "\\\x27", s)
		return "\x27" s "\x27"
	}
	BEGIN {
		print "# fish completion for headroom; made by completions/gen.sh"
	}
	$1 == "command" {
		lines = lines "complete -c headroom -n __fish_use_subcommand " \
			"-a " $2 " -d " quoted($4) "\n"
		if ($2 != "compress")
			others = others " " $2
	}
	$1 == "option" {
		line = ($3 == "" ? "" : " -s " $3) " -l " $4
		if ($5 != "" && $5 !~ /^\[/)
			line = line " -r"
		if ($6 != "" && $6 != "file")
			line = line " -f -a " quoted($6)
		rows[++n] = line " -d " quoted($7)
		of[n] = $2
	}
	END {
		printf "%s", lines
		for (i = 1; i <= n; i++) {
			when = of[i] == "compress" ? \
				"not __fish_seen_subcommand_from" others : \
				"__fish_seen_subcommand_from " of[i]
			print "complete -c headroom -n " quoted(when) rows[i]
		}
	}'
}

[ $# -eq 1 ] || usage
case $1 in
bash) bash_script ;;
zsh) zsh_script ;;
fish) fish_script ;;
*) usage ;;
esac
