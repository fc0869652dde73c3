/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of a text for people: plain or Markdown, a README or the page of a
 * manual.  A text is a list of blocks without gaps; a paragraph is a list of
 * sentences.
 */
#ifndef CODEC_PROSE_H
#define CODEC_PROSE_H

#include "codec/codec.h"

enum block_kind {
	BLOCK_TEXT, /* a paragraph */
	BLOCK_HEADING,
	BLOCK_ITEM, /* of a list, one item */
	BLOCK_CODE, /* between fences, or indented and not in words */
	BLOCK_TABLE, /* the first line, or the first two, are its head */
	BLOCK_BLANK, /* empty lines at the start of a text */
};

struct block {
	uint32_t at, n; /* bytes, to the end of its last line */
	uint32_t blank; /* bytes of empty lines that follow and belong to it */
	uint32_t line; /* of its first byte, counted from 0 */
	uint32_t lines; /* without the empty ones behind it */
	uint32_t indent; /* columns, of its first line */
	enum block_kind kind;
};

struct blocks {
	struct block *block;
	size_t n, cap;
};

/* Cuts a text smaller than 4 GiB into blocks; false when memory is short. */
bool prose_blocks(struct span text, struct blocks *);
void prose_blocks_release(struct blocks *);

/* Bytes of the sentence at the start of a paragraph, with the blanks that
 * follow it; more than 0 unless the paragraph is empty. */
size_t prose_sentence(struct span text);

/* Gives the units from `first` on values that need no query: what the text is
 * about, says first, or tells by names and numbers, is worth more; and those
 * that say the same, however worded, the same hash.  False when memory is
 * short. */
bool prose_value(struct span text, struct units *, size_t first);

/* Writes the units that are kept and marks what is missing; see render() in
 * codec.h. */
enum hr_status prose_render(struct codec_ctx *, struct span in,
	const struct unit *, size_t nunits, const unsigned char *keep,
	struct buf *out);

#endif
