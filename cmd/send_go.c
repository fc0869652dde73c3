/* SPDX-License-Identifier: Apache-2.0 */
/* A request goes out, with its key and headers; see send.h. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "exchange.h"
#include "msg.h"
#include "send.h"

enum {
	/* Those of the command line, and ours. */
	MAX_HEADERS = SEND_HEADERS + 16,
	HEADER_BYTES = 512,
};

/* ---- headers ------------------------------------------------------------- */

struct headers {
	const char *line[MAX_HEADERS + 1]; /* ends with NULL */
	size_t n;
	char own[4][HEADER_BYTES]; /* those that are put together */
	size_t nown;
};

static bool
is_given(const struct send_args *args, const char *line)
{
	size_t n = strcspn(line, ":") + 1;

	for (size_t i = 0; i < args->headers.n; i++) {
		struct span s = span_str(args->headers.p[i]);
		size_t same = 0;

		while (same < n && same < s.n &&
			((unsigned char)s.p[same] | 32) ==
				((unsigned char)line[same] | 32))
			same++;
		if (same == n)
			return true;
	}
	return false;
}

static void
add_header(struct headers *h, const struct send_args *args, const char *line)
{
	if (!is_given(args, line) && h->n < MAX_HEADERS)
		h->line[h->n++] = line;
}

/* A header that some provider reads, if its variable is set. */
static void
add_variable(struct headers *h, const struct send_args *args,
	const char *before, const char *variable)
{
	const char *value = provider_variable(variable);
	char *line = h->own[h->nown];

	if (!value || !address_is_value(span_str(value)) ||
		strlen(before) + strlen(value) >= HEADER_BYTES)
		return;
	strcpy(line, before);
	strcat(line, value);
	h->nown++;
	add_header(h, args, line);
}

static void
set_headers(struct headers *h, const struct send *s, const struct key *key)
{
	const struct send_args *args = s->args;
	bool openai =
		!strcmp(s->provider.name, "openai") && !s->provider.compatible;

	add_header(h, args, "Content-Type: application/json");
	add_header(h, args, "User-Agent: headroom/" HR_VERSION);
	if (s->provider.api == HR_API_ANTHROPIC)
		add_header(h, args, "anthropic-version: 2023-06-01");
	if (openai) {
		add_variable(h, args, "OpenAI-Organization: ", "OPENAI_ORG_ID");
		add_variable(h, args, "OpenAI-Project: ", "OPENAI_PROJECT_ID");
	}
	for (size_t i = 0; i < args->headers.n; i++)
		h->line[h->n++] = args->headers.p[i];
	if (key->n)
		h->line[h->n++] = key->line;
}

/* ---- sending ------------------------------------------------------------- */

static int
load_key(struct send *s, struct key *key)
{
	const struct provider *p = &s->provider;
	struct key_source source = { .file = s->args->key_file,
		.command = s->args->key_command,
		.fd = s->args->key_fd,
		.variables = p->keys };
	int status = key_open(&source);

	key_guard();
	if (status == 0)
		status = key_read(key, &source);
	if (source.file && source.opened >= 0)
		close(source.opened);
	if (status)
		return status;
	if (key->n && !p->address.tls && !p->address.loopback) {
		msg_usage("%.*s: a key is not sent without TLS",
			(int)p->address.host.n, p->address.host.p);
		return EXIT_USAGE;
	}
	if (!key->n && p->key_needed) {
		msg_usage("%s needs a key: set %s, or use --key-file or "
			  "--key-command",
			p->name, p->keys[0]);
		return EXIT_USAGE;
	}
	key_set_header(key, provider_key_header(p, key->variable));
	return 0;
}

static void
exchange_body(struct send *s, const struct send_body *body,
	const struct key *key, struct exchange *x)
{
	struct headers headers = { .n = 0 };
	struct exchange_plan plan = {
		.request = { .url = s->url.p,
			.headers = headers.line,
			.body = buf_span(&body->text),
			.ca_file = s->args->ca_file,
			.connect_ms = s->connect_ms,
			.first_ms = s->first_ms,
			.idle_ms = s->idle_ms },
		.api = s->provider.api,
		.stream = s->stream,
		.raw = s->args->json,
		.retries = s->retries,
		.key = key,
		.out = &s->out,
	};
	struct span authority = s->provider.address.authority;
	char host[256];

	snprintf(host, sizeof(host), "%.*s", (int)authority.n, authority.p);
	plan.host = host;
	plan.request.proxy =
		provider_proxy(&s->provider.address, &plan.request.no_proxy);
	set_headers(&headers, s, key);
	exchange_run(&plan, x);
}

static int
exchange_all(struct send *s, const struct key *key, int usage)
{
	struct exchange x;
	int status = 0, failed = 0;

	if (s->args->compare) {
		send_head(s, "original");
		exchange_body(s, &s->original, key, &x);
		send_foot(s, "original", &x);
		send_record(s, &s->original, &x);
		status = x.status;
		if (usage >= 0)
			failed = send_add_usage(s, &s->original, &x, usage);
		send_head(s, "compressed");
	}
	exchange_body(s, &s->small, key, &x);
	if (s->args->compare)
		send_foot(s, "compressed", &x);
	else if (!x.newline && (x.status == 0 || s->out.terminal))
		out_str(&s->out, "\n");
	out_flush(&s->out);
	send_record(s, &s->small, &x);
	send_tell(s, &x);
	if (usage >= 0 && failed == 0)
		failed = send_add_usage(s, &s->small, &x, usage);
	if (x.status > status)
		status = x.status;
	return status ? status : failed;
}

int
send_go(struct send *s)
{
	static struct key key;
	int status, usage = -1;

	if (s->args->usage_json && (usage = send_open_usage(s->args)) < 0)
		return EXIT_IO;
	/* A connection that breaks is no reason to die; a reader that goes is,
	 * and struct out sees to it. */
	signal(SIGPIPE, SIG_IGN);
	/* libcurl would write the keys of TLS to this file. */
	unsetenv("SSLKEYLOGFILE");
	status = load_key(s, &key);
	if (status == 0)
		status = exchange_all(s, &key, usage);
	key_wipe(&key);
	if (usage >= 0)
		close(usage);
	return status;
}
