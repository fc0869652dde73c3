/* SPDX-License-Identifier: Apache-2.0 */
/* Requests and batches of them in an input; see unwrap.h. */
#include "unwrap.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/json.h"
#include "base/mem.h"

enum {
	/* A document whose members do not look like those of a request in so
	 * many bytes is none.  Requests of coding assistants have 60 KB of
	 * tools, which look like it. */
	HEAD_BYTES = 256 << 10,
	/* Lines of JSON of which none has a request are no batch. */
	HEAD_LINES = 16,
};

enum unwrap_state {
	UNWRAP_HEAD, /* not known yet */
	UNWRAP_TEXT,
	UNWRAP_WHOLE, /* likely a request over many lines: to its end */
	UNWRAP_LINES,
};

struct unwrap {
	const struct hr_options *options;
	struct hr_stats *stats;
	hr_write_fn *write;
	void *ctx;
	struct unwrap_work work;
	enum unwrap_state state;
	struct buf in, out;
	size_t next_look; /* bytes of `in` at which it is looked at again */
	uint64_t line; /* of the first byte of `in`, from 1 */
	bool too_long; /* the rest of a line that is larger than a request */
};

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
	u->line = 1;
	u->too_long = false;
}

void
unwrap_number(struct unwrap *u, uint64_t line)
{
	u->line = line;
}

static size_t
most_bytes(const struct unwrap *u)
{
	return u->options->max_request ? u->options->max_request
				       : HR_REQUEST_BYTES;
}

/* ---- looking -------------------------------------------------------------- */

static struct span
skip_blanks(struct span s)
{
	if (span_starts(s, "\xef\xbb\xbf"))
		s = span_from(s, 3);
	while (s.n &&
		(*s.p == ' ' || *s.p == '\t' || *s.p == '\r' || *s.p == '\n'))
		s = span_from(s, 1);
	return s;
}

/* Behind a string whose first quote is at s.p; 0: it does not end. */
static size_t
string_end(struct span s)
{
	for (size_t i = 1; i < s.n; i++) {
		if (s.p[i] == '"')
			return i + 1;
		i += s.p[i] == '\\';
	}
	return 0;
}

/* Whether a member of the object that begins here is one that requests have.
 * The text may end anywhere. */
static bool
has_request_member(struct span s)
{
	static const char *const names[] = { "\"messages\"", "\"input\"",
		"\"contents\"", "\"requests\"", "\"model\"", "\"tools\"",
		"\"system\"", "\"instructions\"", "\"systemInstruction\"",
		"\"generationConfig\"", "\"max_tokens\"", "\"stream\"" };
	size_t depth = 0, n;

	while (s.n) {
		if (*s.p == '"') {
			n = string_end(s);
			if (!n)
				return false;
			for (size_t i = 0; depth == 1 &&
					   i < sizeof(names) / sizeof(*names);
				i++)
				if (span_equal(span_of(s.p, n),
					    span_str(names[i])))
					return true;
		} else {
			n = 1;
			depth += *s.p == '{' || *s.p == '[';
			depth -= depth && (*s.p == '}' || *s.p == ']');
		}
		s = span_from(s, n);
	}
	return false;
}

/* What the lines that are there say: HR_OK: one has a request; HR_SKIP: none
 * has, so far; HR_EINPUT: the first one is no whole value of JSON. */
static enum hr_status
look_at_lines(struct unwrap *u, bool last, size_t *lines)
{
	struct span rest = skip_blanks(buf_span(&u->in)), line;
	enum hr_status status = HR_SKIP;

	*lines = 0;
	while (span_line(&rest, &line) && *lines < HEAD_LINES &&
		(last || span_ends(line, "\n"))) {
		if (!skip_blanks(line).n)
			continue;
		++*lines;
		status = u->work.look(u->work.worker, line);
		if (status == HR_OK || status == HR_ENOMEM)
			return status;
		if (status != HR_SKIP && *lines == 1)
			return HR_EINPUT;
	}
	return HR_SKIP;
}

static bool
is_one_line(struct span s)
{
	const char *nl = memchr(s.p, '\n', s.n);

	return !nl || nl + 1 == s.p + s.n;
}

/* Finds out what the input is, as far as it can be said; HR_OK also if it
 * cannot be said yet. */
static enum hr_status
look(struct unwrap *u, bool last)
{
	struct span head = skip_blanks(buf_span(&u->in));
	bool named = u->options->api != HR_API_AUTO;
	enum hr_status status;
	size_t lines;

	/* Nothing yet, or a part of a byte order mark. */
	if (!last && (!head.n || (head.n < 3 && !memcmp(head.p, "\xef\xbb\xbf",
							head.n))))
		return HR_OK;
	if (!head.n || *head.p != '{') {
		/* Of what is said to be a request it is told what is wrong. */
		u->state = head.n && named ? UNWRAP_WHOLE : UNWRAP_TEXT;
		return HR_OK;
	}
	/* One line that looks like a request is tried as one, which reads it
	 * once and not twice. */
	if (last && is_one_line(head) && has_request_member(head)) {
		u->state = UNWRAP_WHOLE;
		return HR_OK;
	}
	status = look_at_lines(u, last, &lines);
	if (status == HR_ENOMEM)
		return status;
	if (status == HR_OK)
		u->state = UNWRAP_LINES;
	else if (status == HR_SKIP && lines && (last || lines == HEAD_LINES))
		u->state = named ? UNWRAP_LINES : UNWRAP_TEXT;
	else if (named || has_request_member(head))
		/* A line that does not end yet may still be of a batch. */
		u->state = status == HR_EINPUT ? UNWRAP_WHOLE : UNWRAP_HEAD;
	else if (last || head.n >= HEAD_BYTES)
		u->state = UNWRAP_TEXT;
	return HR_OK;
}

enum hr_status
unwrap_look(struct unwrap *u, struct span head, bool whole)
{
	enum hr_status status;

	buf_add(&u->in, head);
	if (!buf_ok(&u->in))
		return HR_ENOMEM;
	status = u->state == UNWRAP_HEAD ? look(u, whole) : HR_OK;
	if (status == HR_OK && u->state != UNWRAP_LINES)
		status = HR_SKIP;
	unwrap_reset(u);
	return status;
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
	struct span text = skip_blanks(line), out;
	enum hr_status status;

	u->stats->lines_in += span_lines(line);
	if (!text.n)
		return put(u, line);
	if (text.n > most_bytes(u)) {
		*err = too_large(text.n);
		return refuse(u, line, err);
	}
	buf_reset(&u->out);
	buf_add(&u->out, span_of(line.p, (size_t)(text.p - line.p)));
	status = u->work.compress(u->work.worker, text, u->line, &u->out, err);
	out = buf_span(&u->out);
	if (status == HR_SKIP)
		return put(u, line);
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

/* A document that is not valid, or no request after all. */
static enum hr_status
end_whole(struct unwrap *u, struct span *text, struct hr_error *err)
{
	struct span in = buf_span(&u->in), body = skip_blanks(in);
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
	if (status != HR_SKIP && u->options->api != HR_API_AUTO)
		return refuse(u, in, err);
	u->state = UNWRAP_TEXT;
	*text = in;
	return HR_SKIP;
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
	if (u->state == UNWRAP_HEAD && u->in.n >= u->next_look) {
		status = look(u, false);
		u->next_look = u->in.n * 2;
	}
	if (status == HR_OK && u->state == UNWRAP_LINES && has_line)
		status = work_on_lines(u, false, err);
	if (status != HR_OK)
		return status;
	if (u->in.n > most_bytes(u) && u->state == UNWRAP_LINES)
		return pass_long_line(u, err);
	if (u->in.n > most_bytes(u) && u->options->api == HR_API_AUTO)
		u->state = UNWRAP_TEXT;
	else if (u->in.n > most_bytes(u))
		return pass_long_line(u, err);
	*text = buf_span(&u->in);
	return u->state == UNWRAP_TEXT ? HR_SKIP : HR_OK;
}

enum hr_status
unwrap_finish(struct unwrap *u, struct span *text, struct hr_error *err)
{
	enum hr_status status = HR_OK;

	if (u->state == UNWRAP_HEAD)
		status = look(u, true);
	*text = buf_span(&u->in);
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
	return HR_SKIP;
}
