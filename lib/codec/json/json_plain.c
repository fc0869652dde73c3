/* SPDX-License-Identifier: Apache-2.0 */
/* JSON with fewer quotes; see json_plain.h. */
#include "codec/json/json_plain.h"

/* Which of enum plain_stops a character is. */
static const uint8_t stop[256] = {
	['\n'] = PLAIN_LINE | PLAIN_MARK,
	[','] = PLAIN_COMMA | PLAIN_MARK,
	[']'] = PLAIN_CLOSE | PLAIN_MARK,
	['}'] = PLAIN_CLOSE | PLAIN_MARK,
	[')'] = PLAIN_PAREN | PLAIN_MARK,
	[':'] = PLAIN_COLON | PLAIN_MARK,
	[';'] = PLAIN_SEMICOLON,
	['='] = PLAIN_MARK,
	['?'] = PLAIN_MARK,
	['@'] = PLAIN_MARK,
	['('] = PLAIN_MARK,
	['['] = PLAIN_MARK,
	['{'] = PLAIN_MARK,
	['"'] = PLAIN_MARK,
	['\\'] = PLAIN_MARK,
};

/* Bytes up to the first of `stops`. */
static size_t
bare_length(struct span s, unsigned stops)
{
	size_t n = 0;

	while (n < s.n && !(stop[(unsigned char)s.p[n]] & stops))
		n++;
	return n;
}

static bool
has_blank_end(struct span s)
{
	return s.p[0] == ' ' || s.p[s.n - 1] == ' ';
}

static void
add_quoted(struct span raw, struct buf *out)
{
	buf_add_char(out, '"');
	buf_add(out, raw);
	buf_add_char(out, '"');
}

void
json_plain_key(struct span raw, struct buf *out)
{
	if (raw.n && !has_blank_end(raw) &&
		bare_length(raw, PLAIN_MARK) == raw.n)
		buf_add(out, raw);
	else
		add_quoted(raw, out);
}

void
json_plain_scalar(struct span raw, bool string, unsigned stops, struct buf *out)
{
	if (!string ||
		(raw.n && !has_blank_end(raw) &&
			bare_length(raw, stops) == raw.n &&
			!is_among(raw.p[0], "{[\"") && !json_is_literal(raw)))
		buf_add(out, raw);
	else
		add_quoted(raw, out);
}

void
json_plain_value(struct span text, const jsmntok_t *token, size_t i,
	unsigned stops, struct buf *out)
{
	size_t end[JSON_DEPTH], depth = 0, last = json_next(token, i);
	bool object[JSON_DEPTH], first = true, keyed = false;

	for (; i < last; i++) {
		const jsmntok_t *t = &token[i];
		struct span raw = json_raw(text, t);

		while (depth && i >= end[depth - 1]) {
			buf_add_char(out, object[--depth] ? '}' : ']');
			first = false;
		}
		if (!first && !keyed)
			buf_add_char(out, ',');
		first = keyed = false;
		if (json_is_container(t)) {
			object[depth] = t->type == JSMN_OBJECT;
			buf_add_char(out, object[depth] ? '{' : '[');
			end[depth++] = json_next(token, i);
			first = true;
		} else if (t->type == JSMN_STRING && t->size) {
			json_plain_key(raw, out);
			buf_add_char(out, ':');
			keyed = true;
		} else {
			json_plain_scalar(raw, t->type == JSMN_STRING,
				depth ? PLAIN_INNER : stops, out);
		}
	}
	while (depth)
		buf_add_char(out, object[--depth] ? '}' : ']');
}

/* ---- reading ------------------------------------------------------------- */

bool
json_plain_take_quoted(struct span *rest, struct span *raw)
{
	struct span s = span_from(*rest, 1);
	size_t n = 0;

	while (n < s.n && s.p[n] != '"')
		n += s.p[n] == '\\' ? 2 : 1;
	if (n >= s.n)
		return false;
	*raw = span_of(s.p, n);
	*rest = span_from(s, n + 1);
	return json_is_string(*raw);
}

bool
json_plain_take_key(struct span *rest, struct span *raw)
{
	size_t n;

	if (rest->n && rest->p[0] == '"')
		return json_plain_take_quoted(rest, raw);
	n = bare_length(*rest, PLAIN_MARK);
	*raw = span_of(rest->p, n);
	*rest = span_from(*rest, n);
	return n && json_is_string(*raw);
}

bool
json_plain_take_scalar(
	struct span *rest, unsigned stops, struct span *raw, bool *string)
{
	size_t n;

	*string = true;
	if (rest->n && rest->p[0] == '"')
		return json_plain_take_quoted(rest, raw);
	n = bare_length(*rest, stops);
	*raw = span_of(rest->p, n);
	*rest = span_from(*rest, n);
	*string = !json_is_literal(*raw);
	return n && (!*string || json_is_string(*raw));
}
