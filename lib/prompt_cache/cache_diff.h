/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a provider's cache makes of the second of two requests when it has seen
 * the first: where the two part, why, and how many tokens are read from the
 * cache, written to it, and neither.
 *
 * Tokens are those of request_count(), an estimate; tools and what is in other
 * objects may differ by a few.  The cache is taken to be alive and to hold what
 * the first request put there, and nothing else.
 */
#ifndef CACHE_DIFF_H
#define CACHE_DIFF_H

#include "answer/answer.h"
#include "prompt_cache/cache_prompt.h"
#include "prompt_cache/cache_rules.h"
#include "prompt_cache/cache_why.h"

enum {
	/* Anthropic and OpenAI take four marks. */
	CACHE_MARKS = 4,
	/* Blocks that Anthropic looks back from a mark. */
	CACHE_BACK = 20,
};

/* A mark of the second request. */
struct cache_mark {
	size_t block; /* of its prompt, that it stands at the end of */
	uint64_t tokens; /* before it */
	bool hour; /* to be kept for an hour */
	bool shared; /* all before it is the same in both */
	bool kept; /* there are enough tokens before it */
};

/* Where one of them is when they part. */
struct cache_place {
	bool end; /* it has no more; then the rest is not set */
	size_t token; /* of the request, for envelope_pointer() */
	size_t byte; /* from where the view's offsets count */
	enum cache_part part;
	size_t message; /* from 0, if it is in one */
	struct span text; /* of the prompt, in which they part at byte `at` */
	size_t at;
};

struct cache_diff {
	struct cache_prompt a, b;
	struct cache_rules rules;
	enum cache_why why;
	size_t blocks; /* that were removed or added, if it is that */
	struct cache_place in_a, in_b;
	/* Tokens of the model: of each prompt, and of what both begin with, which
	 * ends with a whole word. */
	uint64_t tokens_a, tokens_b, shared;
	size_t messages; /* whole ones, that both begin with */
	bool reached; /* the shared prefix is long enough for the cache */
	/* The last ones of the second request, in its order. */
	struct cache_mark mark[CACHE_MARKS];
	size_t nmarks;
	/* Of the second request; without output. */
	struct answer_usage usage;
};

/*
 * The two requests have the same envelope and must stay until release.  `model`
 * may be NULL, and is that of the second otherwise.  HR_ENOMEM: there is nothing
 * to release.  Time is linear but for sorting keys.
 */
enum hr_status cache_diff_make(struct cache_diff *,
	const struct cache_request *a, const struct cache_request *b,
	const char *model);
void cache_diff_release(struct cache_diff *);

#endif
