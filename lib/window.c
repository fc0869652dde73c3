/* SPDX-License-Identifier: Apache-2.0 */
/* An input in windows, or followed line by line; see window.h. */
#include "window.h"

#include <stdio.h>

#include "base/json.h"
#include "detect/detect.h"
#include "table/marker.h"
#include "token/token.h"

/* ---- what is wrong with an input ----------------------------------------- */

/* With strict, an input that is said to be JSON must be.  A value that goes
 * beyond the window cannot be told from one that is cut off. */
static enum hr_status
check_json(struct windows *w, struct span text, bool last)
{
	enum hr_status status;
	struct hr_error err;

	if (!w->pipeline.options.strict ||
		w->pipeline.options.kind != HR_KIND_JSON)
		return HR_OK;
	status = json_check(text, &err);
	if (status == HR_OK || status == HR_ENOMEM)
		return status;
	w->err = (struct hr_error){ .code = status, .pos = err.pos };
	if (last && w->bytes == text.n) {
		snprintf(w->err.text, sizeof(w->err.text),
			"not valid JSON at byte %zu: %.100s", err.pos + 1,
			err.text);
	} else {
		w->err.code = HR_ELIMIT;
		snprintf(w->err.text, sizeof(w->err.text),
			"not valid JSON, or more than %d MiB",
			WINDOW_BYTES >> 20);
	}
	return w->err.code;
}

/* Counts a binary input; with strict it is an error. */
static enum hr_status
note_binary(struct windows *w)
{
	w->pipeline.stats.binary_inputs++;
	if (!w->pipeline.options.strict)
		return HR_OK;
	w->err = (struct hr_error){ .code = HR_EINPUT, .text = "binary data" };
	return HR_EINPUT;
}

/* The head of the input is there: text or binary? */
static enum hr_status
end_head(struct windows *w)
{
	struct pipeline *p = &w->pipeline;
	struct span head = buf_span(&w->in);

	if (head.n > BINARY_HEAD)
		head.n = BINARY_HEAD;
	w->phase = WINDOW_LINES;
	if (!detect_binary(head))
		return HR_OK;
	p->raw = p->options.mode == HR_LOSSLESS || p->budget;
	if (!p->raw)
		w->phase = WINDOW_COPY;
	return note_binary(w);
}

/* ---- windows ------------------------------------------------------------- */

/* Every byte of the input is counted here once, before its output goes out. */
static enum hr_status
take(struct windows *w, struct span s)
{
	w->pipeline.stats.bytes_in += s.n;
	w->bytes += s.n;
	if (w->count_all && hr_count_feed(w->count_all, s.p, s.n) != HR_OK)
		return HR_ENOMEM;
	return w->count_in ? hr_count_feed(w->count_in, s.p, s.n) : HR_OK;
}

/* Where the last whole line of the window ends; 0 if there is none. */
static size_t
whole_lines(struct span s)
{
	while (s.n && s.p[s.n - 1] != '\n')
		s.n--;
	return s.n;
}

/* The rest of a line that is longer than a window, up to its end. */
static enum hr_status
pass_long_line(struct windows *w, struct span *s)
{
	const char *nl = memchr(s->p, '\n', s->n);
	struct span part = span_of(s->p, nl ? (size_t)(nl - s->p) + 1 : s->n);

	*s = span_from(*s, part.n);
	if (nl)
		w->phase = WINDOW_LINES;
	return pipeline_pass(&w->pipeline, part, HR_WHY_LONG);
}

static enum hr_why
why_passed(const struct windows *w)
{
	const struct hr_options *o = &w->pipeline.options;

	if (o->kind == HR_KIND_TEXT && o->mode != HR_LOSSLESS)
		return HR_WHY_ASKED;
	return w->phase == WINDOW_COPY ? HR_WHY_BINARY : HR_WHY_LONG;
}

/* All that was gathered goes out as it came. */
static enum hr_status
pass_window(struct windows *w)
{
	enum hr_status status =
		pipeline_pass(&w->pipeline, buf_span(&w->in), why_passed(w));

	buf_reset(&w->in);
	return status;
}

/* A window is full, and it has not even one whole line. */
static enum hr_status
begin_long_line(struct windows *w)
{
	enum hr_status status = check_json(w, buf_span(&w->in), false);

	if (status != HR_OK)
		return status;
	w->phase = WINDOW_LONG_LINE;
	/* In follow mode lines wait that come before it. */
	status = windows_quiet(w);
	return status == HR_OK ? pass_window(w) : status;
}

/* Works on the whole lines that there are; all of them if this is the end. */
static enum hr_status
close_window(struct windows *w, bool last)
{
	struct span text = buf_span(&w->in);
	enum hr_status status;

	if (w->phase == WINDOW_COPY)
		return pass_window(w);
	if (!last)
		text.n = whole_lines(text);
	if (!text.n)
		return begin_long_line(w);
	status = check_json(w, text, last);
	if (status == HR_OK)
		status = pipeline_work(&w->pipeline, text, last);
	buf_drop(&w->in, text.n);
	return status;
}

/* ---- following ----------------------------------------------------------- */

/* Nobody waits for the whole head of the input: a NUL in it ends the folding in
 * the line where it stands. */
static bool
is_binary_line(struct windows *w, struct span line)
{
	size_t head = w->head < BINARY_HEAD ? BINARY_HEAD - w->head : 0;

	w->head += line.n;
	if (line.n > head)
		line.n = head;
	return detect_binary(line);
}

/* Lines off the front of *rest, up to one that ends the following: the phase
 * says how, *line is that line, and the status is of a binary one. */
static enum hr_status
follow_some(struct windows *w, struct span *rest, struct span *line,
	enum hr_status *binary)
{
	struct pipeline *p = &w->pipeline;
	enum hr_status status = HR_OK;

	while (status == HR_OK && span_line(rest, line)) {
		if (w->is_record && w->is_record(w->is_record_ctx, *line)) {
			w->phase = WINDOW_RECORDS;
			break;
		}
		if (marker_is(*line)) {
			w->phase = WINDOW_COPY;
			break;
		}
		if (is_binary_line(w, *line)) {
			w->phase = WINDOW_COPY;
			*binary = note_binary(w);
			break;
		}
		w->follow_ctx.line_base = p->line++;
		p->stats.lines_in++;
		status = follow_line(
			w->follow, &w->follow_ctx, *line, &w->followed);
	}
	return status;
}

/* Each whole line by itself, and the rest if this is the end. */
static enum hr_status
follow_lines(struct windows *w, bool last)
{
	struct span text = buf_span(&w->in), rest, line = { NULL, 0 };
	enum hr_status status, binary = HR_OK;
	bool ends;

	rest = span_of(text.p, last ? text.n : whole_lines(text));
	buf_reset(&w->followed);
	status = follow_some(w, &rest, &line, &binary);
	ends = w->phase != WINDOW_LINES;
	if (status == HR_OK && (last || ends))
		status = follow_flush(w->follow, &w->follow_ctx, &w->followed);
	if (status == HR_OK)
		status = pipeline_emit(&w->pipeline, buf_span(&w->followed));
	/* The line that ended it has another way to go. */
	if (ends)
		rest.p = line.p;
	buf_drop(&w->in, (size_t)(rest.p - text.p));
	if (status == HR_OK && w->phase == WINDOW_COPY)
		status = pass_window(w);
	return status == HR_OK ? binary : status;
}

enum hr_status
windows_quiet(struct windows *w)
{
	enum hr_status status;

	if (!w->follow || w->phase == WINDOW_COPY || w->phase == WINDOW_RECORDS)
		return HR_OK;
	buf_reset(&w->followed);
	status = follow_flush(w->follow, &w->follow_ctx, &w->followed);
	return status == HR_OK
		       ? pipeline_emit(&w->pipeline, buf_span(&w->followed))
		       : status;
}

/* ---- an input ------------------------------------------------------------ */

/* Bytes came to windows.in, `has_line` with the end of a line. */
static enum hr_status
advance(struct windows *w, bool has_line)
{
	enum hr_status status = HR_OK;

	if (w->phase == WINDOW_HEAD && w->in.n >= BINARY_HEAD)
		status = end_head(w);
	if (w->follow && has_line && w->phase == WINDOW_LINES)
		status = follow_lines(w, false);
	if (status == HR_OK && w->phase != WINDOW_RECORDS &&
		(w->phase == WINDOW_COPY || w->in.n == WINDOW_BYTES))
		status = close_window(w, false);
	return status;
}

/* The rest of a part belongs to the records that are in windows.in. */
static enum hr_status
add_records(struct windows *w, struct span s)
{
	buf_add(&w->in, s);
	return buf_ok(&w->in) ? HR_SKIP : HR_ENOMEM;
}

enum hr_status
windows_feed(struct windows *w, struct span s)
{
	enum hr_status status = take(w, s);

	while (status == HR_OK && s.n) {
		size_t room = WINDOW_BYTES - w->in.n;
		bool has_line;

		if (w->phase == WINDOW_COPY && !w->in.n)
			return pipeline_pass(&w->pipeline, s, why_passed(w));
		if (w->phase == WINDOW_LONG_LINE) {
			status = pass_long_line(w, &s);
			continue;
		}
		if (room > s.n)
			room = s.n;
		buf_add(&w->in, span_of(s.p, room));
		if (!buf_ok(&w->in))
			return HR_ENOMEM;
		has_line = memchr(s.p, '\n', room) != NULL;
		s = span_from(s, room);
		status = advance(w, has_line);
		if (status == HR_OK && w->phase == WINDOW_RECORDS)
			return add_records(w, s);
	}
	return status;
}

enum hr_status
windows_feed_held(struct windows *w, struct buf *held)
{
	struct span s = buf_span(held);
	enum hr_status status;
	struct buf mine;

	if (w->phase != WINDOW_HEAD || w->in.n || s.n >= WINDOW_BYTES)
		return windows_feed(w, s);
	status = take(w, s);
	mine = w->in;
	w->in = *held;
	*held = mine;
	return status == HR_OK ? advance(w, false) : status;
}

enum hr_status
windows_finish_input(struct windows *w)
{
	enum hr_status status = HR_OK;

	if (w->phase == WINDOW_HEAD)
		status = end_head(w);
	if (status != HR_OK)
		return status;
	if (w->follow && w->phase == WINDOW_LINES)
		status = follow_lines(w, true);
	else if (w->in.n)
		status = close_window(w, true);
	else if (!w->bytes)
		status = check_json(w, span_of("", 0), true);
	if (status == HR_OK && w->phase == WINDOW_RECORDS)
		return HR_SKIP;
	/* The end of a line ends a long line; here is none. */
	if (status == HR_OK && w->phase == WINDOW_LONG_LINE &&
		w->pipeline.budget)
		status = budget_skip(w->pipeline.budget, w->pipeline.line, 1);
	return status;
}

/* Ready for an input's first byte. */
static void
begin_input(struct windows *w)
{
	const struct hr_options *o = &w->pipeline.options;

	pipeline_begin_input(&w->pipeline);
	buf_reset(&w->in);
	w->bytes = 0;
	w->head = 0;
	w->phase = WINDOW_HEAD;
	if (w->follow) {
		follow_reset(w->follow);
		w->phase = WINDOW_LINES;
	}
	if (o->kind == HR_KIND_TEXT && o->mode != HR_LOSSLESS &&
		!w->pipeline.budget)
		w->phase = WINDOW_COPY;
}

void
windows_end_input(struct windows *w)
{
	struct pipeline *p = &w->pipeline;

	explain_input_end(p->explain);
	if (w->count_all)
		w->tokens_all += hr_count_finish(w->count_all, NULL);
	if (w->count_in) {
		p->stats.tokens_in += hr_count_finish(w->count_in, NULL);
		p->stats.tokens_out += hr_count_finish(p->count_out, NULL);
	}
	begin_input(w);
}

void
windows_forget_tokens(struct windows *w)
{
	if (!w->count_in)
		return;
	hr_count_finish(w->count_in, NULL);
	hr_count_finish(w->pipeline.count_out, NULL);
}

/* ---- a run --------------------------------------------------------------- */

enum hr_status
windows_finish_run(struct windows *w)
{
	enum hr_status status =
		pipeline_finish_run(&w->pipeline, w->tokens_all, &w->err);

	if (status == HR_OK)
		w->tokens_all = 0;
	return status;
}

/* All but the pipeline; false when memory is short. */
static bool
make_parts(struct windows *w)
{
	const struct hr_options *o = &w->pipeline.options;
	struct hr_counter *counter = w->pipeline.counter;

	if (o->want_counts)
		w->count_in = counter_beside(counter);
	if (o->budget_percent)
		w->count_all = counter_beside(counter);
	if (o->follow)
		w->follow = follow_new();
	w->follow_ctx = (struct codec_ctx){ .counter = counter,
		.filter = w->pipeline.filter,
		.stats = &w->pipeline.stats };
	return (!o->want_counts || w->count_in) &&
	       (!o->budget_percent || w->count_all) &&
	       (!o->follow || w->follow);
}

enum hr_status
windows_init(struct windows *w, const struct hr_options *options,
	hr_write_fn *write, void *write_ctx, struct hr_counter *beside,
	struct hr_error *err)
{
	enum hr_status status;

	*w = (struct windows){ .phase = WINDOW_HEAD };
	status = pipeline_init(
		&w->pipeline, options, write, write_ctx, beside, err);
	if (status == HR_OK && !make_parts(w))
		status = HR_ENOMEM;
	if (status != HR_OK) {
		windows_release(w);
		return status;
	}
	begin_input(w);
	return HR_OK;
}

void
windows_release(struct windows *w)
{
	pipeline_release(&w->pipeline);
	follow_free(w->follow);
	hr_counter_free(w->count_in);
	hr_counter_free(w->count_all);
	buf_release(&w->in);
	buf_release(&w->followed);
	*w = (struct windows){ .phase = WINDOW_HEAD };
}
