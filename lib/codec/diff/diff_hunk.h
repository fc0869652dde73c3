/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a patch consists of below its head: hunks, those of merges, and binary
 * patches.  Each is read from the front of a text; its bytes, or 0 if it is not
 * there as its header says.  Of *part the counts of lines are set.
 */
#ifndef CODEC_DIFF_HUNK_H
#define CODEC_DIFF_HUNK_H

#include "codec/diff/diff_parse.h"

/* "@@ -12,3 +14 @@ tail" */
struct diff_range {
	uint32_t from[2], count[2]; /* of the old file and of the new one */
	struct span tail; /* behind the second @@, with the line's end */
};

/* Whether a line is the header of a hunk. */
bool diff_range_read(struct span line, struct diff_range *);

size_t diff_hunk_read(struct span text, struct diff_part *part);
size_t diff_merge_hunk_read(struct span text, struct diff_part *part);
size_t diff_binary_read(struct span text, struct diff_part *part);

/* The first line of a text, which stays. */
static inline struct span
diff_first_line(struct span text)
{
	struct span line = span_of(text.p, 0);

	span_line(&text, &line);
	return line;
}

#endif
