/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Following a log that is being written: a line of a new form goes out at
 * once, lines of known forms wait and are summed up in one marker when their
 * run ends.  Here a record is one line, as nobody knows whether another one
 * comes, and a form is a kind of its own.
 */
#ifndef FOLLOW_H
#define FOLLOW_H

#include "base/buf.h"
#include "codec/codec.h"

struct follow;

/* NULL when memory is short. */
struct follow *follow_new(void);
void follow_free(struct follow *);

/* Takes a whole line; what can go out now is added to out. */
enum hr_status follow_line(
	struct follow *, struct codec_ctx *, struct span line, struct buf *out);
/* Sums up the run that is waiting. */
enum hr_status follow_flush(
	struct follow *, struct codec_ctx *, struct buf *out);
/* Forgets all forms: another input begins. */
void follow_reset(struct follow *);

#endif
