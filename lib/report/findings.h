/* SPDX-License-Identifier: Apache-2.0 */
/* What is wasted, and by what most. */
#ifndef REPORT_FINDINGS_H
#define REPORT_FINDINGS_H

#include "report/report.h"

/* Fills in v->waste and v->offender; prices are there already.  False when
 * memory is short. */
bool findings_make(const struct report *, const struct view_options *,
	struct arena *, struct report_view *);

#endif
