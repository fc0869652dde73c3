/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages: a message begins, its blocks come one by one, each in parts, and
 * what it used is said at both ends, the last value of each count being the
 * one that holds.  What is called input are the tokens that were neither read
 * from the cache nor written to it.
 */
#include "answer/form.h"

static void
read_usage(struct answer *a, size_t usage)
{
	struct answer_usage *u = &a->state.usage;
	struct doc *doc = &a->doc;
	size_t written = doc_get(doc, usage, "cache_creation");
	size_t out = doc_get(doc, usage, "output_tokens_details");

	answer_count(a, doc_get(doc, usage, "input_tokens"), &a->uncached);
	answer_count(
		a, doc_get(doc, usage, "cache_read_input_tokens"), &u->cached);
	answer_count(a, doc_get(doc, usage, "cache_creation_input_tokens"),
		&u->cache_write);
	answer_count(a, doc_get(doc, written, "ephemeral_1h_input_tokens"),
		&u->cache_write_1h);
	answer_count(a, doc_get(doc, usage, "output_tokens"), &u->output);
	answer_count(a, doc_get(doc, out, "thinking_tokens"), &u->reasoning);
	if (a->uncached >= 0)
		u->input = a->uncached + (u->cached > 0 ? u->cached : 0) +
			   (u->cache_write > 0 ? u->cache_write : 0);
}

/* Of a message, or of what changes in one at its end. */
static void
read_finish(struct answer *a, size_t at)
{
	struct doc *doc = &a->doc;
	size_t reason = doc_get(doc, at, "stop_reason");
	size_t details = doc_get(doc, at, "stop_details");

	if (reason == DOC_NONE)
		return;
	answer_refuse(a, doc_get(doc, details, "explanation"));
	ANSWER_NOTE(a, reason, a->state.finish);
	if (doc_is(doc, reason, "max_tokens") ||
		doc_is(doc, reason, "model_context_window_exceeded"))
		answer_will_end(a, ANSWER_LENGTH);
	else if (doc_is(doc, reason, "refusal"))
		answer_will_end(a, ANSWER_BLOCKED);
	else
		answer_will_end(a, ANSWER_DONE);
}

/* What a message has but for its content. */
static void
read_message(struct answer *a, size_t message)
{
	struct doc *doc = &a->doc;

	ANSWER_NOTE(a, doc_get(doc, message, "id"), a->state.id);
	ANSWER_NOTE(a, doc_get(doc, message, "model"), a->state.model);
	read_usage(a, doc_get(doc, message, "usage"));
	read_finish(a, message);
}

static void
read_block(struct answer *a, int64_t key, size_t block)
{
	struct doc *doc = &a->doc;
	size_t type = doc_get(doc, block, "type");
	struct answer_tool *tool;

	if (doc_is(doc, type, "text"))
		answer_say(a, doc_get(doc, block, "text"));
	if (!doc_is(doc, type, "tool_use"))
		return;
	tool = answer_tool(a, key);
	if (!tool)
		return;
	answer_add(a, &tool->name, doc_get(doc, block, "name"), ANSWER_ANEW);
	answer_add(
		a, &tool->arguments, doc_get(doc, block, "input"), ANSWER_ANEW);
}

static void
anthropic_whole(struct answer *a, size_t at)
{
	struct doc *doc = &a->doc;
	size_t content = doc_get(doc, at, "content");
	int64_t key = 0;

	if (!doc_is_type(doc, content, JSMN_ARRAY)) {
		if (doc_get(doc, at, "error") == DOC_NONE)
			answer_invalid(a, "the answer is no message");
		return;
	}
	a->known = true;
	for (size_t i = doc_first(doc, content); i != DOC_NONE;
		i = doc_next(doc, content, i))
		read_block(a, key++, i);
	read_message(a, at);
	answer_ends(a);
}

/* ---- events -------------------------------------------------------------- */

static int64_t
key_of(struct answer *a, size_t at)
{
	int64_t key = doc_int(&a->doc, doc_get(&a->doc, at, "index"));

	return key < 0 ? 0 : key;
}

static void
on_start(struct answer *a, size_t at)
{
	read_message(a, doc_get(&a->doc, at, "message"));
}

static void
on_block(struct answer *a, size_t at)
{
	read_block(a, key_of(a, at), doc_get(&a->doc, at, "content_block"));
}

/* The first part of a call's arguments takes the place of the empty object
 * that its block began with.  Parts of what is no call of ours, as of a tool
 * that the provider runs, belong to none. */
static void
add_arguments(struct answer *a, int64_t key, size_t part)
{
	for (size_t i = a->ntools; i-- > 0;) {
		struct answer_tool *tool = &a->tool[i];

		if (tool->key != key)
			continue;
		answer_add(a, &tool->arguments, part,
			tool->begun ? ANSWER_BEHIND : ANSWER_ANEW);
		tool->begun |= doc_raw(&a->doc, part).n > 0;
		return;
	}
}

static void
on_delta(struct answer *a, size_t at)
{
	struct doc *doc = &a->doc;
	size_t delta = doc_get(doc, at, "delta");
	size_t type = doc_get(doc, delta, "type");

	if (doc_is(doc, type, "text_delta"))
		answer_say(a, doc_get(doc, delta, "text"));
	else if (doc_is(doc, type, "input_json_delta"))
		add_arguments(
			a, key_of(a, at), doc_get(doc, delta, "partial_json"));
}

static void
on_message_delta(struct answer *a, size_t at)
{
	struct doc *doc = &a->doc;

	read_usage(a, doc_get(doc, at, "usage"));
	read_finish(a, doc_get(doc, at, "delta"));
}

static void
on_stop(struct answer *a, size_t at)
{
	(void)at;
	answer_ends(a);
}

static const struct {
	const char *type;
	void (*on)(struct answer *, size_t at);
} events[] = {
	{ "content_block_delta", on_delta },
	{ "content_block_start", on_block },
	{ "message_start", on_start },
	{ "message_delta", on_message_delta },
	{ "message_stop", on_stop },
};

static void
anthropic_event(struct answer *a, size_t at)
{
	size_t type = doc_get(&a->doc, at, "type");

	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++)
		if (doc_is(&a->doc, type, events[i].type)) {
			a->known = true;
			events[i].on(a, at);
			return;
		}
}

const struct answer_form answer_anthropic = {
	.api = HR_API_ANTHROPIC,
	.event = anthropic_event,
	.whole = anthropic_whole,
};
