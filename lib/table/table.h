/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all stages share about one window of line-structured text.
 *
 * A record is one or more lines.  Its variable parts are cells; what is left
 * when they are blanked out is its form.  Forms that say the same with other
 * words are one kind.  A kind is the table of DESIGN: the form is the template
 * and the cells, read down the records of the kind, are the columns.
 *
 * Offsets are from the start of the window's text, which is smaller than 4 GiB.
 */
#ifndef TABLE_TABLE_H
#define TABLE_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* "No such record, form, kind or column." */
#define NONE UINT32_MAX

struct cell {
	uint32_t at, n;
};

struct record {
	uint32_t at, n; /* the bytes, with the last line's newline */
	uint32_t line; /* of the first line, counted from 0 in the window */
	uint32_t lines;
	uint32_t form;
	uint32_t cell; /* index of the first cell; the form has their number */
};

struct form {
	uint64_t hash;
	uint32_t first; /* record, the form's example */
	uint32_t rows;
	uint32_t ncells;
	uint32_t kind;
	uint32_t part; /* index of the first part, see mine.h */
};

struct window {
	struct span text;
	struct record *record;
	size_t nrecords, record_cap;
	struct cell *cell;
	size_t ncells, cell_cap;
	struct form *form;
	size_t nforms, form_cap;
	uint32_t lines;
	uint64_t seed; /* of all hashes of the text */
	bool stampless; /* a time is a word like any other */
};

static inline struct span
record_text(const struct window *w, const struct record *r)
{
	return span_of(w->text.p + r->at, r->n);
}

#endif
