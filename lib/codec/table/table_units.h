/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables as units: the lines above the first row are one, as is each row or
 * record, and what is below the last one.
 */
#ifndef CODEC_TABLE_UNITS_H
#define CODEC_TABLE_UNITS_H

#include "codec/table/table_style.h"
#include "headroom.h"
#include "table/row_value.h"

/* Adds the units of a table of this style, with any line ends; `rows` is memory
 * that is kept.  HR_SKIP: there are no rows. */
enum hr_status table_cut_units(const struct table_style *, struct row_values *,
	struct span text, struct units *);

#endif
