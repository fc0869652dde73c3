#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A new kind of content is a row in two lists and a file: this adds one in a
# copy, as lib/README.md tells, and whatever speaks of kinds knows it.
set -u
passed=0 failed=0

check() {
	name=$1
	shift
	if "$@" > "$work/out" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "failed: $name"
		tail -n 20 "$work/out"
	fi
}

work=$(mktemp -d) || exit 4
trap 'rm -rf "$work"' EXIT
copy=$work/copy
mkdir -p "$copy/build/gen" "$copy/lib/codec/toy"
cp -R Makefile cmd lib tests completions man "$copy"
# Made of the vocabularies, which takes a while.
cp -p build/gen/* "$copy/build/gen"
cd "$copy" || exit 4

cat > lib/codec/toy/codec_toy.c << 'END'
/* Lines that begin with "toy ", written once. */
#include "codec/codec.h"

#define BEGIN "toy "

static int
look(struct sample *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += span_starts(s->line[i], BEGIN);
	return n == s->n ? 97 : 0;
}

static const struct detector detect_toy = { "toy", HR_KIND_TOY, 97, look };

static size_t
find(struct codec_ctx *ctx, struct span text)
{
	struct span rest = text, line;
	size_t n = 0;

	(void)ctx;
	while (span_line(&rest, &line) && span_starts(line, BEGIN))
		n += line.n;
	return n;
}

static enum hr_status
encode(struct codec_ctx *ctx, struct span in, struct buf *head,
	struct buf *body)
{
	struct span line;

	(void)ctx;
	(void)head;
	while (span_line(&in, &line))
		buf_add(body, span_from(line, strlen(BEGIN)));
	return HR_OK;
}

static enum hr_status
decode(struct codec_ctx *ctx, struct span head, struct span body,
	struct buf *out, struct hr_error *err)
{
	struct span line;

	(void)ctx;
	(void)head;
	(void)err;
	while (span_line(&body, &line)) {
		buf_add_str(out, BEGIN);
		buf_add(out, line);
	}
	return HR_OK;
}

const struct codec codec_toy = {
	.name = "toy",
	.help = "toys, one a line",
	.tag = "toys",
	.kind = HR_KIND_TOY,
	.detector = { &detect_toy },
	.find = find,
	.encode = encode,
	.decode = decode,
};
END
# The rows.
sed -i 's|^\(	X(TEXT, "text").*[^ ]\) *$|\1 \\\n	X(TOY, "toy")|' lib/headroom.h
sed -i 's|X(html) X(trace)$|X(html) X(trace) X(toy)|' lib/codec/codec.h
check "one row in the list of kinds" grep -q '^	X(TOY, "toy")' lib/headroom.h
check "one row in the list of codecs" grep -q 'X(toy)' lib/codec/codec.h

check "it builds without a warning" make -s -j2 WERROR=1 CFLAGS=-O0 \
	build/headroom build/release/tests/property/test_fold \
	build/release/tests/property/test_budget
hr=$copy/build/headroom

i=0
while [ $i -lt 300 ]; do
	i=$((i + 1))
	echo "toy bear of the $i children"
done > toys
check "it is detected" sh -c "'$hr' --stats toys 2>&1 >/dev/null | grep -q 'toy'"
check "statistics name it" \
	sh -c "'$hr' --stats=json toys 2>&1 >/dev/null | grep -q '\"kind\":\"toy\"'"
# Not asked for it, the form for lines of any kind may be smaller still.
"$hr" --type=toy -L toys > form
check "its form is written" grep -q "^.300 toys.\$" form
check "and is undone" sh -c "'$hr' expand form | cmp - toys"
check "and its help" sh -c "'$hr' --help | tr '\n' ' ' | grep -q 'toy'"
check "a wrong kind is told of it" \
	sh -c "'$hr' --type=tyo toys 2>&1 | grep -q 'toy'"
check "the report has it" \
	sh -c "'$hr' report --format=json toys | grep -q '\"toy\"'"
check "and as a table" sh -c "'$hr' report toys | grep -q 'toy'"
check "a budget keeps to it" sh -c "[ \$('$hr' -b 200 toys | '$hr' count | tr -dc 0-9\ ) -le 200 ]"
mkdir samples
cp toys samples/toys.log
for property in fold budget; do
	check "the properties hold: $property" \
		"build/release/tests/property/test_$property" samples/toys.log
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
