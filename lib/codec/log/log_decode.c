/* SPDX-License-Identifier: Apache-2.0 */
/* Reading lines from a block; see log_lines.h. */
#include <stdio.h>

#include "base/mem.h"
#include "codec/log/log_label.h"
#include "codec/log/log_state.h"
#include "table/pattern.h"

struct log_lines *
log_lines_new(void)
{
	struct log_lines *s = mem_zalloc(1, sizeof(*s));

	/* No two processes hash alike, and no output depends on it. */
	if (s)
		rows_init(&s->rows, (uintptr_t)s);
	return s;
}

void
log_lines_free(struct log_lines *s)
{
	if (!s)
		return;
	cells_release(&s->cells);
	arena_release(&s->arena);
	buf_release(&s->scratch);
	log_prefixes_release(&s->prefixes);
	rows_release(&s->rows);
	mine_release(&s->mine);
	mem_free(s->template);
	mem_free(s->group);
	mem_free(s->line);
	mem_free(s->value);
	mem_free(s->column);
	mem_free(s->end);
	mem_free(s);
}

/* What a pattern is read to, before its columns are counted. */
struct columns_read {
	struct span text[LOG_COLUMNS + 1];
	struct cell_form form[LOG_COLUMNS];
	struct cell_state state[LOG_COLUMNS];
	uint32_t equal[LOG_COLUMNS];
};

static void *
copy(struct log_lines *s, const void *p, size_t n, size_t size)
{
	void *q = arena_alloc(&s->arena, n * size + 1);

	if (q)
		memcpy(q, p, n * size);
	return q;
}

/* "=2}": the slot of a column that equals an earlier one. */
static bool
read_equal(struct span *rest, uint32_t ncolumns, uint32_t *equal)
{
	uint64_t number = 0;
	size_t n = 1;

	while (n < rest->n && n < 4 && is_digit(rest->p[n]))
		number = number * 10 + (uint64_t)(rest->p[n++] - '0');
	if (n < 2 || n >= rest->n || rest->p[n] != '}')
		return false;
	*rest = span_from(*rest, n);
	*equal = (uint32_t)number - 1;
	return number && number <= ncolumns;
}

/* What the slot of a head says: nothing, a step, or the first value. */
static bool
read_form(struct log_lines *s, struct span *rest, struct cell_form *f)
{
	const char *end = rest->p;
	struct span slot;
	uint64_t step;

	while (end < rest->p + rest->n && *end != '}')
		end += *end == '\\' && end + 1 < rest->p + rest->n ? 2 : 1;
	slot = span_of(rest->p, (size_t)(end - rest->p));
	*rest = span_from(*rest, slot.n);
	if (!slot.n)
		return true;
	if ((slot.p[0] == '+' || slot.p[0] == '-') &&
		number_read(span_from(slot, 1), &step) && step) {
		f->step = slot.p[0] == '-' ? -(int64_t)step : (int64_t)step;
		return true;
	}
	f->tail = true;
	return pattern_read(&s->arena, &slot, &f->first) && !slot.n;
}

/*
 * Reads a pattern into t.  In a definition slots hold the cells of the first
 * row, whose cores go to s->value and `before` is that of the cell before the
 * first; in a head (`before` NULL) they hold forms.
 */
static bool
read_pattern(struct log_lines *s, struct span rest, struct span *before,
	struct template *t)
{
	struct columns_read c;
	uint32_t n = 0;

	for (;; n++) {
		if (!pattern_read(&s->arena, &rest, &c.text[n]))
			return false;
		if (!rest.n)
			break;
		if (n == LOG_COLUMNS)
			return false;
		rest = span_from(rest, 1);
		c.form[n] = (struct cell_form){ .step = 0 };
		c.equal[n] = LOG_COLUMNS;
		cell_start(&c.state[n], &c.form[n]);
		if (rest.n > 1 && rest.p[0] == '=' && is_digit(rest.p[1])) {
			if (!read_equal(&rest, n, &c.equal[n]))
				return false;
			s->value[n] = s->value[c.equal[n]];
		} else if (!before) {
			if (!read_form(s, &rest, &c.form[n]))
				return false;
			cell_start(&c.state[n], &c.form[n]);
		} else {
			s->cells.special = "{}";
			if (!cell_read(&s->cells, &c.form[n], &c.state[n],
				    &rest, *before, &s->value[n]))
				return false;
			*before = s->value[n];
		}
		if (!span_first_is(rest, '}'))
			return false;
		rest = span_from(rest, 1);
	}
	t->ncolumns = n;
	t->text = copy(s, c.text, n + 1, sizeof(*c.text));
	t->form = copy(s, c.form, n, sizeof(*c.form));
	t->state = copy(s, c.state, n, sizeof(*c.state));
	t->equal = copy(s, c.equal, n, sizeof(*c.equal));
	return t->text && t->form && t->state && t->equal;
}

/* A line's cells as far as they have been read. */
struct reader {
	struct span rest, before;
	bool any; /* there is a cell before: a comma comes first */
};

/* Reads the cells of a row of t; missing ones are blank if `labelled`. */
static bool
read_cells(struct log_lines *s, struct reader *r, struct template *t,
	bool labelled, struct span *value)
{
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		if (t->equal[i] != LOG_COLUMNS) {
			value[i] = value[t->equal[i]];
			continue;
		}
		if (r->any && (r->rest.n || !labelled)) {
			if (!span_first_is(r->rest, ','))
				return false;
			r->rest = span_from(r->rest, 1);
		}
		r->any = true;
		if (!cell_read(&s->cells, &t->form[i], &t->state[i], &r->rest,
			    r->before, &value[i]))
			return false;
		r->before = value[i];
	}
	return true;
}

static void
add_pattern(const struct template *t, const struct span *value, struct buf *out)
{
	buf_add(out, t->text[0]);
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		buf_add(out, value[i]);
		buf_add(out, t->text[i + 1]);
	}
}

/* "19,17,text" or the same before a template: the cells of the head and the
 * comma behind them. */
static bool
read_head_cells(struct log_lines *s, struct reader *r, struct template *head,
	struct buf *out)
{
	if (!read_cells(s, r, head, false, s->value))
		return false;
	add_pattern(head, s->value, out);
	if (!r->any)
		return true;
	if (!span_first_is(r->rest, ','))
		return false;
	r->rest = span_from(r->rest, 1);
	return true;
}

/* Puts a prefix before the text of a template. */
static bool
add_prefix(struct log_lines *s, struct span prefix, struct template *t)
{
	char *p;

	if (!prefix.n)
		return true;
	p = arena_alloc(&s->arena, prefix.n + t->text[0].n);
	if (!p) {
		s->cells.failed = true;
		return false;
	}
	memcpy(p, prefix.p, prefix.n);
	if (t->text[0].n)
		memcpy(p + prefix.n, t->text[0].p, t->text[0].n);
	t->text[0] = span_of(p, prefix.n + t->text[0].n);
	return true;
}

static bool
read_definition(struct log_lines *s, struct span rest, struct template *head,
	struct buf *out)
{
	struct reader r = { .rest = rest, .before = { NULL, 0 } };
	struct span prefix;
	struct template *t;
	bool ok;

	if (!mem_grow(&s->template, &s->template_cap, s->labels + 1,
		    sizeof(*s->template))) {
		s->cells.failed = true;
		return false;
	}
	t = &s->template[s->labels];
	*t = (struct template){ .headed = head->ncolumns };
	if (head->ncolumns && span_first_is(rest, '\\')) {
		t->headed = false;
		r.rest = span_from(rest, 1);
	} else if (t->headed && !read_head_cells(s, &r, head, out)) {
		return false;
	}
	ok = log_prefix_read(&s->cells, &r.rest, &prefix) &&
	     read_pattern(s, r.rest, &r.before, t);
	s->cells.special = NULL;
	if (!ok || !add_prefix(s, prefix, t))
		return false;
	s->labels++;
	add_pattern(t, s->value, out);
	return true;
}

static bool
read_row(struct log_lines *s, struct span rest, struct template *head,
	struct template *t, struct buf *out)
{
	struct reader r = { .rest = rest, .before = { NULL, 0 } };

	if (span_first_is(rest, ' '))
		r.rest = span_from(rest, 1);
	if (t->headed) {
		if (!read_cells(s, &r, head, true, s->value))
			return false;
		add_pattern(head, s->value, out);
	}
	if (!read_cells(s, &r, t, true, s->value) || r.rest.n)
		return false;
	add_pattern(t, s->value, out);
	return true;
}

/* Below the first template of a grouped block there are rows of the template
 * above them, and templates, which begin with a letter as no row does. */
static bool
read_grouped(struct log_lines *s, struct span line, struct template *head,
	struct buf *out)
{
	uint64_t label;
	size_t n = label_read(line, &label);

	if (!n)
		return read_row(
			s, line, head, &s->template[s->labels - 1], out);
	return label == s->labels && n < line.n && line.p[n] == ':' &&
	       read_definition(s, span_from(line, n + 1), head, out);
}

static bool
read_line(struct log_lines *s, struct span line, struct template *head,
	struct buf *out)
{
	struct reader r = { .rest = line, .before = { NULL, 0 } };
	struct span prefix;
	uint64_t label;
	size_t n;

	if (s->grouped && s->labels)
		return read_grouped(s, line, head, out);
	if (log_is_itself(line)) {
		buf_add(out, line);
		return true;
	}
	if (line.p[0] == '\\') {
		buf_add(out, span_from(line, 1));
		return true;
	}
	n = label_read(line, &label);
	if (n && label < s->labels)
		return read_row(
			s, span_from(line, n), head, &s->template[label], out);
	if (n && label == s->labels && n < line.n && line.p[n] == ':')
		return read_definition(s, span_from(line, n + 1), head, out);
	if ((head->ncolumns && !read_head_cells(s, &r, head, out)) ||
		!log_prefix_read(&s->cells, &r.rest, &prefix))
		return false;
	buf_add(out, prefix);
	buf_add(out, r.rest);
	return true;
}

/* Takes "a", " ab " or "-" and a count off the order; *t is the template. */
static bool
read_run(struct log_lines *s, struct span *rest, struct template *none,
	struct template **t, uint64_t *count)
{
	bool wide = rest->p[0] == ' ';
	struct span number;
	uint64_t label = 0;
	size_t n;

	*rest = span_from(*rest, wide);
	n = rest->n && rest->p[0] == '-' && !wide ? 1 : 0;
	*t = none;
	if (!n) {
		/* Labels of one letter stand side by side. */
		n = label_read(
			wide ? *rest : span_of(rest->p, rest->n > 0), &label);
		if (!n || label >= s->labels || (n > 1) != wide)
			return false;
		*t = &s->template[label];
	}
	*rest = span_from(*rest, n);
	if (wide && (!rest->n || rest->p[0] != ' '))
		return false;
	*rest = number = span_from(*rest, wide);
	while (rest->n && is_digit(rest->p[0]))
		*rest = span_from(*rest, 1);
	number.n -= rest->n;
	*count = 1;
	return !number.n || number_read(number, count);
}

/* Puts the lines in s->scratch, which end at s->end[], in their order. */
static bool
read_order(struct log_lines *s, struct span rest, struct buf *out)
{
	struct template none = { .rows = (uint32_t)s->nlines };
	size_t total = s->nlines, lines = 0;
	uint64_t count;

	/* Each group ends where the next one begins. */
	for (uint64_t k = s->labels; k--;) {
		struct template *t = &s->template[k];

		t->next = (uint32_t)t->first;
		t->rows = (uint32_t)total;
		total = t->first;
	}
	none.rows = (uint32_t)total;
	if (!span_starts(rest, LOG_ORDER))
		return false;
	rest = span_from(rest, strlen(LOG_ORDER));
	while (rest.n && buf_ok(out)) {
		struct template *t;

		if (!read_run(s, &rest, &none, &t, &count) ||
			count > t->rows - t->next)
			return false;
		for (lines += count; count; count--) {
			size_t from = t->next ? s->end[t->next - 1] : 0;

			buf_add(out, span_of(s->scratch.p + from,
					     s->end[t->next++] - from));
		}
	}
	return lines == s->nlines;
}

/* Keeps where a line of a grouped block ends; false when memory is short. */
static bool
end_line(struct log_lines *s, uint64_t labels)
{
	if (!mem_grow(&s->end, &s->end_cap, s->nlines + 1, sizeof(*s->end)))
		return false;
	if (s->labels > labels)
		s->template[labels].first = s->nlines;
	s->end[s->nlines++] = s->scratch.n;
	return true;
}

/* The text is no block, unless it could not be read for short memory. */
static enum hr_status
fail(const struct log_lines *s, struct hr_error *err, size_t pos,
	const char *why)
{
	if (s->cells.failed || s->arena.failed)
		return HR_ENOMEM;
	*err = (struct hr_error){ .code = HR_EINPUT, .pos = pos };
	snprintf(err->text, sizeof(err->text), "%s", why);
	return HR_EINPUT;
}

/* What the head says behind the name of the block: the pattern of all lines,
 * or nothing. */
static bool
read_head(struct log_lines *s, struct span head, struct template *t)
{
	if (span_starts(head, LOG_HINT))
		head = span_from(head, strlen(LOG_HINT));
	if (!head.n)
		return true;
	return span_starts(head, ": ") &&
	       read_pattern(s, span_from(head, 2), NULL, t) && t->ncolumns;
}

enum hr_status
log_lines_decode(struct log_lines *s, struct span head, struct span body,
	struct buf *out, struct hr_error *err)
{
	struct template h = { .ncolumns = 0 };
	struct span rest = body, line;
	struct buf *text = out;

	s->grouped = span_starts(head, LOG_GROUPED);
	if (s->grouped) {
		head = span_from(head, strlen(LOG_GROUPED));
		text = &s->scratch;
		text->limit = out->limit;
		buf_reset(text);
	}
	cells_begin(&s->cells, NULL);
	s->cells.special = NULL;
	arena_reset(&s->arena);
	s->labels = s->nlines = 0;
	if (!mem_grow(&s->value, &s->value_cap, LOG_COLUMNS, sizeof(*s->value)))
		return HR_ENOMEM;
	if (!read_head(s, head, &h))
		return fail(s, err, 0, "not a head of lines");
	while (buf_ok(text) && span_line(&rest, &line)) {
		uint64_t labels = s->labels;
		size_t pos = (size_t)(line.p - body.p);
		bool order = s->grouped && !rest.n; /* is the last line */
		bool ok;

		line = span_of(line.p, line.n - 1);
		ok = order ? read_order(s, line, out)
			   : read_line(s, line, &h, text);
		if (!ok)
			return fail(s, err, pos, "not a line of its block");
		if (order)
			break;
		buf_add_char(text, '\n');
		if (s->grouped && !end_line(s, labels))
			return HR_ENOMEM;
	}
	out->failed |= !buf_ok(text);
	out->full |= text->full;
	return HR_OK;
}
