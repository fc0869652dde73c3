/* SPDX-License-Identifier: Apache-2.0 */
/* Where the lines of an input went, whatever kind it is. */
#ifndef REF_LINES_H
#define REF_LINES_H

#include <stddef.h>

/*
 * Whether each line of the input is in the output, exact and in order, or in a
 * range that a marker names; and each line of the output is a line of the
 * input, a marker, a line that a marker stands in ("a [...] c", or a string of
 * JSON), or the header of a hunk, which is made anew.  NULL, or what is wrong.
 */
const char *ref_lines(const char *in, size_t nin, const char *out, size_t nout);

#endif
