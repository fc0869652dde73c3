/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What runs did, in numbers: one sqlite3 database that many processes may write
 * to at once.  Nothing of what they read is in it.  libsqlite3 is loaded when a
 * ledger is opened.
 *
 * A call waits for other processes, some seconds in all its life, and fails
 * then.  On failure *err says why: HR_EIO; HR_EINPUT: the file is damaged, of a
 * later version, or something else than a ledger; HR_ENOMEM; HR_SKIP: there is
 * no libsqlite3.
 */
#ifndef LEDGER_H
#define LEDGER_H

#include "headroom.h"

/* A number that nobody knows; others may be negative. */
#define LEDGER_UNKNOWN INT64_MIN

/* Of a run; NULL: not known. */
#define LEDGER_WORDS(X)                                                        \
	X(command) /* "compress", "send" */                                    \
	X(version) /* of headroom */                                           \
	X(model) /* as it was named */                                         \
	X(api)                                                                 \
	X(kind) /* "log", "requests" ... */                                    \
	X(tool) /* what the input is from, as the user says */

#define LEDGER_NUMBERS(X)                                                      \
	X(time) /* seconds since 1970 */                                       \
	X(bytes_in)                                                            \
	X(bytes_out)                                                           \
	X(tokens_in)                                                           \
	X(tokens_out)                                                          \
	X(estimated) /* 1: tokens are; 0: they are the model's own */          \
	X(requests)                                                            \
	X(usage_input) /* tokens that were billed */                           \
	X(usage_cached)                                                        \
	X(usage_cache_write)                                                   \
	X(usage_output)                                                        \
	X(usage_reasoning)                                                     \
	X(cost) /* pico-dollars that were billed */                            \
	X(saved) /* pico-dollars of input that was not sent */                 \
	X(status) /* of exit */                                                \
	X(duration_ms)

/* Of a run, what is of one tool; the rest of it is of none. */
struct ledger_part {
	const char *tool;
	int64_t tokens_in, tokens_out;
	int64_t saved; /* pico-dollars, or LEDGER_UNKNOWN */
};

struct ledger_run {
#define X(name) const char *name;
	LEDGER_WORDS(X)
#undef X
#define X(name) int64_t name;
	LEDGER_NUMBERS(X)
#undef X
	const struct ledger_part *part; /* of tools that differ */
	size_t nparts;
};

/* Nothing is known. */
void ledger_run_init(struct ledger_run *);

/*
 * Sums of runs, by their names in reports, and how they are made.  What a run
 * that failed would have saved is not counted, but what it cost is.
 */
#define LEDGER_DONE(what) "(CASE WHEN status = 0 THEN " what " END)"
#define LEDGER_SUMS(X)                                                         \
	X(runs, "count(*)")                                                    \
	X(failed, "sum(status <> 0)")                                          \
	X(estimated, "sum(status = 0 AND estimated)")                          \
	X(requests, "sum" LEDGER_DONE("requests"))                             \
	X(bytes_in, "sum" LEDGER_DONE("bytes_in"))                             \
	X(bytes_out, "sum" LEDGER_DONE("bytes_out"))                           \
	X(tokens_in, "sum" LEDGER_DONE("tokens_in"))                           \
	X(tokens_out, "sum" LEDGER_DONE("tokens_out"))                         \
	X(saved_runs, "count" LEDGER_DONE("saved"))                            \
	X(saved, "sum" LEDGER_DONE("saved"))                                   \
	X(usage_runs, "count(usage_input)")                                    \
	X(usage_input, "sum(usage_input)")                                     \
	X(usage_cached, "sum(usage_cached)")                                   \
	X(usage_cache_write, "sum(usage_cache_write)")                         \
	X(usage_output, "sum(usage_output)")                                   \
	X(usage_reasoning, "sum(usage_reasoning)")                             \
	X(cost_runs, "count(cost)")                                            \
	X(cost, "sum(cost)")                                                   \
	X(duration_ms, "sum(duration_ms)")

struct ledger_sum {
	const char *name; /* of the group; NULL: these runs have none */
#define X(name, sql) int64_t name;
	LEDGER_SUMS(X)
#undef X
};

enum ledger_by {
	LEDGER_BY_DAY, /* 2026-11-24, in UTC; the others by tokens saved */
	LEDGER_BY_MODEL,
	/* A run that has parts is one of each of their tools, with the tokens of
	 * it, and one without a tool with all the rest. */
	LEDGER_BY_TOOL,
	LEDGER_BY_COMMAND,
	LEDGER_BY_KIND,
	LEDGER_BY_NOTHING, /* one sum, also of no runs */
};

struct ledger;

/* False: this program was built without libsqlite3's headers. */
bool ledger_is_built(void);

/*
 * The file has to be there; if it is empty, and is to be written, a ledger is
 * made of it.  `path` begins with '/' or "./".
 */
enum hr_status ledger_open(
	const char *path, bool write, struct ledger **, struct hr_error *err);
void ledger_close(struct ledger *);

/* In one transaction: the run is there, once, with its parts, or not at all. */
enum hr_status ledger_add(
	struct ledger *, const struct ledger_run *, struct hr_error *err);

/* Gives out the groups of the runs since a time, in seconds; names are valid
 * during the call.  What the callback returns but HR_OK ends it. */
typedef enum hr_status ledger_sum_fn(void *ctx, const struct ledger_sum *);
enum hr_status ledger_sums(struct ledger *, int64_t since, enum ledger_by,
	ledger_sum_fn *, void *ctx, struct hr_error *err);

/* Deletes the runs before a time. */
enum hr_status ledger_purge(struct ledger *, int64_t before, int64_t *deleted,
	struct hr_error *err);

/* "30d", "12h", "4w" before now, or the beginning of a day, "2026-11-24", in
 * UTC.  False: it is none of these. */
bool ledger_parse_time(const char *arg, int64_t now, int64_t *time);

#endif
