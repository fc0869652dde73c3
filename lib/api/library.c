/* SPDX-License-Identifier: Apache-2.0 */
/* The library for those who want one thing of it: its version, or a text that
 * becomes smaller in one call. */
#include "base/buf.h"
#include "base/mem.h"
#include "headroom.h"

const char *
hr_version(void)
{
	return HR_VERSION;
}

void
hr_free(void *p)
{
	mem_free(p);
}

/* hr_write_fn of a buf. */
static enum hr_status
collect(void *ctx, const void *p, size_t n)
{
	struct buf *out = ctx;

	buf_add(out, span_of(p, n));
	return buf_ok(out) ? HR_OK : HR_ENOMEM;
}

static enum hr_status
run(struct hr_compressor *c, const void *text, size_t n, struct buf *out)
{
	enum hr_status status = hr_compressor_feed(c, text, n);

	if (status == HR_OK)
		status = hr_compressor_finish_input(c);
	if (status == HR_OK)
		status = hr_compressor_finish_run(c);
	return status == HR_OK ? collect(out, "", 1) : status;
}

enum hr_status
hr_compress(const struct hr_options *options, const void *text, size_t n,
	char **out, size_t *out_n, struct hr_error *err)
{
	static const struct hr_options defaults;
	struct hr_error why = { .code = HR_OK };
	struct hr_compressor *c = NULL;
	struct buf all = { 0 };
	enum hr_status status = hr_compressor_new(
		options ? options : &defaults, collect, &all, &c, &why);

	if (status == HR_OK) {
		status = run(c, text, n, &all);
		why = *hr_compressor_error(c);
	}
	hr_compressor_free(c);
	if (status == HR_OK) {
		*out = all.p;
		*out_n = all.n - 1;
		return HR_OK;
	}
	buf_release(&all);
	if (status == HR_ENOMEM)
		why = (struct hr_error){ .text = "out of memory" };
	why.code = status;
	if (err)
		*err = why;
	return status;
}
