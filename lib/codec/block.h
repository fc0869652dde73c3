/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Blocks: how encoded text stands in the output.  A header, then as many lines
 * as it says:
 *
 *	[500 rows, CRLF csv: id:{+1},name,city]
 *
 * the number of lines; the tag of the codec; ", CRLF" if all lines ended so;
 * ", no newline at end" if the last one had none; and what the codec has to
 * say.  Text that has a line which could be such a header stands in a block
 * too, so that all of the output can be told apart:
 *
 *	[3 unchanged lines]
 */
#ifndef CODEC_BLOCK_H
#define CODEC_BLOCK_H

#include "codec/codec.h"

enum {
	/* Of the header's number. */
	BLOCK_LINE_DIGITS = 9,
	/* A longer line is no header, so that one without an end is none. */
	BLOCK_HEADER_BYTES = 1 << 20,
	/* As the codec of unchanged lines. */
	BLOCK_UNCHANGED = NCODECS,
};

struct block {
	uint64_t lines;
	size_t codec; /* index in codecs[], or BLOCK_UNCHANGED */
	bool crlf, no_newline;
	struct span head;
};

/* Whether a line is a header; with or without its newline. */
bool block_parse(struct span line, struct block *);

/* Writes the header. */
void block_write(const struct block *, struct buf *out);

/* Whether one of the lines of a text could be a header. */
bool block_is_in(struct span text);

/* Whether the text has markers or blocks in it: it was folded before, or
 * somebody wants it to look so.  Then it is left alone, as nobody could tell
 * ours apart. */
bool text_is_folded(struct span text);

/* Writes a text whose lines end in "\n" with the line ends of the block. */
void block_restore(const struct block *, struct span text, struct buf *out);

#endif
