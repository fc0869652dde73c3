/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the fields of rows; see json_shape.h. */
#include "codec/json/json_shape.h"

#include "codec/json/json_plain.h"

enum {
	/* Of the cells that a group has in all rows, one of so many must be
	 * there: an absent one is a token, a key and its quotes are three. */
	FILLED = 3,
};

struct json_node *
json_shape_node(struct json_shape *s, struct span name)
{
	struct json_node *node = arena_alloc(&s->arena, sizeof(*node));

	if (!node) {
		s->failed = true;
		return NULL;
	}
	*node = (struct json_node){ .name = name };
	return node;
}

/* ---- what is there ------------------------------------------------------- */

static bool
is_same(struct json_shape *s, size_t a, size_t b)
{
	const jsmntok_t *x = &s->token[a], *y = &s->token[b];

	return x->type == y->type &&
	       span_equal(json_raw(s->text, x), json_raw(s->text, y));
}

/* The field of this name, not before *at; NULL: there is none.  *old tells
 * that there is one before. */
static struct json_node *
find_field(const struct json_node *group, struct json_node *from,
	struct span name, bool *old)
{
	struct json_node *f;

	*old = false;
	for (f = from; f; f = f->next)
		if (span_equal(f->name, name))
			return f;
	for (f = group->fields; f != from; f = f->next)
		if (span_equal(f->name, name)) {
			*old = true;
			break;
		}
	return NULL;
}

/* Fits the keys of the object at token i to the fields of the group, which
 * gets new ones; false: they do not fit. */
static bool
fit_keys(struct json_shape *s, struct json_node *group, size_t i,
	struct json_node **found)
{
	struct json_node *last = NULL;
	size_t end = json_next(s->token, i), n = 0;

	if (s->token[i].size > SHAPE_FIELDS)
		return false;
	for (size_t k = i + 1; k < end; k = json_next(s->token, k)) {
		struct span name = json_raw(s->text, &s->token[k]);
		struct json_node *from = last ? last->next : group->fields;
		struct json_node *f;
		bool old;

		f = find_field(group, from, name, &old);
		if (old)
			return false;
		if (!f) {
			if (group->nfields == SHAPE_FIELDS)
				return false;
			f = json_shape_node(s, name);
			if (!f)
				return false;
			f->next = from;
			*(last ? &last->next : &group->fields) = f;
			group->nfields++;
		}
		found[n++] = last = f;
	}
	return true;
}

static void see(
	struct json_shape *s, struct json_node *node, size_t i, unsigned depth);

static void
see_object(
	struct json_shape *s, struct json_node *node, size_t i, unsigned depth)
{
	struct json_node *found[SHAPE_FIELDS];
	size_t n = 0;

	if (depth == SHAPE_DEPTH)
		node->deep = true;
	if (node->deep || !fit_keys(s, node, i, found)) {
		node->irregular++;
		return;
	}
	node->objects++;
	for (size_t k = i + 1; n < (size_t)s->token[i].size; n++) {
		see(s, found[n], k + 1, depth + 1);
		k = json_next(s->token, k);
	}
}

static void
see_array(
	struct json_shape *s, struct json_node *node, size_t i, unsigned depth)
{
	size_t end = json_next(s->token, i);

	node->arrays++;
	if (depth == SHAPE_DEPTH)
		node->deep = true;
	if (!node->element)
		node->element = json_shape_node(s, span_of(NULL, 0));
	if (node->deep || !node->element)
		return;
	for (size_t k = i + 1; k < end; k = json_next(s->token, k))
		see(s, node->element, k, depth + 1);
}

static void
see(struct json_shape *s, struct json_node *node, size_t i, unsigned depth)
{
	const jsmntok_t *t = &s->token[i];
	struct span raw = json_raw(s->text, t);

	if (!node->present++) {
		node->first = i;
		node->same = true;
	} else if (node->same) {
		node->same = is_same(s, node->first, i);
	}
	if (t->type == JSMN_OBJECT) {
		see_object(s, node, i, depth);
	} else if (t->type == JSMN_ARRAY) {
		see_array(s, node, i, depth);
	} else if (t->type == JSMN_STRING) {
		node->strings++;
		node->numberlike += json_is_literal(raw);
	} else if (raw.p[0] == 'n') {
		node->nulls++;
	} else {
		node->others++;
	}
}

void
json_shape_see(struct json_shape *s, struct json_node *node, size_t i)
{
	see(s, node, i, 0);
}

/* ---- what it is ---------------------------------------------------------- */

/* Takes off fields that only irregular objects have. */
static void
prune(struct json_node *group)
{
	struct json_node **link = &group->fields;

	while (*link) {
		if ((*link)->present) {
			link = &(*link)->next;
		} else {
			*link = (*link)->next;
			group->nfields--;
		}
	}
}

static bool
is_filled(const struct json_node *group)
{
	size_t cells = 0;

	for (struct json_node *f = group->fields; f; f = f->next)
		cells += f->present;
	return group->nfields &&
	       cells * FILLED >= group->objects * group->nfields;
}

static bool
has_cells(const struct json_node *node)
{
	if (node->kind != NODE_GROUP)
		return node->kind != NODE_CONSTANT;
	for (struct json_node *f = node->fields; f; f = f->next)
		if (has_cells(f))
			return true;
	return false;
}

struct json_node *
json_shape_first(struct json_node *node)
{
	while (node && node->kind == NODE_GROUP) {
		struct json_node *f = node->fields;

		while (f && !has_cells(f))
			f = f->next;
		node = f;
	}
	return node;
}

/* Whether no cell that may be the first of this node looks like the mark of an
 * optional group. */
static bool
is_clean(const struct json_node *node, size_t parents)
{
	const struct json_node *f = node;

	while (f->kind == NODE_GROUP) {
		if (f->optional && f != node)
			return false;
		parents = f->objects;
		for (f = f->fields; f && !has_cells(f);)
			f = f->next;
		if (!f)
			return false;
	}
	return f->kind == NODE_LEAF && f->present == parents && !f->nulls &&
	       !f->arrays && !f->objects && !f->irregular;
}

/* Whether a group whose marks have an @ begins this one. */
static bool
has_marked_first(const struct json_node *node)
{
	const struct json_node *f = node;

	while (f && f->kind == NODE_GROUP) {
		if (f->marked && f != node)
			return true;
		for (f = f->fields; f && !has_cells(f);)
			f = f->next;
	}
	return false;
}

static void resolve(struct json_shape *s, struct json_node *node,
	size_t parents, bool constant);

static bool
resolve_group(struct json_shape *s, struct json_node *node, size_t parents)
{
	if (!node->objects || node->arrays || node->strings || node->others ||
		node->deep)
		return false;
	prune(node);
	if (!is_filled(node))
		return false;
	for (struct json_node *f = node->fields; f; f = f->next)
		resolve(s, f, node->objects, true);
	node->kind = NODE_GROUP;
	if (!has_cells(node))
		resolve(s, node->fields, node->objects, false);
	node->optional =
		node->irregular || node->nulls || node->present < parents;
	node->marked = node->optional && !is_clean(node, node->objects);
	return !node->marked || !has_marked_first(node);
}

static bool
resolve_list(struct json_shape *s, struct json_node *node)
{
	struct json_node *e = node->element;

	if (!node->arrays || node->objects || node->irregular ||
		node->strings || node->others || node->deep || !e->present)
		return false;
	resolve(s, e, e->present, false);
	return e->kind != NODE_LEAF ||
	       (!e->objects && !e->irregular && !e->arrays);
}

static void
resolve(struct json_shape *s, struct json_node *node, size_t parents,
	bool constant)
{
	node->kind = NODE_LEAF;
	if (constant && node->same && node->present == parents && parents > 1)
		node->kind = NODE_CONSTANT;
	else if (resolve_group(s, node, parents))
		node->kind = NODE_GROUP;
	else if (resolve_list(s, node))
		node->kind = NODE_LIST;
	else
		node->kind = NODE_LEAF;
	node->quoted =
		node->kind == NODE_LEAF && node->numberlike && !node->others;
}

void
json_shape_resolve(struct json_shape *s, struct json_node *node, size_t parents)
{
	resolve(s, node, parents, false);
}

bool
json_shape_is_regular(
	struct json_shape *s, const struct json_node *group, size_t i)
{
	const struct json_node *f = group->fields;
	size_t end = json_next(s->token, i);

	if (s->token[i].size > SHAPE_FIELDS)
		return false;
	for (size_t k = i + 1; k < end; k = json_next(s->token, k)) {
		struct span name = json_raw(s->text, &s->token[k]);

		while (f && !span_equal(f->name, name))
			f = f->next;
		if (!f)
			return false;
		f = f->next;
	}
	return true;
}

/* ---- headers ------------------------------------------------------------- */

#define FORM_MARKS "()[]\"="

static void
write_form(const struct json_node *leaf, struct buf *out)
{
	const struct cell_form *f = &leaf->form;

	if (!leaf->quoted && !f->prefix.n && !f->suffix.n && !f->step &&
		!f->tail)
		return;
	buf_add_char(out, ':');
	if (leaf->quoted)
		buf_add_char(out, '"');
	cell_form_write(f, FORM_MARKS, out);
	if (leaf->quoted)
		buf_add_char(out, '"');
}

static void
write_node(struct json_shape *s, const struct json_node *node, struct buf *out)
{
	switch (node->kind) {
	case NODE_LEAF:
		write_form(node, out);
		break;
	case NODE_CONSTANT:
		buf_add_char(out, '=');
		json_plain_value(
			s->text, s->token, node->first, PLAIN_HEADER, out);
		break;
	case NODE_GROUP:
		if (node->optional)
			buf_add_char(out, node->marked ? '@' : '?');
		buf_add_char(out, '(');
		json_shape_write(s, node, out);
		buf_add_char(out, ')');
		break;
	case NODE_LIST:
		buf_add_char(out, '[');
		if (node->element->kind == NODE_GROUP &&
			!node->element->optional)
			json_shape_write(s, node->element, out);
		else
			write_node(s, node->element, out);
		buf_add_char(out, ']');
		break;
	}
}

void
json_shape_write(
	struct json_shape *s, const struct json_node *group, struct buf *out)
{
	for (struct json_node *f = group->fields; f; f = f->next) {
		if (f != group->fields)
			buf_add_char(out, ',');
		json_plain_key(f->name, out);
		write_node(s, f, out);
	}
}

/* ---- reading ------------------------------------------------------------- */

static bool
take(struct span *rest, char c)
{
	if (!rest->n || rest->p[0] != c)
		return false;
	*rest = span_from(*rest, 1);
	return true;
}

static bool
read_form(struct json_shape *s, struct cells *cells, struct json_node *leaf,
	struct span *rest)
{
	struct cell_form *f = &leaf->form;

	leaf->quoted = take(rest, '"');
	if (!cell_form_read(cells, FORM_MARKS, rest, f) || f->constant)
		return false;
	s->failed |= cells->failed;
	return !leaf->quoted || take(rest, '"');
}

/* Behind a value within `depth` containers: those that end, and the key of what
 * is next. */
static bool
read_between(const bool *object, size_t *depth, bool first, struct span *rest)
{
	struct span key;

	while (*depth && take(rest, object[*depth - 1] ? '}' : ']')) {
		--*depth;
		first = false;
	}
	if (!*depth)
		return true;
	if (!first && !take(rest, ','))
		return false;
	return !object[*depth - 1] ||
	       (json_plain_take_key(rest, &key) && take(rest, ':'));
}

/* The value of a constant, checked and kept as it is written. */
static bool
read_constant(struct json_node *node, struct span *rest)
{
	struct span from = *rest, raw;
	bool object[JSON_DEPTH], string, first;
	size_t depth = 0;

	node->kind = NODE_CONSTANT;
	do {
		first = rest->n && (rest->p[0] == '{' || rest->p[0] == '[');
		if (first && depth < JSON_DEPTH) {
			object[depth++] = rest->p[0] == '{';
			*rest = span_from(*rest, 1);
		} else if (!json_plain_take_scalar(rest,
				   depth ? PLAIN_INNER : PLAIN_HEADER, &raw,
				   &string)) {
			return false;
		}
		if (!read_between(object, &depth, first, rest))
			return false;
	} while (depth);
	node->constant = span_of(from.p, from.n - rest->n);
	return node->constant.n;
}

static bool read_fields(struct json_shape *s, struct cells *cells,
	struct json_node *group, struct span *rest, unsigned depth);

static bool read_node(struct json_shape *s, struct cells *cells,
	struct json_node *node, struct span *rest, unsigned depth);

static bool
read_element(struct json_shape *s, struct cells *cells, struct json_node *list,
	struct span *rest, unsigned depth)
{
	struct json_node *e = json_shape_node(s, span_of(NULL, 0));

	list->kind = NODE_LIST;
	list->element = e;
	if (!e)
		return false;
	if (rest->n && strchr("?@([:]", rest->p[0]))
		return read_node(s, cells, e, rest, depth + 1) &&
		       e->kind != NODE_CONSTANT && take(rest, ']');
	e->kind = NODE_GROUP;
	return read_fields(s, cells, e, rest, depth + 1) && take(rest, ']');
}

/* What follows a name. */
static bool
read_node(struct json_shape *s, struct cells *cells, struct json_node *node,
	struct span *rest, unsigned depth)
{
	node->kind = NODE_LEAF;
	if (depth > SHAPE_DEPTH + 1)
		return false;
	if (take(rest, ':'))
		return read_form(s, cells, node, rest);
	if (take(rest, '='))
		return read_constant(node, rest);
	if (take(rest, '['))
		return read_element(s, cells, node, rest, depth);
	node->marked = take(rest, '@');
	node->optional = node->marked || take(rest, '?');
	if (!take(rest, '('))
		return !node->optional;
	node->kind = NODE_GROUP;
	return read_fields(s, cells, node, rest, depth) && take(rest, ')');
}

static bool
read_fields(struct json_shape *s, struct cells *cells, struct json_node *group,
	struct span *rest, unsigned depth)
{
	struct json_node **link = &group->fields;

	do {
		struct span name;
		struct json_node *f;

		if (!json_plain_take_key(rest, &name))
			return false;
		f = json_shape_node(s, name);
		if (!f || !read_node(s, cells, f, rest, depth + 1))
			return false;
		*link = f;
		link = &f->next;
	} while (take(rest, ','));
	return json_shape_first(group) != NULL;
}

bool
json_shape_read(struct json_shape *s, struct cells *cells,
	struct json_node *group, struct span *rest)
{
	group->kind = NODE_GROUP;
	return read_fields(s, cells, group, rest, 0);
}
