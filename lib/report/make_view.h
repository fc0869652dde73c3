/* SPDX-License-Identifier: Apache-2.0 */
/* From sums to what a report says. */
#ifndef REPORT_MAKE_VIEW_H
#define REPORT_MAKE_VIEW_H

#include "price/price.h"
#include "report/report.h"

struct view_options {
	const char *version, *model; /* or NULL */
	bool exact;
	int error_percent;
	const struct price_list *prices; /* NULL: no amounts */
	int64_t when; /* the prices of that time, in seconds since 1970 */
	size_t rows; /* of each axis at most, and half as many offenders */
	uint64_t milliseconds;
};

/* Sorts the report, which has to live as long as the view, as must the arena
 * that the rest is in.  HR_ENOMEM. */
enum hr_status view_make(struct report *, const struct view_options *,
	struct arena *, struct report_view *);

#endif
