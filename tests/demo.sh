#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# demo.sh HEADROOM LOG: the main job on a real log, and what it saves.
set -eu
headroom=$1
log=$2

echo
echo "The first lines of $log, $(grep -c '' "$log") lines in all:"
echo
head -n 6 "$log" | sed 's/^/    /'
echo "    ..."
echo
echo "The whole of it, for a model:  cat $log | $headroom"
echo
"$headroom" "$log" > build/demo.out
sed 's/^/    /' build/demo.out
echo
before=$("$headroom" count < "$log")
after=$("$headroom" count < build/demo.out)
echo "$before tokens before, $after after:" \
	"$(awk "BEGIN { printf \"%.1f\", 100 * (1 - $after / $before) }") % saved."
