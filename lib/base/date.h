/* SPDX-License-Identifier: Apache-2.0 */
/* Days of the calendar as numbers that compare as the days do: 20270101. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* The day in UTC of so many seconds since 1970; what is before 1970 or after
 * 9999 counts as the first or the last second of that time. */
uint32_t date_of(int64_t seconds);

/* The minute of the UTC day: 0 to 1439. */
unsigned date_minute(int64_t seconds);

/* The first second of a UTC day; the opposite of date_of(). */
int64_t date_seconds(uint32_t date);

enum {
	DATE_TEXT = 16, /* "2027-01-01" and its NUL, with room */
};

/* "2027-01-01" of a day in this form. */
void date_format(uint32_t date, char text[DATE_TEXT]);

/* "2027-01-01", a day that there is; *date is untouched if it is not. */
bool date_parse(struct span, uint32_t *date);

#endif
