/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole way on one screen: read a window, put markers for blobs in it,
 * detect its kind, let the codec of that kind fold it, encode what is left,
 * count, and emit the smallest.  compressor.c gathers the windows.
 */
#include "compressor.h"

#include <stdio.h>

#include "base/json.h"
#include "codec/block.h"
#include "detect/detect.h"
#include "table/marker.h"

enum hr_status
pipeline_emit(struct hr_compressor *c, struct span s)
{
	enum hr_status status = HR_OK;

	c->stats.bytes_out += s.n;
	if (s.n)
		c->last = s.p[s.n - 1];
	if (c->count_out)
		status = hr_count_feed(c->count_out, s.p, s.n);
	return status == HR_OK && s.n ? c->write(c->write_ctx, s.p, s.n)
				      : status;
}

/* The codec that folds this kind; NCODECS if none does. */
static size_t
folding_codec(enum hr_kind kind)
{
	size_t i = 0;

	while (i < NCODECS && (codecs[i]->kind != kind || !codecs[i]->fold))
		i++;
	return i;
}

/* Why a codec is not asked to fold; TAKEN: it is. */
static enum hr_why
why_not_folded(const struct hr_compressor *c, size_t codec)
{
	if (c->options.mode == HR_LOSSLESS)
		return HR_WHY_LOSSLESS;
	if (c->raw)
		return HR_WHY_BINARY;
	if (c->options.kind == HR_KIND_TEXT)
		return HR_WHY_ASKED;
	return codec == NCODECS ? HR_WHY_NO_CODEC : HR_WHY_TAKEN;
}

/* Parse and select: a prefix of `text` to c->folded. */
static enum hr_status
fold(struct hr_compressor *c, struct span text, enum hr_kind kind, bool last,
	size_t *used)
{
	size_t i = folding_codec(kind);
	enum hr_why why = why_not_folded(c, i);
	struct codec_ctx *ctx;

	*used = text.n;
	buf_reset(&c->folded);
	if (why != HR_WHY_TAKEN) {
		explain_fold(c->explain, why, span_of("", 0));
		return HR_SKIP;
	}
	ctx = codec_open(&c->codecs, i);
	if (!ctx)
		return HR_ENOMEM;
	ctx->counter = c->counter;
	ctx->filter = c->filter;
	ctx->stats = &c->stats;
	ctx->line_base = c->line;
	ctx->last = last;
	ctx->encoded = !c->options.plain;
	return codecs[i]->fold(ctx, text, &c->folded, used);
}

/* Whether `out` is fewer tokens than `in`: all of `out` is counted, of `in`
 * only as much as that takes. */
static bool
is_smaller(struct hr_compressor *c, struct span in, struct span out)
{
	size_t tokens = hr_count(c->counter, out.p, out.n);

	return tokens != SIZE_MAX &&
	       hr_count_exceeds(c->counter, in.p, in.n, tokens);
}

/* Encode: to c->out. */
static enum hr_status
encode(struct hr_compressor *c, struct span text, struct span sample,
	enum hr_kind kind)
{
	enum hr_status status;

	if (c->options.plain)
		return HR_SKIP;
	c->encoder.counter = c->counter;
	c->encoder.order = c->options.order;
	c->encoder.sample = sample;
	c->encoder.lossless = c->options.mode == HR_LOSSLESS;
	status = encode_text(&c->encoder, text, kind, &c->out);
	c->refused += c->encoder.refused;
	c->encoder.refused = 0;
	return status;
}

/* What a stretch of the input became. */
struct result {
	size_t used; /* bytes of the text */
	struct span out;
	bool folded; /* the counts of folding are true */
	enum hr_why blocks; /* were taken, or why not */
};

/* Folds a prefix of the text, if that is smaller.  HR_SKIP: it was folded
 * before, so nothing else is done with it. */
static enum hr_status
fold_if_smaller(struct hr_compressor *c, struct span text, enum hr_kind kind,
	bool last, struct result *r)
{
	bool lossless = c->options.mode == HR_LOSSLESS;
	enum hr_status status = fold(c, text, kind, last, &r->used);

	if (status != HR_OK && status != HR_SKIP)
		return status;
	r->out = text = span_of(text.p, r->used);
	if (!lossless && text_is_folded(text)) {
		explain_fold(c->explain, HR_WHY_FOLDED, span_of("", 0));
		r->blocks = HR_WHY_FOLDED;
		return HR_SKIP;
	}
	if (status == HR_SKIP)
		return HR_OK;
	r->folded = is_smaller(c, text, buf_span(&c->folded));
	if (r->folded)
		r->out = buf_span(&c->folded);
	explain_fold(c->explain, r->folded ? HR_WHY_TAKEN : HR_WHY_WHOLE,
		buf_span(&c->folded));
	return HR_OK;
}

/* A prefix of the text to the smallest that says the same in this mode: as it
 * is, folded, encoded, or both. */
static enum hr_status
compress(struct hr_compressor *c, struct span text, bool last, struct result *r)
{
	bool lossless = c->options.mode == HR_LOSSLESS;
	enum hr_kind asked = c->raw ? HR_KIND_TEXT : c->options.kind;
	enum hr_kind kind = asked;
	enum hr_status status;
	int sure = -1;

	if (asked == HR_KIND_AUTO)
		kind = detect_kind_sure(text, &sure);
	explain_text(c->explain, kind, sure);
	c->stats.kind = kind;
	r->folded = false;
	r->blocks = c->options.plain ? HR_WHY_PLAIN : HR_WHY_NOTHING;
	status = fold_if_smaller(c, text, kind, last, r);
	if (status != HR_OK)
		return status == HR_SKIP ? HR_OK : status;
	/* Text may hold other things than what has been folded. */
	if (r->folded && kind != HR_KIND_TEXT)
		asked = kind;
	/* What was folded is one segment of the input. */
	c->encoder.explain = r->folded ? NULL : c->explain;
	c->encoder.looked = r->folded ? HR_KIND_AUTO : kind;
	status = encode(c, r->out, span_of(text.p, r->used), asked);
	if (!c->options.plain && c->encoder.kind != HR_KIND_TEXT)
		c->stats.kind = c->encoder.kind;
	if (status != HR_OK)
		return status == HR_SKIP ? HR_OK : status;
	/* What could be taken for something else goes out as a block even if
	 * that is larger: there is no smaller way to say that it is text. */
	if (!c->encoder.one && !is_smaller(c, r->out, buf_span(&c->out)) &&
		!(lossless && block_is_in(r->out))) {
		r->blocks = HR_WHY_WHOLE;
		return HR_OK;
	}
	r->blocks = HR_WHY_TAKEN;
	r->out = buf_span(&c->out);
	return HR_OK;
}

enum hr_status
pipeline_begin_budget(struct hr_compressor *c, struct span header)
{
	if (!c->budget || c->begun)
		return HR_OK;
	c->begun = true;
	return budget_begin(c->budget, header);
}

/* Output of the default mode waits if there is a budget. */
static enum hr_status
emit_now_or_later(struct hr_compressor *c, struct span s)
{
	return c->budget ? budget_add_folded(c->budget, s)
			 : pipeline_emit(c, s);
}

/* Whole lines, or the end of the input, as units for the budget. */
static enum hr_status
add_to_budget(struct hr_compressor *c, struct span text, bool last)
{
	enum hr_status status = pipeline_begin_budget(c, span_of("", 0));

	if (status == HR_OK)
		status = budget_add(c->budget, text, c->line, last);
	if (status == HR_OK && !budget_wants_folded(c->budget)) {
		uint64_t lines = span_lines(text);

		c->line += lines;
		c->stats.lines_in += lines;
		return HR_SKIP;
	}
	return status;
}

/* One kind after the other: all of a text in which nothing is a blob. */
static enum hr_status
work_on_kinds(struct hr_compressor *c, struct span text, bool last)
{
	enum hr_status status = HR_OK;

	while (text.n) {
		struct hr_stats before = c->stats;
		struct result r;
		uint64_t lines;

		status = compress(c, text, last, &r);

		if (status != HR_OK)
			return status;
		lines = span_lines(span_of(text.p, r.used));
		if (!r.folded) {
			before.kind = c->stats.kind;
			c->stats = before;
			c->stats.lines_kept += lines;
		}
		c->stats.blocks_refused = c->refused;
		c->stats.windows_unchanged += r.out.p == text.p;
		c->stats.windows++;
		c->stats.lines_in += lines;
		c->line += lines;
		status = explain_text_end(c->explain, span_of(text.p, r.used),
			r.out, r.folded, r.blocks);
		if (status == HR_OK)
			status = emit_now_or_later(c, r.out);
		if (status != HR_OK)
			return status;
		text = span_from(text, r.used);
	}
	return HR_OK;
}

/* The marker of a blob that was whole lines. */
static enum hr_status
pass_blob(struct hr_compressor *c, struct span marker, uint64_t lines)
{
	c->stats.lines_in += lines;
	c->stats.lines_folded += lines;
	c->line += lines;
	return explain_blob(c->explain, lines, marker) == HR_OK
		       ? emit_now_or_later(c, marker)
		       : HR_ENOMEM;
}

/* Blobs: the text with markers in their place. */
static enum hr_status
leave_out_blobs(struct hr_compressor *c, struct span text)
{
	if (c->options.mode == HR_LOSSLESS || c->raw)
		return HR_SKIP;
	c->blobs.counter = c->counter;
	c->blobs.filter = c->filter;
	c->blobs.kind = c->options.kind;
	return blobs_replace(&c->blobs, text, c->line);
}

enum hr_status
pipeline_work(struct hr_compressor *c, struct span text, bool last)
{
	enum hr_status status = HR_OK;

	if (c->budget)
		status = add_to_budget(c, text, last);
	if (status != HR_OK)
		return status == HR_SKIP ? HR_OK : status;
	explain_window(c->explain, text, c->line);
	status = leave_out_blobs(c, text);
	if (status == HR_SKIP)
		return work_on_kinds(c, text, last);
	c->stats.markers += c->blobs.markers;
	for (size_t i = 0; i < c->blobs.nparts && status == HR_OK; i++) {
		const struct blob_part *p = &c->blobs.part[i];

		text = span_of(c->blobs.text.p + p->at, p->n);
		if (p->lines)
			status = pass_blob(c, text, p->lines);
		else
			status = work_on_kinds(
				c, text, last && i + 1 == c->blobs.nparts);
	}
	return status;
}
