/* SPDX-License-Identifier: Apache-2.0 */
/* Lines to templates and columns, before they are written; see log_lines.h. */
#include "base/mem.h"
#include "codec/log/log_head.h"
#include "codec/log/log_state.h"
#include "table/marker.h"

enum {
	/* A template of fewer rows is no template. */
	FEW_ROWS = 2,
	/* Tokens of "a:" and of the braces of a slot; of a label and of the
	 * comma before a cell. */
	DEFINE_TOKENS = 2,
	SLOT_TOKENS = 2,
	LABEL_TOKENS = 1,
	COMMA_TOKENS = 1,
};

/* ---- reading ------------------------------------------------------------- */

static bool
add_line(struct log_lines *s, struct span line)
{
	struct log_line *l;
	struct span message = line;

	if (!mem_grow(
		    &s->line, &s->line_cap, s->nlines + 1, sizeof(*s->line)) ||
		!mem_grow(&s->value, &s->value_cap, s->nvalues + HEAD_COLUMNS,
			sizeof(*s->value)))
		return false;
	l = &s->line[s->nlines++];
	*l = (struct log_line){ .text = line, .value = (uint32_t)s->nvalues };
	l->headed =
		s->head.n && !log_is_itself(line) &&
		log_head_split(&s->head, line, s->value + s->nvalues, &message);
	if (l->headed)
		s->nvalues += s->head.n;
	l->message = message;
	return rows_add(&s->rows, (uint32_t)(message.p - s->rows.w.text.p),
		(uint32_t)message.n, 1);
}

static enum hr_status
read_lines(struct log_lines *s, struct span sample, struct span text)
{
	struct span line;

	log_head_find(&s->head, sample.n ? sample : text);
	s->nlines = s->nvalues = 0;
	rows_begin(&s->rows, text);
	s->rows.w.stampless = true;
	while (span_line(&text, &line)) {
		line.n--;
		if (!add_line(s, line))
			return HR_ENOMEM;
	}
	return mine_kinds(&s->mine, &s->rows.w);
}

/* ---- planning the head --------------------------------------------------- */

/* Whether a cell of the first column could be taken for a label or a line
 * without a head: it, or a word of it, begins like one. */
static bool
is_ambiguous(struct span core)
{
	for (size_t i = 0; i < core.n; i++) {
		char c = core.p[i];

		if (is_lower(c) && (!i || !is_alnum(core.p[i - 1])))
			return true;
	}
	return core.n && is_among(core.p[0], "\\ \t[");
}

/* The earlier column that always has the same value; HEAD_COLUMNS: none. */
static unsigned
equal_column(const struct log_lines *s, unsigned column)
{
	for (unsigned k = 0; k < column; k++) {
		bool equal = !s->form[k].constant;

		for (size_t i = 0; equal && i < s->nlines; i++) {
			const struct span *v = s->value + s->line[i].value;

			equal = !s->line[i].headed ||
				span_equal(v[k], v[column]);
		}
		if (equal)
			return k;
	}
	return HEAD_COLUMNS;
}

/* HR_SKIP if the text is better read without one. */
static enum hr_status
plan_head(struct log_lines *s)
{
	size_t rows = s->head.n ? s->nvalues / s->head.n : 0;
	struct span *column;
	bool first = true;

	if (!mem_grow(&s->column, &s->column_cap, rows, sizeof(*s->column)))
		return HR_ENOMEM;
	column = s->column;
	for (unsigned k = 0; k < s->head.n; k++) {
		for (size_t r = 0; r < rows; r++)
			column[r] = s->value[r * s->head.n + k];
		cell_plan(&s->form[k], column, rows, true);
		s->equal[k] = equal_column(s, k);
		if (s->form[k].constant || s->equal[k] < HEAD_COLUMNS)
			continue;
		for (size_t r = 0; first && r < rows; r++)
			if (is_ambiguous(cell_core(&s->form[k], column[r])))
				return HR_SKIP;
		first = false;
	}
	/* Without cells nothing would tell a message from a label. */
	return s->head.n && (!rows || first) ? HR_SKIP : HR_OK;
}

/* Without a head every line is a message. */
static enum hr_status
read_without_head(struct log_lines *s)
{
	const char *start = s->rows.w.text.p;

	s->head.n = 0;
	s->nvalues = 0;
	rows_begin(&s->rows, s->rows.w.text);
	for (size_t i = 0; i < s->nlines; i++) {
		struct log_line *l = &s->line[i];

		l->headed = false;
		l->message = l->text;
		if (!rows_add(&s->rows, (uint32_t)(l->text.p - start),
			    (uint32_t)l->text.n, 1))
			return HR_ENOMEM;
	}
	return mine_kinds(&s->mine, &s->rows.w);
}

/* ---- planning the templates ---------------------------------------------- */

/* The text of a form's example between its parts: piece `i` of n + 1. */
static struct span
piece(const struct window *w, const struct record *r, const struct part *part,
	uint32_t n, uint32_t i)
{
	struct span text = record_text(w, r), before;
	const char *from = text.p, *to = text.p + text.n;

	if (i) {
		before = part_text(w, r, &part[i - 1]);
		from = before.p + before.n;
	}
	if (i < n)
		to = part_text(w, r, &part[i]).p;
	return span_of(from, to < from ? SIZE_MAX : (size_t)(to - from));
}

/* Whether a form's text between its columns is that of its kind. */
static bool
fits(const struct log_lines *s, const struct form *form)
{
	const struct window *w = &s->rows.w;
	const struct kind *kind = &s->mine.kind[form->kind];
	const struct form *model = &w->form[kind->form];
	const struct part *part = s->mine.part + form->part;
	const struct part *model_part = s->mine.part + model->part;

	for (uint32_t i = 0; i <= kind->ncolumns; i++) {
		struct span a = piece(
			w, &w->record[form->first], part, kind->ncolumns, i);
		struct span b = piece(w, &w->record[model->first], model_part,
			kind->ncolumns, i);

		if (a.n == SIZE_MAX || b.n == SIZE_MAX || !span_equal(a, b))
			return false;
	}
	return true;
}

/* Tokens of what the rows of a template need not say again. */
static size_t
template_tokens(
	struct log_lines *s, struct codec_ctx *ctx, const struct template *t)
{
	buf_reset(&s->scratch);
	for (uint32_t i = 0; i <= t->ncolumns; i++)
		buf_add(&s->scratch, t->text[i]);
	return buf_ok(&s->scratch)
		       ? hr_count(ctx->counter, s->scratch.p, s->scratch.n)
		       : SIZE_MAX;
}

/* Whether a template is worth its definition. */
static bool
is_worth_it(
	struct log_lines *s, struct codec_ctx *ctx, const struct template *t)
{
	size_t cells = 0, tokens = template_tokens(s, ctx, t);

	for (uint32_t i = 0; i < t->ncolumns; i++)
		cells += t->equal[i] == LOG_COLUMNS;
	s->cells.failed |= tokens == SIZE_MAX;
	return !s->cells.failed &&
	       (t->rows - 1) * tokens >
		       (t->rows - 1) * (LABEL_TOKENS + cells * COMMA_TOKENS) +
			       DEFINE_TOKENS + cells * SLOT_TOKENS;
}

/* Room for the columns of a template, in the arena. */
static bool
open_template(
	struct log_lines *s, struct template *t, uint32_t n, uint32_t rows)
{
	t->ncolumns = n;
	t->rows = rows;
	t->text = arena_alloc(&s->arena, (n + 1ul) * sizeof(*t->text));
	t->form = arena_alloc(&s->arena, (n + 1ul) * sizeof(*t->form));
	t->state = arena_alloc(&s->arena, (n + 1ul) * sizeof(*t->state));
	t->equal = arena_alloc(&s->arena, (n + 1ul) * sizeof(*t->equal));
	t->number = arena_alloc(&s->arena, (n + 1ul) * sizeof(*t->number));
	t->value = arena_alloc(
		&s->arena, ((size_t)n * rows + 1) * sizeof(*t->value));
	return t->text && t->form && t->state && t->equal && t->number &&
	       t->value;
}

static void
plan_columns(struct template *t)
{
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		struct span *column = t->value + (size_t)i * t->rows;

		cell_plan(&t->form[i], column, t->rows, false);
		t->form[i].step = 0; /* the slot shows the first value */
		t->equal[i] = LOG_COLUMNS;
		for (uint32_t k = 0; k < i && t->equal[i] == LOG_COLUMNS; k++) {
			struct span *other = t->value + (size_t)k * t->rows;
			uint32_t r = 0;

			while (r < t->rows && span_equal(other[r], column[r]))
				r++;
			if (r == t->rows && !t->form[k].constant)
				t->equal[i] = k;
		}
	}
}

/* Moves column `from` to place `to` with the cores of its values only. */
static void
move_column(struct template *t, uint32_t from, uint32_t to)
{
	const struct cell_form *f = &t->form[from];
	const struct span *value = t->value + (size_t)from * t->rows;
	struct span *core = t->value + (size_t)to * t->rows;

	for (uint32_t r = 0; r < t->rows; r++)
		core[r] = cell_core(f, value[r]);
	t->equal[to] = t->equal[from] == LOG_COLUMNS
			       ? LOG_COLUMNS
			       : t->number[t->equal[from]];
	t->number[from] = to;
}

/* Makes constants, prefixes and suffixes a part of the text around the
 * columns; false when memory is short. */
static bool
settle_text(struct log_lines *s, struct template *t)
{
	uint32_t n = 0;

	buf_reset(&s->scratch);
	buf_add(&s->scratch, t->text[0]);
	for (uint32_t k = 0; k < t->ncolumns; k++) {
		struct span suffix = t->form[k].suffix;

		buf_add(&s->scratch, t->form[k].prefix);
		if (!t->form[k].constant) {
			t->text[n] =
				arena_copy(&s->arena, buf_span(&s->scratch));
			if (!t->text[n].p)
				return false;
			buf_reset(&s->scratch);
			move_column(t, k, n);
			t->form[n++] = (struct cell_form){ .step = 0 };
			buf_add(&s->scratch, suffix);
		}
		buf_add(&s->scratch, t->text[k + 1]);
	}
	t->text[n] = arena_copy(&s->arena, buf_span(&s->scratch));
	t->ncolumns = n;
	return t->text[n].p && buf_ok(&s->scratch);
}

/* The values of one line, whose form has these parts, and with the first line
 * the text between them. */
static void
take_parts(struct log_lines *s, struct template *t, const struct record *r,
	const struct part *part)
{
	const struct window *w = &s->rows.w;

	for (uint32_t k = 0; k < t->ncolumns; k++)
		t->value[(size_t)k * t->rows + t->nrows] =
			part_text(w, r, &part[k]);
	for (uint32_t k = 0; !t->nrows && k <= t->ncolumns; k++)
		t->text[k] = piece(w, r, part, t->ncolumns, k);
}

/* The same of a template of words. */
static void
take_words(struct template *t, struct span message)
{
	struct span word[LOG_COLUMNS];
	unsigned n = log_words(message, word);

	for (unsigned k = 0; k < n && k < t->ncolumns; k++)
		t->value[(size_t)k * t->rows + t->nrows] = word[k];
	for (uint32_t k = 0; !t->nrows && k <= t->ncolumns; k++)
		t->text[k] = span_of(" ", k && k < t->ncolumns);
	t->broken |= n != t->ncolumns;
}

/* Adds a line to the template of its kind; false when memory is short. */
static bool
take_line(struct log_lines *s, size_t i)
{
	const struct record *r = &s->rows.w.record[i];
	const struct form *form = &s->rows.w.form[r->form];
	const struct kind *kind = &s->mine.kind[form->kind];
	uint32_t root = s->group[form->kind].root;
	const struct log_group *g = &s->group[root];
	struct template *t = &s->template[root];

	if (g->rows < FEW_ROWS || (!g->words && kind->ncolumns > LOG_COLUMNS))
		return true;
	if ((!g->words && r == &s->rows.w.record[form->first] &&
		    !fits(s, form)) ||
		span_starts(s->line[i].text, MARKER_OPEN))
		t->broken = true;
	if (t->broken)
		return true;
	if (!t->nrows) {
		if (!open_template(s, t, g->words ? g->words : kind->ncolumns,
			    g->rows))
			return false;
		t->headed = s->line[i].headed;
		t->first = i;
	}
	if (t->headed != s->line[i].headed)
		t->broken = true;
	if (g->words)
		take_words(t, s->line[i].message);
	else
		take_parts(s, t, r, s->mine.part + form->part);
	t->nrows++;
	return true;
}

/* Which kinds become templates, and the values of their columns. */
static bool
plan_templates(struct log_lines *s, struct codec_ctx *ctx)
{
	size_t nkinds = s->mine.nkinds;

	arena_reset(&s->arena);
	if (!log_merge(s) || !mem_grow(&s->template, &s->template_cap, nkinds,
				     sizeof(*s->template)))
		return false;
	memset(s->template, 0, nkinds * sizeof(*s->template));
	for (size_t i = 0; i < s->nlines; i++)
		if (!take_line(s, i))
			return false;
	for (size_t k = 0; k < nkinds; k++) {
		struct template *t = &s->template[k];

		if (!t->nrows || t->broken)
			continue;
		plan_columns(t);
		if (!settle_text(s, t))
			return false;
		t->used = is_worth_it(s, ctx, t);
	}
	return true;
}

/* Which starts of messages get a number: of those that stand in the output. */
static void
plan_prefixes(struct log_lines *s, struct codec_ctx *ctx)
{
	log_prefixes_begin(&s->prefixes);
	for (size_t i = 0; i < s->nlines; i++) {
		const struct template *t = log_template(s, i);

		if (t->used && t->first == i)
			log_prefixes_note(&s->prefixes, t->text[0]);
		else if (!t->used && !log_is_itself(s->line[i].text) &&
			 s->line[i].headed == (s->head.n > 0))
			log_prefixes_note(&s->prefixes, s->line[i].message);
	}
	log_prefixes_choose(&s->prefixes, ctx->counter);
}

enum hr_status
log_plan(struct log_lines *s, struct codec_ctx *ctx, struct span text)
{
	enum hr_status status = read_lines(s, ctx->sample, text);

	if (status != HR_OK)
		return status;
	status = plan_head(s);
	if (status == HR_SKIP)
		status = read_without_head(s);
	if (status != HR_OK)
		return status;
	s->cells.failed = false;
	if (!plan_templates(s, ctx) || s->cells.failed)
		return HR_ENOMEM;
	plan_prefixes(s, ctx);
	return s->prefixes.failed ? HR_ENOMEM : HR_OK;
}
