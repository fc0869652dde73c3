/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes what is kept of a diff; see diff_render.h.
 *
 * A run is what of a hunk is kept without a line of the old file missing in
 * between; each becomes a hunk of its own, whose line numbers are those of the
 * lines in the old file, and in the new one as it is without what was left out.
 * Markers stand behind the patch of a file.
 */
#include "codec/diff/diff_hunk.h"
#include "codec/diff/diff_render.h"

#include "codec/diff/diff_gap.h"

struct render {
	struct codec_ctx *ctx;
	const struct diff_cut *c;
	const unsigned char *keep;
	unsigned char *core; /* of a core's first piece: whether it is kept */
	struct buf *out;
	struct diff_gap gap;
	int64_t missing; /* lines that the new file has fewer than it had, by
			  * what was left out of this patch so far */
};

/* A hunk as it is written. */
struct run {
	size_t to; /* piece behind it */
	uint32_t line[2]; /* of the old file and of the new one */
	bool any; /* change */
};

/* The hunk that a run is of. */
struct hunk {
	struct span line; /* its header */
	struct diff_range range;
	int64_t at[2]; /* the next line of the whole files */
	bool begun; /* a header was written */
};

static struct span
text_of(const struct render *r, size_t i)
{
	const struct unit *u = &r->c->units.unit[i];

	return span_of(r->c->d->text.p + u->at, u->n);
}

/* Whether a piece of a hunk is kept. */
static bool
is_kept(const struct render *r, size_t i)
{
	const struct diff_piece *p = &r->c->piece[i];

	if (p->role == DIFF_PIECE_CORE)
		return r->core[p->core];
	return r->keep[i] && (p->role != DIFF_PIECE_MORE || r->core[p->core]);
}

static void
write_piece(struct render *r, size_t i)
{
	buf_add(r->out, text_of(r, i));
	if (r->ctx->stats)
		r->ctx->stats->lines_kept += r->c->units.unit[i].lines;
}

static void
leave_out(struct render *r, size_t i)
{
	const struct diff_piece *p = &r->c->piece[i];
	uint32_t lines = r->c->units.unit[i].lines;

	diff_gap_lines(&r->gap, r->ctx->line_base + p->line, lines);
	if (r->ctx->stats)
		r->ctx->stats->lines_folded += lines;
	if (p->role == DIFF_PIECE_TEXT || p->role == DIFF_PIECE_WHOLE)
		r->gap.other = true;
	else
		r->gap.context = true;
	r->gap.commits += p->commit;
	r->gap.added += p->added;
	r->gap.removed += p->removed;
	r->missing += (int64_t)p->added - p->removed;
}

/* ---- hunks --------------------------------------------------------------- */

/* The pieces from `i` on that are kept, without a gap in the old file.  What
 * was added and is left out makes none. */
static struct run
find_run(const struct render *r, size_t i, size_t end)
{
	struct run run = { .to = i };

	for (; i < end; i++) {
		const struct diff_piece *p = &r->c->piece[i];
		bool kept = is_kept(r, i);

		if (!kept && p->role != DIFF_PIECE_MORE)
			break;
		run.to = i + 1;
		if (!kept)
			continue;
		run.line[0] += p->context + p->removed;
		run.line[1] += p->context + p->added;
		run.any |= p->role == DIFF_PIECE_CORE;
	}
	return run;
}

static void
add_range(struct buf *out, const char *sign, int64_t from, uint32_t count)
{
	/* Of no lines, the one before is named. */
	from -= !count;
	buf_add_str(out, sign);
	buf_add_uint(out, from > 0 ? (uint64_t)from : 0);
	if (count != 1) {
		buf_add_char(out, ',');
		buf_add_uint(out, count);
	}
}

/* Writes the header of a run; as it was, if it is all of its hunk, in its
 * place.  What stands behind the numbers is said once. */
static void
write_range(struct render *r, struct hunk *h, const struct run *run)
{
	struct span tail = h->range.tail;

	if (!r->missing && run->line[0] == h->range.count[0] &&
		run->line[1] == h->range.count[1]) {
		buf_add(r->out, h->line);
	} else {
		if (h->begun)
			tail = span_from(tail, span_chomp(tail).n);
		add_range(r->out, "@@ -", h->at[0], run->line[0]);
		add_range(r->out, " +", h->at[1] - r->missing, run->line[1]);
		buf_add_str(r->out, " @@");
		buf_add(r->out, tail);
	}
	h->begun = true;
}

/* Writes the hunk of pieces [from, to), of which the first is its header. */
static void
write_hunk(struct render *r, size_t from, size_t to)
{
	struct hunk h = { .line = text_of(r, from) };

	diff_range_read(h.line, &h.range);
	for (int i = 0; i < 2; i++)
		h.at[i] = (int64_t)h.range.from[i] + !h.range.count[i];
	if (r->ctx->stats)
		r->ctx->stats->lines_kept++;
	for (size_t i = from + 1; i < to;) {
		struct run run = find_run(r, i, to);

		if (run.any)
			write_range(r, &h, &run);
		else if (run.to == i)
			run.to++;
		for (; i < run.to; i++) {
			const struct diff_piece *p = &r->c->piece[i];

			if (run.any && is_kept(r, i))
				write_piece(r, i);
			else
				leave_out(r, i);
			h.at[0] += p->context + p->removed;
			h.at[1] += p->context + p->added;
		}
	}
}

/* ---- patches ------------------------------------------------------------- */

/* The first piece behind those of the same part. */
static size_t
end_of_part(const struct render *r, size_t i, size_t end)
{
	uint32_t part = r->c->piece[i].part;

	while (i < end && r->c->piece[i].part == part)
		i++;
	return i;
}

/* Whether one of the pieces of a part says something that is kept. */
static bool
has_change(const struct render *r, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (is_kept(r, i) &&
			(r->c->piece[i].role == DIFF_PIECE_CORE ||
				r->c->piece[i].role == DIFF_PIECE_WHOLE))
			return true;
	return false;
}

/* Writes the patch of pieces [from, to), of which the first is its head. */
static void
write_patch(struct render *r, size_t from, size_t to)
{
	uint32_t head = r->c->piece[from].part;
	bool alone = diff_head_is_all(&r->c->d->part[head]);

	if (!has_change(r, from, to) && !(alone && r->keep[from])) {
		diff_gap_patch(&r->gap, r->c->d, head, r->ctx);
		return;
	}
	diff_gap_close(&r->gap, r->ctx, r->c->d->text, r->out);
	write_piece(r, from);
	r->missing = 0;
	for (size_t i = from + 1, end; i < to; i = end) {
		end = end_of_part(r, i, to);
		if (!has_change(r, i, end))
			for (size_t k = i; k < end; k++)
				leave_out(r, k);
		else if (r->c->piece[i].role == DIFF_PIECE_RANGE)
			write_hunk(r, i, end);
		else
			write_piece(r, i);
	}
}

static void
write_text(struct render *r, size_t i)
{
	if (!r->keep[i]) {
		leave_out(r, i);
		return;
	}
	diff_gap_close(&r->gap, r->ctx, r->c->d->text, r->out);
	write_piece(r, i);
}

enum hr_status
diff_render(struct codec_ctx *ctx, const struct diff_cut *c,
	const unsigned char *keep, struct buf *out)
{
	struct render r = { .ctx = ctx, .c = c, .keep = keep, .out = out };
	size_t n = c->units.n;

	r.core = mem_zalloc(n ? n : 1, 1);
	if (!r.core)
		return HR_ENOMEM;
	for (size_t i = 0; i < n; i++)
		if (keep[i] && c->piece[i].role == DIFF_PIECE_CORE)
			r.core[c->piece[i].core] = 1;
	for (size_t i = 0, end; i < n; i = end) {
		end = i + 1;
		if (c->piece[i].role == DIFF_PIECE_TEXT) {
			write_text(&r, i);
			continue;
		}
		while (end < n && c->piece[end].role != DIFF_PIECE_HEAD &&
			c->piece[end].role != DIFF_PIECE_TEXT)
			end++;
		write_patch(&r, i, end);
	}
	diff_gap_end(&r.gap, ctx, c->d->text, out);
	buf_release(&r.gap.ranges);
	mem_free(r.core);
	return buf_ok(out) ? HR_OK : HR_ENOMEM;
}
