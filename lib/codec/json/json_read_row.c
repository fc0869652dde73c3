/* SPDX-License-Identifier: Apache-2.0 */
/* Cells and rows; see json_read_row.h. */
#include "codec/json/json_read_row.h"

#include "codec/json/json_plain.h"

#include <assert.h>

bool
json_read_wrong(struct json_reader *r, const char *why)
{
	if (!r->wrong)
		r->wrong = why;
	return false;
}

/* ---- values without tables ----------------------------------------------- */

bool
json_read_bracket(struct json_reader *r, bool object)
{
	return json_print_open(&r->printer, object) ||
	       json_read_wrong(r, "too deep");
}

/* After a value within `depth` containers: closes those that end, and stands
 * before the next value; *done if there is none in them. */
static bool
read_between(struct json_reader *r, struct span *rest, size_t base, bool *done)
{
	struct json_printer *p = &r->printer;

	for (;;) {
		struct span key;
		bool object;

		*done = p->depth == base;
		if (*done)
			return true;
		object = p->level[p->depth - 1].object;
		if (json_read_take(rest, object ? '}' : ']')) {
			json_print_close(p);
			continue;
		}
		if (p->level[p->depth - 1].any && !json_read_take(rest, ','))
			return json_read_wrong(r, "a value has no end");
		if (!object)
			return true;
		if (!json_plain_take_key(rest, &key) ||
			!json_read_take(rest, ':'))
			return json_read_wrong(r, "a key must be here");
		json_print_key(p, key);
		return true;
	}
}

/* A value without tables.  `stops` end it if it is bare. */
static bool
read_value(struct json_reader *r, struct span *rest, unsigned stops)
{
	size_t base = r->printer.depth;
	bool done = false, string;
	struct span raw;

	while (!done) {
		if (json_read_peek(*rest) == '{' ||
			json_read_peek(*rest) == '[') {
			bool object = json_read_peek(*rest) == '{';

			*rest = span_from(*rest, 1);
			if (!json_read_bracket(r, object))
				return false;
		} else {
			if (!json_plain_take_scalar(rest,
				    r->printer.depth > base ? PLAIN_INNER
							    : stops,
				    &raw, &string))
				return json_read_wrong(
					r, "no value is written so");
			json_print_scalar(&r->printer, raw, string);
		}
		if (!read_between(r, rest, base, &done))
			return false;
	}
	return true;
}

/* ---- cells --------------------------------------------------------------- */

bool
json_read_at_end(const struct json_reader *r, struct span rest)
{
	return !rest.n || rest.p[0] == ',' ||
	       (r->lists && (rest.p[0] == ';' || rest.p[0] == ']'));
}

/* Whether the front of a row is this word as a cell. */
static bool
is_cell(const struct json_reader *r, struct span row, const char *word)
{
	return span_starts(row, word) &&
	       json_read_at_end(r, span_from(row, strlen(word)));
}

static void
forget(struct json_node *node)
{
	node->has_odd = false;
	node->state.has_above = node->form.tail;
	node->state.above = node->form.first;
}

void
json_read_forget(struct json_node *node)
{
	if (node->kind == NODE_LEAF || node->kind == NODE_LIST)
		forget(node);
	if (node->kind == NODE_LIST)
		json_read_forget(node->element);
	if (node->kind == NODE_GROUP)
		for (struct json_node *f = node->fields; f; f = f->next)
			json_read_forget(f);
}

bool
json_read_start_cell(struct json_reader *r)
{
	bool ok = !r->started || json_read_take(&r->row, ',');

	r->started = true;
	return ok || json_read_wrong(r, "a row has too few cells");
}

/* The text of the odd cell that the row goes on with: what is there, or what
 * is above if that is nothing; NULL if neither. */
static struct span
odd_text(const struct json_reader *r, const struct json_node *node)
{
	if (!json_read_at_end(r, r->row))
		return r->row;
	return node->has_odd ? node->constant : span_of(NULL, 0);
}

void
json_read_end_odd(struct json_reader *r, struct json_node *node,
	struct span from, struct span text)
{
	r->before = span_of(NULL, 0);
	if (from.p != r->row.p)
		return;
	forget(node);
	node->has_odd = true;
	node->constant = span_of(from.p, from.n - text.n);
	r->row = text;
}

static void
print_name(struct json_reader *r, const struct span *name)
{
	if (name)
		json_print_key(&r->printer, *name);
}

static bool
is_odd_start(char c)
{
	return is_among(c, "-n{[\"");
}

/* An odd cell, unless the cell is none. */
static bool
read_odd(struct json_reader *r, struct json_node *node, const struct span *name,
	bool *odd)
{
	struct span from = odd_text(r, node), text = from, raw;

	*odd = false;
	/* Most cells are told apart by their first character. */
	if (!text.n || !is_odd_start(text.p[0]))
		return true;
	*odd = true;
	if (is_cell(r, text, "-")) {
		json_read_end_odd(r, node, from, span_from(text, 1));
		return name || json_read_wrong(r, "an element is absent");
	}
	if (is_cell(r, text, "null")) {
		json_read_end_odd(r, node, from, span_from(text, 4));
		print_name(r, name);
		json_print_scalar(&r->printer, span_of("null", 4), false);
		return true;
	}
	if (json_read_peek(text) == '{' || json_read_peek(text) == '[') {
		print_name(r, name);
		if (!read_value(r, &text, PLAIN_LINE))
			return false;
		json_read_end_odd(r, node, from, text);
		return true;
	}
	if (json_read_peek(text) == '"' &&
		json_plain_take_quoted(&text, &raw) &&
		json_rows_is_odd(node->quoted, raw)) {
		print_name(r, name);
		json_print_scalar(&r->printer, raw, true);
		json_read_end_odd(r, node, from, text);
		return true;
	}
	*odd = false;
	return true;
}

static bool
print_core(
	struct json_reader *r, const struct json_node *leaf, struct span core)
{
	const struct cell_form *f = &leaf->form;
	struct span value = core;
	bool string;

	if (f->prefix.n || f->suffix.n) {
		buf_reset(&r->value);
		buf_add(&r->value, f->prefix);
		buf_add(&r->value, core);
		buf_add(&r->value, f->suffix);
		value = buf_span(&r->value);
		if (!buf_ok(&r->value))
			r->shape.failed = true;
	}
	string = leaf->quoted || !json_is_literal(value);
	if (string && !json_is_string(value))
		return json_read_wrong(r, "a cell is no string");
	json_print_scalar(&r->printer, value, string);
	return true;
}

static bool
read_leaf(
	struct json_reader *r, struct json_node *leaf, const struct span *name)
{
	struct span core;
	bool odd;

	if (!json_read_start_cell(r) || !read_odd(r, leaf, name, &odd))
		return false;
	if (odd)
		return true;
	leaf->has_odd = false;
	r->cells.special = r->lists ? ";]" : NULL;
	if (!cell_read(&r->cells, &leaf->form, &leaf->state, &r->row, r->before,
		    &core))
		return json_read_wrong(r, "no cell is written so");
	r->before = core;
	print_name(r, name);
	return print_core(r, leaf, core);
}

/* ---- rows ---------------------------------------------------------------- */

static bool
read_list(
	struct json_reader *r, struct json_node *list, const struct span *name)
{
	struct json_node *element = list->element;
	bool odd, group = element->kind == NODE_GROUP;

	if (!json_read_start_cell(r))
		return false;
	if (!json_read_take(&r->row, '[')) {
		if (!read_odd(r, list, name, &odd))
			return false;
		forget(list);
		return odd || json_read_wrong(r, "a list must be here");
	}
	print_name(r, name);
	if (!json_read_bracket(r, false))
		return false;
	forget(list);
	json_read_forget(element);
	r->lists++;
	r->before = span_of(NULL, 0);
	while (!json_read_take(&r->row, ']')) {
		if (r->printer.level[r->printer.depth - 1].any &&
			!json_read_take(&r->row, group ? ';' : ','))
			return json_read_wrong(r, "a list has no end");
		r->started = false;
		if (group)
			r->before = span_of(NULL, 0);
		if (!json_read_node(r, element, NULL))
			return false;
	}
	assert(r->lists);
	r->lists--;
	r->started = true;
	r->before = span_of(NULL, 0);
	json_print_close(&r->printer);
	return true;
}

/* The value of an optional group that is none, if so. */
static bool
read_mark(struct json_reader *r, struct json_node *group,
	const struct span *name, bool *mark)
{
	struct json_node *first = json_shape_first(group);
	bool started = r->started;
	struct span row = r->row, from, text;

	if (!json_read_start_cell(r))
		return false;
	from = text = odd_text(r, first);
	*mark = true;
	if (!group->marked || json_read_take(&text, '@')) {
		if (is_cell(r, text, "-")) {
			json_read_end_odd(r, first, from, span_from(text, 1));
			return name ||
			       json_read_wrong(r, "an element is absent");
		}
		if (is_cell(r, text, "null") || json_read_peek(text) == '{') {
			print_name(r, name);
			if (!read_value(r, &text, PLAIN_LIST))
				return false;
			json_read_end_odd(r, first, from, text);
			return true;
		}
		if (group->marked)
			return json_read_wrong(r, "no mark is written so");
	}
	*mark = false;
	r->started = started;
	r->row = row;
	return true;
}

static bool
read_constant(
	struct json_reader *r, struct json_node *node, const struct span *name)
{
	struct span text = node->constant;

	print_name(r, name);
	return read_value(r, &text, PLAIN_HEADER);
}

static bool
read_group(
	struct json_reader *r, struct json_node *group, const struct span *name)
{
	bool mark = false;

	if (group->optional && !read_mark(r, group, name, &mark))
		return false;
	if (mark)
		return true;
	print_name(r, name);
	if (!json_read_bracket(r, true))
		return false;
	for (struct json_node *f = group->fields; f; f = f->next)
		if (!json_read_node(r, f, &f->name))
			return false;
	json_print_close(&r->printer);
	return true;
}

bool
json_read_node(
	struct json_reader *r, struct json_node *node, const struct span *name)
{
	switch (node->kind) {
	case NODE_LEAF:
		return read_leaf(r, node, name);
	case NODE_GROUP:
		return read_group(r, node, name);
	case NODE_LIST:
		return read_list(r, node, name);
	case NODE_CONSTANT:
		return read_constant(r, node, name);
	}
	return false;
}
