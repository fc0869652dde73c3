/* SPDX-License-Identifier: Apache-2.0 */
/* Who gets a request; see provider.h. */
#include "provider.h"

#include <stdlib.h>

#include "cmd.h"
#include "msg.h"

/* In the order of PROVIDER_NAMES. */
enum {
	OPENAI,
	ANTHROPIC,
	GEMINI,
	OPENROUTER,
	AZURE,
	OLLAMA,
	NPROVIDERS,
};

static const struct row {
	const char *name;
	const char *host; /* base URLs there, or below, are this one's */
	const char *base; /* NULL: only by its variable */
	const char *variable; /* of the base URL; NULL: there is none */
	const char *chat; /* what chat completions add to the base */
	enum hr_api api;
	const char *keys[PROVIDER_KEYS];
	bool key_needed;
} rows[NPROVIDERS] = {
	[OPENAI] = { "openai", "api.openai.com", "https://api.openai.com/v1",
		"OPENAI_BASE_URL", "", HR_API_OPENAI_CHAT, { "OPENAI_API_KEY" },
		true },
	[ANTHROPIC] = { "anthropic", "api.anthropic.com",
		"https://api.anthropic.com", "ANTHROPIC_BASE_URL", "/v1",
		HR_API_ANTHROPIC,
		{ "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN" }, true },
	[GEMINI] = { "gemini", "generativelanguage.googleapis.com",
		"https://generativelanguage.googleapis.com",
		"GOOGLE_GEMINI_BASE_URL", "/v1beta/openai", HR_API_GEMINI,
		{ "GOOGLE_API_KEY", "GEMINI_API_KEY" }, true },
	[OPENROUTER] = { "openrouter", "openrouter.ai",
		"https://openrouter.ai/api/v1", NULL, "", HR_API_OPENAI_CHAT,
		{ "OPENROUTER_API_KEY" }, true },
	[AZURE] = { "azure", "openai.azure.com", NULL, "AZURE_OPENAI_ENDPOINT",
		"", HR_API_OPENAI_CHAT, { "AZURE_OPENAI_API_KEY" }, true },
	[OLLAMA] = { "ollama", "ollama.com", NULL, "OLLAMA_HOST", "",
		HR_API_OPENAI_CHAT, { "OLLAMA_API_KEY" }, false },
};

const char *
provider_variable(const char *name)
{
	const char *value = name ? getenv(name) : NULL;

	return value && *value ? value : NULL;
}

/* ---- by the model -------------------------------------------------------- */

static bool
begins(const char *model, const char *const *prefixes)
{
	for (; *prefixes; prefixes++)
		if (span_starts(span_str(model), *prefixes))
			return true;
	return false;
}

bool
provider_is_claude(const char *model)
{
	return model && span_starts(span_str(model), "claude");
}

/* Names that OpenAI's models begin with. */
static const char *const openai_models[] = { "gpt-", "chatgpt-", "o1", "o3",
	"o4", "ft:", "codex-", "computer-use-", NULL };

/* Who is likely to have a model of this name; -1: nobody is known to. */
static int
by_model(const char *model)
{
	static const char *const gemini[] = { "gemini", "models/", NULL };
	bool openai_set = provider_variable("OPENAI_API_KEY") ||
			  provider_variable("OPENAI_BASE_URL");

	if (!model)
		model = "";
	if (provider_is_claude(model))
		return ANTHROPIC;
	if (begins(model, gemini))
		return GEMINI;
	if (begins(model, openai_models))
		return !openai_set && provider_variable("AZURE_OPENAI_ENDPOINT")
			       ? AZURE
			       : OPENAI;
	if (strchr(model, '/') && provider_variable("OPENROUTER_API_KEY"))
		return OPENROUTER;
	if (provider_variable("OPENAI_BASE_URL"))
		return OPENAI;
	return provider_variable("OLLAMA_HOST") ? OLLAMA : -1;
}

/* Of an API that only one has, by that; Ollama's has all but Gemini's. */
static int
by_api(const struct provider_wish *wish)
{
	switch (wish->api) {
	case HR_API_ANTHROPIC:
		return ANTHROPIC;
	case HR_API_GEMINI:
		return GEMINI;
	case HR_API_OPENAI_RESPONSES:
	case HR_API_OPENAI_CHAT:
	case HR_API_AUTO:
	case HR_API_NONE:
	case HR_NAPIS:
		break;
	}
	return by_model(wish->model);
}

/* ---- by the base URL ----------------------------------------------------- */

static bool
is_ollama(const struct address *a)
{
	return a->loopback && span_ends(a->authority, ":11434");
}

/* Whose host it is; of others the one whose API is used. */
static int
by_address(const struct provider_wish *wish, const struct address *a,
	bool *compatible)
{
	*compatible = false;
	for (int i = 0; i < NPROVIDERS; i++)
		if (address_is_at(a, rows[i].host))
			return i;
	if (is_ollama(a))
		return OLLAMA;
	*compatible = true;
	return wish->api == HR_API_ANTHROPIC ? ANTHROPIC
	       : wish->api == HR_API_GEMINI  ? GEMINI
					     : OPENAI;
}

static int
read_base(struct provider *p, const char *from)
{
	struct hr_error err;

	if (address_read(&p->address, buf_span(&p->base), &err) == HR_OK)
		return 0;
	msg_usage("%s: %s", from, err.text);
	return EXIT_USAGE;
}

static int
set_base(struct provider *p, const char *base, const char *from)
{
	buf_reset(&p->base);
	buf_add_str(&p->base, base ? base : "");
	buf_add_char(&p->base, '\0');
	if (!base || !buf_ok(&p->base)) {
		msg_error(NULL, "out of memory");
		return EXIT_INTERNAL;
	}
	p->base.n--;
	return read_base(p, from);
}

/* Appends a path to the base that was read. */
static int
extend_base(struct provider *p, const char *path, const char *from)
{
	while (p->base.n && p->base.p[p->base.n - 1] == '/')
		p->base.n--;
	buf_add_str(&p->base, path);
	buf_add_char(&p->base, '\0');
	if (!buf_ok(&p->base)) {
		msg_error(NULL, "out of memory");
		return EXIT_INTERNAL;
	}
	p->base.n--;
	return read_base(p, from);
}

/* The base URL by the provider's variable, or its own. */
static int
usual_base(struct provider *p, int i)
{
	const char *value = provider_variable(rows[i].variable);
	const char *from = value ? rows[i].variable : "base URL";
	int status;

	if (i == OLLAMA) {
		struct buf base = { .p = NULL };

		address_ollama(span_str(value ? value : ""), &base);
		status = set_base(p, buf_ok(&base) ? base.p : NULL, from);
		buf_release(&base);
		return status;
	}
	if (!value)
		value = rows[i].base;
	if (!value) {
		msg_usage("%s: where is it? set %s or use --base-url",
			rows[i].name, rows[i].variable);
		return EXIT_USAGE;
	}
	status = set_base(p, value, from);
	if (status || p->api == HR_API_GEMINI || p->api == HR_API_ANTHROPIC ||
		!*rows[i].chat)
		return status;
	return extend_base(p, rows[i].chat, from);
}

/* ---- all together -------------------------------------------------------- */

static int
choose(struct provider *p, const struct provider_wish *wish)
{
	int i = wish->provider - 1, status = 0;

	if (wish->base_url) {
		status = set_base(p, wish->base_url, "--base-url");
		if (status)
			return status;
		if (i < 0)
			i = by_address(wish, &p->address, &p->compatible);
		else
			p->compatible =
				!address_is_at(&p->address, rows[i].host);
	} else if (i < 0) {
		i = by_api(wish);
	}
	if (i < 0) {
		msg_usage("who has the model '%s'? say it with --provider or "
			  "--base-url",
			wish->model ? wish->model : "");
		return EXIT_USAGE;
	}
	p->name = rows[i].name;
	p->keys = rows[i].keys;
	p->api = wish->api == HR_API_AUTO ? rows[i].api : wish->api;
	if (!wish->base_url)
		status = usual_base(p, i);
	if (status)
		return status;
	p->compatible =
		p->compatible || !address_is_at(&p->address, rows[i].host);
	p->new_limit =
		i == AZURE || (i == OPENAI && wish->model &&
				      begins(wish->model, openai_models));
	p->key_needed = rows[i].key_needed && !p->compatible;
	if (i == OLLAMA)
		p->key_needed = address_is_at(&p->address, rows[i].host);
	return i == AZURE && !p->address.path.n
		       ? extend_base(p, "/openai/v1", "base URL")
		       : 0;
}

int
provider_choose(struct provider *p, const struct provider_wish *wish)
{
	*p = (struct provider){ .name = NULL };
	return choose(p, wish);
}

void
provider_release(struct provider *p)
{
	buf_release(&p->base);
}

const char *
provider_key_header(const struct provider *p, const char *variable)
{
	bool azure = p->name == rows[AZURE].name;

	if (p->api == HR_API_GEMINI)
		return "x-goog-api-key: ";
	if (azure)
		return "api-key: ";
	if (p->api == HR_API_ANTHROPIC && p->name == rows[ANTHROPIC].name &&
		!(variable && !strcmp(variable, "ANTHROPIC_AUTH_TOKEN")))
		return "x-api-key: ";
	return "Authorization: Bearer ";
}

const char *
provider_proxy(const struct address *a, const char **except)
{
	/* HTTP_PROXY in capitals is what a CGI program gets of a header
	 * "Proxy", so it is not for us. */
	static const char *const tls[] = { "https_proxy", "HTTPS_PROXY",
		"all_proxy", "ALL_PROXY", NULL };
	static const char *const plain[] = { "http_proxy", "all_proxy",
		"ALL_PROXY", NULL };
	const char *const *name = a->tls ? tls : plain;
	const char *proxy = NULL;

	*except = provider_variable("no_proxy");
	if (!*except)
		*except = provider_variable("NO_PROXY");
	/* What is meant for this machine does not leave it. */
	for (; *name && !proxy && !a->loopback; name++)
		proxy = provider_variable(*name);
	return proxy;
}
