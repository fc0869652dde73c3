/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generateContent: every event is a whole response with a part of the text,
 * and none is said to be the last; it is over when one had a reason to finish
 * and the body ends.
 */
#include "answer/form.h"

/* The last one that is told is all that holds. */
static void
read_usage(struct answer *a, size_t usage)
{
	struct answer_usage *u = &a->state.usage;
	struct doc *doc = &a->doc;
	int64_t tools = -1;

	if (usage == DOC_NONE)
		return;
	*u = (struct answer_usage){ -1, -1, -1, -1, -1, -1 };
	answer_count(a, doc_get(doc, usage, "promptTokenCount"), &u->input);
	answer_count(a, doc_get(doc, usage, "toolUsePromptTokenCount"), &tools);
	answer_count(
		a, doc_get(doc, usage, "cachedContentTokenCount"), &u->cached);
	answer_count(
		a, doc_get(doc, usage, "candidatesTokenCount"), &u->output);
	answer_count(
		a, doc_get(doc, usage, "thoughtsTokenCount"), &u->reasoning);
	if (u->input >= 0 && tools > 0)
		u->input += tools;
	if (u->reasoning >= 0)
		u->output = (u->output > 0 ? u->output : 0) + u->reasoning;
}

static void
read_finish(struct answer *a, size_t reason)
{
	struct doc *doc = &a->doc;

	if (reason == DOC_NONE)
		return;
	ANSWER_NOTE(a, reason, a->state.finish);
	if (doc_is(doc, reason, "STOP"))
		answer_will_end(a, ANSWER_DONE);
	else if (doc_is(doc, reason, "MAX_TOKENS"))
		answer_will_end(a, ANSWER_LENGTH);
	else
		answer_will_end(a, ANSWER_BLOCKED);
}

static void
read_call(struct answer *a, size_t call)
{
	struct answer_tool *tool;
	size_t args = doc_get(&a->doc, call, "args");

	if (call == DOC_NONE)
		return;
	tool = answer_tool(a, answer_new_key(a));
	if (!tool)
		return;
	answer_add(a, &tool->name, doc_get(&a->doc, call, "name"), ANSWER_ANEW);
	if (args == DOC_NONE)
		buf_add_str(&tool->arguments, "{}");
	answer_add(a, &tool->arguments, args, ANSWER_BEHIND);
}

static void
read_candidate(struct answer *a, size_t candidate)
{
	struct doc *doc = &a->doc;
	size_t content = doc_get(doc, candidate, "content");
	size_t parts = doc_get(doc, content, "parts");

	for (size_t i = doc_first(doc, parts); i != DOC_NONE;
		i = doc_next(doc, parts, i)) {
		if (!doc_is_true(doc, doc_get(doc, i, "thought")))
			answer_say(a, doc_get(doc, i, "text"));
		read_call(a, doc_get(doc, i, "functionCall"));
	}
	read_finish(a, doc_get(doc, candidate, "finishReason"));
}

/* The prompt itself was refused. */
static void
read_block(struct answer *a, size_t feedback)
{
	struct doc *doc = &a->doc;
	size_t reason = doc_get(doc, feedback, "blockReason");

	if (reason == DOC_NONE)
		return;
	ANSWER_NOTE(a, reason, a->state.finish);
	ANSWER_NOTE(a, doc_get(doc, feedback, "blockReasonMessage"),
		a->state.error);
	answer_will_end(a, ANSWER_BLOCKED);
}

static void
gemini_event(struct answer *a, size_t at)
{
	struct doc *doc = &a->doc;
	size_t candidates = doc_get(doc, at, "candidates");
	size_t feedback = doc_get(doc, at, "promptFeedback");
	size_t usage = doc_get(doc, at, "usageMetadata");

	if (candidates != DOC_NONE || feedback != DOC_NONE || usage != DOC_NONE)
		a->known = true;
	ANSWER_NOTE(a, doc_get(doc, at, "responseId"), a->state.id);
	ANSWER_NOTE(a, doc_get(doc, at, "modelVersion"), a->state.model);
	read_usage(a, usage);
	for (size_t i = doc_first(doc, candidates); i != DOC_NONE;
		i = doc_next(doc, candidates, i))
		if (doc_int(doc, doc_get(doc, i, "index")) <= 0)
			read_candidate(a, i);
	read_block(a, feedback);
}

static void
gemini_whole(struct answer *a, size_t at)
{
	gemini_event(a, at);
	if (!a->known && doc_get(&a->doc, at, "error") == DOC_NONE)
		answer_invalid(a, "the answer is none of generateContent");
}

const struct answer_form answer_gemini = {
	.api = HR_API_GEMINI,
	.ends_with_body = true,
	.event = gemini_event,
	.whole = gemini_whole,
};
