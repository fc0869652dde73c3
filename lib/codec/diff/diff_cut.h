/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A diff in pieces, one for each unit of a budget: what can be left out and
 * leaves a patch that applies.
 *
 *	TEXT	commit 1a2b, a paragraph of its message
 *	HEAD	diff --git a/x b/x ...
 *	RANGE	@@ -10,9 +10,10 @@
 *	CONTEXT	 two lines
 *	CORE	 a line, -what +changes, a line
 *	MORE	+further lines of a long addition
 *	CORE	 a line
 *	CONTEXT	 two lines
 *	WHOLE	a hunk that cannot be cut
 */
#ifndef CODEC_DIFF_CUT_H
#define CODEC_DIFF_CUT_H

#include "codec/diff/diff_parse.h"
#include "table/unit.h"

enum diff_role {
	DIFF_PIECE_TEXT,
	DIFF_PIECE_HEAD,
	DIFF_PIECE_RANGE,
	DIFF_PIECE_CONTEXT,
	DIFF_PIECE_CORE,
	DIFF_PIECE_MORE,
	DIFF_PIECE_WHOLE,
};

struct diff_piece {
	enum diff_role role;
	uint32_t part; /* index in the diff */
	uint32_t line; /* the first one, counted from 0 */
	uint32_t core; /* of CORE and MORE: its first piece; kept as one */
	uint32_t context, removed, added; /* lines of a hunk */
	bool commit; /* of TEXT: begins with the header of a commit */
};

/* A line of a hunk, with the note below it that it has no newline. */
struct diff_line {
	uint32_t at, n, lines;
	char sign; /* ' ', '-' or '+' */
};

struct diff_cut {
	struct units units;
	struct diff_piece *piece; /* of each unit */
	size_t piece_cap;
	struct diff_line *line; /* of the hunk that is being cut */
	size_t nlines, line_cap;
	const struct diff *d;
	uint32_t commit; /* the piece of the last one's header, or NONE */
	uint32_t head; /* the piece of the last patch's head */
	float weight; /* of that patch */
	bool first; /* none of its changes was cut yet */
};

/* Cuts all of a diff; false when memory is short. */
bool diff_cut(struct diff_cut *, const struct diff *);
void diff_cut_release(struct diff_cut *);

#endif
