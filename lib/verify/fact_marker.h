/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What markers state of the input.
 *
 *   [... A: 290x until 10:05:33; port 1024..65535; {/a 7x, /b} | 7-9: A ...]
 *
 * states /a, /b, 1024, 65535 and each number between the two; "req-17..313"
 * states the names with such numbers.  Counts and numbers of lines (290, 7, 9)
 * are the marker's own: they say nothing of values.
 */
#ifndef FACT_MARKER_H
#define FACT_MARKER_H

#include "verify/fact_lex.h"

struct fact_range {
	uint64_t key; /* of what stands around the number; 0: nothing */
	double low, high;
};

struct fact_ranges {
	struct fact_range *range;
	size_t n, cap;
	bool failed; /* memory was short */
};

void fact_ranges_release(struct fact_ranges *);

/* Collects the ranges of a marker and calls back for its facts. */
void fact_marker_read(
	struct fact_ranges *, struct span line, fact_lex_fn *, void *ctx);

/* Before the first question: n log n. */
void fact_ranges_sort(struct fact_ranges *);

/* Whether a number, a path or an identifier lies within a range. */
bool fact_ranges_have(const struct fact_ranges *, enum hr_fact, struct span);

#endif
