/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines to blocks; see prose.h.  Empty lines divide blocks, and so do headings,
 * items of lists, fences, tables, and a line that is indented less than the one
 * above it.
 */
#include "codec/prose/prose.h"
#include "detect/detect.h"
#include "table/number.h"

enum {
	/* A short line between empty ones, without a stop at its end, is a
	 * heading. */
	HEADING_BYTES = 72,
	HEADING_WORDS = 9,
	HEADING_LEVELS = 6,
	CODE_INDENT = 4,
	FENCE = 3, /* signs of a fence, at least */
	FENCE_MOST = 8, /* more are not told apart */
};

/* The text while it is cut. */
struct cutter {
	struct span text;
	struct blocks *blocks;
	uint32_t line; /* number of the line at hand */
	/* Of ` and of ~: there is no fence of so many signs below. */
	size_t unclosed[2];
	bool failed;
};

/* ---- lines --------------------------------------------------------------- */

static size_t
indent_of(struct span line)
{
	size_t n = 0, columns = 0;

	for (; n < line.n && is_blank_or_tab(line.p[n]); n++)
		columns += line.p[n] == '\t' ? 8 - columns % 8 : 1;
	return columns;
}

static size_t
repeats(struct span s, char c)
{
	size_t n = 0;

	while (n < s.n && s.p[n] == c)
		n++;
	return n;
}

/* "====" below or above a title. */
static bool
is_rule(struct span s)
{
	s = span_trim(s);
	return s.n >= FENCE && is_among(*s.p, "=-~^*_") &&
	       repeats(s, *s.p) == s.n;
}

/* "## Title" */
static bool
is_marked_heading(struct span s)
{
	size_t n;

	s = span_trim(s);
	n = repeats(s, '#');
	return n && n <= HEADING_LEVELS && n < s.n && s.p[n] == ' ';
}

/* "- text", "2. text", "--option" */
static bool
is_item(struct span s)
{
	size_t n = 0;

	s = span_trim(s);
	while (n < s.n && n < 3 && is_digit(s.p[n]))
		n++;
	if (n)
		return n + 1 < s.n && is_among(s.p[n], ".)") &&
		       s.p[n + 1] == ' ';
	if (span_starts(s, "\xe2\x80\xa2"))
		return true;
	if (s.n < 2 || !strchr("-*+", *s.p))
		return false;
	if (is_blank_or_tab(s.p[1]))
		return true;
	n = repeats(s, '-');
	return n && n <= 2 && n < s.n && is_alnum(s.p[n]);
}

/* "|---|:-:|", "--- | ---", "+----+" */
static bool
is_table_rule(struct span s)
{
	size_t dashes = 0, bars = 0;

	s = span_trim(s);
	for (size_t i = 0; i < s.n; i++) {
		if (!s.p[i] || !strchr("-=+|: ", s.p[i]))
			return false;
		dashes += s.p[i] == '-' || s.p[i] == '=';
		bars += s.p[i] == '+' || s.p[i] == '|';
	}
	return dashes >= FENCE && bars;
}

static bool
is_table_row(struct span s)
{
	s = span_trim(s);
	return s.n && (memchr(s.p, '|', s.n) || is_table_rule(s));
}

/* A short line that no sentence ends with. */
static bool
is_title(struct span s)
{
	size_t words = 1;

	s = span_trim(s);
	if (!s.n || s.n > HEADING_BYTES || strchr(".,:;!?|>", s.p[s.n - 1]))
		return false;
	for (size_t i = 0; i < s.n; i++)
		words += s.p[i] == ' ' && s.p[i - 1] != ' ';
	return words <= HEADING_WORDS && is_alnum(*s.p) && !is_item(s);
}

/* ---- blocks -------------------------------------------------------------- */

static bool
peek(struct span rest, struct span *line)
{
	return span_line(&rest, line);
}

static bool
is_blank(struct span line)
{
	return !span_trim(line).n;
}

/* Adds a block that goes to `rest`, and takes the empty lines below it. */
static void
add_block(struct cutter *c, const char *from, struct span *rest,
	enum block_kind kind)
{
	struct blocks *blocks = c->blocks;
	struct span first = span_of(from, (size_t)(rest->p - from));
	struct block b = { .at = (uint32_t)(from - c->text.p),
		.n = (uint32_t)(rest->p - from),
		.line = c->line,
		.indent = (uint32_t)indent_of(first),
		.kind = kind };
	struct span line;

	b.lines = (uint32_t)span_lines(span_of(from, b.n));
	c->line += b.lines;
	while (peek(*rest, &line) && is_blank(line)) {
		span_line(rest, &line);
		b.blank += (uint32_t)line.n;
		c->line++;
	}
	if (!mem_grow(&blocks->block, &blocks->cap, blocks->n + 1,
		    sizeof(*blocks->block)))
		c->failed = true;
	else
		blocks->block[blocks->n++] = b;
}

/* The signs that open a fence, and how many. */
static size_t
fence_of(struct span line, char *sign)
{
	size_t n;

	line = span_trim(line);
	if (!line.n || (*line.p != '`' && *line.p != '~'))
		return 0;
	*sign = *line.p;
	n = repeats(line, *sign);
	if (n < FENCE || (*sign == '`' && memchr(line.p + n, '`', line.n - n)))
		return 0;
	return n < FENCE_MOST ? n : FENCE_MOST;
}

/* Takes code between fences off the front; false if none begins there, or it
 * does not end. */
static bool
take_fenced(struct cutter *c, struct span *rest)
{
	const char *from = rest->p;
	struct span line, after = *rest;
	char sign, other;
	size_t n, k;

	span_line(&after, &line);
	n = fence_of(line, &sign);
	if (!n || n >= c->unclosed[sign == '~'])
		return false;
	while (span_line(&after, &line)) {
		k = fence_of(line, &other);
		if (k < n || other != sign ||
			repeats(span_trim(line), sign) != span_trim(line).n)
			continue;
		*rest = after;
		add_block(c, from, rest, BLOCK_CODE);
		return true;
	}
	c->unclosed[sign == '~'] = n;
	return false;
}

static bool
take_table(struct cutter *c, struct span *rest)
{
	const char *from = rest->p;
	struct span after = *rest, first, second, line;

	span_line(&after, &first);
	if (!is_table_row(first) || !span_line(&after, &second) ||
		!is_table_row(second) ||
		(!is_table_rule(first) && !is_table_rule(second)))
		return false;
	while (peek(after, &line) && is_table_row(line))
		span_line(&after, &line);
	*rest = after;
	add_block(c, from, rest, BLOCK_TABLE);
	return true;
}

/* Whether a title stands above an empty line, or above text that is indented
 * while it is not. */
static bool
is_alone(struct span line, struct span next)
{
	size_t indent = indent_of(line);

	return is_title(line) && indent < CODE_INDENT &&
	       (is_blank(next) || (indent_of(next) && !indent));
}

/* A heading of one line, of two with a rule below it, or of three. */
static bool
take_heading(struct cutter *c, struct span *rest)
{
	const char *from = rest->p;
	struct span after = *rest, line, next = { NULL, 0 };
	bool ruled;

	span_line(&after, &line);
	if (is_rule(line) && is_title(peek(after, &next) ? next : line)) {
		struct span below = after, third;

		span_line(&below, &next);
		if (peek(below, &third) && is_rule(third)) {
			after = below;
			line = next;
		}
	}
	ruled = peek(after, &next) && is_rule(next) && !is_blank(line) &&
		line.n <= 2 * HEADING_BYTES && !is_item(line);
	if (ruled)
		span_line(&after, &next);
	else if (!is_marked_heading(line) && !(after.n && is_alone(line, next)))
		return false;
	*rest = after;
	add_block(c, from, rest, BLOCK_HEADING);
	return true;
}

/* Whether a line begins a block although no empty line is above it. */
static bool
begins_block(struct span line, size_t indent, size_t first_indent, size_t lines)
{
	char sign;

	if (is_blank(line) || is_item(line) || is_marked_heading(line) ||
		fence_of(line, &sign))
		return true;
	/* The first line of a paragraph may be indented more. */
	return indent_of(line) < indent &&
	       (lines > 1 || indent_of(line) < 1 || first_indent < indent);
}

static void
take_text(struct cutter *c, struct span *rest)
{
	const char *from = rest->p;
	struct span line;
	size_t lines = 1, wordy, indent, first, deep;
	bool item;

	span_line(rest, &line);
	item = is_item(line);
	first = indent = deep = indent_of(line);
	wordy = detect_words(line);
	while (peek(*rest, &line) &&
		!begins_block(line, indent, first, lines)) {
		span_line(rest, &line);
		indent = indent_of(line);
		deep = indent < deep ? indent : deep;
		wordy += detect_words(line);
		lines++;
	}
	if (deep >= CODE_INDENT && wordy * 2 < lines && !item)
		add_block(c, from, rest, BLOCK_CODE);
	else
		add_block(c, from, rest, item ? BLOCK_ITEM : BLOCK_TEXT);
}

bool
prose_blocks(struct span text, struct blocks *blocks)
{
	struct cutter c = { .text = text,
		.blocks = blocks,
		.unclosed = { FENCE_MOST + 1, FENCE_MOST + 1 } };
	struct span rest = text, line;

	blocks->n = 0;
	if (peek(rest, &line) && is_blank(line))
		add_block(&c, text.p, &rest, BLOCK_BLANK);
	while (rest.n && !c.failed)
		if (!take_fenced(&c, &rest) && !take_table(&c, &rest) &&
			!take_heading(&c, &rest))
			take_text(&c, &rest);
	return !c.failed;
}

void
prose_blocks_release(struct blocks *blocks)
{
	mem_free(blocks->block);
	*blocks = (struct blocks){ 0 };
}
