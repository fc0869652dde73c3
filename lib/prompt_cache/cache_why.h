/* SPDX-License-Identifier: Apache-2.0 */
/* Why two prompts part where they do. */
#ifndef CACHE_WHY_H
#define CACHE_WHY_H

#include "prompt_cache/cache_prompt.h"

enum cache_why {
	CACHE_BEGINS, /* they do not: the second begins with the first */
	CACHE_ENDS, /* the second is a part of the first */
	CACHE_OTHER_MODEL,
	CACHE_TOOL_ORDER, /* the same tools */
	CACHE_KEY_ORDER, /* the same keys */
	CACHE_REMOVED, /* something of the first is not in the second */
	CACHE_ADDED,
	CACHE_MEDIA, /* an image, a signature or the like */
	CACHE_SPACE, /* nothing but white space */
	CACHE_TIME,
	CACHE_ID,
	CACHE_NUMBER,
	CACHE_LONGER, /* a text goes on where it ended */
	CACHE_SHORTER,
	CACHE_OTHER_TEXT,
	CACHE_OTHER_KIND, /* of value, as null and a string */
	CACHE_NWHY,
};

/* "begins", "tool_order" ...; static. */
const char *cache_why_name(enum cache_why);

/*
 * Why they part at piece i, before which all are the same; *blocks is how many
 * tools, messages or other blocks were removed or added, 0 if it is none of
 * these.  Time is linear.
 */
enum cache_why cache_why(const struct cache_prompt *a,
	const struct cache_prompt *b, size_t i, size_t *blocks);

/* What two texts are that are the same before byte `at`: CACHE_SPACE to
 * CACHE_OTHER_TEXT. */
enum cache_why cache_why_text(struct span a, struct span b, size_t at);

/* How many bytes at their start are the same, in whole characters. */
size_t cache_common(struct span a, struct span b);

#endif
