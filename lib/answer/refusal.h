/* SPDX-License-Identifier: Apache-2.0 */
/* Errors as providers write them, in a body of their own or in a stream. */
#ifndef ANSWER_REFUSAL_H
#define ANSWER_REFUSAL_H

#include "answer/answer.h"
#include "answer/doc.h"

/* The error that the value is or has as its member "error", alone or first in
 * an array; DOC_NONE if it has none. */
size_t refusal_find(struct doc *, size_t at);
/* What the error says; all of *r is written.  True: the same may work later, as
 * it tells of an overload, a rate, or a fault of theirs. */
bool refusal_read(struct doc *, size_t error, struct answer_refusal *r);

#endif
