/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts of JSON documents, as tools show them: behind the brackets that are open
 * where a part begins, and before those that are open where it ends, it is JSON.
 */
#ifndef CODEC_JSON_PART_H
#define CODEC_JSON_PART_H

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

/*
 * Returns how many bytes of lines that look like JSON `text` begins with, of
 * which the first one is indented; 0: none.  *looked are the bytes that were
 * looked at, before which it need not be asked again.  Appends to *opening lines
 * with the brackets that are open, in the manner in which the text is laid out:
 * which they are is told by those that end in the text, and by what is in them.
 * Whether all of that is JSON is still to be seen.  Linear.
 */
size_t json_unopened(struct span text, struct buf *opening, size_t *looked);

#endif
