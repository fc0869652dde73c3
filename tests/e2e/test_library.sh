#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What `make install` puts there is a library: programs are made with it by what
# pkg-config prints, static and shared, and meet no names but those of headroom.h.
# shellcheck source=tests/e2e/lib.sh
. "${0%/*}/lib.sh"
: "${CC:=cc}"
: "${CXX:=g++}"
examples=$ROOT/tests/library

case $BUILD in
*/release) ;;
*)
	skip "all: only what a release build makes is installed"
	finish
	;;
esac
for tool in pkg-config objcopy nm; do
	if ! has $tool; then
		skip "all: no $tool"
		finish
	fi
done
if [ "$(uname -s)" = Darwin ]; then
	skip "all: objects are not ELF"
	finish
fi

holds "make install" make -s -C "$ROOT" install DESTDIR="$dir/image" \
	PREFIX=/usr > install.log 2>&1
[ -e image/usr/include/headroom.h ] || {
	tail -n 20 install.log
	finish
}
prefix=$dir/image/usr
LD_LIBRARY_PATH=$prefix/lib
export LD_LIBRARY_PATH
# The same with the archive alone, as the linker takes the shared one first.
cp -R image alone
rm alone/usr/lib/*.so*

# flags IMAGE OPTION...: what pkg-config prints for what is installed there.
flags() {
	image=$dir/$1/usr
	shift
	PKG_CONFIG_PATH=$image/lib/pkgconfig pkg-config \
		--define-variable=prefix="$image" "$@" headroom
}

# ---- names -------------------------------------------------------------------

# The functions that the header declares.
sed 's|/\*.*\*/||; /^typedef/d; /^ \*/d; /^\/\*/d' "$prefix/include/headroom.h" |
	grep -o '\<hr_[a-z0-9_]*(' | tr -d '(' | sort -u > declared
holds "the header declares functions" grep -qx hr_compress declared
# nm's letters: code and data that others see; not the name of the version.
nm -g --defined-only "$prefix/lib/libheadroom.a" |
	awk 'NF == 3 { print $3 }' | sort > archive
is "the archive shows what headroom.h declares" "" "$(diff declared archive)"
nm -D --defined-only "$prefix/lib/libheadroom.so" |
	awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort > shared
is "the shared library shows what headroom.h declares" "" \
	"$(diff declared shared)"
# What only the program needs is in neither.
nm "$prefix/lib/libheadroom.a" | awk '{ print $NF }' > inside
nm "$BUILD/libinternal.a" | awk '{ print $NF }' > internal
for name in answer_new body_make cache_diff_make http_post ledger_add price_find \
	report_release retry_wait; do
	holds "$name is of the program" grep -qx $name internal
	is "$name is not in the archive" "" "$(grep -x "$name" inside)"
done
holds "its own names are there, hidden" grep -qx buf_reset inside
if has readelf; then
	readelf -d "$prefix/lib/libheadroom.so" > dynamic
	holds "soname" grep -q 'SONAME.*\[libheadroom\.so\.0\]' dynamic
	holds "no relocation in code" [ "$(grep -c TEXTREL dynamic)" = 0 ]
fi

# ---- programs ------------------------------------------------------------------

is "pkg-config: libraries" "-L$prefix/lib -lheadroom" \
	"$(flags image --libs | sed 's/ *$//')"
holds "pkg-config --static: libm" \
	sh -c "echo '$(flags image --static --libs)' | grep -q -e -lm"
"$H" -L < "$LOG" > lossless
"$H" < "$LOG" > folded

# The example of the manual is a program, too.
sed -n '/^\.Sh EXAMPLES/,/^\.Ed/p' "$ROOT/man/headroom.3" |
	sed -n '/^#include/,/^}/p' | sed 's/\\e/\\/g' > manual.c

# make_with IMAGE OPTION SOURCE: the program SOURCE_IMAGE.
# shellcheck disable=SC2317 # by holds
make_with() {
	source=${3##*/}
	# shellcheck disable=SC2046,SC2086 # words
	$CC -std=c11 -Wall -Wextra -Wpedantic -Werror -o "${source%.c}_$1" \
		"$3" $(flags "$1" --cflags $2 --libs)
}

for how in "image " "alone --static"; do
	image=${how%% *} option=${how#* }
	holds "$image: compress.c builds" \
		make_with "$image" "$option" "$examples/compress.c"
	ends "$image: compress.c runs" 0 ./compress_"$image" < "$LOG"
	holds "$image: the bytes are the program's" cmp out lossless
	is "$image: tokens" "$("$H" count < "$LOG" | awk '{ print $1 }') -> \
$("$H" count < lossless | awk '{ print $1 }') tokens, by headroom \
$("$H" --version | awk 'NR == 1 { print $2 }')" "$(cat err)"
	holds "$image: own_names.c builds" \
		make_with "$image" "$option" "$examples/own_names.c"
	ends "$image: own_names.c runs" 0 ./own_names_"$image" < "$LOG"
	holds "$image: names do not meet" cmp out folded
	holds "$image: the manual's example builds" \
		make_with "$image" "$option" manual.c
	ends "$image: it runs" 0 ./manual_"$image"
	is "$image: it writes" "the text" "$(cat out)"
done
if has ldd; then
	holds "shared: libheadroom.so.0 is needed" \
		sh -c 'ldd compress_image | grep -q libheadroom.so.0'
	holds "alone: it is not" \
		sh -c '! ldd compress_alone | grep -q libheadroom'
fi

if has "$CXX"; then
	# shellcheck disable=SC2046 # words
	holds "C++: the header compiles" "$CXX" -Wall -Wextra -Wpedantic \
		-Werror -o header_cc "$examples/header.cc" \
		$(flags image --cflags --libs)
	ends "C++: runs" 0 ./header_cc
else
	skip "C++: no $CXX"
fi

if has python3; then
	ends "Python: runs" 0 python3 "$examples/compress.py" \
		"$prefix/lib/libheadroom.so.0" < "$LOG"
	holds "Python: the bytes are the program's" cmp out lossless
	is "Python: version" "by headroom $("$H" --version |
		awk 'NR == 1 { print $2 }')" "$(cat err)"
else
	skip "Python: no python3"
fi

# ---- taken away ----------------------------------------------------------------

holds "make uninstall" make -s -C "$ROOT" uninstall DESTDIR="$dir/image" \
	PREFIX=/usr > uninstall.log 2>&1
is "nothing is left" "" "$(find image ! -type d)"
finish
