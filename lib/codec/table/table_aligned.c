/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables with nothing but blanks between columns: ls -l, ps, df, docker ps,
 * kubectl get.
 *
 *	NAME    READY   STATUS		-rw-r--r-- 1 ann  ann   12 Nov 24 b.txt
 *	web-1   1/1     Running		-rw-r--r-- 1 root root 700 Nov 24 a.txt
 *
 * A column is where in some line there is something, between places where all
 * lines have a blank.  It is as wide as its widest cell, so only what is
 * between columns has to be noted.
 *
 * Lines without names above them, as dpkg -l has below a rule, are a table if
 * they are many.
 */
#include "codec/table/table_drawn.h"

#include "base/mem.h"
#include "table/number.h"

enum {
	/* Columns of a terminal that are looked at; what is behind them is the
	 * last column's. */
	LOOK = 512,
	/* Fewer rows do not pay for the header. */
	FEW_ROWS = 3,
	/* In fewer lines that nothing announces, words may be below one
	 * another by chance. */
	FEW_PLAIN_ROWS = 8,
	/* A table has as many columns; two words are in each line of prose. */
	FEW_COLUMNS = 3,
};

/* How many blanks there usually are between columns. */
struct aligned_shape {
	size_t gap;
};

/* Where there is something in some line. */
struct ink {
	bool on[LOOK + 1];
	size_t n; /* columns that are looked at */
	size_t used; /* there is nothing from this one on */
};

/* ---- finding ------------------------------------------------------------- */

static bool
has_two_blanks(struct span s)
{
	for (size_t i = 1; i < s.n; i++)
		if (s.p[i] == ' ' && s.p[i - 1] == ' ')
			return true;
	return false;
}

/* "NAME   READY   STATUS": no digits, and what follows two blanks begins with
 * a capital or a sign. */
static bool
is_heading(struct span line)
{
	size_t blanks = 2, words = 0;

	if (line.n > LOOK || !has_two_blanks(line))
		return false;
	for (size_t i = 0; i < line.n; i++) {
		char c = line.p[i];

		if (c == ' ') {
			blanks++;
			continue;
		}
		if (is_digit(c) || c < ' ' || c >= 0x7F)
			return false;
		if (blanks > 1 && !is_upper(c) && c != '%')
			return false;
		words += blanks > 0;
		blanks = 0;
	}
	return words >= FEW_COLUMNS;
}

/* "-rw-r--r--", as ls -l has it. */
static bool
is_mode(struct span line)
{
	if (line.n < 12 || (line.p[10] != ' ' && line.p[11] != ' ') ||
		!memchr("-dlbcps", line.p[0], 7))
		return false;
	for (size_t i = 1; i < 10; i++)
		if (!memchr("-rwxsStT", line.p[i], 8))
			return false;
	return true;
}

/* Two gaps of two blanks and more, as rows of a table have, and a word or a path
 * in front: not blanks, nor what comments begin with. */
static bool
is_plain(struct span line)
{
	size_t gaps = 0;

	if (line.n < 2 || line.n > LOOK ||
		!(is_alnum(line.p[0]) ||
			(line.p[0] == '/' && is_alnum(line.p[1]))))
		return false;
	for (size_t i = 0; i < line.n; i++) {
		if ((unsigned char)line.p[i] < ' ')
			return false;
		gaps += i > 1 && line.p[i] != ' ' && line.p[i - 1] == ' ' &&
			line.p[i - 2] == ' ';
	}
	return gaps + 1 >= FEW_COLUMNS;
}

/* How a table begins. */
enum aligned_kind {
	ALIGNED_NONE,
	ALIGNED_HEADING,
	ALIGNED_MODES,
	ALIGNED_PLAIN,
};

static enum aligned_kind
kind_of(struct span line)
{
	if (is_mode(line))
		return ALIGNED_MODES;
	if (is_heading(line))
		return ALIGNED_HEADING;
	return is_plain(line) ? ALIGNED_PLAIN : ALIGNED_NONE;
}

static void
add_ink(struct ink *ink, struct span line)
{
	const char *p = line.p, *end = p + line.n;
	bool ascii = text_is_ascii(line);
	size_t at = 0;

	for (; at < ink->n && p < end; at++) {
		size_t n = ascii ? 1 : text_take(p, end, 1, 0);

		ink->on[at] |= *p != ' ';
		p += n;
	}
	if (p < end) {
		ink->on[ink->n] = true;
		at = ink->n + 1;
	}
	if (ink->used < at)
		ink->used = at;
}

static size_t
count_columns(const struct ink *ink)
{
	size_t cols = 0;
	bool before = false;

	for (size_t i = 0; i < ink->used; i++) {
		cols += ink->on[i] && !before;
		before = ink->on[i];
	}
	return cols;
}

/* Columns as they stand in the lines before must not run into each other. */
static bool
line_fits(struct ink *ink, struct span line, size_t least)
{
	struct ink with = *ink;

	add_ink(&with, line);
	if (count_columns(&with) < least)
		return false;
	*ink = with;
	return true;
}

static size_t
aligned_find(const struct table_style *style, struct span text)
{
	struct ink ink;
	struct span rest = text, line;
	size_t rows = 0, least = FEW_COLUMNS;
	enum aligned_kind kind;

	(void)style;
	if (!span_line(&rest, &line))
		return 0;
	line = span_chomp(line);
	kind = kind_of(line);
	if (kind == ALIGNED_NONE)
		return 0;
	ink = (struct ink){ .n = LOOK };
	if (kind == ALIGNED_HEADING)
		ink.n = line.n - 1;
	add_ink(&ink, line);
	for (struct span after = rest; span_line(&after, &line); rest = after) {
		line = span_chomp(line);
		if (!line.n || (kind == ALIGNED_MODES && !is_mode(line)) ||
			(kind == ALIGNED_PLAIN && !is_plain(line)) ||
			!line_fits(&ink, line, least))
			break;
		if (!rows++)
			least = count_columns(&ink) * 2 / 3;
		least = least < FEW_COLUMNS ? FEW_COLUMNS : least;
	}
	return rows < (kind == ALIGNED_PLAIN ? FEW_PLAIN_ROWS : FEW_ROWS)
		       ? 0
		       : text.n - rest.n;
}

/* ---- taking apart -------------------------------------------------------- */

struct place {
	size_t from, to; /* columns of the terminal */
};

/* Where the columns are; the last one goes on to the end. */
static bool
find_places(struct table *t, const struct ink *ink, struct place *place)
{
	size_t cols = 0;

	for (size_t i = 0; i <= ink->n; i++) {
		if (!ink->on[i])
			continue;
		if (!i || !ink->on[i - 1])
			place[cols++].from = i;
		place[cols - 1].to = i + 1;
	}
	return cols >= FEW_COLUMNS && table_set_columns(t, cols);
}

/* Adds the cells of a line as far as it goes, without blanks around, and notes
 * in `before` those of the names. */
static void
add_cells(struct table *t, struct span line, const struct place *place,
	struct drawn_column *column, uint32_t *before)
{
	const char *p = line.p, *end = p + line.n;
	bool name = !t->ncells && !(t->flags & TABLE_NAMELESS);
	size_t at = 0;

	for (size_t i = 0; i < t->cols; i++) {
		struct drawn_column *c = &column[i];
		bool last = i + 1 == t->cols;
		struct span s, core;
		size_t n, lead, width;

		n = text_take(p, end, place[i].from - at, 0);
		p = n == SIZE_MAX ? end : p + n;
		n = last ? SIZE_MAX
			 : text_take(p, end, place[i].to - place[i].from, 0);
		s = span_of(p, n == SIZE_MAX ? (size_t)(end - p) : n);
		p = s.p + s.n;
		at = place[i].to;
		/* What is behind the last cell is a part of it. */
		core = drawn_trim(s, true, !last);
		if (last && !core.n)
			core = s;
		table_add(t, (struct table_cell){
				     .at = (uint32_t)(core.p - t->text.p),
				     .n = (uint32_t)core.n });
		if (!core.n)
			continue;
		lead = (size_t)(core.p - s.p);
		width = text_width(core, 0);
		if (lead + width > c->width)
			c->width = lead + width;
		if (name) {
			before[i] = (uint32_t)lead;
			continue;
		}
		if (lead)
			c->seen |= DRAWN_RIGHT;
		if (last || lead + width < place[i].to - place[i].from)
			c->seen |= DRAWN_LEFT;
		if (!(c->seen & DRAWN_TEXT))
			c->seen |= drawn_class(core);
	}
}

/* Where all cells are equally wide, the name says how they are aligned. */
static void
look_at_names(const struct table *t, struct drawn_column *column,
	const struct place *place, const uint32_t *before)
{
	for (size_t i = 0; i + 1 < t->cols; i++) {
		size_t width = text_width(table_value(t, 0, i), 0);

		if (column[i].seen & (DRAWN_LEFT | DRAWN_RIGHT) || !width)
			continue;
		if (before[i])
			column[i].seen |= DRAWN_RIGHT;
		else if (width < place[i].to - place[i].from)
			column[i].seen |= DRAWN_LEFT;
	}
}

/* Puts the blanks back before cells of left-aligned columns, and, if their
 * place says nothing, before names. */
static void
give_blanks_back(struct table *t, const struct place *place,
	const struct drawn_column *column, bool names)
{
	size_t row = t->flags & TABLE_NAMELESS ? 1 : 0;
	struct span text = t->text, line;

	for (; span_line(&text, &line) && row * t->cols < t->ncells; row++)
		for (size_t i = 0; i < t->cols; i++) {
			struct table_cell *c = &t->cell[row * t->cols + i];
			size_t n = text_take(
				line.p, line.p + line.n, place[i].from, 0);
			uint32_t at;

			if (!c->n || n == SIZE_MAX ||
				(row ? column[i].right : !names))
				continue;
			at = (uint32_t)(line.p + n - t->text.p);
			c->n += c->at - at;
			c->at = at;
		}
}

/* The usual gap of the table must be that of the style. */
static bool
note_gaps(const struct aligned_shape *shape, struct table *t,
	const struct place *place)
{
	size_t usual[4] = { 0 }, best = 1;

	for (size_t i = 1; i < t->cols; i++) {
		size_t gap = place[i].from - place[i - 1].to;

		t->column[i].width = gap == shape->gap ? 0 : (uint32_t)gap;
		usual[gap < 4 ? gap : 0]++;
	}
	for (size_t gap = 2; gap < 4; gap++)
		if (usual[gap] > usual[best])
			best = gap;
	t->column[0].width = (uint32_t)place[0].from;
	return best == shape->gap;
}

static bool
has_names(struct span text)
{
	struct span line = { "", 0 };

	span_line(&text, &line);
	return is_heading(span_chomp(line));
}

/* The names become the first row, the others follow. */
static bool
add_lines(struct table *t, const struct place *place,
	struct drawn_column *column, uint32_t *before)
{
	struct span rest = t->text, line;

	if (!has_names(t->text)) {
		t->flags |= TABLE_NAMELESS | TABLE_ALIGNED;
		for (size_t i = 0; i < t->cols; i++)
			table_add(t, (struct table_cell){ 0, 0 });
	}
	while (span_line(&rest, &line) && !t->failed) {
		add_cells(t, span_chomp(line), place, column, before);
	}
	t->rows = t->ncells / t->cols - 1;
	return !t->failed && t->rows;
}

static bool
take_apart(const struct table_style *style, struct table *t,
	const struct place *place)
{
	struct drawn_column *column = mem_zalloc(t->cols, sizeof(*column));
	uint32_t *before = mem_zalloc(t->cols, sizeof(*before));
	bool ok = false, placed = true;

	t->failed |= !column || !before;
	if (!t->failed && add_lines(t, place, column, before)) {
		t->flags |= style->usual & TABLE_NUMBERS;
		look_at_names(t, column, place, before);
		drawn_align(t, column);
		for (size_t i = 0; i + 1 < t->cols; i++)
			column[i].width = place[i].to - place[i].from;
		if (!(t->flags & TABLE_NAMELESS))
			placed = drawn_place_names(style, t, column, before);
		give_blanks_back(t, place, column, !placed);
		ok = true;
	}
	mem_free(column);
	mem_free(before);
	return ok && note_gaps(style->shape, t, place);
}

/* Bytes of the shortest line.  What is behind them in others is the last
 * column's: a gap there says nothing, if few lines are as long. */
static size_t
shortest(struct span text)
{
	size_t least = LOOK;
	struct span line;

	while (span_line(&text, &line)) {
		line = span_chomp(line);
		if (line.n < least)
			least = line.n;
	}
	return least;
}

static bool
aligned_parse(const struct table_style *style, struct table *t)
{
	struct place place[LOOK + 1];
	struct ink ink = { .n = LOOK };
	struct span rest = t->text, line;
	enum aligned_kind kind;

	if (!span_line(&rest, &line))
		return false;
	line = span_chomp(line);
	kind = kind_of(line);
	if (kind == ALIGNED_NONE)
		return false;
	if (kind == ALIGNED_HEADING)
		ink.n = line.n - 1;
	else if (kind == ALIGNED_PLAIN)
		ink.n = shortest(t->text);
	if (!ink.n)
		return false;
	for (rest = t->text; span_line(&rest, &line);)
		add_ink(&ink, span_chomp(line));
	return find_places(t, &ink, place) && take_apart(style, t, place);
}

/* ---- writing ------------------------------------------------------------- */

/* Measures the columns; `from` of each is where it begins. */
static bool
measure(const struct aligned_shape *shape, const struct table *t,
	struct drawn_column *column, size_t *from)
{
	size_t at = 0;

	for (size_t row = 0; row <= t->rows; row++)
		for (size_t i = 0; i < t->cols; i++) {
			struct drawn_column *c = &column[i];
			struct span s = table_value(t, row, i);
			size_t width = text_width(s, 0);

			if (width > c->width)
				c->width = width;
			if (row && !(c->seen & DRAWN_TEXT))
				c->seen |= drawn_class(s);
		}
	for (size_t i = 0; i < t->cols; i++) {
		size_t gap = t->column[i].width;

		at += gap ? gap : i ? shape->gap : 0;
		from[i] = at;
		column[i].right = drawn_usual(t->flags, column[i].seen) !=
				  t->column[i].flip;
		if (!size_add(at, column[i].width, &at))
			return false;
	}
	return true;
}

static void
add_line(const struct table *t, size_t row, const struct drawn_column *column,
	const size_t *from, struct buf *out)
{
	size_t at = 0;

	for (size_t i = 0; i < t->cols; i++) {
		const struct drawn_column *c = &column[i];
		struct span s = table_value(t, row, i);
		size_t width = text_width(s, 0), room = c->width - width;
		size_t blanks = from[i] - at;

		if (!s.n)
			continue;
		if (row ? c->right : 1)
			blanks += row ? room
				      : drawn_lead(t->flags, room, c->right);
		if (!buf_reserve(out, blanks + s.n + 1))
			return;
		memset(out->p + out->n, ' ', blanks);
		memcpy(out->p + out->n + blanks, s.p, s.n);
		out->n += blanks + s.n;
		at += blanks + width;
	}
	buf_add_char(out, '\n');
}

static bool
aligned_render(
	const struct table_style *style, const struct table *t, struct buf *out)
{
	struct drawn_column *column = mem_zalloc(t->cols, sizeof(*column));
	size_t *from = mem_zalloc(t->cols, sizeof(*from));
	size_t row = t->flags & TABLE_NAMELESS ? 1 : 0;

	out->failed |= !column || !from;
	if (!out->failed && measure(style->shape, t, column, from))
		for (; row <= t->rows && buf_ok(out); row++)
			add_line(t, row, column, from, out);
	mem_free(column);
	mem_free(from);
	return buf_ok(out);
}

static size_t
find_none(const struct table_style *style, struct span text)
{
	(void)style;
	(void)text;
	return 0;
}

static const struct aligned_shape one = { 1 }, two = { 2 }, three = { 3 };

#define NOTES                                                                  \
	(TABLE_NAMELESS | TABLE_NUMBERS | TABLE_CENTRED | TABLE_RIGHT |        \
		TABLE_ALIGNED | TABLE_FLIP | TABLE_WIDTH)
#define STYLE(name, find, shape)                                               \
	{                                                                      \
		name, TABLE_NUMBERS | TABLE_ALIGNED, NOTES, find,              \
			aligned_parse, aligned_render, &shape                  \
	}

/* The first one finds for all. */
const struct table_style table_aligned[] = {
	STYLE("aligned", aligned_find, one),
	STYLE("aligned-2", find_none, two),
	STYLE("aligned-3", find_none, three),
};
const size_t table_naligned = sizeof(table_aligned) / sizeof(*table_aligned);
