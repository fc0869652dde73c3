/* SPDX-License-Identifier: Apache-2.0 */
/* Where in a JSON text requests are. */
#ifndef REQUEST_FIND_H
#define REQUEST_FIND_H

#include "envelope/envelope.h"

struct request_body {
	const struct envelope *envelope;
	size_t token; /* the object */
};

struct request_bodies {
	struct request_body *p;
	size_t n, cap;
};

/* All of the value whose tokens these are, in their order.  HR_ENOMEM. */
enum hr_status request_find(const char *p, const struct json_tokens *,
	enum hr_api, struct request_bodies *);

/*
 * Tokens of a prompt but for the texts that may change: an estimate, as no
 * provider says what it adds.  Strings are counted as they are, tools and schemas
 * as JSON, media not at all, and each message adds a few.  SIZE_MAX when memory
 * is short.
 */
size_t request_count(const struct envelope_view *, const struct envelope *,
	const struct envelope_texts *, struct hr_counter *,
	struct buf *scratch);

#endif
