/* SPDX-License-Identifier: Apache-2.0 */
/* headroom cache-diff A B: what a provider's cache makes of the second request. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "cache_report.h"
#include "cmd.h"
#include "in.h"
#include "msg.h"
#include "opt.h"
#include "prices.h"
#include "reach.h"
#include "request/request_find.h"

struct args {
	bool json;
	int request;
	const char *model, *prices;
};

#define AT(field) offsetof(struct args, field)

static const struct opt opts[] = {
	{ 'm', "model", OPT_TEXT, AT(model), "NAME", "model",
		"the model that both are for; default: the one in B" },
	{ 0, "request", OPT_CHOICE, AT(request), "API",
		"auto openai-chat openai-responses anthropic gemini",
		"the form of both" },
	{ 0, "prices", OPT_TEXT, AT(prices), "FILE", "file",
		"prices that go over the built-in ones" },
	{ 0, "json", OPT_FLAG, AT(json), NULL, NULL, "one JSON document" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, NULL },
};

/* One of the two. */
struct side {
	const char *name;
	struct buf text;
	struct json_tokens tokens;
	struct request_bodies bodies;
	struct cache_request request;
};

static int
out_of_memory(void)
{
	msg_error(NULL, "out of memory");
	return EXIT_INTERNAL;
}

/* ---- input --------------------------------------------------------------- */

static int
read_all(struct side *side)
{
	struct in in;
	int status = 0;
	ssize_t n = 1;

	if (!in_open(&in, side->name))
		return EXIT_IO;
	side->name = in.name;
	while (status == 0 && n > 0) {
		if (!buf_reserve(&side->text, IN_BYTES)) {
			status = out_of_memory();
			break;
		}
		n = in_read(&in, side->text.p + side->text.n, IN_BYTES);
		if (n < 0)
			status = EXIT_IO;
		else
			side->text.n += (size_t)n;
		if (side->text.n > HR_REQUEST_BYTES) {
			msg_error(in.name,
				"too large for a request: more than "
				"%zu MiB",
				HR_REQUEST_BYTES >> 20);
			status = EXIT_INPUT;
		}
	}
	in_close(&in);
	return status;
}

/* The one request that is in the text, or in what it wraps. */
static int
find_request(struct side *side, enum hr_api api)
{
	struct hr_error err = { .text = "" };
	enum hr_status status;

	/* A byte order mark becomes blanks, so that places stay. */
	if (span_starts(buf_span(&side->text), "\xef\xbb\xbf"))
		memset(side->text.p, ' ', 3);
	status = json_scan_whole(buf_span(&side->text), &side->tokens, &err);
	if (status == HR_EINPUT || status == HR_ELIMIT) {
		msg_error(side->name, "no request: byte %zu: %s", err.pos,
			err.text);
		return EXIT_INPUT;
	}
	if (status == HR_OK)
		status = request_find(
			side->text.p, &side->tokens, api, NULL, &side->bodies);
	if (status != HR_OK)
		return out_of_memory();
	if (side->bodies.n != 1 || !side->bodies.p->envelope) {
		msg_error(side->name,
			side->bodies.n > 1
				? "several requests: one is compared"
				: "no request of an API that is known");
		return EXIT_INPUT;
	}
	side->request = (struct cache_request){
		.view = { side->text.p,
			side->tokens.token + side->bodies.p->token },
		.envelope = side->bodies.p->envelope,
	};
	return 0;
}

/* A question alone has the form of several APIs; what follows it tells. */
static bool
agree(struct cache_request *a, struct cache_request *b)
{
	if (a->envelope == b->envelope)
		return true;
	if (b->envelope->look(&b->view) >= a->envelope->look(&a->view) &&
		b->envelope->look(&a->view)) {
		a->envelope = b->envelope;
		return true;
	}
	if (a->envelope->look(&b->view)) {
		b->envelope = a->envelope;
		return true;
	}
	return false;
}

static int
read_both(struct side *a, struct side *b, enum hr_api api)
{
	int status = read_all(a);

	if (status == 0)
		status = read_all(b);
	if (status == 0)
		status = find_request(a, api);
	if (status == 0)
		status = find_request(b, api);
	if (status == 0 && !agree(&a->request, &b->request)) {
		msg_error(b->name, "of another API than A: %s, not %s",
			hr_api_name(b->request.envelope->api),
			hr_api_name(a->request.envelope->api));
		status = EXIT_INPUT;
	}
	return status;
}

static void
release_side(struct side *side)
{
	buf_release(&side->text);
	json_tokens_release(&side->tokens);
	request_bodies_release(&side->bodies);
}

/* ---- the command --------------------------------------------------------- */

static int
report(struct cache_report *r, const struct args *args)
{
	int status = r->diff->why == CACHE_BEGINS ? 0 : EXIT_NO;

	if (!out_open(&r->out, NULL))
		return EXIT_IO;
	if (args->json)
		cache_report_json(r);
	else
		cache_report_text(r);
	buf_release(&r->scratch);
	return out_close(&r->out, status);
}

static int
compare(const struct args *args, const struct side *a, const struct side *b,
	const struct price_list *prices)
{
	struct buf name = { 0 };
	struct cache_diff diff;
	struct cache_report r = { .diff = &diff,
		.name_a = a->name,
		.name_b = b->name,
		.model = args->model };
	int status = EXIT_USAGE;

	if (!r.model) {
		cache_model(&b->request, &name);
		buf_add_char(&name, '\0');
		if (!buf_ok(&name))
			return out_of_memory();
		r.model = *name.p ? name.p : NULL;
	}
	if (meter_choose(&r.meter, r.model, NULL)) {
		r.has_price = r.model &&
			      price_find(prices, r.model, (int64_t)time(NULL),
				      &r.price) == HR_OK;
		if (cache_diff_make(&diff, &a->request, &b->request, r.model) ==
			HR_OK) {
			status = report(&r, args);
			cache_diff_release(&diff);
		} else {
			status = out_of_memory();
		}
	}
	buf_release(&name);
	return status;
}

static int
run_args(const struct args *args, char **names)
{
	struct side a = { .name = names[0] }, b = { .name = names[1] };
	struct prices prices;
	int status = prices_open(&prices, args->prices);

	if (status != 0)
		return status;
	status = read_both(&a, &b, reach_api(args->request));
	if (status == 0)
		status = compare(args, &a, &b, &prices.list);
	release_side(&a);
	release_side(&b);
	prices_close(&prices);
	return status;
}

static int
run(const struct cmd *cmd, int argc, char **argv)
{
	struct args args = { .json = false };
	char **names;
	int status;

	if (!opt_parse(cmd, argc, argv, &args, &names, &status))
		return status;
	if (!names[0] || !names[1] || names[2]) {
		msg_usage("cache-diff compares two requests: A and B");
		return EXIT_USAGE;
	}
	if (!strcmp(names[0], "-") + !strcmp(names[1], "-") +
			(args.prices && !strcmp(args.prices, "-")) >
		1) {
		msg_usage("only one of the files can be standard input");
		return EXIT_USAGE;
	}
	return run_args(&args, names);
}

const struct cmd cmd_cache_diff = {
	.name = "cache-diff",
	.usage = "cache-diff [OPTION]... A B",
	.summary = "what a provider's cache has of the second of two requests",
	.about =
		"Tells where request B stops being the same as request A, why, "
		"and how much of B\n"
		"a provider's cache has if A was sent before.  The exit status "
		"is 1 if B does not\n"
		"begin with all of A.  - is standard input.\n",
	.opts = opts,
	.run = run,
};
