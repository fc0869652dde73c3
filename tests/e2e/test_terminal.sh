#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Output to a terminal is safe to show; colour only there.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"

if ! has script || ! script -qec true /dev/null > /dev/null 2>&1; then
	skip "all: no script(1) or no terminal"
	finish
fi
printf 'bell\007 osc\033]0;title\007 c1\302\233 bidi\342\200\256 zero\342\200\213 cr\r tab\tend \303\244 \377\n' \
	> nasty

# What a terminal is sent, without the carriage returns it adds.
on_terminal() {
	script -qec "$1" /dev/null < /dev/null | sed 's/\r$//'
}
want='bell\x07 osc\x1b]0;title\x07 c1\xc2\x9b bidi\xe2\x80\xae zero\xe2\x80\x8b cr\x0d tab	end ä \xff'
is "controls are made visible" "$want" "$(on_terminal "$H nasty")"
is "by expand too" "$want" "$(on_terminal "$H expand nasty")"
is "a pipe gets the bytes" "$(cat nasty)" "$("$H" nasty)"
is "messages have colour" 1 \
	"$(on_terminal "env -u NO_COLOR $H missing" | grep -c "$(printf '\033\\[')")"
is "but not with NO_COLOR" "headroom: missing: No such file or directory" \
	"$(on_terminal "env NO_COLOR=1 $H missing")"
finish
