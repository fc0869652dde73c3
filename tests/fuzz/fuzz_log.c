/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compresses any bytes as a log and checks the accounts.  The first byte
 * chooses the options: detected or forced, windows or follow mode, folded,
 * plain or lossless, the encoding, counts.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../ref/ref_fold.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct hr_options options = { 0 };
	const char *wrong;

	if (!n)
		return 0;
	options.kind = data[0] & 1 ? HR_KIND_LOG : HR_KIND_AUTO;
	options.plain = data[0] & 16;
	options.mode = data[0] & 32 ? HR_LOSSLESS : HR_FOLD;
	options.order = data[0] & 64 ? HR_ORDER_GROUP : HR_ORDER_AUTO;
	options.follow = data[0] & 2 && options.mode == HR_FOLD;
	options.want_counts = data[0] & 8;
	options.encoding = data[0] & 4 ? HR_CL100K_BASE : HR_O200K_BASE;
	wrong = ref_check(&options, (const char *)data + 1, n - 1);
	if (wrong) {
		fprintf(stderr, "%s\n", wrong);
		abort();
	}
	return 0;
}
