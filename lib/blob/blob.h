/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stage before folding: what nobody reads makes way for a marker.
 *
 * Images, keys and archives in base64, hex digits and hex dumps of 512 bytes and
 * more, as whole lines
 *
 *	-----BEGIN CERTIFICATE-----
 *	[... 2-27: base64, der, 1210 bytes, hash 1f0c9a6b2d3e ...]
 *	-----END CERTIFICATE-----
 *
 * or within a line, the rest of which stays:
 *
 *	{"icon": "data:image/png;base64,[... 1: base64, png, 918 bytes, ...]"}
 *
 * scripts that were squeezed into one line, and of a line that was rewritten on
 * the terminal, again and again, the states before the last one of its kind.
 * What follows works on that text; the lines are those of the input but for
 * those that became one marker.
 */
#ifndef BLOB_H
#define BLOB_H

#include "base/buf.h"
#include "filter.h"
#include "headroom.h"

enum {
	BLOB_BUFS = 3,
};

/* A part of the text: lines, or a marker that stands for `lines` lines. */
struct blob_part {
	size_t at, n;
	uint64_t lines; /* 0: no marker */
};

struct blobs {
	struct buf text;
	struct blob_part *part; /* that make up the text, in order */
	size_t nparts, cap;
	uint64_t markers;
	struct buf marker, line[BLOB_BUFS]; /* that are worked on */
	/* Set by the caller. */
	struct hr_counter *counter;
	const struct filter *filter; /* lines that it keeps stay; may be NULL */
	enum hr_kind kind; /* AUTO: detect */
};

void blobs_release(struct blobs *);

/*
 * Makes `text`, of whole lines or the end of an input, into b->text, valid until
 * the next call.  HR_SKIP: there is nothing to replace, or it is source code or
 * a patch, which somebody may want to use, or was folded before.
 */
enum hr_status blobs_replace(
	struct blobs *, struct span text, uint64_t line_base);

#endif
