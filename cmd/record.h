/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run's line in the ledger, if one was asked for: by --ledger, or by
 * HEADROOM_LEDGER, which is 1, or the absolute path of a file.  Whatever is wrong
 * with it is a warning, and never changes what a command does.
 */
#ifndef RECORD_H
#define RECORD_H

#include "base/buf.h"
#include "ledger/ledger.h"
#include "meter.h"
#include "price/price.h"
#include "tools.h"

struct record {
	bool wanted;
	bool named; /* by --ledger: then its folder has to be there */
	struct buf path; /* with its NUL */
	int64_t begin_ms; /* of a clock that only goes forward */
	struct ledger_run run; /* the command fills in what it knows */
	/* Of requests; recorded if the user names no tool. */
	struct tools tools;
};

/* `file` is the argument of --ledger, "" for none; NULL: not given. */
void record_begin(struct record *, const char *file);
/* Takes what was counted by tool, in tokens of the meter's encoding, once. */
void record_tools(struct record *, struct tools *, const struct meter *);
/* What was not sent, in money; the price may be NULL, as most things of it. */
void record_saved(struct record *, const struct price *);
/* Adds the run, if it is wanted and its command is known, and releases the record. */
void record_end(struct record *, int status);
/* The same for runs that are none, as with mistakes on the command line. */
void record_drop(struct record *);

/*
 * Where the ledger is, with a NUL: the file that is named, else that of
 * HEADROOM_LEDGER, else headroom/ledger.db in the folder of state.  `asked`: it
 * was named on the command line.  False: there is no such place; *why says why, or is
 * NULL where nobody asked for a ledger.
 */
bool record_place(
	const char *file, bool asked, struct buf *path, const char **why);

#endif
