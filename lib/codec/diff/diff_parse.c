/* SPDX-License-Identifier: Apache-2.0 */
/* Patches and what is between them; see diff_parse.h. */
#include "codec/diff/diff_parse.h"

#include "codec/diff/diff_hunk.h"

#include <assert.h>

enum {
	HASH_DIGITS = 7, /* that a short name of a commit has at least */
};

/* Where the patch of one file is read. */
struct reader {
	struct span rest;
	struct diff *d; /* NULL: only looking */
	struct diff_part head;
	bool failed; /* memory */
};

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
		struct span line = diff_first_line(r->rest);

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
	static const char *const words[] = { "Binary files ", "Binary file ",
		NULL };

	if (!span_starts_any(diff_first_line(r->rest), words))
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
		"=====", "RCS file: ", "retrieving revision ", "diff ", NULL
	};

	while (span_starts_any(diff_first_line(r->rest), words))
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
		r->head.path = git_path(diff_first_line(r->rest));
	take_line(r);
	n = take_git_lines(r);
	r->head.flags |= merge ? DIFF_MERGE : 0;
	if (take_names(r))
		return merge ? HUNKS_OF_MERGE : HUNKS;
	if (span_starts(diff_first_line(r->rest), "GIT binary patch")) {
		r->head.flags |= DIFF_BINARY;
		return BINARY;
	}
	return take_binary_note(r) || n ? NOTHING : NO_HEAD;
}

static enum body
read_head(struct reader *r)
{
	static const char *const merges[] = { "diff --cc ", "diff --combined ",
		NULL };
	struct span line = diff_first_line(r->rest);

	/* Nearly all lines of a text that is no diff end here. */
	if (!line.n || (!is_among(*line.p, "d-I")))
		return NO_HEAD;
	if (span_starts(line, "diff --git "))
		return read_git_head(r, false);
	if (span_starts_any(line, merges))
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
		n = diff_hunk_read(r->rest, &part);
		break;
	case HUNKS_OF_MERGE:
		n = diff_merge_hunk_read(r->rest, &part);
		break;
	case BINARY:
		n = diff_binary_read(r->rest, &part);
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

		assert(before < r->d->n && head->kind == DIFF_HEAD);
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
	static const char *const words[] = {
		"changeset: ", "# HG changeset patch", NULL
	};

	return (span_starts(line, "commit ") &&
		       count_hex(span_from(line, 7)) >= HASH_DIGITS) ||
	       is_mail(line) || span_starts_any(line, words);
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
		"____", "##", "\\ ", "gpg: ", NULL };

	return !span_chomp(line).n || span_starts_any(line, words) ||
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
	if (diff_is_commit(diff_first_line(text))) {
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
