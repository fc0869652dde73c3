/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What differs between two texts, by the words around the first difference: a
 * time, an id, a number.  Only spelling is looked at, and both have to be the
 * same kind of word.
 */
#include "prompt_cache/cache_why.h"
#include "base/ascii.h"

enum {
	/* Of a word on either side of the difference; longer ones are blobs. */
	WORD = 64,
	/* On either side, where the name of a month may stand. */
	DATE = 16,
	UUID = 36,
	/* Shorter mixtures of letters and digits are names, as "gpt4o". */
	ID = 8,
	ID_DIGITS = 2,
	/* Digits of seconds and milliseconds since 1970, until 2286. */
	SECONDS = 10,
	MILLISECONDS = 13,
};

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
in_word(char c)
{
	return !is_blank(c) && !strchr("\"'`<>()[]{}=,;|", c);
}

static bool
in_id(char c)
{
	return is_digit(c) || is_letter(c) || c == '-' || c == '_';
}

/* The bytes around `at` of which all belong, at most WORD on either side. */
static struct span
around(struct span s, size_t at, bool (*belongs)(char))
{
	size_t from = at, to = at;

	while (from && at - from < WORD && belongs(s.p[from - 1]))
		from--;
	while (to < s.n && to - at < WORD && belongs(s.p[to]))
		to++;
	return to > from ? span_of(s.p + from, to - from) : span_of("", 0);
}

/* ---- times --------------------------------------------------------------- */

/* Whether the word has this form at some place: 0 is a digit, - a separator of
 * dates, anything else itself. */
static bool
has_form(struct span word, const char *form)
{
	size_t n = strlen(form);

	for (size_t i = 0; i + n <= word.n; i++) {
		size_t k = 0;

		for (; k < n; k++) {
			char c = word.p[i + k];

			if (form[k] == '0'       ? !is_digit(c)
				: form[k] == '-' ? !is_among(c, "-/.")
						 : c != form[k])
				break;
		}
		if (k == n)
			return true;
	}
	return false;
}

/* Seconds or milliseconds since 1970, from 2001 on. */
static bool
is_epoch(struct span digits)
{
	return (digits.n == SECONDS || digits.n == MILLISECONDS) &&
	       (*digits.p == '1' || *digits.p == '2');
}

/* The name of a month or a day of the week, perhaps short. */
static bool
is_date_word(struct span word)
{
	static const char *const names[] = { "january", "february", "march",
		"april", "may", "june", "july", "august", "september",
		"october", "november", "december", "monday", "tuesday",
		"wednesday", "thursday", "friday", "saturday", "sunday" };

	if (word.n < 3)
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t n = strlen(names[i]), k = 0;

		while (k < word.n && k < n && (word.p[k] | 0x20) == names[i][k])
			k++;
		if (k == word.n && (k == 3 || k == n))
			return true;
	}
	return false;
}

static bool
is_not_letter(char c)
{
	return !is_letter(c);
}

/* A digit, or such a name, with one of these names near it. */
static bool
is_spelt_date(struct span s, size_t at)
{
	size_t from = at > DATE ? at - DATE : 0;
	size_t to = s.n - at > DATE ? at + DATE : s.n;
	struct span here = around(s, at, is_letter);

	if (is_date_word(here))
		return true;
	if (here.n || !around(s, at, is_digit).n)
		return false;
	while (from < to) {
		struct span skip = around(
			span_of(s.p + from, to - from), 0, is_not_letter);
		struct span word;

		from += skip.n;
		word = around(span_of(s.p + from, to - from), 0, is_letter);
		if (is_date_word(word))
			return true;
		from += word.n + !(word.n + skip.n);
	}
	return false;
}

static bool
is_time(struct span s, size_t at)
{
	static const char *const forms[] = { "0:00", "0000-00-00", "00-00-0000",
		"0000-00", "00-00-00" };
	struct span word = around(s, at, in_word);

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (has_form(word, forms[i]))
			return true;
	return is_epoch(around(s, at, is_digit)) || is_spelt_date(s, at);
}

/* ---- ids and numbers ----------------------------------------------------- */

static bool
is_uuid(struct span s)
{
	if (s.n != UUID)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? s.p[i] != '-'
							    : !is_hex(s.p[i]))
			return false;
	return true;
}

static bool
is_id(struct span s, size_t at)
{
	struct span word = around(s, at, in_id);
	size_t digits = 0, letters = 0;

	for (size_t i = 0; i < word.n; i++) {
		digits += is_digit(word.p[i]);
		letters += is_letter(word.p[i]);
	}
	return is_uuid(word) ||
	       (word.n >= ID && digits >= ID_DIGITS && letters > 0);
}

static bool
is_number(struct span s, size_t at)
{
	struct span digits = around(s, at, is_digit);

	return digits.n > 0 && around(s, at, is_letter).n == 0;
}

/* ---- texts --------------------------------------------------------------- */

static bool
is_space_only(struct span a, struct span b, size_t at)
{
	size_t i = at, k = at;

	for (;;) {
		while (i < a.n && is_blank(a.p[i]))
			i++;
		while (k < b.n && is_blank(b.p[k]))
			k++;
		if (i == a.n || k == b.n)
			return i == a.n && k == b.n;
		if (a.p[i++] != b.p[k++])
			return false;
	}
}

size_t
cache_common(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n, i = 0;

	while (i + 8 <= n && same_8(a.p + i, b.p + i))
		i += 8;
	while (i < n && a.p[i] == b.p[i])
		i++;
	/* Not between the bytes of a character. */
	while (i &&
		((i < a.n && ((unsigned char)a.p[i] & 0xc0) == 0x80) ||
			(i < b.n && ((unsigned char)b.p[i] & 0xc0) == 0x80)))
		i--;
	return i;
}

enum cache_why
cache_why_text(struct span a, struct span b, size_t at)
{
	bool same = span_equal(around(a, at, in_word), around(b, at, in_word));

	if (is_space_only(a, b, at))
		return CACHE_SPACE;
	/* "10:59" may have become "10:59:30": the word differs. */
	if (!same && is_time(a, at) && is_time(b, at))
		return CACHE_TIME;
	if (same && at == a.n)
		return CACHE_LONGER;
	if (same && at == b.n)
		return CACHE_SHORTER;
	if (!same && is_id(a, at) && is_id(b, at))
		return CACHE_ID;
	if (!same && is_number(a, at) && is_number(b, at))
		return CACHE_NUMBER;
	return at == a.n   ? CACHE_LONGER
	       : at == b.n ? CACHE_SHORTER
			   : CACHE_OTHER_TEXT;
}
