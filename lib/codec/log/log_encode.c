/* SPDX-License-Identifier: Apache-2.0 */
/* Writing lines as a block; see log_lines.h. */
#include "codec/log/log_label.h"
#include "codec/log/log_state.h"
#include "table/pattern.h"

/* ---- writing ------------------------------------------------------------- */

/* The number of a column's slot, from 1: constants have none. */
static unsigned
slot_number(const struct cell_form *f, unsigned column)
{
	unsigned n = 1;

	for (unsigned k = 0; k < column; k++)
		n += !f[k].constant;
	return n;
}

/* A column's form as a part of a pattern; `equal` is the number of the slot
 * that it always equals, or 0. */
static void
write_slot(const struct cell_form *f, unsigned equal, struct buf *out)
{
	pattern_text(f->prefix, out);
	if (f->constant)
		return;
	buf_add_char(out, '{');
	if (equal) {
		buf_add_char(out, '=');
		buf_add_uint(out, equal);
	} else if (f->step) {
		buf_add_char(out, f->step < 0 ? '-' : '+');
		buf_add_uint(out,
			f->step < 0 ? -(uint64_t)f->step : (uint64_t)f->step);
	} else if (f->tail) {
		pattern_text(f->first, out);
	}
	buf_add_char(out, '}');
	pattern_text(f->suffix, out);
}

static void
write_head(const struct log_lines *s, struct buf *out)
{
	if (s->grouped)
		buf_add_str(out, LOG_GROUPED);
	else if (s->labels)
		buf_add_str(out, LOG_HINT);
	if (!s->head.n)
		return;
	buf_add_str(out, ": ");
	for (unsigned k = 0; k < s->head.n; k++) {
		pattern_text(s->head.glue[k], out);
		write_slot(&s->form[k],
			s->equal[k] < HEAD_COLUMNS
				? slot_number(s->form, s->equal[k])
				: 0,
			out);
	}
	pattern_text(s->head.end, out);
	buf_add_char(out, ' ');
}

/* The cells of the head, each with a comma before it but the first. */
static void
write_head_cells(struct log_lines *s, const struct log_line *l, struct buf *out)
{
	const struct span *v = s->value + l->value;
	struct span before = { NULL, 0 };

	for (unsigned k = 0; k < s->head.n; k++) {
		struct span core;

		if (s->form[k].constant || s->equal[k] < HEAD_COLUMNS)
			continue;
		if (before.p)
			buf_add_char(out, ',');
		core = cell_core(&s->form[k], v[k]);
		cell_write(&s->cells, &s->form[k], &s->head_state[k], core,
			before, out);
		before = core;
	}
	s->before = before;
}

static void
write_definition(struct log_lines *s, struct template *t,
	const struct log_line *l, struct buf *out)
{
	struct span before;
	size_t prefix;
	uint32_t k;

	s->before = (struct span){ NULL, 0 };
	t->label = s->labels++;
	label_write(t->label, out);
	buf_add_char(out, ':');
	if (l->headed) {
		write_head_cells(s, l, out);
		if (s->before.p)
			buf_add_char(out, ',');
	} else if (s->head.n) {
		buf_add_char(out, '\\');
	}
	before = s->before;
	prefix = log_prefix_write(&s->prefixes, &s->cells, t->text[0], out);
	s->cells.special = "{}";
	for (k = 0; k < t->ncolumns; k++) {
		const struct cell_form *f = &t->form[k];
		struct span core;

		pattern_text(span_from(t->text[k], k ? 0 : prefix), out);
		if (t->equal[k] != LOG_COLUMNS) {
			write_slot(f, t->equal[k] + 1, out);
			continue;
		}
		core = t->value[(size_t)k * t->rows];
		buf_add_char(out, '{');
		cell_start(&t->state[k], f);
		cell_write(&s->cells, f, &t->state[k], core, before, out);
		buf_add_char(out, '}');
		before = core;
	}
	pattern_text(span_from(t->text[k], k ? 0 : prefix), out);
	s->cells.special = NULL;
}

static void
write_row(struct log_lines *s, struct template *t, const struct log_line *l,
	struct buf *out)
{
	size_t at, label;
	char c;

	/* In groups a row is of the template above it. */
	if (!s->grouped)
		label_write(t->label, out);
	label = at = out->n;
	s->before = (struct span){ NULL, 0 };
	if (l->headed)
		write_head_cells(s, l, out);
	for (uint32_t k = 0; k < t->ncolumns; k++) {
		struct span core;

		if (t->equal[k] != LOG_COLUMNS)
			continue;
		if (s->before.p)
			buf_add_char(out, ',');
		core = t->value[(size_t)k * t->rows + t->nrows];
		cell_write(&s->cells, &t->form[k], &t->state[k], core,
			s->before, out);
		s->before = core;
	}
	while (!out->failed && out->n > label && out->p[out->n - 1] == ',')
		out->n--;
	if (out->failed || out->n == at)
		return;
	c = out->p[at];
	if (c == ':' || c == ' ' || (is_alnum(c) && !is_digit(c))) {
		buf_add_char(out, ' ');
		if (!out->failed) {
			memmove(out->p + at + 1, out->p + at, out->n - at - 1);
			out->p[at] = ' ';
		}
	}
}

static void
write_text(struct log_lines *s, struct span text, struct buf *out)
{
	size_t n = log_prefix_write(&s->prefixes, &s->cells, text, out);

	buf_add(out, span_from(text, n));
}

/* A line of no template. */
static void
write_message(struct log_lines *s, const struct log_line *l, struct buf *out)
{
	uint64_t label;
	size_t n;

	if (l->headed) {
		write_head_cells(s, l, out);
		if (s->before.p)
			buf_add_char(out, ',');
		write_text(s, l->message, out);
		return;
	}
	if (log_is_itself(l->text)) {
		buf_add(out, l->text);
		return;
	}
	n = label_read(l->text, &label);
	if (s->head.n || l->text.p[0] == '\\' ||
		(n && (label < s->labels ||
			      (label == s->labels && n < l->text.n &&
				      l->text.p[n] == ':')))) {
		buf_add_char(out, '\\');
		buf_add(out, l->text);
	} else {
		write_text(s, l->text, out);
	}
}

static void
write_line(struct log_lines *s, size_t i, struct buf *out)
{
	struct template *t = log_template(s, i);

	if (!t->used)
		write_message(s, &s->line[i], out);
	else if (!t->nrows)
		write_definition(s, t, &s->line[i], out);
	else
		write_row(s, t, &s->line[i], out);
	t->nrows += t->used;
	buf_add_char(out, '\n');
	/* The first pass only counts. */
	if (s->cells.noting)
		out->n = 0;
}

/* The numbers of the lines: those of no template, then those of each template
 * in the order of their first lines.  NULL when memory is short. */
static uint32_t *
group_lines(struct log_lines *s)
{
	uint32_t *line = arena_alloc(&s->arena, s->nlines * sizeof(*line) + 1);
	uint32_t at = 0;

	if (!line)
		return NULL;
	for (size_t i = 0; i < s->nlines; i++)
		at += !log_template(s, i)->used;
	for (size_t i = 0; i < s->nlines; i++) {
		struct template *t = log_template(s, i);

		if (t->used && t->first == i) {
			t->next = at;
			at += t->nrows;
		}
	}
	at = 0;
	for (size_t i = 0; i < s->nlines; i++) {
		struct template *t = log_template(s, i);

		line[t->used ? t->next++ : at++] = (uint32_t)i;
	}
	return line;
}

/* "order a2b-a14": which template each line is of; "-" is none, and labels of
 * several letters stand between blanks. */
static void
write_order(struct log_lines *s, struct buf *out)
{
	buf_add_str(out, LOG_ORDER);
	for (size_t i = 0, k; i < s->nlines; i = k) {
		const struct template *t = log_template(s, i);
		bool wide = t->used && t->label >= LABEL_SINGLE;

		for (k = i + 1; k < s->nlines; k++) {
			const struct template *u = log_template(s, k);

			if (t->used ? u != t : u->used)
				break;
		}
		buf_add_str(out, wide ? " " : "");
		if (t->used)
			label_write(t->label, out);
		else
			buf_add_char(out, '-');
		buf_add_str(out, wide ? " " : "");
		if (k - i > 1)
			buf_add_uint(out, k - i);
	}
	buf_add_char(out, '\n');
}

static void
write_lines(struct log_lines *s, const uint32_t *order, struct buf *out)
{
	s->labels = 0;
	log_prefixes_restart(&s->prefixes);
	for (size_t k = 0; k < s->mine.nkinds; k++)
		s->template[k].nrows = 0;
	for (unsigned k = 0; k < s->head.n; k++)
		cell_start(&s->head_state[k], &s->form[k]);
	for (size_t i = 0; i < s->nlines; i++)
		write_line(s, order ? order[i] : i, out);
}

enum hr_status
log_lines_encode(struct log_lines *s, struct codec_ctx *ctx, struct span in,
	struct buf *head, struct buf *body)
{
	enum hr_status status = log_plan(s, ctx, in);
	uint32_t *order = NULL;

	if (status != HR_OK)
		return status;
	s->grouped = ctx->order == HR_ORDER_GROUP;
	if (s->grouped) {
		order = group_lines(s);
		if (!order)
			return HR_ENOMEM;
	}
	cells_begin(&s->cells, ctx->counter);
	write_lines(s, order, body);
	cells_choose(&s->cells);
	buf_reset(body);
	write_lines(s, order, body);
	if (s->grouped)
		write_order(s, body);
	write_head(s, head);
	return s->cells.failed ? HR_ENOMEM : HR_OK;
}
