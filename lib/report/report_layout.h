/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text in columns of a terminal: how wide it is, cut to a width, broken into
 * lines.  Characters are one or two columns wide, or none; what controls a
 * terminal is made visible, and on one that is not of UTF-8 all that is not
 * ASCII.
 */
#ifndef REPORT_LAYOUT_H
#define REPORT_LAYOUT_H

#include "report/view.h"

/* *out is what may be shown of a string, on one line. */
void layout_clean(const char *, bool utf8, struct buf *out);

/* Columns of a text from layout_clean(). */
size_t layout_width(struct span);

/* As much of the text as fits, with dots in the place of its middle if it does
 * not, and blanks behind to make it so wide. */
void layout_fit(struct span, size_t width, bool utf8, struct buf *out);

/* Takes a line that fits off the front of *rest, broken between words if it
 * can be; blanks around are dropped.  False at the end. */
bool layout_line(struct span *rest, size_t width, struct span *line);

#endif
