/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of --explain: one a segment of a text, one an input of requests. */
#ifndef EXPLAIN_SHOW_H
#define EXPLAIN_SHOW_H

#include "meter.h"

/* The values of --explain, in the order of its choices. */
enum {
	EXPLAIN_NONE,
	EXPLAIN_TEXT,
	EXPLAIN_JSON,
};

struct explain_show {
	int form;
	const char *input; /* its name */
	const struct meter *meter;
};

/* For hr_options; lines go to stderr. */
struct hr_explain explain_show_of(struct explain_show *);
/* One line of the requests that were counted since `before`, if there are any. */
void explain_show_requests(const struct explain_show *,
	const struct hr_stats *before, const struct hr_stats *now);

#endif
