/* SPDX-License-Identifier: Apache-2.0 */
/* Foreign text as one line that is safe to show. */
#ifndef ANSWER_LINE_H
#define ANSWER_LINE_H

#include "base/span.h"

/*
 * Writes the text and a NUL into `to`, of `cap` bytes: blanks and line ends in
 * a row are one blank, what base/clean.h finds unsafe is written as \x1b, and
 * what is too long is cut between characters.
 */
void line_copy(struct span text, char *to, size_t cap);

#endif
