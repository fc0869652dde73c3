/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strings of a request, and what each of them becomes.
 *
 * What a string becomes is a function of its text, of whether it is said to be an
 * error, of its tool and of the options; never of its turn, of other strings or
 * of marks.  So each turn of a conversation, in which clients send the original
 * again, gives the same bytes, and the provider's cache has them.
 */
#include "base/json_text.h"
#include "base/mem.h"
#include "codec/block.h"
#include "request/protect.h"
#include "request/request_worker.h"
#include "request/wrapper.h"

enum {
	/* What is shorter is left alone: a marker alone takes twenty tokens. */
	SHORT_BYTES = 200,
	/* An error of less than a page is what the model needs to read. */
	ERROR_BYTES = 4 << 10,
};

enum hr_status
request_emit(void *worker, const void *p, size_t n)
{
	struct request_worker *w = worker;

	buf_add(&w->out, span_of(p, n));
	return buf_ok(&w->out) ? HR_OK : HR_ENOMEM;
}

/* ---- which strings -------------------------------------------------------- */

struct span
request_literal(const struct envelope_view *v, const struct envelope_text *t)
{
	const jsmntok_t *token = &v->token[t->token];

	return span_of(
		v->p + token->start, (size_t)(token->end - token->start));
}

/* A budget and a query look at the rest of the request, so that what they make
 * of a string may be another thing in the next turn. */
static bool
depends_on_others(const struct hr_options *o)
{
	return o->budget || o->budget_percent || o->query;
}

/* Why a string of a turn stays whatever it says; HR_NLEFT: it need not. */
static enum hr_left
out_of_reach(const struct hr_options *o, const struct envelope_text *t)
{
	if (t->class != ENVELOPE_RESULT && !o->user_text)
		return HR_LEFT_USER;
	switch (o->reach) {
	case HR_REACH_LIVE:
		if (!t->live)
			return HR_LEFT_REACH;
		return t->frozen && depends_on_others(o) ? HR_LEFT_MARK
							 : HR_NLEFT;
	case HR_REACH_HISTORY:
		return t->cached ? HR_LEFT_MARK : HR_NLEFT;
	case HR_REACH_ALL:
		break;
	}
	return HR_NLEFT;
}

static bool
is_protected(struct request_worker *w, struct span tool)
{
	const struct hr_options *o = w->options;

	if (!tool.n)
		return false;
	buf_reset(&w->scratch);
	json_decode(tool, &w->scratch);
	return protect_is(
		buf_span(&w->scratch), o->protect, !o->no_default_protect);
}

/* Why a string in reach stays as it is; HR_NLEFT: it need not. */
static enum hr_left
why_not(struct request_worker *w, const struct envelope_text *t,
	struct span text, bool failed)
{
	if (is_protected(w, t->tool))
		return HR_LEFT_PROTECTED;
	if (text.n < SHORT_BYTES)
		return HR_LEFT_SHORT;
	if ((t->error || failed) && text.n < ERROR_BYTES)
		return HR_LEFT_ERROR;
	/* Lossless would mark it, and so make it larger each time. */
	if (w->options->mode == HR_LOSSLESS && block_is_in(text))
		return HR_LEFT_ENCODED;
	return HR_NLEFT;
}

static void
leave(struct request_worker *w, enum hr_left why, size_t n)
{
	w->stats->left[why]++;
	w->stats->left_bytes[why] += n;
}

/* The text of a string, as worker.plain; HR_SKIP: no UTF-8 can say what half a
 * pair of surrogates says. */
static enum hr_status
decode(struct request_worker *w, const struct envelope_view *v,
	const struct envelope_text *t)
{
	bool valid;

	buf_reset(&w->plain);
	valid = json_decode(request_literal(v, t), &w->plain);
	if (!buf_ok(&w->plain))
		return HR_ENOMEM;
	return valid ? HR_OK : HR_SKIP;
}

/* ---- smaller -------------------------------------------------------------- */

bool
request_tokens(struct request_worker *w, struct span s, size_t *tokens)
{
	*tokens = hr_count(w->counter, s.p, s.n);
	return *tokens != SIZE_MAX;
}

/* A text through windows, to worker.out, its first line having this number. */
static enum hr_status
feed(struct windows *windows, struct span text, uint64_t line)
{
	enum hr_status status;

	windows->pipeline.line = line - 1;
	status = windows_feed(windows, text);
	if (status == HR_OK)
		status = windows_finish_input(windows);
	windows_end_input(windows);
	/* A string has nothing to do with those before. */
	return status == HR_OK ? windows_finish_run(windows) : status;
}

/* Of what a client wrapped, what is inside by itself. */
static enum hr_status
feed_wrapped(struct request_worker *w, struct windows *windows,
	const struct wrapper *wrap)
{
	enum hr_status status = HR_OK;

	for (size_t i = 0; i < wrap->n && status == HR_OK; i++) {
		const struct wrapper_part *p = &wrap->part[i];

		if (p->inside && p->text.n >= SHORT_BYTES)
			status = feed(windows, p->text, p->line);
		else
			buf_add(&w->out, p->text);
	}
	return status == HR_OK && !buf_ok(&w->out) ? HR_ENOMEM : status;
}

/* Where parts meet, the tokens of the whole may be one more than those of the
 * parts. */
static bool
is_smaller(struct request_worker *w, struct span in, struct span out)
{
	size_t tokens = hr_count(w->fixed, out.p, out.n);

	return tokens != SIZE_MAX &&
	       hr_count_exceeds(w->fixed, in.p, in.n, tokens);
}

/* What worker.out is as a literal, if it may take the place of worker.plain. */
static enum hr_status
take_out(struct request_worker *w, struct edit *e)
{
	struct span in = buf_span(&w->plain), out = buf_span(&w->out);

	e->changed = !span_equal(out, in);
	if (!e->changed)
		return HR_OK;
	e->literal_at = w->literal.n;
	json_encode(out, &w->literal);
	e->literal_n = w->literal.n - e->literal_at;
	if (!buf_ok(&w->literal))
		return HR_ENOMEM;
	/* What is not UTF-8 cannot stand in JSON. */
	e->changed = json_is_string(
		span_of(w->literal.p + e->literal_at, e->literal_n));
	return HR_OK;
}

/* worker.plain to worker.out; the wrapper may be NULL. */
static enum hr_status
compress(struct request_worker *w, const struct wrapper *wrap)
{
	struct span in = buf_span(&w->plain);
	enum hr_status status;

	buf_reset(&w->out);
	if (!wrap)
		return feed(&w->inner, in, 1);
	status = feed_wrapped(w, &w->inner, wrap);
	if (status != HR_OK || is_smaller(w, in, buf_span(&w->out)))
		return status;
	buf_reset(&w->out);
	buf_add(&w->out, in);
	return buf_ok(&w->out) ? HR_OK : HR_ENOMEM;
}

/* As the default mode, or lossless, makes of it by itself: always the same. */
static enum hr_status
shrink(struct request_worker *w, struct edit *e)
{
	struct span in = buf_span(&w->plain);
	struct wrapper wrap;
	bool wrapped = wrapper_find(in, w->options->mode == HR_LOSSLESS, &wrap);
	enum hr_left why = why_not(w, e->text, in, wrap.failed);
	enum hr_status status = HR_OK;

	if (w->counts && !request_tokens(w, in, &e->tokens_in))
		return HR_ENOMEM;
	e->tokens_out = e->tokens_in;
	if (why == HR_NLEFT) {
		status = compress(w, wrapped ? &wrap : NULL);
		if (status == HR_OK)
			status = take_out(w, e);
		e->kind = w->inner.pipeline.stats.kind;
		if (status == HR_OK && e->changed && w->counts &&
			!request_tokens(w, buf_span(&w->out), &e->tokens_out))
			status = HR_ENOMEM;
		if (status == HR_OK && !e->changed)
			leave(w, HR_LEFT_SAME, in.n);
		return status;
	}
	e->why = hr_left_name(why);
	leave(w, why, in.n);
	return HR_OK;
}

/* One string; *e has its text. */
static enum hr_status
edit(struct request_worker *w, const struct envelope_view *v, struct edit *e)
{
	enum hr_left why = out_of_reach(w->options, e->text);
	enum hr_status status;

	if (why != HR_NLEFT) {
		leave(w, why, request_literal(v, e->text).n);
		return HR_SKIP;
	}
	status = decode(w, v, e->text);
	if (status == HR_SKIP)
		leave(w, HR_LEFT_SURROGATE, request_literal(v, e->text).n);
	return status == HR_OK ? shrink(w, e) : status;
}

enum hr_status
request_edit_all(struct request_worker *w, const struct envelope_view *v)
{
	w->nedits = 0;
	for (size_t i = 0; i < w->texts.n; i++) {
		struct edit e = { .text = &w->texts.p[i] };
		enum hr_status status;

		if (e.text->class == ENVELOPE_MEDIA)
			continue;
		status = edit(w, v, &e);
		if (status == HR_SKIP)
			continue;
		if (status != HR_OK)
			return status;
		if (!mem_grow(&w->edit, &w->cap, w->nedits + 1, sizeof(e)))
			return HR_ENOMEM;
		w->edit[w->nedits++] = e;
	}
	return HR_OK;
}

/* ---- in so many tokens ---------------------------------------------------- */

/* worker.plain, or what is inside of it, to worker.out. */
static enum hr_status
squeeze(struct request_worker *w, size_t tokens, const struct wrapper *wrap)
{
	struct hr_error err;
	enum hr_status status;

	windows_release(&w->budgeted);
	w->inner_options.budget = tokens;
	status = windows_init(&w->budgeted, &w->inner_options, request_emit, w,
		w->counter, &err);
	w->inner_options.budget = 0;
	buf_reset(&w->out);
	if (status != HR_OK)
		return status;
	return wrap ? feed_wrapped(w, &w->budgeted, wrap)
		    : feed(&w->budgeted, buf_span(&w->plain), 1);
}

/* With its wrapper around it, if there is room for that and one part inside. */
static enum hr_status
squeeze_inside(struct request_worker *w, size_t tokens)
{
	struct wrapper wrap;
	size_t around = 0, inside = 0, n;
	enum hr_status status;

	if (!wrapper_find(buf_span(&w->plain), true, &wrap))
		return HR_SKIP;
	for (size_t i = 0; i < wrap.n; i++) {
		inside += wrap.part[i].inside;
		if (wrap.part[i].inside)
			continue;
		if (!request_tokens(w, wrap.part[i].text, &n))
			return HR_ENOMEM;
		around += n;
	}
	if (inside != 1 || around >= tokens)
		return HR_SKIP;
	status = squeeze(w, tokens - around, &wrap);
	if (status == HR_OK && !request_tokens(w, buf_span(&w->out), &n))
		return HR_ENOMEM;
	return status == HR_ELIMIT || (status == HR_OK && n > tokens) ? HR_SKIP
								      : status;
}

enum hr_status
request_squeeze(struct request_worker *w, const struct envelope_view *v,
	struct edit *e, size_t tokens)
{
	enum hr_status status = decode(w, v, e->text);

	if (status == HR_OK)
		status = squeeze_inside(w, tokens);
	if (status == HR_SKIP)
		status = squeeze(w, tokens, NULL);
	if (status == HR_OK)
		status = take_out(w, e);
	if (status == HR_OK &&
		!request_tokens(w, buf_span(e->changed ? &w->out : &w->plain),
			&e->tokens_out))
		status = HR_ENOMEM;
	return status;
}
