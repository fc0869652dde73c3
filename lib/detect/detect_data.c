/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Data and markup, which a log codec must leave alone: JSON and JSON lines,
 * CSV and TSV, drawn tables, HTML and XML, search results.
 */
#include "detect/detect.h"

#include "table/number.h"
#include "table/stamp.h"

enum {
	SURE = 90,
	FEW_LINES = 2
};

static struct span
trim(struct span s)
{
	while (s.n && (*s.p == ' ' || *s.p == '\t'))
		s = span_from(s, 1);
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == ','))
		s.n--;
	return s;
}

/* A line of a pretty-printed document, or a whole document; trimmed. */
static bool
is_json_line(struct span s)
{
	char first, last;

	if (!s.n)
		return false;
	first = s.p[0];
	last = s.p[s.n - 1];
	if (first == '{')
		return s.n == 1 || last == '}' || s.p[1] == '"';
	if (first == '}' || first == ']')
		return s.n == 1;
	if (first == '[')
		return s.n == 1 || s.p[1] == '{' || s.p[1] == '"' ||
		       (last == ']' && strchr("0123456789[-", s.p[1]) &&
			       !memchr(s.p, ':', s.n));
	if (first == '"')
		return s.n > 1;
	return last != ':' &&
	       (is_digit(first) || first == '-' || !first ||
		       span_equal(s, span_str("null")) ||
		       span_equal(s, span_str("true")) ||
		       span_equal(s, span_str("false"))) &&
	       !memchr(s.p, ' ', s.n);
}

static bool
is_markup_line(struct span s)
{
	return s.n > 2 && *s.p == '<' &&
	       ((s.p[1] | 32) >= 'a' || s.p[1] == '/' || s.p[1] == '!' ||
		       s.p[1] == '?') &&
	       memchr(s.p, '>', s.n);
}

/* "+----+", "|---|", "---+---": the rule under a table's head. */
static bool
is_table_rule(struct span s)
{
	size_t dashes = 0, crosses = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '-' || c == '=')
			dashes++;
		else if (c == '+' || c == '|')
			crosses++;
		else if (c != ':' && c != ' ')
			return false;
	}
	return crosses && dashes > 2;
}

/* "lib/a.c:12:text" */
static bool
is_search_line(struct span s)
{
	const char *colon = memchr(s.p, ':', s.n);
	size_t from, to, i;
	struct span path;

	if (!colon || is_digit(*s.p))
		return false;
	path = span_of(s.p, (size_t)(colon - s.p));
	if (path.n + 1 == s.n || !is_digit(colon[1]))
		return false;
	if (memchr(path.p, ' ', path.n) ||
		(!memchr(path.p, '.', path.n) && !memchr(path.p, '/', path.n)))
		return false;
	for (i = path.n + 1; i < s.n && is_digit(s.p[i]);)
		i++;
	return i < s.n && s.p[i] == ':' && !stamp_find(s, &from, &to);
}

/* Separators outside quotes. */
static size_t
count_separators(struct span s, char separator)
{
	size_t n = 0;
	bool quoted = false;

	for (size_t i = 0; i < s.n; i++) {
		quoted ^= s.p[i] == '"';
		n += !quoted && s.p[i] == separator;
	}
	return n;
}

/* Names of columns: words between separators, nothing else. */
static bool
is_header(struct span s, char separator)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c != separator && c != '_' && c != '"' && !is_alnum(c))
			return false;
	}
	return s.n && !is_digit(*s.p);
}

/* Whether nearly all lines have the same number, two or more, of a separator
 * and few blanks beside it, or names of columns above them. */
static bool
is_separated(const struct sample *s, char separator)
{
	size_t usual = count_separators(s->line[s->n / 2], separator), same = 0;
	size_t blanks = 0;

	if (usual < 2)
		return false;
	for (size_t i = 0; i < s->n; i++) {
		same += count_separators(s->line[i], separator) == usual;
		for (size_t k = 0; k < s->line[i].n; k++)
			blanks += s->line[i].p[k] == ' ';
	}
	return same * 10 >= s->n * 9 &&
	       (blanks <= same * usual || is_header(s->line[0], separator));
}

static size_t
count_piped(const struct sample *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += memchr(s->line[i].p, '|', s->line[i].n) != NULL;
	return n;
}

static int
look(struct sample *s)
{
	size_t json = 0, markup = 0, rules = 0, found = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct span trimmed = trim(s->line[i]);

		json += is_json_line(trimmed);
		markup += is_markup_line(trimmed);
		rules += is_table_rule(trimmed);
		found += is_search_line(s->line[i]);
	}
	if (json * 10 > s->n * 7 || markup * 2 > s->n || found * 10 > s->n * 6)
		return SURE;
	if (s->n <= FEW_LINES)
		return 0;
	if (rules && (rules + count_piped(s)) * 10 >= s->n * 8)
		return SURE;
	return is_separated(s, ',') || is_separated(s, '\t') ||
			       is_separated(s, ';')
		       ? SURE
		       : 0;
}

const struct detector detect_data = { "data", HR_KIND_TEXT, SURE, look };
