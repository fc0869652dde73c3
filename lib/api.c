/* SPDX-License-Identifier: Apache-2.0 */
/* Names of what requests have; see headroom.h. */
#include "headroom.h"

#include <string.h>

static const char *const names[] = {
	[HR_API_AUTO] = "auto",
	[HR_API_OPENAI_CHAT] = "openai-chat",
	[HR_API_OPENAI_RESPONSES] = "openai-responses",
	[HR_API_ANTHROPIC] = "anthropic",
	[HR_API_GEMINI] = "gemini",
	[HR_API_NONE] = "none",
};
_Static_assert(
	sizeof(names) / sizeof(*names) == HR_NAPIS, "each API has a name");

const char *
hr_api_name(enum hr_api api)
{
	return names[api];
}

enum hr_status
hr_api_find(const char *name, enum hr_api *api)
{
	for (size_t i = 0; i < HR_NAPIS; i++)
		if (!strcmp(names[i], name)) {
			*api = (enum hr_api)i;
			return HR_OK;
		}
	return HR_EINPUT;
}

const char *
hr_left_name(enum hr_left left)
{
#define X(name, word) [HR_LEFT_##name] = (word),
	static const char *const words[] = { HR_LEFT_REASONS(X) };
#undef X

	return words[left];
}
