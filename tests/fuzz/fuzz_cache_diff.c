/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes: their first two JSON objects, or one and itself, as requests of
 * each form.  What is said to be the same is the same byte by byte when it is
 * decoded anew from the text, no part is more than the whole, and each request
 * begins with itself.
 */
#include "base/json.h"
#include "base/json_text.h"
#include "prompt_cache/cache_diff.h"

#include "fuzz.h"

/* The literal up to the byte decodes to the text up to the difference. */
static void
check_place(const struct cache_prompt *p, const struct cache_place *place)
{
	const struct envelope_view *v = &p->request.view;
	const jsmntok_t *t;
	struct buf text = { 0 };

	if (place->end)
		return;
	t = &v->token[place->token];
	check(place->byte >= (size_t)t->start && place->byte <= (size_t)t->end,
		"a byte that is not of its value");
	check(place->at <= place->text.n, "a difference behind its text");
	if (t->type != JSMN_STRING || t->size ||
		place->byte == (size_t)t->start)
		return;
	json_decode(span_of(v->p + t->start, place->byte - (size_t)t->start),
		&text);
	check(text.n == place->at && !memcmp(text.p, place->text.p, text.n),
		"the text before the byte is another");
	buf_release(&text);
}

static void
check_pieces(const struct cache_prompt *p)
{
	size_t at = 0;

	for (size_t i = 0; i < p->npieces; i++) {
		check(p->piece[i].at >= at, "pieces that overlap");
		at = p->piece[i].at + p->piece[i].n;
	}
	check(at <= p->text.n, "a piece behind the text");
	for (size_t i = 1; i < p->nblocks; i++) {
		check(p->block[i].piece > p->block[i - 1].piece,
			"a block without a piece");
		check(p->block[i].tokens >= p->block[i - 1].tokens,
			"a block of less than nothing");
		check(cache_prompt_block(p, p->block[i].piece) == i,
			"a piece of another block");
	}
}

static void
check_diff(const struct cache_request *a, const struct cache_request *b,
	const char *model)
{
	const struct answer_usage *u;
	struct cache_diff d;

	check(cache_diff_make(&d, a, b, model) == HR_OK, "not compared");
	u = &d.usage;
	check_pieces(&d.a);
	check_pieces(&d.b);
	check((d.why == CACHE_BEGINS) == d.in_a.end, "begins, or does not");
	check(a != b || (d.in_a.end && d.in_b.end), "not the same as itself");
	check(d.shared <= d.tokens_a && d.shared <= d.tokens_b,
		"more is shared than there is");
	check(d.messages <= d.a.messages && d.messages <= d.b.messages,
		"more messages are shared than there are");
	check(u->cached >= 0 && u->cache_write_1h >= 0 &&
			u->cache_write_1h <= u->cache_write &&
			u->cached + u->cache_write <= u->input,
		"parts that are more than the whole");
	check_place(&d.a, &d.in_a);
	check_place(&d.b, &d.in_b);
	cache_diff_release(&d);
}

static void
check_each(struct cache_request *a, struct cache_request *b)
{
	static const char *const models[] = { NULL, "claude-sonnet-4-5",
		"gpt-5.1", "gpt-5.6", "gemini-2.5-pro" };

	for (int api = HR_API_OPENAI_CHAT; api < HR_API_NONE; api++) {
		a->envelope = envelope_find((enum hr_api)api, &a->view);
		b->envelope = envelope_find((enum hr_api)api, &b->view);
		check_diff(a, b, models[api]);
		check_diff(b, a, models[api - 1]);
		check_diff(a, a, models[api]);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct json_tokens tokens = { 0 };
	struct span text = span_of((const char *)data, n);
	size_t at = 0, first = 0, objects[2], found = 0;

	while (found < 2 && json_scan(text, &at, &tokens, NULL) == HR_OK) {
		if (tokens.token[first].type == JSMN_OBJECT)
			objects[found++] = first;
		first = tokens.n;
	}
	if (found) {
		struct cache_request a = {
			.view = { text.p, tokens.token + objects[0] }
		};
		struct cache_request b = {
			.view = { text.p, tokens.token + objects[found - 1] }
		};

		check_each(&a, &b);
	}
	json_tokens_release(&tokens);
	return 0;
}
