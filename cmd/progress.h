/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How far a long run is, as a line at the bottom of the terminal:
 *
 *	headroom: 45 %, 1.2 GB of 2.7 GB, 31 of 99 files, 45.1 MB/s, 0:33 to go
 *
 * Nothing where stderr is no terminal, with -q, in the background, and in the
 * first half second.  By one thread at a time.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct progress {
	uint64_t total, total_files; /* 0: not known */
	int64_t start, next; /* milliseconds: when the line is due */
	bool shown;
};

/* Total bytes and files, or 0 if they are not known. */
void progress_start(
	struct progress *, uint64_t total_bytes, uint64_t total_files);
/* So many were read since then.  Costs a look at the clock. */
void progress_show(struct progress *, uint64_t bytes, uint64_t files);
/* Erases the line. */
void progress_end(struct progress *);

/* What there is to say after so many milliseconds. */
struct progress_state {
	uint64_t bytes, total;
	uint64_t files, total_files;
	uint64_t milliseconds;
};

/* Appends the line, in fewer than so many columns: what matters least is left
 * out first, and nothing may be left. */
void progress_line(
	const struct progress_state *, unsigned columns, struct buf *out);

#endif
