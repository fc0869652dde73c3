/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Places: the "file:12" at the front of what grep, compilers and linters
 * write.
 *
 *	src/a.c:12:text		src/a.c-13-text		src/a.c:text
 *	src/a.c:12:5: error	src/a.ts(12,5): error	C:\src\a.c:12:text
 *
 * Nothing here decides whether a text comes back exactly: a path that is read
 * too long or too short is only written less well.
 */
#ifndef CODEC_PLACE_H
#define CODEC_PLACE_H

#include "base/span.h"

enum place_kind {
	PLACE_NONE,
	PLACE_FILE, /* a path, and a colon behind it */
	PLACE_WORD, /* a word that need not be a path, and a line number */
	PLACE_LINE, /* a path and a line number */
};

/* What a line, without its newline, begins with, and the length of the path;
 * "path-12-" is not seen. */
enum place_kind place_find(struct span line, size_t *path);

/* Whether `rest`, what stands behind a known path, makes it a place; "-12-"
 * does too. */
bool place_ends(struct span rest);

/* The digits of a line number at the front, 0 if it is none. */
size_t place_number(struct span);

/* Whether the line may begin with "path-12-". */
bool place_maybe_context(struct span line);

#endif
