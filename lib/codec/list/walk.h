/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way through a list: paths, or the names that ls -R prints below each
 * folder.
 *
 *	src/a.c		src:
 *	src/b.c		a.c
 *	src/lib/c.c	b.c
 *			lib
 *
 *			src/lib:
 *			c.c
 */
#ifndef CODEC_WALK_H
#define CODEC_WALK_H

#include "codec/list/names.h"

/* At first only `rest` is set. */
struct walk {
	struct span rest;
	struct span folder; /* of the name; ends with a slash, or is empty */
	struct span line;
};

/* The next path.  One that the path behind it is in, or the one before it is
 * in, is a folder and no name.  False at the end. */
bool walk_paths(struct walk *, struct name *);

/* How much of the text is what ls -R prints; 0: none begins here. */
size_t walk_find_groups(struct span text);

/*
 * The same text with a slash for the colon behind each folder, which makes
 * the next names' folder a part of it.  False when memory is short.
 */
bool walk_mark_groups(struct span text, struct buf *marked);

/* The next name in a text so marked, an empty one for a folder that has none. */
bool walk_groups(struct walk *, struct name *);

#endif
