/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks in plain C: as eight words of eight bytes, and without blocks. */
#include "token/block.h"

#define EACH(byte) (UINT64_C(0x0101010101010101) * (uint64_t)(byte))

/* The top bit of each byte whose low seven bits are `first` or more. */
static inline uint64_t
at_least(uint64_t low7, unsigned first)
{
	return low7 + EACH(0x80 - first);
}

/* The top bits of all bytes as eight bits, that of the lowest byte first. */
static inline uint64_t
gather(uint64_t x)
{
	return ((x >> 7 & EACH(1)) * UINT64_C(0x0102040810204080)) >> 56;
}

static inline uint64_t
in_range(uint64_t x, unsigned first, unsigned n)
{
	uint64_t low7 = x & EACH(0x7f);

	return gather(at_least(low7, first) & ~at_least(low7, first + n) & ~x);
}

static inline void
classify_bytes(const unsigned char *p, struct masks *m)
{
	*m = (struct masks){ 0 };
	for (unsigned k = 0; k < BLOCK; k += 8) {
		uint64_t x = load_low_first(p + k), newline;

		newline = in_range(x, '\n', 1) | in_range(x, '\r', 1);
		m->upper |= in_range(x, 'A', 26) << k;
		m->lower |= in_range(x, 'a', 26) << k;
		m->digit |= in_range(x, '0', 10) << k;
		m->space |= in_range(x, ' ', 1) << k;
		m->blank |= (in_range(x, '\t', 5) & ~newline) << k;
		m->newline |= newline << k;
		m->quote |= in_range(x, '\'', 1) << k;
		m->slash |= in_range(x, '/', 1) << k;
		m->wide |= gather(x) << k;
		m->more |= gather(x & ~(x << 1)) << k;
	}
	m->blank |= m->space;
}

const unsigned char *
count_portable(struct run *run, const unsigned char *p,
	const unsigned char *end, bool final)
{
	return count_blocks(run, p, end, final, classify_bytes);
}

const unsigned char *
count_scalar(struct run *run, const unsigned char *p, const unsigned char *end,
	bool final)
{
	while (p < end && run->total <= run->limit && !run->failed) {
		const unsigned char *q = count_scanned(run, p, end, final);

		if (q == p)
			break;
		p = q;
	}
	return p;
}
