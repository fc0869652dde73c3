/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is told of the strings of requests and of lines of batches.  Several
 * threads may each have a watch of their own, whose messages are told when
 * their turn comes.
 */
#ifndef WATCH_H
#define WATCH_H

#include "base/buf.h"
#include "headroom.h"
#include "tools.h"

struct watch {
	const char *input; /* for messages */
	bool held; /* messages wait for watch_tell() */
	struct tools *tools; /* that texts are counted for, or NULL */
	struct buf messages; /* that wait: a letter for its level, and a NUL */
};

/* For hr_options: notes only if they are shown. */
struct hr_watch watch_of(struct watch *);
/* Tells what was held. */
void watch_tell(struct watch *);
void watch_release(struct watch *);

#endif
