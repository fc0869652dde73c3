/* SPDX-License-Identifier: Apache-2.0 */
/* Events out of bytes; see sse.h. */
#include "answer/sse.h"

#include "base/json.h"

void
sse_init(struct sse *s, size_t limit, sse_event_fn *event, void *ctx)
{
	*s = (struct sse){
		.line = { .limit = limit },
		.data = { .limit = limit },
		.event = event,
		.ctx = ctx,
	};
}

void
sse_release(struct sse *s)
{
	buf_release(&s->line);
	buf_release(&s->data);
}

static enum hr_status
buf_status(const struct buf *b)
{
	if (buf_ok(b))
		return HR_OK;
	return b->full ? HR_ELIMIT : HR_ENOMEM;
}

static enum hr_status
dispatch(struct sse *s)
{
	enum hr_status status = HR_OK;

	if (s->has_data)
		status = s->event(s->ctx, buf_span(&s->data));
	buf_reset(&s->data);
	s->has_data = false;
	return status;
}

static enum hr_status
add_data(struct sse *s, struct span value)
{
	if (s->has_data)
		buf_add_char(&s->data, '\n');
	buf_add(&s->data, value);
	s->has_data = true;
	return buf_status(&s->data);
}

/* Whether streams have a field of this name; `cut`: or of a longer one. */
static bool
is_field(struct span name, bool cut)
{
	static const char *const names[] = { "data", "event", "id", "retry" };

	if (!name.n)
		return true; /* a comment */
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct span known = span_str(names[i]);

		if (cut && name.n < known.n)
			known.n = name.n;
		if (span_equal(name, known))
			return true;
	}
	return false;
}

/* A field, of which only "data" matters.  `cut`: the line has no end. */
static enum hr_status
take_field(struct sse *s, struct span line, bool cut)
{
	const char *colon = memchr(line.p, ':', line.n);
	size_t n = colon ? (size_t)(colon - line.p) : line.n;
	struct span name = span_of(line.p, n), value = span_from(line, n + 1);

	if (!is_field(name, cut && !colon))
		s->foreign = true;
	if (!span_equal(name, span_str("data")))
		return HR_OK;
	if (span_starts(value, " "))
		value = span_from(value, 1);
	return add_data(s, value);
}

static enum hr_status
end_line(struct sse *s, bool cut)
{
	struct span line = buf_span(&s->line);
	enum hr_status status;

	if (!s->begun && span_starts(line, "\xef\xbb\xbf"))
		line = span_from(line, 3);
	s->begun = true;
	status = line.n ? take_field(s, line, cut) : dispatch(s);
	buf_reset(&s->line);
	return status;
}

enum hr_status
sse_feed(struct sse *s, struct span part)
{
	const char *p = part.p, *end = p + part.n;

	while (p < end) {
		const char *from = p;
		enum hr_status status;

		if (s->behind_cr && *p == '\n')
			from = ++p;
		s->behind_cr = false;
		while (p < end && *p != '\n' && *p != '\r')
			p++;
		buf_add(&s->line, span_of(from, (size_t)(p - from)));
		status = buf_status(&s->line);
		if (p < end && status == HR_OK) {
			s->behind_cr = *p++ == '\r';
			status = end_line(s, false);
		}
		if (status != HR_OK)
			return status;
	}
	return HR_OK;
}

static bool
is_whole(struct span data)
{
	return span_equal(data, span_str("[DONE]")) ||
	       json_scan_whole(data, NULL, NULL) == HR_OK;
}

enum hr_status
sse_finish(struct sse *s)
{
	enum hr_status status = HR_OK;

	if (s->line.n)
		status = end_line(s, true);
	if (status != HR_OK || !s->has_data || !is_whole(buf_span(&s->data)))
		return status;
	return dispatch(s);
}
