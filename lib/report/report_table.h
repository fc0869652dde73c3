/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a report tells people, before it is text, HTML or Markdown: sentences,
 * and tables of a name and some numbers a line.  Names and sentences may hold any
 * character; whoever writes them makes them safe.
 */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include "report/report_number.h"

enum {
	REPORT_COLUMNS = 5, /* at most, without the name */
	/* Mark of an estimate, a minus, and a number. */
	REPORT_CELL = REPORT_NUMBER + 2,
};

/* In the order in which they are told. */
enum report_table_id {
	REPORT_TOKENS,
	REPORT_MONEY,
	REPORT_AXES,
	REPORT_PRICES = REPORT_AXES + REPORT_NAXES,
	REPORT_BILLED_MODELS,
	REPORT_BILLED_DAYS,
	REPORT_WASTES,
	REPORT_FIDELITY,
	REPORT_NTABLES,
};

struct report_table {
	const struct report_view *view;
	unsigned id;
	const char *title;
	const char *note; /* a sentence, or NULL; perhaps own_note */
	char own_note[320];
	const char *subject; /* the head of the names */
	const char *head[REPORT_COLUMNS];
	size_t ncolumns, nlines;
	uint64_t most; /* what the longest bar stands for; 0: no bars */
	unsigned pick[REPORT_NWASTE]; /* of a few lines, which they are */
};

struct report_line {
	const char *name; /* never empty; perhaps the line's own_name */
	char own_name[64];
	char cell[REPORT_COLUMNS][REPORT_CELL];
	/* The bar: what is left of it, and what is saved. */
	uint64_t left, saved;
};

/* False: there is nothing to tell. */
bool report_table_init(
	struct report_table *, const struct report_view *, unsigned id);
void report_table_line(
	const struct report_table *, size_t i, struct report_line *);

/* The head of a report, and what is below it; each sentence is one line, and
 * empty if there is nothing to say.  The first two say the most. */
enum report_sentence {
	REPORT_SAY_SAVED,
	REPORT_SAY_INPUTS,
	REPORT_SAY_COUNTING,
	REPORT_SAY_PRICES,
	REPORT_SAY_UNREAD,
	REPORT_NSENTENCES,
};

void report_say(
	const struct report_view *, enum report_sentence, struct buf *out);

/* "14 times, 532 kB, ~123,456 tokens, of which ~120,000 could be saved" */
void report_say_offender(const struct report_view *,
	const struct report_offender *, struct buf *out);

/* A number of tokens, with its mark if it is an estimate. */
void report_tokens(const struct report_view *, uint64_t n, char *text);

/* Empties a buffer of strings that go to *out, which then knows of memory that
 * was short. */
void report_reuse(struct buf *strings, struct buf *out);

/* Whether a cell is less than nothing. */
bool report_is_negative(const char *cell);

/* A string, or "(none)" if it is empty. */
const char *report_name(const char *);

#endif
