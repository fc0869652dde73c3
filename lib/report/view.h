/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a report says, ready to be written in any form: numbers and strings, all
 * of them decided.  Strings are valid UTF-8 with a NUL at their end, may have any
 * character in them, and belong to whoever made the view.
 */
#ifndef REPORT_VIEW_H
#define REPORT_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* The version of what JSON and CSV look like. */
#define REPORT_SCHEMA "headroom.report/1"

/* The same texts as they are, encoded, folded and encoded, and in a budget. */
enum report_mode {
	REPORT_NOW,
	REPORT_LOSSLESS,
	REPORT_DEFAULT,
	REPORT_BUDGET, /* only if there is one */
	REPORT_NMODES,
};

/* "now", "lossless", "default", "budget". */
extern const char *const report_mode_names[REPORT_NMODES];

struct report_sum {
	uint64_t texts, bytes;
	uint64_t tokens[REPORT_NMODES];
};

/* By what texts are told apart. */
enum report_axis {
	REPORT_BY_KIND, /* log, json, code ... */
	REPORT_BY_ROLE, /* system, user, assistant, tool, tools ... */
	REPORT_BY_TOOL,
	REPORT_BY_MODEL,
	REPORT_BY_DAY, /* 2026-11-24 */
	REPORT_BY_FILE,
	REPORT_NAXES,
};

/* "kind", "role" ... */
extern const char *const report_axis_names[REPORT_NAXES];

struct report_row {
	const char *name;
	struct report_sum sum;
};

/* Rows of an axis, most tokens first. */
struct report_rows {
	const struct report_row *row;
	size_t n;
	struct report_sum rest; /* of rows that are not in the list */
	size_t nrest;
};

enum report_waste {
	REPORT_REPEATED, /* the same text again */
	REPORT_VERSIONS, /* a text again, with small edits */
	REPORT_PRETTY, /* white space of JSON */
	REPORT_BLOBS, /* base64, hex, minified code */
	REPORT_ESCAPES, /* of terminals */
	REPORT_PROGRESS, /* states of a line before the last one */
	REPORT_TRACES, /* stack traces that were there before */
	REPORT_VOLATILE, /* times and ids early in a prompt: its cache is lost */
	REPORT_NWASTE,
};

/* "repeated", "versions" ...; and a phrase for people. */
extern const char *const report_waste_names[REPORT_NWASTE];
extern const char *const report_waste_phrases[REPORT_NWASTE];

struct report_finding {
	uint64_t places, tokens;
	bool has_amount;
	uint64_t amount; /* pico-dollars */
};

/* What takes most, and why, in words: "the same 38 kB listing sent 14 times". */
struct report_offender {
	const char *where; /* the first place: file, line, pointer */
	const char *why;
	uint64_t times, bytes, tokens; /* of all of them */
	uint64_t saved; /* tokens, if something were done */
};

/* What the prompts cost, by model.  Amounts are pico-dollars. */
struct report_price {
	const char *model;
	uint64_t requests;
	bool known; /* else there are no amounts */
	const char *matched; /* the row of the table of prices */
	uint64_t amount[REPORT_NMODES];
	/* If the provider's cache had what was sent before in these inputs. */
	uint64_t cached_tokens;
	uint64_t cached_amount[REPORT_NMODES];
	int error_percent; /* its tokens may be off by so much; 0: exact */
};

/* Tokens that a provider counted; those behind input and output are a part of
 * one before. */
enum report_usage {
	REPORT_INPUT,
	REPORT_CACHED,
	REPORT_WRITE,
	REPORT_WRITE_1H,
	REPORT_OUTPUT,
	REPORT_REASONING,
	REPORT_NUSAGE,
};

/* "input", "cached", "cache_write" ... */
extern const char *const report_usage_names[REPORT_NUSAGE];

/* Answers that were billed, as sessions recorded it. */
struct report_billed {
	const char *name; /* of the model or the day; empty: it is not told */
	uint64_t answers, usage[REPORT_NUSAGE];
	uint64_t unpriced; /* answers whose price is not known */
	uint64_t amount; /* pico-dollars of the others */
};

/* As verify counts. */
struct report_fidelity {
	const char *name; /* "templates", "errors" ... */
	uint64_t total, kept, stated;
};

/* Something that is not in the numbers. */
struct report_trouble {
	const char *where, *what;
	uint64_t times;
};

struct report_view {
	const char *version; /* of headroom */
	const char *encoding; /* of the tokens, "o200k_base" */
	const char *model; /* that was named, or NULL */
	bool exact; /* tokens of texts are counted by the model's own tokenizer */
	int error_percent; /* else they may be off by so much */
	uint64_t budget; /* 0: there is none */
	unsigned budget_percent;
	bool simulated; /* else REPORT_NOW is all there is */
	const char *price_date, *price_source; /* or NULL */

	uint64_t inputs, requests;
	uint64_t milliseconds; /* that it took; not in JSON, which adds up */
	struct report_sum total;
	struct report_rows by[REPORT_NAXES];
	struct report_finding waste[REPORT_NWASTE];
	const struct report_offender *offender;
	size_t noffenders;
	const struct report_price *price;
	size_t nprices;
	bool has_amount; /* a model's price is known */
	uint64_t amount[REPORT_NMODES],
		cached_amount[REPORT_NMODES]; /* in sum */
	struct report_billed billed; /* in sum */
	const struct report_billed *billed_model, *billed_day;
	size_t nbilled_models, nbilled_days;
	const struct report_fidelity *fidelity;
	size_t nfidelity;
	const struct report_trouble *trouble;
	size_t ntrouble;
	uint64_t unread, bad_lines, unknown_lines; /* files, lines */
};

/* How the text form looks. */
struct report_look {
	unsigned columns; /* of the terminal; 0: 80 */
	bool colour, bars;
	bool utf8; /* else nothing but ASCII is written */
};

/* Each appends a whole report to *out; buf_ok() tells whether memory was short.
 * The JSON that can be merged is made elsewhere. */
void report_text(const struct report_view *, const struct report_look *,
	struct buf *out);
void report_csv(const struct report_view *, struct buf *out);
void report_html(const struct report_view *, struct buf *out);
void report_prometheus(const struct report_view *, struct buf *out);
void report_markdown(const struct report_view *, struct buf *out);

struct price_list;

/* What is asked of a view. */
struct view_options {
	const char *version, *model; /* or NULL */
	bool exact;
	int error_percent;
	const struct price_list *prices; /* NULL: no amounts */
	int64_t when; /* the prices of that time, in seconds since 1970 */
	size_t rows; /* of each axis at most, and half as many offenders */
	uint64_t milliseconds;
};

#endif
