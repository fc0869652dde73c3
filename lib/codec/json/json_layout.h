/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a style does not say of the white space of a JSON text, as a line:
 *
 *	layout: one line 3,1x4; lines 7; 516"\n\n",12""
 *
 * The containers on one line are number 3, from 0, and the four from one after it; the
 * 7th is in lines; 516 bytes on, and 12 behind those, the white space is what is
 * in the quotes.  Numbers of containers are in the order of their brackets, and
 * all count from the one before.
 */
#ifndef CODEC_JSON_LAYOUT_H
#define CODEC_JSON_LAYOUT_H

#include "codec/json/json_style.h"

struct json_patch {
	size_t skip; /* bytes from the end of the patch before */
	struct span text; /* escaped */
};

struct json_layout {
	struct json_forced forced;
	struct json_patch *patch;
	size_t npatches, cap;
};

void json_layout_release(struct json_layout *);

/* Adds the line for a text that was printed as `printed`, nothing if there is
 * nothing to say; false if they differ in more than white space. */
bool json_layout_write(const struct json_forced *, struct span text,
	struct span printed, struct buf *out);

/* Reads a line, which stays where it is as long as the layout is used.  There
 * are at most so many containers.  False: nothing that json_layout_write() writes,
 * or memory is short. */
bool json_layout_read(struct json_layout *, struct span line, size_t most);

/* Adds the text that was printed with its white space as it was. */
bool json_layout_apply(
	const struct json_layout *, struct span printed, struct buf *out);

#endif
