/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The prices of a run: the built-in table, and over it those of a file, which
 * is the one of --prices, else of HEADROOM_PRICES, else headroom/prices.json in
 * the folder of configuration if it is there.  A file in the working folder is
 * read only if it is named.
 */
#ifndef PRICES_H
#define PRICES_H

#include "base/buf.h"
#include "price/price.h"

struct prices {
	struct price_list list;
	const char *file; /* that was read, or NULL */
	struct buf path; /* of the file nobody named, with its NUL */
};

/* `file` is that of --prices, or NULL.  0, or an exit status after a message:
 * then there is nothing to close. */
int prices_open(struct prices *, const char *file);
void prices_close(struct prices *);

#endif
