/* SPDX-License-Identifier: Apache-2.0 */
/* How wide a text is, and what kind of value it says; see table_style.h. */
#include "codec/table/table_style.h"

#include "table/number.h"

/* ---- widths -------------------------------------------------------------- */

struct range {
	uint32_t first, last;
};

/* Blocks of East Asian and other characters that take two columns, and of
 * marks that take none.  Programs differ at the edges; a table that comes out
 * otherwise is not encoded. */
static const struct range wide[] = { { 0x1100, 0x115F }, { 0x231A, 0x231B },
	{ 0x23E9, 0x23EC }, { 0x2614, 0x2615 }, { 0x26A1, 0x26A1 },
	{ 0x2705, 0x2705 }, { 0x274C, 0x274C }, { 0x2E80, 0x303E },
	{ 0x3041, 0x33FF }, { 0x3400, 0x4DBF }, { 0x4E00, 0x9FFF },
	{ 0xA000, 0xA4CF }, { 0xA960, 0xA97C }, { 0xAC00, 0xD7A3 },
	{ 0xF900, 0xFAFF }, { 0xFE30, 0xFE6F }, { 0xFF00, 0xFF60 },
	{ 0xFFE0, 0xFFE6 }, { 0x1F300, 0x1F64F }, { 0x1F680, 0x1F6FF },
	{ 0x1F900, 0x1FAFF }, { 0x20000, 0x3FFFD } };
static const struct range none[] = { { 0x300, 0x36F }, { 0x483, 0x489 },
	{ 0x591, 0x5BD }, { 0x610, 0x61A }, { 0x64B, 0x65F }, { 0x93C, 0x93C },
	{ 0x94D, 0x94D }, { 0xE31, 0xE31 }, { 0xE34, 0xE3A }, { 0xE47, 0xE4E },
	{ 0x1AB0, 0x1AFF }, { 0x1DC0, 0x1DFF }, { 0x200B, 0x200F },
	{ 0x20D0, 0x20FF }, { 0xFE00, 0xFE0F }, { 0xFE20, 0xFE2F },
	{ 0xFEFF, 0xFEFF } };

static bool
is_within(uint32_t c, const struct range *range, size_t n)
{
	for (size_t i = 0; i < n && range[i].first <= c; i++)
		if (c <= range[i].last)
			return true;
	return false;
}

/* The bytes of the character at p, and what it is; a byte that begins no valid
 * sequence is a character of its own. */
static size_t
decode(const char *p, const char *end, uint32_t *c)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t n = *u < 0xC2 ? 1 : *u < 0xE0 ? 2 : *u < 0xF0 ? 3 : 4;

	*c = *u;
	if (*u < 0xC2 || *u > 0xF4 || (size_t)(end - p) < n)
		return 1;
	*c &= 0x7FU >> n;
	for (size_t i = 1; i < n; i++) {
		if ((u[i] & 0xC0) != 0x80) {
			*c = *u;
			return 1;
		}
		*c = *c << 6 | (u[i] & 0x3F);
	}
	return n;
}

static size_t
char_width(uint32_t c, size_t bytes, unsigned flags)
{
	if (flags & TABLE_BYTES)
		return bytes;
	if (!(flags & TABLE_WIDE) || bytes == 1)
		return 1;
	if (is_within(c, wide, sizeof(wide) / sizeof(*wide)))
		return 2;
	return !is_within(c, none, sizeof(none) / sizeof(*none));
}

static inline bool
is_ascii_8(const char *p)
{
	uint64_t x;

	memcpy(&x, p, 8);
	return !(x & UINT64_C(0x8080808080808080));
}

bool
text_is_ascii(struct span s)
{
	for (; s.n >= 8; s = span_from(s, 8))
		if (!is_ascii_8(s.p))
			return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

size_t
text_width(struct span s, unsigned flags)
{
	const char *p = s.p, *end = s.p + s.n;
	size_t width = 0;
	uint32_t c;

	if (flags & TABLE_BYTES || text_is_ascii(s))
		return s.n;
	while (p < end) {
		size_t n = decode(p, end, &c);

		width += char_width(c, n, flags);
		p += n;
	}
	return width;
}

size_t
text_take(const char *p, const char *end, size_t width, unsigned flags)
{
	const char *q = p;
	size_t used = 0;
	uint32_t c;

	if ((size_t)(end - p) >= width &&
		(flags & TABLE_BYTES || text_is_ascii(span_of(p, width))))
		return width;
	while (q < end) {
		size_t n = decode(q, end, &c), w = char_width(c, n, flags);

		/* A mark that takes no column belongs to what is before it. */
		if (used + w > width || (used == width && w))
			break;
		used += w;
		q += n;
	}
	return used == width ? (size_t)(q - p) : SIZE_MAX;
}

/* ---- values -------------------------------------------------------------- */

static size_t
skip_digits(struct span s, size_t i)
{
	while (i < s.n && is_digit(s.p[i]))
		i++;
	return i;
}

bool
text_is_number(struct span s)
{
	size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+'), from = i, digits;

	i = skip_digits(s, i);
	digits = i - from;
	if (i < s.n && s.p[i] == '.') {
		from = ++i;
		i = skip_digits(s, i);
		digits += i - from;
	}
	if (!digits)
		return false;
	if (i < s.n && (s.p[i] | 32) == 'e') {
		i++;
		i += i < s.n && (s.p[i] == '-' || s.p[i] == '+');
		from = i;
		i = skip_digits(s, i);
		if (i == from)
			return false;
	}
	return i == s.n;
}

bool
text_is_literal(struct span s)
{
	static const char *const literal[] = { "NULL", "null", "NA", "N/A",
		"(null)", "<null>", "[null]", "NaN", "nan", "None", "\\N",
		"true", "false", "TRUE", "FALSE", "True", "False", NULL };

	if (s.n < 2 || s.n > 6 || !memchr("N(<[\\ntfTF", s.p[0], 10))
		return false;
	return span_is_any(s, literal);
}

/* ---- footers ------------------------------------------------------------- */

void
text_footer_write(size_t rows, struct buf *out)
{
	buf_add_char(out, '(');
	buf_add_uint(out, rows);
	buf_add_str(out, rows == 1 ? " row)\n" : " rows)\n");
}

size_t
text_footer(struct span text, size_t rows)
{
	struct buf line = { 0 };
	size_t n = 0;

	if (!text.n || text.p[0] != '(')
		return 0;
	text_footer_write(rows, &line);
	if (buf_ok(&line) && text.n >= line.n &&
		!memcmp(text.p, line.p, line.n))
		n = line.n;
	buf_release(&line);
	return n;
}
