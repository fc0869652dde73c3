/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of models and encodings.
 *
 * The encodings of OpenAI's models are those of its own tokenizer library,
 * tiktoken 0.14: exact names first, then the longest prefix.  Rows stand in
 * that order, so the first that fits is the best.
 *
 * The others are estimates from o200k_base.  Claude's factors are published
 * averages; those of Gemini, DeepSeek and Qwen are means over logs, JSON, code
 * and prose (Gemma 3: 1.46, 1.20, 1.23, 1.10; DeepSeek V3: 1.05, 1.07, 1.08,
 * 1.03; Qwen 3: 1.37, 1.05, 1.00, 1.03 times the tokens), so logs are off by
 * most.  Context windows are the vendors' figures, 0 where these vary.
 */
#include "base/ascii.h"
#include "headroom.h"

#include <string.h>

#define OPENAI(pattern, family, encoding, context)                             \
	{                                                                      \
		pattern, family, encoding, true, 1, 0, context                 \
	}
#define O200K(pattern, family, context)                                        \
	OPENAI(pattern, family, HR_O200K_BASE, context)
#define CL100K(pattern, family, context)                                       \
	OPENAI(pattern, family, HR_CL100K_BASE, context)
#define ESTIMATE(pattern, family, factor, error_percent, context)              \
	{                                                                      \
		pattern, family, HR_O200K_BASE, false, factor, error_percent,  \
			context                                                \
	}
#define OLD_CLAUDE(pattern, context)                                           \
	ESTIMATE(pattern, "Claude up to 4.6", 1.18, 15, context)
#define NEW_CLAUDE(pattern, context)                                           \
	ESTIMATE(pattern, "Claude from Opus 4.7", 1.53, 15, context)
/* Of a vocabulary that was not measured. */
#define UNKNOWN(pattern, family, context)                                      \
	ESTIMATE(pattern, family, 1, 30, context)

static const struct hr_model models[] = {
	O200K("o1", "o1", 200000),
	O200K("o3", "o3", 200000),
	O200K("o4-mini", "o4-mini", 200000),
	O200K("gpt-5", "GPT-5", 400000),
	O200K("gpt-4.1", "GPT-4.1", 1047576),
	O200K("gpt-4o", "GPT-4o", 128000),
	CL100K("gpt-4", "GPT-4", 8192),
	CL100K("gpt-3.5-turbo", "GPT-3.5", 16385),
	CL100K("davinci-002", "GPT base", 16384),
	CL100K("babbage-002", "GPT base", 16384),
	CL100K("text-embedding-ada-002", "embeddings", 0),
	CL100K("text-embedding-3-small", "embeddings", 0),
	CL100K("text-embedding-3-large", "embeddings", 0),

	O200K("o1-mini*", "o1", 128000),
	O200K("o1-preview*", "o1", 128000),
	O200K("o1-*", "o1", 200000),
	O200K("o3-*", "o3", 200000),
	O200K("o4-mini-*", "o4-mini", 200000),
	O200K("gpt-5.6*", "GPT-5", 1050000),
	O200K("gpt-5.5*", "GPT-5", 1000000),
	O200K("gpt-5.4-mini*", "GPT-5", 400000),
	O200K("gpt-5.4-nano*", "GPT-5", 400000),
	O200K("gpt-5.4*", "GPT-5", 1050000),
	O200K("gpt-5-chat*", "GPT-5", 128000),
	O200K("gpt-5*", "GPT-5", 400000),
	O200K("gpt-4.5-*", "GPT-4.5", 128000),
	O200K("gpt-4.1*", "GPT-4.1", 1047576),
	O200K("chatgpt-4o-*", "GPT-4o", 128000),
	O200K("gpt-4o*", "GPT-4o", 128000),
	OPENAI("gpt-oss-*", "gpt-oss", HR_O200K_HARMONY, 131072),
	CL100K("gpt-4-turbo*", "GPT-4", 128000),
	CL100K("gpt-4-1106-*", "GPT-4", 128000),
	CL100K("gpt-4-0125-*", "GPT-4", 128000),
	CL100K("gpt-4-vision-*", "GPT-4", 128000),
	CL100K("gpt-4-32k*", "GPT-4", 32768),
	CL100K("gpt-4-*", "GPT-4", 8192),
	CL100K("gpt-3.5-turbo-instruct*", "GPT-3.5", 4096),
	CL100K("gpt-3.5*", "GPT-3.5", 16385),
	CL100K("gpt-35-turbo*", "GPT-3.5", 16385),
	CL100K("text-embedding-3-*", "embeddings", 0),
	O200K("ft:gpt-4o*", "GPT-4o, fine-tuned", 128000),
	CL100K("ft:gpt-4*", "GPT-4, fine-tuned", 8192),
	CL100K("ft:gpt-3.5-turbo*", "GPT-3.5, fine-tuned", 16385),
	CL100K("ft:davinci-002*", "GPT base, fine-tuned", 16384),
	CL100K("ft:babbage-002*", "GPT base, fine-tuned", 16384),

	NEW_CLAUDE("claude-opus-4-7*", 1000000),
	NEW_CLAUDE("claude-opus-4.7*", 1000000),
	NEW_CLAUDE("claude-opus-4-8*", 1000000),
	NEW_CLAUDE("claude-opus-4.8*", 1000000),
	NEW_CLAUDE("claude-opus-5*", 1000000),
	NEW_CLAUDE("claude-sonnet-5*", 1000000),
	NEW_CLAUDE("claude-fable-5*", 1000000),
	NEW_CLAUDE("claude-mythos-5*", 0),
	OLD_CLAUDE("claude-sonnet-4-6*", 1000000),
	OLD_CLAUDE("claude-sonnet-4.6*", 1000000),
	OLD_CLAUDE("claude-sonnet-4-5*", 1000000),
	OLD_CLAUDE("claude-sonnet-4.5*", 1000000),
	OLD_CLAUDE("claude-*", 200000),
	ESTIMATE("gemini-*", "Gemini", 1.2, 25, 1048576),
	ESTIMATE("llama-3*", "Llama 3", 1, 10, 0),
	ESTIMATE("llama3*", "Llama 3", 1, 10, 0),
	ESTIMATE("meta-llama-3*", "Llama 3", 1, 10, 0),
	ESTIMATE("deepseek-v4*", "DeepSeek", 1.06, 10, 1000000),
	ESTIMATE("deepseek-chat*", "DeepSeek", 1.06, 10, 64000),
	ESTIMATE("deepseek-*", "DeepSeek", 1.06, 10, 0),
	ESTIMATE("qwen*", "Qwen", 1.1, 25, 0),
	UNKNOWN("grok-4.5*", "Grok", 500000),
	UNKNOWN("grok-4.3*", "Grok", 1000000),
	UNKNOWN("grok-code-fast-1*", "Grok", 256000),
	UNKNOWN("grok-*", "Grok", 0),
	UNKNOWN("mistral-*", "Mistral", 0),
	UNKNOWN("devstral-*", "Mistral", 0),
	UNKNOWN("kimi-k3*", "Kimi", 1048576),
	UNKNOWN("kimi-k2.6*", "Kimi", 262144),
	UNKNOWN("kimi-*", "Kimi", 0),
	UNKNOWN("*", "unknown", 0),
};

const struct hr_model *
hr_models(size_t *n)
{
	*n = sizeof(models) / sizeof(*models);
	return models;
}

/* Does the name fit the pattern, in whatever case? */
static bool
fits(const char *name, const char *pattern)
{
	for (; *pattern != '*'; name++, pattern++) {
		if (to_lower(*name) != *pattern)
			return false;
		if (!*pattern)
			return true;
	}
	return true;
}

/* "models/NAME", "VENDOR/NAME" and "us.anthropic.NAME" are the NAME. */
const struct hr_model *
hr_model_find(const char *name)
{
	const struct hr_model *m = models;
	const char *slash = strrchr(name, '/'), *maker;

	if (slash)
		name = slash + 1;
	maker = strstr(name, "anthropic.claude-");
	if (maker)
		name = maker + strlen("anthropic.");
	while (!fits(name, m->pattern))
		m++;
	return m;
}

static const char *const encodings[HR_NENCODINGS] = { "o200k_base",
	"cl100k_base", "o200k_harmony" };

const char *
hr_encoding_name(enum hr_encoding encoding)
{
	return encodings[encoding];
}

enum hr_status
hr_encoding_find(const char *name, enum hr_encoding *encoding)
{
	for (int i = 0; i < HR_NENCODINGS; i++)
		if (!strcmp(encodings[i], name)) {
			*encoding = (enum hr_encoding)i;
			return HR_OK;
		}
	return HR_EINPUT;
}
