/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Source code, or anything else: its units are all of it, and what they need is
 * there.
 */
#include <stdlib.h>

#include "codec/codec.h"

#include "fuzz.h"

/* Whether the units that each unit needs come to an end. */
static void
check_needs(const struct units *t)
{
	for (size_t i = 0; i < t->n; i++) {
		size_t steps = 0;

		for (size_t k = i; t->unit[k].needs != NONE; steps++) {
			k = t->unit[k].needs;
			check(k < t->n, "a unit that is not there is needed");
			check(steps < t->n, "units need each other");
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct codec_ctx ctx = { .state = codec_code.open() };
	struct span in = span_of((const char *)data, n);
	struct units t = { 0 };
	size_t at = 0;

	if (!ctx.state)
		abort();
	check(codec_code.units(&ctx, in, &t) == HR_OK, "units failed");
	for (size_t i = 0; i < t.n; i++) {
		const struct unit *u = &t.unit[i];

		check(u->at == at && u->n, "a gap between units");
		at += u->n;
		check(at <= n, "a unit beyond the text");
		check(at == n || data[at - 1] == '\n', "not whole lines");
		check(u->lines == span_lines(span_of(in.p + u->at, u->n)),
			"lines are not counted right");
		check(u->value >= 0 && u->value < VALUE_WARNING,
			"a value out of range");
	}
	check(at == n, "text without a unit");
	check_needs(&t);
	units_release(&t);
	codec_code.close(ctx.state);
	return 0;
}
