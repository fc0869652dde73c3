/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a window of an input to the units that are held: the window is cut into
 * stretches of one kind, the codec of each makes units of it, and of those the
 * ones that could go out are held.
 */
#include "base/mem.h"
#include "budget/budget_state.h"
#include "filter.h"
#include "table/rank.h"
#include "table/stamp.h"

enum {
	/* Texts that their codecs render are held up to so many bytes in sum;
	 * what comes then is taken as lines. */
	RENDERED_BYTES = 64 << 20,
	/* But always so many tokens, a megabyte of text: what is held decides
	 * what stands beside what, and should not depend on the budget. */
	HELD_TOKENS = 1 << 18,
	/* Tokens of the time at the head of a line in a row of a block. */
	STAMP_TOKENS = 4,
	/* Something else in the middle of a log must have so many bytes, as in
	 * encode.c. */
	INSIDE_LOG = 2 << 10,
	/* In a text of so many bytes what is like many others is not counted:
	 * it costs a token for so many bytes.  The output is counted whatever
	 * units were thought to cost. */
	MANY_BYTES = 1 << 20,
	TOKEN_BYTES = 3,
	/* What is to be kept is worth so many failures. */
	KEEP_TIMES = 100,
};

struct codec_ctx *
budget_open_codec(struct budget *b, size_t codec, uint64_t line, bool last)
{
	struct codec_ctx *ctx = codec_open(&b->set, codec);

	if (ctx) {
		ctx->counter = b->counter;
		ctx->filter = b->filter;
		ctx->stats = b->stats;
		ctx->line_base = line;
		ctx->last = last;
		ctx->encoded = !b->options->plain;
		ctx->query = b->query;
	}
	return ctx;
}

/* What a unit costs when it goes out.  The time at the head of a line is that
 * of the line before but for its end, which is what a block says. */
static uint32_t
cost(struct budget *b, struct span text, bool estimate)
{
	size_t from, to, stamp = 0, tokens;

	if (!b->options->plain && stamp_find(text, &from, &to)) {
		text = span_from(text, to);
		stamp = STAMP_TOKENS;
	}
	tokens = estimate ? text.n / TOKEN_BYTES
			  : hr_count(b->counter, text.p, text.n);
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

/* The bytes of a fresh unit. */
static struct span
unit_text(const struct budget *b, struct span text, const struct unit *u)
{
	return span_of((u->note ? b->fresh.note_text.p : text.p) + u->at, u->n);
}

/* Puts the notes of the fresh units behind them. */
static bool
append_notes(struct budget *b)
{
	struct units *t = &b->fresh;

	for (size_t i = 0; i < t->nnotes; i++)
		if (!units_add(t, t->note[i]))
			return false;
	return true;
}

/* Notes lines and costs of the fresh units behind those that there are. */
static bool
measure(struct budget *b, struct span text, uint64_t line)
{
	size_t at = b->units.n;
	bool many = text.n > MANY_BYTES;

	if (!grow_units(b, at + b->fresh.n))
		return false;
	for (size_t i = 0; i < b->fresh.n; i++, at++) {
		const struct unit *u = &b->fresh.unit[i];

		/* A unit within a line belongs to the line that began. */
		b->line[at] = u->lines ? line : line - (line > 0);
		b->tokens[at] = cost(b, unit_text(b, text, u),
			many && !u->note && u->value <= VALUE_PLAIN);
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
		buf_add(&part->text, unit_text(b, text, &u));
		part->nnotes += u.note;
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
	if (budget > UINT64_MAX / HELD_TIMES)
		return UINT64_MAX;
	budget *= HELD_TIMES;
	return budget > HELD_TOKENS ? budget : HELD_TOKENS;
}

/* What --keep, --drop and --query make of what the fresh units are worth. */
static bool
ask(struct budget *b, struct span text)
{
	if (b->query && !query_rank(b->query, text, &b->fresh, 0))
		return false;
	for (size_t i = 0; b->filter && i < b->fresh.n; i++) {
		struct unit *u = &b->fresh.unit[i];

		switch (filter_match(b->filter, span_of(text.p + u->at, u->n),
			&b->stats->regex_failures)) {
		case FILTER_KEEP:
			u->value = KEEP_TIMES * VALUE_FAILURE;
			u->same = 0;
			break;
		case FILTER_DROP:
			u->value = 0;
			break;
		case FILTER_NONE:
			break;
		}
	}
	return true;
}

/* A stretch that the codec claims, or any text as lines. */
static enum hr_status
add_part(struct budget *b, size_t codec, struct span text, uint64_t line,
	bool last)
{
	struct codec_ctx *ctx = budget_open_codec(b, codec, line, last);
	struct stretch part = { .line = line, .lines = span_lines(text) };
	unsigned char *keep = NULL;
	enum hr_status status;
	bool ok;

	if (!ctx)
		return HR_ENOMEM;
	units_reset(&b->fresh);
	status = codecs[codec]->units(ctx, text, &b->fresh);
	if (status != HR_OK)
		return status;
	if (!ask(b, text) || !append_notes(b) || !measure(b, text, line))
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
	return codec_of_lines();
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
	return status == HR_SKIP
		       ? add_part(b, codec_of_lines(), text, line, last)
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

/* Cuts a text into stretches of one kind. */
static enum hr_status
hold_kinds(struct budget *b, struct span text, uint64_t line_base, bool last)
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
				b, codec_of_lines(), run, at, !rest.n && last);
		at += span_lines(run);
		run = span_of(rest.p, 0);
	}
	return status == HR_OK ? add_rest(b, run, at, last) : status;
}

/* A marker that stands for whole lines is one unit of that many. */
static enum hr_status
hold_blob(struct budget *b, struct span marker, uint64_t line, uint64_t lines)
{
	struct stretch part = { .line = line, .lines = lines };
	bool ok;

	units_reset(&b->fresh);
	ok = units_add(&b->fresh, (struct unit){ .n = (uint32_t)marker.n,
					  .lines = (uint32_t)lines,
					  .needs = NONE,
					  .value = VALUE_PLAIN });
	if (!ok || !measure(b, marker, line) || !hold(b, &part, marker, NULL) ||
		!mem_grow(&b->part, &b->part_cap, b->nparts + 1,
			sizeof(*b->part))) {
		buf_release(&part.text);
		return HR_ENOMEM;
	}
	b->part[b->nparts++] = part;
	b->input[b->ninputs - 1].nparts++;
	return HR_OK;
}

/* A window: markers for blobs, and what is between them. */
enum hr_status
budget_hold(struct budget *b, struct span text, uint64_t line_base, bool last)
{
	enum hr_status status;

	b->blobs.counter = b->counter;
	b->blobs.filter = b->filter;
	b->blobs.kind = b->options->kind;
	status = blobs_replace(&b->blobs, text, line_base);
	if (status == HR_SKIP)
		return hold_kinds(b, text, line_base, last);
	for (size_t i = 0; i < b->blobs.nparts && status == HR_OK; i++) {
		const struct blob_part *p = &b->blobs.part[i];

		text = span_of(b->blobs.text.p + p->at, p->n);
		if (p->lines)
			status = hold_blob(b, text, line_base, p->lines);
		else
			status = hold_kinds(b, text, line_base,
				last && i + 1 == b->blobs.nparts);
		line_base += p->lines ? p->lines : span_lines(text);
	}
	return status;
}
