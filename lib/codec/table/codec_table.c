/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables as databases, spreadsheets and ls print them.
 *
 *    id | name | city | currency
 *   ----+------+------+----------
 *     1 | Ann  | Oslo | EUR
 *     2 | Bo   | Oslo | EUR          becomes
 *
 *   [2 rows psql no-footer: id:{+1},name,city=Oslo,currency=EUR]
 *   1,Ann
 *   ,Bo
 *
 * The header says how the table was drawn, by one word if it was drawn as
 * usual (table_style.h), and names the columns; a column whose cells are not
 * plain has its form behind the name, and one with the same value in all rows
 * has that (table/cell.h).  In a column marked with "?" a blank cell is an
 * empty one, not one as above.
 */
#include "codec/codec.h"

#include <stdio.h>

#include "base/mem.h"
#include "codec/table/table_style.h"
#include "codec/table/table_units.h"
#include "table/cell.h"

/* Besides comma and newline, what a name must not have in a header. */
#define NAME_SPECIAL ":=?"

/* Says in the header how cells are read. */
#define TABLE_HINT " (blank = as above)"
#define TABLE_SPARSE_HINT " (blank = as above, in ? columns empty)"

enum {
	/* Tokens of an empty value that is not as above, and of another one
	 * that is, without the comma: "" is one, a word one for four bytes, up
	 * to the two or three of its name. */
	EMPTY_TOKENS = 1,
	WORD_BYTES = 4,
	WORD_TOKENS = 3,
};

struct column {
	struct cell_form form;
	bool sparse; /* a blank is an empty value */
	struct cell_state state;
	struct table_cell last; /* decoding: the value above */
};

struct table_state {
	struct table table;
	struct cells cells;
	struct column *column;
	size_t column_cap;
	struct span *value; /* of one column */
	size_t value_cap;
	struct buf again; /* the table, drawn again */
	struct row_values rows;
	/* What find() found last, and in which style. */
	struct span found;
	size_t found_style;
};

static void *
table_open(void)
{
	return mem_zalloc(1, sizeof(struct table_state));
}

/* Another text may be where this one was. */
static void
table_restart(void *state, bool run)
{
	struct table_state *s = state;

	(void)run;
	s->found.p = NULL;
}

static void
table_close(void *state)
{
	struct table_state *s = state;

	if (!s)
		return;
	table_release(&s->table);
	cells_release(&s->cells);
	mem_free(s->column);
	mem_free(s->value);
	buf_release(&s->again);
	row_values_release(&s->rows);
	mem_free(s);
}

static bool
begins_rule(char c)
{
	return c == '-' || c == '=' || c == '|' || c == '+' || c == '\xE2';
}

/* Whether the first line or the one below may be a rule: a quick look that
 * saves those of a dozen styles. */
static bool
may_be_drawn(struct span text)
{
	const char *nl = memchr(text.p, '\n', text.n);
	struct span second =
		span_from(text, nl ? (size_t)(nl - text.p) + 1 : text.n);

	return begins_rule(text.p[0]) || (second.n && begins_rule(second.p[0]));
}

static size_t
table_find(struct codec_ctx *ctx, struct span text)
{
	struct table_state *s = ctx->state;
	const struct table_style *style;
	size_t n;

	for (size_t i = may_be_drawn(text) ? 0 : table_ndrawn;
		(style = table_style_at(i)); i++) {
		n = style->find(style, text);
		if (!n)
			continue;
		s->found = span_of(text.p, n);
		s->found_style = i;
		return n;
	}
	return 0;
}

/* ---- encoding ------------------------------------------------------------ */

/* The style that draws the same table again; NULL: none. */
static const struct table_style *
choose_style(struct table_state *s, struct span in)
{
	const struct table_style *style;
	size_t i =
		s->found.p == in.p && s->found.n == in.n ? s->found_style : 0;

	for (; (style = table_style_at(i)); i++) {
		table_reset(&s->table, in);
		if (!style->parse(style, &s->table) || s->table.failed)
			continue;
		buf_reset(&s->again);
		s->again.limit = in.n;
		if (style->render(style, &s->table, &s->again) &&
			span_equal(buf_span(&s->again), in))
			return style;
	}
	return NULL;
}

/* Whether a column gets shorter if blanks are empty values and what is as
 * above is written out. */
static bool
is_sparse(const struct cell_form *f, const struct span *value, size_t n)
{
	size_t empty = 0, same = 0;

	if (f->constant || f->step || f->tail)
		return false;
	for (size_t i = 1; i < n; i++) {
		struct span core = cell_core(f, value[i]);
		bool ditto = span_equal(value[i], value[i - 1]);

		if (!core.n)
			empty += ditto ? 0 : EMPTY_TOKENS;
		else if (ditto)
			same += core.n / WORD_BYTES + 1 < WORD_TOKENS
					? core.n / WORD_BYTES + 1
					: WORD_TOKENS;
	}
	return empty > same;
}

static bool
plan_columns(struct table_state *s)
{
	const struct table *t = &s->table;

	if (!mem_grow(
		    &s->column, &s->column_cap, t->cols, sizeof(*s->column)) ||
		!mem_grow(&s->value, &s->value_cap, t->rows, sizeof(*s->value)))
		return false;
	for (size_t i = 0; i < t->cols; i++) {
		for (size_t row = 0; row < t->rows; row++)
			s->value[row] = table_value(t, row + 1, i);
		cell_plan(&s->column[i].form, s->value, t->rows, true);
		s->column[i].sparse =
			is_sparse(&s->column[i].form, s->value, t->rows);
	}
	return true;
}

static void
write_head(const struct table_style *style, const struct table_state *s,
	struct buf *head)
{
	bool sparse = false;
	const struct table *t = &s->table;

	buf_add_char(head, ' ');
	buf_add_str(head, style->name);
	table_notes_write(style, t, head);
	for (size_t i = 0; i < t->cols && !sparse; i++)
		sparse = s->column[i].sparse;
	buf_add_str(head, sparse ? TABLE_SPARSE_HINT : TABLE_HINT);
	for (size_t i = 0; i < t->cols; i++) {
		const struct cell_form *f = &s->column[i].form;
		bool plain = !f->prefix.n && !f->suffix.n && !f->tail &&
			     !f->step && !f->constant;

		buf_add_str(head, i ? "," : ": ");
		if (!(t->flags & TABLE_NAMELESS)) {
			cell_text_write(
				table_value(t, 0, i), NAME_SPECIAL, head);
			if (s->column[i].sparse)
				buf_add_char(head, '?');
			if (plain)
				continue;
			if (!f->constant)
				buf_add_char(head, ':');
		} else if (s->column[i].sparse) {
			buf_add_char(head, '?');
		}
		if (f->constant)
			buf_add_char(head, '=');
		else if ((t->flags & TABLE_NAMELESS) && f->prefix.n &&
			 is_among(f->prefix.p[0], "=?"))
			buf_add_char(head, '\\');
		cell_form_write(f, NULL, head);
	}
}

static void
write_rows(struct table_state *s, struct buf *body)
{
	const struct table *t = &s->table;

	for (size_t i = 0; i < t->cols; i++)
		cell_start(&s->column[i].state, &s->column[i].form);
	for (size_t row = 1; row <= t->rows; row++) {
		struct span before = { NULL, 0 };

		for (size_t i = 0; i < t->cols; i++) {
			struct column *c = &s->column[i];
			struct span core;

			if (c->form.constant)
				continue;
			if (before.p && !s->cells.noting)
				buf_add_char(body, ',');
			if (c->sparse)
				cell_start(&c->state, &c->form);
			core = cell_core(&c->form, table_value(t, row, i));
			if (!core.p)
				core.p = "";
			cell_write(&s->cells, &c->form, &c->state, core, before,
				body);
			before = core;
		}
		if (!s->cells.noting)
			buf_add_char(body, '\n');
	}
}

static enum hr_status
table_encode(struct codec_ctx *ctx, struct span in, struct buf *head,
	struct buf *body)
{
	struct table_state *s = ctx->state;
	const struct table_style *style = choose_style(s, in);

	if (!style)
		return HR_SKIP;
	if (!plan_columns(s))
		return HR_ENOMEM;
	write_head(style, s, head);
	cells_begin(&s->cells, ctx->counter);
	write_rows(s, body);
	cells_choose(&s->cells);
	write_rows(s, body);
	return s->cells.failed || !buf_ok(head) || !buf_ok(body) ? HR_ENOMEM
								 : HR_OK;
}

/* ---- decoding ------------------------------------------------------------ */

static enum hr_status
fail(struct hr_error *err, enum hr_status code, size_t pos, const char *text)
{
	err->code = code;
	err->pos = pos;
	snprintf(err->text, sizeof(err->text), "rows: %s", text);
	return code;
}

static const struct table_style *
find_style(struct span name)
{
	const struct table_style *style;

	for (size_t i = 0; (style = table_style_at(i)); i++)
		if (span_equal(name, span_str(style->name)))
			return style;
	return NULL;
}

/* A new value of the table: what is in `more` from now on until its end. */
static struct table_cell
add_value(struct table *t, const struct cell_form *f, struct span core)
{
	size_t from = t->more.n, n = f->prefix.n + core.n + f->suffix.n;
	char *p;

	if (n && buf_reserve(&t->more, n)) {
		p = t->more.p + from;
		if (f->prefix.n)
			memcpy(p, f->prefix.p, f->prefix.n);
		if (core.n)
			memcpy(p + f->prefix.n, core.p, core.n);
		if (f->suffix.n)
			memcpy(p + n - f->suffix.n, f->suffix.p, f->suffix.n);
		t->more.n += n;
	}
	return table_more(t, from);
}

/* One column of the header, with its name, up to a comma or the end. */
static bool
read_column(struct table_state *s, bool named, struct span *rest)
{
	struct column *c = &s->column[s->table.cols];
	struct cell_form name = { 0 };
	bool constant;

	c->form = (struct cell_form){ 0 };
	if (named &&
		!cell_text_read(&s->cells, NAME_SPECIAL, rest, &name.prefix))
		return false;
	table_add(&s->table, add_value(&s->table, &name, name.suffix));
	c->sparse = rest->n && rest->p[0] == '?';
	if (c->sparse)
		*rest = span_from(*rest, 1);
	if (named && (!rest->n || rest->p[0] == ','))
		return true;
	constant = rest->n && rest->p[0] == '=';
	if (named && !constant && rest->p[0] != ':')
		return false;
	if (named || constant)
		*rest = span_from(*rest, 1);
	if (!cell_form_read(&s->cells, NULL, rest, &c->form) ||
		c->form.constant != constant)
		return false;
	if (constant)
		c->last = add_value(&s->table, &c->form, name.suffix);
	return !rest->n || rest->p[0] == ',';
}

static void
skip(struct span *rest, const char *words)
{
	if (span_starts(*rest, words))
		*rest = span_from(*rest, strlen(words));
}

static enum hr_status
read_head(struct table_state *s, struct span head,
	const struct table_style **style, struct hr_error *err)
{
	struct table_notes notes;
	size_t n = 1;

	while (n < head.n && head.p[n] != ' ' && head.p[n] != ':')
		n++;
	if (!head.n || head.p[0] != ' ')
		return fail(err, HR_EINPUT, 0, "a style is missing");
	*style = find_style(span_of(head.p + 1, n - 1));
	if (!*style)
		return fail(err, HR_EINPUT, 0, "a style that is not known");
	head = span_from(head, n);
	if (!table_notes_read(*style, &head, &notes))
		return fail(err, HR_EINPUT, 0, "a note that is not known");
	skip(&head, TABLE_HINT);
	skip(&head, TABLE_SPARSE_HINT);
	if (!span_starts(head, ": "))
		return fail(err, HR_EINPUT, 0, "a note that is not known");
	do {
		head = span_from(head, s->table.cols ? 1 : 2);
		if (s->table.cols == TABLE_COLUMNS_MAX)
			return fail(err, HR_ELIMIT, 0, "too many columns");
		if (!mem_grow(&s->column, &s->column_cap, s->table.cols + 1,
			    sizeof(*s->column)))
			return fail(err, HR_ENOMEM, 0, "out of memory");
		if (!read_column(s, !(notes.flags & TABLE_NAMELESS), &head))
			return fail(err, HR_EINPUT, 0, "a bad column");
		if (!table_set_columns(&s->table, s->table.cols + 1))
			return fail(err, HR_ENOMEM, 0, "out of memory");
	} while (head.n);
	if (!table_notes_apply(&notes, &s->table))
		return fail(err, HR_EINPUT, 0, "a bad note");
	return HR_OK;
}

/* One line of the body; *bytes grows by what its values are in the table. */
static bool
read_row(struct table_state *s, struct span line, uint64_t *bytes)
{
	struct table *t = &s->table;
	struct span before = { NULL, 0 }, core;

	for (size_t i = 0; i < t->cols; i++) {
		struct column *c = &s->column[i];

		if (!c->form.constant) {
			struct span above = c->state.above;

			if (c->sparse)
				cell_start(&c->state, &c->form);
			if (before.p) {
				if (!line.n || line.p[0] != ',')
					return false;
				line = span_from(line, 1);
			}
			if (!cell_read(&s->cells, &c->form, &c->state, &line,
				    before, &core))
				return false;
			if (!t->rows || core.p != above.p || core.n != above.n)
				c->last = add_value(t, &c->form, core);
			before = core.p ? core : span_str("");
		}
		table_add(t, c->last);
		*bytes += c->last.n + 1;
	}
	return !line.n;
}

static enum hr_status
read_body(struct table_state *s, struct span body, size_t limit,
	struct hr_error *err)
{
	struct table *t = &s->table;
	struct span rest = body, line;
	uint64_t bytes = 0;

	for (size_t i = 0; i < t->cols; i++)
		cell_start(&s->column[i].state, &s->column[i].form);
	while (span_line(&rest, &line)) {
		size_t pos = (size_t)(line.p - body.p);

		if (line.p[line.n - 1] == '\n')
			line.n--;
		if (!read_row(s, line, &bytes))
			return fail(err, HR_EINPUT, pos, "a bad row");
		t->rows++;
		if (t->failed || s->cells.failed)
			return fail(err, HR_ENOMEM, pos, "out of memory");
		if (limit && bytes > limit)
			return fail(err, HR_ELIMIT, pos, "a table too large");
	}
	return HR_OK;
}

static enum hr_status
table_decode(struct codec_ctx *ctx, struct span head, struct span body,
	struct buf *out, struct hr_error *err)
{
	struct table_state *s = ctx->state;
	const struct table_style *style = NULL;
	enum hr_status status;

	table_reset(&s->table, span_of("", 0));
	cells_begin(&s->cells, NULL);
	status = read_head(s, head, &style, err);
	if (status == HR_OK)
		status = read_body(s, body, out->limit, err);
	if (status != HR_OK)
		return status;
	if (!style->render(style, &s->table, out))
		return buf_ok(out)
			       ? fail(err, HR_EINPUT, 0, "not of that style")
			       : fail(err, HR_ELIMIT, 0, "a table too large");
	return HR_OK;
}

/* ---- budgets ------------------------------------------------------------- */

/* The style that was found for the text, but for blank lines at its end. */
static const struct table_style *
find_again(struct codec_ctx *ctx, struct span text)
{
	struct table_state *s = ctx->state;
	size_t n = s->found.p == text.p && s->found.n == text.n
			   ? text.n
			   : table_find(ctx, text);

	for (size_t i = n; n && i < text.n; i++)
		if (text.p[i] != '\n' && text.p[i] != '\r')
			return NULL;
	return n ? table_style_at(s->found_style) : NULL;
}

static enum hr_status
table_units(struct codec_ctx *ctx, struct span in, struct units *units)
{
	struct table_state *s = ctx->state;
	const struct table_style *style = in.n ? find_again(ctx, in) : NULL;

	return style ? table_cut_units(style, &s->rows, in, units) : HR_SKIP;
}

const struct codec codec_table = {
	.name = "table",
	.help = "tables of databases and spreadsheets, listings",
	.tag = "rows",
	.kind = HR_KIND_TABLE,
	.detector = { &detect_data },
	.open = table_open,
	.close = table_close,
	.restart = table_restart,
	.find = table_find,
	.encode = table_encode,
	.decode = table_decode,
	.units = table_units,
};
