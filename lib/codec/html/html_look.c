/* SPDX-License-Identifier: Apache-2.0 */
/* Questions about a node and what is in it; see html_look.h. */
#include "codec/html/html_look.h"

enum {
	COLUMNS = 64, /* of a table that is written as one */
};

static bool
is_blank(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!s.p[i] || !strchr(" \t\n\r\f", s.p[i]))
			return false;
	return true;
}

void
html_count_left_out(
	const struct html_node *node, size_t i, struct html_block *b)
{
	b->parts[node[i].part]++;
	for (size_t k = i; k < node[i].end; k++) {
		b->links += node[k].tag == HTML_LINK && node[k].text.n;
		if (k > i && (node[k].part == HTML_IS_SCRIPT ||
				     node[k].part == HTML_IS_STYLE))
			b->parts[node[k].part]++;
	}
}

bool
html_says_something(const struct html_node *node, size_t i)
{
	if (node[i].part == HTML_IS_SCRIPT || node[i].part == HTML_IS_STYLE)
		return true;
	if (node[i].part == HTML_IS_HEAD)
		return node[i].end > i + 1;
	for (size_t k = i; k < node[i].end; k++)
		if (node[k].tag == HTML_TEXT && !is_blank(node[k].text))
			return true;
	return false;
}

bool
html_is_data_table(const struct html_node *node, size_t i)
{
	size_t cells = 0, rows = 0;

	for (size_t k = i + 1; k < node[i].end; k++) {
		enum html_tag tag = node[k].tag;

		cells += tag == HTML_CELL;
		rows += tag == HTML_ROW;
		if (tag == HTML_TABLE || tag == HTML_PRE || tag == HTML_ITEM ||
			tag == HTML_MEANING ||
			(tag >= HTML_H1 && tag <= HTML_H6))
			return false;
	}
	return rows > 1 && cells >= 2 * rows && cells <= COLUMNS * rows;
}

bool
html_is_plain_code(const struct html_node *node, size_t i)
{
	for (size_t k = i + 1; k < node[i].end; k++)
		if (node[k].tag != HTML_INLINE &&
			(node[k].tag != HTML_TEXT ||
				memchr(node[k].text.p, '`', node[k].text.n)))
			return false;
	return true;
}

bool
html_is_address(struct span s)
{
	if (!s.n || *s.p == '#' || span_starts(s, "javascript:") ||
		span_starts(s, "data:"))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '<')
			return false;
	return true;
}

bool
html_is_anchor(const struct html_node *node, size_t i)
{
	const struct html_node *link = &node[i], *text = link + 1;

	if (link->tag != HTML_LINK || link->text.n < 2 || *link->text.p != '#')
		return false;
	if (link->end == i + 1)
		return true;
	return link->end == i + 2 && text->tag == HTML_TEXT &&
	       (span_equal(text->text, span_str("\xc2\xb6")) ||
		       span_equal(text->text, span_str("\xc2\xa7")) ||
		       span_equal(text->text, span_str("&para;")) ||
		       span_equal(text->text, span_str("#")));
}
