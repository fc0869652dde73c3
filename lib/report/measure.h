/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One text: its tokens as it is and as it could be, what is wasted in it, and by
 * what it is known again.
 */
#ifndef REPORT_MEASURE_H
#define REPORT_MEASURE_H

#include "report/report.h"

struct measure;

/* NULL when memory is short. */
struct measure *measure_new(enum hr_encoding, bool simulate, bool verify);
void measure_free(struct measure *);

/* A new counter beside that of the measure; NULL when memory is short. */
struct hr_counter *measure_counter(struct measure *);

/* Tokens of a text as it is; SIZE_MAX when memory is short. */
size_t measure_count(struct measure *, struct span text);

/* The hash by which a text is known: what depends on it is what measure_text()
 * finds. */
uint64_t measure_hash(struct span text, bool may_change, bool system);

/*
 * All of a content but its hash, times and place.  What may not change is the
 * same in all modes.  Its kind is a static string, and its facts are valid until
 * the next call.  HR_ENOMEM.
 */
enum hr_status measure_text(struct measure *, struct span text, bool may_change,
	bool system, struct report_content *);

/* The waste of a part of a file, and by the way nothing else. */
enum hr_status measure_waste(
	struct measure *, struct span text, uint64_t waste[REPORT_NWASTE]);

#endif
