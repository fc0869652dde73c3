/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON with fewer quotes: {name:Ann Lee,"a:b":1,zip:"0815",tags:[x,y]}.
 *
 * A key is bare if it has no mark of the syntax in it, a string also if it does
 * not read as a number, true, false or null.  Escapes stay as they are, in
 * quotes or without.
 */
#ifndef CODEC_JSON_PLAIN_H
#define CODEC_JSON_PLAIN_H

#include "base/buf.h"
#include "base/json.h"

/* What ends a bare text; a newline always does. */
enum plain_stops {
	PLAIN_LINE = 1,
	PLAIN_COMMA = 2,
	PLAIN_CLOSE = 4, /* of an object or array */
	PLAIN_PAREN = 8,
	PLAIN_COLON = 16,
	PLAIN_SEMICOLON = 32,
	PLAIN_MARK = 64, /* what a bare key does not have */
	/* In an object or array, in a header, in a list of cells. */
	PLAIN_INNER = PLAIN_LINE | PLAIN_COMMA | PLAIN_CLOSE,
	PLAIN_HEADER = PLAIN_INNER | PLAIN_PAREN,
	PLAIN_LIST = PLAIN_INNER | PLAIN_SEMICOLON,
};

/* The bytes of token t. */
static inline struct span
json_raw(struct span text, const jsmntok_t *t)
{
	return span_of(text.p + t->start, (size_t)(t->end - t->start));
}

static inline bool
json_is_container(const jsmntok_t *t)
{
	return t->type == JSMN_OBJECT || t->type == JSMN_ARRAY;
}

void json_plain_key(struct span raw, struct buf *out);
/* `stops`: what ends a bare string where this one stands. */
void json_plain_scalar(
	struct span raw, bool string, unsigned stops, struct buf *out);
/* The value at token i, all on one line. */
void json_plain_value(struct span text, const jsmntok_t *token, size_t i,
	unsigned stops, struct buf *out);

/* A quoted text at the front of *rest, without its quotes, is taken off. */
bool json_plain_take_quoted(struct span *rest, struct span *raw);
/* A key, of an object or in a header. */
bool json_plain_take_key(struct span *rest, struct span *raw);
/* A scalar up to one of `stops`, a newline or the end. */
bool json_plain_take_scalar(
	struct span *rest, unsigned stops, struct span *raw, bool *string);

#endif
