/* SPDX-License-Identifier: Apache-2.0 */
/* What was billed, by model and by day, at the prices of each answer's time. */
#ifndef REPORT_BILLED_H
#define REPORT_BILLED_H

#include "price/price.h"
#include "report/report.h"

/* Models by what they cost, then by their tokens; days in their order.  False when
 * memory is short. */
bool billed_make(const struct report *, const struct price_list *,
	struct arena *, struct report_view *);

#endif
