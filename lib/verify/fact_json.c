/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves of JSON; see fact_json.h. */
#include "verify/fact_json.h"

#include "base/json.h"
#include "verify/fact_lex.h"
#include "table/marker.h"

bool
fact_is_json(struct span text)
{
	size_t i = 0;

	if (span_starts(text, "\xEF\xBB\xBF"))
		text = span_from(text, 3);
	while (i < text.n && is_among(text.p[i], " \t\r\n"))
		i++;
	return i < text.n && (text.p[i] == '{' || text.p[i] == '[') &&
	       json_check(text, NULL) == HR_OK;
}

/* ---- leaves -------------------------------------------------------------- */

struct scanner {
	struct span text;
	size_t at;
	fact_leaf_fn *found;
	void *ctx;
	size_t depth; /* may be more than there are keys */
	struct span key[JSON_DEPTH + 1]; /* of the container at each depth */
	struct span next; /* the key of the value to come, if it has one */
	bool named;
	size_t no_string; /* quotes before this byte begin no string */
};

static inline struct span
container_key(const struct scanner *s)
{
	return s->key[s->depth < JSON_DEPTH ? s->depth : JSON_DEPTH];
}

static struct span
take_key(struct scanner *s)
{
	struct span key = s->named ? s->next : container_key(s);

	s->named = false;
	return key;
}

/* Where the string whose quote is at `at` ends, behind its quote; `at` if it
 * does not end in its line. */
static size_t
string_end(struct span text, size_t at)
{
	for (size_t i = at + 1; i < text.n && text.p[i] != '\n'; i++) {
		if (text.p[i] == '"')
			return i + 1;
		if (text.p[i] == '\\' && i + 1 < text.n &&
			text.p[i + 1] != '\n')
			i++;
	}
	return at;
}

static size_t
line_end(struct span text, size_t at)
{
	const char *nl = memchr(text.p + at, '\n', text.n - at);

	return nl ? (size_t)(nl - text.p) : text.n;
}

static void
scan_string(struct scanner *s)
{
	size_t from = s->at, end = from, colon;

	if (from >= s->no_string) {
		end = string_end(s->text, from);
		/* None ends in this line: looked for once, or this would be
		 * quadratic. */
		if (end == from)
			s->no_string = line_end(s->text, from);
	}
	if (end == from) {
		s->at++;
		return;
	}
	colon = end;
	while (colon < s->text.n && is_blank_or_tab(s->text.p[colon]))
		colon++;
	if (colon < s->text.n && s->text.p[colon] == ':') {
		s->next = span_of(s->text.p + from + 1, end - from - 2);
		s->named = true;
		s->at = colon + 1;
	} else {
		s->found(s->ctx, take_key(s),
			span_of(s->text.p + from, end - from));
		s->at = end;
	}
}

static inline bool
is_literal_byte(char c)
{
	return is_digit(c) || is_letter(c) || is_among(c, "-+._");
}

static void
scan_literal(struct scanner *s)
{
	size_t from = s->at;
	struct span value;

	while (s->at < s->text.n && is_literal_byte(s->text.p[s->at]))
		s->at++;
	value = span_of(s->text.p + from, s->at - from);
	if (json_is_literal(value))
		s->found(s->ctx, take_key(s), value);
	else
		s->named = false;
}

static void
scan_bracket(struct scanner *s, char c)
{
	struct span key = take_key(s);

	s->at++;
	if (c == '{' || c == '[') {
		s->depth++;
		if (s->depth <= JSON_DEPTH)
			s->key[s->depth] = key;
	} else if (s->depth) {
		s->depth--;
	}
}

/* At the start of a line: moves behind it if it is a marker. */
static bool
skip_marker(struct scanner *s)
{
	struct span rest = span_from(s->text, s->at), line;

	if (!span_line(&rest, &line) || !marker_is(line))
		return false;
	s->at += line.n;
	return true;
}

void
fact_json_scan(struct span text, fact_leaf_fn *found, void *ctx)
{
	struct scanner s = {
		.text = text, .found = found, .ctx = ctx, .key = { { "", 0 } }
	};

	while (s.at < text.n) {
		char c = text.p[s.at];

		if (c == '[' && (!s.at || text.p[s.at - 1] == '\n') &&
			skip_marker(&s))
			continue;
		if (c == '"')
			scan_string(&s);
		else if (is_among(c, "{[}]"))
			scan_bracket(&s, c);
		else if (is_literal_byte(c))
			scan_literal(&s);
		else
			s.at++;
	}
}

/* ---- cells of other notations -------------------------------------------- */

static void
add_cell(struct span cell, fact_cell_fn *found, void *ctx)
{
	cell = span_trim(cell);
	if (span_starts(cell, "- "))
		cell = span_trim(span_from(cell, 2));
	if (cell.n >= 2 && cell.p[0] == '"' && cell.p[cell.n - 1] == '"')
		cell = span_of(cell.p + 1, cell.n - 2);
	if (cell.n)
		found(ctx, cell);
}

/* The parts of a line between the characters of `marks`, none of which divides
 * a quoted string. */
static void
split_line(struct span line, const char *marks, fact_cell_fn *found, void *ctx)
{
	bool quotes = true;
	size_t from = 0, i = 0;

	while (i < line.n) {
		size_t end = i;

		if (line.p[i] == '"' && quotes) {
			end = string_end(line, i);
			quotes = end > i;
		}
		if (line.p[i] && strchr(marks, line.p[i])) {
			add_cell(span_of(line.p + from, i - from), found, ctx);
			from = i + 1;
		}
		i = end == i ? i + 1 : end;
	}
	add_cell(span_from(line, from), found, ctx);
}

void
fact_cells_scan(struct span text, fact_cell_fn *found, void *ctx)
{
	struct span line;

	while (span_line(&text, &line)) {
		const char *colon = memchr(line.p, ':', line.n);

		if (marker_is(line))
			continue;
		line = span_chomp(line);
		split_line(line, ",|\t", found, ctx);
		split_line(line, ",|\t:;={}[]()<>", found, ctx);
		if (colon)
			add_cell(span_from(line, (size_t)(colon - line.p) + 1),
				found, ctx);
	}
}
