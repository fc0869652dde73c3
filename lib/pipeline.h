/* SPDX-License-Identifier: Apache-2.0 */
/* The whole way of the bytes; the public face is in headroom.h. */
#ifndef PIPELINE_H
#define PIPELINE_H

enum {
	/* What is looked at to tell text from binary. */
	BINARY_HEAD = 8 << 10,
};

#endif
