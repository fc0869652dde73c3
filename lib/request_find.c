/* SPDX-License-Identifier: Apache-2.0 */
/* Requests in JSON, and what their fixed parts cost; see request_find.h. */
#include "request_find.h"

#include "base/json_text.h"
#include "base/mem.h"

enum {
	/* A request in a record in a line: {"request": {"body": {...}}}. */
	WRAPPED = 2,
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

static enum hr_status
add_body(struct request_bodies *bodies, const struct envelope *e, size_t token)
{
	if (!mem_grow(&bodies->p, &bodies->cap, bodies->n + 1,
		    sizeof(*bodies->p)))
		return HR_ENOMEM;
	bodies->p[bodies->n++] = (struct request_body){ e, token };
	return HR_OK;
}

/* The form of the object, if it is a request.  A named API is tried first, and
 * only what does not look like any may still be one of it. */
static const struct envelope *
form_of(const char *p, const jsmntok_t *token, size_t i, enum hr_api api)
{
	struct envelope_view view = { p, token + i };
	const struct envelope *e;

	if (token[i].type != JSMN_OBJECT)
		return NULL;
	if (api == HR_API_AUTO)
		return envelope_find(HR_API_AUTO, &view);
	e = envelope_find(api, &view);
	return e && e->look(&view) ? e : NULL;
}

/* The value of a member that may hold a request; 0: there is none. */
static size_t
wrapped(const char *p, const jsmntok_t *token, size_t i)
{
	static const char *const names[] = { "body", "params", "request", "req",
		"payload", "data", "json", "kwargs", NULL };
	size_t key = i + 1, end = json_next(token, i);

	for (; key < end; key = json_next(token, key))
		if (token[key + 1].type == JSMN_OBJECT &&
			is_one_of(token_text(p, &token[key]), names))
			return key + 1;
	return 0;
}

/* A request in the object at i, or in what it wraps. */
static enum hr_status
find_in(const char *p, const jsmntok_t *token, size_t i, enum hr_api api,
	struct request_bodies *bodies)
{
	for (int depth = 0; depth <= WRAPPED; depth++) {
		const struct envelope *e = form_of(p, token, i, api);

		if (e)
			return add_body(bodies, e, i);
		if (token[i].type != JSMN_OBJECT)
			return HR_OK;
		i = wrapped(p, token, i);
		if (!i)
			return HR_OK;
	}
	return HR_OK;
}

/* The elements of "requests", which is how a batch is sent in one body. */
static size_t
list_of(const char *p, const jsmntok_t *token)
{
	size_t key = 1, end = json_next(token, 0);

	for (; key < end; key = json_next(token, key))
		if (token[key + 1].type == JSMN_ARRAY &&
			span_equal(token_text(p, &token[key]),
				span_str("requests")))
			return key + 1;
	return 0;
}

enum hr_status
request_find(const char *p, const struct json_tokens *tokens, enum hr_api api,
	struct request_bodies *bodies)
{
	const jsmntok_t *token = tokens->token;
	enum hr_status status;
	struct envelope_view view = { p, token };
	size_t list;

	bodies->n = 0;
	if (!tokens->n || token->type != JSMN_OBJECT)
		return HR_OK;
	status = find_in(p, token, 0, api, bodies);
	list = bodies->n ? 0 : list_of(p, token);
	if (list) {
		size_t end = json_next(token, list);

		for (size_t i = list + 1; i < end && status == HR_OK;
			i = json_next(token, i))
			status = find_in(p, token, i, api, bodies);
	}
	/* Somebody said that it is one. */
	if (status == HR_OK && !bodies->n && !list && api != HR_API_AUTO)
		status = add_body(bodies, envelope_find(api, &view), 0);
	return status;
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
