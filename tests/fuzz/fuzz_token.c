/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counts any bytes in every way and compares with the reference: each path of
 * instructions, whole, up to a limit, and in parts.  The first byte says where
 * the parts are cut.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "headroom.h"
#include "token/token.h"

#include "../ref/ref_token.h"

#include "fuzz.h"

static void
expect(size_t got, size_t want, const char *what, enum path path,
	enum hr_encoding encoding)
{
	if (got == want)
		return;
	fprintf(stderr, "%s, %s, %s: %zu, expected %zu\n",
		hr_encoding_name(encoding), path_name(path), what, got, want);
	abort();
}

static size_t
count_in_parts(struct hr_counter *c, const uint8_t *p, size_t n, size_t part,
	size_t *invalid)
{
	for (size_t i = 0; i < n; i += part)
		if (hr_count_feed(c, p + i, n - i < part ? n - i : part))
			abort();
	return hr_count_finish(c, invalid);
}

static void
check_path(struct hr_counter *c, enum path path, enum hr_encoding encoding,
	const uint8_t *p, size_t n, size_t part, size_t want)
{
	size_t limit = want / 2, got, invalid;

	expect(hr_count(c, p, n), want, "whole", path, encoding);
	expect(hr_count(c, p, n), want, "again", path, encoding);
	got = hr_count_upto(c, p, n, limit);
	expect(got > limit, want > limit, "above the limit", path, encoding);
	expect(hr_count_upto(c, p, n, want), want, "at the limit", path,
		encoding);
	expect(count_in_parts(c, p, n, part, &invalid), want, "in parts", path,
		encoding);
	expect(invalid, ref_invalid(p, n), "invalid", path, encoding);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	/* Counters are kept, so that a wrong cache entry is found as well. */
	static struct hr_counter *counters[HR_NENCODINGS][NPATHS];
	uint8_t *copy;
	size_t part = n ? data[0] + 1u : 1;

	if (n > 1 << 16)
		return 0;
	copy = malloc(n ? n : 1); /* exact, for the sanitizer */
	if (!copy)
		abort();
	if (n)
		memcpy(copy, data, n);
	for (int e = 0; e < HR_O200K_HARMONY; e++) {
		size_t want = ref_count((enum hr_encoding)e, copy, n);

		for (int path = 0; path < NPATHS; path++) {
			struct hr_counter **c = &counters[e][path];

			if (!*c && !(*c = hr_counter_new((enum hr_encoding)e)))
				abort();
			if (counter_force_path(*c, (enum path)path))
				check_path(*c, (enum path)path,
					(enum hr_encoding)e, copy, n, part,
					want);
		}
	}
	free(copy);
	return 0;
}
