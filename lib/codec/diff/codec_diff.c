/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unified diffs: patches of lock files, generated files and binary data become
 * a marker; under a budget the changes stay, with a line of context, as patches
 * that still apply.
 *
 *	diff --git a/x.c b/x.c			diff --git a/x.c b/x.c
 *	--- a/x.c				--- a/x.c
 *	+++ b/x.c				+++ b/x.c
 *	@@ -10,7 +10,7 @@ main(void)		@@ -12,3 +12,3 @@ main(void)
 *	 one					 three
 *	 two					-four
 *	 three					+4
 *	-four					 five
 *	+4					[... 5-6, 11-12: context ...]
 *	 five
 *	 six
 *	 seven
 *
 * Diffs are not encoded: a block would be no patch.
 */
#include "codec/codec.h"
#include "codec/diff/diff_cut.h"
#include "codec/diff/diff_file.h"
#include "codec/diff/diff_gap.h"
#include "codec/diff/diff_render.h"
#include "filter.h"

enum {
	/* A patch of fewer lines is shown, unless it is binary: a new version
	 * of one package is worth its lines. */
	FOLD_LINES = 16,
};

struct diff_state {
	struct diff diff;
	struct diff_cut cut;
	struct diff_gap gap;
};

static void *
diff_open(void)
{
	return mem_zalloc(1, sizeof(struct diff_state));
}

static void
diff_close(void *state)
{
	struct diff_state *s = state;

	if (!s)
		return;
	diff_release(&s->diff);
	diff_cut_release(&s->cut);
	buf_release(&s->gap.ranges);
	mem_free(s);
}

static size_t
find(struct codec_ctx *ctx, struct span text)
{
	(void)ctx;
	return diff_find(text);
}

/* ---- folding ------------------------------------------------------------- */

static struct span
patch_text(const struct diff *d, size_t head)
{
	const struct diff_part *first = &d->part[head];
	const struct diff_part *last = first + first->patch - 1;

	return span_of(d->text.p + first->at, last->at + last->n - first->at);
}

static bool
is_asked_for(struct codec_ctx *ctx, struct span text)
{
	struct span line;

	while (ctx->filter && span_line(&text, &line))
		if (filter_match(ctx->filter, line,
			    &ctx->stats->regex_failures) == FILTER_KEEP)
			return true;
	return false;
}

/* Whether a patch says little by its lines.  A new name or mode is said by its
 * head only. */
static bool
is_folded(struct codec_ctx *ctx, const struct diff *d, size_t head)
{
	const struct diff_part *part = &d->part[head];
	const struct diff_part *last = part + part->patch - 1;

	if (diff_head_is_all(part) || is_asked_for(ctx, patch_text(d, head)))
		return false;
	return part->flags & DIFF_BINARY ||
	       (last->line + last->lines - part->line >= FOLD_LINES &&
		       diff_sort_of(d, head) == DIFF_MADE);
}

static enum hr_status
fold(struct codec_ctx *ctx, struct span in, struct buf *out, size_t *used)
{
	struct diff_state *s = ctx->state;
	const struct diff *d = &s->diff;
	bool any = false;

	*used = in.n;
	if (!diff_read(&s->diff, in))
		return HR_ENOMEM;
	for (size_t i = 0; i < d->n; i++) {
		const struct diff_part *part = &d->part[i];

		if (part->kind == DIFF_HEAD && is_folded(ctx, d, i)) {
			diff_gap_patch(&s->gap, d, i, ctx);
			i += part->patch - 1;
			if (i + 1 < d->n)
				diff_gap_close(&s->gap, ctx, in, out);
			any = true;
		} else {
			buf_add(out, diff_text(d, part));
			ctx->stats->lines_kept += part->lines;
		}
	}
	diff_gap_end(&s->gap, ctx, in, out);
	if (!buf_ok(out))
		return HR_ENOMEM;
	return any ? HR_OK : HR_SKIP;
}

/* ---- budgets ------------------------------------------------------------- */

static enum hr_status
cut(struct diff_state *s, struct span in)
{
	return diff_read(&s->diff, in) && diff_cut(&s->cut, &s->diff)
		       ? HR_OK
		       : HR_ENOMEM;
}

static enum hr_status
units(struct codec_ctx *ctx, struct span in, struct units *out)
{
	struct diff_state *s = ctx->state;
	enum hr_status status = cut(s, in);

	for (size_t i = 0; i < s->cut.units.n && status == HR_OK; i++)
		if (!units_add(out, s->cut.units.unit[i]))
			status = HR_ENOMEM;
	return status;
}

static enum hr_status
render(struct codec_ctx *ctx, struct span in, const struct unit *unit,
	size_t nunits, const unsigned char *keep, struct buf *out)
{
	struct diff_state *s = ctx->state;
	enum hr_status status = cut(s, in);

	(void)unit;
	if (status == HR_OK && nunits != s->cut.units.n)
		status = HR_EINPUT; /* these are not the text's units */
	return status == HR_OK ? diff_render(ctx, &s->cut, keep, out) : status;
}

const struct codec codec_diff = {
	.name = "diff",
	.help = "unified diffs, of files and of histories",
	.kind = HR_KIND_DIFF,
	.detector = { &detect_diff },
	.open = diff_open,
	.close = diff_close,
	.find = find,
	.fold = fold,
	.units = units,
	.render = render,
};
