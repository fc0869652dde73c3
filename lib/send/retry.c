/* SPDX-License-Identifier: Apache-2.0 */
/* When to try again; see retry.h. */
#include "send/retry.h"
#include "base/ascii.h"

enum {
	/* Numbers stop growing here: far beyond any wait, far below any
	 * overflow. */
	MAX_NUMBER = 1000 * 1000 * 1000,
	DAY = 24 * 60 * 60,
};

/* ---- numbers and dates --------------------------------------------------- */

/* A number with an optional fraction, times `unit`; -1: it is none. */
static int64_t
read_number(struct span s, int64_t unit)
{
	int64_t value = 0, part = unit;
	size_t i = 0;

	for (; i < s.n && is_digit(s.p[i]); i++)
		if (value < MAX_NUMBER)
			value = value * 10 + (s.p[i] - '0');
	if (!i)
		return -1;
	value *= unit;
	if (i < s.n && s.p[i] == '.')
		for (i++; i < s.n && is_digit(s.p[i]); i++) {
			part /= 10;
			value += (s.p[i] - '0') * part;
		}
	return i == s.n ? value : -1;
}

/* Takes a number of just so many digits off the front; -1: it is none. */
static int
take_digits(struct span *s, size_t digits)
{
	int value = 0;

	if (s->n < digits)
		return -1;
	for (size_t i = 0; i < digits; i++) {
		if (!is_digit(s->p[i]))
			return -1;
		value = value * 10 + (s->p[i] - '0');
	}
	*s = span_from(*s, digits);
	return value;
}

static bool
take(struct span *s, const char *text)
{
	if (!span_starts(*s, text))
		return false;
	*s = span_from(*s, strlen(text));
	return true;
}

static int
take_month(struct span *s)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12 && s->n >= 3; i++)
		if (!memcmp(s->p, names + (size_t)i * 3, 3)) {
			*s = span_from(*s, 3);
			return i;
		}
	return -1;
}

static int64_t
days_before(int year, int month)
{
	static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243,
		273, 304, 334 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	int past = year - 1;

	return (int64_t)past * 365 + past / 4 - past / 100 + past / 400 +
	       before[month] + (leap && month > 1);
}

/*
 * "Sun, 06 Nov 1994 08:49:37 GMT" as Unix time: the form that servers have to
 * send.  The two older forms are not read.  -1: it is no date.
 */
static int64_t
read_date(struct span s)
{
	int day, month, year, hour, minute, second;
	const char *comma = s.n ? memchr(s.p, ',', s.n) : NULL;

	if (!comma)
		return -1;
	s = span_trim(span_from(s, (size_t)(comma - s.p) + 1));
	if ((day = take_digits(&s, 2)) < 1 || day > 31 || !take(&s, " ") ||
		(month = take_month(&s)) < 0 || !take(&s, " ") ||
		(year = take_digits(&s, 4)) < 1970 || !take(&s, " ") ||
		(hour = take_digits(&s, 2)) < 0 || hour > 23 ||
		!take(&s, ":") || (minute = take_digits(&s, 2)) < 0 ||
		minute > 59 || !take(&s, ":") ||
		(second = take_digits(&s, 2)) < 0 || second > 60 ||
		!take(&s, " GMT") || s.n)
		return -1;
	return (days_before(year, month) - days_before(1970, 0) + day - 1) *
		       DAY +
	       hour * 3600 + minute * 60 + second;
}

/* ---- the answer ---------------------------------------------------------- */

static bool
is_named(struct span name, const char *lower)
{
	return name.n == strlen(lower) && span_starts_nocase(name, lower);
}

void
retry_header(struct retry_hints *hints, struct span name, struct span value)
{
	value = span_trim(value);
	if (is_named(name, "retry-after-ms")) {
		hints->after_ms = read_number(value, 1);
	} else if (is_named(name, "retry-after")) {
		hints->after = read_number(value, 1000);
		hints->at = read_date(value);
	} else if (is_named(name, "date")) {
		hints->date = read_date(value);
	} else if (is_named(name, "x-should-retry")) {
		hints->should = is_named(value, "true")    ? 1
				: is_named(value, "false") ? 0
							   : -1;
	}
}

bool
retry_is_busy(int status)
{
	return status == 408 || status == 409 || status == 429 || status >= 500;
}

/* The milliseconds that the server asks for; 0 or less: it does not. */
static int64_t
asked_delay(const struct retry_attempt *a, int64_t now)
{
	const struct retry_hints *hints = &a->hints;

	if (hints->after_ms >= 0)
		return hints->after_ms;
	if (hints->after >= 0)
		return hints->after;
	/* By the server's own clock, if it tells: ours may be wrong. */
	if (hints->at >= 0)
		return (hints->at - (hints->date >= 0 ? hints->date : now)) *
		       1000;
	return a->body_ms;
}

static int64_t
backoff(unsigned number, double random)
{
	int64_t wait = RETRY_FIRST_MS;

	for (; number && wait < RETRY_BACKOFF_MS; number--)
		wait *= 2;
	if (wait > RETRY_BACKOFF_MS)
		wait = RETRY_BACKOFF_MS;
	return wait - (int64_t)((double)wait * 0.25 * random);
}

static bool
is_worth_it(const struct retry_attempt *a)
{
	if (a->fault != RETRY_ANSWERED)
		return a->fault == RETRY_NETWORK;
	/* The answer began, or is elsewhere. */
	if (a->status < 400 || a->quota)
		return false;
	return a->hints.should < 0 ? retry_is_busy(a->status)
				   : a->hints.should > 0;
}

int64_t
retry_wait(const struct retry_attempt *a, int64_t now, double random)
{
	int64_t asked;

	if (a->number >= a->retries || !is_worth_it(a))
		return RETRY_NEVER;
	asked = a->fault == RETRY_ANSWERED ? asked_delay(a, now) : 0;
	if (asked > RETRY_LONGEST_MS)
		return RETRY_NEVER;
	return asked > 0 ? asked : backoff(a->number, random);
}
