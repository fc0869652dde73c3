/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The built-in prices: micro-dollars a million tokens, which are pico-dollars a
 * token.  They are list prices, gathered from a public collection that is
 * itself done by hand; who needs to be sure names a file of his own.
 *
 * Several rows of a model stand for other times; the last one that holds
 * counts.
 */
#include "price_table.h"

enum {
	WRITES = 1, /* to the cache cost 5/4 of the input */
	WRITES_1H = 2, /* the same, and twice the input to stay for an hour */
	OVER_200K = 4, /* twice the input and 3/2 of the output above that */
	OVER_272K = 8,
};

struct row {
	const char *provider, *model;
	uint32_t input, cached, output;
	unsigned notes;
	uint32_t from; /* as in struct price */
	unsigned begin, end;
};

#define ROW(provider, model, input, cached, output, notes)                     \
	{                                                                      \
		provider, model, input, cached, output, notes, 0, 0, 0         \
	}
#define FROM(day, provider, model, input, cached, output)                      \
	{                                                                      \
		provider, model, input, cached, output, 0, day, 0, 0           \
	}
#define HOURS(begin, end, provider, model, input, cached, output)              \
	{                                                                      \
		provider, model, input, cached, output, 0, 0, begin, end       \
	}

static const struct row rows[] = {
	ROW("openai", "gpt-5.6", 5000000, 500000, 30000000, WRITES | OVER_272K),
	ROW("openai", "gpt-5.6-sol", 5000000, 500000, 30000000,
		WRITES | OVER_272K),
	ROW("openai", "gpt-5.6-terra", 2000000, 200000, 12000000,
		WRITES | OVER_272K),
	ROW("openai", "gpt-5.6-luna", 200000, 20000, 1200000,
		WRITES | OVER_272K),
	ROW("openai", "gpt-5.5", 5000000, 500000, 30000000, 0),
	ROW("openai", "gpt-5.5-pro", 30000000, 30000000, 180000000, 0),
	ROW("openai", "gpt-5.4", 2500000, 250000, 15000000, OVER_272K),
	ROW("openai", "gpt-5.4-mini", 750000, 75000, 4500000, 0),
	ROW("openai", "gpt-5.4-nano", 200000, 20000, 1250000, 0),
	ROW("openai", "gpt-5.3-codex", 1750000, 175000, 14000000, 0),
	ROW("openai", "gpt-5.2", 1750000, 175000, 14000000, 0),
	ROW("openai", "gpt-5.1", 1250000, 125000, 10000000, 0),
	ROW("openai", "gpt-5", 1250000, 125000, 10000000, 0),
	ROW("openai", "gpt-5-mini", 250000, 25000, 2000000, 0),
	ROW("openai", "gpt-5-nano", 50000, 5000, 400000, 0),
	ROW("openai", "gpt-4.1", 2000000, 500000, 8000000, 0),
	ROW("openai", "gpt-4.1-mini", 400000, 100000, 1600000, 0),
	ROW("openai", "gpt-4.1-nano", 100000, 25000, 400000, 0),
	ROW("openai", "gpt-4o", 2500000, 1250000, 10000000, 0),
	ROW("openai", "gpt-4o-mini", 150000, 75000, 600000, 0),
	ROW("openai", "o3", 2000000, 500000, 8000000, 0),
	ROW("openai", "o4-mini", 1100000, 275000, 4400000, 0),
	ROW("anthropic", "claude-fable-5", 10000000, 1000000, 50000000,
		WRITES_1H),
	ROW("anthropic", "claude-opus-5", 5000000, 500000, 25000000, WRITES_1H),
	ROW("anthropic", "claude-opus-4-8", 5000000, 500000, 25000000,
		WRITES_1H),
	ROW("anthropic", "claude-opus-4-7", 5000000, 500000, 25000000,
		WRITES_1H),
	ROW("anthropic", "claude-opus-4-6", 5000000, 500000, 25000000,
		WRITES_1H),
	ROW("anthropic", "claude-opus-4-5", 5000000, 500000, 25000000,
		WRITES_1H),
	ROW("anthropic", "claude-opus-4-1", 15000000, 1500000, 75000000,
		WRITES_1H),
	ROW("anthropic", "claude-sonnet-5", 3000000, 300000, 15000000,
		WRITES_1H),
	ROW("anthropic", "claude-sonnet-4-6", 3000000, 300000, 15000000,
		WRITES_1H),
	ROW("anthropic", "claude-sonnet-4-5", 3000000, 300000, 15000000,
		WRITES_1H | OVER_200K),
	ROW("anthropic", "claude-sonnet-4-0", 3000000, 300000, 15000000,
		WRITES_1H),
	ROW("anthropic", "claude-haiku-4-5", 1000000, 100000, 5000000,
		WRITES_1H),
	ROW("anthropic", "claude-3-5-haiku-latest", 800000, 80000, 4000000,
		WRITES_1H),
	ROW("google", "gemini-3.7-flash", 750000, 75000, 3750000, 0),
	FROM(20270101, "google", "gemini-3.7-flash", 1500000, 150000, 7500000),
	ROW("google", "gemini-3.6-flash", 750000, 75000, 3750000, 0),
	FROM(20270101, "google", "gemini-3.6-flash", 1500000, 150000, 7500000),
	ROW("google", "gemini-3.5-flash", 1500000, 150000, 9000000, 0),
	ROW("google", "gemini-3.5-flash-lite", 300000, 30000, 2500000, 0),
	ROW("google", "gemini-3.1-pro-preview", 2000000, 200000, 12000000,
		OVER_200K),
	ROW("google", "gemini-3.1-flash-lite", 250000, 25000, 1500000, 0),
	ROW("google", "gemini-3-flash-preview", 500000, 50000, 3000000, 0),
	ROW("google", "gemini-2.5-pro", 1250000, 125000, 10000000, OVER_200K),
	ROW("google", "gemini-2.5-flash", 300000, 30000, 2500000, 0),
	ROW("google", "gemini-2.5-flash-lite", 100000, 10000, 400000, 0),
	ROW("x-ai", "grok-4.5", 2000000, 500000, 6000000, 0),
	ROW("x-ai", "grok-4.3", 1250000, 200000, 2500000, 0),
	ROW("x-ai", "grok-code-fast-1", 200000, 20000, 1500000, 0),
	ROW("deepseek", "deepseek-v4-pro", 435000, 3625, 870000, 0),
	ROW("deepseek", "deepseek-v4-flash", 140000, 2800, 280000, 0),
	ROW("deepseek", "deepseek-chat", 270000, 70000, 1100000, 0),
	HOURS(16 * 60 + 30, 30, "deepseek", "deepseek-chat", 135000, 35000,
		550000),
	ROW("mistral", "mistral-large-2512", 500000, 50000, 1500000, 0),
	ROW("mistral", "mistral-small-2603", 150000, 15000, 600000, 0),
	ROW("mistral", "devstral-2512", 400000, 40000, 2000000, 0),
	ROW("moonshotai", "kimi-k3", 3000000, 300000, 15000000, 0),
	ROW("moonshotai", "kimi-k2.6", 950000, 160000, 4000000, 0),
	ROW("groq", "openai/gpt-oss-120b", 150000, 75000, 600000, 0),
	ROW("groq", "llama-3.3-70b-versatile", 590000, 590000, 790000, 0),
};

static struct price_rates
rates_of(const struct row *row)
{
	struct price_rates r = {
		.input = row->input,
		.cached = row->cached,
		.write = row->input,
		.write_1h = row->input,
		.output = row->output,
	};

	if (row->notes & (WRITES | WRITES_1H))
		r.write = r.write_1h = r.input * 5 / 4;
	if (row->notes & WRITES_1H)
		r.write_1h = r.input * 2;
	return r;
}

/* A price above a number of tokens is one for all tokens of the request. */
static struct price_rates
rates_above(struct price_rates r)
{
	return (struct price_rates){
		.input = r.input * 2,
		.cached = r.cached * 2,
		.write = r.write * 2,
		.write_1h = r.write_1h * 2,
		.output = r.output * 3 / 2,
	};
}

bool
price_builtin(size_t i, struct price *price)
{
	const struct row *row = &rows[i];

	if (i >= sizeof(rows) / sizeof(*rows))
		return false;
	*price = (struct price){
		.model = row->model,
		.provider = row->provider,
		.source = PRICE_SOURCE,
		.date = PRICE_DATE,
		.from = row->from,
		.begin = row->begin,
		.end = row->end,
		.rates = rates_of(row),
		.above = PRICE_NO_TIER,
		.batch = PRICE_BATCH,
	};
	if (row->notes & OVER_200K)
		price->above = 200000;
	if (row->notes & OVER_272K)
		price->above = 272000;
	price->above_rates = rates_above(price->rates);
	return true;
}
