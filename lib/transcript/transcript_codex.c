/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Codex: a line is an item as the provider's responses have it, or a note:
 *
 *	{"timestamp": "2027-01-01T12:00:00.000Z", "type": "turn_context",
 *	 "payload": {"cwd": "/src", "model": "gpt-5.5"}}
 *	{"timestamp": ..., "type": "response_item", "payload": {
 *	   "type": "function_call", "name": "shell", "call_id": "call_1",
 *	   "arguments": "{\"command\":[\"make\"]}"}}
 *	{"timestamp": ..., "type": "response_item", "payload": {
 *	   "type": "function_call_output", "call_id": "call_1",
 *	   "output": "cc -c a.c"}}
 *	{"timestamp": ..., "type": "event_msg", "payload": {
 *	   "type": "token_count", ...}}
 *
 * Events show on the screen what items have already.  Older sessions have their
 * items without a record around them, and a first line without a type.
 */
#include "base/hash.h"
#include "transcript/transcript_walk.h"

enum {
	ANSWER = 2, /* seed of the numbers of answers */
};

enum {
	TYPE,
	PAYLOAD,
	RECORD,
	LINE_ID,
	TIMESTAMP,
	INSTRUCTIONS,
	GIT,
	NLINE
};

static const char *const line_names[NLINE] = { "type", "payload", "record_type",
	"id", "timestamp", "instructions", "git" };

enum {
	KIND,
	ROLE,
	CONTENT,
	NAME,
	CALL_ID,
	ID,
	ARGUMENTS,
	INPUT,
	OUTPUT,
	ACTION,
	SUMMARY,
	ENCRYPTED,
	RESULT,
	NITEM
};

static const char *const item_names[NITEM] = { "type", "role", "content",
	"name", "call_id", "id", "arguments", "input", "output", "action",
	"summary", "encrypted_content", "result" };

/* ---- recognising --------------------------------------------------------- */

static const char *const records[] = { "session_meta", "response_item",
	"event_msg", "turn_context", "compacted" };

static const char *const outputs[] = { "function_call_output",
	"custom_tool_call_output", "local_shell_call_output",
	"mcp_tool_call_output" };

/* Whether an item that has no record around it has what its type needs. */
static bool
is_item(const struct walk *w)
{
	size_t m[NITEM];

	if (!walk_request(w, item_names, NITEM, m))
		return false;
	if (walk_says(w, m[KIND], "message"))
		return m[ROLE] && walk_is_array(w, m[CONTENT]);
	if (walk_says(w, m[KIND], "function_call"))
		return m[CALL_ID] && m[NAME] && m[ARGUMENTS];
	if (walk_says(w, m[KIND], "custom_tool_call"))
		return m[CALL_ID] && m[NAME] && m[INPUT];
	if (walk_says(w, m[KIND], "local_shell_call"))
		return walk_is_object(w, m[ACTION]);
	if (walk_says(w, m[KIND], "reasoning"))
		return walk_is_array(w, m[SUMMARY]);
	return m[CALL_ID] && m[OUTPUT] &&
	       walk_says_any(w, m[KIND], outputs, WALK_COUNT(outputs));
}

/* The first line of an older session, or a state of it. */
static bool
is_old_note(const struct walk *w, const size_t *m)
{
	return !m[TYPE] && (walk_says(w, m[RECORD], "state") ||
				   (m[LINE_ID] && m[TIMESTAMP] &&
					   (m[INSTRUCTIONS] || m[GIT])));
}

static int
look(const struct walk *w)
{
	size_t m[NLINE];

	if (!walk_request(w, line_names, NLINE, m))
		return 0;
	if (walk_is_object(w, m[PAYLOAD]) &&
		walk_says_any(w, m[TYPE], records, WALK_COUNT(records)))
		return 2;
	return is_old_note(w, m) || is_item(w) ? 1 : 0;
}

/* ---- listing ------------------------------------------------------------- */

/* A string, or the texts and images of an array of parts; nothing of null. */
static void
list_parts(struct transcript_walk *w, size_t i,
	const struct transcript_place *place)
{
	enum {
		PART_TYPE,
		PART_TEXT,
		PART_IMAGE,
		N
	};
	static const char *const names[N] = { "type", "text", "image_url" };
	static const char *const texts[] = { "input_text", "output_text",
		"text", "summary_text", "reasoning_text" };
	size_t m[N], end;

	transcript_list(w, i, place);
	if (!walk_is_array(&w->w, i)) {
		w->line->unknown +=
			walk_is_set(&w->w, i) && !walk_is_string(&w->w, i);
		return;
	}
	end = walk_next(&w->w, i);
	for (size_t k = i + 1; k < end; k = walk_next(&w->w, k)) {
		walk_members(&w->w, k, names, N, m);
		if (walk_says_any(
			    &w->w, m[PART_TYPE], texts, WALK_COUNT(texts)))
			transcript_list(w, m[PART_TEXT], place);
		else if (walk_says(&w->w, m[PART_TYPE], "input_image"))
			transcript_list_media(w, m[PART_IMAGE], place);
		else
			w->line->unknown++;
	}
}

static void
list_message(struct transcript_walk *w, const size_t *m)
{
	static const char *const system[] = { "system", "developer" };
	struct transcript_place place = { .role = TRANSCRIPT_USER };

	if (walk_says(&w->w, m[ROLE], "assistant"))
		place.role = TRANSCRIPT_ASSISTANT;
	else if (walk_says_any(&w->w, m[ROLE], system, WALK_COUNT(system)))
		place.role = TRANSCRIPT_SYSTEM;
	list_parts(w, m[CONTENT], &place);
}

static void
list_thought(struct transcript_walk *w, const size_t *m)
{
	static const struct transcript_place place = {
		.role = TRANSCRIPT_ASSISTANT,
		.part = TRANSCRIPT_THOUGHT,
	};

	list_parts(w, m[SUMMARY], &place);
	list_parts(w, m[CONTENT], &place);
	transcript_list_media(w, m[ENCRYPTED], &place);
}

/* A call, with a name or of a tool whose type is its name. */
static void
list_call(struct transcript_walk *w, const size_t *m, size_t input,
	const char *tool)
{
	struct span name = tool ? span_str(tool) : transcript_word(w, m[NAME]);

	transcript_set_tool(w, m[CALL_ID] ? m[CALL_ID] : m[ID], name);
	transcript_list_call(w, input, name);
}

/* The output is a string, which may have JSON in it that the model sees as it
 * is; or it is an array of parts; or an object with either. */
static void
list_output(struct transcript_walk *w, const size_t *m)
{
	static const char *const name = "content";
	struct transcript_place place = {
		.role = TRANSCRIPT_TOOL,
		.part = TRANSCRIPT_RESULT,
		.tool = transcript_tool(w, m[CALL_ID]),
	};
	size_t output = m[OUTPUT];

	if (walk_is_object(&w->w, output)) {
		walk_members(&w->w, output, &name, 1, &output);
		w->line->unknown += !output;
	}
	list_parts(w, output, &place);
}

/* False: the item is not known. */
static bool
list_item(struct transcript_walk *w, const size_t *m)
{
	static const char *const encrypted[] = { "compaction",
		"compaction_summary", "context_compaction" };
	static const struct transcript_place media = {
		.role = TRANSCRIPT_ASSISTANT,
	};

	if (walk_says(&w->w, m[KIND], "message"))
		list_message(w, m);
	else if (walk_says(&w->w, m[KIND], "reasoning"))
		list_thought(w, m);
	else if (walk_says(&w->w, m[KIND], "function_call"))
		list_call(w, m, m[ARGUMENTS], NULL);
	else if (walk_says(&w->w, m[KIND], "custom_tool_call"))
		list_call(w, m, m[INPUT], NULL);
	else if (walk_says(&w->w, m[KIND], "local_shell_call"))
		list_call(w, m, m[ACTION], "local_shell");
	else if (walk_says(&w->w, m[KIND], "web_search_call"))
		list_call(w, m, m[ACTION], "web_search");
	else if (walk_says_any(&w->w, m[KIND], outputs, WALK_COUNT(outputs)))
		list_output(w, m);
	else if (walk_says(&w->w, m[KIND], "image_generation_call"))
		transcript_list_media(w, m[RESULT], &media);
	else if (walk_says_any(
			 &w->w, m[KIND], encrypted, WALK_COUNT(encrypted)))
		transcript_list_media(w, m[ENCRYPTED], &media);
	else
		return walk_says(&w->w, m[KIND], "ghost_snapshot");
	return true;
}

/* ---- notes with text ----------------------------------------------------- */

/* The instructions of the program itself stand nowhere else; those of the user
 * come again as a message. */
static void
list_meta(struct transcript_walk *w, size_t payload)
{
	static const struct transcript_place place = {
		.role = TRANSCRIPT_SYSTEM,
	};
	static const char *const name = "base_instructions";
	static const char *const text_name = "text";
	size_t base, text;

	walk_members(&w->w, payload, &name, 1, &base);
	transcript_list(w, base, &place);
	walk_members(&w->w, base, &text_name, 1, &text);
	transcript_list(w, text, &place);
}

static void
note_model(struct transcript_walk *w, size_t payload)
{
	static const char *const name = "model";
	size_t model;

	walk_members(&w->w, payload, &name, 1, &model);
	if (walk_is_string(&w->w, model))
		w->t->model = transcript_word(w, model);
}

/* What the conversation so far was summed up as; the history that it replaces
 * it with was in lines before. */
static void
list_summary(struct transcript_walk *w, size_t payload)
{
	static const struct transcript_place place = {
		.role = TRANSCRIPT_USER,
	};
	static const char *const name = "message";
	size_t message;

	walk_members(&w->w, payload, &name, 1, &message);
	transcript_list(w, message, &place);
}

/* ---- usage --------------------------------------------------------------- */

static bool
read_usage(const struct transcript_walk *w, size_t object,
	struct transcript_usage *u)
{
	enum {
		IN,
		CACHED,
		OUT,
		REASONING,
		N
	};
	static const char *const names[N] = { "input_tokens",
		"cached_input_tokens", "output_tokens",
		"reasoning_output_tokens" };
	size_t m[N];

	if (!walk_members(&w->w, object, names, N, m) ||
		!transcript_number(w, m[IN], &u->input) ||
		!transcript_number(w, m[OUT], &u->output))
		return false;
	transcript_number(w, m[CACHED], &u->cached);
	transcript_number(w, m[REASONING], &u->reasoning);
	u->told = true;
	return true;
}

/* What came since; all of it, if it began anew. */
static void
subtract(struct transcript_usage *now, const struct transcript_usage *then)
{
	if (now->input < then->input || now->cached < then->cached ||
		now->output < then->output || now->reasoning < then->reasoning)
		return;
	now->input -= then->input;
	now->cached -= then->cached;
	now->output -= then->output;
	now->reasoning -= then->reasoning;
}

static bool
is_same(const struct transcript_usage *a, const struct transcript_usage *b)
{
	return a->told == b->told && a->input == b->input &&
	       a->cached == b->cached && a->output == b->output &&
	       a->reasoning == b->reasoning;
}

/*
 * A count comes again, as when only its limits of use changed: then the total is
 * the one before.  A session that goes on from another one may have its lines, so
 * an answer is known by when it came and by the total.
 */
static void
note_usage(struct transcript_walk *w, size_t payload)
{
	static const char *const names[] = { "type", "info" };
	static const char *const of_info[] = { "last_token_usage",
		"total_token_usage" };
	static const char *const timestamp = "timestamp";
	struct transcript_usage last = { .told = false }, total = last;
	size_t m[2], info[2], time;

	walk_members(&w->w, payload, names, 2, m);
	if (!walk_says(&w->w, m[0], "token_count") ||
		!walk_members(&w->w, m[1], of_info, 2, info))
		return;
	read_usage(w, info[0], &last);
	if (read_usage(w, info[1], &total)) {
		uint64_t now[] = { total.input, total.cached, total.output,
			total.reasoning };

		if (!last.told) {
			last = total;
			subtract(&last, &w->t->total);
		}
		last.id = hash_bytes(ANSWER, now, sizeof(now));
		last.told = !is_same(&total, &w->t->total);
		w->t->total = total;
	}
	walk_request(&w->w, &timestamp, 1, &time);
	last.id = transcript_hash(w, time, last.id);
	w->line->usage = last;
}

static bool
walk(struct transcript_walk *w)
{
	size_t m[NLINE], item[NITEM];

	walk_request(&w->w, line_names, NLINE, m);
	if (is_old_note(&w->w, m))
		return true;
	if (!walk_is_object(&w->w, m[PAYLOAD]))
		return walk_request(&w->w, item_names, NITEM, item) &&
		       list_item(w, item);
	if (walk_says(&w->w, m[TYPE], "response_item"))
		return walk_members(
			       &w->w, m[PAYLOAD], item_names, NITEM, item) &&
		       list_item(w, item);
	if (walk_says(&w->w, m[TYPE], "session_meta"))
		list_meta(w, m[PAYLOAD]);
	else if (walk_says(&w->w, m[TYPE], "turn_context"))
		note_model(w, m[PAYLOAD]);
	else if (walk_says(&w->w, m[TYPE], "compacted"))
		list_summary(w, m[PAYLOAD]);
	else if (walk_says(&w->w, m[TYPE], "event_msg"))
		note_usage(w, m[PAYLOAD]);
	else
		return false;
	return true;
}

const struct transcript_form transcript_codex = {
	.name = "codex",
	.look = look,
	.walk = walk,
};
