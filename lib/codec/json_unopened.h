/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON from the midst of a document that is laid out in lines, as where a tool
 * shows a part of a file: behind the brackets that are open there it is JSON.
 */
#ifndef CODEC_JSON_UNOPENED_H
#define CODEC_JSON_UNOPENED_H

#include "base/buf.h"

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
