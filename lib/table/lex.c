/* SPDX-License-Identifier: Apache-2.0 */
/* Blanking out variable parts; see lex.h. */
#include "table/lex.h"

#include "base/hash.h"
#include "table/number.h"

enum {
	ALPHA = 1, /* also bytes of any other script */
	DIGIT = 2,
	JOIN = 4, /* holds a word together, is not one by itself */
};

#define REP10(x) x, x, x, x, x, x, x, x, x, x
#define REP26(x) REP10(x), REP10(x), x, x, x, x, x, x
#define REP128(x)                                                              \
	REP26(x), REP26(x), REP26(x), REP26(x), REP10(x), REP10(x), x, x, x, x

static const unsigned char class_of[256] = {
	['#'] = JOIN,
	['$'] = JOIN,
	['%'] = JOIN,
	['&'] = JOIN,
	['*'] = JOIN,
	['+'] = JOIN,
	['-'] = JOIN,
	['.'] = JOIN,
	['/'] = JOIN,
	['?'] = JOIN,
	['@'] = JOIN,
	['\\'] = JOIN,
	['_'] = JOIN,
	['~'] = JOIN,
	['0'] = REP10(DIGIT),
	['A'] = REP26(ALPHA),
	['a'] = REP26(ALPHA),
	[0x80] = REP128(ALPHA),
};

static inline uint32_t
three(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (uint32_t)u[0] << 16 | (uint32_t)u[1] << 8 | u[2];
}

#define NAME(a, b, c) ((uint32_t)(a) << 16 | (uint32_t)(b) << 8 | (c))

bool
lex_is_month(const char *p)
{
	switch (three(p)) {
	case NAME('J', 'a', 'n'):
	case NAME('F', 'e', 'b'):
	case NAME('M', 'a', 'r'):
	case NAME('A', 'p', 'r'):
	case NAME('M', 'a', 'y'):
	case NAME('J', 'u', 'n'):
	case NAME('J', 'u', 'l'):
	case NAME('A', 'u', 'g'):
	case NAME('S', 'e', 'p'):
	case NAME('O', 'c', 't'):
	case NAME('N', 'o', 'v'):
	case NAME('D', 'e', 'c'):
		return true;
	default:
		return false;
	}
}

bool
lex_is_weekday(const char *p)
{
	switch (three(p)) {
	case NAME('M', 'o', 'n'):
	case NAME('T', 'u', 'e'):
	case NAME('W', 'e', 'd'):
	case NAME('T', 'h', 'u'):
	case NAME('F', 'r', 'i'):
	case NAME('S', 'a', 't'):
	case NAME('S', 'u', 'n'):
		return true;
	default:
		return false;
	}
}

/*
 * Whether the colon at p divides hours from minutes or minutes from seconds:
 * one or two digits before it, not the end of an address, exactly two after.
 */
static bool
is_clock_colon(const char *start, const char *p, const char *end)
{
	const char *d = p;

	while (d > start && p - d < 3 && is_digit(d[-1]))
		d--;
	if (p - d < 1 || p - d > 2 || (d > start && d[-1] == '.'))
		return false;
	return end - p > 2 && is_digit(p[1]) && is_digit(p[2]) &&
	       (end - p == 3 || !is_digit(p[3]));
}

/*
 * The end of an address of hex groups divided by colons, MAC or IPv6, that
 * starts at p; p if there is none.  Four groups or more, so that it is not a
 * clock time.
 */
static const char *
skip_hex_groups(const char *p, const char *end)
{
	enum {
		GROUPS = 4,
		GROUP_DIGITS = 4
	};
	const char *q = p, *last = p;
	int groups = 0;

	while (q < end) {
		int n = 0;

		while (q < end && n <= GROUP_DIGITS && is_hex(*q)) {
			q++;
			n++;
		}
		if (n > GROUP_DIGITS || (!n && (q == p || q[-1] != ':')))
			break;
		groups += n > 0;
		if (n)
			last = q;
		if (q == end || *q != ':')
			break;
		q++;
	}
	return groups >= GROUPS ? last : p;
}

/* A path: a word that begins like one, "/var", "\dir", with a blank, a quote
 * or a colon before it, or has two slashes in it, "src/lib/a.c". */
static bool
is_path(const char *p, const char *end)
{
	int slashes = 0;

	if ((*p == '/' || *p == '\\') &&
		(end - p == 1 || class_of[(unsigned char)p[1]]))
		return true;
	for (; p < end; p++)
		slashes += *p == '/';
	return slashes >= 2;
}

static bool
is_calendar_name(const char *p, const char *end)
{
	return end - p == 3 && *p >= 'A' && *p <= 'W' &&
	       (lex_is_month(p) || lex_is_weekday(p));
}

/* "eth0", "IPv4", "ssh2": letters and one or two digits are a name.  Many of
 * them in one place are found to vary later. */
static bool
is_name(const char *p, const char *end)
{
	enum {
		LETTERS = 2
	};
	const char *q = end;

	if (end - p > LETTERS && is_digit(q[-1]))
		q--;
	if (q - p > LETTERS && is_digit(q[-1]))
		q--;
	if (q - p < LETTERS)
		return false;
	while (p < q && class_of[(unsigned char)*p] == ALPHA)
		p++;
	return p == q;
}

/* A sentence's full stop and the like do not belong to the number before. */
static const char *
trim_end(const char *p, const char *end)
{
	while (end > p + 1 && class_of[(unsigned char)end[-1]] == JOIN &&
		end[-1] != '%' && end[-1] != '/')
		end--;
	return end;
}

/* "/10.0.0.1" and "@774" are a mark and a value; "-1" and "+1" are values. */
static const char *
trim_start(const char *p, const char *end)
{
	while (end - p > 1 && class_of[(unsigned char)*p] == JOIN &&
		*p != '-' && *p != '+' && is_digit(p[1]))
		p++;
	return p;
}

/* The cells found so far, and the hash of what is between them. */
struct lexer {
	const char *text;
	struct cell *cell;
	size_t ncells;
	uint64_t hash;
	const char *fixed; /* end of the last cell */
	/* The list that the last cells may be: so many with the same mark
	 * between them, and the hash of what was before the second. */
	size_t list;
	size_t mark;
	uint64_t before;
};

/* Enough items for a list; fewer may be the columns of a table. */
enum {
	LIST_ITEMS = 10,
	LIST_MARK = 2
};

/*
 * "blk_1 blk_2 blk_3 ..." is one cell, or each length of the list would be a
 * form of its own.  True if the text up to `to` belongs to a list.
 */
static bool
add_to_list(struct lexer *x, const char *from, const char *to)
{
	size_t mark = (size_t)(from - x->fixed);
	struct cell *last = x->cell + x->ncells - 1;

	if (!x->ncells || !mark || mark > LIST_MARK) {
		x->list = 0;
		return false;
	}
	if (!x->list || mark != x->mark ||
		memcmp(x->fixed, x->text + last->at - mark, mark)) {
		/* Two cells and what is between them. */
		x->list = 2;
		x->mark = mark;
		x->before = x->hash;
		return false;
	}
	if (++x->list < LIST_ITEMS)
		return false;
	if (x->list == LIST_ITEMS) {
		x->ncells -= LIST_ITEMS - 2;
		last = x->cell + x->ncells - 1;
		x->hash = x->before;
	}
	last->n = (uint32_t)(to - x->text) - last->at;
	x->fixed = to;
	return true;
}

static void
add_cell(struct lexer *x, const char *from, const char *to)
{
	if (add_to_list(x, from, to))
		return;
	x->hash = hash_bytes(x->hash, x->fixed, (size_t)(from - x->fixed));
	x->cell[x->ncells].at = (uint32_t)(from - x->text);
	x->cell[x->ncells++].n = (uint32_t)(to - from);
	x->fixed = to;
}

/*
 * The variable part of the word [start, *end), which has a digit in it; empty
 * if it has none.  *end moves behind a clock time that goes on.
 */
static struct span
find_number(const char *start, const char **end, const char *limit)
{
	const char *p = *end, *from, *to;

	while (p < limit && *p == ':' && is_clock_colon(start, p, limit)) {
		do
			p++;
		while (p < limit && class_of[(unsigned char)*p]);
	}
	*end = p;
	to = trim_end(start, p);
	from = trim_start(start, to);
	return span_of(from, is_name(from, to) ? 0 : (size_t)(to - from));
}

/* Whether a mark that is there twice divides what is on both sides of it, as
 * in "cache errors........0" and "9009##52221"; in paths and names it does not. */
static inline bool
divides(char mark)
{
	return mark != '/' && mark != '\\' && mark != '_';
}

/* The end of the word that starts at p, and in *seen the classes of its
 * characters. */
static const char *
skip_word(const char *p, const char *end, unsigned *seen)
{
	for (*seen = 0; p < end; p++) {
		unsigned class = class_of[(unsigned char)*p];

		if (!class)
			break;
		*seen |= class;
		if (class == JOIN && end - p > 1 && p[1] == *p && divides(*p))
			return p + 1;
	}
	return p;
}

size_t
lex_record(const char *text, uint32_t at, uint32_t n, uint64_t seed,
	struct cell *cell, uint64_t *hash)
{
	const char *p = text + at, *end = p + n;
	struct lexer x = {
		.text = text, .cell = cell, .hash = seed, .fixed = p
	};

	while (p < end) {
		const char *start = p;
		unsigned seen;

		if (!class_of[(unsigned char)*p]) {
			p++;
			continue;
		}
		p = skip_word(p, end, &seen);
		if (p < end && *p == ':' && p - start <= 4 && is_hex(*start)) {
			const char *to = skip_hex_groups(start, end);

			if (to > start) {
				add_cell(&x, start, to);
				p = to;
				continue;
			}
		}
		if (seen & DIGIT) {
			struct span s = find_number(start, &p, end);

			if (s.n)
				add_cell(&x, s.p, s.p + s.n);
		} else if (is_path(start, p) || is_calendar_name(start, p)) {
			add_cell(&x, start, p);
		}
	}
	*hash = hash_bytes(x.hash, x.fixed, (size_t)(end - x.fixed)) + x.ncells;
	return x.ncells;
}
