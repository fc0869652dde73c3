/* SPDX-License-Identifier: Apache-2.0 */
/* The forms of requests as blocks of a prompt; see cache_prompt.h. */
#include "prompt_cache/cache_render.h"

#include "base/json_text.h"
#include "base/mem.h"
#include "prompt_cache/cache_value.h"

/* What is rendered, in its order; `again`: the row before in other letters. */
struct row {
	const char *name;
	enum cache_part part;
	bool again;
};

static const struct row anthropic[] = {
	{ "model", CACHE_OF_MODEL, false },
	{ "tools", CACHE_OF_TOOLS, false },
	{ "output_config", CACHE_OF_FORMAT, false },
	{ "system", CACHE_OF_SYSTEM, false },
	{ "tool_choice", CACHE_OF_SETTINGS, false },
	{ "thinking", CACHE_OF_SETTINGS, false },
	{ "messages", CACHE_OF_MESSAGES, false },
	{ NULL, CACHE_OF_MODEL, false },
};

static const struct row openai_chat[] = {
	{ "model", CACHE_OF_MODEL, false },
	{ "tools", CACHE_OF_TOOLS, false },
	{ "functions", CACHE_OF_TOOLS, false },
	{ "response_format", CACHE_OF_FORMAT, false },
	{ "messages", CACHE_OF_MESSAGES, false },
	{ NULL, CACHE_OF_MODEL, false },
};

static const struct row openai_responses[] = {
	{ "model", CACHE_OF_MODEL, false },
	{ "tools", CACHE_OF_TOOLS, false },
	{ "text", CACHE_OF_FORMAT, false },
	{ "instructions", CACHE_OF_SYSTEM, false },
	{ "input", CACHE_OF_MESSAGES, false },
	{ NULL, CACHE_OF_MODEL, false },
};

static const struct row gemini[] = {
	{ "model", CACHE_OF_MODEL, false },
	{ "cachedContent", CACHE_OF_MODEL, false },
	{ "cached_content", CACHE_OF_MODEL, true },
	{ "systemInstruction", CACHE_OF_SYSTEM, false },
	{ "system_instruction", CACHE_OF_SYSTEM, true },
	{ "tools", CACHE_OF_TOOLS, false },
	{ "contents", CACHE_OF_MESSAGES, false },
	{ NULL, CACHE_OF_MODEL, false },
};

static const struct row *const orders[HR_NAPIS] = {
	[HR_API_OPENAI_CHAT] = openai_chat,
	[HR_API_OPENAI_RESPONSES] = openai_responses,
	[HR_API_ANTHROPIC] = anthropic,
	[HR_API_GEMINI] = gemini,
};

/* ---- blocks -------------------------------------------------------------- */

/* The text of a part that has nothing else; 0: it has. */
static size_t
plain_text(const struct cache_render *r, size_t part)
{
	static const char *const types[] = { "text", "input_text",
		"output_text" };
	const struct walk *w = &r->w;
	size_t end, text = 0;

	if (!walk_is_object(w, part))
		return 0;
	end = walk_next(w, part);
	for (size_t i = part + 1; i < end; i = walk_next(w, i)) {
		if (walk_says(w, i, "text") && walk_is_string(w, i + 1) &&
			!text)
			text = i + 1;
		else if (!cache_is_mark(r, i) &&
			 !(walk_says(w, i, "type") &&
				 walk_says_any(
					 w, i + 1, types, WALK_COUNT(types))))
			return 0;
	}
	return text;
}

/* What a block consists of, behind the piece it begins with. */
static void
render_part(struct cache_render *r, size_t part)
{
	size_t text = walk_is_string(&r->w, part) ? part : plain_text(r, part);

	if (!text) {
		cache_add_value(r, part, false);
		return;
	}
	cache_add_string(r, CACHE_TEXT, text, cache_is_media(r, text));
	if (text != part)
		cache_take_marks(r, part);
}

/* A block of each element, or one of all. */
static void
render_blocks(struct cache_render *r, size_t value, bool begun)
{
	bool array = walk_is_array(&r->w, value);
	size_t i = array ? value + 1 : value, end = walk_next(&r->w, value);

	for (; i < end && !r->failed; i = walk_next(&r->w, i)) {
		if (!begun)
			cache_begin_block(r, i, CACHE_BLOCK);
		begun = false;
		if (!r->failed)
			render_part(r, i);
	}
}

/* ---- messages ------------------------------------------------------------ */

/* Where a block begins that is a message's first, and its role. */
static void
begin_message(struct cache_render *r, size_t message, struct span role)
{
	size_t at = r->out->text.n;

	cache_begin_block(r, message, CACHE_MESSAGE);
	json_decode(role, &r->out->text);
	cache_add_piece(r, CACHE_MESSAGE, message, at, false);
	buf_add_str(&r->out->text, ": ");
}

static bool
has_rest(const struct cache_render *r, size_t message)
{
	size_t end = walk_next(&r->w, message);

	for (size_t i = message + 1; i < end; i = walk_next(&r->w, i))
		if (!walk_says(&r->w, i, "role") &&
			!walk_says(&r->w, i, "content") &&
			!walk_says(&r->w, i, "parts") &&
			!(walk_says(&r->w, i, "type") &&
				walk_says(&r->w, i + 1, "message")) &&
			!cache_is_mark(r, i))
			return true;
	return false;
}

/* What a message has beside its content: calls of tools, names, ids; if none is
 * named, all it has. */
static void
render_rest(struct cache_render *r, size_t message, const char *content)
{
	bool rest = !*content || has_rest(r, message);

	if (rest)
		cache_begin_block(r, message, CACHE_BLOCK);
	cache_add_rest(r, message, rest, *content ? "role" : "", content);
}

static void
render_message(struct cache_render *r, size_t message)
{
	enum {
		ROLE,
		CONTENT,
		PARTS,
		N
	};
	static const char *const names[N] = { "role", "content", "parts" };
	size_t m[N], content;
	bool clear;

	if (!walk_is_object(&r->w, message)) {
		begin_message(r, message, span_str("user"));
		if (!r->failed)
			render_part(r, message);
		r->out->messages++;
		return;
	}
	clear = walk_members(&r->w, message, names, N, m) &&
		walk_either(m[CONTENT], m[PARTS], &content);
	begin_message(r, message,
		clear && walk_is_string(&r->w, m[ROLE])
			? walk_span(&r->w, m[ROLE])
			: span_of("", 0));
	if (clear && content && !r->failed)
		render_blocks(r, content, true);
	if (!r->failed)
		render_rest(r, message,
			!clear       ? ""
			: m[CONTENT] ? "content"
				     : "parts");
	r->out->messages++;
}

static void
render_messages(struct cache_render *r, size_t value)
{
	bool array = walk_is_array(&r->w, value);
	size_t i = array ? value + 1 : value, end = walk_next(&r->w, value);

	for (; i < end && !r->failed; i = walk_next(&r->w, i))
		render_message(r, i);
}

/* ---- the request --------------------------------------------------------- */

static void
render_row(struct cache_render *r, const struct row *row, size_t value)
{
	static const char *const name = "parts";
	size_t parts;

	r->part = row->part;
	if (row->part == CACHE_OF_MESSAGES) {
		render_messages(r, value);
	} else if (row->part == CACHE_OF_TOOLS) {
		render_blocks(r, value, false);
	} else if (row->part == CACHE_OF_SYSTEM) {
		/* Gemini's has the form of a message. */
		if (walk_members(&r->w, value, &name, 1, &parts) && parts)
			value = parts;
		render_blocks(r, value, false);
	} else {
		cache_begin_block(r, value, CACHE_BLOCK);
		cache_add_value(r, value, row->part != CACHE_OF_FORMAT);
	}
}

static void
render_request(struct cache_render *r)
{
	const struct row *row = orders[r->out->request.envelope->api];
	size_t end = walk_next(&r->w, 0);

	for (; row->name; row++) {
		r->rank = (unsigned char)(r->rank + !row->again);
		for (size_t i = 1; i < end && !r->failed;
			i = walk_next(&r->w, i))
			if (walk_says(&r->w, i, row->name) &&
				walk_is_set(&r->w, i + 1))
				render_row(r, row, i + 1);
	}
	/* A mark of the request is one of its last block. */
	if (!r->failed)
		cache_take_marks(r, 0);
}

static void
read_settings(struct cache_prompt *p, const struct walk *w)
{
	enum {
		OPTIONS,
		PREVIOUS,
		CONVERSATION,
		N
	};
	static const char *const names[N] = { "prompt_cache_options",
		"previous_response_id", "conversation" };
	static const char *const name = "mode";
	size_t m[N], mode;

	walk_request(w, names, N, m);
	p->remote =
		walk_is_set(w, m[PREVIOUS]) || walk_is_set(w, m[CONVERSATION]);
	p->explicit = walk_members(w, m[OPTIONS], &name, 1, &mode) &&
		      walk_says(w, mode, "explicit");
}

bool
cache_render(struct cache_prompt *p)
{
	struct cache_render r = { .out = p };
	bool ok;

	walk_init(&r.w, &p->request.view);
	/* Room for nothing: so there is always something to point at. */
	ok = buf_reserve(&p->text, 1) &&
	     p->request.envelope->walk(&p->request.view, &r.texts) == HR_OK;
	if (ok) {
		read_settings(p, &r.w);
		render_request(&r);
	}
	envelope_texts_release(&r.texts);
	buf_release(&r.scratch);
	arena_release(&r.keys);
	mem_free(r.todo);
	return ok && !r.failed && buf_ok(&p->text);
}
