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

/* The next line that has a path for certain, for the context lines before it.
 * Each line is looked at once. */
struct place_ahead {
	struct span rest; /* behind the last line looked at */
	struct span path;
};

/* The way through a text; at first only `rest` is set. */
struct places {
	struct span rest;
	struct span line; /* without its newline */
	size_t path; /* bytes of the path that it begins with, or is; or 0 */
	enum place_kind kind;
	struct span above; /* the last path before this line */
	bool after_blank;
	struct place_ahead ahead;
};

/* Reads a line; false at the end.  In a text that is grouped a path stands
 * alone above its lines, as rg --heading and eslint write. */
bool place_next(struct places *, bool grouped);

/* Whether the text begins with a path that stands above its lines. */
bool place_is_grouped(struct span text);

/* Whether the line is one of those below: "12:text", or "  12:5  error". */
bool place_is_entry(struct span line);

/* The digits of a line number at the front, 0 if it is none. */
size_t place_number(struct span);

/* PLACE_LINE for a path, PLACE_WORD for a word, PLACE_NONE for anything else. */
enum place_kind place_judge(struct span);

/* Bytes of ".c" at the end of a name; 0 if it has no extension, or is one. */
size_t place_extension(struct span name);

#endif
