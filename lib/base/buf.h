/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A buf: bytes that it owns, growing up to a limit.  A failure sticks: later
 * additions do nothing, and one check of buf_ok() at the end covers them all.
 * A buf of zeros is empty and has no limit.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

struct buf {
	char *p;
	size_t n, cap;
	size_t limit; /* bytes; 0: none */
	bool failed;
};

void buf_release(struct buf *);
/* Empty again, memory and limit kept, failure forgotten. */
void buf_reset(struct buf *);
/* Room for n more bytes behind p + n, which is then at most cap. */
bool buf_reserve(struct buf *, size_t n);
void buf_add(struct buf *, struct span);
void buf_add_str(struct buf *, const char *);
void buf_add_char(struct buf *, char);
void buf_add_uint(struct buf *, uint64_t);
/* Removes the first n bytes. */
void buf_drop(struct buf *, size_t n);

static inline bool
buf_ok(const struct buf *b)
{
	return !b->failed;
}

static inline struct span
buf_span(const struct buf *b)
{
	return (struct span){ b->p, b->n };
}

#endif
