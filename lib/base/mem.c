/* SPDX-License-Identifier: Apache-2.0 */
/* Checked allocation; see mem.h. */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool
size_add(size_t a, size_t b, size_t *sum)
{
	if (a > SIZE_MAX - b)
		return false;
	*sum = a + b;
	return true;
}

bool
size_mul(size_t a, size_t b, size_t *product)
{
	if (b && a > SIZE_MAX / b)
		return false;
	*product = a * b;
	return true;
}

void *
mem_alloc(size_t n, size_t size)
{
	size_t total;

	if (!size_mul(n, size, &total))
		return NULL;
	return malloc(total ? total : 1);
}

void *
mem_zalloc(size_t n, size_t size)
{
	return calloc(n ? n : 1, size ? size : 1);
}

void *
mem_resize(void *p, size_t n, size_t size)
{
	size_t total;

	if (!size_mul(n, size, &total))
		return NULL;
	return realloc(p, total ? total : 1);
}

void
mem_free(void *p)
{
	free(p);
}

bool
mem_grow(void *p, size_t *cap, size_t need, size_t size)
{
	enum {
		FIRST = 16
	};
	size_t more;
	void *old, *new;

	if (need <= *cap)
		return true;
	if (!size_add(*cap, *cap / 2, &more) || more < need)
		more = need;
	if (more < FIRST)
		more = FIRST;
	memcpy(&old, p, sizeof(old));
	new = mem_resize(old, more, size);
	if (!new)
		return false;
	memcpy(p, &new, sizeof(new));
	*cap = more;
	return true;
}
