#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# layers.sh sees what is wrong: a small tree that it accepts, and the same with
# one fault planted at a time.
set -u
passed=0 failed=0
here=$PWD
work=$(mktemp -d) || exit 4
trap 'rm -rf "$work"' EXIT

tree() {
	rm -rf "$work/tree"
	mkdir -p "$work/tree/lib/base" "$work/tree/lib/codec/log" \
		"$work/tree/cmd" "$work/tree/objects/lib/base" \
		"$work/tree/objects/lib/codec/log"
	cd "$work/tree" || exit 4
	echo 'int a(void);' > lib/base/a.h
	echo 'int a(void) { return 1; }' > lib/base/a.c
	printf '#include "base/a.h"\nint b(void) { return a(); }\n' > lib/base/b.c
	echo 'int c(void);' > lib/codec/log/c.h
	printf '#include "base/a.h"\nint c(void) { return a(); }\n' > lib/codec/log/c.c
}

build() {
	for source in lib/base/*.c lib/codec/log/*.c; do
		[ "$source" = "${1:-}" ] ||
			${CC:-cc} -Ilib -c -o "objects/${source%.c}.o" "$source"
	done
}

# sees NAME PATTERN: layers.sh fails, and says so; with "", that it passes.
sees() {
	sh "$here/tests/layers.sh" "$work/tree" "$work/tree/objects" > "$work/out" 2>&1
	status=$?
	if [ -z "$2" ] && [ $status -eq 0 ]; then
		passed=$((passed + 1))
	elif [ -n "$2" ] && [ $status -eq 1 ] && grep -q "$2" "$work/out"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "failed: $1 (status $status)"
		cat "$work/out"
	fi
}

tree
build
sees "nothing is wrong" ""
echo '#include "codec/log/c.h"' >> lib/base/b.c
sees "base includes codec" 'lib/base/b.c includes lib/codec/log/c.h'
tree
printf 'int b(void);\nint a(void) { return b(); }\n' > lib/base/a.c
build
sees "a calls b, which calls a" 'these calls lead back'
tree
printf '#include "base/b.h"\nint a(void);\n' > lib/base/a.h
printf '#include "base/a.h"\nint b(void);\n' > lib/base/b.h
build lib/base/none.c 2> /dev/null
sees "headers include each other" 'these includes lead back'
tree
build lib/base/b.c
sees "a source is in no build" 'lib/base/b.c is forgotten'
tree
build
mkdir lib/attic
echo 'int d;' > lib/attic/d.h
sees "a room has no level" 'attic has no level'
tree
i=0
while [ $i -lt 601 ]; do
	i=$((i + 1))
	echo '/* a line */' >> lib/base/b.c
done
build
sees "a file is long" 'lib/base/b.c has 60'
tree
echo 'int e(void) { return puts("x"); }' >> lib/codec/log/c.h
build
sees "the library prints" 'prints, exits or looks around'
i=0
while [ $i -lt 21 ]; do
	i=$((i + 1))
	: > "lib/codec$i.txt"
done
sees "files in no room" 'files that are in no room'

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
