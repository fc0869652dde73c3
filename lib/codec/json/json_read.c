/* SPDX-License-Identifier: Apache-2.0 */
/* From rows and bare strings to JSON again; see json_read.h. */
#include "codec/json/json_read.h"

#include "codec/json/json_plain.h"
#include "codec/json/json_read_row.h"
#include "table/number.h"

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
	bool map = json_read_take(&s, '{');

	*t = (struct table){ .kind = map ? ROWS_MAP : ROWS_ARRAY };
	t->nshapes = 1;
	if ((!map && !json_read_take(&s, '[')) || !take_number(&s, &t->rows) ||
		!t->rows)
		return false;
	if (!map && take_word(&s, " lines"))
		t->kind = ROWS_LINES;
	if (!map && take_word(&s, ", ")) {
		if (!take_number(&s, &t->nshapes) || t->nshapes < 2 ||
			t->nshapes > SORT_SHAPES ||
			!take_word(&s, " shapes]\n"))
			return false;
	} else if (!json_read_take(&s, map ? '}' : ']') || !s.n ||
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

	json_read_start_cell(r);
	if (json_read_peek(r->row) == '"') {
		struct span rest = r->row;

		if (json_plain_take_quoted(&rest, &raw) &&
			json_rows_is_odd(key->quoted, raw)) {
			json_read_end_odd(r, key, r->row, rest);
			json_print_key(&r->printer, raw);
			return true;
		}
	}
	if (json_read_at_end(r, r->row) && key->has_odd) {
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
		return json_read_wrong(r, "no key is written so");
	r->before = core;
	buf_reset(&r->value);
	buf_add(&r->value, key->form.prefix);
	buf_add(&r->value, core);
	buf_add(&r->value, key->form.suffix);
	if (!json_is_string(buf_span(&r->value)))
		return json_read_wrong(r, "a key is no string");
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
	return *shape < t->nshapes || json_read_wrong(r, "a row has no shape");
}

static bool
read_row(struct json_reader *r, struct table *t, size_t *shape)
{
	struct span line;

	if (!span_line(&r->rest, &line))
		return json_read_wrong(r, "rows are missing");
	r->row = span_chomp(line);
	r->before = span_of(NULL, 0);
	r->started = false;
	r->lists = 0;
	if (t->nshapes > 1 && !read_letter(r, t, shape))
		return false;
	if (t->key && !read_row_key(r, t->key))
		return false;
	if (!json_read_node(r, t->row[*shape], NULL))
		return false;
	return !r->row.n || json_read_wrong(r, "a row has too many cells");
}

/* The fields of rows of one shape: "? id,name". */
static bool
read_fields(struct json_reader *r, struct json_node **row)
{
	struct span line, rest;

	if (!span_line(&r->rest, &line))
		return json_read_wrong(r, "a header is missing");
	*row = json_shape_node(&r->shape, span_of(NULL, 0));
	if (!*row)
		return false;
	rest = span_chomp(line);
	(*row)->marked = json_read_take(&rest, '@');
	(*row)->optional = (*row)->marked || json_read_take(&rest, '?');
	return (json_read_take(&rest, ' ') &&
		       json_shape_read(&r->shape, &r->cells, *row, &rest) &&
		       !rest.n) ||
	       json_read_wrong(r, "no header is written so");
}

static bool
read_headers(struct json_reader *r, struct table *t)
{
	for (uint64_t k = 0; k < t->nshapes; k++) {
		if (t->nshapes > 1 &&
			!json_read_take(&r->rest, (char)('A' + k)))
			return json_read_wrong(r, "a shape is missing");
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
	       json_read_wrong(r, "a map has no key");
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
			!json_read_bracket(r, t->kind == ROWS_MAP)))
		return false;
	for (uint64_t k = 0; k < t->nshapes; k++)
		json_read_forget(t->row[k]);
	if (t->key)
		json_read_forget(t->key);
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

		if (json_read_take(&r->rest, object ? '}' : ']')) {
			json_print_close(p);
			line = false;
			continue;
		}
		if (p->level[p->depth - 1].any && !line &&
			!json_read_take(&r->rest, ','))
			return json_read_wrong(r, "a comma must be here");
		json_read_take(&r->rest, '\n');
		if (!object)
			return true;
		if (!json_plain_take_key(&r->rest, &key) ||
			!json_read_take(&r->rest, ':'))
			return json_read_wrong(r, "a key must be here");
		json_print_key(p, key);
		return true;
	}
	return line || json_read_take(&r->rest, '\n') ||
	       json_read_wrong(r, "a line has no end");
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
				return json_read_wrong(
					r, "lines within a value");
			if (!read_table(r, &t))
				return false;
			table = true;
		} else if (json_read_peek(r->rest) == '{' ||
			   json_read_peek(r->rest) == '[') {
			bool object = json_read_take(&r->rest, '{');

			if (!object)
				json_read_take(&r->rest, '[');
			if (!json_read_bracket(r, object))
				return false;
		} else {
			if (!json_plain_take_scalar(&r->rest,
				    p->depth ? PLAIN_INNER : PLAIN_LINE, &raw,
				    &string))
				return json_read_wrong(
					r, "no value is written so");
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
