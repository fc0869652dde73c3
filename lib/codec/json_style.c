/* SPDX-License-Identifier: Apache-2.0 */
/* Layouts of JSON and their printer; see json_style.h. */
#include "codec/json_style.h"

#define BOM "\xef\xbb\xbf"

/* ---- in words ------------------------------------------------------------ */

static const char *const colons[] = { "k:v", "k: v", "k : v" };

void
style_write(const struct json_style *s, struct buf *out)
{
	if (!s->lines && s->colon == s->comma)
		buf_add_str(out, s->comma ? "spaced" : "compact");
	else if (!s->lines)
		buf_add_str(out, s->comma ? "a, b" : "a,b");
	if (s->lines) {
		buf_add_str(out, "indent ");
		if (s->indent == '\t')
			buf_add_str(out, "tab");
		else
			buf_add_uint(out, s->width);
	}
	if (s->lines && s->lines < STYLE_ALL) {
		buf_add_str(out, " depth ");
		buf_add_uint(out, s->lines);
	}
	if (s->lines && !s->comma)
		buf_add_str(out, " a,b");
	if (s->colon != (s->lines ? 1 : s->comma)) {
		buf_add_char(out, ' ');
		buf_add_str(out, colons[s->colon]);
	}
	if (s->tight)
		buf_add_str(out, " tight");
	if (s->flat)
		buf_add_str(out, " flat");
	if (s->braces)
		buf_add_str(out, " { }");
	if (s->brackets)
		buf_add_str(out, " [ ]");
	if (s->bom)
		buf_add_str(out, " bom");
}

/* Takes a word and the blank before it off. */
static bool
take(struct span *rest, const char *word)
{
	if (!span_starts(*rest, word))
		return false;
	*rest = span_from(*rest, strlen(word));
	return true;
}

static bool
take_number(struct span *rest, unsigned most, unsigned *value)
{
	size_t n = 0;

	*value = 0;
	for (; n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9'; n++) {
		*value = *value * 10 + (unsigned)(rest->p[n] - '0');
		if (*value > most)
			return false;
	}
	*rest = span_from(*rest, n);
	return n != 0;
}

static bool
read_indent(struct json_style *s, struct span *rest)
{
	s->comma = true;
	s->colon = 1;
	s->lines = STYLE_ALL;
	s->indent = ' ';
	if (take(rest, "tab")) {
		s->indent = '\t';
		s->width = 1;
	} else if (!take_number(rest, 64, &s->width)) {
		return false;
	}
	if (take(rest, " depth ") &&
		(!take_number(rest, STYLE_ALL, &s->lines) || !s->lines))
		return false;
	if (take(rest, " a,b"))
		s->comma = false;
	return true;
}

bool
style_read(struct json_style *s, struct span *rest)
{
	*s = (struct json_style){ .indent = ' ' };
	if (take(rest, "indent ")) {
		if (!read_indent(s, rest))
			return false;
	} else if (take(rest, "spaced") || take(rest, "a, b")) {
		s->comma = true;
		s->colon = 1;
	} else if (!take(rest, "compact") && !take(rest, "a,b")) {
		return false;
	}
	for (unsigned i = 0; i < 3; i++) {
		struct span word = *rest;

		if (take(&word, " ") && take(&word, colons[i])) {
			s->colon = i;
			*rest = word;
			break;
		}
	}
	s->tight = take(rest, " tight");
	s->flat = take(rest, " flat");
	s->braces = take(rest, " { }");
	s->brackets = take(rest, " [ ]");
	s->bom = take(rest, " bom");
	return !rest->n || rest->p[0] == ';';
}

/* ---- detection ----------------------------------------------------------- */

/* What is seen of a text. */
struct layout {
	struct span text;
	const jsmntok_t *token;
	/* Deepest container in lines, shallowest on one line, from 1; of
	 * arrays without containers apart. */
	unsigned deepest, shallowest, shallowest_flat;
	bool has_colon, has_comma, has_indent, has_brace, has_bracket;
};

static int
text_at(const struct layout *l, size_t at)
{
	return at < l->text.n ? (unsigned char)l->text.p[at] : -1;
}

/* Where a value starts and ends with its quotes. */
static size_t
start_of(const jsmntok_t *t)
{
	return (size_t)t->start - (t->type == JSMN_STRING);
}

static size_t
end_of(const jsmntok_t *t)
{
	return (size_t)t->end + (t->type == JSMN_STRING);
}

static void
see_inline(struct json_style *s, struct layout *l, size_t i)
{
	const jsmntok_t *t = &l->token[i], *first = t + 1, *last;
	bool object = t->type == JSMN_OBJECT;
	bool *seen = object ? &l->has_brace : &l->has_bracket;
	bool pad = text_at(l, (size_t)t->start + 1) == ' ';

	if (!*seen) {
		*seen = true;
		*(object ? &s->braces : &s->brackets) = pad;
	}
	if (!l->has_comma && t->size > 1) {
		last = object ? first + 1 : first;
		s->comma = text_at(l, end_of(last) + 1) == ' ';
		l->has_comma = true;
	}
}

static bool
has_containers(const jsmntok_t *token, size_t i)
{
	return json_next(token, i) - i - 1 != (size_t)token[i].size;
}

static void
see_container(struct json_style *s, struct layout *l, size_t i, unsigned depth)
{
	const jsmntok_t *t = &l->token[i];
	size_t from = (size_t)t->start + 1, n = 0;

	if (!t->size)
		return;
	if (text_at(l, from) != '\n') {
		unsigned *least = t->type == JSMN_ARRAY &&
						  !has_containers(l->token, i)
					  ? &l->shallowest_flat
					  : &l->shallowest;

		if (depth + 1 < *least)
			*least = depth + 1;
		see_inline(s, l, i);
		return;
	}
	if (depth + 1 > l->deepest)
		l->deepest = depth + 1;
	if (l->has_indent)
		return;
	l->has_indent = true;
	while (text_at(l, from + 1 + n) == ' ' ||
		text_at(l, from + 1 + n) == '\t')
		n++;
	s->indent = text_at(l, from + 1) == '\t' ? '\t' : ' ';
	s->width = (unsigned)(n / (depth + 1));
}

static void
see_key(struct json_style *s, struct layout *l, const jsmntok_t *key)
{
	size_t gap = start_of(key + 1) - end_of(key);

	l->has_colon = true;
	s->colon = gap == 1				    ? 0
		   : text_at(l, end_of(key)) == ' ' ? 2
						    : 1;
}

/* A newline between values of a container that has none at its brackets. */
static bool
is_tight(const struct layout *l, const jsmntok_t *top)
{
	const jsmntok_t *first = top->type == JSMN_OBJECT ? top + 2 : top + 1;

	return top->type == JSMN_ARRAY && top->size > 1 &&
	       text_at(l, end_of(first) + 1) == '\n';
}

void
style_detect(struct json_style *s, struct span text,
	const struct json_tokens *tokens)
{
	struct layout l = { .text = text,
		.token = tokens->token,
		.shallowest = STYLE_ALL + 1,
		.shallowest_flat = STYLE_ALL + 1 };
	size_t open[JSON_DEPTH], end;
	unsigned depth = 0;

	*s = (struct json_style){ .indent = ' ' };
	s->bom = span_starts(text, BOM);
	for (size_t i = 0; i < tokens->n; i++) {
		const jsmntok_t *t = &tokens->token[i];

		while (depth && i >= open[depth - 1])
			depth--;
		if (t->type == JSMN_STRING && t->size && !l.has_colon)
			see_key(s, &l, t);
		if (t->type != JSMN_OBJECT && t->type != JSMN_ARRAY)
			continue;
		see_container(s, &l, i, depth);
		end = json_next(tokens->token, i);
		if (depth < JSON_DEPTH)
			open[depth++] = end;
	}
	if (l.deepest) {
		s->lines = l.shallowest > STYLE_ALL ? STYLE_ALL : l.deepest;
		s->flat = l.shallowest_flat <= l.deepest ||
			  (l.shallowest_flat <= STYLE_ALL &&
				  s->lines == STYLE_ALL);
	} else if (tokens->n && is_tight(&l, tokens->token)) {
		s->lines = 1;
		s->tight = true;
		s->comma = tokens->token[1].type == JSMN_OBJECT &&
			   tokens->token[1].size > 1 &&
			   text_at(&l, end_of(&tokens->token[3]) + 1) == ' ';
		s->brackets = false;
	}
	/* Without a blank to be seen, as the usual words imply. */
	if (!l.has_comma)
		s->comma = s->lines ? true : s->colon != 0;
	if (!l.has_colon)
		s->colon = s->lines ? 1 : s->comma;
}

/* ---- printing ------------------------------------------------------------ */

void
print_start(struct json_printer *p, const struct json_style *style,
	struct buf *out)
{
	p->style = *style;
	p->out = out;
	p->depth = 0;
	p->keyed = false;
	if (style->bom)
		buf_add_str(out, BOM);
}

static void
new_line(struct json_printer *p, size_t depth)
{
	size_t n = depth * p->style.width;

	if (!buf_reserve(p->out, n + 1))
		return;
	p->out->p[p->out->n] = '\n';
	memset(p->out->p + p->out->n + 1, p->style.indent, n);
	p->out->n += n + 1;
}

/*
 * An array was printed on one line, as if there were only scalars in it, and
 * now a container comes: the lines are broken after all.
 */
static void
break_lines(struct json_printer *p, struct json_level *l)
{
	struct buf *out = p->out, flat = { 0 };
	size_t from = l->at + 1, n = out->n - from, start = 0;
	bool quoted = false;

	l->pending = false;
	l->lines = true;
	if (!l->any)
		return;
	buf_add(&flat, span_of(out->p + from, n));
	if (!buf_ok(&flat)) {
		out->failed = true;
		return;
	}
	out->n = from;
	start = p->style.brackets ? 1 : 0;
	for (size_t i = start; i < n; i++) {
		if (quoted && flat.p[i] == '\\')
			i++;
		else if (flat.p[i] == '"')
			quoted = !quoted;
		else if (!quoted && flat.p[i] == ',') {
			new_line(p, p->depth);
			buf_add(out, span_of(flat.p + start, i + 1 - start));
			start = i + 1 + p->style.comma;
		}
	}
	new_line(p, p->depth);
	buf_add(out, span_of(flat.p + start, n - start));
	buf_release(&flat);
}

/* What stands before a key or a value of an array. */
static void
print_gap(struct json_printer *p, bool container)
{
	const struct json_style *s = &p->style;
	struct json_level *l;
	bool pad;

	if (!p->depth)
		return;
	l = &p->level[p->depth - 1];
	if (l->pending && container)
		break_lines(p, l);
	if (l->any)
		buf_add_char(p->out, ',');
	pad = l->any ? s->comma : l->object ? s->braces : s->brackets;
	if (l->lines && (l->any || !s->tight))
		new_line(p, p->depth);
	else if (!l->lines && pad)
		buf_add_char(p->out, ' ');
	l->any = true;
}

static void
print_before_value(struct json_printer *p, bool container)
{
	if (p->keyed)
		p->keyed = false;
	else
		print_gap(p, container);
}

/* Values that are in nothing have lines of their own. */
static void
print_after_value(struct json_printer *p)
{
	if (!p->depth)
		buf_add_char(p->out, '\n');
}

bool
print_open(struct json_printer *p, bool object)
{
	const struct json_style *s = &p->style;
	struct json_level *l;

	if (p->depth == JSON_DEPTH)
		return false;
	print_before_value(p, true);
	l = &p->level[p->depth];
	*l = (struct json_level){ .object = object, .at = p->out->n };
	l->pending = s->flat && !object;
	l->lines = !l->pending && p->depth < s->lines;
	/* Beyond the lines a flat array cannot break. */
	if (p->depth >= s->lines)
		l->pending = false;
	p->depth++;
	buf_add_char(p->out, object ? '{' : '[');
	return true;
}

bool
print_close(struct json_printer *p)
{
	const struct json_style *s = &p->style;
	struct json_level *l;

	if (!p->depth || p->keyed)
		return false;
	l = &p->level[--p->depth];
	if (l->any && l->lines && !s->tight)
		new_line(p, p->depth);
	else if (l->any && !l->lines && (l->object ? s->braces : s->brackets))
		buf_add_char(p->out, ' ');
	buf_add_char(p->out, l->object ? '}' : ']');
	print_after_value(p);
	return true;
}

static void
print_string(struct buf *out, struct span raw)
{
	if (!buf_reserve(out, raw.n + 2))
		return;
	out->p[out->n] = '"';
	if (raw.n)
		memcpy(out->p + out->n + 1, raw.p, raw.n);
	out->p[out->n + raw.n + 1] = '"';
	out->n += raw.n + 2;
}

void
print_key(struct json_printer *p, struct span raw)
{
	static const char *const text[] = { ":", ": ", " : " };

	print_gap(p, false);
	print_string(p->out, raw);
	buf_add_str(p->out, text[p->style.colon]);
	p->keyed = true;
}

void
print_scalar(struct json_printer *p, struct span raw, bool string)
{
	print_before_value(p, false);
	if (string)
		print_string(p->out, raw);
	else
		buf_add(p->out, raw);
	print_after_value(p);
}

void
print_tokens(struct json_printer *p, struct span text,
	const struct json_tokens *tokens)
{
	size_t end[JSON_DEPTH], depth = 0;

	for (size_t i = 0; i < tokens->n; i++) {
		const jsmntok_t *t = &tokens->token[i];
		struct span raw = span_of(
			text.p + t->start, (size_t)(t->end - t->start));

		while (depth && i >= end[depth - 1]) {
			print_close(p);
			depth--;
		}
		if (t->type == JSMN_OBJECT || t->type == JSMN_ARRAY) {
			print_open(p, t->type == JSMN_OBJECT);
			end[depth++] = json_next(tokens->token, i);
		} else if (t->type == JSMN_STRING && t->size) {
			print_key(p, raw);
		} else {
			print_scalar(p, raw, t->type == JSMN_STRING);
		}
	}
	while (depth--)
		print_close(p);
}
