/* SPDX-License-Identifier: Apache-2.0 */
/* A span: borrowed bytes, not NUL-terminated. */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/ascii.h"

struct span {
	const char *p;
	size_t n;
};

static inline struct span
span_of(const char *p, size_t n)
{
	return (struct span){ p, n };
}

/* The bytes of a C string without its NUL. */
static inline struct span
span_str(const char *s)
{
	return (struct span){ s, strlen(s) };
}

/* Whether eight, or four, bytes are the same. */
static inline bool
same_8(const char *a, const char *b)
{
	uint64_t x, y;

	memcpy(&x, a, 8);
	memcpy(&y, b, 8);
	return x == y;
}

static inline bool
same_4(const char *a, const char *b)
{
	uint32_t x, y;

	memcpy(&x, a, 4);
	memcpy(&y, b, 4);
	return x == y;
}

/* Most spans that are compared are words: two loads from the ends, which may
 * overlap, take a third of the time of a call of memcmp. */
static inline bool
span_equal(struct span a, struct span b)
{
	size_t n = a.n;

	if (n != b.n)
		return false;
	if (n > 16)
		return !memcmp(a.p, b.p, n);
	if (n >= 8)
		return same_8(a.p, b.p) && same_8(a.p + n - 8, b.p + n - 8);
	if (n >= 4)
		return same_4(a.p, b.p) && same_4(a.p + n - 4, b.p + n - 4);
	return !n || (a.p[0] == b.p[0] && a.p[n / 2] == b.p[n / 2] &&
			     a.p[n - 1] == b.p[n - 1]);
}

static inline bool
span_first_is(struct span s, char c)
{
	return s.n && *s.p == c;
}

static inline bool
span_last_is(struct span s, char c)
{
	return s.n && s.p[s.n - 1] == c;
}

static inline bool
span_starts(struct span s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.n >= n && !memcmp(s.p, prefix, n);
}

/* Whether it starts with one of the prefixes, of which none is empty and the
 * last is NULL. */
static inline bool
span_starts_any(struct span s, const char *const *prefix)
{
	for (; s.n && *prefix; prefix++)
		if (**prefix == *s.p && span_starts(s, *prefix))
			return true;
	return false;
}

/* Whether it is one of the words, of which the last is NULL. */
static inline bool
span_is_any(struct span s, const char *const *word)
{
	for (; *word; word++)
		if (span_equal(s, span_str(*word)))
			return true;
	return false;
}

/* As span_starts(), whatever the case of ASCII letters; `lower` has small ones. */
static inline bool
span_starts_nocase(struct span s, const char *lower)
{
	size_t n = strlen(lower);

	if (s.n < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (to_lower(s.p[i]) != lower[i])
			return false;
	return true;
}

static inline bool
span_ends(struct span s, const char *suffix)
{
	size_t n = strlen(suffix);

	return s.n >= n && !memcmp(s.p + s.n - n, suffix, n);
}

/* From byte `from` on; empty if that is past the end. */
static inline struct span
span_from(struct span s, size_t from)
{
	if (from > s.n)
		from = s.n;
	/* An empty span may have no bytes to point at: NULL + 0 is undefined. */
	if (from)
		s = (struct span){ s.p + from, s.n - from };
	return s;
}

/* Without the blanks and tabs at the front. */
static inline struct span
span_skip_blanks(struct span s)
{
	size_t n = 0;

	while (n < s.n && is_blank_or_tab(s.p[n]))
		n++;
	return span_from(s, n);
}

/* The same, and without these and ends of lines at the back. */
static inline struct span
span_trim(struct span s)
{
	while (s.n && is_white(s.p[s.n - 1]))
		s.n--;
	return span_skip_blanks(s);
}

/* Takes one line off the front of *rest, with its newline if it has one;
 * false at the end. */
static inline bool
span_line(struct span *rest, struct span *line)
{
	const char *nl;

	if (!rest->n)
		return false;
	nl = memchr(rest->p, '\n', rest->n);
	line->p = rest->p;
	line->n = nl ? (size_t)(nl - rest->p) + 1 : rest->n;
	rest->p += line->n;
	rest->n -= line->n;
	return true;
}

/* How many lines there are; the last one may have no newline. */
static inline uint64_t
span_lines(struct span s)
{
	struct span line;
	uint64_t n = 0;

	while (span_line(&s, &line))
		n++;
	return n;
}

/* Without "\n" or "\r\n" at the end. */
static inline struct span
span_chomp(struct span s)
{
	if (s.n && s.p[s.n - 1] == '\n')
		s.n--;
	if (s.n && s.p[s.n - 1] == '\r')
		s.n--;
	return s;
}

#endif
