/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The nodes of a page to blocks of Markdown; see html.h.  Nodes are walked in
 * order; what is open is known by their parents.
 */
#include "codec/html/html.h"
#include "codec/html/html_look.h"
#include "codec/html/html_markdown.h"

#include <assert.h>

/* ---- elements ------------------------------------------------------------ */

/* Notes what is left out, now or behind the paragraph that it is in. */
static enum hr_status
leave_out(struct markdown *w, size_t i)
{
	const struct html_node *node = &w->node[i];
	struct html_block b = { .kind = HTML_LEFT_OUT,
		.source = node->at,
		.at = (uint32_t)w->page->text.n,
		.needs = NONE };
	enum hr_status status;

	if (!html_says_something(w->node, i))
		return HR_OK;
	if (w->begun && (node->tag == HTML_INLINE || w->row != NONE)) {
		if (!w->has_later)
			w->later = b;
		w->has_later = true;
		html_count_left_out(w->node, i, &w->later);
		return HR_OK;
	}
	status = markdown_end_block(w);
	html_count_left_out(w->node, i, &b);
	w->from = NONE;
	return status == HR_OK && !markdown_add_block(w->page, b) ? HR_ENOMEM
								  : status;
}

/* A block begins here, unless this is a cell. */
static enum hr_status
cross_border(struct markdown *w, size_t i)
{
	enum hr_status status;

	if (w->row != NONE) {
		w->space = true;
		return HR_OK;
	}
	status = markdown_end_block(w);
	if (w->from == NONE)
		w->from = w->node[i].at;
	return status;
}

/* ---- what each element does ---------------------------------------------- */

static void
begin_list(struct markdown *w, uint32_t number)
{
	if (w->lists < MARKDOWN_LISTS)
		w->items[w->lists] = number;
	w->lists++;
}

static void
enter_list(struct markdown *w, size_t i)
{
	(void)i;
	begin_list(w, NONE);
}

static void
enter_numbered(struct markdown *w, size_t i)
{
	(void)i;
	begin_list(w, 0);
}

static void
leave_list(struct markdown *w, size_t i)
{
	(void)i;
	w->lists -= w->lists > 0;
	w->bullet = false;
}

static void
enter_item(struct markdown *w, size_t i)
{
	(void)i;
	if (w->lists && w->lists <= MARKDOWN_LISTS &&
		w->items[w->lists - 1] != NONE)
		w->items[w->lists - 1]++;
	w->bullet = w->lists > 0;
}

static void
leave_item(struct markdown *w, size_t i)
{
	(void)i;
	w->bullet = false;
}

static void
enter_quote(struct markdown *w, size_t i)
{
	(void)i;
	w->quotes++;
}

static void
leave_quote(struct markdown *w, size_t i)
{
	(void)i;
	w->quotes -= w->quotes > 0;
}

static void
enter_table(struct markdown *w, size_t i)
{
	if (w->table != NONE || !html_is_data_table(w->node, i))
		return;
	w->table = (uint32_t)i;
	w->first_row = NONE;
}

static void
leave_table(struct markdown *w, size_t i)
{
	if (w->table == i)
		w->table = NONE;
}

static void
enter_row(struct markdown *w, size_t i)
{
	if (w->table == NONE)
		return;
	w->row = (uint32_t)i;
	w->cells = 0;
	w->kind = HTML_TABLED;
}

static void
enter_cell(struct markdown *w, size_t i)
{
	if (w->row == NONE)
		return;
	markdown_begin_text(w, w->node[i].at);
	buf_add_char(&w->page->text, ' ');
	w->line = true;
	w->cells++;
}

static void
leave_cell(struct markdown *w, size_t i)
{
	(void)i;
	if (w->row == NONE)
		return;
	markdown_close_inline(w, true, true);
	buf_add_str(&w->page->text, " |");
	w->space = false;
}

static void
enter_link(struct markdown *w, size_t i)
{
	if (w->link != NONE || !html_is_address(w->node[i].text))
		return;
	w->link = (uint32_t)i;
	w->link_at = 0;
}

static void
leave_link(struct markdown *w, size_t i)
{
	markdown_close_inline(w, w->link == i, false);
}

static void
enter_code(struct markdown *w, size_t i)
{
	if (w->code != NONE || !html_is_plain_code(w->node, i))
		return;
	w->code = (uint32_t)i;
	w->code_at = 0;
}

static void
leave_code(struct markdown *w, size_t i)
{
	markdown_close_inline(w, false, w->code == i);
}

static void
enter_image(struct markdown *w, size_t i)
{
	const struct html_node *node = &w->node[i];

	if (!node->text.n)
		return;
	buf_reset(&w->text);
	html_add_text(&w->text, node->text, true);
	markdown_begin_text(w, node->at);
	buf_add_str(&w->page->text, "![");
	markdown_add_words(w, buf_span(&w->text), node->at);
	buf_add_char(&w->page->text, ']');
}

static void
enter_break(struct markdown *w, size_t i)
{
	(void)i;
	if (!w->begun || w->row != NONE) {
		w->space = true;
		return;
	}
	buf_add_char(&w->page->text, '\n');
	w->line = true;
	markdown_add_indent(w);
}

static void
enter_text(struct markdown *w, size_t i)
{
	const struct html_node *node = &w->node[i];

	buf_reset(&w->text);
	html_add_text(&w->text, node->text, node->literal);
	markdown_add_words(w, buf_span(&w->text), node->at);
}

/* What is not told of an element is nothing to do. */
static const struct element {
	bool within; /* a block, which goes on around it */
	enum html_kind kind; /* of the block that begins, if it is not usual */
	const char *mark; /* that the block begins with */
	void (*enter)(struct markdown *, size_t i);
	void (*leave)(struct markdown *, size_t i);
} elements[] = {
	[HTML_TEXT] = { .within = true, .enter = enter_text },
	[HTML_INLINE] = { .within = true },
	[HTML_LINK] = { .within = true,
		.enter = enter_link,
		.leave = leave_link },
	[HTML_CODE] = { .within = true,
		.enter = enter_code,
		.leave = leave_code },
	[HTML_IMAGE] = { .within = true, .enter = enter_image },
	[HTML_BREAK] = { .within = true, .enter = enter_break },
	[HTML_HEAD] = { .within = true },
	[HTML_TITLE] = { .kind = HTML_HEADING, .mark = "# " },
	[HTML_H1] = { .kind = HTML_HEADING, .mark = "# " },
	[HTML_H2] = { .kind = HTML_HEADING, .mark = "## " },
	[HTML_H3] = { .kind = HTML_HEADING, .mark = "### " },
	[HTML_H4] = { .kind = HTML_HEADING, .mark = "#### " },
	[HTML_H5] = { .kind = HTML_HEADING, .mark = "##### " },
	[HTML_H6] = { .kind = HTML_HEADING, .mark = "###### " },
	[HTML_LIST] = { .enter = enter_list, .leave = leave_list },
	[HTML_NUMBERED] = { .enter = enter_numbered, .leave = leave_list },
	[HTML_ITEM] = { .enter = enter_item, .leave = leave_item },
	[HTML_TERM] = { .kind = HTML_LISTED },
	[HTML_MEANING] = { .kind = HTML_LISTED, .mark = ": " },
	[HTML_QUOTE] = { .enter = enter_quote, .leave = leave_quote },
	[HTML_TABLE] = { .enter = enter_table, .leave = leave_table },
	[HTML_ROW] = { .enter = enter_row },
	[HTML_CELL] = { .enter = enter_cell, .leave = leave_cell },
	[HTML_BLOCK] = { .within = false },
	[HTML_PRE] = { .within = false },
	[HTML_MAIN] = { .within = false },
	[HTML_ARTICLE] = { .within = false },
};

_Static_assert(sizeof(elements) / sizeof(*elements) == HTML_NTAGS,
	"each tag of a page is an element");

/* Cells of a table are within the block that is their row. */
static bool
is_within(const struct markdown *w, size_t i)
{
	enum html_tag tag = w->node[i].tag;

	return elements[tag].within || (tag == HTML_CELL && w->row != NONE);
}

static enum hr_status
enter(struct markdown *w, size_t i)
{
	const struct element *e = &elements[w->node[i].tag];
	enum hr_status status;

	if (!is_within(w, i)) {
		status = cross_border(w, i);
		if (status != HR_OK || w->row != NONE)
			return status;
		if (e->kind)
			w->kind = e->kind;
		w->mark = e->mark;
	}
	if (e->enter)
		e->enter(w, i);
	return HR_OK;
}

static enum hr_status
leave(struct markdown *w, size_t i)
{
	const struct element *e = &elements[w->node[i].tag];

	if (w->row == i)
		w->row = NONE;
	if (e->leave)
		e->leave(w, i);
	if (is_within(w, i) || w->row != NONE)
		return HR_OK;
	return markdown_end_block(w);
}

/* ---- the walk ------------------------------------------------------------ */

/* The title stands for a heading that the page does not have. */
static enum hr_status
take_title(struct markdown *w, size_t head)
{
	enum hr_status status = HR_OK;

	for (size_t i = head; i < w->node[head].end && !w->has_h1; i++) {
		if (w->node[i].tag != HTML_TITLE)
			continue;
		status = enter(w, i);
		for (i++; i < w->node[head].end &&
			  w->node[i].tag == HTML_TEXT && status == HR_OK;
			i++)
			status = enter(w, i);
		return status == HR_OK ? markdown_end_block(w) : status;
	}
	return status;
}

/* Enters node i, or takes it with all that is in it. */
static enum hr_status
take_node(struct markdown *w, size_t i, bool *entered)
{
	const struct html_node *node = &w->node[i];
	enum hr_status status = HR_OK;

	*entered = false;
	if (node->tag == HTML_HEAD)
		status = take_title(w, i);
	if (status != HR_OK)
		return status;
	if (node->part)
		return leave_out(w, i);
	if (html_is_anchor(w->node, i))
		return HR_OK;
	if (node->tag == HTML_PRE && w->row == NONE) {
		status = cross_border(w, i);
		return status == HR_OK ? markdown_add_pre(w, i) : status;
	}
	*entered = true;
	return enter(w, i);
}

/* Leaves all that is open and ends before node i; *open is the innermost. */
static enum hr_status
leave_until(struct markdown *w, size_t i, uint32_t *open)
{
	enum hr_status status = HR_OK;

	while (*open != NONE && w->node[*open].end <= i && status == HR_OK) {
		status = leave(w, *open);
		*open = w->node[*open].parent;
	}
	return status;
}

static enum hr_status
walk(struct markdown *w)
{
	const struct html_tree *tree = &w->page->tree;
	enum hr_status status = HR_OK;
	uint32_t open = NONE;

	assert(w->node == tree->node);
	for (size_t i = 0; i < tree->n;) {
		bool entered = false;

		status = leave_until(w, i, &open);
		if (status == HR_OK)
			status = take_node(w, i, &entered);
		if (status != HR_OK)
			return status;
		if (entered)
			open = (uint32_t)i;
		i = entered ? i + 1 : tree->node[i].end;
	}
	status = leave_until(w, tree->n, &open);
	assert(status != HR_OK || open == NONE);
	return status == HR_OK ? markdown_end_block(w) : status;
}

enum hr_status
html_blocks(struct html_page *page, struct span source)
{
	struct markdown w = { .page = page,
		.from = NONE,
		.kind = HTML_PARAGRAPH,
		.link = NONE,
		.code = NONE,
		.table = NONE,
		.row = NONE,
		.heading = NONE,
		.first_row = NONE };
	enum hr_status status = html_read(source, &page->tree);

	buf_reset(&page->text);
	page->n = 0;
	if (status == HR_OK)
		status = html_choose(&page->tree);
	if (status != HR_OK)
		return status;
	w.node = page->tree.node;
	for (size_t i = 0; i < page->tree.n;) {
		w.has_h1 |= w.node[i].tag == HTML_H1 && !w.node[i].part;
		i = w.node[i].part ? w.node[i].end : i + 1;
	}
	status = walk(&w);
	if (status == HR_OK && !buf_ok(&w.text))
		status = HR_ENOMEM;
	buf_release(&w.text);
	/* A page that its scripts make says nothing but by them. */
	return status == HR_OK && !page->text.n ? HR_SKIP : status;
}

void
html_page_release(struct html_page *page)
{
	html_tree_release(&page->tree);
	buf_release(&page->text);
	mem_free(page->block);
	*page = (struct html_page){ 0 };
}
