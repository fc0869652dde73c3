/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What clients write around the output of a tool before a model sees it: lines
 * that say how it went, tags, and notes where they cut it.  None of it is of the
 * output, whose first line it hides.
 *
 *	Chunk ID: 931ce3		<untrusted_context>
 *	Wall time: 0.0014 seconds	Output: 12:00:00 start
 *	Process exited with code 0	12:00:01 ...
 *	Output:				Process Group PGID: 1965
 *	12:00:00 start			</untrusted_context>
 *
 * They are known by how they are built, not by the names in them.  A line that is
 * taken for a wrapper's, but is the output's own, stays as it is.
 */
#ifndef WRAPPER_H
#define WRAPPER_H

#include "base/span.h"

enum {
	/* Around, and inside of, eight cuts; what has more is no output. */
	WRAPPER_PARTS = 19,
};

struct wrapper_part {
	struct span text;
	uint64_t line; /* in the text, of its first byte, from 1 */
	bool inside;
};

/* The text in parts, in their order, which together are all of it. */
struct wrapper {
	struct wrapper_part part[WRAPPER_PARTS];
	size_t n;
	bool failed; /* it is said that the command did */
};

/* `lines`: what is inside begins with a line, so that it can be told apart when
 * it is encoded.  False: there is no wrapper. */
bool wrapper_find(struct span text, bool lines, struct wrapper *);

#endif
