/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The public face of compressing: an input is a request, a batch of them or a
 * text.  request/ works on the first two, window.c on a text.
 */
#include "compressor.h"

#include "base/mem.h"
#include "api/options.h"
#include "request/request.h"
#include "request/unwrap.h"
#include "window.h"

struct hr_compressor {
	struct windows windows; /* which have the options and the stats */
	struct request_worker *requests;
	struct unwrap *unwrap; /* NULL: no input is a request */
	bool unwrapping; /* this one may be, or is */
	uint64_t bytes; /* of this input, that were unwrapped */
};

/* Whether the input may be a request: nothing else is asked for. */
static bool
may_be_request(const struct hr_options *o)
{
	if (o->api == HR_API_NONE)
		return false;
	/* Lossless promises the input's bytes, which expanding strings within
	 * them would not give. */
	return o->api != HR_API_AUTO || o->batch ||
	       (o->kind == HR_KIND_AUTO && o->mode != HR_LOSSLESS);
}

/* hr_write_fn of requests, whose tokens are not those of their bytes. */
static enum hr_status
emit_request(void *ctx, const void *p, size_t n)
{
	struct hr_compressor *c = ctx;

	return pipeline_write(&c->windows.pipeline, span_of(p, n));
}

/* NULL when memory is short; *worker is to be freed anyway. */
static struct unwrap *
new_unwrap(const struct hr_options *options, struct hr_stats *stats,
	struct hr_counter *counter, struct request_worker **worker,
	struct hr_compressor *c)
{
	struct unwrap_work work = { request_look, request_compress, NULL };

	*worker = request_worker_new(options, stats, counter);
	work.worker = *worker;
	return *worker ? unwrap_new(options, stats, &work, emit_request, c)
		       : NULL;
}

/* ---- new and free -------------------------------------------------------- */

enum hr_status
hr_batch_look(
	const struct hr_options *given, const void *head, size_t n, bool whole)
{
	struct hr_options options;
	struct hr_error err;
	struct hr_stats stats = { 0 };
	struct request_worker *worker = NULL;
	struct hr_counter *counter;
	struct unwrap *u;
	enum hr_status status = options_read(given, &options, &err);

	if (status != HR_OK)
		return status;
	if (!may_be_request(&options))
		return HR_SKIP;
	counter = hr_counter_new(options.encoding);
	u = counter ? new_unwrap(&options, &stats, counter, &worker, NULL)
		    : NULL;
	status = HR_ENOMEM;
	if (u)
		status = unwrap_look(u, span_of(head, n), whole);
	unwrap_free(u);
	request_worker_free(worker);
	hr_counter_free(counter);
	return status;
}

/* Ready for an input's first byte. */
static void
begin_input(struct hr_compressor *c)
{
	const struct hr_options *o = &c->windows.pipeline.options;

	c->unwrapping = c->unwrap && (!o->follow || o->batch);
	c->bytes = 0;
	if (c->unwrap)
		unwrap_reset(c->unwrap);
}

static bool
is_record(void *unwrap, struct span line)
{
	return unwrap_has_request(unwrap, line);
}

/* False when memory is short. */
static bool
make_unwrap(struct hr_compressor *c)
{
	struct pipeline *p = &c->windows.pipeline;

	if (!may_be_request(&p->options))
		return true;
	c->unwrap =
		new_unwrap(&p->options, &p->stats, p->counter, &c->requests, c);
	c->windows.is_record = is_record;
	c->windows.is_record_ctx = c->unwrap;
	return c->unwrap != NULL;
}

enum hr_status
compressor_new(const struct hr_options *options, hr_write_fn *write,
	void *write_ctx, struct hr_counter *beside, struct hr_compressor **out,
	struct hr_error *err)
{
	bool has_budget = options->budget || options->budget_percent;
	struct hr_compressor *c;
	enum hr_status status;

	if (has_budget && options->reach != HR_REACH_LIVE) {
		*err = (struct hr_error){ .code = HR_EINPUT,
			.text = "a budget reaches live turns only" };
		return HR_EINPUT;
	}
	if (options->explain.segment && (has_budget || options->follow)) {
		*err = (struct hr_error){ .code = HR_EINPUT,
			.text = "only texts in windows are explained: no "
				"budget, no follow" };
		return HR_EINPUT;
	}
	*err = (struct hr_error){ .code = HR_ENOMEM, .text = "out of memory" };
	c = mem_zalloc(1, sizeof(*c));
	if (!c)
		return HR_ENOMEM;
	status = windows_init(
		&c->windows, options, write, write_ctx, beside, err);
	if (status == HR_OK && !make_unwrap(c))
		status = HR_ENOMEM;
	if (status != HR_OK) {
		hr_compressor_free(c);
		return status;
	}
	begin_input(c);
	*out = c;
	return HR_OK;
}

enum hr_status
hr_compressor_new(const struct hr_options *given, hr_write_fn *write,
	void *write_ctx, struct hr_compressor **out, struct hr_error *err)
{
	struct hr_options options;
	enum hr_status status = options_read(given, &options, err);

	if (status != HR_OK)
		return status;
	return compressor_new(&options, write, write_ctx, NULL, out, err);
}

void
hr_compressor_free(struct hr_compressor *c)
{
	if (!c)
		return;
	unwrap_free(c->unwrap);
	request_worker_free(c->requests);
	windows_release(&c->windows);
	mem_free(c);
}

/* ---- an input ------------------------------------------------------------ */

/* It was held until it was known to be text. */
static enum hr_status
feed_held(struct hr_compressor *c)
{
	struct buf held = { .p = NULL };
	enum hr_status status;

	c->unwrapping = false;
	c->bytes = 0;
	unwrap_take(c->unwrap, &held);
	status = windows_feed_held(&c->windows, &held);
	/* Its memory is for the next input. */
	unwrap_take(c->unwrap, &held);
	return status;
}

/* In follow mode: the lines in windows.in are records, and all that comes.  Their
 * tokens are those of prompts. */
static enum hr_status
begin_records(struct hr_compressor *c)
{
	struct windows *w = &c->windows;
	struct span text;

	c->unwrapping = true;
	unwrap_begin_lines(c->unwrap, w->pipeline.line + 1);
	windows_forget_tokens(w);
	return unwrap_feed(c->unwrap, buf_span(&w->in), &text, &w->err);
}

enum hr_status
hr_compressor_feed(struct hr_compressor *c, const void *part, size_t n)
{
	struct span s = span_of(part, n);
	enum hr_status status;

	if (!c->unwrapping) {
		status = windows_feed(&c->windows, s);
		return status == HR_SKIP ? begin_records(c) : status;
	}
	c->bytes += n;
	status = unwrap_feed(c->unwrap, s, &s, &c->windows.err);
	return status == HR_SKIP ? feed_held(c) : status;
}

enum hr_status
hr_compressor_quiet(struct hr_compressor *c)
{
	return c->unwrapping ? HR_OK : windows_quiet(&c->windows);
}

/* The end of an input that is text, or in follow mode becomes records. */
static enum hr_status
finish_text(struct hr_compressor *c)
{
	enum hr_status status = windows_finish_input(&c->windows);
	struct span text;

	if (status != HR_SKIP)
		return status;
	status = begin_records(c);
	return status == HR_OK
		       ? unwrap_finish(c->unwrap, &text, &c->windows.err)
		       : status;
}

enum hr_status
hr_compressor_finish_input(struct hr_compressor *c)
{
	struct hr_stats *stats = &c->windows.pipeline.stats;
	enum hr_status status = HR_OK;
	struct span text;

	if (c->unwrapping) {
		status = unwrap_finish(c->unwrap, &text, &c->windows.err);
		if (status == HR_SKIP)
			status = feed_held(c);
	}
	if (!c->unwrapping && status == HR_OK)
		status = finish_text(c);
	if (c->unwrapping)
		stats->kind = HR_KIND_JSON;
	stats->bytes_in += c->bytes;
	windows_end_input(&c->windows);
	begin_input(c);
	return status;
}

void
hr_compressor_number(struct hr_compressor *c, uint64_t line)
{
	c->windows.pipeline.line = line - 1;
	if (c->unwrap)
		unwrap_number(c->unwrap, line);
}

enum hr_status
hr_compressor_header(struct hr_compressor *c, const void *text, size_t n)
{
	return pipeline_header(&c->windows.pipeline, span_of(text, n));
}

enum hr_status
hr_compressor_finish_run(struct hr_compressor *c)
{
	return windows_finish_run(&c->windows);
}

const struct hr_stats *
hr_compressor_stats(const struct hr_compressor *c)
{
	return &c->windows.pipeline.stats;
}

const struct hr_error *
hr_compressor_error(const struct hr_compressor *c)
{
	return &c->windows.err;
}
