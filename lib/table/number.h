/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole numbers as they are written: digits only, at most NUMBER_DIGITS of
 * them, zeros in front counting.
 */
#ifndef TABLE_NUMBER_H
#define TABLE_NUMBER_H

#include "base/span.h"
#include "base/ascii.h"

enum {
	NUMBER_DIGITS = 15, /* a double holds them exactly */
};

static inline bool
number_read(struct span s, uint64_t *value)
{
	uint64_t v = 0;

	if (!s.n || s.n > NUMBER_DIGITS)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]))
			return false;
		v = v * 10 + (uint64_t)(s.p[i] - '0');
	}
	*value = v;
	return true;
}

/* Writes a number of at most NUMBER_DIGITS digits with zeros in front to make
 * it `width` long, into digits[NUMBER_DIGITS + 1]; the result is in there. */
static inline struct span
number_write(uint64_t value, size_t width, char *digits)
{
	size_t at = NUMBER_DIGITS + 1;

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value && at);
	while (NUMBER_DIGITS + 1 - at < width && at)
		digits[--at] = '0';
	return span_of(digits + at, NUMBER_DIGITS + 1 - at);
}

/* `above` plus a step, as wide as it is at least; false if one of them is not
 * such a number. */
static inline bool
number_step(struct span above, int64_t step, char *digits, struct span *next)
{
	int64_t value;
	uint64_t v;

	if (!number_read(above, &v))
		return false;
	value = (int64_t)v + step;
	if (value < 0 || value > INT64_C(999999999999999))
		return false;
	*next = number_write((uint64_t)value, above.n, digits);
	return true;
}

#endif
