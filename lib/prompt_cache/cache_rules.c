/* SPDX-License-Identifier: Apache-2.0 */
/* What the caches of providers want; see cache_rules.h. */
#include "prompt_cache/cache_rules.h"

#include "base/span.h"

enum {
	/* OpenAI's for all models; of models before 5.6 what is kept is a
	 * multiple of the step. */
	OPENAI_MINIMUM = 1024,
	OPENAI_STEP = 128,
	/* The largest that is known of any. */
	ANTHROPIC_MINIMUM = 4096,
	GEMINI_MINIMUM = 4096,
};

/* Beginnings of names with their points as dashes, longer ones first.  Where
 * nothing is known of a model it is taken for the one before it. */
static const struct {
	const char *start;
	unsigned minimum;
	bool assumed;
} minimums[] = {
	{ "claude-opus-4-5", 4096, false },
	{ "claude-opus-4-6", 4096, false },
	{ "claude-opus-4-7", 4096, false },
	{ "claude-opus-4-8", 4096, false },
	{ "claude-opus-4", 1024, true },
	{ "claude-opus-5", 4096, true },
	{ "claude-haiku-4-5", 4096, false },
	{ "claude-fable-5", 2048, false },
	{ "claude-sonnet-4-6", 2048, false },
	{ "claude-sonnet-4", 1024, false },
	{ "claude-sonnet-5", 2048, true },
	{ "claude-3-7-sonnet", 1024, false },
	{ "claude-3-5-haiku", 2048, false },
	{ "claude-3-haiku", 2048, false },
	{ "claude-", ANTHROPIC_MINIMUM, true },
	{ "gemini-2-5", 2048, true },
	{ "gemini-", GEMINI_MINIMUM, true },
};

/* Whether it begins so, in whatever case, a point counting as a dash. */
static bool
starts(const char *name, const char *start)
{
	for (; *start; start++, name++) {
		char c = *name == '.' ? '-' : *name;

		if ((is_upper(c) ? c + 32 : c) != *start)
			return false;
	}
	return true;
}

/* The number of "gpt-5.6-sol" in tenths, 56; 0: there is none. */
static unsigned
gpt_number(const char *name)
{
	unsigned number = 0;

	for (name += 4; is_digit(*name) && number < 1000; name++)
		number = number * 10 + (unsigned)(*name - '0');
	number *= 10;
	if (number && name[0] == '.' && is_digit(name[1]))
		number += (unsigned)(name[1] - '0');
	return number;
}

static struct cache_rules
openai(const char *name)
{
	struct cache_rules rules = {
		.way = CACHE_BY_STEPS,
		.minimum = OPENAI_MINIMUM,
		.step = OPENAI_STEP,
	};

	/* Of others that have OpenAI's interface little is known. */
	rules.assumed = !starts(name, "gpt-") && !starts(name, "o3") &&
			!starts(name, "o4") && !starts(name, "o1");
	if (starts(name, "gpt-") && gpt_number(name) >= 56) {
		rules.way = CACHE_BY_ENDS;
		rules.step = 1;
	}
	return rules;
}

struct cache_rules
cache_rules_find(const char *model, enum hr_api api)
{
	const char *slash = model ? strrchr(model, '/') : NULL;
	const char *name = slash ? slash + 1 : model ? model : "";
	struct cache_rules rules = { .step = 1, .assumed = true };
	size_t n = sizeof(minimums) / sizeof(*minimums);

	for (size_t i = 0; i < n; i++) {
		if (!starts(name, minimums[i].start))
			continue;
		rules.way = starts(name, "claude-") ? CACHE_BY_MARKS
						    : CACHE_BY_PREFIX;
		rules.minimum = minimums[i].minimum;
		rules.assumed = minimums[i].assumed;
		return rules;
	}
	if (api == HR_API_ANTHROPIC) {
		rules.way = CACHE_BY_MARKS;
		rules.minimum = ANTHROPIC_MINIMUM;
	} else if (api == HR_API_GEMINI) {
		rules.way = CACHE_BY_PREFIX;
		rules.minimum = GEMINI_MINIMUM;
	} else {
		return openai(name);
	}
	return rules;
}
