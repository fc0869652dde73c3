/* SPDX-License-Identifier: Apache-2.0 */
/* What pipeline.c and compressor.c share; the public face is in headroom.h. */
#ifndef COMPRESSOR_H
#define COMPRESSOR_H

#include "base/buf.h"
#include "blob/blob.h"
#include "budget/budget.h"
#include "codec/codec.h"
#include "encode.h"
#include "explain.h"
#include "filter.h"
#include "follow.h"
#include "request/request.h"
#include "request/unwrap.h"

enum {
	/* What is looked at to tell text from binary. */
	BINARY_HEAD = 8 << 10,
};

struct hr_compressor {
	struct hr_options options;
	hr_write_fn *write;
	void *write_ctx;
	struct hr_counter *counter;
	struct hr_counter *count_in, *count_out; /* with want_counts */
	struct filter *filter;
	struct blobs blobs;
	struct codec_set codecs; /* for folding */
	struct encoder encoder;
	struct budget *budget; /* NULL: no limit */
	struct hr_counter *count_all; /* of all inputs, for a budget in % */
	uint64_t tokens_all;
	bool begun; /* the budget knows of this input */
	char last; /* byte that was emitted */
	struct request_worker *requests;
	struct unwrap *unwrap; /* NULL: no input is a request */
	bool unwrapping; /* this one may be, or is */
	struct follow *follow; /* NULL: work in windows */
	struct codec_ctx follow_ctx;
	struct buf in, folded, out;
	uint64_t line; /* of the first byte of `in` */
	bool looked; /* at the head of the input, for NULs */
	size_t head; /* bytes looked at in follow mode */
	bool copying; /* this input goes out as it comes */
	bool raw; /* so it does, but for what could be taken for a block */
	bool long_line; /* so does the rest of this line */
	struct explain *explain; /* NULL: nobody wants to know */
	uint64_t refused;
	uint64_t bytes; /* of this input */
	struct hr_error err; /* of the last input that was not valid */
	struct hr_stats stats;
};

/* hr_compressor_new() with counters that remember what `beside` does, unless it
 * is NULL; see counter_beside(). */
enum hr_status compressor_new(const struct hr_options *, hr_write_fn *,
	void *write_ctx, struct hr_counter *beside, struct hr_compressor **,
	struct hr_error *);

/* Output, which is counted if that is wanted. */
enum hr_status pipeline_emit(struct hr_compressor *, struct span);

/* The budget gets to know of an input with its first byte, or its header. */
enum hr_status pipeline_begin_budget(
	struct hr_compressor *, struct span header);

/* Works on whole lines, or on the end of the input, window by window. */
enum hr_status pipeline_work(
	struct hr_compressor *, struct span text, bool last);

#endif
