/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a provider answers: its text as it comes, and in the end how it ended,
 * what it used and which tools it calls.  Bytes in, whatever their parts are;
 * nothing here knows of sockets.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include "base/buf.h"
#include "headroom.h"

enum {
	ANSWER_BODY = 64 << 20, /* bytes of an answer that is no stream */
	ANSWER_EVENT = 16 << 20, /* of one event of a stream */
	ANSWER_MESSAGE = 300, /* of an error's text that is shown */
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
	char *name; /* valid UTF-8, NUL-terminated */
	char *arguments; /* JSON, as it came */
};

struct answer_state {
	enum answer_end end;
	struct answer_usage usage;
	bool has_text; /* a byte of text was given out */
	char finish[64]; /* the provider's own word for the end; or empty */
	char id[128], model[128]; /* of the answer; or empty */
	char error[ANSWER_MESSAGE + 1]; /* one line, valid UTF-8; or empty */
	const struct answer_call *call;
	size_t ncalls;
};

struct answer;

/* NULL when memory is short.  `stream`: the body is a stream of events.  Text
 * goes to `text` decoded and whole character by whole character; it is what the
 * model said, without reasoning and calls of tools. */
struct answer *answer_new(
	enum hr_api, bool stream, hr_write_fn *text, void *ctx);
void answer_free(struct answer *);

/* A part of the body.  HR_ELIMIT: an event or the body is over its limit;
 * HR_ENOMEM; or what the callback returned. */
enum hr_status answer_feed(struct answer *, const void *part, size_t n);
/* The end of the body. */
enum hr_status answer_finish(struct answer *);
/* Valid until the next call. */
const struct answer_state *answer_state(const struct answer *);

/* What a body says that came with a status other than 2xx: of any of the APIs,
 * of HTML or of nothing. */
struct answer_refusal {
	char text[ANSWER_MESSAGE + 1]; /* one line for people, valid UTF-8; or
					* empty */
	char code[64]; /* "insufficient_quota", "overloaded_error", or empty */
	bool quota; /* no use in trying again */
	int64_t delay_ms; /* that the server asks for; -1: none */
};

void answer_refused(struct span body, struct answer_refusal *);

#endif
