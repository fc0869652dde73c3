/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who gets a request: from the options, the model's name and the variables
 * that each provider's own tools read.
 */
#ifndef PROVIDER_H
#define PROVIDER_H

#include "send/address.h"

enum {
	PROVIDER_KEYS = 3, /* variables of one, with the NULL behind them */
};

/* What is asked for; NULL, 0 and HR_API_AUTO: not said. */
struct provider_wish {
	const char *base_url;
	int provider; /* 1 for the first of PROVIDER_NAMES */
	const char *model;
	enum hr_api api; /* by the option, or by the body's shape */
};

#define PROVIDER_NAMES "openai anthropic gemini openrouter azure ollama"

struct provider {
	const char *name; /* one of PROVIDER_NAMES */
	enum hr_api api;
	struct buf base; /* the base URL, with a NUL behind it */
	struct address address; /* its parts */
	const char *const *keys; /* variables, the first that is set counts */
	bool key_needed; /* the service takes nobody without one */
	bool new_limit; /* of chat completions: "max_completion_tokens" */
	bool compatible; /* another service that has this one's API */
};

/* 0, or an exit status after a message. */
int provider_choose(struct provider *, const struct provider_wish *);
void provider_release(struct provider *);

/* What stands before the key in its header, "x-api-key: "; `variable` is where
 * the key is from, NULL: from elsewhere. */
const char *provider_key_header(const struct provider *, const char *variable);

/* The variable of this environment, NULL if it is not set or empty. */
const char *provider_variable(const char *name);

/* The proxy for this address by the usual variables, or NULL; *except gets the
 * list of hosts that need none, or NULL. */
const char *provider_proxy(const struct address *, const char **except);

/* The model that a body names, or NULL, is good for a guess only. */
bool provider_is_claude(const char *model);

#endif
