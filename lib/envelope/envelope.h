/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A request to a language model, as the text it is: which of its strings may
 * change, what each of them is, and which are no text at all.  Nothing is
 * decoded, built or written here: the strings are tokens of base/json.h, and
 * who changes one splices its bytes.
 *
 * What is not listed never changes: system text, turns of the assistant, tool
 * calls, schemas, signatures, encrypted and cited blocks, and every block, role
 * and member that is not known.  Neither does what is in an object that has a
 * key twice, if the key matters: providers differ in which of them they take.
 */
#ifndef ENVELOPE_H
#define ENVELOPE_H

#include "base/buf.h"
#include "base/json.h"

enum envelope_class {
	ENVELOPE_RESULT, /* of a tool: compressed unless told otherwise */
	ENVELOPE_USER, /* what the user wrote: only when asked for */
	ENVELOPE_DOCUMENT, /* documents, search results, output of code that the
			    * provider ran: only when asked for */
	ENVELOPE_MEDIA, /* images, signatures and the like: never changes, and is
			 * no text whose tokens could be counted */
};

/* A string that may change, in the order of the text; it is not empty. */
struct envelope_text {
	size_t token; /* its index, from the request's token on: the string
		       * without its quotes */
	enum envelope_class class;
	struct span tool; /* its tool's name as it is spelled in the text, with
			   * escapes; empty if it is not told */
	bool error; /* the result is said to be an error */
	bool live; /* behind the last turn of the assistant, and behind all that
		    * is not known to be something else */
	bool frozen; /* at or before a mark of the provider's cache */
	bool cached; /* the same, of a mark that is not in the last message */
};

/* A request that was read: its tokens, of one value with all that is in it.
 * Other tokens may be before and behind. */
struct envelope_view {
	const char *p; /* where offsets count from */
	const jsmntok_t
		*token; /* of which the first is the request, an object */
};

struct envelope_texts {
	struct envelope_text *p;
	size_t n, cap;
};

void envelope_texts_release(struct envelope_texts *);

struct envelope {
	enum hr_api api;
	/*
	 * How sure it is that the request has this form: 0 it has not, 1 what
	 * it has is what the form needs but others have it, too, 2 something
	 * in it only this form has.  Looks at members of the request and of its
	 * first turns, not at all of it.
	 */
	int (*look)(const struct envelope_view *);
	/* Appends the strings; time is linear.  HR_ENOMEM: there are none
	 * more than before. */
	enum hr_status (*walk)(
		const struct envelope_view *, struct envelope_texts *);
	/* Members of the request that the model gets to see, NULL-ended. */
	const char *const *prompt;
};

/* One file each: envelope_NAME.c. */
#define ENVELOPES(X) X(openai_chat) X(openai_responses) X(anthropic) X(gemini)
#define X(name) extern const struct envelope envelope_##name;
ENVELOPES(X)
#undef X

/* The one that is surest, in doubt the first of the list; NULL: this is no
 * request.  Of HR_API_AUTO all are asked; otherwise it is the one that was named,
 * if the value is an object. */
const struct envelope *envelope_find(enum hr_api, const struct envelope_view *);

/* Whether a value, an object or an array, is likely a body of another endpoint,
 * or of a provider that is not known: it has turns or contents for a model. */
bool envelope_is_other(const struct envelope_view *);

/* Whether an array is one of turns, as they are in messages. */
bool envelope_is_turns(const struct envelope_view *);

/* Whether an object is a body that gives a provider rows to keep, of which each
 * may look like a request. */
bool envelope_is_dataset(const struct envelope_view *);

/* The token that a JSON pointer (RFC 6901) leads to; 0: none, or the value
 * itself, if the pointer is empty. */
size_t envelope_point(const struct envelope_view *, const char *pointer);

/*
 * Appends the JSON pointer (RFC 6901) of a token, of the request as the root.
 * Keys stand in it as they are, control characters too: who shows it to a
 * person escapes them.  Time is that of the tokens on the way and beside it.
 */
void envelope_pointer(
	const struct envelope_view *, size_t token, struct buf *out);

#endif
