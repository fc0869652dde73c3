/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Search results and lists of paths.  The first byte chooses the codec, and
 * whether the rest is a text, which must come back, or the head and the lines
 * of a block, which may be anything.
 */
#include <stdlib.h>

#include "codec/codec.h"

#include "fuzz.h"

enum {
	PATHS = 1,
	BLOCK = 2,
	LIMIT = 64 << 20
};

static const struct codec *const both[] = { &codec_search, &codec_paths };

static void
there_and_back(const struct codec *codec, struct codec_ctx *ctx, struct span in)
{
	struct buf head = { 0 }, body = { 0 }, out = { 0 };
	struct hr_error err;
	enum hr_status status = codec->encode(ctx, in, &head, &body);

	check(status == HR_OK || status == HR_SKIP, "encode failed");
	if (status == HR_OK) {
		check(!memchr(head.p, '\n', head.n) &&
				!memchr(head.p, ']', head.n),
			"the head is no part of a line");
		check(span_ends(buf_span(&body), "\n"), "the end of a line");
		status = codec->decode(
			ctx, buf_span(&head), buf_span(&body), &out, &err);
		check(status == HR_OK, "decode failed");
		check(span_equal(buf_span(&out), in), "another text came back");
	}
	buf_release(&head);
	buf_release(&body);
	buf_release(&out);
}

static void
encode(const struct codec *codec, struct codec_ctx *ctx, struct span in)
{
	struct span rest = in, line;
	size_t n;

	while (rest.n) {
		n = codec->find(ctx, rest);
		check(n <= rest.n && (!n || rest.p[n - 1] == '\n'),
			"not whole lines");
		if (n)
			there_and_back(codec, ctx, span_of(rest.p, n));
		else if (span_line(&rest, &line))
			continue;
		rest = span_from(rest, n);
	}
	there_and_back(codec, ctx, in);
}

static void
decode(const struct codec *codec, struct codec_ctx *ctx, struct span in)
{
	struct buf out = { .limit = LIMIT };
	struct hr_error err = { 0 };
	struct span head;
	enum hr_status status;

	if (!span_line(&in, &head))
		return;
	status = codec->decode(ctx, span_chomp(head), in, &out, &err);
	check(status == HR_OK || status == HR_EINPUT || status == HR_ENOMEM,
		"a strange status");
	check(status != HR_EINPUT || (*err.text && err.pos <= in.n),
		"an error without a place");
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct codec *codec;
	struct codec_ctx ctx = { 0 };
	struct buf text = { 0 };

	if (n < 2)
		return 0;
	codec = both[data[0] & PATHS];
	ctx.state = codec->open();
	if (!ctx.state)
		abort();
	buf_add(&text, span_of((const char *)data + 1, n - 1));
	if (data[0] & BLOCK) {
		decode(codec, &ctx, buf_span(&text));
	} else {
		if (!span_ends(buf_span(&text), "\n"))
			buf_add_char(&text, '\n');
		encode(codec, &ctx, buf_span(&text));
	}
	codec->close(ctx.state);
	buf_release(&text);
	return 0;
}
