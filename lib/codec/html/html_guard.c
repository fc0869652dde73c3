/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A look at a page before it is parsed; see html.h.  The parser walks its stack
 * of open elements for each tag, compares each attribute with all others of its
 * tag, and looks for the place of what stands wrongly in a table among all its
 * siblings.  Real pages have little of each; pages that have much are not read.
 */
#include "base/hash.h"
#include "base/mem.h"
#include "codec/html/html.h"
#include "table/number.h"

enum {
	/* Browsers nest no more than 512. */
	MOST_DEPTH = 512,
	MOST_ATTRIBUTES = 512,
	MOST_STRAYS = 4096, /* elements and texts between cells of tables */
	MOST_TABLES = 64, /* in one another */
	NAMES = 1024, /* slots of names of tags; one slot may hold several */
	NAME_BYTES = 32,
	HASH_SEED = 11,
};

struct guard {
	uint32_t open[NAMES];
	uint32_t depth, strays, tables;
	uint64_t cells; /* one bit a table: it is within a cell */
	bool tame;
};

static struct span
tag_name(struct span s, char *lower)
{
	size_t n = 0;

	while (n < s.n && n < NAME_BYTES && s.p[n] &&
		!is_among(s.p[n], " \t\r\n\f/>")) {
		lower[n] = to_lower(s.p[n]);
		n++;
	}
	return span_of(lower, n);
}

/* Whether the name is one of those between blanks. */
static bool
is_one_of(struct span name, const char *names)
{
	size_t n;

	for (; *names; names += n + (names[n] == ' ')) {
		n = strcspn(names, " ");
		if (n == name.n && !memcmp(names, name.p, n))
			return true;
	}
	return false;
}

static bool
is_quote(char c)
{
	return c == '"' || c == '\'';
}

/* Whether a byte is between attributes, not of one. */
static bool
is_between(char c)
{
	return !is_alnum(c) && !is_quote(c);
}

/* Behind the ">" of a tag; counts what could be attributes. */
static size_t
skip_tag(struct guard *g, struct span s, size_t at)
{
	size_t attributes = 0;

	for (; at < s.n && s.p[at] != '>'; at++) {
		const char *close;

		if (!is_among(s.p[at], " \t\r\n\f/\"'"))
			continue;
		/* Blanks in a row are one. */
		if (at && is_between(s.p[at - 1]) && is_between(s.p[at]))
			continue;
		attributes++;
		if (!is_quote(s.p[at]) || s.p[at - 1] != '=')
			continue;
		close = memchr(s.p + at + 1, s.p[at], s.n - at - 1);
		if (!close)
			return s.n;
		at = (size_t)(close - s.p);
	}
	g->tame &= attributes <= MOST_ATTRIBUTES;
	return at < s.n ? at + 1 : s.n;
}

static void
note_table(struct guard *g, struct span name, bool end)
{
	uint64_t bit = g->tables ? UINT64_C(1) << (g->tables - 1) : 0;

	if (is_one_of(name, "table")) {
		if (!end && g->tables && !(g->cells & bit))
			g->strays++;
		if (end)
			g->tables -= g->tables > 0;
		else if (g->tables < MOST_TABLES)
			g->cells &= ~(UINT64_C(1) << g->tables++);
		else
			g->tame = false;
	} else if (is_one_of(name, "td th caption")) {
		g->cells = end ? g->cells & ~bit : g->cells | bit;
	} else if (is_one_of(name, "tr tbody thead tfoot colgroup col")) {
		g->cells &= ~bit;
	} else if (g->tables && !end && !(g->cells & bit)) {
		g->strays++;
		g->tame &= !is_one_of(name, "svg math select template");
	}
}

/* Notes a tag, and returns where what is in it ends if that is no HTML. */
static size_t
note_tag(struct guard *g, struct span s, size_t at)
{
	char lower[NAME_BYTES];
	bool end = s.p[at + 1] == '/';
	struct span name = tag_name(span_from(s, at + 1 + end), lower);
	uint32_t *open =
		&g->open[hash_bytes(HASH_SEED, name.p, name.n) % NAMES];

	at = skip_tag(g, s, at + 1);
	note_table(g, name, end);
	if (is_one_of(name, "area base br col embed hr img input link meta "
			    "param source track wbr p li dt dd td th tr tbody "
			    "thead tfoot option"))
		return at;
	if (end) {
		g->depth -= *open > 0;
		*open -= *open > 0;
		return at;
	}
	if (is_one_of(name, "script style textarea title xmp iframe noembed "
			    "noframes noscript")) {
		while (at + 2 + name.n <= s.n) {
			const char *lt = memchr(s.p + at, '<', s.n - at);
			char other[NAME_BYTES];

			if (!lt)
				break;
			at = (size_t)(lt - s.p);
			if (at + 1 < s.n && s.p[at + 1] == '/' &&
				span_equal(
					tag_name(span_from(s, at + 2), other),
					name))
				return skip_tag(g, s, at + 1);
			at++;
		}
		return s.n;
	}
	++*open;
	g->tame &= ++g->depth <= MOST_DEPTH;
	return at;
}

/* Behind a comment or another "<!", or "<?". */
static size_t
skip_other(struct span s, size_t at)
{
	const char *end;

	if (!span_starts(span_from(s, at), "<!--")) {
		end = memchr(s.p + at, '>', s.n - at);
		return end ? (size_t)(end - s.p) + 1 : s.n;
	}
	for (at += 4; at + 3 <= s.n; at++) {
		end = memchr(s.p + at, '-', s.n - at);
		if (!end)
			break;
		at = (size_t)(end - s.p);
		if (span_starts(span_from(s, at), "-->"))
			return at + 3;
	}
	return s.n;
}

bool
html_is_tame(struct span s)
{
	struct guard *g = mem_zalloc(1, sizeof(*g));
	size_t at = 0;
	bool tame;

	if (!g)
		return false;
	g->tame = true;
	while (at < s.n && g->tame && g->strays <= MOST_STRAYS) {
		const char *lt = memchr(s.p + at, '<', s.n - at);
		char c;

		if (!lt || (size_t)(lt - s.p) + 1 >= s.n)
			break;
		at = (size_t)(lt - s.p);
		c = s.p[at + 1];
		if (c == '!' || c == '?')
			at = skip_other(s, at);
		else if (c == '/' || is_letter(c))
			at = note_tag(g, s, at);
		else
			at++;
	}
	tame = g->tame && g->strays <= MOST_STRAYS;
	mem_free(g);
	return tame;
}
