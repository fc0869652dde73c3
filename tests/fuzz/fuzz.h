/* SPDX-License-Identifier: Apache-2.0 */
/* What fuzz targets share. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* libFuzzer, or driver.c, calls it with each input; it returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Ends the run, which is a finding, with what is wrong. */
static inline void
check_right(const char *wrong)
{
	if (!wrong)
		return;
	fprintf(stderr, "%s\n", wrong);
	abort();
}

static inline void
check(bool right, const char *wrong)
{
	check_right(right ? NULL : wrong);
}

#endif
