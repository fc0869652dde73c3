/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at single cells; see row_cell.h. */
#include "table/row_cell.h"

#include "base/hash.h"
#include "table/number.h"
#include "table/words.h"

enum {
	/* Longer cells are text, of which no two are alike. */
	FORM_BYTES = 64,
	/* Of a message so much is looked at. */
	WORDING_BYTES = 200,
	MARK_BYTES = 1 << 12,
	NUMBER_BYTES = 40,
	EXPONENT_MAX = 300,
	FIRST_BAD_STATUS = '5', /* of HTTP */
};

/* Runs of letters are 'a', of digits '0', of both 'x'; in a value that has an x
 * all runs are, as those of a UUID are whatever they are. */
uint64_t
row_form(struct span s)
{
	uint64_t plain = ROW_SEED, mixed = ROW_SEED;
	bool has_mixed = false;

	if (s.n > FORM_BYTES)
		return 1;
	for (size_t i = 0; i < s.n;) {
		bool digits = false, letters = false;

		if (!is_alnum(s.p[i])) {
			plain = hash_mix(plain, (unsigned char)s.p[i]);
			mixed = hash_mix(mixed, (unsigned char)s.p[i++]);
			continue;
		}
		for (; i < s.n && is_alnum(s.p[i]); i++) {
			digits |= is_digit(s.p[i]);
			letters |= !is_digit(s.p[i]);
		}
		has_mixed |= digits && letters;
		plain = hash_mix(plain, digits ? '0' : 'a');
		mixed = hash_mix(mixed, 'x');
	}
	return has_mixed ? mixed : plain;
}

uint64_t
row_wording(struct span s)
{
	uint64_t h = ROW_SEED;

	if (s.n > WORDING_BYTES)
		s.n = WORDING_BYTES;
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			h = hash_mix(h, (unsigned char)s.p[i]);
		else if (!i || !is_digit(s.p[i - 1]))
			h = hash_mix(h, '0');
	return h;
}

/* Differences of decimal fractions are not exact: 40 bits of them are. */
uint64_t
row_step_hash(double step)
{
	const uint64_t half = UINT64_C(1) << 11;
	uint64_t bits;

	if (step == 0)
		return 0;
	memcpy(&bits, &step, sizeof(bits));
	return (bits + half) >> 12;
}

/* ---- numbers ------------------------------------------------------------- */

static size_t
skip_to_digit(struct span s, size_t i)
{
	while (i < s.n && !is_digit(s.p[i]))
		i++;
	return i;
}

static double
scaled(double x, int exponent)
{
	double factor = exponent < 0 ? 0.1 : 10;

	for (int n = exponent < 0 ? -exponent : exponent; n; n--)
		x *= factor;
	return x;
}

/* "e-7" at s.p[*i], which moves behind it. */
static int
take_exponent(struct span s, size_t *i)
{
	size_t at = *i;
	int e = 0;
	bool minus;

	if (at + 1 >= s.n || (s.p[at] | 32) != 'e')
		return 0;
	at++;
	minus = s.p[at] == '-';
	at += minus || s.p[at] == '+';
	if (at == s.n || !is_digit(s.p[at]))
		return 0;
	for (; at < s.n && is_digit(s.p[at]); at++)
		e = e < EXPONENT_MAX ? e * 10 + (s.p[at] - '0') : e;
	*i = at;
	e = e > EXPONENT_MAX ? EXPONENT_MAX : e;
	return minus ? -e : e;
}

bool
row_number(struct span s, double *value, uint64_t *affix)
{
	size_t i, from, whole, known;
	double v = 0;
	int exponent = 0;
	bool minus;

	s = row_unquoted(s);
	i = s.n > NUMBER_BYTES ? s.n : skip_to_digit(s, 0);
	if (i == s.n)
		return false;
	minus = i == 1 && s.p[0] == '-';
	from = minus ? 0 : i;
	whole = i;
	for (; i < s.n && is_digit(s.p[i]); i++)
		v = v * 10 + (s.p[i] - '0');
	if (i - whole > NUMBER_DIGITS)
		return false;
	if (i + 1 < s.n && s.p[i] == '.' && is_digit(s.p[i + 1])) {
		known = i + NUMBER_DIGITS - (i - whole);
		for (i++; i < s.n && is_digit(s.p[i]); i++)
			if (i <= known) {
				v = v * 10 + (s.p[i] - '0');
				exponent--;
			}
	}
	exponent += take_exponent(s, &i);
	if (skip_to_digit(s, i) < s.n)
		return false;
	*value = scaled(minus ? -v : v, exponent);
	*affix = hash_bytes(ROW_SEED, s.p, from) +
		 hash_bytes(ROW_SEED + 1, s.p + i, s.n - i);
	return true;
}

/* ---- errors -------------------------------------------------------------- */

/* Whether there is nothing in a cell, or a no. */
static bool
says_no(struct span s)
{
	static const char *const words[] = { "", "0", "null", "false", "no",
		"none", "nil", "n/a", "na", "-", "ok", "[]", "{}", "0.0",
		"\\n" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t n = strlen(words[i]), k = 0;

		while (s.n == n && k < n && (s.p[k] | 32) == (words[i][k] | 32))
			k++;
		if (s.n == n && k == n)
			return true;
	}
	return false;
}

/* Paths and addresses have words in them, but say nothing. */
static bool
is_path(struct span s)
{
	return memchr(s.p, '/', s.n) && !memchr(s.p, ' ', s.n);
}

unsigned char
row_mark(struct span s, unsigned traits)
{
	bool warning;

	s = row_unquoted(s);
	if (traits & ROW_ERROR && !says_no(s))
		return ROW_MARK_ERROR;
	if (traits & ROW_STATE && s.n == 3 && s.p[0] == FIRST_BAD_STATUS &&
		is_digit(s.p[1]) && is_digit(s.p[2]))
		return ROW_MARK_ERROR;
	if (s.n > MARK_BYTES)
		s.n = MARK_BYTES;
	if (traits & ROW_NAME || !words_tell_error(s, &warning) || is_path(s))
		return 0;
	return warning ? ROW_MARK_WARNING : ROW_MARK_ERROR;
}
