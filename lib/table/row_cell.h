/* SPDX-License-Identifier: Apache-2.0 */
/* What a single cell is like, shared by row_value.c and row_rank.c. */
#ifndef TABLE_ROW_CELL_H
#define TABLE_ROW_CELL_H

#include "table/row_value.h"

/* No secret: the output follows from these hashes. */
#define ROW_SEED UINT64_C(0x726f7773)

/* The tallies of a column: its values, how they are written, and the steps from
 * number to number. */
enum {
	ROW_TEXT,
	ROW_FORM,
	ROW_STEP,
	ROW_TALLIES,
};

enum {
	ROW_MARK_WARNING = 1,
	ROW_MARK_ERROR = 2,
};

static inline uint32_t
row_variable(const struct row_values *t, const struct row_column *c, int tally)
{
	return (uint32_t)(c - t->column) * ROW_TALLIES + (uint32_t)tally;
}

/* Quotes around it do not count. */
static inline struct span
row_unquoted(struct span s)
{
	if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"')
		s = span_of(s.p + 1, s.n - 2);
	return s;
}

/* A hash of how it is written: "a-0", where "ab-12" is; the same for all that
 * is long. */
uint64_t row_form(struct span);
/* A hash of its words, any digits being alike. */
uint64_t row_wording(struct span);
uint64_t row_step_hash(double step);
/* "-1.5e3", "12ms", "\"ord-17\"": its one number, and a hash of the rest. */
bool row_number(struct span, double *value, uint64_t *affix);
/* Whether it tells of an error, in a column of these traits. */
unsigned char row_mark(struct span, unsigned traits);

#endif
