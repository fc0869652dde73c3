/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a failure names: the step, the test, the file, the request that was
 * named first far above it, in a line that says what it is.
 *
 *	#72 [build 5/9] RUN make -C tools        <- names #72 first
 *	...
 *	#72 ERROR: process "make" did not complete
 */
#ifndef LOG_ECHO_H
#define LOG_ECHO_H

#include "base/span.h"

enum {
	/* Names that are looked for, of the first failures; and bytes of one. */
	ECHO_NAMES = 8,
	ECHO_LEAST = 3,
	ECHO_MOST = 120,
};

struct echo {
	struct span name[ECHO_NAMES];
	size_t n;
};

/* Takes the names of a line, as long as there is room. */
void echo_take(struct echo *, struct span line);

/* Where a name first stands by itself in a text that has it. */
size_t echo_find(struct span text, struct span name);

#endif
