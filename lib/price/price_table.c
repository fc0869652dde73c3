/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The built-in prices: micro-dollars a million tokens, which are pico-dollars a
 * token.  They are list prices, gathered from a public collection that is
 * itself done by hand; who needs to be sure names a file of his own.
 *
 * Several rows of a model stand for other times; the last one that holds
 * counts.
 */
#include "price/price_table.h"

enum {
	WRITES = 1, /* to the cache cost 5/4 of the input */
	WRITES_1H = 2, /* the same, and twice the input to stay for an hour */
	KEEPS_1H = 4, /* only those to stay for an hour cost more, twice */
	OVER_200K = 8, /* twice the input and 3/2 of the output above that */
	OVER_272K = 16,
	FROM_200K = 32, /* twice of all from that on */
	OVER_512K = 64, /* twice of all above that */
	OVER_100K = 128, /* five times of all above that */
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
#define FROM(day, provider, model, input, cached, output, notes)               \
	{                                                                      \
		provider, model, input, cached, output, notes, day, 0, 0       \
	}
#define HOURS(begin, end, provider, model, input, cached, output, notes)       \
	{                                                                      \
		provider, model, input, cached, output, notes, 0, begin, end   \
	}

static const struct row rows[] = {
	ROW("openai", "gpt-6.1-sol", 2000000, 100000, 10000000,
		WRITES | OVER_272K),
	ROW("openai", "gpt-6.1-terra", 1000000, 50000, 5000000,
		WRITES | OVER_272K),
	ROW("openai", "gpt-6-astra", 10000000, 1000000, 50000000,
		WRITES | OVER_272K),
	ROW("openai", "gpt-6-sol", 2000000, 200000, 10000000,
		WRITES | OVER_272K),
	ROW("openai", "gpt-6-luna", 100000, 10000, 500000, WRITES | OVER_272K),
	ROW("openai", "gpt-5.6", 5000000, 500000, 30000000, WRITES | OVER_272K),
	FROM(20260821, "openai", "gpt-5.6", 4000000, 400000, 20000000,
		WRITES | OVER_272K),
	ROW("openai", "gpt-5.6-sol", 5000000, 500000, 30000000,
		WRITES | OVER_272K),
	FROM(20260821, "openai", "gpt-5.6-sol", 4000000, 400000, 20000000,
		WRITES | OVER_272K),
	ROW("openai", "gpt-5.6-terra", 2500000, 250000, 15000000,
		WRITES | OVER_272K),
	FROM(20260730, "openai", "gpt-5.6-terra", 2000000, 200000, 12000000,
		WRITES | OVER_272K),
	ROW("openai", "gpt-5.6-luna", 1000000, 100000, 6000000,
		WRITES | OVER_272K),
	FROM(20260730, "openai", "gpt-5.6-luna", 200000, 20000, 1200000,
		WRITES | OVER_272K),
	ROW("openai", "gpt-5.5", 5000000, 500000, 30000000, OVER_272K),
	ROW("openai", "gpt-5.5-codex", 5000000, 500000, 30000000, OVER_272K),
	ROW("openai", "gpt-5.5-pro", 30000000, 30000000, 180000000, OVER_272K),
	ROW("openai", "gpt-5.4", 2500000, 250000, 15000000, OVER_272K),
	ROW("openai", "gpt-5.4-pro", 30000000, 30000000, 180000000, OVER_272K),
	ROW("openai", "gpt-5.4-mini", 750000, 75000, 4500000, 0),
	ROW("openai", "gpt-5.4-nano", 200000, 20000, 1250000, 0),
	ROW("openai", "gpt-5.3", 1750000, 175000, 14000000, 0),
	ROW("openai", "gpt-5.3-codex", 1750000, 175000, 14000000, 0),
	ROW("openai", "gpt-5.2", 1750000, 175000, 14000000, 0),
	ROW("openai", "gpt-5.2-codex", 1750000, 175000, 14000000, 0),
	ROW("openai", "gpt-5.2-pro", 21000000, 21000000, 168000000, 0),
	ROW("openai", "gpt-5.1", 1250000, 125000, 10000000, 0),
	ROW("openai", "gpt-5.1-codex", 1250000, 125000, 10000000, 0),
	ROW("openai", "gpt-5.1-codex-max", 1250000, 125000, 10000000, 0),
	ROW("openai", "gpt-5.1-codex-mini", 250000, 25000, 2000000, 0),
	ROW("openai", "gpt-5", 1250000, 125000, 10000000, 0),
	ROW("openai", "gpt-5-codex", 1250000, 125000, 10000000, 0),
	ROW("openai", "gpt-5-pro", 15000000, 15000000, 120000000, 0),
	ROW("openai", "gpt-5-mini", 250000, 25000, 2000000, 0),
	ROW("openai", "gpt-5-nano", 50000, 5000, 400000, 0),
	ROW("openai", "codex-mini-latest", 1500000, 375000, 6000000, 0),
	ROW("openai", "gpt-4.1", 2000000, 500000, 8000000, 0),
	ROW("openai", "gpt-4.1-mini", 400000, 100000, 1600000, 0),
	ROW("openai", "gpt-4.1-nano", 100000, 25000, 400000, 0),
	ROW("openai", "gpt-4o", 2500000, 1250000, 10000000, 0),
	ROW("openai", "gpt-4o-2024-05-13", 5000000, 5000000, 15000000, 0),
	ROW("openai", "gpt-4o-mini", 150000, 75000, 600000, 0),
	ROW("openai", "o1", 15000000, 7500000, 60000000, 0),
	ROW("openai", "o3", 10000000, 500000, 40000000, 0),
	FROM(20250610, "openai", "o3", 2000000, 500000, 8000000, 0),
	ROW("openai", "o3-mini", 1100000, 550000, 4400000, 0),
	ROW("openai", "o3-pro", 20000000, 20000000, 80000000, 0),
	ROW("openai", "o4-mini", 1100000, 275000, 4400000, 0),
	ROW("anthropic", "claude-fable-5-2", 8000000, 200000, 40000000,
		WRITES_1H),
	ROW("anthropic", "claude-fable-5-1", 10000000, 250000, 50000000,
		WRITES_1H),
	ROW("anthropic", "claude-fable-5", 10000000, 1000000, 50000000,
		WRITES_1H),
	ROW("anthropic", "claude-mythos-5-2", 8000000, 200000, 40000000,
		WRITES_1H),
	ROW("anthropic", "claude-opus-5-5", 4000000, 200000, 20000000,
		WRITES_1H),
	ROW("anthropic", "claude-opus-5", 5000000, 500000, 25000000, WRITES_1H),
	ROW("anthropic", "claude-opus-4-8", 5000000, 500000, 25000000,
		WRITES_1H),
	ROW("anthropic", "claude-opus-4-7", 5000000, 500000, 25000000,
		WRITES_1H),
	ROW("anthropic", "claude-opus-4-6", 5000000, 500000, 25000000,
		WRITES_1H | OVER_200K),
	FROM(20260313, "anthropic", "claude-opus-4-6", 5000000, 500000,
		25000000, WRITES_1H),
	ROW("anthropic", "claude-opus-4-5", 5000000, 500000, 25000000,
		WRITES_1H),
	ROW("anthropic", "claude-opus-4-1", 15000000, 1500000, 75000000,
		WRITES_1H),
	ROW("anthropic", "claude-opus-4-0", 15000000, 1500000, 75000000,
		WRITES_1H),
	ROW("anthropic", "claude-opus-4", 15000000, 1500000, 75000000,
		WRITES_1H),
	ROW("anthropic", "claude-sonnet-5-5", 2000000, 100000, 10000000,
		WRITES_1H),
	ROW("anthropic", "claude-sonnet-5", 2000000, 200000, 10000000,
		WRITES_1H),
	ROW("anthropic", "claude-sonnet-4-6", 3000000, 300000, 15000000,
		WRITES_1H | OVER_200K),
	FROM(20260313, "anthropic", "claude-sonnet-4-6", 3000000, 300000,
		15000000, WRITES_1H),
	ROW("anthropic", "claude-sonnet-4-5", 3000000, 300000, 15000000,
		WRITES_1H | OVER_200K),
	ROW("anthropic", "claude-sonnet-4-0", 3000000, 300000, 15000000,
		WRITES_1H),
	ROW("anthropic", "claude-sonnet-4", 3000000, 300000, 15000000,
		WRITES_1H),
	ROW("anthropic", "claude-3-7-sonnet", 3000000, 300000, 15000000,
		WRITES_1H),
	ROW("anthropic", "claude-3-5-sonnet", 3000000, 300000, 15000000,
		WRITES_1H),
	ROW("anthropic", "claude-haiku-5-5", 100000, 10000, 500000,
		WRITES_1H | OVER_100K),
	ROW("anthropic", "claude-haiku-4-5", 1000000, 100000, 5000000,
		WRITES_1H),
	ROW("anthropic", "claude-3-5-haiku", 800000, 80000, 4000000, WRITES_1H),
	ROW("aws", "anthropic.claude-fable-5-2", 8800000, 220000, 44000000,
		WRITES_1H),
	ROW("aws", "anthropic.claude-fable-5-1", 11000000, 275000, 55000000,
		WRITES_1H),
	ROW("aws", "anthropic.claude-fable-5", 11000000, 1100000, 55000000,
		WRITES_1H),
	ROW("aws", "anthropic.claude-mythos-5-2", 8800000, 220000, 44000000,
		WRITES_1H),
	ROW("aws", "anthropic.claude-opus-5-5", 4400000, 220000, 22000000,
		WRITES_1H),
	ROW("aws", "anthropic.claude-opus-5", 5500000, 550000, 27500000,
		WRITES_1H),
	ROW("aws", "anthropic.claude-opus-4-8", 5500000, 550000, 27500000,
		WRITES_1H),
	ROW("aws", "anthropic.claude-opus-4-7", 5500000, 550000, 27500000,
		WRITES_1H),
	ROW("aws", "anthropic.claude-opus-4-6", 5500000, 550000, 27500000,
		WRITES_1H),
	ROW("aws", "anthropic.claude-opus-4-5", 5500000, 550000, 27500000,
		WRITES_1H),
	ROW("aws", "anthropic.claude-sonnet-5-5", 2200000, 110000, 11000000,
		WRITES_1H),
	ROW("aws", "anthropic.claude-sonnet-5", 2200000, 220000, 11000000,
		WRITES_1H),
	ROW("aws", "anthropic.claude-sonnet-4-6", 3300000, 330000, 16500000,
		WRITES_1H),
	ROW("aws", "anthropic.claude-sonnet-4-5", 3300000, 330000, 16500000,
		WRITES_1H),
	ROW("aws", "anthropic.claude-haiku-5-5", 110000, 11000, 550000,
		WRITES_1H | OVER_100K),
	ROW("aws", "anthropic.claude-haiku-4-5", 1100000, 110000, 5500000,
		WRITES_1H),
	ROW("aws", "global.anthropic.claude-opus-4-6", 5000000, 500000,
		25000000, WRITES_1H),
	ROW("aws", "global.anthropic.claude-sonnet-4-6", 3000000, 300000,
		15000000, WRITES_1H),
	ROW("aws", "global.anthropic.claude-sonnet-4-5", 3000000, 300000,
		15000000, WRITES_1H),
	ROW("google", "gemini-4-argon", 2000000, 100000, 10000000, 0),
	FROM(20261201, "google", "gemini-4-argon", 4000000, 200000, 20000000,
		0),
	ROW("google", "gemini-3.8-flash", 750000, 75000, 3750000, 0),
	FROM(20270101, "google", "gemini-3.8-flash", 1500000, 150000, 7500000,
		0),
	ROW("google", "gemini-3.7-flash", 750000, 75000, 3750000, 0),
	FROM(20270101, "google", "gemini-3.7-flash", 1500000, 150000, 7500000,
		0),
	ROW("google", "gemini-3.6-flash", 750000, 75000, 3750000, 0),
	FROM(20270101, "google", "gemini-3.6-flash", 1500000, 150000, 7500000,
		0),
	ROW("google", "gemini-3.5-flash", 1500000, 150000, 9000000, 0),
	ROW("google", "gemini-3.5-flash-lite", 300000, 30000, 2500000, 0),
	ROW("google", "gemini-3.1-pro-preview", 2000000, 200000, 12000000,
		OVER_200K),
	ROW("google", "gemini-3.1-flash-lite", 250000, 25000, 1500000, 0),
	ROW("google", "gemini-3-pro-preview", 2000000, 200000, 12000000,
		OVER_200K),
	FROM(20260105, "google", "gemini-3-pro-preview", 2000000, 200000,
		12000000, OVER_200K),
	ROW("google", "gemini-3-flash-preview", 500000, 50000, 3000000, 0),
	FROM(20260105, "google", "gemini-3-flash-preview", 500000, 50000,
		3000000, 0),
	ROW("google", "gemini-2.5-pro", 1250000, 125000, 10000000, OVER_200K),
	ROW("google", "gemini-2.5-flash", 300000, 30000, 2500000, 0),
	ROW("google", "gemini-2.5-flash-lite", 100000, 10000, 400000, 0),
	ROW("x-ai", "grok-4.7", 2000000, 500000, 6000000, FROM_200K),
	ROW("x-ai", "grok-4.6", 2000000, 500000, 6000000, FROM_200K),
	ROW("x-ai", "grok-4.5", 2000000, 300000, 6000000, FROM_200K),
	ROW("x-ai", "grok-4.3", 1250000, 200000, 2500000, FROM_200K),
	ROW("x-ai", "grok-4.20", 2000000, 200000, 6000000, FROM_200K),
	FROM(20260430, "x-ai", "grok-4.20", 1250000, 200000, 2500000,
		FROM_200K),
	ROW("x-ai", "grok-4-fast", 200000, 50000, 500000, 0),
	ROW("x-ai", "grok-4-1-fast", 200000, 50000, 500000, 0),
	ROW("x-ai", "grok-4", 3000000, 750000, 15000000, 0),
	ROW("x-ai", "grok-build-0.1", 1000000, 200000, 2000000, FROM_200K),
	ROW("x-ai", "grok-code-fast-1", 200000, 20000, 1500000, 0),
	ROW("deepseek", "deepseek-v4-pro", 435000, 3625, 870000, 0),
	FROM(20260817, "deepseek", "deepseek-v4-pro", 660000, 22000, 1980000,
		0),
	HOURS(1 * 60, 4 * 60, "deepseek", "deepseek-v4-pro", 1320000, 44000,
		3960000, 0),
	HOURS(6 * 60, 10 * 60, "deepseek", "deepseek-v4-pro", 1320000, 44000,
		3960000, 0),
	ROW("deepseek", "deepseek-v4-flash", 140000, 2800, 280000, 0),
	FROM(20260817, "deepseek", "deepseek-v4-flash", 220000, 7000, 660000,
		0),
	FROM(20260910, "deepseek", "deepseek-v4-flash", 150000, 3000, 600000,
		0),
	HOURS(1 * 60, 4 * 60, "deepseek", "deepseek-v4-flash", 300000, 6000,
		1200000, 0),
	HOURS(6 * 60, 10 * 60, "deepseek", "deepseek-v4-flash", 300000, 6000,
		1200000, 0),
	ROW("deepseek", "deepseek-flash", 150000, 3000, 600000, 0),
	HOURS(1 * 60, 4 * 60, "deepseek", "deepseek-flash", 300000, 6000,
		1200000, 0),
	HOURS(6 * 60, 10 * 60, "deepseek", "deepseek-flash", 300000, 6000,
		1200000, 0),
	ROW("deepseek", "deepseek-chat", 135000, 35000, 550000, 0),
	HOURS(30, 16 * 60 + 30, "deepseek", "deepseek-chat", 270000, 70000,
		1100000, 0),
	ROW("deepseek", "deepseek-reasoner", 135000, 35000, 550000, 0),
	HOURS(30, 16 * 60 + 30, "deepseek", "deepseek-reasoner", 550000, 140000,
		2190000, 0),
	ROW("mistral", "mistral-large-4", 680000, 70000, 2090000, 0),
	FROM(20261020, "mistral", "mistral-large-4", 1360000, 140000, 4180000,
		0),
	FROM(20261029, "mistral", "mistral-large-4", 700000, 70000, 2100000, 0),
	ROW("mistral", "mistral-large-2512", 500000, 50000, 1500000, 0),
	ROW("mistral", "mistral-medium-3.5", 1500000, 150000, 7500000, 0),
	ROW("mistral", "mistral-medium-latest", 400000, 40000, 2000000, 0),
	FROM(20260616, "mistral", "mistral-medium-latest", 1500000, 150000,
		7500000, 0),
	ROW("mistral", "mistral-small-2603", 150000, 15000, 600000, 0),
	ROW("mistral", "mistral-small-latest", 100000, 100000, 300000, 0),
	FROM(20260316, "mistral", "mistral-small-latest", 150000, 15000, 600000,
		0),
	ROW("mistral", "devstral-2512", 400000, 40000, 2000000, 0),
	ROW("mistral", "codestral-2508", 300000, 30000, 900000, 0),
	ROW("moonshotai", "kimi-k3.1-pro", 2000000, 200000, 10000000, KEEPS_1H),
	ROW("moonshotai", "kimi-k3.1-pro-highspeed", 4000000, 200000, 20000000,
		KEEPS_1H),
	ROW("moonshotai", "kimi-k3", 3000000, 300000, 15000000, KEEPS_1H),
	ROW("moonshotai", "kimi-k2.7-code", 950000, 190000, 4000000, 0),
	ROW("moonshotai", "kimi-k2.7-code-highspeed", 1900000, 380000, 8000000,
		0),
	ROW("moonshotai", "kimi-k2.6", 950000, 160000, 4000000, 0),
	ROW("moonshotai", "kimi-k2.5", 600000, 100000, 3000000, 0),
	ROW("moonshotai", "kimi-k2-thinking", 600000, 150000, 2500000, 0),
	ROW("groq", "openai/gpt-oss-120b", 150000, 75000, 600000, 0),
	ROW("groq", "openai/gpt-oss-20b", 75000, 37500, 300000, 0),
	ROW("groq", "llama-3.3-70b-versatile", 590000, 590000, 790000, 0),
	ROW("openrouter", "qwen/qwen3-coder", 220000, 220000, 1800000, 0),
	FROM(20261019, "openrouter", "qwen/qwen3-coder", 300000, 100000,
		1000000, 0),
	ROW("openrouter", "qwen/qwen3-coder-plus", 650000, 130000, 3250000,
		WRITES),
	ROW("openrouter", "qwen/qwen3-coder-next", 110000, 70000, 800000, 0),
	FROM(20261019, "openrouter", "qwen/qwen3-coder-next", 120000, 70000,
		800000, 0),
	ROW("openrouter", "qwen/qwen3-max", 1200000, 1200000, 6000000, 0),
	ROW("openrouter", "qwen/qwen3.7-max", 1250000, 250000, 3750000, WRITES),
	FROM(20261019, "openrouter", "qwen/qwen3.7-max", 1475000, 295000,
		4425000, WRITES),
	ROW("openrouter", "qwen/qwen3.8-max-prime", 4000000, 500000, 12000000,
		0),
	ROW("openrouter", "qwen/qwen3.8-flash", 150000, 16000, 470000, 0),
	ROW("zai", "glm-5.3", 1400000, 260000, 4400000, 0),
	ROW("zai", "glm-5.3-flash", 75000, 15000, 250000, 0),
	FROM(20260910, "zai", "glm-5.3-flash", 150000, 30000, 500000, 0),
	ROW("zai", "glm-5.2", 1400000, 260000, 4400000, 0),
	ROW("zai", "glm-5.1", 1400000, 260000, 4400000, 0),
	ROW("zai", "glm-5", 1000000, 200000, 3200000, 0),
	ROW("zai", "glm-4.7", 600000, 110000, 2200000, 0),
	ROW("zai", "glm-4.6", 600000, 110000, 2200000, 0),
	ROW("zai", "glm-4.5", 600000, 110000, 2200000, 0),
	ROW("zai", "glm-4.5-air", 200000, 30000, 1100000, 0),
	ROW("minimax", "minimax-m3.1-flash", 150000, 15000, 600000, 0),
	ROW("minimax", "minimax-m3", 300000, 60000, 1200000, OVER_512K),
	ROW("minimax", "minimax-m2.7", 300000, 60000, 1200000, WRITES),
	ROW("minimax", "minimax-m2", 300000, 30000, 1200000, WRITES),
	ROW("minimax", "minimax-m2.5", 300000, 30000, 1200000, WRITES),
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
	if (row->notes & (WRITES_1H | KEEPS_1H))
		r.write_1h = r.input * 2;
	return r;
}

/* A price above a number of tokens is one for all tokens of the request. */
static const struct tier {
	unsigned note;
	uint64_t above;
	unsigned input, output; /* times, in halves */
} tiers[] = {
	{ OVER_100K, 100000, 10, 10 },
	{ FROM_200K, 199999, 4, 4 },
	{ OVER_200K, 200000, 4, 3 },
	{ OVER_272K, 272000, 4, 3 },
	{ OVER_512K, 512000, 4, 4 },
};

static void
set_tier(struct price *price, unsigned notes)
{
	const struct price_rates *r = &price->rates;

	for (size_t i = 0; i < sizeof(tiers) / sizeof(*tiers); i++) {
		const struct tier *t = &tiers[i];

		if (!(notes & t->note))
			continue;
		price->above = t->above;
		price->above_rates = (struct price_rates){
			.input = r->input * t->input / 2,
			.cached = r->cached * t->input / 2,
			.write = r->write * t->input / 2,
			.write_1h = r->write_1h * t->input / 2,
			.output = r->output * t->output / 2,
		};
	}
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
	set_tier(price, row->notes);
	return true;
}
