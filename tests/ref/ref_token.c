/* SPDX-License-Identifier: Apache-2.0 */
/* Slow token counts; see ref_token.h. */
#include "ref_token.h"

#include <stdlib.h>
#include <string.h>

#include "token/token.h"

/* ---- the vocabulary: all tokens as strings, sorted ----------------------- */

struct string {
	const unsigned char *p;
	size_t n;
	uint32_t id;
};

struct strings {
	struct string *by_id, *sorted;
	size_t n;
};

static void *
allocate(size_t n)
{
	void *p = malloc(n ? n : 1);

	if (!p)
		abort();
	return p;
}

static int
compare(const void *a, const void *b)
{
	const struct string *x = a, *y = b;
	size_t n = x->n < y->n ? x->n : y->n;
	int order = memcmp(x->p, y->p, n);

	return order ? order : x->n < y->n ? -1 : x->n > y->n;
}

/* The single bytes have the ids 0 to 255 in this order. */
static unsigned char
byte_of(uint32_t id)
{
	if (id < 94)
		return (unsigned char)(33 + id);
	if (id < 106)
		return (unsigned char)(161 + id - 94);
	if (id < 188)
		return (unsigned char)(174 + id - 106);
	if (id < 221)
		return (unsigned char)(id - 188);
	return (unsigned char)(id < 255 ? 127 + id - 221 : 173);
}

static void
spell(struct strings *s, const struct vocab *v)
{
	s->n = v->ntokens;
	s->by_id = allocate(s->n * sizeof(*s->by_id));
	s->sorted = allocate(s->n * sizeof(*s->sorted));
	for (uint32_t id = 0; id < v->ntokens; id++) {
		const struct string *l, *r;
		unsigned char *p;

		if (id < 256) {
			p = allocate(1);
			*p = byte_of(id);
			s->by_id[id] = (struct string){ p, 1, id };
			continue;
		}
		l = &s->by_id[v->words[id] & TOKEN_MASK];
		r = &s->by_id[v->words[id] >> WORD_RIGHT & TOKEN_MASK];
		p = allocate(l->n + r->n);
		memcpy(p, l->p, l->n);
		memcpy(p + l->n, r->p, r->n);
		s->by_id[id] = (struct string){ p, l->n + r->n, id };
	}
	memcpy(s->sorted, s->by_id, s->n * sizeof(*s->sorted));
	qsort(s->sorted, s->n, sizeof(*s->sorted), compare);
}

static const struct strings *
strings_of(enum hr_encoding encoding)
{
	static struct strings o200k, cl100k;
	struct strings *s = encoding == HR_CL100K_BASE ? &cl100k : &o200k;

	if (!s->n)
		spell(s, encoding == HR_CL100K_BASE ? &vocab_cl100k_base
						    : &vocab_o200k_base);
	return s;
}

static uint32_t
rank_of(const struct strings *s, const unsigned char *p, size_t n)
{
	struct string key = { p, n, 0 }, *found;

	if (n > MAX_TOKEN_BYTES)
		return UINT32_MAX;
	found = bsearch(&key, s->sorted, s->n, sizeof(key), compare);
	return found ? found->id : UINT32_MAX;
}

/* While two neighbours joined are a token, join the lowest, leftmost. */
static size_t
merge(const struct strings *s, const unsigned char *p, size_t n)
{
	size_t *at = allocate((n + 1) * sizeof(*at)), parts = n;
	uint32_t *rank = allocate((n + 1) * sizeof(*rank));

	for (size_t i = 0; i <= n; i++)
		at[i] = i;
	for (size_t i = 0; i + 1 < n; i++)
		rank[i] = rank_of(s, p + i, 2);
	while (parts > 1) {
		size_t best = 0;

		for (size_t i = 1; i + 1 < parts; i++)
			if (rank[i] < rank[best])
				best = i;
		if (rank[best] == UINT32_MAX)
			break;
		memmove(at + best + 1, at + best + 2,
			(parts - best - 1) * sizeof(*at));
		memmove(rank + best, rank + best + 1,
			(parts - best - 1) * sizeof(*rank));
		parts--;
		if (best + 1 < parts)
			rank[best] = rank_of(
				s, p + at[best], at[best + 2] - at[best]);
		if (best)
			rank[best - 1] = rank_of(s, p + at[best - 1],
				at[best + 1] - at[best - 1]);
	}
	free(at);
	free(rank);
	return parts;
}

/* ---- code points --------------------------------------------------------- */

/* A text of code points, each with its class; invalid parts are U+FFFD. */
struct text {
	uint32_t *c;
	unsigned char *class;
	size_t n, invalid;
};

/* Is p[0] to p[n-1] the beginning of a valid character? */
static bool
may_begin(const unsigned char *p, size_t n)
{
	unsigned c = p[0];

	if (c < 0x80)
		return n == 1;
	if (c < 0xC2 || c > 0xF4)
		return false;
	if (n > (c < 0xE0 ? 2u : c < 0xF0 ? 3u : 4u))
		return false;
	for (size_t i = 1; i < n; i++)
		if (p[i] < 0x80 || p[i] > 0xBF)
			return false;
	if (n < 2)
		return true;
	return !(c == 0xE0 && p[1] < 0xA0) && !(c == 0xED && p[1] > 0x9F) &&
	       !(c == 0xF0 && p[1] < 0x90) && !(c == 0xF4 && p[1] > 0x8F);
}

static struct text
decode(const unsigned char *p, size_t n)
{
	struct text t = { allocate(n * sizeof(*t.c)), allocate(n), 0, 0 };

	for (size_t i = 0, length; i < n; i += length) {
		uint32_t c = p[i];
		size_t need = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;

		length = 1;
		while (i + length < n && may_begin(p + i, length) &&
			may_begin(p + i, length + 1))
			length++;
		if (!may_begin(p + i, length) || length < need) {
			c = 0xFFFD;
			t.invalid++;
		} else if (need > 1) {
			c &= 0x7Fu >> need;
			for (size_t k = 1; k < need; k++)
				c = c << 6 | (p[i + k] & 63);
		}
		t.class[t.n] = class_page[class_page_of[c / 64]][c % 64];
		t.c[t.n++] = c;
	}
	return t;
}

static size_t
encode(unsigned char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (unsigned char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (unsigned char)(0xC0 | c >> 6);
		out[1] = (unsigned char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (unsigned char)(0xE0 | c >> 12);
		out[1] = (unsigned char)(0x80 | (c >> 6 & 63));
		out[2] = (unsigned char)(0x80 | (c & 63));
		return 3;
	}
	out[0] = (unsigned char)(0xF0 | c >> 18);
	out[1] = (unsigned char)(0x80 | (c >> 12 & 63));
	out[2] = (unsigned char)(0x80 | (c >> 6 & 63));
	out[3] = (unsigned char)(0x80 | (c & 63));
	return 4;
}

/* ---- the patterns: all take a place, and give the end or 0 --------------- */

static bool
is(const struct text *t, size_t i, const char *classes)
{
	static const char names[] = "OULCMNSR"; /* as enum char_class */

	return i < t->n && strchr(classes, names[t->class[i]]);
}

#define LETTERS "ULC"
#define WORD_FIRST "UCM" /* [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}] */
#define WORD_SECOND "LCM" /* [\p{Ll}\p{Lm}\p{Lo}\p{M}] */
#define NOT_LETTER_DIGIT_NEWLINE "OMS"
#define SYMBOLS "OM"
#define WHITE_SPACE "SR"

static size_t
many(const struct text *t, size_t i, const char *classes)
{
	while (is(t, i, classes))
		i++;
	return i;
}

/* (?i:'s|'t|'re|'ve|'m|'ll|'d), or i */
static size_t
contraction(const struct text *t, size_t i)
{
	static const char *const tails[] = { "s", "t", "re", "ve", "m", "ll",
		"d" };

	if (i >= t->n || t->c[i] != '\'')
		return i;
	for (size_t k = 0; k < sizeof(tails) / sizeof(*tails); k++) {
		size_t n = strlen(tails[k]), same = 0;

		while (same < n && i + 1 + same < t->n) {
			uint32_t c = t->c[i + 1 + same];

			if (c == 0x17F)
				c = 's';
			if (c >= 'A' && c <= 'Z')
				c += 'a' - 'A';
			if (c != (unsigned char)tails[k][same])
				break;
			same++;
		}
		if (same == n)
			return i + 1 + n;
	}
	return i;
}

/* first{least,} second{least2,} with backtracking, or 0 */
static size_t
two_sets(const struct text *t, size_t i, size_t least, size_t least2)
{
	for (size_t k = many(t, i, WORD_FIRST);; k--) {
		size_t end = many(t, k, WORD_SECOND);

		if (k < i + least)
			return 0;
		if (end >= k + least2)
			return end;
		if (k == i)
			return 0;
	}
}

static size_t
o200k_word(const struct text *t, size_t i, size_t least, size_t least2)
{
	size_t end = 0;

	if (is(t, i, NOT_LETTER_DIGIT_NEWLINE))
		end = two_sets(t, i + 1, least, least2);
	if (!end)
		end = two_sets(t, i, least, least2);
	return end ? contraction(t, end) : 0;
}

static size_t
cl100k_word(const struct text *t, size_t i)
{
	size_t from = is(t, i, NOT_LETTER_DIGIT_NEWLINE) ? i + 1 : i;
	size_t end = many(t, from, LETTERS);

	return end > from ? end : 0;
}

static size_t
digits(const struct text *t, size_t i)
{
	size_t end = many(t, i, "N");

	return end > i + 3 ? i + 3 : end > i ? end : 0;
}

static size_t
symbols(const struct text *t, size_t i, bool slashes)
{
	size_t from = i < t->n && t->c[i] == ' ' ? i + 1 : i;
	size_t end = many(t, from, SYMBOLS);

	if (end == from)
		return 0;
	while (end < t->n && (is(t, end, "R") || (slashes && t->c[end] == '/')))
		end++;
	return end;
}

/* \s*[\r\n]+ or \s*[\r\n] */
static size_t
lines(const struct text *t, size_t i)
{
	for (size_t end = many(t, i, WHITE_SPACE); end > i; end--)
		if (is(t, end - 1, "R"))
			return end;
	return 0;
}

/* \s+(?!\S) */
static size_t
blanks_before_end(const struct text *t, size_t i)
{
	for (size_t end = many(t, i, WHITE_SPACE); end > i; end--)
		if (end == t->n || is(t, end, WHITE_SPACE))
			return end;
	return 0;
}

static size_t
o200k_piece(const struct text *t, size_t i)
{
	size_t end;

	if ((end = o200k_word(t, i, 0, 1)) || (end = o200k_word(t, i, 1, 0)) ||
		(end = digits(t, i)) || (end = symbols(t, i, true)) ||
		(end = lines(t, i)) || (end = blanks_before_end(t, i)))
		return end;
	return many(t, i, WHITE_SPACE);
}

static size_t
cl100k_piece(const struct text *t, size_t i)
{
	size_t end = contraction(t, i);

	if (end > i)
		return end;
	if ((end = cl100k_word(t, i)) || (end = digits(t, i)) ||
		(end = symbols(t, i, false)))
		return end;
	end = many(t, i, WHITE_SPACE);
	if (end == t->n)
		return end; /* \s++$ */
	if ((end = lines(t, i)) || (end = blanks_before_end(t, i)))
		return end;
	return i + 1;
}

size_t
ref_count(enum hr_encoding encoding, const void *text, size_t n)
{
	const struct strings *s = strings_of(encoding);
	struct text t = decode(text, n);
	unsigned char *piece = allocate(4 * t.n);
	size_t count = 0;

	for (size_t i = 0, end; i < t.n; i = end) {
		size_t length = 0;

		end = encoding == HR_CL100K_BASE ? cl100k_piece(&t, i)
						 : o200k_piece(&t, i);
		for (size_t k = i; k < end; k++)
			length += encode(piece + length, t.c[k]);
		if (rank_of(s, piece, length) != UINT32_MAX)
			count++;
		else
			count += merge(s, piece, length);
	}
	free(piece);
	free(t.c);
	free(t.class);
	return count;
}

size_t
ref_invalid(const void *text, size_t n)
{
	struct text t = decode(text, n);

	free(t.c);
	free(t.class);
	return t.invalid;
}
