/* SPDX-License-Identifier: Apache-2.0 */
/* Hash slots over an array; see slots.h. */
#include "base/slots.h"

#include <string.h>

#include "base/mem.h"

enum {
	FIRST_SLOTS = 1 << 10
};

void
slots_release(struct slots *s)
{
	mem_free(s->p);
	*s = (struct slots){ 0 };
}

bool
slots_grow(struct slots *s, const void *hash, size_t stride, size_t count)
{
	size_t n = s->n ? s->n * 2 : FIRST_SLOTS;
	uint32_t *p;

	while (n / 2 < count)
		n *= 2;
	p = mem_alloc(n, sizeof(*p));
	if (!p)
		return false;
	/* Zeros of calloc() that are read first are a page that all share, and
	 * that every thread must forget when one is written: 1 % of the time of
	 * two threads. */
	memset(p, 0, n * sizeof(*p));
	for (size_t k = 0; k < count; k++) {
		uint64_t h;
		size_t i;

		memcpy(&h, (const char *)hash + k * stride, sizeof(h));
		for (i = h & (n - 1); p[i];)
			i = (i + 1) & (n - 1);
		p[i] = (uint32_t)k + 1;
	}
	mem_free(s->p);
	s->p = p;
	s->n = n;
	return true;
}
