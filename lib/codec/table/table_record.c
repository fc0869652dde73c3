/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables with a line for each value, record after record: psql -x, mysql's \G,
 * sqlite3's line mode.
 *
 *	-[ RECORD 1 ]		*** 1. row ***		   id = 1
 *	id   | 1		  id: 1			 name = Ann
 *	name | Ann		name: Ann
 *	-[ RECORD 2 ]		*** 2. row ***		   id = 2
 *
 * (mysql has more stars.)  The first record says what the columns are; what is
 * before a value is then the same in all records.
 */
#include "codec/table/table_style.h"

#include "base/mem.h"

enum {
	/* sqlite3 gives names at least so many columns. */
	LINE_NAME_WIDTH = 5,
	/* Columns of a record; fewer where nothing marks its start and each
	 * line of a file of settings may be one, as "no" must not take long. */
	RECORD_COLUMNS = 1024,
	LINE_COLUMNS = 64,
	/* One record alone is smaller than a table of one row. */
	FEW_RECORDS = 2,
};

struct record_shape {
	const char *mark; /* how a record begins, and its number follows */
	const char *after; /* behind the number; NULL: up to the line's end */
	const char *sep; /* between name and value */
	bool left; /* names are left-aligned */
	bool ruled; /* psql: a rule as wide as the values */
};

static const char stars[] = "*************************** ";
static const char stars_after[] = ". row ***************************";

static const struct record_shape expanded = { "-[ RECORD ", NULL, " | ", true,
	true };
static const struct record_shape vertical = { stars, stars_after, ": ", false,
	false };
static const struct record_shape lines = { NULL, NULL, " = ", false, false };

/* ---- reading ------------------------------------------------------------- */

static const char *
find_text(struct span s, const char *text)
{
	size_t n = strlen(text), blank = *text == ' ';

	/* Blanks are everywhere, what stands behind one is not. */
	for (const char *p; s.n >= n; s = span_from(s, (size_t)(p - s.p) + 1)) {
		p = memchr(s.p + blank, text[blank], s.n - n + 1);
		if (!p)
			return NULL;
		p -= blank;
		if (!memcmp(p, text, n))
			return p;
	}
	return NULL;
}

/* Takes the line that begins record `number`. */
static bool
take_mark(const struct record_shape *shape, struct span *rest, size_t number)
{
	struct span line, after = *rest;
	struct buf mark = { 0 };
	bool ok;

	if (!shape->mark) {
		ok = number == 1 || (rest->n && rest->p[0] == '\n');
		if (ok && number > 1)
			*rest = span_from(*rest, 1);
		return ok;
	}
	if (!span_starts(*rest, shape->mark))
		return false;
	buf_add_str(&mark, shape->mark);
	buf_add_uint(&mark, number);
	buf_add_str(&mark, shape->after ? shape->after : " ]");
	ok = buf_ok(&mark) && span_line(&after, &line) && line.n > mark.n &&
	     !memcmp(line.p, mark.p, mark.n) &&
	     (!shape->after || line.n == mark.n + 1);
	buf_release(&mark);
	if (ok)
		*rest = after;
	return ok;
}

/* A line of the first record: what is before its value, up to and with the
 * mark between them; empty if it is none of the `width` columns of the others
 * (0: not known yet). */
static struct span
find_prefix(const struct record_shape *shape, struct span line, size_t width)
{
	struct span name = line;
	const char *sep;
	size_t blanks = 0;

	while (blanks < line.n && line.p[blanks] == ' ')
		blanks++;
	sep = find_text(span_from(line, blanks), shape->sep);
	if (!sep || (blanks && shape->left))
		return span_of(line.p, 0);
	name.n = (size_t)(sep - line.p);
	if (name.n == blanks || (!shape->left && sep[-1] == ' ') ||
		(width && text_width(name, 0) != width))
		return span_of(line.p, 0);
	return span_of(line.p, name.n + strlen(shape->sep));
}

static void
add_span(struct table *t, struct span s)
{
	table_add(t, (struct table_cell){ .at = (uint32_t)(s.p - t->text.p),
			     .n = (uint32_t)s.n });
}

/* The first record's prefixes become the names. */
static bool
take_prefixes(
	const struct record_shape *shape, struct table *t, struct span rest)
{
	size_t most = shape->mark ? RECORD_COLUMNS : LINE_COLUMNS, width = 0;
	struct span line, prefix;

	while (t->ncells < most && span_line(&rest, &line)) {
		line = span_chomp(line);
		if (!line.n || (shape->mark && span_starts(line, shape->mark)))
			break;
		prefix = find_prefix(shape, line, width);
		if (t->ncells && span_equal(prefix, table_span(t, t->cell[0])))
			return false;
		if (prefix.n) {
			add_span(t, prefix);
			prefix.n -= strlen(shape->sep);
			width = text_width(prefix, 0);
		} else if (!width || !shape->mark) {
			break;
		}
	}
	return t->ncells && table_set_columns(t, t->ncells);
}

/* The next line of a value that has more: in psql's form the value so far ends
 * with a '+', in the others the line begins no other column. */
static bool
take_more(const struct record_shape *shape, const struct table *t, size_t col,
	struct span *rest, struct span before, struct span *line)
{
	struct span after = *rest, first = table_value(t, 0, 0);
	struct span next = { NULL, 0 };
	size_t name = first.n - strlen(shape->sep);

	if (!shape->mark || !span_line(&after, line))
		return false;
	if (line->p[line->n - 1] == '\n')
		line->n--;
	if (shape->ruled) {
		if (!before.n || before.p[before.n - 1] != '+' ||
			line->n < first.n || line->p[0] != ' ' ||
			line->p[name - 1] != ' ' ||
			!span_starts(span_from(*line, name), shape->sep))
			return false;
		*line = span_from(*line, first.n);
	} else {
		if (col + 1 == t->cols || span_starts(*line, shape->mark))
			return false;
		next = table_value(t, 0, col + 1);
		if (line->n >= next.n && !memcmp(line->p, next.p, next.n))
			return false;
	}
	*rest = after;
	return true;
}

static struct span
without_mark(const struct record_shape *shape, struct span s)
{
	if (shape->ruled) {
		s.n--;
		while (span_last_is(s, ' '))
			s.n--;
	}
	return s;
}

static bool
take_value(const struct record_shape *shape, struct table *t, size_t col,
	struct span *rest)
{
	struct span prefix = table_value(t, 0, col), line, after = *rest, next;
	size_t from = t->more.n;
	bool joined = false;

	if (rest->n < prefix.n || memcmp(rest->p, prefix.p, prefix.n) ||
		!span_line(&after, &line))
		return false;
	line = span_from(line, prefix.n);
	if (span_last_is(line, '\n'))
		line.n--;
	*rest = after;
	while (take_more(shape, t, col, rest, line, &next)) {
		buf_add(&t->more, without_mark(shape, line));
		buf_add_char(&t->more, '\n');
		joined = true;
		line = next;
		if (t->more.failed)
			return false;
	}
	if (!joined) {
		add_span(t, line);
		return true;
	}
	buf_add(&t->more, line);
	table_add(t, table_more(t, from));
	return true;
}

/* The table at the start of t->text; its bytes, or 0. */
static size_t
scan(const struct record_shape *shape, struct table *t, bool keep)
{
	struct span rest = t->text, after = rest;

	if (!take_mark(shape, &after, 1) || !take_prefixes(shape, t, after))
		return 0;
	for (after = rest; take_mark(shape, &after, t->rows + 1);) {
		size_t col = 0, ncells = t->ncells;

		while (col < t->cols && take_value(shape, t, col, &after))
			col++;
		if (col < t->cols) {
			t->ncells = ncells;
			break;
		}
		t->rows++;
		rest = after;
		if (!keep) {
			t->ncells = t->cols;
			buf_reset(&t->more);
		}
	}
	return t->rows < FEW_RECORDS || t->failed ? 0 : t->text.n - rest.n;
}

/* Whether a line may be the first one. */
static bool
may_begin(const struct record_shape *shape, struct span text)
{
	struct span line;

	if (shape->mark)
		return span_starts(text, shape->mark);
	return span_line(&text, &line) &&
	       find_prefix(shape, span_chomp(line), 0).n;
}

static size_t
record_find(const struct table_style *style, struct span text)
{
	struct table t;
	size_t n;

	if (!may_begin(style->shape, text))
		return 0;
	t = (struct table){ 0 };
	table_reset(&t, text);
	n = scan(style->shape, &t, false);
	table_release(&t);
	return n;
}

/* ---- widths -------------------------------------------------------------- */

static size_t
value_width(struct span s, unsigned flags)
{
	size_t most = 0, width;
	struct span line;

	while (span_line(&s, &line)) {
		if (line.p[line.n - 1] == '\n')
			line.n--;
		width = text_width(line, flags);
		most = width > most ? width : most;
	}
	return most;
}

static size_t
data_width(const struct table *t)
{
	size_t most = 0, width;

	for (size_t i = t->cols; i < t->ncells; i++) {
		width = value_width(table_span(t, t->cell[i]), t->flags);
		most = width > most ? width : most;
	}
	return most > t->column[0].width ? most : t->column[0].width;
}

/* How long psql's first rule is, and so, how wide it takes the values for. */
static void
choose_counting(struct table *t, size_t names)
{
	static const unsigned ways[] = { 0, TABLE_WIDE, TABLE_BYTES };
	const char *nl = memchr(t->text.p, '\n', t->text.n);
	size_t rule = nl ? (size_t)(nl - t->text.p) : 0;

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		t->flags = ways[i];
		if (names + data_width(t) + 3 == rule)
			return;
	}
	t->flags = 0;
	if (rule > names + 3 && rule - names - 3 < TABLE_WIDTH_MAX &&
		rule - names - 3 > data_width(t))
		t->column[0].width = (uint32_t)(rule - names - 3);
}

static bool
record_parse(const struct table_style *style, struct table *t)
{
	const struct record_shape *shape = style->shape;
	size_t sep = strlen(shape->sep), width = 0;

	if (scan(shape, t, true) != t->text.n)
		return false;
	for (size_t i = 0; i < t->cols; i++) {
		struct table_cell *c = &t->cell[i];
		struct span s;

		c->n -= (uint32_t)sep;
		width = text_width(table_span(t, *c), 0);
		s = table_span(t, *c);
		for (; span_first_is(s, ' '); s = span_from(s, 1), c->at++)
			c->n--;
		for (; span_last_is(s, ' '); s.n--)
			c->n--;
	}
	if (shape->ruled)
		choose_counting(t, width);
	return true;
}

/* ---- writing ------------------------------------------------------------- */

static void
add_chars(struct buf *out, char c, size_t n)
{
	if (!n || !buf_reserve(out, n))
		return;
	memset(out->p + out->n, c, n);
	out->n += n;
}

/* psql's rule, whose parts give way to a long number. */
static void
add_rule(struct buf *out, size_t number, size_t names, size_t data)
{
	size_t start = out->n, at;

	buf_add_str(out, "-[ RECORD ");
	buf_add_uint(out, number);
	buf_add_str(out, " ]");
	at = out->n - start;
	if (at < names)
		add_chars(out, '-', names - at);
	at = at < names ? 0 : at - names;
	for (size_t i = 0; i < 3; i++)
		if (at > i)
			continue;
		else
			buf_add_char(out, i == 1 ? '+' : '-');
	at = at > 3 ? at - 3 : 0;
	if (at < data)
		add_chars(out, '-', data - at);
	buf_add_char(out, '\n');
}

static void
add_mark(const struct record_shape *shape, struct buf *out, size_t number,
	size_t names, size_t data)
{
	if (shape->ruled) {
		add_rule(out, number, names, data);
	} else if (shape->mark) {
		buf_add_str(out, shape->mark);
		buf_add_uint(out, number);
		buf_add_str(out, shape->after);
		buf_add_char(out, '\n');
	} else if (number > 1) {
		buf_add_char(out, '\n');
	}
}

static void
add_name(const struct record_shape *shape, const struct table *t, size_t col,
	size_t names, struct buf *out)
{
	struct span name = table_value(t, 0, col);
	size_t width = text_width(name, 0);
	size_t room = names > width ? names - width : 0;

	if (!shape->left)
		add_chars(out, ' ', room);
	buf_add(out, name);
	if (shape->left)
		add_chars(out, ' ', room);
	buf_add_str(out, shape->sep);
}

static void
add_value(const struct record_shape *shape, const struct table *t,
	struct span s, size_t names, size_t data, struct buf *out)
{
	const char *nl;

	while (shape->ruled && s.n && (nl = memchr(s.p, '\n', s.n)) != NULL) {
		struct span line = span_of(s.p, (size_t)(nl - s.p));

		buf_add(out, line);
		add_chars(out, ' ', data - text_width(line, t->flags));
		buf_add_str(out, "+\n");
		add_chars(out, ' ', names);
		buf_add_str(out, shape->sep);
		s = span_from(s, line.n + 1);
		if (!buf_ok(out))
			return;
	}
	buf_add(out, s);
	buf_add_char(out, '\n');
}

static bool
record_render(
	const struct table_style *style, const struct table *t, struct buf *out)
{
	const struct record_shape *shape = style->shape;
	size_t names = shape->mark ? 0 : LINE_NAME_WIDTH, data = 0;

	for (size_t i = 0; i < t->cols; i++) {
		size_t width = text_width(table_value(t, 0, i), 0);

		names = width > names ? width : names;
	}
	if (shape->ruled)
		data = data_width(t);
	for (size_t row = 1; row <= t->rows && buf_ok(out); row++) {
		add_mark(shape, out, row, names, data);
		for (size_t i = 0; i < t->cols; i++) {
			add_name(shape, t, i, names, out);
			add_value(shape, t, table_value(t, row, i), names, data,
				out);
		}
	}
	return buf_ok(out);
}

#define STYLE(name, notes, shape)                                              \
	{                                                                      \
		name, 0, notes, record_find, record_parse, record_render,      \
			&shape                                                 \
	}

const struct table_style table_record[] = {
	STYLE("psql-x", TABLE_WIDE | TABLE_BYTES | TABLE_WIDTH, expanded),
	STYLE("mysql-g", 0, vertical),
	STYLE("line", 0, lines),
};
const size_t table_nrecord = sizeof(table_record) / sizeof(*table_record);
