/* SPDX-License-Identifier: Apache-2.0 */
/* As many units as tokens allow; see budget.h. */
#include "budget.h"

#include <inttypes.h>
#include <stdio.h>

#include "codec/block.h"
#include "detect/detect.h"
#include "filter.h"
#include "table/marker.h"
#include "table/rank.h"
#include "table/stamp.h"

enum {
	/* Of what is not rendered by its codec, so many times the budget is
	 * held: a marker or an encoding may make a unit cheaper than it was
	 * thought to be, but not by so much. */
	HELD_TIMES = 4,
	/* Texts that their codecs render are held up to so many bytes in sum;
	 * what comes then is taken as lines. */
	RENDERED_BYTES = 64 << 20,
	/* A unit that would take one part in so many of the budget is the last
	 * to go out, as it would keep out all others. */
	LARGE_PART = 2,
	/* Tokens of the time at the head of a line in a row of a block. */
	STAMP_TOKENS = 4,
	/* Something else in the middle of a log must have so many bytes, as in
	 * encode.c. */
	INSIDE_LOG = 2 << 10,
	/* A sample of an input: so many bytes from so many places. */
	SAMPLE_PLACES = 4,
	SAMPLE_BYTES = 16 << 10,
};

#define ALL_UNITS SIZE_MAX

/* A stretch of one kind. */
struct stretch {
	struct buf text; /* of the units that are held */
	const struct codec *codec; /* that renders it; NULL: lines */
	uint64_t line, lines; /* the first one, and how many */
	size_t unit, nunits;
};

struct input {
	struct buf header;
	struct buf sample; /* of its lines, to tell what they have in common */
	size_t part, nparts;
	bool crlf, no_newline;
};

struct budget {
	const struct hr_options *options;
	struct hr_counter *counter;
	struct encoder *encoder;
	const struct filter *filter;
	struct hr_stats *stats;
	struct codec_set set;

	struct input *input;
	size_t ninputs, input_cap;
	struct stretch *part;
	size_t nparts, part_cap;
	/* Of all parts, one after the other. */
	struct units units;
	uint64_t *line; /* of each unit: the first line that it has a part in */
	size_t line_cap;
	uint32_t *tokens; /* of each unit, about */
	size_t tokens_cap;
	bool pruned; /* some units are no longer held */
	size_t rendered; /* bytes of texts that their codecs render */

	struct buf folded; /* what the default mode makes of all */
	uint64_t folded_tokens;
	bool folding;

	struct units fresh; /* of the part that is being added */
	struct buf plain; /* with "\n" at the end of each line */
	uint32_t *order;
	size_t norder; /* units in it that may go out */
	unsigned char *keep;
	struct buf one, coded, out, best;
};

/* ---- units of a window ---------------------------------------------------- */

/* The codec of lines makes units of whatever consists of lines. */
static size_t
lines_codec(void)
{
	size_t i = 0;

	while (codecs[i]->find)
		i++;
	return i;
}

static struct codec_ctx *
open_codec(struct budget *b, size_t codec, uint64_t line, bool last)
{
	struct codec_ctx *ctx = codec_open(&b->set, codec);

	if (ctx) {
		ctx->counter = b->counter;
		ctx->filter = b->filter;
		ctx->stats = b->stats;
		ctx->line_base = line;
		ctx->last = last;
		ctx->encoded = !b->options->plain;
	}
	return ctx;
}

/* What a unit costs when it goes out.  The time at the head of a line is that
 * of the line before but for its end, which is what a block says. */
static uint32_t
cost(struct budget *b, struct span text)
{
	size_t from, to, stamp = 0, tokens;

	if (!b->options->plain && stamp_find(text, &from, &to)) {
		text = span_from(text, to);
		stamp = STAMP_TOKENS;
	}
	tokens = hr_count(b->counter, text.p, text.n);
	return tokens < UINT32_MAX - stamp ? (uint32_t)(tokens + stamp)
					   : UINT32_MAX;
}

static bool
grow_units(struct budget *b, size_t n)
{
	return mem_grow(&b->units.unit, &b->units.cap, n,
		       sizeof(*b->units.unit)) &&
	       mem_grow(&b->line, &b->line_cap, n, sizeof(*b->line)) &&
	       mem_grow(&b->tokens, &b->tokens_cap, n, sizeof(*b->tokens));
}

/* Notes lines and costs of the fresh units behind those that there are. */
static bool
measure(struct budget *b, struct span text, uint64_t line)
{
	size_t at = b->units.n;

	if (!grow_units(b, at + b->fresh.n))
		return false;
	for (size_t i = 0; i < b->fresh.n; i++, at++) {
		const struct unit *u = &b->fresh.unit[i];

		/* A unit within a line belongs to the line that began. */
		b->line[at] = u->lines ? line : line - (line > 0);
		b->tokens[at] = cost(b, span_of(text.p + u->at, u->n));
		line += u->lines;
	}
	return true;
}

/* Which of the fresh units could go out: those that come first in their own
 * order.  keep[] is theirs. */
static bool
prune(struct budget *b, uint64_t most, unsigned char *keep)
{
	const uint32_t *tokens = b->tokens + b->units.n;
	uint32_t *order = mem_zalloc(b->fresh.n + 1, sizeof(*order));
	size_t n = SIZE_MAX;

	if (order)
		n = rank_units(b->fresh.unit, tokens, b->fresh.n, most, order);
	for (size_t i = 0; n != SIZE_MAX && i < n; i++)
		keep[order[i]] = 1;
	mem_free(order);
	return n != SIZE_MAX;
}

/* The fresh units that are to be held, to those that there are. */
static bool
hold(struct budget *b, struct stretch *part, struct span text,
	const unsigned char *keep)
{
	size_t at = b->units.n, from = at;
	uint32_t *where = mem_zalloc(b->fresh.n, sizeof(*where));

	if (!where)
		return false;
	for (size_t i = 0; i < b->fresh.n; i++) {
		struct unit u = b->fresh.unit[i];

		where[i] = NONE;
		if (keep && !keep[i])
			continue;
		where[i] = (uint32_t)at;
		b->line[at] = b->line[from + i];
		b->tokens[at] = b->tokens[from + i];
		buf_add(&part->text, span_of(text.p + u.at, u.n));
		u.at = (uint32_t)(part->text.n - u.n);
		b->units.unit[at++] = u;
	}
	for (size_t i = from; i < at; i++) {
		struct unit *u = &b->units.unit[i];

		u->needs = u->needs < b->fresh.n ? where[u->needs] : NONE;
		if (u->needs != NONE)
			u->needs -= (uint32_t)from;
	}
	b->pruned |= at - from < b->fresh.n;
	b->units.n = at;
	part->unit = from;
	part->nunits = at - from;
	mem_free(where);
	return buf_ok(&part->text);
}

/* Tokens of units that are held at most, of this window: SIZE_MAX if all. */
static uint64_t
held_tokens(struct budget *b, struct span text)
{
	uint64_t budget = b->options->budget;

	if (b->options->budget_percent)
		budget = hr_count(b->counter, text.p, text.n) / 100 *
			 b->options->budget_percent;
	return budget < UINT64_MAX / HELD_TIMES ? budget * HELD_TIMES
						: UINT64_MAX;
}

/* A stretch that the codec claims, or any text as lines. */
static enum hr_status
add_part(struct budget *b, size_t codec, struct span text, uint64_t line,
	bool last)
{
	struct codec_ctx *ctx = open_codec(b, codec, line, last);
	struct stretch part = { .line = line, .lines = span_lines(text) };
	unsigned char *keep = NULL;
	enum hr_status status;
	bool ok;

	if (!ctx)
		return HR_ENOMEM;
	b->fresh.n = 0;
	status = codecs[codec]->units(ctx, text, &b->fresh);
	if (status != HR_OK)
		return status;
	if (!measure(b, text, line))
		return HR_ENOMEM;
	if (codecs[codec]->render) {
		part.codec = codecs[codec];
		b->rendered += text.n;
	} else {
		keep = mem_zalloc(b->fresh.n + 1, 1);
		if (!keep || !prune(b, held_tokens(b, text), keep)) {
			mem_free(keep);
			return HR_ENOMEM;
		}
	}
	ok = hold(b, &part, text, keep) &&
	     mem_grow(&b->part, &b->part_cap, b->nparts + 1, sizeof(*b->part));
	mem_free(keep);
	if (!ok) {
		buf_release(&part.text);
		return HR_ENOMEM;
	}
	b->part[b->nparts++] = part;
	b->input[b->ninputs - 1].nparts++;
	return HR_OK;
}

/* The codec that makes units of a text that none has claimed. */
static size_t
codec_of(struct budget *b, struct span text)
{
	enum hr_kind kind = b->options->kind;

	if (kind == HR_KIND_AUTO)
		kind = detect_kind(text);
	for (size_t i = 0; i < NCODECS; i++)
		if (codecs[i]->kind == kind && codecs[i]->units &&
			!codecs[i]->find)
			return i;
	return lines_codec();
}

static enum hr_status
add_rest(struct budget *b, struct span text, uint64_t line, bool last)
{
	size_t codec;
	enum hr_status status = HR_SKIP;

	if (!text.n)
		return HR_OK;
	codec = codec_of(b, text);
	if (!codecs[codec]->render || b->rendered + text.n <= RENDERED_BYTES)
		status = add_part(b, codec, text, line, last);
	return status == HR_SKIP ? add_part(b, lines_codec(), text, line, last)
				 : status;
}

/* How much of the text a codec claims that can make units of it. */
static enum hr_status
find(struct budget *b, bool in_log, struct span text, size_t *codec, size_t *n)
{
	struct span rest = text, line;
	size_t from, to;

	*n = 0;
	if (in_log && span_line(&rest, &line) && stamp_find(line, &from, &to))
		return HR_OK;
	for (size_t i = 0; i < NCODECS && !*n; i++) {
		struct codec_ctx *ctx;

		if (!codecs[i]->find || !codecs[i]->units ||
			(b->options->kind != HR_KIND_AUTO &&
				b->options->kind != codecs[i]->kind))
			continue;
		ctx = codec_open(&b->set, i);
		if (!ctx)
			return HR_ENOMEM;
		*n = codecs[i]->find(ctx, text);
		*codec = i;
	}
	if (in_log && *n < INSIDE_LOG)
		*n = 0;
	if (*n && b->rendered + *n > RENDERED_BYTES)
		*n = 0;
	return HR_OK;
}

/* Cuts a window into stretches of one kind. */
static enum hr_status
add_parts(struct budget *b, struct span text, uint64_t line_base, bool last)
{
	struct span rest = text, run = span_of(text.p, 0), line;
	enum hr_kind kind = b->options->kind;
	enum hr_status status = HR_OK;
	uint64_t at = line_base; /* of run */
	bool in_log;

	if (kind == HR_KIND_AUTO)
		kind = detect_kind(text);
	in_log = kind == HR_KIND_LOG;
	while (rest.n && status == HR_OK) {
		size_t codec = 0, n;

		status = find(b, in_log, rest, &codec, &n);
		if (status == HR_OK && !n) {
			span_line(&rest, &line);
			run.n += line.n;
			continue;
		}
		if (status == HR_OK)
			status = add_rest(b, run, at, false);
		at += span_lines(run);
		run = span_of(rest.p, n);
		rest = span_from(rest, n);
		if (status == HR_OK)
			status = add_part(b, codec, run, at, !rest.n && last);
		if (status == HR_SKIP)
			status = add_part(
				b, lines_codec(), run, at, !rest.n && last);
		at += span_lines(run);
		run = span_of(rest.p, 0);
	}
	return status == HR_OK ? add_rest(b, run, at, last) : status;
}

/* ---- inputs --------------------------------------------------------------- */

struct budget *
budget_new(const struct hr_options *options, struct hr_counter *counter,
	struct encoder *encoder, const struct filter *filter,
	struct hr_stats *stats)
{
	struct budget *b = mem_zalloc(1, sizeof(*b));

	if (b)
		*b = (struct budget){ .options = options,
			.counter = counter,
			.encoder = encoder,
			.filter = filter,
			.stats = stats,
			.folding = true };
	return b;
}

void
budget_free(struct budget *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < b->ninputs; i++) {
		buf_release(&b->input[i].header);
		buf_release(&b->input[i].sample);
	}
	for (size_t i = 0; i < b->nparts; i++)
		buf_release(&b->part[i].text);
	codec_set_release(&b->set);
	mem_free(b->input);
	mem_free(b->part);
	units_release(&b->units);
	units_release(&b->fresh);
	mem_free(b->line);
	mem_free(b->tokens);
	mem_free(b->order);
	mem_free(b->keep);
	buf_release(&b->folded);
	buf_release(&b->plain);
	buf_release(&b->one);
	buf_release(&b->coded);
	buf_release(&b->out);
	buf_release(&b->best);
	mem_free(b);
}

enum hr_status
budget_begin(struct budget *b, struct span header)
{
	struct input *input;

	if (!mem_grow(&b->input, &b->input_cap, b->ninputs + 1,
		    sizeof(*b->input)))
		return HR_ENOMEM;
	input = &b->input[b->ninputs++];
	*input = (struct input){ .part = b->nparts };
	buf_add(&input->header, header);
	return buf_ok(&input->header) ? budget_add_folded(b, header)
				      : HR_ENOMEM;
}

/* Whether the lines end in "\r\n", as far as the window tells. */
static bool
has_crlf(struct span text)
{
	struct span line;

	if (!memchr(text.p, '\r', text.n))
		return false;
	while (span_line(&text, &line))
		if (span_ends(line, "\n") != span_ends(line, "\r\n"))
			return false;
	return true;
}

static void
take_sample(struct input *input, struct span text)
{
	for (size_t i = 0; i < SAMPLE_PLACES; i++) {
		struct span part = span_of(text.p + text.n / SAMPLE_PLACES * i,
			text.n / SAMPLE_PLACES);
		struct span line;

		if (i)
			span_line(&part, &line);
		if (part.n > SAMPLE_BYTES)
			part.n = SAMPLE_BYTES;
		while (part.n && part.p[part.n - 1] != '\n')
			part.n--;
		buf_add(&input->sample, part);
	}
}

enum hr_status
budget_add(struct budget *b, struct span text, uint64_t line_base, bool last)
{
	struct input *input = &b->input[b->ninputs - 1];
	struct span rest = text, line;
	bool crlf = has_crlf(text);

	if (!input->nparts) {
		input->crlf = crlf;
		take_sample(input, text);
	}
	/* What is different in a later window stays in its lines. */
	crlf &= input->crlf;
	input->no_newline = last && !span_ends(text, "\n");
	if (!crlf && !input->no_newline)
		return add_parts(b, text, line_base, last);
	buf_reset(&b->plain);
	while (span_line(&rest, &line)) {
		if (span_ends(line, "\n"))
			line.n -= crlf ? 2 : 1;
		buf_add(&b->plain, line);
		buf_add_char(&b->plain, '\n');
	}
	return buf_ok(&b->plain)
		       ? add_parts(b, buf_span(&b->plain), line_base, last)
		       : HR_ENOMEM;
}

enum hr_status
budget_skip(struct budget *b, uint64_t line, uint64_t lines)
{
	struct stretch part = {
		.line = line, .lines = lines, .unit = b->units.n
	};

	if (!lines)
		return HR_OK;
	if (!mem_grow(&b->part, &b->part_cap, b->nparts + 1, sizeof(*b->part)))
		return HR_ENOMEM;
	b->part[b->nparts++] = part;
	b->input[b->ninputs - 1].nparts++;
	b->pruned = true;
	b->folding = false;
	return HR_OK;
}

bool
budget_wants_folded(const struct budget *b)
{
	return b->folding;
}

enum hr_status
budget_add_folded(struct budget *b, struct span out)
{
	if (!b->folding)
		return HR_OK;
	b->folded_tokens += hr_count(b->counter, out.p, out.n);
	buf_add(&b->folded, out);
	if (!b->options->budget_percent &&
		b->folded_tokens > b->options->budget) {
		b->folding = false;
		buf_release(&b->folded);
	}
	return buf_ok(&b->folded) ? HR_OK : HR_ENOMEM;
}

/* ---- rendering ------------------------------------------------------------ */

/* Lines that are left out, from one on; none: UINT64_MAX. */
struct gap {
	uint64_t from;
};

static void
close_gap(struct budget *b, struct gap *gap, uint64_t to, struct buf *out)
{
	if (gap->from < to) {
		buf_add_str(out, MARKER_OPEN);
		marker_range(out, gap->from, to - 1);
		buf_add_str(out, MARKER_CLOSE "\n");
		b->stats->markers++;
		b->stats->lines_folded += to - gap->from;
	}
	gap->from = UINT64_MAX;
}

static void
open_gap(struct gap *gap, uint64_t from)
{
	if (gap->from == UINT64_MAX)
		gap->from = from;
}

/* The kept units of a part that consists of lines. */
static void
render_lines(struct budget *b, const struct stretch *part, struct gap *gap,
	struct buf *out)
{
	uint64_t line = part->line;

	for (size_t i = part->unit; i < part->unit + part->nunits; i++) {
		const struct unit *u = &b->units.unit[i];

		if (!b->keep[i])
			continue;
		if (b->line[i] > line)
			open_gap(gap, line);
		close_gap(b, gap, b->line[i], out);
		buf_add(out, span_of(part->text.p + u->at, u->n));
		line = b->line[i] + u->lines;
		b->stats->lines_kept += u->lines;
	}
	if (line < part->line + part->lines)
		open_gap(gap, line);
}

static enum hr_status
render_part(struct budget *b, const struct stretch *part, struct gap *gap,
	struct buf *out)
{
	bool any = part->nunits &&
		   memchr(b->keep + part->unit, 1, part->nunits) != NULL;
	struct codec_ctx *ctx;
	size_t i = 0;

	if (!any) {
		open_gap(gap, part->line);
		return HR_OK;
	}
	if (!part->codec) {
		render_lines(b, part, gap, out);
		return HR_OK;
	}
	close_gap(b, gap, part->line, out);
	while (codecs[i] != part->codec)
		i++;
	ctx = open_codec(b, i, part->line, false);
	if (!ctx)
		return HR_ENOMEM;
	return part->codec->render(ctx, buf_span(&part->text),
		b->units.unit + part->unit, part->nunits, b->keep + part->unit,
		out);
}

/* A text, or what is fewer tokens and says the same, behind b->out.  What looks
 * like a block goes out in one, as it could not be told apart. */
static enum hr_status
add_encoded(struct budget *b, const struct input *input, struct span text)
{
	enum hr_status status = HR_SKIP;
	struct buf *coded = &b->coded;

	if (!b->options->plain && text.n) {
		b->encoder->counter = b->counter;
		b->encoder->order = b->options->order;
		b->encoder->sample = buf_span(&input->sample);
		b->encoder->lossless = false;
		status = encode_text(b->encoder, text, b->options->kind, coded);
	}
	if (status != HR_OK && status != HR_SKIP)
		return status;
	if (status == HR_OK &&
		(block_is_in(text) ||
			hr_count(b->counter, coded->p, coded->n) <
				hr_count(b->counter, text.p, text.n)))
		text = buf_span(coded);
	buf_add(&b->out, text);
	return buf_ok(&b->out) ? HR_OK : HR_ENOMEM;
}

/* One input with what is kept of it, as it goes out, behind b->out. */
static enum hr_status
render_input(struct budget *b, const struct input *input)
{
	struct gap gap = { UINT64_MAX };
	enum hr_status status = HR_OK;
	uint64_t end = 0;
	struct span text, line;

	buf_reset(&b->one);
	for (size_t i = 0; i < input->nparts && status == HR_OK; i++) {
		const struct stretch *part = &b->part[input->part + i];

		status = render_part(b, part, &gap, &b->one);
		end = part->line + part->lines;
	}
	close_gap(b, &gap, end, &b->one);
	if (status != HR_OK || !buf_ok(&b->one))
		return status != HR_OK ? status : HR_ENOMEM;
	if (input->no_newline && b->one.n)
		b->one.n--;
	text = buf_span(&b->one);
	if (input->header.n && b->out.n && b->out.p[b->out.n - 1] != '\n')
		buf_add_char(&b->out, '\n');
	buf_add(&b->out, buf_span(&input->header));
	if (input->crlf) {
		buf_reset(&b->plain);
		while (span_line(&text, &line)) {
			bool ends = span_ends(line, "\n");

			buf_add(&b->plain, span_of(line.p, line.n - ends));
			buf_add_str(&b->plain, ends ? "\r\n" : "");
		}
		text = buf_span(&b->plain);
		if (!buf_ok(&b->plain))
			return HR_ENOMEM;
	}
	return add_encoded(b, input, text);
}

/* All inputs with the first k units of the order, or ALL_UNITS; *tokens of
 * that. */
static enum hr_status
render(struct budget *b, size_t k, size_t *tokens)
{
	enum hr_status status = HR_OK;

	memset(b->keep, k == ALL_UNITS, b->units.n);
	for (size_t i = 0; k != ALL_UNITS && i < k; i++)
		b->keep[b->order[i]] = 1;
	b->stats->lines_kept = b->stats->lines_folded = b->stats->markers = 0;
	buf_reset(&b->out);
	for (size_t i = 0; i < b->ninputs && status == HR_OK; i++)
		status = render_input(b, &b->input[i]);
	if (status != HR_OK)
		return status;
	*tokens = hr_count(b->counter, b->out.p, b->out.n);
	return *tokens == SIZE_MAX ? HR_ENOMEM : HR_OK;
}

/* ---- what fits ------------------------------------------------------------ */

/* Units so large that nothing else would fit are not for this budget. */
static void
leave_out_large(struct budget *b, uint64_t budget)
{
	size_t n = 0;

	for (size_t i = 0; i < b->norder; i++)
		if (b->tokens[b->order[i]] <= budget / LARGE_PART)
			b->order[n++] = b->order[i];
	b->norder = n;
}

/* What units need, counted from the first unit of all, or of their part. */
static void
shift_needs(struct budget *b, bool absolute)
{
	for (size_t p = 0; p < b->nparts; p++) {
		const struct stretch *part = &b->part[p];
		uint32_t by = (uint32_t)part->unit;

		for (size_t i = 0; i < part->nunits; i++) {
			struct unit *u = &b->units.unit[part->unit + i];

			if (u->needs != NONE)
				u->needs += absolute ? by : -by;
		}
	}
}

static enum hr_status
put_in_order(struct budget *b, uint64_t budget)
{
	size_t n = b->units.n;

	b->order = mem_zalloc(n + 1, sizeof(*b->order));
	b->keep = mem_zalloc(n + 1, sizeof(*b->keep));
	if (!b->order || !b->keep)
		return HR_ENOMEM;
	shift_needs(b, true);
	b->norder = rank_units(
		b->units.unit, b->tokens, n, budget * HELD_TIMES, b->order);
	shift_needs(b, false);
	if (b->norder == SIZE_MAX)
		return HR_ENOMEM;
	leave_out_large(b, budget);
	return HR_OK;
}

/* What was rendered last is the best so far. */
static void
take_best(struct budget *b, struct hr_stats *best)
{
	struct buf out = b->best;

	b->best = b->out;
	b->out = out;
	*best = *b->stats;
}

/* Renders as many units as fit to b->best; HR_SKIP: not even none of them,
 * which takes *least tokens. */
static enum hr_status
fit(struct budget *b, uint64_t budget, size_t *least)
{
	size_t low = 0, high = b->norder, tokens;
	struct hr_stats best;
	enum hr_status status = render(b, 0, least);

	if (status != HR_OK || *least > budget)
		return status != HR_OK ? status : HR_SKIP;
	take_best(b, &best);
	while (low < high) {
		size_t middle = low + (high - low + 1) / 2;

		status = render(b, middle, &tokens);
		if (status != HR_OK)
			return status;
		if (tokens <= budget) {
			low = middle;
			take_best(b, &best);
		} else {
			high = middle - 1;
		}
	}
	*b->stats = best;
	return HR_OK;
}

enum hr_status
budget_finish(struct budget *b, uint64_t tokens_in, struct span *out,
	struct hr_error *err)
{
	uint64_t budget = b->options->budget;
	size_t tokens;
	enum hr_status status;

	if (b->options->budget_percent)
		budget = tokens_in * b->options->budget_percent / 100;
	status = put_in_order(b, budget);
	if (status == HR_OK && !b->pruned) {
		uint64_t sum = 0;

		for (size_t i = 0; i < b->units.n; i++)
			sum += b->tokens[i];
		if (sum / 4 <= budget) {
			status = render(b, ALL_UNITS, &tokens);
			*out = buf_span(&b->out);
			if (status != HR_OK || tokens <= budget)
				return status;
		}
	}
	if (status == HR_OK && b->folding &&
		hr_count(b->counter, b->folded.p, b->folded.n) <= budget) {
		*out = buf_span(&b->folded);
		return HR_OK;
	}
	if (status == HR_OK)
		status = fit(b, budget, &tokens);
	*out = buf_span(&b->best);
	if (status != HR_SKIP)
		return status;
	*err = (struct hr_error){ .code = HR_ELIMIT };
	snprintf(err->text, sizeof(err->text),
		"a budget of %" PRIu64
		" tokens is too small: it takes %zu to say what is left out",
		budget, tokens);
	return HR_ELIMIT;
}
