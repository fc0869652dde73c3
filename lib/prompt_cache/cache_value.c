/* SPDX-License-Identifier: Apache-2.0 */
/* Values of JSON as pieces of a prompt; see cache_value.h. */
#include "prompt_cache/cache_value.h"

#include <stdlib.h>

#include "base/json_text.h"
#include "base/mem.h"

enum step {
	STEP_VALUE,
	STEP_MEMBER,
	STEP_CLOSE,
};

/* What is still to be rendered of a value: no recursion, however deep it is. */
struct cache_todo {
	size_t token;
	struct span key; /* of a member */
	unsigned char step;
	bool own; /* the caller's: the order of keys is seen */
	bool hidden, element;
};

/* ---- pieces -------------------------------------------------------------- */

void
cache_add_piece(struct cache_render *r, enum cache_kind kind, size_t token,
	size_t at, bool hidden)
{
	struct cache_prompt *p = r->out;

	if (r->failed || !mem_grow(&p->piece, &p->piece_cap, p->npieces + 1,
				 sizeof(*p->piece))) {
		r->failed = true;
		return;
	}
	p->piece[p->npieces++] = (struct cache_piece){
		.token = token,
		.at = at,
		.n = p->text.n - at,
		.kind = (unsigned char)kind,
		.rank = r->rank,
		.hidden = hidden,
	};
}

void
cache_add_string(
	struct cache_render *r, enum cache_kind kind, size_t token, bool hidden)
{
	size_t at = r->out->text.n;

	json_decode(walk_span(&r->w, token), &r->out->text);
	cache_add_piece(r, kind, token, at, hidden);
}

void
cache_begin_block(struct cache_render *r, size_t token, enum cache_kind kind)
{
	struct cache_prompt *p = r->out;
	size_t number = 0;

	if (p->nblocks) {
		const struct cache_block *last = &p->block[p->nblocks - 1];

		number =
			last->number + (last->part != CACHE_OF_MODEL &&
					       last->part != CACHE_OF_SETTINGS);
	}
	if (r->failed || !mem_grow(&p->block, &p->block_cap, p->nblocks + 1,
				 sizeof(*p->block))) {
		r->failed = true;
		return;
	}
	p->block[p->nblocks++] = (struct cache_block){
		.token = token,
		.piece = p->npieces,
		.message = p->messages,
		.at = p->text.n,
		.number = number,
		.part = r->part,
		.json = r->part == CACHE_OF_TOOLS || r->part == CACHE_OF_FORMAT,
	};
	if (kind == CACHE_BLOCK)
		cache_add_piece(r, kind, token, p->text.n, true);
}

/* ---- marks --------------------------------------------------------------- */

bool
cache_is_mark(const struct cache_render *r, size_t key)
{
	return walk_says(&r->w, key, "cache_control") ||
	       walk_says(&r->w, key, "prompt_cache_breakpoint");
}

void
cache_take_mark(struct cache_render *r, size_t key)
{
	static const char *const name = "ttl";
	struct cache_prompt *p = r->out;
	struct cache_block *last;
	size_t ttl;

	if (!p->nblocks || !walk_is_set(&r->w, key + 1))
		return;
	last = &p->block[p->nblocks - 1];
	p->marks += !last->mark;
	last->mark = true;
	if (walk_members(&r->w, key + 1, &name, 1, &ttl) &&
		walk_says(&r->w, ttl, "1h"))
		last->hour = true;
}

void
cache_take_marks(struct cache_render *r, size_t object)
{
	size_t end = walk_next(&r->w, object);

	for (size_t i = object + 1; i < end; i = walk_next(&r->w, i))
		if (cache_is_mark(r, i))
			cache_take_mark(r, i);
}

/* ---- values -------------------------------------------------------------- */

/* Names that no model sees, and what is no text; as request_find.c has them. */
static bool
is_plumbing(const struct cache_render *r, size_t key)
{
	static const char *const names[] = { "type", "id", "call_id",
		"tool_call_id", "tool_use_id", "status" };

	return walk_says_any(&r->w, key, names, WALK_COUNT(names));
}

/* What is in these is the caller's, and has what order it likes. */
static bool
is_own(const struct cache_render *r, size_t key)
{
	static const char *const names[] = { "input_schema", "parameters",
		"parametersJsonSchema", "responseJsonSchema", "schema", "input",
		"args", "response" };

	return walk_says_any(&r->w, key, names, WALK_COUNT(names));
}

bool
cache_is_media(const struct cache_render *r, size_t token)
{
	size_t from = 0, to = r->texts.n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (r->texts.p[middle].token < token)
			from = middle + 1;
		else
			to = middle;
	}
	return from < r->texts.n && r->texts.p[from].token == token &&
	       r->texts.p[from].class == ENVELOPE_MEDIA;
}

static void
push(struct cache_render *r, struct cache_todo todo)
{
	if (r->failed || !mem_grow(&r->todo, &r->todo_cap, r->ntodo + 1,
				 sizeof(*r->todo))) {
		r->failed = true;
		return;
	}
	r->todo[r->ntodo++] = todo;
}

/* The last name first, as what is pushed last is done first. */
static int
by_key_down(const void *a, const void *b)
{
	const struct cache_todo *x = a, *y = b;
	size_t n = x->key.n < y->key.n ? x->key.n : y->key.n;
	int order = n ? memcmp(y->key.p, x->key.p, n) : 0;

	if (order)
		return order;
	if (x->key.n != y->key.n)
		return x->key.n < y->key.n ? 1 : -1;
	return x->token < y->token ? 1 : -1;
}

static void
reverse(struct cache_todo *todo, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct cache_todo t = todo[i];

		todo[i] = todo[n - 1 - i];
		todo[n - 1 - i] = t;
	}
}

/* What a key says; only where its letters are escaped is that a copy. */
static struct span
decoded_key(struct cache_render *r, size_t key)
{
	struct span s = walk_span(&r->w, key);

	if (!memchr(s.p, '\\', s.n))
		return s;
	buf_reset(&r->scratch);
	json_decode(s, &r->scratch);
	s = arena_copy(&r->keys, buf_span(&r->scratch));
	r->failed |= !buf_ok(&r->scratch) || (!s.p && r->scratch.n);
	return s;
}

/* The members of an object but those of these two names. */
static void
push_members(struct cache_render *r, struct cache_todo of, const char *but,
	const char *and_but)
{
	size_t end = walk_next(&r->w, of.token), first = r->ntodo;

	for (size_t i = of.token + 1; i < end; i = walk_next(&r->w, i)) {
		if (but && (walk_says(&r->w, i, but) ||
				   walk_says(&r->w, i, and_but)))
			continue;
		if (!of.own && cache_is_mark(r, i)) {
			cache_take_mark(r, i);
			continue;
		}
		/* Of an item, which is a message without it, too. */
		if (but && walk_says(&r->w, i, "type") &&
			walk_says(&r->w, i + 1, "message"))
			continue;
		push(r, (struct cache_todo){ .token = i,
				.key = of.own ? span_of(NULL, 0)
					      : decoded_key(r, i),
				.step = STEP_MEMBER,
				.own = of.own,
				.hidden = of.hidden });
	}
	if (r->failed || r->ntodo - first < 2)
		return;
	if (of.own)
		reverse(r->todo + first, r->ntodo - first);
	else
		qsort(r->todo + first, r->ntodo - first, sizeof(*r->todo),
			by_key_down);
}

static void
push_elements(struct cache_render *r, struct cache_todo of)
{
	size_t end = walk_next(&r->w, of.token), first = r->ntodo;

	for (size_t i = of.token + 1; i < end; i = walk_next(&r->w, i))
		push(r, (struct cache_todo){ .token = i,
				.step = STEP_VALUE,
				.own = of.own,
				.hidden = of.hidden,
				.element = true });
	if (!r->failed)
		reverse(r->todo + first, r->ntodo - first);
}

static void
add_comma(struct cache_render *r)
{
	struct buf *text = &r->out->text;
	char last = text->n ? text->p[text->n - 1] : '[';

	if (last != '[' && last != '{' &&
		text->n > r->out->block[r->out->nblocks - 1].at)
		buf_add_char(text, ',');
}

static void
render_value(struct cache_render *r, struct cache_todo t)
{
	const jsmntok_t *token = &r->w.token[t.token];
	struct buf *text = &r->out->text;
	size_t at;

	if (t.element)
		add_comma(r);
	at = text->n;
	if (token->type == JSMN_STRING) {
		buf_add_char(text, '"');
		cache_add_string(r, CACHE_TEXT, t.token,
			t.hidden || cache_is_media(r, t.token));
		buf_add_char(text, '"');
	} else if (token->type == JSMN_PRIMITIVE) {
		buf_add(text, walk_span(&r->w, t.token));
		cache_add_piece(r, CACHE_LITERAL, t.token, at, t.hidden);
	} else {
		bool object = token->type == JSMN_OBJECT;

		buf_add_char(text, object ? '{' : '[');
		cache_add_piece(r, CACHE_OPEN, t.token, at, true);
		t.step = STEP_CLOSE;
		push(r, t);
		if (object)
			push_members(r, t, NULL, NULL);
		else
			push_elements(r, t);
	}
}

static void
render_member(struct cache_render *r, struct cache_todo t)
{
	add_comma(r);
	buf_add_char(&r->out->text, '"');
	cache_add_string(r, CACHE_KEY, t.token, true);
	buf_add_str(&r->out->text, "\":");
	render_value(
		r, (struct cache_todo){ .token = t.token + 1,
			   .own = t.own || is_own(r, t.token),
			   .hidden = t.hidden || is_plumbing(r, t.token) });
}

static void
render_todo(struct cache_render *r)
{
	while (r->ntodo && !r->failed) {
		struct cache_todo t = r->todo[--r->ntodo];
		size_t at = r->out->text.n;

		if (t.step == STEP_VALUE) {
			render_value(r, t);
		} else if (t.step == STEP_MEMBER) {
			render_member(r, t);
		} else {
			buf_add_char(&r->out->text,
				walk_is_object(&r->w, t.token) ? '}' : ']');
			cache_add_piece(r, CACHE_CLOSE, t.token, at, true);
		}
	}
	r->ntodo = 0;
}

void
cache_add_value(struct cache_render *r, size_t token, bool hidden)
{
	if (r->failed)
		return;
	render_value(
		r, (struct cache_todo){ .token = token, .hidden = hidden });
	render_todo(r);
}

void
cache_add_rest(struct cache_render *r, size_t token, bool object,
	const char *but, const char *and_but)
{
	struct cache_todo all = { .token = token, .step = STEP_CLOSE };

	if (r->failed)
		return;
	if (!object) {
		cache_take_marks(r, token);
		return;
	}
	buf_add_char(&r->out->text, '{');
	cache_add_piece(r, CACHE_OPEN, token, r->out->text.n - 1, true);
	push(r, all);
	push_members(r, all, but, and_but);
	render_todo(r);
}
