/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unified diffs as diff -u, git, hg and svn write them, read strictly: a hunk
 * is one only if it has as many lines as its header says.
 *
 * A text falls into parts, which follow one another without gaps:
 *
 *	text	commit 1a2b3c4 ...		what is not a patch
 *	head	diff --git a/x.c b/x.c ...	of one file's patch
 *	hunk	@@ -1,3 +1,4 @@ ...		belongs to the head above it
 *	whole	GIT binary patch ...		so does this: kept whole or not
 */
#ifndef CODEC_DIFF_PARSE_H
#define CODEC_DIFF_PARSE_H

#include "base/mem.h"
#include "base/span.h"

enum diff_kind {
	DIFF_TEXT,
	DIFF_HEAD,
	DIFF_HUNK,
	DIFF_WHOLE, /* a binary patch, or a hunk of a merge */
};

/* What a head says. */
enum {
	DIFF_NEW = 1, /* file */
	DIFF_DELETED = 2,
	DIFF_MOVED = 4, /* renamed, copied, or of another mode */
	DIFF_BINARY = 8,
	DIFF_MERGE = 16, /* diff --cc */
};

struct diff_part {
	enum diff_kind kind;
	uint32_t at, n; /* bytes of the text */
	uint32_t line, lines; /* the first line, counted from 0 */
	uint32_t added, removed; /* lines; of a head: in the whole patch */
	uint32_t patch; /* of a head: parts of its patch, itself too */
	unsigned flags; /* of a head */
	struct span path; /* of a head: the file's, or empty */
};

struct diff {
	struct span text;
	struct diff_part *part;
	size_t n, cap;
};

/* Reads all of a text, which stays where it is, over what was read before.
 * False when memory is short. */
bool diff_read(struct diff *, struct span text);
void diff_release(struct diff *);

static inline struct span
diff_text(const struct diff *d, const struct diff_part *part)
{
	return span_of(d->text.p + part->at, part->n);
}

/* Whether a patch may have its head alone: that is all it has, or it gives the
 * file another name or mode. */
static inline bool
diff_head_is_all(const struct diff_part *head)
{
	return head->patch == 1 || head->flags & DIFF_MOVED;
}

/*
 * How much of a text, from its start, is patches of files, with the headers of
 * commits before and between them; 0: none begins here.
 */
size_t diff_find(struct span text);

/* Whether a line begins a commit, a mail with a patch or a change set. */
bool diff_is_commit(struct span line);

#endif
