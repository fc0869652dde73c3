/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of whole lines; see blocks.h. */
#include "blocks.h"

/* Behind the last newline of the rest; 0: it has none.  What has been looked at
 * is not looked at again, however long a line is. */
static size_t
lines_end(struct blocks *b)
{
	size_t n = b->rest.n;

	while (n > b->scanned && b->rest.p[n - 1] != '\n')
		n--;
	if (n > b->scanned)
		return n;
	b->scanned = b->rest.n;
	return 0;
}

static bool
read_more(struct blocks *b)
{
	ssize_t got;

	if (!buf_reserve(&b->rest, IN_BYTES))
		return false;
	got = in_read(b->in, b->rest.p + b->rest.n, IN_BYTES);
	b->failed |= got < 0;
	b->ended |= got <= 0;
	b->rest.n += got > 0 ? (size_t)got : 0;
	return true;
}

/* The first bytes of the rest become the block, and the others the rest. */
static bool
cut(struct blocks *b, size_t n, struct block *block)
{
	struct buf text = b->rest;

	b->rest = block->text;
	buf_reset(&b->rest);
	/* The memory of a long line is not kept for short ones. */
	if (b->rest.cap > 16 * BLOCK_BYTES)
		buf_release(&b->rest);
	buf_add(&b->rest, span_from(buf_span(&text), n));
	text.n = n;
	block->text = text;
	b->scanned = 0;
	return buf_ok(&b->rest);
}

/* The next part of a line that was too long, to its end at most. */
static bool
next_part(struct blocks *b, struct block *block)
{
	const char *nl;
	size_t n;

	if (!b->rest.n && !b->ended && !read_more(b))
		return false;
	n = b->rest.n;
	nl = n ? memchr(b->rest.p, '\n', n) : NULL;
	if (nl)
		n = (size_t)(nl - b->rest.p) + 1;
	b->in_line = !nl && n;
	b->line += nl != NULL;
	return cut(b, n, block);
}

static bool
next_lines(struct blocks *b, struct block *block)
{
	size_t n = 0;

	while (!b->ended) {
		if (b->rest.n >= BLOCK_BYTES) {
			n = lines_end(b);
			if (n || (b->most && b->rest.n > b->most))
				break;
		}
		if (!read_more(b))
			return false;
	}
	b->in_line = !b->ended && !n;
	if (!n)
		n = b->rest.n;
	if (!cut(b, n, block))
		return false;
	b->scanned = b->rest.n;
	if (!b->in_line)
		b->line += span_lines(buf_span(&block->text));
	return true;
}

bool
blocks_next(struct blocks *b, struct block *block)
{
	bool ok;

	block->line = b->line;
	ok = b->in_line ? next_part(b, block) : next_lines(b, block);
	block->goes_on = b->in_line;
	return ok;
}

void
blocks_release(struct blocks *b)
{
	buf_release(&b->rest);
}
