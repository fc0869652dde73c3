/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Leaves of JSON: scalar values with their keys.
 *
 * The scanner does not mind what stands between values, as the compressed text
 * may be JSON with parts left out: it looks for strings, literals, brackets and
 * colons only, in linear time and without recursion.
 */
#ifndef FACT_JSON_H
#define FACT_JSON_H

#include "base/span.h"

/* Whether a text is JSON, or JSON lines: objects or arrays, nothing else. */
bool fact_is_json(struct span text);

/* Both as they are written, the key without its quotes, a value with them.
 * A value in an array has the key of the array; without one it is empty. */
typedef void fact_leaf_fn(void *ctx, struct span key, struct span value);

/* In the order of the text.  Markers are skipped. */
void fact_json_scan(struct span text, fact_leaf_fn *, void *ctx);

/* One of several parts of a text in another notation that may be a value. */
typedef void fact_cell_fn(void *ctx, struct span cell);

/* What stands between commas, pipes and tabs, between brackets, colons and
 * equal signs, and behind the first colon of a line, without its quotes. */
void fact_cells_scan(struct span text, fact_cell_fn *, void *ctx);

#endif
