/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Responses: events whose type says what they are.  The last one has the whole
 * response, which is also what comes without a stream.
 */
#include "answer/form.h"

static void
read_usage(struct answer *a, size_t usage)
{
	struct answer_usage *u = &a->state.usage;
	struct doc *doc = &a->doc;
	size_t in = doc_get(doc, usage, "input_tokens_details");
	size_t out = doc_get(doc, usage, "output_tokens_details");

	answer_count(a, doc_get(doc, usage, "input_tokens"), &u->input);
	answer_count(a, doc_get(doc, usage, "output_tokens"), &u->output);
	answer_count(a, doc_get(doc, in, "cached_tokens"), &u->cached);
	answer_count(
		a, doc_get(doc, in, "cache_write_tokens"), &u->cache_write);
	answer_count(a, doc_get(doc, out, "reasoning_tokens"), &u->reasoning);
}

static void
read_about(struct answer *a, size_t response)
{
	struct doc *doc = &a->doc;

	ANSWER_NOTE(a, doc_get(doc, response, "id"), a->state.id);
	ANSWER_NOTE(a, doc_get(doc, response, "model"), a->state.model);
	read_usage(a, doc_get(doc, response, "usage"));
}

/* The state that the response says it is in. */
static void
read_status(struct answer *a, size_t response)
{
	struct doc *doc = &a->doc;
	size_t status = doc_get(doc, response, "status");
	size_t error = doc_get(doc, response, "error");
	size_t reason = doc_get(
		doc, doc_get(doc, response, "incomplete_details"), "reason");

	if (doc_is(doc, status, "in_progress") || doc_is(doc, status, "queued"))
		return;
	ANSWER_NOTE(a, reason == DOC_NONE ? status : reason, a->state.finish);
	if (doc_is(doc, status, "failed") || error != DOC_NONE) {
		answer_fails(a, error);
		return;
	}
	if (doc_is(doc, status, "cancelled"))
		answer_will_end(a, ANSWER_ERROR);
	else if (doc_is(doc, reason, "content_filter"))
		answer_will_end(a, ANSWER_BLOCKED);
	else if (doc_is(doc, status, "incomplete"))
		answer_will_end(a, ANSWER_LENGTH);
	answer_ends(a);
}

/* ---- items --------------------------------------------------------------- */

/* A call of a tool, as far as it is there; other items are nothing. */
static void
read_call(struct answer *a, int64_t key, size_t item)
{
	struct doc *doc = &a->doc;
	size_t type = doc_get(doc, item, "type");
	bool custom = doc_is(doc, type, "custom_tool_call");
	struct answer_tool *tool;

	if (!custom && !doc_is(doc, type, "function_call"))
		return;
	tool = answer_tool(a, key);
	if (!tool)
		return;
	answer_add(a, &tool->name, doc_get(doc, item, "name"), ANSWER_ANEW);
	answer_add(a, &tool->arguments,
		doc_get(doc, item, custom ? "input" : "arguments"),
		ANSWER_ANEW);
}

static void
read_message(struct answer *a, size_t item)
{
	struct doc *doc = &a->doc;
	size_t content = doc_get(doc, item, "content");

	if (!doc_is(doc, doc_get(doc, item, "type"), "message"))
		return;
	for (size_t i = doc_first(doc, content); i != DOC_NONE;
		i = doc_next(doc, content, i)) {
		size_t type = doc_get(doc, i, "type");

		if (doc_is(doc, type, "output_text"))
			answer_say(a, doc_get(doc, i, "text"));
		else if (doc_is(doc, type, "refusal"))
			answer_refuse(a, doc_get(doc, i, "refusal"));
	}
}

static void
responses_whole(struct answer *a, size_t at)
{
	struct doc *doc = &a->doc;
	size_t output = doc_get(doc, at, "output");
	int64_t key = 0;

	if (!doc_is_type(doc, output, JSMN_ARRAY)) {
		if (doc_get(doc, at, "error") == DOC_NONE)
			answer_invalid(a, "the answer is no response");
		return;
	}
	a->known = true;
	for (size_t i = doc_first(doc, output); i != DOC_NONE;
		i = doc_next(doc, output, i)) {
		read_message(a, i);
		read_call(a, key++, i);
	}
	read_about(a, at);
	read_status(a, at);
}

/* ---- events -------------------------------------------------------------- */

static void
on_text(struct answer *a, size_t at)
{
	answer_say(a, doc_get(&a->doc, at, "delta"));
}

static void
on_refusal(struct answer *a, size_t at)
{
	answer_refuse(a, doc_get(&a->doc, at, "delta"));
}

static int64_t
key_of(struct answer *a, size_t at)
{
	int64_t key = doc_int(&a->doc, doc_get(&a->doc, at, "output_index"));

	return key < 0 ? 0 : key;
}

static void
on_item(struct answer *a, size_t at)
{
	read_call(a, key_of(a, at), doc_get(&a->doc, at, "item"));
}

static void
on_arguments(struct answer *a, size_t at)
{
	struct answer_tool *tool = answer_tool(a, key_of(a, at));

	if (tool)
		answer_add(a, &tool->arguments, doc_get(&a->doc, at, "delta"),
			ANSWER_BEHIND);
}

static void
on_response(struct answer *a, size_t at)
{
	read_about(a, doc_get(&a->doc, at, "response"));
}

static void
on_end(struct answer *a, size_t at)
{
	size_t response = doc_get(&a->doc, at, "response");

	read_about(a, response);
	read_status(a, response);
	/* The event's type is enough. */
	answer_ends(a);
}

/* With the members of an error, if it has none. */
static void
on_error(struct answer *a, size_t at)
{
	if (doc_get(&a->doc, at, "error") == DOC_NONE)
		answer_fails(a, at);
}

static const struct {
	const char *type;
	void (*on)(struct answer *, size_t at);
} events[] = {
	{ "response.output_text.delta", on_text },
	{ "response.refusal.delta", on_refusal },
	{ "response.function_call_arguments.delta", on_arguments },
	{ "response.custom_tool_call_input.delta", on_arguments },
	{ "response.output_item.added", on_item },
	{ "response.output_item.done", on_item },
	{ "response.created", on_response },
	{ "response.in_progress", on_response },
	{ "response.completed", on_end },
	{ "response.incomplete", on_end },
	{ "response.failed", on_end },
	{ "error", on_error },
};

static void
responses_event(struct answer *a, size_t at)
{
	size_t type = doc_get(&a->doc, at, "type");

	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++)
		if (doc_is(&a->doc, type, events[i].type)) {
			a->known = true;
			events[i].on(a, at);
			return;
		}
}

const struct answer_form answer_openai_responses = {
	.api = HR_API_OPENAI_RESPONSES,
	.event = responses_event,
	.whole = responses_whole,
};
