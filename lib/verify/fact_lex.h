/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts in a line: what a reader may ask for by its exact spelling.
 *
 *   3ms, -7, 2025-06-24           numbers, without their units
 *   /var/log/x, src/a.c, C:\x     paths
 *   https://example.org/a?b=1     URLs
 *   blk_42, req-7f, 10.0.0.1      identifiers: names with digits or
 *   MAX_SIZE, NullPointer         underscores or capitals inside
 *   at a.b.C.d(C.java:12)         frames of stack traces, whole lines
 *
 * Whether something is a fact, and of which class, depends on its own bytes
 * only: by itself, the text of a fact is read as that fact.  Times of day are
 * none, nor is the time at the head of a line: each line has its own.
 */
#ifndef FACT_LEX_H
#define FACT_LEX_H

#include "base/span.h"
#include "headroom.h"

typedef void fact_lex_fn(void *ctx, enum hr_fact, struct span);

/*
 * Calls back for each number, path, URL and identifier of a line, in order;
 * the spans are in the line.  `inner`: also for those within paths and URLs.
 * Linear; any bytes.
 */
void fact_lex(struct span line, bool inner, fact_lex_fn *, void *ctx);

/* The same without the time at the head of the line. */
void fact_lex_timed(struct span line, bool inner, fact_lex_fn *, void *ctx);

/* Whether a trimmed line is a frame of a stack trace. */
bool fact_is_frame(struct span line);

/*
 * Whether a line tells of an error or warns: a word of it begins so, in any
 * case.  words_are_error(), which finds four letters anywhere, is right for
 * what must not be folded, but "several" and "Extracting" are no errors lost.
 */
bool fact_is_error(struct span line);

#endif
