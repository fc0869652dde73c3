/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OpenAI's chat completions, and what is compatible with them:
 *
 *	{"messages": [{"role": "user", "content": "Why did it fail?"},
 *	  {"role": "assistant", "content": null, "tool_calls": [{"id": "c1",
 *	    "type": "function", "function": {"name": "log", ...}}]},
 *	  {"role": "tool", "tool_call_id": "c1", "content": "12:00 start"}]}
 *
 * A content is a string or an array of parts.  The list has the contents of
 * tools, and of the older role "function", and those of the user.
 */
#include "envelope/envelope_walk.h"

static const char *const prompt[] = { "messages", "tools", "functions",
	"response_format", NULL };

/* ---- recognising --------------------------------------------------------- */

static const char *const all_roles[] = { "system", "developer", "user",
	"assistant", "tool", "function" };

/* Whether a turn that is looked at has a role or a member that only this form
 * has. */
static bool
has_own_turn(const struct walk *w, size_t turns)
{
	enum {
		ROLE,
		CALLS,
		CALL,
		ID,
		N
	};
	static const char *const names[N] = { "role", "tool_calls",
		"function_call", "tool_call_id" };
	static const char *const own[] = { "developer", "tool", "function" };
	size_t m[N], end = walk_next(w, turns), seen = 0;

	for (size_t i = turns + 1; i < end && seen < WALK_LOOK;
		i = walk_next(w, i), seen++) {
		walk_members(w, i, names, N, m);
		if (walk_says_any(w, m[ROLE], own, WALK_COUNT(own)) ||
			m[CALLS] || m[CALL] || m[ID])
			return true;
		/* Elsewhere system text is no turn, or not the first. */
		if (!seen && walk_says(w, m[ROLE], "system"))
			return true;
	}
	return false;
}

static bool
has_own_tool(const struct walk *w, size_t tools)
{
	static const char *const name = "function";
	size_t function;

	return walk_is_array(w, tools) && w->token[tools].size &&
	       walk_members(w, tools + 1, &name, 1, &function) && function;
}

static int
look(const struct envelope_view *v)
{
	enum {
		MESSAGES,
		TOOLS,
		OWN
	};
	static const char *const names[] = { "messages", "tools", "functions",
		"response_format", "stream_options", "max_completion_tokens",
		"frequency_penalty", "presence_penalty", "logprobs",
		"logit_bias", "n", "seed", "reasoning_effort",
		"parallel_tool_calls" };
	static const char *const parts[] = { "image_url", "input_audio",
		"file" };
	size_t m[WALK_COUNT(names)];
	struct walk w;

	walk_init(&w, v);
	if (!walk_request(&w, names, WALK_COUNT(names), m) ||
		!walk_has_turns(
			&w, m[MESSAGES], all_roles, WALK_COUNT(all_roles)))
		return 0;
	for (size_t i = OWN; i < WALK_COUNT(names); i++)
		if (m[i])
			return 2;
	return has_own_turn(&w, m[MESSAGES]) || has_own_tool(&w, m[TOOLS]) ||
			       walk_has_part(&w, m[MESSAGES], parts,
				       WALK_COUNT(parts))
		       ? 2
		       : 1;
}

/* ---- listing ------------------------------------------------------------- */

static const struct walk_spot spots[] = {
	{ "cache_control", SPOT_MARK },
	{ "prompt_cache_breakpoint", SPOT_MARK },
	{ "image_url", SPOT_MEDIA },
	{ "video_url", SPOT_MEDIA },
	{ "input_audio", SPOT_MEDIA },
	{ "audio", SPOT_MEDIA },
	{ "file", SPOT_MEDIA },
	/* Of reasoning and calls, as compatible services send them. */
	{ "data", SPOT_MEDIA },
	{ "signature", SPOT_MEDIA },
	{ "thought_signature", SPOT_MEDIA },
	{ "encrypted_content", SPOT_MEDIA },
};

static void
note_call(struct walk *w, size_t call)
{
	enum {
		ID,
		FUNCTION,
		CUSTOM,
		N
	};
	static const char *const names[N] = { "id", "function", "custom" };
	static const char *const name = "name";
	size_t m[N], tool;

	if (walk_members(w, call, names, N, m) &&
		walk_members(w, m[FUNCTION] ? m[FUNCTION] : m[CUSTOM], &name, 1,
			&tool))
		walk_set_tool(w, m[ID], tool);
}

static void
note_calls(struct walk *w, size_t calls)
{
	size_t end;

	if (!walk_is_array(w, calls))
		return;
	end = walk_next(w, calls);
	for (size_t i = calls + 1; i < end; i = walk_next(w, i))
		note_call(w, i);
}

static void
list_message(struct walk *w, size_t message)
{
	enum {
		ROLE,
		CONTENT,
		NAME,
		ID,
		CALLS,
		N
	};
	static const char *const names[N] = { "role", "content", "name",
		"tool_call_id", "tool_calls" };
	static const char *const quiet[] = { "system", "developer" };
	struct walk_place place = { .class = ENVELOPE_RESULT };
	size_t m[N];

	walk_members(w, message, names, N, m);
	if (walk_says(w, m[ROLE], "tool") ||
		walk_says(w, m[ROLE], "function")) {
		place.tool = walk_tool(w, m[ID]);
		if (!place.tool.n && walk_is_string(w, m[NAME]))
			place.tool = walk_span(w, m[NAME]);
		walk_list_parts(w, m[CONTENT], "text", &place);
	} else if (walk_says(w, m[ROLE], "user")) {
		place.class = ENVELOPE_USER;
		walk_list_parts(w, m[CONTENT], "text", &place);
	} else if (!walk_says_any(w, m[ROLE], quiet, WALK_COUNT(quiet))) {
		note_calls(w, m[CALLS]);
		walk_answered(w, walk_next(w, message));
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
			list_message(&w, i);
		walk_spots(&w, m[MESSAGES], spots, WALK_COUNT(spots));
	}
	if (walk_is_set(&w, m[MARK]))
		walk_mark_all(&w);
	return walk_finish(&w, texts);
}

const struct envelope envelope_openai_chat = {
	.api = HR_API_OPENAI_CHAT,
	.look = look,
	.walk = walk,
	.prompt = prompt,
};
