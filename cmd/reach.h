/* SPDX-License-Identifier: Apache-2.0 */
/* Which strings of requests may change, as options say it; and a word where none
 * may. */
#ifndef REACH_H
#define REACH_H

#include "headroom.h"

/* --request, as an index of the names of HR_APIS from 1 on; 0: not given. */
enum hr_api reach_api(int choice);

/* The choices of --reach. */
#define REACH_CHOICES "live history all"

/* What --reach, as an index of its choices from 1 on or 0, and --history say.
 * False after a message: they do not agree, or do not go with a budget. */
bool reach_choose(
	int choice, bool history, bool has_budget, enum hr_reach *reach);

/* Whether --request, as an index of its choices, --lines and --at go together, in
 * which requests are looked for; false after a message. */
bool reach_finds(int request, bool lines, const char *at);

/* A line about the requests that were counted after *before: if nothing of them
 * changed, since most of their text is the user's or all is of protected tools,
 * which option lets it. */
void reach_tell(const char *input, const struct hr_stats *before,
	const struct hr_stats *now);

#endif
