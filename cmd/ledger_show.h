/* SPDX-License-Identifier: Apache-2.0 */
/* headroom report --ledger: what runs did, by what the ledger says. */
#ifndef LEDGER_SHOW_H
#define LEDGER_SHOW_H

#include <stdbool.h>

/* The words of --by, in the order of enum ledger_by. */
#define LEDGER_SHOW_BY "day model tool command kind"

/* What the options say; NULL: not given. */
struct ledger_wish {
	const char *file; /* "": the usual one */
	const char *since, *purge; /* as ledger_parse_time() reads them */
	int by; /* 1 for the first word of LEDGER_SHOW_BY; 0: by day */
	bool json;
};

/* Shows sums on standard output, or purges.  An exit status after messages. */
int ledger_show(const struct ledger_wish *);

#endif
