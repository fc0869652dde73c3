/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of what is made of a page of HTML. */
#ifndef REF_HTML_H
#define REF_HTML_H

#include "base/span.h"

/* Whether a marker says that what follows is the Markdown of its lines. */
bool ref_is_html(struct span marker);

/* Whether each word of a line is in the page, its tags aside or not. */
bool ref_html_line(struct span page, struct span line);

#endif
