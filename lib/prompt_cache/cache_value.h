/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How values of JSON become pieces of a prompt: what cache_render.c, which knows
 * the forms of requests, makes blocks of.
 */
#ifndef CACHE_VALUE_H
#define CACHE_VALUE_H

#include "prompt_cache/cache_prompt.h"
#include "envelope/envelope_walk.h"

struct cache_todo;

struct cache_render {
	struct cache_prompt *out;
	struct walk w;
	struct envelope_texts texts; /* to know media by */
	struct buf scratch;
	struct arena keys; /* that were decoded, to sort by */
	struct cache_todo *todo;
	size_t ntodo, todo_cap;
	enum cache_part part;
	unsigned char rank;
	bool failed; /* memory was short: nothing more is to be done */
};

/* Begins a block of the part, with a piece unless it is a message's. */
void cache_begin_block(
	struct cache_render *, size_t token, enum cache_kind kind);

/* A piece of the bytes that the prompt's text has from `at` on. */
void cache_add_piece(struct cache_render *, enum cache_kind kind, size_t token,
	size_t at, bool hidden);
/* A key or a string, decoded; half of a surrogate pair becomes U+FFFD. */
void cache_add_string(
	struct cache_render *, enum cache_kind kind, size_t token, bool hidden);

/* A value, however deep it is, in time that is linear but for sorting keys. */
void cache_add_value(struct cache_render *, size_t token, bool hidden);
/* The members of an object but those of these two names, and its end; without
 * `object` nothing but the marks that it has. */
void cache_add_rest(struct cache_render *, size_t token, bool object,
	const char *but, const char *and_but);

bool cache_is_media(const struct cache_render *, size_t token);

bool cache_is_mark(const struct cache_render *, size_t key);
/* The last block is marked, unless the mark is null. */
void cache_take_mark(struct cache_render *, size_t key);
/* The marks that the object has itself. */
void cache_take_marks(struct cache_render *, size_t object);

#endif
