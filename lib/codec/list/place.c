/* SPDX-License-Identifier: Apache-2.0 */
/* Reads places; see place.h. */
#include "codec/list/place.h"

#include "codec/list/folder.h"
#include "base/ascii.h"

enum {
	MAX_NUMBER = 9, /* digits of a line number */
	MAX_WORD = 40, /* bytes of a file name without a dot, "Makefile" */
	MAX_EXTENSION = 12, /* "properties" has ten */
	/* Lines that are looked at for the path of "path-12-", more than -C20
	 * prints before a match. */
	MAX_CONTEXT = 24,
};

/* What the paths of real trees do not have, but sentences, data and code do. */
static bool
is_odd(char c)
{
	switch (c) {
	case '"':
	case '\'':
	case '`':
	case '<':
	case '>':
	case '|':
	case '*':
	case '?':
	case '=':
	case ';':
	case ',':
	case '&':
	case '{':
	case '}':
	case 0x7f:
		return true;
	default:
		return (unsigned char)c < ' ';
	}
}

static bool
is_slash(char c)
{
	return c == '/' || c == '\\';
}

size_t
place_extension(struct span s)
{
	size_t n = 0;

	while (n < s.n && n <= MAX_EXTENSION && is_alnum(s.p[s.n - n - 1]))
		n++;
	if (!n || n == s.n || n > MAX_EXTENSION || s.p[s.n - n - 1] != '.')
		return 0;
	return is_wide_letter(s.p[s.n - n]) ? n + 1 : 0;
}

static bool
begins_place(char c)
{
	switch (c) {
	case '.':
	case '/':
	case '~':
	case '_':
	case '@':
	case '$':
	case '+':
	case '-':
	case '\\':
		return true;
	default:
		return is_alnum(c);
	}
}

/*
 * A path has a folder or an extension; a blank in it is taken for one only
 * behind its first folder, as sentences quote paths at their end.
 */
enum place_kind
place_judge(struct span s)
{
	bool letter = false, folder = false, word = true;

	if (!s.n || !begins_place(*s.p))
		return PLACE_NONE;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (is_odd(c) || (c == ' ' && !folder))
			return PLACE_NONE;
		folder |= is_slash(c);
		letter |= is_wide_letter(c);
		word &= is_alnum(c) || c == '_' || c == '-';
	}
	if (!letter || s.p[s.n - 1] == ' ')
		return PLACE_NONE;
	if (folder || place_extension(s))
		return PLACE_LINE;
	return word && s.n <= MAX_WORD && is_wide_letter(*s.p) ? PLACE_WORD
							       : PLACE_NONE;
}

size_t
place_number(struct span s)
{
	size_t n = 0;

	while (n < s.n && n <= MAX_NUMBER && is_digit(s.p[n]))
		n++;
	return n && n <= MAX_NUMBER && *s.p != '0' ? n : 0;
}

/* Whether "12:34:56" is at the front. */
static bool
is_clock(struct span s)
{
	static const char form[] = "00:00:00";

	for (size_t i = 0; i < sizeof(form) - 1; i++)
		if (i == s.n || (is_digit(s.p[i]) ? '0' : s.p[i]) != form[i])
			return false;
	return true;
}

/* "12:" or "12" and the end; "12:34:56" is the time of a log line. */
static bool
is_numbered(struct span s)
{
	size_t n = place_number(s);

	if (!n || n == s.n)
		return n;
	if (s.p[n] != ':')
		return false;
	return !is_clock(s);
}

/* The length of the path in "path(12,5)", 0 if `s` does not end so. */
static size_t
find_bracket(struct span s)
{
	size_t n = s.n;

	if (!n || s.p[--n] != ')')
		return 0;
	while (n && (is_digit(s.p[n - 1]) || s.p[n - 1] == ','))
		n--;
	return n && s.p[n - 1] == '(' && is_digit(s.p[n]) ? n - 1 : 0;
}

/* A place whose path ends at the colon at n, or at the bracket before it. */
static enum place_kind
find_numbered(struct span line, size_t n, size_t *path)
{
	size_t open = find_bracket(span_of(line.p, n));

	*path = open ? open : n;
	if (!open && !is_numbered(span_from(line, n + 1)))
		return PLACE_NONE;
	return place_judge(span_of(line.p, *path));
}

/* The first colon that is not the one of a drive; 0: there is none. */
static size_t
find_colon(struct span line, size_t from)
{
	const char *colon;

	if (from >= line.n)
		return 0;
	colon = memchr(line.p + from, ':', line.n - from);
	return colon ? (size_t)(colon - line.p) : 0;
}

static enum place_kind
find_place(struct span line, size_t *path)
{
	bool drive = line.n > 3 && is_wide_letter(*line.p) &&
		     line.p[1] == ':' && is_slash(line.p[2]);
	enum place_kind kind;
	size_t n, second, end;

	if (line.n > MAX_PATH_BYTES)
		line.n = MAX_PATH_BYTES;
	n = find_colon(line, drive ? 3 : 0);
	if (!n)
		return PLACE_NONE;
	kind = find_numbered(line, n, path);
	if (kind != PLACE_NONE)
		return kind;
	/* "HEAD:src/a.c:12:" has a colon in its path. */
	second = find_colon(line, n + 1);
	if (second && find_numbered(line, second, &end) == PLACE_LINE) {
		*path = end;
		return PLACE_LINE;
	}
	/* "folder:" is of ls -R, "file::name" of C++ and pytest. */
	if (n + 1 == line.n || line.p[n + 1] == ':')
		return PLACE_NONE;
	*path = n;
	return place_judge(span_of(line.p, n)) == PLACE_LINE ? PLACE_FILE
							     : PLACE_NONE;
}

static bool
ends_path(struct span rest)
{
	size_t n;

	if (rest.n < 2)
		return span_first_is(rest, ':');
	if (*rest.p == '(')
		return is_digit(rest.p[1]);
	if (*rest.p != '-' && *rest.p != '=')
		return *rest.p == ':';
	n = place_number(span_from(rest, 1));
	return n && n + 1 < rest.n && rest.p[n + 1] == *rest.p;
}

static bool
maybe_context(struct span line)
{
	if (line.n > MAX_PATH_BYTES)
		line.n = MAX_PATH_BYTES;
	for (size_t i = 1; i + 2 < line.n; i++)
		if (line.p[i] == '-' && is_digit(line.p[i + 1]) &&
			ends_path(span_from(line, i)))
			return place_judge(span_of(line.p, i)) == PLACE_LINE;
	return false;
}

static void
look_ahead(struct place_ahead *a, struct span rest)
{
	struct span line;
	size_t n;

	if (a->rest.p > rest.p)
		return;
	a->rest = rest;
	a->path.n = 0;
	for (int i = 0; i < MAX_CONTEXT && span_line(&a->rest, &line); i++) {
		line = folder_line(line);
		if (find_place(line, &n) == PLACE_LINE) {
			a->path = span_of(line.p, n);
			return;
		}
	}
}

static bool
is_at(struct span line, struct span path)
{
	return path.n && line.n > path.n && !memcmp(line.p, path.p, path.n) &&
	       ends_path(span_from(line, path.n));
}

static void
find_path(struct places *r)
{
	r->path = r->above.n;
	r->kind = PLACE_LINE;
	if (is_at(r->line, r->above))
		return;
	r->kind = find_place(r->line, &r->path);
	if (r->kind == PLACE_LINE)
		return;
	if (r->kind == PLACE_NONE)
		r->path = 0;
	if (!maybe_context(r->line))
		return;
	look_ahead(&r->ahead, r->rest);
	if (is_at(r->line, r->ahead.path)) {
		r->path = r->ahead.path.n;
		r->kind = PLACE_LINE;
	}
}

bool
place_is_entry(struct span s)
{
	size_t n;

	while (span_first_is(s, ' '))
		s = span_from(s, 1);
	n = place_number(s);
	return n && n < s.n && memchr(":-=", s.p[n], 3);
}

/* A path that stands alone above its lines, the first or behind a blank line. */
static void
find_heading(struct places *r)
{
	struct span rest = r->rest, next;

	r->kind = PLACE_NONE;
	r->path = 0;
	if (r->after_blank && r->line.n < MAX_PATH_BYTES &&
		span_line(&rest, &next) && place_is_entry(next))
		r->kind = place_judge(r->line);
	if (r->kind != PLACE_NONE)
		r->path = r->line.n;
}

bool
place_next(struct places *r, bool grouped)
{
	struct span line;

	if (r->path)
		r->above = span_of(r->line.p, r->path);
	r->after_blank = !r->line.n;
	if (!span_line(&r->rest, &line))
		return false;
	r->line = folder_line(line);
	if (grouped)
		find_heading(r);
	else
		find_path(r);
	return true;
}

bool
place_is_grouped(struct span text)
{
	struct places r = { .rest = text };

	return place_next(&r, true) && r.kind == PLACE_LINE;
}
