/* SPDX-License-Identifier: Apache-2.0 */
/* Names of kinds, APIs, reasons and fates; see headroom.h. */
#include "headroom.h"

#include <string.h>

/* The number of a name; the number of names: it is none of them. */
static size_t
find(const char *const *names, size_t n, const char *name)
{
	size_t i = 0;

	while (i < n && strcmp(names[i], name) != 0)
		i++;
	return i;
}

#define X(id, name) [HR_KIND_##id] = (name),
static const char *const kinds[HR_NKINDS] = { HR_KINDS(X) };
#undef X

const char *
hr_kind_name(enum hr_kind kind)
{
	return kinds[kind];
}

enum hr_status
hr_kind_find(const char *name, enum hr_kind *kind)
{
	size_t i = find(kinds, HR_NKINDS, name);

	if (i == HR_NKINDS)
		return HR_EINPUT;
	*kind = (enum hr_kind)i;
	return HR_OK;
}

#define X(id, name) [HR_API_##id] = (name),
static const char *const apis[HR_NAPIS] = { HR_APIS(X) };
#undef X

const char *
hr_api_name(enum hr_api api)
{
	return apis[api];
}

enum hr_status
hr_api_find(const char *name, enum hr_api *api)
{
	size_t i = find(apis, HR_NAPIS, name);

	if (i == HR_NAPIS)
		return HR_EINPUT;
	*api = (enum hr_api)i;
	return HR_OK;
}

const char *
hr_left_name(enum hr_left left)
{
#define X(name, word) [HR_LEFT_##name] = (word),
	static const char *const words[HR_NLEFT] = { HR_LEFT_REASONS(X) };
#undef X

	return words[left];
}

const char *
hr_why_name(enum hr_why why)
{
#define X(id, words) [HR_WHY_##id] = (words),
	static const char *const names[HR_NWHYS] = { HR_WHYS(X) };
#undef X

	return names[why];
}

const char *
hr_fate_name(enum hr_fate fate)
{
#define X(id, word) [HR_FATE_##id] = (word),
	static const char *const names[HR_NFATES] = { HR_FATES(X) };
#undef X

	return names[fate];
}
