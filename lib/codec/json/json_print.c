/* SPDX-License-Identifier: Apache-2.0 */
/* Printing JSON in a style; see json_style.h. */
#include "codec/json/json_style.h"

#include "codec/json/json_plain.h"

void
json_print_start(struct json_printer *p, const struct json_style *style,
	const struct json_forced *forced, struct buf *out)
{
	p->style = *style;
	p->forced = forced;
	p->container = p->line = p->lines = 0;
	p->out = out;
	p->depth = 0;
	p->keyed = false;
	if (style->bom)
		buf_add_str(out, JSON_BOM);
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
 * What is in a container was printed on one line, as if it were flat, and now
 * another container comes: the lines are broken after all.
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
	start = l->object ? p->style.braces : p->style.brackets;
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
print_gap(struct json_printer *p)
{
	const struct json_style *s = &p->style;
	struct json_level *l;
	bool pad;

	if (!p->depth)
		return;
	l = &p->level[p->depth - 1];
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
	struct json_level *l = p->depth ? &p->level[p->depth - 1] : NULL;

	if (l && l->pending && container)
		break_lines(p, l);
	if (p->keyed)
		p->keyed = false;
	else
		print_gap(p);
}

/* Values that are in nothing have lines of their own. */
static void
print_after_value(struct json_printer *p)
{
	if (!p->depth)
		buf_add_char(p->out, '\n');
}

/* Whether the next container is one of a list that is not as the style says. */
static bool
is_forced(const struct json_printer *p, const uint32_t *list, size_t n,
	size_t *next)
{
	if (*next == n || list[*next] != p->container)
		return false;
	++*next;
	return true;
}

bool
json_print_open(struct json_printer *p, bool object)
{
	const struct json_style *s = &p->style;
	const struct json_forced *f = p->forced;
	struct json_level *l;

	if (p->depth == JSON_DEPTH)
		return false;
	print_before_value(p, true);
	l = &p->level[p->depth];
	*l = (struct json_level){ .object = object, .at = p->out->n };
	l->lines = p->depth < s->lines;
	/* Flat until a container is in it. */
	l->pending = l->lines && (object ? s->flat_objects : s->flat_arrays);
	if (is_forced(p, f->line, f->nline, &p->line))
		l->lines = l->pending = false;
	if (is_forced(p, f->lines, f->nlines, &p->lines)) {
		l->lines = true;
		l->pending = false;
	}
	if (l->pending)
		l->lines = false;
	p->container++;
	p->depth++;
	buf_add_char(p->out, object ? '{' : '[');
	return true;
}

bool
json_print_close(struct json_printer *p)
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

/* In quotes, and with what follows. */
static void
print_string(struct buf *out, struct span raw, struct span after)
{
	char *p;

	if (!buf_reserve(out, raw.n + 2 + after.n))
		return;
	p = out->p + out->n;
	*p++ = '"';
	if (raw.n)
		memcpy(p, raw.p, raw.n);
	p += raw.n;
	*p++ = '"';
	memcpy(p, after.p, after.n);
	out->n += raw.n + 2 + after.n;
}

void
json_print_key(struct json_printer *p, struct span raw)
{
	static const struct span colon[] = { { ":", 1 }, { ": ", 2 },
		{ " : ", 3 } };

	print_gap(p);
	print_string(p->out, raw, colon[p->style.colon]);
	p->keyed = true;
}

void
json_print_scalar(struct json_printer *p, struct span raw, bool string)
{
	print_before_value(p, false);
	if (string)
		print_string(p->out, raw, span_of("", 0));
	else
		buf_add(p->out, raw);
	print_after_value(p);
}

void
json_print_tokens(struct json_printer *p, struct span text,
	const struct json_tokens *tokens)
{
	size_t end[JSON_DEPTH], depth = 0;

	for (size_t i = 0; i < tokens->n; i++) {
		const jsmntok_t *t = &tokens->token[i];
		struct span raw =
			span_of(text.p + t->start, (size_t)(t->end - t->start));

		while (depth && i >= end[depth - 1]) {
			json_print_close(p);
			depth--;
		}
		if (t->type == JSMN_OBJECT || t->type == JSMN_ARRAY) {
			json_print_open(p, t->type == JSMN_OBJECT);
			end[depth++] = json_next(tokens->token, i);
		} else if (t->type == JSMN_STRING && t->size) {
			json_print_key(p, raw);
		} else {
			json_print_scalar(p, raw, t->type == JSMN_STRING);
		}
	}
	while (depth--)
		json_print_close(p);
}
