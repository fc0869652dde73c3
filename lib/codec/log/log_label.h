/* SPDX-License-Identifier: Apache-2.0 */
/* Labels of templates: a, b ... z, aa, ab ..., counted from 0. */
#ifndef CODEC_LOG_LABEL_H
#define CODEC_LOG_LABEL_H

#include "base/buf.h"

enum {
	LABEL_LETTERS = 4,
	LABEL_SINGLE = 26, /* labels of one letter */
};

static inline void
label_write(uint64_t n, struct buf *out)
{
	char s[LABEL_LETTERS];
	size_t at = sizeof(s);

	for (n++; n && at; n /= 26) {
		n--;
		s[--at] = (char)('a' + n % 26);
	}
	buf_add(out, span_of(s + at, sizeof(s) - at));
}

/* The small letters at the start of a line; 0 if there are none or too many.
 * *n is the number of the label that they spell. */
static inline size_t
label_read(struct span line, uint64_t *n)
{
	uint64_t v = 0;
	size_t i = 0;

	while (i < line.n && is_lower(line.p[i])) {
		if (i == LABEL_LETTERS)
			return 0;
		v = v * 26 + (uint64_t)(line.p[i++] - 'a') + 1;
	}
	*n = v - 1;
	return i;
}

#endif
