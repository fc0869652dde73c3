/* SPDX-License-Identifier: Apache-2.0 */
/* Chunks in a list; see arena.h. */
#include "base/arena.h"

#include <stdalign.h>

#include "base/mem.h"

enum {
	CHUNK_BYTES = 64 << 10
};

struct arena_chunk {
	struct arena_chunk *before;
	size_t size;
	alignas(max_align_t) char p[];
};

void *
arena_alloc(struct arena *a, size_t n)
{
	size_t align = alignof(max_align_t), size, total;
	struct arena_chunk *chunk = a->chunk;
	void *p;

	if (!size_add(n, align - 1, &size))
		return NULL;
	size -= size % align;
	if (!chunk || chunk->size - a->used < size) {
		size_t room = size > CHUNK_BYTES ? size : CHUNK_BYTES;

		if (!size_add(room, sizeof(*chunk), &total))
			return NULL;
		chunk = mem_alloc(1, total);
		a->failed |= !chunk;
		if (!chunk)
			return NULL;
		chunk->before = a->chunk;
		chunk->size = room;
		a->chunk = chunk;
		a->used = 0;
	}
	p = chunk->p + a->used;
	a->used += size;
	return p;
}

struct span
arena_copy(struct arena *a, struct span s)
{
	char *p = arena_alloc(a, s.n ? s.n : 1);

	if (p && s.n)
		memcpy(p, s.p, s.n);
	return span_of(p, p ? s.n : 0);
}

static void
free_before(struct arena_chunk *chunk)
{
	while (chunk) {
		struct arena_chunk *before = chunk->before;

		mem_free(chunk);
		chunk = before;
	}
}

void
arena_reset(struct arena *a)
{
	a->used = 0;
	a->failed = false;
	if (!a->chunk)
		return;
	free_before(a->chunk->before);
	a->chunk->before = NULL;
}

void
arena_release(struct arena *a)
{
	free_before(a->chunk);
	*a = (struct arena){ 0 };
}
