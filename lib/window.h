/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An input of any size in windows: a window is as much of it, in whole lines, as
 * memory is given for, and goes through the pipeline by itself.  Binary data and
 * lines that no window holds go out as they came.  In follow mode there are no
 * windows: each line is worked on when it is there.
 */
#ifndef WINDOW_H
#define WINDOW_H

#include "follow.h"
#include "pipeline.h"

enum {
	/* Bytes by which text and binary are told apart. */
	BINARY_HEAD = 8 << 10,
};

/* What is done with the bytes of the input that come next. */
enum window_phase {
	WINDOW_HEAD, /* they are gathered until it is known if it is binary */
	WINDOW_LINES, /* whole lines are worked on */
	WINDOW_LONG_LINE, /* the rest of this line goes out as it came */
	WINDOW_COPY, /* all of the rest does */
	WINDOW_RECORDS, /* in follow mode: the caller takes them */
};

struct windows {
	struct pipeline pipeline; /* which has the options and the stats */
	struct hr_counter *count_in; /* with want_counts */
	struct hr_counter *count_all; /* of all inputs, for a budget in % */
	uint64_t tokens_all;
	struct follow *follow; /* NULL: work in windows */
	struct codec_ctx follow_ctx;
	/* In follow mode: whether the caller takes this line and all that is
	 * behind it.  NULL: it takes none. */
	bool (*is_record)(void *ctx, struct span line);
	void *is_record_ctx;
	struct buf in, followed;
	enum window_phase phase;
	size_t head; /* bytes that were looked at in follow mode */
	uint64_t bytes; /* of this input */
	struct hr_error err; /* of the last input that was not valid */
};

/* Arguments as of pipeline_init(); the windows stay where they are until they
 * are released.  On failure there is nothing to release. */
enum hr_status windows_init(struct windows *, const struct hr_options *,
	hr_write_fn *, void *write_ctx, struct hr_counter *beside,
	struct hr_error *err);
/* Zeros, or windows that were released, may be released. */
void windows_release(struct windows *);

/*
 * Takes a part of the input.  HR_EINPUT, HR_ELIMIT with windows.err filled: the
 * options are strict, and it is binary or not valid JSON.  HR_SKIP: in follow
 * mode records begin.  They are in windows.in up to the end of the part, and the
 * caller takes them and what comes.
 */
enum hr_status windows_feed(struct windows *, struct span part);
/* The same of the first bytes of an input, which may change hands with the
 * memory of the windows.  What *held has in the end is not defined. */
enum hr_status windows_feed_held(struct windows *, struct buf *held);
/* In follow mode what waits goes out. */
enum hr_status windows_quiet(struct windows *);

/* The end of the input, likewise; windows_end_input() is to be called then,
 * whatever is returned, and readies for the next input. */
enum hr_status windows_finish_input(struct windows *);
void windows_end_input(struct windows *);
/* The tokens of what was fed and written of this input are not to be counted. */
void windows_forget_tokens(struct windows *);

/* The end of all inputs; HR_ELIMIT with windows.err filled. */
enum hr_status windows_finish_run(struct windows *);

#endif
