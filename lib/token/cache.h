/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pieces seen before and their counts.
 *
 * A piece of at most 15 bytes is its own key: one masked load, one multiply,
 * and a look at two neighbouring entries of 16 bytes, the last of which is the
 * count (0: free).  Shorter keys are padded with NULs, so a piece that ends in
 * NUL would be taken for another one and is never kept here.  The entries are
 * few at first, as a page of memory that is touched once costs more than the
 * pieces in it, and become more as pieces are missed.
 *
 * The bytes of a piece of 16 to 1,024 are kept in one row, `store`, and an
 * entry points there.  When the row is full all are forgotten.  Longer pieces
 * are merged each time.
 */
#ifndef TOKEN_CACHE_H
#define TOKEN_CACHE_H

#include <string.h>

#include "token/token.h"

enum {
	SHORT_PIECE = 15,
	/* 64 MB of Python sources, cold: 265 MB/s with 2^15 entries, 338 with
	 * 2^16, 407 with 2^17.  A text of 8 KB: 1.3 ms when there are 2^13 at
	 * first, 2.0 with 2^17; a request of 1 MB of many kinds: 28.3 and 30.5. */
	CACHE_BITS = 17,
	FIRST_CACHE_BITS = 13,
	/* No two entries that are looked at lie in two: 82 ms for 100 MB of
	 * logs, else 85. */
	CACHE_LINE = 64,
	/* Chinese prose again and again: 66 MB/s when pieces above 62 bytes
	 * were not kept, 260 with these. */
	LONG_PIECE = 1024,
	LONG_CACHE_BITS = 15,
	STORE_BYTES = 1 << 20,
	LOAD_BYTES = 16, /* what piece_count() reads at a piece */
};

struct entry {
	uint64_t lo, hi; /* bytes 0-7 and 8-14, lowest first; count on top */
};

struct long_entry {
	uint32_t print; /* of the hash */
	uint32_t at; /* in the store */
	uint16_t length, count; /* length 0: free */
};

/* Memory that is never used is never touched. */
struct cache {
	struct entry pieces[1 << CACHE_BITS]; /* 2 MB, at a cache line */
	size_t mask; /* of the bytes up to the first of two entries */
	size_t misses; /* since there are so many entries */
	struct long_entry long_pieces[1 << LONG_CACHE_BITS]; /* 0.4 MB */
	unsigned char store[STORE_BYTES]; /* 1 MB */
	size_t stored; /* bytes of the store in use */
	uint64_t memo[1 << MEMO_BITS]; /* for merging */
	size_t owners; /* counters that have it, all of one thread */
	void *memory; /* what it is in */
};

/* NULL when memory is short. */
struct cache *cache_new(void);
void cache_free(struct cache *);

/* The slow parts.  They add to run->total or set run->failed. */
void cache_merge(struct run *, const unsigned char *p, size_t n);
void cache_miss(struct run *, const unsigned char *p, size_t n, struct entry *,
	uint64_t lo, uint64_t hi);
void cache_long(struct run *, const unsigned char *p, size_t n);
/* With each invalid part of UTF-8 counted as U+FFFD. */
void cache_invalid(struct run *, const unsigned char *p, size_t n);

static inline uint64_t
load_low_first(const unsigned char *p)
{
	uint64_t x;

	memcpy(&x, p, sizeof(x));
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap64(x);
#endif
	return x;
}

/* The two entries where a piece may be; `hi` without a count. */
static inline struct entry *
cache_find(struct cache *c, uint64_t lo, uint64_t hi)
{
	uint64_t h = (lo ^ hi * UINT64_C(0x9E3779B97F4A7C15)) *
		     UINT64_C(0xD6E8FEB86659FD93);

	return (struct entry *)(void *)((char *)c->pieces +
					(h >> (64 - CACHE_BITS - 4) & c->mask));
}

/* Adds the tokens of a piece; LOAD_BYTES at p can be read whatever n is. */
static inline void
piece_count(struct run *run, const unsigned char *p, size_t n)
{
	/* Row n keeps the first n bytes: mask[n] those of lo, mask[n + 8]... */
	static const uint64_t mask[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff,
		0xffff, 0xffffff, 0xffffffff, 0xffffffffff, 0xffffffffffff,
		0xffffffffffffff, UINT64_MAX, UINT64_MAX, UINT64_MAX,
		UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX };
	struct entry *e, first;
	uint64_t lo, hi, diff;

	if (n > SHORT_PIECE) {
		cache_long(run, p, n);
		return;
	}
	if (!p[n - 1]) {
		cache_merge(run, p, n);
		return;
	}
	lo = load_low_first(p) & mask[n + 8];
	hi = load_low_first(p + 8) & mask[n];
	e = cache_find(run->cache, lo, hi);
	diff = e[0].hi ^ hi; /* only the count may differ, and is not 0 */
	if (e[0].lo == lo && diff << 8 == 0 && diff) {
		run->total += diff >> 56;
		return;
	}
	diff = e[1].hi ^ hi;
	first = e[0];
	if (e[1].lo == lo && diff << 8 == 0 && diff) {
		e[0] = e[1]; /* the recently used one goes first */
		e[1] = first;
		run->total += diff >> 56;
		return;
	}
	e[1] = first;
	cache_miss(run, p, n, e, lo, hi);
}

#endif
