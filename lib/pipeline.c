/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole way on one screen: read a window, put markers for blobs in it,
 * detect its kind, let the codec of that kind fold it, encode what is left,
 * count, and emit the smallest.  window.c gathers the windows.
 */
#include "pipeline.h"

#include "codec/block.h"
#include "detect/detect.h"
#include "table/marker.h"
#include "token/token.h"

/* ---- output -------------------------------------------------------------- */

enum hr_status
pipeline_write(struct pipeline *p, struct span s)
{
	p->stats.bytes_out += s.n;
	if (!s.n)
		return HR_OK;
	p->last = s.p[s.n - 1];
	return p->write(p->write_ctx, s.p, s.n);
}

enum hr_status
pipeline_emit(struct pipeline *p, struct span s)
{
	enum hr_status status = HR_OK;

	if (p->count_out)
		status = hr_count_feed(p->count_out, s.p, s.n);
	return status == HR_OK ? pipeline_write(p, s) : status;
}

/* The budget gets to know of an input with its first byte, or its header. */
static enum hr_status
begin_budget(struct pipeline *p, struct span header)
{
	if (!p->budget || p->begun)
		return HR_OK;
	p->begun = true;
	return budget_begin(p->budget, header);
}

/* Output of the default mode waits if there is a budget. */
static enum hr_status
emit_now_or_later(struct pipeline *p, struct span s)
{
	return p->budget ? budget_add_folded(p->budget, s)
			 : pipeline_emit(p, s);
}

/* ---- fold, encode, count ------------------------------------------------- */

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
why_not_folded(const struct pipeline *p, size_t codec)
{
	if (p->options.mode == HR_LOSSLESS)
		return HR_WHY_LOSSLESS;
	if (p->raw)
		return HR_WHY_BINARY;
	if (p->options.kind == HR_KIND_TEXT)
		return HR_WHY_ASKED;
	return codec == NCODECS ? HR_WHY_NO_CODEC : HR_WHY_TAKEN;
}

/* Parse and select: a prefix of `text` to p->folded, counted in p->folding. */
static enum hr_status
fold(struct pipeline *p, struct span text, enum hr_kind kind, bool last,
	size_t *used)
{
	size_t i = folding_codec(kind);
	enum hr_why why = why_not_folded(p, i);
	struct codec_ctx *ctx;

	*used = text.n;
	buf_reset(&p->folded);
	if (why != HR_WHY_TAKEN) {
		explain_fold(p->explain, why, span_of("", 0));
		return HR_SKIP;
	}
	ctx = codec_open(&p->codecs, i);
	if (!ctx)
		return HR_ENOMEM;
	ctx->counter = p->counter;
	ctx->filter = p->filter;
	p->folding = (struct hr_stats){ 0 };
	ctx->stats = &p->folding;
	ctx->line_base = p->line;
	ctx->last = last;
	ctx->encoded = !p->options.plain;
	return codecs[i]->fold(ctx, text, &p->folded, used);
}

/* Whether `out` is fewer tokens than `in`: all of `out` is counted, of `in`
 * only as much as that takes. */
static bool
is_smaller(struct pipeline *p, struct span in, struct span out)
{
	size_t tokens = hr_count(p->counter, out.p, out.n);

	return tokens != SIZE_MAX &&
	       hr_count_exceeds(p->counter, in.p, in.n, tokens);
}

/* Encode: to p->out. */
static enum hr_status
encode(struct pipeline *p, struct span text, struct span sample,
	enum hr_kind kind)
{
	enum hr_status status;

	if (p->options.plain)
		return HR_SKIP;
	p->encoder.counter = p->counter;
	p->encoder.order = p->options.order;
	p->encoder.sample = sample;
	p->encoder.lossless = p->options.mode == HR_LOSSLESS;
	status = encode_text(&p->encoder, text, kind, &p->out);
	p->stats.blocks_refused += p->encoder.refused;
	p->encoder.refused = 0;
	return status;
}

/* What a stretch of the input became. */
struct result {
	size_t used; /* bytes of the text */
	struct span out;
	bool folded;
	enum hr_why blocks; /* were taken, or why not */
};

/* Folds a prefix of the text, if that is smaller.  HR_SKIP: it was folded
 * before, so nothing else is done with it. */
static enum hr_status
fold_if_smaller(struct pipeline *p, struct span text, enum hr_kind kind,
	bool last, struct result *r)
{
	bool lossless = p->options.mode == HR_LOSSLESS;
	enum hr_status status = fold(p, text, kind, last, &r->used);

	if (status != HR_OK && status != HR_SKIP)
		return status;
	r->out = text = span_of(text.p, r->used);
	if (!lossless && text_is_folded(text)) {
		explain_fold(p->explain, HR_WHY_FOLDED, span_of("", 0));
		r->blocks = HR_WHY_FOLDED;
		return HR_SKIP;
	}
	if (status == HR_SKIP)
		return HR_OK;
	r->folded = is_smaller(p, text, buf_span(&p->folded));
	if (r->folded)
		r->out = buf_span(&p->folded);
	explain_fold(p->explain, r->folded ? HR_WHY_TAKEN : HR_WHY_WHOLE,
		buf_span(&p->folded));
	return HR_OK;
}

/* A prefix of the text to the smallest that says the same in this mode: as it
 * is, folded, encoded, or both. */
static enum hr_status
compress(struct pipeline *p, struct span text, bool last, struct result *r)
{
	bool lossless = p->options.mode == HR_LOSSLESS;
	enum hr_kind asked = p->raw ? HR_KIND_TEXT : p->options.kind;
	enum hr_kind kind = asked;
	enum hr_status status;
	int sure = -1;

	if (asked == HR_KIND_AUTO)
		kind = detect_kind_sure(text, &sure);
	explain_text(p->explain, kind, sure);
	p->stats.kind = kind;
	r->folded = false;
	r->blocks = p->options.plain ? HR_WHY_PLAIN : HR_WHY_NOTHING;
	status = fold_if_smaller(p, text, kind, last, r);
	if (status != HR_OK)
		return status == HR_SKIP ? HR_OK : status;
	/* Text may hold other things than what has been folded. */
	if (r->folded && kind != HR_KIND_TEXT)
		asked = kind;
	/* What was folded is one segment of the input. */
	p->encoder.explain = r->folded ? NULL : p->explain;
	p->encoder.looked = r->folded ? HR_KIND_AUTO : kind;
	status = encode(p, r->out, span_of(text.p, r->used), asked);
	if (!p->options.plain && p->encoder.kind != HR_KIND_TEXT)
		p->stats.kind = p->encoder.kind;
	if (status != HR_OK)
		return status == HR_SKIP ? HR_OK : status;
	/* What could be taken for something else goes out as a block even if
	 * that is larger: there is no smaller way to say that it is text. */
	if (!p->encoder.one && !is_smaller(p, r->out, buf_span(&p->out)) &&
		!(lossless && block_is_in(r->out))) {
		r->blocks = HR_WHY_WHOLE;
		return HR_OK;
	}
	r->blocks = HR_WHY_TAKEN;
	r->out = buf_span(&p->out);
	return HR_OK;
}

/* ---- a window ------------------------------------------------------------ */

/* Whole lines, or the end of the input, as units for the budget. */
static enum hr_status
add_to_budget(struct pipeline *p, struct span text, bool last)
{
	enum hr_status status = begin_budget(p, span_of("", 0));

	if (status == HR_OK)
		status = budget_add(p->budget, text, p->line, last);
	if (status == HR_OK && !budget_wants_folded(p->budget)) {
		uint64_t lines = span_lines(text);

		p->line += lines;
		p->stats.lines_in += lines;
		return HR_SKIP;
	}
	return status;
}

/* Counts a stretch of the input: what folding counted only if it was taken. */
static void
count(struct pipeline *p, struct span text, const struct result *r)
{
	struct hr_stats *stats = &p->stats;
	uint64_t lines = span_lines(span_of(text.p, r->used));

	if (r->folded) {
		stats->lines_kept += p->folding.lines_kept;
		stats->lines_folded += p->folding.lines_folded;
		stats->markers += p->folding.markers;
		stats->regex_failures += p->folding.regex_failures;
	} else {
		stats->lines_kept += lines;
	}
	stats->windows_unchanged += r->out.p == text.p;
	stats->windows++;
	stats->lines_in += lines;
	p->line += lines;
}

/* One kind after the other: all of a text in which nothing is a blob. */
static enum hr_status
work_on_kinds(struct pipeline *p, struct span text, bool last)
{
	while (text.n) {
		struct result r;
		enum hr_status status = compress(p, text, last, &r);

		if (status != HR_OK)
			return status;
		count(p, text, &r);
		status = explain_text_end(p->explain, span_of(text.p, r.used),
			r.out, r.folded, r.blocks);
		if (status == HR_OK)
			status = emit_now_or_later(p, r.out);
		if (status != HR_OK)
			return status;
		text = span_from(text, r.used);
	}
	return HR_OK;
}

/* The marker of a blob that was whole lines. */
static enum hr_status
pass_blob(struct pipeline *p, struct span marker, uint64_t lines)
{
	p->stats.lines_in += lines;
	p->stats.lines_folded += lines;
	p->line += lines;
	return explain_blob(p->explain, lines, marker) == HR_OK
		       ? emit_now_or_later(p, marker)
		       : HR_ENOMEM;
}

/* Blobs: the text with markers in their place. */
static enum hr_status
leave_out_blobs(struct pipeline *p, struct span text)
{
	if (p->options.mode == HR_LOSSLESS || p->raw)
		return HR_SKIP;
	p->blobs.counter = p->counter;
	p->blobs.filter = p->filter;
	p->blobs.kind = p->options.kind;
	return blobs_replace(&p->blobs, text, p->line);
}

enum hr_status
pipeline_work(struct pipeline *p, struct span text, bool last)
{
	enum hr_status status = HR_OK;

	if (p->budget)
		status = add_to_budget(p, text, last);
	if (status != HR_OK)
		return status == HR_SKIP ? HR_OK : status;
	explain_window(p->explain, text, p->line);
	status = leave_out_blobs(p, text);
	if (status == HR_SKIP)
		return work_on_kinds(p, text, last);
	p->stats.markers += p->blobs.markers;
	for (size_t i = 0; i < p->blobs.nparts && status == HR_OK; i++) {
		const struct blob_part *part = &p->blobs.part[i];

		text = span_of(p->blobs.text.p + part->at, part->n);
		if (part->lines)
			status = pass_blob(p, text, part->lines);
		else
			status = work_on_kinds(
				p, text, last && i + 1 == p->blobs.nparts);
	}
	return status;
}

enum hr_status
pipeline_pass(struct pipeline *p, struct span s, enum hr_why why)
{
	enum hr_status status = explain_copy(p->explain, s, p->line, why);
	uint64_t lines = span_lines(s);

	if (status != HR_OK)
		return status;

	/* A line that goes on is counted when it ends. */
	if (s.n && s.p[s.n - 1] != '\n')
		lines--;
	if (p->budget)
		status = begin_budget(p, span_of("", 0));
	if (p->budget && status == HR_OK)
		status = budget_skip(p->budget, p->line, lines);
	p->line += lines;
	p->stats.lines_in += lines;
	if (p->budget)
		return status;
	p->stats.lines_kept += lines;
	return pipeline_emit(p, s);
}

/* ---- inputs and runs ----------------------------------------------------- */

enum hr_status
pipeline_header(struct pipeline *p, struct span text)
{
	enum hr_status status = HR_OK;

	if (p->budget)
		return begin_budget(p, text);
	if (p->last && p->last != '\n')
		status = pipeline_emit(p, span_of("\n", 1));
	return status == HR_OK ? pipeline_emit(p, text) : status;
}

void
pipeline_begin_input(struct pipeline *p)
{
	codec_set_restart(&p->codecs, false);
	codec_set_restart(&p->encoder.set, false);
	p->line = 0;
	p->raw = false;
	p->begun = false;
}

/* Ready for a run's first input: false when memory is short. */
static bool
begin_run(struct pipeline *p)
{
	if (!p->options.budget && !p->options.budget_percent)
		return true;
	budget_free(p->budget);
	p->budget = budget_new(
		&p->options, p->counter, &p->encoder, p->filter, &p->stats);
	return p->budget != NULL;
}

enum hr_status
pipeline_finish_run(
	struct pipeline *p, uint64_t tokens_in, struct hr_error *err)
{
	struct span out;
	enum hr_status status;

	codec_set_restart(&p->codecs, true);
	if (!p->budget)
		return HR_OK;
	status = budget_finish(p->budget, tokens_in, &out, err);
	if (status == HR_OK)
		status = pipeline_emit(p, out);
	if (p->count_out)
		p->stats.tokens_out += hr_count_finish(p->count_out, NULL);
	return status == HR_OK && !begin_run(p) ? HR_ENOMEM : status;
}

enum hr_status
pipeline_init(struct pipeline *p, const struct hr_options *options,
	hr_write_fn *write, void *write_ctx, struct hr_counter *beside,
	struct hr_error *err)
{
	enum hr_status status;

	*p = (struct pipeline){
		.options = *options, .write = write, .write_ctx = write_ctx
	};
	*err = (struct hr_error){ .code = HR_ENOMEM, .text = "out of memory" };
	status = filter_new(options->keep, options->drop, &p->filter, err);
	if (status != HR_OK)
		return status;
	p->counter = beside ? counter_beside(beside)
			    : hr_counter_new(options->encoding);
	if (p->counter && options->want_counts)
		p->count_out = counter_beside(p->counter);
	if (!p->counter || (options->want_counts && !p->count_out))
		return HR_ENOMEM;
	if (options->explain.segment) {
		p->explain = explain_new(&options->explain, options->encoding);
		if (!p->explain)
			return HR_ENOMEM;
	}
	return begin_run(p) ? HR_OK : HR_ENOMEM;
}

void
pipeline_release(struct pipeline *p)
{
	blobs_release(&p->blobs);
	codec_set_release(&p->codecs);
	encoder_release(&p->encoder);
	budget_free(p->budget);
	explain_free(p->explain);
	filter_free(p->filter);
	hr_counter_free(p->count_out);
	hr_counter_free(p->counter);
	buf_release(&p->folded);
	buf_release(&p->out);
}
