/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens of texts of requests by the tool they are of, for the ledger.  Threads
 * may add at once.
 */
#ifndef TOOLS_H
#define TOOLS_H

#include "headroom.h"
#include "ledger/ledger.h"

/* Of zeros it is empty; the names are its own. */
struct tools {
	struct ledger_part *p;
	size_t n, cap;
};

/* Adds a text; if it has no tool, if there are too many of them, or if memory is
 * short, it is left out. */
void tools_add(struct tools *, const struct hr_text *);
void tools_release(struct tools *);

#endif
