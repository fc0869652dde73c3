/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What inputs have in them, in sums.
 *
 * Everything here adds up: a report of a folder is the sum of the reports of its
 * files, in any order, and so is its JSON, byte for byte.  What is not a sum,
 * such as the largest rows, what repeats, or what it costs, is worked out of the
 * sums when a view is made.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/arena.h"
#include "base/slots.h"
#include "headroom.h"
#include "report/view.h"

enum {
	/* Of a shorter text it does not matter whether it was there before. */
	REPORT_CONTENT_BYTES = 256,
	/* Prices may be others above 200,000 and 272,000 tokens of a request. */
	REPORT_BUCKETS = 3,
	/* Hashes by which versions of a text are known. */
	REPORT_SKETCH = 4,
};

/* A text that is not short, by the hash of its bytes and of whether it may
 * change: its sums are of one time. */
struct report_content {
	uint64_t hash;
	uint64_t times, bytes;
	uint64_t tokens[REPORT_NMODES];
	uint64_t waste
		[REPORT_NWASTE]; /* tokens; of what a text tells by itself */
	uint64_t
		shape; /* hash of a system text but for numbers; 0: it is none */
	uint64_t prompt; /* tokens of all prompts that it begins */
	uint64_t sketch[REPORT_SKETCH]; /* 0: too few lines */
	const struct hr_fact_counts *facts; /* HR_NFACTS; NULL: not asked for */
	const char *kind, *where; /* the least of the places */
};

/* What a prompt begins with, up to one of its turns: sums are of that turn. */
struct report_prefix {
	uint64_t hash;
	uint64_t times;
	uint64_t tokens[REPORT_NMODES];
	uint32_t model; /* its row */
};

struct report_name {
	uint64_t hash;
	const char *name;
	struct report_sum sum;
};

/* Rows of an axis. */
struct report_names {
	struct report_name *p;
	size_t n, cap;
	struct slots slots;
};

struct report_model {
	uint64_t hash;
	const char *name;
	uint64_t requests;
	uint64_t tokens[REPORT_NMODES][REPORT_BUCKETS]; /* of prompts */
	uint32_t order; /* for report_sort() */
};

/* What was billed of one answer, as a session recorded it. */
struct report_answer {
	uint64_t hash; /* of what it is known by */
	const char *model; /* perhaps empty */
	uint64_t time; /* seconds since 1970; 0: it is not told */
	/* Of the last, those that are a part of another: of the input what was
	 * read from the cache and written to it, of that what for an hour, of
	 * the output what is reasoning. */
	uint64_t usage[REPORT_NUSAGE];
};

struct report_odd {
	uint64_t hash;
	const char *where, *what;
	uint64_t times;
};

struct report {
	struct arena strings;
	uint64_t inputs, requests, unread, bad_lines, unknown_lines;
	struct report_sum total;
	struct report_names by[REPORT_NAXES];
	struct report_names kinds; /* of contents: names only */
	struct report_finding waste[REPORT_NWASTE]; /* of places; no amounts */
	struct hr_fact_counts facts[HR_NFACTS];
	struct report_content *content;
	size_t ncontents, content_cap;
	struct slots content_slots;
	struct report_prefix *prefix;
	size_t nprefixes, prefix_cap;
	struct slots prefix_slots;
	bool prefix_order; /* they are in their order; their slots are not made */
	struct report_model *model;
	size_t nmodels, model_cap;
	struct slots model_slots;
	struct report_answer *answer;
	size_t nanswers, answer_cap;
	struct slots answer_slots;
	struct report_odd *odd;
	size_t nodd, odd_cap;
	struct slots odd_slots;
	/* What the numbers are of; reports that differ here do not add up. */
	enum hr_encoding encoding;
	bool simulated;
	uint64_t budget;
	unsigned budget_percent;
	bool failed; /* memory was short: what comes after changes nothing */
};

void report_release(struct report *);

/* Adds to the row of a name on an axis. */
void report_add_name(struct report *, enum report_axis, struct span name,
	const struct report_sum *);
/* Adds to the totals. */
void report_add_sum(struct report_sum *, const struct report_sum *);

/* The content of this hash; NULL: it is new, or memory was short.  Valid until
 * the next one is added. */
struct report_content *report_find_content(struct report *, uint64_t hash);
/* Adds times, prompts and the place; the rest only if it is new. */
struct report_content *report_add_content(
	struct report *, const struct report_content *);
void report_add_prefix(struct report *, const struct report_prefix *);
/* The row of a model. */
uint32_t report_model_of(struct report *, struct span name);
/* An answer counts once, with the most that was told of it. */
void report_add_answer(struct report *, const struct report_answer *);
void report_add_odd(
	struct report *, struct span where, struct span what, uint64_t times);

/* Adds all of another report.  HR_EINPUT: they are not of the same kind. */
enum hr_status report_merge(struct report *, const struct report *from);
/* The same by adding the smaller one to the larger one; `from` is either of them
 * then, still to be released. */
enum hr_status report_take(struct report *, struct report *from);

/* Puts the prefixes into their order, in which they are merged faster. */
void report_sort_prefixes(struct report *);
/* Adds prefixes that are in their order to those that are, too; the models of
 * theirs are in those rows of the report. */
void report_join_prefixes(
	struct report *, const struct report *from, const uint32_t *row);

/* Puts all rows into the order that they have in JSON; nothing is found or added
 * after that. */
void report_sort(struct report *);

/* The modes that were tried, from REPORT_NOW on: the tokens of those that were
 * not are the tokens of the last one. */
size_t report_nmodes(const struct report *);

/* JSON of what is said, and of the sums that it is made of, which report_read()
 * reads: the same bytes for the same sums.  The status of *write, or HR_ENOMEM;
 * then a part of it has been written. */
enum hr_status report_write(const struct report *, const struct report_view *,
	hr_write_fn *write, void *ctx);

/* Makes an empty report one of the kind of what was written. */
enum hr_status report_read_kind(
	struct report *, struct span json, struct hr_error *err);

/* Adds what was written.  HR_EINPUT with *err: it is none, or of another kind;
 * then the report may have a part of it. */
enum hr_status report_read(
	struct report *, struct span json, struct hr_error *err);

#endif
