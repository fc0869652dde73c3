/* SPDX-License-Identifier: Apache-2.0 */
/* Errors as providers write them, in a body of their own or in a stream. */
#ifndef ANSWER_REFUSAL_H
#define ANSWER_REFUSAL_H

#include "base/span.h"

struct doc;

enum {
	ANSWER_MESSAGE = 300, /* bytes of an error's text that is shown */
};

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

/* The error that the value is or has as its member "error", alone or first in
 * an array; DOC_NONE if it has none. */
size_t refusal_find(struct doc *, size_t at);
/* What the error says; all of *r is written.  True: the same may work later, as
 * it tells of an overload, a rate, or a fault of theirs. */
bool refusal_read(struct doc *, size_t error, struct answer_refusal *r);

#endif
