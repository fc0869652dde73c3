/* SPDX-License-Identifier: Apache-2.0 */
/* Days of the calendar; see date.h. */
#include "base/date.h"

#include <stdio.h>

enum {
	DAY_SECONDS = 86400,
	MINUTE_SECONDS = 60,
	/* All spans of 400 years have as many days. */
	CYCLE_YEARS = 400,
	CYCLE_DAYS = 146097,
};

/* 9999-12-31T23:59:59. */
static const int64_t LAST_SECOND = INT64_C(253402300799);

static bool
is_leap(uint32_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static uint32_t
days_of_month(uint32_t year, uint32_t month)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31,
		30, 31, 30, 31 };

	return month == 2 && is_leap(year) ? 29u : days[month - 1];
}

static int64_t
clamp(int64_t seconds)
{
	if (seconds < 0)
		return 0;
	return seconds > LAST_SECOND ? LAST_SECOND : seconds;
}

uint32_t
date_of(int64_t seconds)
{
	uint32_t day = (uint32_t)(clamp(seconds) / DAY_SECONDS);
	uint32_t year = 1970 + day / CYCLE_DAYS * CYCLE_YEARS, month = 1;

	day %= CYCLE_DAYS;
	while (day >= 365u + is_leap(year))
		day -= 365u + is_leap(year++);
	while (day >= days_of_month(year, month))
		day -= days_of_month(year, month++);
	return (year * 100 + month) * 100 + day + 1;
}

unsigned
date_minute(int64_t seconds)
{
	return (unsigned)(clamp(seconds) % DAY_SECONDS / MINUTE_SECONDS);
}

int64_t
date_seconds(uint32_t date)
{
	uint32_t year = date / 10000, month = date / 100 % 100;
	/* Leap days before the year, from the year 1 on. */
	int64_t y = (int64_t)year - 1, days = y / 4 - y / 100 + y / 400;

	/* 719162 days from 0001-01-01 to 1970-01-01. */
	days += 365 * y - 719162 + date % 100 - 1;
	for (uint32_t m = 1; m < month; m++)
		days += days_of_month(year, m);
	return days * DAY_SECONDS;
}

void
date_format(uint32_t date, char text[DATE_TEXT])
{
	snprintf(text, DATE_TEXT, "%04u-%02u-%02u", date / 10000 % 10000,
		date / 100 % 100, date % 100);
}

bool
date_parse(struct span s, uint32_t *date)
{
	static const char form[] = "0000-00-00";
	uint32_t value = 0, month, day;

	if (s.n != sizeof(form) - 1)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		bool digit = is_digit(s.p[i]);

		if (form[i] == '-' ? s.p[i] != '-' : !digit)
			return false;
		if (digit)
			value = value * 10 + (uint32_t)(s.p[i] - '0');
	}
	month = value / 100 % 100;
	day = value % 100;
	if (month < 1 || month > 12 || day < 1 ||
		day > days_of_month(value / 10000, month))
		return false;
	*date = value;
	return true;
}
