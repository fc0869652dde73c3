/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A strict reader of JSON (RFC 8259): grammar, UTF-8, depth and size are
 * checked in one pass that takes linear time whatever the bytes are.
 *
 * Lone surrogate escapes and keys that are there twice are valid: nothing is
 * decoded here.  The tokens are jsmn's in form and order, strings without their
 * quotes, a key before its value; but jsmn itself accepts what is no JSON, and
 * is quadratic on deep input, so its own parser is not used.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#define JSMN_PARENT_LINKS
#define JSMN_HEADER
#include <jsmn.h>

#include "base/span.h"
#include "headroom.h"

enum {
	/* Containers in containers.  Deeper is an attack or a mistake. */
	JSON_DEPTH = 512,
	/* Offsets are of type int. */
	JSON_BYTES = 0x7fffffff,
	/* 20 bytes each: 1.3 GB. */
	JSON_TOKENS = 1 << 26,
};

/*
 * `size` is the number of values in an array, of keys in an object, 1 for a
 * key.  `parent`, which only jsmn's own parser needs, is how many tokens the
 * value has with all that is in it, and of a key with its value, so that a value
 * may be looked at by itself; see json_next().
 */
struct json_tokens {
	jsmntok_t *token;
	size_t n, cap;
};

void json_tokens_release(struct json_tokens *);

/* How many of eight bytes come before one that a string cannot just go on with:
 * a quote, a backslash, a control character, or one that is not ASCII.  The
 * differences borrow from a byte only behind one that is found. */
static inline size_t
json_plain_bytes(const char *p)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t high = ones * 0x80;
	uint64_t x, quote, slash;

	memcpy(&x, p, 8);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap64(x);
#endif
	quote = x ^ ones * '"';
	slash = x ^ ones * '\\';
	x |= (x - ones * ' ') | (quote - ones) | (slash - ones);
	return x & high ? (size_t)__builtin_ctzll(x & high) / 8 : 8;
}

/* The token behind token i, with all that is in it. */
static inline size_t
json_next(const jsmntok_t *token, size_t i)
{
	return i + (size_t)token[i].parent;
}

/*
 * Reads the value that starts at text.p + *at, after blanks, and moves *at
 * behind it; appends its tokens, if they are wanted, with offsets from text.p.
 * HR_EINPUT or HR_ELIMIT with *err, if not NULL: the position of the first
 * byte that cannot be; *at and the tokens are as they were.
 */
enum hr_status json_scan(struct span text, size_t *at, struct json_tokens *,
	struct hr_error *err);

/* The same of a text that is one value and nothing but blanks around it. */
enum hr_status json_scan_whole(
	struct span text, struct json_tokens *, struct hr_error *err);

/* Whether the text is one value or several, each from a line of its own on,
 * and nothing but blanks around them. */
enum hr_status json_check(struct span text, struct hr_error *err);

/* Whether this may stand between the quotes of a string. */
bool json_is_string(struct span);

/* Whether this is a number, true, false or null, and nothing else. */
bool json_is_literal(struct span);

#endif
