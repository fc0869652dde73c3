/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded by tests: the allocation of number SHIM_NO_MEMORY fails. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>

/* glibc's own; there is no other way that takes no memory itself. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

static long fail_at, allocations;

static void __attribute__((constructor)) prepare(void)
{
	const char *k = getenv("SHIM_NO_MEMORY");

	allocations = 0;
	fail_at = k ? atol(k) : 0;
}

static int
is_short(void)
{
	if (!fail_at || ++allocations != fail_at)
		return 0;
	errno = ENOMEM;
	return 1;
}

void *
malloc(size_t n)
{
	return is_short() ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return is_short() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	return is_short() ? NULL : __libc_realloc(p, n);
}
