/* SPDX-License-Identifier: Apache-2.0 */
/* Where in a JSON text requests are. */
#ifndef REQUEST_FIND_H
#define REQUEST_FIND_H

#include "envelope/envelope.h"

/* Where a request is, or may be. */
struct request_body {
	/*
	 * Of the request that the object at the token is.  NULL: the token is a
	 * string whose text may be a request, or have one in it; or an array of
	 * turns, as records have them without what was around them.
	 */
	const struct envelope *envelope;
	size_t token;
};

/* Where turns that were alone are in their text. */
#define REQUEST_TURNS_POINTER "/messages"

/* Appends the text of such a string or array, as a text of its own.  The bytes
 * from *before on are its own.  HR_SKIP: no UTF-8 can say it; HR_ENOMEM. */
enum hr_status request_body_text(const char *p, const jsmntok_t *token,
	struct buf *text, size_t *before);

struct request_bodies {
	struct request_body *p;
	size_t n, cap;
	bool unknown; /* there is none, but the value looks like one for
		       * another endpoint or provider */
};

void request_bodies_release(struct request_bodies *);

/* Whether a text that is JSON may have a request in it, or look like one: most
 * have no word that all requests have one of.  Much faster than to find out. */
bool request_may_be_in(struct span text);
/* The same of requests of the known APIs only. */
bool request_may_be_known(struct span text);

/*
 * All of the value whose tokens these are, in their order: the value itself, or
 * in it, however records are built around requests; or where the pointer `at`
 * leads, unless it is NULL.  HR_ENOMEM.
 */
enum hr_status request_find(const char *p, const struct json_tokens *,
	enum hr_api, const char *at, struct request_bodies *);

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
