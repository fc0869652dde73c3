/* SPDX-License-Identifier: Apache-2.0 */
/* What node i of a page, with all that is in it, is for its Markdown. */
#ifndef CODEC_HTML_LOOK_H
#define CODEC_HTML_LOOK_H

#include "codec/html/html.h"

/* Adds what is left out with the node to the counts of a block. */
void html_count_left_out(
	const struct html_node *, size_t i, struct html_block *);

/* Whether it is missed when it is left out: not if it is empty. */
bool html_says_something(const struct html_node *, size_t i);

/* Whether a table has rows of cells, and only text in them. */
bool html_is_data_table(const struct html_node *, size_t i);

/* Whether code can stand between backticks. */
bool html_is_plain_code(const struct html_node *, size_t i);

/* Whether this is the sign beside a heading that leads to the heading. */
bool html_is_anchor(const struct html_node *, size_t i);

/* Whether an address says where it leads to. */
bool html_is_address(struct span);

#endif
