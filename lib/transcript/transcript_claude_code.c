/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Claude Code: a line is a message as the provider's API has it, in a record:
 *
 *	{"type": "assistant", "uuid": "u2", "sessionId": "s1",
 *	 "timestamp": "2027-01-01T12:00:00.000Z", "message": {
 *	   "role": "assistant", "model": "claude-opus-5", "content": [
 *	     {"type": "tool_use", "id": "toolu_1", "name": "Bash",
 *	      "input": {"command": "make"}}]}}
 *	{"type": "user", ..., "message": {"role": "user", "content": [
 *	   {"type": "tool_result", "tool_use_id": "toolu_1",
 *	    "content": "cc -c a.c"}]}, "toolUseResult": {"stdout": "cc -c a.c"}}
 *
 * What is in toolUseResult only the assistant's screen shows.  Other types of
 * lines are notes of its own, too, but that what they attach may be sent in a
 * form that they do not tell: those are unknown.
 */
#include "transcript/transcript_walk.h"

/* Notes, of which no model sees anything. */
static const char *const notes[] = { "summary", "system",
	"file-history-snapshot", "queue-operation", "progress", "last-prompt",
	"ai-title", "custom-title", "agent-name", "pr-link", "mode",
	"permission-mode" };

/* ---- recognising --------------------------------------------------------- */

enum {
	TYPE,
	MESSAGE,
	UUID,
	SESSION,
	SESSION_2,
	LEAF,
	MESSAGE_ID,
	NLINE
};

/* The second spelling of the session is that of the output for programs. */
static const char *const line_names[NLINE] = { "type", "message", "uuid",
	"sessionId", "session_id", "leafUuid", "messageId" };

static bool
is_message(const struct walk *w, const size_t *m)
{
	return (walk_says(w, m[TYPE], "user") ||
		       walk_says(w, m[TYPE], "assistant")) &&
	       walk_is_object(w, m[MESSAGE]);
}

static int
look(const struct walk *w)
{
	size_t m[NLINE];
	bool has_session;

	if (!walk_request(w, line_names, NLINE, m) ||
		!walk_is_string(w, m[TYPE]))
		return 0;
	has_session = walk_is_string(w, m[SESSION]) ||
		      walk_is_string(w, m[SESSION_2]);
	if (is_message(w, m))
		return has_session || m[UUID] ? 2 : 1;
	if (walk_says_any(w, m[TYPE], notes, WALK_COUNT(notes)))
		return has_session || m[LEAF] || m[MESSAGE_ID] ? 2 : 0;
	return has_session && m[UUID] ? 1 : 0;
}

enum {
	ANSWER = 1, /* seed of the numbers of answers */
};

/* ---- listing ------------------------------------------------------------- */

enum {
	KIND,
	TEXT,
	THINKING,
	SIGNATURE,
	DATA,
	ID,
	NAME,
	INPUT,
	RESULT_OF,
	CONTENT,
	ERROR,
	SOURCE,
	NBLOCK
};

static const char *const block_names[NBLOCK] = { "type", "text", "thinking",
	"signature", "data", "id", "name", "input", "tool_use_id", "content",
	"is_error", "source" };

/* Of images and documents, in a message or in a result. */
static bool
list_source(struct transcript_walk *w, size_t source,
	const struct transcript_place *place)
{
	enum {
		SOURCE_TYPE,
		SOURCE_DATA,
		N
	};
	static const char *const names[N] = { "type", "data" };
	static const char *const elsewhere[] = { "url", "file" };
	size_t m[N];

	if (!walk_members(&w->w, source, names, N, m))
		return false;
	if (walk_says(&w->w, m[SOURCE_TYPE], "text"))
		transcript_list(w, m[SOURCE_DATA], place);
	else if (walk_says(&w->w, m[SOURCE_TYPE], "base64"))
		transcript_list_media(w, m[SOURCE_DATA], place);
	else
		return walk_says_any(&w->w, m[SOURCE_TYPE], elsewhere,
			WALK_COUNT(elsewhere));
	return true;
}

/* A block that messages and results have; false: it is not known. */
static bool
list_simple(struct transcript_walk *w, const size_t *m,
	const struct transcript_place *place)
{
	if (walk_says(&w->w, m[KIND], "text"))
		transcript_list(w, m[TEXT], place);
	else if (walk_says(&w->w, m[KIND], "image") ||
		 walk_says(&w->w, m[KIND], "document"))
		return list_source(w, m[SOURCE], place);
	else
		return walk_says(&w->w, m[KIND], "tool_reference");
	return true;
}

static void
list_result(struct transcript_walk *w, const size_t *m)
{
	struct transcript_place place = {
		.role = TRANSCRIPT_TOOL,
		.part = TRANSCRIPT_RESULT,
		.tool = transcript_tool(w, m[RESULT_OF]),
		.error = walk_is_set(&w->w, m[ERROR]),
	};
	size_t inner[NBLOCK], end;

	transcript_list(w, m[CONTENT], &place);
	if (!walk_is_array(&w->w, m[CONTENT]))
		return;
	end = walk_next(&w->w, m[CONTENT]);
	for (size_t i = m[CONTENT] + 1; i < end; i = walk_next(&w->w, i)) {
		walk_members(&w->w, i, block_names, NBLOCK, inner);
		w->line->unknown += !list_simple(w, inner, &place);
	}
}

static void
list_call(struct transcript_walk *w, const size_t *m)
{
	struct span tool = transcript_word(w, m[NAME]);

	transcript_set_tool(w, m[ID], tool);
	transcript_list_call(w, m[INPUT], tool);
}

static void
list_block(struct transcript_walk *w, size_t block, enum transcript_role role)
{
	static const char *const calls[] = { "tool_use", "server_tool_use",
		"mcp_tool_use" };
	static const char *const results[] = { "tool_result",
		"mcp_tool_result" };
	struct transcript_place place = { .role = role };
	size_t m[NBLOCK];

	walk_members(&w->w, block, block_names, NBLOCK, m);
	if (walk_says(&w->w, m[KIND], "thinking")) {
		place.part = TRANSCRIPT_THOUGHT;
		transcript_list(w, m[THINKING], &place);
		transcript_list_media(w, m[SIGNATURE], &place);
	} else if (walk_says(&w->w, m[KIND], "redacted_thinking")) {
		transcript_list_media(w, m[DATA], &place);
	} else if (walk_says_any(&w->w, m[KIND], calls, WALK_COUNT(calls))) {
		list_call(w, m);
	} else if (walk_says_any(
			   &w->w, m[KIND], results, WALK_COUNT(results))) {
		list_result(w, m);
	} else {
		w->line->unknown += !list_simple(w, m, &place);
	}
}

/*
 * Of an answer there is a line for each of its blocks, and each has the usage up
 * to then, of which the last one has most.
 */
static void
note_usage(struct transcript_walk *w, size_t message, size_t usage)
{
	enum {
		IN,
		WRITE,
		READ,
		OUT,
		WRITES,
		DETAILS,
		N
	};
	static const char *const names[N] = { "input_tokens",
		"cache_creation_input_tokens", "cache_read_input_tokens",
		"output_tokens", "cache_creation", "output_tokens_details" };
	static const char *const hour = "ephemeral_1h_input_tokens";
	static const char *const thinking = "thinking_tokens";
	static const char *const id = "id";
	static const char *const own[] = { "requestId", "uuid" };
	struct transcript_usage *u = &w->line->usage;
	size_t m[N], inner, of[2];

	if (!walk_members(&w->w, usage, names, N, m) ||
		!transcript_number(w, m[IN], &u->input) ||
		!transcript_number(w, m[OUT], &u->output))
		return;
	transcript_number(w, m[WRITE], &u->write);
	transcript_number(w, m[READ], &u->cached);
	walk_members(&w->w, m[WRITES], &hour, 1, &inner);
	transcript_number(w, inner, &u->write_1h);
	walk_members(&w->w, m[DETAILS], &thinking, 1, &inner);
	transcript_number(w, inner, &u->reasoning);
	u->input += u->write + u->cached;
	walk_members(&w->w, message, &id, 1, &inner);
	walk_request(&w->w, own, 2, of);
	/* Without an id, a line is an answer of its own. */
	u->id = transcript_hash(w, walk_is_string(&w->w, inner) ? of[0] : of[1],
		transcript_hash(w, inner, ANSWER));
	u->told = true;
}

static bool
list_message(struct transcript_walk *w, size_t message, bool by_user)
{
	enum {
		ROLE,
		MODEL,
		BLOCKS,
		USAGE,
		N
	};
	static const char *const names[N] = { "role", "model", "content",
		"usage" };
	struct transcript_place place = { .role = TRANSCRIPT_USER };
	size_t m[N], end;

	if (!walk_members(&w->w, message, names, N, m))
		return false;
	/* What the program says in the model's place is of "<synthetic>". */
	if (!span_starts(walk_span(&w->w, m[MODEL]), "<") &&
		walk_is_string(&w->w, m[MODEL]))
		w->t->model = transcript_word(w, m[MODEL]);
	if (!by_user && !span_starts(walk_span(&w->w, m[MODEL]), "<"))
		note_usage(w, message, m[USAGE]);
	if (walk_says(&w->w, m[ROLE], "assistant") || (!m[ROLE] && !by_user))
		place.role = TRANSCRIPT_ASSISTANT;
	transcript_list(w, m[BLOCKS], &place);
	if (!walk_is_array(&w->w, m[BLOCKS]))
		return walk_is_string(&w->w, m[BLOCKS]);
	end = walk_next(&w->w, m[BLOCKS]);
	for (size_t i = m[BLOCKS] + 1; i < end; i = walk_next(&w->w, i))
		list_block(w, i, place.role);
	return true;
}

static bool
walk(struct transcript_walk *w)
{
	size_t m[NLINE];

	walk_request(&w->w, line_names, NLINE, m);
	if (is_message(&w->w, m))
		return list_message(
			w, m[MESSAGE], walk_says(&w->w, m[TYPE], "user"));
	return walk_says_any(&w->w, m[TYPE], notes, WALK_COUNT(notes));
}

const struct transcript_form transcript_claude_code = {
	.name = "claude-code",
	.look = look,
	.walk = walk,
};
