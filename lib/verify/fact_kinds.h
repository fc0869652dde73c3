/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kinds of lines: one fact for each template that mining finds in a text, kept
 * if a line of it was; and those of them that tell of an error.
 */
#ifndef FACT_KINDS_H
#define FACT_KINDS_H

#include "base/slots.h"
#include "base/span.h"
#include "headroom.h"

struct fact_kind {
	struct span text; /* its first line */
	uint64_t row; /* number of that line in the text, from 0 */
	uint32_t state; /* enum fact_state: the best of its lines */
	bool error;
};

struct fact_kinds {
	struct fact_kind *kind; /* in order of appearance */
	size_t n, cap;
	/* Which kind a form is of: forms outlive windows. */
	struct fact_form *form;
	size_t nforms, form_cap;
	struct slots slots;
};

void fact_kinds_release(struct fact_kinds *);

/* What became of a line, number `row` of the text; asked until it was kept. */
typedef int fact_state_fn(void *ctx, uint64_t row, struct span line);

/* Lines without a letter or a digit are of no kind. */
enum hr_status fact_kinds_find(struct fact_kinds *, struct span text,
	uint64_t seed, fact_state_fn *, void *ctx);

#endif
