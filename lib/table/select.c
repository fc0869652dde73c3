/* SPDX-License-Identifier: Apache-2.0 */
/* Which records must stay; see select.h. */
#include "table/select.h"

enum {
	/* So many of a kind all stay. */
	FEW_ROWS = 2,
	/* In a column of at most RARE_VALUES different values and RARE_ROWS
	 * rows or more, where one value makes up three quarters, a value in
	 * one row of RARE_SHARE is rare: the status 500 among the 200.  Its
	 * first row stays, and both if there are RARE_COUNT. */
	RARE_SHARE = 20,
	RARE_COUNT = 2,
	RARE_VALUES = 6,
	RARE_ROWS = 12,
	/* A number is an outlier beyond so many standard deviations; fewer
	 * rows than OUTLIER_ROWS cannot get there.  On eight system logs 2
	 * costs 2.7 % more tokens than 5 and 3 costs 0.7 %; 8 saves 0.7 %. */
	OUTLIER_SIGMA = 5,
	OUTLIER_ROWS = 30,
	/* A change point parts a column in two values, CHANGE_ROWS of each. */
	CHANGE_ROWS = 3,
};

static void
keep_rare(const struct columns *t, const struct column *c, unsigned char *stay)
{
	uint32_t most = 0;

	if (c->many || c->values > RARE_VALUES || c->rows < RARE_ROWS)
		return;
	for (uint32_t v = c->first_value; v != NONE; v = t->value[v].next)
		if (t->value[v].count > most)
			most = t->value[v].count;
	if (most < c->rows - c->rows / 4)
		return;
	for (uint32_t v = c->first_value; v != NONE; v = t->value[v].next) {
		const struct value *value = &t->value[v];

		if (value->count <= RARE_COUNT) {
			stay[value->row] = 1;
			stay[value->last_row] = 1;
		} else if (value->count <= c->rows / RARE_SHARE) {
			stay[value->row] = 1;
		}
	}
}

static void
keep_outliers(const struct column *c, unsigned char *stay)
{
	double n = c->rows, mean, variance, high, low;

	if (!c->numeric || c->rows < OUTLIER_ROWS)
		return;
	mean = c->base + c->sum / n;
	variance = c->squares / n - c->sum / n * (c->sum / n);
	high = c->max.value - mean;
	low = mean - c->min.value;
	if (high > 0 && high * high > variance * OUTLIER_SIGMA * OUTLIER_SIGMA)
		stay[c->max.row] = 1;
	if (low > 0 && low * low > variance * OUTLIER_SIGMA * OUTLIER_SIGMA)
		stay[c->min.row] = 1;
}

static void
keep_change(
	const struct columns *t, const struct column *c, unsigned char *stay)
{
	const struct value *a, *b;

	if (c->many || c->values != 2)
		return;
	a = &t->value[c->first_value];
	b = &t->value[a->next];
	if (a->last_row < b->row && a->count >= CHANGE_ROWS &&
		b->count >= CHANGE_ROWS)
		stay[b->row] = 1;
}

/* Whether nothing but the time tells the records of a kind apart. */
static bool
all_constant(const struct columns *t, const struct kind *kind)
{
	for (uint32_t i = 0; i < kind->ncolumns; i++)
		if (!t->column[kind->column + i].constant)
			return false;
	return true;
}

void
select_rows(const struct window *w, const struct mine *m,
	const struct columns *t, unsigned char *stay)
{
	for (size_t r = 0; r < w->nrecords; r++) {
		const struct kind *kind =
			&m->kind[w->form[w->record[r].form].kind];

		if (kind->first == r || kind->wide ||
			(kind->rows <= FEW_ROWS && !all_constant(t, kind)))
			stay[r] = 1;
	}
	for (size_t k = 0; k < m->nkinds; k++) {
		const struct kind *kind = &m->kind[k];

		for (uint32_t i = 0; i < kind->ncolumns; i++) {
			const struct column *c = &t->column[kind->column + i];

			if (c->constant || c->same_as != NONE)
				continue;
			keep_rare(t, c, stay);
			keep_outliers(c, stay);
			keep_change(t, c, stay);
		}
	}
}
