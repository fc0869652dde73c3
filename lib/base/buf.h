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

enum {
	BUF_FORMAT_BYTES = 512,
};

struct buf {
	char *p;
	size_t n, cap;
	size_t limit; /* bytes; 0: none */
	bool failed;
	bool full; /* failed for its limit, not for memory */
};

void buf_release(struct buf *);
/* Empty again, memory and limit kept, failure forgotten. */
void buf_reset(struct buf *);
/* buf_reserve(), buf_add() and buf_add_char() where there is no room yet, or a
 * limit. */
bool buf_reserve_slow(struct buf *, size_t n);
void buf_add_slow(struct buf *, struct span);
void buf_add_uint(struct buf *, uint64_t);
/* As printf(3); what is longer than BUF_FORMAT_BYTES - 1 is cut off. */
void buf_add_format(struct buf *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* A character that is no surrogate. */
void buf_add_utf8(struct buf *, uint32_t);
/* Removes the first n bytes. */
void buf_drop(struct buf *, size_t n);

/* Room for n more bytes behind p + n, which is then at most cap. */
static inline bool
buf_reserve(struct buf *b, size_t n)
{
	return (n <= b->cap - b->n && !b->limit && !b->failed) ||
	       buf_reserve_slow(b, n);
}

/* Encoders write little else than cells of a few bytes: in line these two save
 * 3 to 6 % of the time of an encoding. */
static inline void
buf_add(struct buf *b, struct span s)
{
	if (s.n > b->cap - b->n || b->limit || b->failed) {
		buf_add_slow(b, s);
	} else if (s.n) {
		memcpy(b->p + b->n, s.p, s.n);
		b->n += s.n;
	}
}

static inline void
buf_add_char(struct buf *b, char c)
{
	if (b->n == b->cap || b->limit || b->failed)
		buf_add_slow(b, span_of(&c, 1));
	else
		b->p[b->n++] = c;
}

/* The length of a literal is known to the compiler. */
static inline void
buf_add_str(struct buf *b, const char *s)
{
	buf_add(b, span_str(s));
}

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
