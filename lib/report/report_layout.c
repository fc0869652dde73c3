/* SPDX-License-Identifier: Apache-2.0 */
/* Text in columns of a terminal; see report_layout.h. */
#include "report/report_layout.h"

#include "base/clean.h"

struct range {
	uint32_t first, last;
};

/* Marks that stand on the character before them. */
static const struct range narrow[] = {
	{ 0x0300, 0x036f },
	{ 0x0483, 0x0489 },
	{ 0x0591, 0x05bd },
	{ 0x064b, 0x065f },
	{ 0x1ab0, 0x1aff },
	{ 0x1dc0, 0x1dff },
	{ 0x20d0, 0x20ff },
	{ 0xfe00, 0xfe0f },
	{ 0xfe20, 0xfe2f },
	{ 0xe0100, 0xe01ef },
};

/* The scripts of East Asia, full width forms, and pictures. */
static const struct range wide[] = {
	{ 0x1100, 0x115f },
	{ 0x2e80, 0x303e },
	{ 0x3041, 0x33ff },
	{ 0x3400, 0x4dbf },
	{ 0x4e00, 0xa4cf },
	{ 0xa960, 0xa97f },
	{ 0xac00, 0xd7a3 },
	{ 0xf900, 0xfaff },
	{ 0xfe30, 0xfe6f },
	{ 0xff00, 0xff60 },
	{ 0xffe0, 0xffe6 },
	{ 0x1f300, 0x1f64f },
	{ 0x1f680, 0x1f6ff },
	{ 0x1f900, 0x1faff },
	{ 0x20000, 0x3fffd },
};

static bool
is_in(uint32_t code, const struct range *range, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (code >= range[i].first && code <= range[i].last)
			return true;
	return false;
}

/* The character that s begins with, which is valid; its bytes and columns. */
static size_t
next(struct span s, size_t *columns)
{
	uint32_t code;
	int n = clean_character(s.p, s.n, &code);

	*columns = 1;
	if (n <= 1)
		return 1;
	if (is_in(code, narrow, sizeof(narrow) / sizeof(*narrow)))
		*columns = 0;
	else if (is_in(code, wide, sizeof(wide) / sizeof(*wide)))
		*columns = 2;
	return (size_t)n;
}

void
layout_clean(const char *text, bool utf8, struct buf *out)
{
	static const char digits[] = "0123456789abcdef";
	size_t from = out->n, to;
	struct buf all = { .p = NULL };

	clean_line(span_str(text), utf8 ? out : &all);
	for (to = from; utf8 && to < out->n; to++)
		if (out->p[to] == '\t')
			out->p[to] = ' ';
	for (size_t i = 0; i < all.n; i++) {
		unsigned char c = (unsigned char)all.p[i];
		char escape[] = { '\\', 'x', digits[c >> 4], digits[c & 15] };

		if (c >= 0x80)
			buf_add(out, span_of(escape, sizeof(escape)));
		else
			buf_add_char(out, c == '\t' ? ' ' : (char)c);
	}
	if (!buf_ok(&all))
		out->failed = true;
	buf_release(&all);
}

size_t
layout_width(struct span s)
{
	size_t width = 0, columns;

	while (s.n) {
		s = span_from(s, next(s, &columns));
		width += columns;
	}
	return width;
}

/* Bytes of the front that fit into so many columns, and how many they take. */
static size_t
front(struct span s, size_t width, size_t *taken)
{
	size_t at = 0, columns;

	*taken = 0;
	while (at < s.n) {
		size_t n = next(span_from(s, at), &columns);

		if (*taken + columns > width)
			break;
		*taken += columns;
		at += n;
	}
	return at;
}

static void
add_blanks(size_t n, struct buf *out)
{
	while (n--)
		buf_add_char(out, ' ');
}

void
layout_fit(struct span s, size_t width, bool utf8, struct buf *out)
{
	const char *dots = utf8 ? "…" : "...";
	size_t all = layout_width(s), ndots = utf8 ? 1 : 3, taken, n;

	if (all <= width) {
		buf_add(out, s);
		add_blanks(width - all, out);
		return;
	}
	if (width <= ndots) {
		buf_add(out, span_of(s.p, front(s, width, &taken)));
		add_blanks(width - taken, out);
		return;
	}
	/* Of names the end tells more: that of a path is the file. */
	n = front(s, (width - ndots) / 3, &taken);
	buf_add(out, span_of(s.p, n));
	buf_add_str(out, dots);
	width -= taken + ndots;
	s = span_from(s, n);
	/* The first place from which on the rest fits. */
	for (all -= taken; all > width || (s.n && (*s.p & 0xc0) == 0x80);) {
		s = span_from(s, next(s, &taken));
		all -= taken;
	}
	buf_add(out, s);
	add_blanks(width - all, out);
}

bool
layout_line(struct span *rest, size_t width, struct span *line)
{
	size_t n, taken, end;

	while (rest->n && *rest->p == ' ')
		*rest = span_from(*rest, 1);
	if (!rest->n)
		return false;
	n = front(*rest, width, &taken);
	/* A character that is wider than the line has to go somewhere. */
	if (!n)
		n = next(*rest, &taken);
	end = n;
	if (n < rest->n)
		while (end && rest->p[end] != ' ')
			end--;
	if (end)
		n = end;
	*line = span_of(rest->p, n);
	*rest = span_from(*rest, n);
	while (line->n && line->p[line->n - 1] == ' ')
		line->n--;
	return true;
}
