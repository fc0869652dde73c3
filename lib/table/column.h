/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Columns: what varies in the records of one kind, measured in one pass.
 *
 * A column knows whether it is constant, equal to an earlier column, rising,
 * or a number between fixed letters; its least and greatest number; and its
 * different values with their counts, as long as they are few enough.
 */
#ifndef TABLE_COLUMN_H
#define TABLE_COLUMN_H

#include "base/slots.h"
#include "headroom.h"
#include "table/mine.h"
#include "table/table.h"

enum {
	/* Records with more places that vary are no table: such a kind is
	 * `wide`, and its columns are not measured. */
	KIND_COLUMNS = 128,
	/* A kind of fewer records has no columns. */
	COLUMN_ROWS = 2,
	/* Different values of one column that are told apart; of numbers
	 * fewer, as their range says more. */
	COLUMN_VALUES = 1 << 10,
	COLUMN_NUMBERS = 1 << 6,
	/* The same of all columns of a window (48 bytes each). */
	WINDOW_VALUES = 1 << 18,
};

/* One of the different values of a column. */
struct value {
	uint64_t hash;
	struct span text;
	uint32_t column;
	uint32_t count;
	uint32_t row, last_row; /* records of the first and the last */
	uint32_t next; /* of the same column, in order of appearance */
};

struct number {
	double value;
	struct span digits; /* as written, with the sign */
	uint32_t row;
};

struct column {
	struct span first, last;
	uint32_t rows, last_row;
	uint32_t same_as; /* an earlier column of the kind, or NONE */
	uint32_t values; /* different ones that are told apart */
	uint32_t first_value, last_value;
	uint32_t current; /* the value of the last row, if it was counted */
	bool constant;
	bool many; /* there are more, and their number is not known */
	bool closed; /* counts are no longer kept */
	bool rising; /* never less than in the row before */
	bool numeric; /* prefix, number, suffix; the letters are the same */
	uint32_t prefix, suffix; /* bytes */
	struct number min, max;
	double base, sum, squares; /* the sums are of x - base ... */
	double number; /* ... which this is for the last row */
};

struct columns {
	struct column *column;
	size_t ncolumns, column_cap;
	struct value *value;
	size_t nvalues, value_cap;
	struct slots slots; /* of the values */
	uint64_t seed;
	bool failed; /* memory was short */
};

void columns_release(struct columns *);

/* Measures the columns of all kinds that have min_rows records, and sets
 * kind.column and kind.ncolumns (0 for the others). */
enum hr_status columns_read(struct columns *, struct mine *,
	const struct window *, uint32_t min_rows);

#endif
