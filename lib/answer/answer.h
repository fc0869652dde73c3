/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a provider answers: its text as it comes, and in the end how it ended,
 * what it used and which tools it calls.  Bytes in, whatever their parts are;
 * nothing here knows of sockets.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include "answer/refusal.h"
#include "base/buf.h"
#include "headroom.h"

enum {
	ANSWER_BODY = 64 << 20, /* bytes of an answer that is no stream */
	ANSWER_EVENT = 16 << 20, /* of one event of a stream */
	/* Calls of tools in an answer; a model makes some at a time. */
	ANSWER_CALLS = 1024,
};

/* Tokens; -1: not told.  The total of input includes cached and written ones,
 * that of output the reasoning, whatever the provider's own fields do. */
struct answer_usage {
	int64_t input, cached, cache_write, cache_write_1h, output, reasoning;
};

enum answer_end {
	ANSWER_OPEN, /* not over yet: at the end of the body, cut short */
	ANSWER_DONE, /* finished, also with calls of tools */
	ANSWER_LENGTH, /* finished by a limit of tokens */
	ANSWER_BLOCKED, /* refused or filtered by the provider */
	ANSWER_BUSY, /* overloaded, over a rate, failed: later it may work */
	ANSWER_ERROR, /* refused for good */
	ANSWER_INVALID, /* not an answer of this API, or over a limit */
};

struct answer_call {
	char *name; /* valid UTF-8, with U+FFFD for a NUL, as it came */
	char *arguments; /* the same: JSON, but of tools that take any text */
};

struct answer_state {
	enum answer_end end;
	struct answer_usage usage;
	bool has_text; /* a byte of text was given out */
	char finish[64]; /* the provider's own word for the end; or empty */
	char id[128], model[128]; /* of the answer; or empty */
	/* Of an error, or what the model says of why it refuses: one line that
	 * is safe to show, as are the three above; or empty. */
	char error[ANSWER_MESSAGE + 1];
	const struct answer_call *call; /* only after answer_finish() */
	size_t ncalls;
};

struct answer;

/*
 * NULL when memory is short.  The API is one of the four.  `stream`: a stream
 * of events was asked for; what begins like a document, an error or a page is
 * then read as one.  Text goes to `text` decoded and whole character by whole
 * character; it is what the model said, without reasoning, refusals and calls
 * of tools.
 */
struct answer *answer_new(
	enum hr_api, bool stream, hr_write_fn *text, void *ctx);
void answer_free(struct answer *);

/* A part of the body.  HR_ELIMIT: an event, the body or the calls of tools are
 * over their limit; HR_ENOMEM; or what the callback returned.  It is returned
 * again from then on.  What comes after the end is not looked at. */
enum hr_status answer_feed(struct answer *, const void *part, size_t n);
/* The end of the body. */
enum hr_status answer_finish(struct answer *);
/* Valid until the next call. */
const struct answer_state *answer_state(const struct answer *);

#endif
