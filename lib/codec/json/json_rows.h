/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables in JSON, as rows of cells under a header:
 *
 *	[3] id:{+1},name,mail?(user,host)	an array of objects
 *	{3} key,port,host			an object of objects
 *	[3 lines] id,name			objects that are a line each
 *
 * Rows of several shapes have a header for each, and a letter as their first
 * cell, which may be left blank below the same one:
 *
 *	[4 lines, 2 shapes]
 *	A time,user
 *	B time,status,bytes:{+10}
 *	A,10:01,ann
 *	,10:02,bo
 *	B,10:03,200,70
 *	,10:04,200,
 *
 * A cell is written as table/cell.h says, or is one of these odd ones:
 *
 *	-		the key is absent
 *	null
 *	"12"		a string that reads like one of the others, or like a number
 *	{...} [...]	any other value
 *	(nothing)	below one of these: the same
 */
#ifndef CODEC_JSON_ROWS_H
#define CODEC_JSON_ROWS_H

#include "codec/json/json_shape.h"
#include "codec/json/json_sort.h"

enum json_rows_kind {
	ROWS_ARRAY,
	ROWS_MAP,
	ROWS_LINES,
};

/* What is kept from table to table. */
struct json_rows {
	struct json_shape shape;
	struct json_sort sort;
	struct cells cells;
	struct hr_counter *counter;
	struct buf *out;
	struct buf scratch; /* of rows that are not kept */
	bool collecting; /* only looks at the values */
	bool clash; /* a cell would be read as something else */
	bool started; /* a row has a cell already */
	unsigned lists; /* around the cell */
	struct span before; /* the core of the cell to the left */
};

void json_rows_release(struct json_rows *);

/*
 * Adds the values of the tokens from first up to `last` as a table: those of an
 * array, of an object with its keys, or of lines.  HR_SKIP: they are none, and
 * nothing was added.
 */
enum hr_status json_rows_write(struct json_rows *, struct span text,
	const jsmntok_t *token, size_t first, size_t last,
	enum json_rows_kind kind, struct buf *out);

/* Whether a string must be written in quotes as an odd cell. */
bool json_rows_is_odd(bool quoted_column, struct span raw);

#endif
