/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Units: what a budget buys.
 *
 * A text is cut into units, which follow one another without gaps and together
 * are all of it.  A unit is kept whole or dropped whole.  A codec says what each
 * of its units is worth; rank.h puts all units of a run in one order, and as
 * many go out, in the order of the input, as the budget allows.
 *
 * Notes are bought in the same way.  A note goes out below a unit and says how many
 * others are like it and how they differ: a marker, with its newline.
 */
#ifndef TABLE_UNIT_H
#define TABLE_UNIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"
#include "table/table.h"

/*
 * What a unit says, whatever it costs.  Codecs of all kinds use this scale, so
 * that their units can be compared; values between the names are fine.
 */
#define VALUE_FAILURE 100.0F /* an error of a new kind, what the query asks */
#define VALUE_SUMMARY 60.0F /* "3 failed", an exit status, a total */
#define VALUE_WARNING 25.0F
#define VALUE_ODD 20.0F /* an outlier, a rare value, one of its kind */
#define VALUE_CONTEXT 6.0F /* what stands around a failure, a heading */
#define VALUE_PLAIN 1.0F /* says something */
#define VALUE_NOISE 0.05F /* progress, blank lines, what is said elsewhere */

struct unit {
	uint64_t same; /* hash of what it repeats in other words: each further
			* unit with the same hash is worth less; 0: nothing */
	uint32_t at, n; /* bytes of the text; a text is smaller than 4 GiB */
	uint32_t lines; /* that begin in it */
	uint32_t needs; /* index of a unit without which it cannot be read, as
			 * its heading, which then is kept as well; or NONE */
	float value;
	bool note; /* at, n: of the notes' text; it needs what it is about */
};

struct units {
	struct unit *unit; /* none of them is a note */
	size_t n, cap;
	struct unit *note; /* in the order of the units that they are about */
	size_t nnotes, note_cap;
	struct buf note_text;
};

/* False when memory is short. */
static inline bool
units_add(struct units *t, struct unit u)
{
	if (!mem_grow(&t->unit, &t->cap, t->n + 1, sizeof(*t->unit)))
		return false;
	t->unit[t->n++] = u;
	return true;
}

/* A note about a unit: what has been added to t->note_text since it had `at`
 * bytes. */
static inline bool
units_add_note(struct units *t, uint32_t unit, uint32_t at, float value)
{
	if (!buf_ok(&t->note_text) || !mem_grow(&t->note, &t->note_cap,
					      t->nnotes + 1, sizeof(*t->note)))
		return false;
	t->note[t->nnotes++] = (struct unit){ .at = at,
		.n = (uint32_t)t->note_text.n - at,
		.needs = unit,
		.value = value,
		.note = true };
	return true;
}

static inline void
units_reset(struct units *t)
{
	t->n = t->nnotes = 0;
	buf_reset(&t->note_text);
}

static inline void
units_release(struct units *t)
{
	mem_free(t->unit);
	mem_free(t->note);
	buf_release(&t->note_text);
	*t = (struct units){ 0 };
}

#endif
