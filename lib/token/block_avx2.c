/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks as two registers of 32 bytes. */
#include "token/block.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))

/* One bit for each byte of both halves. */
static inline TARGET uint64_t
bits(__m256i a, __m256i b)
{
	return (uint32_t)_mm256_movemask_epi8(a) |
	       (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

static inline TARGET uint64_t
equal(__m256i a, __m256i b, char c)
{
	__m256i x = _mm256_set1_epi8(c);

	return bits(_mm256_cmpeq_epi8(a, x), _mm256_cmpeq_epi8(b, x));
}

/* first <= byte < first + n, unsigned: moved to the lowest signed values. */
static inline TARGET uint64_t
in_range(__m256i a, __m256i b, unsigned char first, unsigned n)
{
	__m256i move = _mm256_set1_epi8((char)(0x80 - first));
	__m256i limit = _mm256_set1_epi8((char)(0x80 + n));

	return bits(_mm256_cmpgt_epi8(limit, _mm256_add_epi8(a, move)),
		_mm256_cmpgt_epi8(limit, _mm256_add_epi8(b, move)));
}

static inline TARGET void
classify_bytes(const unsigned char *p, struct masks *m)
{
	__m256i a = _mm256_loadu_si256((const void *)p);
	__m256i b = _mm256_loadu_si256((const void *)(p + 32));

	m->upper = in_range(a, b, 'A', 26);
	m->lower = in_range(a, b, 'a', 26);
	m->digit = in_range(a, b, '0', 10);
	m->space = equal(a, b, ' ');
	m->newline = equal(a, b, '\n') | equal(a, b, '\r');
	m->blank = m->space | (in_range(a, b, '\t', 5) & ~m->newline);
	m->quote = equal(a, b, '\'');
	m->slash = equal(a, b, '/');
	m->wide = bits(a, b);
	m->more = m->wide ? in_range(a, b, 0x80, 64) : 0;
}

TARGET const unsigned char *
count_avx2(struct run *run, const unsigned char *p, const unsigned char *end,
	bool final)
{
	return count_blocks(run, p, end, final, classify_bytes);
}
#endif
