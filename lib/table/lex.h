/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Blanking out the variable parts of a record.
 *
 * A word is a run of letters, digits and the characters that join them in
 * names, numbers and paths.  It is a cell when it has a digit in it, when it
 * begins like a path, or when it names a month or a day of the week.  Clock
 * times keep their colons.  This plain rule needs no configuration; what it
 * takes for variable and is not turns out as a column with one value.
 */
#ifndef TABLE_LEX_H
#define TABLE_LEX_H

#include "table/table.h"

/*
 * The cells of text[at, at + n) are written to cell[], which has room for
 * LEX_CELLS(n); the return value is their number.  *hash gets the hash of what
 * is between them.
 */
size_t lex_record(const char *text, uint32_t at, uint32_t n, uint64_t seed,
	struct cell *cell, uint64_t *hash);

/* A cell and what divides it from the next take two bytes. */
#define LEX_CELLS(n) ((n) / 2 + 1)

/* "Jan" to "Dec" and "Mon" to "Sun". */
bool lex_is_month(const char *p);
bool lex_is_weekday(const char *p);

#endif
