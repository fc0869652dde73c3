/* SPDX-License-Identifier: Apache-2.0 */
/* A list of file names, each ended by a NUL, as 'find -print0' writes it. */
#ifndef NAMES_H
#define NAMES_H

#include "base/buf.h"
#include "in.h"

struct names {
	struct in in;
	struct buf held; /* names read ahead */
	size_t used; /* bytes of held that were given out */
	bool ended;
	bool failed; /* after a message */
};

/* "-" is stdin.  False after a message. */
bool names_open(struct names *, const char *list);
/* Valid until the next call; NULL at the end and on failure. */
const char *names_next(struct names *);
void names_close(struct names *);

#endif
