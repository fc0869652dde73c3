/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Preloaded by tests: read and write do one byte a call.
 *
 *	SHIM_AGAIN=1	every other call fails with EAGAIN
 *	SHIM_INTERRUPT=1	every other call fails with EINTR
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int error;
static ssize_t (*real_read)(int, void *, size_t);
static ssize_t (*real_write)(int, const void *, size_t);

static void __attribute__((constructor)) prepare(void)
{
	*(void **)&real_read = dlsym(RTLD_NEXT, "read");
	*(void **)&real_write = dlsym(RTLD_NEXT, "write");
	error = getenv("SHIM_AGAIN")       ? EAGAIN
		: getenv("SHIM_INTERRUPT") ? EINTR
					   : 0;
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
	return real_read(fd, p, n > 1 ? 1 : n);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	if (is_stopped())
		return -1;
	return real_write(fd, p, n > 1 ? 1 : n);
}
