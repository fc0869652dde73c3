/* SPDX-License-Identifier: Apache-2.0 */
/* Requests in a text, one after the other; see request.h. */
#include "request/request.h"

#include "base/json_text.h"
#include "base/mem.h"
#include "request/request_worker.h"
#include "token/token.h"

enum {
	/* A request in a string of a record in a string: what wraps more often
	 * is no record of traffic. */
	WITHIN_MOST = 2,
};

/* The counter that decides is the one for figures, too, if both are of one
 * tokenizer. */
static bool
make_counters(struct request_worker *w, struct hr_counter *counter)
{
	w->counter = counter_beside(counter);
	if (w->counter && w->options->encoding != HR_O200K_BASE)
		w->fixed = hr_counter_new(HR_O200K_BASE);
	else if (w->counter)
		w->fixed = counter_beside(counter);
	return w->fixed != NULL;
}

struct request_worker *
request_worker_new(const struct hr_options *options, struct hr_stats *stats,
	struct hr_counter *counter)
{
	struct request_worker *w = mem_zalloc(1, sizeof(*w));
	struct hr_error err;

	if (!w)
		return NULL;
	w->options = options;
	w->stats = stats;
	w->inner_options = *options;
	w->inner_options.api = HR_API_NONE;
	w->inner_options.batch = false;
	w->inner_options.follow = false;
	w->inner_options.strict = false;
	w->inner_options.want_counts = false;
	w->inner_options.explain.segment = NULL;
	w->inner_options.budget = 0;
	w->inner_options.budget_percent = 0;
	w->counts = options->want_counts || options->watch.text ||
		    options->budget || options->budget_percent;
	if (!make_counters(w, counter) ||
		windows_init(&w->inner, &w->inner_options, request_emit, w,
			w->fixed, &err) != HR_OK) {
		request_worker_free(w);
		return NULL;
	}
	return w;
}

void
request_worker_free(struct request_worker *w)
{
	if (!w)
		return;
	request_worker_free(w->within);
	windows_release(&w->inner);
	windows_release(&w->budgeted);
	hr_counter_free(w->counter);
	hr_counter_free(w->fixed);
	json_tokens_release(&w->tokens);
	request_bodies_release(&w->bodies);
	envelope_texts_release(&w->texts);
	mem_free(w->edit);
	mem_free(w->splice);
	buf_release(&w->plain);
	buf_release(&w->out);
	buf_release(&w->literal);
	buf_release(&w->scratch);
	buf_release(&w->body);
	buf_release(&w->pointer);
	mem_free(w);
}

/* ---- what changes --------------------------------------------------------- */

static enum hr_status
add_splice(struct request_worker *w, const struct splice *s)
{
	if (!mem_grow(&w->splice, &w->splice_cap, w->nsplices + 1,
		    sizeof(*w->splice)))
		return HR_ENOMEM;
	w->splice[w->nsplices++] = *s;
	return HR_OK;
}

static void
tell(struct request_worker *w, const struct envelope_view *root,
	const struct envelope_view *v, const struct edit *e, uint64_t line)
{
	const struct hr_watch *watch = &w->options->watch;
	size_t offset = (size_t)(v->token - root->token), tool;

	w->stats->texts++;
	w->stats->texts_changed += e->changed;
	if (!watch->text)
		return;
	buf_reset(&w->scratch);
	buf_reset(&w->plain);
	/* Of what all of this text is in the text around it. */
	buf_add(&w->scratch, buf_span(&w->pointer));
	envelope_pointer(root, offset + e->text->token, &w->plain);
	buf_add(&w->scratch, span_from(buf_span(&w->plain), w->added));
	buf_add_char(&w->scratch, '\0');
	tool = w->scratch.n;
	json_decode(e->text->tool, &w->scratch);
	buf_add_char(&w->scratch, '\0');
	if (!buf_ok(&w->scratch))
		return;
	watch->text(watch->ctx, &(struct hr_text){ .line = line,
					.pointer = w->scratch.p,
					.tool = w->scratch.p + tool,
					.kind = e->kind,
					.tokens_in = e->tokens_in,
					.tokens_out = e->tokens_out,
					.why = e->why });
}

/* The edits of a body, as splices of the text. */
static enum hr_status
take_edits(struct request_worker *w, const struct envelope_view *root,
	const struct envelope_view *v, uint64_t line)
{
	enum hr_status status = HR_OK;

	for (size_t i = 0; i < w->nedits && status == HR_OK; i++) {
		const struct edit *e = &w->edit[i];
		struct span literal = request_literal(v, e->text);

		tell(w, root, v, e, line);
		if (e->changed)
			status = add_splice(
				w, &(struct splice){ (size_t)(literal.p - v->p),
					   literal.n, e->literal_at,
					   e->literal_n });
	}
	return status;
}

static enum hr_status
edit_body(struct request_worker *w, const struct request_body *body,
	const struct envelope_view *root, uint64_t line, struct hr_error *err)
{
	struct envelope_view v = { root->p, root->token + body->token };
	enum hr_status status;

	w->texts.n = 0;
	status = body->envelope->walk(&v, &w->texts);
	if (status == HR_OK)
		status = request_edit_all(w, &v);
	if (status == HR_OK)
		status = request_measure(w, body, &v, err);
	if (status != HR_OK)
		return status;
	w->stats->requests++;
	return take_edits(w, root, &v, line);
}

/* ---- a request in a string ------------------------------------------------ */

static enum hr_status edit_text(struct request_worker *, struct span text,
	const char *at, uint64_t line, struct hr_error *err);

/* For the string of a body: its text is in worker.body. */
static enum hr_status
open_within(struct request_worker *w, const struct envelope_view *root,
	size_t token)
{
	struct request_worker *in = w->within;

	if (w->depth == WITHIN_MOST)
		return HR_SKIP;
	if (!in)
		in = request_worker_new(w->options, w->stats, w->counter);
	if (!in)
		return HR_ENOMEM;
	w->within = in;
	in->depth = w->depth + 1;
	buf_reset(&in->pointer);
	if (w->options->watch.text) {
		buf_add(&in->pointer, buf_span(&w->pointer));
		envelope_pointer(root, token, &in->pointer);
	}
	return buf_ok(&in->pointer) ? HR_OK : HR_ENOMEM;
}

/*
 * What changes in the text of a string changes in its literal: there each byte
 * of a new literal is escaped once more, and all others are what they were.
 * `before` bytes of the text are not of the string.
 */
static enum hr_status
take_splices(struct request_worker *w, struct span own, size_t at, bool string,
	size_t before)
{
	const struct request_worker *in = w->within;
	struct json_place place = { own, 0, 0 };
	enum hr_status status = HR_OK;

	for (size_t i = 0; i < in->nsplices && status == HR_OK; i++) {
		const struct splice *s = &in->splice[i];
		struct span literal =
			span_of(in->literal.p + s->literal_at, s->literal_n);
		size_t from = s->at - before, to = from + s->n;
		struct splice mine = { .literal_at = w->literal.n };

		if (string) {
			from = json_place_of(&place, from);
			to = json_place_of(&place, to);
			json_encode(literal, &w->literal);
		} else {
			buf_add(&w->literal, literal);
		}
		mine.at = at + from;
		mine.n = to - from;
		mine.literal_n = w->literal.n - mine.literal_at;
		status = buf_ok(&w->literal) ? add_splice(w, &mine) : HR_ENOMEM;
	}
	return status;
}

/* HR_SKIP: there is no request in the string or the array. */
static enum hr_status
edit_within(struct request_worker *w, size_t token,
	const struct envelope_view *root, uint64_t line, struct hr_error *err)
{
	const jsmntok_t *t = &root->token[token];
	struct span own =
		span_of(root->p + t->start, (size_t)(t->end - t->start));
	enum hr_status status = open_within(w, root, token);
	size_t before;

	buf_reset(&w->body);
	if (status == HR_OK)
		status = request_body_text(root->p, t, &w->body, &before);
	if (status != HR_OK)
		return status;
	w->within->added = before ? strlen(REQUEST_TURNS_POINTER) : 0;
	status = edit_text(w->within, buf_span(&w->body), NULL, line, err);
	if (status == HR_EINPUT ||
		(status == HR_ELIMIT && err->pos != SIZE_MAX))
		return HR_SKIP;
	return status == HR_OK ? take_splices(w, own, (size_t)t->start,
					 t->type == JSMN_STRING, before)
			       : status;
}

/* ---- the whole text ------------------------------------------------------- */

/* The tokens of a text that is one value, and the requests in it.  HR_SKIP: it
 * has none. */
static enum hr_status
read_text(struct request_worker *w, struct span text, const char *at,
	struct hr_error *err)
{
	enum hr_status status;

	w->tokens.n = w->bodies.n = 0;
	w->bodies.unknown = false;
	if (w->options->api == HR_API_AUTO && !at && !request_may_be_in(text))
		return json_scan_whole(text, NULL, err) == HR_OK ? HR_SKIP
								 : HR_EINPUT;
	status = json_scan_whole(text, &w->tokens, err);
	if (status != HR_OK)
		return status;
	status = request_find(
		text.p, &w->tokens, w->options->api, at, &w->bodies);
	return status == HR_OK && !w->bodies.n ? HR_SKIP : status;
}

/* What changes in a text, as worker.splice. */
static enum hr_status
edit_text(struct request_worker *w, struct span text, const char *at,
	uint64_t line, struct hr_error *err)
{
	struct envelope_view root = { text.p, NULL };
	enum hr_status status;
	size_t found = 0;

	w->nsplices = 0;
	buf_reset(&w->literal);
	status = read_text(w, text, at, err);
	root.token = w->tokens.token;
	for (size_t i = 0; i < w->bodies.n && status == HR_OK; i++) {
		const struct request_body *body = &w->bodies.p[i];

		if (body->envelope)
			status = edit_body(w, body, &root, line, err);
		else
			status = edit_within(w, body->token, &root, line, err);
		found += status == HR_OK;
		if (status == HR_SKIP)
			status = HR_OK;
	}
	return status == HR_OK && !found ? HR_SKIP : status;
}

/* A text without a request, which may be a body all the same. */
static enum hr_status
pass_other(struct request_worker *w)
{
	if (!w->bodies.unknown)
		return HR_SKIP;
	w->stats->bodies_unknown++;
	w->nsplices = 0;
	return HR_OK;
}

enum hr_status
request_compress(void *worker, struct span text, uint64_t line, struct buf *out,
	struct hr_error *err)
{
	struct request_worker *w = worker;
	size_t done = 0;
	enum hr_status status = edit_text(w, text, w->options->at, line, err);

	if (status == HR_SKIP)
		status = pass_other(w);
	if (status != HR_OK)
		return status;
	for (size_t i = 0; i < w->nsplices; i++) {
		const struct splice *s = &w->splice[i];

		buf_add(out, span_of(text.p + done, s->at - done));
		buf_add(out,
			span_of(w->literal.p + s->literal_at, s->literal_n));
		done = s->at + s->n;
	}
	buf_add(out, span_from(text, done));
	return buf_ok(out) ? HR_OK : HR_ENOMEM;
}

/* Whether one of the bodies is a request, or has one in it. */
static enum hr_status
look_within(struct request_worker *w, struct span text)
{
	struct envelope_view root = { text.p, w->tokens.token };
	enum hr_status status = HR_SKIP;
	size_t before;
	bool other;

	for (size_t i = 0; i < w->bodies.n && status == HR_SKIP; i++) {
		size_t token = w->bodies.p[i].token;

		if (w->bodies.p[i].envelope)
			return HR_OK;
		status = open_within(w, &root, token);
		buf_reset(&w->body);
		if (status == HR_OK)
			status = request_body_text(
				text.p, &root.token[token], &w->body, &before);
		if (status == HR_OK)
			status = request_look(
				w->within, buf_span(&w->body), &other);
		if (status == HR_EINPUT || status == HR_ELIMIT)
			status = HR_SKIP;
	}
	return status;
}

enum hr_status
request_look(void *worker, struct span text, bool *other)
{
	struct request_worker *w = worker;
	struct hr_error err;
	enum hr_status status =
		read_text(w, text, w->depth ? NULL : w->options->at, &err);

	*other = false;
	if (status == HR_OK)
		status = look_within(w, text);
	if (status != HR_SKIP || !w->bodies.unknown || w->depth)
		return status;
	*other = true;
	return HR_OK;
}
