/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the token counter share.  Its way through a text:
 *
 *	counter.c	the public calls: whole texts, limits, texts in parts
 *	block_*.c	64 bytes at a time to piece starts (block.h), each with
 *			the CPU's own instructions, and the loop around them
 *	scan.c		one piece byte by byte, where a block cannot decide
 *	cache.h		pieces seen before
 *	merge.c		the tokens of one piece, from the vocabulary
 *	model.c		names of models and encodings
 */
#ifndef TOKEN_TOKEN_H
#define TOKEN_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- the vocabulary, as gen/gen.c writes it ------------------------------ */

enum {
	MAX_TOKEN_BYTES = 128, /* the longest token of both vocabularies */
};

/*
 * The trie of all tokens is a double array.  A node has a base; its child by
 * byte b is the unit at base + b + 1, if that unit bears the label b + 1; no
 * two nodes have the same base, so the label is all that need be compared.  A
 * token that is the beginning of others has its id at the base itself.
 *
 *	bits 0-8	label; TRIE_FREE in a free unit
 *	bit 9		TRIE_LEAF: a token; the rest of the unit is its id
 *	bit 10		TRIE_TOKEN: a token and a node; the id is at its base
 *	bits 11-31	the node's base, or the id
 */
enum {
	TRIE_FREE = 0x1ff,
	TRIE_LEAF = 0x200,
	TRIE_TOKEN = 0x400,
	TRIE_SHIFT = 11,
};

/* A slot of the pair table: 14 bits of the hash, then the id of the token. */
#define PAIR_NONE UINT32_MAX
enum {
	PAIR_ID_BITS = 18,
};

/*
 * What is known of a token, in one word.  A single byte is its own left, right
 * and prefix.
 *
 *	bits 0-17	left, the first of the two tokens merged to it
 *	bits 18-35	right, the second
 *	bits 36-53	prefix, the longest shorter token that it begins with
 *	bits 54-60	its length - 1
 */
enum {
	WORD_RIGHT = 18,
	WORD_PREFIX = 36,
	WORD_LENGTH = 54,
	TOKEN_MASK = (1 << 18) - 1,
};

struct vocab {
	const uint32_t *trie; /* the root's base is 0 */
	const uint64_t *words; /* one for each token */
	const uint32_t *pairs; /* slots of the token of two neighbours */
	const uint32_t *filter; /* four bits a slot: is there such a pair? */
	unsigned pair_bits; /* 1 << pair_bits slots */
	uint32_t ntokens;
};

extern const struct vocab vocab_o200k_base, vocab_cl100k_base;

static inline uint64_t
pair_hash(uint32_t left, uint32_t right)
{
	uint64_t h =
		((uint64_t)left << 32 | right) * UINT64_C(0x9E3779B97F4A7C15);

	h ^= h >> 29;
	return h * UINT64_C(0xD6E8FEB86659FD93);
}

static inline uint32_t
pair_slot(uint64_t hash, unsigned bits)
{
	return (uint32_t)(hash >> (64 - bits));
}

/* The bit of the filter: one of the four of the slot. */
static inline uint32_t
pair_filter_bit(uint64_t hash, unsigned bits)
{
	return (uint32_t)(hash >> (62 - bits));
}

static inline uint32_t
pair_print(uint64_t hash)
{
	return (uint32_t)hash << PAIR_ID_BITS;
}

/* ---- character classes --------------------------------------------------- */

/* What the patterns tell apart, in Unicode 16.0. */
enum char_class {
	CLASS_OTHER,
	CLASS_UPPER, /* Lu, Lt */
	CLASS_LOWER, /* Ll */
	CLASS_CASELESS, /* Lm, Lo */
	CLASS_MARK, /* M */
	CLASS_DIGIT, /* N */
	CLASS_BLANK, /* white space except CR and LF */
	CLASS_NEWLINE, /* CR, LF */
};

/* In two stages: class_page[class_page_of[c / 64]][c % 64]. */
extern const uint16_t class_page_of[];
extern const unsigned char class_page[][64];

/* ---- scanning ------------------------------------------------------------ */

/* Both patterns; o200k_harmony has that of o200k_base. */
enum pattern {
	PATTERN_O200K,
	PATTERN_CL100K,
};

/* The result of scan_piece(). */
struct piece {
	const unsigned char *end;
	bool open; /* text behind its end could change the piece */
	bool invalid; /* may hold invalid UTF-8 */
};

/* The piece that starts at p, which is before `end`. */
struct piece scan_piece(
	enum pattern, const unsigned char *p, const unsigned char *end);

/*
 * The length of a contraction ('s, 't, 're ...) at the quote at p with n bytes
 * from there, or 0.
 */
size_t scan_contraction(const unsigned char *p, size_t n);

/*
 * Takes one character, or one maximal invalid part of one, off p, which is
 * before `end`; returns its length and sets its class, and *bad if it is not
 * valid.  *bad is 2 if more bytes could make it so.
 */
size_t scan_char(const unsigned char *p, const unsigned char *end,
	enum char_class *, int *bad);

/* ---- merging ------------------------------------------------------------- */

enum {
	MEMO_BITS = 13, /* 2^15 was no faster */
	MERGE_STACK = 1024,
};

struct merger {
	const struct vocab *vocab;
	uint64_t *memo; /* 1 << MEMO_BITS words, zero at first */
};

/* The tokens of the piece, SIZE_MAX when memory is short: a piece of more
 * than MERGE_STACK bytes takes 4 1/8 bytes for each of its own. */
size_t merge_count(const struct merger *, const unsigned char *p, size_t n);

/* ---- counting ------------------------------------------------------------ */

struct cache; /* cache.h */

/* The ways to classify a block, fastest last; not each CPU has each. */
enum path {
	PATH_SCALAR, /* no blocks: scan_piece() only */
	PATH_PORTABLE,
	PATH_SSE2,
	PATH_AVX2,
	PATH_AVX512,
	NPATHS,
};

struct run {
	struct merger merger;
	enum pattern pattern;
	struct cache *cache;
	size_t total;
	size_t limit; /* stop when total is above it */
	size_t invalid; /* invalid parts of UTF-8 seen */
	bool failed; /* memory was short */
	bool pieces; /* count these, at most as many, and no tokens */
};

/*
 * Counts the text from p to `end`, p being a piece start, and returns where it
 * stopped, which is a piece start too: at the end if `final`; else before it,
 * so that what follows cannot change what was counted; earlier when the limit
 * is passed or memory is short.
 */
typedef const unsigned char *count_fn(struct run *, const unsigned char *p,
	const unsigned char *end, bool final);

count_fn count_scalar, count_portable, count_sse2, count_avx2, count_avx512;

struct hr_counter;

/*
 * One more counter of the same encoding, which remembers the same pieces.  The
 * two may be freed in any order, but no two threads may use them at once.  NULL
 * when memory is short.
 */
struct hr_counter *counter_beside(struct hr_counter *);

/* For tests: false if this machine does not have the path. */
bool counter_force_path(struct hr_counter *, enum path);
const char *path_name(enum path);

#endif
