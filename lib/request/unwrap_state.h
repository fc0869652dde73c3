/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the unwrap stage share; see unwrap.h. */
#ifndef UNWRAP_STATE_H
#define UNWRAP_STATE_H

#include "request/unwrap.h"

enum unwrap_state {
	UNWRAP_HEAD, /* not known yet */
	UNWRAP_TEXT,
	UNWRAP_WHOLE, /* may be a request over many lines: tried at the end */
	UNWRAP_LINES,
};

struct unwrap {
	const struct hr_options *options;
	struct hr_stats *stats;
	hr_write_fn *write;
	void *ctx;
	struct unwrap_work work;
	enum unwrap_state state;
	struct buf in, out;
	/* Of a head: */
	size_t next_look; /* bytes at which it is looked at, if no line ends */
	size_t blank; /* bytes at its start that say nothing */
	bool looked, likely; /* it begins as a request does */
	size_t scanned; /* bytes of `in` whose lines were looked at */
	size_t lines; /* of those that are values of JSON, some */
	size_t wordy; /* of them, those that have words of requests */
	bool has_request; /* one has a request, but is in a document that goes
			   * on, as far as it is there */
	size_t next_check; /* bytes at which that is looked at again */
	uint64_t line; /* of the first byte of `in`, from 1 */
	bool too_long; /* the rest of a line that is larger than a request */
};

/* Bytes that a request may have. */
size_t unwrap_most(const struct unwrap *);

/* Off the front: a byte order mark, and blanks. */
struct span unwrap_skip_blanks(struct span);

/* Finds out what the input is, as far as what is there of it says; HR_OK also if
 * that cannot be said yet.  HR_ENOMEM. */
enum hr_status unwrap_decide(struct unwrap *, bool last);

#endif
