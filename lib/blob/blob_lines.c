/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 in lines, and hex dumps; see blob_find.h. */
#include "blob/blob_decode.h"

enum {
	/* Lines of base64 are so long: 64 in PEM, 70 in OpenSSH's keys, 76 in
	 * mail; what is shorter may be a list of identifiers. */
	LINE_LEAST = 60,
	LINE_MOST = 128,
	ADDRESS_DIGITS = 7, /* of hexdump -C and xxd at least */
	DUMP_BYTES = 64, /* of a line of a dump at most */
};

static size_t
indent_of(struct span s)
{
	size_t i = 0;

	while (i < s.n && is_blank_or_tab(s.p[i]))
		i++;
	return i;
}

/* ---- base64 --------------------------------------------------------------- */

/* Whether a line can begin a blob, without looking at all of it. */
static bool
may_be_base64(struct span s)
{
	if (s.n < LINE_LEAST)
		return false;
	s = span_from(span_chomp(s), indent_of(s));
	return s.n >= LINE_LEAST && s.n <= LINE_MOST &&
	       blob_base64_value(s.p[0], false) >= 0 &&
	       blob_base64_value(s.p[s.n / 3], false) >= 0 &&
	       blob_base64_value(s.p[s.n - 1], false) >= 0;
}

/* Adds a line; *end if it has padding, and so is the last one. */
static bool
add_line(struct blob_decoder *d, struct span s, bool *end)
{
	size_t n = s.n;

	while (n && s.n - n < 2 && s.p[n - 1] == '=')
		n--;
	*end = n < s.n;
	for (size_t i = 0; i < n; i++)
		if (blob_base64_value(s.p[i], false) < 0)
			return false;
	for (size_t i = 0; i < n; i++)
		blob_add_base64(d, s.p[i], false);
	return n > 0;
}

/* Lines that are all as long as the first one, but for the last one. */
static bool
find_base64(struct span text, struct span line, struct blob *b)
{
	struct blob_decoder d = blob_decoder_of(b, BLOB_BASE64);
	size_t indent = indent_of(line);
	size_t width = span_from(span_chomp(line), indent).n;
	bool end = false; /* seen, by padding or by what comes below */

	b->text = span_of(text.p, 0);
	while (!end && span_line(&text, &line)) {
		struct span s = span_chomp(line);
		bool padding;

		s = span_from(s, indent_of(s));
		end = span_starts(s, "--");
		if (indent_of(line) != indent)
			break;
		if (s.n > width || !add_line(&d, s, &padding))
			break;
		end = padding || s.n < width;
		b->text.n += line.n;
		b->lines++;
	}
	/* Lines of one length only may be something else. */
	return b->lines > 1 && b->text.n >= BLOB_BYTES && end &&
	       blob_looks_like_base64(&d);
}

/* ---- hex dumps ------------------------------------------------------------ */

/* Takes hex digits off the front of *s; how many there were. */
static size_t
take_hex(struct span *s, uint64_t *value)
{
	size_t n = 0;

	for (*value = 0; n < s->n && n < 16 && is_hex(s->p[n]); n++)
		*value = *value << 4 | hex_digit(s->p[n]);
	*s = span_from(*s, n);
	return n;
}

/* Takes bytes that are not apart off the front of *s; how many there were. */
static size_t
take_group(struct span *s, unsigned char *byte, size_t most)
{
	size_t n = 0;

	while (n < most && s->n > 1 && is_hex(s->p[0]) && is_hex(s->p[1])) {
		byte[n++] = (unsigned char)(hex_digit(s->p[0]) << 4 |
					    hex_digit(s->p[1]));
		*s = span_from(*s, 2);
	}
	return n;
}

/* Whether so many blanks stand before byte n: hexdump -C has a gap of two in
 * the middle. */
static bool
is_gap(size_t blanks, size_t n, bool colon)
{
	if (blanks == 2)
		return !n || (!colon && n == 8);
	return blanks == 1;
}

/* The bytes of a line below its address, up to the two blanks before its
 * characters; only xxd, whose address ends in a colon, has more than one byte
 * in a group, in their order.  0: this is none. */
static size_t
read_bytes(struct span s, bool colon, unsigned char *byte)
{
	size_t n = 0;

	while (n < DUMP_BYTES && s.n) {
		size_t blanks = indent_of(s), group;

		if (!is_gap(blanks, n, colon))
			break;
		s = span_from(s, blanks);
		group = take_group(&s, byte + n, DUMP_BYTES - n);
		if (!group)
			return s.n && (s.p[0] == '|' || blanks == 2) ? n : 0;
		if (group > (colon ? 2 : 1))
			return 0;
		n += group;
	}
	return !s.n || indent_of(s) ? n : 0;
}

/* One line: its address and its bytes. */
static size_t
read_dump(struct span line, uint64_t *address, unsigned char *byte)
{
	struct span s = span_chomp(line);
	size_t n = take_hex(&s, address);
	bool colon = span_first_is(s, ':');

	if (n < ADDRESS_DIGITS || !s.n)
		return 0;
	return read_bytes(span_from(s, colon), colon, byte);
}

/* Quickly. */
static bool
may_be_dump(struct span s)
{
	return s.n > ADDRESS_DIGITS && is_hex(s.p[ADDRESS_DIGITS - 1]) &&
	       is_hex(s.p[ADDRESS_DIGITS / 2]) && is_hex(s.p[0]);
}

/* Lines whose addresses count their bytes. */
static bool
find_dump(struct span text, struct blob *b)
{
	struct blob_decoder d = blob_decoder_of(b, BLOB_HEX_DUMP);
	unsigned char byte[DUMP_BYTES];
	struct span line;
	uint64_t address, next = 0;
	size_t n;

	b->text = span_of(text.p, 0);
	while (span_line(&text, &line)) {
		n = read_dump(line, &address, byte);
		if (!n || (b->lines && address != next))
			break;
		for (size_t i = 0; i < n; i++)
			blob_add_byte(d.blob, byte[i]);
		next = address + n;
		b->text.n += line.n;
		b->lines++;
	}
	return b->lines > 1 && b->text.n >= BLOB_BYTES;
}

bool
blob_find_lines(struct span text, struct span line, struct blob *b)
{
	bool found = false;

	b->text = span_of(text.p, 0);
	if (may_be_base64(line))
		found = find_base64(text, line, b);
	if (!b->text.n && may_be_dump(line))
		found = find_dump(text, b);
	return found;
}
