/* SPDX-License-Identifier: Apache-2.0 */
/* Hunks and binary patches; see diff_hunk.h. */
#include "codec/diff/diff_hunk.h"

#include "table/number.h"

enum {
	RANGE_DIGITS = 9, /* of a line number in the header of a hunk */
	MERGE_PARENTS = 16, /* more than this many @ are no hunk */
};

/* ---- hunks --------------------------------------------------------------- */

/* "12" or "12,3" off the front of *s. */
static bool
take_range(struct span *s, uint32_t *from, uint32_t *count)
{
	uint32_t *value[2] = { from, count };

	*count = 1;
	for (int i = 0; i < 2; i++) {
		size_t n = 0;
		uint32_t v = 0;

		while (n < s->n && n <= RANGE_DIGITS && is_digit(s->p[n]))
			v = v * 10 + (uint32_t)(s->p[n++] - '0');
		if (!n || n > RANGE_DIGITS)
			return false;
		*value[i] = v;
		*s = span_from(*s, n);
		if (!s->n || *s->p != ',')
			return true;
		if (!i)
			*s = span_from(*s, 1);
	}
	return true;
}

bool
diff_range_read(struct span line, struct diff_range *r)
{
	struct span s = line;

	if (!span_starts(s, "@@ -"))
		return false;
	s = span_from(s, 4);
	if (!take_range(&s, &r->from[0], &r->count[0]) || !span_starts(s, " +"))
		return false;
	s = span_from(s, 2);
	if (!take_range(&s, &r->from[1], &r->count[1]) ||
		!span_starts(s, " @@"))
		return false;
	r->tail = span_from(s, 3);
	return !r->tail.n || strchr(" \r\n", *r->tail.p);
}

/* "\ No newline at end of file", in any language. */
static bool
is_no_newline(struct span line)
{
	return span_starts(line, "\\ ");
}

size_t
diff_hunk_read(struct span text, struct diff_part *part)
{
	struct span rest = text, line;
	struct diff_range r;
	uint32_t old, new;

	if (!span_line(&rest, &line) || !diff_range_read(line, &r))
		return 0;
	old = r.count[0];
	new = r.count[1];
	part->lines = 1;
	while (old || new) {
		if (!span_line(&rest, &line))
			return 0;
		part->lines++;
		/* Blanks at line ends get lost in mails. */
		switch (span_chomp(line).n ? *line.p : ' ') {
		case ' ':
			if (!old-- || !new --)
				return 0;
			break;
		case '-':
			if (!old--)
				return 0;
			part->removed++;
			break;
		case '+':
			if (!new --)
				return 0;
			part->added++;
			break;
		case '\\':
			if (is_no_newline(line) && part->lines > 2)
				break;
			return 0;
		default:
			return 0;
		}
	}
	if (is_no_newline(diff_first_line(rest))) {
		span_line(&rest, &line);
		part->lines++;
	}
	return part->added || part->removed ? text.n - rest.n : 0;
}

/* "@@@ -1,2 -1,2 +1,3 @@@" with a range for each parent: their number, and the
 * counts of lines of the parents and of the result; 0: it is none. */
static size_t
read_merge_range(struct span line, uint32_t count[MERGE_PARENTS + 1])
{
	size_t ats = 0, n = 0;
	uint32_t from;

	while (ats < line.n && line.p[ats] == '@')
		ats++;
	line = span_from(line, ats);
	if (ats < 3 || ats - 1 > MERGE_PARENTS)
		return 0;
	for (; n < ats; n++) {
		if (!span_starts(line, n < ats - 1 ? " -" : " +"))
			return 0;
		line = span_from(line, 2);
		if (!take_range(&line, &from, &count[n]))
			return 0;
	}
	return span_starts(line, " @@@") ? ats - 1 : 0;
}

/* A line of a merge's hunk takes one off the counts of those that have it. */
static bool
count_merge_line(struct span line, size_t parents, uint32_t *count,
	struct diff_part *part)
{
	bool removed = false, added = false;

	if (line.n < parents)
		return false;
	for (size_t i = 0; i < parents; i++) {
		removed |= line.p[i] == '-';
		added |= line.p[i] == '+';
		if (!strchr(" +-", line.p[i]) || !line.p[i])
			return false;
	}
	for (size_t i = 0; i < parents; i++)
		if (line.p[i] == (removed ? '-' : ' ') && !count[i]--)
			return false;
	if (!removed && !count[parents]--)
		return false;
	part->removed += removed;
	part->added += added && !removed;
	return !(added && removed);
}

static bool
is_any_left(const uint32_t *count, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (count[i])
			return true;
	return false;
}

size_t
diff_merge_hunk_read(struct span text, struct diff_part *part)
{
	uint32_t count[MERGE_PARENTS + 1];
	struct span rest = text, line;
	size_t parents;

	if (!span_line(&rest, &line))
		return 0;
	parents = read_merge_range(line, count);
	if (!parents)
		return 0;
	part->lines = 1;
	while (is_any_left(count, parents + 1)) {
		if (!span_line(&rest, &line) ||
			(!is_no_newline(line) &&
				!count_merge_line(line, parents, count, part)))
			return 0;
		part->lines++;
	}
	if (is_no_newline(diff_first_line(rest))) {
		span_line(&rest, &line);
		part->lines++;
	}
	return text.n - rest.n;
}

/* ---- binary patches ------------------------------------------------------ */

/* "literal 123", lines of base 85, and a blank line. */
static bool
take_block(struct span *rest, uint32_t *lines)
{
	static const char *const words[] = { "literal ", "delta ", NULL };
	struct span line = diff_first_line(*rest), r = *rest;
	uint32_t n = 0;

	if (!span_starts_any(line, words))
		return false;
	while (span_line(&r, &line)) {
		n++;
		if (!span_chomp(line).n)
			break;
		if (n > 1 &&
			(!is_alnum(*line.p) || memchr(line.p, ' ', line.n)))
			return false;
	}
	*lines += n;
	*rest = r;
	return true;
}

size_t
diff_binary_read(struct span text, struct diff_part *part)
{
	struct span rest = text, line;

	if (!span_line(&rest, &line) || !span_starts(line, "GIT binary patch"))
		return 0;
	part->lines = 1;
	if (!take_block(&rest, &part->lines))
		return 0;
	take_block(&rest, &part->lines);
	return text.n - rest.n;
}
