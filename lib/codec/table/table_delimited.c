/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables whose cells have a delimiter between them: CSV in any dialect, TSV,
 * the list mode of sqlite3, psql -A.
 *
 * Programs differ in what they put in quotes.  The values are sorted into
 * classes, and noted is which of these are quoted in each column.  A value
 * that is quoted though its class is not keeps its quotes, as a part of it;
 * the other way round, the class is not one that is quoted.
 */
#include "codec/table/table_delimited.h"

#include "table/number.h"

enum {
	EMPTY = 1,
	NUMBER = 2,
	LITERAL = 4, /* NULL, true */
	WORD = 8, /* what sqlite3 does not quote */
	TEXT = 16,
	NEEDS = 32, /* has a delimiter, a quote or a newline in it */
	/* Of columns of more than this nobody compares the names. */
	NAMES_COMPARED = 64,
};

/* What bytes are: one pass over a value, whatever the shape, tells what it
 * has. */
enum {
	COMMA = 1,
	TAB = 2,
	SEMICOLON = 4,
	BAR = 8,
	DOUBLE = 16, /* quotes */
	SINGLE = 32,
	LINE = 64,
	ODD = 128, /* in no word */
};

#define REP9(x) x, x, x, x, x, x, x, x, x
#define REP18(x) REP9(x), REP9(x)
#define REP128(x)                                                              \
	REP18(x), REP18(x), REP18(x), REP18(x), REP18(x), REP18(x), REP18(x),  \
		x, x

static const unsigned char byte_has[256] = {
	[0] = REP9(ODD),
	['\t'] = TAB | ODD,
	['\n'] = LINE | ODD,
	['\v'] = ODD,
	['\f'] = ODD,
	['\r'] = LINE | ODD,
	[14] = REP18(ODD),
	[' '] = ODD,
	['"'] = DOUBLE | ODD,
	['\''] = SINGLE | ODD,
	[','] = COMMA,
	[';'] = SEMICOLON,
	['|'] = BAR,
	[0x7F] = ODD,
	[0x80] = REP128(ODD),
};

/* ---- classes ------------------------------------------------------------- */

/* The class of a value; of those that need no quotes, only if it matters, and
 * that is if one of them is quoted. */
static unsigned
class_of(const struct delimited_shape *shape, struct span s, bool matters)
{
	unsigned has = 0, marks = LINE;

	if (!s.n)
		return EMPTY;
	for (size_t i = 0; i < s.n; i++)
		has |= byte_has[(unsigned char)s.p[i]];
	marks |= byte_has[(unsigned char)shape->delimiter];
	marks |= byte_has[(unsigned char)shape->quote];
	if (has & marks & ~(unsigned)ODD)
		return NEEDS;
	if (!matters)
		return TEXT;
	if ((is_digit(s.p[0]) || strchr("+-.", s.p[0])) && text_is_number(s))
		return NUMBER;
	if (text_is_literal(s))
		return LITERAL;
	return has & ODD ? TEXT : WORD;
}

/* Whether a text is a quoted value, quotes within doubled. */
static bool
is_quoted(const struct delimited_shape *shape, struct span s)
{
	if (s.n < 2 || s.p[0] != shape->quote || s.p[s.n - 1] != shape->quote)
		return false;
	for (size_t i = 1; i + 1 < s.n; i++)
		if (s.p[i] == shape->quote &&
			(++i + 1 >= s.n || s.p[i] != shape->quote))
			return false;
	return true;
}

/* ---- taking apart -------------------------------------------------------- */

/* Notes, for the names and each column, which classes have quotes and, in
 * `plain`, which do not. */
static void
note_class(const struct delimited_shape *shape, struct table *t, size_t col,
	const struct field *f, unsigned char *names)
{
	struct span s = f->text;
	struct table_column *c = &t->column[col];
	bool name = t->ncells <= t->cols;
	unsigned class;

	if (f->quoted)
		s = span_of(s.p + 1, s.n - 2);
	class = class_of(shape, s, true);
	if (name)
		names[f->quoted] |= class;
	else if (f->quoted)
		c->quote |= class;
	else
		c->plain |= class;
}

static bool
take_rows(const struct delimited_shape *shape, struct table *t,
	struct span rest, unsigned char *names)
{
	struct field f;
	size_t col = 0;
	/* Without them nothing is quoted, and nothing needs to be. */
	bool marks = memchr(rest.p, shape->quote, rest.n) ||
		     memchr(rest.p, '\r', rest.n);

	while (rest.n) {
		if (!take_field(shape, t->flags, &rest, &f))
			return false;
		if (!t->rows && !table_set_columns(t, t->ncells + 1))
			return false;
		if (col == t->cols || (f.last && col + 1 < t->cols && t->rows))
			return false;
		table_add(t, (struct table_cell){
				     .at = (uint32_t)(f.text.p - t->text.p),
				     .n = (uint32_t)f.text.n });
		if (t->failed)
			return false;
		if (marks)
			note_class(shape, t, col, &f, names);
		col = f.last ? 0 : col + 1;
		t->rows += f.last;
	}
	return t->cols > 1 && !col;
}

/* What is quoted in each column: a class that always is. */
static bool
choose_quotes(struct table *t, const unsigned char *names)
{
	unsigned all = 0, plain = 0;
	bool same = true;

	if (t->flags & TABLE_BARE) {
		for (size_t i = 0; i < t->cols; i++)
			t->column[i].quote = 0;
		return true;
	}
	t->name_quote = (unsigned char)(names[1] & ~names[0] & ~NEEDS);
	if (names[0] & NEEDS)
		return false;
	for (size_t i = 0; i < t->cols; i++) {
		struct table_column *c = &t->column[i];

		if (c->plain & NEEDS)
			return false;
		c->quote &= (unsigned char)(~c->plain & ~NEEDS);
		all |= c->quote;
		plain |= c->plain;
	}
	same = !(all & plain);
	for (size_t i = 0; i < t->cols && same; i++)
		t->column[i].quote = (unsigned char)all;
	return true;
}

/* Takes the quotes off the values that get them back. */
static void
take_quotes_off(const struct delimited_shape *shape, struct table *t)
{
	for (size_t i = 0; i < t->ncells; i++) {
		struct table_cell *cell = &t->cell[i];
		struct span s = table_span(t, *cell), inner;
		unsigned quote = i < t->cols ? t->name_quote
					     : t->column[i % t->cols].quote;
		size_t from = t->more.n;

		if (s.n < 2 || s.p[0] != shape->quote)
			continue;
		inner = span_of(s.p + 1, s.n - 2);
		if (!(class_of(shape, inner, true) & (quote | NEEDS)))
			continue;
		if (!memchr(inner.p, shape->quote, inner.n)) {
			cell->at++;
			cell->n -= 2;
			continue;
		}
		for (size_t k = 0; k < inner.n; k++) {
			buf_add_char(&t->more, inner.p[k]);
			k += inner.p[k] == shape->quote;
		}
		if (is_quoted(shape, span_from(buf_span(&t->more), from)))
			t->more.n = from;
		else
			*cell = table_more(t, from);
	}
}

/* Whether the first row has names: different ones, no numbers, none empty. */
static bool
has_names(const struct table *t)
{
	size_t most = t->cols < NAMES_COMPARED ? t->cols : NAMES_COMPARED;

	if (t->rows < 2)
		return false;
	for (size_t i = 0; i < most; i++) {
		struct span s = table_value(t, 0, i);

		if (!s.n || s.p[0] == '-' || is_digit(s.p[0]))
			return false;
		for (size_t k = 0; k < i; k++)
			if (span_equal(s, table_value(t, 0, k)))
				return false;
	}
	return true;
}

/* Makes room for names that are not there. */
static void
add_no_names(struct table *t)
{
	struct table_cell nothing = { 0, 0 };

	t->flags |= TABLE_NAMELESS;
	for (size_t i = 0; i < t->cols; i++)
		table_add(t, nothing);
	if (t->failed)
		return;
	memmove(t->cell + t->cols, t->cell,
		(t->ncells - t->cols) * sizeof(*t->cell));
	for (size_t i = 0; i < t->cols; i++)
		t->cell[i] = nothing;
}

static bool
parse_as(const struct delimited_shape *shape, struct table *t, unsigned flags)
{
	struct span text = t->text, rest = text;
	unsigned char names[2] = { 0, 0 };
	size_t n;

	table_reset(t, text);
	t->flags = flags;
	/* "(12 rows)" is the last line, if it is there. */
	if (shape->delimiter == '|' && text.n > 2 &&
		text.p[text.n - 2] == ')') {
		for (n = text.n - 1; n && text.p[n - 1] != '\n'; n--)
			;
		rest.n = n;
	}
	if (!take_rows(shape, t, rest, names) || !choose_quotes(t, names))
		return false;
	if (!(t->flags & TABLE_BARE))
		take_quotes_off(shape, t);
	if (has_names(t))
		t->rows--;
	else
		add_no_names(t);
	if (rest.n == text.n)
		return true;
	t->flags |= TABLE_FOOTER;
	return text_footer(span_from(text, rest.n), t->rows) == text.n - rest.n;
}

static bool
delimited_parse(const struct table_style *style, struct table *t)
{
	static const unsigned ways[] = { TABLE_BLANK, 0,
		TABLE_BARE | TABLE_BLANK, TABLE_BARE };

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (parse_as(style->shape, t, ways[i]))
			return true;
	return false;
}

/* ---- writing ------------------------------------------------------------- */

/* Writes a value at p, where there is room; the end of it. */
static char *
put_value(const struct delimited_shape *shape, struct span s, unsigned quote,
	char *p)
{
	unsigned class = class_of(shape, s, quote);

	if (!(class & (quote | NEEDS)) ||
		(class == NEEDS && is_quoted(shape, s))) {
		if (s.n)
			memcpy(p, s.p, s.n);
		return p + s.n;
	}
	*p++ = shape->quote;
	for (size_t i = 0; i < s.n; i++) {
		*p++ = s.p[i];
		if (s.p[i] == shape->quote)
			*p++ = shape->quote;
	}
	*p++ = shape->quote;
	return p;
}

/* A row, the first one that of the names; `line` is memory for it. */
static bool
add_row(const struct delimited_shape *shape, const struct table *t, size_t row,
	struct buf *line, struct buf *out)
{
	size_t need = 0;
	char *p;

	/* Each byte may be a quote, and be doubled. */
	for (size_t i = 0; i < t->cols; i++)
		need += 2 * table_value(t, row, i).n + 4;
	line->n = 0;
	if (!buf_reserve(line, need)) {
		out->failed = true;
		return false;
	}
	p = line->p;
	for (size_t i = 0; i < t->cols; i++) {
		struct span s = table_value(t, row, i);

		if (i)
			*p++ = shape->delimiter;
		if (i && t->flags & TABLE_BLANK)
			*p++ = ' ';
		if (!(t->flags & TABLE_BARE)) {
			p = put_value(shape, s,
				row ? t->column[i].quote : t->name_quote, p);
		} else if (s.n) {
			memcpy(p, s.p, s.n);
			p += s.n;
		}
	}
	*p++ = '\n';
	buf_add(out, span_of(line->p, (size_t)(p - line->p)));
	return buf_ok(out);
}

static bool
delimited_render(
	const struct table_style *style, const struct table *t, struct buf *out)
{
	size_t row = t->flags & TABLE_NAMELESS ? 1 : 0;
	struct buf line = { 0 };

	while (row <= t->rows && add_row(style->shape, t, row, &line, out))
		row++;
	buf_release(&line);
	if (t->flags & TABLE_FOOTER)
		text_footer_write(t->rows, out);
	return buf_ok(out);
}

static const struct delimited_shape comma = { ',', '"' };
static const struct delimited_shape tab = { '\t', '"' };
static const struct delimited_shape semicolon = { ';', '"' };
static const struct delimited_shape bar = { '|', '"' };
static const struct delimited_shape single = { ',', '\'' };

#define NOTES                                                                  \
	(TABLE_NAMELESS | TABLE_FOOTER | TABLE_BLANK | TABLE_BARE | TABLE_QUOTE)
#define STYLE(name, shape)                                                     \
	{                                                                      \
		name, 0, NOTES, delimited_find, delimited_parse,               \
			delimited_render, &shape                               \
	}

const struct table_style table_delimited[] = {
	STYLE("csv", comma),
	STYLE("tsv", tab),
	STYLE("csv;", semicolon),
	STYLE("csv|", bar),
	STYLE("csv'", single),
};
const size_t table_ndelimited =
	sizeof(table_delimited) / sizeof(*table_delimited);
