/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages of HTML: from their bytes to a tree, to blocks of Markdown, to output.
 *
 *	html_is_tame()	whether the page can be read in linear time
 *	html_read()	the page as nodes, in the order of the document
 *	html_choose()	which nodes are left out, and as what
 *	html_blocks()	what is left as Markdown, block by block
 *	html_write()	blocks that are kept, and markers for the others
 */
#ifndef CODEC_HTML_H
#define CODEC_HTML_H

#include "base/buf.h"
#include "codec/codec.h"

enum html_tag {
	HTML_TEXT,
	HTML_INLINE, /* says nothing of what is in it */
	HTML_BLOCK, /* its text stands alone */
	HTML_H1,
	HTML_H2,
	HTML_H3,
	HTML_H4,
	HTML_H5,
	HTML_H6,
	HTML_LIST,
	HTML_NUMBERED,
	HTML_ITEM,
	HTML_TERM,
	HTML_MEANING,
	HTML_QUOTE,
	HTML_PRE,
	HTML_CODE,
	HTML_LINK,
	HTML_IMAGE,
	HTML_BREAK,
	HTML_TABLE,
	HTML_ROW,
	HTML_CELL,
	HTML_HEAD,
	HTML_TITLE,
	HTML_MAIN,
	HTML_ARTICLE,
	HTML_NTAGS
};

/* What a part is that is left out, from what the page says of it. */
enum html_part {
	HTML_KEPT,
	HTML_IS_HEAD,
	HTML_IS_SCRIPT,
	HTML_IS_STYLE,
	HTML_IS_NAVIGATION,
	HTML_IS_HEADER,
	HTML_IS_FOOTER,
	HTML_IS_ASIDE,
	HTML_IS_NOTICE,
	HTML_IS_FORM,
	HTML_IS_MEDIA,
	HTML_IS_HIDDEN,
	HTML_IS_OUTSIDE, /* the main part */
	HTML_NPARTS
};

struct html_node {
	struct span text; /* source of a text, address of a link, words for an
			   * image, name of a language */
	uint32_t at; /* in the source */
	uint32_t end; /* index of the node behind all that is in it */
	uint32_t parent; /* or NONE */
	unsigned char tag;
	unsigned char part; /* HTML_KEPT, or what is left out with all in it */
	unsigned char hint; /* a part that it is by its name, if it looks so */
	bool literal; /* of text: "<" begins no tag */
};

struct html_tree {
	struct span source;
	struct html_node *node;
	size_t n, cap;
};

/*
 * Whether the parser, which takes time with the square of some things, has few
 * of them in this page.  Linear.
 */
bool html_is_tame(struct span source);

/* HR_SKIP: too large, or this build cannot read HTML. */
enum hr_status html_read(struct span source, struct html_tree *);
void html_tree_release(struct html_tree *);

/* HR_ENOMEM or HR_OK. */
enum hr_status html_choose(struct html_tree *);

/* Text of the source with its references decoded, as far as they are certain,
 * and blanks as they are. */
void html_add_text(struct buf *, struct span source, bool literal);

enum html_kind {
	HTML_LEFT_OUT,
	HTML_HEADING,
	HTML_PARAGRAPH,
	HTML_LISTED,
	HTML_FENCED,
	HTML_TABLED,
};

/* A part of the page: the source up to the next block is all accounted for. */
struct html_block {
	uint32_t source;
	uint32_t at, n; /* of the Markdown; whole lines */
	uint32_t needs; /* heading or first row of the table, or NONE */
	uint32_t links; /* that are left out */
	uint32_t parts[HTML_NPARTS]; /* how many of each are left out */
	enum html_kind kind;
};

struct html_page {
	struct html_tree tree;
	struct buf text; /* Markdown */
	struct html_block *block;
	size_t n, cap;
};

/* Reads a page; HR_SKIP: it can not, or not truthfully, be written as
 * Markdown. */
enum hr_status html_blocks(struct html_page *, struct span source);
void html_page_release(struct html_page *);

/* Writes the blocks with keep[i], or all that are not left out if keep is
 * NULL, below a line that says what this is. */
void html_write(struct codec_ctx *, const struct html_page *,
	const unsigned char *keep, struct buf *out);

#endif
