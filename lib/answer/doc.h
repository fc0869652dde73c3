/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One value of JSON, and what one asks of it.  A value is the index of its
 * token; what is not there, or is null, is DOC_NONE, of which everything else
 * may be asked, too.
 */
#ifndef ANSWER_DOC_H
#define ANSWER_DOC_H

#include "base/buf.h"
#include "base/json.h"

#define DOC_NONE SIZE_MAX

/* Starts as zeros, and is read again and again. */
struct doc {
	struct span text;
	struct json_tokens tokens; /* the value is token 0 */
	struct buf scratch;
	bool failed; /* memory was short since it was read */
};

/* The text must stay as long as the document is asked.  HR_ENOMEM; HR_EINPUT
 * or HR_ELIMIT: this is not one value, and *pos is where. */
enum hr_status doc_read(struct doc *, struct span text, size_t *pos);
void doc_release(struct doc *);

/* The member of an object; the last one of several of this name. */
size_t doc_get(struct doc *, size_t object, const char *name);
/* The first value of an array, and the one behind another. */
size_t doc_first(const struct doc *, size_t array);
size_t doc_next(const struct doc *, size_t array, size_t value);

bool doc_is_type(const struct doc *, size_t at, jsmntype_t);
/* Whether this is a string that is spelled so, or true. */
bool doc_is(const struct doc *, size_t at, const char *text);
bool doc_is_true(const struct doc *, size_t at);
/* -1 unless it is a whole number from 0 on, without a fraction or exponent. */
int64_t doc_int(const struct doc *, size_t at);
/* The bytes of the value, of a string without its quotes. */
struct span doc_raw(const struct doc *, size_t at);
/* The text of a string, valid until the document is read or asked again;
 * empty if it is none, or if memory is short, which shows in `failed`. */
struct span doc_text(struct doc *, size_t at);

#endif
