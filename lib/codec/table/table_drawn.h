/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables that are drawn: columns of the same width in all lines, rules of
 * dashes between names and rows.
 *
 *	+----+------+		 id | name
 *	| id | name |		----+------
 *	+----+------+		  1 | Ann
 *	|  1 | Ann  |		(1 row)
 *	+----+------+
 */
#ifndef CODEC_TABLE_DRAWN_H
#define CODEC_TABLE_DRAWN_H

#include "codec/table/table_style.h"

/* A rule; fill is NULL if there is none. */
struct drawn_rule {
	const char *left, *fill, *cross, *right;
};

struct drawn_shape {
	struct drawn_rule top, mid, bottom;
	size_t pad; /* fills of a rule before and behind a column's width */
	const char *left, *sep; /* of all lines */
	const char *name_right, *right; /* of the names, of rows */
	/* A left-aligned cell of the last column is not filled with blanks. */
	bool loose;
	/* A cell goes on in the next line if there is a '+' in the place of
	 * the blank behind it. */
	bool wraps;
	/* One column alone is not taken for a table without a footer. */
	bool many;
};

/* What is seen in a column; parsing and drawing must agree. */
enum {
	DRAWN_NUMBER = 1,
	DRAWN_TEXT = 2,
	DRAWN_LEFT = 4, /* a cell has blanks behind it */
	DRAWN_RIGHT = 8, /* a cell has blanks before it */
};

struct drawn_column {
	size_t width;
	unsigned seen;
	bool right;
	struct span rest; /* lines of a cell that are still to be drawn */
};

static inline struct span
drawn_trim(struct span s, bool front, bool back)
{
	while (front && span_first_is(s, ' '))
		s = span_of(s.p + 1, s.n - 1);
	while (back && span_last_is(s, ' '))
		s.n--;
	return s;
}

/* Looks at a value; DRAWN_NUMBER, DRAWN_TEXT or nothing. */
static inline unsigned
drawn_class(struct span value)
{
	struct span s = drawn_trim(value, true, true);

	if (!s.n || text_is_literal(s))
		return 0;
	return text_is_number(s) ? DRAWN_NUMBER : DRAWN_TEXT;
}

/* Whether a column is right-aligned in its style. */
static inline bool
drawn_usual(unsigned flags, unsigned seen)
{
	return flags & TABLE_NUMBERS && seen & DRAWN_NUMBER &&
	       !(seen & DRAWN_TEXT);
}

/* The columns of the widest line of a value. */
size_t drawn_width(struct span value, unsigned flags);
/* Blanks before a name in a column with `room` more columns than it needs. */
size_t drawn_lead(unsigned flags, size_t room, bool right);

/* Decides by what is seen how columns are aligned, and notes what is not as
 * usual. */
void drawn_align(struct table *, struct drawn_column *);
/* Notes where names stand in their columns, by the blanks before them; false:
 * in no way that there is. */
bool drawn_place_names(const struct table_style *, struct table *,
	const struct drawn_column *, const uint32_t *before);

bool drawn_render(
	const struct table_style *, const struct table *, struct buf *out);

#endif
