/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks as four registers of 16 bytes: what every x86-64 CPU has. */
#include "token/block.h"

#if defined(__x86_64__)
#include <emmintrin.h>

struct four {
	__m128i v[4];
};

/* One bit for each byte. */
static inline uint64_t
bits(const struct four *x)
{
	uint64_t all = 0;

	for (int i = 0; i < 4; i++)
		all |= (uint64_t)(unsigned)_mm_movemask_epi8(x->v[i])
		       << (16 * i);
	return all;
}

static inline uint64_t
equal(const struct four *x, char c)
{
	struct four y;

	for (int i = 0; i < 4; i++)
		y.v[i] = _mm_cmpeq_epi8(x->v[i], _mm_set1_epi8(c));
	return bits(&y);
}

/* first <= byte < first + n, unsigned: moved to the lowest signed values. */
static inline uint64_t
in_range(const struct four *x, unsigned char first, unsigned n)
{
	__m128i move = _mm_set1_epi8((char)(0x80 - first));
	__m128i limit = _mm_set1_epi8((char)(0x80 + n));
	struct four y;

	for (int i = 0; i < 4; i++)
		y.v[i] = _mm_cmpgt_epi8(limit, _mm_add_epi8(x->v[i], move));
	return bits(&y);
}

static inline void
classify_bytes(const unsigned char *p, struct masks *m)
{
	struct four x;

	for (int i = 0; i < 4; i++)
		x.v[i] = _mm_loadu_si128((const void *)(p + 16 * i));
	m->upper = in_range(&x, 'A', 26);
	m->lower = in_range(&x, 'a', 26);
	m->digit = in_range(&x, '0', 10);
	m->space = equal(&x, ' ');
	m->newline = equal(&x, '\n') | equal(&x, '\r');
	m->blank = m->space | (in_range(&x, '\t', 5) & ~m->newline);
	m->quote = equal(&x, '\'');
	m->slash = equal(&x, '/');
	m->wide = bits(&x);
	m->more = m->wide ? in_range(&x, 0x80, 64) : 0;
}

const unsigned char *
count_sse2(struct run *run, const unsigned char *p, const unsigned char *end,
	bool final)
{
	return count_blocks(run, p, end, final, classify_bytes);
}
#endif
