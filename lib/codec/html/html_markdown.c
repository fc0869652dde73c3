/* SPDX-License-Identifier: Apache-2.0 */
/* The blocks of a page as Markdown; see html_markdown.h. */
#include "codec/html/html_markdown.h"

#include "table/marker.h"

#include <assert.h>

enum {
	QUOTES = 8, /* in one another, that are shown */
	FENCE = 3,
};

/* ---- blocks -------------------------------------------------------------- */

bool
markdown_add_block(struct html_page *page, struct html_block b)
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

void
markdown_close_inline(struct markdown *w, bool link, bool code)
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
is_empty_row(const struct markdown *w)
{
	const struct buf *out = &w->page->text;
	size_t at = w->start;

	while (at < out->n && (out->p[at] == '|' || out->p[at] == ' '))
		at++;
	return at == out->n;
}

/* The end of the text of the block at hand; below the first row of a table
 * stands a rule. */
static void
finish_text(struct markdown *w)
{
	struct buf *out = &w->page->text;

	while (out->n > w->start && w->kind != HTML_FENCED &&
		is_among(out->p[out->n - 1], " \n"))
		out->n--;
	buf_add_char(out, '\n');
	if (w->kind != HTML_TABLED || w->first_row != NONE)
		return;
	buf_add_char(out, '|');
	for (size_t i = 0; i < w->cells; i++)
		buf_add_str(out, "---|");
	buf_add_char(out, '\n');
}

/* What a block makes no sense without: its heading, or the head of its table. */
static uint32_t
needed(const struct markdown *w)
{
	if (w->kind == HTML_HEADING)
		return NONE;
	if (w->kind == HTML_TABLED && w->first_row != NONE)
		return w->first_row;
	return w->heading;
}

static enum hr_status
finish_block(struct markdown *w)
{
	struct html_page *page = w->page;
	struct html_block b = { .kind = w->kind,
		.source = w->from,
		.at = (uint32_t)w->start,
		.needs = needed(w) };

	assert(w->begun && w->start <= page->text.n);
	finish_text(w);
	b.n = (uint32_t)(page->text.n - w->start);
	if (!buf_ok(&page->text) || !markdown_add_block(page, b))
		return HR_ENOMEM;
	if (has_marker(span_of(page->text.p + w->start, b.n)))
		return HR_SKIP;
	if (w->kind == HTML_TABLED && w->first_row == NONE)
		w->first_row = (uint32_t)page->n - 1;
	if (w->kind == HTML_HEADING)
		w->heading = (uint32_t)page->n - 1;
	w->from = NONE;
	return HR_OK;
}

enum hr_status
markdown_end_block(struct markdown *w)
{
	enum hr_status status = HR_OK;

	/* A link around blocks is one of the first that has a text. */
	markdown_close_inline(w, w->link_at > 0, w->code_at > 0);
	w->space = false;
	w->mark = NULL;
	if (w->begun && w->kind == HTML_TABLED && is_empty_row(w)) {
		w->page->text.n = w->start;
		w->begun = false;
	}
	if (w->begun)
		status = finish_block(w);
	if (status != HR_OK)
		return status;
	w->begun = false;
	w->kind = HTML_PARAGRAPH;
	if (!w->has_later)
		return HR_OK;
	w->has_later = false;
	return markdown_add_block(w->page, w->later) ? HR_OK : HR_ENOMEM;
}

void
markdown_add_indent(struct markdown *w)
{
	struct buf *out = &w->page->text;
	unsigned lists = w->lists < MARKDOWN_LISTS ? w->lists : MARKDOWN_LISTS;

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

/* Opens the link or code that is this node, unless that is done. */
static void
open_inline(struct buf *out, uint32_t node, char mark, size_t *at)
{
	if (node == NONE || *at)
		return;
	buf_add_char(out, mark);
	*at = out->n;
}

static void
begin_block(struct markdown *w, uint32_t at)
{
	struct buf *out = &w->page->text;

	w->begun = true;
	w->start = out->n;
	w->space = false;
	w->line = true;
	if (w->from == NONE)
		w->from = at;
	if (w->kind == HTML_PARAGRAPH && w->bullet)
		w->kind = HTML_LISTED;
	if (w->kind == HTML_TABLED)
		buf_add_str(out, "|");
	else
		markdown_add_indent(w);
	if (w->mark)
		buf_add_str(out, w->mark);
}

void
markdown_begin_text(struct markdown *w, uint32_t at)
{
	struct buf *out = &w->page->text;

	if (!w->begun)
		begin_block(w, at);
	if (w->space && !w->line)
		buf_add_char(out, ' ');
	w->space = false;
	w->line = false;
	/* The outer one is the first; NONE is behind all nodes. */
	if (w->code < w->link)
		open_inline(out, w->code, '`', &w->code_at);
	open_inline(out, w->link, '[', &w->link_at);
	open_inline(out, w->code, '`', &w->code_at);
}

/* ---- texts --------------------------------------------------------------- */

static bool
is_space(char c)
{
	return is_white(c) || c == '\f';
}

void
markdown_add_words(struct markdown *w, struct span s, uint32_t at)
{
	while (s.n) {
		size_t n = 0;

		while (n < s.n && !is_space(s.p[n]) &&
			(s.p[n] != '|' || w->row == NONE))
			n++;
		if (n) {
			markdown_begin_text(w, at);
			buf_add(&w->page->text, span_of(s.p, n));
		} else if (*s.p == '|') {
			n = 1;
			markdown_begin_text(w, at);
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

/* What a "pre" says, without lines that are empty at its ends; a language may
 * be named by the code in it. */
static struct span
text_of_pre(struct markdown *w, size_t i, struct span *language)
{
	const struct html_node *pre = &w->node[i];
	struct span s;

	buf_reset(&w->text);
	*language = pre->text;
	for (size_t k = i; k < pre->end; k++) {
		const struct html_node *node = &w->node[k];

		if (node->tag == HTML_TEXT)
			html_add_text(&w->text, node->text, node->literal);
		else if (node->tag == HTML_BREAK)
			buf_add_char(&w->text, '\n');
		else if (node->tag == HTML_CODE && !language->n)
			*language = node->text;
	}
	s = buf_span(&w->text);
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	while (s.n && is_among(*s.p, "\r\n"))
		s = span_from(s, 1);
	return s;
}

static void
add_fence(struct buf *out, size_t length)
{
	for (size_t k = 0; k < length; k++)
		buf_add_char(out, '`');
}

enum hr_status
markdown_add_pre(struct markdown *w, size_t i)
{
	struct buf *out = &w->page->text;
	struct span language, line, s = text_of_pre(w, i, &language);
	size_t fence = longest_run(s, '`') + 1;

	if (!buf_ok(&w->text))
		return HR_ENOMEM;
	if (!s.n)
		return HR_OK;
	fence = fence < FENCE ? FENCE : fence;
	w->kind = HTML_FENCED;
	w->mark = NULL;
	markdown_begin_text(w, w->node[i].at);
	add_fence(out, fence);
	html_add_text(out, language, true);
	buf_add_char(out, '\n');
	while (span_line(&s, &line)) {
		buf_add(out, span_chomp(line));
		buf_add_char(out, '\n');
	}
	add_fence(out, fence);
	return markdown_end_block(w);
}
