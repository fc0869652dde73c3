/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was left out of a diff, until a marker may stand: within the patch of a
 * file it may not, as the patch would not apply.
 *
 *	[... 12-20, 31-40: context ...]
 *	[... 12-3080: package-lock.json, 812 lines added, 344 removed ...]
 */
#ifndef CODEC_DIFF_GAP_H
#define CODEC_DIFF_GAP_H

#include "codec/codec.h"
#include "codec/diff/diff_parse.h"

struct diff_gap {
	struct buf ranges; /* but the last one */
	uint64_t from, to; /* of the last one: lines, counted from 0 */
	bool any;
	bool context; /* and other parts of a patch that is kept */
	bool other; /* what is no patch */
	uint64_t commits, patches, added, removed;
	struct diff_part head; /* of the last patch */
};

/* Lines, numbered from the start of the input, go into the gap; what they say
 * is counted by the caller in the fields above. */
void diff_gap_lines(struct diff_gap *, uint64_t from, uint32_t lines);

/* A patch of a file goes in, whole. */
void diff_gap_patch(struct diff_gap *, const struct diff *, size_t head,
	const struct codec_ctx *);

/* Writes the marker, if there is a gap, and empties it. */
void diff_gap_close(struct diff_gap *, struct codec_ctx *, struct span text,
	struct buf *out);

/* At the end of the text: a marker there ends like the text. */
void diff_gap_end(struct diff_gap *, struct codec_ctx *, struct span text,
	struct buf *out);

#endif
