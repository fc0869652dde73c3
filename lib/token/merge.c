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

/* Left and right of a token's word. */
#define BOTH_MASK ((UINT64_C(1) << WORD_PREFIX) - 1)

/* The token of the neighbours l and r, or PAIR_NONE. */
static inline uint32_t
find_pair(const struct vocab *v, uint32_t l, uint32_t r)
{
	uint64_t h = pair_hash(l, r), both = l | (uint64_t)r << WORD_RIGHT;
	uint32_t print = pair_print(h), i = pair_slot(h, v->pair_bits);
	uint32_t mask = (UINT32_C(1) << v->pair_bits) - 1, slot;
	uint32_t bit = pair_filter_bit(h, v->pair_bits);

	if (!(v->filter[bit / 32] >> bit % 32 & 1))
		return PAIR_NONE;
	for (; (slot = v->pairs[i]) != PAIR_NONE; i = (i + 1) & mask) {
		uint32_t id = slot & TOKEN_MASK;

		if ((slot & ~(uint32_t)TOKEN_MASK) == print &&
			((v->words[id] ^ both) & BOTH_MASK) == 0)
			return id;
	}
	return PAIR_NONE;
}

static inline uint32_t
left_of(const struct vocab *v, uint32_t id)
{
	return (uint32_t)v->words[id] & TOKEN_MASK;
}

static inline uint32_t
right_of(const struct vocab *v, uint32_t id)
{
	return (uint32_t)(v->words[id] >> WORD_RIGHT) & TOKEN_MASK;
}

static inline uint32_t
prefix_of(const struct vocab *v, uint32_t id)
{
	return (uint32_t)(v->words[id] >> WORD_PREFIX) & TOKEN_MASK;
}

static inline size_t
length_of(const struct vocab *v, uint32_t id)
{
	return (size_t)(v->words[id] >> WORD_LENGTH) + 1;
}

/*
 * Can these be neighbours?  Undoes their merges from the last one back, always
 * the later of both sides, and asks whether merging would then have joined the
 * two at the edge instead: with a lower id than the merge just undone.
 */
static __attribute__((noinline)) bool
find_may_meet(const struct vocab *v, uint32_t l, uint32_t r)
{
	uint32_t limit = UINT32_MAX;

	for (;;) {
		uint32_t part;

		if (find_pair(v, l, r) < limit)
			return false;
		/* The right side is merged later if the ids are equal, as the
		 * leftmost pair goes first. */
		if (l > r && (part = right_of(v, l)) != l) {
			limit = l;
			l = part;
		} else if ((part = left_of(v, r)) != r) {
			limit = r + 1;
			r = part;
		} else if ((part = right_of(v, l)) != l) {
			limit = l;
			l = part;
		} else {
			return true;
		}
	}
}

/* The same, remembering answers: pair << 1 | answer, plus 1 to be never 0. */
static inline bool
may_meet(const struct merger *m, uint32_t l, uint32_t r)
{
	uint64_t key = ((uint64_t)l << PAIR_ID_BITS | r) << 1;
	uint64_t *memo = &m->memo[key * UINT64_C(0x9E3779B97F4A7C15) >>
				  (64 - MEMO_BITS)];

	if ((*memo - 1) >> 1 != key >> 1)
		*memo = (key | find_may_meet(m->vocab, l, r)) + 1;
	return (*memo - 1) & 1;
}

/* A token found in the trie: its unit, and how many bytes it has. */
struct match {
	uint32_t unit;
	size_t length;
};

/* The longest token that text p of n > 0 bytes begins with. */
static inline struct match
longest_match(const struct vocab *v, const unsigned char *p, size_t n)
{
	const uint32_t *trie = v->trie;
	uint32_t base = 0;
	struct match found = { .length = 0 };

	for (size_t i = 0; i < n; i++) {
		uint32_t label = p[i] + 1u, unit = trie[base + label];

		if ((unit & TRIE_FREE) != label)
			break;
		base = unit >> TRIE_SHIFT;
		if (unit & (TRIE_LEAF | TRIE_TOKEN))
			found = (struct match){ unit, i + 1 };
		if (unit & TRIE_LEAF)
			break;
	}
	return found;
}

static inline uint32_t
token_of(const struct vocab *v, struct match m)
{
	uint32_t base = m.unit >> TRIE_SHIFT;

	return m.unit & TRIE_LEAF ? base : v->trie[base] >> TRIE_SHIFT;
}

static inline uint32_t
longest_token(const struct vocab *v, const unsigned char *p, size_t n)
{
	return token_of(v, longest_match(v, p, n));
}

/*
 * In a row of dashes the longest token seldom is the right one, but the one
 * before often is again.  A token chosen for that, out of turn, is marked:
 * when it comes back all others have their turn.  A million dashes: 89 MB/s,
 * without this 3.
 */
enum {
	REPEATED = 1 << 18,
	/* Words seldom repeat a token as long as this. */
	REPEAT_BYTES = 8,
};

static inline uint32_t
next_token(const struct merger *m, const unsigned char *p, size_t at, size_t n,
	uint32_t last)
{
	size_t length = length_of(m->vocab, last);

	if (length >= REPEAT_BYTES && n - at >= length &&
		!memcmp(p + at, p + at - length, length))
		return last | REPEATED;
	return longest_token(m->vocab, p + at, n - at);
}

static size_t
back_off(const struct merger *m, const unsigned char *p, size_t n,
	uint32_t token, uint32_t *stack, uint64_t *dead)
{
	const struct vocab *v = m->vocab;
	size_t at = 0, depth = 0;

	for (;;) {
		uint32_t id = token & TOKEN_MASK, last;
		size_t to = at + length_of(v, id);

		last = depth ? stack[depth - 1] & TOKEN_MASK : 0;
		if (!(dead[to / 64] >> to % 64 & 1) &&
			(!depth || may_meet(m, last, id))) {
			stack[depth++] = token;
			at = to;
			if (at == n)
				return depth;
			token = next_token(m, p, at, n, id);
			continue;
		}
		/* Go back to where there is another token to try. */
		while (!(token & REPEATED) && prefix_of(v, token) == token) {
			dead[at / 64] |= UINT64_C(1) << at % 64;
			token = stack[--depth];
			at -= length_of(v, token & TOKEN_MASK);
		}
		token = token & REPEATED ? longest_token(v, p + at, n - at)
					 : prefix_of(v, token);
	}
}

static size_t
merge_long(const struct merger *m, const unsigned char *p, size_t n,
	uint32_t token)
{
	uint32_t *stack = mem_alloc(n, sizeof(*stack));
	uint64_t *dead = mem_zalloc(n / 64 + 1, sizeof(*dead));
	size_t count = SIZE_MAX;

	if (stack && dead)
		count = back_off(m, p, n, token, stack, dead);
	mem_free(stack);
	mem_free(dead);
	return count;
}

size_t
merge_count(const struct merger *m, const unsigned char *p, size_t n)
{
	uint32_t stack[MERGE_STACK], token;
	uint64_t dead[MERGE_STACK / 64 + 1];
	struct match match = longest_match(m->vocab, p, n);

	/* Half of all pieces; which token it is would be one more look at
	 * memory that no cache has. */
	if (match.length == n)
		return 1;
	token = token_of(m->vocab, match);
	if (n > MERGE_STACK)
		return merge_long(m, p, n, token);
	memset(dead, 0, (n / 64 + 1) * sizeof(*dead));
	return back_off(m, p, n, token, stack, dead);
}
