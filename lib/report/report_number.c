/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as people read them; see report_number.h. */
#include "report/report_number.h"

#include <inttypes.h>
#include <stdio.h>

#include "price/price.h"

#define MILLION UINT64_C(1000000)
#define DOLLAR UINT64_C(1000000000000)

/* Of all digits, with a comma after each three. */
static int
add_grouped(uint64_t n, char *text)
{
	char digits[24];
	int count = snprintf(digits, sizeof(digits), "%" PRIu64, n), at = 0;

	for (int i = 0; i < count; i++) {
		if (i && (count - i) % 3 == 0)
			text[at++] = ',';
		text[at++] = digits[i];
	}
	text[at] = '\0';
	return at;
}

/* n / unit, halves up. */
static uint64_t
rounded(uint64_t n, uint64_t unit)
{
	return n / unit + (n % unit >= unit - unit / 2);
}

void
report_number(uint64_t n, char *text)
{
	static const uint64_t full = UINT64_C(100000000000);
	const char *unit = "";

	if (n >= full * MILLION) {
		n = rounded(n, MILLION * MILLION);
		unit = " T";
	} else if (n >= full) {
		n = rounded(n, MILLION);
		unit = " M";
	}
	strcpy(text + add_grouped(n, text), unit);
}

void
report_saved(uint64_t now, uint64_t then, char *text)
{
	if (then > now)
		*text++ = '-';
	report_number(then > now ? then - now : now - then, text);
}

uint64_t
report_scale(uint64_t part, uint64_t whole, uint64_t size)
{
	if (!whole || !size)
		return 0;
	if (part >= whole)
		return size;
	/* So that the product fits; what is lost is less than 2^-40. */
	while (whole > UINT64_MAX / 2 / size) {
		whole >>= 1;
		part >>= 1;
	}
	return (part * size + whole / 2) / whole;
}

static void
add_tenths(uint64_t whole, uint64_t tenths, char *text)
{
	text += add_grouped(whole + tenths / 10, text);
	*text++ = '.';
	*text++ = (char)('0' + tenths % 10);
	strcpy(text, " %");
}

void
report_percent(uint64_t part, uint64_t whole, char *text)
{
	static const uint64_t most = 9999; /* times the whole */

	if (!whole)
		strcpy(text, "n/a");
	else if (part / whole > most)
		strcpy(text, ">999,999 %");
	else
		add_tenths(part / whole * 100,
			report_scale(part % whole, whole, 1000), text);
}

void
report_percent_saved(uint64_t now, uint64_t then, char *text)
{
	if (then <= now) {
		report_percent(now - then, now, text);
		return;
	}
	report_percent(then - now, now, text + 1);
	if (!now)
		strcpy(text, "n/a");
	else if (text[1] == '>')
		strcpy(text, "<-999,999 %");
	else
		text[0] = '-';
}

void
report_bytes(uint64_t n, char *text)
{
	static const char *const units[] = { "kB", "MB", "GB", "TB", "PB",
		"EB" };
	uint64_t unit = 1000, tenths;
	size_t i = 0;

	if (n < 1000) {
		snprintf(text, REPORT_NUMBER, "%" PRIu64 " B", n);
		return;
	}
	/* 999,500 bytes are 1.0 MB, not 1000 kB. */
	while (rounded(n, unit) >= 1000) {
		unit *= 1000;
		i++;
	}
	tenths = rounded(n, unit / 10);
	if (tenths < 1000)
		snprintf(text, REPORT_NUMBER, "%" PRIu64 ".%" PRIu64 " %s",
			tenths / 10, tenths % 10, units[i]);
	else
		snprintf(text, REPORT_NUMBER, "%" PRIu64 " %s",
			rounded(n, unit), units[i]);
}

void
report_time(uint64_t ms, char *text)
{
	uint64_t s = ms / 1000, min = s / 60;

	if (ms < 1000)
		snprintf(text, REPORT_NUMBER, "%" PRIu64 " ms", ms);
	else if (s < 60)
		snprintf(text, REPORT_NUMBER, "%" PRIu64 ".%" PRIu64 " s", s,
			ms % 1000 / 100);
	else if (min < 60)
		snprintf(text, REPORT_NUMBER, "%" PRIu64 " min %" PRIu64 " s",
			min, s % 60);
	else
		snprintf(text + add_grouped(min / 60, text), 12, " h %u min",
			(unsigned)(min % 60));
}

void
report_dollars(uint64_t amount, char *text)
{
	char exact[PRICE_TEXT];
	uint64_t cents = rounded(amount, DOLLAR / 100);

	*text++ = '$';
	/* What rounds to a dollar is one. */
	if (amount >= DOLLAR - MILLION / 2) {
		text += add_grouped(cents / 100, text);
		snprintf(text, 4, ".%02u", (unsigned)(cents % 100));
		return;
	}
	price_format_amount(amount, exact);
	/* "0" and "0.5" are no sums of money. */
	if (strlen(exact) < 4)
		snprintf(exact, sizeof(exact), "0.%02u", (unsigned)cents);
	if (amount && !strcmp(exact, "0.00"))
		strcpy(exact, "0.000000");
	strcpy(text, exact);
}

void
report_dollars_saved(uint64_t now, uint64_t then, char *text)
{
	if (then > now)
		*text++ = '-';
	report_dollars(then > now ? then - now : now - then, text);
}

bool
report_has_mode(const struct report_view *view, enum report_mode mode)
{
	if (mode == REPORT_NOW)
		return true;
	return view->simulated &&
	       (mode != REPORT_BUDGET || view->budget || view->budget_percent);
}
