/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a text as units for a budget: what each is worth. */
#ifndef CODEC_LOG_UNITS_H
#define CODEC_LOG_UNITS_H

#include "codec/codec.h"
#include "table/column.h"
#include "table/rows.h"

/* See units() in struct codec; the rest is memory that is used again. */
enum hr_status log_units(struct rows *, struct mine *, struct columns *,
	struct span in, uint64_t line_base, struct units *);

#endif
