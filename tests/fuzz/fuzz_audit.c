/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an input of a report, and as a report.  What is found in them adds
 * up: it is read back from its JSON to the same JSON, and two parts of lines make
 * the whole.
 */
#include "report/audit.h"
#include "report/make_view.h"

#include "fuzz.h"

static struct report
new_report(bool simulate)
{
	return (struct report){ .encoding = HR_O200K_BASE,
		.simulated = simulate,
		.budget = simulate ? 100 : 0 };
}

static void
audit(struct report *r, struct span in, bool batch, uint64_t line)
{
	struct audit_options options = { .api = HR_API_AUTO };
	struct audit *a = audit_new(&options, r);

	check(a && audit_begin(a, "in", batch, line) == HR_OK &&
			audit_feed(a, in) == HR_OK && audit_end(a) == HR_OK,
		"not every input is taken");
	audit_free(a);
	r->inputs += line == 1;
}

static enum hr_status
to_buf(void *ctx, const void *p, size_t n)
{
	buf_add(ctx, span_of(p, n));
	return HR_OK;
}

static void
write(struct report *r, struct buf *out)
{
	struct view_options o = { .version = "0", .rows = SIZE_MAX };
	struct arena arena = { .chunk = NULL };
	struct report_view v;

	check(view_make(r, &o, &arena, &v) == HR_OK, "no view");
	buf_reset(out);
	check(report_write(r, &v, to_buf, out) == HR_OK, "not written");
	arena_release(&arena);
}

/* A report of the JSON, and its JSON, if it is one. */
static bool
read(struct span json, struct buf *out)
{
	struct report r = { .failed = false };
	struct hr_error err;
	bool ok = report_read_kind(&r, json, &err) == HR_OK &&
		  report_read(&r, json, &err) == HR_OK;

	if (ok)
		write(&r, out);
	report_release(&r);
	return ok;
}

/* In one of the ways in which they are added up. */
static enum hr_status
add_up(struct report *a, struct report *b, unsigned way)
{
	if (way & 1)
		report_sort_prefixes(a);
	if (way & 2)
		report_sort_prefixes(b);
	return way & 4 ? report_take(a, b) : report_merge(a, b);
}

static void
check_parts(struct span in, size_t cut, unsigned way, struct buf *whole,
	struct buf *parts)
{
	struct report r = new_report(false), a = new_report(false),
		      b = new_report(false);
	uint64_t lines;

	while (cut && in.p[cut - 1] != '\n')
		cut--;
	lines = span_lines(span_of(in.p, cut));
	audit(&r, in, true, 1);
	if (cut)
		audit(&a, span_of(in.p, cut), true, 1);
	audit(&b, span_from(in, cut), true, lines + 1);
	check(add_up(&a, &b, way) == HR_OK, "parts do not add up");
	write(&r, whole);
	write(&a, parts);
	check(span_equal(buf_span(whole), buf_span(parts)),
		"the parts are not the whole");
	report_release(&r);
	report_release(&a);
	report_release(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf first = { 0 }, second = { 0 };
	struct report r;
	struct span in;

	if (n < 2)
		return 0;
	in = span_of((const char *)data + 2, n - 2);
	if (data[0] & 1) {
		if (read(in, &first))
			check(read(buf_span(&first), &second) &&
					span_equal(buf_span(&first),
						buf_span(&second)),
				"a report is not read as it was written");
	} else if (data[0] & 2) {
		check_parts(in, data[1] * in.n / 256, data[0] >> 2, &first,
			&second);
	} else {
		r = new_report(data[0] & 4);
		audit(&r, in, false, 1);
		write(&r, &first);
		report_release(&r);
		check(read(buf_span(&first), &second) &&
				span_equal(buf_span(&first), buf_span(&second)),
			"a report is not read as it was written");
	}
	buf_release(&first);
	buf_release(&second);
	return 0;
}
