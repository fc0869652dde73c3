/* SPDX-License-Identifier: Apache-2.0 */
/* JSON that is cut off; see json_unclosed.h. */
#include "codec/json_unclosed.h"

#include "base/json.h"

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

	while (n < text.n && (text.p[n] == ' ' || text.p[n] == '\t'))
		n++;
	return span_of(text.p + line, n - line);
}

/* Whether a newline is among the blanks from byte `at` on. */
static bool
has_newline(struct span text, size_t at)
{
	while (at < text.n &&
		(text.p[at] == ' ' || text.p[at] == '\t' || text.p[at] == '\r'))
		at++;
	return at < text.n && text.p[at] == '\n';
}

/* Behind the string whose quote is at `at`; at most at the end. */
static size_t
string_end(struct span text, size_t at)
{
	for (at++; at < text.n && text.p[at] != '"'; at++)
		at += text.p[at] == '\\';
	return at < text.n ? at + 1 : text.n;
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
