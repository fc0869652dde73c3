/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Open-addressing slots over an array that somebody else owns: a slot holds
 * the index of an entry plus one, 0 is empty.  Look up with
 *
 *	for (i = hash & (s->n - 1); s->p[i]; i = (i + 1) & (s->n - 1))
 */
#ifndef BASE_SLOTS_H
#define BASE_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slots {
	uint32_t *p;
	size_t n; /* a power of two, or 0 */
};

void slots_release(struct slots *);

/*
 * Doubles the slots, or makes the first ones, at least two for each entry, and
 * enters all `count` entries again.  The hash of the first entry is at `hash`, a uint64_t, and those of
 * the others follow `stride` bytes apart.  False when memory is short.
 */
bool slots_grow(struct slots *, const void *hash, size_t stride, size_t count);

#endif
