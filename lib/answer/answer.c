/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The common part of all answers: bytes to events or a body, both to values,
 * which the form of the API reads; see answer.h and form.h.
 */
#include "answer/form.h"

#include "answer/line.h"
#include "answer/refusal.h"
#include "base/mem.h"

static const struct answer_form *const forms[] = {
	&answer_openai_chat,
	&answer_openai_responses,
	&answer_anthropic,
	&answer_gemini,
};

static enum hr_status take_event(void *ctx, struct span data);

static const struct answer_form *
form_of(enum hr_api api)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (forms[i]->api == api)
			return forms[i];
	return NULL;
}

struct answer *
answer_new(enum hr_api api, bool stream, hr_write_fn *text, void *ctx)
{
	struct answer *a = mem_zalloc(1, sizeof(*a));

	if (!a)
		return NULL;
	a->form = form_of(api);
	if (!a->form) {
		mem_free(a);
		return NULL;
	}
	a->stream = stream;
	a->text = text;
	a->ctx = ctx;
	a->body.limit = ANSWER_BODY;
	a->uncached = -1;
	a->state.usage = (struct answer_usage){ -1, -1, -1, -1, -1, -1 };
	sse_init(&a->sse, ANSWER_EVENT, take_event, a);
	return a;
}

void
answer_free(struct answer *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->ntools; i++) {
		buf_release(&a->tool[i].name);
		buf_release(&a->tool[i].arguments);
	}
	mem_free(a->tool);
	mem_free(a->call);
	sse_release(&a->sse);
	buf_release(&a->body);
	doc_release(&a->doc);
	buf_release(&a->half);
	buf_release(&a->joined);
	buf_release(&a->said);
	buf_release(&a->refusal);
	mem_free(a);
}

/* ---- events and bodies --------------------------------------------------- */

/* One event, or one of the answers of a body. */
static void
take_value(struct answer *a, size_t at, bool stream)
{
	size_t error;

	if (answer_is_over(a))
		return;
	if (!doc_is_type(&a->doc, at, JSMN_OBJECT)) {
		answer_invalid(a, "the answer is no object");
		return;
	}
	/* A form's own way to tell of a failure comes first. */
	if (stream)
		a->form->event(a, at);
	else
		a->form->whole(a, at);
	error = doc_get(&a->doc, at, "error");
	if (error != DOC_NONE && a->state.end == ANSWER_OPEN) {
		a->known = true;
		answer_fails(a, error);
	}
	/* What could not be read was taken for absent. */
	if (a->doc.failed)
		answer_stop(a, HR_ENOMEM);
}

static enum hr_status
take_event(void *ctx, struct span data)
{
	struct answer *a = ctx;
	size_t pos;

	if (answer_is_over(a) || !data.n)
		return a->status;
	a->heard = true;
	if (a->form->last && span_equal(data, span_str(a->form->last))) {
		a->known = true;
		answer_ends(a);
		return a->status;
	}
	switch (doc_read(&a->doc, data, &pos)) {
	case HR_OK:
		take_value(a, 0, true);
		break;
	case HR_ENOMEM:
		answer_stop(a, HR_ENOMEM);
		break;
	default:
		answer_invalid(a, "an event of the answer is no JSON");
		break;
	}
	return a->status;
}

static struct span
behind_blanks(struct span s)
{
	while (s.n && is_white(*s.p))
		s = span_from(s, 1);
	return s;
}

/* The body is no JSON: cut short, or a page, or something else. */
static void
take_other(struct answer *a, struct span body, size_t pos)
{
	struct answer_refusal r;
	char first = body.n ? *body.p : '\0';

	if (pos >= body.n && (first == '{' || first == '['))
		return;
	answer_refused(body, &r);
	answer_invalid(a, *r.text ? r.text : "the answer is empty");
}

/* Without a stream there is one answer, but Gemini's may come in an array. */
static void
take_body(struct answer *a)
{
	struct span body = buf_span(&a->body);
	size_t pos = 0, i;
	enum hr_status status;

	if (span_starts(body, "\xef\xbb\xbf"))
		body = span_from(body, 3);
	body = behind_blanks(body);
	status = doc_read(&a->doc, body, &pos);
	if (status == HR_ENOMEM) {
		answer_stop(a, status);
		return;
	}
	if (status != HR_OK) {
		take_other(a, body, pos);
		return;
	}
	i = doc_first(&a->doc, 0);
	if (i == DOC_NONE)
		take_value(a, 0, false);
	for (; i != DOC_NONE; i = doc_next(&a->doc, 0, i))
		take_value(a, i, false);
}

/* A body that begins like this is no stream, although one was asked for: an
 * error, a page, or an answer of those who do not stream. */
static bool
is_document(struct span body)
{
	return span_starts(body, "{") || span_starts(body, "[") ||
	       span_starts(body, "<");
}

/*
 * What the body is shows with its first byte that is no blank, behind a mark of
 * the order of bytes.  Blanks before it are nothing in a stream, and nothing in
 * a document, so they need not be kept; the stream gets them, as its mark may
 * only be at its start.
 */
static enum hr_status
begin(struct answer *a)
{
	static const char mark[] = "\xef\xbb\xbf";
	struct span body = buf_span(&a->body), rest = body;
	enum hr_status status;

	if (!a->led && body.n < 3 && !memcmp(body.p, mark, body.n))
		return HR_OK;
	if (!a->led && span_starts(body, mark))
		rest = span_from(body, 3);
	a->led = true;
	rest = behind_blanks(rest);
	a->begun = rest.n > 0;
	a->stream = !is_document(rest);
	if (!a->stream) {
		buf_drop(&a->body, body.n - rest.n);
		return HR_OK;
	}
	status = sse_feed(&a->sse, body);
	buf_reset(&a->body);
	return status;
}

static enum hr_status
feed(struct answer *a, struct span part)
{
	if (a->stream && a->begun)
		return sse_feed(&a->sse, part);
	buf_add(&a->body, part);
	if (!buf_ok(&a->body))
		return a->body.full ? HR_ELIMIT : HR_ENOMEM;
	return a->stream ? begin(a) : HR_OK;
}

/* A failure for its size is one of the answer. */
static enum hr_status
outcome(struct answer *a)
{
	if (a->status == HR_ELIMIT && a->state.end == ANSWER_OPEN)
		answer_invalid(a, "the answer is over a limit of size");
	return a->status;
}

enum hr_status
answer_feed(struct answer *a, const void *part, size_t n)
{
	if (!answer_is_over(a) && n)
		answer_stop(a, feed(a, span_of(part, n)));
	return outcome(a);
}

/* Whether it is over, or cut short, or no answer at all. */
static void
judge(struct answer *a)
{
	if (a->form->ends_with_body && a->outcome != ANSWER_OPEN)
		answer_ends(a);
	else if (a->stream && !a->known && (a->heard || a->sse.foreign))
		answer_invalid(a, "the answer is no stream of this API");
}

enum hr_status
answer_finish(struct answer *a)
{
	if (!answer_is_over(a)) {
		if (a->stream)
			answer_stop(a, sse_finish(&a->sse));
		else
			take_body(a);
		answer_say_rest(a);
	}
	if (!answer_is_over(a))
		judge(a);
	answer_publish(a);
	return outcome(a);
}

const struct answer_state *
answer_state(const struct answer *a)
{
	return &a->state;
}
