/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of a JSON string: from what stands between its quotes, and back.
 * Memory that was short shows in buf_ok().
 */
#ifndef BASE_JSON_TEXT_H
#define BASE_JSON_TEXT_H

#include "base/buf.h"

/*
 * Appends the text of a literal for which json_is_string() holds, as it does
 * for every string of json_scan().  False: half of a surrogate pair was alone,
 * which no UTF-8 can say; U+FFFD stands in its place, and encoding would not
 * give the literal back.
 */
bool json_decode(struct span literal, struct buf *out);

/* What json_decode() would return, without decoding. */
bool json_is_text(struct span literal);

/*
 * Where bytes of the text of a literal are in the literal.  Of zeros but for the
 * literal, it stands at the start of both; json_place_of() goes on to a byte of
 * the text, or its end, at which a character begins, and returns its offset in
 * the literal.  Bytes are asked for in their order.
 */
struct json_place {
	struct span literal;
	size_t at; /* in the literal */
	size_t text; /* in the text */
};

size_t json_place_of(struct json_place *, size_t text);

/* Appends the literal of a text, without quotes: only '"', '\' and U+0000 to
 * U+001F are escaped.  Valid if the text is valid UTF-8. */
void json_encode(struct span text, struct buf *out);

#endif
