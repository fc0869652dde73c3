/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts of a source text: units, and what each is worth by what it is.
 */
#ifndef CODEC_CODE_PART_H
#define CODEC_CODE_PART_H

#include "base/span.h"
#include "table/unit.h"

enum code_part {
	PART_IMPORT,
	PART_TYPE, /* the head of a type */
	PART_FUNCTION, /* the head of a function, or its declaration */
	PART_INNER, /* the same within a function */
	PART_CALL, /* a call with a function as its last argument */
	PART_FIELD,
	PART_CONST,
	PART_DATA, /* the values of a constant */
	PART_BODY, /* statements */
	PART_DOC, /* the first line of what is said of the next part */
	PART_COMMENT,
	PART_LICENCE,
	PART_CLOSE, /* what closes the part that it needs */
	PART_BLANK,
	NPARTS,
};

/* Whole lines of the text. */
struct piece {
	uint32_t at, n, lines;
};

/* While units are made, `same` holds what they are and `value` how many of
 * their bytes tell more than the rest. */
struct parts {
	struct units *out;
	size_t base; /* units of other texts before the first one */
	bool blank; /* the last line was */
	bool failed; /* memory was short */
};

void parts_begin(struct parts *, struct units *);
/* The index of the next new unit, as it is used in `needs`. */
uint32_t parts_next(const struct parts *);
/* A unit of its own. */
void parts_add(struct parts *, enum code_part, uint32_t needs, struct piece);
/*
 * More of a run: to the last unit if that is of the same part and not long
 * enough.  `breaks`: a statement begins here, so a new unit may.
 */
void parts_run(struct parts *, enum code_part, uint32_t needs, struct piece,
	bool breaks);
/* The last unit tells more in its last n bytes than by what it is. */
void parts_tell(struct parts *, uint32_t n);
/* A blank line belongs to what is above it. */
void parts_blank(struct parts *, struct piece);
/* A unit that was made cannot be read without another one. */
void parts_need(struct parts *, uint32_t unit, uint32_t needs);
/* All units from `head` on become one if what is behind it is so short that a
 * marker would be longer. */
void parts_join(struct parts *, uint32_t head);
/* Gives the units of `text` their values. */
void parts_end(struct parts *, struct span text);

#endif
