/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prose: the first byte tells how many bytes are the query, the next eight are
 * which units are kept, again and again; the rest is the text.  The text is
 * folded as well if the last four bits of the second byte are 0, as that
 * takes much longer.
 */
#include <stdlib.h>

#include "codec/codec.h"
#include "ref/ref_fold.h"
#include "ref/ref_prose.h"
#include "table/query.h"

#include "fuzz.h"

enum {
	BITS = 8,
	LINE_BASE = 98
};

static void
drop_units(struct codec_ctx *ctx, struct span in, const uint8_t *bits)
{
	struct units units = { 0 };
	struct buf out = { 0 };
	unsigned char *keep;

	if (codec_prose.units(ctx, in, &units) != HR_OK)
		abort();
	check_right(ref_units(in, &units));
	keep = calloc(units.n + 1, 1);
	for (size_t i = 0; i < units.n; i++)
		keep[i] = bits[i / 8 % BITS] >> i % 8 & 1;
	if (codec_prose.render(ctx, in, units.unit, units.n, keep, &out) !=
		HR_OK)
		abort();
	check_right(ref_prose(in, &units, keep, LINE_BASE, buf_span(&out)));
	free(keep);
	buf_release(&out);
	units_release(&units);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct hr_options options = { .kind = HR_KIND_PROSE, .plain = true };
	struct codec_ctx ctx = { .line_base = LINE_BASE };
	struct query *query = NULL;
	struct span in;
	size_t asked;

	if (n < 1 + BITS)
		return 0;
	asked = data[0] % (n - BITS);
	in = span_of(
		(const char *)data + 1 + BITS + asked, n - 1 - BITS - asked);
	if (data[0])
		query = query_new(
			span_of((const char *)data + 1 + BITS, asked));
	ctx.query = query;
	ctx.state = codec_prose.open();
	if (!ctx.state)
		abort();
	drop_units(&ctx, in, data + 1);
	codec_prose.close(ctx.state);
	query_free(query);
	if (data[1] % 16 == 0)
		check_right(ref_check(&options, in.p, in.n));
	return 0;
}
