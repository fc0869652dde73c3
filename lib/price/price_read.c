/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers, strings and faults of files of prices; see price_read.h. */
#include "price/price_read.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"

enum {
	/* A rate is at most 10^12: a dollar a token, far more than any, and
	 * little enough for 18 million tokens. */
	RATE_DIGITS = 13,
	/* Exponents beyond this are all the same. */
	MAX_EXPONENT = 1000000000,
};

static const uint64_t MAX_RATE = UINT64_C(1000000000000);

bool
price_fail(struct price_reader *r, enum hr_status status, size_t token,
	const char *format, ...)
{
	va_list args;

	r->status = status;
	if (!r->err)
		return false;
	r->err->code = status;
	r->err->pos = (size_t)r->token[token].start;
	va_start(args, format);
	vsnprintf(r->err->text, sizeof(r->err->text), format, args);
	va_end(args);
	return false;
}

static bool
price_fail_memory(struct price_reader *r)
{
	return price_fail(r, HR_ENOMEM, 0, "out of memory");
}

struct span
price_text(const struct price_reader *r, size_t token)
{
	const jsmntok_t *t = &r->token[token];

	return span_of(r->p + t->start, (size_t)(t->end - t->start));
}

/* ---- numbers ------------------------------------------------------------- */

/* The exponent that s begins with, behind its e, within bounds. */
static int64_t
exponent_of(struct span s)
{
	bool negative = span_first_is(s, '-');
	int64_t value = 0;

	for (size_t i = 0; i < s.n; i++)
		if (is_digit(s.p[i]) && value < MAX_EXPONENT)
			value = value * 10 + (s.p[i] - '0');
	return negative ? -value : value;
}

bool
price_scaled(struct span s, int scale, uint64_t *rate, const char **reason)
{
	size_t mantissa = 0, first, point;
	int64_t whole, taken = 0;
	uint64_t value = 0;

	while (mantissa < s.n && s.p[mantissa] != 'e' && s.p[mantissa] != 'E')
		mantissa++;
	for (point = 0; point < mantissa && s.p[point] != '.';)
		point++;
	for (first = 0;
		first < mantissa && (s.p[first] == '0' || s.p[first] == '.');)
		first++;
	*reason = "a price is not negative";
	if (*s.p == '-')
		return false;
	*rate = 0;
	if (first == mantissa)
		return true;
	/* So many digits from the first one that counts are whole. */
	whole = (int64_t)point - (int64_t)first + (first > point) + scale +
		exponent_of(span_from(s, mantissa + 1));
	*reason = "a price is at most a dollar a token";
	if (whole > RATE_DIGITS)
		return false;
	for (size_t i = first; taken <= whole && whole >= 0; i++) {
		int digit = i < mantissa ? s.p[i] - '0' : 0;

		if (i == point && i < mantissa)
			continue;
		if (taken++ == whole)
			value += digit >= 5;
		else
			value = value * 10 + (uint64_t)digit;
	}
	if (value > MAX_RATE)
		return false;
	*reason = "a price is 0 or at least 0.0000005 dollars a million tokens";
	*rate = value;
	return value != 0;
}

bool
price_is_number(const struct price_reader *r, size_t token)
{
	char c = r->p[r->token[token].start];

	return r->token[token].type == JSMN_PRIMITIVE &&
	       (c == '-' || is_digit(c));
}

struct price_rates
price_rates_of(const struct price_named *rates)
{
	const uint64_t *value = rates->value;
	unsigned seen = rates->seen;
	struct price_rates result = {
		.input = value[PRICE_INPUT],
		.cached = value[seen & 1u << PRICE_CACHED ? PRICE_CACHED
							  : PRICE_INPUT],
		.write = value[seen & 1u << PRICE_WRITE ? PRICE_WRITE
							: PRICE_INPUT],
		.output = value[PRICE_OUTPUT],
	};

	result.write_1h = seen & 1u << PRICE_WRITE_1H ? value[PRICE_WRITE_1H]
						      : result.write;
	return result;
}

bool
price_is_complete(const struct price_named *rates)
{
	unsigned needed = 1u << PRICE_INPUT | 1u << PRICE_OUTPUT;

	return (rates->seen & needed) == needed;
}

/* ---- strings ------------------------------------------------------------- */

static int
hex(char c)
{
	return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

/* One character of ASCII behind the backslash at s, or -1; *n is what it takes
 * up.  JSON was checked, so what an escape needs is there. */
static int
escaped(const char *s, size_t *n)
{
	int code;

	*n = 2;
	if (is_among(s[1], "\"\\/"))
		return s[1];
	if (s[1] != 'u')
		return -1;
	*n = 6;
	code = hex(s[2]) << 12 | hex(s[3]) << 8 | hex(s[4]) << 4 | hex(s[5]);
	return code < ' ' || code > '~' ? -1 : code;
}

/* Names have no escapes but those that some writers put before slashes and the
 * like. */
const char *
price_string(struct price_reader *r, size_t token)
{
	struct span s = price_text(r, token);
	char *copy;
	size_t n = 0, used;

	if (r->token[token].type != JSMN_STRING || !s.n || s.n > PRICE_NAME) {
		price_fail(r, HR_EINPUT, token,
			"a string of 1 to %d bytes must be here", PRICE_NAME);
		return NULL;
	}
	copy = arena_alloc(&r->list->strings, s.n + 1);
	if (!copy) {
		price_fail_memory(r);
		return NULL;
	}
	for (size_t i = 0; i < s.n; i += used) {
		int c = (unsigned char)s.p[i];

		used = 1;
		if (c == '\\')
			c = escaped(s.p + i, &used);
		if (c < 0) {
			price_fail(r, HR_EINPUT, token,
				"no name has an escape like this");
			return NULL;
		}
		copy[n++] = (char)c;
	}
	copy[n] = '\0';
	return copy;
}

bool
price_add(struct price_reader *r, const struct price *price)
{
	struct price_list *list = r->list;

	if (!mem_grow(&list->p, &list->cap, list->n + 1, sizeof(*list->p)))
		return price_fail_memory(r);
	list->p[list->n++] = *price;
	return true;
}

struct price
price_new(const struct price_reader *r, const char *model)
{
	return (struct price){
		.model = model,
		.source = r->source,
		.date = r->date,
		.from_file = true,
		.above = PRICE_NO_TIER,
		.batch = PRICE_BATCH,
	};
}
