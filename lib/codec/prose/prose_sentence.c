/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a sentence ends: at a stop that is followed by a blank and no small
 * letter, and that ends no abbreviation, initial or number of a list.
 */
#include "codec/prose/prose.h"
#include "table/number.h"

enum {
	/* So far into a sentence the end of a line ends it, and further on a
	 * blank does: lists of words, verses, text without any stop. */
	LONG_BYTES = 400,
	LONGEST_BYTES = 1600,
	ABBREVIATION_BYTES = 6,
};

/* Whether the word before a point is one that points follow. */
static bool
is_abbreviation(struct span word)
{
	static const char *const words[] = { "al", "approx", "apr", "aug", "ca",
		"capt", "cf", "ch", "co", "col", "corp", "dec", "dept", "dr",
		"e.g", "ed", "eds", "eg", "est", "etc", "feb", "fig", "figs",
		"gen", "gov", "hon", "i.e", "ie", "inc", "jan", "jr", "jul",
		"jun", "lt", "ltd", "mr", "mrs", "ms", "mt", "no", "nos", "nov",
		"oct", "op", "p", "pp", "prof", "resp", "rev", "sec", "sen",
		"sep", "sept", "sgt", "sr", "st", "v", "viz", "vol", "vs" };
	char w[ABBREVIATION_BYTES + 1];

	if (word.n > ABBREVIATION_BYTES)
		return false;
	/* J. F. Kennedy, the U.S. Army */
	if (word.n && is_upper(word.p[word.n - 1]) &&
		(word.n == 1 || word.p[word.n - 2] == '.'))
		return true;
	for (size_t i = 0; i < word.n; i++)
		w[i] = is_upper(word.p[i]) ? (char)(word.p[i] + 32) : word.p[i];
	w[word.n] = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(w, words[i]))
			return true;
	return false;
}

/* Whether the point at s.p[at] is inside the sentence all the same. */
static bool
is_inner_point(struct span s, size_t at)
{
	size_t from = at;

	while (from && (is_alnum(s.p[from - 1]) || s.p[from - 1] == '.') &&
		at - from <= ABBREVIATION_BYTES)
		from--;
	/* "2. The second": a number at the start. */
	if (from == 0 || is_white(s.p[from - 1])) {
		size_t i = 0, digits = from;

		while (i < from && is_white(s.p[i]))
			i++;
		while (digits < at && is_digit(s.p[digits]))
			digits++;
		if (i == from && digits == at)
			return true;
	}
	return is_abbreviation(span_of(s.p + from, at - from));
}

/* Bytes of a mark that ends a sentence; *wide: without a blank behind it. */
static size_t
stop_at(struct span s, size_t at, bool *wide)
{
	static const char *const wides[] = { "\xe3\x80\x82", "\xef\xbc\x81",
		"\xef\xbc\x9f", "\xef\xbd\xa1" };
	struct span rest = span_from(s, at);

	*wide = false;
	if (is_among(*rest.p, ".!?"))
		return 1;
	if ((unsigned char)*rest.p < 0x80)
		return 0;
	*wide = true;
	for (size_t i = 0; i < sizeof(wides) / sizeof(*wides); i++)
		if (span_starts(rest, wides[i]))
			return 3;
	*wide = false;
	return span_starts(rest, "\xe2\x80\xa6") ? 3 : 0;
}

/* Behind more stops, closing quotes and brackets, and notes like "[12]". */
static size_t
skip_closing(struct span s, size_t at)
{
	static const char *const marks[] = { ".", "!", "?", "\"", "'", ")", "]",
		"}", "*", "_", "`", "\xe2\x80\x9d", "\xe2\x80\x99", "\xc2\xbb",
		"\xe3\x80\x8d", "\xe3\x80\x8f", "\xe3\x80\x82", "\xef\xbc\x81",
		"\xef\xbc\x9f", "\xef\xbc\x89" };
	bool again = true;

	while (again && at < s.n) {
		struct span rest = span_from(s, at);
		size_t n = 1;

		again = false;
		for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
			if (span_starts(rest, marks[i])) {
				at += strlen(marks[i]);
				again = true;
				break;
			}
		if (again || *rest.p != '[')
			continue;
		while (n < rest.n && is_digit(rest.p[n]))
			n++;
		again = n > 1 && n < rest.n && rest.p[n] == ']';
		at += again ? n + 1 : 0;
	}
	return at;
}

static size_t
skip_blanks(struct span s, size_t at)
{
	while (at < s.n && is_white(s.p[at]))
		at++;
	return at;
}

/* Whether a stop whose marks end at `end` ends the sentence. */
static bool
is_end(struct span s, size_t at, size_t end, bool wide)
{
	size_t next = skip_blanks(s, end);

	if (next == s.n || wide)
		return true;
	if (next == end || is_lower(s.p[next]))
		return false;
	return s.p[at] != '.' || !is_inner_point(s, at);
}

size_t
prose_sentence(struct span s)
{
	size_t at = skip_blanks(s, 0), n;
	bool wide;

	while (at < s.n) {
		if ((at > LONG_BYTES && s.p[at] == '\n') ||
			(at > LONGEST_BYTES && is_white(s.p[at])))
			return skip_blanks(s, at);
		n = stop_at(s, at, &wide);
		if (n) {
			size_t end = skip_closing(s, at + n);

			if (is_end(s, at, end, wide))
				return skip_blanks(s, end);
			at = end;
			continue;
		}
		at++;
	}
	return s.n;
}
