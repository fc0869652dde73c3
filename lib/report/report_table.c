/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a report; see report_table.h. */
#include "report/report_table.h"

#include <inttypes.h>
#include <stdio.h>

/* Of the modes, the one whose savings stand in a table that has room for one. */
static enum report_mode
main_mode(const struct report_view *view)
{
	return view->simulated ? REPORT_DEFAULT : REPORT_NOW;
}

const char *
report_name(const char *name)
{
	return name && *name ? name : "(none)";
}

void
report_reuse(struct buf *strings, struct buf *out)
{
	if (!buf_ok(strings))
		out->failed = true;
	buf_reset(strings);
}

bool
report_is_negative(const char *cell)
{
	return cell[strspn(cell, "~<")] == '-';
}

/* ---- cells --------------------------------------------------------------- */

/* Where a mark of an estimate is in place; the rest of the cell. */
static char *
mark(const struct report_view *view, char *text)
{
	if (!view->exact)
		*text++ = '~';
	return text;
}

void
report_tokens(const struct report_view *view, uint64_t n, char *text)
{
	report_number(n, mark(view, text));
}

static void
tokens_saved(
	const struct report_view *view, uint64_t now, uint64_t then, char *text)
{
	report_saved(now, then, mark(view, text));
}

static void
percent_saved(
	const struct report_view *view, uint64_t now, uint64_t then, char *text)
{
	report_percent_saved(now, then, now ? mark(view, text) : text);
}

static void
dollars(const struct report_view *view, uint64_t amount, char *text)
{
	report_dollars(amount, mark(view, text));
}

static void
dollars_saved(
	const struct report_view *view, uint64_t now, uint64_t then, char *text)
{
	report_dollars_saved(now, then, mark(view, text));
}

static void
set_bar(struct report_line *line, uint64_t now, uint64_t then)
{
	line->left = then < now ? then : now;
	line->saved = now - line->left;
}

/* ---- lines --------------------------------------------------------------- */

static void
name_mode(const struct report_view *view, enum report_mode mode,
	struct report_line *line)
{
	char number[REPORT_NUMBER];

	line->name = report_mode_names[mode];
	if (mode != REPORT_BUDGET)
		return;
	if (view->budget) {
		report_number(view->budget, number);
		snprintf(line->own_name, sizeof(line->own_name), "budget %s",
			number);
	} else {
		snprintf(line->own_name, sizeof(line->own_name), "budget %u %%",
			view->budget_percent);
	}
	line->name = line->own_name;
}

static void
tokens_line(const struct report_table *t, size_t i, struct report_line *line)
{
	const struct report_view *view = t->view;
	uint64_t now = view->total.tokens[REPORT_NOW];
	uint64_t then = view->total.tokens[t->pick[i]];

	name_mode(view, t->pick[i], line);
	report_tokens(view, then, line->cell[0]);
	set_bar(line, now, then);
	if (t->pick[i] == REPORT_NOW)
		return;
	tokens_saved(view, now, then, line->cell[1]);
	percent_saved(view, now, then, line->cell[2]);
}

static void
money_line(const struct report_table *t, size_t i, struct report_line *line)
{
	const struct report_view *view = t->view;
	const uint64_t *amount = view->amount, *cached = view->cached_amount;
	unsigned mode = t->pick[i];

	name_mode(view, mode, line);
	dollars(view, amount[mode], line->cell[0]);
	dollars(view, cached[mode], line->cell[view->simulated ? 2 : 1]);
	if (mode == REPORT_NOW)
		return;
	dollars_saved(view, amount[REPORT_NOW], amount[mode], line->cell[1]);
	dollars_saved(view, cached[REPORT_NOW], cached[mode], line->cell[3]);
}

static void
axis_line(const struct report_table *t, size_t i, struct report_line *line)
{
	const struct report_view *view = t->view;
	const struct report_rows *rows = &view->by[t->id - REPORT_AXES];
	const struct report_sum *sum =
		i < rows->n ? &rows->row[i].sum : &rows->rest;
	uint64_t now = sum->tokens[REPORT_NOW];
	uint64_t then = sum->tokens[main_mode(view)];

	if (i < rows->n) {
		line->name = report_name(rows->row[i].name);
	} else {
		snprintf(line->own_name, sizeof(line->own_name), "%zu %s",
			rows->nrest, rows->nrest == 1 ? "other" : "others");
		line->name = line->own_name;
	}
	report_number(sum->texts, line->cell[view->simulated ? 4 : 2]);
	report_tokens(view, now, line->cell[0]);
	report_percent(now, view->total.tokens[REPORT_NOW], line->cell[1]);
	set_bar(line, now, then);
	if (!view->simulated)
		return;
	tokens_saved(view, now, then, line->cell[2]);
	percent_saved(view, now, then, line->cell[3]);
}

static void
price_line(const struct report_table *t, size_t i, struct report_line *line)
{
	const struct report_view *view = t->view;
	const struct report_price *p = &view->price[i];
	uint64_t now = p->amount[REPORT_NOW];
	uint64_t then = p->amount[main_mode(view)];

	line->name = report_name(p->model);
	report_number(p->requests, line->cell[0]);
	for (size_t k = 1; k < t->ncolumns; k++)
		strcpy(line->cell[k], "n/a");
	if (!p->known)
		return;
	dollars(view, now, line->cell[1]);
	dollars(view, p->cached_amount[REPORT_NOW], line->cell[2]);
	if (!view->simulated)
		return;
	dollars_saved(view, now, then, line->cell[3]);
	dollars_saved(view, p->cached_amount[REPORT_NOW],
		p->cached_amount[main_mode(view)], line->cell[4]);
}

/* Nobody estimated these. */
static void
billed_line(const struct report_table *t, size_t i, struct report_line *line)
{
	const struct report_view *view = t->view;
	bool days = t->id == REPORT_BILLED_DAYS;
	size_t n = days ? view->nbilled_days : view->nbilled_models;
	const struct report_billed *b = &view->billed;

	if (i < n)
		b = days ? &view->billed_day[i] : &view->billed_model[i];
	line->name = i < n ? report_name(b->name) : "in all";
	report_number(b->usage[REPORT_INPUT], line->cell[0]);
	report_number(b->usage[REPORT_OUTPUT], line->cell[1]);
	if (b->unpriced == b->answers)
		strcpy(line->cell[2], "n/a");
	else if (b->unpriced)
		report_dollars(b->amount, strcpy(line->cell[2], ">") + 1);
	else
		report_dollars(b->amount, line->cell[2]);
	report_number(b->usage[REPORT_CACHED], line->cell[3]);
	report_number(b->usage[REPORT_WRITE], line->cell[4]);
}

static void
waste_line(const struct report_table *t, size_t i, struct report_line *line)
{
	const struct report_finding *f = &t->view->waste[t->pick[i]];

	line->name = report_waste_phrases[t->pick[i]];
	report_number(f->places, line->cell[0]);
	report_tokens(t->view, f->tokens, line->cell[1]);
	if (f->has_amount)
		dollars(t->view, f->amount, line->cell[2]);
	else
		strcpy(line->cell[2], "n/a");
	set_bar(line, f->tokens, f->tokens);
}

static void
fidelity_line(const struct report_table *t, size_t i, struct report_line *line)
{
	const struct report_fidelity *f = &t->view->fidelity[i];
	uint64_t kept = f->kept < f->total ? f->kept : f->total;
	uint64_t left = f->total - kept;
	uint64_t stated = f->stated < left ? f->stated : left;

	line->name = report_name(f->name);
	report_number(f->total, line->cell[0]);
	report_number(f->kept, line->cell[1]);
	report_number(f->stated, line->cell[2]);
	report_number(left - stated, line->cell[3]);
	report_percent(left - stated, f->total, line->cell[4]);
}

void
report_table_line(
	const struct report_table *t, size_t i, struct report_line *line)
{
	*line = (struct report_line){ .name = "" };
	if (t->id == REPORT_TOKENS)
		tokens_line(t, i, line);
	else if (t->id == REPORT_MONEY)
		money_line(t, i, line);
	else if (t->id < REPORT_PRICES)
		axis_line(t, i, line);
	else if (t->id == REPORT_PRICES)
		price_line(t, i, line);
	else if (t->id < REPORT_WASTES)
		billed_line(t, i, line);
	else if (t->id == REPORT_WASTES)
		waste_line(t, i, line);
	else
		fidelity_line(t, i, line);
}

/* ---- tables -------------------------------------------------------------- */

static void
set_heads(struct report_table *t, size_t n, const char *const head[])
{
	memcpy(t->head, head, n * sizeof(*head));
	t->ncolumns = n;
}

static void
pick_modes(struct report_table *t)
{
	for (unsigned mode = 0; mode < REPORT_NMODES; mode++)
		if (report_has_mode(t->view, mode))
			t->pick[t->nlines++] = mode;
}

static void
tokens_table(struct report_table *t)
{
	static const char *const heads[] = { "tokens", "saved", "saved %" };

	t->title = "Tokens";
	t->subject = "mode";
	if (!t->view->total.texts && !t->view->total.tokens[REPORT_NOW])
		return;
	set_heads(t, t->view->simulated ? 3 : 1, heads);
	pick_modes(t);
	t->most = t->view->simulated ? t->view->total.tokens[REPORT_NOW] : 0;
}

static void
money_table(struct report_table *t)
{
	static const char *const heads[] = { "cost", "saved", "cost, cached",
		"saved, cached" };
	static const char *const now[] = { "cost", "cost, cached" };

	t->title = "Money";
	t->subject = "mode";
	if (!t->view->has_amount)
		return;
	set_heads(t, t->view->simulated ? 4 : 2,
		t->view->simulated ? heads : now);
	pick_modes(t);
}

static void
axis_table(struct report_table *t)
{
	static const char *const titles[REPORT_NAXES] = {
		[REPORT_BY_KIND] = "By kind",
		[REPORT_BY_ROLE] = "By role",
		[REPORT_BY_TOOL] = "By tool",
		[REPORT_BY_MODEL] = "By model",
		[REPORT_BY_DAY] = "By day",
		[REPORT_BY_FILE] = "By file",
	};
	/* Where there is no room the last ones are left out. */
	static const char *const heads[] = { "tokens", "share", "saved",
		"saved %", "texts" };
	static const char *const now[] = { "tokens", "share", "texts" };
	unsigned axis = t->id - REPORT_AXES;
	const struct report_rows *rows = &t->view->by[axis];

	t->title = titles[axis];
	t->subject = report_axis_names[axis];
	set_heads(t, t->view->simulated ? 5 : 3,
		t->view->simulated ? heads : now);
	t->nlines = rows->n + (rows->nrest != 0);
	for (size_t i = 0; i < rows->n; i++)
		if (rows->row[i].sum.tokens[REPORT_NOW] > t->most)
			t->most = rows->row[i].sum.tokens[REPORT_NOW];
	if (rows->nrest && rows->rest.tokens[REPORT_NOW] > t->most)
		t->most = rows->rest.tokens[REPORT_NOW];
}

static void
price_table(struct report_table *t)
{
	static const char *const heads[] = { "requests", "cost", "cost, cached",
		"saved", "saved, cached" };

	t->title = "Money by model";
	t->subject = "model";
	set_heads(t, t->view->simulated ? 5 : 3, heads);
	t->nlines = t->view->nprices;
}

/* What is recorded stands beside what is estimated: the difference is told. */
static void
billed_table(struct report_table *t)
{
	static const char *const heads[] = { "input", "output", "cost",
		"from cache", "to cache" };
	const struct report_view *view = t->view;
	bool days = t->id == REPORT_BILLED_DAYS;
	char answers[REPORT_NUMBER], unpriced[REPORT_NUMBER];

	t->title = days ? "Billed by day" : "Billed by model";
	t->subject = days ? "day" : "model";
	set_heads(t, 5, heads);
	t->nlines = days ? view->nbilled_days : view->nbilled_models;
	if (t->nlines > 1)
		t->nlines++;
	if (days)
		return;
	report_number(view->billed.answers, answers);
	report_number(view->billed.unpriced, unpriced);
	snprintf(t->own_note, sizeof(t->own_note),
		"This is what was billed for %s %s, as the provider counted "
		"and the sessions recorded it, at the list prices of each "
		"time; all else here was counted from texts.%s%s%s",
		answers, view->billed.answers == 1 ? "answer" : "answers",
		view->billed.unpriced ? " Not in the cost: " : "",
		view->billed.unpriced ? unpriced : "",
		!view->billed.unpriced ? ""
		: view->billed.unpriced == 1
			? " answer whose price is not known."
			: " answers whose price is not known.");
	t->note = t->own_note;
}

static void
waste_table(struct report_table *t)
{
	static const char *const heads[] = { "places", "tokens", "cost" };
	bool amounts = false;

	t->title = "Waste";
	t->subject = "what";
	for (unsigned i = 0; i < REPORT_NWASTE; i++) {
		const struct report_finding *f = &t->view->waste[i];

		if (!f->places && !f->tokens)
			continue;
		t->pick[t->nlines++] = i;
		amounts |= f->has_amount;
		if (f->tokens > t->most)
			t->most = f->tokens;
	}
	set_heads(t, amounts ? 3 : 2, heads);
}

static void
fidelity_table(struct report_table *t)
{
	static const char *const heads[] = { "in all", "kept", "stated", "lost",
		"lost %" };

	t->title = "Fidelity";
	t->note = "What is stated is named by a marker in its place.";
	t->subject = "facts";
	set_heads(t, 5, heads);
	t->nlines = t->view->nfidelity;
}

bool
report_table_init(
	struct report_table *t, const struct report_view *view, unsigned id)
{
	*t = (struct report_table){ .view = view, .id = id };
	if (id == REPORT_TOKENS)
		tokens_table(t);
	else if (id == REPORT_MONEY)
		money_table(t);
	else if (id < REPORT_PRICES)
		axis_table(t);
	else if (id == REPORT_PRICES)
		price_table(t);
	else if (id < REPORT_WASTES)
		billed_table(t);
	else if (id == REPORT_WASTES)
		waste_table(t);
	else
		fidelity_table(t);
	return t->nlines != 0;
}
