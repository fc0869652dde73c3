/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding drawn tables and taking them apart; see table_drawn.h.  A rule says
 * how wide the columns are; a line belongs to the table if it has the marks
 * between columns where they must be.
 */
#include "codec/table/table_drawn.h"

#include "base/mem.h"

enum {
	/* Set in the length of a cell that goes on in the next line. */
	GOES_ON = 1 << 30,
};

/* A rule, of which the fills of each column are measured into the table, or,
 * if it has columns already, compared.  `line` has no line end. */
static bool
read_rule(const struct drawn_shape *shape, const struct drawn_rule *rule,
	struct span line, struct table *t)
{
	size_t fill = strlen(rule->fill), cross = strlen(rule->cross);
	size_t cols = 0, known = t->cols;

	if (!span_starts(line, rule->left))
		return false;
	line = span_from(line, strlen(rule->left));
	for (;;) {
		size_t n = 0;

		while (line.n >= fill && !memcmp(line.p, rule->fill, fill)) {
			line = span_from(line, fill);
			n++;
		}
		if (n <= 2 * shape->pad || n - 2 * shape->pad > TABLE_WIDTH_MAX)
			return false;
		n -= 2 * shape->pad;
		if (known ? cols == known || t->column[cols].width != n
			  : !table_set_columns(t, cols + 1))
			return false;
		t->column[cols++].width = (uint32_t)n;
		if (line.n <= cross || !span_starts(line, rule->cross))
			break;
		line = span_from(line, cross);
	}
	return span_equal(line, span_str(rule->right)) &&
	       (!known || cols == known);
}

/* The last cell of a line, whose blanks at the end are not there. */
static bool
read_loose(const struct drawn_shape *shape, const struct table *t,
	struct span *rest, uint32_t *n)
{
	size_t width = t->column[t->cols - 1].width, bytes;

	if (shape->wraps && rest->n > width && rest->p[rest->n - 1] == '+') {
		bytes = text_take(rest->p, rest->p + rest->n, width, t->flags);
		if (bytes == rest->n - 1) {
			*n = (uint32_t)bytes | GOES_ON;
			*rest = span_from(*rest, rest->n);
			return true;
		}
	}
	if (text_width(*rest, t->flags) > width)
		return false;
	*n = (uint32_t)rest->n;
	*rest = span_from(*rest, rest->n);
	return true;
}

/* Adds the cells of a line to the table, blanks and all. */
static bool
read_line(const struct drawn_shape *shape, struct table *t, struct span line,
	bool names, bool *goes_on)
{
	size_t sep = strlen(shape->sep);

	*goes_on = false;
	if (!span_starts(line, shape->left))
		return false;
	line = span_from(line, strlen(shape->left));
	for (size_t i = 0; i < t->cols; i++) {
		struct table_cell cell = { .at = (uint32_t)(line.p -
							    t->text.p) };
		bool last = i + 1 == t->cols;
		size_t n;

		if (last && shape->loose && !(names && *shape->name_right)) {
			if (!read_loose(shape, t, &line, &cell.n))
				return false;
		} else {
			n = text_take(line.p, line.p + line.n,
				t->column[i].width, t->flags);
			if (n == SIZE_MAX)
				return false;
			cell.n = (uint32_t)n;
			line = span_from(line, n);
		}
		if (!last) {
			if (line.n < sep ||
				memcmp(line.p + 1, shape->sep + 1, sep - 1))
				return false;
			if (shape->wraps && !names && line.p[0] == '+')
				cell.n |= GOES_ON;
			else if (line.p[0] != shape->sep[0])
				return false;
			line = span_from(line, sep);
		}
		*goes_on |= (cell.n & GOES_ON) != 0;
		table_add(t, cell);
	}
	return span_equal(
		line, span_str(names ? shape->name_right : shape->right));
}

/* Makes one row of the lines whose cells were added from `first` on. */
static void
join_lines(struct table *t, size_t first, size_t lines)
{
	for (size_t i = 0; i < t->cols; i++) {
		struct table_cell *cell = &t->cell[first + i];
		size_t from = t->more.n;

		if (!(cell->n & GOES_ON))
			continue;
		for (size_t k = 0; k < lines; k++) {
			struct table_cell part = cell[k * t->cols];
			struct span s;
			bool more = part.n & GOES_ON;

			part.n &= ~(uint32_t)GOES_ON;
			s = drawn_trim(table_span(t, part), false, true);
			buf_add(&t->more, s);
			if (!more)
				break;
			buf_add_char(&t->more, '\n');
		}
		*cell = table_more(t, from);
	}
	t->ncells = first + t->cols;
}

/* One row off the front of *rest, of one or more lines. */
static bool
read_row(const struct drawn_shape *shape, struct table *t, struct span *rest)
{
	struct span after = *rest, line;
	size_t first = t->ncells, lines = 0;
	bool goes_on = true;

	while (goes_on) {
		if (!span_line(&after, &line))
			break;
		if (line.p[line.n - 1] == '\n')
			line.n--;
		if (!read_line(shape, t, line, false, &goes_on))
			break;
		lines++;
		if (!goes_on) {
			if (lines > 1)
				join_lines(t, first, lines);
			*rest = after;
			return !t->failed;
		}
	}
	t->ncells = first;
	return false;
}

static bool
read_rule_line(const struct drawn_shape *shape, const struct drawn_rule *rule,
	struct span *rest, struct table *t)
{
	struct span after = *rest, line;

	if (!span_line(&after, &line) ||
		!read_rule(shape, rule, span_chomp(line), t))
		return false;
	*rest = after;
	return true;
}

/*
 * The table at the start of t->text: how many bytes it has, and, if `keep`,
 * its cells as they stand.  *odd: it ended at a line with characters that
 * might be counted otherwise.
 */
static size_t
scan(const struct table_style *style, struct table *t, bool keep, bool *odd)
{
	const struct drawn_shape *shape = style->shape;
	struct span rest = t->text, names, line;
	unsigned flags = t->flags;
	bool goes_on;
	size_t n;

	if (shape->top.fill && !read_rule_line(shape, &shape->top, &rest, t))
		return 0;
	if (!span_line(&rest, &names) ||
		!read_rule_line(shape, &shape->mid, &rest, t) ||
		(shape->many && t->cols == 1 && !(style->usual & TABLE_FOOTER)))
		return 0;
	*odd = !text_is_ascii(names);
	if (!read_line(shape, t, span_chomp(names), true, &goes_on))
		return 0;
	while (read_row(shape, t, &rest)) {
		t->rows++;
		if (!keep)
			t->ncells = t->cols;
	}
	*odd = span_line(&(struct span){ rest.p, rest.n }, &line) &&
	       !text_is_ascii(line);
	if (!t->rows || t->failed)
		return 0;
	flags |= style->usual & TABLE_NUMBERS;
	if (shape->bottom.fill &&
		!read_rule_line(shape, &shape->bottom, &rest, t))
		flags |= TABLE_OPEN;
	n = style->usual & TABLE_FOOTER ? text_footer(rest, t->rows) : 0;
	if (n)
		flags |= TABLE_FOOTER;
	else if (shape->many && t->cols == 1)
		return 0;
	t->flags = flags;
	return (size_t)(rest.p - t->text.p) + n;
}

/* The ways to count columns, in the order in which they are tried. */
static const unsigned countings[] = { 0, TABLE_WIDE, TABLE_BYTES };

static size_t
scan_best(const struct table_style *style, struct table *t, struct span text,
	bool keep, size_t want)
{
	size_t best = 0, n = sizeof(countings) / sizeof(*countings);
	bool odd = true;

	for (size_t i = 0; i < n && odd && (!best || best < want); i++) {
		size_t bytes;

		table_reset(t, text);
		t->flags = countings[i];
		odd = false;
		bytes = scan(style, t, keep, &odd);
		if (bytes > best)
			best = bytes;
	}
	return best;
}

static bool
may_begin(const struct drawn_shape *shape, struct span text)
{
	const char *nl;
	struct span second;

	if (!span_starts(text, shape->top.fill ? shape->top.left : shape->left))
		return false;
	if (shape->top.fill)
		return span_starts(span_from(text, strlen(shape->top.left)),
			shape->top.fill);
	nl = memchr(text.p, '\n', text.n);
	if (!nl || nl == text.p)
		return false;
	second = span_from(text, (size_t)(nl + 1 - text.p));
	if (!span_starts(second, shape->mid.left))
		return false;
	second = span_from(second, strlen(shape->mid.left));
	return span_starts(second, shape->mid.fill);
}

static size_t
drawn_find(const struct table_style *style, struct span text)
{
	struct table t = { 0 };
	size_t n;

	if (!may_begin(style->shape, text))
		return 0;
	n = scan_best(style, &t, text, false, SIZE_MAX);
	table_release(&t);
	return n;
}

/* ---- taking apart -------------------------------------------------------- */

/* On which side the cells of each column have blanks, and what they are. */
static void
look(const struct drawn_shape *shape, const struct table *t,
	struct drawn_column *column)
{
	for (size_t row = 1; row <= t->rows; row++)
		for (size_t i = 0; i < t->cols; i++) {
			struct drawn_column *c = &column[i];
			struct span s = table_value(t, row, i);
			struct span core = drawn_trim(s, true, true);

			if (!core.n)
				continue;
			if (core.p > s.p)
				c->seen |= DRAWN_RIGHT;
			if (core.p + core.n < s.p + s.n ||
				memchr(s.p, '\n', s.n) ||
				(shape->loose && i + 1 == t->cols &&
					text_width(s, t->flags) <
						t->column[i].width))
				c->seen |= DRAWN_LEFT;
			if (!(c->seen & DRAWN_TEXT))
				c->seen |= drawn_class(core);
		}
}

void
drawn_align(struct table *t, struct drawn_column *column)
{
	size_t right = 0, left = 0;
	bool usual = t->flags & TABLE_NUMBERS;

	for (size_t i = 0; i < t->cols; i++) {
		struct drawn_column *c = &column[i];

		if (!drawn_usual(TABLE_NUMBERS, c->seen))
			continue;
		left += (c->seen & DRAWN_LEFT) != 0;
		right += (c->seen & (DRAWN_LEFT | DRAWN_RIGHT)) == DRAWN_RIGHT;
	}
	t->flags &= ~(unsigned)TABLE_NUMBERS;
	if (right > left || (right == left && usual))
		t->flags |= TABLE_NUMBERS;
	for (size_t i = 0; i < t->cols; i++) {
		struct drawn_column *c = &column[i];

		c->right = drawn_usual(t->flags, c->seen);
		if (!(c->seen & (DRAWN_LEFT | DRAWN_RIGHT)))
			continue;
		t->column[i].flip = c->right != !(c->seen & DRAWN_LEFT);
		c->right = !(c->seen & DRAWN_LEFT);
	}
}

/* Takes the blanks off that drawing puts there, and notes the columns that are
 * wider than their cells. */
static void
trim(const struct drawn_shape *shape, struct table *t,
	struct drawn_column *column)
{
	for (size_t row = 0; row <= t->rows; row++)
		for (size_t i = 0; i < t->cols; i++) {
			struct table_cell *cell = &t->cell[row * t->cols + i];
			struct drawn_column *c = &column[i];
			struct span s = table_span(t, *cell);
			struct span core = drawn_trim(
				s, !row || c->right, !row || !c->right);
			size_t width;

			if (!drawn_trim(core, true, false).n)
				core.n = 0;
			cell->at += (uint32_t)(core.p - s.p);
			cell->n = (uint32_t)core.n;
			width = row && shape->wraps
					? drawn_width(core, t->flags)
					: text_width(core, t->flags);
			if (width > c->width)
				c->width = width;
		}
	for (size_t i = 0; i < t->cols; i++)
		if (column[i].width == t->column[i].width)
			t->column[i].width = 0;
}

/* Whether the names stand where these flags put them; `before` has the blanks
 * before each. */
static bool
names_fit(const struct table *t, const struct drawn_column *column,
	const uint32_t *before, unsigned flags)
{
	for (size_t i = 0; i < t->cols; i++) {
		size_t width = t->column[i].width ? t->column[i].width
						  : column[i].width;
		size_t room =
			width - text_width(table_value(t, 0, i), t->flags);

		if (before[i] != drawn_lead(flags, room, column[i].right))
			return false;
	}
	return true;
}

bool
drawn_place_names(const struct table_style *style, struct table *t,
	const struct drawn_column *column, const uint32_t *before)
{
	const unsigned all = TABLE_CENTRED | TABLE_RIGHT | TABLE_ALIGNED;
	const unsigned ways[] = { style->usual & all, 0, TABLE_CENTRED,
		TABLE_ALIGNED, TABLE_RIGHT };

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (names_fit(t, column, before, ways[i])) {
			t->flags |= ways[i];
			return true;
		}
	return false;
}

static bool
drawn_parse(const struct table_style *style, struct table *t)
{
	struct drawn_column *column = NULL;
	uint32_t *before = NULL;
	bool ok = false;

	if (scan_best(style, t, t->text, true, t->text.n) != t->text.n)
		return false;
	column = mem_zalloc(t->cols, sizeof(*column));
	before = mem_zalloc(t->cols, sizeof(*before));
	if (column && before) {
		look(style->shape, t, column);
		drawn_align(t, column);
		for (size_t i = 0; i < t->cols; i++)
			before[i] = t->cell[i].at;
		trim(style->shape, t, column);
		for (size_t i = 0; i < t->cols; i++)
			before[i] = t->cell[i].at - before[i];
		ok = drawn_place_names(style, t, column, before);
	}
	t->failed |= !column || !before;
	mem_free(column);
	mem_free(before);
	return ok;
}

/* ---- styles -------------------------------------------------------------- */

#define PSQL(dash, cross, bar)                                                 \
	.mid = { "", dash, cross, "" }, .pad = 1, .left = " ",                 \
	.sep = " " bar " ", .name_right = " ", .right = "", .loose = true,     \
	.wraps = true, .many = true
#define BARS(bar, pads, blank)                                                 \
	.pad = pads, .left = bar blank, .sep = blank bar blank,                \
	.name_right = blank bar, .right = blank bar

static const struct drawn_shape psql = { PSQL("-", "+", "|") };
static const struct drawn_shape psql_unicode = { PSQL("─", "┼", "│") };
static const struct drawn_shape boxed = {
	.top = { "+", "-", "+", "+" },
	.mid = { "+", "-", "+", "+" },
	.bottom = { "+", "-", "+", "+" },
	BARS("|", 1, " "),
};
static const struct drawn_shape tight = {
	.top = { "+", "-", "+", "+" },
	.mid = { "+", "-", "+", "+" },
	.bottom = { "+", "-", "+", "+" },
	BARS("|", 0, ""),
};
static const struct drawn_shape barred = {
	.top = { "+", "-", "+", "+" },
	.mid = { "|", "-", "+", "|" },
	.bottom = { "+", "-", "+", "+" },
	BARS("|", 1, " "),
};
static const struct drawn_shape org = {
	.mid = { "|", "-", "+", "|" },
	BARS("|", 1, " "),
};
static const struct drawn_shape box = {
	.top = { "┌", "─", "┬", "┐" },
	.mid = { "├", "─", "┼", "┤" },
	.bottom = { "└", "─", "┴", "┘" },
	BARS("│", 1, " "),
};
static const struct drawn_shape rounded = {
	.top = { "╭", "─", "┬", "╮" },
	.mid = { "├", "─", "┼", "┤" },
	.bottom = { "╰", "─", "┴", "╯" },
	BARS("│", 1, " "),
};
static const struct drawn_shape markdown = {
	.mid = { "|", "-", "|", "|" },
	BARS("|", 1, " "),
};
static const struct drawn_shape markdown_spaced = {
	.mid = { "| ", "-", " | ", " |" },
	BARS("|", 0, " "),
};
static const struct drawn_shape columns = {
	.mid = { "", "-", "  ", "" },
	.left = "",
	.sep = "  ",
	.name_right = "",
	.right = "",
	.many = true,
};
static const struct drawn_shape columns_loose = {
	.mid = { "", "-", " ", "" },
	.left = "",
	.sep = " ",
	.name_right = "",
	.right = "",
	.loose = true,
	.many = true,
};
static const struct drawn_shape rst = {
	.top = { "", "=", "  ", "" },
	.mid = { "", "=", "  ", "" },
	.bottom = { "", "=", "  ", "" },
	.left = "",
	.sep = "  ",
	.name_right = "",
	.right = "",
	.many = true,
};

#define NOTES                                                                  \
	(TABLE_FOOTER | TABLE_OPEN | TABLE_WIDE | TABLE_BYTES |                \
		TABLE_NUMBERS | TABLE_CENTRED | TABLE_RIGHT | TABLE_ALIGNED |  \
		TABLE_FLIP | TABLE_WIDTH)
#define STYLE(name, usual, shape)                                              \
	{                                                                      \
		name, usual, NOTES, drawn_find, drawn_parse, drawn_render,     \
			&shape                                                 \
	}

const struct table_style table_drawn[] = {
	STYLE("psql", TABLE_FOOTER | TABLE_CENTRED | TABLE_NUMBERS, psql),
	STYLE("psql-unicode", TABLE_FOOTER | TABLE_CENTRED | TABLE_NUMBERS,
		psql_unicode),
	STYLE("mysql", TABLE_NUMBERS, boxed),
	STYLE("tight", TABLE_RIGHT, tight),
	STYLE("barred", TABLE_ALIGNED | TABLE_NUMBERS, barred),
	STYLE("box", TABLE_CENTRED, box),
	STYLE("rounded", TABLE_CENTRED, rounded),
	STYLE("markdown", TABLE_CENTRED, markdown),
	STYLE("markdown-spaced", 0, markdown_spaced),
	STYLE("org", TABLE_ALIGNED | TABLE_NUMBERS, org),
	STYLE("column", 0, columns),
	STYLE("column-loose", 0, columns_loose),
	STYLE("rst", 0, rst),
};
const size_t table_ndrawn = sizeof(table_drawn) / sizeof(*table_drawn);
