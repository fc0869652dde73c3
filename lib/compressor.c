/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The public face of compressing: gathers an input into windows.  A window is as
 * much of it as memory is given for; windows are independent, so an input of any
 * size takes the memory of one.
 */
#include "compressor.h"

#include <stdio.h>

#include "base/json.h"
#include "base/mem.h"
#include "detect/detect.h"
#include "options.h"
#include "table/marker.h"
#include "token/token.h"

/* ---- the window ---------------------------------------------------------- */

/* Every byte of the input comes by here once, before its output goes out. */
static enum hr_status
take(struct hr_compressor *c, struct span s)
{
	c->stats.bytes_in += s.n;
	c->bytes += s.n;
	if (c->count_all && hr_count_feed(c->count_all, s.p, s.n) != HR_OK)
		return HR_ENOMEM;
	return c->count_in ? hr_count_feed(c->count_in, s.p, s.n) : HR_OK;
}

/* With strict, what is said to be JSON must be.  A value that goes beyond the
 * window cannot be told from one that is cut off. */
static enum hr_status
check_json(struct hr_compressor *c, struct span text, bool last)
{
	enum hr_status status;
	struct hr_error err;

	if (!c->options.strict || c->options.kind != HR_KIND_JSON)
		return HR_OK;
	status = json_check(text, &err);
	if (status == HR_OK || status == HR_ENOMEM)
		return status;
	c->err = (struct hr_error){ .code = status, .pos = err.pos };
	if (last && c->bytes == text.n) {
		snprintf(c->err.text, sizeof(c->err.text),
			"not valid JSON at byte %zu: %.100s", err.pos + 1,
			err.text);
	} else {
		c->err.code = HR_ELIMIT;
		snprintf(c->err.text, sizeof(c->err.text),
			"not valid JSON, or more than %d MiB",
			WINDOW_BYTES >> 20);
	}
	return c->err.code;
}

/* Where the last whole line of the window ends; 0 if there is none. */
static size_t
whole_lines(struct span s)
{
	while (s.n && s.p[s.n - 1] != '\n')
		s.n--;
	return s.n;
}

static enum hr_why
why_copied(const struct hr_compressor *c)
{
	if (c->options.kind == HR_KIND_TEXT && c->options.mode != HR_LOSSLESS)
		return HR_WHY_ASKED;
	return c->copying ? HR_WHY_BINARY : HR_WHY_LONG;
}

/* Bytes that nothing looks at go out as they come; a budget leaves them out. */
static enum hr_status
copy(struct hr_compressor *c, struct span s)
{
	enum hr_status status = HR_OK;
	uint64_t lines = span_lines(s);

	status = explain_copy(c->explain, s, c->line, why_copied(c));
	if (status != HR_OK)
		return status;
	/* A line that goes on is counted when it ends. */
	if (s.n && s.p[s.n - 1] != '\n')
		lines--;
	if (c->budget)
		status = pipeline_begin_budget(c, span_of("", 0));
	if (c->budget && status == HR_OK)
		status = budget_skip(c->budget, c->line, lines);
	c->line += lines;
	c->stats.lines_in += lines;
	if (c->budget)
		return status;
	c->stats.lines_kept += lines;
	return pipeline_emit(c, s);
}

/* The rest of a line that is longer than a window, up to its end. */
static enum hr_status
copy_long_line(struct hr_compressor *c, struct span *s)
{
	const char *nl = memchr(s->p, '\n', s->n);
	struct span part = span_of(s->p, nl ? (size_t)(nl - s->p) + 1 : s->n);

	*s = span_from(*s, part.n);
	c->long_line = !nl;
	return copy(c, part);
}

/* Works on the whole lines that there are; all of them if this is the end. */
static enum hr_status
close_window(struct hr_compressor *c, bool last)
{
	size_t n = last ? c->in.n : whole_lines(buf_span(&c->in));
	enum hr_status status = HR_OK;

	if (c->copying || !n) {
		if (!c->copying)
			status = check_json(c, buf_span(&c->in), last);
		if (status != HR_OK)
			return status;
		c->long_line = !c->copying;
		n = c->in.n;
		/* In follow mode what waits comes before a long line. */
		status = c->follow ? hr_compressor_quiet(c) : HR_OK;
		if (status == HR_OK)
			status = copy(c, buf_span(&c->in));
	} else {
		status = check_json(c, span_of(c->in.p, n), last);
		if (status == HR_OK)
			status = pipeline_work(c, span_of(c->in.p, n), last);
	}
	buf_drop(&c->in, n);
	return status;
}

static enum hr_status
fail_binary(struct hr_compressor *c)
{
	c->err = (struct hr_error){ .code = HR_EINPUT, .text = "binary data" };
	return HR_EINPUT;
}

static enum hr_status
look_at_head(struct hr_compressor *c)
{
	struct span head = buf_span(&c->in);

	if (head.n > BINARY_HEAD)
		head.n = BINARY_HEAD;
	c->looked = true;
	if (!detect_binary(head))
		return HR_OK;
	c->raw = c->options.mode == HR_LOSSLESS || c->budget;
	c->copying = !c->raw;
	c->stats.binary_inputs++;
	return c->options.strict ? fail_binary(c) : HR_OK;
}

/* In follow mode nobody waits for the whole head of the input: a NUL in it
 * ends the folding where it stands. */
static bool
is_binary_line(struct hr_compressor *c, struct span line)
{
	size_t head = c->head < BINARY_HEAD ? BINARY_HEAD - c->head : 0;

	c->head += line.n;
	if (line.n > head)
		line.n = head;
	if (!detect_binary(line))
		return false;
	c->stats.binary_inputs++;
	return true;
}

/* In follow mode: from this line on lines are records, and no text. */
static enum hr_status
begin_records(struct hr_compressor *c, struct span rest)
{
	c->unwrapping = true;
	unwrap_begin_lines(c->unwrap, c->line + 1);
	/* They count when the input ends, and tokens are those of prompts. */
	c->stats.bytes_in -= c->bytes;
	if (c->count_in) {
		hr_count_finish(c->count_in, NULL);
		hr_count_finish(c->count_out, NULL);
	}
	return unwrap_feed(c->unwrap, rest, &rest, &c->err);
}

/* Lines off the front of *rest, up to one from which on all goes out as it comes
 * (c->copying), or is a record (c->unwrapping); that line is *line. */
static enum hr_status
follow_some(struct hr_compressor *c, struct span *rest, struct span *line)
{
	enum hr_status status = HR_OK;

	while (status == HR_OK && span_line(rest, line)) {
		c->unwrapping =
			c->unwrap && unwrap_has_request(c->unwrap, *line);
		c->copying = !c->unwrapping &&
			     (marker_is(*line) || is_binary_line(c, *line));
		if (c->unwrapping || c->copying)
			break;
		c->follow_ctx.line_base = c->line++;
		c->stats.lines_in++;
		status = follow_line(c->follow, &c->follow_ctx, *line, &c->out);
	}
	return status;
}

/* In follow mode: each whole line by itself, and the rest if this is the end. */
static enum hr_status
follow_lines(struct hr_compressor *c, bool last)
{
	struct span text = buf_span(&c->in), rest, line = { NULL, 0 };
	uint64_t before = c->stats.binary_inputs;
	enum hr_status status;
	bool ends;

	rest = span_of(text.p, last ? text.n : whole_lines(text));
	buf_reset(&c->out);
	status = follow_some(c, &rest, &line);
	ends = c->copying || c->unwrapping;
	if (status == HR_OK && (last || ends))
		status = follow_flush(c->follow, &c->follow_ctx, &c->out);
	if (status == HR_OK)
		status = pipeline_emit(c, buf_span(&c->out));
	/* What follows has another way to go. */
	if (ends)
		rest = span_from(text, (size_t)(line.p - text.p));
	if (status == HR_OK && ends)
		status = c->copying ? copy(c, rest) : begin_records(c, rest);
	buf_drop(&c->in, ends ? text.n : (size_t)(rest.p - text.p));
	if (status == HR_OK && c->stats.binary_inputs > before &&
		c->options.strict)
		return fail_binary(c);
	return status;
}

/* ---- the public face ----------------------------------------------------- */

/* Ready for an input's first byte. */
static void
begin_input(struct hr_compressor *c)
{
	buf_reset(&c->in);
	codec_set_restart(&c->codecs, false);
	codec_set_restart(&c->encoder.set, false);
	if (c->follow)
		follow_reset(c->follow);
	c->line = 0;
	c->bytes = 0;
	c->head = 0;
	c->long_line = false;
	c->copying = c->options.kind == HR_KIND_TEXT &&
		     c->options.mode != HR_LOSSLESS && !c->budget;
	c->raw = false;
	c->unwrapping = c->unwrap && (!c->follow || c->options.batch);
	if (c->unwrap)
		unwrap_reset(c->unwrap);
	c->begun = false;
	c->looked = c->copying || c->follow;
}

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

	c->stats.bytes_out += n;
	c->last = ((const char *)p)[n - 1];
	return c->write(c->write_ctx, p, n);
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

static bool
has_budget(const struct hr_options *o)
{
	return o->budget || o->budget_percent;
}

/* Ready for a run's first input. */
static bool
begin_run(struct hr_compressor *c)
{
	budget_free(c->budget);
	c->tokens_all = 0;
	if (c->options.budget_percent && !c->count_all) {
		c->count_all = counter_beside(c->counter);
		if (!c->count_all)
			return false;
	}
	c->budget = budget_new(
		&c->options, c->counter, &c->encoder, c->filter, &c->stats);
	return c->budget != NULL;
}

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

/* What has a counter besides the first: false when memory is short. */
static bool
make_parts(struct hr_compressor *c)
{
	const struct hr_options *options = &c->options;

	if (options->want_counts) {
		c->count_in = counter_beside(c->counter);
		c->count_out = counter_beside(c->counter);
		if (!c->count_in || !c->count_out)
			return false;
	}
	if (options->follow) {
		c->follow = follow_new();
		if (!c->follow)
			return false;
	}
	if (may_be_request(options)) {
		c->unwrap = new_unwrap(
			options, &c->stats, c->counter, &c->requests, c);
		if (!c->unwrap)
			return false;
	}
	if (options->explain.segment) {
		c->explain = explain_new(&options->explain, options->encoding);
		if (!c->explain)
			return false;
	}
	return !has_budget(options) || begin_run(c);
}

enum hr_status
compressor_new(const struct hr_options *options, hr_write_fn *write,
	void *write_ctx, struct hr_counter *beside, struct hr_compressor **out,
	struct hr_error *err)
{
	struct hr_compressor *c = mem_zalloc(1, sizeof(*c));
	enum hr_status status;

	*err = (struct hr_error){ .code = HR_ENOMEM, .text = "out of memory" };
	if (has_budget(options) && options->reach != HR_REACH_LIVE) {
		*err = (struct hr_error){ .code = HR_EINPUT,
			.text = "a budget reaches live turns only" };
		hr_compressor_free(c);
		return HR_EINPUT;
	}
	if (options->explain.segment &&
		(has_budget(options) || options->follow)) {
		*err = (struct hr_error){ .code = HR_EINPUT,
			.text = "only texts in windows are explained: no "
				"budget, no follow" };
		hr_compressor_free(c);
		return HR_EINPUT;
	}
	if (!c)
		return HR_ENOMEM;
	c->options = *options;
	c->write = write;
	c->write_ctx = write_ctx;
	status = filter_new(options->keep, options->drop, &c->filter, err);
	c->counter = beside ? counter_beside(beside)
			    : hr_counter_new(options->encoding);
	if (status == HR_OK && (!c->counter || !make_parts(c)))
		status = HR_ENOMEM;
	if (status != HR_OK) {
		hr_compressor_free(c);
		return status;
	}
	c->follow_ctx = (struct codec_ctx){
		.counter = c->counter, .filter = c->filter, .stats = &c->stats
	};
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
	blobs_release(&c->blobs);
	codec_set_release(&c->codecs);
	encoder_release(&c->encoder);
	follow_free(c->follow);
	filter_free(c->filter);
	hr_counter_free(c->counter);
	unwrap_free(c->unwrap);
	request_worker_free(c->requests);
	budget_free(c->budget);
	explain_free(c->explain);
	hr_counter_free(c->count_all);
	hr_counter_free(c->count_in);
	hr_counter_free(c->count_out);
	buf_release(&c->in);
	buf_release(&c->folded);
	buf_release(&c->out);
	mem_free(c);
}

/* A part of an input that is text. */
static enum hr_status
feed_text(struct hr_compressor *c, struct span s)
{
	enum hr_status status = take(c, s);

	while (status == HR_OK && s.n) {
		size_t room = WINDOW_BYTES - c->in.n;
		bool has_line;

		if (c->copying && !c->in.n)
			return copy(c, s);
		if (c->long_line) {
			status = copy_long_line(c, &s);
			continue;
		}
		if (room > s.n)
			room = s.n;
		buf_add(&c->in, span_of(s.p, room));
		if (!buf_ok(&c->in))
			return HR_ENOMEM;
		has_line = memchr(s.p, '\n', room) != NULL;
		s = span_from(s, room);
		if (!c->looked && c->in.n >= BINARY_HEAD)
			status = look_at_head(c);
		if (c->follow && has_line && !c->copying)
			status = follow_lines(c, false);
		if (status == HR_OK && (c->copying || c->in.n == WINDOW_BYTES))
			status = close_window(c, false);
	}
	return status;
}

/* What was held, until it was known to be text, is the start of a window. */
static enum hr_status
feed_unwrapped(struct hr_compressor *c, struct span s)
{
	struct span none = { NULL, 0 };
	enum hr_status status;

	c->unwrapping = false;
	c->bytes = 0;
	if (c->copying || c->in.n || s.n >= WINDOW_BYTES)
		return feed_text(c, s);
	status = take(c, s);
	unwrap_take(c->unwrap, &c->in);
	if (status == HR_OK && !c->looked && c->in.n >= BINARY_HEAD)
		status = look_at_head(c);
	if (status == HR_OK && c->copying)
		status = close_window(c, false);
	return status == HR_OK ? feed_text(c, none) : status;
}

enum hr_status
hr_compressor_feed(struct hr_compressor *c, const void *part, size_t n)
{
	struct span s = span_of(part, n);
	enum hr_status status;

	if (!c->unwrapping)
		return feed_text(c, s);
	c->bytes += n;
	status = unwrap_feed(c->unwrap, s, &s, &c->err);
	return status == HR_SKIP ? feed_unwrapped(c, s) : status;
}

/* The end of an input that was a request, or many. */
static enum hr_status
finish_request(struct hr_compressor *c, enum hr_status status)
{
	c->stats.bytes_in += c->bytes;
	c->stats.kind = HR_KIND_JSON;
	begin_input(c);
	return status;
}

enum hr_status
hr_compressor_quiet(struct hr_compressor *c)
{
	enum hr_status status;

	if (!c->follow || c->copying || c->unwrapping)
		return HR_OK;
	buf_reset(&c->out);
	status = follow_flush(c->follow, &c->follow_ctx, &c->out);
	return status == HR_OK ? pipeline_emit(c, buf_span(&c->out)) : status;
}

/* The end of an input that is text. */
static enum hr_status
finish_text(struct hr_compressor *c)
{
	enum hr_status status = c->looked ? HR_OK : look_at_head(c);

	if (status != HR_OK)
		return status;
	if (c->follow && !c->copying)
		return follow_lines(c, true);
	if (c->in.n)
		return close_window(c, true);
	return c->bytes ? HR_OK : check_json(c, span_of("", 0), true);
}

enum hr_status
hr_compressor_finish_input(struct hr_compressor *c)
{
	enum hr_status status = HR_OK;
	struct span text;

	if (c->unwrapping)
		status = unwrap_finish(c->unwrap, &text, &c->err);
	if (c->unwrapping && status != HR_SKIP)
		return finish_request(c, status);
	if (c->unwrapping)
		status = feed_unwrapped(c, text);
	if (status == HR_OK)
		status = finish_text(c);
	/* The last line that was followed was a request. */
	if (status == HR_OK && c->unwrapping)
		return finish_request(
			c, unwrap_finish(c->unwrap, &text, &c->err));
	if (status == HR_OK && c->budget && c->long_line && c->bytes)
		status = budget_skip(c->budget, c->line, 1);
	explain_input_end(c->explain);
	if (c->count_all)
		c->tokens_all += hr_count_finish(c->count_all, NULL);
	if (c->count_in) {
		c->stats.tokens_in += hr_count_finish(c->count_in, NULL);
		c->stats.tokens_out += hr_count_finish(c->count_out, NULL);
	}
	begin_input(c);
	return status;
}

void
hr_compressor_number(struct hr_compressor *c, uint64_t line)
{
	c->line = line - 1;
	if (c->unwrap)
		unwrap_number(c->unwrap, line);
}

enum hr_status
hr_compressor_header(struct hr_compressor *c, const void *text, size_t n)
{
	enum hr_status status = HR_OK;

	if (c->budget)
		return pipeline_begin_budget(c, span_of(text, n));
	if (c->last && c->last != '\n')
		status = pipeline_emit(c, span_of("\n", 1));
	return status == HR_OK ? pipeline_emit(c, span_of(text, n)) : status;
}

enum hr_status
hr_compressor_finish_run(struct hr_compressor *c)
{
	struct span out;
	enum hr_status status;

	codec_set_restart(&c->codecs, true);
	if (!c->budget)
		return HR_OK;
	status = budget_finish(c->budget, c->tokens_all, &out, &c->err);
	if (status == HR_OK)
		status = pipeline_emit(c, out);
	if (c->count_out)
		c->stats.tokens_out += hr_count_finish(c->count_out, NULL);
	if (status == HR_OK && !begin_run(c))
		status = HR_ENOMEM;
	return status;
}

const struct hr_stats *
hr_compressor_stats(const struct hr_compressor *c)
{
	return &c->stats;
}

const struct hr_error *
hr_compressor_error(const struct hr_compressor *c)
{
	return &c->err;
}
