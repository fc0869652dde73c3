/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks as one register of 64 bytes, compared straight to masks. */
#include "token/block.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx2,bmi,bmi2,popcnt")))

static inline TARGET uint64_t
equal(__m512i x, char c)
{
	return _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8(c));
}

/* first <= byte < first + n, unsigned. */
static inline TARGET uint64_t
in_range(__m512i x, unsigned char first, unsigned n)
{
	return _mm512_cmplt_epu8_mask(
		_mm512_sub_epi8(x, _mm512_set1_epi8((char)first)),
		_mm512_set1_epi8((char)n));
}

static inline TARGET void
classify_bytes(const unsigned char *p, struct masks *m)
{
	__m512i x = _mm512_loadu_si512((const void *)p);

	m->upper = in_range(x, 'A', 26);
	m->lower = in_range(x, 'a', 26);
	m->digit = in_range(x, '0', 10);
	m->space = equal(x, ' ');
	m->newline = equal(x, '\n') | equal(x, '\r');
	m->blank = m->space | (in_range(x, '\t', 5) & ~m->newline);
	m->quote = equal(x, '\'');
	m->slash = equal(x, '/');
	m->wide = _mm512_movepi8_mask(x);
	m->more = m->wide ? in_range(x, 0x80, 64) : 0;
}

TARGET const unsigned char *
count_avx512(struct run *run, const unsigned char *p, const unsigned char *end,
	bool final)
{
	return count_blocks(run, p, end, final, classify_bytes);
}
#endif
