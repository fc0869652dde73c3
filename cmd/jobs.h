/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines of a batch by several threads, in order: the input is cut into
 * blocks of whole lines, each of which one of the threads works on.
 */
#ifndef JOBS_H
#define JOBS_H

#include "in.h"
#include "out.h"

enum {
	JOBS_MOST = 64,
};

struct jobs {
	struct in *in;
	struct span head; /* of the input, that was read already */
	bool ended; /* and there is no more */
	struct out *out;
	const struct hr_options *options;
	unsigned threads; /* 2 to JOBS_MOST */
	struct hr_stats *total; /* is added to */
	struct tools *tools; /* the same; or NULL */
};

/* Whether the input is a batch, of which the part that tells has been read to
 * *head and belongs to *jobs from then on. */
bool jobs_look(struct jobs *, struct buf *head);
/* The exit status, after messages. */
int jobs_run(const struct jobs *);

#endif
