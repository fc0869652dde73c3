/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tokens of one piece.
 *
 * The reference joins, again and again, the two neighbours whose token has the
 * lowest id.  Here is a way to the same tokens that is linear and looks at few
 * memory cells: take the longest token at the place; if it cannot stand beside
 * the one before it, take the next shorter one; if none is left, take the one
 * before back and go on there with its next shorter one.
 *
 * This is right for two reasons.  (1) A row of tokens is the result of merging
 * if and only if each two neighbours are: merging the bytes of the pair alone
 * gives the pair.  Whatever happens inside a token does not depend on what is
 * outside unless a merge crosses its edge, and the pairs exclude that.  So any
 * row found in this way is the one result.  (2) The row that makes the
 * text up to a place is unique as well, hence a place from which there is no
 * way on is dead whatever led to it, and is marked so.  Each place dies at most
 * once, which bounds the work.
 *
 * Of the ways to split a token in two only the canonical one, which merging
 * makes last when it makes that token alone, can ever occur: before that merge
 * nothing crossed the token's edges, so its inside is as if alone.
 */
#include "token/token.h"

#include <string.h>

#include "base/mem.h"

/* A token on the stack: id, and length - 1 above it. */
enum {
	ID_MASK = (1 << PAIR_ID_BITS) - 1,
};

/* The token of the neighbours l and r, or PAIR_NONE. */
static inline uint32_t
find_pair(const struct vocab *v, uint32_t l, uint32_t r)
{
	uint64_t h = pair_hash(l, r);
	uint32_t print = pair_print(h), i = pair_slot(h, v->pair_bits);
	uint32_t mask = (UINT32_C(1) << v->pair_bits) - 1, slot;

	for (; (slot = v->pairs[i]) != PAIR_NONE; i = (i + 1) & mask) {
		uint32_t id = slot & ID_MASK;

		if ((slot & ~(uint32_t)ID_MASK) == print &&
			v->split[id][0] == l && v->split[id][1] == r)
			return id;
	}
	return PAIR_NONE;
}

/*
 * Can these be neighbours?  Undoes their merges from the last one back, always
 * the later of both sides, and asks whether merging would then have joined the
 * two at the edge instead: with a lower id than the merge just undone.
 */
static bool
may_meet(const struct vocab *v, uint32_t l, uint32_t r)
{
	uint32_t limit = UINT32_MAX;

	for (;;) {
		uint32_t part;

		if (find_pair(v, l, r) < limit)
			return false;
		/* The right side is merged later if the ids are equal, as the
		 * leftmost pair goes first. */
		if (l > r && (part = v->split[l][1]) != l) {
			limit = l;
			l = part;
		} else if ((part = v->split[r][0]) != r) {
			limit = r + 1;
			r = part;
		} else if ((part = v->split[l][1]) != l) {
			limit = l;
			l = part;
		} else {
			return true;
		}
	}
}

/* The longest token that text p of n > 0 bytes begins with, packed. */
static inline uint32_t
longest_token(const struct vocab *v, const unsigned char *p, size_t n)
{
	const uint32_t *trie = v->trie;
	uint32_t base = 0, found = 0, length = 0;

	if (n > MAX_TOKEN_BYTES)
		n = MAX_TOKEN_BYTES;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t label = p[i] + 1u, unit = trie[base + label];

		if ((unit & TRIE_FREE) != label)
			break;
		base = unit >> TRIE_SHIFT;
		if (unit & TRIE_LEAF)
			return base | i << PAIR_ID_BITS;
		if (unit & TRIE_TOKEN) {
			found = base;
			length = i;
		}
	}
	return trie[found] >> TRIE_SHIFT | length << PAIR_ID_BITS;
}

static size_t
back_off(const struct vocab *v, const unsigned char *p, size_t n,
	uint32_t token, uint32_t *stack, uint64_t *dead)
{
	size_t at = 0, depth = 0;

	for (;;) {
		size_t length = (token >> PAIR_ID_BITS) + 1, to = at + length;

		if (!(dead[to / 64] >> to % 64 & 1) &&
			(!depth || may_meet(v, stack[depth - 1] & ID_MASK,
					   token & ID_MASK))) {
			stack[depth++] = token;
			at = to;
			if (at == n)
				return depth;
			token = longest_token(v, p + at, n - at);
		} else if (length > 1) {
			token = longest_token(v, p + at, length - 1);
		} else {
			dead[at / 64] |= UINT64_C(1) << at % 64;
			token = stack[--depth];
			at -= (token >> PAIR_ID_BITS) + 1;
		}
	}
}

static size_t
merge_long(
	const struct vocab *v, const unsigned char *p, size_t n, uint32_t token)
{
	uint32_t *stack = mem_alloc(n, sizeof(*stack));
	uint64_t *dead = mem_zalloc(n / 64 + 1, sizeof(*dead));
	size_t count = SIZE_MAX;

	if (stack && dead)
		count = back_off(v, p, n, token, stack, dead);
	mem_free(stack);
	mem_free(dead);
	return count;
}

size_t
merge_count(const struct vocab *v, const unsigned char *p, size_t n)
{
	uint32_t stack[MERGE_STACK], token = longest_token(v, p, n);
	uint64_t dead[MERGE_STACK / 64 + 1];

	if ((token >> PAIR_ID_BITS) + 1 == n)
		return 1;
	if (n > MERGE_STACK)
		return merge_long(v, p, n, token);
	memset(dead, 0, (n / 64 + 1) * sizeof(*dead));
	return back_off(v, p, n, token, stack, dead);
}
