/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The nodes of a page to blocks of Markdown; see html.h.  Nodes are walked in
 * order; what is open is known by their parents.  A block begins with its first
 * text, so that empty elements leave nothing.
 */
#include "codec/html.h"
#include "codec/html_look.h"
#include "table/marker.h"

enum {
	LISTS = 16, /* in one another, that are indented */
	QUOTES = 8,
	FENCE = 3,
};

struct writer {
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
	uint32_t items[LISTS]; /* NONE: without numbers */
	bool has_h1;
	/* Left out within the block at hand. */
	struct html_block later;
	bool has_later;
};

/* ---- blocks -------------------------------------------------------------- */

static bool
add_block(struct html_page *page, struct html_block b)
{
	struct html_block *last = page->n ? &page->block[page->n - 1] : NULL;

	if (!last)
		b.source = 0;
	else if (b.source < last->source)
		b.source = last->source;
	/* One unit of source is one block. */
	if (last && (b.source == last->source ||
			    (last->kind == HTML_LEFT_OUT &&
				    b.kind == HTML_LEFT_OUT))) {
		last->n += b.n;
		last->links += b.links;
		for (size_t i = 0; i < HTML_NPARTS; i++)
			last->parts[i] += b.parts[i];
		if (last->kind == HTML_LEFT_OUT) {
			last->kind = b.kind;
			last->at = b.at;
			last->needs = b.needs;
		}
		return true;
	}
	if (!mem_grow(&page->block, &page->cap, page->n + 1,
		    sizeof(*page->block)))
		return false;
	page->block[page->n++] = b;
	return true;
}

/* Ends the link and the code that are open. */
static void
close_inline(struct writer *w, bool link, bool code)
{
	struct buf *out = &w->page->text;

	if (code && w->code != NONE) {
		if (w->code_at)
			buf_add_char(out, '`');
		w->code = NONE;
	}
	if (!link || w->link == NONE)
		return;
	buf_reset(&w->text);
	html_add_text(&w->text, w->node[w->link].text, true);
	if (w->link_at && span_equal(buf_span(&w->text),
				  span_from(buf_span(out), w->link_at))) {
		out->n = w->link_at - 1;
		buf_add(out, buf_span(&w->text));
	} else if (w->link_at) {
		buf_add_str(out, "](");
		buf_add(out, buf_span(&w->text));
		buf_add_char(out, ')');
	}
	w->link = NONE;
}

/* Whether a line of the block could be taken for a marker. */
static bool
has_marker(struct span text)
{
	struct span line;

	while (span_line(&text, &line))
		if (marker_is(line))
			return true;
	return false;
}

static bool
is_empty_row(const struct writer *w)
{
	const struct buf *out = &w->page->text;
	size_t at = w->start;

	while (at < out->n && (out->p[at] == '|' || out->p[at] == ' '))
		at++;
	return at == out->n;
}

static enum hr_status
end_block(struct writer *w)
{
	struct html_page *page = w->page;
	struct buf *out = &page->text;
	struct html_block b = { .kind = w->kind,
		.at = (uint32_t)w->start,
		.needs = w->kind == HTML_HEADING ? NONE : w->heading };

	/* A link around blocks is one of the first that has a text. */
	close_inline(w, w->link_at > 0, w->code_at > 0);
	w->space = false;
	w->mark = NULL;
	if (w->begun && w->kind == HTML_TABLED && is_empty_row(w)) {
		out->n = w->start;
		w->begun = false;
	}
	if (w->begun) {
		while (out->n > w->start && w->kind != HTML_FENCED &&
			strchr(" \n", out->p[out->n - 1]))
			out->n--;
		buf_add_char(out, '\n');
		if (w->kind == HTML_TABLED && w->first_row == NONE) {
			buf_add_char(out, '|');
			for (size_t i = 0; i < w->cells; i++)
				buf_add_str(out, "---|");
			buf_add_char(out, '\n');
		} else if (w->kind == HTML_TABLED) {
			b.needs = w->first_row;
		}
		b.n = (uint32_t)(out->n - w->start);
		b.source = w->from;
		if (!buf_ok(out) || !add_block(page, b))
			return HR_ENOMEM;
		if (has_marker(span_of(out->p + w->start, b.n)))
			return HR_SKIP;
		if (w->kind == HTML_TABLED && w->first_row == NONE)
			w->first_row = (uint32_t)page->n - 1;
		if (w->kind == HTML_HEADING)
			w->heading = (uint32_t)page->n - 1;
		w->from = NONE;
	}
	w->begun = false;
	w->kind = HTML_PARAGRAPH;
	if (w->has_later) {
		w->has_later = false;
		return add_block(page, w->later) ? HR_OK : HR_ENOMEM;
	}
	return HR_OK;
}

static void
add_indent(struct writer *w)
{
	struct buf *out = &w->page->text;
	unsigned lists = w->lists < LISTS ? w->lists : LISTS;

	for (unsigned i = 0; i < w->quotes && i < QUOTES; i++)
		buf_add_str(out, "> ");
	for (unsigned i = 1; i < lists; i++)
		buf_add_str(out, "  ");
	if (w->bullet && lists && w->items[lists - 1] != NONE) {
		buf_add_uint(out, w->items[lists - 1]);
		buf_add_str(out, ". ");
	} else if (lists) {
		buf_add_str(out, w->bullet ? "- " : "  ");
	}
	w->bullet = false;
}

/* Called before a text is written: begins its block, and what is open in it. */
static void
begin_text(struct writer *w, uint32_t at)
{
	struct buf *out = &w->page->text;

	if (!w->begun) {
		w->begun = true;
		w->start = out->n;
		w->space = false;
		if (w->from == NONE)
			w->from = at;
		if (w->kind == HTML_PARAGRAPH && w->bullet)
			w->kind = HTML_LISTED;
		if (w->kind == HTML_TABLED)
			buf_add_str(out, "|");
		else
			add_indent(w);
		if (w->mark)
			buf_add_str(out, w->mark);
		w->line = true;
	}
	if (w->space && !w->line)
		buf_add_char(out, ' ');
	w->space = false;
	w->line = false;
	for (int i = 0; i < 2; i++) {
		bool code_first = w->code != NONE &&
				  (w->link == NONE || w->code < w->link);

		if (code_first != (i == 0) && w->link != NONE && !w->link_at) {
			buf_add_char(out, '[');
			w->link_at = out->n;
		}
		if (code_first == (i == 0) && w->code != NONE && !w->code_at) {
			buf_add_char(out, '`');
			w->code_at = out->n;
		}
	}
}

/* ---- texts --------------------------------------------------------------- */

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Words of a text, with one blank where there are some. */
static void
add_words(struct writer *w, struct span s, uint32_t at)
{
	while (s.n) {
		size_t n = 0;

		while (n < s.n && !is_space(s.p[n]) &&
			(s.p[n] != '|' || w->row == NONE))
			n++;
		if (n) {
			begin_text(w, at);
			buf_add(&w->page->text, span_of(s.p, n));
		} else if (*s.p == '|') {
			n = 1;
			begin_text(w, at);
			buf_add_str(&w->page->text, "\\|");
		} else {
			n = 1;
			w->space = true;
		}
		s = span_from(s, n);
	}
}

static size_t
longest_run(struct span s, char c)
{
	size_t longest = 0, n = 0;

	for (size_t i = 0; i < s.n; i++) {
		n = s.p[i] == c ? n + 1 : 0;
		longest = n > longest ? n : longest;
	}
	return longest;
}

/* A whole "pre" as one block between fences. */
static enum hr_status
add_pre(struct writer *w, size_t i)
{
	const struct html_node *pre = &w->node[i];
	struct buf *text = &w->text, *out = &w->page->text;
	struct span s, line, language = pre->text;
	size_t fence;

	buf_reset(text);
	for (size_t k = i; k < pre->end; k++) {
		if (w->node[k].tag == HTML_TEXT)
			html_add_text(
				text, w->node[k].text, w->node[k].literal);
		else if (w->node[k].tag == HTML_BREAK)
			buf_add_char(text, '\n');
		else if (w->node[k].tag == HTML_CODE && !language.n)
			language = w->node[k].text;
	}
	if (!buf_ok(text))
		return HR_ENOMEM;
	s = buf_span(text);
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	while (s.n && (*s.p == '\n' || *s.p == '\r'))
		s = span_from(s, 1);
	if (!s.n)
		return HR_OK;
	fence = longest_run(s, '`') + 1;
	fence = fence < FENCE ? FENCE : fence;
	w->kind = HTML_FENCED;
	w->mark = NULL;
	begin_text(w, pre->at);
	for (size_t k = 0; k < fence; k++)
		buf_add_char(out, '`');
	html_add_text(out, language, true);
	buf_add_char(out, '\n');
	while (span_line(&s, &line)) {
		buf_add(out, span_chomp(line));
		buf_add_char(out, '\n');
	}
	for (size_t k = 0; k < fence; k++)
		buf_add_char(out, '`');
	return end_block(w);
}

/* ---- elements ------------------------------------------------------------ */

/* Notes what is left out, now or behind the paragraph that it is in. */
static enum hr_status
leave_out(struct writer *w, size_t i)
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
	status = end_block(w);
	html_count_left_out(w->node, i, &b);
	w->from = NONE;
	return status == HR_OK && !add_block(w->page, b) ? HR_ENOMEM : status;
}

static const char *const hashes[] = { "# ", "## ", "### ", "#### ", "##### ",
	"###### " };

/* A block begins here, unless this is a cell. */
static enum hr_status
cross_border(struct writer *w, size_t i)
{
	enum hr_status status;

	if (w->row != NONE) {
		w->space = true;
		return HR_OK;
	}
	status = end_block(w);
	if (w->from == NONE)
		w->from = w->node[i].at;
	return status;
}

static void
enter_list(struct writer *w, bool numbered)
{
	if (w->lists < LISTS)
		w->items[w->lists] = numbered ? 0 : NONE;
	w->lists++;
}

static void
enter_item(struct writer *w)
{
	if (w->lists && w->lists <= LISTS && w->items[w->lists - 1] != NONE)
		w->items[w->lists - 1]++;
	w->bullet = w->lists > 0;
}

static void
enter_inline(struct writer *w, size_t i)
{
	const struct html_node *node = &w->node[i];

	if (node->tag == HTML_LINK && w->link == NONE &&
		html_is_address(node->text)) {
		w->link = (uint32_t)i;
		w->link_at = 0;
	} else if (node->tag == HTML_CODE && w->code == NONE &&
		   html_is_plain_code(w->node, i)) {
		w->code = (uint32_t)i;
		w->code_at = 0;
	} else if (node->tag == HTML_IMAGE && node->text.n) {
		buf_reset(&w->text);
		html_add_text(&w->text, node->text, true);
		begin_text(w, node->at);
		buf_add_str(&w->page->text, "![");
		add_words(w, buf_span(&w->text), node->at);
		buf_add_char(&w->page->text, ']');
	} else if (node->tag == HTML_BREAK && w->begun && w->row == NONE) {
		buf_add_char(&w->page->text, '\n');
		w->line = true;
		add_indent(w);
	} else if (node->tag == HTML_BREAK) {
		w->space = true;
	} else if (node->tag == HTML_TEXT) {
		buf_reset(&w->text);
		html_add_text(&w->text, node->text, node->literal);
		add_words(w, buf_span(&w->text), node->at);
	}
}

static enum hr_status
enter(struct writer *w, size_t i)
{
	const struct html_node *node = &w->node[i];
	enum html_tag tag = node->tag;
	enum hr_status status;

	if (tag == HTML_CELL && w->row != NONE) {
		begin_text(w, node->at);
		buf_add_char(&w->page->text, ' ');
		w->line = true;
		w->cells++;
		return HR_OK;
	}
	if (tag == HTML_TEXT || tag == HTML_INLINE || tag == HTML_LINK ||
		tag == HTML_CODE || tag == HTML_IMAGE || tag == HTML_BREAK ||
		tag == HTML_HEAD) {
		enter_inline(w, i);
		return HR_OK;
	}
	status = cross_border(w, i);
	if (status != HR_OK || w->row != NONE)
		return status;
	if (tag >= HTML_H1 && tag <= HTML_H6) {
		w->kind = HTML_HEADING;
		w->mark = hashes[tag - HTML_H1];
	} else if (tag == HTML_TITLE) {
		w->kind = HTML_HEADING;
		w->mark = hashes[0];
	} else if (tag == HTML_LIST || tag == HTML_NUMBERED) {
		enter_list(w, tag == HTML_NUMBERED);
	} else if (tag == HTML_ITEM) {
		enter_item(w);
	} else if (tag == HTML_TERM) {
		w->kind = HTML_LISTED;
	} else if (tag == HTML_MEANING) {
		w->kind = HTML_LISTED;
		w->mark = ": ";
	} else if (tag == HTML_QUOTE) {
		w->quotes++;
	} else if (tag == HTML_TABLE && w->table == NONE &&
		   html_is_data_table(w->node, i)) {
		w->table = (uint32_t)i;
		w->first_row = NONE;
	} else if (tag == HTML_ROW && w->table != NONE) {
		w->row = (uint32_t)i;
		w->cells = 0;
		w->kind = HTML_TABLED;
	}
	return HR_OK;
}

static enum hr_status
leave(struct writer *w, size_t i)
{
	enum html_tag tag = w->node[i].tag;

	if (w->row == i)
		w->row = NONE;
	switch (tag) {
	case HTML_TEXT:
	case HTML_INLINE:
	case HTML_IMAGE:
	case HTML_BREAK:
	case HTML_HEAD:
		return HR_OK;
	case HTML_LINK:
		close_inline(w, w->link == i, false);
		return HR_OK;
	case HTML_CODE:
		close_inline(w, false, w->code == i);
		return HR_OK;
	case HTML_CELL:
		if (w->row == NONE)
			break;
		close_inline(w, true, true);
		buf_add_str(&w->page->text, " |");
		w->space = false;
		return HR_OK;
	case HTML_LIST:
	case HTML_NUMBERED:
		w->lists -= w->lists > 0;
		w->bullet = false;
		break;
	case HTML_ITEM:
		w->bullet = false;
		break;
	case HTML_QUOTE:
		w->quotes -= w->quotes > 0;
		break;
	case HTML_TABLE:
		w->table = w->table == i ? NONE : w->table;
		break;
	case HTML_BLOCK:
	case HTML_H1:
	case HTML_H2:
	case HTML_H3:
	case HTML_H4:
	case HTML_H5:
	case HTML_H6:
	case HTML_TERM:
	case HTML_MEANING:
	case HTML_PRE:
	case HTML_ROW:
	case HTML_TITLE:
	case HTML_MAIN:
	case HTML_ARTICLE:
		break;
	}
	return w->row == NONE ? end_block(w) : HR_OK;
}

/* ---- the walk ------------------------------------------------------------ */

/* The title stands for a heading that the page does not have. */
static enum hr_status
take_title(struct writer *w, size_t head)
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
		return status == HR_OK ? end_block(w) : status;
	}
	return status;
}

static enum hr_status
walk(struct writer *w)
{
	const struct html_tree *tree = &w->page->tree;
	enum hr_status status = HR_OK;
	uint32_t open = NONE;

	for (size_t i = 0; i < tree->n && status == HR_OK;) {
		const struct html_node *node = &tree->node[i];

		for (; open != NONE && tree->node[open].end <= i &&
			status == HR_OK;
			open = tree->node[open].parent)
			status = leave(w, open);
		if (status != HR_OK)
			return status;
		if (node->tag == HTML_HEAD)
			status = take_title(w, i);
		if (status == HR_OK && node->part) {
			status = leave_out(w, i);
			i = node->end;
			continue;
		}
		if (html_is_anchor(w->node, i)) {
			i = node->end;
			continue;
		}
		if (node->tag == HTML_PRE && w->row == NONE) {
			status = cross_border(w, i);
			if (status == HR_OK)
				status = add_pre(w, i);
			i = node->end;
			continue;
		}
		if (status == HR_OK)
			status = enter(w, i);
		open = (uint32_t)i++;
	}
	for (; open != NONE && status == HR_OK; open = tree->node[open].parent)
		status = leave(w, open);
	return status == HR_OK ? end_block(w) : status;
}

enum hr_status
html_blocks(struct html_page *page, struct span source)
{
	struct writer w = { .page = page,
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
