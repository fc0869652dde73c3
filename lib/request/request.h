/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The unwrap and splice stages: a JSON text with a request in it, or many, whose
 * strings become smaller while every other byte stays what it was.
 *
 * A request may be the text itself, a member of it, as in the lines of batches
 * and of recorded traffic, or a member of each element of its "requests".
 */
#ifndef REQUEST_H
#define REQUEST_H

#include "base/buf.h"
#include "headroom.h"

struct request_worker;

/* The options are borrowed; the stats are added to; what it counts is remembered
 * beside what the counter has seen.  NULL when memory is short. */
struct request_worker *request_worker_new(
	const struct hr_options *, struct hr_stats *, struct hr_counter *);
void request_worker_free(struct request_worker *);

/*
 * Appends to *out what the text becomes, as the line of that number, from 1.
 * HR_SKIP: there is no request in it, *out is as it was.  HR_EINPUT, HR_ELIMIT,
 * with *err filled: it is not valid JSON; or, with err->pos SIZE_MAX, what may
 * not change is over the budget.  HR_ENOMEM.
 */
enum hr_status request_compress(void *worker, struct span text, uint64_t line,
	struct buf *out, struct hr_error *err);

/* Whether there is a request in the text; *other: no, but it looks like one of
 * another endpoint.  HR_SKIP: none; HR_EINPUT, HR_ELIMIT: it is not one valid
 * value of JSON. */
enum hr_status request_look(void *worker, struct span text, bool *other);

/* hr_write_fn of the compressors of a worker. */
enum hr_status request_emit(void *worker, const void *p, size_t n);

#endif
