/* SPDX-License-Identifier: Apache-2.0 */
/* Strings of JSON and their text; see json_text.h. */
#include "base/json_text.h"

#include "base/json.h"

enum {
	REPLACEMENT = 0xfffd,
	PIECE = 1024, /* bytes that are decoded before they are added */
};

static uint32_t
hex_of(char c)
{
	return (uint32_t)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
}

/* The four digits of the escape at p. */
static uint32_t
unit_at(const char *p)
{
	return hex_of(p[2]) << 12 | hex_of(p[3]) << 8 | hex_of(p[4]) << 4 |
	       hex_of(p[5]);
}

/* Whether an escape of the second half of a pair is at p. */
static bool
is_second(const char *p, const char *end)
{
	return end - p >= 6 && p[0] == '\\' && p[1] == 'u' &&
	       (unit_at(p) & 0xfc00) == 0xdc00;
}

/* The character of the \u at *p, which moves behind it; half a pair that is
 * alone is the half itself. */
static uint32_t
take_unicode(const char **p, const char *end)
{
	uint32_t code = unit_at(*p);

	*p += 6;
	if ((code & 0xfc00) != 0xd800 || !is_second(*p, end))
		return code;
	code = 0x10000 + ((code & 0x3ff) << 10) + (unit_at(*p) & 0x3ff);
	*p += 6;
	return code;
}

static bool
is_half(uint32_t code)
{
	return (code & 0xfffff800) == 0xd800;
}

/* What a backslash and this letter mean. */
static char
short_escape(char letter)
{
	switch (letter) {
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	default:
		return letter; /* a quote, a slash or a backslash */
	}
}

/* How many of eight bytes come before a backslash.  A byte is one if it is 0
 * after the xor; the difference borrows from a byte only behind one that is. */
static size_t
before_slash(const char *p)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t x;

	memcpy(&x, p, 8);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap64(x);
#endif
	x ^= ones * '\\';
	x = (x - ones) & ~x & ones * 0x80;
	return x ? (size_t)__builtin_ctzll(x) / 8 : 8;
}

/* The escape at p; returns its end.  *whole: no half of a pair was alone. */
static const char *
decode_escape(const char *p, const char *end, struct buf *out, bool *whole)
{
	uint32_t code;

	if (p[1] != 'u') {
		buf_add_char(out, short_escape(p[1]));
		return p + 2;
	}
	code = take_unicode(&p, end);
	if (is_half(code)) {
		*whole = false;
		code = REPLACEMENT;
	}
	buf_add_utf8(out, code);
	return p;
}

/*
 * In pieces, each of which has its room on the stack, and eight bytes at once:
 * in a tool's result there is an escape every twenty bytes, and two calls for
 * each of them, to find and to copy, took longer than this.
 */
bool
json_decode(struct span literal, struct buf *out)
{
	char room[PIECE + 16];
	struct buf piece = { .p = room, .cap = sizeof(room) };
	const char *p = literal.p, *end;
	bool whole = true;

	/* An empty span may have no bytes to point at. */
	if (!literal.n)
		return true;
	end = p + literal.n;
	while (p < end) {
		size_t n = end - p < 8 ? *p != '\\' : before_slash(p);

		memcpy(room + piece.n, p, end - p < 8 ? 1 : 8);
		piece.n += n;
		p += n;
		if (p < end && *p == '\\')
			p = decode_escape(p, end, &piece, &whole);
		if (piece.n >= PIECE || p == end) {
			buf_add(out, buf_span(&piece));
			piece.n = 0;
		}
	}
	return whole;
}

bool
json_is_text(struct span literal)
{
	const char *p = literal.p, *end;

	if (!literal.n)
		return true;
	end = p + literal.n;
	while (p < end) {
		p = memchr(p, '\\', (size_t)(end - p));
		if (!p)
			break;
		if (p[1] != 'u')
			p += 2;
		else if (is_half(take_unicode(&p, end)))
			return false;
	}
	return true;
}

static void
add_escape(char c, struct buf *out)
{
	static const char letters[] = "\b\f\n\r\t\"\\", names[] = "bfnrt\"\\";
	static const char digits[] = "0123456789abcdef";
	const char *known = c ? strchr(letters, c) : NULL;

	if (known) {
		buf_add_char(out, '\\');
		buf_add_char(out, names[known - letters]);
		return;
	}
	buf_add_str(out, "\\u00");
	buf_add_char(out, digits[c >> 4]);
	buf_add_char(out, digits[c & 15]);
}

static bool
is_plain(char c)
{
	return (unsigned char)c >= ' ' && c != '"' && c != '\\';
}

/* Behind the bytes that stand for themselves. */
static const char *
skip_plain(const char *p, const char *end)
{
	while (end - p >= 8) {
		size_t n = json_plain_bytes(p);

		p += n;
		if (n < 8 && (unsigned char)*p < 0x80)
			return p;
		while (p < end && (unsigned char)*p >= 0x80)
			p++;
	}
	while (p < end && is_plain(*p))
		p++;
	return p;
}

void
json_encode(struct span text, struct buf *out)
{
	const char *p = text.p, *end, *from;

	if (!text.n)
		return;
	end = p + text.n;
	while (p < end) {
		from = p;
		p = skip_plain(p, end);
		buf_add(out, span_of(from, (size_t)(p - from)));
		if (p < end)
			add_escape(*p++, out);
	}
}

/* Bytes of a character in UTF-8; half a pair is written as U+FFFD. */
static size_t
utf8_bytes(uint32_t code)
{
	return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

size_t
json_place_of(struct json_place *place, size_t text)
{
	const char *p = place->literal.p + place->at;
	const char *end = place->literal.p + place->literal.n;

	while (place->text < text && p < end) {
		const char *slash = memchr(p, '\\', (size_t)(end - p));
		size_t n = (size_t)((slash ? slash : end) - p);

		if (n > text - place->text)
			n = text - place->text;
		p += n;
		place->text += n;
		if (place->text == text || p == end)
			break;
		if (p[1] == 'u') {
			place->text += utf8_bytes(take_unicode(&p, end));
		} else {
			p += 2;
			place->text++;
		}
	}
	place->at = (size_t)(p - place->literal.p);
	return place->at;
}
