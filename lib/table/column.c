/* SPDX-License-Identifier: Apache-2.0 */
/* Measuring columns; see column.h. */
#include "table/column.h"

#include "base/hash.h"
#include "base/mem.h"
#include "table/number.h"

void
columns_release(struct columns *t)
{
	mem_free(t->column);
	mem_free(t->value);
	slots_release(&t->slots);
	*t = (struct columns){ 0 };
}

/*
 * Splits "req-17ms" into a prefix and a suffix without digits and a number.
 * A '-' is a sign only at the start.
 */
static bool
parse_number(
	struct span s, uint32_t *prefix, uint32_t *suffix, struct number *out)
{
	size_t i = 0, from, whole;
	double v = 0, scale = 1;
	bool minus = false;

	if (s.n > 64)
		return false;
	while (i < s.n && !is_digit(s.p[i]))
		i++;
	from = i;
	if (i == 1 && s.p[0] == '-') {
		minus = true;
		from = 0;
	}
	whole = i;
	while (i < s.n && is_digit(s.p[i]))
		v = v * 10 + (s.p[i++] - '0');
	if (i == whole)
		return false;
	if (i + 1 < s.n && s.p[i] == '.' && is_digit(s.p[i + 1]))
		for (i++; i < s.n && is_digit(s.p[i]); i++) {
			v = v * 10 + (s.p[i] - '0');
			scale *= 10;
		}
	if (i - whole > NUMBER_DIGITS)
		return false;
	*prefix = (uint32_t)from;
	*suffix = (uint32_t)(s.n - i);
	*out = (struct number){ .value = (minus ? -v : v) / scale,
		.digits = span_of(s.p + from, i - from) };
	while (i < s.n)
		if (is_digit(s.p[i++]))
			return false;
	return true;
}

/* Numbers of equal length and text of any length by bytes; else by length,
 * which is right for numbers without leading zeros. */
static bool
is_less(struct span a, struct span b)
{
	if (a.n != b.n)
		return a.n < b.n;
	return memcmp(a.p, b.p, a.n) < 0;
}

static void
add_number(struct column *c, struct span s, uint32_t row)
{
	uint32_t prefix, suffix;
	struct number x;

	if (!parse_number(s, &prefix, &suffix, &x) || prefix != c->prefix ||
		suffix != c->suffix || memcmp(s.p, c->first.p, prefix) ||
		memcmp(s.p + s.n - suffix, c->first.p + c->first.n - suffix,
			suffix)) {
		c->numeric = false;
		return;
	}
	x.row = row;
	if (x.value < c->min.value)
		c->min = x;
	if (x.value > c->max.value)
		c->max = x;
	c->number = x.value - c->base;
	c->sum += c->number;
	c->squares += c->number * c->number;
}

/* The entry of a value, a new one if need be; NONE when there are too many. */
static uint32_t
find_value(struct columns *t, uint32_t column, struct span s)
{
	struct column *c = &t->column[column];
	uint64_t hash = hash_bytes(t->seed + column * HASH_K1, s.p, s.n);
	size_t mask = t->slots.n - 1, i = hash & mask;
	uint32_t v;

	for (; t->slots.p[i]; i = (i + 1) & mask) {
		const struct value *old = &t->value[t->slots.p[i] - 1];

		if (old->hash == hash && old->column == column &&
			span_equal(old->text, s))
			return t->slots.p[i] - 1;
	}
	if (c->values == COLUMN_VALUES || t->nvalues == WINDOW_VALUES ||
		(c->numeric && c->values == COLUMN_NUMBERS))
		return NONE;
	if (!mem_grow(&t->value, &t->value_cap, t->nvalues + 1,
		    sizeof(*t->value))) {
		t->failed = true;
		return NONE;
	}
	v = (uint32_t)t->nvalues++;
	t->value[v] = (struct value){
		.hash = hash, .text = s, .column = column, .next = NONE
	};
	t->slots.p[i] = v + 1;
	if (t->nvalues * 2 > t->slots.n &&
		!slots_grow(&t->slots, &t->value->hash, sizeof(*t->value),
			t->nvalues))
		t->failed = true;
	if (c->values++)
		t->value[c->last_value].next = v;
	else
		c->first_value = v;
	c->last_value = v;
	return v;
}

static void
count_value(struct columns *t, uint32_t column, struct span s, uint32_t row,
	uint32_t last_row, uint32_t times)
{
	struct column *c = &t->column[column];
	uint32_t v = find_value(t, column, s);

	c->current = v;
	if (v == NONE) {
		c->many = true;
		/* Numbers have their range, and where nearly all values
		 * differed none is worth counting. */
		c->closed = c->numeric || c->rows < c->values * 2;
		return;
	}
	if (!t->value[v].count)
		t->value[v].row = row;
	t->value[v].count += times;
	t->value[v].last_row = last_row;
}

static void
start_column(struct column *c, struct span s, uint32_t row)
{
	*c = (struct column){ .first = s,
		.last = s,
		.rows = 1,
		.last_row = row,
		.same_as = NONE,
		.first_value = NONE,
		.current = NONE,
		.constant = true,
		.rising = true };
	c->numeric = parse_number(s, &c->prefix, &c->suffix, &c->min);
	c->min.row = row;
	c->max = c->min;
	c->base = c->min.value;
}

/* The value of the row before once more: nothing to parse or to look up. */
static void
repeat_cell(struct columns *t, struct column *c, uint32_t row)
{
	if (c->numeric) {
		c->sum += c->number;
		c->squares += c->number * c->number;
	}
	if (c->current != NONE) {
		t->value[c->current].count++;
		t->value[c->current].last_row = row;
	}
}

static void
add_cell(struct columns *t, uint32_t column, struct span s, uint32_t row,
	uint32_t first_row)
{
	struct column *c = &t->column[column];
	bool repeated = span_equal(s, c->last);
	uint32_t last_row = c->last_row;

	c->rows++;
	c->last_row = row;
	if (repeated) {
		if (!c->constant)
			repeat_cell(t, c, row);
		return;
	}
	if (c->constant) {
		c->constant = false;
		count_value(
			t, column, c->first, first_row, last_row, c->rows - 1);
	}
	if (c->rising && is_less(s, c->last))
		c->rising = false;
	if (c->numeric)
		add_number(c, s, row);
	c->last = s;
	c->current = NONE;
	if (!c->closed)
		count_value(t, column, s, row, row, 1);
}

static bool
prepare(struct columns *t, struct mine *m, uint32_t min_rows)
{
	t->ncolumns = t->nvalues = 0;
	for (size_t k = 0; k < m->nkinds; k++) {
		struct kind *kind = &m->kind[k];

		kind->wide = kind->ncolumns > KIND_COLUMNS;
		if (kind->rows < min_rows || kind->wide)
			kind->ncolumns = 0;
		kind->column = (uint32_t)t->ncolumns;
		t->ncolumns += kind->ncolumns;
	}
	t->failed = false;
	slots_release(&t->slots);
	return slots_grow(&t->slots, NULL, 0, 0) &&
	       mem_grow(&t->column, &t->column_cap, t->ncolumns + 1,
		       sizeof(*t->column));
}

/* The first row: each column and the earlier ones that have its value. */
static void
start_kind(struct columns *t, const struct kind *kind, const struct window *w,
	const struct record *r, const struct part *part)
{
	struct column *c = t->column + kind->column;

	for (uint32_t i = 0; i < kind->ncolumns; i++) {
		start_column(&c[i], part_text(w, r, &part[i]), kind->first);
		for (uint32_t k = 0; k < i && c[i].same_as == NONE; k++)
			if (span_equal(c[i].first, c[k].first))
				c[i].same_as = k;
	}
}

enum hr_status
columns_read(struct columns *t, struct mine *m, const struct window *w,
	uint32_t min_rows)
{
	t->seed = w->seed;
	if (!prepare(t, m, min_rows))
		return HR_ENOMEM;
	for (uint32_t row = 0; row < w->nrecords; row++) {
		const struct record *r = &w->record[row];
		const struct form *form = &w->form[r->form];
		const struct kind *kind = &m->kind[form->kind];
		const struct part *part = &m->part[form->part];
		struct column *c = t->column + kind->column;

		if (row == kind->first) {
			start_kind(t, kind, w, r, part);
			continue;
		}
		for (uint32_t i = 0; i < kind->ncolumns; i++) {
			struct span s = part_text(w, r, &part[i]);

			if (c[i].same_as != NONE &&
				!span_equal(s, c[c[i].same_as].last))
				c[i].same_as = NONE;
			add_cell(t, kind->column + i, s, row, kind->first);
		}
		if (t->failed)
			return HR_ENOMEM;
	}
	return HR_OK;
}
