/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a caller is told of the segments of a text: what was tried, and why it
 * was not taken.
 *
 * The stages say what they decide while they decide it.  What they say waits
 * until it is known whether the output of a text is taken at all, and is then
 * told with the lines, bytes and tokens of the input, which are found by
 * counting lines: what stages work on may have markers in it and other line
 * ends, but as many lines.
 *
 * All functions do nothing if the first argument is NULL: nobody asked.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "base/buf.h"
#include "headroom.h"

struct explain;

/* NULL when memory is short. */
struct explain *explain_new(const struct hr_explain *, enum hr_encoding);
void explain_free(struct explain *);

/* ---- of the encode stage -------------------------------------------------- */

/* The kind of the segments that end from now on. */
void explain_kind(struct explain *, enum hr_kind);
/* A candidate for a part of the text; name is static.  What has to save no
 * share by its reason is told without `percent`. */
void explain_tried(struct explain *, const char *name, struct span text,
	size_t tokens, enum hr_why, unsigned percent);
/* The text is a segment, and became what stands in `out` from `from` on. */
void explain_segment(struct explain *, struct span text, const struct buf *out,
	size_t from, enum hr_fate);

/* ---- of the pipeline ------------------------------------------------------- */

/* A window of the input, in front of which are so many lines. */
void explain_window(struct explain *, struct span text, uint64_t lines);
/* A text of that window begins; sure: see struct hr_segment. */
void explain_text(struct explain *, enum hr_kind, int sure);
/* What folding made of the text, empty: nothing. */
void explain_fold(struct explain *, enum hr_why, struct span folded);
/*
 * The text is done: it became `out`, for which its blocks were taken, or why they
 * were not.  Tells of its segments.  HR_ENOMEM: memory was short.
 */
enum hr_status explain_text_end(struct explain *, struct span text,
	struct span out, bool folded, enum hr_why blocks);
/* A marker stands for the next lines of the window. */
enum hr_status explain_blob(
	struct explain *, uint64_t lines, struct span marker);
/* A part of the input that goes out as it comes, behind so many lines. */
enum hr_status explain_copy(
	struct explain *, struct span part, uint64_t lines, enum hr_why);
/* The input ends. */
void explain_input_end(struct explain *);

#endif
