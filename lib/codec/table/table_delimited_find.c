/* SPDX-License-Identifier: Apache-2.0 */
/* Where a table with delimiters begins and ends; see table_delimited.h. */
#include "codec/table/table_delimited.h"

#include "table/number.h"
#include "table/stamp.h"

enum {
	/* Rows that must have the same number of cells for a table, if they
	 * are at least three, and if they are two.  A tab, or a value in
	 * quotes, is seldom there by chance; a comma often is, more so with a
	 * blank behind it: of the lines of prose and code looked at none had
	 * five neighbours with the same number of commas and no blank. */
	ROWS_SURE = 3,
	ROWS_LIKELY = 5,
	ROWS_WEAK = 8,
};

struct row_look {
	size_t cells, blanks;
	bool quoted;
	bool torn; /* a bracket is closed in another cell, as in code; of the
		    * first rows */
};

static bool
is_torn(struct span s)
{
	static const signed char turn[256] = {
		['('] = 1,
		['['] = 1,
		['{'] = 1,
		[')'] = -1,
		[']'] = -1,
		['}'] = -1,
	};
	int depth = 0;

	for (size_t i = 0; i < s.n && depth >= 0; i++)
		depth += turn[(unsigned char)s.p[i]];
	return depth != 0;
}

/* Row number `row` off the front of *rest. */
static bool
look_at_row(const struct delimited_shape *shape, unsigned flags, size_t row,
	struct span *rest, struct row_look *look)
{
	struct field f;

	*look = (struct row_look){ 0 };
	do {
		if (look->cells == TABLE_COLUMNS_MAX ||
			!take_field(shape, flags, rest, &f))
			return false;
		look->cells++;
		look->quoted |= f.quoted;
		look->torn |= row < ROWS_WEAK && !f.quoted && is_torn(f.text);
		look->blanks += f.text.n && f.text.p[0] == ' ';
	} while (!f.last);
	return true;
}

/* Words of free text in the cells that are not quoted: blanks between letters
 * and digits, in the cell that has most of them. */
static size_t
count_words(const struct delimited_shape *shape, struct span rest)
{
	size_t most = 0;
	struct field f = { .last = false };

	while (!f.last && take_field(shape, 0, &rest, &f)) {
		struct span s = f.text;
		size_t words = 0;
		bool letter = false;

		for (size_t i = 0; i < s.n && !f.quoted; i++) {
			letter |= is_alnum(s.p[i]) && !is_digit(s.p[i]);
			words += is_alnum(s.p[i]) && (!i || s.p[i - 1] == ' ');
		}
		if (letter && words > most)
			most = words;
	}
	return most;
}

/*
 * Whether a text's first lines are a log's: each begins with a time, which is
 * followed by something that is no other cell, or by free text in one.  Names
 * in a CSV have two words, but not in all rows.
 */
static bool
is_log(const struct delimited_shape *shape, struct span text)
{
	struct span line;
	size_t sure = 0, likely = 0, lines = 0;

	for (; lines < ROWS_SURE && span_line(&text, &line); lines++) {
		const char *cut = memchr(line.p, shape->delimiter, line.n);
		size_t first = cut ? (size_t)(cut - line.p) : line.n;
		size_t from, to, words;

		line = span_chomp(line);
		if (!stamp_find(line, &from, &to) || from >= first ||
			to == line.n)
			continue;
		if (line.p[to] != shape->delimiter &&
			line.p[to] != shape->quote)
			return true;
		words = count_words(shape, span_from(line, to + 1));
		sure += words > 2;
		likely += words > 1;
	}
	return sure || (lines && likely == lines);
}

/* Whether a line may be a table's first: not of JSON, XML, Markdown or a
 * comment, and not indented. */
static bool
may_begin(const struct delimited_shape *shape, struct span text)
{
	switch (text.p[0]) {
	case '\0':
	case '{':
	case '[':
	case '<':
	case '(':
	case '#':
	case '|':
	case '/':
	case '\t':
	case '\n':
	case '\r':
		return false;
	case ' ':
		return shape->delimiter == '|';
	default:
		return true;
	}
}

/* Whether a line is names of columns: words and delimiters, nothing else. */
static bool
is_names(const struct delimited_shape *shape, struct span line)
{
	line = span_chomp(line);
	for (size_t i = 0; i < line.n; i++) {
		char c = line.p[i];
		bool begins = !i || line.p[i - 1] == shape->delimiter;

		if (c == shape->delimiter ? begins : !is_alnum(c) && c != '_')
			return false;
		if (begins && is_digit(c))
			return false;
	}
	return line.n && line.p[line.n - 1] != shape->delimiter;
}

static size_t
rows_needed(const struct delimited_shape *shape, const struct row_look *look,
	bool sure)
{
	bool tab = shape->delimiter == '\t';

	if (look->cells == 2)
		return tab || sure ? ROWS_LIKELY : ROWS_WEAK;
	if (tab || sure)
		return ROWS_SURE;
	return look->blanks ? ROWS_WEAK : ROWS_LIKELY;
}

/* *broken: a quote was in the way. */
static size_t
find_as(const struct delimited_shape *shape, struct span text, unsigned flags,
	bool *broken)
{
	struct row_look first, look;
	struct span rest = text, after, line = text;
	size_t rows = 1, n;
	bool quoted;

	*broken = !look_at_row(shape, flags, 0, &rest, &first);
	if (*broken || first.cells < 2 || first.torn)
		return 0;
	line.n -= rest.n;
	quoted = first.quoted;
	for (after = rest; after.n; rows++) {
		/* Now, as all of the log would be looked at for each line. */
		if (rows == ROWS_SURE && is_log(shape, text))
			return 0;
		*broken = !look_at_row(shape, flags, rows, &after, &look);
		if (*broken || look.cells != first.cells)
			break;
		if (look.torn)
			return 0;
		quoted |= look.quoted;
		rest = after;
	}
	/* Two words and a comma may be a line of prose; names above five rows
	 * of two cells, and nothing else, are not. */
	if (first.cells == 2 && !rest.n)
		quoted |= is_names(shape, line);
	if (rows < rows_needed(shape, &first, quoted))
		return 0;
	n = text.n - rest.n;
	return shape->delimiter == '|' ? n + text_footer(rest, rows - 1) : n;
}

size_t
delimited_find(const struct table_style *style, struct span text)
{
	const struct delimited_shape *shape = style->shape;
	struct span rest = text, line;
	size_t n, bare;
	bool broken;

	if (!may_begin(shape, text) || !span_line(&rest, &line) ||
		!memchr(line.p, shape->delimiter, line.n))
		return 0;
	n = find_as(shape, text, 0, &broken);
	if (!broken || shape->quote != '"')
		return n;
	bare = find_as(shape, text, TABLE_BARE, &broken);
	return n > bare ? n : bare;
}
