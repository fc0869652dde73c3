/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OpenAI's responses:
 *
 *	{"instructions": "Be brief.", "input": [
 *	  {"role": "user", "content": "Why did it fail?"},
 *	  {"type": "function_call", "call_id": "c1", "name": "log", ...},
 *	  {"type": "function_call_output", "call_id": "c1",
 *	    "output": "12:00 start"}]}
 *
 * The input is a string or an array of items, which each have their own members
 * for their text.  Of some the provider makes the text, not the caller: these
 * are turns of the model, like its messages and calls.
 */
#include "envelope/envelope_walk.h"

static const char *const prompt[] = { "instructions", "input", "tools", "text",
	NULL };

/* ---- listing ------------------------------------------------------------- */

enum {
	TYPE,
	ROLE,
	CONTENT,
	ID,
	NAME,
	OUTPUT,
	STATUS,
	ERROR,
	RESULTS,
	OUTPUTS,
	RESULT,
	NITEM
};

static const char *const item_names[NITEM] = { "type", "role", "content",
	"call_id", "name", "output", "status", "error", "results", "outputs",
	"result" };

static const struct walk_spot spots[] = {
	{ "cache_control", SPOT_MARK },
	{ "prompt_cache_breakpoint", SPOT_MARK },
	{ "image_url", SPOT_MEDIA },
	{ "input_audio", SPOT_MEDIA },
	{ "file_data", SPOT_MEDIA },
	{ "file_url", SPOT_MEDIA },
	{ "file_id", SPOT_MEDIA },
	{ "encrypted_content", SPOT_MEDIA },
};

/* These, and a member that is media in this item alone, or NULL. */
static void
walk_item_spots(struct walk *w, size_t item, const char *media)
{
	struct walk_spot all[WALK_COUNT(spots) + 1];

	memcpy(all, spots, sizeof(spots));
	all[WALK_COUNT(spots)] = (struct walk_spot){ media, SPOT_MEDIA };
	walk_spots(w, item, all, WALK_COUNT(spots) + (media ? 1 : 0));
}

/* The tool that a type of outputs is named after: "shell" of
 * "shell_call_output". */
static struct span
tool_of_type(const struct walk *w, size_t type)
{
	static const char end[] = "_call_output";
	struct span s = walk_span(w, type);

	return span_ends(s, end) ? span_of(s.p, s.n - (sizeof(end) - 1))
				 : span_of(NULL, 0);
}

static void
list_output(struct walk *w, const size_t *m)
{
	struct walk_place place = {
		.class = ENVELOPE_RESULT,
		.tool = walk_tool(w, m[ID]),
	};

	walk_list_parts(w, m[OUTPUT], "input_text", &place);
}

static void
list_own_output(struct walk *w, const size_t *m)
{
	struct walk_place place = {
		.class = ENVELOPE_RESULT,
		.tool = tool_of_type(w, m[TYPE]),
		.error = walk_says(w, m[STATUS], "failed"),
	};

	walk_list(w, m[OUTPUT], &place);
}

/* Whether a command is said to have failed: its exit code is not 0, or it was
 * not given the time. */
static bool
has_failed(const struct walk *w, size_t outcome)
{
	enum {
		KIND,
		CODE,
		N
	};
	static const char *const names[N] = { "type", "exit_code" };
	size_t m[N];

	walk_members(w, outcome, names, N, m);
	return walk_says(w, m[KIND], "timeout") ||
	       (m[CODE] && !span_equal(walk_span(w, m[CODE]), span_str("0")));
}

static void
list_shell(struct walk *w, const size_t *m)
{
	enum {
		OUT,
		ERR,
		OUTCOME,
		N
	};
	static const char *const names[N] = { "stdout", "stderr", "outcome" };
	struct walk_place place = {
		.class = ENVELOPE_RESULT,
		.tool = tool_of_type(w, m[TYPE]),
	};
	size_t c[N], end;

	if (!walk_is_array(w, m[OUTPUT]))
		return;
	end = walk_next(w, m[OUTPUT]);
	for (size_t i = m[OUTPUT] + 1; i < end; i = walk_next(w, i)) {
		bool swapped;

		if (!walk_members(w, i, names, N, c))
			continue;
		place.error = has_failed(w, c[OUTCOME]);
		swapped = c[ERR] < c[OUT];
		walk_list(w, c[swapped ? ERR : OUT], &place);
		walk_list(w, c[swapped ? OUT : ERR], &place);
	}
}

static void
list_mcp(struct walk *w, const size_t *m)
{
	struct walk_place place = {
		.class = ENVELOPE_RESULT,
		.error = walk_is_set(w, m[ERROR]) ||
			 walk_says(w, m[STATUS], "failed"),
	};

	if (walk_is_string(w, m[NAME]))
		place.tool = walk_span(w, m[NAME]);
	walk_list(w, m[OUTPUT], &place);
}

static const struct walk_place found = { .class = ENVELOPE_DOCUMENT };

/* A member of each element of an array. */
static void
list_each(struct walk *w, size_t array, const char *name)
{
	size_t end, value;

	if (!walk_is_array(w, array))
		return;
	end = walk_next(w, array);
	for (size_t i = array + 1; i < end; i = walk_next(w, i))
		if (walk_members(w, i, &name, 1, &value))
			walk_list(w, value, &found);
}

static void
list_search(struct walk *w, const size_t *m)
{
	list_each(w, m[RESULTS], "text");
}

static void
list_code(struct walk *w, const size_t *m)
{
	list_each(w, m[OUTPUTS], "logs");
}

static void
list_program(struct walk *w, const size_t *m)
{
	walk_list(w, m[RESULT], &found);
}

static void
note_call(struct walk *w, const size_t *m)
{
	walk_set_tool(w, m[ID], m[NAME]);
}

static void
list_nothing(struct walk *w, const size_t *m)
{
	(void)w;
	(void)m;
}

/* What is not here is taken for a turn of the model, of which nothing is
 * listed. */
static const struct item {
	const char *type;
	bool sent; /* by the caller, and no turn of the model */
	void (*list)(struct walk *, const size_t *m);
	const char *media; /* a member that is some only here, or NULL */
} items[] = {
	{ "function_call_output", true, list_output, NULL },
	{ "custom_tool_call_output", true, list_output, NULL },
	{ "local_shell_call_output", true, list_own_output, NULL },
	{ "apply_patch_call_output", true, list_own_output, NULL },
	{ "shell_call_output", true, list_shell, NULL },
	{ "computer_call_output", true, list_nothing, NULL },
	{ "mcp_approval_response", true, list_nothing, NULL },
	{ "mcp_call", false, list_mcp, NULL },
	{ "file_search_call", false, list_search, NULL },
	{ "code_interpreter_call", false, list_code, "url" },
	{ "program_output", false, list_program, NULL },
	{ "image_generation_call", false, list_nothing, "result" },
	{ "function_call", false, note_call, NULL },
	{ "custom_tool_call", false, note_call, NULL },
};

/* NULL: not known. */
static const struct item *
find_item(const struct walk *w, size_t type)
{
	for (size_t i = 0; i < WALK_COUNT(items); i++)
		if (walk_says(w, type, items[i].type))
			return &items[i];
	return NULL;
}

/* True: it is no turn of the model. */
static bool
list_message(struct walk *w, const size_t *m)
{
	static const struct walk_place place = { .class = ENVELOPE_USER };

	if (walk_says(w, m[ROLE], "user")) {
		walk_list_parts(w, m[CONTENT], "input_text", &place);
		return true;
	}
	return walk_says(w, m[ROLE], "system") ||
	       walk_says(w, m[ROLE], "developer");
}

static void
list_item(struct walk *w, size_t i)
{
	const struct item *item;
	bool sent = false;
	size_t m[NITEM];

	walk_members(w, i, item_names, NITEM, m);
	item = find_item(w, m[TYPE]);
	if (item) {
		item->list(w, m);
		sent = item->sent;
	} else if (!m[TYPE] || walk_says(w, m[TYPE], "message")) {
		sent = list_message(w, m);
	}
	if (!sent)
		walk_answered(w, walk_next(w, i));
	walk_item_spots(w, i, item ? item->media : NULL);
}

static enum hr_status
walk(const struct envelope_view *v, struct envelope_texts *texts)
{
	static const char *const name = "input";
	static const struct walk_place place = { .class = ENVELOPE_USER };
	size_t input, end;
	struct walk w;

	walk_init(&w, v);
	walk_request(&w, &name, 1, &input);
	walk_list(&w, input, &place);
	if (walk_is_array(&w, input)) {
		walk_turns(&w, input);
		end = walk_next(&w, input);
		for (size_t i = input + 1; i < end; i = walk_next(&w, i))
			list_item(&w, i);
	}
	return walk_finish(&w, texts);
}

/* ---- recognising --------------------------------------------------------- */

static const char *const other_items[] = { "reasoning", "item_reference",
	"compaction", "web_search_call", "local_shell_call", "shell_call",
	"apply_patch_call", "computer_call", "mcp_list_tools",
	"mcp_approval_request", "tool_search_call", "tool_search_output",
	"additional_tools" };

static const char *const all_roles[] = { "user", "assistant", "system",
	"developer" };

/* 2: an item that is looked at is of a type that only this form has.  1: one is
 * a message.  0: none is either, or one is no object. */
static int
look_items(const struct walk *w, size_t input)
{
	size_t m[NITEM], end = walk_next(w, input), seen = 0;
	int sure = 0;

	for (size_t i = input + 1; i < end && seen < WALK_LOOK;
		i = walk_next(w, i), seen++) {
		if (!walk_is_object(w, i))
			return 0;
		walk_members(w, i, item_names, NITEM, m);
		/* These are messages of chat completions. */
		if (!m[TYPE] && walk_says(w, m[ROLE], "tool"))
			return 0;
		if (find_item(w, m[TYPE]) ||
			walk_says_any(w, m[TYPE], other_items,
				WALK_COUNT(other_items)))
			sure = 2;
		else if (!sure && walk_says_any(w, m[ROLE], all_roles,
					  WALK_COUNT(all_roles)))
			sure = 1;
	}
	return sure;
}

static int
look(const struct envelope_view *v)
{
	enum {
		INPUT,
		MODEL,
		OWN,
		OTHER = OWN + 8,
		N = OTHER + 5
	};
	static const char *const names[N] = { "input", "model",
		/* Of this form alone. */
		"instructions", "max_output_tokens", "previous_response_id",
		"store", "truncation", "conversation", "include", "reasoning",
		/* Of requests for embeddings, speech and decisions. */
		"encoding_format", "dimensions", "voice", "messages",
		"questions" };
	size_t m[N];
	struct walk w;
	bool own = false;
	int sure;

	walk_init(&w, v);
	if (!walk_request(&w, names, N, m))
		return 0;
	for (size_t i = OWN; i < OTHER; i++)
		own |= m[i] != 0;
	for (size_t i = OTHER; i < N; i++)
		if (m[i])
			return 0;
	if (walk_is_array(&w, m[INPUT])) {
		sure = look_items(&w, m[INPUT]);
		return sure == 1 ? own || m[MODEL] ? 2 : 0 : sure;
	}
	/* A model and a text may also ask for an embedding. */
	if (!walk_is_string(&w, m[INPUT]) || !(own || m[MODEL]))
		return 0;
	return own && m[MODEL] ? 2 : 1;
}

const struct envelope envelope_openai_responses = {
	.api = HR_API_OPENAI_RESPONSES,
	.look = look,
	.walk = walk,
	.prompt = prompt,
};
