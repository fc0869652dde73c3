/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Members of a given body; see body.h.
 *
 *     {"model":"m", "messages":[...]}
 *     {"model":"m", "messages":[...],"stream":true,"stream_options":{...}}
 *
 * The body is read once, changes are noted with their place, and the text
 * between them is copied.
 */
#include "send/body.h"

#include "base/json.h"
#include "base/json_text.h"
#include "envelope/envelope.h"

enum {
	/* Changes of one body: each member below once, and some room. */
	MAX_CHANGES = 8,
	CHANGE_BYTES = 64,
};

/* ---- reading ------------------------------------------------------------- */

struct reader {
	struct span body;
	struct json_tokens tokens;
	struct hr_error *err;
};

static enum hr_status
refuse(struct hr_error *err, size_t pos, const char *what, const char *key)
{
	struct buf text = { .limit = sizeof(err->text) - 1 };

	buf_add_str(&text, what);
	buf_add_str(&text, key);
	err->code = HR_EINPUT;
	err->pos = pos;
	err->text[0] = '\0';
	if (buf_ok(&text)) {
		memcpy(err->text, text.p, text.n);
		err->text[text.n] = '\0';
	}
	buf_release(&text);
	return HR_EINPUT;
}

/* Reads one object and nothing else. */
static enum hr_status
read_object(struct reader *r)
{
	size_t at = 0;
	enum hr_status status;

	*r->err = (struct hr_error){ .code = HR_OK };
	status = json_scan(r->body, &at, &r->tokens, r->err);
	if (status != HR_OK)
		return status;
	while (at < r->body.n && is_white(r->body.p[at]))
		at++;
	if (at < r->body.n)
		return refuse(r->err, at, "something follows the object", "");
	if (r->tokens.token[0].type != JSMN_OBJECT)
		return refuse(r->err, 0, "not an object", "");
	return HR_OK;
}

static struct span
text_of(const struct reader *r, size_t token)
{
	const jsmntok_t *t = &r->tokens.token[token];

	return span_of(r->body.p + t->start, (size_t)(t->end - t->start));
}

/* A key may be spelled with escapes and is the same key. */
static enum hr_status
is_key(const struct reader *r, size_t token, const char *key, bool *same)
{
	struct span literal = text_of(r, token);
	struct buf text = { .limit = 256 }; /* longer than any key is it not */
	enum hr_status status;

	*same = span_equal(literal, span_str(key));
	if (*same || !memchr(literal.p, '\\', literal.n))
		return HR_OK;
	json_decode(literal, &text);
	*same = buf_ok(&text) && span_equal(buf_span(&text), span_str(key));
	status = buf_ok(&text) || text.full ? HR_OK : HR_ENOMEM;
	buf_release(&text);
	return status;
}

/* The key's token in the object, 0 if there is none; HR_EINPUT if it is there
 * twice. */
static enum hr_status
find(const struct reader *r, size_t object, const char *key, size_t *found)
{
	const jsmntok_t *token = r->tokens.token;
	size_t i = object + 1;

	*found = 0;
	for (int n = 0; n < token[object].size; n++) {
		bool same;

		if (is_key(r, i, key, &same) != HR_OK)
			return HR_ENOMEM;
		if (same && *found)
			return refuse(r->err, (size_t)token[i].start,
				"a member is there twice: ", key);
		if (same)
			*found = i;
		i = json_next(token, i + 1);
	}
	return HR_OK;
}

static bool
is_value(const struct reader *r, size_t key, const char *literal)
{
	return key && span_equal(text_of(r, key + 1), span_str(literal)) &&
	       r->tokens.token[key + 1].type == JSMN_PRIMITIVE;
}

/* ---- changing ------------------------------------------------------------ */

struct change {
	size_t from, to; /* what of the body it replaces */
	char text[CHANGE_BYTES];
	struct span more; /* a model's name, which is encoded behind it */
};

struct editor {
	struct reader *r;
	struct change change[MAX_CHANGES];
	size_t n;
	enum hr_status status;
};

static struct change *
note(struct editor *e, size_t from, size_t to, const char *text)
{
	struct change *c = &e->change[e->n++];

	*c = (struct change){ .from = from, .to = to };
	memcpy(c->text, text, strlen(text) + 1);
	return c;
}

/* The place of a value with its quotes. */
static void
place_of(const struct reader *r, size_t token, size_t *from, size_t *to)
{
	const jsmntok_t *t = &r->tokens.token[token];
	bool string = t->type == JSMN_STRING;

	*from = (size_t)t->start - string;
	*to = (size_t)t->end + string;
}

/* Sets a member of an object, whose literal is `text` and then, in quotes, the
 * model if there is one. */
static void
set(struct editor *e, size_t object, const char *key, const char *text,
	const char *model)
{
	const struct reader *r = e->r;
	struct buf literal = { .limit = CHANGE_BYTES - 1 };
	size_t at, from, to;

	if (e->status == HR_OK)
		e->status = find(r, object, key, &at);
	if (e->status != HR_OK)
		return;
	if (at) {
		place_of(r, at + 1, &from, &to);
	} else {
		from = to = (size_t)r->tokens.token[object].end - 1;
		buf_add_str(&literal,
			r->tokens.token[object].size || e->n ? ",\"" : "\"");
		buf_add_str(&literal, key);
		buf_add_str(&literal, "\":");
	}
	buf_add_str(&literal, text);
	buf_add_char(&literal, '\0');
	if (!buf_ok(&literal))
		e->status = HR_ENOMEM;
	else
		note(e, from, to, literal.p)->more =
			span_str(model ? model : "");
	buf_release(&literal);
}

/* Takes a member out with one of the commas beside it. */
static void
cut(struct editor *e, size_t object, const char *key)
{
	const jsmntok_t *token = e->r->tokens.token;
	size_t at = 0, from, to, next, unused, before = 0;

	if (e->status == HR_OK)
		e->status = find(e->r, object, key, &at);
	if (e->status != HR_OK || !at)
		return;
	for (size_t i = object + 1; i < at; i = json_next(token, i + 1))
		before = i;
	place_of(e->r, at, &from, &unused);
	place_of(e->r, at + 1, &unused, &to);
	next = json_next(token, at + 1);
	if (before)
		place_of(e->r, before + 1, &unused, &from);
	else if (next < json_next(token, object))
		place_of(e->r, next, &to, &unused);
	note(e, from, to, "");
}

static void
set_number(struct editor *e, size_t object, const char *key, uint64_t n)
{
	struct buf text = { .p = NULL };

	buf_add_uint(&text, n);
	buf_add_char(&text, '\0');
	if (buf_ok(&text))
		set(e, object, key, text.p, NULL);
	else
		e->status = HR_ENOMEM;
	buf_release(&text);
}

static void
set_gemini_limit(struct editor *e, uint64_t n)
{
	static const char *const names[] = { "generationConfig",
		"generation_config" };
	size_t at = 0;

	for (size_t i = 0; i < 2 && !at && e->status == HR_OK; i++)
		e->status = find(e->r, 0, names[i], &at);
	if (e->status != HR_OK)
		return;
	if (at && e->r->tokens.token[at + 1].type == JSMN_OBJECT) {
		size_t snake = 0;

		e->status = find(e->r, at + 1, "max_output_tokens", &snake);
		set_number(e, at + 1,
			snake ? "max_output_tokens" : "maxOutputTokens", n);
		return;
	}
	set(e, 0, names[0], "{\"maxOutputTokens\":", NULL);
	if (e->status == HR_OK) {
		struct change *c = &e->change[e->n - 1];
		struct buf text = { .limit = CHANGE_BYTES - 1 };

		buf_add_str(&text, c->text);
		buf_add_uint(&text, n);
		buf_add_str(&text, "}");
		buf_add_char(&text, '\0');
		if (buf_ok(&text))
			memcpy(c->text, text.p, text.n);
		else
			e->status = HR_ENOMEM;
		buf_release(&text);
	}
}

static void
set_limit(struct editor *e, const struct body_change *c)
{
	size_t old = 0;

	if (!c->max_tokens)
		return;
	if (c->api == HR_API_GEMINI) {
		set_gemini_limit(e, c->max_tokens);
		return;
	}
	if (c->api == HR_API_OPENAI_CHAT) {
		if (e->status == HR_OK)
			e->status = find(e->r, 0, "max_tokens", &old);
		set_number(e, 0,
			old || c->old_limit ? "max_tokens"
					    : "max_completion_tokens",
			c->max_tokens);
		return;
	}
	set_number(e, 0,
		c->api == HR_API_ANTHROPIC ? "max_tokens" : "max_output_tokens",
		c->max_tokens);
}

/* A stream's usage is told only to those who ask. */
static void
set_stream(struct editor *e, const struct body_change *c)
{
	bool chat = c->api == HR_API_OPENAI_CHAT, streams;
	size_t at = 0, options = 0;

	if (c->api == HR_API_GEMINI || e->status != HR_OK)
		return;
	e->status = find(e->r, 0, "stream", &at);
	if (e->status == HR_OK)
		e->status = find(e->r, 0, "stream_options", &options);
	streams = is_value(e->r, at, "true");
	if (c->stream == BODY_STREAM_OFF && streams) {
		set(e, 0, "stream", "false", NULL);
		if (chat)
			cut(e, 0, "stream_options");
	} else if (c->stream == BODY_STREAM_UNSET && !at) {
		set(e, 0, "stream", "true", NULL);
		streams = true;
	}
	if (c->stream != BODY_STREAM_OFF && chat && streams && !options)
		set(e, 0, "stream_options", "{\"include_usage\":true}", NULL);
}

/* By place; those of one place in the order they were noted. */
static void
sort(struct editor *e)
{
	for (size_t i = 1; i < e->n; i++)
		for (size_t j = i;
			j && e->change[j].from < e->change[j - 1].from; j--) {
			struct change c = e->change[j];

			e->change[j] = e->change[j - 1];
			e->change[j - 1] = c;
		}
}

static void
apply(struct editor *e, struct buf *out)
{
	struct span body = e->r->body;
	size_t at = 0;

	sort(e);
	for (size_t i = 0; i < e->n; i++) {
		const struct change *c = &e->change[i];

		buf_add(out, span_of(body.p + at, c->from - at));
		buf_add_str(out, c->text);
		if (c->more.n) {
			buf_add_char(out, '"');
			json_encode(c->more, out);
			buf_add_char(out, '"');
		}
		at = c->to;
	}
	buf_add(out, span_from(body, at));
}

enum hr_status
body_edit(struct span body, const struct body_change *change, struct buf *out,
	struct hr_error *err)
{
	struct reader r = { .body = body, .err = err };
	struct editor e = { .r = &r, .status = read_object(&r) };

	if (e.status == HR_OK && change->model && change->api != HR_API_GEMINI)
		set(&e, 0, "model", "", change->model);
	set_limit(&e, change);
	set_stream(&e, change);
	if (e.status == HR_OK) {
		apply(&e, out);
		if (!buf_ok(out))
			e.status = HR_ENOMEM;
	}
	json_tokens_release(&r.tokens);
	return e.status;
}

/* ---- what it says -------------------------------------------------------- */

/* The member that each API cannot do without. */
static const char *const main_members[HR_NAPIS] = {
	[HR_API_OPENAI_CHAT] = "messages",
	[HR_API_OPENAI_RESPONSES] = "input",
	[HR_API_ANTHROPIC] = "messages",
	[HR_API_GEMINI] = "contents",
};

enum hr_status
body_read(struct span body, enum hr_api api, struct body_facts *facts,
	struct hr_error *err)
{
	struct reader r = { .body = body, .err = err };
	enum hr_status status = read_object(&r);
	size_t model = 0, stream = 0, member = 0;

	*facts = (struct body_facts){ .stream = false };
	if (status == HR_OK)
		status = find(&r, 0, "model", &model);
	if (status == HR_OK)
		status = find(&r, 0, "stream", &stream);
	if (status == HR_OK && main_members[api])
		status = find(&r, 0, main_members[api], &member);
	if (status == HR_OK) {
		if (model && r.tokens.token[model + 1].type == JSMN_STRING)
			facts->model = text_of(&r, model + 1);
		facts->stream = is_value(&r, stream, "true");
		facts->known = member != 0;
	}
	json_tokens_release(&r.tokens);
	return status;
}

enum hr_status
body_api(struct span body, enum hr_api expected, enum hr_api *api)
{
	struct hr_error err;
	struct reader r = { .body = body, .err = &err };
	const struct envelope *best = NULL, *wanted = NULL;
	enum hr_status status = read_object(&r);

	if (status == HR_OK) {
		struct envelope_view view = { body.p, r.tokens.token };

		best = envelope_find(HR_API_AUTO, &view);
		if (best && main_members[expected])
			wanted = envelope_find(expected, &view);
		if (wanted && wanted->look(&view) >= best->look(&view))
			best = wanted;
	}
	json_tokens_release(&r.tokens);
	*api = best ? best->api : HR_API_NONE;
	return status == HR_ENOMEM ? HR_ENOMEM : HR_OK;
}
