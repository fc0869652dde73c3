/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preloaded by tests: read and write do one byte a call.
 *
 *	SHIM_AGAIN=1	every other call fails with EAGAIN
 *	SHIM_INTERRUPT=1	every other call fails with EINTR
 *	SHIM_NO_MEMORY=k	the k-th allocation fails; calls are whole
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

static long fail_at, allocations;
static int error, whole;
static ssize_t (*real_read)(int, void *, size_t);
static ssize_t (*real_write)(int, const void *, size_t);

static void __attribute__((constructor)) prepare(void)
{
	const char *k = getenv("SHIM_NO_MEMORY");

	*(void **)&real_read = dlsym(RTLD_NEXT, "read");
	*(void **)&real_write = dlsym(RTLD_NEXT, "write");
	error = getenv("SHIM_AGAIN")       ? EAGAIN
		: getenv("SHIM_INTERRUPT") ? EINTR
					   : 0;
	whole = k != NULL;
	allocations = 0;
	fail_at = k ? atol(k) : 0;
}

/* Whether to fail this time. */
static int
is_stopped(void)
{
	static int calls;

	if (!error || calls++ % 2)
		return 0;
	errno = error;
	return 1;
}

ssize_t
read(int fd, void *p, size_t n)
{
	if (is_stopped())
		return -1;
	return real_read(fd, p, !whole && n > 1 ? 1 : n);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	if (is_stopped())
		return -1;
	return real_write(fd, p, !whole && n > 1 ? 1 : n);
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
