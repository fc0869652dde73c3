/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An input cut into blocks of whole lines, for threads to work on.
 *
 * Of a line that is longer than any request may be, memory has one part only:
 * the blocks that are its parts say that it goes on.
 */
#ifndef BLOCKS_H
#define BLOCKS_H

#include "base/buf.h"
#include "in.h"

enum {
	/* So that a block is still in the core's cache when it is worked on: a
	 * report of 1 GB took two threads 1.58 s with 128 kB, 1.54 with this,
	 * 1.57 with 512 kB, 1.61 with 1 MB. */
	BLOCK_BYTES = 256 << 10,
};

struct blocks {
	struct in *in;
	size_t most; /* bytes of a line that goes into one block; 0: any */
	struct buf rest; /* what is in no block yet; at first what was read */
	size_t scanned; /* of the rest, from its start: no newline is there */
	uint64_t line; /* of its first byte, from 1 */
	bool ended; /* there is no more than the rest */
	bool failed; /* reading did, after a message: that was the end */
	bool in_line; /* the rest goes on with a line that was too long */
};

struct block {
	struct buf text;
	uint64_t line; /* of its first byte, from 1 */
	bool goes_on; /* its line does, in the next block */
};

/* The next block, in memory that changes hands with what *block had; empty at the
 * end, but for what ends a line that was too long.  False: memory was short. */
bool blocks_next(struct blocks *, struct block *block);
void blocks_release(struct blocks *);

#endif
