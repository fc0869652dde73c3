/* SPDX-License-Identifier: Apache-2.0 */
/* From rows and bare strings to JSON again; see json_read.h. */
#include "codec/json_read.h"

#include "codec/json_plain.h"
#include "table/number.h"

static bool
wrong(struct json_reader *r, const char *why)
{
	if (!r->wrong)
		r->wrong = why;
	return false;
}

static bool
take(struct span *rest, char c)
{
	if (!rest->n || rest->p[0] != c)
		return false;
	*rest = span_from(*rest, 1);
	return true;
}

static int
peek(struct span rest)
{
	return rest.n ? (unsigned char)rest.p[0] : -1;
}

/* ---- values without tables ----------------------------------------------- */

static bool
print_bracket(struct json_reader *r, bool object)
{
	return json_print_open(&r->printer, object) || wrong(r, "too deep");
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
		if (take(rest, object ? '}' : ']')) {
			json_print_close(p);
			continue;
		}
		if (p->level[p->depth - 1].any && !take(rest, ','))
			return wrong(r, "a value has no end");
		if (!object)
			return true;
		if (!json_plain_take_key(rest, &key) || !take(rest, ':'))
			return wrong(r, "a key must be here");
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
		if (peek(*rest) == '{' || peek(*rest) == '[') {
			bool object = peek(*rest) == '{';

			*rest = span_from(*rest, 1);
			if (!print_bracket(r, object))
				return false;
		} else {
			if (!json_plain_take_scalar(rest,
				    r->printer.depth > base ? PLAIN_INNER
							    : stops,
				    &raw, &string))
				return wrong(r, "no value is written so");
			json_print_scalar(&r->printer, raw, string);
		}
		if (!read_between(r, rest, base, &done))
			return false;
	}
	return true;
}

/* ---- cells --------------------------------------------------------------- */

static bool
at_end(const struct json_reader *r, struct span rest)
{
	return !rest.n || rest.p[0] == ',' ||
	       (r->lists && (rest.p[0] == ';' || rest.p[0] == ']'));
}

/* Whether the front of a row is this word as a cell. */
static bool
is_cell(const struct json_reader *r, struct span row, const char *word)
{
	return span_starts(row, word) &&
	       at_end(r, span_from(row, strlen(word)));
}

static void
forget(struct json_node *node)
{
	node->has_odd = false;
	node->state.has_above = node->form.tail;
	node->state.above = node->form.first;
}

static void
forget_all(struct json_node *node)
{
	if (node->kind == NODE_LEAF || node->kind == NODE_LIST)
		forget(node);
	if (node->kind == NODE_LIST)
		forget_all(node->element);
	if (node->kind == NODE_GROUP)
		for (struct json_node *f = node->fields; f; f = f->next)
			forget_all(f);
}

/* Before a cell: the comma. */
static bool
start_cell(struct json_reader *r)
{
	bool ok = !r->started || take(&r->row, ',');

	r->started = true;
	return ok || wrong(r, "a row has too few cells");
}

/* The text of the odd cell that the row goes on with: what is there, or what
 * is above if that is nothing; NULL if neither. */
static struct span
odd_text(const struct json_reader *r, const struct json_node *node)
{
	if (!at_end(r, r->row))
		return r->row;
	return node->has_odd ? node->constant : span_of(NULL, 0);
}

/* The odd cell is read: `text` is what is left of it, `from` where it began. */
static void
end_odd(struct json_reader *r, struct json_node *node, struct span from,
	struct span text)
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
	return c == '-' || c == 'n' || c == '{' || c == '[' || c == '"';
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
		end_odd(r, node, from, span_from(text, 1));
		return name || wrong(r, "an element is absent");
	}
	if (is_cell(r, text, "null")) {
		end_odd(r, node, from, span_from(text, 4));
		print_name(r, name);
		json_print_scalar(&r->printer, span_of("null", 4), false);
		return true;
	}
	if (peek(text) == '{' || peek(text) == '[') {
		print_name(r, name);
		if (!read_value(r, &text, PLAIN_LINE))
			return false;
		end_odd(r, node, from, text);
		return true;
	}
	if (peek(text) == '"' && json_plain_take_quoted(&text, &raw) &&
		json_rows_is_odd(node->quoted, raw)) {
		print_name(r, name);
		json_print_scalar(&r->printer, raw, true);
		end_odd(r, node, from, text);
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
		return wrong(r, "a cell is no string");
	json_print_scalar(&r->printer, value, string);
	return true;
}

static bool
read_leaf(
	struct json_reader *r, struct json_node *leaf, const struct span *name)
{
	struct span core;
	bool odd;

	if (!start_cell(r) || !read_odd(r, leaf, name, &odd))
		return false;
	if (odd)
		return true;
	leaf->has_odd = false;
	r->cells.special = r->lists ? ";]" : NULL;
	if (!cell_read(&r->cells, &leaf->form, &leaf->state, &r->row, r->before,
		    &core))
		return wrong(r, "no cell is written so");
	r->before = core;
	print_name(r, name);
	return print_core(r, leaf, core);
}

/* ---- rows ---------------------------------------------------------------- */

static bool read_node(
	struct json_reader *r, struct json_node *node, const struct span *name);

static bool
read_list(
	struct json_reader *r, struct json_node *list, const struct span *name)
{
	struct json_node *element = list->element;
	bool odd, group = element->kind == NODE_GROUP;

	if (!start_cell(r))
		return false;
	if (!take(&r->row, '[')) {
		if (!read_odd(r, list, name, &odd))
			return false;
		forget(list);
		return odd || wrong(r, "a list must be here");
	}
	print_name(r, name);
	if (!print_bracket(r, false))
		return false;
	forget(list);
	forget_all(element);
	r->lists++;
	r->before = span_of(NULL, 0);
	while (!take(&r->row, ']')) {
		if (r->printer.level[r->printer.depth - 1].any &&
			!take(&r->row, group ? ';' : ','))
			return wrong(r, "a list has no end");
		r->started = false;
		if (group)
			r->before = span_of(NULL, 0);
		if (!read_node(r, element, NULL))
			return false;
	}
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

	if (!start_cell(r))
		return false;
	from = text = odd_text(r, first);
	*mark = true;
	if (!group->marked || take(&text, '@')) {
		if (is_cell(r, text, "-")) {
			end_odd(r, first, from, span_from(text, 1));
			return name || wrong(r, "an element is absent");
		}
		if (is_cell(r, text, "null") || peek(text) == '{') {
			print_name(r, name);
			if (!read_value(r, &text, PLAIN_LIST))
				return false;
			end_odd(r, first, from, text);
			return true;
		}
		if (group->marked)
			return wrong(r, "no mark is written so");
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
	if (!print_bracket(r, true))
		return false;
	for (struct json_node *f = group->fields; f; f = f->next)
		if (!read_node(r, f, &f->name))
			return false;
	json_print_close(&r->printer);
	return true;
}

static bool
read_node(
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

/* ---- tables -------------------------------------------------------------- */

/* What a table begins with. */
struct table {
	enum json_rows_kind kind;
	uint64_t rows, nshapes;
	struct json_node *row[SORT_SHAPES], *key;
};

static bool
take_word(struct span *rest, const char *word)
{
	if (!span_starts(*rest, word))
		return false;
	*rest = span_from(*rest, strlen(word));
	return true;
}

static bool
take_number(struct span *rest, uint64_t *value)
{
	size_t n = 0;

	while (n < rest->n && n < NUMBER_DIGITS && is_digit(rest->p[n]))
		n++;
	if (!number_read(span_of(rest->p, n), value))
		return false;
	*rest = span_from(*rest, n);
	return true;
}

/* "[500]", "{500}", "[500 lines]", "[500, 2 shapes]" and what must follow;
 * false: something else. */
static bool
take_count(struct span *rest, struct table *t)
{
	struct span s = *rest;
	bool map = take(&s, '{');

	*t = (struct table){ .kind = map ? ROWS_MAP : ROWS_ARRAY };
	t->nshapes = 1;
	if ((!map && !take(&s, '[')) || !take_number(&s, &t->rows) || !t->rows)
		return false;
	if (!map && take_word(&s, " lines"))
		t->kind = ROWS_LINES;
	if (!map && take_word(&s, ", ")) {
		if (!take_number(&s, &t->nshapes) || t->nshapes < 2 ||
			t->nshapes > SORT_SHAPES ||
			!take_word(&s, " shapes]\n"))
			return false;
	} else if (!take(&s, map ? '}' : ']') || !s.n ||
		   !strchr(" ?@", s.p[0])) {
		return false;
	}
	*rest = s;
	return true;
}

/* A key of a map, as the first cell of its row. */
static bool
read_row_key(struct json_reader *r, struct json_node *key)
{
	struct span core, raw;

	start_cell(r);
	if (peek(r->row) == '"') {
		struct span rest = r->row;

		if (json_plain_take_quoted(&rest, &raw) &&
			json_rows_is_odd(key->quoted, raw)) {
			end_odd(r, key, r->row, rest);
			json_print_key(&r->printer, raw);
			return true;
		}
	}
	if (at_end(r, r->row) && key->has_odd) {
		struct span again = key->constant;

		json_plain_take_quoted(&again, &raw);
		json_print_key(&r->printer, raw);
		r->before = span_of(NULL, 0);
		return true;
	}
	key->has_odd = false;
	r->cells.special = NULL;
	if (!cell_read(&r->cells, &key->form, &key->state, &r->row, r->before,
		    &core))
		return wrong(r, "no key is written so");
	r->before = core;
	buf_reset(&r->value);
	buf_add(&r->value, key->form.prefix);
	buf_add(&r->value, core);
	buf_add(&r->value, key->form.suffix);
	if (!json_is_string(buf_span(&r->value)))
		return wrong(r, "a key is no string");
	json_print_key(&r->printer, buf_span(&r->value));
	return true;
}

/* The letter in front of a row of one of several shapes. */
static bool
read_letter(struct json_reader *r, const struct table *t, size_t *shape)
{
	r->started = true;
	if (r->row.n && r->row.p[0] >= 'A' &&
		(uint64_t)(r->row.p[0] - 'A') < t->nshapes) {
		*shape = (size_t)(r->row.p[0] - 'A');
		r->row = span_from(r->row, 1);
	}
	return *shape < t->nshapes || wrong(r, "a row has no shape");
}

static bool
read_row(struct json_reader *r, struct table *t, size_t *shape)
{
	struct span line;

	if (!span_line(&r->rest, &line))
		return wrong(r, "rows are missing");
	r->row = span_chomp(line);
	r->before = span_of(NULL, 0);
	r->started = false;
	r->lists = 0;
	if (t->nshapes > 1 && !read_letter(r, t, shape))
		return false;
	if (t->key && !read_row_key(r, t->key))
		return false;
	if (!read_node(r, t->row[*shape], NULL))
		return false;
	return !r->row.n || wrong(r, "a row has too many cells");
}

/* The fields of rows of one shape: "? id,name". */
static bool
read_fields(struct json_reader *r, struct json_node **row)
{
	struct span line, rest;

	if (!span_line(&r->rest, &line))
		return wrong(r, "a header is missing");
	*row = json_shape_node(&r->shape, span_of(NULL, 0));
	if (!*row)
		return false;
	rest = span_chomp(line);
	(*row)->marked = take(&rest, '@');
	(*row)->optional = (*row)->marked || take(&rest, '?');
	return (take(&rest, ' ') &&
		       json_shape_read(&r->shape, &r->cells, *row, &rest) &&
		       !rest.n) ||
	       wrong(r, "no header is written so");
}

static bool
read_headers(struct json_reader *r, struct table *t)
{
	for (uint64_t k = 0; k < t->nshapes; k++) {
		if (t->nshapes > 1 && !take(&r->rest, (char)('A' + k)))
			return wrong(r, "a shape is missing");
		if (!read_fields(r, &t->row[k]))
			return false;
	}
	if (t->kind != ROWS_MAP)
		return true;
	/* The key is written like a field, and was taken for one. */
	t->key = t->row[0]->fields;
	t->row[0]->fields = t->key->next;
	t->key->next = NULL;
	return (t->key->kind == NODE_LEAF && json_shape_first(t->row[0])) ||
	       wrong(r, "a map has no key");
}

static bool
read_table(struct json_reader *r, struct table *t)
{
	struct json_printer *p = &r->printer;
	size_t shape = t->nshapes > 1 ? SORT_SHAPES : 0;

	arena_reset(&r->shape.arena);
	cells_begin(&r->cells, NULL);
	r->cells.verbatim = true;
	if (!read_headers(r, t) ||
		(t->kind != ROWS_LINES &&
			!print_bracket(r, t->kind == ROWS_MAP)))
		return false;
	for (uint64_t k = 0; k < t->nshapes; k++)
		forget_all(t->row[k]);
	if (t->key)
		forget_all(t->key);
	for (uint64_t i = 0; i < t->rows; i++)
		if (!read_row(r, t, &shape) || !buf_ok(p->out))
			return false;
	if (t->kind != ROWS_LINES)
		json_print_close(p);
	return true;
}

/* ---- the body ------------------------------------------------------------ */

/* Behind a value: closes what ends and prints the key of what is next.
 * `line`: at the start of a line, where no comma is needed. */
static bool
next_value(struct json_reader *r, bool line)
{
	struct json_printer *p = &r->printer;
	struct span key;

	while (p->depth) {
		bool object = p->level[p->depth - 1].object;

		if (take(&r->rest, object ? '}' : ']')) {
			json_print_close(p);
			line = false;
			continue;
		}
		if (p->level[p->depth - 1].any && !line && !take(&r->rest, ','))
			return wrong(r, "a comma must be here");
		take(&r->rest, '\n');
		if (!object)
			return true;
		if (!json_plain_take_key(&r->rest, &key) ||
			!take(&r->rest, ':'))
			return wrong(r, "a key must be here");
		json_print_key(p, key);
		return true;
	}
	return line || take(&r->rest, '\n') || wrong(r, "a line has no end");
}

static bool
read_body(struct json_reader *r)
{
	struct json_printer *p = &r->printer;

	while (r->rest.n || p->depth) {
		struct table t;
		struct span raw;
		bool string, table = false;

		if (take_count(&r->rest, &t)) {
			if (t.kind == ROWS_LINES && p->depth)
				return wrong(r, "lines within a value");
			if (!read_table(r, &t))
				return false;
			table = true;
		} else if (peek(r->rest) == '{' || peek(r->rest) == '[') {
			bool object = take(&r->rest, '{');

			if (!object)
				take(&r->rest, '[');
			if (!print_bracket(r, object))
				return false;
		} else {
			if (!json_plain_take_scalar(&r->rest,
				    p->depth ? PLAIN_INNER : PLAIN_LINE, &raw,
				    &string))
				return wrong(r, "no value is written so");
			json_print_scalar(p, raw, string);
		}
		if (!buf_ok(p->out) || !next_value(r, table))
			return false;
	}
	return true;
}

enum hr_status
json_reader_run(struct json_reader *r, const struct json_style *style,
	const struct json_forced *forced, struct span body, struct buf *out)
{
	bool ok;

	r->rest = body;
	r->wrong = NULL;
	r->shape.failed = false;
	json_print_start(&r->printer, style, forced, out);
	ok = read_body(r);
	if (!buf_ok(out) || r->shape.failed || r->cells.failed)
		return HR_ENOMEM;
	return ok ? HR_OK : HR_EINPUT;
}

void
json_reader_release(struct json_reader *r)
{
	arena_release(&r->shape.arena);
	cells_release(&r->cells);
	buf_release(&r->value);
}
