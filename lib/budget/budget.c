/* SPDX-License-Identifier: Apache-2.0 */
/* As many units as tokens allow; see budget.h. */
#include "budget/budget.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/mem.h"
#include "budget/budget_state.h"
#include "table/rank.h"

enum {
	/* A unit of so many tokens waits for no other one. */
	FREE_TOKENS = 100,
	/* A larger one until it is one part in so many of what is before it,
	 * which bounds the part of a budget that it may leave empty. */
	LARGE_PART = 4,
	/* The default mode is not tried on a window of more bytes than this
	 * for each token: a log of 100 MB has 310 bytes a token left, and
	 * trying takes a third of the time. */
	FOLDED_BYTES = 4000,
	/* A sample of an input: so many bytes from so many places. */
	SAMPLE_PLACES = 4,
	SAMPLE_BYTES = 16 << 10,
};

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
	if (b && options->query) {
		b->query = query_new(span_str(options->query));
		if (!b->query) {
			mem_free(b);
			b = NULL;
		}
	}
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
	query_free(b->query);
	blobs_release(&b->blobs);
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
	if (!b->options->budget_percent &&
		text.n / FOLDED_BYTES > b->options->budget)
		b->folding = false;
	input->no_newline = last && !span_ends(text, "\n");
	if (!crlf && !input->no_newline)
		return budget_hold(b, text, line_base, last);
	buf_reset(&b->plain);
	while (span_line(&rest, &line)) {
		if (span_ends(line, "\n"))
			line.n -= crlf ? 2 : 1;
		buf_add(&b->plain, line);
		buf_add_char(&b->plain, '\n');
	}
	return buf_ok(&b->plain)
		       ? budget_hold(b, buf_span(&b->plain), line_base, last)
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

/* ---- what fits ------------------------------------------------------------ */

/* Of units that wait, the one with the fewest tokens goes first; of two the one
 * that was to go out earlier.  As in rank.c, a heap. */
struct waiting {
	uint32_t *place; /* in the order */
	size_t n;
};

static bool
goes_before(
	const struct budget *b, const uint32_t *order, uint32_t i, uint32_t k)
{
	uint32_t a = b->tokens[order[i]], c = b->tokens[order[k]];

	return a < c || (a == c && i < k);
}

static void
wait(const struct budget *b, const uint32_t *order, struct waiting *w,
	uint32_t place)
{
	size_t i = w->n++;

	while (i && goes_before(b, order, place, w->place[(i - 1) / 2])) {
		w->place[i] = w->place[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	w->place[i] = place;
}

static uint32_t
next_waiting(const struct budget *b, const uint32_t *order, struct waiting *w)
{
	uint32_t first = w->place[0], last = w->place[--w->n];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < w->n) {
		if (child + 1 < w->n &&
			goes_before(
				b, order, w->place[child + 1], w->place[child]))
			child++;
		if (!goes_before(b, order, w->place[child], last))
			break;
		w->place[i] = w->place[child];
		i = child;
	}
	w->place[i] = last;
	return first;
}

/*
 * A large unit waits until what is before it in the order costs several times as
 * much as it does, so that it never keeps out many others, whatever the budget
 * is.
 */
static bool
let_large_wait(struct budget *b)
{
	size_t n = b->norder, out = 0;
	uint32_t *order = mem_zalloc(n + 1, sizeof(*order));
	struct waiting w = { mem_zalloc(n + 1, sizeof(*w.place)), 0 };
	uint64_t sum = 0;
	bool ok = order && w.place;

	if (ok)
		memcpy(order, b->order, n * sizeof(*order));
	for (size_t i = 0; ok && (i < n || w.n);) {
		uint64_t most = sum / LARGE_PART;
		uint32_t place;

		if (most < FREE_TOKENS)
			most = FREE_TOKENS;
		if (w.n && (i == n || b->tokens[order[w.place[0]]] <= most)) {
			place = next_waiting(b, order, &w);
		} else if (b->tokens[order[i]] > most) {
			wait(b, order, &w, (uint32_t)i++);
			continue;
		} else {
			place = (uint32_t)i++;
		}
		b->order[out++] = order[place];
		sum += b->tokens[order[place]];
	}
	mem_free(order);
	mem_free(w.place);
	return ok;
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
	return let_large_wait(b) ? HR_OK : HR_ENOMEM;
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
	enum hr_status status = budget_render(b, 0, least);

	if (status != HR_OK || *least > budget)
		return status != HR_OK ? status : HR_SKIP;
	take_best(b, &best);
	while (low < high) {
		size_t middle = low + (high - low + 1) / 2;

		status = budget_render(b, middle, &tokens);
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
			status = budget_render(b, ALL_UNITS, &tokens);
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
