/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of a report that is written as JSON: names, values, lists. */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "base/buf.h"
#include "report/view.h"

/* A name and its colon, and a comma unless it is the first of its object. */
void put_name(struct buf *, const char *key);
/* A value: a string, or null. */
void put_text(struct buf *, const char *);
/* Numbers in brackets. */
void put_list(struct buf *, const uint64_t *n, size_t count);
/* A value: 16 digits in quotes. */
void put_hex(struct buf *, uint64_t);
/* Begins an element of an array on a line of its own. */
void put_next(struct buf *, size_t i);

/* Members. */
void put_number(struct buf *, const char *key, uint64_t);
void put_bool(struct buf *, const char *key, bool);
void put_string(struct buf *, const char *key, const char *);

/* What the report says: its members but for the sums. */
void report_put_view(struct buf *, const struct report_view *);

#endif
