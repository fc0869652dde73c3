/* SPDX-License-Identifier: Apache-2.0 */
/* Text to blocks; see encode.h. */
#include "encode.h"

#include "codec/block.h"
#include "table/marker.h"
#include "table/stamp.h"

enum {
	/* Per cent of its tokens that a block must save: a form that has to be
	 * worked out must be worth it. */
	WORTH_PERCENT = 5,
	/* The same of text that is not known to be a log, in lossless mode: a
	 * table in a source, a list of names. */
	WORTH_TEXT_PERCENT = 25,
	/* Bytes that something else in the middle of a log must have, as it
	 * divides what the log's lines have in common. */
	INSIDE_LOG = 2 << 10,
	/* Per cent by which such a stretch must be smaller than as lines of
	 * the log. */
	INSIDE_LOG_PERCENT = 10,
	/* Lines are encoded in slices of so many bytes, which bounds the
	 * memory for their cells. */
	SLICE_BYTES = 4 << 20,
	/* What is looked at to choose the order of lines. */
	SAMPLE_BYTES = 128 << 10,
	/* Of fewer lines the order is worth more than a few tokens, and a
	 * form that needs more working out must save so many per cent of the
	 * tokens that it has. */
	GROUP_LINES = 200,
	GROUP_PERCENT = 15,
};

/* What is being worked on. */
struct job {
	struct span text; /* normal */
	enum hr_kind kind; /* that was asked for */
	enum hr_kind found; /* that the whole looks like */
	struct buf *out;
	bool encoded; /* there is a block in the output */
};

void
encoder_release(struct encoder *e)
{
	codec_set_release(&e->set);
	buf_release(&e->text);
	buf_release(&e->head);
	buf_release(&e->body);
	buf_release(&e->back);
	buf_release(&e->offer.text);
	buf_release(&e->best.text);
	buf_release(&e->lines.text);
}

/* ---- line ends ----------------------------------------------------------- */

static bool
has_crlf_only(struct span text)
{
	struct span line;

	if (!memchr(text.p, '\r', text.n))
		return false;
	while (span_line(&text, &line))
		if (!span_ends(line, "\r\n") &&
			(span_ends(line, "\n") || span_ends(line, "\r")))
			return false;
	return true;
}

/* The text with "\n" at the end of each line. */
static struct span
normalize(struct encoder *e, struct span text)
{
	struct span line;

	e->no_newline = !span_ends(text, "\n");
	e->crlf = has_crlf_only(text);
	if (!e->no_newline && !e->crlf)
		return text;
	buf_reset(&e->text);
	buf_reserve(&e->text, text.n + 1);
	if (!e->crlf) {
		buf_add(&e->text, text);
		buf_add_char(&e->text, '\n');
		return buf_span(&e->text);
	}
	while (span_line(&text, &line)) {
		buf_add(&e->text, span_chomp(line));
		buf_add_char(&e->text, '\n');
	}
	return buf_span(&e->text);
}

/* The header that `text`, which ends at the end of the whole or before, gets
 * for its line ends. */
static struct block
new_block(const struct encoder *e, const struct job *job, struct span text,
	size_t codec)
{
	bool last = text.p + text.n == job->text.p + job->text.n;

	return (struct block){ .codec = codec,
		.crlf = e->crlf,
		.no_newline = e->no_newline && last };
}

/* ---- one block ----------------------------------------------------------- */

/* HR_SKIP unless the offer is enough fewer tokens. */
static enum hr_status
weigh(struct encoder *e, struct span text, unsigned percent)
{
	struct offer *o = &e->offer;
	size_t most;

	e->why = HR_WHY_LITTLE;
	o->tokens = hr_count(e->counter, o->text.p, o->text.n);
	if (o->tokens == SIZE_MAX)
		return HR_ENOMEM;
	most = o->tokens + o->tokens * percent / (100 - percent);
	return hr_count_exceeds(e->counter, text.p, text.n, most) ? HR_OK
								  : HR_SKIP;
}

/* HR_SKIP unless the offer decodes to the text. */
static enum hr_status
prove(struct encoder *e, struct codec_ctx *ctx, struct span text)
{
	struct offer *o = &e->offer;
	struct hr_error err;
	struct block block;
	enum hr_status status;

	e->why = HR_WHY_HEADER;
	/* A head with a newline in it, or more lines than a header can say,
	 * would be read as something else. */
	if (!block_parse(span_of(o->text.p, o->text.n - e->body.n), &block) ||
		block.codec != o->codec)
		return HR_SKIP;
	e->why = HR_WHY_PROOF;
	buf_reset(&e->back);
	status = codecs[o->codec]->decode(
		ctx, block.head, buf_span(&e->body), &e->back, &err);
	if (status == HR_ENOMEM || !buf_ok(&e->back))
		return HR_ENOMEM;
	if (status == HR_OK && span_equal(buf_span(&e->back), text))
		return HR_OK;
	e->refused++;
	return HR_SKIP;
}

/* The codec's block for a text as e->offer.  HR_SKIP: none that is right and
 * saves so many per cent. */
static enum hr_status
make_offer(struct encoder *e, const struct job *job, size_t codec,
	struct span text, unsigned percent, enum hr_order order)
{
	struct codec_ctx *ctx = codec_open(&e->set, codec);
	struct block block = new_block(e, job, text, codec);
	enum hr_status status;

	if (!ctx)
		return HR_ENOMEM;
	ctx->counter = e->counter;
	ctx->order = order;
	ctx->sample = e->sample;
	buf_reset(&e->head);
	buf_reset(&e->body);
	buf_reset(&e->offer.text);
	e->offer.codec = codec;
	e->offer.tokens = 0;
	e->why = HR_WHY_NOTHING;
	status = codecs[codec]->encode(ctx, text, &e->head, &e->body);
	if (status != HR_OK)
		return status;
	if (!buf_ok(&e->head) || !buf_ok(&e->body))
		return HR_ENOMEM;
	block.head = buf_span(&e->head);
	block.lines = span_lines(buf_span(&e->body));
	block_write(&block, &e->offer.text);
	buf_add(&e->offer.text, buf_span(&e->body));
	if (!buf_ok(&e->offer.text))
		return HR_ENOMEM;
	status = weigh(e, text, percent);
	return status == HR_OK ? prove(e, ctx, text) : status;
}

/* ---- the whole ----------------------------------------------------------- */

/* A stretch as it is, in a block if it could be taken for one. */
static void
add_raw(struct encoder *e, struct job *job, struct span text)
{
	struct block block = new_block(e, job, text, BLOCK_UNCHANGED);
	size_t from = job->out->n;

	e->one = false;
	if (block_is_in(text)) {
		block.lines = span_lines(text);
		block_write(&block, job->out);
		buf_add(job->out, text);
		job->encoded = true;
	} else {
		block_restore(&block, text, job->out);
	}
	explain_segment(e->explain, text, job->out, from, HR_FATE_LEFT);
}

static void
add_block(struct encoder *e, struct job *job, struct span text,
	const struct offer *o)
{
	size_t from = job->out->n;

	/* Other line ends might be other tokens. */
	e->one = !job->out->n && !e->crlf;
	buf_add(job->out, buf_span(&o->text));
	job->encoded = true;
	if (e->kind == HR_KIND_TEXT)
		e->kind = codecs[o->codec]->kind;
	explain_segment(e->explain, text, job->out, from, HR_FATE_ENCODED);
}

/* Whole lines from the front of *text, as many as go into one slice. */
static struct span
take_slice(struct span *text)
{
	struct span slice = *text;
	const char *nl;

	if (slice.n > SLICE_BYTES) {
		nl = memchr(slice.p + SLICE_BYTES, '\n', slice.n - SLICE_BYTES);
		if (nl)
			slice.n = (size_t)(nl - slice.p) + 1;
	}
	*text = span_from(*text, slice.n);
	return slice;
}

/* The first lines of a text, enough to judge the rest by. */
static struct span
sample_of(struct span text)
{
	if (text.n <= SAMPLE_BYTES)
		return text;
	text.n = SAMPLE_BYTES;
	while (text.n && text.p[text.n - 1] != '\n')
		text.n--;
	return text;
}

static void
swap_offers(struct encoder *e)
{
	struct offer o = e->offer;

	e->offer = e->lines;
	e->lines = o;
}

/*
 * Whether lines are kept in order or grouped: as was asked, or grouped if that
 * is so much smaller for a sample of the text that questions about before and
 * after may be harder to answer.  *made: the sample is all of the text, and its
 * offer in that order is e->offer; HR_SKIP: it is, and nothing is gained.
 */
static enum hr_status
choose_order(struct encoder *e, const struct job *job, struct span text,
	enum hr_order *order, bool *made)
{
	struct span sample = sample_of(text);
	enum hr_status status;
	size_t keep;

	*made = false;
	*order = e->order;
	if (e->order != HR_ORDER_AUTO)
		return HR_OK;
	*order = HR_ORDER_KEEP;
	if (span_lines(sample) < GROUP_LINES)
		return HR_OK;
	status = make_offer(e, job, codec_of_lines(), sample, 0, HR_ORDER_KEEP);
	if (status == HR_SKIP && sample.n < text.n)
		return HR_OK;
	if (status == HR_SKIP)
		explain_tried(
			e->explain, "lines", text, e->offer.tokens, e->why, 0);
	if (status != HR_OK)
		return status;
	keep = e->offer.tokens;
	swap_offers(e);
	status =
		make_offer(e, job, codec_of_lines(), sample, 0, HR_ORDER_GROUP);
	if (status != HR_OK && status != HR_SKIP)
		return status;
	*made = sample.n == text.n;
	if (status == HR_OK &&
		e->offer.tokens < keep - keep / 100 * GROUP_PERCENT) {
		*order = HR_ORDER_GROUP;
		explain_tried(e->explain, "lines", text, *made ? keep : 0,
			HR_WHY_GROUPED, 0);
		return HR_OK;
	}
	explain_tried(e->explain, "grouped lines", text,
		*made ? e->offer.tokens : 0,
		status == HR_OK ? HR_WHY_IN_ORDER : e->why,
		status == HR_OK ? GROUP_PERCENT : 0);
	swap_offers(e);
	return HR_OK;
}

/* A stretch as lines, slice by slice, each if that saves so many per cent. */
static enum hr_status
add_lines(
	struct encoder *e, struct job *job, struct span text, unsigned percent)
{
	enum hr_order order;
	bool made;
	enum hr_status status = choose_order(e, job, text, &order, &made);

	if (status == HR_SKIP) {
		add_raw(e, job, text);
		return HR_OK;
	}
	while (text.n && status == HR_OK) {
		struct span slice = take_slice(&text);

		status = made ? weigh(e, slice, percent)
			      : make_offer(e, job, codec_of_lines(), slice,
					percent, order);
		if (status == HR_OK || status == HR_SKIP)
			explain_tried(e->explain,
				order == HR_ORDER_GROUP ? "grouped lines"
							: "lines",
				slice, e->offer.tokens,
				status == HR_OK ? HR_WHY_TAKEN : e->why,
				percent);
		if (status == HR_OK) {
			add_block(e, job, slice, &e->offer);
		} else if (status == HR_SKIP) {
			add_raw(e, job, slice);
			status = HR_OK;
		}
	}
	return status;
}

/* A stretch that no codec has found something in. */
static enum hr_status
add_rest(struct encoder *e, struct job *job, struct span text)
{
	enum hr_kind kind = job->kind;

	if (!text.n)
		return HR_OK;
	if (kind == HR_KIND_AUTO)
		kind = text.n == job->text.n ? job->found : detect_kind(text);
	explain_kind(e->explain, kind);
	if (kind == HR_KIND_LOG)
		return add_lines(e, job, text, WORTH_PERCENT);
	if (job->kind == HR_KIND_AUTO && e->lossless)
		return add_lines(e, job, text, WORTH_TEXT_PERCENT);
	explain_tried(e->explain, "lines", text, 0, HR_WHY_NOT_LOG, 0);
	add_raw(e, job, text);
	return HR_OK;
}

/* How much of the text one codec claims, *n; *codec tells which. */
static enum hr_status
find(struct encoder *e, const struct job *job, struct span text, size_t *codec,
	size_t *n)
{
	struct span rest = text, line;
	size_t from, to;

	*n = 0;
	/* In a log nothing else begins with a line of its own; not asking
	 * saves a third of the time. */
	if (job->found == HR_KIND_LOG && span_line(&rest, &line) &&
		stamp_find(line, &from, &to))
		return HR_OK;
	for (size_t i = 0; i < NCODECS && !*n; i++) {
		struct codec_ctx *ctx;

		if (!codecs[i]->find || (job->kind != HR_KIND_AUTO &&
						job->kind != codecs[i]->kind))
			continue;
		ctx = codec_open(&e->set, i);
		if (!ctx)
			return HR_ENOMEM;
		*n = codecs[i]->find(ctx, text);
		*codec = i;
	}
	return HR_OK;
}

/* What becomes of a stretch that a codec claims. */
enum verdict {
	AS_CLAIMED, /* e->offer */
	AS_LINES,
	LEFT, /* to what is around it */
};

/* Tokens of a stretch as lines, judged by a sample; SIZE_MAX: not worth it. */
static enum hr_status
judge_lines(struct encoder *e, const struct job *job, struct span text,
	size_t *tokens)
{
	struct span sample = sample_of(text);
	enum hr_status status = HR_SKIP;

	*tokens = SIZE_MAX;
	if (sample.n)
		status = make_offer(e, job, codec_of_lines(), sample,
			WORTH_PERCENT, HR_ORDER_KEEP);
	if (status == HR_OK)
		*tokens =
			(size_t)((uint64_t)e->offer.tokens * text.n / sample.n);
	else if (status == HR_SKIP && sample.n)
		explain_tried(e->explain, "lines", text,
			sample.n == text.n ? e->offer.tokens : 0, e->why,
			WORTH_PERCENT);
	return status == HR_SKIP ? HR_OK : status;
}

/* Whether a marker stands among the lines: as a row of a table
 * nobody could read it: `[...,4-29 ...],"",""`. */
static bool
has_marker(struct span text)
{
	struct span line;

	while (span_line(&text, &line))
		if (marker_is(line))
			return true;
	return false;
}

/* What weigh_claim() found out: `lines` are tokens as lines, or SIZE_MAX. */
static void
note_claim(struct encoder *e, bool in_log, struct span text, size_t lines,
	enum hr_status status, enum verdict verdict)
{
	const char *name = codecs[e->offer.codec]->name;
	enum hr_why why = e->why;

	if (verdict == AS_CLAIMED)
		why = HR_WHY_TAKEN;
	else if (status == HR_OK)
		why = in_log ? HR_WHY_LOG_LINES : HR_WHY_LINES;
	if (verdict == AS_CLAIMED && lines != SIZE_MAX)
		explain_tried(e->explain, "lines", text, lines, HR_WHY_CLAIM,
			in_log ? 0 : WORTH_PERCENT);
	explain_tried(
		e->explain, name, text, e->offer.tokens, why, WORTH_PERCENT);
}

/* Why a claim is not tried; TAKEN: it is. */
static enum hr_why
why_untried(
	const struct encoder *e, bool in_log, size_t codec, struct span text)
{
	if (!e->lossless && has_marker(text))
		return HR_WHY_MARKERS;
	if (!codecs[codec]->encode)
		return HR_WHY_UNENCODED;
	return in_log && text.n < INSIDE_LOG ? HR_WHY_SHORT : HR_WHY_TAKEN;
}

/*
 * A claim is tried by its codec, and as lines, which are smaller where they say
 * the same thing again and again: all but JSON, whose lines nobody could read.
 */
static enum hr_status
weigh_claim(struct encoder *e, const struct job *job, size_t codec,
	struct span text, enum verdict *verdict)
{
	bool in_log = job->found == HR_KIND_LOG;
	enum hr_why untried = why_untried(e, in_log, codec, text);
	size_t lines = SIZE_MAX, most;
	enum hr_status status = HR_OK;

	*verdict = LEFT;
	if (untried != HR_WHY_TAKEN) {
		explain_tried(
			e->explain, codecs[codec]->name, text, 0, untried, 0);
		return HR_OK;
	}
	if (job->kind == HR_KIND_AUTO && codecs[codec]->kind != HR_KIND_JSON)
		status = judge_lines(e, job, text, &lines);
	if (status == HR_OK)
		status = make_offer(
			e, job, codec, text, WORTH_PERCENT, HR_ORDER_KEEP);
	if (status != HR_OK && status != HR_SKIP)
		return status;
	most = e->offer.tokens - e->offer.tokens * WORTH_PERCENT / 100;
	if (in_log)
		most += e->offer.tokens * INSIDE_LOG_PERCENT / 100;
	if (lines != SIZE_MAX && (status == HR_SKIP || lines <= most))
		*verdict = in_log ? LEFT : AS_LINES;
	else if (status == HR_OK)
		*verdict = AS_CLAIMED;
	note_claim(e, in_log, text, lines, status, *verdict);
	return HR_OK;
}

/* Adds what came before a claim, then the claim. */
static enum hr_status
add_claim(struct encoder *e, struct job *job, struct span run, struct span text,
	enum verdict verdict)
{
	struct offer mine = e->best;
	enum hr_status status;

	/* The offer must wait. */
	e->best = e->offer;
	e->offer = mine;
	status = add_rest(e, job, run);
	explain_kind(e->explain, codecs[e->best.codec]->kind);
	if (status == HR_OK && verdict == AS_LINES)
		return add_lines(e, job, text, WORTH_PERCENT);
	if (status == HR_OK)
		add_block(e, job, text, &e->best);
	return status;
}

static enum hr_status
encode_stretches(struct encoder *e, struct job *job)
{
	struct span rest = job->text, run = span_of(rest.p, 0), line;
	enum hr_status status;

	while (rest.n) {
		size_t codec = 0, n;
		enum verdict verdict;
		struct span text;

		status = find(e, job, rest, &codec, &n);
		if (status != HR_OK)
			return status;
		if (!n) {
			span_line(&rest, &line);
			run.n += line.n;
			continue;
		}
		text = span_of(rest.p, n);
		rest = span_from(rest, n);
		/* What most of it is, however it is written. */
		if (n > job->text.n / 2)
			e->kind = codecs[codec]->kind;
		status = weigh_claim(e, job, codec, text, &verdict);
		if (status == HR_OK && verdict == LEFT) {
			run.n += n;
			continue;
		}
		if (status == HR_OK)
			status = add_claim(e, job, run, text, verdict);
		if (status != HR_OK)
			return status;
		run = span_of(rest.p, 0);
	}
	return add_rest(e, job, run);
}

enum hr_status
encode_text(
	struct encoder *e, struct span text, enum hr_kind kind, struct buf *out)
{
	struct job job = { .text = normalize(e, text),
		.kind = kind,
		.found = kind,
		.out = out };
	enum hr_status status;

	if (kind == HR_KIND_AUTO)
		job.found = e->looked == HR_KIND_AUTO ? detect_kind(job.text)
						      : e->looked;
	buf_reset(out);
	e->kind = HR_KIND_TEXT;
	e->one = false;
	if (!buf_ok(&e->text))
		return HR_ENOMEM;
	status = encode_stretches(e, &job);
	if (status == HR_OK && !buf_ok(out))
		status = HR_ENOMEM;
	return status == HR_OK && !job.encoded ? HR_SKIP : status;
}
