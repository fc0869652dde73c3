/* SPDX-License-Identifier: Apache-2.0 */
/* Seeing the cells of rows; see row_value.h, and row_rank.c for the judging. */
#include "table/row_value.h"

#include "base/hash.h"
#include "base/mem.h"
#include "table/number.h"
#include "table/row_cell.h"

enum {
	/* Slots that are looked at for a column, see tally.c. */
	PROBES = 64,
	FEW_SLOTS = 1 << 10,
};

void
row_values_release(struct row_values *t)
{
	mem_free(t->row);
	mem_free(t->cell);
	mem_free(t->column);
	slots_release(&t->slots);
	tally_release(&t->tally);
	*t = (struct row_values){ 0 };
}

static void
start_row(struct row_values *t)
{
	if (!mem_grow(&t->row, &t->row_cap, t->nrows + 1, sizeof(*t->row))) {
		t->failed = true;
		return;
	}
	t->row[t->nrows] = (struct row_value){ .cell = (uint32_t)t->ncells };
	t->last_column = NONE;
}

void
row_values_reset(struct row_values *t, struct span text)
{
	t->text = text;
	t->nrows = t->ncells = t->ncolumns = t->nlacking = 0;
	t->topic = NONE;
	t->failed = false;
	if (t->slots.n > FEW_SLOTS)
		slots_release(&t->slots);
	else if (t->slots.n)
		memset(t->slots.p, 0, t->slots.n * sizeof(*t->slots.p));
	tally_reset(&t->tally);
	start_row(t);
}

/* ---- columns ------------------------------------------------------------- */

/* Whether a word of the name begins like this. */
static bool
has_word(struct span name, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= name.n; i++) {
		size_t k = 0;

		if (i && is_alnum(name.p[i - 1]) && !is_upper(name.p[i]))
			continue;
		while (k < n && (name.p[i + k] | 32) == word[k])
			k++;
		if (k == n)
			return true;
	}
	return false;
}

unsigned
row_traits(struct span name)
{
	static const char *const errors[] = { "err", "exception", "fail",
		"fault", "fatal", "stack", "traceback", "reject", "crash" };
	static const char *const states[] = { "status", "state", "level",
		"severity", "priority", "result", "outcome", "code", "health",
		"phase", "reason", "exit" };
	unsigned traits = 0;

	/* "error-ex" is a package, not what goes wrong in a row. */
	if (memchr(name.p, '-', name.n) || memchr(name.p, '/', name.n))
		return 0;
	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		if (has_word(name, errors[i]))
			traits |= ROW_ERROR;
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (has_word(name, states[i]))
			traits |= ROW_STATE;
	return traits;
}

static uint32_t
add_column(struct row_values *t, uint64_t path, struct span name,
	unsigned traits, size_t slot)
{
	uint32_t c = (uint32_t)t->ncolumns;

	if (t->ncolumns == ROW_COLUMNS)
		return NONE;
	tally_variables(&t->tally, (t->ncolumns + 1) * ROW_TALLIES);
	if (t->tally.failed || !mem_grow(&t->column, &t->column_cap,
				       t->ncolumns + 1, sizeof(*t->column))) {
		t->failed = true;
		return NONE;
	}
	t->ncolumns++;
	t->slots.p[slot] = c + 1;
	t->column[c] = (struct row_column){
		.path = path,
		.name = name,
		.traits = traits | row_traits(name),
		.next = NONE,
	};
	return c;
}

static uint32_t
find_column(
	struct row_values *t, uint64_t path, struct span name, unsigned traits)
{
	size_t i;

	if ((t->ncolumns + 1) * 2 > t->slots.n &&
		!slots_grow(&t->slots, t->column ? &t->column->path : NULL,
			sizeof(*t->column), t->ncolumns)) {
		t->failed = true;
		return NONE;
	}
	i = path & (t->slots.n - 1);
	for (int probes = 0; probes < PROBES; probes++) {
		if (!t->slots.p[i])
			return add_column(t, path, name, traits, i);
		if (t->column[t->slots.p[i] - 1].path == path)
			return t->slots.p[i] - 1;
		i = (i + 1) & (t->slots.n - 1);
	}
	return NONE;
}

/* Rows mostly have their columns in the same order, so the one that followed
 * last time is tried first. */
uint32_t
row_values_column(
	struct row_values *t, uint64_t path, struct span name, unsigned traits)
{
	uint32_t last = t->last_column, c;

	if (t->failed)
		return NONE;
	if (last != NONE) {
		c = t->column[last].next;
		if (c != NONE && t->column[c].path == path) {
			t->last_column = c;
			return c;
		}
	}
	c = find_column(t, path, name, traits);
	if (c == NONE)
		return NONE;
	if (last != NONE)
		t->column[last].next = c;
	t->last_column = c;
	return c;
}

/* ---- cells --------------------------------------------------------------- */

static void
see_number(struct row_values *t, struct row_column *c, struct span s)
{
	uint32_t row = (uint32_t)t->nrows;
	uint64_t affix;
	double x;

	if (!row_number(s, &x, &affix) ||
		(c->numbers && affix != c->first_affix)) {
		c->has_number = false;
		return;
	}
	if (!c->numbers++) {
		c->first_affix = affix;
		c->base = c->min = c->max = x;
		c->min_row = c->max_row = row;
		c->min_cell = c->max_cell = (uint32_t)t->ncells;
	}
	if (x < c->min) {
		c->min = x;
		c->min_row = row;
		c->min_cell = (uint32_t)t->ncells;
	}
	if (x > c->max) {
		c->max = x;
		c->max_row = row;
		c->max_cell = (uint32_t)t->ncells;
	}
	if (c->has_number)
		c->entry[ROW_STEP] =
			tally_add(&t->tally, row_variable(t, c, ROW_STEP),
				row_step_hash(x - c->number));
	c->has_number = true;
	c->number = x;
	c->sum += x - c->base;
	c->squares += (x - c->base) * (x - c->base);
}

/* The cell above once more: nothing has to be looked at. */
static void
see_again(struct row_values *t, struct row_column *c)
{
	tally_again(
		&t->tally, row_variable(t, c, ROW_TEXT), c->entry[ROW_TEXT]);
	tally_again(
		&t->tally, row_variable(t, c, ROW_FORM), c->entry[ROW_FORM]);
	if (!c->has_number)
		return;
	c->numbers++;
	c->sum += c->number - c->base;
	c->squares += (c->number - c->base) * (c->number - c->base);
	tally_add(&t->tally, row_variable(t, c, ROW_STEP), row_step_hash(0));
}

static void
see_new(struct row_values *t, struct row_column *c, struct span s)
{
	uint32_t e;

	c->changes += c->cells > 0;
	c->entry[ROW_TEXT] =
		tally_add(&t->tally, row_variable(t, c, ROW_TEXT), c->hash);
	e = c->entry[ROW_TEXT];
	if (e != NONE && t->tally.entry[e].count == 1)
		t->tally.entry[e].where = (uint32_t)t->ncells;
	c->entry[ROW_FORM] =
		tally_add(&t->tally, row_variable(t, c, ROW_FORM), row_form(s));
	c->mark = row_mark(s, c->traits);
	see_number(t, c, s);
}

void
row_values_cell(struct row_values *t, uint32_t column, struct span s)
{
	struct row_column *c;
	uint64_t hash;

	if (column == NONE || t->failed)
		return;
	c = &t->column[column];
	if (c->last_row != t->nrows + 1) {
		c->last_row = (uint32_t)t->nrows + 1;
		c->rows++;
		t->row[t->nrows].shape += hash_mix(c->path, HASH_K1);
	}
	hash = hash_bytes(ROW_SEED, s.p, s.n);
	if (c->cells && hash == c->hash) {
		see_again(t, c);
	} else {
		c->hash = hash;
		see_new(t, c, s);
	}
	c->cells++;
	c->errors += c->mark == ROW_MARK_ERROR;
	c->warnings += c->mark == ROW_MARK_WARNING;
	if (!mem_grow(
		    &t->cell, &t->cell_cap, t->ncells + 1, sizeof(*t->cell))) {
		t->failed = true;
		return;
	}
	t->cell[t->ncells++] = (struct row_cell){
		.at = (uint32_t)(s.p - t->text.p),
		.n = (uint32_t)s.n,
		.column = (uint16_t)column,
		.mark = c->mark,
	};
}

void
row_values_end(struct row_values *t)
{
	if (t->failed)
		return;
	t->nrows++;
	start_row(t);
}
