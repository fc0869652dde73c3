/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the cells and rows of a table; json_read.c has the table around. */
#ifndef CODEC_JSON_READ_ROW_H
#define CODEC_JSON_READ_ROW_H

#include "codec/json/json_read.h"

/* Takes a byte off the front, if it is there. */
static inline bool
json_read_take(struct span *rest, char c)
{
	if (!span_first_is(*rest, c))
		return false;
	*rest = span_from(*rest, 1);
	return true;
}

/* The first byte, or -1. */
static inline int
json_read_peek(struct span rest)
{
	return rest.n ? (unsigned char)rest.p[0] : -1;
}

/* False; the reason is the first one that is given. */
bool json_read_wrong(struct json_reader *, const char *why);

/* Prints an opening bracket. */
bool json_read_bracket(struct json_reader *, bool object);

/* Before a cell: the comma. */
bool json_read_start_cell(struct json_reader *);

/* Whether a cell ends where the rest of its row begins. */
bool json_read_at_end(const struct json_reader *, struct span rest);

/* The odd cell is read: `text` is what is left of it, `from` where it began. */
void json_read_end_odd(struct json_reader *, struct json_node *,
	struct span from, struct span text);

/* Forgets the cells that were read above, of the node and all in it. */
void json_read_forget(struct json_node *);

/* Reads the cells of a node, and prints its name, if it has one, and value. */
bool json_read_node(
	struct json_reader *, struct json_node *, const struct span *name);

#endif
