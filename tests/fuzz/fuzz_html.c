/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTML: the first eight bytes are which units are kept, again and again; the
 * rest is a page, which is folded, cut into units and rendered.
 */
#include <stdlib.h>

#include "codec/codec.h"
#include "codec/html/html.h"
#include "ref/ref_budget.h"
#include "ref/ref_fold.h"
#include "table/marker.h"

#include "fuzz.h"

enum {
	BITS = 8,
	LINE_BASE = 98
};

/* Markers begin where one before them began or later, and end in the page; the
 * first one is all of it. */
static void
check_markers(struct span in, struct span out)
{
	unsigned long last = LINE_BASE + 1,
		      lines = (unsigned long)span_lines(in);
	struct span line;
	bool first = true;

	while (span_line(&out, &line)) {
		unsigned long from, to;
		char *end;

		if (!marker_is(line)) {
			if (first)
				check_right("no marker above the page");
			continue;
		}
		from = to = strtoul(line.p + 5, &end, 10);
		if (*end == '-')
			to = strtoul(end + 1, &end, 10);
		if (from < last || to < from || to > LINE_BASE + lines)
			check_right("a marker of other lines");
		if (first && (from != LINE_BASE + 1 || to - from + 1 != lines))
			check_right("the first marker is not of all lines");
		last = from;
		first = false;
	}
}

static void
drop_units(struct codec_ctx *ctx, struct span in, const uint8_t *bits)
{
	struct units units = { 0 };
	struct buf out = { 0 };
	unsigned char *keep;
	enum hr_status status = codec_html.units(ctx, in, &units);

	if (status == HR_OK) {
		check_right(ref_units_wrong(in, &units));
		keep = calloc(units.n + 1, 1);
		for (size_t i = 0; i < units.n; i++)
			keep[i] = bits[i / 8 % BITS] >> i % 8 & 1;
		if (codec_html.render(
			    ctx, in, units.unit, units.n, keep, &out) != HR_OK)
			check_right("units are not rendered");
		check_markers(in, buf_span(&out));
		free(keep);
	} else if (status != HR_SKIP) {
		check_right("no units");
	}
	units_release(&units);
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct hr_stats stats = { 0 };
	struct codec_ctx ctx = {
		.line_base = LINE_BASE, .encoded = true, .stats = &stats
	};
	struct buf out = { 0 };
	struct span in;
	size_t used;
	enum hr_status status;

	if (n <= BITS)
		return 0;
	in = span_of((const char *)data + BITS, n - BITS);
	ctx.state = codec_html.open();
	if (!ctx.state)
		abort();
	status = codec_html.fold(&ctx, in, &out, &used);
	if (!used || used > in.n)
		check_right("more was used than there is");
	if (status == HR_OK) {
		check_markers(span_of(in.p, used), buf_span(&out));
		if (stats.lines_kept + stats.lines_folded !=
			span_lines(span_of(in.p, used)))
			check_right("lines are counted wrong");
		if (ref_is_utf8(in.p, used) && !ref_is_utf8(out.p, out.n))
			check_right("UTF-8 in, something else out");
	} else if (status != HR_SKIP) {
		check_right("not folded");
	}
	drop_units(&ctx, in, data);
	codec_html.close(ctx.state);
	buf_release(&out);
	return 0;
}
