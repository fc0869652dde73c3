/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A query: what somebody wants to know, in words, and which units of a text
 * may tell it.  Works on records of any kind: sentences, lines of a log, rows
 * of a table, functions.
 */
#ifndef TABLE_QUERY_H
#define TABLE_QUERY_H

#include "table/unit.h"

struct query;

/* NULL when memory is short. */
struct query *query_new(struct span text);
void query_free(struct query *);

/*
 * Raises the values of the units from `first` on, which together are a stretch
 * of `text` (their places count from its start), by how well they answer: most
 * by the words of the query that they have, less by those of the units beside
 * them, of the unit that they need, and of the passage between two empty lines
 * that they are in.  A unit with most of the words gets VALUE_FAILURE and more,
 * one with none of them in all these places keeps its value.  Linear in bytes
 * and units.  False when memory is short, and then nothing is changed.
 */
bool query_rank(
	const struct query *, struct span text, struct units *, size_t first);

#endif
