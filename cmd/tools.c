/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens by tool; see tools.h. */
#include "tools.h"

#include <pthread.h>
#include <string.h>

#include "base/mem.h"

enum {
	/* Names come out of requests: whoever makes thousands of them gets no
	 * row for each. */
	MOST_TOOLS = 256,
	NAME_BYTES = 256,
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct ledger_part *
find(struct tools *tools, const char *name)
{
	size_t n = strlen(name) + 1;
	char *copy;

	for (size_t i = 0; i < tools->n; i++)
		if (!strcmp(tools->p[i].tool, name))
			return &tools->p[i];
	if (tools->n == MOST_TOOLS || n > NAME_BYTES ||
		!mem_grow(&tools->p, &tools->cap, tools->n + 1,
			sizeof(*tools->p)))
		return NULL;
	copy = mem_alloc(n, 1);
	if (!copy)
		return NULL;
	memcpy(copy, name, n);
	tools->p[tools->n] =
		(struct ledger_part){ .tool = copy, .saved = LEDGER_UNKNOWN };
	return &tools->p[tools->n++];
}

void
tools_add(struct tools *tools, const struct hr_text *text)
{
	struct ledger_part *part;

	if (!text->tool || !*text->tool)
		return;
	pthread_mutex_lock(&lock);
	part = find(tools, text->tool);
	if (part) {
		part->tokens_in += (int64_t)text->tokens_in;
		part->tokens_out += (int64_t)text->tokens_out;
	}
	pthread_mutex_unlock(&lock);
}

void
tools_release(struct tools *tools)
{
	for (size_t i = 0; i < tools->n; i++)
		mem_free((void *)(uintptr_t)tools->p[i].tool);
	mem_free(tools->p);
	*tools = (struct tools){ .p = NULL };
}
