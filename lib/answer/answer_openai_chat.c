/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chat completions, and what is compatible: chunks without names, whose first
 * choice is the answer, and "[DONE]".  What was used comes in a chunk of its own
 * without choices, or with the last one, or not at all.
 */
#include "answer/form.h"

static void
read_usage(struct answer *a, size_t usage)
{
	struct answer_usage *u = &a->state.usage;
	struct doc *doc = &a->doc;
	size_t in = doc_get(doc, usage, "prompt_tokens_details");
	size_t out = doc_get(doc, usage, "completion_tokens_details");

	answer_count(a, doc_get(doc, usage, "prompt_tokens"), &u->input);
	answer_count(a, doc_get(doc, usage, "completion_tokens"), &u->output);
	/* Some say it here. */
	answer_count(a, doc_get(doc, usage, "cached_tokens"), &u->cached);
	answer_count(a, doc_get(doc, in, "cached_tokens"), &u->cached);
	answer_count(
		a, doc_get(doc, in, "cache_write_tokens"), &u->cache_write);
	answer_count(a, doc_get(doc, out, "reasoning_tokens"), &u->reasoning);
}

static void
read_finish(struct answer *a, size_t reason)
{
	struct doc *doc = &a->doc;

	if (reason == DOC_NONE)
		return;
	ANSWER_NOTE(a, reason, a->state.finish);
	if (doc_is(doc, reason, "length"))
		answer_will_end(a, ANSWER_LENGTH);
	else if (doc_is(doc, reason, "content_filter"))
		answer_will_end(a, ANSWER_BLOCKED);
	else if (doc_is(doc, reason, "error"))
		answer_will_end(a, ANSWER_BUSY);
	else
		answer_will_end(a, ANSWER_DONE);
}

static void
read_function(struct answer *a, int64_t key, size_t function)
{
	struct answer_tool *tool = answer_tool(a, key);
	struct doc *doc = &a->doc;

	if (!tool)
		return;
	answer_add(a, &tool->name, doc_get(doc, function, "name"), ANSWER_ANEW);
	answer_add(a, &tool->arguments, doc_get(doc, function, "arguments"),
		ANSWER_BEHIND);
	/* Of a custom tool. */
	answer_add(a, &tool->arguments, doc_get(doc, function, "input"),
		ANSWER_BEHIND);
}

/* A part of a call without an index begins a call if it has a name, else it
 * goes on with the last one. */
static int64_t
key_of(struct answer *a, size_t call, size_t function)
{
	int64_t key = doc_int(&a->doc, doc_get(&a->doc, call, "index"));

	if (key >= 0)
		return key;
	key = answer_new_key(a);
	if (doc_get(&a->doc, function, "name") == DOC_NONE && key > 0)
		key = a->tool[a->ntools - 1].key;
	return key;
}

static void
read_calls(struct answer *a, size_t message)
{
	struct doc *doc = &a->doc;
	size_t calls = doc_get(doc, message, "tool_calls");
	size_t old = doc_get(doc, message, "function_call");

	for (size_t i = doc_first(doc, calls); i != DOC_NONE;
		i = doc_next(doc, calls, i)) {
		size_t function = doc_get(doc, i, "function");

		if (function == DOC_NONE)
			function = doc_get(doc, i, "custom");
		if (function != DOC_NONE)
			read_function(a, key_of(a, i, function), function);
	}
	if (old != DOC_NONE)
		read_function(a, 0, old);
}

/* A string; of some a list of parts. */
static void
read_content(struct answer *a, size_t content)
{
	struct doc *doc = &a->doc;

	answer_say(a, content);
	for (size_t i = doc_first(doc, content); i != DOC_NONE;
		i = doc_next(doc, content, i))
		if (doc_is(doc, doc_get(doc, i, "type"), "text"))
			answer_say(a, doc_get(doc, i, "text"));
}

static void
read_choice(struct answer *a, size_t choice, const char *member)
{
	struct doc *doc = &a->doc;
	size_t message = doc_get(doc, choice, member);

	read_content(a, doc_get(doc, message, "content"));
	answer_refuse(a, doc_get(doc, message, "refusal"));
	read_calls(a, message);
	read_finish(a, doc_get(doc, choice, "finish_reason"));
}

/* Of several choices, which are asked for, the first is the answer. */
static bool
read_choices(struct answer *a, size_t at, const char *member)
{
	struct doc *doc = &a->doc;
	size_t choices = doc_get(doc, at, "choices");
	bool found = false;

	if (!doc_is_type(doc, choices, JSMN_ARRAY))
		return false;
	a->known = true;
	ANSWER_NOTE(a, doc_get(doc, at, "id"), a->state.id);
	ANSWER_NOTE(a, doc_get(doc, at, "model"), a->state.model);
	for (size_t i = doc_first(doc, choices); i != DOC_NONE;
		i = doc_next(doc, choices, i)) {
		if (doc_int(doc, doc_get(doc, i, "index")) > 0)
			continue;
		read_choice(a, i, member);
		found = true;
	}
	read_usage(a, doc_get(doc, at, "usage"));
	return found;
}

static void
chat_event(struct answer *a, size_t at)
{
	read_choices(a, at, "delta");
}

static void
chat_whole(struct answer *a, size_t at)
{
	bool found = read_choices(a, at, "message");

	if (doc_get(&a->doc, at, "error") != DOC_NONE)
		return;
	if (found)
		answer_ends(a);
	else
		answer_invalid(a, "the answer is no chat completion");
}

const struct answer_form answer_openai_chat = {
	.api = HR_API_OPENAI_CHAT,
	.last = "[DONE]",
	.event = chat_event,
	.whole = chat_whole,
};
