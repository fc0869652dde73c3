/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The budget stage: all inputs of a run are cut into units, which are put into
 * one order, and as many go out as the budget allows.
 *
 * Of an input that is much larger than the budget only the units that could go
 * out are held, so memory depends on the budget and not on the input; texts
 * that their codecs have to render are held whole.
 */
#ifndef BUDGET_H
#define BUDGET_H

#include "codec/codec.h"
#include "encode.h"

struct budget;

/* The arguments are borrowed for as long as the budget lives.  NULL when memory
 * is short. */
struct budget *budget_new(const struct hr_options *, struct hr_counter *,
	struct encoder *, const struct filter *, struct hr_stats *);
void budget_free(struct budget *);

/* Ready for an input, below a line or more that the caller wants to go out
 * whatever becomes of it; may be empty. */
enum hr_status budget_begin(struct budget *, struct span header);

/* Takes a window of the input: whole lines, or its end. */
enum hr_status budget_add(
	struct budget *, struct span text, uint64_t line_base, bool last);

/* Lines of the input that cannot be held, such as one longer than a window. */
enum hr_status budget_skip(struct budget *, uint64_t line, uint64_t lines);

/* Whether all that the default mode made so far fits, so that more of it should
 * be added: it goes out if it fits in the end. */
bool budget_wants_folded(const struct budget *);
enum hr_status budget_add_folded(struct budget *, struct span out);

/*
 * What all inputs together become, `tokens` of them if `percent` is 0: *out is
 * valid until the next call.  HR_ELIMIT, with *err filled: not even markers for
 * everything fit.
 */
enum hr_status budget_finish(struct budget *, uint64_t tokens_in,
	struct span *out, struct hr_error *err);

#endif
