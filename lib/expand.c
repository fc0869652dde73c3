/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Expanding: text goes through line by line; where a header stands, as many
 * lines as it says are gathered and decoded.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/mem.h"
#include "codec/block.h"

enum {
	/* No block is made of more than a window, nor is one larger than the
	 * text that it stands for and its header, in tokens. */
	BLOCK_BYTES = 8 * WINDOW_BYTES,
	TEXT_BYTES = WINDOW_BYTES + 1,
};

struct hr_expander {
	hr_write_fn *write;
	void *write_ctx;
	struct codec_set set;
	struct buf in;
	size_t at; /* in `in`, of a block's header or the start of a line */
	size_t looked; /* in `in`, the end of what was counted to `have` */
	struct buf text, out;
	uint64_t have; /* lines below the header so far */
	uint64_t want; /* 0: not in a block */
	uint64_t line; /* of the input, before `at` */
	bool long_line; /* the line goes on, and is no header */
};

struct hr_expander *
hr_expander_new(hr_write_fn *write, void *ctx)
{
	struct hr_expander *x = mem_zalloc(1, sizeof(*x));

	if (!x)
		return NULL;
	x->write = write;
	x->write_ctx = ctx;
	x->text.limit = TEXT_BYTES;
	return x;
}

void
hr_expander_free(struct hr_expander *x)
{
	if (!x)
		return;
	codec_set_release(&x->set);
	buf_release(&x->in);
	buf_release(&x->text);
	buf_release(&x->out);
	mem_free(x);
}

static enum hr_status
fail(struct hr_expander *x, uint64_t line, const char *why,
	enum hr_status status, struct hr_error *err)
{
	struct hr_error e = { .code = status, .pos = (size_t)(x->line + line) };

	snprintf(e.text, sizeof(e.text), "line %" PRIu64 ": %s", x->line + line,
		why);
	*err = e;
	return status;
}

static uint64_t
lines_before(struct span body, size_t pos)
{
	struct span line;
	uint64_t n = 0;

	body.n = pos < body.n ? pos : body.n;
	while (span_line(&body, &line))
		n += span_ends(line, "\n");
	return n;
}

/* Decodes the block from `at` to `looked`. */
static enum hr_status
decode(struct hr_expander *x, struct hr_error *err)
{
	struct span body = span_of(x->in.p + x->at, x->looked - x->at), line;
	struct hr_error why = { .code = HR_OK };
	struct codec_ctx *ctx;
	struct block b;
	enum hr_status status;

	span_line(&body, &line);
	block_parse(line, &b);
	buf_reset(&x->text);
	buf_reset(&x->out);
	if (b.codec == BLOCK_UNCHANGED) {
		buf_add(&x->text, body);
	} else {
		ctx = codec_open(&x->set, b.codec);
		if (!ctx)
			return fail(x, 1, "out of memory", HR_ENOMEM, err);
		status = codecs[b.codec]->decode(
			ctx, b.head, body, &x->text, &why);
		if (status == HR_ENOMEM)
			return fail(x, 1, "out of memory", status, err);
		if (status != HR_OK)
			return fail(x, 2 + lines_before(body, why.pos),
				why.text, HR_EINPUT, err);
	}
	if (!buf_ok(&x->text) && !x->text.full)
		return fail(x, 1, "out of memory", HR_ENOMEM, err);
	if (!buf_ok(&x->text))
		return fail(x, 1, "expands to more than any input can",
			HR_ELIMIT, err);
	block_restore(&b, buf_span(&x->text), &x->out);
	if (!buf_ok(&x->out))
		return fail(x, 1, "out of memory", HR_ENOMEM, err);
	x->line += x->want + 1;
	x->want = 0;
	x->at = x->looked;
	return x->out.n ? x->write(x->write_ctx, x->out.p, x->out.n) : HR_OK;
}

/* Takes lines off `in` until a block is open or only a part of a line is left;
 * `last`: that part is a line. */
static enum hr_status
pass_lines(struct hr_expander *x, bool last)
{
	struct span rest = span_from(buf_span(&x->in), x->at), line;
	const char *from = rest.p;
	struct block b;

	while (span_line(&rest, &line)) {
		bool whole = span_ends(line, "\n");

		if (!x->long_line && whole && line.p[0] == '[' &&
			block_parse(line, &b)) {
			x->want = b.lines;
			x->have = 0;
			x->looked = x->at + line.n;
			break;
		}
		/* The start of a line that could be a header waits for the
		 * rest of it, within reason. */
		if (!whole && !last && !x->long_line && line.p[0] == '[' &&
			line.n <= BLOCK_HEADER_BYTES)
			break;
		x->long_line = !whole;
		x->line += whole;
		x->at += line.n;
	}
	rest.n = from ? (size_t)(x->in.p + x->at - from) : 0;
	return rest.n ? x->write(x->write_ctx, from, rest.n) : HR_OK;
}

/* Counts lines below the header; true if all are there. */
static bool
has_block(struct hr_expander *x)
{
	while (x->have < x->want) {
		struct span rest = span_from(buf_span(&x->in), x->looked);
		const char *nl = rest.n ? memchr(rest.p, '\n', rest.n) : NULL;

		if (!nl)
			return false;
		x->looked = (size_t)(nl - x->in.p) + 1;
		x->have++;
	}
	return true;
}

enum hr_status
hr_expander_feed(
	struct hr_expander *x, const void *part, size_t n, struct hr_error *err)
{
	enum hr_status status = HR_OK;

	buf_add(&x->in, span_of(part, n));
	if (!buf_ok(&x->in))
		return fail(x, 1, "out of memory", HR_ENOMEM, err);
	while (status == HR_OK) {
		if (!x->want)
			status = pass_lines(x, false);
		if (status != HR_OK || !x->want || !has_block(x))
			break;
		status = decode(x, err);
	}
	buf_drop(&x->in, x->at);
	x->looked -= x->want ? x->at : 0;
	x->at = 0;
	if (status == HR_OK && x->in.n > BLOCK_BYTES)
		return fail(x, 1, "a block larger than any", HR_ELIMIT, err);
	return status;
}

enum hr_status
hr_expander_finish(struct hr_expander *x, struct hr_error *err)
{
	enum hr_status status = HR_OK;

	if (x->want) {
		char why[80];

		snprintf(why, sizeof(why),
			"the text ends %" PRIu64
			" lines before this block does",
			x->want - x->have);
		status = fail(x, 1, why, HR_EINPUT, err);
	} else if (x->in.n) {
		status = pass_lines(x, true);
	}
	buf_reset(&x->in);
	x->at = x->want = x->line = 0;
	x->long_line = false;
	return status;
}
