/* SPDX-License-Identifier: Apache-2.0 */
/* Money of answers that sessions recorded; see billed.h. */
#include "report/billed.h"

#include <stdlib.h>

#include "base/date.h"

/* An answer with its day and its amount. */
struct entry {
	const struct report_answer *answer;
	char day[DATE_TEXT];
	bool known;
	uint64_t amount;
};

/* The price that was found last: answers of a model come one after the other. */
struct found {
	const char *model;
	uint64_t time;
	enum hr_status status;
	struct price price;
};

static int
by_model(const void *a, const void *b)
{
	const struct report_answer *x = ((const struct entry *)a)->answer;
	const struct report_answer *y = ((const struct entry *)b)->answer;
	int order = strcmp(x->model, y->model);

	return order ? order : (x->time > y->time) - (x->time < y->time);
}

static int
by_day(const void *a, const void *b)
{
	return strcmp(
		((const struct entry *)a)->day, ((const struct entry *)b)->day);
}

static int
by_amount(const void *a, const void *b)
{
	const struct report_billed *x = a, *y = b;
	uint64_t m = x->usage[REPORT_INPUT] + x->usage[REPORT_OUTPUT];
	uint64_t n = y->usage[REPORT_INPUT] + y->usage[REPORT_OUTPUT];

	if (x->amount != y->amount)
		return x->amount < y->amount ? 1 : -1;
	return m == n ? strcmp(x->name, y->name) : (m < n) - (m > n);
}

/* Prices change at a minute. */
static const struct price *
price_of(const struct price_list *prices, const struct report_answer *a,
	struct found *found)
{
	if (found->model && !strcmp(found->model, a->model) &&
		found->time / 60 == a->time / 60)
		return found->status == HR_OK ? &found->price : NULL;
	found->model = a->model;
	found->time = a->time;
	found->status =
		price_find(prices, a->model, (int64_t)a->time, &found->price);
	return found->status == HR_OK ? &found->price : NULL;
}

/* Without a time nobody knows what it cost then. */
static void
set_amount(
	struct entry *e, const struct price_list *prices, struct found *found)
{
	const uint64_t *u = e->answer->usage;
	struct answer_usage usage = { .input = (int64_t)u[REPORT_INPUT],
		.cached = (int64_t)u[REPORT_CACHED],
		.cache_write = (int64_t)u[REPORT_WRITE],
		.cache_write_1h = (int64_t)u[REPORT_WRITE_1H],
		.output = (int64_t)u[REPORT_OUTPUT] };
	const struct price *price;

	if (!prices || !*e->answer->model || !e->answer->time)
		return;
	price = price_of(prices, e->answer, found);
	e->known =
		price && price_cost(price, &usage, false, &e->amount) == HR_OK;
}

static void
add(struct report_billed *to, const struct entry *e)
{
	to->answers++;
	for (size_t i = 0; i < REPORT_NUSAGE; i++)
		to->usage[i] += e->answer->usage[i];
	to->unpriced += !e->known;
	if (e->known)
		to->amount += e->amount;
}

/* A row for each name; entries of one follow each other. */
static size_t
make_rows(const struct entry *e, size_t n, bool days, struct report_billed *row)
{
	size_t rows = 0;

	for (size_t i = 0; i < n; i++) {
		const char *name = days ? e[i].day : e[i].answer->model;

		if (!rows || strcmp(row[rows - 1].name, name) != 0)
			row[rows++] = (struct report_billed){ .name = name };
		add(&row[rows - 1], &e[i]);
	}
	return rows;
}

bool
billed_make(const struct report *r, const struct price_list *prices,
	struct arena *arena, struct report_view *v)
{
	size_t n = r->nanswers;
	struct entry *e = arena_alloc(arena, (n + 1) * sizeof(*e));
	struct entry *day = arena_alloc(arena, (n + 1) * sizeof(*e));
	struct report_billed *row = arena_alloc(arena, (n + 1) * sizeof(*row));
	struct report_billed *days = arena_alloc(arena, (n + 1) * sizeof(*row));
	struct found found = { .model = NULL };

	if (!e || !day || !row || !days)
		return false;
	for (size_t i = 0; i < n; i++) {
		e[i] = (struct entry){ .answer = &r->answer[i] };
		if (e[i].answer->time)
			date_format(
				date_of((int64_t)e[i].answer->time), e[i].day);
	}
	qsort(e, n, sizeof(*e), by_model);
	for (size_t i = 0; i < n; i++) {
		set_amount(&e[i], prices, &found);
		add(&v->billed, &e[i]);
	}
	v->nbilled_models = make_rows(e, n, false, row);
	qsort(row, v->nbilled_models, sizeof(*row), by_amount);
	v->billed_model = row;
	memcpy(day, e, n * sizeof(*e));
	qsort(day, n, sizeof(*day), by_day);
	v->nbilled_days = make_rows(day, n, true, days);
	v->billed_day = days;
	return true;
}
