/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a window: lines to records, records to forms. */
#ifndef TABLE_ROWS_H
#define TABLE_ROWS_H

#include "base/slots.h"
#include "headroom.h"
#include "table/table.h"

enum {
	/* A window closes at whichever of these comes first; together they
	 * bound its memory (a cell is 8 bytes, a record 24). */
	WINDOW_RECORDS = 1 << 19,
	WINDOW_CELLS = 6 << 20,
	/* More lines without a time than this are not the rest of a message
	 * but text of their own.  Half or twice as many change no sample. */
	RECORD_LINES = 64,
};

/* Where a record ends. */
enum rows_mode {
	ROWS_TIMED, /* before the next line with a time at its head */
	ROWS_INDENTED, /* before the next line that is not indented */
	ROWS_LINES, /* each line is one */
};

struct rows {
	struct window w;
	struct slots slots; /* of the forms */
};

void rows_init(struct rows *, uint64_t seed);
void rows_release(struct rows *);

/*
 * Reads whole records from the start of `text` (< 4 GiB) until the end or the
 * window is full; *used is how many bytes that were.  HR_ENOMEM when memory is
 * short.
 */
enum hr_status rows_read(
	struct rows *, struct span text, enum rows_mode, size_t *used);

/* The same record by record: each is a part of the text behind the one before,
 * `lines` its lines.  False when memory is short. */
void rows_begin(struct rows *, struct span text);
bool rows_add(struct rows *, uint32_t at, uint32_t n, uint32_t lines);

#endif
