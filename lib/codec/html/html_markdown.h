/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes the Markdown of a page block by block, and knows what is open: a link,
 * code, a list, a row of a table.  A block begins with its first text, so that
 * empty elements leave nothing.
 */
#ifndef CODEC_HTML_MARKDOWN_H
#define CODEC_HTML_MARKDOWN_H

#include "codec/html/html.h"

enum {
	MARKDOWN_LISTS = 16, /* in one another, that are indented */
};

struct markdown {
	struct html_page *page;
	const struct html_node *node;
	struct buf text; /* of one node */
	uint32_t from; /* where the source of the next block begins, or NONE */
	/* The block at hand. */
	bool begun;
	size_t start; /* of its Markdown */
	enum html_kind kind;
	bool space; /* a blank is due */
	bool line; /* nothing is on its line yet */
	/* What is to be written with the next text. */
	uint32_t link, code; /* nodes, or NONE */
	size_t link_at, code_at; /* behind what opens them; 0: not yet */
	const char *mark; /* "## ", ": " */
	bool bullet;
	/* What is open. */
	uint32_t table, row; /* or NONE */
	uint32_t heading; /* block that the next ones stand under, or NONE */
	uint32_t first_row; /* block */
	uint32_t cells;
	unsigned quotes, lists;
	uint32_t items[MARKDOWN_LISTS]; /* NONE: without numbers */
	bool has_h1;
	/* Left out within the block at hand. */
	struct html_block later;
	bool has_later;
};

/* Adds a block to the page, or to its last block if they share a source; false
 * when memory is short. */
bool markdown_add_block(struct html_page *, struct html_block);

/* Ends the block at hand, if one has begun.  HR_SKIP: a line of it could be
 * taken for a marker. */
enum hr_status markdown_end_block(struct markdown *);

/* Ends the link and the code that are open. */
void markdown_close_inline(struct markdown *, bool link, bool code);

/* Called before a text, which is at `at` in the source, is written: begins its
 * block, and what is open in it. */
void markdown_begin_text(struct markdown *, uint32_t at);

/* Words of a text, with one blank where there are some. */
void markdown_add_words(struct markdown *, struct span, uint32_t at);

/* A line within a block begins. */
void markdown_add_indent(struct markdown *);

/* The "pre" that is node i, as one block between fences. */
enum hr_status markdown_add_pre(struct markdown *, size_t i);

#endif
