/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Markers: the lines that stand for what was folded.
 *
 *   [... A: 290x until 10:05:33; port 1024..65535 ...]
 *   [... 12-308: 290 A, 7 B ...]
 *
 * The first follows the first record of a kind and says how many records of
 * the kind there are, when the last one was and what its columns hold.  The
 * second stands where lines were left out.  Lines are the input's, from 1.
 */
#ifndef TABLE_MARKER_H
#define TABLE_MARKER_H

#include "base/buf.h"
#include "table/column.h"

#define MARKER_OPEN "[... "
#define MARKER_CLOSE " ...]"
#define MARKER_AND " | "

/* Whether a line, with or without its end, looks like a marker. */
bool marker_is(struct span line);

/* A name for kind number n: A, B ... Z, AA, AB ... */
void marker_label(struct buf *, uint64_t n);

/* What the lines of a kind are like: the line above the marker, or none, as
 * they were dropped; else the number of a line, counted from 0. */
#define MARKER_THIS UINT64_MAX
#define MARKER_DROPPED (UINT64_MAX - 1)

/* "290x until 10:05:33; port 1024..65535".  If they are not
 * like `this`, columns with one value are told as well. */
void marker_kind(struct buf *, const struct window *, const struct columns *,
	const struct kind *, uint64_t like, uint64_t line_base);

/* "12-308", from line `from` to line `to`, both counted from 0. */
void marker_range(struct buf *, uint64_t from, uint64_t to);

#endif
