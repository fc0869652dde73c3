/* SPDX-License-Identifier: Apache-2.0 */
/* What the caches of providers want, by model: a dated table, as prices are. */
#ifndef CACHE_RULES_H
#define CACHE_RULES_H

#include <stdbool.h>

#include "headroom.h"

enum cache_way {
	CACHE_BY_MARKS, /* what is before a mark of the request is kept */
	CACHE_BY_STEPS, /* a prefix, in whole steps; nothing is charged for it */
	CACHE_BY_ENDS, /* whole requests, and marks if there are any */
	CACHE_BY_PREFIX, /* a prefix of any length, without a promise */
};

struct cache_rules {
	enum cache_way way;
	unsigned minimum; /* tokens; shorter prefixes are not kept */
	unsigned step; /* tokens */
	bool assumed; /* the minimum is not known of this model */
};

/* The name may have vendors before it, or be NULL: then the API says. */
struct cache_rules cache_rules_find(const char *model, enum hr_api);

#endif
