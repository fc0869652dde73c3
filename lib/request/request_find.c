/* SPDX-License-Identifier: Apache-2.0 */
/* Requests in JSON, and what their fixed parts cost; see request_find.h. */
#define _GNU_SOURCE /* memmem() */
#include "request/request_find.h"

#include "base/json_text.h"
#include "base/mem.h"

enum {
	/* Objects and arrays that a request is in: a browser's archive has six,
	 * from "log" to "text"; a trace ten, from "resourceSpans" to
	 * "stringValue". */
	DEPTH = 12,
	/* OpenAI's own numbers for its chat models; the others do not tell. */
	MESSAGE_TOKENS = 3,
	REPLY_TOKENS = 3,
};

static struct span
token_text(const char *p, const jsmntok_t *t)
{
	return span_of(p + t->start, (size_t)(t->end - t->start));
}

static bool
is_one_of(struct span name, const char *const *list)
{
	for (; *list; list++)
		if (span_equal(name, span_str(*list)))
			return true;
	return false;
}

/* ---- where ---------------------------------------------------------------- */

void
request_bodies_release(struct request_bodies *bodies)
{
	mem_free(bodies->p);
	*bodies = (struct request_bodies){ 0 };
}

static bool
has_word(struct span text, const char *const *words)
{
	for (; *words; words++)
		if (memmem(text.p, text.n, *words, strlen(*words)))
			return true;
	return false;
}

bool
request_may_be_known(struct span text)
{
	/* Keys may be escaped.  In a string's JSON they have a quote, too. */
	static const char *const words[] = { "\"messages", "\"input",
		"\"contents", "\\\"role", "\\u00", NULL };

	return has_word(text, words);
}

bool
request_may_be_in(struct span text)
{
	static const char *const words[] = { "\"role", "\"model", "\"parts",
		"\"agent", "\"file", "\"data_source", "\"query", "\"user.",
		"\"system.", NULL };

	return request_may_be_known(text) || has_word(text, words);
}

/* The way through a value. */
struct search {
	const char *p;
	const jsmntok_t *token;
	enum hr_api api;
	struct request_bodies *bodies;
	enum hr_status status;
};

static void
add_body(struct search *s, const struct envelope *e, size_t token)
{
	struct request_bodies *b = s->bodies;

	if (s->status != HR_OK ||
		!mem_grow(&b->p, &b->cap, b->n + 1, sizeof(*b->p)))
		s->status = HR_ENOMEM;
	else
		b->p[b->n++] = (struct request_body){ e, token };
}

/* Most objects are no requests, as they have no turns: that is seen at once. */
static bool
has_turns(const struct search *s, size_t i)
{
	static const char *const names[] = { "messages", "input", "contents",
		NULL };
	size_t end = json_next(s->token, i);

	for (size_t key = i + 1; key < end; key = json_next(s->token, key)) {
		struct span name = token_text(s->p, &s->token[key]);

		if (is_one_of(name, names) ||
			(name.n && memchr(name.p, '\\', name.n)))
			return true;
	}
	return false;
}

/* The form of the object, if it is a request.  A named API is tried first, and
 * only what does not look like any may still be one of it. */
static const struct envelope *
form_of(const struct search *s, size_t i)
{
	struct envelope_view view = { s->p, s->token + i };
	const struct envelope *e;

	if (s->token[i].type != JSMN_OBJECT || !has_turns(s, i))
		return NULL;
	e = envelope_find(s->api, &view);
	return s->api == HR_API_AUTO || (e && e->look(&view)) ? e : NULL;
}

/* Whether the text of a string may be an object with a request, or an array of
 * turns or of such objects: its keys have escaped quotes. */
static bool
may_be_text_of_one(struct span literal)
{
	static const char *const words[] = { "messages\\", "input\\",
		"contents\\", "role\\", NULL };
	size_t i = 0;

	while (i < literal.n && (literal.p[i] == ' ' || literal.p[i] == '\n'))
		i++;
	return i < literal.n && (literal.p[i] == '{' || literal.p[i] == '[') &&
	       has_word(literal, words);
}

/* What is put around turns that are alone. */
#define BEFORE_TURNS "{\"messages\":"

enum hr_status
request_body_text(
	const char *p, const jsmntok_t *t, struct buf *text, size_t *before)
{
	struct span own = token_text(p, t);
	bool whole = true;
	size_t i = 0;

	buf_add_str(text, BEFORE_TURNS);
	*before = text->n;
	if (t->type == JSMN_STRING)
		whole = json_decode(own, text);
	else
		buf_add(text, own);
	if (!buf_ok(text))
		return HR_ENOMEM;
	for (i = *before; i < text->n && strchr(" \t\r\n", text->p[i]);)
		i++;
	if (i < text->n && text->p[i] == '[') {
		buf_add_char(text, '}');
	} else {
		buf_drop(text, *before);
		*before = 0;
	}
	return !buf_ok(text) ? HR_ENOMEM : whole ? HR_OK : HR_SKIP;
}

/* Whether a member is one in which records have requests. */
static bool
wraps(const struct search *s, size_t key)
{
	static const char *const names[] = { "body", "params", "request", "req",
		"payload", "data", "json", "kwargs", "request_body", NULL };

	return is_one_of(token_text(s->p, &s->token[key]), names);
}

/* What is a body by itself, whatever is in it; false: it may have some in it. */
static bool
take_body(struct search *s, size_t i, const struct envelope *e)
{
	const jsmntok_t *t = &s->token[i];
	struct envelope_view view = { s->p, t };

	if (e || (t->type == JSMN_ARRAY && envelope_is_turns(&view)) ||
		(t->type == JSMN_STRING &&
			may_be_text_of_one(token_text(s->p, t)))) {
		add_body(s, e, i);
		return true;
	}
	/* Rows to be kept are not sent to a model now. */
	return !i && t->type == JSMN_OBJECT && envelope_is_dataset(&view);
}

/*
 * Requests in a value.  What is neither the value nor `wrapped` in records, one
 * in the other, is a request only if it has turns: a model's name and a string
 * are two members of much data; and the string may be the turns' JSON.
 */
static void
search_in(struct search *s, size_t i, unsigned depth, bool wrapped)
{
	struct envelope_view view = { s->p, s->token + i };
	const struct envelope *e = form_of(s, i);
	size_t end = json_next(s->token, i), first = i, before = s->bodies->n;
	bool object = s->token[i].type == JSMN_OBJECT;
	bool weak =
		e && e->api == HR_API_OPENAI_RESPONSES && e->look(&view) == 1;

	if (take_body(s, i, weak ? NULL : e) || depth == DEPTH ||
		(!object && s->token[i].type != JSMN_ARRAY))
		return;
	for (i++; i < end; i = json_next(s->token, i))
		if (object)
			search_in(s, i + 1, depth + 1, wrapped && wraps(s, i));
		else
			search_in(s, i, depth + 1, wrapped);
	if (weak && wrapped && s->bodies->n == before)
		add_body(s, e, first);
}

/* Where somebody said that it is. */
static void
search_at(struct search *s, const char *at)
{
	struct envelope_view view = { s->p, s->token };
	size_t i = envelope_point(&view, at), before = s->bodies->n;

	if (!i && *at)
		return;
	if (s->token[i].type == JSMN_STRING)
		add_body(s, NULL, i);
	else
		search_in(s, i, 0, true);
	if (s->bodies->n == before && s->api != HR_API_AUTO &&
		s->token[i].type == JSMN_OBJECT)
		add_body(s, envelope_find(s->api, &view), i);
}

enum hr_status
request_find(const char *p, const struct json_tokens *tokens, enum hr_api api,
	const char *at, struct request_bodies *bodies)
{
	struct search s = {
		.p = p, .token = tokens->token, .api = api, .bodies = bodies
	};
	struct envelope_view view = { p, tokens->token };

	bodies->n = 0;
	bodies->unknown = false;
	if (!tokens->n || (view.token->type != JSMN_OBJECT &&
				  view.token->type != JSMN_ARRAY))
		return HR_OK;
	if (at)
		search_at(&s, at);
	else
		search_in(&s, 0, 0, true);
	if (s.status != HR_OK || bodies->n || at)
		return s.status;
	/* Somebody said that it is one. */
	if (api != HR_API_AUTO && view.token->type == JSMN_OBJECT)
		add_body(&s, envelope_find(api, &view), 0);
	else
		bodies->unknown = envelope_is_other(&view);
	return s.status;
}

/* ---- how many ------------------------------------------------------------- */

static bool
add_count(size_t *total, struct hr_counter *counter, struct span text)
{
	size_t n = hr_count(counter, text.p, text.n);

	*total += n;
	return n != SIZE_MAX;
}

/* Names that no model sees. */
static bool
is_plumbing(struct span key)
{
	static const char *const names[] = { "type", "id", "call_id",
		"tool_call_id", "tool_use_id", "cache_control", "status",
		NULL };

	return is_one_of(key, names);
}

/* The strings of a member, but for those of the list, which goes on at *next. */
static bool
count_strings(const struct envelope_view *v, size_t from,
	const struct envelope_texts *texts, size_t *next,
	struct hr_counter *counter, struct buf *scratch, size_t *total)
{
	const jsmntok_t *token = v->token;
	size_t end = json_next(token, from);

	for (size_t i = from; i < end; i++) {
		struct span text = token_text(v->p, &token[i]);

		if (*next < texts->n && texts->p[*next].token == i) {
			++*next;
			continue;
		}
		if (token[i].type == JSMN_OBJECT || token[i].type == JSMN_ARRAY)
			continue;
		/* A key has a value behind it and a size of 1. */
		if (token[i].type == JSMN_STRING && token[i].size == 1) {
			if (is_plumbing(text)) {
				i = json_next(token, i + 1) - 1;
				while (*next < texts->n &&
					texts->p[*next].token <= i)
					++*next;
			}
			continue;
		}
		buf_reset(scratch);
		if (token[i].type == JSMN_STRING) {
			json_decode(text, scratch);
			text = buf_span(scratch);
		}
		if (!buf_ok(scratch) || !add_count(total, counter, text))
			return false;
	}
	return true;
}

size_t
request_count(const struct envelope_view *v, const struct envelope *e,
	const struct envelope_texts *texts, struct hr_counter *counter,
	struct buf *scratch)
{
	static const char *const schemas[] = { "tools", "functions",
		"response_format", "generationConfig", "output_config", "text",
		NULL };
	const jsmntok_t *token = v->token;
	size_t total = REPLY_TOKENS, next = 0, end = json_next(token, 0);

	for (size_t key = 1; key < end; key = json_next(token, key)) {
		struct span name = token_text(v->p, &token[key]);
		size_t value = key + 1;
		bool ok = true;

		if (is_one_of(name, schemas))
			ok = add_count(&total, counter,
				token_text(v->p, &token[value]));
		else if (is_one_of(name, e->prompt)) {
			ok = count_strings(v, value, texts, &next, counter,
				scratch, &total);
			if (token[value].type == JSMN_ARRAY)
				total += MESSAGE_TOKENS *
					 (size_t)token[value].size;
		}
		if (!ok)
			return SIZE_MAX;
		while (next < texts->n &&
			texts->p[next].token < json_next(token, value))
			next++;
	}
	return total;
}
