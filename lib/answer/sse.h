/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stream of events, of which only the data is wanted: lines that end in LF,
 * CRLF or CR, in parts that may be cut anywhere.  The names of events are also
 * in their data.
 */
#ifndef ANSWER_SSE_H
#define ANSWER_SSE_H

#include "base/buf.h"
#include "headroom.h"

/* The data of an event, its lines joined with LF; valid during the call.
 * Anything but HR_OK ends the reading and is returned from it. */
typedef enum hr_status sse_event_fn(void *ctx, struct span data);

struct sse {
	struct buf line, data;
	bool has_data; /* a line of data came, of which even one without
			* anything makes an event */
	bool behind_cr; /* a LF that comes now ends no other line */
	bool foreign; /* a line had no field that streams have */
	bool begun; /* the first line is over, which may have a mark */
	sse_event_fn *event;
	void *ctx;
};

/* An event, and a line, may have so many bytes. */
void sse_init(struct sse *, size_t limit, sse_event_fn *, void *ctx);
void sse_release(struct sse *);

/* HR_ELIMIT, HR_ENOMEM, or what the callback returned. */
enum hr_status sse_feed(struct sse *, struct span part);
/*
 * The end of the body.  An event without a blank line behind it counts if its
 * data cannot be the beginning of something longer: if it is complete JSON, or
 * "[DONE]".
 */
enum hr_status sse_finish(struct sse *);

#endif
