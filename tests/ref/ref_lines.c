/* SPDX-License-Identifier: Apache-2.0 */
/* Line by line, the slow and simple way; see ref_lines.h. */
#include "ref_lines.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ref_html.h"

struct line {
	const char *p;
	size_t n;
};

struct lines {
	struct line *line;
	size_t n;
};

/* Without line ends. */
static struct lines
split(const char *p, size_t n)
{
	const char *end = p + n;
	struct lines t = { malloc((n + 1) * sizeof(struct line)), 0 };

	if (!t.line)
		abort();
	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t k = (size_t)((nl ? nl : end) - p);

		t.line[t.n++] =
			(struct line){ p, k && p[k - 1] == '\r' ? k - 1 : k };
		p += k + (nl != NULL);
	}
	return t;
}

static const char *
find(struct line s, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= s.n; i++)
		if (!memcmp(s.p + i, word, n))
			return s.p + i;
	return NULL;
}

static size_t
number(const char **p, const char *end)
{
	size_t v = 0;

	while (*p < end && **p >= '0' && **p <= '9')
		v = v * 10 + (size_t)(*(*p)++ - '0');
	return v;
}

/* Marks the lines "12-30, 41" at p; false if there is no range of lines, or one
 * that cannot be. */
static bool
take_ranges(const char *p, const char *end, bool *there, size_t n, size_t *at,
	bool *wrong)
{
	bool any = false;

	for (;;) {
		size_t from = number(&p, end), to = from;

		if (!from)
			return any;
		if (p < end && *p == '-') {
			p++;
			to = number(&p, end);
		}
		if (p == end || !strchr(":, ", *p))
			return any;
		if (to < from || to > n) {
			*wrong = true;
			return any;
		}
		any = true;
		for (size_t i = from; i <= to; i++)
			there[i - 1] = true;
		/* What follows a gap is behind it. */
		if (from == *at + 1)
			*at = to;
		if (end - p < 2 || p[0] != ',' || p[1] != ' ')
			return any;
		p += 2;
	}
}

/* All markers in a line of the output; whether there is one. */
static bool
take_markers(struct line s, bool *there, size_t n, size_t *at, bool *wrong)
{
	const char *end = s.p + s.n, *p = s.p;
	bool any = false;

	while ((p = find((struct line){ p, (size_t)(end - p) }, "[... "))) {
		const char *q = p += 5;

		any = true;
		if (!take_ranges(p, end, there, n, at, wrong))
			/* A kind's marker, which may end in a range. */
			while ((q = find((struct line){ q, (size_t)(end - q) },
					" | "))) {
				q += 3;
				take_ranges(q, end, there, n, at, wrong);
			}
	}
	return any;
}

/* Whether the parts of a line between "[...]" are parts of line `of`. */
static bool
is_part(struct line s, struct line of)
{
	const char *end = s.p + s.n, *of_end = of.p + of.n;

	while (s.p < end) {
		const char *gap = find(s, "[...]");
		size_t n = (size_t)((gap ? gap : end) - s.p);

		while (n && s.p[n - 1] == ' ')
			n--;
		while (n && *s.p == ' ') {
			s.p++;
			n--;
		}
		while (of.p < of_end &&
			((size_t)(of_end - of.p) < n || memcmp(of.p, s.p, n)))
			of.p++;
		if (n && of.p == of_end)
			return false;
		of.p += n;
		s.p = gap ? gap + 5 : end;
		s.n = (size_t)(end - s.p);
	}
	return true;
}

static bool
is_hunk(struct line s)
{
	return s.n > 3 && !memcmp(s.p, "@@ ", 3);
}

/* The page that a marker says to be Markdown from here on. */
static void
take_page(struct line s, const struct lines *in, struct span *page)
{
	const char *p = s.p + 5, *end = s.p + s.n, *last;
	size_t from, to;

	if (!ref_is_html(span_of(s.p, s.n)) || s.n < 5)
		return;
	from = to = number(&p, end);
	if (p < end && *p == '-') {
		p++;
		to = number(&p, end);
	}
	if (!from || to < from || to > in->n)
		return;
	last = in->line[to - 1].p + in->line[to - 1].n;
	*page = span_of(
		in->line[from - 1].p, (size_t)(last - in->line[from - 1].p));
}

static const char *
check(const struct lines *in, const struct lines *out, bool *there)
{
	static char message[64];
	struct span page = { 0 };
	size_t at = 0;
	bool wrong = false;

	for (size_t i = 0; i < out->n; i++) {
		struct line s = out->line[i];
		size_t k;
		bool marker = take_markers(s, there, in->n, &at, &wrong);

		k = at;
		while (k < in->n && (in->line[k].n != s.n ||
					    memcmp(in->line[k].p, s.p, s.n)))
			k++;
		if (k < in->n) {
			there[k] = true;
			at = k + 1;
			continue;
		}
		if (marker) {
			take_page(s, in, &page);
			continue;
		}
		if (page.n && ref_html_line(page, span_of(s.p, s.n)))
			continue;
		if (is_hunk(s)) {
			for (k = at; k < in->n && !is_hunk(in->line[k]);)
				k++;
			if (k < in->n)
				there[k] = true;
			continue;
		}
		for (k = at; k < in->n && !is_part(s, in->line[k]);)
			k++;
		if (k == in->n || !find(s, "[...]"))
			return "a line that is neither input nor marker";
		there[k] = true;
		at = k + 1;
	}
	if (wrong)
		return "a marker names lines that there are not";
	for (size_t k = 0; k < in->n; k++)
		if (!there[k]) {
			snprintf(message, sizeof(message),
				"line %zu is nowhere", k + 1);
			return message;
		}
	return NULL;
}

const char *
ref_lines(const char *in, size_t nin, const char *out, size_t nout)
{
	struct lines a = split(in, nin), b = split(out, nout);
	bool *there = calloc(a.n + 1, sizeof(*there));
	const char *wrong;

	if (!there)
		abort();
	wrong = check(&a, &b, there);
	free(there);
	free(a.line);
	free(b.line);
	return wrong;
}
