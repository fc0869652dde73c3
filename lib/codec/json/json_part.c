/* SPDX-License-Identifier: Apache-2.0 */
/* JSON without its start, or its end; see json_part.h. */
#include "codec/json/json_part.h"

#include "base/ascii.h"
#include "base/json.h"

/* Behind the string whose quote is at `at`; at most at the end. */
static size_t
string_end(struct span text, size_t at)
{
	for (at++; at < text.n && text.p[at] != '"'; at++)
		at += text.p[at] == '\\';
	return at < text.n ? at + 1 : text.n;
}

/* ---- without its end ----------------------------------------------------- */

/* A bracket that is open. */
struct open {
	char close;
	bool lines; /* its first value is on a line of its own */
	struct span indent; /* of the line that it is in */
};

/* The white space at the start of the line that byte `at` is in. */
static struct span
indent_at(struct span text, size_t line)
{
	size_t n = line;

	while (n < text.n && is_blank_or_tab(text.p[n]))
		n++;
	return span_of(text.p + line, n - line);
}

/* Whether a newline is among the blanks from byte `at` on. */
static bool
has_newline(struct span text, size_t at)
{
	while (at < text.n &&
		(is_blank_or_tab(text.p[at]) || text.p[at] == '\r'))
		at++;
	return at < text.n && text.p[at] == '\n';
}

size_t
json_unclosed(struct span text, size_t mark, size_t valid, struct buf *closing)
{
	struct open open[JSON_DEPTH];
	size_t depth = 0, end = 0, levels = 0, line = mark;

	text.n = valid < text.n ? valid : text.n;
	for (size_t at = mark; at < text.n;) {
		char c = text.p[at];

		if (c == '"') {
			at = string_end(text, at);
			continue;
		}
		if (c == '\n')
			line = at + 1;
		if ((c == '{' || c == '[') && depth == JSON_DEPTH)
			break;
		if (c == '{' || c == '[') {
			open[depth++] = (struct open){ c == '{' ? '}' : ']',
				has_newline(text, at + 1),
				indent_at(text, line) };
		} else if (c == '}' || c == ']') {
			depth -= depth > 0;
		}
		at++;
		/* What is open here stays as it is until the next of these,
		 * but for what is opened in it. */
		if (depth && (c == ',' || c == '}' || c == ']')) {
			end = c == ',' ? at - 1 : at;
			levels = depth;
		}
	}
	for (size_t i = levels; i--;) {
		if (open[i].lines) {
			buf_add_char(closing, '\n');
			buf_add(closing, open[i].indent);
		}
		buf_add_char(closing, open[i].close);
	}
	buf_add_char(closing, '\n');
	return end;
}

/* ---- without its start --------------------------------------------------- */

/* The lines, and the brackets that are open where they begin. */
struct part {
	struct span text;
	char blank; /* of its indentation */
	size_t indent; /* blanks of the first line */
	size_t unit; /* of a step; 0: not known */
	size_t depth; /* brackets */
	size_t nclosed; /* of these end in the text, inner ones first: */
	char closed[JSON_DEPTH];
	bool members; /* what is around them has keys */
};

/* Whether a line may be one of JSON in lines, but for its indentation. */
static bool
looks_right(struct span s)
{
	char first, last;

	s = span_chomp(s);
	if (!s.n)
		return false;
	first = s.p[0];
	last = s.p[s.n - 1];
	if (first == '}' || first == ']')
		return s.n == 1 || (s.n == 2 && last == ',');
	return strchr("\"{[-0123456789tfn", first) &&
	       strchr(",{[}]\"0123456789el", last);
}

/* The lines from the start on that look right. */
static void
take_lines(struct part *p, struct span text)
{
	struct span rest = text, line;
	size_t before = 0;

	while (span_line(&rest, &line)) {
		size_t n = 0, step;

		while (n < line.n && line.p[n] == p->blank)
			n++;
		step = n > before ? n - before : before - n;
		if (!looks_right(span_from(line, n)))
			break;
		if (!p->text.n)
			p->indent = n;
		else if (step && (!p->unit || step < p->unit))
			p->unit = step;
		before = n;
		p->text.n += line.n;
	}
	if (!p->unit)
		p->unit = p->indent;
}

/* Whether a colon follows. */
static bool
is_key(struct span s, size_t end)
{
	while (end < s.n && s.p[end] == ' ')
		end++;
	return end < s.n && s.p[end] == ':';
}

/* Finds the brackets that end without having begun.  If all of them do, what
 * follows the last one's line is no part of the text. */
static void
find_closed(struct part *p)
{
	struct span s = p->text;
	size_t inner = 0;

	for (size_t i = 0; i < s.n;) {
		char c = s.p[i];

		if (c == '"') {
			i = string_end(s, i);
			p->members |= !inner && is_key(s, i);
			continue;
		}
		i++;
		if (c == '{' || c == '[') {
			inner++;
		} else if ((c == '}' || c == ']') && inner) {
			inner--;
		} else if (c == '}' || c == ']') {
			p->closed[p->nclosed++] = c;
			p->members = false;
			if (p->nclosed < p->depth)
				continue;
			while (i < s.n && s.p[i - 1] != '\n')
				i++;
			p->text.n = i;
			return;
		}
	}
}

/* Whether the bracket in so many others is one of an object. */
static bool
is_object(const struct part *p, size_t level)
{
	size_t up = p->depth - 1 - level;

	if (up < p->nclosed)
		return p->closed[up] == '}';
	return up == p->nclosed && p->members;
}

/* Whether the first line may begin with a key or a value other than true, false
 * and null, which words of any text begin like: each of its lines is asked.  A
 * bracket that ends there has nothing in it. */
static bool
may_begin(struct span text)
{
	const char *end = text.p + text.n, *p = text.p;

	while (p < end && is_blank_or_tab(*p))
		p++;
	if (p == text.p || p == end)
		return false;
	switch (*p) {
	case '"':
	case '{':
	case '[':
	case '-':
		return true;
	default:
		return is_digit(*p);
	}
}

static void
add_opening(const struct part *p, struct buf *opening)
{
	for (size_t level = 0; level < p->depth; level++) {
		for (size_t i = 0; i < level * p->unit; i++)
			buf_add_char(opening, p->blank);
		if (level && is_object(p, level - 1))
			buf_add_str(opening, "\"\": ");
		buf_add_str(opening, is_object(p, level) ? "{\n" : "[\n");
	}
}

static size_t
look(struct span text, struct buf *opening, size_t *looked)
{
	struct part p = { .text = span_of(text.p, 0), .blank = *text.p };

	take_lines(&p, text);
	*looked = p.text.n;
	if (!p.text.n || p.indent % p.unit)
		return 0;
	p.depth = p.indent / p.unit;
	/* The brackets are not worth more bytes than there are of it. */
	if (p.depth > JSON_DEPTH || p.depth * p.indent > p.text.n)
		return 0;
	find_closed(&p);
	add_opening(&p, opening);
	return p.text.n;
}

size_t
json_unopened(struct span text, struct buf *opening, size_t *looked)
{
	*looked = 0;
	return may_begin(text) ? look(text, opening, looked) : 0;
}
