/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What messages begin with: "kernel[0]: ARPT: " and the like gets a number
 * where it is first written, and is that number from then on:
 *
 *	$3=kernel[0]: ARPT: $wake reason 4
 *	$3$link is down
 *
 * A message that begins with a dollar is written with one more.
 */
#ifndef CODEC_LOG_PREFIX_H
#define CODEC_LOG_PREFIX_H

#include "base/buf.h"
#include "base/slots.h"
#include "headroom.h"
#include "table/cell.h"

struct log_prefix;

struct log_prefixes {
	struct log_prefix *prefix;
	size_t n, cap;
	size_t alive; /* set when they are chosen; until then none is */
	struct slots slots;
	struct span *message; /* those that will be written */
	size_t nmessages, message_cap;
	uint64_t seed;
	bool failed; /* memory was short */
};

void log_prefixes_release(struct log_prefixes *);
void log_prefixes_begin(struct log_prefixes *);
/* One message that will be written, or as much of it as has no slots. */
void log_prefixes_note(struct log_prefixes *, struct span message);
/* When all are noted: chooses, by token count. */
void log_prefixes_choose(struct log_prefixes *, struct hr_counter *);

/* Forgets the numbers that were given: a second pass begins. */
void log_prefixes_restart(struct log_prefixes *);
/* Writes what stands for the start of a message; returns how many of its bytes
 * that is.  Numbers come from the cells, who have such names too. */
size_t log_prefix_write(struct log_prefixes *, struct cells *,
	struct span message, struct buf *out);
/* Takes that off the front of *rest; false if it is not right.  The prefix,
 * which may be empty, comes before what is left. */
bool log_prefix_read(struct cells *, struct span *rest, struct span *prefix);

#endif
