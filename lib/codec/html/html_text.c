/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Source to text: references like "&amp;" are decoded where they are complete
 * and known; others stay as they are written.
 */
#include "codec/html/html.h"
#include "table/number.h"

enum {
	REFERENCE_BYTES = 10, /* of those that are known, and of numbers */
};

static const struct reference {
	const char *name, *text;
} references[] = {
	{ "amp", "&" },
	{ "lt", "<" },
	{ "gt", ">" },
	{ "quot", "\"" },
	{ "apos", "'" },
	{ "nbsp", " " },
	{ "shy", "" },
	{ "ndash", "\xe2\x80\x93" },
	{ "mdash", "\xe2\x80\x94" },
	{ "hellip", "\xe2\x80\xa6" },
	{ "lsquo", "\xe2\x80\x98" },
	{ "rsquo", "\xe2\x80\x99" },
	{ "ldquo", "\xe2\x80\x9c" },
	{ "rdquo", "\xe2\x80\x9d" },
	{ "laquo", "\xc2\xab" },
	{ "raquo", "\xc2\xbb" },
	{ "bull", "\xe2\x80\xa2" },
	{ "middot", "\xc2\xb7" },
	{ "copy", "\xc2\xa9" },
	{ "reg", "\xc2\xae" },
	{ "trade", "\xe2\x84\xa2" },
	{ "times", "\xc3\x97" },
	{ "deg", "\xc2\xb0" },
	{ "plusmn", "\xc2\xb1" },
	{ "para", "\xc2\xb6" },
	{ "sect", "\xc2\xa7" },
	{ "larr", "\xe2\x86\x90" },
	{ "rarr", "\xe2\x86\x92" },
	{ "le", "\xe2\x89\xa4" },
	{ "ge", "\xe2\x89\xa5" },
	{ "ne", "\xe2\x89\xa0" },
	{ "minus", "\xe2\x88\x92" },
	{ "euro", "\xe2\x82\xac" },
	{ "eacute", "\xc3\xa9" },
	{ "egrave", "\xc3\xa8" },
	{ "agrave", "\xc3\xa0" },
	{ "ccedil", "\xc3\xa7" },
	{ "auml", "\xc3\xa4" },
	{ "ouml", "\xc3\xb6" },
	{ "uuml", "\xc3\xbc" },
	{ "szlig", "\xc3\x9f" },
};

/* What is no character, or stands for another one in pages of some age. */
static bool
is_wrong(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} wrong[] = { { 0, 8 }, { 0xb, 0x1f }, { 0x7f, 0x9f },
		{ 0xd800, 0xdfff }, { 0x110000, UINT32_MAX } };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		if (c >= wrong[i].first && c <= wrong[i].last)
			return true;
	return false;
}

/* "#8212" or "#x2014"; 0 for what stands for no character, or for others in
 * pages of some age. */
static uint32_t
number_of(struct span name)
{
	bool hex = name.n > 1 && (name.p[1] | 32) == 'x';
	uint32_t c = 0;

	for (size_t i = 1 + hex; i < name.n; i++) {
		if (hex ? !is_hex(name.p[i]) : !is_digit(name.p[i]))
			return 0;
		c = c * (hex ? 16 : 10) + hex_digit(name.p[i]);
	}
	return is_wrong(c) ? 0 : c;
}

/* Bytes of the reference that s begins with, which is written; 0: none. */
static size_t
add_reference(struct buf *out, struct span s)
{
	size_t n = 1;
	struct span name;
	uint32_t c;

	while (n < s.n && n <= REFERENCE_BYTES &&
		(is_alnum(s.p[n]) || s.p[n] == '#'))
		n++;
	if (n == s.n || s.p[n] != ';' || n == 1)
		return 0;
	name = span_of(s.p + 1, n - 1);
	if (*name.p == '#') {
		c = number_of(name);
		if (c)
			buf_add_utf8(out, c == 0xa0 ? ' ' : c);
		return c ? n + 1 : 0;
	}
	for (size_t i = 0; i < sizeof(references) / sizeof(*references); i++)
		if (span_equal(name, span_str(references[i].name))) {
			buf_add_str(out, references[i].text);
			return n + 1;
		}
	return 0;
}

/* Bytes of the tag or comment, which the parser has passed over, that s begins
 * with; 0: none; SIZE_MAX: none here or further on, as it has no end. */
static size_t
tag_bytes(struct span s)
{
	const char *end;
	char c = s.n > 1 ? s.p[1] : ' ';

	if (!is_letter(c) && !is_among(c, "/!?"))
		return 0;
	if (!span_starts(s, "<!--")) {
		end = memchr(s.p, '>', s.n);
		return end ? (size_t)(end - s.p) + 1 : SIZE_MAX;
	}
	for (size_t i = 4; i + 3 <= s.n; i++)
		if (span_starts(span_from(s, i), "-->"))
			return i + 3;
	return SIZE_MAX;
}

void
html_add_text(struct buf *out, struct span s, bool literal)
{
	bool tags = !literal && s.n && memchr(s.p, '>', s.n);

	while (s.n) {
		size_t n = 0;

		while (n < s.n && s.p[n] != '&' && (!tags || s.p[n] != '<'))
			n++;
		buf_add(out, span_of(s.p, n));
		s = span_from(s, n);
		if (!s.n)
			return;
		n = *s.p == '&' ? add_reference(out, s) : tag_bytes(s);
		tags &= n != SIZE_MAX;
		if (!n || n == SIZE_MAX)
			buf_add_char(out, *s.p);
		s = span_from(s, n && n != SIZE_MAX ? n : 1);
	}
}
