/* SPDX-License-Identifier: Apache-2.0 */
/* Requests and batches of them in an input; see unwrap.h. */
#include "request/unwrap.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/json.h"
#include "base/mem.h"
#include "request/request_find.h"
#include "request/unwrap_state.h"

struct unwrap *
unwrap_new(const struct hr_options *options, struct hr_stats *stats,
	const struct unwrap_work *work, hr_write_fn *write, void *ctx)
{
	struct unwrap *u = mem_zalloc(1, sizeof(*u));

	if (!u)
		return NULL;
	u->options = options;
	u->stats = stats;
	u->write = write;
	u->ctx = ctx;
	u->work = *work;
	unwrap_reset(u);
	return u;
}

void
unwrap_free(struct unwrap *u)
{
	if (!u)
		return;
	buf_release(&u->in);
	buf_release(&u->out);
	mem_free(u);
}

void
unwrap_reset(struct unwrap *u)
{
	u->state = u->options->batch ? UNWRAP_LINES : UNWRAP_HEAD;
	buf_reset(&u->in);
	u->next_look = 1;
	u->scanned = u->lines = u->wordy = u->next_check = u->blank = 0;
	u->looked = u->likely = false;
	u->has_request = false;
	u->line = 1;
	u->too_long = false;
}

void
unwrap_number(struct unwrap *u, uint64_t line)
{
	u->line = line;
}

enum hr_status
unwrap_look(struct unwrap *u, struct span head, bool whole)
{
	enum hr_status status;

	buf_add(&u->in, head);
	if (!buf_ok(&u->in))
		return HR_ENOMEM;
	status = u->state == UNWRAP_HEAD ? unwrap_decide(u, whole) : HR_OK;
	if (status == HR_OK && u->state != UNWRAP_LINES)
		status = HR_SKIP;
	unwrap_reset(u);
	return status;
}

bool
unwrap_has_request(struct unwrap *u, struct span line)
{
	struct span text = unwrap_skip_blanks(line);
	bool other = false;

	return text.n && *text.p == '{' && text.n <= unwrap_most(u) &&
	       request_may_be_known(text) &&
	       u->work.look(u->work.worker, text, &other) == HR_OK && !other;
}

void
unwrap_begin_lines(struct unwrap *u, uint64_t line)
{
	unwrap_reset(u);
	u->state = UNWRAP_LINES;
	u->line = line;
}

/* ---- working -------------------------------------------------------------- */

static enum hr_status
put(struct unwrap *u, struct span s)
{
	return s.n ? u->write(u->ctx, s.p, s.n) : HR_OK;
}

/* What is wrong with a line is told; with strict it is an error. */
static enum hr_status
refuse(struct unwrap *u, struct span line, struct hr_error *err)
{
	const struct hr_watch *watch = &u->options->watch;
	struct hr_error why = *err;

	if (u->options->strict) {
		snprintf(err->text, sizeof(err->text),
			"line %" PRIu64 ": %s at byte %zu: %.80s", u->line,
			why.code == HR_ELIMIT ? "over a limit"
					      : "not valid JSON",
			why.pos + 1, why.text);
		err->code = HR_EINPUT;
		return HR_EINPUT;
	}
	u->stats->lines_bad++;
	if (watch->bad_line)
		watch->bad_line(watch->ctx, u->line, &why);
	return put(u, line);
}

static struct hr_error
too_large(size_t n)
{
	return (struct hr_error){ HR_ELIMIT, n,
		"larger than a request may be" };
}

static enum hr_status
work_on_line(struct unwrap *u, struct span line, struct hr_error *err)
{
	struct span text = unwrap_skip_blanks(line), out;
	enum hr_status status;

	u->stats->lines_in += span_lines(line);
	if (!text.n)
		return put(u, line);
	if (text.n > unwrap_most(u)) {
		*err = too_large(text.n);
		return refuse(u, line, err);
	}
	buf_reset(&u->out);
	buf_add(&u->out, span_of(line.p, (size_t)(text.p - line.p)));
	status = u->work.compress(u->work.worker, text, u->line, &u->out, err);
	out = buf_span(&u->out);
	if (status == HR_SKIP) {
		u->stats->lines_foreign++;
		return put(u, line);
	}
	if ((status == HR_EINPUT || status == HR_ELIMIT) &&
		err->pos != SIZE_MAX)
		return refuse(u, line, err);
	return status == HR_OK ? put(u, out) : status;
}

/* All whole lines, or what there is at the end. */
static enum hr_status
work_on_lines(struct unwrap *u, bool last, struct hr_error *err)
{
	struct span rest = buf_span(&u->in), line;
	enum hr_status status = HR_OK;
	size_t used = 0;

	while (status == HR_OK && span_line(&rest, &line)) {
		if (!last && !span_ends(line, "\n"))
			break;
		status = work_on_line(u, line, err);
		used += line.n;
		u->line++;
	}
	buf_drop(&u->in, used);
	return status;
}

/* A line that is too large goes out as it came. */
static enum hr_status
pass_long_line(struct unwrap *u, struct hr_error *err)
{
	enum hr_status status;

	*err = too_large(u->in.n);
	u->stats->lines_in++;
	status = refuse(u, buf_span(&u->in), err);
	buf_reset(&u->in);
	u->too_long = true;
	return status;
}

/* The rest of a long line, off the front of *part. */
static enum hr_status
pass_rest(struct unwrap *u, struct span *part)
{
	const char *nl = memchr(part->p, '\n', part->n);
	struct span s =
		span_of(part->p, nl ? (size_t)(nl - part->p) + 1 : part->n);

	*part = span_from(*part, s.n);
	u->too_long = !nl;
	u->line += nl != NULL;
	return put(u, s);
}

/* It is a text, or lines of JSON that say something else. */
static enum hr_status
be_text(struct unwrap *u, struct span *text)
{
	u->state = UNWRAP_TEXT;
	/* Half of the first lines have what requests have. */
	u->stats->records_unread += u->lines > 1 && u->wordy * 2 >= u->lines;
	*text = buf_span(&u->in);
	return HR_SKIP;
}

/* A document that is not valid, or no request after all. */
static enum hr_status
end_whole(struct unwrap *u, struct span *text, struct hr_error *err)
{
	struct span in = buf_span(&u->in), body = unwrap_skip_blanks(in);
	enum hr_status status;

	buf_reset(&u->out);
	buf_add(&u->out, span_of(in.p, (size_t)(body.p - in.p)));
	status = u->work.compress(u->work.worker, body, 1, &u->out, err);
	if (status == HR_OK) {
		u->stats->lines_in += span_lines(in);
		return put(u, buf_span(&u->out));
	}
	if (status == HR_ENOMEM ||
		(status == HR_ELIMIT && err->pos == SIZE_MAX))
		return status;
	/* It was none, so its lines count after all. */
	if (u->has_request) {
		u->state = UNWRAP_LINES;
		return work_on_lines(u, true, err);
	}
	if (status != HR_SKIP && u->options->api != HR_API_AUTO)
		return refuse(u, in, err);
	return be_text(u, text);
}

enum hr_status
unwrap_feed(struct unwrap *u, struct span part, struct span *text,
	struct hr_error *err)
{
	enum hr_status status = HR_OK;
	bool has_line;

	if (u->too_long)
		status = pass_rest(u, &part);
	if (status != HR_OK || !part.n)
		return status;
	has_line = memchr(part.p, '\n', part.n) != NULL;
	buf_add(&u->in, part);
	if (!buf_ok(&u->in))
		return HR_ENOMEM;
	if (u->state == UNWRAP_HEAD && (has_line || u->in.n >= u->next_look)) {
		status = unwrap_decide(u, false);
		u->next_look = u->in.n * 2;
	}
	if (status == HR_OK && u->state == UNWRAP_LINES && has_line)
		status = work_on_lines(u, false, err);
	if (status != HR_OK)
		return status;
	if (u->state == UNWRAP_LINES && u->in.n > unwrap_most(u))
		return pass_long_line(u, err);
	if (u->state == UNWRAP_HEAD && u->options->api != HR_API_AUTO &&
		u->in.n > unwrap_most(u))
		return pass_long_line(u, err);
	if (u->state == UNWRAP_TEXT)
		return be_text(u, text);
	*text = buf_span(&u->in);
	return HR_OK;
}

enum hr_status
unwrap_finish(struct unwrap *u, struct span *text, struct hr_error *err)
{
	enum hr_status status = HR_OK;

	if (u->state == UNWRAP_HEAD)
		status = unwrap_decide(u, true);
	if (status != HR_OK)
		return status;
	switch (u->state) {
	case UNWRAP_LINES:
		return work_on_lines(u, true, err);
	case UNWRAP_WHOLE:
		return end_whole(u, text, err);
	case UNWRAP_HEAD:
	case UNWRAP_TEXT:
		break;
	}
	return be_text(u, text);
}

void
unwrap_take(struct unwrap *u, struct buf *text)
{
	struct buf mine = u->in;

	u->in = *text;
	*text = mine;
}
