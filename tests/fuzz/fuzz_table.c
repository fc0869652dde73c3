/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables: what is encoded comes back, what is claimed are whole lines, and no
 * block does harm.  The first byte chooses between a text to encode and a
 * block to decode, whose head ends at the first newline.
 */
#include <stdio.h>
#include <stdlib.h>

#include "codec/codec.h"

#include "fuzz.h"

enum {
	MOST_OUT = 1 << 20
};

static struct codec_ctx ctx;

static void
die(const char *why)
{
	fprintf(stderr, "%s\n", why);
	abort();
}

static void
check_encode(struct span in)
{
	struct buf head = { 0 }, body = { 0 }, out = { 0 };
	struct hr_error err = { 0 };

	if (codec_table.encode(&ctx, in, &head, &body) == HR_OK) {
		if (memchr(head.p, '\n', head.n))
			die("a head of two lines");
		if (codec_table.decode(&ctx, buf_span(&head), buf_span(&body),
			    &out, &err) != HR_OK)
			die(err.text);
		if (!span_equal(buf_span(&out), in))
			die("comes back as something else");
	}
	buf_release(&head);
	buf_release(&body);
	buf_release(&out);
}

/* Like the pipeline: text of whole lines. */
static void
check_text(struct span text)
{
	struct buf copy = { 0 };
	struct span rest, line;

	buf_add(&copy, text);
	if (copy.n && copy.p[copy.n - 1] != '\n')
		buf_add_char(&copy, '\n');
	rest = buf_span(&copy);
	if (rest.n)
		check_encode(rest);
	while (rest.n) {
		size_t n = codec_table.find(&ctx, rest);

		if (n > rest.n || (n && rest.p[n - 1] != '\n'))
			die("claims more than whole lines");
		if (n) {
			check_encode(span_of(rest.p, n));
			rest = span_from(rest, n);
		} else {
			span_line(&rest, &line);
		}
	}
	buf_release(&copy);
}

static void
check_block(struct span text)
{
	struct buf out = { .limit = MOST_OUT };
	struct hr_error err = { 0 };
	struct span head = { "", 0 };

	span_line(&text, &head);
	codec_table.decode(&ctx, span_chomp(head), text, &out, &err);
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span text = span_of((const char *)data, n);

	if (!ctx.state) {
		ctx.state = codec_table.open();
		ctx.counter = hr_counter_new(HR_O200K_BASE);
	}
	if (!n || !ctx.state || !ctx.counter)
		return 0;
	if (data[0] & 1)
		check_text(span_from(text, 1));
	else
		check_block(span_from(text, 1));
	return 0;
}
