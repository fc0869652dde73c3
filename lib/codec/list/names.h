/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of files in one folder, on few lines: those that are alike between
 * braces, and what all between the braces have in common once, before and
 * behind them.
 *
 *	api-{1 2 3 4}.txt
 *	{README .}
 *
 * A backslash stands before "{", "}" and itself in a name, and between braces
 * before a blank.  A blank divides names as it is a token with the word behind
 * it, which a comma seldom is: 10-16 % of the tokens of nine lists.
 * The name "." is the folder itself without its slash, the empty name the
 * folder with it; a real name "." has a backslash.
 */
#ifndef CODEC_NAMES_H
#define CODEC_NAMES_H

#include "codec/list/folder.h"

struct name {
	struct span text;
	uint16_t extension;
	bool itself; /* the folder without its slash */
};

/* Fills in the length. */
void names_look(struct name *);

/* Writes n names; each line ends with a newline. */
void names_write(const struct name *, size_t n, struct buf *out);

/* A folder with backslashes. */
void names_escape(struct span, struct buf *out);

/* What reading needs from line to line. */
struct names_reader {
	struct folder *folder;
	bool grouped; /* write names below their folders, as ls -R does */
	uint64_t count; /* of names so far */
	bool open; /* a folder is written: there is a blank line before more */
	struct buf *out;
};

/*
 * Reads a line without its newline: a folder, which may be empty for the one of
 * the line above, and names.  False: nothing that is written so.
 */
bool names_read(struct names_reader *, struct span line);

#endif
