/* SPDX-License-Identifier: Apache-2.0 */
/* What 'headroom cache-diff' says of two requests. */
#ifndef CACHE_REPORT_H
#define CACHE_REPORT_H

#include "prompt_cache/cache_diff.h"
#include "meter.h"
#include "out.h"
#include "price/price.h"

struct cache_report {
	const struct cache_diff *diff;
	const char *name_a, *name_b; /* of the files */
	const char *model; /* or NULL: nobody says */
	struct meter meter;
	bool has_price;
	struct price price;
	struct out out;
	struct buf scratch;
};

/* Both write to `out`, whose failure sticks. */
void cache_report_text(struct cache_report *);
void cache_report_json(struct cache_report *);

#endif
