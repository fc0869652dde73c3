/* SPDX-License-Identifier: Apache-2.0 */
/* Times of records; see record_day.h. */
#include "report/record_day.h"

#include "base/date.h"

enum {
	DAY_CHARACTERS = 10, /* of "2027-01-01T12:34:56Z" */
	/* Of the seconds since 1970, from 2001 to 2286; three more are a
	 * thousandth each time. */
	SECOND_DIGITS = 10,
	NANOSECOND_DIGITS = 19,
};

static struct span
token_text(const char *p, const jsmntok_t *t)
{
	return span_of(p + t->start, (size_t)(t->end - t->start));
}

static bool
is_time_name(struct span key)
{
	static const char *const names[] = { "timestamp", "@timestamp", "ts",
		"time", "date", "datetime", "created", "created_at",
		"createdAt", "started_at", "startedAt", "start_time",
		"startTime", "request_time", "requestTime",
		"request_created_at", "request_timestamp", NULL };

	return span_is_any(key, names);
}

/* The day of a number of seconds or parts of them, as its digits tell. */
static bool
parse_number(struct span s, uint32_t *day)
{
	int64_t seconds = 0;
	size_t digits = 0;

	while (digits < s.n && is_digit(s.p[digits])) {
		if (digits < SECOND_DIGITS)
			seconds = seconds * 10 + (s.p[digits] - '0');
		digits++;
	}
	if (digits < SECOND_DIGITS || digits > NANOSECOND_DIGITS ||
		(digits - SECOND_DIGITS) % 3 ||
		(digits < s.n && s.p[digits] != '.'))
		return false;
	*day = date_of(seconds);
	return true;
}

static bool
parse_time(struct span s, uint32_t *day)
{
	if (s.n > DAY_CHARACTERS && s.p[DAY_CHARACTERS] != 'T' &&
		s.p[DAY_CHARACTERS] != ' ')
		return parse_number(s, day);
	if (s.n >= DAY_CHARACTERS &&
		date_parse(span_of(s.p, DAY_CHARACTERS), day))
		return true;
	return parse_number(s, day);
}

uint32_t
record_day(const char *p, const jsmntok_t *token, size_t body)
{
	size_t around = 0;
	uint32_t day;

	while (around < body && token[around].type == JSMN_OBJECT) {
		size_t end = json_next(token, around), inside = body;

		for (size_t key = around + 1; key < end;
			key = json_next(token, key)) {
			const jsmntok_t *value = &token[key + 1];

			if (key + 1 <= body && body < json_next(token, key))
				inside = key + 1;
			else if ((value->type == JSMN_STRING ||
					 value->type == JSMN_PRIMITIVE) &&
				 is_time_name(token_text(p, &token[key])) &&
				 parse_time(token_text(p, value), &day))
				return day;
		}
		around = inside;
	}
	return 0;
}
