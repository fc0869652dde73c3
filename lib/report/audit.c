/* SPDX-License-Identifier: Apache-2.0 */
/* Inputs and texts; see audit.h. */
#include "report/audit.h"

#include "base/json_text.h"
#include "base/mem.h"
#include "compressor.h"
#include "report/audit_state.h"

enum {
	/* Of a larger file, what is wasted is found in parts of this size. */
	HELD_BYTES = 8 << 20,
};

static enum hr_status
to_counter(void *ctx, const void *p, size_t n)
{
	return hr_count_feed(ctx, p, n);
}

static enum hr_status
to_nowhere(void *ctx, const void *p, size_t n)
{
	(void)ctx;
	(void)p;
	(void)n;
	return HR_OK;
}

/* The compressor of a mode, which lasts for all files. */
static bool
open_mode(struct audit *a, size_t mode)
{
	struct hr_error err;

	a->file_options[mode] = (struct hr_options){
		.mode = mode == REPORT_LOSSLESS ? HR_LOSSLESS : HR_FOLD,
		.encoding = a->report->encoding,
		.api = HR_API_NONE,
		.budget = mode == REPORT_BUDGET ? a->report->budget : 0,
		.budget_percent =
			mode == REPORT_BUDGET ? a->report->budget_percent : 0
	};
	a->file_counter[mode] = measure_counter(a->measure);
	if (!a->file_counter[mode])
		return false;
	return mode == REPORT_NOW ||
	       compressor_new(&a->file_options[mode], to_counter,
		       a->file_counter[mode], a->file_counter[mode],
		       &a->file[mode], &err) == HR_OK;
}

static bool
has_mode(const struct audit *a, size_t mode)
{
	const struct report *r = a->report;

	if (mode == REPORT_NOW)
		return true;
	if (mode == REPORT_BUDGET && !r->budget && !r->budget_percent)
		return false;
	return r->simulated;
}

struct audit *
audit_new(const struct audit_options *options, struct report *report)
{
	struct audit *a = mem_zalloc(1, sizeof(*a));
	struct unwrap_work work = { audit_look, audit_request, a };
	bool ok;

	if (!a)
		return NULL;
	a->options = options;
	a->report = report;
	a->measure = measure_new(
		report->encoding, report->simulated, options->verify);
	ok = a->measure != NULL;
	for (size_t mode = 0; ok && mode < REPORT_NMODES; mode++)
		ok = !has_mode(a, mode) || open_mode(a, mode);
	a->unwrap_options.api = options->api;
	a->unwrap_options.watch.bad_line = options->bad_line;
	a->unwrap_options.watch.ctx = options->ctx;
	if (ok)
		a->unwrap = unwrap_new(&a->unwrap_options, &a->unwrap_stats,
			&work, to_nowhere, NULL);
	if (!a->unwrap) {
		audit_free(a);
		return NULL;
	}
	return a;
}

enum hr_status
audit_look_batch(
	const struct audit_options *options, struct span head, bool whole)
{
	struct audit *a = mem_zalloc(1, sizeof(*a));
	struct unwrap_work work = { audit_look, audit_request, a };
	enum hr_status status = HR_ENOMEM;

	if (!a)
		return HR_ENOMEM;
	a->options = options;
	a->unwrap_options.api = options->api;
	a->unwrap = unwrap_new(
		&a->unwrap_options, &a->unwrap_stats, &work, to_nowhere, NULL);
	if (options->api == HR_API_NONE)
		status = HR_SKIP;
	else if (a->unwrap)
		status = unwrap_look(a->unwrap, head, whole);
	if (status == HR_OK && a->first == AUDIT_TRANSCRIPT)
		status = HR_SKIP;
	audit_free(a);
	return status;
}

void
audit_free(struct audit *a)
{
	if (!a)
		return;
	for (size_t mode = 0; mode < REPORT_NMODES; mode++) {
		hr_compressor_free(a->file[mode]);
		hr_counter_free(a->file_counter[mode]);
	}
	measure_free(a->measure);
	unwrap_free(a->unwrap);
	mem_free(a->item);
	json_tokens_release(&a->tokens);
	request_bodies_release(&a->bodies);
	envelope_texts_release(&a->texts);
	transcript_release(&a->transcript);
	transcript_line_release(&a->said);
	buf_release(&a->held);
	buf_release(&a->plain);
	buf_release(&a->where);
	buf_release(&a->name_buf);
	mem_free(a);
}

/* ---- files ---------------------------------------------------------------- */

enum hr_status
audit_begin(struct audit *a, const char *name, bool batch, uint64_t line)
{
	a->name = name;
	a->part_of_batch = batch;
	a->unwrap_options.batch = batch || a->options->lines;
	a->unwrapping = a->options->api != HR_API_NONE;
	a->is_text = !a->unwrapping;
	a->first = AUDIT_NOTHING;
	transcript_reset(&a->transcript);
	unwrap_reset(a->unwrap);
	unwrap_number(a->unwrap, line);
	a->unwrap_stats = (struct hr_stats){ 0 };
	a->file_sum = (struct report_sum){ 0 };
	memset(a->file_waste, 0, sizeof(a->file_waste));
	buf_reset(&a->held);
	a->held_all = true;
	return HR_OK;
}

/* The waste of what is held, up to the last line that is whole. */
static enum hr_status
drop_held(struct audit *a, bool last)
{
	size_t n = a->held.n;
	enum hr_status status;

	while (!last && n && a->held.p[n - 1] != '\n')
		n--;
	if (!n)
		n = a->held.n;
	status =
		measure_waste(a->measure, span_of(a->held.p, n), a->file_waste);
	buf_drop(&a->held, n);
	return status;
}

static enum hr_status
feed_text(struct audit *a, struct span s)
{
	enum hr_status status =
		hr_count_feed(a->file_counter[REPORT_NOW], s.p, s.n);

	a->file_sum.bytes += s.n;
	for (size_t m = 1; status == HR_OK && m < REPORT_NMODES; m++)
		if (a->file[m])
			status = hr_compressor_feed(a->file[m], s.p, s.n);
	buf_add(&a->held, s);
	if (!buf_ok(&a->held))
		return HR_ENOMEM;
	if (status == HR_OK && a->held.n > HELD_BYTES) {
		a->held_all = false;
		status = drop_held(a, false);
	}
	return status;
}

/* A budget that not even a marker fits in is that marker. */
static enum hr_status
end_mode(struct audit *a, size_t mode)
{
	struct hr_compressor *c = a->file[mode];
	uint64_t *tokens = &a->file_sum.tokens[mode];
	enum hr_status status = HR_OK;

	if (c) {
		status = hr_compressor_finish_input(c);
		if (status == HR_OK)
			status = hr_compressor_finish_run(c);
		if (status == HR_ELIMIT)
			status = HR_OK;
	}
	if (a->file_counter[mode])
		*tokens = hr_count_finish(a->file_counter[mode], NULL);
	if (!has_mode(a, mode) ||
		(c && *tokens > a->file_sum.tokens[REPORT_NOW]))
		*tokens =
			a->file_sum.tokens[mode == REPORT_BUDGET &&
							   a->report->simulated
						   ? REPORT_DEFAULT
						   : REPORT_NOW];
	return status;
}

/* The file as a text that may be known again, its modes being those of all of
 * it; a large one is only counted. */
static enum hr_status
end_text(struct audit *a)
{
	struct audit_item item = { .role = "file", .may_change = true };
	enum hr_status status = HR_OK;

	for (size_t m = 0; status == HR_OK && m < REPORT_NMODES; m++)
		status = end_mode(a, m);
	if (status == HR_OK && a->held_all && a->held.n) {
		status = audit_add_text(a, buf_span(&a->held), a->name, item);
	} else if (status == HR_OK && a->file_sum.bytes) {
		status = drop_held(a, true);
		item.kind = "large";
		memcpy(item.waste, a->file_waste, sizeof(item.waste));
		item.sum.texts = 1;
		if (status == HR_OK && !audit_append(a, &item))
			status = HR_ENOMEM;
	}
	if (status != HR_OK || !a->nitems)
		return status;
	a->item[0].sum.bytes = a->file_sum.bytes;
	memcpy(a->item[0].sum.tokens, a->file_sum.tokens,
		sizeof(a->file_sum.tokens));
	audit_flush(a, span_of("", 0));
	return HR_OK;
}

/* What was held back until it was known to be text. */
static enum hr_status
feed_unwrapped(struct audit *a, struct span s)
{
	a->unwrapping = false;
	a->is_text = true;
	return feed_text(a, s);
}

enum hr_status
audit_feed(struct audit *a, struct span part)
{
	struct hr_error err;
	enum hr_status status;

	if (!a->unwrapping)
		return feed_text(a, part);
	status = unwrap_feed(a->unwrap, part, &part, &err);
	return status == HR_SKIP ? feed_unwrapped(a, part) : status;
}

enum hr_status
audit_end(struct audit *a)
{
	enum hr_status status = HR_OK;
	struct span text = span_of("", 0);
	struct hr_error err;

	if (a->unwrapping)
		status = unwrap_finish(a->unwrap, &text, &err);
	if (status == HR_SKIP)
		status = feed_unwrapped(a, text);
	if (status == HR_OK && a->is_text)
		status = end_text(a);
	a->report->bad_lines += a->unwrap_stats.lines_bad;
	return status == HR_OK && a->report->failed ? HR_ENOMEM : status;
}
