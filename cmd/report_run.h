/* SPDX-License-Identifier: Apache-2.0 */
/* Files into a report, by one thread or several. */
#ifndef REPORT_RUN_H
#define REPORT_RUN_H

#include "report/audit.h"

enum {
	REPORT_JOBS = 64, /* threads at most */
};

struct report_run {
	char *const *operands; /* files and folders, NULL-ended */
	struct audit_options options; /* without who is told */
	struct report
		*report; /* its encoding, budget ... are set; is added to */
	unsigned threads; /* 1 to REPORT_JOBS */
};

/* The exit status, after messages: 4 if a file could not be read. */
int report_run(const struct report_run *);

#endif
