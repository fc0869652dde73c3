/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A request as the prompt that a provider makes of it: pieces in the order in
 * which its cache compares them.
 *
 * What a provider does not see is left out: white space between values, how
 * characters are escaped, marks of caches, the order of the members of its own
 * objects.  The order of keys in what is the caller's own, as schemas and what
 * tools are called with, stays.  A string and an array of one part of text are
 * the same.  Only Anthropic says in which order it renders; that of the others
 * is assumed: what is fixed before what grows.
 */
#ifndef CACHE_PROMPT_H
#define CACHE_PROMPT_H

#include "envelope/envelope.h"

/* A request that was found; what it points at must stay. */
struct cache_request {
	struct envelope_view view;
	const struct envelope *envelope;
};

enum cache_part {
	CACHE_OF_MODEL, /* each has a cache of its own */
	CACHE_OF_TOOLS,
	CACHE_OF_FORMAT, /* of answers: a schema */
	CACHE_OF_SYSTEM,
	CACHE_OF_SETTINGS, /* that lose the cache of all messages */
	CACHE_OF_MESSAGES,
	CACHE_NPARTS,
};

enum cache_kind {
	CACHE_BLOCK, /* the beginning of a block; has no bytes */
	CACHE_MESSAGE, /* the same, of a message; its role */
	CACHE_KEY,
	CACHE_TEXT,
	CACHE_LITERAL, /* a number, true, false, null */
	CACHE_OPEN, /* of an object or an array */
	CACHE_CLOSE,
};

struct cache_piece {
	size_t token; /* of the request, which it was made of */
	size_t at, n; /* bytes of the prompt's text */
	unsigned char kind, rank; /* the rank of its part in the order */
	bool hidden; /* no text that a model reads; compared all the same */
};

/* What may have a mark of a cache: a tool, a part of a message and the like. */
struct cache_block {
	size_t token, piece, message; /* the first piece; from 0 */
	size_t at, end; /* bytes of the prompt's text */
	uint64_t tokens; /* of the prompt up to its end */
	uint64_t hash; /* of its bytes */
	size_t number; /* of blocks that providers count, before it */
	enum cache_part part;
	bool json; /* its keys and brackets are read, too */
	bool mark, hour; /* a mark of a cache; to be kept for an hour */
};

struct cache_prompt {
	struct cache_request request;
	struct buf text;
	struct cache_piece *piece;
	size_t npieces, piece_cap;
	struct cache_block *block;
	size_t nblocks, block_cap;
	size_t messages, marks;
	uint64_t tokens; /* of all, with a few that no block has */
	bool remote; /* the provider has more of it than is sent */
	bool explicit; /* only marks are kept, says the request */
};

/* HR_ENOMEM: there is nothing to release. */
enum hr_status cache_prompt_make(struct cache_prompt *,
	const struct cache_request *, struct hr_counter *);
void cache_prompt_release(struct cache_prompt *);

/* Tokens before byte `at` of piece i; i may be the number of pieces.  SIZE_MAX
 * when memory is short. */
size_t cache_prompt_count(
	const struct cache_prompt *, size_t i, size_t at, struct hr_counter *);

/* The block that piece i is in. */
size_t cache_prompt_block(const struct cache_prompt *, size_t i);

static inline struct span
cache_piece_text(const struct cache_prompt *p, size_t i)
{
	const struct cache_piece *piece = &p->piece[i];

	return piece->n ? span_of(p->text.p + piece->at, piece->n)
			: span_of("", 0);
}

/* The name of the model that a request says; empty: none. */
void cache_model(const struct cache_request *, struct buf *name);

#endif
