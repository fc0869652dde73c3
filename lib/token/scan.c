/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The patterns, one piece at a time, on any bytes.  This is the way for what
 * the masks of block.h cannot decide, and for pieces longer than a block.
 *
 * o200k_base:
 *	[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}
 *		\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
 *	[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}
 *		\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
 *	\p{N}{1,3}
 *	 ?[^\s\p{L}\p{N}]+[\r\n/]*
 *	\s*[\r\n]+
 *	\s+(?!\S)
 *	\s+
 *
 * cl100k_base:
 *	'(?i:[sdmt]|ll|ve|re)
 *	[^\r\n\p{L}\p{N}]?+\p{L}++
 *	\p{N}{1,3}+
 *	 ?[^\s\p{L}\p{N}]++[\r\n]*+
 *	\s++$
 *	\s*[\r\n]
 *	\s+(?!\S)
 *	\s
 *
 * Its "\s++$" gives the same count as the rules after it, since no token has a
 * blank behind a newline; so it is left out here and white space is alike in
 * both.
 */
#include "token/token.h"

/* Sets of classes, one bit each. */
enum {
	UPPER = 1 << CLASS_UPPER,
	LOWER = 1 << CLASS_LOWER,
	CASELESS = 1 << CLASS_CASELESS | 1 << CLASS_MARK,
	LETTER = UPPER | LOWER | 1 << CLASS_CASELESS,
	DIGIT = 1 << CLASS_DIGIT,
	SYMBOL = 1 << CLASS_OTHER | 1 << CLASS_MARK, /* [^\s\p{L}\p{N}] */
	WHITE = 1 << CLASS_BLANK | 1 << CLASS_NEWLINE,
	PREFIX = SYMBOL | 1 << CLASS_BLANK, /* [^\r\n\p{L}\p{N}] */
};

struct scan {
	const unsigned char *end;
	bool open, invalid;
};

/* Sets the class and *bad, returns the length, of a character of two bytes or
 * more. */
static size_t
scan_wide(const unsigned char *p, size_t n, enum char_class *class, int *bad)
{
	unsigned c = p[0], low = 0x80, high = 0xBF;
	size_t need = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;

	*class = CLASS_OTHER;
	*bad = 1;
	if (c < 0xC2 || c > 0xF4)
		return 1;
	/* No overlong form, no surrogate, nothing above U+10FFFF. */
	if (c == 0xE0)
		low = 0xA0;
	else if (c == 0xED)
		high = 0x9F;
	else if (c == 0xF0)
		low = 0x90;
	else if (c == 0xF4)
		high = 0x8F;
	c &= 0x7Fu >> need;
	for (size_t i = 1; i < need; i++) {
		if (i == n) {
			*bad = 2;
			return i;
		}
		if (p[i] < low || p[i] > high)
			return i;
		c = c << 6 | (p[i] & 63);
		low = 0x80;
		high = 0xBF;
	}
	*bad = 0;
	*class = (enum char_class)class_page[class_page_of[c >> 6]][c & 63];
	return need;
}

size_t
scan_char(const unsigned char *p, const unsigned char *end,
	enum char_class *class, int *bad)
{
	if (*p < 0x80) {
		*bad = 0;
		*class = (enum char_class)
			class_page[class_page_of[*p >> 6]][*p & 63];
		return 1;
	}
	return scan_wide(p, (size_t)(end - p), class, bad);
}

/* The class at p as a bit and the length there; 0 and 0 at the end. */
static unsigned
class_at(struct scan *s, const unsigned char *p, size_t *length)
{
	enum char_class class;
	int bad;

	if (p == s->end) {
		s->open = true;
		*length = 0;
		return 0;
	}
	*length = scan_char(p, s->end, &class, &bad);
	if (bad) {
		s->invalid = true;
		if (bad == 2)
			s->open = true;
	}
	return 1u << class;
}

static const unsigned char *
skip_set(struct scan *s, const unsigned char *p, unsigned set)
{
	size_t length;

	while (class_at(s, p, &length) & set)
		p += length;
	return p;
}

size_t
scan_contraction(const unsigned char *p, size_t n)
{
	unsigned a, b;

	if (n < 2)
		return 0;
	a = p[1] | 32u;
	if (a == 's' || a == 't' || a == 'm' || a == 'd')
		return 2;
	if (n < 3)
		return 0;
	b = p[2] | 32u;
	if (((a == 'r' || a == 'v') && b == 'e') || (a == 'l' && b == 'l'))
		return 3;
	/* U+017F, the long s, folds to s. */
	return p[1] == 0xC5 && p[2] == 0xBF ? 3 : 0;
}

static const unsigned char *
skip_contraction(struct scan *s, const unsigned char *p)
{
	size_t n = (size_t)(s->end - p);

	if (n < 3)
		s->open = true;
	return n && *p == '\'' ? p + scan_contraction(p, n) : p;
}

/* [Lu Lt Lm Lo M]* [Ll Lm Lo M]+ with the backtracking, or NULL. */
static const unsigned char *
lower_word(struct scan *s, const unsigned char *p)
{
	const unsigned char *shared = NULL;
	size_t length;
	unsigned c;

	for (; (c = class_at(s, p, &length)) & (UPPER | CASELESS); p += length)
		if (c & CASELESS)
			shared = p + length; /* could be of the second set */
	return c & LOWER ? skip_set(s, p, LOWER | CASELESS) : shared;
}

/* [Lu Lt Lm Lo M]+ [Ll Lm Lo M]*, or NULL. */
static const unsigned char *
upper_word(struct scan *s, const unsigned char *p)
{
	const unsigned char *q = skip_set(s, p, UPPER | CASELESS);

	return q == p ? NULL : skip_set(s, q, LOWER | CASELESS);
}

static const unsigned char *
word_o200k(struct scan *s, const unsigned char *p)
{
	const unsigned char *q = NULL;
	size_t length;
	unsigned c = class_at(s, p, &length);

	if (c & PREFIX)
		q = lower_word(s, p + length);
	if (!q && c & (LETTER | CASELESS))
		q = lower_word(s, p);
	if (!q && c & PREFIX)
		q = upper_word(s, p + length);
	if (!q && c & (LETTER | CASELESS))
		q = upper_word(s, p);
	return q ? skip_contraction(s, q) : NULL;
}

static const unsigned char *
word_cl100k(struct scan *s, const unsigned char *p)
{
	const unsigned char *q;
	size_t length;
	unsigned c;

	if (*p == '\'') {
		q = skip_contraction(s, p);
		if (q > p)
			return q;
	}
	c = class_at(s, p, &length);
	q = c & PREFIX ? p + length : p;
	p = skip_set(s, q, LETTER);
	return p > q ? p : NULL;
}

/* \p{N}{1,3}, or NULL */
static const unsigned char *
digits(struct scan *s, const unsigned char *p)
{
	size_t length;
	int n = 0;

	while (n < 3 && class_at(s, p, &length) & DIGIT) {
		p += length;
		n++;
	}
	return n ? p : NULL;
}

/*  ?[^\s\p{L}\p{N}]+ and the newlines behind, or NULL */
static const unsigned char *
symbols(struct scan *s, const unsigned char *p, bool slashes)
{
	const unsigned char *start = *p == ' ' ? p + 1 : p;

	p = skip_set(s, start, SYMBOL);
	if (p == start)
		return NULL;
	while (p < s->end &&
		(*p == '\r' || *p == '\n' || (slashes && *p == '/')))
		p++;
	if (p == s->end)
		s->open = true;
	return p;
}

/* \s*[\r\n]+ | \s+(?!\S) | \s+ */
static const unsigned char *
white_space(struct scan *s, const unsigned char *p)
{
	const unsigned char *after_newline = NULL, *last = p, *first = p;
	size_t length;
	unsigned c;

	for (; (c = class_at(s, p, &length)) & WHITE; p += length) {
		last = p;
		if (c & 1 << CLASS_NEWLINE)
			after_newline = p + length;
	}
	if (after_newline)
		return after_newline;
	return p == s->end || last == first ? p : last;
}

struct piece
scan_piece(
	enum pattern pattern, const unsigned char *p, const unsigned char *end)
{
	struct scan s = { .end = end };
	const unsigned char *q;

	q = pattern == PATTERN_O200K ? word_o200k(&s, p) : word_cl100k(&s, p);
	if (!q)
		q = digits(&s, p);
	if (!q)
		q = symbols(&s, p, pattern == PATTERN_O200K);
	if (!q)
		q = white_space(&s, p);
	return (struct piece){ q, s.open, s.invalid };
}
