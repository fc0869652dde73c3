/* SPDX-License-Identifier: Apache-2.0 */
/* What 'headroom send' says of what it did; see send.h. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"
#include "exchange.h"
#include "msg.h"
#include "send.h"

enum {
	/* A service with a fixed window drops what is over it and says nothing.
	 * An estimate is not so far off. */
	TRUNCATED_PERCENT = 70,
	TRUNCATED_TOKENS = 1000,
};

/* ---- numbers ------------------------------------------------------------- */

static uint64_t
tokens_of(const struct send *s, const struct send_body *body)
{
	return meter_tokens(&s->meter, body->tokens);
}

static uint64_t
saved_of(const struct send *s)
{
	uint64_t before = tokens_of(s, &s->original);
	uint64_t after = tokens_of(s, &s->small);

	return before > after ? before - after : 0;
}

static double
saved_percent(const struct send *s)
{
	uint64_t before = tokens_of(s, &s->original);

	return before ? 100 * (double)saved_of(s) / (double)before : 0;
}

/* The amount as a text; false: nobody knows. */
static bool
cost_of(const struct send *s, const struct answer_usage *usage,
	char text[PRICE_TEXT])
{
	uint64_t amount;

	if (!s->has_price ||
		price_cost(&s->price, usage, false, &amount) != HR_OK)
		return false;
	price_format_amount(amount, text);
	return true;
}

/* Of so many tokens in, without an answer. */
static bool
input_cost(const struct send *s, uint64_t tokens, char text[PRICE_TEXT])
{
	struct answer_usage usage = { .input = (int64_t)tokens };

	return cost_of(s, &usage, text);
}

/* ---- lines for people ---------------------------------------------------- */

static void __attribute__((format(printf, 2, 3)))
add_format(struct buf *out, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	buf_add_str(out, text);
}

static void
add_some(struct buf *out, int64_t n, const char *what)
{
	if (n > 0)
		add_format(out, ", %" PRId64 " %s", n, what);
}

/* "1180 tokens billed, 64 cached, 9 out, $0.0015" */
static void
add_usage(struct buf *out, const struct send *s, const struct exchange *x)
{
	char cost[PRICE_TEXT];

	if (x->usage.input >= 0)
		add_format(out, "%" PRId64 " tokens billed", x->usage.input);
	else
		buf_add_str(out, "usage not told");
	add_some(out, x->usage.cached, "cached");
	add_some(out, x->usage.cache_write, "written to the cache");
	if (x->usage.output >= 0)
		add_format(out, ", %" PRId64 " out", x->usage.output);
	add_some(out, x->usage.reasoning, "of them reasoning");
	if (cost_of(s, &x->usage, cost))
		add_format(out, ", $%s", cost);
}

static void
warn_of_truncation(const struct send *s, uint64_t estimated, int64_t billed)
{
	if (strcmp(s->provider.name, "ollama") != 0 || billed < 0 ||
		estimated < TRUNCATED_TOKENS ||
		(uint64_t)billed * 100 >= estimated * TRUNCATED_PERCENT)
		return;
	msg_warning(NULL,
		"the model saw %" PRId64 " of about %" PRIu64
		" tokens: its window (num_ctx) may be too small",
		billed, estimated);
}

void
send_tell(const struct send *s, const struct exchange *x)
{
	struct buf line = { .p = NULL };
	uint64_t estimated = tokens_of(s, &s->small);
	char cost[PRICE_TEXT];

	warn_of_truncation(s, estimated, x->usage.input);
	if (x->status && x->usage.input < 0)
		return;
	add_format(&line, "%s%" PRIu64 " tokens estimated, ",
		meter_sign(&s->meter), estimated);
	add_usage(&line, s, x);
	if (x->usage.input > 0)
		add_format(&line, "; the estimate is off by %+.1f %%",
			100 * ((double)estimated / (double)x->usage.input - 1));
	add_format(&line, "; %s%" PRIu64 " tokens saved (%.1f %%",
		meter_sign(&s->meter), saved_of(s), saved_percent(s));
	if (saved_of(s) && input_cost(s, saved_of(s), cost))
		add_format(&line, ", $%s", cost);
	buf_add_str(&line, ")");
	buf_add_char(&line, '\0');
	if (buf_ok(&line))
		msg_note(s->model, "%s", line.p);
	buf_release(&line);
}

void
send_tell_dry(const struct send *s)
{
	struct buf line = { .p = NULL };
	char cost[PRICE_TEXT];
	uint64_t tokens = tokens_of(s, &s->small);

	buf_add_str(&line, "headroom: POST ");
	buf_add(&line, buf_span(&s->url));
	add_format(
		&line, ": %s%" PRIu64 " tokens", meter_sign(&s->meter), tokens);
	if (input_cost(s, tokens, cost))
		add_format(&line, ", $%s without the answer", cost);
	add_format(&line, "; %s%" PRIu64 " saved (%.1f %%); nothing was sent",
		meter_sign(&s->meter), saved_of(s), saved_percent(s));
	buf_add_char(&line, '\0');
	if (buf_ok(&line))
		msg_line(line.p);
	buf_release(&line);
}

void
send_head(struct send *s, const char *name)
{
	out_print(&s->out, "==> %s <==\n", name);
	out_flush(&s->out);
}

void
send_foot(struct send *s, const char *name, const struct exchange *x)
{
	struct buf line = { .p = NULL };

	add_format(&line, "%s==> %s: ", x->newline ? "" : "\n", name);
	add_usage(&line, s, x);
	buf_add_str(&line, " <==\n");
	out_write(&s->out, line.p, line.n);
	out_flush(&s->out);
	buf_release(&line);
}

/* ---- the ledger ---------------------------------------------------------- */

/* Another number to a sum, if it is known. */
static void
plus(int64_t *sum, int64_t n)
{
	if (n >= 0)
		*sum = *sum == LEDGER_UNKNOWN ? n : *sum + n;
}

/* Of --compare both bodies were sent, which saves less than nothing. */
void
send_record(
	struct send *s, const struct send_body *body, const struct exchange *x)
{
	struct ledger_run *line = &s->record.run;
	uint64_t amount;

	if (!s->record.wanted)
		return;
	line->command = "send";
	line->model = s->model;
	line->api = hr_api_name(s->provider.api);
	line->kind = "request";
	line->bytes_in = (int64_t)s->original.text.n;
	line->tokens_in = (int64_t)tokens_of(s, &s->original);
	line->estimated = true; /* the words around a prompt are not known */
	plus(&line->bytes_out, (int64_t)body->text.n);
	plus(&line->tokens_out, (int64_t)tokens_of(s, body));
	plus(&line->requests, 1);
	plus(&line->usage_input, x->usage.input);
	plus(&line->usage_cached, x->usage.cached);
	plus(&line->usage_cache_write, x->usage.cache_write);
	plus(&line->usage_output, x->usage.output);
	plus(&line->usage_reasoning, x->usage.reasoning);
	if (s->has_price &&
		price_cost(&s->price, &x->usage, false, &amount) == HR_OK &&
		amount <= INT64_MAX)
		plus(&line->cost, (int64_t)amount);
	record_tools(&s->record, &s->tools, &s->meter);
	record_saved(&s->record, s->has_price ? &s->price : NULL);
}

/* ---- the record ---------------------------------------------------------- */

int
send_open_usage(const struct send_args *args)
{
	int fd = open(args->usage_json,
		O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);

	if (fd < 0)
		msg_error(args->usage_json, "%s", strerror(errno));
	return fd;
}

static void
put_string(struct out *out, const char *key, const char *value)
{
	out_print(out, ",\"%s\":", key);
	if (value && *value)
		out_json(out, value);
	else
		out_str(out, "null");
}

static void
put_number(struct out *out, const char *key, int64_t value)
{
	if (value >= 0)
		out_print(out, ",\"%s\":%" PRId64, key, value);
	else
		out_print(out, ",\"%s\":null", key);
}

static void
put_usage(struct out *out, const struct answer_usage *u)
{
	out_str(out, ",\"usage\":{\"input\":");
	if (u->input >= 0)
		out_print(out, "%" PRId64, u->input);
	else
		out_str(out, "null");
	put_number(out, "cached", u->cached);
	put_number(out, "cache_write", u->cache_write);
	put_number(out, "output", u->output);
	put_number(out, "reasoning", u->reasoning);
	out_str(out, "}");
}

static void
put_response(struct out *out, const struct exchange *x)
{
	out_print(out, ",\"response\":{\"status\":%d", x->http_status);
	put_string(out, "id", x->id);
	put_string(out, "request_id", x->request_id);
	put_string(out, "model", x->model);
	put_string(out, "finish_reason", x->finish);
	put_number(out, "ttfb_ms", x->first_ms);
	put_number(out, "duration_ms", x->total_ms);
	put_number(out, "retries", (int64_t)x->retries);
	put_number(out, "tool_calls", (int64_t)x->ncalls);
	put_usage(out, &x->usage);
	out_str(out, "}");
}

static void
put_time(struct out *out)
{
	time_t now = time(NULL);
	char text[32] = "";
	struct tm tm;

	if (gmtime_r(&now, &tm))
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	put_string(out, "ts", text);
}

static void
put_request(struct out *out, const struct send *s, const struct send_body *body)
{
	uint64_t before = tokens_of(s, &s->original);
	uint64_t after = tokens_of(s, body);
	char cost[PRICE_TEXT];
	uint64_t saved = before > after ? before - after : 0;

	put_string(out, "api", hr_api_name(s->provider.api));
	put_string(out, "provider",
		s->provider.compatible ? "compatible" : s->provider.name);
	put_string(out, "model", s->model);
	put_number(out, "bytes_in", (int64_t)s->original.text.n);
	put_number(out, "bytes_out", (int64_t)body->text.n);
	put_number(out, "tokens_in_est", (int64_t)before);
	put_number(out, "tokens_out_est", (int64_t)after);
	put_string(out, "tokenizer", hr_encoding_name(s->meter.encoding));
	out_print(out,
		",\"exact\":%s,\"savings\":{\"tokens\":%" PRIu64
		",\"ratio\":%.4f,\"usd\":%s}",
		meter_is_exact(&s->meter) ? "true" : "false", saved,
		before ? (double)saved / (double)before : 0,
		input_cost(s, saved, cost) ? cost : "null");
}

int
send_add_usage(const struct send *s, const struct send_body *body,
	const struct exchange *x, int fd)
{
	struct out out = { .fd = fd, .name = s->args->usage_json };
	char cost[PRICE_TEXT];

	out_str(&out, "{\"schema\":\"headroom.run/1\"");
	put_time(&out);
	put_string(&out, "version", HR_VERSION);
	put_request(&out, s, body);
	put_response(&out, x);
	out_print(&out, ",\"cost_usd\":%s",
		cost_of(s, &x->usage, cost) ? cost : "null");
	if (x->fault) {
		out_str(&out, ",\"error\":{\"class\":");
		out_json(&out, x->fault);
		put_string(&out, "message", x->error);
		out_str(&out, "}");
	} else {
		out_str(&out, ",\"error\":null");
	}
	out_print(&out, ",\"exit\":%d}\n", x->status);
	/* In one write, so that lines of several processes stay whole. */
	out_flush(&out);
	buf_release(&out.held);
	return out.failed;
}
