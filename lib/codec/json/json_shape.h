/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the rows of a table have in common: a tree of fields.
 *
 *	orders:[500] id:{+1},name,paid=true,customer(id,mail?),items[sku,n]
 *
 *	id:{+1}		a column of cells, with its form (see table/cell.h)
 *	zip:"{}"	whose values are strings, even those that look like numbers
 *	paid=true	the same value in all rows, so no column
 *	customer(...)	an object, whose cells follow without brackets
 *	error?(...)	that is not always one: its first cell is - if the key is
 *			absent, null, or the value as JSON
 *	error@(...)	the same, written @-, @null or @ and JSON, as the first
 *			column itself may be such
 *	items[sku,n]	a list of objects: [a,1;b,2]
 *	tags[]		a list of scalars: [x,y]; tags[[]]: a list of lists
 *
 * The key of a map's entries is a column as well, and the first.
 */
#ifndef CODEC_JSON_SHAPE_H
#define CODEC_JSON_SHAPE_H

#include "base/arena.h"
#include "base/json.h"
#include "table/cell.h"

enum {
	/* Objects and lists in a row are columns down to this depth; what is
	 * deeper is written as JSON. */
	SHAPE_DEPTH = 12,
	/* An object of more keys is no record. */
	SHAPE_FIELDS = 256,
};

enum json_node_kind {
	NODE_LEAF,
	NODE_CONSTANT,
	NODE_GROUP,
	NODE_LIST,
};

struct json_node {
	enum json_node_kind kind;
	struct span name;
	struct json_node *next; /* field of the same object */
	struct json_node *fields; /* of a group */
	struct json_node *element; /* of a list */
	size_t nfields;

	/* What its values are; `irregular` are objects whose keys are twice
	 * there or in another order than those of the first. */
	size_t present, objects, irregular, arrays, nulls, strings, others;
	size_t numberlike; /* strings that look like literals */
	size_t first; /* token of the first value */
	bool same; /* all are like the first */
	bool deep;

	bool optional; /* a group that may be something else */
	bool marked; /* then with an @ */
	bool quoted; /* a column of strings */
	struct cell_form form;
	struct cell_state state;
	struct span *value; /* of a column, while its form is sought */
	size_t nvalues, cap;

	/* The cell above, if it was no cell of the column's form; its text is
	 * at this offset. */
	bool has_odd;
	size_t odd_at, odd_n;
	unsigned odd_blanks;
	struct span constant; /* when read: its text */
};

struct json_shape {
	struct arena arena;
	struct span text;
	const jsmntok_t *token;
	bool failed; /* memory was short */
};

/* A node of zeros; NULL when memory is short. */
struct json_node *json_shape_node(struct json_shape *, struct span name);
/* Sees the value at token i as one of the node. */
void json_shape_see(struct json_shape *, struct json_node *, size_t i);
/* When all values have been seen: what the node is.  Rows that are no group
 * have no table. */
void json_shape_resolve(
	struct json_shape *, struct json_node *, size_t parents);

/* Whether the object at token i has the node's fields in their order. */
bool json_shape_is_regular(
	struct json_shape *, const struct json_node *, size_t i);
/* The first node that has a cell, of a group. */
struct json_node *json_shape_first(struct json_node *);

/* Writes the fields of a group, with constants and forms. */
void json_shape_write(
	struct json_shape *, const struct json_node *, struct buf *);
/* Reads them; false: nothing that json_shape_write() writes, or out of memory. */
bool json_shape_read(struct json_shape *, struct cells *, struct json_node *,
	struct span *rest);

#endif
