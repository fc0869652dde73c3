/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold of any folded text, checked without the library's help. */
#ifndef REF_FOLD_H
#define REF_FOLD_H

#include <stddef.h>

#include "headroom.h"

/* The output of one run; grows as it is written.  Free .p with free(). */
struct ref_text {
	char *p;
	size_t n, cap;
};

/* Runs the compressor over `in`, fed in parts of `part` bytes (0: at once);
 * with `quiet` after each.  Aborts on any failure, but has no output if a budget
 * is too small. */
struct ref_text ref_run(const struct hr_options *, const void *in, size_t n,
	size_t part, bool quiet, struct hr_stats *);

/* The same of the expander; *status tells how it ended. */
struct ref_text ref_expand(
	const void *in, size_t n, size_t part, enum hr_status *status);

/*
 * Whether each line of the input is in the output as it was and in order, or
 * in the range of a marker, and nothing else is there.  Returns NULL, or what
 * is wrong.
 */
const char *ref_accounts(
	const char *in, size_t nin, const char *out, size_t nout);

bool ref_is_utf8(const char *p, size_t n);

/* Checks all that must hold of compressing `in` with these options: the
 * accounts of the expanded output, or that it is the input; no more tokens,
 * UTF-8 stays UTF-8, the same output again, in parts, and a second pass that
 * changes nothing.  Returns NULL, or what is wrong. */
const char *ref_check(const struct hr_options *, const char *in, size_t n);

#endif
