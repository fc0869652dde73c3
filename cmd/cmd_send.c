/* SPDX-License-Identifier: Apache-2.0 */
/* headroom send: a request goes out smaller, and its answer comes back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd.h"
#include "send/http.h"
#include "msg.h"
#include "opt.h"
#include "reach.h"
#include "send.h"

enum {
	CONNECT_MS = 5 * 1000,
	FIRST_MS = 600 * 1000, /* models think for minutes */
	IDLE_MS = 60 * 1000,
	RETRIES = 2,
	MAX_RETRIES = 100,
	MAX_SECONDS = 24 * 60 * 60,
};

#define AT(field) offsetof(struct send_args, field)

/* By the choices of --api. */
static const enum hr_api apis[] = { HR_API_AUTO, HR_API_OPENAI_CHAT,
	HR_API_OPENAI_RESPONSES, HR_API_ANTHROPIC, HR_API_GEMINI };

static const struct opt opts[] = {
	{ 'p', "prompt", OPT_TEXT, AT(prompt), "TEXT", NULL,
		"what to do: it comes behind the files, which are sent as "
		"documents" },
	{ 's', "system", OPT_TEXT, AT(system), "TEXT", NULL,
		"instructions that come before all" },
	{ 'm', "model", OPT_TEXT, AT(model), "NAME", "model",
		"the model to ask; of a body, in place of the one it names" },
	{ 'b', "budget", OPT_TEXT, AT(budget), "TOKENS", NULL,
		"never send more than so many: 4000, 4k, 50% or 'window'" },
	{ 'n', "dry-run", OPT_FLAG, AT(dry_run), NULL, NULL,
		"write the request and its tokens, and send nothing" },
	{ 0, "compare", OPT_FLAG, AT(compare), NULL, NULL,
		"send it as it is, too, and write both answers" },
	{ 0, "as-is", OPT_FLAG, AT(as_is), NULL, NULL,
		"send it as it is, not smaller" },
	{ 0, "user-text", OPT_FLAG, AT(user_text), NULL, NULL,
		"of a body, make what users wrote smaller, too" },
	{ 0, "reach", OPT_CHOICE, AT(reach), "TURNS", REACH_CHOICES,
		"of a body, turns whose results of tools may change" },
	{ 0, "history", OPT_FLAG, AT(history), NULL, NULL,
		"the same as --reach=history" },
	{ 0, "protect-tool", OPT_LIST, AT(protect), "NAME", NULL,
		"leave the results of this tool alone; repeatable" },
	{ 0, "no-default-protect", OPT_FLAG, AT(no_default_protect), NULL, NULL,
		"results of tools that read and edit files may change" },
	{ 0, "max-tokens", OPT_TEXT, AT(max_tokens), "N", NULL,
		"the longest answer" },
	{ 0, "no-stream", OPT_FLAG, AT(no_stream), NULL, NULL,
		"ask for the answer in one piece" },
	{ 0, "json", OPT_FLAG, AT(json), NULL, NULL,
		"write the answer's bytes, not its text" },
	{ 'o', "output", OPT_TEXT, AT(output), "FILE", "file",
		"write to FILE, which is replaced in the end" },
	{ 0, "usage-json", OPT_TEXT, AT(usage_json), "FILE", "file",
		"append what was used to FILE, a line of JSON" },
	{ 0, "ledger", OPT_MAYBE_TEXT, AT(ledger), "FILE", "file",
		"add what was used to the ledger, which reports sum up" },
	{ 0, "prices", OPT_TEXT, AT(prices), "FILE", "file",
		"what models cost, over the built-in prices" },
	{ 0, "provider", OPT_CHOICE, AT(provider), "NAME", PROVIDER_NAMES,
		"who has the model" },
	{ 0, "api", OPT_CHOICE, AT(api), "NAME",
		"openai-chat openai-responses anthropic gemini",
		"in what form" },
	{ 0, "base-url", OPT_TEXT, AT(base_url), "URL", NULL,
		"where: what comes before the API's own path" },
	{ 0, "header", OPT_LIST, AT(headers), "LINE", NULL,
		"send this header, 'Name: value', too; repeatable" },
	{ 0, "key-file", OPT_TEXT, AT(key_file), "FILE", "file",
		"the key is in FILE, which only you can read" },
	{ 0, "key-command", OPT_TEXT, AT(key_command), "COMMAND", NULL,
		"the key is what COMMAND writes" },
	{ 0, "key-fd", OPT_TEXT, AT(key_fd), "N", NULL,
		"the key is to be read from descriptor N" },
	{ 0, "allow-http", OPT_FLAG, AT(allow_http), NULL, NULL,
		"no TLS to other machines, as long as there is no key" },
	{ 0, "ca-file", OPT_TEXT, AT(ca_file), "FILE", "file",
		"trust these authorities, in PEM, and no others" },
	{ 0, "connect-timeout", OPT_TEXT, AT(connect_timeout), "SECONDS", NULL,
		"until there is a connection; default: 5" },
	{ 0, "timeout", OPT_TEXT, AT(timeout), "SECONDS", NULL,
		"until the answer begins; default: 600" },
	{ 0, "idle-timeout", OPT_TEXT, AT(idle_timeout), "SECONDS", NULL,
		"without a byte within the answer; default: 60" },
	{ 0, "retries", OPT_TEXT, AT(retries), "N", NULL,
		"attempts after the first; default: 2" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, NULL },
};

/* ---- arguments ----------------------------------------------------------- */

/* "2", "0.5": milliseconds. */
static bool
parse_seconds(const char *name, const char *arg, int64_t usual, int64_t *ms)
{
	double seconds;
	char *end;

	*ms = usual;
	if (!arg)
		return true;
	seconds = strtod(arg, &end);
	/* Of what strtod reads, only digits and a point are meant. */
	if (end == arg || arg[strspn(arg, "0123456789.")] || seconds < 0.001 ||
		seconds > MAX_SECONDS) {
		msg_usage("--%s: '%s' is no time in seconds", name, arg);
		return false;
	}
	*ms = (int64_t)(seconds * 1000);
	return true;
}

static bool
parse_number(const char *name, const char *arg, uint64_t least, uint64_t most,
	uint64_t *n)
{
	uint64_t value = 0;
	const char *p = arg;

	if (!arg)
		return true;
	for (; *p >= '0' && *p <= '9' && value <= most; p++)
		value = value * 10 + (uint64_t)(*p - '0');
	if (p == arg || *p || value < least || value > most) {
		msg_usage("--%s: '%s' is no number from %lu to %lu", name, arg,
			(unsigned long)least, (unsigned long)most);
		return false;
	}
	*n = value;
	return true;
}

static bool
parse_numbers(struct send *s)
{
	const struct send_args *a = s->args;
	uint64_t retries = RETRIES;

	if (!parse_seconds("connect-timeout", a->connect_timeout, CONNECT_MS,
		    &s->connect_ms) ||
		!parse_seconds("timeout", a->timeout, FIRST_MS, &s->first_ms) ||
		!parse_seconds("idle-timeout", a->idle_timeout, IDLE_MS,
			&s->idle_ms) ||
		!parse_number(
			"retries", a->retries, 0, MAX_RETRIES, &retries) ||
		!parse_number("max-tokens", a->max_tokens, 1, UINT32_MAX,
			&s->max_tokens))
		return false;
	s->retries = (unsigned)retries;
	return true;
}

/* A key on the command line is there for all to see, and the others are not
 * for people to set. */
static bool
is_own_header(struct span name)
{
	static const char *const own[] = { "authorization",
		"proxy-authorization", "x-api-key", "api-key", "x-goog-api-key",
		"cookie", "host", "content-length", "content-type",
		"transfer-encoding", "connection", "expect", "te", "upgrade",
		"accept-encoding" };

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (name.n == strlen(own[i]) &&
			span_starts_nocase(name, own[i]))
			return true;
	return false;
}

static bool
check_headers(const struct send_args *args)
{
	for (size_t i = 0; i < args->headers.n; i++) {
		const char *line = args->headers.p[i];
		const char *colon = strchr(line, ':');
		struct span name =
			span_of(line, colon ? (size_t)(colon - line) : 0);

		if (colon && is_own_header(name)) {
			msg_usage("--header: %.*s is not for the command line; "
				  "keys come from the environment, --key-file "
				  "or --key-command",
				(int)name.n, name.p);
			return false;
		}
		if (!colon || !address_is_name(name) ||
			!address_is_value(
				span_str(colon + 1 + strspn(colon + 1, " ")))) {
			msg_usage("--header: a header is 'Name: value' in one "
				  "line");
			return false;
		}
	}
	if (args->headers.n > SEND_HEADERS) {
		msg_usage("--header: too many of them");
		return false;
	}
	return true;
}

static bool
check_args(const struct send_args *args)
{
	enum hr_reach reach;

	if (args->compare && (args->as_is || args->json || args->dry_run)) {
		msg_usage("--compare does not go with --as-is, --json or "
			  "--dry-run");
		return false;
	}
	if (args->as_is && args->budget) {
		msg_usage("--as-is does not go with --budget");
		return false;
	}
	return check_headers(args) && reach_choose(args->reach, args->history,
					      args->budget != NULL, &reach);
}

/* ---- where to ------------------------------------------------------------ */

static int
choose_provider(struct send *s)
{
	struct provider_wish wish = { .base_url = s->args->base_url,
		.provider = s->args->provider,
		.model = s->model,
		.api = s->api };

	if (s->model && !address_is_value(span_str(s->model))) {
		msg_usage("the model's name has a control character, or a "
			  "blank at its end");
		return EXIT_USAGE;
	}
	if (!s->model && (!s->is_body || s->api == HR_API_GEMINI)) {
		msg_usage("which model? name it with --model");
		return EXIT_USAGE;
	}
	return provider_choose(&s->provider, &wish);
}

/* Without TLS only this machine is asked, or one that gets no key. */
static bool
check_tls(const struct send *s)
{
	const struct address *a = &s->provider.address;

	if (a->tls || a->loopback || s->args->allow_http)
		return true;
	msg_usage("%.*s: not without TLS: use https, or --allow-http if it is "
		  "a machine of yours",
		(int)a->host.n, a->host.p);
	return false;
}

static int
find_place(struct send *s)
{
	enum hr_status status;
	int result = choose_provider(s);

	if (result)
		return result;
	if (!check_tls(s))
		return EXIT_USAGE;
	/* Gemini says in the URL if it is to be a stream. */
	status = address_url(&s->provider.address, s->provider.api, s->model,
		!s->args->no_stream && !s->args->json, &s->url);
	if (status == HR_OK)
		return 0;
	if (status == HR_EINPUT)
		msg_usage("'%s' is no name of a model", s->model);
	else
		msg_error(NULL, "out of memory");
	return status == HR_EINPUT ? EXIT_USAGE : EXIT_INTERNAL;
}

static int
find_price(struct send *s)
{
	const char *model = s->model ? s->model : "";
	int status = prices_open(&s->prices, s->args->prices);

	if (status)
		return status;
	s->has_price = price_find(&s->prices.list, model, (int64_t)time(NULL),
			       &s->price) == HR_OK;
	if (!meter_choose(&s->meter, model, NULL) ||
		(s->args->budget &&
			!limit_parse(&s->limit, s->args->budget, &s->meter)))
		return EXIT_USAGE;
	return 0;
}

/* ---- the command --------------------------------------------------------- */

static int
prepare(struct send *s, char **operands)
{
	int status;

	s->api = apis[s->args->api];
	if (!check_args(s->args) || !parse_numbers(s))
		return EXIT_USAGE;
	status = send_read(s, operands);
	if (status == 0)
		status = send_look(s);
	if (status == 0)
		status = find_place(s);
	if (status == 0)
		status = find_price(s);
	return status ? status : send_make(s);
}

static int
run_args(const struct send_args *args, char **operands)
{
	struct send s = { .args = args };
	int status = prepare(&s, operands);

	if (status == 0 && !args->dry_run && !http_is_built()) {
		msg_error(NULL, "this program was built without libcurl: "
				"nothing can be sent");
		status = EXIT_NETWORK;
	}
	if (status == 0 && !args->dry_run)
		record_begin(&s.record, args->ledger);
	if (status == 0 && !out_open(&s.out, args->output))
		status = EXIT_IO;
	else if (status == 0) {
		if (args->dry_run)
			out_write(&s.out, s.small.text.p, s.small.text.n);
		else
			status = send_go(&s);
		status = out_close(&s.out, status);
		record_end(&s.record, status);
		if (args->dry_run && status == 0)
			send_tell_dry(&s);
	}
	send_release(&s);
	return status;
}

static int
run(const struct cmd *cmd, int argc, char **argv)
{
	struct send_args args = { .api = 0 };
	char **operands;
	int status;

	if (opt_parse(cmd, argc, argv, &args, &operands, &status))
		status = run_args(&args, operands);
	opt_list_release(&args.headers);
	opt_list_release(&args.protect);
	return status;
}

const struct cmd cmd_send = {
	.name = "send",
	.usage = "send [OPTION]... [FILE]...",
	.summary = "send a request, smaller, and write the answer",
	.about =
		"Sends the body of a request, or text with a --prompt, to a "
		"model, and writes the\n"
		"answer as it comes.  What is sent is made smaller first.\n"
		"Keys come from the usual variables, such as OPENAI_API_KEY.\n",
	.opts = opts,
	.run = run,
};
