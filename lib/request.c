/* SPDX-License-Identifier: Apache-2.0 */
/* Strings of requests, one after the other; see request.h. */
#include "request.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/json_text.h"
#include "base/mem.h"
#include "codec/block.h"
#include "compressor.h"
#include "request_find.h"
#include "token/token.h"

enum {
	/* What is shorter is left alone: a marker alone takes twenty tokens. */
	SHORT_BYTES = 200,
	/* An error of less than a page is what the model needs to read. */
	ERROR_BYTES = 4 << 10,
	/* A prompt that is too large gets smaller by its largest strings. */
	LEVEL_STEPS = 64,
};

/* A string of the request that is worked on, in the order of the text. */
struct edit {
	const struct envelope_text *text;
	const char *why; /* it is left alone; or NULL */
	size_t literal_at, literal_n; /* what it becomes, in worker.literal */
	enum hr_kind kind;
	size_t tokens_in, tokens_out; /* if they are wanted */
	bool changed;
};

struct request_worker {
	const struct hr_options *options;
	struct hr_stats *stats;
	struct hr_options inner_options;
	struct hr_compressor *inner, *budgeted;
	struct hr_counter *counter;
	bool counts; /* tokens are wanted */
	struct json_tokens tokens;
	struct request_bodies bodies;
	struct envelope_texts texts;
	struct edit *edit;
	size_t nedits, cap;
	struct buf plain, out; /* one string, and what it becomes */
	struct buf literal; /* what all become, as they stand in JSON */
	struct buf scratch;
};

static enum hr_status
to_out(void *ctx, const void *p, size_t n)
{
	struct request_worker *w = ctx;

	buf_add(&w->out, span_of(p, n));
	return buf_ok(&w->out) ? HR_OK : HR_ENOMEM;
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
	w->inner_options.strict = false;
	w->inner_options.want_counts = false;
	w->inner_options.budget = 0;
	w->inner_options.budget_percent = 0;
	w->counts = options->want_counts || options->watch.text ||
		    options->budget || options->budget_percent;
	w->counter = counter_beside(counter);
	if (!w->counter || compressor_new(&w->inner_options, to_out, w,
				   w->counter, &w->inner, &err) != HR_OK) {
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
	hr_compressor_free(w->inner);
	hr_compressor_free(w->budgeted);
	hr_counter_free(w->counter);
	json_tokens_release(&w->tokens);
	mem_free(w->bodies.p);
	envelope_texts_release(&w->texts);
	mem_free(w->edit);
	buf_release(&w->plain);
	buf_release(&w->out);
	buf_release(&w->literal);
	buf_release(&w->scratch);
	mem_free(w);
}

/* ---- which strings -------------------------------------------------------- */

static bool
is_protected(struct request_worker *w, struct span tool)
{
	const char *const *name = w->options->protect;

	if (!name || !tool.n)
		return false;
	buf_reset(&w->scratch);
	json_decode(tool, &w->scratch);
	for (; *name; name++)
		if (span_equal(buf_span(&w->scratch), span_str(*name)))
			return true;
	return false;
}

static bool
may_change(const struct request_worker *w, const struct envelope_text *t)
{
	if (t->frozen || t->class == ENVELOPE_MEDIA ||
		(!t->live && !w->options->history))
		return false;
	return t->class == ENVELOPE_RESULT || w->options->user_text;
}

static const char *
why_not(struct request_worker *w, const struct envelope_text *t,
	struct span text)
{
	if (text.n < SHORT_BYTES)
		return "short";
	if (t->error && text.n < ERROR_BYTES)
		return "error";
	/* Lossless would mark it, and so make it larger each time. */
	if (w->options->mode == HR_LOSSLESS && block_is_in(text))
		return "encoded";
	return is_protected(w, t->tool) ? "protected" : NULL;
}

static struct span
literal_of(const struct envelope_view *v, const struct envelope_text *t)
{
	const jsmntok_t *token = &v->token[t->token];

	return span_of(
		v->p + token->start, (size_t)(token->end - token->start));
}

/* The text of a string, as worker.plain; HR_SKIP: no UTF-8 can say what half a
 * pair of surrogates says. */
static enum hr_status
decode(struct request_worker *w, const struct envelope_view *v,
	const struct envelope_text *t)
{
	bool valid;

	buf_reset(&w->plain);
	valid = json_decode(literal_of(v, t), &w->plain);
	if (!buf_ok(&w->plain))
		return HR_ENOMEM;
	return valid ? HR_OK : HR_SKIP;
}

/* ---- smaller -------------------------------------------------------------- */

static bool
count(struct request_worker *w, struct span s, size_t *tokens)
{
	*tokens = hr_count(w->counter, s.p, s.n);
	return *tokens != SIZE_MAX;
}

/* What the compressor makes of worker.plain, to worker.out and worker.literal,
 * unless it is not UTF-8, which cannot stand in JSON. */
static enum hr_status
compress(struct request_worker *w, struct hr_compressor *c, struct edit *e)
{
	struct span in = buf_span(&w->plain), out;
	enum hr_status status;

	buf_reset(&w->out);
	status = hr_compressor_feed(c, in.p, in.n);
	if (status == HR_OK)
		status = hr_compressor_finish(c);
	/* A string has nothing to do with those before. */
	if (status == HR_OK)
		status = hr_compressor_end(c);
	if (status != HR_OK)
		return status;
	out = buf_span(&w->out);
	e->changed = !span_equal(out, in);
	if (e->changed) {
		e->literal_at = w->literal.n;
		json_encode(out, &w->literal);
		e->literal_n = w->literal.n - e->literal_at;
		if (!buf_ok(&w->literal))
			return HR_ENOMEM;
		e->changed = json_is_string(
			span_of(w->literal.p + e->literal_at, e->literal_n));
	}
	if (w->counts && !count(w, e->changed ? out : in, &e->tokens_out))
		return HR_ENOMEM;
	return HR_OK;
}

/* As the default mode, or lossless, makes of it by itself: always the same. */
static enum hr_status
shrink(struct request_worker *w, struct edit *e)
{
	struct span in = buf_span(&w->plain);
	enum hr_status status;

	if (w->counts && !count(w, in, &e->tokens_in))
		return HR_ENOMEM;
	e->tokens_out = e->tokens_in;
	e->why = why_not(w, e->text, in);
	if (e->why)
		return HR_OK;
	status = compress(w, w->inner, e);
	e->kind = hr_compressor_stats(w->inner)->kind;
	return status;
}

/* The strings that may change, and what they become. */
static enum hr_status
shrink_all(struct request_worker *w, const struct envelope_view *v)
{
	w->nedits = 0;
	buf_reset(&w->literal);
	for (size_t i = 0; i < w->texts.n; i++) {
		struct edit e = { .text = &w->texts.p[i] };
		enum hr_status status;

		if (!may_change(w, e.text))
			continue;
		status = decode(w, v, e.text);
		if (status == HR_SKIP)
			continue;
		if (status == HR_OK)
			status = shrink(w, &e);
		if (status != HR_OK)
			return status;
		if (!mem_grow(&w->edit, &w->cap, w->nedits + 1, sizeof(e)))
			return HR_ENOMEM;
		w->edit[w->nedits++] = e;
	}
	return HR_OK;
}

/* ---- a budget ------------------------------------------------------------- */

/* The same in so many tokens.  HR_ELIMIT: that is not even enough to say that
 * all was left out. */
static enum hr_status
squeeze(struct request_worker *w, const struct envelope_view *v, struct edit *e,
	size_t tokens)
{
	struct hr_error err;
	enum hr_status status;

	hr_compressor_free(w->budgeted);
	w->budgeted = NULL;
	w->inner_options.budget = tokens;
	status = compressor_new(
		&w->inner_options, to_out, w, w->counter, &w->budgeted, &err);
	w->inner_options.budget = 0;
	if (status == HR_OK)
		status = decode(w, v, e->text);
	return status == HR_OK ? compress(w, w->budgeted, e) : status;
}

/* What all strings have if none has more than `level`. */
static uint64_t
sum_below(const struct request_worker *w, size_t level)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < w->nedits; i++) {
		const struct edit *e = &w->edit[i];

		sum += e->why || e->tokens_out < level ? e->tokens_out : level;
	}
	return sum;
}

/* Cuts the largest strings to one size, so that all have so many tokens. */
static enum hr_status
fit(struct request_worker *w, const struct envelope_view *v, uint64_t most)
{
	size_t low = 0, high = 0;

	for (size_t i = 0; i < w->nedits; i++)
		if (w->edit[i].tokens_out > high)
			high = w->edit[i].tokens_out;
	while (low < high) {
		size_t middle = low + (high - low + 1) / 2;

		if (sum_below(w, middle) <= most)
			low = middle;
		else
			high = middle - 1;
	}
	if (!low || sum_below(w, low) > most)
		return HR_ELIMIT;
	for (size_t i = 0; i < w->nedits; i++) {
		struct edit *e = &w->edit[i];
		enum hr_status status;

		if (e->why || e->tokens_out <= low)
			continue;
		status = squeeze(w, v, e, low);
		if (status != HR_OK)
			return status;
	}
	return HR_OK;
}

static uint64_t
sum_tokens(const struct request_worker *w, bool out)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < w->nedits; i++)
		sum += out ? w->edit[i].tokens_out : w->edit[i].tokens_in;
	return sum;
}

/* Tokens of the prompt besides the strings that are worked on: those that are
 * listed and stay as they are count as well. */
static enum hr_status
count_rest(struct request_worker *w, const struct request_body *body,
	const struct envelope_view *v, uint64_t *rest)
{
	size_t n = request_count(
		v, body->envelope, &w->texts, w->counter, &w->scratch);
	size_t k = 0;

	if (n == SIZE_MAX)
		return HR_ENOMEM;
	*rest = n;
	for (size_t i = 0; i < w->texts.n; i++) {
		const struct envelope_text *t = &w->texts.p[i];
		size_t tokens;

		if (k < w->nedits && w->edit[k].text == t) {
			k++;
			continue;
		}
		if (t->class == ENVELOPE_MEDIA)
			continue;
		buf_reset(&w->scratch);
		json_decode(literal_of(v, t), &w->scratch);
		if (!buf_ok(&w->scratch) ||
			!count(w, buf_span(&w->scratch), &tokens))
			return HR_ENOMEM;
		*rest += tokens;
	}
	return HR_OK;
}

/* Makes the prompt fit, if there is a budget, and adds it to the totals. */
static enum hr_status
measure(struct request_worker *w, const struct request_body *body,
	const struct envelope_view *v, struct hr_error *err)
{
	uint64_t rest, budget = w->options->budget;
	enum hr_status status;

	if (!w->counts)
		return HR_OK;
	status = count_rest(w, body, v, &rest);
	if (status != HR_OK)
		return status;
	w->stats->tokens_in += rest + sum_tokens(w, false);
	if (w->options->budget_percent)
		budget = (rest + sum_tokens(w, false)) *
			 w->options->budget_percent / 100;
	if (budget && rest + sum_tokens(w, true) > budget) {
		status = budget > rest ? fit(w, v, budget - rest) : HR_ELIMIT;
		if (status == HR_ELIMIT) {
			*err = (struct hr_error){ HR_ELIMIT, SIZE_MAX, "" };
			snprintf(err->text, sizeof(err->text),
				"the budget is %" PRIu64 " tokens, and of the "
				"request %" PRIu64 " may not change",
				budget, rest);
		}
	}
	w->stats->tokens_out += rest + sum_tokens(w, true);
	return status;
}

/* ---- splicing ------------------------------------------------------------- */

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
	envelope_pointer(root, offset + e->text->token, &w->scratch);
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

/* Copies the text from *done to the end of the last string that changed. */
static void
splice(struct request_worker *w, const struct envelope_view *root,
	const struct envelope_view *v, uint64_t line, size_t *done,
	struct buf *out)
{
	for (size_t i = 0; i < w->nedits; i++) {
		const struct edit *e = &w->edit[i];
		struct span literal = literal_of(v, e->text);
		size_t at = (size_t)(literal.p - v->p);

		tell(w, root, v, e, line);
		if (!e->changed)
			continue;
		buf_add(out, span_of(v->p + *done, at - *done));
		buf_add(out,
			span_of(w->literal.p + e->literal_at, e->literal_n));
		*done = at + literal.n;
	}
}

static enum hr_status
compress_body(struct request_worker *w, const struct request_body *body,
	const struct envelope_view *root, uint64_t line, size_t *done,
	struct buf *out, struct hr_error *err)
{
	struct envelope_view v = { root->p, root->token + body->token };
	enum hr_status status;

	w->texts.n = 0;
	status = body->envelope->walk(&v, &w->texts);
	if (status == HR_OK)
		status = shrink_all(w, &v);
	if (status == HR_OK)
		status = measure(w, body, &v, err);
	if (status != HR_OK)
		return status;
	w->stats->requests++;
	splice(w, root, &v, line, done, out);
	return HR_OK;
}

/* ---- the whole text ------------------------------------------------------- */

/* The tokens of a text that is one value, and the requests in it. */
static enum hr_status
read_text(struct request_worker *w, struct span text, struct hr_error *err)
{
	size_t at = 0;
	enum hr_status status;

	w->tokens.n = 0;
	status = json_scan(text, &at, &w->tokens, err);
	if (status != HR_OK)
		return status;
	while (at < text.n && strchr(" \t\r\n", text.p[at]) && text.p[at])
		at++;
	if (at < text.n) {
		*err = (struct hr_error){ HR_EINPUT, at,
			"something is behind the value" };
		return HR_EINPUT;
	}
	status = request_find(text.p, &w->tokens, w->options->api, &w->bodies);
	return status == HR_OK && !w->bodies.n ? HR_SKIP : status;
}

enum hr_status
request_compress(void *worker, struct span text, uint64_t line, struct buf *out,
	struct hr_error *err)
{
	struct request_worker *w = worker;
	struct envelope_view root = { text.p, NULL };
	size_t done = 0, before = out->n;
	enum hr_status status = read_text(w, text, err);

	root.token = w->tokens.token;
	for (size_t i = 0; i < w->bodies.n && status == HR_OK; i++)
		status = compress_body(
			w, &w->bodies.p[i], &root, line, &done, out, err);
	if (status == HR_OK) {
		buf_add(out, span_from(text, done));
		status = buf_ok(out) ? HR_OK : HR_ENOMEM;
	}
	if (status != HR_OK && status != HR_ENOMEM)
		out->n = before;
	return status;
}

enum hr_status
request_look(void *worker, struct span text)
{
	struct request_worker *w = worker;
	struct hr_error err;

	return read_text(w, text, &err);
}
