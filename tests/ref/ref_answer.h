/* SPDX-License-Identifier: Apache-2.0 */
/* An answer that is read in parts, and a line of JSON of what came of it. */
#ifndef REF_ANSWER_H
#define REF_ANSWER_H

#include "answer/answer.h"

struct ref_answer {
	struct answer *a;
	struct buf text;
	size_t calls; /* of the callback */
	size_t fail_at; /* the call that fails, from 1 on; 0: none */
};

/* Reads the body in parts that end at `cuts`, which rise.  What it returns is
 * of the reader, or HR_ENOMEM; then there may be no reader. */
enum hr_status ref_answer_read(struct ref_answer *, enum hr_api, bool stream,
	struct span body, const size_t *cuts, size_t ncuts);
void ref_answer_release(struct ref_answer *);

/* {"end":"done","finish":"stop",...} with a newline. */
void ref_answer_describe(const struct ref_answer *, struct buf *);

#endif
