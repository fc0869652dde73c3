/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of a page is its content; see html.h.  Pages say it themselves: by the
 * elements "main" and "article", and by the names of menus, banners and
 * footers.  A name alone is not believed of a part that has much of the text
 * and few links.
 */
#include "codec/html/html.h"

enum {
	/* The main part must have so many per cent of the text. */
	MAIN_PERCENT = 25,
	/* A part that is left out for its name has less of the text, or if
	 * that is mostly links, less than so many per cent. */
	NAMED_PERCENT = 30,
	LINKED_PERCENT = 60,
	/* So many per cent of the text of a part in links, and so many of
	 * those, make it a menu. */
	MENU_PERCENT = 70,
	MENU_LINKS = 6,
	LINKS_PERCENT = 50,
};

/* What is in a node and all below it. */
struct weight {
	uint32_t text; /* bytes but for blanks */
	uint32_t linked; /* of them, in links */
	uint32_t links;
	uint32_t headings;
};

struct choice {
	struct html_tree *tree;
	struct weight *weight;
	uint32_t total;
	uint32_t main; /* the node of the main part, or NONE */
	bool articles; /* the main parts are articles, of some number */
};

static uint32_t
visible(struct span s)
{
	uint32_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += (unsigned char)s.p[i] > ' ';
	return n;
}

/* From the last node to the first each gives its own to its parent. */
static void
weigh(struct choice *c)
{
	const struct html_tree *tree = c->tree;

	for (size_t i = tree->n; i-- > 0;) {
		const struct html_node *node = &tree->node[i];
		struct weight *w = &c->weight[i], *up;

		if (node->tag == HTML_TEXT)
			w->text = visible(node->text);
		if (node->tag == HTML_LINK) {
			w->links++;
			w->linked = w->text;
		}
		w->headings += node->tag >= HTML_H1 && node->tag <= HTML_H3;
		if (node->parent == NONE || node->part)
			continue;
		up = &c->weight[node->parent];
		up->text += w->text;
		up->linked += w->linked;
		up->links += w->links;
		up->headings += w->headings;
	}
	for (size_t i = 0; i < tree->n; i = tree->node[i].end)
		c->total += c->weight[i].text;
}

static bool
has_percent(uint32_t part, uint32_t of, unsigned percent)
{
	return (uint64_t)part * 100 >= (uint64_t)of * percent;
}

/* The largest "main", or all articles, if that is a good part of the text. */
static void
find_main(struct choice *c)
{
	const struct html_tree *tree = c->tree;
	uint32_t articles = 0;

	c->main = NONE;
	for (size_t i = 0; i < tree->n;) {
		const struct html_node *node = &tree->node[i];
		uint32_t text = c->weight[i].text;

		if (node->tag == HTML_MAIN &&
			has_percent(text, c->total, MAIN_PERCENT) &&
			(c->main == NONE || text > c->weight[c->main].text))
			c->main = (uint32_t)i;
		if (node->tag == HTML_ARTICLE)
			articles += text;
		i = node->part || node->tag == HTML_ARTICLE ? node->end : i + 1;
	}
	c->articles = c->main == NONE && articles &&
		      has_percent(articles, c->total, 2 * MAIN_PERCENT);
}

/* Whether a list or block without a name is a menu: it is nearly all links. */
static bool
is_menu(const struct choice *c, size_t i)
{
	const struct weight *w = &c->weight[i];
	enum html_tag tag = c->tree->node[i].tag;

	if (tag != HTML_LIST && tag != HTML_BLOCK)
		return false;
	return w->links >= MENU_LINKS && !w->headings &&
	       has_percent(w->linked, w->text, MENU_PERCENT) &&
	       !has_percent(w->text, c->total, NAMED_PERCENT);
}

/* What a node is, if it is no content. */
static enum html_part
judge(const struct choice *c, size_t i, bool inside)
{
	const struct html_node *node = &c->tree->node[i];
	const struct weight *w = &c->weight[i];
	bool linked =
		w->links > 1 && has_percent(w->linked, w->text, LINKS_PERCENT);
	unsigned most = linked ? LINKED_PERCENT : NAMED_PERCENT;

	if (node->tag == HTML_TEXT || node->tag == HTML_MAIN || !w->text)
		return HTML_KEPT;
	/* The heading of an article is in its header. */
	if (inside && node->hint != HTML_IS_NAVIGATION &&
		node->hint != HTML_IS_NOTICE)
		return HTML_KEPT;
	if (node->hint && node->tag != HTML_ARTICLE && (linked || !inside) &&
		!has_percent(w->text, c->total, most))
		return node->hint;
	return !inside && is_menu(c, i) ? HTML_IS_NAVIGATION : HTML_KEPT;
}

/* Whether the node has a main part in it; `article` is the next one. */
static bool
holds_main(const struct choice *c, size_t i, uint32_t article)
{
	uint32_t end = c->tree->node[i].end;

	if (c->main != NONE)
		return i <= c->main && c->main < end;
	return c->articles && article >= i && article < end;
}

/* The first article from a node on, which is none before `article`. */
static uint32_t
next_article(const struct html_tree *tree, uint32_t article, size_t from)
{
	while (article < tree->n &&
		(article < from || tree->node[article].tag != HTML_ARTICLE))
		article++;
	return article;
}

/* The part that a node without a main part in it is. */
static enum html_part
part_of(const struct choice *c, size_t i, bool inside)
{
	const struct html_node *node = &c->tree->node[i];
	enum html_part part = judge(c, i, inside);
	bool has_main = c->main != NONE || c->articles;

	if (part || !has_main || inside || node->tag == HTML_TEXT)
		return part;
	return node->hint ? node->hint : HTML_IS_OUTSIDE;
}

static void
mark(struct choice *c)
{
	struct html_tree *tree = c->tree;
	uint32_t inside = 0; /* end of the main part at hand */
	uint32_t article = 0; /* the first one that is not passed */

	for (size_t i = 0; i < tree->n;) {
		struct html_node *node = &tree->node[i];
		bool main = i == c->main ||
			    (c->articles && node->tag == HTML_ARTICLE);

		if (c->articles)
			article = next_article(tree, article, i);
		if (main && node->end > inside)
			inside = node->end;
		if (!node->part && !holds_main(c, i, article))
			node->part = (unsigned char)part_of(c, i, i < inside);
		i = node->part ? node->end : i + 1;
	}
}

enum hr_status
html_choose(struct html_tree *tree)
{
	struct choice c = { .tree = tree };

	c.weight = mem_zalloc(tree->n + 1, sizeof(*c.weight));
	if (!c.weight)
		return HR_ENOMEM;
	weigh(&c);
	find_main(&c);
	mark(&c);
	mem_free(c.weight);
	return HR_OK;
}
