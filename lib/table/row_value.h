/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each row of a list is worth, by its cells: rows of a table, objects of
 * an array, records of any kind.
 *
 * A row is worth more the rarer what it has is: a value where others have one
 * of a few values, a value written in another way than the rest ("N/A" among
 * numbers), a number far from all others, a step where the rows count by a
 * constant one, a column that others do not have, or one it lacks; and most if
 * a cell tells of an error that most rows do not tell.  Rows with nothing of
 * this kind repeat one another.
 *
 * Cells are given once, row by row; then row_values_rank() judges all rows.
 * Linear time; 12 bytes for a cell, 32 for a row, and tally.h's limits.
 */
#ifndef TABLE_ROW_VALUE_H
#define TABLE_ROW_VALUE_H

#include "base/buf.h"
#include "base/slots.h"
#include "table/tally.h"
#include "table/unit.h"

enum {
	/* Columns of a list; the cells of others count for nothing. */
	ROW_COLUMNS = 1 << 12,
	/* Columns of which it is odd to have none. */
	ROW_LACKING = 63,
};

/* What the name of a column says. */
enum row_trait {
	ROW_ERROR = 1, /* "error": what is in it, if anything, is one */
	ROW_STATE = 2, /* "status", "level": a rare value says a lot */
	ROW_NAME = 4, /* names, whose words tell no errors */
	ROW_INNER = 8, /* in an object in the row: its name is not all */
};

struct row_column {
	uint64_t path; /* what it is found by */
	struct span name; /* as given, valid as long as the caller's text */
	unsigned traits;
	uint32_t next; /* the column that followed it last time */
	uint32_t rows, last_row; /* with a cell of it; the last one, from 1 */
	uint32_t cells, changes, errors, warnings;
	/* The last cell. */
	uint64_t hash, affix;
	uint32_t entry[3]; /* of its tallies */
	double number;
	unsigned char mark;
	unsigned char lacking; /* 1 + index in row_values.lacking, or 0 */
	bool has_number;
	/* Numbers; the sums are of x - base. */
	uint64_t first_affix;
	uint32_t numbers;
	double base, sum, squares, min, max;
	uint32_t min_cell, max_cell, min_row, max_row;
	/* Once all is seen. */
	double low, high; /* numbers outside are outliers */
	float present_bits, absent_bits; /* how rare it is to have it, or not */
	float error_weight;
	/* What is to be judged. */
	bool by_value, by_form, by_number, steps, has_changes;
};

struct row_cell {
	uint32_t at, n;
	uint16_t column;
	unsigned char mark; /* error, warning */
};

struct row_value {
	uint64_t same;
	uint64_t shape; /* hash of its columns */
	uint32_t cell; /* index of the first one */
	float value;
};

struct row_values {
	struct span text;
	struct row_value *row;
	size_t nrows, row_cap; /* row[nrows] is the one that gets cells */
	struct row_cell *cell;
	size_t ncells, cell_cap;
	struct row_column *column;
	size_t ncolumns, column_cap;
	struct slots slots; /* of columns by path */
	uint32_t last_column; /* of the row so far, or NONE */
	struct tally tally;
	uint32_t lacking[ROW_LACKING]; /* columns that few rows lack */
	size_t nlacking;
	uint32_t topic; /* the column whose values divide the plain rows */
	bool failed; /* memory was short */
};

void row_values_release(struct row_values *);
/* Empty, for rows of this text; memory is kept. */
void row_values_reset(struct row_values *, struct span text);

/* Traits of a column of this name. */
unsigned row_traits(struct span name);
/* The column of this path, a hash; NONE if there are too many.  A new one gets
 * the traits of its name and those given. */
uint32_t row_values_column(
	struct row_values *, uint64_t path, struct span name, unsigned traits);
/* Adds a cell, bytes of the text, to the row that is being made. */
void row_values_cell(struct row_values *, uint32_t column, struct span);
/* Ends the row. */
void row_values_end(struct row_values *);

/* Sets value and same of all rows; false when memory was short. */
bool row_values_rank(struct row_values *);

/*
 * Writes what all rows have in columns of few values and of numbers, once they
 * are ranked: "status 200 4901x, 304 98x, 503; ms 3..48211"; nothing if there is
 * nothing to say.  Values are as in the text, without quotes around them.
 */
void row_values_summary(const struct row_values *, struct buf *out);

#endif
