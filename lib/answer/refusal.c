/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors of any API:
 *
 *	{"error":{"message":"...","type":"...","code":"context_length_exceeded"}}
 *	{"type":"error","error":{"type":"overloaded_error","message":"..."}}
 *	[{"error":{"code":429,"message":"...","status":"RESOURCE_EXHAUSTED"}}]
 *
 * and of what stands between: pages, plain text, other JSON with a message.
 */
#include "answer/refusal.h"

#include "answer/doc.h"
#include "answer/line.h"

enum {
	/* Of a body that is looked at: errors are a few hundred bytes, pages
	 * some thousand. */
	LOOKED_AT = 1 << 20,
	/* A delay of more seconds is for ever. */
	MOST_SECONDS = 1000000000,
};

/* Codes, types and statuses of errors that pass. */
static const char *const busy[] = {
	"overloaded_error",
	"rate_limit_error",
	"api_error",
	"timeout_error",
	"server_error",
	"internal_server_error",
	"internal_error",
	"rate_limit_exceeded",
	"service_unavailable",
	"overloaded",
	"RESOURCE_EXHAUSTED",
	"UNAVAILABLE",
	"INTERNAL",
	"DEADLINE_EXCEEDED",
};

/* Those that do not, although their status is one to try again. */
static const char *const quota[] = {
	"insufficient_quota",
	"billing_error",
};

/* ---- JSON ---------------------------------------------------------------- */

/* "22s", "1.5s": milliseconds, parts of one being one; -1 if it is none. */
static int64_t
delay_of(struct span s)
{
	int64_t seconds = 0, parts = 0, unit = 1000;
	size_t i = 0;

	for (; i < s.n && is_digit(s.p[i]); i++)
		if (seconds < MOST_SECONDS)
			seconds = seconds * 10 + (s.p[i] - '0');
	if (!i)
		return -1;
	if (i < s.n && s.p[i] == '.') {
		bool more = false;

		for (i++; i < s.n && is_digit(s.p[i]); i++) {
			unit /= 10;
			parts += unit * (s.p[i] - '0');
			more |= !unit && s.p[i] != '0';
		}
		parts += more;
	}
	if (i + 1 != s.n || s.p[i] != 's')
		return -1;
	return seconds * 1000 + parts;
}

static int64_t
find_delay(struct doc *doc, size_t error)
{
	size_t details = doc_get(doc, error, "details");

	for (size_t i = doc_first(doc, details); i != DOC_NONE;
		i = doc_next(doc, details, i)) {
		size_t at = doc_get(doc, i, "retryDelay");

		if (at != DOC_NONE)
			return delay_of(doc_text(doc, at));
	}
	return -1;
}

size_t
refusal_find(struct doc *doc, size_t at)
{
	size_t first = doc_first(doc, at);

	return doc_get(doc, first == DOC_NONE ? at : first, "error");
}

/* Where an error says which it is, the most telling first. */
static const char *const names[] = { "code", "status", "type" };

enum {
	NAMES = sizeof(names) / sizeof(*names)
};

/* Whether it calls itself one of these. */
static bool
is_one_of(struct doc *doc, size_t error, const char *const *list, size_t n)
{
	for (size_t i = 0; i < NAMES; i++) {
		size_t at = doc_get(doc, error, names[i]);

		for (size_t k = 0; k < n; k++)
			if (doc_is(doc, at, list[k]))
				return true;
	}
	return false;
}

/* A status of HTTP in place of a word. */
static bool
is_busy_number(int64_t n)
{
	return n == 408 || n == 409 || n == 429 || (n >= 500 && n < 600);
}

/* A word, or else a number. */
static void
read_code(struct doc *doc, size_t error, struct answer_refusal *r)
{
	size_t number = doc_get(doc, error, "code");

	for (size_t i = 0; i < NAMES && !*r->code; i++)
		line_copy(doc_text(doc, doc_get(doc, error, names[i])), r->code,
			sizeof(r->code));
	if (!*r->code && doc_int(doc, number) >= 0)
		line_copy(doc_raw(doc, number), r->code, sizeof(r->code));
}

bool
refusal_read(struct doc *doc, size_t error, struct answer_refusal *r)
{
	size_t said = doc_is_type(doc, error, JSMN_STRING)
			      ? error
			      : doc_get(doc, error, "message");

	*r = (struct answer_refusal){ .delay_ms = find_delay(doc, error) };
	line_copy(doc_text(doc, said), r->text, sizeof(r->text));
	read_code(doc, error, r);
	r->quota = is_one_of(doc, error, quota, sizeof(quota) / sizeof(*quota));
	if (r->quota)
		return false;
	return is_one_of(doc, error, busy, sizeof(busy) / sizeof(*busy)) ||
	       is_busy_number(doc_int(doc, doc_get(doc, error, "code")));
}

/* JSON without an error in the usual place. */
static bool
read_other(struct doc *doc, struct answer_refusal *r)
{
	static const char *const said[] = { "message", "detail", "msg" };

	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
		size_t at = doc_get(doc, 0, said[i]);

		if (!doc_is_type(doc, at, JSMN_STRING))
			continue;
		line_copy(doc_text(doc, at), r->text, sizeof(r->text));
		read_code(doc, 0, r);
		return true;
	}
	return false;
}

static bool
read_json(struct span body, struct answer_refusal *r)
{
	struct doc doc = { 0 };
	size_t pos, error;
	bool found = false;

	if (doc_read(&doc, body, &pos) == HR_OK) {
		error = refusal_find(&doc, 0);
		found = error != DOC_NONE;
		if (found)
			refusal_read(&doc, error, r);
		else
			found = read_other(&doc, r);
	}
	doc_release(&doc);
	return found;
}

/* ---- pages --------------------------------------------------------------- */

static struct span
behind(struct span s, char c)
{
	const char *at = s.n ? memchr(s.p, c, s.n) : NULL;

	return span_from(s, at ? (size_t)(at - s.p) + 1 : s.n);
}

/* From the "</" on that ends what has no tags within. */
static struct span
behind_raw(struct span s)
{
	while (s.n && !span_starts(s, "</")) {
		const char *at = memchr(s.p + 1, '<', s.n - 1);

		s = span_from(s, at ? (size_t)(at - s.p) : s.n);
	}
	return s;
}

/* The title, or what stands between the tags of the page. */
static void
read_page(struct span page, struct answer_refusal *r)
{
	struct buf text = { .limit = LOOKED_AT };

	while (page.n) {
		bool tag = *page.p == '<';
		bool title = span_starts_nocase(page, "<title");
		bool raw = span_starts_nocase(page, "<script") ||
			   span_starts_nocase(page, "<style");
		const char *end;
		size_t n;

		if (tag)
			page = behind(page, '>');
		if (raw)
			page = behind_raw(page);
		end = page.n ? memchr(page.p, '<', page.n) : NULL;
		n = end ? (size_t)(end - page.p) : page.n;
		if (title && n) {
			line_copy(span_of(page.p, n), r->text, sizeof(r->text));
			if (*r->text)
				break;
		}
		buf_add(&text, span_of(page.p, n));
		buf_add_char(&text, ' ');
		page = span_from(page, n);
	}
	if (!*r->text)
		line_copy(buf_span(&text), r->text, sizeof(r->text));
	buf_release(&text);
}

void
answer_refused(struct span body, struct answer_refusal *r)
{
	*r = (struct answer_refusal){ .delay_ms = -1 };
	if (span_starts(body, "\xef\xbb\xbf"))
		body = span_from(body, 3);
	while (body.n && is_among(*body.p, " \t\r\n"))
		body = span_from(body, 1);
	if (body.n <= LOOKED_AT && read_json(body, r))
		return;
	if (body.n > LOOKED_AT)
		body.n = LOOKED_AT;
	if (span_starts(body, "<"))
		read_page(body, r);
	else
		line_copy(body, r->text, sizeof(r->text));
}
