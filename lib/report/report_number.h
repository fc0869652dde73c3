/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as people read them.  All of it is done with whole numbers. */
#ifndef REPORT_NUMBER_H
#define REPORT_NUMBER_H

#include "report/view.h"

/* Bytes that any text here has, with its NUL. */
enum {
	REPORT_NUMBER = 32
};

/* "12,345"; from 10^11 on in millions, "100,000 M", from 10^17 on in millions
 * of millions, "100,000 T": at most 14 characters, for a column is no wider. */
void report_number(uint64_t, char *text);

/* now - then, with a minus if it is less than nothing. */
void report_saved(uint64_t now, uint64_t then, char *text);

/* "12.3 %", halves rounded up; "n/a" of nothing. */
void report_percent(uint64_t part, uint64_t whole, char *text);
/* now - then, of now; what is less than -999,999 % is told to be. */
void report_percent_saved(uint64_t now, uint64_t then, char *text);

/* "999 B", "38.0 kB", "117 MB": powers of 1000. */
void report_bytes(uint64_t, char *text);

/* "410 ms", "9.1 s", "12 min 3 s", "2 h 5 min". */
void report_time(uint64_t milliseconds, char *text);

/* Of pico-dollars, "$12.35", and below a dollar what price_format_amount()
 * says, "$0.0025". */
void report_dollars(uint64_t amount, char *text);
void report_dollars_saved(uint64_t now, uint64_t then, char *text);

/* part / whole * size, rounded, at most size; 0 if whole is. */
uint64_t report_scale(uint64_t part, uint64_t whole, uint64_t size);

/* Whether the report says anything of this mode. */
bool report_has_mode(const struct report_view *, enum report_mode);

#endif
