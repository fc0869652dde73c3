/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bodies that providers' other endpoints take: files and lists of them, items of
 * conversations, threads, text to be embedded or judged, runs of evaluations,
 * and what is to come.  Which of their strings may change is not known, so none
 * does; but they are no data either, and must stay bodies.
 *
 *	{"model": "m", "input": ["text", "text"]}
 *	{"items": [{"type": "message", "role": "user", "content": "Why?"}]}
 *	{"requests": [{"model": "m", "content": {"parts": [{"text": "a"}]}}]}
 *
 * They are told by what all such bodies have in common: turns and contents,
 * wherever they are; or a model and something for it, in the first object or in
 * one that a record of it wraps.
 */
#include "envelope/envelope_walk.h"

enum {
	/* Objects and arrays in each other that are looked into. */
	DEPTH = 6,
	/* Where a model and its input are: the body, or in a record. */
	MODEL_DEPTH = 1,
};

/* As walk_members(), of the value itself, too. */
static bool
members(const struct walk *w, size_t object, const char *const *names, size_t n,
	size_t *value)
{
	if (!object && w->token->type == JSMN_OBJECT)
		return walk_request(w, names, n, value);
	return walk_members(w, object, names, n, value);
}

/* ---- turns ---------------------------------------------------------------- */

static const char *const roles[] = { "user", "assistant", "system", "developer",
	"tool", "model", "function" };

/* Items that are no messages, and what they have besides their type. */
static const char *const item_types[] = { "function_call",
	"function_call_output", "custom_tool_call", "custom_tool_call_output" };

/* Whether this is a turn with a role, and something in it.  Items of responses,
 * which have a type, are not alone without their request. */
static bool
has_role(const struct walk *w, size_t object)
{
	enum {
		ROLE,
		TYPE,
		CONTENT,
		CALLS,
		N
	};
	static const char *const names[N] = { "role", "type", "content",
		"tool_calls" };
	size_t m[N];

	return members(w, object, names, N, m) && !m[TYPE] &&
	       walk_says_any(w, m[ROLE], roles, WALK_COUNT(roles)) &&
	       (m[CONTENT] || m[CALLS]);
}

/* Who has a role has something to say; a person in a list of users has not. */
static bool
is_turn(const struct walk *w, size_t object)
{
	enum {
		ROLE,
		TYPE,
		CONTENT,
		PARTS,
		CALLS,
		CALL_ID,
		N
	};
	static const char *const names[N] = { "role", "type", "content",
		"parts", "tool_calls", "call_id" };
	size_t m[N];

	if (!members(w, object, names, N, m))
		return false;
	if (walk_says_any(w, m[ROLE], roles, WALK_COUNT(roles)))
		return m[CONTENT] || m[PARTS] || m[CALLS];
	if (walk_says_any(w, m[TYPE], item_types, WALK_COUNT(item_types)))
		return m[CALL_ID];
	/* Events of a session: what was said, to whom or by whom. */
	return walk_is_string(w, m[TYPE]) && walk_is_array(w, m[CONTENT]) &&
	       (span_starts(walk_span(w, m[TYPE]), "user.") ||
		       span_starts(walk_span(w, m[TYPE]), "system."));
}

/* A content of parts, as Gemini has it; also one that is to be embedded. */
static bool
has_parts(const struct walk *w, size_t object)
{
	enum {
		PARTS,
		TEXT,
		DATA,
		FILE,
		N
	};
	static const char *const name = "parts";
	static const char *const names[N] = { "parts", "text", "inlineData",
		"fileData" };
	size_t parts, m[N];

	return members(w, object, &name, 1, &parts) &&
	       walk_is_array(w, parts) && w->token[parts].size &&
	       walk_members(w, parts + 1, names, N, m) &&
	       (m[TEXT] || m[DATA] || m[FILE]);
}

/* ---- the body ------------------------------------------------------------- */

/* A record of what was asked has the answer beside it, or when that was. */
static bool
is_record(const struct walk *w, size_t object)
{
	static const char *const names[] = { "response", "output", "outputs",
		"completion", "choices", "usage", "result", "results", "error",
		"status", "timestamp", "time", "ts", "created", "created_at",
		"latency", "duration" };
	size_t m[WALK_COUNT(names)];

	if (!members(w, object, names, WALK_COUNT(names), m))
		return true;
	for (size_t i = 0; i < WALK_COUNT(names); i++)
		if (m[i])
			return true;
	return false;
}

static bool
asks_model(const struct walk *w, size_t object)
{
	enum {
		MODEL,
		AGENT,
		INPUT,
		PROMPT,
		INPUTS,
		TEXTS,
		DOCUMENTS,
		N
	};
	static const char *const names[N] = { "model", "agent", "input",
		"prompt", "inputs", "texts", "documents" };
	size_t m[N];

	if (!members(w, object, names, N, m) ||
		!(walk_is_string(w, m[MODEL]) || walk_is_string(w, m[AGENT])))
		return false;
	for (size_t i = INPUT; i < N; i++)
		if (walk_is_string(w, m[i]) || walk_is_array(w, m[i]))
			return !is_record(w, object);
	return false;
}

/* A list of files by the ids that a provider gave them. */
static bool
names_files(const struct walk *w, size_t object)
{
	enum {
		FILES,
		IDS,
		N
	};
	static const char *const names[N] = { "files", "file_ids" };
	static const char *const id_name = "file_id";
	size_t m[N], id;

	if (!members(w, object, names, N, m))
		return false;
	id = m[IDS] + 1;
	if (walk_is_array(w, m[FILES]) && w->token[m[FILES]].size)
		walk_members(w, m[FILES] + 1, &id_name, 1, &id);
	else if (!walk_is_array(w, m[IDS]) || !w->token[m[IDS]].size)
		return false;
	return walk_is_string(w, id) &&
	       (span_starts(walk_span(w, id), "file-") ||
		       span_starts(walk_span(w, id), "file_"));
}

/* What an evaluation is run on. */
static bool
has_source(const struct walk *w, size_t object)
{
	enum {
		TYPE,
		SOURCE,
		N
	};
	static const char *const name = "data_source";
	static const char *const names[N] = { "type", "source" };
	size_t source, m[N];

	return members(w, object, &name, 1, &source) &&
	       walk_members(w, source, names, N, m) &&
	       walk_is_string(w, m[TYPE]) && walk_is_object(w, m[SOURCE]);
}

/* A question to a store of texts: how its answers are ranked is said, or there
 * is nothing but the question. */
static bool
asks_store(const struct walk *w, size_t object)
{
	enum {
		QUERY,
		NUMBER,
		REWRITE,
		RANKING,
		N
	};
	static const char *const names[N] = { "query", "max_num_results",
		"rewrite_query", "ranking_options" };
	size_t m[N];

	if (!members(w, object, names, N, m) || !m[QUERY])
		return false;
	return m[NUMBER] || m[REWRITE] || m[RANKING] ||
	       w->token[object].size == 1;
}

static bool
is_body(const struct walk *w, size_t object)
{
	return asks_model(w, object) || names_files(w, object) ||
	       has_source(w, object) || asks_store(w, object);
}

/* ---- everywhere ----------------------------------------------------------- */

static bool look_into(const struct walk *, size_t i, unsigned depth);

/* Elements of one array are alike: the first ones tell.  A turn that is in none
 * is a note of what was said, as transcripts have one in each line. */
static bool
look_into_array(const struct walk *w, size_t array, unsigned depth)
{
	size_t end = walk_next(w, array), seen = 0;

	for (size_t i = array + 1; i < end && seen < WALK_LOOK;
		i = walk_next(w, i), seen++)
		if (is_turn(w, i) || look_into(w, i, depth + 1))
			return true;
	return false;
}

static bool
look_into(const struct walk *w, size_t i, unsigned depth)
{
	size_t end = walk_next(w, i);

	if (depth > DEPTH)
		return false;
	if (w->token[i].type == JSMN_ARRAY)
		return look_into_array(w, i, depth);
	if (w->token[i].type != JSMN_OBJECT)
		return false;
	if (has_parts(w, i) || (depth <= MODEL_DEPTH && is_body(w, i)))
		return true;
	for (i++; i < end; i = walk_next(w, i))
		if (look_into(w, i + 1, depth + 1))
			return true;
	return false;
}

bool
envelope_is_turns(const struct envelope_view *v)
{
	struct walk w;
	size_t end, seen = 0;

	walk_init(&w, v);
	end = walk_next(&w, 0);
	for (size_t i = 1; i < end && seen < WALK_LOOK;
		i = walk_next(&w, i), seen++)
		if (!has_role(&w, i))
			return false;
	return seen > 0;
}

bool
envelope_is_dataset(const struct envelope_view *v)
{
	struct walk w;

	walk_init(&w, v);
	return has_source(&w, 0);
}

bool
envelope_is_other(const struct envelope_view *v)
{
	struct walk w;

	walk_init(&w, v);
	return is_turn(&w, 0) || look_into(&w, 0, 0);
}
