/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way of a window of the input: markers take the place of blobs, detect/
 * finds the kind, its codec folds, encode.c writes blocks, and the smallest goes
 * out.  With a budget it becomes units, which wait for the end of the run.
 */
#ifndef PIPELINE_H
#define PIPELINE_H

#include "base/buf.h"
#include "blob/blob.h"
#include "budget/budget.h"
#include "codec/codec.h"
#include "encode.h"
#include "explain.h"
#include "filter.h"

struct pipeline {
	struct hr_options options;
	hr_write_fn *write;
	void *write_ctx;
	struct hr_counter *counter;
	struct hr_counter *count_out; /* with want_counts */
	struct filter *filter;
	struct blobs blobs;
	struct codec_set codecs; /* for folding */
	struct encoder encoder;
	struct budget *budget; /* NULL: no limit */
	struct explain *explain; /* NULL: nobody wants to know */
	struct buf folded, out;
	uint64_t line; /* of the input's byte that comes next, from 0 */
	bool raw; /* the input is binary: it is not folded, and only text that
		   * looks like a block is encoded */
	bool begun; /* the budget knows of this input */
	char last; /* byte that was written */
	struct hr_stats stats;
	struct hr_stats folding; /* of a folded text that may not be taken */
};

/* Options are copied, the patterns and the query in them borrowed.  Counters
 * remember what `beside` does, unless it is NULL; see counter_beside().  On
 * failure *err is filled, and the pipeline is to be released all the same. */
enum hr_status pipeline_init(struct pipeline *, const struct hr_options *,
	hr_write_fn *, void *write_ctx, struct hr_counter *beside,
	struct hr_error *err);
void pipeline_release(struct pipeline *);

/* Ready for an input's first byte. */
void pipeline_begin_input(struct pipeline *);

/* A text of the caller in front of an input's output. */
enum hr_status pipeline_header(struct pipeline *, struct span);

/* Works on whole lines, or on the end of the input. */
enum hr_status pipeline_work(struct pipeline *, struct span text, bool last);

/* A part of the input goes out as it came, and why; a budget leaves it out. */
enum hr_status pipeline_pass(struct pipeline *, struct span, enum hr_why);

/* Output that is counted, if tokens are wanted; and output that is not. */
enum hr_status pipeline_emit(struct pipeline *, struct span);
enum hr_status pipeline_write(struct pipeline *, struct span);

/* The end of all inputs, which had so many tokens: a budget's output goes out.
 * HR_ELIMIT as of budget_finish(). */
enum hr_status pipeline_finish_run(
	struct pipeline *, uint64_t tokens_in, struct hr_error *err);

#endif
