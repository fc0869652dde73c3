/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first byte chooses.  Odd: the rest is a text to encode, which must be
 * decoded to the same bytes.  Even: it is a head, a newline and a body, of which
 * decoding makes JSON or an error.
 */
#include <stdio.h>

#include "base/json.h"
#include "codec/codec.h"

#include "fuzz.h"

/* Encodes what find() claims of a text that consists of lines. */
static void
try_text(struct codec_ctx *ctx, struct span text)
{
	struct buf head = { 0 }, body = { 0 }, out = { 0 };
	struct hr_error err = { 0 };
	enum hr_status status;

	if (codec_json.find(ctx, text))
		check(codec_json.find(ctx, text) <= text.n, "found too much");
	status = codec_json.encode(ctx, text, &head, &body);
	check(status == HR_OK || status == HR_SKIP, "not encoded");
	if (status == HR_OK) {
		check(body.n && body.p[body.n - 1] == '\n', "no last newline");
		check(!head.n || !memchr(head.p, '\n', head.n), "long head");
		status = codec_json.decode(
			ctx, buf_span(&head), buf_span(&body), &out, &err);
		if (status != HR_OK || !span_equal(buf_span(&out), text))
			fprintf(stderr, "[%.*s]\n%.*s%s\n", (int)head.n, head.p,
				(int)body.n, body.p, err.text);
		check(status == HR_OK, "not decoded");
		check(span_equal(buf_span(&out), text), "not the same");
	}
	buf_release(&head);
	buf_release(&body);
	buf_release(&out);
}

static bool
has_word(struct span s, const char *word)
{
	for (; s.n; s = span_from(s, 1))
		if (span_starts(s, word))
			return true;
	return false;
}

static void
try_block(struct codec_ctx *ctx, struct span text)
{
	struct span head, body;
	struct buf out = { .limit = 1 << 22 };
	struct hr_error err = { 0 };
	enum hr_status status;
	size_t at = 0;

	if (!span_line(&text, &head))
		return;
	body = text;
	status = codec_json.decode(ctx, span_chomp(head), body, &out, &err);
	if (status == HR_OK && out.n) {
		/* What is printed is valid, whatever the body was, unless it
		 * is said to be a part. */
		if (has_word(head, " unclosed ") ||
			has_word(head, " unopened "))
			goto done;
		if (span_starts(buf_span(&out), "\xef\xbb\xbf"))
			at = 3;
		check(json_scan(buf_span(&out), &at, NULL, &err) == HR_OK,
			err.text);
	} else {
		check(status != HR_EINPUT || (*err.text && err.pos <= body.n),
			"no message");
	}
done:
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct hr_counter *counter;
	struct codec_ctx ctx = { 0 };
	struct buf text = { 0 };

	if (!n)
		return 0;
	if (!counter)
		counter = hr_counter_new(HR_O200K_BASE);
	ctx.counter = counter;
	ctx.state = codec_json.open();
	if (!counter || !ctx.state)
		return 0;
	buf_add(&text, span_of((const char *)data + 1, n - 1));
	if (text.n && text.p[text.n - 1] != '\n')
		buf_add_char(&text, '\n');
	if (data[0] & 1)
		try_text(&ctx, buf_span(&text));
	else
		try_block(&ctx, buf_span(&text));
	codec_json.close(ctx.state);
	buf_release(&text);
	return 0;
}
