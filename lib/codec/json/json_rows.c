/* SPDX-License-Identifier: Apache-2.0 */
/* Writing tables; see json_rows.h. */
#include "codec/json/json_rows.h"

#include <limits.h>

#include "base/mem.h"
#include "codec/json/json_plain.h"

enum {
	NO_TOKEN = -1,
	/* An odd cell is written again after so many blanks, as others are. */
	ODD_ANCHOR = CELL_ANCHOR,
};

bool
json_rows_is_odd(bool quoted_column, struct span raw)
{
	if (!raw.n)
		return false;
	switch (raw.p[0]) {
	case '{':
	case '[':
	case '@':
		return true;
	case '-':
		if (raw.n == 1)
			return true;
		break;
	case 'n':
		if (raw.n == 4 && span_starts(raw, "null"))
			return true;
		break;
	default:
		break;
	}
	return !quoted_column && json_is_literal(raw);
}

/* ---- cells --------------------------------------------------------------- */

static void
start_cell(struct json_rows *w)
{
	if (w->started && !w->collecting)
		buf_add_char(w->out, ',');
	w->started = true;
}

/* What was written from byte `from` on. */
static struct span
written(const struct json_rows *w, size_t from)
{
	return w->out->n == from ? span_of("", 0)
				 : span_from(buf_span(w->out), from);
}

/* Nothing above counts for the next cell of the node. */
static void
forget(struct json_node *node)
{
	node->has_odd = false;
	node->state.has_above = node->form.tail;
	node->state.above = node->form.first;
	node->state.blanks = 0;
}

/* All columns of an element, at the start of its list. */
static void
forget_all(struct json_node *node)
{
	switch (node->kind) {
	case NODE_LEAF:
		forget(node);
		break;
	case NODE_GROUP:
		for (struct json_node *f = node->fields; f; f = f->next)
			forget_all(f);
		break;
	case NODE_LIST:
		forget(node);
		forget_all(node->element);
		break;
	case NODE_CONSTANT:
		break;
	}
}

/* What was written from byte `from` on is an odd cell of the node; below an
 * equal one it is left blank. */
static void
end_odd(struct json_rows *w, struct json_node *node, size_t from)
{
	struct span now = written(w, from);
	struct span above = { NULL, 0 };

	if (node->has_odd)
		above = span_of(w->out->p + node->odd_at, node->odd_n);
	w->before = span_of(NULL, 0);
	if (node->has_odd && node->odd_blanks < ODD_ANCHOR &&
		span_equal(now, above)) {
		node->odd_blanks++;
		w->out->n = from;
		return;
	}
	forget(node);
	node->has_odd = true;
	node->odd_at = from;
	node->odd_n = now.n;
	node->odd_blanks = 0;
}

/* The odd cell of the value at token i, NO_TOKEN if there is none. */
static void
write_odd(struct json_rows *w, struct json_node *node, long i, bool marked)
{
	size_t from = w->out->n;

	if (w->collecting)
		return;
	if (marked)
		buf_add_char(w->out, '@');
	if (i == NO_TOKEN)
		buf_add_char(w->out, '-');
	else
		json_plain_value(w->shape.text, w->shape.token, (size_t)i,
			PLAIN_LINE, w->out);
	end_odd(w, node, from);
}

/* Whether what was written as an ordinary cell reads as an odd one. */
static bool
is_clash(const struct json_node *node, struct span cell)
{
	struct span raw;

	if (!cell.n || cell.p[0] != '"')
		return json_rows_is_odd(true, cell);
	return !json_plain_take_quoted(&cell, &raw) ||
	       json_rows_is_odd(node->quoted, raw);
}

static void
write_core(struct json_rows *w, struct json_node *leaf, struct span value)
{
	struct span core;
	size_t from = w->out->n;

	if (w->collecting) {
		if (leaf->nvalues == leaf->cap &&
			!mem_grow(&leaf->value, &leaf->cap, leaf->nvalues + 1,
				sizeof(value)))
			w->shape.failed = true;
		else
			leaf->value[leaf->nvalues++] = value;
		return;
	}
	core = cell_core(&leaf->form, value);
	/* Blank, it would be the odd cell above. */
	if (leaf->has_odd)
		leaf->state.blanks = UINT_MAX;
	leaf->has_odd = false;
	w->cells.special = w->lists ? ";]" : NULL;
	if (!core.n && !leaf->state.has_above) {
		/* Blank, it would be what is above. */
		buf_add_str(w->out, "\"\"");
		leaf->state.above = core;
		leaf->state.has_above = true;
	} else {
		cell_write(&w->cells, &leaf->form, &leaf->state, core,
			w->before, w->out);
	}
	w->before = core;
	w->clash |= is_clash(leaf, written(w, from));
}

static void
write_leaf(struct json_rows *w, struct json_node *leaf, long i)
{
	const jsmntok_t *t;
	struct span raw;

	start_cell(w);
	if (i == NO_TOKEN || json_is_container(&w->shape.token[i])) {
		write_odd(w, leaf, i, false);
		return;
	}
	t = &w->shape.token[i];
	raw = json_raw(w->shape.text, t);
	if (t->type == JSMN_PRIMITIVE && raw.p[0] == 'n') {
		write_odd(w, leaf, i, false);
	} else if (t->type == JSMN_STRING &&
		   json_rows_is_odd(leaf->quoted, raw)) {
		size_t from = w->out->n;

		if (w->collecting)
			return;
		buf_add_char(w->out, '"');
		buf_add(w->out, raw);
		buf_add_char(w->out, '"');
		end_odd(w, leaf, from);
	} else {
		write_core(w, leaf, raw);
	}
}

/* ---- rows ---------------------------------------------------------------- */

static void write_node(struct json_rows *w, struct json_node *node, long i);

static void
write_list(struct json_rows *w, struct json_node *list, long i)
{
	const jsmntok_t *token = w->shape.token;
	struct json_node *element = list->element;
	size_t first = (size_t)i + 1, end;

	start_cell(w);
	if (i == NO_TOKEN || token[i].type != JSMN_ARRAY) {
		write_odd(w, list, i, false);
		forget(list);
		return;
	}
	if (!w->collecting) {
		buf_add_char(w->out, '[');
		forget(list);
		forget_all(element);
	}
	w->lists++;
	end = json_next(token, (size_t)i);
	w->before = span_of(NULL, 0);
	for (size_t k = first; k < end; k = json_next(token, k)) {
		if (k != first && !w->collecting)
			buf_add_char(w->out,
				element->kind == NODE_GROUP ? ';' : ',');
		w->started = false;
		if (element->kind == NODE_GROUP)
			w->before = span_of(NULL, 0);
		write_node(w, element, (long)k);
	}
	w->lists--;
	w->started = true;
	w->before = span_of(NULL, 0);
	if (!w->collecting)
		buf_add_char(w->out, ']');
}

static void
write_group(struct json_rows *w, struct json_node *group, long i)
{
	const jsmntok_t *token = w->shape.token;
	size_t k = (size_t)i + 1, end;

	if (i == NO_TOKEN || token[i].type != JSMN_OBJECT ||
		!json_shape_is_regular(&w->shape, group, (size_t)i)) {
		start_cell(w);
		write_odd(w, json_shape_first(group), i, group->marked);
		return;
	}
	end = json_next(token, (size_t)i);
	for (struct json_node *f = group->fields; f; f = f->next) {
		struct span name = k < end ? json_raw(w->shape.text, &token[k])
					   : span_of(NULL, 0);
		bool there = k < end && span_equal(f->name, name);

		write_node(w, f, there ? (long)k + 1 : NO_TOKEN);
		if (there)
			k = json_next(token, k);
	}
}

static void
write_node(struct json_rows *w, struct json_node *node, long i)
{
	switch (node->kind) {
	case NODE_LEAF:
		write_leaf(w, node, i);
		break;
	case NODE_GROUP:
		write_group(w, node, i);
		break;
	case NODE_LIST:
		write_list(w, node, i);
		break;
	case NODE_CONSTANT:
		break;
	}
}

/* ---- tables -------------------------------------------------------------- */

struct table {
	struct json_node *row[SORT_SHAPES], *key; /* key: of a map */
	size_t nshapes;
	const uint16_t *shape; /* of each row, if there are several */
	size_t first, last, rows;
};

static struct json_node *
row_node(const struct table *t, size_t row)
{
	return t->row[t->nshapes > 1 ? t->shape[row] : 0];
}

/* The letter of a row's shape. */
static void
write_letter(struct json_rows *w, const struct table *t, size_t row)
{
	bool above = row && t->shape[row] == t->shape[row - 1];

	if (!w->collecting && (!above || row % CELL_ANCHOR == 0))
		buf_add_char(w->out, (char)('A' + t->shape[row]));
	w->started = true;
}

/* One pass over all rows. */
static void
write_rows(struct json_rows *w, struct table *t, struct buf *out)
{
	const jsmntok_t *token = w->shape.token;
	size_t row = 0;

	w->out = out;
	for (size_t i = t->first; i < t->last; i = json_next(token, i)) {
		size_t value = t->key ? i + 1 : i;

		w->started = false;
		w->before = span_of(NULL, 0);
		if (t->nshapes > 1)
			write_letter(w, t, row);
		if (t->key)
			write_leaf(w, t->key, (long)i);
		write_node(w, row_node(t, row++), (long)value);
		if (!w->collecting)
			buf_add_char(out, '\n');
	}
}

/* Whether all cores can stand alone: a prefix must not end within an escape
 * of JSON, nor a core. */
static bool
is_whole(const struct json_node *leaf)
{
	const struct cell_form *f = &leaf->form;

	for (size_t i = 0; i < leaf->nvalues; i++) {
		struct span v = leaf->value[i];
		struct span core = cell_core(f, v);

		if (!json_is_string(span_of(v.p, f->prefix.n)) ||
			!json_is_string(core))
			return false;
		if (!f->suffix.n)
			break;
	}
	return true;
}

static void
plan(struct json_node *node, bool tails)
{
	switch (node->kind) {
	case NODE_LEAF:
		cell_plan(&node->form, node->value, node->nvalues, tails);
		if (!node->nvalues || node->form.constant || !is_whole(node))
			node->form = (struct cell_form){ .prefix = { "", 0 },
				.suffix = { "", 0 } };
		mem_free(node->value);
		node->value = NULL;
		break;
	case NODE_GROUP:
		for (struct json_node *f = node->fields; f; f = f->next)
			plan(f, tails);
		break;
	case NODE_LIST:
		plan(node->element, false);
		break;
	case NODE_CONSTANT:
		break;
	}
}

static void
start(struct table *t)
{
	for (size_t k = 0; k < t->nshapes; k++)
		forget_all(t->row[k]);
	if (t->key)
		forget_all(t->key);
}

/* The shapes of rows that are sorted, or all in one; false: they are none. */
static bool
see_rows(struct json_rows *w, struct table *t)
{
	struct json_shape *s = &w->shape;
	size_t count[SORT_SHAPES] = { 0 };

	for (size_t k = 0; k < t->nshapes; k++)
		t->row[k] = json_shape_node(s, span_of(NULL, 0));
	if (s->failed)
		return false;
	t->rows = 0;
	for (size_t i = t->first; i < t->last; i = json_next(s->token, i)) {
		count[t->nshapes > 1 ? t->shape[t->rows] : 0]++;
		json_shape_see(s, row_node(t, t->rows++), t->key ? i + 1 : i);
	}
	for (size_t k = 0; k < t->nshapes; k++) {
		json_shape_resolve(s, t->row[k], count[k]);
		if (t->row[k]->kind != NODE_GROUP)
			return false;
	}
	return true;
}

static bool
find_shape(struct json_rows *w, struct table *t, enum json_rows_kind kind)
{
	struct json_shape *s = &w->shape;
	bool ok;

	t->nshapes = 1;
	if (kind != ROWS_MAP) {
		if (!json_sort_rows(
			    &w->sort, s->text, s->token, t->first, t->last)) {
			s->failed = true;
			return false;
		}
		t->shape = w->sort.number;
		t->nshapes = w->sort.nshapes;
		return see_rows(w, t);
	}
	t->key = json_shape_node(s, span_of("key", 3));
	if (s->failed)
		return false;
	ok = see_rows(w, t);
	for (size_t i = t->first; i < t->last; i = json_next(s->token, i))
		json_shape_see(s, t->key, i);
	json_shape_resolve(s, t->key, t->rows);
	return ok;
}

static void
write_fields(struct json_rows *w, const struct json_node *row, struct buf *out)
{
	if (row->optional)
		buf_add_char(out, row->marked ? '@' : '?');
	buf_add_char(out, ' ');
	json_shape_write(&w->shape, row, out);
	buf_add_char(out, '\n');
}

static void
write_header(struct json_rows *w, struct table *t, enum json_rows_kind kind,
	struct buf *out)
{
	struct json_node all = *t->row[0];

	buf_add_char(out, kind == ROWS_MAP ? '{' : '[');
	buf_add_uint(out, t->rows);
	if (kind == ROWS_LINES)
		buf_add_str(out, " lines");
	if (t->nshapes > 1) {
		buf_add_str(out, ", ");
		buf_add_uint(out, t->nshapes);
		buf_add_str(out, " shapes]\n");
		for (size_t k = 0; k < t->nshapes; k++) {
			buf_add_char(out, (char)('A' + k));
			write_fields(w, t->row[k], out);
		}
		return;
	}
	buf_add_char(out, kind == ROWS_MAP ? '}' : ']');
	if (t->key) {
		t->key->next = all.fields;
		all.fields = t->key;
	}
	write_fields(w, &all, out);
}

/* Two passes: the first counts values for their names. */
static void
write_table(struct json_rows *w, struct table *t, enum json_rows_kind kind,
	struct buf *out)
{
	w->collecting = true;
	write_rows(w, t, &w->scratch);
	w->collecting = false;
	for (size_t k = 0; k < t->nshapes; k++)
		plan(t->row[k], true);
	if (t->key)
		plan(t->key, true);
	cells_begin(&w->cells, w->counter);
	w->cells.verbatim = true;
	start(t);
	buf_reset(&w->scratch);
	write_rows(w, t, &w->scratch);
	cells_choose(&w->cells);
	start(t);
	w->clash = false;
	write_header(w, t, kind, out);
	write_rows(w, t, out);
}

enum hr_status
json_rows_write(struct json_rows *w, struct span text, const jsmntok_t *token,
	size_t first, size_t last, enum json_rows_kind kind, struct buf *out)
{
	struct table t = { .first = first, .last = last };
	size_t before = out->n;

	arena_reset(&w->shape.arena);
	w->shape.text = text;
	w->shape.token = token;
	w->shape.failed = false;
	if (!find_shape(w, &t, kind))
		return w->shape.failed ? HR_ENOMEM : HR_SKIP;
	write_table(w, &t, kind, out);
	if (w->shape.failed || w->cells.failed || !buf_ok(&w->scratch) ||
		!buf_ok(out))
		return HR_ENOMEM;
	if (w->clash) {
		out->n = before;
		return HR_SKIP;
	}
	return HR_OK;
}

void
json_rows_release(struct json_rows *w)
{
	arena_release(&w->shape.arena);
	json_sort_release(&w->sort);
	cells_release(&w->cells);
	buf_release(&w->scratch);
}
