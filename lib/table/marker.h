/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Markers: the lines that stand for what was folded.
 *
 *   [... A: 290 lines like this, last 1998 at 10:05:33; port 1024..65535 ...]
 *   [... 12-308: 290 A, 7 B ...]
 *
 * The first follows the first record of a kind and says how many records of
 * the kind there are, where the last one is and what its columns hold.  The
 * second stands where lines were left out.  Lines are the input's, from 1.
 */
#ifndef TABLE_MARKER_H
#define TABLE_MARKER_H

#include "base/buf.h"
#include "table/column.h"

#define MARKER_OPEN "[... "
#define MARKER_CLOSE " ...]"
#define MARKER_AND " | "

/* A name for kind number n: A, B ... Z, AA, AB ... */
void marker_label(struct buf *, uint64_t n);

/* "290 lines like this, last 1998 at 10:05:33; port 1024..65535" */
void marker_kind(struct buf *, const struct window *, const struct columns *,
	const struct kind *, uint64_t line_base);

/* "12-308", from line `from` to line `to`, both counted from 0. */
void marker_range(struct buf *, uint64_t from, uint64_t to);

#endif
