/* SPDX-License-Identifier: Apache-2.0 */
/* Prose with gaps, line by line; see ref_prose.h. */
#include "ref/ref_prose.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const char *
ref_units(struct span in, const struct units *t)
{
	size_t at = 0;
	uint64_t lines = 0;

	for (size_t i = 0; i < t->n; i++) {
		const struct unit *u = &t->unit[i];

		if (u->at != at || !u->n)
			return "units leave a gap, overlap or are empty";
		if (u->needs != NONE && u->needs >= i)
			return "a unit needs one that is not before it";
		if (!isfinite(u->value) || u->value < 0)
			return "a strange value";
		at += u->n;
		lines += u->lines;
	}
	if (at != in.n)
		return "units are not all of the text";
	return lines == span_lines(in) ? NULL : "units have other lines";
}

/* Without the blanks beside each "[...]", in place; the new length. */
static size_t
squeeze(char *p, size_t n)
{
	size_t to = 0;

	for (size_t i = 0; i < n; i++) {
		if (n - i < 5 || memcmp(p + i, "[...]", 5)) {
			p[to++] = p[i];
			continue;
		}
		while (to && (p[to - 1] == ' ' || p[to - 1] == '\t'))
			to--;
		memcpy(p + to, "[...]", 5);
		to += 5;
		i += 4;
		while (i + 1 < n && (p[i + 1] == ' ' || p[i + 1] == '\t'))
			i++;
	}
	return to;
}

static bool
same_but_for_blanks(const char *a, size_t na, struct span b)
{
	char *x = malloc(na + 1), *y = malloc(b.n + 1);
	bool same;

	memcpy(x, a, na);
	memcpy(y, b.p, b.n);
	na = squeeze(x, na);
	b.n = squeeze(y, b.n);
	same = na == b.n && !memcmp(x, y, na);
	free(x);
	free(y);
	return same;
}

static bool
is_marker_for(struct span line, unsigned long from, unsigned long to)
{
	char text[80];

	if (from == to)
		snprintf(text, sizeof(text), "[... %lu ...]", from);
	else
		snprintf(text, sizeof(text), "[... %lu-%lu ...]", from, to);
	return span_equal(line, span_str(text));
}

/* The line with its dropped bytes as "[...]", in a new string at *p. */
static size_t
with_gaps(struct span line, const unsigned char *kept, char **p)
{
	char *out = malloc(line.n * 6 + 1);
	size_t n = 0;

	for (size_t i = 0; i < line.n; i++) {
		if (kept[i])
			out[n++] = line.p[i];
		else if (!i || kept[i - 1]) {
			memcpy(out + n, "[...]", 5);
			n += 5;
		}
	}
	*p = out;
	return n;
}

static const char *
check_lines(struct span in, const unsigned char *kept, unsigned long base,
	struct span out)
{
	struct span rest = in, line, got;
	unsigned long at = base, missing = 0;

	while (span_line(&rest, &line)) {
		const unsigned char *k = kept + (line.p - in.p);
		size_t n = 0;
		char *expected;
		bool same;

		at++;
		for (size_t i = 0; i < line.n; i++)
			n += k[i];
		if (!n) {
			missing++;
			continue;
		}
		if (missing) {
			if (!span_line(&out, &got) ||
				!is_marker_for(
					span_chomp(got), at - missing, at - 1))
				return "not the marker of a gap";
			missing = 0;
		}
		if (!span_line(&out, &got))
			return "a kept line is not there";
		if (n == line.n) {
			if (!span_equal(got, line))
				return "a kept line has changed";
			continue;
		}
		/* The end of a line goes with what is before it. */
		if (span_ends(line, "\n") != span_ends(got, "\n"))
			return "a line has another end";
		n = with_gaps(span_chomp(line), k, &expected);
		same = same_but_for_blanks(expected, n, span_chomp(got));
		free(expected);
		if (!same)
			return "a line kept in part has changed";
	}
	if (missing &&
		(!span_line(&out, &got) ||
			!is_marker_for(span_chomp(got), at - missing + 1, at)))
		return "not the marker of the last gap";
	return out.n ? "there is more than was kept" : NULL;
}

const char *
ref_prose(struct span in, const struct units *t, const unsigned char *keep,
	unsigned long line_base, struct span out)
{
	unsigned char *kept = malloc(in.n + 1);
	const char *wrong;

	for (size_t i = 0; i < t->n; i++)
		memset(kept + t->unit[i].at, keep[i] != 0, t->unit[i].n);
	wrong = check_lines(in, kept, line_base, out);
	free(kept);
	return wrong;
}
