/* SPDX-License-Identifier: Apache-2.0 */
/* The line of --stats. */
#ifndef STATS_H
#define STATS_H

#include "base/buf.h"
#include "meter.h"

/* The values of --stats, in the order of its choices. */
enum {
	STATS_NONE,
	STATS_TEXT,
	STATS_JSON,
};

/* Adds what one run counted to a total. */
void stats_add(struct hr_stats *total, const struct hr_stats *);
/* "log", "json" ...; static. */
const char *stats_kind(enum hr_kind);
/* What a run was about in a word: also "request", "requests", "binary". */
const char *stats_word(const struct hr_stats *);
/* "; 3 stay: 2 protected, 1 short": strings of requests, and why; or nothing. */
void stats_add_left(struct buf *, const struct hr_stats *);
/* `,"left":{"user_text":3,...}`: the names of the reasons, none of which needs
 * escapes. */
void stats_add_left_json(struct buf *, const struct hr_stats *);
/* One line on stderr. */
void stats_print(const struct hr_stats *, const struct meter *, int form);

#endif
