/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON that is cut off, or is none from some byte on, as where the output of a
 * tool is limited: up to its last comma, or bracket that ends, it is JSON but for
 * the brackets that are still open there.
 */
#ifndef CODEC_JSON_UNCLOSED_H
#define CODEC_JSON_UNCLOSED_H

#include "base/buf.h"

/*
 * `text` begins with a value, after `mark` bytes, of which `valid` bytes and
 * all before are right, though it does not end there.  Returns where its last
 * comma is, or behind the last bracket that ends; 0 if there is none.  Appends to
 * *closing what closes the value there in the manner in which it is laid out, and
 * a newline.  Linear.
 */
size_t json_unclosed(
	struct span text, size_t mark, size_t valid, struct buf *closing);

#endif
