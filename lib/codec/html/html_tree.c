/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page as nodes; see html.h.  The only place that knows the parser, gumbo.
 * It takes all its memory from an arena and never looks whether it got some, so
 * when memory is short we jump out of it and drop the arena.  Its tree has
 * texts of its own, with NULs replaced and references decoded; the nodes here
 * have those of the source.
 */
#include "codec/html/html.h"

#ifndef HAVE_GUMBO
#define HAVE_GUMBO 0
#endif

void
html_tree_release(struct html_tree *tree)
{
	mem_free(tree->node);
	*tree = (struct html_tree){ 0 };
}

#if HAVE_GUMBO

#include <gumbo.h>
#include <setjmp.h>

#include "base/arena.h"
#include "base/ascii.h"

enum {
	/* Larger sources are hardly pages that somebody reads. */
	PAGE_BYTES = 4 << 20,
	/* The parser takes 20 bytes for each byte of a usual page, and a
	 * hundred for "<b>" again and again. */
	PARSER_BYTES = 256 << 20,
};

struct parser {
	struct arena arena;
	size_t bytes;
	enum hr_status status;
	jmp_buf failed;
};

static void *
parser_alloc(void *data, size_t n)
{
	struct parser *p = data;
	void *memory = NULL;

	p->bytes += n;
	if (p->bytes > PARSER_BYTES)
		p->status = HR_SKIP;
	else
		memory = arena_alloc(&p->arena, n);
	if (!memory)
		longjmp(p->failed, 1);
	return memory;
}

static void
parser_free(void *data, void *memory)
{
	(void)data;
	(void)memory;
}

/* NULL, and p->status says why not. */
static GumboNode *
parse(struct parser *p, struct span source)
{
	GumboOptions options = kGumboDefaultOptions;

	options.allocator = parser_alloc;
	options.deallocator = parser_free;
	options.userdata = p;
	options.max_errors = 0;
	p->status = HR_ENOMEM;
	if (setjmp(p->failed))
		return NULL;
	return gumbo_parse_with_options(&options, source.p, source.n)->document;
}

/* ---- what elements are --------------------------------------------------- */

static const struct row {
	GumboTag tag;
	unsigned char is;
	unsigned char part;
	unsigned char hint; /* that goes before its names */
} rows[] = {
	{ GUMBO_TAG_HEAD, HTML_HEAD, HTML_IS_HEAD, HTML_KEPT },
	{ GUMBO_TAG_TITLE, HTML_TITLE, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_STYLE, HTML_INLINE, HTML_IS_STYLE, HTML_KEPT },
	{ GUMBO_TAG_SCRIPT, HTML_INLINE, HTML_IS_SCRIPT, HTML_KEPT },
	{ GUMBO_TAG_NOSCRIPT, HTML_INLINE, HTML_IS_SCRIPT, HTML_KEPT },
	{ GUMBO_TAG_TEMPLATE, HTML_INLINE, HTML_IS_SCRIPT, HTML_KEPT },
	{ GUMBO_TAG_HTML, HTML_BLOCK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_BODY, HTML_BLOCK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_ARTICLE, HTML_ARTICLE, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_MAIN, HTML_MAIN, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_SECTION, HTML_BLOCK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_NAV, HTML_BLOCK, HTML_IS_NAVIGATION, HTML_KEPT },
	{ GUMBO_TAG_ASIDE, HTML_BLOCK, HTML_KEPT, HTML_IS_ASIDE },
	{ GUMBO_TAG_H1, HTML_H1, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_H2, HTML_H2, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_H3, HTML_H3, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_H4, HTML_H4, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_H5, HTML_H5, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_H6, HTML_H6, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_HGROUP, HTML_BLOCK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_HEADER, HTML_BLOCK, HTML_KEPT, HTML_IS_HEADER },
	{ GUMBO_TAG_FOOTER, HTML_BLOCK, HTML_KEPT, HTML_IS_FOOTER },
	{ GUMBO_TAG_ADDRESS, HTML_BLOCK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_P, HTML_BLOCK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_HR, HTML_BLOCK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_PRE, HTML_PRE, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_LISTING, HTML_PRE, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_XMP, HTML_PRE, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_PLAINTEXT, HTML_PRE, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_BLOCKQUOTE, HTML_QUOTE, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_OL, HTML_NUMBERED, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_UL, HTML_LIST, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_DIR, HTML_LIST, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_MENU, HTML_LIST, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_LI, HTML_ITEM, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_DL, HTML_BLOCK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_DT, HTML_TERM, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_DD, HTML_MEANING, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_FIGURE, HTML_BLOCK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_FIGCAPTION, HTML_BLOCK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_DIV, HTML_BLOCK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_CENTER, HTML_BLOCK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_DETAILS, HTML_BLOCK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_SUMMARY, HTML_BLOCK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_FORM, HTML_BLOCK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_FIELDSET, HTML_BLOCK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_LEGEND, HTML_BLOCK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_BUTTON, HTML_INLINE, HTML_IS_FORM, HTML_KEPT },
	{ GUMBO_TAG_SELECT, HTML_INLINE, HTML_IS_FORM, HTML_KEPT },
	{ GUMBO_TAG_DATALIST, HTML_INLINE, HTML_IS_FORM, HTML_KEPT },
	{ GUMBO_TAG_TEXTAREA, HTML_INLINE, HTML_IS_FORM, HTML_KEPT },
	{ GUMBO_TAG_A, HTML_LINK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_CODE, HTML_CODE, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_TT, HTML_CODE, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_KBD, HTML_CODE, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_SAMP, HTML_CODE, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_BR, HTML_BREAK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_IMG, HTML_IMAGE, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_IFRAME, HTML_INLINE, HTML_IS_MEDIA, HTML_KEPT },
	{ GUMBO_TAG_OBJECT, HTML_INLINE, HTML_IS_MEDIA, HTML_KEPT },
	{ GUMBO_TAG_VIDEO, HTML_INLINE, HTML_IS_MEDIA, HTML_KEPT },
	{ GUMBO_TAG_AUDIO, HTML_INLINE, HTML_IS_MEDIA, HTML_KEPT },
	{ GUMBO_TAG_CANVAS, HTML_INLINE, HTML_IS_MEDIA, HTML_KEPT },
	{ GUMBO_TAG_SVG, HTML_INLINE, HTML_IS_MEDIA, HTML_KEPT },
	{ GUMBO_TAG_TABLE, HTML_TABLE, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_CAPTION, HTML_BLOCK, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_TBODY, HTML_INLINE, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_TR, HTML_ROW, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_TD, HTML_CELL, HTML_KEPT, HTML_KEPT },
	{ GUMBO_TAG_TH, HTML_CELL, HTML_KEPT, HTML_KEPT },
};

/* Names that a class, an id or a role has words of. */
static const struct name {
	const char *word;
	unsigned char part;
} names[] = {
	{ "nav", HTML_IS_NAVIGATION },
	{ "navbar", HTML_IS_NAVIGATION },
	{ "navigation", HTML_IS_NAVIGATION },
	{ "menu", HTML_IS_NAVIGATION },
	{ "menubar", HTML_IS_NAVIGATION },
	{ "sidebar", HTML_IS_NAVIGATION },
	{ "breadcrumb", HTML_IS_NAVIGATION },
	{ "breadcrumbs", HTML_IS_NAVIGATION },
	{ "pagination", HTML_IS_NAVIGATION },
	{ "navheader", HTML_IS_NAVIGATION },
	{ "navfooter", HTML_IS_NAVIGATION },
	{ "toc", HTML_IS_NAVIGATION },
	{ "search", HTML_IS_NAVIGATION },
	{ "cookie", HTML_IS_NOTICE },
	{ "cookies", HTML_IS_NOTICE },
	{ "consent", HTML_IS_NOTICE },
	{ "gdpr", HTML_IS_NOTICE },
	{ "banner", HTML_IS_HEADER },
	{ "masthead", HTML_IS_HEADER },
	{ "footer", HTML_IS_FOOTER },
	{ "contentinfo", HTML_IS_FOOTER },
	{ "complementary", HTML_IS_ASIDE },
	{ "share", HTML_IS_ASIDE },
	{ "social", HTML_IS_ASIDE },
	{ "related", HTML_IS_ASIDE },
	{ "advert", HTML_IS_ASIDE },
	{ "ads", HTML_IS_ASIDE },
	{ "promo", HTML_IS_ASIDE },
	{ "popup", HTML_IS_ASIDE },
	{ "modal", HTML_IS_ASIDE },
	{ "newsletter", HTML_IS_ASIDE },
	{ "subscribe", HTML_IS_ASIDE },
};

static struct span
span_of_piece(struct span source, const GumboStringPiece *piece)
{
	if (!piece->data || piece->data < source.p ||
		piece->data > source.p + source.n ||
		piece->length > (size_t)(source.p + source.n - piece->data))
		return span_of(NULL, 0);
	return span_of(piece->data, piece->length);
}

/* The value of an attribute as it is written, without quotes. */
static struct span
value_of(struct span source, const GumboVector *attributes, const char *name)
{
	const GumboAttribute *a = gumbo_get_attribute(attributes, name);
	struct span s = a ? span_of_piece(source, &a->original_value)
			  : span_of(NULL, 0);

	if (s.n >= 2 && (*s.p == '"' || *s.p == '\'') && s.p[s.n - 1] == *s.p)
		s = span_of(s.p + 1, s.n - 2);
	return s;
}

/* The part that a word of the value is the name of. */
static unsigned char
part_named(struct span s)
{
	char word[16];

	for (size_t i = 0; i < s.n;) {
		size_t n = 0;

		while (i < s.n && !is_letter(s.p[i]))
			i++;
		for (; i < s.n && is_letter(s.p[i]); i++, n++)
			if (n < sizeof(word))
				word[n] = (char)(s.p[i] | 32);
		for (size_t k = 0; k < sizeof(names) / sizeof(*names); k++)
			if (strlen(names[k].word) == n && n <= sizeof(word) &&
				!memcmp(names[k].word, word, n))
				return names[k].part;
	}
	return HTML_KEPT;
}

static bool
is_hidden(struct span source, const GumboVector *attributes)
{
	struct span style = value_of(source, attributes, "style");
	size_t none = 0;

	if (gumbo_get_attribute(attributes, "hidden"))
		return true;
	if (span_equal(value_of(source, attributes, "aria-hidden"),
		    span_str("true")))
		return true;
	for (size_t i = 0; i + 8 <= style.n; i++) {
		if (span_starts(span_from(style, i), "display:"))
			none = i + 8;
		while (none && none < style.n && style.p[none] == ' ')
			none++;
		if (none && span_starts(span_from(style, none), "none"))
			return true;
		none = 0;
	}
	return false;
}

/* "c" of class="language-c". */
static struct span language_of(struct span class)
{
	size_t n = 0;

	for (; class.n; class = span_from(class, 1)) {
		if (!span_starts(class, "language-"))
			continue;
		class = span_from(class, 9);
		while (n < class.n &&
			(is_letter(class.p[n]) || strchr("+-#", class.p[n])) &&
			class.p[n])
			n++;
		return span_of(class.p, n);
	}
	return class;
}

static const struct row *
row_of(GumboTag tag)
{
	static const struct row other = { .is = HTML_INLINE };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].tag == tag)
			return &rows[i];
	return &other;
}

/* Numbers that are not 1, 2, 3 are not written: the list is one without. */
static void
drop_numbers(struct html_tree *tree, struct html_node *node,
	const GumboVector *attributes)
{
	static const char *const other[] = { "start", "reversed", "type" };
	struct html_node *list =
		node->parent == NONE ? NULL : &tree->node[node->parent];

	if (node->tag == HTML_ITEM && list && list->tag == HTML_NUMBERED &&
		gumbo_get_attribute(attributes, "value"))
		list->tag = HTML_LIST;
	if (node->tag != HTML_NUMBERED)
		return;
	for (size_t i = 0; i < sizeof(other) / sizeof(*other); i++)
		if (gumbo_get_attribute(attributes, other[i]))
			node->tag = HTML_LIST;
}

static void
look_at_element(struct html_tree *tree, struct html_node *node,
	const GumboElement *element)
{
	struct span source = tree->source;
	const GumboVector *attributes = &element->attributes;
	struct span class = value_of(source, attributes, "class");
	struct span role = value_of(source, attributes, "role");
	const struct row *row = row_of(element->tag);

	node->tag = row->is;
	node->part = row->part;
	node->hint = row->hint;
	if (!node->hint)
		node->hint = part_named(role);
	if (!node->hint)
		node->hint = part_named(class);
	if (!node->hint)
		node->hint = part_named(value_of(source, attributes, "id"));
	if (span_equal(role, span_str("main")))
		node->tag = HTML_MAIN;
	if (!node->part && is_hidden(source, attributes))
		node->part = HTML_IS_HIDDEN;
	if (node->tag == HTML_LINK)
		node->text = value_of(source, attributes, "href");
	if (node->tag == HTML_IMAGE)
		node->text = value_of(source, attributes, "alt");
	if (node->tag == HTML_PRE || node->tag == HTML_CODE)
		node->text = language_of(class);
	drop_numbers(tree, node, attributes);
}

/* ---- the tree ------------------------------------------------------------ */

static bool
is_literal(const GumboNode *parent)
{
	static const GumboTag tags[] = { GUMBO_TAG_TITLE, GUMBO_TAG_TEXTAREA,
		GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE, GUMBO_TAG_XMP,
		GUMBO_TAG_PLAINTEXT };

	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
		if (parent && parent->type == GUMBO_NODE_ELEMENT &&
			parent->v.element.tag == tags[i])
			return true;
	return false;
}

/* Adds a node, unless it says nothing; *added tells. */
static bool
add_node(struct html_tree *tree, const GumboNode *from, uint32_t parent,
	bool *added)
{
	struct html_node node = { .parent = parent };
	struct span where;

	*added = true;
	switch (from->type) {
	case GUMBO_NODE_TEXT:
	case GUMBO_NODE_WHITESPACE:
	case GUMBO_NODE_CDATA:
		node.tag = HTML_TEXT;
		where = span_of_piece(
			tree->source, &from->v.text.original_text);
		node.text = where;
		node.literal = is_literal(from->parent);
		break;
	case GUMBO_NODE_ELEMENT:
	case GUMBO_NODE_TEMPLATE:
		where = span_of_piece(
			tree->source, &from->v.element.original_tag);
		look_at_element(tree, &node, &from->v.element);
		break;
	case GUMBO_NODE_DOCUMENT:
	case GUMBO_NODE_COMMENT:
		*added = false;
		return true;
	}
	/* What the parser has moved or made up stands where it is read. */
	if (tree->n)
		node.at = tree->node[tree->n - 1].at;
	if (where.p && (size_t)(where.p - tree->source.p) > node.at)
		node.at = (uint32_t)(where.p - tree->source.p);
	node.end = (uint32_t)tree->n + 1;
	if (!mem_grow(
		    &tree->node, &tree->cap, tree->n + 1, sizeof(*tree->node)))
		return false;
	tree->node[tree->n++] = node;
	return true;
}

static const GumboVector *
children_of(const GumboNode *node)
{
	if (node->type == GUMBO_NODE_DOCUMENT)
		return &node->v.document.children;
	if (node->type == GUMBO_NODE_ELEMENT)
		return &node->v.element.children;
	return NULL;
}

/* Walks in the order of the document; what is in a template is not looked at.
 * parent is the node at hand, or NONE. */
static bool
flatten(struct html_tree *tree, const GumboNode *document)
{
	const GumboNode *at = document;
	uint32_t parent = NONE;
	bool added = false;

	for (;;) {
		const GumboVector *in = children_of(at);

		if (in && in->length) {
			if (added)
				parent = (uint32_t)tree->n - 1;
			at = in->data[0];
		} else {
			/* Up to where there is another one beside. */
			while (at != document &&
				at->index_within_parent + 1 >=
					children_of(at->parent)->length) {
				at = at->parent;
				if (at != document && parent != NONE) {
					tree->node[parent].end =
						(uint32_t)tree->n;
					parent = tree->node[parent].parent;
				}
			}
			if (at == document)
				return true;
			at = children_of(at->parent)
				     ->data[at->index_within_parent + 1];
		}
		if (!add_node(tree, at, parent, &added))
			return false;
	}
}

enum hr_status
html_read(struct span source, struct html_tree *tree)
{
	struct parser *p;
	const GumboNode *document;
	enum hr_status status = HR_ENOMEM;

	tree->source = source;
	tree->n = 0;
	if (source.n > PAGE_BYTES || !html_is_tame(source))
		return HR_SKIP;
	p = mem_zalloc(1, sizeof(*p));
	if (!p)
		return HR_ENOMEM;
	document = parse(p, source);
	if (!document)
		status = p->status;
	else if (flatten(tree, document))
		status = HR_OK;
	arena_release(&p->arena);
	mem_free(p);
	return status;
}

#else

enum hr_status
html_read(struct span source, struct html_tree *tree)
{
	tree->source = source;
	tree->n = 0;
	return HR_SKIP;
}

#endif
