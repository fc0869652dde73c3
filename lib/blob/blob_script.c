/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scripts and style sheets that were squeezed into one line, as programs print
 * them where they fail in one, and grep where it finds something; see
 * blob_find.h.
 */
#include "blob/blob_decode.h"

enum {
	/* What is shorter may be read: node shows a line of a source where it
	 * failed, and few that people write are so long. */
	SCRIPT_BYTES = 2 << 10,
	/* The line is looked at in pieces; one in so many may be something
	 * else, as a long string. */
	PIECE = 512,
	OTHER_PIECES = 8,
	/* In a piece one byte in so many is a mark at least, and a blank at
	 * most.  Of 22 lines of 18 bundles a mark is one byte in 2.6 to 5.3 on
	 * the whole, a blank one in 25 or fewer; at 6 for marks 12 of them are
	 * not found, at 8 three, which begin in the middle of a statement. */
	MARK_PART = 8,
	BLANK_PART = 10,
	/* A word of a language stands in each so many bytes. */
	WORD_BYTES = 2 << 10,
	HEAD = 64, /* bytes in which a statement shows */
};

/* "dist/app.min.js:1:" and "12:" that grep puts in front. */
static size_t
place_of(struct span s)
{
	size_t i = 0, end = 0;

	while (i < s.n && i < 4096 && s.p[i] > ' ') {
		size_t from = i;

		while (i < s.n && is_digit(s.p[i]))
			i++;
		if (i > from && i < s.n && s.p[i] == ':' &&
			(!from || s.p[from - 1] == ':'))
			end = i + 1;
		while (i < s.n && s.p[i] > ' ' && s.p[i] != ':')
			i++;
		if (i == s.n || s.p[i] != ':')
			break;
		i++;
	}
	return end;
}

static bool
in_word(char c)
{
	return is_letter(c) || is_digit(c) || c == '_' || c == '$' || c == '.';
}

/* A statement, a declaration, a selector or a comment; not a value of JSON, a
 * time, a level, or a word. */
static bool
starts_script(struct span s)
{
	static const char *const starts[] = { "!", "(", ")", "}", ";", "/*",
		"\"use s", "'use s", "var ", "let ", "const ", "function",
		"import", "export", "@media", "@import", "@charset",
		"@font-face", "async ", "class ", "return" };
	size_t i = 0;

	if (*s.p == '[' || *s.p == '{')
		return false;
	for (size_t k = 0; k < sizeof(starts) / sizeof(*starts); k++)
		if (span_starts(s, starts[k]))
			return true;
	while (i < s.n && i < HEAD &&
		(in_word(s.p[i]) || strchr("#:>,*-+~[]", s.p[i])))
		i++;
	return i && i < s.n && (s.p[i] == '(' || s.p[i] == '{');
}

static bool
is_squeezed(struct span s)
{
	size_t marks = 0, blanks = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		blanks += is_blank_or_tab(c);
		marks += c > ' ' && c < 0x7f && !in_word(c);
	}
	return marks >= s.n / MARK_PART && blanks <= s.n / BLANK_PART;
}

/* Words that only a program has, and blocks that only style sheets consist of. */
static bool
is_program(struct span s)
{
	size_t words = 0, blocks = 0, values = 0, quotes = 0;

	for (size_t i = 0; i < s.n; i++) {
		struct span rest = span_from(s, i);

		words += (s.p[i] == 'f' && span_starts(rest, "function")) ||
			 (s.p[i] == '=' && span_starts(rest, "=>")) ||
			 (s.p[i] == 'r' && span_starts(rest, "return"));
		blocks += s.p[i] == '}';
		values += s.p[i] == ':';
		quotes += s.p[i] == '"';
	}
	return words > s.n / WORD_BYTES ||
	       (blocks > s.n / PIECE && values >= blocks && quotes < blocks);
}

bool
blob_find_script(struct span line, struct blob *b)
{
	struct span s = span_chomp(line), rest;
	size_t pieces = 0, other = 0;

	if (s.n < SCRIPT_BYTES)
		return false;
	s = span_from(s, place_of(s));
	s = span_skip_blanks(s);
	if (s.n < SCRIPT_BYTES || !starts_script(s))
		return false;
	for (rest = s; rest.n >= PIECE; rest = span_from(rest, PIECE)) {
		pieces++;
		other += !is_squeezed(span_of(rest.p, PIECE));
		/* Most lines are none: a look at the beginning tells. */
		if (other > 1 + pieces / OTHER_PIECES)
			return false;
	}
	if (other > pieces / OTHER_PIECES || !is_program(s))
		return false;
	blob_decoder_of(b, BLOB_SCRIPT);
	b->text = s;
	for (size_t i = 0; i < s.n; i++)
		blob_add_byte(b, (unsigned char)s.p[i]);
	return true;
}
