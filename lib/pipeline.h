/* SPDX-License-Identifier: Apache-2.0 */
/* The whole way of the bytes; the public face is in headroom.h. */
#ifndef PIPELINE_H
#define PIPELINE_H

enum {
	/*
	 * Input is worked on in windows of so many bytes, cut at a line end.
	 * Twice the size saves 0.1 % more of a 100 MB log and takes twice the
	 * memory.
	 */
	WINDOW_BYTES = 16 << 20,
	/* What is looked at to tell text from binary. */
	BINARY_HEAD = 8 << 10,
};

#endif
