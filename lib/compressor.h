/* SPDX-License-Identifier: Apache-2.0 */
/* A compressor beside another counter; the public face is in headroom.h. */
#ifndef COMPRESSOR_H
#define COMPRESSOR_H

#include "headroom.h"

/* hr_compressor_new() with counters that remember what `beside` does, unless it
 * is NULL; see counter_beside(). */
enum hr_status compressor_new(const struct hr_options *, hr_write_fn *,
	void *write_ctx, struct hr_counter *beside, struct hr_compressor **,
	struct hr_error *);

#endif
