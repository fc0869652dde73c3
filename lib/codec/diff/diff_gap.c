/* SPDX-License-Identifier: Apache-2.0 */
/* Markers of diffs; see diff_gap.h. */
#include "codec/diff/diff_gap.h"

#include "table/marker.h"

enum {
	PATH_BYTES = 160, /* a longer path is not told */
};

void
diff_gap_lines(struct diff_gap *g, uint64_t from, uint32_t lines)
{
	if (!lines)
		return;
	if (g->any && from == g->to + 1) {
		g->to += lines;
		return;
	}
	if (g->any) {
		marker_range(&g->ranges, g->from, g->to);
		buf_add_str(&g->ranges, ", ");
	}
	g->any = true;
	g->from = from;
	g->to = from + lines - 1;
}

void
diff_gap_patch(struct diff_gap *g, const struct diff *d, size_t head,
	const struct codec_ctx *ctx)
{
	const struct diff_part *first = &d->part[head];
	const struct diff_part *last = first + first->patch - 1;

	uint32_t lines = last->line + last->lines - first->line;

	diff_gap_lines(g, ctx->line_base + first->line, lines);
	if (ctx->stats)
		ctx->stats->lines_folded += lines;
	g->patches++;
	g->added += first->added;
	g->removed += first->removed;
	g->head = *first;
}

/* "812 lines added, 344 removed": "lines" is said once. */
static void
add_counts(struct buf *out, const struct diff_gap *g)
{
	if (g->added) {
		buf_add_uint(out, g->added);
		buf_add_str(out, g->added > 1 ? " lines" : " line");
		buf_add_str(out, " added");
	}
	if (g->removed) {
		buf_add_str(out, g->added ? ", " : "");
		buf_add_uint(out, g->removed);
		if (!g->added)
			buf_add_str(out, g->removed > 1 ? " lines" : " line");
		buf_add_str(out, " removed");
	}
}

static void
add_number(struct buf *out, uint64_t n, const char *what)
{
	buf_add_uint(out, n);
	buf_add_char(out, ' ');
	buf_add_str(out, what);
	buf_add_str(out, n > 1 ? "s" : "");
}

static bool
is_showable(struct span path)
{
	for (size_t i = 0; i < path.n; i++)
		if ((unsigned char)path.p[i] < ' ' || path.p[i] == 0x7f)
			return false;
	return path.n && path.n <= PATH_BYTES;
}

/* "lib/x.c", or what can be told of it. */
static void
add_patches(struct buf *out, const struct diff_gap *g)
{
	if (g->patches != 1 || g->context || !is_showable(g->head.path)) {
		add_number(out, g->patches, "file");
		return;
	}
	buf_add(out, g->head.path);
	if (g->head.flags & DIFF_NEW)
		buf_add_str(out, ", new file");
	if (g->head.flags & DIFF_DELETED)
		buf_add_str(out, ", deleted file");
	if (g->head.flags & DIFF_BINARY)
		buf_add_str(out, ", binary");
}

/* "2 commits, 5 files, 812 lines added, 344 removed" */
static void
add_text(struct buf *out, const struct diff_gap *g)
{
	bool changes = g->added || g->removed;

	if (!changes && !g->commits && !g->patches) {
		if (g->context && !g->other)
			buf_add_str(out, ": context");
		return;
	}
	buf_add_str(out, ": ");
	if (g->commits)
		add_number(out, g->commits, "commit");
	if (g->patches) {
		buf_add_str(out, g->commits ? ", " : "");
		add_patches(out, g);
	}
	if (changes) {
		buf_add_str(out, g->commits || g->patches ? ", " : "");
		add_counts(out, g);
	}
}

void
diff_gap_close(struct diff_gap *g, struct codec_ctx *ctx, struct span text,
	struct buf *out)
{
	struct buf ranges = g->ranges;
	struct span rest = text, line = text;

	if (!g->any)
		return;
	marker_range(&ranges, g->from, g->to);
	/* The last line that was kept may be the last one of the input. */
	if (out->n && !span_ends(buf_span(out), "\n"))
		buf_add_char(out, '\n');
	buf_add_str(out, MARKER_OPEN);
	buf_add(out, buf_span(&ranges));
	add_text(out, g);
	span_line(&rest, &line);
	buf_add_str(out, span_ends(line, "\r\n") ? MARKER_CLOSE "\r\n"
						 : MARKER_CLOSE "\n");
	out->failed |= !buf_ok(&ranges);
	if (ctx->stats)
		ctx->stats->markers++;
	buf_reset(&ranges);
	*g = (struct diff_gap){ .ranges = ranges };
}

void
diff_gap_end(struct diff_gap *g, struct codec_ctx *ctx, struct span text,
	struct buf *out)
{
	bool any = g->any;

	diff_gap_close(g, ctx, text, out);
	if (any && ctx->last && !span_ends(text, "\n") && buf_ok(out))
		out->n = span_chomp(buf_span(out)).n;
}
