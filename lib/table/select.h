/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which records must stay.
 *
 * Always: the first of each kind, all of a kind of one or two (but for a second
 * one that differs in its time only), the rows with a value that is rare in a column of few values, numbers far from all others,
 * and the row where a column changes its value once and for all.
 */
#ifndef TABLE_SELECT_H
#define TABLE_SELECT_H

#include "table/column.h"

/* Sets stay[row] of the records that must stay; the others are untouched. */
void select_rows(const struct window *, const struct mine *,
	const struct columns *, unsigned char *stay);

#endif
