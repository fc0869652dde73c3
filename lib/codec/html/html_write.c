/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Blocks of a page to output; see html.h.  A marker tells of lines that are
 * left out, which may be in the same line as others that are kept.
 */
#include "codec/html/html.h"
#include "filter.h"
#include "table/marker.h"

struct output {
	struct codec_ctx *ctx;
	const struct html_page *page;
	struct span source;
	/* The line at `at`, counted from 0, found in steps from the start. */
	size_t at;
	uint64_t line;
	uint64_t marked; /* lines before it are in markers or not */
	uint64_t missing; /* lines in markers */
	bool table; /* the block above is a row of a table */
	bool listed;
	bool tight; /* no empty line is due */
	struct buf *out;
};

static uint64_t
line_of(struct output *o, size_t at)
{
	for (; o->at < at; o->at++)
		o->line += o->source.p[o->at] == '\n';
	return o->line;
}

/* ---- what is left out ---------------------------------------------------- */

static void
add_count(struct buf *out, uint64_t n, const char *what, bool *any)
{
	if (!n)
		return;
	if (*any)
		buf_add_str(out, ", ");
	*any = true;
	if (n > 1) {
		buf_add_uint(out, n);
		buf_add_char(out, ' ');
	}
	buf_add_str(out, what);
	if (n > 1)
		buf_add_char(out, 's');
}

static void
add_parts(struct buf *out, const struct html_block *b)
{
	static const char *const names[] = {
		[HTML_IS_HEAD] = "head",
		[HTML_IS_SCRIPT] = "script",
		[HTML_IS_STYLE] = "style",
		[HTML_IS_NAVIGATION] = "navigation",
		[HTML_IS_HEADER] = "header",
		[HTML_IS_FOOTER] = "footer",
		[HTML_IS_ASIDE] = "aside",
		[HTML_IS_NOTICE] = "cookie notice",
		[HTML_IS_FORM] = "form control",
		[HTML_IS_MEDIA] = "media",
		[HTML_IS_HIDDEN] = "hidden part",
		[HTML_IS_OUTSIDE] = "outside the main part",
	};
	bool any = false;

	buf_add_str(out, ": ");
	for (size_t i = HTML_IS_HEAD; i < HTML_NPARTS; i++) {
		bool plural = i == HTML_IS_SCRIPT || i == HTML_IS_STYLE ||
			      i == HTML_IS_FORM || i == HTML_IS_HIDDEN;

		add_count(out, plural ? b->parts[i] : b->parts[i] > 0, names[i],
			&any);
	}
	if (b->links == 1)
		buf_add_str(out, ", 1 link");
	else
		add_count(out, b->links, "link", &any);
}

/* Lines that were asked for go out as they are. */
static void
add_asked_for(struct output *o, size_t from, size_t to)
{
	struct codec_ctx *ctx = o->ctx;
	struct span rest = span_of(o->source.p + from, to - from), line;

	while (ctx->filter && span_line(&rest, &line)) {
		if (filter_match(ctx->filter, span_chomp(line),
			    &ctx->stats->regex_failures) != FILTER_KEEP)
			continue;
		buf_add(o->out, span_chomp(line));
		buf_add_char(o->out, '\n');
	}
}

/* A marker for blocks [i, to). */
static void
write_gap(struct output *o, size_t i, size_t to)
{
	const struct html_block *block = o->page->block;
	size_t from = block[i].source;
	size_t end = to < o->page->n ? block[to].source : o->source.n;
	uint64_t first, last;
	bool only_parts = true;
	struct html_block sum = { 0 };

	/* Blanks belong to neither. */
	while (end > from && is_among(o->source.p[end - 1], " \t\r\n"))
		end--;
	if (end == from)
		return;
	for (size_t k = i; k < to; k++) {
		only_parts &= block[k].kind == HTML_LEFT_OUT;
		sum.links += block[k].links;
		for (size_t p = 0; p < HTML_NPARTS; p++)
			sum.parts[p] += block[k].parts[p];
	}
	first = line_of(o, from);
	last = line_of(o, end - 1);
	buf_add_str(o->out, MARKER_OPEN);
	marker_range(
		o->out, o->ctx->line_base + first, o->ctx->line_base + last);
	if (only_parts)
		add_parts(o->out, &sum);
	buf_add_str(o->out, MARKER_CLOSE "\n");
	o->ctx->stats->markers++;
	if (first < o->marked)
		first = o->marked;
	if (last + 1 > first)
		o->missing += last + 1 - first;
	o->marked = last + 1 > o->marked ? last + 1 : o->marked;
	add_asked_for(o, from, end);
	o->table = o->listed = false;
	o->tight = true;
}

/* ---- what is kept -------------------------------------------------------- */

static void
write_block(struct output *o, const struct html_block *b)
{
	bool table = b->kind == HTML_TABLED, listed = b->kind == HTML_LISTED;

	/* Rows and items follow one another. */
	if (!o->tight && !(table && o->table) && !(listed && o->listed))
		buf_add_char(o->out, '\n');
	buf_add(o->out, span_of(o->page->text.p + b->at, b->n));
	o->tight = false;
	o->table = table;
	o->listed = listed;
}

void
html_write(struct codec_ctx *ctx, const struct html_page *page,
	const unsigned char *keep, struct buf *out)
{
	struct output o = { .ctx = ctx,
		.page = page,
		.source = page->tree.source,
		.tight = true,
		.out = out };
	uint64_t lines = span_lines(o.source);
	size_t to;

	buf_add_str(out, MARKER_OPEN);
	marker_range(out, ctx->line_base, ctx->line_base + lines - 1);
	buf_add_str(out, ": HTML as Markdown; tags left out" MARKER_CLOSE "\n");
	ctx->stats->markers++;
	for (size_t i = 0; i < page->n; i = to) {
		const struct html_block *b = &page->block[i];

		to = i;
		while (to < page->n && (page->block[to].kind == HTML_LEFT_OUT ||
					       (keep && !keep[to])))
			to++;
		if (to > i) {
			write_gap(&o, i, to);
			continue;
		}
		write_block(&o, b);
		to++;
	}
	ctx->stats->lines_folded += o.missing;
	ctx->stats->lines_kept += lines - o.missing;
}
