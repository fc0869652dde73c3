/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hashing of byte strings: multiply and fold, eight bytes at a time, in the
 * manner of wyhash.  Tables of input text mix in a seed, so that nobody can
 * prepare collisions; no output ever follows the order of a hash.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdint.h>
#include <string.h>

#define HASH_K1 UINT64_C(0x9E3779B97F4A7C15)
#define HASH_K2 UINT64_C(0xD6E8FEB86659FD93)

static inline uint64_t
hash_mix(uint64_t h, uint64_t x)
{
	h = (h ^ x) * HASH_K2;
	return h ^ h >> 32;
}

static inline uint64_t
hash_bytes(uint64_t seed, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	uint64_t h = seed ^ n * HASH_K1, x;

	for (; n >= 8; p += 8, n -= 8) {
		memcpy(&x, p, 8);
		h = hash_mix(h, x);
	}
	if (n) {
		x = 0;
		memcpy(&x, p, n);
		h = hash_mix(h, x);
	}
	h *= HASH_K1;
	return h ^ h >> 29;
}

#endif
