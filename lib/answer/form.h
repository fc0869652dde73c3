/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the forms of answers share: one file an API says what its events mean,
 * and says it with these.  A failure sticks in `status`, so a form reads
 * straight and checks nothing.
 */
#ifndef ANSWER_FORM_H
#define ANSWER_FORM_H

#include "answer/answer.h"
#include "answer/doc.h"
#include "answer/sse.h"

struct answer_form {
	enum hr_api api;
	const char *last; /* data that ends a stream and is no JSON; or NULL */
	bool ends_with_body; /* what finished may be followed by more */
	/* An event of a stream.  `at` is an object without an error in it. */
	void (*event)(struct answer *, size_t at);
	/* The whole answer. */
	void (*whole)(struct answer *, size_t at);
};

extern const struct answer_form answer_openai_chat, answer_openai_responses,
	answer_anthropic, answer_gemini;

struct answer_tool {
	int64_t key; /* by which the parts of a call find each other */
	struct buf name, arguments;
	bool begun; /* a part of its arguments came */
};

struct answer {
	const struct answer_form *form;
	bool stream;
	bool led; /* something came before the first byte that is no blank */
	bool begun; /* that byte was seen: what the body is is known */
	bool known; /* something of this API was seen */
	bool heard; /* an event was */
	hr_write_fn *text;
	void *ctx;

	struct sse sse;
	struct buf body; /* of what is no stream; its start till that shows */
	struct doc doc; /* the event or body that is read now */

	/* Half of a surrogate pair, the other half of which may begin the next
	 * text, and the text of both. */
	struct buf half, joined;
	struct buf said;
	struct buf refusal; /* what was said instead of an answer */

	struct answer_tool *tool;
	size_t ntools, tools_cap;
	size_t kept; /* bytes of all of them */
	struct answer_call *call; /* as many, and none before the end */

	/* How it ends, if it does: some APIs say it before the last event. */
	enum answer_end outcome;
	/* Of Anthropic, whose total is the sum of three. */
	int64_t uncached;
	struct answer_state state;
	enum hr_status status;
};

/* It failed, or it has ended: nothing is read or written any more. */
bool answer_is_over(const struct answer *);
/* The first failure is the one that stays. */
void answer_stop(struct answer *, enum hr_status);

/* The model says this string; its refusal says it. */
void answer_say(struct answer *, size_t at);
void answer_refuse(struct answer *, size_t at);
/* No text follows: what was held back is said as it is. */
void answer_say_rest(struct answer *);
/* A string into an array of the state, unless it is not there. */
void answer_note(struct answer *, size_t at, char *to, size_t cap);
#define ANSWER_NOTE(a, at, to) answer_note(a, at, to, sizeof(to))
/* A count, unless it is not there. */
void answer_count(struct answer *, size_t at, int64_t *to);

/* The call of this key, a new one if there is none; NULL after a failure. */
struct answer_tool *answer_tool(struct answer *, int64_t key);
/* A key that no call has. */
int64_t answer_new_key(const struct answer *);
/* The text of a string, or the bytes of another value, behind what is there;
 * `anew`: in its place. */
enum answer_add {
	ANSWER_BEHIND,
	ANSWER_ANEW,
};
void answer_add(struct answer *, struct buf *, size_t at, enum answer_add);

/* Puts all calls into the state, once. */
void answer_publish(struct answer *);

/* It ends so with the last event; and now. */
void answer_will_end(struct answer *, enum answer_end);
void answer_ends(struct answer *);
/* It ends with this error. */
void answer_fails(struct answer *, size_t error);
void answer_invalid(struct answer *, const char *why);

#endif
