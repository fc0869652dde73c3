/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of the ledger, and times that bound them; see ledger.h. */
#include "base/date.h"
#include "ledger/ledger.h"

enum {
	HOUR = 3600,
	DAY = 24 * HOUR,
	WEEK = 7 * DAY,
	/* Digits of a number of days that make sense. */
	MAX_DIGITS = 6,
};

void
ledger_run_init(struct ledger_run *run)
{
	*run = (struct ledger_run){ .time = LEDGER_UNKNOWN };
#define X(name) run->name = LEDGER_UNKNOWN;
	LEDGER_NUMBERS(X)
#undef X
}

bool
ledger_parse_time(const char *arg, int64_t now, int64_t *time)
{
	int64_t n = 0, unit;
	size_t digits = 0;
	uint32_t date;

	if (date_parse(span_str(arg), &date)) {
		*time = date_seconds(date);
		return true;
	}
	for (; is_digit(arg[digits]); digits++)
		if (digits < MAX_DIGITS)
			n = n * 10 + (arg[digits] - '0');
	unit = arg[digits] == 'h'   ? HOUR
	       : arg[digits] == 'd' ? DAY
	       : arg[digits] == 'w' ? WEEK
				    : 0;
	if (!digits || digits > MAX_DIGITS || !unit || arg[digits + 1])
		return false;
	*time = now - n * unit;
	return true;
}
