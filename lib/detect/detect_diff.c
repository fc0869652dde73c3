/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unified diffs: there are headers of hunks or of files, and most lines belong
 * to a hunk or a header.  A log that quotes a diff is a log, and lines that
 * begin with a minus are none.
 */
#include "detect/detect.h"

#include "table/number.h"
#include "table/stamp.h"

enum {
	SURE = 95,
};

static bool
take_number(struct span *s)
{
	size_t n = 0;

	while (n < s->n && is_digit(s->p[n]))
		n++;
	*s = span_from(*s, n);
	return n;
}

/* "@@ -1,2 +3 @@", "@@@ -1 -1 +1,2 @@@" */
static bool
is_range(struct span s)
{
	int ranges = 0;

	if (!span_starts(s, "@@"))
		return false;
	while (s.n && *s.p == '@')
		s = span_from(s, 1);
	while (span_starts(s, " -") || span_starts(s, " +")) {
		s = span_from(s, 2);
		ranges++;
		if (!take_number(&s))
			return false;
		if (s.n && *s.p == ',') {
			s = span_from(s, 1);
			if (!take_number(&s))
				return false;
		}
	}
	return ranges > 1 && span_starts(s, " @@");
}

/* What no diff is without. */
static bool
is_head(struct span s)
{
	return is_range(s) || span_starts(s, "diff --git ") ||
	       span_starts(s, "diff --cc ");
}

static bool
has_head(const struct sample *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (is_head(s->line[i]))
			return true;
	return false;
}

static bool
is_other(struct span s)
{
	static const char *const words[] = { "diff -", "Index: ", "index ",
		"new file mode ", "deleted file mode ", "similarity index ",
		"rename ", "commit ", "Author: ", "Date: ", "From ",
		"From: ", "Subject: ", "=====", "Binary files ",
		"GIT binary patch", "literal ", "delta " };

	if (strchr("+- \\", *s.p))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (*words[i] == *s.p && span_starts(s, words[i]))
			return true;
	return false;
}

/* A line of base 85: its length as a letter, and no blanks. */
static bool
is_binary(struct span s)
{
	return s.n > 5 && s.n % 5 == 1 && is_alnum(*s.p) &&
	       !memchr(s.p, ' ', s.n);
}

static int
look(struct sample *s)
{
	size_t patch = 0, heads = 0, stamped = 0;

	if (!has_head(s))
		return 0;
	for (size_t i = 0; i < s->n; i++) {
		struct span line = s->line[i];
		bool head = is_head(line);

		heads += head;
		patch += head || is_other(line) || (heads && is_binary(line));
	}
	if (patch * 10 <= s->n * 6)
		return 0;
	sample_stamps(s);
	for (size_t i = 0; i < s->n; i++)
		stamped += s->stamped[i] && !strchr("+- ", *s->line[i].p);
	return stamped * 5 > s->n ? 0 : SURE;
}

const struct detector detect_diff = { "diff", HR_KIND_DIFF, SURE, look };
