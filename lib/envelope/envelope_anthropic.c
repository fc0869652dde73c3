/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Anthropic's messages:
 *
 *	{"max_tokens": 512, "messages": [
 *	  {"role": "user", "content": "Why did it fail?"},
 *	  {"role": "assistant", "content": [{"type": "tool_use",
 *	    "id": "toolu_1", "name": "log", "input": {"n": 9}}]},
 *	  {"role": "user", "content": [{"type": "tool_result",
 *	    "tool_use_id": "toolu_1", "content": "12:00 start"}]}]}
 *
 * The list has what is in turns of the user: results of tools, a string or an
 * array of blocks; text; documents whose source is text, and search results,
 * also those in results of tools, as long as nothing is to be cited from them.
 */
#include "envelope/envelope_walk.h"

static const char *const prompt[] = { "tools", "system", "messages", NULL };

/* ---- recognising --------------------------------------------------------- */

static const char *const all_roles[] = { "user", "assistant", "system" };

/* Tools have their name and schema beside their type. */
static bool
has_own_tool(const struct walk *w, size_t tools)
{
	enum {
		NAME,
		SCHEMA,
		N
	};
	static const char *const names[N] = { "name", "input_schema" };
	size_t m[N];

	return walk_is_array(w, tools) && w->token[tools].size &&
	       walk_members(w, tools + 1, names, N, m) &&
	       (m[NAME] || m[SCHEMA]);
}

static int
look(const struct envelope_view *v)
{
	enum {
		MESSAGES,
		TOOLS,
		SYSTEM,
		VERSION,
		LIMIT,
		MODEL,
		N
	};
	static const char *const names[N] = { "messages", "tools", "system",
		"anthropic_version", "max_tokens", "model" };
	static const char *const blocks[] = { "tool_use", "tool_result",
		"thinking", "redacted_thinking", "document", "search_result",
		"image", "server_tool_use", "container_upload" };
	size_t m[N];
	struct walk w;

	walk_init(&w, v);
	if (!walk_request(&w, names, N, m) ||
		!walk_has_turns(
			&w, m[MESSAGES], all_roles, WALK_COUNT(all_roles)))
		return 0;
	/* Text alone looks the same in chat completions; the model tells. */
	if (m[SYSTEM] || m[VERSION] || has_own_tool(&w, m[TOOLS]) ||
		walk_has_part(&w, m[MESSAGES], blocks, WALK_COUNT(blocks)) ||
		(m[LIMIT] && walk_is_string(&w, m[MODEL]) &&
			span_starts(walk_span(&w, m[MODEL]), "claude")))
		return 2;
	return 1;
}

/* ---- listing ------------------------------------------------------------- */

static const struct walk_spot spots[] = {
	{ "cache_control", SPOT_MARK },
	{ "prompt_cache_breakpoint", SPOT_MARK },
	{ "input", SPOT_SKIP }, /* what tools are called with */
	{ "source", SPOT_SOURCE },
	{ "signature", SPOT_MEDIA },
	{ "data", SPOT_MEDIA }, /* of thinking that is redacted */
	{ "encrypted_content", SPOT_MEDIA },
	{ "encrypted_index", SPOT_MEDIA },
	{ "encrypted_stdout", SPOT_MEDIA },
};

enum {
	TYPE,
	TEXT,
	CONTENT,
	SOURCE,
	CITATIONS,
	ID,
	NAME,
	RESULT,
	ERROR,
	NBLOCK
};

static const char *const block_names[NBLOCK] = { "type", "text", "content",
	"source", "citations", "id", "name", "tool_use_id", "is_error" };

/* Citations name places of the text, which must then stay as it is. */
static bool
is_cited(const struct walk *w, const size_t *m)
{
	static const char *const name = "enabled";
	size_t enabled;

	if (!walk_is_set(w, m[CITATIONS]))
		return false;
	return !walk_members(w, m[CITATIONS], &name, 1, &enabled) ||
	       walk_is_set(w, enabled);
}

static void
list_source(struct walk *w, size_t source, const struct walk_place *place)
{
	enum {
		KIND,
		DATA,
		N
	};
	static const char *const names[N] = { "type", "data" };
	size_t m[N];

	if (walk_members(w, source, names, N, m) &&
		walk_says(w, m[KIND], "text"))
		walk_list(w, m[DATA], place);
}

/* A block of which a turn or a result of a tool consists: its text is of
 * `place`. */
static void
list_block(struct walk *w, const size_t *m, const struct walk_place *place)
{
	struct walk_place document = *place;

	document.class = ENVELOPE_DOCUMENT;
	if (is_cited(w, m))
		return;
	if (walk_says(w, m[TYPE], "text"))
		walk_list(w, m[TEXT], place);
	else if (walk_says(w, m[TYPE], "document"))
		list_source(w, m[SOURCE], &document);
	else if (walk_says(w, m[TYPE], "search_result") &&
		 walk_is_array(w, m[CONTENT]))
		walk_list_parts(w, m[CONTENT], "text", &document);
}

static void
list_result(struct walk *w, const size_t *m)
{
	struct walk_place place = {
		.class = ENVELOPE_RESULT,
		.tool = walk_tool(w, m[RESULT]),
		.error = walk_is_set(w, m[ERROR]),
	};
	size_t inner[NBLOCK], end;

	walk_list(w, m[CONTENT], &place);
	if (!walk_is_array(w, m[CONTENT]))
		return;
	end = walk_next(w, m[CONTENT]);
	for (size_t i = m[CONTENT] + 1; i < end; i = walk_next(w, i))
		if (walk_members(w, i, block_names, NBLOCK, inner))
			list_block(w, inner, &place);
}

static void
list_user(struct walk *w, size_t content)
{
	static const struct walk_place place = { .class = ENVELOPE_USER };
	size_t m[NBLOCK], end;

	walk_list(w, content, &place);
	if (!walk_is_array(w, content))
		return;
	end = walk_next(w, content);
	for (size_t i = content + 1; i < end; i = walk_next(w, i)) {
		if (!walk_members(w, i, block_names, NBLOCK, m))
			continue;
		if (walk_says(w, m[TYPE], "tool_result"))
			list_result(w, m);
		else
			list_block(w, m, &place);
	}
}

static void
note_calls(struct walk *w, size_t content)
{
	size_t m[NBLOCK], end;

	if (!walk_is_array(w, content))
		return;
	end = walk_next(w, content);
	for (size_t i = content + 1; i < end; i = walk_next(w, i))
		if (walk_members(w, i, block_names, NBLOCK, m) &&
			walk_says(w, m[TYPE], "tool_use"))
			walk_set_tool(w, m[ID], m[NAME]);
}

static void
list_turn(struct walk *w, size_t turn)
{
	enum {
		ROLE,
		BLOCKS,
		N
	};
	static const char *const names[N] = { "role", "content" };
	size_t m[N];

	walk_members(w, turn, names, N, m);
	if (walk_says(w, m[ROLE], "user")) {
		list_user(w, m[BLOCKS]);
	} else if (!walk_says(w, m[ROLE], "system")) {
		note_calls(w, m[BLOCKS]);
		walk_answered(w, walk_next(w, turn));
	}
}

static enum hr_status
walk(const struct envelope_view *v, struct envelope_texts *texts)
{
	enum {
		MESSAGES,
		MARK,
		N
	};
	static const char *const names[N] = { "messages", "cache_control" };
	size_t m[N], end;
	struct walk w;

	walk_init(&w, v);
	walk_request(&w, names, N, m);
	if (walk_is_array(&w, m[MESSAGES])) {
		walk_turns(&w, m[MESSAGES]);
		end = walk_next(&w, m[MESSAGES]);
		for (size_t i = m[MESSAGES] + 1; i < end; i = walk_next(&w, i))
			list_turn(&w, i);
		walk_spots(&w, m[MESSAGES], spots, WALK_COUNT(spots));
	}
	if (walk_is_set(&w, m[MARK]))
		walk_mark_all(&w);
	return walk_finish(&w, texts);
}

const struct envelope envelope_anthropic = {
	.api = HR_API_ANTHROPIC,
	.look = look,
	.walk = walk,
	.prompt = prompt,
};
