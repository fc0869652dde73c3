/* SPDX-License-Identifier: Apache-2.0 */
/* --keep and --drop: PCRE2 patterns over raw bytes, with match limits. */
#ifndef FILTER_H
#define FILTER_H

#include "base/span.h"
#include "headroom.h"

struct filter;

enum filter_verdict {
	FILTER_NONE,
	FILTER_KEEP,
	FILTER_DROP,
};

/* *out is NULL if there are no patterns.  HR_EINPUT with *err filled for one
 * that does not compile, or any if built without PCRE2. */
enum hr_status filter_new(const char *const *keep, const char *const *drop,
	struct filter **out, struct hr_error *err);
void filter_free(struct filter *);

/* What the patterns say of a record; keep wins over drop.  A match that hits
 * its limit counts as keep and adds to *failures. */
enum filter_verdict filter_match(
	const struct filter *, struct span, uint64_t *failures);

#endif
