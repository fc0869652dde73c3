/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the request worker share; see request.h. */
#ifndef REQUEST_WORKER_H
#define REQUEST_WORKER_H

#include "request/request.h"
#include "request/request_find.h"
#include "window.h"

/* A string of the request that is worked on, in the order of the text. */
struct edit {
	const struct envelope_text *text;
	const char *why; /* it is left alone; or NULL */
	size_t literal_at, literal_n; /* what it becomes, in worker.literal */
	enum hr_kind kind;
	size_t tokens_in, tokens_out; /* if they are wanted */
	bool changed;
};

/* A literal of the text that another one takes the place of. */
struct splice {
	size_t at, n; /* in the text */
	size_t literal_at, literal_n; /* in worker.literal */
};

struct request_worker {
	const struct hr_options *options;
	struct hr_stats *stats;
	struct hr_options inner_options;
	struct windows inner, budgeted; /* of strings */
	struct hr_counter *counter; /* of the model, for figures and budgets */
	struct hr_counter *fixed; /* of o200k_base, for decisions */
	bool counts; /* tokens are wanted */
	struct json_tokens tokens;
	struct request_bodies bodies;
	struct envelope_texts texts;
	struct edit *edit; /* of the body that is worked on */
	size_t nedits, cap;
	struct splice *splice; /* of the whole text */
	size_t nsplices, splice_cap;
	struct buf plain, out; /* one string, and what it becomes */
	struct buf literal; /* what all become, as they stand in JSON */
	struct buf scratch;
	/* Of a body that is a string: its text is a text of its own. */
	struct request_worker *within;
	struct buf body, pointer;
	size_t added; /* bytes of pointers that lead into what was put around */
	unsigned depth; /* of strings that this text is in */
};

/* ---- request_edit.c: strings ---------------------------------------------- */

/* The literal of a listed string. */
struct span request_literal(
	const struct envelope_view *, const struct envelope_text *);

/* Tokens by the model's tokenizer; false when memory is short. */
bool request_tokens(struct request_worker *, struct span, size_t *tokens);

/* The strings of worker.texts that may change to worker.edit, and what they
 * become by themselves. */
enum hr_status request_edit_all(
	struct request_worker *, const struct envelope_view *);

/* Makes an edit anew, in so many tokens.  HR_ELIMIT: that is not even enough to
 * say that all was left out. */
enum hr_status request_squeeze(struct request_worker *,
	const struct envelope_view *, struct edit *, size_t tokens);

/* ---- request_budget.c ----------------------------------------------------- */

/* Makes the prompt fit, if there is a budget, and adds its tokens to the
 * totals. */
enum hr_status request_measure(struct request_worker *,
	const struct request_body *, const struct envelope_view *,
	struct hr_error *err);

#endif
