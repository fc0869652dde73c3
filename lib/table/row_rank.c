/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judging rows by what their columns are like; see row_value.h.
 *
 * Each thing that is odd about a row has a value and a name; the row gets the
 * greatest value and a share of the others, and `same` is the name, so that a
 * hundred rows that are odd in the same way are not worth a hundred times one.
 */
#include <math.h>

#include "base/hash.h"
#include "base/mem.h"
#include "table/row_cell.h"

enum {
	/* Numbers beyond so many standard deviations are outliers, as in
	 * select.c; fewer rows cannot get there. */
	OUTLIER_SIGMA = 5,
	OUTLIER_ROWS = 30,
	/* A column of numbers has one in all cells but one of so many. */
	NUMBER_SHARE = 10,
	/* Names are written in many ways, and numbers go up and down: a form or
	 * a step is odd only where one makes up so much. */
	USUAL_PERCENT = 75,
	/* Numbers of more different values are measured, not told apart. */
	NUMBER_VALUES = 16,
	/* Values that stay the same over so many rows on average are levels,
	 * and where they change is worth seeing. */
	LEVEL_ROWS = 8,
	/* A column of so many values or fewer, each so often, divides the rows
	 * into kinds. */
	TOPIC_VALUES = 16,
	TOPIC_COUNT = 3,
	/* The ends of a range are worth seeing in so many columns. */
	RANGES = 16,
	/* So many plain rows are spread over the list. */
	SAMPLES = 8,
};

/* Bits of rareness that make a row fully odd, from TALLY_ODD on: one of 512. */
#define FULL_BITS 6.0F
#define LEVEL_VALUE VALUE_CONTEXT
#define RANGE_VALUE 3.0F
#define SAMPLE_VALUE 1.5F
#define LAST_VALUE 4.0F
/* A state that is rare, and a form that is. */
#define STATE_FACTOR 2.5F
#define FORM_FACTOR 0.6F
/* What further oddities of a row add. */
#define FURTHER 0.2F
/* Of an error that is worded differently each time. */
#define UNLIKE_FACTOR 0.9F
/* Errors in this share of the rows are the usual thing, and worth no more than
 * a plain row; in the other one they are not. */
#define USUAL_SHARE 0.5F
#define FEW_SHARE 0.05F
#define USUAL_WEIGHT (VALUE_PLAIN / VALUE_FAILURE)

/* A row's oddities so far. */
struct verdict {
	float best, sum;
	uint64_t same;
};

static void
note(struct verdict *v, float value, uint64_t name)
{
	v->sum += value;
	if (value > v->best) {
		v->best = value;
		v->same = name;
	}
}

static float
oddness(float bits)
{
	float x = (bits - TALLY_ODD) / FULL_BITS;

	return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* ---- columns, once all rows are seen ------------------------------------- */

static void
find_limits(struct row_column *c)
{
	double n = c->numbers, mean, sigma;

	c->low = -HUGE_VAL;
	c->high = HUGE_VAL;
	if (c->numbers < OUTLIER_ROWS ||
		(c->cells - c->numbers) * NUMBER_SHARE > c->cells)
		return;
	mean = c->sum / n;
	sigma = c->squares / n - mean * mean;
	sigma = sigma > 0 ? sqrt(sigma) : 0;
	/* What is all one value has no outliers, if not for rounding. */
	if (sigma <= 1e-9 * (fabs(c->base + mean) + fabs(mean)))
		return;
	c->low = c->base + mean - sigma * OUTLIER_SIGMA;
	c->high = c->base + mean + sigma * OUTLIER_SIGMA;
}

/* How much an error in the column says, by how many rows have one. */
static float
weigh_errors(const struct row_column *c, size_t rows)
{
	float share = (float)(c->errors + c->warnings) / (float)rows;
	float weight = (USUAL_SHARE - share) / (USUAL_SHARE - FEW_SHARE);

	return weight > 1 ? 1 : weight < USUAL_WEIGHT ? USUAL_WEIGHT : weight;
}

static bool
has_usual(const struct tally_variable *v)
{
	return v->most >= (uint64_t)v->total * USUAL_PERCENT / 100;
}

static void
finish_column(const struct row_values *t, struct row_column *c)
{
	const struct tally_variable *v =
		&t->tally.variable[row_variable(t, c, ROW_TEXT)];
	const struct tally_variable *form, *step;
	uint32_t usual;

	find_limits(c);
	c->error_weight = weigh_errors(c, t->nrows);
	c->by_number = c->min < c->low || c->max > c->high;
	step = &v[ROW_STEP - ROW_TEXT];
	usual = tally_find(
		&t->tally, row_variable(t, c, ROW_STEP), row_step_hash(0));
	/* Where most numbers are the one above, the other ones are odd, not the
	 * steps there and back. */
	c->steps = step->odd && has_usual(step) &&
		   (usual == NONE || t->tally.entry[usual].count < step->most);
	c->by_value = v->odd &&
		      (c->numbers * 2 < c->cells || v->values <= NUMBER_VALUES);
	form = &v[ROW_FORM - ROW_TEXT];
	c->by_form = form->odd && has_usual(form);
	c->has_changes = !v->many && v->values > 1 &&
			 c->changes * LEVEL_ROWS <= c->cells;
}

/* few[n]: how many rows have something that at most n rows have, once it is
 * summed up; few[0] is not used. */
static void
sum_up(uint32_t *few, size_t n)
{
	for (size_t i = 1; i < n; i++)
		few[i + 1] += few[i];
}

/* How rare it is to have a column: as rare as to have that or a rarer one. */
static void
weigh_presence(struct row_values *t, uint32_t *few)
{
	double all = (double)t->nrows;

	for (size_t r = 0; r < t->nrows; r++) {
		uint32_t least = (uint32_t)t->nrows;

		for (uint32_t i = t->row[r].cell; i < t->row[r + 1].cell; i++) {
			uint32_t rows = t->column[t->cell[i].column].rows;

			least = rows < least ? rows : least;
		}
		few[least]++;
	}
	sum_up(few, t->nrows);
	for (size_t i = 0; i < t->ncolumns; i++) {
		struct row_column *c = &t->column[i];

		c->present_bits = tally_bits(few[c->rows], all);
	}
}

/* The columns that few rows lack, at most ROW_LACKING. */
static void
find_lacking(struct row_values *t)
{
	uint32_t nrows = (uint32_t)t->nrows;

	for (size_t i = 0; i < t->ncolumns; i++) {
		struct row_column *c = &t->column[i];
		uint32_t absent = nrows - c->rows;

		if (absent && absent < nrows >> TALLY_ODD &&
			t->nlacking < ROW_LACKING) {
			t->lacking[t->nlacking++] = (uint32_t)i;
			c->lacking = (unsigned char)t->nlacking;
		}
	}
}

/* A bit for each of the lacking columns that a row has. */
static uint64_t
find_present(const struct row_values *t, size_t r)
{
	uint64_t has = 0;

	for (uint32_t i = t->row[r].cell; i < t->row[r + 1].cell; i++)
		has |= UINT64_C(1) << t->column[t->cell[i].column].lacking;
	return has >> 1;
}

/* The same of lacking one. */
static void
weigh_absence(struct row_values *t, uint32_t *few)
{
	uint32_t nrows = (uint32_t)t->nrows;

	find_lacking(t);
	for (size_t r = 0; t->nlacking && r < t->nrows; r++) {
		uint64_t has = find_present(t, r);
		uint32_t least = nrows;

		for (size_t k = 0; k < t->nlacking; k++) {
			uint32_t absent = nrows - t->column[t->lacking[k]].rows;

			if (!(has >> k & 1) && absent < least)
				least = absent;
		}
		few[least]++;
	}
	sum_up(few, t->nrows);
	for (size_t k = 0; k < t->nlacking; k++) {
		struct row_column *c = &t->column[t->lacking[k]];

		c->absent_bits = tally_bits(few[nrows - c->rows], nrows);
	}
}

/* The column whose values are the kinds of rows that there are: by its name, or
 * the first one of words. */
static void
choose_topic(struct row_values *t)
{
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		const struct row_column *c = &t->column[i];
		const struct tally_variable *v =
			&t->tally.variable[row_variable(t, c, ROW_TEXT)];
		bool better =
			t->topic == NONE ||
			(c->traits & ROW_STATE &&
				!(t->column[t->topic].traits & ROW_STATE));

		if (better && !v->many && v->values > 1 &&
			v->values <= TOPIC_VALUES &&
			v->total >= v->values * TOPIC_COUNT &&
			c->numbers * 2 < c->cells && c->rows == c->cells)
			t->topic = i;
	}
}

static bool
finish(struct row_values *t)
{
	uint32_t *few = mem_zalloc(t->nrows + 1, sizeof(*few));

	if (!few)
		return false;
	tally_finish(&t->tally);
	for (size_t i = 0; i < t->ncolumns; i++)
		finish_column(t, &t->column[i]);
	weigh_presence(t, few);
	memset(few, 0, (t->nrows + 1) * sizeof(*few));
	weigh_absence(t, few);
	choose_topic(t);
	mem_free(few);
	return true;
}

/* ---- rows ---------------------------------------------------------------- */

/* A name for what is odd, the same in all rows where it is. */
static uint64_t
name_of(const struct row_column *c, int what, uint64_t which)
{
	return hash_mix(hash_mix(c->path + (uint64_t)what, which), HASH_K1) | 1;
}

enum {
	ODD_TEXT,
	ODD_FORM,
	ODD_STEP,
	ODD_NUMBER,
	ODD_PRESENT,
	ODD_ABSENT,
	ODD_ERROR,
	ODD_LEVEL,
};

static float
rareness(const struct row_values *t, const struct row_column *c, int tally,
	uint64_t hash)
{
	uint32_t e = tally_find(&t->tally, row_variable(t, c, tally), hash);

	return e == NONE ? 0 : oddness(t->tally.entry[e].bits);
}

static void
judge_text(const struct row_values *t, struct row_column *c, struct span s,
	struct verdict *v)
{
	float state = c->traits & ROW_STATE ? STATE_FACTOR : 1, odd;
	uint64_t hash;

	if (c->by_value || c->has_changes) {
		hash = hash_bytes(ROW_SEED, s.p, s.n);
		odd = c->by_value ? rareness(t, c, ROW_TEXT, hash) : 0;
		if (odd > 0)
			note(v, VALUE_ODD * state * odd,
				name_of(c, ODD_TEXT, hash));
		if (c->has_changes && c->last_row && hash != c->hash)
			note(v, LEVEL_VALUE, name_of(c, ODD_LEVEL, hash));
		c->hash = hash;
		c->last_row = 1;
	}
	if (c->by_form) {
		hash = row_form(s);
		odd = rareness(t, c, ROW_FORM, hash);
		if (odd > 0)
			note(v, VALUE_ODD * FORM_FACTOR * odd,
				name_of(c, ODD_FORM, hash));
	}
}

static void
judge_number(const struct row_values *t, struct row_column *c, struct span s,
	struct verdict *v)
{
	uint64_t affix, hash;
	double x;
	float odd;

	if (!c->by_number && !c->steps)
		return;
	if (!row_number(s, &x, &affix) || affix != c->first_affix) {
		c->has_number = false;
		return;
	}
	if (x < c->low || x > c->high)
		note(v, VALUE_ODD, name_of(c, ODD_NUMBER, x > c->high));
	if (c->has_number && c->steps) {
		hash = row_step_hash(x - c->number);
		odd = rareness(t, c, ROW_STEP, hash);
		if (odd > 0)
			note(v, VALUE_ODD * odd, name_of(c, ODD_STEP, hash));
	}
	c->has_number = true;
	c->number = x;
}

/* An error is named by what it says, if others say the same; a trace is another
 * one each time. */
static void
judge_mark(const struct row_values *t, const struct row_column *c,
	unsigned char mark, struct span s, struct verdict *v)
{
	bool many = t->tally.variable[row_variable(t, c, ROW_TEXT)].many;

	note(v,
		c->error_weight * (many ? UNLIKE_FACTOR : 1) *
			(mark == ROW_MARK_ERROR ? VALUE_FAILURE
						: VALUE_WARNING),
		name_of(c, ODD_ERROR, row_wording(s)));
}

static void
judge_cell(struct row_values *t, const struct row_cell *cell, struct verdict *v)
{
	struct row_column *c = &t->column[cell->column];
	struct span s = span_of(t->text.p + cell->at, cell->n);

	judge_text(t, c, s, v);
	judge_number(t, c, s, v);
	if (cell->mark)
		judge_mark(t, c, cell->mark, s, v);
	if (c->present_bits > TALLY_ODD)
		note(v, VALUE_ODD * oddness(c->present_bits),
			name_of(c, ODD_PRESENT, 0));
}

/* What the row lacks of what nearly all others have. */
static void
judge_absence(const struct row_values *t, size_t r, struct verdict *v)
{
	uint64_t has = t->nlacking ? find_present(t, r) : 0;

	for (size_t k = 0; k < t->nlacking; k++) {
		const struct row_column *c = &t->column[t->lacking[k]];
		float odd = oddness(c->absent_bits);

		if (!(has >> k & 1) && odd > 0)
			note(v, VALUE_ODD * odd, name_of(c, ODD_ABSENT, 0));
	}
}

/* What a plain row repeats: one with its columns and its topic. */
static uint64_t
plain_name(const struct row_values *t, const struct row_value *row,
	const struct row_value *next)
{
	uint64_t h = row->shape;

	for (uint32_t i = row->cell; t->topic != NONE && i < next->cell; i++) {
		const struct row_cell *cell = &t->cell[i];

		if (cell->column == t->topic)
			h = hash_mix(h, hash_bytes(ROW_SEED,
						t->text.p + cell->at, cell->n));
	}
	return hash_mix(h, HASH_K1) | 1;
}

static void
judge_row(struct row_values *t, size_t r)
{
	struct row_value *row = &t->row[r], *next = row + 1;
	struct verdict v = { .best = 0 };
	size_t spread = t->nrows / SAMPLES;
	float further;

	for (uint32_t i = row->cell; i < next->cell; i++)
		judge_cell(t, &t->cell[i], &v);
	judge_absence(t, r, &v);
	if (!r || r + 1 == t->nrows)
		note(&v, r ? LAST_VALUE : VALUE_CONTEXT, 0);
	further = (v.sum - v.best) * FURTHER;
	row->value = v.best + (further < v.best ? further : v.best);
	row->same = v.same;
	if (v.best > VALUE_PLAIN)
		return;
	row->value =
		spread && r % spread == spread / 2 ? SAMPLE_VALUE : VALUE_PLAIN;
	row->same = plain_name(t, row, next);
}

/* The least and the greatest number of a column, if it does not just count. */
static void
add_ranges(struct row_values *t)
{
	size_t ranges = 0;

	for (size_t i = 0; i < t->ncolumns && ranges < RANGES; i++) {
		const struct row_column *c = &t->column[i];
		const struct tally_variable *v =
			&t->tally.variable[row_variable(t, c, ROW_TEXT)];

		if (c->numbers < OUTLIER_ROWS || c->numbers * 2 < c->cells ||
			!v->many || !v[ROW_STEP - ROW_TEXT].many)
			continue;
		ranges++;
		if (t->row[c->min_row].value < RANGE_VALUE)
			t->row[c->min_row].value = RANGE_VALUE;
		if (t->row[c->max_row].value < RANGE_VALUE)
			t->row[c->max_row].value = RANGE_VALUE;
	}
}

bool
row_values_rank(struct row_values *t)
{
	if (!t->failed && t->ncells > t->row[t->nrows].cell)
		row_values_end(t);
	t->failed |= t->tally.failed;
	if (t->failed || !finish(t))
		return false;
	for (size_t i = 0; i < t->ncolumns; i++) {
		t->column[i].last_row = 0;
		t->column[i].has_number = false;
	}
	for (size_t r = 0; r < t->nrows; r++)
		judge_row(t, r);
	add_ranges(t);
	return true;
}
