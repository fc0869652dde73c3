/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The unwrap stage of an input: is it a request, are its lines requests, or is
 * it neither and text like any other?  A request is held whole; of a batch one
 * line at a time.
 */
#ifndef UNWRAP_H
#define UNWRAP_H

#include "base/buf.h"
#include "headroom.h"

struct unwrap;

/* What is done with a request, as request.h has it. */
struct unwrap_work {
	/* HR_OK: there is a request in the text; or, with *other, what looks
	 * like one of another endpoint. */
	enum hr_status (*look)(void *worker, struct span text, bool *other);
	enum hr_status (*compress)(void *worker, struct span text,
		uint64_t line, struct buf *out, struct hr_error *err);
	void *worker;
};

/* The options and stats are borrowed; output goes to `write`.  NULL when memory
 * is short. */
struct unwrap *unwrap_new(const struct hr_options *, struct hr_stats *,
	const struct unwrap_work *, hr_write_fn *write, void *ctx);
void unwrap_free(struct unwrap *);

/* All of an input that turned out to be text, in memory that changes hands with
 * that of *text, which is empty. */
void unwrap_take(struct unwrap *, struct buf *text);

/* Ready for the next input. */
void unwrap_reset(struct unwrap *);

/* The first line of the input that comes has this number, not 1. */
void unwrap_number(struct unwrap *, uint64_t line);

/* Whether an input that begins so, and goes on unless it is `whole`, is a batch;
 * HR_SKIP: it is none, or that cannot be said.  Nothing is taken. */
enum hr_status unwrap_look(struct unwrap *, struct span head, bool whole);

/* Whether a line that is there as a whole has a request. */
bool unwrap_has_request(struct unwrap *, struct span line);
/* What comes from now on is lines that are records, the first of this number. */
void unwrap_begin_lines(struct unwrap *, uint64_t line);

/*
 * Takes a part of the input.  HR_SKIP: it is text.  Then *text is all of it so
 * far, valid until the next call, and nothing more is to be fed.  HR_EINPUT and
 * HR_ELIMIT with *err filled: with `strict`, a request or a line is not valid or
 * is too large; or a budget is too small.
 */
enum hr_status unwrap_feed(struct unwrap *, struct span part, struct span *text,
	struct hr_error *err);
/* The end of the input, likewise. */
enum hr_status unwrap_finish(
	struct unwrap *, struct span *text, struct hr_error *err);

#endif
