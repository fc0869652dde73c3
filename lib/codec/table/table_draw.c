/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing tables; see table_drawn.h. */
#include "codec/table/table_drawn.h"

#include "base/mem.h"

struct drawing {
	const struct drawn_shape *shape;
	const struct table *t;
	struct drawn_column *column;
	size_t fixed; /* bytes of a line besides its values, at most */
	struct buf line; /* the one that is being drawn */
	struct buf *out;
};

size_t
drawn_width(struct span value, unsigned flags)
{
	const char *nl = value.n ? memchr(value.p, '\n', value.n) : NULL;
	size_t most = 0;

	while (nl) {
		size_t n = (size_t)(nl - value.p);
		size_t width = text_width(span_of(value.p, n), flags);

		most = width > most ? width : most;
		value = span_from(value, n + 1);
		nl = value.n ? memchr(value.p, '\n', value.n) : NULL;
	}
	if (value.n > most) {
		size_t width = text_width(value, flags);

		most = width > most ? width : most;
	}
	return most;
}

size_t
drawn_lead(unsigned flags, size_t room, bool right)
{
	if (flags & TABLE_CENTRED)
		return room / 2;
	if (flags & TABLE_RIGHT || (flags & TABLE_ALIGNED && right))
		return room;
	return 0;
}

/* ---- columns ------------------------------------------------------------- */

static bool
measure(struct drawing *d)
{
	const struct table *t = d->t;
	const struct drawn_shape *shape = d->shape;

	d->column = mem_zalloc(t->cols, sizeof(*d->column));
	if (!d->column)
		return false;
	for (size_t row = 0; row <= t->rows; row++)
		for (size_t i = 0; i < t->cols; i++) {
			struct drawn_column *c = &d->column[i];
			struct span value = table_value(t, row, i);
			size_t width = row && shape->wraps
					       ? drawn_width(value, t->flags)
					       : text_width(value, t->flags);

			if (width > c->width)
				c->width = width;
			if (row && !(c->seen & DRAWN_TEXT))
				c->seen |= drawn_class(value);
		}
	d->fixed = strlen(shape->left) + strlen(shape->name_right) + 2;
	for (size_t i = 0; i < t->cols; i++) {
		struct drawn_column *c = &d->column[i];

		if (t->column[i].width > c->width)
			c->width = t->column[i].width;
		c->right = drawn_usual(t->flags, c->seen) != t->column[i].flip;
		d->fixed += c->width + strlen(shape->sep);
	}
	return true;
}

/* ---- lines --------------------------------------------------------------- */

static void
add_rule(struct drawing *d, const struct drawn_rule *rule)
{
	size_t fill;

	if (!rule->fill)
		return;
	fill = strlen(rule->fill);
	buf_add_str(d->out, rule->left);
	for (size_t i = 0; i < d->t->cols; i++) {
		size_t n = d->column[i].width + 2 * d->shape->pad;

		if (i)
			buf_add_str(d->out, rule->cross);
		if (!buf_reserve(d->out, n * fill))
			return;
		for (; n; n--) {
			memcpy(d->out->p + d->out->n, rule->fill, fill);
			d->out->n += fill;
		}
	}
	buf_add_str(d->out, rule->right);
	buf_add_char(d->out, '\n');
}

static inline char *
put(char *p, const char *s)
{
	while (*s)
		*p++ = *s++;
	return p;
}

static inline char *
put_blanks(char *p, size_t n)
{
	memset(p, ' ', n);
	return p + n;
}

static inline char *
put_span(char *p, struct span s)
{
	if (s.n)
		memcpy(p, s.p, s.n);
	return p + s.n;
}

/* Room for a line of the values of this row. */
static char *
line_start(struct drawing *d, size_t row)
{
	size_t need = d->fixed;

	for (size_t i = 0; i < d->t->cols; i++)
		need += table_value(d->t, row, i).n;
	if (!buf_reserve(&d->line, need)) {
		d->out->failed = true;
		return NULL;
	}
	return d->line.p;
}

static void
line_end(struct drawing *d, char *p)
{
	*p++ = '\n';
	buf_add(d->out, span_of(d->line.p, (size_t)(p - d->line.p)));
}

static void
add_names(struct drawing *d)
{
	const struct drawn_shape *shape = d->shape;
	const struct table *t = d->t;
	char *p = line_start(d, 0);

	if (!p)
		return;
	p = put(p, shape->left);
	for (size_t i = 0; i < t->cols; i++) {
		const struct drawn_column *c = &d->column[i];
		struct span name = table_value(t, 0, i);
		size_t room = c->width - text_width(name, t->flags);
		size_t lead = drawn_lead(t->flags, room, c->right);

		if (i)
			p = put(p, shape->sep);
		p = put_blanks(p, lead);
		p = put_span(p, name);
		if (!shape->loose || *shape->name_right || i + 1 < t->cols)
			p = put_blanks(p, room - lead);
	}
	line_end(d, put(p, shape->name_right));
}

static char *
put_cell(const struct drawing *d, size_t i, struct span s, bool filled, char *p)
{
	const struct drawn_column *c = &d->column[i];
	size_t room = c->width - text_width(s, d->t->flags);

	if (c->right)
		p = put_blanks(p, room);
	p = put_span(p, s);
	return !c->right && filled ? put_blanks(p, room) : p;
}

/* A row of one line.  False: a value has more. */
static bool
add_row(struct drawing *d, size_t row)
{
	const struct drawn_shape *shape = d->shape;
	const struct table *t = d->t;
	char *p = line_start(d, row);

	if (!p)
		return true;
	p = put(p, shape->left);
	for (size_t i = 0; i < t->cols; i++) {
		struct span s = table_value(t, row, i);

		if (shape->wraps && s.n && memchr(s.p, '\n', s.n))
			return false;
		if (i)
			p = put(p, shape->sep);
		p = put_cell(d, i, s, !shape->loose || i + 1 < t->cols, p);
	}
	line_end(d, put(p, shape->right));
	return true;
}

/* One line of a row that has more; whether another one follows. */
static bool
add_part(struct drawing *d, char *p)
{
	const struct drawn_shape *shape = d->shape;
	bool goes_on = false, more = false;

	p = put(p, shape->left);
	for (size_t i = 0; i < d->t->cols; i++) {
		struct drawn_column *c = &d->column[i];
		struct span s = c->rest;
		const char *nl = s.n ? memchr(s.p, '\n', s.n) : NULL;

		if (i) {
			*p++ = more ? '+' : ' ';
			p = put(p, shape->sep + 1);
		}
		more = nl != NULL;
		goes_on |= more;
		if (nl)
			s.n = (size_t)(nl - s.p);
		c->rest = span_from(c->rest, s.n + more);
		p = put_cell(d, i, s, more || i + 1 < d->t->cols, p);
	}
	if (more)
		*p++ = '+';
	line_end(d, p);
	return goes_on;
}

static void
add_long_row(struct drawing *d, size_t row)
{
	char *p;

	for (size_t i = 0; i < d->t->cols; i++)
		d->column[i].rest = table_value(d->t, row, i);
	do {
		p = line_start(d, row);
	} while (p && add_part(d, p) && buf_ok(d->out));
}

bool
drawn_render(
	const struct table_style *style, const struct table *t, struct buf *out)
{
	struct drawing d = { .shape = style->shape, .t = t, .out = out };

	if (!measure(&d)) {
		out->failed = true;
		return false;
	}
	add_rule(&d, &d.shape->top);
	add_names(&d);
	add_rule(&d, &d.shape->mid);
	for (size_t row = 1; row <= t->rows && !out->failed; row++)
		if (!add_row(&d, row))
			add_long_row(&d, row);
	if (!(t->flags & TABLE_OPEN))
		add_rule(&d, &d.shape->bottom);
	if (t->flags & TABLE_FOOTER)
		text_footer_write(t->rows, out);
	mem_free(d.column);
	buf_release(&d.line);
	return buf_ok(out);
}
