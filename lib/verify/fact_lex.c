/* SPDX-License-Identifier: Apache-2.0 */
/* Facts in a line; see fact_lex.h. */
#include "verify/fact_lex.h"

#include "table/number.h"
#include "table/stamp.h"
#include "base/ascii.h"

enum {
	UNIT_LETTERS = 4, /* "41ms", "3kbps" */
	HEX_DIGITS = 8, /* so many are an identifier without a digit too */
	EXTENSION = 8, /* letters of "src/a.c" */
	DATE = 10, /* "2025-06-24" */
	/* The first byte of UTF-8 from U+2000 to U+2FFF: quotes, dashes,
	 * arrows and frames of tables, which are part of no name. */
	SYMBOL = 0xE2,
};

struct lexer {
	struct span line;
	bool inner;
	fact_lex_fn *found;
	void *ctx;
};

static inline bool
is_word(char c)
{
	return is_letter(c) || is_digit(c) || c == '_';
}

/* What paths are made of. */
static inline bool
is_run(char c)
{
	return is_word(c) || is_among(c, "-./+@~%") ||
	       ((unsigned char)c >= 0x80 && (unsigned char)c != SYMBOL);
}

static inline char
at(const struct lexer *x, size_t i)
{
	return i < x->line.n ? x->line.p[i] : '\0';
}

static inline struct span
part(const struct lexer *x, size_t from, size_t to)
{
	return span_of(x->line.p + from, to - from);
}

static inline void
emit(const struct lexer *x, enum hr_fact fact, size_t from, size_t to)
{
	x->found(x->ctx, fact, part(x, from, to));
}

static size_t
skip_digits(const struct lexer *x, size_t i, size_t to)
{
	while (i < to && is_digit(x->line.p[i]))
		i++;
	return i;
}

/* ---- times --------------------------------------------------------------- */

/* "Z", "+02:00" or "-0700" behind a clock. */
static size_t
zone_end(const struct lexer *x, size_t i)
{
	size_t end;

	if (at(x, i) == 'Z' && !is_word(at(x, i + 1)))
		return i + 1;
	if (at(x, i) != '+' && at(x, i) != '-')
		return i;
	end = skip_digits(x, i + 1, x->line.n);
	if (end == i + 5)
		return end;
	if (end == i + 3 && at(x, end) == ':' &&
		skip_digits(x, end + 1, x->line.n) == i + 6)
		return i + 6;
	return i;
}

/* Where the time of day that starts at i ends, i if there is none: two or
 * three groups of digits, "9:05", "14:36:25,123". */
static size_t
clock_end(const struct lexer *x, size_t i)
{
	size_t end = skip_digits(x, i, x->line.n);
	int groups = 1;
	char next;

	if (end == i || end > i + 2)
		return i;
	while (groups < 3 && at(x, end) == ':' && is_digit(at(x, end + 1)) &&
		skip_digits(x, end + 1, x->line.n) == end + 3) {
		end += 3;
		groups++;
	}
	next = at(x, end);
	if (groups == 1 || next == ':' || (is_word(next) && next != 'Z'))
		return i;
	if (groups == 3 && (next == '.' || next == ',') &&
		is_digit(at(x, end + 1)))
		end = skip_digits(x, end + 1, x->line.n);
	return zone_end(x, end);
}

static bool
is_date(const struct lexer *x, size_t from, size_t to)
{
	const char *p = x->line.p + from;

	return to - from >= DATE && skip_digits(x, from, to) == from + 4 &&
	       p[4] == '-' && skip_digits(x, from + 5, to) == from + 7 &&
	       p[7] == '-' && skip_digits(x, from + 8, to) == from + DATE;
}

/* ---- words --------------------------------------------------------------- */

/* A number, with its sign if it has one that joins nothing. */
static void
emit_number(const struct lexer *x, size_t from, size_t to)
{
	const char *p = x->line.p;

	if (from && p[from - 1] == '-' &&
		(from == 1 || (!is_word(p[from - 2]) && p[from - 2] != '-')))
		from--;
	emit(x, HR_FACT_NUMBER, from, to);
}

/* Digits, points and dashes: a date, or numbers and addresses. */
static void
lex_digits(const struct lexer *x, size_t from, size_t to)
{
	if (to - from == DATE && is_date(x, from, to)) {
		emit(x, HR_FACT_NUMBER, from, to);
		return;
	}
	while (from < to) {
		size_t end = from, points = 0;

		for (; end < to && x->line.p[end] != '-'; end++)
			points += x->line.p[end] == '.';
		if (points > 1)
			emit(x, HR_FACT_IDENTIFIER, from, end);
		else
			emit_number(x, from, end);
		from = end + 1;
	}
}

/* Where the number ends that is all of the word but a unit; `from` if it is
 * not: "41ms", "1.5e-7". */
static size_t
number_end(const struct lexer *x, size_t from, size_t to)
{
	size_t end = skip_digits(x, from, to), exponent, unit;

	if (end == from)
		return from;
	if (end + 1 < to && x->line.p[end] == '.' &&
		is_digit(x->line.p[end + 1]))
		end = skip_digits(x, end + 1, to);
	if (end < to && (x->line.p[end] | 32) == 'e') {
		exponent = end + 1 + (at(x, end + 1) == '-');
		if (exponent < to && is_digit(x->line.p[exponent]))
			end = skip_digits(x, exponent, to);
	}
	for (unit = end; unit < to && is_letter(x->line.p[unit]);)
		unit++;
	return unit == to && unit - end <= UNIT_LETTERS ? end : from;
}

/* "blk_42", "IOException", "maxSize", "deadbeef". */
static bool
is_identifier(struct span s)
{
	bool hex = s.n >= HEX_DIGITS, digit = false, mark = false,
	     camel = false;
	bool letter = false;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		hex &= is_hex(c);
		digit |= is_digit(c);
		letter |= is_letter(c);
		mark |= c == '_';
		if (i && is_upper(c))
			camel |= is_lower(s.p[i - 1]) ||
				 (is_upper(s.p[i - 1]) && i + 1 < s.n &&
					 is_lower(s.p[i + 1]));
	}
	return digit || camel || (letter && (mark || hex));
}

static bool
has_hex_letters(struct span s)
{
	bool letter = false;

	for (size_t i = 0; i < s.n; i++) {
		if (!is_hex(s.p[i]))
			return false;
		letter |= !is_digit(s.p[i]);
	}
	return letter && s.n >= HEX_DIGITS;
}

static bool
has_letters(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (is_letter(s.p[i]) || s.p[i] == '_')
			return true;
	return false;
}

/* One word, joined by points and dashes; returns where to go on. */
static size_t
lex_word(const struct lexer *x, size_t from, size_t to)
{
	const char *p = x->line.p;
	bool apart = !from || (!is_word(p[from - 1]) && p[from - 1] != ':');
	size_t end;

	if (apart && is_digit(p[from])) {
		end = clock_end(x, from);
		if (end > from)
			return end;
		end = from + DATE + 1;
		if (is_date(x, from, to) && at(x, end - 1) == 'T' &&
			clock_end(x, end) > end) {
			emit(x, HR_FACT_NUMBER, from, end - 1);
			return clock_end(x, end);
		}
	}
	end = number_end(x, from, to);
	if (!has_letters(part(x, from, to)))
		lex_digits(x, from, to);
	else if (end > from && !has_hex_letters(part(x, from, end)) &&
		 !has_hex_letters(part(x, from, to)))
		emit_number(x, from, end);
	else if (is_identifier(part(x, from, to)))
		emit(x, HR_FACT_IDENTIFIER, from, to);
	return to;
}

/* The words of a run; returns where to go on, which is past `to` if a time of
 * day began in the run. */
static size_t
lex_words(const struct lexer *x, size_t from, size_t to)
{
	const char *p = x->line.p;

	while (from < to) {
		size_t end = from;

		if (!is_word(p[from])) {
			from++;
			continue;
		}
		while (end < to && is_word(p[end])) {
			end++;
			if (end + 1 < to && (p[end] == '-' || p[end] == '.') &&
				is_word(p[end + 1]))
				end++;
		}
		from = lex_word(x, from, end);
	}
	return from;
}

/* ---- paths and URLs ------------------------------------------------------ */

static bool
has_extension(struct span s)
{
	size_t i = s.n;

	while (i && (is_letter(s.p[i - 1]) || is_digit(s.p[i - 1])))
		i--;
	return i > 1 && i < s.n && s.n - i <= EXTENSION && is_letter(s.p[i]) &&
	       s.p[i - 1] == '.' && is_word(s.p[i - 2]);
}

static bool
is_path(struct span s)
{
	bool letters = false;
	size_t slashes = 0;

	for (size_t i = 0; i < s.n; i++) {
		slashes += s.p[i] == '/';
		letters |= is_word(s.p[i]) || (unsigned char)s.p[i] >= 0x80;
	}
	if (!slashes || !letters || span_starts(s, "//"))
		return false;
	if (span_starts(s, "/") || span_starts(s, "./") ||
		span_starts(s, "../") || span_starts(s, "~/"))
		return true;
	return has_extension(s) || (slashes > 1 && !is_digit(*s.p));
}

/* A run of the characters of paths: a path or words. */
static size_t
lex_run(const struct lexer *x, size_t from, size_t to)
{
	const char *p = x->line.p, *slash = memchr(p + from, '/', to - from);
	size_t start = from, end = to;

	if (!slash)
		return lex_words(x, from, to);
	/* "-I/usr/include" */
	if (p[from] == '-' || p[from] == '+')
		start = (size_t)(slash - p);
	while (end > start && is_among(p[end - 1], "./+%@~-"))
		end--;
	if (end == start || !is_path(part(x, start, end)))
		return lex_words(x, from, to);
	if (start > from)
		lex_words(x, from, start);
	emit(x, HR_FACT_PATH, start, end);
	if (x->inner)
		lex_words(x, start, end);
	return to;
}

static size_t
run_end(const struct lexer *x, size_t from)
{
	while (from < x->line.n && is_run(x->line.p[from]))
		from++;
	return from;
}

/* "C:\x" or "C:/x", whose run "C" was [from, to); `from` if it is none. */
static size_t
lex_drive(const struct lexer *x, size_t from, size_t to)
{
	size_t end = to + 2;

	if (to - from != 1 || !is_letter(x->line.p[from]) || at(x, to) != ':' ||
		(at(x, to + 1) != '\\' && at(x, to + 1) != '/') ||
		(at(x, to + 1) == '/' && at(x, to + 2) == '/'))
		return from;
	while (is_run(at(x, end)) || at(x, end) == '\\')
		end++;
	while (end > to + 2 && strchr("./\\", x->line.p[end - 1]))
		end--;
	if (end == to + 2)
		return from;
	emit(x, HR_FACT_PATH, from, end);
	if (x->inner)
		lex_words(x, to + 2, end);
	return end;
}

static bool
is_url(char c)
{
	return (unsigned char)c > ' ' && c != 0x7f &&
	       (unsigned char)c != SYMBOL && !strchr("\"'<>{}|\\^`,;", c);
}

static void lex_part(const struct lexer *, size_t from, size_t to);

/* A URL, whose scheme ends the run [from, to); `from` if it is none. */
static size_t
lex_url(const struct lexer *x, size_t from, size_t to)
{
	const char *p = x->line.p;
	size_t scheme = to, end = to + 3;

	if (!span_starts(span_from(x->line, to), "://"))
		return from;
	while (scheme > from &&
		(is_letter(p[scheme - 1]) || is_digit(p[scheme - 1]) ||
			p[scheme - 1] == '+'))
		scheme--;
	while (scheme < to && !is_letter(p[scheme]))
		scheme++;
	if (scheme == to)
		return from;
	while (end < x->line.n && is_url(p[end]))
		end++;
	while (end > to + 3 && strchr(".:!?)]", p[end - 1]))
		end--;
	if (end == to + 3)
		return from;
	lex_words(x, from, scheme);
	emit(x, HR_FACT_URL, scheme, end);
	if (x->inner)
		lex_part(x, to + 3, end);
	return end;
}

/* Paths and words of a part of a line: there are no URLs in URLs. */
static void
lex_part(const struct lexer *x, size_t from, size_t to)
{
	while (from < to) {
		size_t end = run_end(x, from);

		end = end < to ? end : to;
		from = end == from ? from + 1 : lex_run(x, from, end);
	}
}

void
fact_lex(struct span line, bool inner, fact_lex_fn *found, void *ctx)
{
	struct lexer x = { line, inner, found, ctx };
	size_t i = 0;

	while (i < line.n) {
		size_t end = run_end(&x, i), next;

		if (end == i) {
			/* The rest of a symbol is no letter. */
			if ((unsigned char)line.p[i++] == SYMBOL)
				for (int k = 0; k < 2; k++)
					i += ((unsigned char)at(&x, i) >> 6) ==
					     2;
			continue;
		}
		next = lex_drive(&x, i, end);
		if (next == i)
			next = lex_url(&x, i, end);
		i = next == i ? lex_run(&x, i, end) : next;
	}
}

void
fact_lex_timed(struct span line, bool inner, fact_lex_fn *found, void *ctx)
{
	size_t from = 0, to = 0;

	if (stamp_find(line, &from, &to))
		fact_lex(span_of(line.p, from), inner, found, ctx);
	fact_lex(span_from(line, to), inner, found, ctx);
}

/* ---- errors --------------------------------------------------------------- */

/* In small letters, whatever the case of the text. */
static bool
begins_with(struct span s, const char *stem)
{
	size_t n = strlen(stem);

	if (s.n < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((is_upper(s.p[i]) ? s.p[i] | 32 : s.p[i]) != stem[i])
			return false;
	return true;
}

bool
fact_is_error(struct span s)
{
	static const char *const stems[] = { "abort", "assert", "cannot",
		"can't", "corrupt", "crash", "critical", "denied", "error",
		"exception", "fail", "fatal", "invalid", "killed", "lost",
		"oops", "panic", "refuse", "reject", "segfault", "severe",
		"timed out", "timeout", "traceback", "unable", "unreach",
		"warn" };

	for (size_t i = 0; i < s.n; i++) {
		/* "IOException" has a word that begins with its E. */
		if (!is_letter(s.p[i]) ||
			(i && is_letter(s.p[i - 1]) && !is_upper(s.p[i])))
			continue;
		for (size_t k = 0; k < sizeof(stems) / sizeof(*stems); k++)
			if ((s.p[i] | 32) == *stems[k] &&
				begins_with(span_from(s, i), stems[k]))
				return true;
	}
	return false;
}

/* ---- frames -------------------------------------------------------------- */

static bool
contains(struct span s, const char *text)
{
	size_t n = strlen(text);

	for (size_t i = 0; i + n <= s.n; i++)
		if (s.p[i] == *text && !memcmp(s.p + i, text, n))
			return true;
	return false;
}

/* Digits behind a colon or the word "line" at the end. */
static bool
ends_with_line(struct span s)
{
	size_t i = s.n;

	while (i && is_digit(s.p[i - 1]))
		i--;
	s = span_of(s.p, i < s.n ? i : 0);
	return span_ends(s, ":") || span_ends(s, ":line ");
}

/* "com.foo.Bar.baz(Bar.java:12) ~[bar.jar:1.0]", "f (/app/a.js:1:2)",
 * "A.B.C(String s) in /app/C.cs:line 5": a name up to the bracket. */
static bool
has_call(struct span s)
{
	const char *open = memchr(s.p, '(', s.n);
	size_t words = 0;

	for (const char *p = s.p; open && p < open; p++)
		words += *p == ' ';
	/* "at async Server.<anonymous> (" */
	return open && words <= 3 &&
	       memchr(open, ')', s.n - (size_t)(open - s.p)) &&
	       (contains(s, ":") || contains(s, "Native Method") ||
		       contains(s, "Unknown Source") || open[1] == ')');
}

/* "/app/main.go:12 +0x1d" */
static bool
is_go_frame(struct span s)
{
	const char *blank = memchr(s.p, ' ', s.n);
	struct span place = span_of(s.p, blank ? (size_t)(blank - s.p) : s.n);

	return (!blank || span_starts(span_from(s, place.n), " +0x")) &&
	       ends_with_line(place) && contains(place, ".go:");
}

bool
fact_is_frame(struct span s)
{
	size_t digits;

	if (s.n < 5)
		return false;
	if (span_starts(s, "File \""))
		return contains(s, "\", line ");
	if (span_starts(s, "from "))
		return contains(s, ":in ");
	if (span_starts(s, "at "))
		return (contains(s, ".") || contains(s, "::")) &&
		       (ends_with_line(s) || has_call(s));
	digits = *s.p == '#';
	while (digits < s.n && is_digit(s.p[digits]))
		digits++;
	/* "#3 0x4f in main a.c:5" and "12: core::panicking::panic" */
	if (*s.p == '#')
		return digits > 1 && digits < s.n && s.p[digits] == ' ' &&
		       (contains(s, " in ") || contains(s, "("));
	if (digits)
		return span_starts(span_from(s, digits), ": ") &&
		       contains(s, "::");
	return is_go_frame(s);
}
