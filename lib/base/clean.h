/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text that is safe to show: what could steer a terminal or reorder what one
 * reads is written as \x1b.  That is control characters other than tab and
 * newline, invalid UTF-8, the controls of direction and zero width, and other
 * characters that nobody sees: separators of lines, annotations, tags.
 */
#ifndef BASE_CLEAN_H
#define BASE_CLEAN_H

#include "base/buf.h"

/* Bytes of the UTF-8 character that p begins with, 0 if it needs more than
 * n, -1 if it is none. */
int clean_character(const void *p, size_t n, uint32_t *code);
/* Tab and newline are safe. */
bool clean_is_unsafe(uint32_t code);

/* Starts as zeros; holds a character that is not complete yet. */
struct clean {
	unsigned char held[4];
	unsigned n;
};

void clean_add(struct clean *, struct span, struct buf *out);
/* The end of the text: what is held cannot become a character any more. */
void clean_end(struct clean *, struct buf *out);

/* The same on one line: newlines are written as \x0a. */
void clean_line(struct span, struct buf *out);

#endif
