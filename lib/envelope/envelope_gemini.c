/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gemini's generateContent:
 *
 *	{"contents": [{"role": "user", "parts": [{"text": "Why?"}]},
 *	  {"role": "model", "parts": [{"functionCall": {"name": "log"}}]},
 *	  {"role": "user", "parts": [{"functionResponse": {"name": "log",
 *	    "response": {"output": "12:00 start"}}}]}]}
 *
 * Names may be written in snake_case, too.  A response is an object of any
 * depth, of which the list has all strings.  Its keys are the caller's own, so
 * that any of them may matter.
 */
#include "envelope/envelope_walk.h"

static const char *const prompt[] = { "systemInstruction", "system_instruction",
	"contents", "tools", NULL };

/* ---- listing ------------------------------------------------------------- */

static const struct walk_spot spots[] = {
	{ "args", SPOT_SKIP },
	{ "response", SPOT_SKIP },
	{ "inlineData", SPOT_MEDIA },
	{ "inline_data", SPOT_MEDIA },
	{ "fileData", SPOT_MEDIA },
	{ "file_data", SPOT_MEDIA },
	{ "thoughtSignature", SPOT_MEDIA },
	{ "thought_signature", SPOT_MEDIA },
};

/* All strings of a member of a response, which is at its key. */
static void
list_leaves(struct walk *w, size_t key, struct walk_place place)
{
	size_t end = walk_next(w, key);

	place.error = walk_says(w, key, "error");
	for (size_t i = key + 1; i < end; i++)
		if (!w->token[i].size)
			walk_list(w, i, &place);
}

static void
list_response(struct walk *w, size_t function)
{
	enum {
		NAME,
		RESPONSE,
		N
	};
	static const char *const names[N] = { "name", "response" };
	struct walk_place place = { .class = ENVELOPE_RESULT };
	size_t m[N], end;

	walk_members(w, function, names, N, m);
	if (!walk_is_object(w, m[RESPONSE]) ||
		!walk_keys_differ(w, m[RESPONSE]))
		return;
	if (walk_is_string(w, m[NAME]))
		place.tool = walk_span(w, m[NAME]);
	end = walk_next(w, m[RESPONSE]);
	for (size_t i = m[RESPONSE] + 1; i < end; i = walk_next(w, i))
		list_leaves(w, i, place);
}

static void
list_code(struct walk *w, size_t result)
{
	static const struct walk_place place = { .class = ENVELOPE_DOCUMENT };
	static const char *const name = "output";
	size_t output;

	walk_members(w, result, &name, 1, &output);
	walk_list(w, output, &place);
}

/* `user`: the turn is not of a role that only answers calls. */
static void
list_part(struct walk *w, size_t part, bool user)
{
	enum {
		THOUGHT,
		SIGN,
		SIGN_2,
		TEXT,
		RESPONSE,
		RESPONSE_2,
		CODE,
		CODE_2,
		N
	};
	static const char *const names[N] = { "thought", "thoughtSignature",
		"thought_signature", "text", "functionResponse",
		"function_response", "codeExecutionResult",
		"code_execution_result" };
	static const struct walk_place place = { .class = ENVELOPE_USER };
	size_t m[N], response, code;

	/* What is signed must stay; and a part is one thing alone. */
	if (!walk_members(w, part, names, N, m) || walk_is_set(w, m[THOUGHT]) ||
		m[SIGN] || m[SIGN_2] ||
		!walk_either(m[RESPONSE], m[RESPONSE_2], &response) ||
		!walk_either(m[CODE], m[CODE_2], &code) ||
		!!m[TEXT] + !!response + !!code != 1)
		return;
	if (response)
		list_response(w, response);
	else if (user && code)
		list_code(w, code);
	else if (user)
		walk_list(w, m[TEXT], &place);
}

enum {
	ROLE,
	PARTS,
	NTURN
};

static const char *const turn_names[NTURN] = { "role", "parts" };

static void
list_turn(struct walk *w, size_t turn)
{
	static const char *const answering[] = { "function", "tool" };
	size_t m[NTURN], end;
	bool user, known = walk_members(w, turn, turn_names, NTURN, m);

	/* Without a role it is the user's. */
	user = known && (!m[ROLE] || walk_says(w, m[ROLE], "user"));
	if (!user &&
		!walk_says_any(w, m[ROLE], answering, WALK_COUNT(answering))) {
		walk_answered(w, walk_next(w, turn));
		return;
	}
	if (!walk_is_array(w, m[PARTS]))
		return;
	end = walk_next(w, m[PARTS]);
	for (size_t i = m[PARTS] + 1; i < end; i = walk_next(w, i))
		list_part(w, i, user);
}

static const char *const request_name = "contents";

static enum hr_status
walk(const struct envelope_view *v, struct envelope_texts *texts)
{
	size_t contents, end;
	struct walk w;

	walk_init(&w, v);
	walk_request(&w, &request_name, 1, &contents);
	if (walk_is_array(&w, contents)) {
		end = walk_next(&w, contents);
		for (size_t i = contents + 1; i < end; i = walk_next(&w, i))
			list_turn(&w, i);
		walk_spots(&w, contents, spots, WALK_COUNT(spots));
	}
	return walk_finish(&w, texts);
}

/* ---- recognising --------------------------------------------------------- */

/* A cache is made of contents, too, for as long as it says; what it has must not
 * get smaller than caches may be. */
static bool
is_cache(const struct walk *w)
{
	static const char *const names[] = { "ttl", "expireTime", "expire_time",
		"displayName", "display_name", "kmsKeyName", "kms_key_name" };
	size_t m[WALK_COUNT(names)];

	walk_request(w, names, WALK_COUNT(names), m);
	for (size_t i = 0; i < WALK_COUNT(names); i++)
		if (m[i])
			return true;
	return false;
}

static int
look(const struct envelope_view *v)
{
	size_t m[NTURN], contents, end, seen = 0;
	struct walk w;

	walk_init(&w, v);
	walk_request(&w, &request_name, 1, &contents);
	if (!walk_is_array(&w, contents) || is_cache(&w))
		return 0;
	end = walk_next(&w, contents);
	for (size_t i = contents + 1; i < end && seen < WALK_LOOK;
		i = walk_next(&w, i), seen++)
		if (!walk_members(&w, i, turn_names, NTURN, m) ||
			!walk_is_array(&w, m[PARTS]) ||
			(w.token[m[PARTS]].size &&
				!walk_is_object(&w, m[PARTS] + 1)))
			return 0;
	/* No other form has contents that consist of parts. */
	return seen ? 2 : 0;
}

const struct envelope envelope_gemini = {
	.api = HR_API_GEMINI,
	.look = look,
	.walk = walk,
	.prompt = prompt,
};
