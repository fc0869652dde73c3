/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Operands as files: of a folder all that is in it, at any depth, sorted by
 * name, so that the order never depends on the file system.
 *
 *	struct tree tree;
 *
 *	tree_open(&tree, operands);
 *	while (tree_next(&tree, &path, &size))
 *		...
 *	tree_close(&tree);
 *
 * An operand that is no folder is given as it is: "-", a pipe, a device.  In
 * folders, what is no regular file is skipped, and so are folders named .git,
 * which repeat in another form what is beside them.  Links to folders are not
 * followed; links to files are, except to files of the same operand, which are
 * met by their own names.  Notes say so.
 */
#ifndef TREE_H
#define TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct tree_level;

struct tree {
	char *const *operand; /* the next one, NULL-ended */
	struct tree_level *level; /* the folders that are open */
	size_t nlevels, cap;
	struct buf path; /* ends with a NUL */
	struct buf root; /* of an operand: its path without links */
	bool quiet; /* no messages */
	bool sized; /* the size of what was given last is known */
	bool failed; /* memory was short */
	uint64_t unreadable; /* files and folders, each after a message */
	uint64_t skipped; /* what is no regular file, links, .git */
};

/* The operands are borrowed until tree_close(). */
void tree_open(struct tree *, char *const *operands);

/*
 * The next file, or false at the end, which is also where memory was short: see
 * `failed`, told in a message.  The path is valid until the next call; the size
 * is 0 if it is not known.  Whether the file may be read only in_open() tells.
 */
bool tree_next(struct tree *, const char **path, uint64_t *size);

void tree_close(struct tree *);

/*
 * How much there is, by going through all without a message; *bytes is 0 if
 * that is not known, as of a pipe.  False: memory was short.
 */
bool tree_total(char *const *operands, uint64_t *bytes, uint64_t *files);

#endif
