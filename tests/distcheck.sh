#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# distcheck.sh ARCHIVE NAME: the archive builds, twice to the same bytes,
# passes its tests, installs, and uninstalls to nothing.
set -eu
archive=$PWD/$1
name=$2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

cd "$dir"
gzip -dc "$archive" | tar -xf -
mv "$name" first
cp -R first second
make -C first all WERROR=1
make -C second all WERROR=1
cmp first/build/headroom second/build/headroom
for library in first/build/libheadroom.*; do
	cmp "$library" "second/build/${library##*/}"
done
make -C first check
make -C first install DESTDIR="$dir/image" PREFIX=/usr
"$dir/image/usr/bin/headroom" --version
make -C first uninstall DESTDIR="$dir/image" PREFIX=/usr
left=$(find "$dir/image" ! -type d)
[ -z "$left" ] || {
	echo "left behind: $left" >&2
	exit 1
}
echo "$name is fit to release"
