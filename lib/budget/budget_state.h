/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the budget stage share; see budget.h. */
#ifndef BUDGET_STATE_H
#define BUDGET_STATE_H

#include "blob/blob.h"
#include "budget/budget.h"
#include "table/query.h"

enum {
	/* Of what is not rendered by its codec, so many times the budget is
	 * held: a marker or an encoding may make a unit cheaper than it was
	 * thought to be, but not by so much. */
	HELD_TIMES = 4,
};

/* A stretch of one kind. */
struct stretch {
	struct buf text; /* of the units that are held */
	const struct codec *codec; /* that renders it; NULL: lines */
	uint64_t line, lines; /* the first one, and how many */
	size_t unit, nunits, nnotes; /* the last ones are notes */
};

struct input {
	struct buf header;
	struct buf sample; /* of its lines, to tell what they have in common */
	size_t part, nparts;
	bool crlf, no_newline;
};

struct budget {
	const struct hr_options *options;
	struct hr_counter *counter;
	struct encoder *encoder;
	const struct filter *filter;
	struct query *query; /* NULL: nothing is asked */
	struct hr_stats *stats;
	struct codec_set set;
	struct blobs blobs;

	struct input *input;
	size_t ninputs, input_cap;
	struct stretch *part;
	size_t nparts, part_cap;
	/* Of all parts, one after the other. */
	struct units units;
	uint64_t *line; /* of each unit: the first line that it has a part in */
	size_t line_cap;
	uint32_t *tokens; /* of each unit, about */
	size_t tokens_cap;
	bool pruned; /* some units are no longer held */
	size_t rendered; /* bytes of texts that their codecs render */

	struct buf folded; /* what the default mode makes of all */
	uint64_t folded_tokens;
	bool folding;

	struct units fresh; /* of the part that is being added */
	struct buf plain; /* with "\n" at the end of each line */
	uint32_t *order;
	size_t norder; /* units in it that may go out */
	unsigned char *keep;
	struct buf one, coded, out, best;
};

/* The context of a codec for a text that begins at a line; NULL when memory is
 * short. */
struct codec_ctx *budget_open_codec(
	struct budget *, size_t codec, uint64_t line, bool last);

/* Cuts a window of an input, whole lines with plain ends, into units and holds
 * those that could go out. */
enum hr_status budget_hold(
	struct budget *, struct span text, uint64_t line_base, bool last);

#define ALL_UNITS SIZE_MAX

/* All inputs with the first k units of the order, or ALL_UNITS, as they go out,
 * to out; *tokens of that. */
enum hr_status budget_render(struct budget *, size_t k, size_t *tokens);

#endif
