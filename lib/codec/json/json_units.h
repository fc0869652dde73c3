/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON as units: what a budget buys of a document, and how it is written so
 * that it is a document still.
 *
 *	{"total":5,"rows":[		a frame, with the members before the list
 *	 {"id":1,"ok":true},		an item
 *	 {"id":2,"ok":true},
 *	 ...
 *	 {"id":5,"ok":false}
 *	]}				the end of two frames
 *
 * A container is opened, so that what is in it can be dropped, if it is large;
 * one that is not is kept or dropped whole.  Lines of JSON are items of none.
 * What is dropped of a container becomes one item, or one member:
 *
 *	{"total":5,"rows":[
 *	 {"id":1,"ok":true},
 *	 "[... 3-4: 3 of 5 ...]",
 *	 {"id":5,"ok":false}
 *	]}
 */
#ifndef CODEC_JSON_UNITS_H
#define CODEC_JSON_UNITS_H

#include "base/buf.h"
#include "base/json.h"
#include "table/row_value.h"

enum json_part_kind {
	PART_ITEM, /* one or more items or members, without what is behind */
	PART_OPEN, /* from a bracket or its key, to the first item */
	PART_CLOSE, /* with the blanks before the bracket */
};

/* What a unit is in its document; parallel to the units. */
struct json_part {
	enum json_part_kind kind;
	bool object; /* an opened container is one, not an array */
	uint32_t parent; /* unit that opens the container it is in, or NONE */
	uint32_t core; /* its bytes without the comma and blanks behind */
	uint32_t items; /* in it; of an opened container, all that it has */
	uint32_t from, to; /* lines of the core, from 0 */
	uint32_t gaps; /* in it so far, while it is written */
	bool told; /* its summary is to be written */
	size_t summary, summary_n; /* bytes of json_cut.summary */
};

/* An opened container, while it is cut. */
struct json_frame {
	size_t next, end; /* tokens of the children */
	size_t first_value, child; /* if ranked: in values[], and the next */
	size_t bytes; /* of the container */
	size_t core_end, unit_end; /* of the unit that closes it, in bytes */
	uint32_t unit; /* that opens it */
	bool object, ranked;
	bool listed; /* it is in an item of a ranked one */
	float value; /* of that item */
};

enum {
	/* Containers that are opened in one another. */
	JSON_OPEN_DEPTH = 12,
};

struct json_value {
	uint64_t same;
	float value;
};

struct json_cut {
	struct span text;
	uint64_t hash; /* of the text that was cut */
	struct json_tokens tokens;
	struct json_part *part;
	size_t nparts, part_cap;
	size_t at; /* byte behind the last part */
	struct units *units; /* NULL: only the parts are wanted */
	struct row_values rows;
	struct json_value *values;
	size_t nvalues, value_cap;
	struct buf summary; /* what all items of each list have */
	struct json_frame frame[JSON_OPEN_DEPTH];
	size_t depth;
	size_t documents; /* values one after another */
	uint32_t line; /* that byte `counted` is in */
	size_t counted;
	bool failed; /* memory was short */
};

void json_cut_release(struct json_cut *);

/* Adds the units of all of the text; if `units` is NULL, only finds the parts.
 * HR_SKIP: no JSON, or values that are not on lines of their own. */
enum hr_status json_cut_units(
	struct json_cut *, struct span text, struct units *units);
/* Whether this text was the last that was cut. */
bool json_cut_has(const struct json_cut *, struct span text);

/* Writes what is kept of the text, of which these are all units; a text that
 * was not the last one cut is cut again. */
enum hr_status json_cut_render(struct json_cut *, struct span text,
	const struct unit *, size_t nunits, const unsigned char *keep,
	uint64_t line_base, struct buf *out);

/* The cells of the value at token i, for the row that is being made.  Of a
 * shallow one containers are left out. */
void json_row_cells(struct row_values *, struct span text, const jsmntok_t *,
	size_t i, bool shallow);

#endif
