/* SPDX-License-Identifier: Apache-2.0 */
/* The slow parts of the piece cache; see cache.h. */
#include "token/cache.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"

struct cache *
cache_new(void)
{
	char *memory = mem_zalloc(1, sizeof(struct cache) + CACHE_LINE);
	struct cache *c;

	if (!memory)
		return NULL;
	c = (struct cache *)(void *)(memory + CACHE_LINE -
				     (uintptr_t)memory % CACHE_LINE);
	c->memory = memory;
	c->mask = ((1 << FIRST_CACHE_BITS) - 2) * sizeof(struct entry);
	return c;
}

void
cache_free(struct cache *c)
{
	if (c)
		mem_free(c->memory);
}

/* Twice as many entries: each stays, or goes up by as many as there were. */
static void
grow(struct cache *c)
{
	size_t n = c->mask / sizeof(struct entry) + 2;

	c->misses = 0;
	c->mask += n * sizeof(struct entry);
	for (size_t i = 0; i < n; i += 2) {
		struct entry pair[2] = { c->pieces[i], c->pieces[i + 1] };

		memset(&c->pieces[i], 0, sizeof(pair));
		for (int j = 0; j < 2; j++) {
			uint64_t hi = pair[j].hi << 8 >> 8; /* no count */
			struct entry *e = cache_find(c, pair[j].lo, hi);

			if (pair[j].hi)
				e[e->hi != 0] = pair[j];
		}
	}
}

static size_t
add_merged(struct run *run, const unsigned char *p, size_t n)
{
	size_t count = merge_count(&run->merger, p, n);

	if (count == SIZE_MAX)
		run->failed = true;
	else
		run->total += count;
	return count;
}

void
cache_merge(struct run *run, const unsigned char *p, size_t n)
{
	add_merged(run, p, n);
}

void
cache_miss(struct run *run, const unsigned char *p, size_t n, struct entry *e,
	uint64_t lo, uint64_t hi)
{
	size_t count = add_merged(run, p, n);

	e->lo = lo;
	e->hi = hi | (uint64_t)count << 56;
	if (++run->cache->misses >= run->cache->mask / sizeof(*e) &&
		run->cache->mask < (sizeof(run->cache->pieces) / 2))
		grow(run->cache);
}

static void
keep_long(struct run *run, const unsigned char *p, size_t n, uint32_t print,
	size_t count, struct long_entry *e)
{
	struct cache *c = run->cache;

	if (n > STORE_BYTES - c->stored) {
		memset(c->long_pieces, 0, sizeof(c->long_pieces));
		c->stored = 0;
	}
	*e = (struct long_entry){ print, (uint32_t)c->stored, (uint16_t)n,
		(uint16_t)count };
	memcpy(c->store + c->stored, p, n);
	c->stored += n;
}

void
cache_long(struct run *run, const unsigned char *p, size_t n)
{
	struct long_entry *e, first;
	uint64_t h;
	uint32_t print;
	size_t count;

	if (n > LONG_PIECE) {
		add_merged(run, p, n);
		return;
	}
	h = hash_bytes(0, p, n);
	print = (uint32_t)h;
	e = &run->cache
		     ->long_pieces[h >> (64 - LONG_CACHE_BITS) & ~UINT64_C(1)];
	for (int i = 0; i < 2; i++) {
		if (e[i].print == print && e[i].length == n &&
			!memcmp(run->cache->store + e[i].at, p, n)) {
			run->total += e[i].count;
			if (i) {
				first = e[0];
				e[0] = e[1];
				e[1] = first;
			}
			return;
		}
	}
	count = add_merged(run, p, n);
	if (count != SIZE_MAX) {
		e[1] = e[0];
		keep_long(run, p, n, print, count, e);
	}
}

void
cache_invalid(struct run *run, const unsigned char *p, size_t n)
{
	static const char replacement[] = "\xEF\xBF\xBD";
	const unsigned char *end = p + n;
	struct buf text = { 0 };

	while (p < end) {
		enum char_class class;
		int bad;
		size_t length = scan_char(p, end, &class, &bad);

		if (bad) {
			run->invalid++;
			buf_add_str(&text, replacement);
		} else {
			buf_add(&text, span_of((const char *)p, length));
		}
		p += length;
	}
	if (buf_ok(&text))
		add_merged(run, (const unsigned char *)text.p, text.n);
	else
		run->failed = true;
	buf_release(&text);
}
