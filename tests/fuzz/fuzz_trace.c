/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Traces: each byte is one of sixteen lines, so that many repeat; the first one
 * tells whether the last line ends, and how lines end.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "codec/codec.h"
#include "ref/ref_fold.h"

#include "fuzz.h"

static const char *const line[16] = { "Traceback (most recent call last):",
	"  File \"/srv/app.py\", line 10, in run", "    self.step(job)",
	"  File \"/srv/work.py\", line 23, in step", "    return handler(job)",
	"KeyError: 'id'", "\tat com.acme.Pool.get(Pool.java:41)",
	"\tat com.acme.Api.call(Api.java:7)", "Caused by: Timeout", "", "retry",
	"main.go:12 +0x1d", "   0: core::panic at ./src/a.rs:9", "\xff\xfe",
	"worker 1", "worker 2" };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct hr_stats stats = { 0 };
	struct codec_ctx ctx = { .stats = &stats };
	struct buf in = { 0 }, out = { 0 };
	enum hr_status status;
	size_t used;

	if (n < 2)
		return 0;
	for (size_t i = 1; i < n; i++) {
		buf_add_str(&in, line[data[i] & 15]);
		if (i + 1 < n || data[0] & 1)
			buf_add_str(&in, data[0] & 2 ? "\r\n" : "\n");
	}
	ctx.counter = hr_counter_new(HR_O200K_BASE);
	ctx.state = codec_trace.open();
	if (!ctx.counter || !ctx.state)
		abort();
	status = codec_trace.fold(&ctx, buf_span(&in), &out, &used);
	if (status == HR_OK) {
		check_right(ref_accounts(in.p, in.n, out.p, out.n));
		if (stats.lines_kept + stats.lines_folded !=
			span_lines(buf_span(&in)))
			check_right("lines are counted wrong");
		if (hr_count(ctx.counter, out.p, out.n) >=
			hr_count(ctx.counter, in.p, in.n))
			check_right("folded to no fewer tokens");
	} else if (status != HR_SKIP) {
		check_right("not folded");
	}
	codec_trace.close(ctx.state);
	hr_counter_free(ctx.counter);
	buf_release(&in);
	buf_release(&out);
	return 0;
}
