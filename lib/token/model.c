/* SPDX-License-Identifier: Apache-2.0 */
/* Names of models and encodings. */
#include "headroom.h"

#include <string.h>

static const struct hr_model models[] = {
	{ "gpt-4", "GPT-4", HR_CL100K_BASE, true, 1, 0, 8192 },
	{ "gpt-4-*", "GPT-4", HR_CL100K_BASE, true, 1, 0, 8192 },
	{ "*", "unknown", HR_O200K_BASE, false, 1, 25, 0 },
};

const struct hr_model *
hr_models(size_t *n)
{
	*n = sizeof(models) / sizeof(*models);
	return models;
}

const struct hr_model *
hr_model_find(const char *name)
{
	const struct hr_model *best = NULL;
	size_t longest = 0;

	for (size_t i = 0; i < sizeof(models) / sizeof(*models); i++) {
		const char *pattern = models[i].pattern;
		size_t n = strlen(pattern);

		if (!strcmp(pattern, name))
			return &models[i];
		if (pattern[n - 1] == '*' && n > longest &&
			!strncmp(pattern, name, n - 1)) {
			best = &models[i];
			longest = n;
		}
	}
	return best;
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
