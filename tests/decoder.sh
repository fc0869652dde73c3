#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The decoder that was written from headroom-encoding(7) alone gives back what
# headroom encodes: golden inputs, the sample log, and the page's own examples.
set -u
: "${HEADROOM:=$PWD/build/headroom}"
passed=0 failed=0
if ! command -v python3 > /dev/null; then
	echo "skipped: the independent decoder: no python3"
	echo "decoder: 0 passed, 0 failed, 1 skipped"
	exit 0
fi
dir=$(mktemp -d) || exit 4
trap 'rm -rf "$dir"' EXIT

# same NAME FILE: whether the decoder makes $dir/block to FILE.
same() {
	if python3 tests/decoder/expand.py < "$dir/block" > "$dir/text" \
		2> "$dir/err" && cmp -s "$dir/text" "$2"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "decoded to something else: $1 $(head -c 200 "$dir/err")"
	fi
}

for file in tests/golden/*/*/in tests/data/*.log; do
	for order in keep group; do
		"$HEADROOM" --lossless --order=$order < "$file" > "$dir/block" \
			2> /dev/null
		same "$file, order $order" "$file"
	done
	"$HEADROOM" < "$file" > "$dir/block" 2> /dev/null
	"$HEADROOM" expand < "$dir/block" > "$dir/want" 2> /dev/null
	# What looks encoded from the start may be what cannot be.
	cmp -s "$file" "$dir/block" || same "$file, default" "$dir/want"
done
python3 tests/decoder/page.py man/headroom-encoding.7 "$dir" || exit 4
for block in "$dir"/*.block; do
	[ -e "$block" ] || { failed=$((failed + 1)) && break; }
	cp "$block" "$dir/block"
	same "the page's example: $(head -n 1 "$block")" "${block%.block}.text"
	"$HEADROOM" expand < "$block" > "$dir/want"
	same "the page's example, by headroom" "$dir/want"
done
echo "decoder: $passed passed, $failed failed"
[ $failed -eq 0 ]
