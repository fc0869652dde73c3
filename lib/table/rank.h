/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order in which a budget buys units: what is worth most for its tokens
 * comes first.  It does not depend on the budget, so a larger one buys all that
 * a smaller one does.
 *
 * This is the greedy algorithm for a value with diminishing returns under a
 * budget (Khuller, Moss, Naor 1999), lazily evaluated (Minoux 1978): each unit
 * that says what a chosen one says already is worth less, one beside a chosen
 * one costs less, as no marker stands between them.
 */
#ifndef TABLE_RANK_H
#define TABLE_RANK_H

#include "table/unit.h"

/*
 * Writes the indices of the first units of the order to order[], which has room
 * for all n, until together they cost `most` tokens; returns their number, or
 * SIZE_MAX when memory is short.  tokens[i] is what unit i costs.  A unit comes
 * behind the one that it needs.  O(n log n).
 */
size_t rank_units(const struct unit *, const uint32_t *tokens, size_t n,
	uint64_t most, uint32_t *order);

#endif
