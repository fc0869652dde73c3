/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of files in one folder, on few lines: those that are alike between
 * braces, and what all between the braces have in common once, before and
 * behind them.
 *
 *	api-{1,2,3,4}.txt
 *	{README,.}
 *
 * A backslash stands before "{", "}", "," and itself in a name.
 * The name "." is the folder itself without its slash, the empty name the
 * folder with it; a real name "." has a backslash.
 */
#ifndef CODEC_NAMES_H
#define CODEC_NAMES_H

#include "codec/folder.h"

struct name {
	struct span text;
	uint16_t word; /* bytes up to the first boundary, with it; or 0 */
	uint16_t extension;
	bool itself; /* the folder without its slash */
};

/* Fills in the lengths. */
void names_look(struct name *);

/* Writes n names; each line ends with a newline. */
void names_write(const struct name *, size_t n, struct buf *out);

/* A text with backslashes. */
void names_escape(struct span, struct buf *out);

/*
 * Reads a line without its newline: a folder, which may be empty for the one of
 * the line above, and names.  Adds a line to `out` for each path, and their
 * number to *paths.  False: nothing that is written so.
 */
bool names_read(
	struct folder *, struct span line, uint64_t *paths, struct buf *out);

#endif
