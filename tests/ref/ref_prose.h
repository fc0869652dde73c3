/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold of prose of which units were dropped, checked line by line. */
#ifndef REF_PROSE_H
#define REF_PROSE_H

#include "base/span.h"
#include "table/unit.h"

/* Whether the units follow one another without gaps and are all of the text,
 * count its lines, and need only units before them.  NULL, or what is wrong. */
const char *ref_units(struct span in, const struct units *);

/*
 * Whether `out` is `in` with the units kept that keep[] says: lines kept whole
 * are exact and in order, those kept in part are their kept parts with "[...]"
 * for each gap, and all others are in the range of one marker for each run of
 * them.  Returns NULL, or what is wrong.
 */
const char *ref_prose(struct span in, const struct units *,
	const unsigned char *keep, unsigned long line_base, struct span out);

#endif
