/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is this input?
 *
 * Its lines are records as soon as one of them has a request, whatever the lines
 * before it are: the first line of a shard may be cut off, foreign, empty or
 * huge, and that changes nothing.  But a line in the middle of a document that is
 * itself JSON is a part of it, so the document is tried as a whole first.
 *
 * Until that is known the input is held.  It waits no longer for that than it
 * would anyway, since a text is worked on in windows of the same size.
 */
#define _GNU_SOURCE /* memrchr() */
#include "request/unwrap_state.h"

#include "base/json.h"
#include "codec/codec.h"
#include "request/request_find.h"

enum {
	/* A document that has none of the words of requests in so many bytes is
	 * none.  Requests of coding assistants have 60 KB of tools, which have
	 * such words, before their turns. */
	HEAD_BYTES = 256 << 10,
	/* So much of an input may come before its first request: what is held
	 * becomes the start of a window, with room for the part that is read
	 * last, so that it need not be copied. */
	LOOK_BYTES = WINDOW_BYTES - (2 << 20),
	/* Lines of JSON that are read whatever they have in them; later ones
	 * only if they have a word of requests. */
	HEAD_LINES = 16,
};

size_t
unwrap_most(const struct unwrap *u)
{
	return u->options->max_request ? u->options->max_request
				       : HR_REQUEST_BYTES;
}

struct span
unwrap_skip_blanks(struct span s)
{
	if (span_starts(s, "\xef\xbb\xbf"))
		s = span_from(s, 3);
	while (s.n &&
		(*s.p == ' ' || *s.p == '\t' || *s.p == '\r' || *s.p == '\n'))
		s = span_from(s, 1);
	return s;
}

/* ---- a document ----------------------------------------------------------- */

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

/* Whether a text that begins a document may be, or have, a request. */
static bool
is_likely(struct span head)
{
	struct span s = head;

	if (s.n > HEAD_BYTES)
		s.n = HEAD_BYTES;
	return has_request_member(s) || memmem(s.p, s.n, "messages\"", 9) ||
	       memmem(s.p, s.n, "contents\"", 9) ||
	       memmem(s.p, s.n, "messages\\\"", 10);
}

/* Whether the text is a value of JSON that goes on behind it. */
static bool
goes_on(struct span text)
{
	struct hr_error err;
	size_t at = 0;

	while (text.n &&
		(text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
		text.n--;
	if (!text.n || (*text.p != '{' && *text.p != '['))
		return false;
	return json_scan(text, &at, NULL, &err) == HR_EINPUT &&
	       err.pos >= text.n;
}

/* ---- lines ---------------------------------------------------------------- */

/* The next line of the text that begins with an object, blanks aside, and its
 * newline if it has one; and all before it off the text. */
static bool
next_object_line(struct span *text, struct span *line)
{
	for (;;) {
		const char *p, *nl, *from;

		p = text->n ? memchr(text->p, '{', text->n) : NULL;
		if (!p)
			return false;
		nl = memrchr(text->p, '\n', (size_t)(p - text->p));
		from = nl ? nl + 1 : text->p;
		*text = span_from(*text, (size_t)(from - text->p));
		span_line(text, line);
		if (unwrap_skip_blanks(*line).p == p)
			return true;
	}
}

/* Whether a member of this name, with its quotes, is an array. */
static bool
has_list(struct span text, const char *name)
{
	const char *p = memmem(text.p, text.n, name, strlen(name));

	if (!p)
		return false;
	text = span_from(text, (size_t)(p - text.p) + strlen(name));
	while (text.n && (*text.p == ' ' || *text.p == ':'))
		text = span_from(text, 1);
	return text.n && *text.p == '[';
}

/* HR_OK: there is a request in it.  What only looks like one of another endpoint
 * counts among the first lines. */
static enum hr_status
look_at_line(struct unwrap *u, struct span line)
{
	bool first = u->lines < HEAD_LINES, other = false;
	enum hr_status status;

	if (!(first || request_may_be_known(line)))
		return HR_SKIP;
	/* What is too large is told, and not read. */
	if (line.n > unwrap_most(u))
		return is_likely(line) ? HR_OK : HR_SKIP;
	status = u->work.look(u->work.worker, line, &other);
	if (status == HR_OK && other && !first)
		status = HR_SKIP;
	if (status == HR_OK || status == HR_SKIP) {
		u->lines++;
		u->wordy += has_list(line, "\"messages\"") ||
			    has_list(line, "\"contents\"");
	}
	return status == HR_EINPUT || status == HR_ELIMIT ? HR_SKIP : status;
}

/* A line has a request: it is a record, or a part of a document. */
static void
take_request_line(struct unwrap *u, struct span head, struct span line)
{
	size_t before = (size_t)(line.p - head.p);

	u->has_request = true;
	if (before && goes_on(span_of(head.p, before)))
		u->next_check = u->in.n * 2;
	else
		u->state = UNWRAP_LINES;
}

/* The lines that are there and were not looked at: they are records if one of
 * them has a request. */
static enum hr_status
look_at_lines(struct unwrap *u, bool last)
{
	struct span in = buf_span(&u->in);
	struct span head = span_from(in, u->blank), text, line;
	const char *nl = memrchr(in.p, '\n', in.n);
	size_t end = last ? in.n : nl ? (size_t)(nl - in.p) + 1 : 0;

	if (end <= u->scanned)
		return HR_OK;
	text = span_of(in.p + u->scanned, end - u->scanned);
	u->scanned = end;
	if (end < u->next_check ||
		(u->lines >= HEAD_LINES && !request_may_be_known(text)))
		return HR_OK;
	while (next_object_line(&text, &line)) {
		struct span value = unwrap_skip_blanks(line);
		enum hr_status status = look_at_line(u, value);

		if (status == HR_ENOMEM)
			return status;
		if (status == HR_OK) {
			take_request_line(u, head, value);
			return HR_OK;
		}
	}
	return HR_OK;
}

/* ---- both ----------------------------------------------------------------- */

static bool
is_one_line(struct span s)
{
	const char *nl = memchr(s.p, '\n', s.n);

	return !nl || nl + 1 == s.p + s.n;
}

/* A part of a byte order mark. */
static bool
is_cut_mark(struct span s)
{
	return s.n < 3 && !memcmp(s.p, "\xef\xbb\xbf", s.n);
}

/* What an input that began with neither a request nor a line of one is. */
static enum unwrap_state
state_of(struct unwrap *u, struct span head, bool last)
{
	bool named = u->options->api != HR_API_AUTO;
	bool document = head.n && (*head.p == '{' || *head.p == '[');
	size_t most = unwrap_most(u);

	/* Of what is said to be a request it is told what is wrong. */
	if (named)
		return last ? UNWRAP_WHOLE : UNWRAP_HEAD;
	if (last)
		return document && request_may_be_in(head) ? UNWRAP_WHOLE
							   : UNWRAP_TEXT;
	/* A line that is too long for a request may still be a record. */
	if (u->in.n < LOOK_BYTES)
		return UNWRAP_HEAD;
	/* What it begins with is looked at once, however small its parts are. */
	if (!u->looked)
		u->likely = document && is_likely(head);
	u->looked = true;
	return u->likely && u->in.n <= most ? UNWRAP_HEAD : UNWRAP_TEXT;
}

enum hr_status
unwrap_decide(struct unwrap *u, bool last)
{
	struct span in = buf_span(&u->in);
	struct span head = unwrap_skip_blanks(span_from(in, u->blank));
	enum hr_status status;

	u->blank = head.n ? (size_t)(head.p - in.p) : in.n;
	if (!last && (!head.n || is_cut_mark(head)))
		return HR_OK;
	if (!head.n) {
		u->state = UNWRAP_TEXT;
		return HR_OK;
	}
	/* One line that looks like a request is tried as one, which reads it
	 * once and not twice. */
	if (last && *head.p == '{' && head.n <= unwrap_most(u) &&
		is_one_line(head) && is_likely(head)) {
		u->state = UNWRAP_WHOLE;
		return HR_OK;
	}
	status = look_at_lines(u, last);
	if (status == HR_OK && u->state == UNWRAP_HEAD)
		u->state = state_of(u, head, last);
	if (u->state == UNWRAP_TEXT && u->has_request)
		u->state = UNWRAP_LINES;
	return status;
}
