/* SPDX-License-Identifier: Apache-2.0 */
/* Patches and what is between them; see diff_parse.h. */
#include "codec/diff_parse.h"

#include "table/number.h"

enum {
	RANGE_DIGITS = 9, /* of a line number in the header of a hunk */
	MERGE_PARENTS = 16, /* more than this many @ are no hunk */
	HASH_DIGITS = 7, /* that a short name of a commit has at least */
};

/* Where the patch of one file is read. */
struct reader {
	struct span rest;
	struct diff *d; /* NULL: only looking */
	struct diff_part head;
	bool failed; /* memory */
};

static bool
starts_with_one(struct span line, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (span_starts(line, words[i]))
			return true;
	return false;
}

#define STARTS(line, words)                                                    \
	starts_with_one(line, words, sizeof(words) / sizeof(*(words)))

/* The first line of a text, which stays. */
static struct span
peek(struct span rest)
{
	struct span line = span_of(rest.p, 0);

	span_line(&rest, &line);
	return line;
}

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

/* Reads the lines that the header promises; 0: they are not there. */
static size_t
read_hunk(struct span text, struct diff_part *part)
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
	if (is_no_newline(peek(rest))) {
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

static size_t
read_merge_hunk(struct span text, struct diff_part *part)
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
	if (is_no_newline(peek(rest))) {
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
	static const char *const words[] = { "literal ", "delta " };
	struct span line = peek(*rest), r = *rest;
	uint32_t n = 0;

	if (!STARTS(line, words))
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

static size_t
read_binary(struct span text, struct diff_part *part)
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

/* ---- heads --------------------------------------------------------------- */

static void
take_line(struct reader *r)
{
	struct span line;

	span_line(&r->rest, &line);
	r->head.lines++;
}

/* "a/lib/x.c" without the letter that git puts before it. */
static struct span
without_side(struct span path)
{
	if (path.n > 2 && path.p[1] == '/' && strchr("abciow12", path.p[0]))
		path = span_from(path, 2);
	return path;
}

/* The file of a line "+++ b/x.c<tab>2024-01-01"; empty if it is no file. */
static struct span
path_of(struct span line)
{
	const char *tab;

	line = span_from(span_chomp(line), 4);
	tab = memchr(line.p, '\t', line.n);
	if (tab)
		line.n = (size_t)(tab - line.p);
	if (span_equal(line, span_str("/dev/null")))
		line.n = 0;
	return without_side(line);
}

/* "--- a" and "+++ b", if they are next. */
static bool
take_names(struct reader *r)
{
	struct span rest = r->rest, old, new, path;

	if (!span_line(&rest, &old) || !span_starts(old, "--- ") ||
		!span_line(&rest, &new) || !span_starts(new, "+++ "))
		return false;
	r->rest = rest;
	r->head.lines += 2;
	path = path_of(new);
	r->head.flags |= path.n ? 0 : DIFF_DELETED;
	if (!path.n)
		path = path_of(old);
	else if (!path_of(old).n)
		r->head.flags |= DIFF_NEW;
	r->head.path = path;
	return true;
}

/* The path of "diff --git a/P b/P", where both are the same. */
static struct span
git_path(struct span line)
{
	size_t n;

	line = span_from(span_chomp(line), sizeof("diff --git ") - 1);
	n = line.n / 2;
	if (line.n < 7 || line.n % 2 == 0 || line.p[n] != ' ' ||
		memcmp(line.p + 1, line.p + n + 2, n - 1))
		return span_of(line.p, 0);
	return without_side(span_from(line, n + 1));
}

/* The lines that git has between "diff" and "---"; returns their number. */
static size_t
take_git_lines(struct reader *r)
{
	static const struct {
		const char *word;
		unsigned flags;
	} lines[] = { { "index ", 0 }, { "old mode ", DIFF_MOVED },
		{ "new mode ", DIFF_MOVED }, { "new file mode ", DIFF_NEW },
		{ "deleted file mode ", DIFF_DELETED },
		{ "copy from ", DIFF_MOVED }, { "copy to ", DIFF_MOVED },
		{ "rename from ", DIFF_MOVED }, { "rename to ", DIFF_MOVED },
		{ "similarity index ", 0 }, { "dissimilarity index ", 0 },
		{ "mode ", DIFF_MOVED } };
	size_t n = 0, i = 0;

	while (i < sizeof(lines) / sizeof(*lines)) {
		struct span line = peek(r->rest);

		for (i = 0; i < sizeof(lines) / sizeof(*lines); i++)
			if (span_starts(line, lines[i].word))
				break;
		if (i == sizeof(lines) / sizeof(*lines))
			break;
		r->head.flags |= lines[i].flags;
		if (span_starts(line, "rename to ") ||
			span_starts(line, "copy to "))
			r->head.path = span_from(
				span_chomp(line), line.p[0] == 'r' ? 10 : 8);
		take_line(r);
		n++;
	}
	return n;
}

/* "Binary files a/x and b/x differ" */
static bool
take_binary_note(struct reader *r)
{
	static const char *const words[] = { "Binary files ", "Binary file " };

	if (!STARTS(peek(r->rest), words))
		return false;
	take_line(r);
	r->head.flags |= DIFF_BINARY;
	return true;
}

/* What cvs and svn have between "Index:" and "---". */
static void
take_index_lines(struct reader *r)
{
	static const char *const words[] = {
		"=====", "RCS file: ", "retrieving revision ", "diff "
	};

	while (STARTS(peek(r->rest), words))
		take_line(r);
}

/* What has to follow a head. */
enum body {
	NO_HEAD,
	HUNKS,
	HUNKS_OF_MERGE,
	BINARY,
	NOTHING, /* the head says all */
};

static enum body
read_git_head(struct reader *r, bool merge)
{
	size_t n;

	if (!merge)
		r->head.path = git_path(peek(r->rest));
	take_line(r);
	n = take_git_lines(r);
	r->head.flags |= merge ? DIFF_MERGE : 0;
	if (take_names(r))
		return merge ? HUNKS_OF_MERGE : HUNKS;
	if (span_starts(peek(r->rest), "GIT binary patch")) {
		r->head.flags |= DIFF_BINARY;
		return BINARY;
	}
	return take_binary_note(r) || n ? NOTHING : NO_HEAD;
}

static enum body
read_head(struct reader *r)
{
	static const char *const merges[] = { "diff --cc ",
		"diff --combined " };
	struct span line = peek(r->rest);

	/* Nearly all lines of a text that is no diff end here. */
	if (!line.n || (*line.p != 'd' && *line.p != '-' && *line.p != 'I'))
		return NO_HEAD;
	if (span_starts(line, "diff --git "))
		return read_git_head(r, false);
	if (STARTS(line, merges))
		return read_git_head(r, true);
	if (span_starts(line, "diff -")) {
		take_line(r);
		if (take_binary_note(r))
			return NOTHING;
	} else if (span_starts(line, "Index: ")) {
		take_line(r);
		take_index_lines(r);
	}
	return take_names(r) ? HUNKS : NO_HEAD;
}

/* ---- patches ------------------------------------------------------------- */

/* Adds a part that ends where the reader stands. */
static void
add_part(struct reader *r, struct diff_part part)
{
	struct diff *d = r->d;

	r->head.added += part.added;
	r->head.removed += part.removed;
	if (!d)
		return;
	if (!mem_grow(&d->part, &d->cap, d->n + 1, sizeof(*d->part))) {
		r->failed = true;
		return;
	}
	if (d->n) {
		part.at = d->part[d->n - 1].at + d->part[d->n - 1].n;
		part.line = d->part[d->n - 1].line + d->part[d->n - 1].lines;
	}
	part.n = (uint32_t)(r->rest.p - d->text.p) - part.at;
	d->part[d->n++] = part;
}

static bool
take_body(struct reader *r, enum body body)
{
	struct diff_part part = { .kind = DIFF_WHOLE };
	size_t n = 0;

	switch (body) {
	case HUNKS:
		part.kind = DIFF_HUNK;
		n = read_hunk(r->rest, &part);
		break;
	case HUNKS_OF_MERGE:
		n = read_merge_hunk(r->rest, &part);
		break;
	case BINARY:
		n = read_binary(r->rest, &part);
		break;
	case NO_HEAD:
	case NOTHING:
		break;
	}
	if (!n)
		return false;
	r->rest = span_from(r->rest, n);
	add_part(r, part);
	return true;
}

/* Reads the patch of one file; its bytes, 0 if none begins here.  Hunks behind
 * one that is not right are not a part of it. */
static size_t
read_patch(struct reader *r)
{
	struct span start = r->rest;
	size_t before = r->d ? r->d->n : 0;
	enum body body;
	bool any;

	r->head = (struct diff_part){ .kind = DIFF_HEAD };
	body = read_head(r);
	if (body != NO_HEAD)
		add_part(r, r->head);
	any = body == NOTHING || take_body(r, body);
	if (!any || r->failed) {
		r->rest = start;
		if (r->d)
			r->d->n = before;
		return 0;
	}
	while (body != BINARY && take_body(r, body))
		;
	if (r->d) {
		struct diff_part *head = &r->d->part[before];

		head->added = r->head.added;
		head->removed = r->head.removed;
		head->patch = (uint32_t)(r->d->n - before);
	}
	return (size_t)(r->rest.p - start.p);
}

bool
diff_read(struct diff *d, struct span text)
{
	struct reader r = { .rest = text, .d = d };
	struct diff_part part = { .kind = DIFF_TEXT };

	d->text = text;
	d->n = 0;
	while (r.rest.n && !r.failed) {
		struct reader ahead = r;
		struct span line;

		ahead.d = NULL;
		if (!read_patch(&ahead)) {
			span_line(&r.rest, &line);
			part.lines++;
			continue;
		}
		if (part.lines)
			add_part(&r, part);
		part.lines = 0;
		read_patch(&r);
	}
	if (part.lines)
		add_part(&r, part);
	return !r.failed;
}

void
diff_release(struct diff *d)
{
	mem_free(d->part);
	*d = (struct diff){ .n = 0 };
}

/* ---- what is between patches --------------------------------------------- */

static size_t
count_hex(struct span s)
{
	size_t n = 0;

	while (n < s.n &&
		(is_digit(s.p[n]) || (s.p[n] >= 'a' && s.p[n] <= 'f')))
		n++;
	return n;
}

/* "From 1a2b... Mon Sep 17 00:00:00 2001" */
static bool
is_mail(struct span line)
{
	return span_starts(line, "From ") &&
	       count_hex(span_from(line, 5)) >= 40;
}

bool
diff_is_commit(struct span line)
{
	static const char *const words[] = { "changeset: ",
		"# HG changeset patch" };

	return (span_starts(line, "commit ") &&
		       count_hex(span_from(line, 7)) >= HASH_DIGITS) ||
	       is_mail(line) || STARTS(line, words);
}

/* Whether a line may stand between patches: of the header or the message of a
 * commit, of a list of files. */
static bool
is_between(struct span line)
{
	static const char *const words[] = { " ", "Author: ", "AuthorDate: ",
		"Date: ", "Commit: ", "CommitDate: ", "Merge: ", "Reflog",
		"Notes", "tag ", "Tagger: ", "---", "-- ", "# ",
		"user: ", "date: ", "summary: ", "branch: ", "tag: ",
		"parent: ", "files: ", "description:", "Only in ",
		"Property changes on: ", "Added: ", "Modified: ", "Deleted: ",
		"____", "##", "\\ ", "gpg: " };

	return !span_chomp(line).n || STARTS(line, words) ||
	       diff_is_commit(line) ||
	       (count_hex(line) >= HASH_DIGITS &&
		       span_starts(span_from(line, count_hex(line)), " "));
}

/* The lines before the next patch, or up to where none can follow. */
struct gap {
	size_t n;
	bool patch; /* follows */
	bool commit; /* one begins in them */
};

/* Of the first commit only if `one`; a mail's text may be anything. */
static struct gap
find_gap(struct span text, bool one)
{
	struct span rest = text, line;
	struct gap gap = { 0 };
	bool mail = false;

	while (rest.n) {
		struct reader r = { .rest = rest };

		if (read_patch(&r)) {
			gap.patch = true;
			break;
		}
		span_line(&rest, &line);
		if (diff_is_commit(line)) {
			if (one && gap.n)
				break;
			mail = is_mail(line);
			gap.commit = true;
		} else if (span_starts(line, "-- ")) {
			/* A mail's end: the version follows. */
			span_line(&rest, &line);
			gap.commit = true;
			mail = false;
		} else if (!mail && !is_between(line)) {
			break;
		}
		gap.n = text.n - rest.n;
	}
	return gap;
}

size_t
diff_find(struct span text)
{
	struct reader r = { .rest = text };
	size_t found = 0;

	if (!text.n || !strchr("dI-cF#", *text.p))
		return 0;
	if (diff_is_commit(peek(text))) {
		struct gap gap = find_gap(text, true);

		if (!gap.patch)
			return 0;
		r.rest = span_from(text, gap.n);
	}
	while (r.rest.n) {
		struct gap gap;

		if (read_patch(&r)) {
			found = text.n - r.rest.n;
			continue;
		}
		if (!found)
			return 0;
		gap = find_gap(r.rest, false);
		if (!gap.patch)
			return found + (gap.commit ? gap.n : 0);
		r.rest = span_from(r.rest, gap.n);
	}
	return found;
}
