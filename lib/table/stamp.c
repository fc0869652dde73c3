/* SPDX-License-Identifier: Apache-2.0 */
/* Times at the head of a line; see stamp.h. */
#include "table/stamp.h"

#include "table/lex.h"
#include "table/number.h"
#include "base/ascii.h"

/*
 * A time is a row of atoms with a blank, two blanks, a comma or a 'T' between
 * them.  Each atom adds to what is known; some count only beside another.
 */
enum {
	CLOCK = 1, /* 12:34, 12:34:56.789Z, 12:34:56+01:00 */
	DATE = 2, /* 2005-06-03, 03/Jun/2005:12:34:56, 20050603 */
	EPOCH = 4, /* ten or thirteen digits, or the kernel's seconds */
	MONTH = 8, /* Jun */
	DAY = 16, /* Fri; or the number beside a month */
	SHORT = 32, /* 06-03, 081109: a time if something follows */
	ZONE = 64, /* +0100, UTC */
	DATED = DATE | MONTH | SHORT,
};

enum {
	HEAD = 80, /* bytes of a line that are looked at */
	WORDS_BEFORE = 2, /* host names, levels, "-" */
	/* Before an epoch, which is not taken for anything else. */
	WORDS_BEFORE_EPOCH = 4,
};

static size_t
digits(const char *p, const char *end)
{
	const char *q = p;

	while (q < end && is_digit(*q))
		q++;
	return (size_t)(q - p);
}

/* "12:34", "12:34:56", with a fraction and a zone if there are any. */
static size_t
clock_length(const char *p, const char *end)
{
	const char *q = p;

	/* Most numbers are no clock: their digits need not be counted. */
	if (end - p < 3 || !is_digit(*p))
		return 0;
	if (p[1] == ':')
		q += 2;
	else if (is_digit(p[1]) && p[2] == ':')
		q += 3;
	else
		return 0;
	if (digits(q, end) != 2)
		return 0;
	q += 2;
	while (q + 1 < end && (*q == ':' || *q == '.' || *q == ',') &&
		is_digit(q[1]))
		q += 1 + digits(q + 1, end);
	if (q < end && *q == 'Z')
		q++;
	else if (q + 4 < end && (*q == '+' || *q == '-') &&
		 digits(q + 1, end) >= 2) {
		q += 1 + digits(q + 1, end);
		if (q + 2 < end && *q == ':' && digits(q + 1, end) == 2)
			q += 3;
	}
	return (size_t)(q - p);
}

static int
two(const char *p)
{
	return (p[0] - '0') * 10 + p[1] - '0';
}

/* "081109" and then "203615": year, month, day and hours, minutes, seconds. */
static size_t
compact_atom(const char *p, unsigned *have)
{
	if (*have & SHORT) {
		if (p[-1] != ' ' || two(p) > 23 || two(p + 2) > 59 ||
			two(p + 4) > 60)
			return 0;
		*have |= CLOCK;
	} else {
		if (*have || two(p + 2) < 1 || two(p + 2) > 12 ||
			two(p + 4) < 1 || two(p + 4) > 31)
			return 0;
		*have |= SHORT;
	}
	return 6;
}

/* Seconds or milliseconds since 1970, from 2001 on. */
static bool
is_epoch(const char *p, const char *end)
{
	size_t n = *p == '1' ? digits(p, end) : 0;

	return n == 10 || n == 13;
}

/* What begins with digits and is not a clock. */
static size_t
number_atom(const char *p, const char *end, unsigned *have)
{
	size_t a = digits(p, end), b, c;
	const char *q = p + a;
	char sep = q < end ? *q : '\0';

	if (sep == '/' && end - q > 5 && lex_is_month(q + 1) && q[4] == '/') {
		q += 5 + digits(q + 5, end);
		if (q < end && *q == ':')
			q += 1 + clock_length(q + 1, end);
		*have |= DATE;
		return (size_t)(q - p);
	}
	if (!*have && is_epoch(p, end)) {
		if (sep == '.')
			q += 1 + digits(q + 1, end);
		*have |= EPOCH;
		return (size_t)(q - p);
	}
	if (a == 8 && (*p == '1' || *p == '2') && !(*have & DATED)) {
		*have |= DATE;
		return a;
	}
	if (a == 6 && sep != '.')
		return compact_atom(p, have);
	if ((sep == '-' || sep == '/' || sep == '.') && !(*have & DATED)) {
		b = digits(q + 1, end);
		if (b == 2 && (a == 4 || a == 2) && q + 3 < end &&
			q[3] == sep) {
			c = digits(q + 4, end);
			if (c == 2 || c == 4) {
				*have |= DATE;
				return a + b + c + 2;
			}
		}
		if (a == 2 && b == 2 && !*have) {
			*have |= SHORT;
			return 5;
		}
		if (sep == '.' && b == 6 && !*have) {
			*have |= EPOCH;
			return a + 7;
		}
	}
	if (a <= 2 && *have & MONTH) {
		*have |= DAY;
		return a;
	}
	if (a == 4 && *have & MONTH &&
		(!memcmp(p, "19", 2) || !memcmp(p, "20", 2)))
		return a;
	return 0;
}

static size_t
atom_length(const char *p, const char *end, unsigned *have)
{
	size_t n;

	if (is_digit(*p)) {
		n = *have & CLOCK ? 0 : clock_length(p, end);
		if (n) {
			*have |= CLOCK;
			return n;
		}
		return number_atom(p, end, have);
	}
	if (end - p > 3 && !is_letter(p[3])) {
		if (lex_is_month(p)) {
			*have |= MONTH;
			return 3;
		}
		if (lex_is_weekday(p)) {
			*have |= DAY;
			return 3;
		}
		if (*have & CLOCK &&
			(!memcmp(p, "UTC", 3) || !memcmp(p, "GMT", 3)))
			return 3;
	}
	if (*have & (CLOCK | DATE) && (*p == '+' || *p == '-') &&
		digits(p + 1, end) == 4) {
		*have |= ZONE;
		return 5;
	}
	/* klog: a level and month and day in one word. */
	if ((*p == 'I' || *p == 'W' || *p == 'E' || *p == 'F') &&
		digits(p + 1, end) == 4 && end - p > 8 && p[5] == ' ' &&
		clock_length(p + 6, end)) {
		*have |= SHORT;
		return 5;
	}
	return 0;
}

#define REP10(x) x, x, x, x, x, x, x, x, x, x

/* What stands before a time, and what one begins with: a digit, a month, a day
 * of the week, or a level of klog. */
enum {
	OPENS = 1,
	BEGINS = 2
};

static const unsigned char class_of[256] = {
	[' '] = OPENS,
	['\t'] = OPENS,
	['['] = OPENS,
	['('] = OPENS,
	['<'] = OPENS,
	['"'] = OPENS,
	['\''] = OPENS,
	['0'] = REP10(BEGINS),
	['A'] = BEGINS,
	['D'] = BEGINS,
	['E'] = BEGINS,
	['F'] = BEGINS,
	['I'] = BEGINS,
	['J'] = BEGINS,
	['M'] = BEGINS,
	['N'] = BEGINS,
	['O'] = BEGINS,
	['S'] = BEGINS,
	['T'] = BEGINS,
	['W'] = BEGINS,
};

/* The length of the time that starts at p, 0 if none does. */
static size_t
stamp_length(const char *p, const char *end)
{
	const char *q = p, *last = p;
	unsigned have = 0;
	size_t n;

	if (class_of[(unsigned char)*p] != BEGINS)
		return 0;
	while (q < end && (n = atom_length(q, end, &have))) {
		q += n;
		last = q;
		while (q < end && (*q == ' ' || *q == ',') && q - last < 2)
			q++;
		if (q == last && q + 1 < end &&
			(*q == 'T' || *q == '-' || *q == '_') && is_digit(q[1]))
			q++;
		if (q == last)
			break;
	}
	if (have & (CLOCK | EPOCH) || (have & DATE && !(have & SHORT)))
		return (size_t)(last - p);
	return 0;
}

static const char *
skip_opening(const char *p, const char *end)
{
	if (end - p > 3 && *p == '\xEF' && !memcmp(p, "\xEF\xBB\xBF", 3))
		p += 3;
	while (p < end && class_of[(unsigned char)*p] == OPENS)
		p++;
	return p;
}

/* Whether one of eight bytes is a digit: a byte is less than ten if taking ten
 * off it, and no other way, sets its highest bit. */
static bool
has_digit_8(const char *p)
{
	const uint64_t each = UINT64_C(0x0101010101010101);
	uint64_t x;

	memcpy(&x, p, 8);
	x ^= each * '0';
	return (x - each * 10) & ~x & each * 0x80;
}

/* Where the last digit ends; p if there is none. */
static const char *
digits_end(const char *p, const char *end)
{
	while (end - p >= 8 && !has_digit_8(end - 8))
		end -= 8;
	while (p < end && !is_digit(end[-1]))
		end--;
	return end;
}

bool
stamp_find(struct span line, size_t *from, size_t *to)
{
	const char *end = line.p + (line.n < HEAD ? line.n : HEAD);
	const char *p = line.p, *bracket;
	/* No time is without a digit, so none begins behind the last one. */
	const char *last = digits_end(p, end), *stop, *blank;
	size_t n;

	if (last == p)
		return false;
	stop = memchr(p, '\n', (size_t)(last - p));
	if (!stop)
		stop = last;
	for (int words = 0; words <= WORDS_BEFORE_EPOCH && p < stop; words++) {
		p = skip_opening(p, end);
		if (p >= stop)
			break;
		n = 0;
		if (words <= WORDS_BEFORE || is_epoch(p, end))
			n = stamp_length(p, end);
		if (n)
			goto found;
		blank = memchr(p, ' ', (size_t)(stop - p));
		p = blank ? blank : stop;
	}
	/* An access log has the time in brackets behind addresses and names. */
	bracket = memchr(line.p, '[', (size_t)(last - line.p));
	if (!bracket || bracket + 1 >= last)
		return false;
	p = bracket + 1;
	n = stamp_length(p, end);
	if (!n)
		return false;
found:
	*from = (size_t)(p - line.p);
	*to = *from + n;
	return true;
}
