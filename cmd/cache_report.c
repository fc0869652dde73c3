/* SPDX-License-Identifier: Apache-2.0 */
/* What 'headroom cache-diff' says; see cache_report.h. */
#include "cache_report.h"

#include <inttypes.h>
#include <stdio.h>

#include "cmd.h"
#include "msg.h"

enum {
	/* Characters of an excerpt, before and behind the difference: with its
	 * head and dots a line of 80 columns. */
	BEFORE = 28,
	BEHIND = 40,
	/* Bytes of a model's name that are shown. */
	MODEL_BYTES = 200,
};

static const char *const parts[CACHE_NPARTS] = {
	[CACHE_OF_MODEL] = "model",
	[CACHE_OF_TOOLS] = "tools",
	[CACHE_OF_FORMAT] = "format",
	[CACHE_OF_SYSTEM] = "system",
	[CACHE_OF_SETTINGS] = "settings",
	[CACHE_OF_MESSAGES] = "messages",
};

static const char *const phrases[CACHE_NWHY] = {
	[CACHE_BEGINS] = "B begins with all of A",
	[CACHE_ENDS] = "B ends here, A goes on",
	[CACHE_OTHER_MODEL] = "another model, which has a cache of its own",
	[CACHE_TOOL_ORDER] = "the same tools in another order",
	[CACHE_KEY_ORDER] = "the same keys in another order",
	[CACHE_REMOVED] = "A has something here that B has not",
	[CACHE_ADDED] = "B has something here that A has not",
	[CACHE_MEDIA] = "an image, a signature or other data that is no text",
	[CACHE_SPACE] = "nothing but white space",
	[CACHE_TIME] = "a time, which may differ in every request",
	[CACHE_ID] = "an id, which may differ in every request",
	[CACHE_NUMBER] = "a number",
	[CACHE_LONGER] = "the text of A ends here, that of B goes on",
	[CACHE_SHORTER] = "the text of B ends here, that of A goes on",
	[CACHE_OTHER_TEXT] = "other text",
	[CACHE_OTHER_KIND] = "another kind of value",
};

static const char *const ways[] = {
	[CACHE_BY_MARKS] = "marks",
	[CACHE_BY_STEPS] = "steps",
	[CACHE_BY_ENDS] = "ends",
	[CACHE_BY_PREFIX] = "prefix",
};

/* ---- parts of both ------------------------------------------------------- */

static void
check_memory(struct cache_report *r)
{
	if (!buf_ok(&r->scratch) && !r->out.failed) {
		msg_error(NULL, "out of memory");
		r->out.failed = EXIT_INTERNAL;
	}
}

/* The pointer to a token, in scratch. */
static struct span
pointer_to(struct cache_report *r, const struct cache_prompt *p, size_t token)
{
	buf_reset(&r->scratch);
	envelope_pointer(&p->request.view, token, &r->scratch);
	check_memory(r);
	return buf_span(&r->scratch);
}

static bool
goes_on(const char *p)
{
	return ((unsigned char)*p & 0xc0) == 0x80;
}

/* What is around the difference, in whole characters. */
static struct span
excerpt(const struct cache_place *place)
{
	struct span s = place->text;
	size_t from = place->at < s.n ? place->at : s.n, to = from;
	int before = 0;

	for (; before < BEFORE && from; before++)
		do
			from--;
		while (from && goes_on(s.p + from));
	for (int i = before; i < BEFORE + BEHIND && to < s.n; i++)
		do
			to++;
		while (to < s.n && goes_on(s.p + to));
	return to > from ? span_of(s.p + from, to - from) : span_of("", 0);
}

/* Of the input, with and without what the cache has; false: not known. */
static bool
costs(const struct cache_report *r, uint64_t *with, uint64_t *without)
{
	struct answer_usage plain = r->diff->usage;

	plain.cached = plain.cache_write = plain.cache_write_1h = 0;
	return r->has_price &&
	       price_cost(&r->price, &r->diff->usage, false, with) == HR_OK &&
	       price_cost(&r->price, &plain, false, without) == HR_OK;
}

static uint64_t
uncached(const struct answer_usage *u)
{
	return (uint64_t)(u->input - u->cached - u->cache_write);
}

/* Only Anthropic says in which order it renders. */
static bool
is_order_known(const struct cache_report *r)
{
	return r->diff->b.request.envelope->api == HR_API_ANTHROPIC;
}

static const char *
order_of(const struct cache_report *r)
{
	switch (r->diff->b.request.envelope->api) {
	case HR_API_ANTHROPIC:
		return "tools, system, messages";
	case HR_API_OPENAI_RESPONSES:
		return "tools, text, instructions, input";
	case HR_API_GEMINI:
		return "systemInstruction, tools, contents";
	case HR_API_OPENAI_CHAT:
	case HR_API_AUTO:
	case HR_API_NONE:
	case HR_NAPIS:
		break;
	}
	return "tools, response_format, messages";
}

/* ---- text ---------------------------------------------------------------- */

static const char *
plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

static void
print_sums(struct cache_report *r, const char *head, size_t messages,
	uint64_t tokens)
{
	out_print(&r->out, "%-7s %6zu message%s, ~%" PRIu64 " tokens", head,
		messages, plural(messages), tokens);
}

/* Safe to show, on one line. */
static void
print_clean(struct cache_report *r, struct span s)
{
	struct buf text = { 0 };

	clean_line(s, &text);
	out_write(&r->out, text.p ? text.p : "", text.n);
	r->scratch.failed |= !buf_ok(&text);
	check_memory(r);
	buf_release(&text);
}

static void
print_place(struct cache_report *r, const char *head,
	const struct cache_prompt *p, const struct cache_place *place)
{
	struct span s = excerpt(place);

	out_str(&r->out, head);
	if (place->end) {
		out_str(&r->out, "has no more\n");
		return;
	}
	print_clean(r, pointer_to(r, p, place->token));
	out_print(&r->out, ", byte %zu:\n     ", place->byte);
	out_str(&r->out, s.n && s.p != place->text.p ? "..." : "");
	print_clean(r, s);
	out_str(&r->out, s.n && s.p + s.n < place->text.p + place->text.n
				 ? "...\n"
				 : "\n");
}

static void
print_why(struct cache_report *r)
{
	const struct cache_diff *d = r->diff;
	bool removed = d->why == CACHE_REMOVED;

	out_print(
		&r->out, "\nThey part behind ~%" PRIu64 " tokens: ", d->shared);
	if (d->blocks)
		out_print(&r->out, "%zu part%s of the %s in %s %s not in %s\n",
			d->blocks, plural(d->blocks), parts[d->in_a.part],
			removed ? "A" : "B", d->blocks == 1 ? "is" : "are",
			removed ? "B" : "A");
	else
		out_print(&r->out, "%s\n", phrases[d->why]);
	print_place(r, "  A  ", &d->a, &d->in_a);
	print_place(r, "  B  ", &d->b, &d->in_b);
}

static void
print_rules(struct cache_report *r)
{
	const struct cache_diff *d = r->diff;

	out_str(&r->out, "\nCache of ");
	if (r->model)
		print_clean(
			r, span_of(r->model, strnlen(r->model, MODEL_BYTES)));
	else
		out_str(&r->out, "a model that is not named");
	out_print(&r->out, ": from %s%u tokens on", d->rules.assumed ? "~" : "",
		d->rules.minimum);
	if (d->rules.step > 1)
		out_print(&r->out, ", in steps of %u", d->rules.step);
	out_str(&r->out, d->reached ? "; what is shared is enough\n"
				    : "; what is shared is too little\n");
	if (!is_order_known(r))
		out_print(&r->out, "Assumed is the order: %s\n", order_of(r));
	if (d->rules.assumed)
		out_str(&r->out, "Assumed is how much the cache needs\n");
	if (d->a.remote || d->b.remote)
		out_str(&r->out, "The provider has more of the conversation, "
				 "which is not compared\n");
}

static void
print_marks(struct cache_report *r)
{
	const struct cache_diff *d = r->diff;

	if (!d->nmarks && d->rules.way == CACHE_BY_MARKS)
		out_str(&r->out, "B has no mark, so nothing is read or kept\n");
	else if (d->reached && !d->usage.cached)
		out_str(&r->out,
			"Nothing that A left in the cache ends in what "
			"is shared, so nothing is read\n");
	if (d->b.marks > d->nmarks)
		out_print(&r->out,
			"B has %zu marks, the last %d are looked at\n",
			d->b.marks, CACHE_MARKS);
	for (size_t i = 0; i < d->nmarks; i++) {
		const struct cache_mark *m = &d->mark[i];

		out_str(&r->out, "Mark at ");
		print_clean(
			r, pointer_to(r, &d->b, d->b.block[m->block].token));
		out_print(&r->out, ", behind ~%" PRIu64 " tokens: %s%s\n",
			m->tokens,
			!m->kept    ? "too few"
			: m->shared ? "the same in A"
				    : "not the same in A",
			m->hour ? ", for an hour" : "");
	}
}

static void
print_usage(struct cache_report *r)
{
	const struct answer_usage *u = &r->diff->usage;
	char with_text[PRICE_TEXT], without_text[PRICE_TEXT];
	uint64_t with, without;

	out_print(&r->out,
		"\nOf B's ~%" PRId64 " tokens ~%" PRId64
		" are read from the cache, ~%" PRId64
		" written to it, ~%" PRIu64 " neither\n",
		u->input, u->cached, u->cache_write, uncached(u));
	if (!costs(r, &with, &without)) {
		out_str(&r->out, "What they cost is not known\n");
		return;
	}
	price_format_amount(with, with_text);
	price_format_amount(without, without_text);
	out_print(&r->out, "They cost $%s, without a cache $%s\n", with_text,
		without_text);
}

void
cache_report_text(struct cache_report *r)
{
	const struct cache_diff *d = r->diff;

	print_sums(r, "A:", d->a.messages, d->tokens_a);
	out_str(&r->out, "\n");
	print_sums(r, "B:", d->b.messages, d->tokens_b);
	out_str(&r->out, "\n");
	print_sums(r, "shared:", d->messages, d->shared);
	out_str(&r->out,
		d->why == CACHE_BEGINS ? "; B begins with all of A\n" : "\n");
	if (d->why != CACHE_BEGINS)
		print_why(r);
	print_rules(r);
	print_marks(r);
	print_usage(r);
}

/* ---- JSON ---------------------------------------------------------------- */

static void
json_prompt(struct cache_report *r, const char *key, const char *name,
	const struct cache_prompt *p, uint64_t tokens)
{
	out_print(&r->out, ",\n \"%s\":{\"file\":", key);
	out_json(&r->out, name);
	out_print(&r->out, ",\"messages\":%zu,\"tokens\":%" PRIu64 "}",
		p->messages, tokens);
}

static void
json_place(struct cache_report *r, const char *key,
	const struct cache_prompt *p, const struct cache_place *place)
{
	out_print(&r->out, ",\"%s\":", key);
	if (place->end) {
		out_str(&r->out, "null");
		return;
	}
	out_str(&r->out, "{\"pointer\":");
	out_json_span(&r->out, pointer_to(r, p, place->token));
	out_print(&r->out, ",\"part\":\"%s\",\"byte\":%zu,\"message\":",
		parts[place->part], place->byte);
	if (place->part == CACHE_OF_MESSAGES)
		out_print(&r->out, "%zu", place->message);
	else
		out_str(&r->out, "null");
	out_str(&r->out, ",\"text\":");
	out_json_span(&r->out, excerpt(place));
	out_str(&r->out, "}");
}

static const char *
word(bool yes)
{
	return yes ? "true" : "false";
}

static void
json_cache(struct cache_report *r)
{
	const struct cache_diff *d = r->diff;

	out_print(&r->out,
		",\n \"cache\":{\"way\":\"%s\",\"minimum\":%u,"
		"\"minimum_assumed\":%s,\"step\":%u,\"order\":\"%s\","
		"\"order_assumed\":%s,\"reached\":%s,\"marks\":[",
		ways[d->rules.way], d->rules.minimum, word(d->rules.assumed),
		d->rules.step, order_of(r), word(!is_order_known(r)),
		word(d->reached));
	for (size_t i = 0; i < d->nmarks; i++) {
		const struct cache_mark *m = &d->mark[i];

		out_str(&r->out, i ? ",{\"pointer\":" : "{\"pointer\":");
		out_json_span(&r->out,
			pointer_to(r, &d->b, d->b.block[m->block].token));
		out_print(&r->out,
			",\"tokens\":%" PRIu64 ",\"shared\":%s,\"enough\":%s,"
			"\"hour\":%s}",
			m->tokens, word(m->shared), word(m->kept),
			word(m->hour));
	}
	out_str(&r->out, "]}");
}

static void
json_usage(struct cache_report *r)
{
	const struct answer_usage *u = &r->diff->usage;
	char with_text[PRICE_TEXT], without_text[PRICE_TEXT];
	uint64_t with, without;

	out_print(&r->out,
		",\n \"usage\":{\"input\":%" PRId64 ",\"cached\":%" PRId64
		",\"cache_write\":%" PRId64 ",\"cache_write_1h\":%" PRId64
		",\"uncached\":%" PRIu64 "},\n \"cost\":",
		u->input, u->cached, u->cache_write, u->cache_write_1h,
		uncached(u));
	if (!costs(r, &with, &without)) {
		out_str(&r->out, "null}\n");
		return;
	}
	price_format_amount(with, with_text);
	price_format_amount(without, without_text);
	out_str(&r->out, "{\"price\":");
	out_json(&r->out, r->price.model);
	out_print(&r->out, ",\"with_cache\":%s,\"without_cache\":%s}}\n",
		with_text, without_text);
}

void
cache_report_json(struct cache_report *r)
{
	const struct cache_diff *d = r->diff;

	out_print(&r->out,
		"{\"schema\":\"headroom.cache-diff/1\",\"api\":\"%s\","
		"\"model\":",
		hr_api_name(d->b.request.envelope->api));
	if (r->model)
		out_json(&r->out, r->model);
	else
		out_str(&r->out, "null");
	out_print(&r->out,
		",\"encoding\":\"%s\",\"estimate\":true,\"error_percent\":%d",
		hr_encoding_name(r->meter.encoding), meter_error(&r->meter));
	json_prompt(r, "a", r->name_a, &d->a, d->tokens_a);
	json_prompt(r, "b", r->name_b, &d->b, d->tokens_b);
	out_print(&r->out,
		",\n \"shared\":{\"messages\":%zu,\"tokens\":%" PRIu64
		"},\"begins\":%s,\"why\":\"%s\",\"blocks\":%zu,\"remote\":%s,"
		"\n \"at\":",
		d->messages, d->shared, word(d->why == CACHE_BEGINS),
		cache_why_name(d->why), d->blocks,
		word(d->a.remote || d->b.remote));
	if (d->why == CACHE_BEGINS) {
		out_str(&r->out, "null");
	} else {
		out_print(&r->out, "{\"token\":%" PRIu64, d->shared);
		json_place(r, "a", &d->a, &d->in_a);
		json_place(r, "b", &d->b, &d->in_b);
		out_str(&r->out, "}");
	}
	json_cache(r);
	json_usage(r);
}
