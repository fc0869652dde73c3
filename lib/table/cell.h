/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cells: how the values of a column are written in rows, and read again.
 *
 *	(nothing)	as above, or above plus the column's step
 *	=		as the cell before it in this row
 *	$7		the value that was named so; $7=value names it
 *	+12		the number above, plus 12
 *	"a, b"		text with the escapes \" \\ \n \r
 *	text		itself
 *
 * "Above" is the value of the same column in the row before.  A column may
 * also have a prefix and a suffix that all its values share; those are written
 * once, in its header, and everything here is about what is between them.  In
 * a column of times and the like, whose values all have the same form, a cell
 * that is shorter than the value above replaces the end of it: after 10:00:58
 * the cell 59 is 10:00:59, and 01:00 is 10:01:00.
 *
 * What the header says of a column is its form:
 *
 *	{}		plain values
 *	blk_{}.log	with a prefix and a suffix
 *	{+1}		a blank cell is the number above plus 1
 *	{10:00:58}	a short cell replaces the end; the value above row 1
 *	text		a constant: there are no cells
 *
 * with \{ \} \\ for those characters themselves.
 *
 * Writing takes two passes over the same values in the same order: the first,
 * between cells_begin() and cells_choose(), only counts which values are worth
 * a name; the second writes.
 */
#ifndef TABLE_CELL_H
#define TABLE_CELL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/slots.h"
#include "headroom.h"

enum {
	/* A value that has not changed is written again after so many rows,
	 * so that nobody has to look far: 1 % of the tokens. */
	CELL_ANCHOR = 25,
};

/* One column. */
struct cell_form {
	struct span prefix, suffix; /* of all values */
	int64_t step; /* what a blank adds; 0: a blank is as above */
	bool constant; /* prefix is the value */
	bool tail; /* a short cell replaces the end of the value above */
	struct span first; /* with tail: the value above row 1 */
};

/* The state of one column while its cells are written or read. */
struct cell_state {
	struct span above;
	bool has_above;
	unsigned blanks; /* rows since the value was last written */
};

struct cell_name; /* a value and how often it is written */

/* What the columns of a block share. */
struct cells {
	struct hr_counter *counter;
	/* Characters besides comma, quote and newline that a bare cell must
	 * not have; NULL: none. */
	const char *special;
	/* A quoted cell's value is what is between the quotes, escapes and
	 * all: for text that is a JSON string already. */
	bool verbatim;
	struct arena arena; /* values that are not in the text */
	struct cell_name *name;
	size_t nnames, name_cap;
	struct span *named; /* by number, from 1 */
	size_t nnamed, named_cap;
	struct slots slots;
	bool noting; /* the first pass */
	bool failed; /* memory was short */
	uint64_t seed;
};

/* Ready for a block; a struct of zeros becomes so too.  The counter may be
 * NULL for reading. */
void cells_begin(struct cells *, struct hr_counter *);
/* Ends the first pass. */
void cells_choose(struct cells *);
void cells_release(struct cells *);

/* Names a text from outside of cells; its number, or 0: memory is short. */
uint32_t cells_name(struct cells *, struct span text);
/* The text of a name that was given or read; false if there is none. */
bool cells_named(struct cells *, uint64_t number, struct span *text);

/* The best form for these values.  Prefix and suffix end where a word does,
 * never within digits.  `tails` allows a form with tail. */
void cell_plan(
	struct cell_form *, const struct span *value, size_t n, bool tails);

/* Starts a column. */
void cell_start(struct cell_state *, const struct cell_form *);

/* The part of a value that is between prefix and suffix. */
static inline struct span
cell_core(const struct cell_form *f, struct span value)
{
	return span_of(
		value.p + f->prefix.n, value.n - f->prefix.n - f->suffix.n);
}

/*
 * Writes the cell of one core (nothing in the first pass).  `before` is the
 * core of the cell before it in the row; its p is NULL if there is none.
 * The core must stay where it is until the block is done.
 */
void cell_write(struct cells *, const struct cell_form *, struct cell_state *,
	struct span core, struct span before, struct buf *out);

/*
 * Reads the cell at the front of *rest up to a comma, one of `special`, or the
 * end, and takes it off without what ends it.  The core stays valid as long as
 * the text and the struct cells do.  False: nothing that cell_write() writes.
 */
bool cell_read(struct cells *, const struct cell_form *, struct cell_state *,
	struct span *rest, struct span before, struct span *core);

/* Writes a form; characters in `special`, a comma and a newline are escaped
 * with a backslash too (newline as \n).  Reads it again up to an unescaped
 * one of them; the spans of the result are in the arena. */
void cell_form_write(
	const struct cell_form *, const char *special, struct buf *out);
bool cell_form_read(struct cells *, const char *special, struct span *rest,
	struct cell_form *);

/* The same for a text that is no form: a name in a header, say. */
void cell_text_write(struct span, const char *special, struct buf *out);
bool cell_text_read(struct cells *, const char *special, struct span *rest,
	struct span *text);

#endif
