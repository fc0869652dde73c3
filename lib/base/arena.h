/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An arena: many small pieces of memory that all go at once.  An arena of
 * zeros is empty.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/span.h"

struct arena_chunk;

struct arena {
	struct arena_chunk *chunk; /* the newest; each knows the one before */
	size_t used; /* bytes of the newest */
	bool failed; /* memory was short since the last reset */
};

/* n bytes, aligned for any type and not zeroed; NULL when memory is short. */
void *arena_alloc(struct arena *, size_t n);
/* A copy; its p is NULL when memory is short. */
struct span arena_copy(struct arena *, struct span);
/* Everything is given back but the newest chunk, which serves again. */
void arena_reset(struct arena *);
void arena_release(struct arena *);

#endif
