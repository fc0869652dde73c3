/* SPDX-License-Identifier: Apache-2.0 */
/*
 * litellm's file of prices, an object of models with dollars a token:
 *
 *	{"NAME": {"input_cost_per_token": 2.5e-06, ...}, ...}
 *
 * It has much that is not about tokens; a model whose prices cannot be read is
 * left out and counted, so that it has no amount and not a wrong one.
 */
#include "price/price_read.h"

static const char *const litellm[PRICE_NRATES] = { "input_cost_per_token",
	"cache_read_input_token_cost", "cache_creation_input_token_cost",
	"cache_creation_input_token_cost_above_1hr", "output_cost_per_token" };

static bool
is_null(const struct price_reader *r, size_t token)
{
	return r->token[token].type == JSMN_PRIMITIVE &&
	       r->p[r->token[token].start] == 'n';
}

/* What a model has: rates, and those above so many tokens. */
struct litellm_price {
	struct price_named base, above;
	uint64_t tokens;
	bool odd; /* it has what is not understood */
};

/* Takes "_above_200k_tokens" off the end: the number of tokens, or 0. */
static uint64_t
take_tier(struct span *name)
{
	static const char before[] = "_above_", after[] = "k_tokens";
	struct span s = *name;
	size_t digits;
	uint64_t n = 0;

	if (!span_ends(s, after))
		return 0;
	s.n -= sizeof(after) - 1;
	for (digits = 0;
		digits < s.n && digits < 6 && is_digit(s.p[s.n - 1 - digits]);)
		digits++;
	for (size_t i = s.n - digits; i < s.n; i++)
		n = n * 10 + (uint64_t)(s.p[i] - '0');
	s.n -= digits;
	if (!n || !span_ends(s, before))
		return 0;
	s.n -= sizeof(before) - 1;
	*name = s;
	return n * 1000;
}

static void
litellm_member(
	const struct price_reader *r, size_t key, struct litellm_price *price)
{
	struct span name = price_text(r, key);
	uint64_t tokens = take_tier(&name), rate;
	struct price_named *rates = tokens ? &price->above : &price->base;
	const char *reason;
	unsigned m = 0;

	while (m < PRICE_NRATES && !span_equal(name, span_str(litellm[m])))
		m++;
	if (m == PRICE_NRATES || is_null(r, key + 1))
		return;
	if (!price_is_number(r, key + 1) ||
		!price_scaled(price_text(r, key + 1), PRICE_PER_TOKEN, &rate,
			&reason) ||
		(tokens && price->tokens && tokens != price->tokens)) {
		price->odd = true;
		return;
	}
	if (tokens)
		price->tokens = tokens;
	rates->value[m] = rate;
	rates->seen |= 1u << m;
}

/* What is said of the tier; what is not, stays as below it. */
static void
set_tier(struct price *price, const struct litellm_price *entry)
{
	struct price_named above = entry->above;

	if (!entry->tokens)
		return;
	for (unsigned m = 0; m < PRICE_NRATES; m++)
		if (!(above.seen & 1u << m) && entry->base.seen & 1u << m) {
			above.value[m] = entry->base.value[m];
			above.seen |= 1u << m;
		}
	price->above = entry->tokens;
	price->above_rates = price_rates_of(&above);
}

/* The members of a model; its provider's token, or 0. */
static size_t
read_members(const struct price_reader *r, size_t object,
	struct litellm_price *entry)
{
	size_t provider = 0;

	if (r->token[object].type != JSMN_OBJECT)
		return 0;
	for (size_t key = object + 1; key < json_next(r->token, object);
		key = json_next(r->token, key)) {
		if (span_equal(
			    price_text(r, key), span_str("litellm_provider")) &&
			r->token[key + 1].type == JSMN_STRING)
			provider = key + 1;
		litellm_member(r, key, entry);
	}
	return provider;
}

static bool
read_model(struct price_reader *r, size_t key)
{
	struct litellm_price entry = { .tokens = 0 };
	size_t provider = read_members(r, key + 1, &entry);
	const char *model;
	struct price price;

	/* The file explains its own form in an entry of this name. */
	if (entry.odd || !price_is_complete(&entry.base) ||
		span_equal(price_text(r, key), span_str("sample_spec"))) {
		r->list->skipped++;
		return true;
	}
	model = price_string(r, key);
	if (!model)
		return false;
	price = price_new(r, model);
	if (provider && !(price.provider = price_string(r, provider)))
		return false;
	price.rates = price_rates_of(&entry.base);
	set_tier(&price, &entry);
	return price_add(r, &price);
}

bool
price_is_litellm(const struct price_reader *r)
{
	for (size_t i = 2; i < json_next(r->token, 0); i++)
		if (r->token[i].type == JSMN_STRING && r->token[i].size == 1 &&
			span_equal(price_text(r, i),
				span_str(litellm[PRICE_INPUT])))
			return true;
	return false;
}

bool
price_read_litellm(struct price_reader *r)
{
	for (size_t key = 1; key < json_next(r->token, 0);
		key = json_next(r->token, key))
		if (!read_model(r, key))
			return false;
	return true;
}
