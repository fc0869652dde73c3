/* SPDX-License-Identifier: Apache-2.0 */
/* Decoding of blobs: what blob_find.c and blob_lines.c share. */
#ifndef BLOB_DECODE_H
#define BLOB_DECODE_H

#include "blob/blob_find.h"

struct blob_decoder {
	struct blob *blob;
	uint32_t bits;
	unsigned nbits;
	size_t capitals, smalls, digits, slashes, all; /* characters */
};

/* Clears the blob. */
struct blob_decoder blob_decoder_of(struct blob *, enum blob_form);

/* What a character stands for, -1: nothing.  Two of base64's are different in
 * URLs. */
int blob_hex_value(char);
int blob_base64_value(char, bool url);

void blob_add_byte(struct blob *, unsigned char);
/* A character that has a value. */
void blob_add_base64(struct blob_decoder *, char, bool url);
void blob_add_hex(struct blob_decoder *, char);

/* Words, paths and numbers consist of the same characters. */
bool blob_looks_like_base64(const struct blob_decoder *);

#endif
