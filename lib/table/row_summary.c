/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all rows of a list have in their columns; see row_value.h.  The values
 * are known from the tallies, but counted again, byte by byte: what is told is
 * true even if hashes are not.
 */
#include "table/row_cell.h"

enum {
	/* A column of more different values is not told, nor one of so few
	 * rows. */
	TOLD_VALUES = 5,
	TOLD_ROWS = 20,
	/* Columns that are told, and bytes of a name or a value. */
	TOLD_COLUMNS = 6,
	TOLD_BYTES = 24,
};

struct told {
	struct span text;
	uint32_t count;
};

static struct span
cell_text(const struct row_values *t, uint32_t i)
{
	return row_unquoted(span_of(t->text.p + t->cell[i].at, t->cell[i].n));
}

static bool
is_showable(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == ';')
			return false;
	/* A bracket stands for all that is in it. */
	return s.n && s.n <= TOLD_BYTES && !(s.n == 1 && strchr("[{", s.p[0]));
}

/* The different values of a column, which are at most TOLD_VALUES; their number,
 * or 0: they cannot be told. */
static size_t
find_values(const struct row_values *t, const struct row_column *c,
	struct told *told)
{
	const struct tally_variable *v =
		&t->tally.variable[row_variable(t, c, ROW_TEXT)];
	size_t n = 0;

	if (v->many || v->values < 2 || v->values > TOLD_VALUES)
		return 0;
	for (uint32_t e = v->first; e != NONE; e = t->tally.entry[e].next) {
		told[n] = (struct told){ .count = 0 };
		told[n].text = cell_text(t, t->tally.entry[e].where);
		if (!is_showable(told[n++].text))
			return 0;
	}
	return n;
}

/* Counts them; false if there are others, or two that read the same. */
static bool
count_values(const struct row_values *t, uint32_t column, struct told *told,
	size_t n)
{
	for (uint32_t k = 0; k < t->ncells; k++) {
		size_t i = 0;

		if (t->cell[k].column != column)
			continue;
		while (i < n && !span_equal(told[i].text, cell_text(t, k)))
			i++;
		if (i == n)
			return false;
		told[i].count++;
	}
	for (size_t i = 0; i < n; i++)
		if (!told[i].count)
			return false;
	return true;
}

static void
add_values(struct told *told, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		size_t best = i;
		struct told swap;

		for (size_t k = i + 1; k < n; k++)
			if (told[k].count >= told[best].count)
				best = k;
		swap = told[best];
		told[best] = told[i];
		told[i] = swap;
		buf_add_str(out, i ? ", " : " ");
		buf_add(out, swap.text);
		if (swap.count > 1) {
			buf_add_char(out, ' ');
			buf_add_uint(out, swap.count);
			buf_add_char(out, 'x');
		}
	}
}

/* Of lists in a row nothing is told, nor of objects in it. */
static bool
is_told(const struct row_column *c)
{
	return is_showable(c->name) && !(c->traits & ROW_INNER) &&
	       c->cells == c->rows && c->cells >= TOLD_ROWS;
}

static bool
add_range(const struct row_values *t, const struct row_column *c,
	const char *before, struct buf *out)
{
	struct span min, max;

	if (c->numbers != c->cells || !(c->min < c->max))
		return false;
	min = cell_text(t, c->min_cell);
	max = cell_text(t, c->max_cell);
	if (!is_showable(min) || !is_showable(max))
		return false;
	buf_add_str(out, before);
	buf_add(out, c->name);
	buf_add_char(out, ' ');
	buf_add(out, min);
	buf_add_str(out, c->min < 0 ? " to " : "..");
	buf_add(out, max);
	return true;
}

/* First the columns of few values, then those of numbers. */
void
row_values_summary(const struct row_values *t, struct buf *out)
{
	size_t told = 0, counted = 0, n;
	struct told values[TOLD_VALUES];

	for (uint32_t i = 0; i < t->ncolumns && counted < TOLD_COLUMNS; i++) {
		const struct row_column *c = &t->column[i];

		n = is_told(c) ? find_values(t, c, values) : 0;
		if (!n)
			continue;
		counted++;
		if (!count_values(t, i, values, n))
			continue;
		buf_add_str(out, told++ ? "; " : "");
		buf_add(out, c->name);
		add_values(values, n, out);
	}
	for (uint32_t i = 0; i < t->ncolumns && told < TOLD_COLUMNS; i++) {
		const struct row_column *c = &t->column[i];

		if (is_told(c) && !find_values(t, c, values))
			told += add_range(t, c, told ? "; " : "", out);
	}
}
