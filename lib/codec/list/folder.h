/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths that share their folders.  A block's header names the folder that all
 * its paths are in, its base; a path in the block is then written as
 *
 *	src/main.c	below the base
 *	util.c		in the folder of the path above
 *	./src/main.c	below the base, where the short form would mislead
 *
 * A path is the base, a folder below it, and a name; both folders end with a
 * separator or are empty.
 */
#ifndef CODEC_FOLDER_H
#define CODEC_FOLDER_H

#include "base/buf.h"
#include "headroom.h"

enum {
	/* Of a path.  PATH_MAX is four times that on most systems, but what
	 * one line of a block can grow to when it is read is bounded by it. */
	MAX_PATH_BYTES = 1024,
};

struct folder {
	char text[MAX_PATH_BYTES]; /* base and the folder below it */
	size_t base, n; /* bytes of the base, and of both */
};

/* A line of a block or of an input.  Unlike span_chomp() it leaves a "\r", which
 * is a part of the line: the pipeline has taken off those that are not. */
static inline struct span
folder_line(struct span line)
{
	line.n -= span_last_is(line, '\n');
	return line;
}

/* Starts a block with the base as folder; false: the base is too long. */
bool folder_start(struct folder *, struct span base);

/* Bytes of a path up to its last separator and with it: one of `separators`,
 * two characters. */
size_t folder_length(struct span path, const char separators[2]);

/* The folder of a path with its slash. */
static inline struct span
folder_slashed(struct span path)
{
	static const char slashes[2] = { '/', '/' };

	path.n = folder_length(path, slashes);
	return path;
}

/* The folder of a path, as far as it can stand in a header. */
struct span folder_base(struct span path, const char separators[2]);

/* What a base has in common with the folder of a path. */
struct span folder_common(
	struct span base, struct span path, const char separators[2]);

/* Whether this folder, base and all, is the one of the path above. */
bool folder_is(const struct folder *, struct span whole);

/*
 * Makes a folder, base and all, the one of the next paths, and gives what is
 * written for it: `dot` says that a "./" comes before it.  `whole` must start
 * with the base and be shorter than MAX_PATH_BYTES.
 */
struct span folder_enter(struct folder *, struct span whole, bool *dot);

/* The same for a folder as it was written; false: too long. */
bool folder_read(struct folder *, struct span written);

/*
 * The head of a block: ": 12 paths under /usr/share/", where `what` is " paths";
 * reading it starts the block.  False: it is something else.
 */
void folder_write_head(
	const struct folder *, size_t n, const char *what, struct buf *head);
bool folder_read_head(
	struct folder *, struct span head, const char *what, uint64_t *n);

/* Fills in *err and returns HR_EINPUT. */
enum hr_status folder_fail(struct hr_error *err, size_t pos, const char *text);

#endif
