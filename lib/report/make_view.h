/* SPDX-License-Identifier: Apache-2.0 */
/* From sums to what a report says. */
#ifndef REPORT_MAKE_VIEW_H
#define REPORT_MAKE_VIEW_H

#include "report/report.h"

/* Sorts the report, which has to live as long as the view, as must the arena
 * that the rest is in.  HR_ENOMEM. */
enum hr_status view_make(struct report *, const struct view_options *,
	struct arena *, struct report_view *);

#endif
