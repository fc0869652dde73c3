/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inputs into a report: text, requests, batches and recorded traffic, each as it
 * is recognised.
 *
 * Texts of a request are told apart by who wrote them.  What tools answered may
 * become smaller, in earlier turns as well: as if headroom had been there from
 * the first turn on.
 */
#ifndef REPORT_AUDIT_H
#define REPORT_AUDIT_H

#include "report/report.h"

struct audit_options {
	enum hr_api api;
	const char *at; /* where in each record the request is, as in
			 * headroom.h; or NULL */
	bool lines; /* each line of an input is a record */
	const char *model; /* of requests that name none; or NULL */
	bool verify; /* count what the default mode keeps, too */
	/* Gets to know of lines that are no JSON; may be NULL. */
	void (*bad_line)(void *ctx, uint64_t line, const struct hr_error *);
	/* What other threads have measured, both or neither: *c has a hash and
	 * gets the rest but times and place, if it is known; or has all of it, to
	 * be remembered.  What it points at stays valid. */
	bool (*recall)(void *ctx, struct report_content *c);
	void (*remember)(void *ctx, const struct report_content *c);
	void *ctx;
};

struct audit;

/* The report has its encoding, whether to simulate, and its budget set.  All are
 * borrowed.  NULL when memory is short. */
struct audit *audit_new(const struct audit_options *, struct report *);
void audit_free(struct audit *);

/*
 * Whether an input that begins with `head`, or is that, is a batch whose lines
 * may be read apart: there is a request in one of its first lines, and not a line
 * of a transcript before it.  HR_SKIP: it is none; HR_ENOMEM.
 */
enum hr_status audit_look_batch(
	const struct audit_options *, struct span head, bool whole);

/* One input: its name, its bytes in parts, and its end.  With `batch` its lines
 * are requests, or have them, and the first one has this number.  HR_ENOMEM. */
enum hr_status audit_begin(
	struct audit *, const char *name, bool batch, uint64_t line);
enum hr_status audit_feed(struct audit *, struct span part);
enum hr_status audit_end(struct audit *);

#endif
