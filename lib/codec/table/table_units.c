/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cutting tables into units; see table_units.h.
 *
 * To judge a row its cells need not be exact: a line is cut at delimiters, at
 * bars, where a rule has its gaps, or at two blanks.  So this works on text
 * with any line ends and needs no second look at how the table was drawn.
 */
#include "codec/table/table_units.h"

#include "base/hash.h"
#include "base/mem.h"
#include "table/marker.h"
#include "table/number.h"

#define BAR "\xE2\x94\x82" /* of a box */

enum {
	/* Columns of which the place is known. */
	PLACES = 128,
	/* ls -l has as many words before the name. */
	MODE_WORDS = 8,
	/* A rule has so many signs at least. */
	RULE_SIGNS = 3,
	/* Of fewer rows there is no summary. */
	NOTE_ROWS = 20,
};

/* How lines are cut. */
enum cut_way {
	CUT_DELIMITED,
	CUT_BARS,
	CUT_PLACES, /* where the rule has gaps */
	CUT_BLANKS, /* at two blanks, below a heading */
	CUT_WORDS, /* at any blanks */
	CUT_RECORDS, /* a line for each cell */
};

struct cutter {
	struct row_values *rows;
	struct units *units;
	struct span text;
	enum cut_way way;
	char delimiter, quote;
	bool bare; /* quotes are characters like others */
	bool wraps; /* a cell may go on in the next line */
	const char *mark; /* begins a record; NULL: a blank line ends it */
	const char *sep; /* between a record's names and values */
	size_t place[PLACES]; /* byte of the line where a column begins */
	size_t nplaces;
	bool naming; /* cells are the names of their columns */
};

/* ---- lines --------------------------------------------------------------- */

/* Whether a line is nothing but a rule: "----+---", and those of boxes, whose
 * characters all begin with this byte. */
static bool
is_rule(struct span line)
{
	size_t signs = 0;

	line = span_trim(line);
	for (size_t i = 0; i < line.n; i++) {
		char c = line.p[i];

		if (c == '\xE2' && i + 2 < line.n &&
			(line.p[i + 1] == '\x94' || line.p[i + 1] == '\x95')) {
			signs++;
			i += 2;
		} else if (c == '-' || c == '=') {
			signs++;
		} else if (!c || !strchr("+|: ", c)) {
			return false;
		}
	}
	return signs >= RULE_SIGNS;
}

/* "(12 rows)" */
static bool
is_footer(struct span line)
{
	line = span_trim(line);
	return line.n > 3 && line.p[0] == '(' && is_digit(line.p[1]) &&
	       (span_ends(line, " rows)") || span_ends(line, " row)"));
}

/* ---- cells --------------------------------------------------------------- */

static void
add_cell(struct cutter *c, size_t column, struct span s)
{
	struct span name = c->naming ? span_trim(s) : span_of("", 0);
	uint32_t i =
		row_values_column(c->rows, HASH_K1 * (column + 1), name, 0);

	if (!c->naming)
		row_values_cell(c->rows, i, span_trim(s));
}

/* A value off the front of *rest, where a row may go on in the next line
 * within quotes; false: it was the row's last. */
static bool
take_delimited(struct cutter *c, struct span *rest, struct span *value)
{
	const char *p = rest->p, *end = p + rest->n, *q = p;
	bool more;

	if (!c->bare && q < end && *q == c->quote) {
		do {
			q++;
			q = memchr(q, c->quote, (size_t)(end - q));
			q = q ? q + 1 : NULL;
		} while (q && q < end && *q == c->quote);
		/* One that does not end as it must makes all of them plain, so
		 * that no text is looked at for each of them. */
		if (!q || (q < end && *q != c->delimiter && *q != '\n' &&
				  *q != '\r')) {
			c->bare = true;
			q = p;
		}
	}
	while (q < end && *q != c->delimiter && *q != '\n')
		q++;
	*value = span_of(p, (size_t)(q - p));
	more = q < end && *q == c->delimiter;
	*rest = span_from(*rest, value->n + (q < end));
	return more;
}

static void
cut_delimited(struct cutter *c, struct span row)
{
	struct span value;
	size_t column = 0;
	bool more = true;

	for (; more; column++) {
		more = take_delimited(c, &row, &value);
		add_cell(c, column, value);
	}
}

/* Bytes of the bar that is there, or 0. */
static size_t
bar_at(struct span line, size_t i)
{
	if (i < line.n && line.p[i] == '|')
		return 1;
	return line.n - i >= 3 && !memcmp(line.p + i, BAR, 3) ? 3 : 0;
}

static void
cut_bars(struct cutter *c, struct span line)
{
	size_t column = 0, from, i;

	line = span_trim(line);
	line = span_from(line, bar_at(line, 0));
	for (i = from = 0; i < line.n;) {
		size_t bar = bar_at(line, i);

		if (bar) {
			add_cell(c, column++, span_of(line.p + from, i - from));
			from = i + bar;
		}
		i += bar ? bar : 1;
	}
	if (from < line.n)
		add_cell(c, column, span_from(line, from));
}

static void
cut_places(struct cutter *c, struct span line)
{
	line = span_trim(line);
	for (size_t i = 0; i < c->nplaces; i++) {
		size_t from = c->place[i];
		size_t to = i + 1 < c->nplaces ? c->place[i + 1] : line.n;

		if (from >= line.n)
			break;
		to = to < line.n ? to : line.n;
		add_cell(c, i, span_of(line.p + from, to - from));
	}
}

/* The next word off the front of *rest, up to so many blanks. */
static bool
take_words(struct span *rest, size_t blanks, struct span *word)
{
	size_t n = 0, run = 0;

	while (rest->n && rest->p[0] == ' ')
		*rest = span_from(*rest, 1);
	while (n < rest->n && run < blanks)
		run = rest->p[n++] == ' ' ? run + 1 : 0;
	*word = span_trim(span_of(rest->p, n));
	*rest = span_from(*rest, n);
	return word->n > 0;
}

static void
cut_blanks(struct cutter *c, struct span line)
{
	struct span rest = span_chomp(line), word;
	size_t column = 0;

	while (take_words(&rest, 2, &word)) {
		size_t last = (size_t)(word.p - line.p) + word.n - 1;

		while (column + 1 < c->nplaces && c->place[column + 1] <= last)
			column++;
		add_cell(c, column, word);
	}
}

static void
cut_words(struct cutter *c, struct span line)
{
	struct span rest = span_chomp(line), word;
	size_t column = 0;

	while (column < MODE_WORDS && take_words(&rest, 1, &word))
		add_cell(c, column++, word);
	if (rest.n)
		add_cell(c, column, rest);
}

/* Where it is in the text, or NULL. */
static const char *
find_sep(struct span s, const char *sep)
{
	size_t n = strlen(sep);

	for (size_t i = 0; i + n <= s.n; i++)
		if (!memcmp(s.p + i, sep, n))
			return s.p + i;
	return NULL;
}

static void
cut_record(struct cutter *c, struct span record)
{
	struct span line, name;

	while (span_line(&record, &line)) {
		const char *sep = find_sep(line, c->sep);
		uint64_t path;

		if (!sep || (c->mark && span_starts(line, c->mark)))
			continue;
		name = span_trim(span_of(line.p, (size_t)(sep - line.p)));
		path = hash_bytes(HASH_K1, name.p, name.n);
		line = span_from(line, (size_t)(sep - line.p) + strlen(c->sep));
		row_values_cell(c->rows,
			row_values_column(c->rows, path, name, 0),
			span_trim(line));
	}
}

static void
cut_cells(struct cutter *c, struct span row)
{
	switch (c->way) {
	case CUT_DELIMITED:
		cut_delimited(c, row);
		break;
	case CUT_BARS:
		cut_bars(c, row);
		break;
	case CUT_PLACES:
		cut_places(c, row);
		break;
	case CUT_BLANKS:
		cut_blanks(c, row);
		break;
	case CUT_WORDS:
		cut_words(c, row);
		break;
	case CUT_RECORDS:
		cut_record(c, row);
		break;
	}
	if (!c->naming)
		row_values_end(c->rows);
}

static void
take_names(struct cutter *c, struct span line)
{
	c->naming = true;
	cut_cells(c, line);
	c->naming = false;
}

/* ---- names --------------------------------------------------------------- */

/* Whether the first row of a delimited table has names: none empty, none a
 * number. */
static bool
has_names(struct cutter *c, struct span row)
{
	bool bare = c->bare, more = true, names = true;
	struct span value;

	while (more) {
		more = take_delimited(c, &row, &value);
		value = span_trim(value);
		if (value.n && value.p[0] == c->quote)
			value = span_from(value, 1);
		names &= value.n && !is_digit(value.p[0]) &&
			 value.p[0] != '-' && value.p[0] != c->quote;
	}
	c->bare = bare;
	return names;
}

/* The places of the columns: where runs begin in a rule or a heading. */
static void
find_places(struct cutter *c, struct span line, size_t blanks)
{
	size_t run = blanks;

	line = span_chomp(line);
	c->nplaces = 0;
	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] == ' ') {
			run++;
			continue;
		}
		if (run >= blanks && c->nplaces < PLACES)
			c->place[c->nplaces++] = i;
		run = 0;
	}
}

/* ---- units --------------------------------------------------------------- */

static bool
add_unit(struct cutter *c, struct span s, uint32_t needs, float value)
{
	return units_add(
		c->units, (struct unit){ .at = (uint32_t)(s.p - c->text.p),
				  .n = (uint32_t)s.n,
				  .lines = (uint32_t)span_lines(s),
				  .needs = needs,
				  .value = value });
}

/* The lines above the first row, if there are any: up to the first rule below a
 * line of names, or one line. */
static struct span
take_heading(struct cutter *c, struct span *rest)
{
	struct span start = *rest, after = *rest, line, names = { NULL, 0 };

	if (c->way == CUT_RECORDS || c->way == CUT_WORDS)
		return span_of(start.p, 0);
	if (c->way == CUT_DELIMITED) {
		bool more = true;

		if (!has_names(c, start))
			return span_of(start.p, 0);
		while (more)
			more = take_delimited(c, rest, &line);
		start.n -= rest->n;
		take_names(c, start);
		return start;
	}
	while (span_line(&after, &line)) {
		bool rule = is_rule(line);

		*rest = after;
		if (rule && names.p) {
			if (c->way == CUT_PLACES)
				find_places(c, line, 1);
			break;
		}
		if (!rule && !names.p)
			names = line;
		if (!rule && c->way == CUT_BLANKS) {
			find_places(c, line, 2);
			break;
		}
	}
	start.n -= rest->n;
	if (names.p)
		take_names(c, names);
	return start;
}

/* Whether a row of psql goes on below: a '+' where a column ends. */
static bool
goes_on(struct span line)
{
	line = span_chomp(line);
	if (span_last_is(line, '+'))
		return true;
	for (size_t i = 1; i < line.n; i++)
		if (line.p[i] == '|' && line.p[i - 1] == '+')
			return true;
	return false;
}

/* One row off the front of *rest, with rules and blank lines that follow it
 * within the table. */
static struct span
take_row(struct cutter *c, struct span *rest)
{
	struct span row = *rest, line, value, after;
	bool more = true;

	if (c->way == CUT_DELIMITED) {
		while (more)
			more = take_delimited(c, rest, &value);
		row.n -= rest->n;
		return row;
	}
	while (more && span_line(rest, &line)) {
		after = *rest;
		if (c->way != CUT_RECORDS)
			more = c->wraps && goes_on(line);
		else if (c->mark)
			more = after.n && !span_starts(after, c->mark);
		else
			more = span_chomp(line).n > 0;
	}
	row.n -= rest->n;
	return row;
}

/* Bytes of the lines below the last row: a rule, "(12 rows)", blank ones. */
static size_t
footer_bytes(const struct cutter *c, struct span text)
{
	size_t n = 0;

	if (c->way == CUT_RECORDS)
		return 0;
	while (n < text.n) {
		size_t end = text.n - n, from = end - 1;
		struct span line;

		while (from && text.p[from - 1] != '\n')
			from--;
		line = span_of(text.p + from, end - from);
		if (span_trim(line).n && !is_footer(line) &&
			(c->way == CUT_DELIMITED || !is_rule(line)))
			break;
		n += line.n;
	}
	return n;
}

/* What all rows are like, as a note below the heading. */
static bool
note_summary(struct cutter *c)
{
	struct buf *text = &c->units->note_text;
	size_t at = text->n, empty;

	buf_add_str(text, MARKER_OPEN "of all ");
	buf_add_uint(text, c->rows->nrows);
	buf_add_str(text, " rows: ");
	empty = text->n;
	row_values_summary(c->rows, text);
	if (text->n == empty) {
		text->n = at;
		return buf_ok(text);
	}
	buf_add_str(text, MARKER_CLOSE "\n");
	return units_add_note(c->units, 0, (uint32_t)at, VALUE_SUMMARY);
}

static enum hr_status
cut_rows(struct cutter *c)
{
	struct span rest = c->text, heading, footer;
	uint32_t needs = NONE;
	size_t first, n;
	bool ok = true;

	row_values_reset(c->rows, c->text);
	heading = take_heading(c, &rest);
	if (heading.n) {
		needs = 0;
		ok = add_unit(c, heading, NONE, VALUE_SUMMARY);
	}
	n = footer_bytes(c, rest);
	footer = span_from(rest, rest.n - n);
	rest.n -= n;
	first = c->units->n;
	while (ok && rest.n) {
		struct span row = take_row(c, &rest);

		cut_cells(c, row);
		ok = add_unit(c, row, needs, VALUE_PLAIN);
	}
	if (first == c->units->n)
		return ok ? HR_SKIP : HR_ENOMEM;
	if (ok && footer.n)
		ok = add_unit(c, footer, needs, VALUE_CONTEXT);
	if (!ok || !row_values_rank(c->rows))
		return HR_ENOMEM;
	for (size_t r = 0; r < c->rows->nrows; r++) {
		c->units->unit[first + r].value = c->rows->row[r].value;
		c->units->unit[first + r].same = c->rows->row[r].same;
	}
	/* Where columns are only guessed nothing can be said of all rows. */
	if (needs == NONE || c->rows->nrows < NOTE_ROWS ||
		c->way == CUT_BLANKS || c->way == CUT_WORDS)
		return HR_OK;
	if (!note_summary(c))
		return HR_ENOMEM;
	return HR_OK;
}

/* ---- styles -------------------------------------------------------------- */

static void
choose_record(struct cutter *c, const char *style)
{
	c->way = CUT_RECORDS;
	c->sep = " = ";
	if (!strcmp(style, "psql-x")) {
		c->mark = "-[ RECORD ";
		c->sep = " | ";
	} else if (!strcmp(style, "mysql-g")) {
		c->mark = "***************************";
		c->sep = ": ";
	}
}

static bool
is_in(const struct table_style *style, const struct table_style *list, size_t n)
{
	return style >= list && style < list + n;
}

static void
choose_way(struct cutter *c, const struct table_style *style)
{
	const char *name = style->name;

	if (is_in(style, table_delimited, table_ndelimited)) {
		c->way = CUT_DELIMITED;
		c->delimiter = name[0] == 't'               ? '\t'
			       : name[3] && name[3] != '\'' ? name[3]
							    : ',';
		c->quote = name[3] == '\'' ? '\'' : '"';
	} else if (is_in(style, table_record, table_nrecord)) {
		choose_record(c, name);
	} else if (is_in(style, table_aligned, table_naligned)) {
		c->way = strchr("-dlbcps", c->text.p[0]) ? CUT_WORDS
							 : CUT_BLANKS;
	} else if (!strncmp(name, "column", 6) || !strcmp(name, "rst")) {
		c->way = CUT_PLACES;
	} else {
		c->way = CUT_BARS;
		c->wraps = !strncmp(name, "psql", 4);
	}
}

enum hr_status
table_cut_units(const struct table_style *style, struct row_values *rows,
	struct span text, struct units *units)
{
	struct cutter c = { .rows = rows, .units = units, .text = text };

	if (!text.n || text.n >= UINT32_MAX)
		return HR_SKIP;
	choose_way(&c, style);
	return cut_rows(&c);
}
