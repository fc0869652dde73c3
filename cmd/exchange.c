/* SPDX-License-Identifier: Apache-2.0 */
/* Requests and their answers; see exchange.h. */
#include "exchange.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "cmd.h"
#include "msg.h"

enum {
	/* Of a refusal; what is longer is not read to its end. */
	REFUSAL_BYTES = 64 << 10,
	/* Of a stream: a day of the fastest one there is. */
	STREAM_BYTES = 1 << 30,
};

/* One attempt. */
struct attempt {
	const struct exchange_plan *plan;
	struct exchange *result;
	struct answer *answer; /* of a status of 2xx */
	struct buf refusal; /* of another */
	struct retry_hints hints;
	bool stream; /* the answer is one, whatever was asked for */
	int64_t start;
	struct http_result http;
};

/* ---- clocks and messages ------------------------------------------------- */

static int64_t
now_ms(void *ctx)
{
	struct timespec t;

	(void)ctx;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
wait_ms(int64_t ms)
{
	struct timespec t = { .tv_sec = (time_t)(ms / 1000),
		.tv_nsec = (long)(ms % 1000) * 1000000 };

	while (nanosleep(&t, &t) < 0)
		continue;
}

/* In [0, 1): so that clients that failed together do not return together. */
static double
chance(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)(t.tv_nsec / 1000 % 1000) / 1000;
}

static void
copy(char *to, size_t size, struct span from)
{
	if (from.n >= size)
		from.n = size - 1;
	memcpy(to, from.p ? from.p : "", from.n);
	to[from.n] = '\0';
}

/* Ends the exchange with a status and a line, in which no key can be. */
static void __attribute__((format(printf, 4, 5)))
fail(struct attempt *a, int status, const char *fault, const char *format, ...)
{
	struct exchange *x = a->result;
	struct buf clean = { .p = NULL };
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	key_hide(a->plan->key, span_str(text), &clean);
	buf_add_char(&clean, '\0');
	x->status = status;
	x->fault = fault;
	if (buf_ok(&clean)) {
		msg_error(a->plan->host, "%s", clean.p);
		copy(x->error, sizeof(x->error), span_of(clean.p, clean.n - 1));
	} else {
		msg_error(NULL, "out of memory");
	}
	buf_release(&clean);
}

/* ---- what comes ---------------------------------------------------------- */

static bool
is_2xx(int status)
{
	return status >= 200 && status < 300;
}

static enum hr_status
on_status(void *ctx, int status)
{
	struct attempt *a = ctx;

	a->result->http_status = status;
	a->result->first_ms = now_ms(NULL) - a->start;
	return HR_OK;
}

static bool
is_named(struct span name, const char *lower)
{
	return name.n == strlen(lower) && span_starts_nocase(name, lower);
}

static enum hr_status
on_header(void *ctx, struct span name, struct span value)
{
	struct attempt *a = ctx;
	char *id = a->result->request_id;

	retry_header(&a->hints, name, value);
	if (is_named(name, "request-id") || is_named(name, "x-request-id")) {
		copy(id, sizeof(a->result->request_id), value);
		for (; *id; id++)
			if (*id < ' ' || *id > '~')
				*id = '?';
	} else if (is_named(name, "content-type")) {
		/* What a server sends counts, not what it was asked for. */
		if (span_starts_nocase(value, "text/event-stream"))
			a->stream = true;
		else if (span_starts_nocase(value, "application/json"))
			a->stream = false;
	}
	return HR_OK;
}

/* The text of the answer, a part. */
static enum hr_status
on_text(void *ctx, const void *p, size_t n)
{
	struct attempt *a = ctx;

	if (!n || a->plan->raw)
		return HR_OK;
	a->result->newline = ((const char *)p)[n - 1] == '\n';
	return out_sink(a->plan->out, p, n);
}

static bool
start_answer(struct attempt *a)
{
	if (!a->answer)
		a->answer = answer_new(a->plan->api, a->stream, on_text, a);
	return a->answer != NULL;
}

/* Whether a stream has had its last event: some servers leave the connection
 * open behind it.  Gemini's has none. */
static bool
is_over(const struct attempt *a)
{
	return a->stream && !a->plan->raw && a->plan->api != HR_API_GEMINI &&
	       answer_state(a->answer)->end != ANSWER_OPEN;
}

static enum hr_status
on_body(void *ctx, const void *p, size_t n)
{
	struct attempt *a = ctx;
	enum hr_status status;
	struct out *out = a->plan->out;

	if (!is_2xx(a->result->http_status)) {
		size_t room = REFUSAL_BYTES - a->refusal.n;

		buf_add(&a->refusal, span_of(p, n < room ? n : room));
		if (!buf_ok(&a->refusal))
			return HR_ENOMEM;
		return n < room ? HR_OK : HR_SKIP;
	}
	if (!start_answer(a))
		return HR_ENOMEM;
	if (a->plan->raw)
		out_write(out, p, n);
	status = answer_feed(a->answer, p, n);
	if (!out_flush(out))
		return HR_EIO;
	return status == HR_OK && is_over(a) ? HR_SKIP : status;
}

/* ---- how it ended -------------------------------------------------------- */

static void
conclude_refusal(struct attempt *a)
{
	struct answer_refusal refusal;
	int status = a->result->http_status;
	bool busy;

	answer_refused(buf_span(&a->refusal), &refusal);
	busy = retry_is_busy(status) && !refusal.quota;
	if (status < 400)
		fail(a, EXIT_REFUSED, "redirect",
			"redirects are not followed (status %d)", status);
	else
		fail(a, busy ? EXIT_BUSY : EXIT_REFUSED,
			refusal.code[0] ? "refused" : "status",
			"status %d%s%s%s%s%s", status,
			refusal.text[0] ? ": " : "", refusal.text,
			refusal.code[0] ? " (" : "", refusal.code,
			refusal.code[0] ? ")" : "");
}

static void
conclude_network(struct attempt *a)
{
	const char *text = a->http.text;

	switch (a->http.end) {
	case HTTP_DONE:
	case HTTP_STOPPED:
		break;
	case HTTP_CONNECT:
		fail(a, EXIT_NETWORK, "connect", "%s", text);
		break;
	case HTTP_TIMEOUT:
		fail(a, EXIT_NETWORK, "timeout", "%s", text);
		break;
	case HTTP_LOST:
		fail(a, EXIT_NETWORK, "lost", "%s", text);
		break;
	case HTTP_TLS:
		fail(a, EXIT_NETWORK, "tls", "%s", text);
		break;
	case HTTP_PROTOCOL:
		fail(a, EXIT_NETWORK, "protocol", "%s", text);
		break;
	case HTTP_LIMIT:
		fail(a, EXIT_NETWORK, "limit", "%s", text);
		break;
	case HTTP_FAILED:
		fail(a, EXIT_NETWORK, "libcurl", "%s", text);
		break;
	}
}

/* A callback ended it. */
static void
conclude_stopped(struct attempt *a, enum hr_status why)
{
	if (why == HR_ENOMEM)
		fail(a, EXIT_INTERNAL, "memory", "out of memory");
	else if (why == HR_ELIMIT)
		fail(a, EXIT_NETWORK, "limit", "the answer is too large");
	else
		a->result->status = EXIT_IO; /* told by struct out */
}

static void
copy_state(struct exchange *x, const struct answer_state *s)
{
	x->end = s->end;
	x->usage = s->usage;
	x->ncalls = s->ncalls;
	copy(x->finish, sizeof(x->finish), span_str(s->finish));
	copy(x->id, sizeof(x->id), span_str(s->id));
	copy(x->model, sizeof(x->model), span_str(s->model));
}

static void
conclude_end(struct attempt *a, const struct answer_state *s)
{
	const char *why = s->error[0] ? s->error : s->finish;

	enum answer_end end = s->end;

	/* Half a document is no document, but that is not the reason. */
	if (a->http.end == HTTP_LOST && end == ANSWER_INVALID)
		end = ANSWER_OPEN;
	switch (end) {
	case ANSWER_DONE:
		break;
	case ANSWER_LENGTH:
		msg_warning(a->plan->host,
			"the answer was cut at its limit of tokens; see "
			"--max-tokens");
		break;
	case ANSWER_OPEN:
		if (a->http.end == HTTP_TIMEOUT || a->http.end == HTTP_LIMIT ||
			a->http.end == HTTP_PROTOCOL)
			conclude_network(a);
		else
			fail(a, EXIT_CUT, "cut", "the answer ended early");
		break;
	case ANSWER_BLOCKED:
		fail(a, EXIT_REFUSED, "blocked",
			"the provider blocked the answer%s%s", *why ? ": " : "",
			why);
		break;
	case ANSWER_BUSY:
		fail(a, EXIT_BUSY, "busy", "%s",
			*why ? why : "the server is overloaded");
		break;
	case ANSWER_ERROR:
		fail(a, EXIT_REFUSED, "error", "%s",
			*why ? why : "an error in the answer");
		break;
	case ANSWER_INVALID:
		fail(a, EXIT_NETWORK, "invalid",
			"this is no answer of the API %s%s%s",
			hr_api_name(a->plan->api), s->error[0] ? ": " : "",
			s->error);
		break;
	}
}

/* Names the tools that the model wants to be called. */
static void
tell_calls(const struct attempt *a, const struct answer_state *s)
{
	for (size_t i = 0; i < s->ncalls && !a->plan->raw; i++)
		msg_warning(a->plan->host,
			"the model calls the tool '%s'; --json shows how",
			s->call[i].name);
}

static void
conclude_answer(struct attempt *a)
{
	const struct answer_state *s;
	enum hr_status status = HR_OK;

	if (a->http.end == HTTP_STOPPED && a->http.stopped != HR_SKIP)
		status = a->http.stopped;
	if (status == HR_EIO || status == HR_ENOMEM) {
		conclude_stopped(a, status);
		return;
	}
	if (!start_answer(a)) {
		conclude_stopped(a, HR_ENOMEM);
		return;
	}
	if (status == HR_OK)
		status = answer_finish(a->answer);
	s = answer_state(a->answer);
	copy_state(a->result, s);
	if (status != HR_OK) {
		conclude_stopped(a, status);
		return;
	}
	conclude_end(a, s);
	if (a->result->status == 0)
		tell_calls(a, s);
}

/* ---- attempts ------------------------------------------------------------ */

/* Milliseconds to wait before the next attempt, or RETRY_NEVER. */
static int64_t
wait_of(const struct attempt *a, unsigned number)
{
	struct retry_attempt r = { .status = a->http.status,
		.body_ms = -1,
		.hints = a->hints,
		.number = number,
		.retries = a->plan->retries };

	if (a->http.status) {
		struct answer_refusal refusal;

		r.fault = RETRY_ANSWERED;
		if (!is_2xx(a->http.status)) {
			answer_refused(buf_span(&a->refusal), &refusal);
			r.quota = refusal.quota;
			r.body_ms = refusal.delay_ms;
		}
	} else {
		r.fault = a->http.end == HTTP_CONNECT ||
					  a->http.end == HTTP_TIMEOUT ||
					  a->http.end == HTTP_LOST
				  ? RETRY_NETWORK
				  : RETRY_FATAL;
	}
	return retry_wait(&r, (int64_t)time(NULL), chance());
}

static void
run_attempt(struct attempt *a)
{
	static const struct http_calls calls = { .status = on_status,
		.header = on_header,
		.body = on_body,
		.now = now_ms };
	struct http_request request = a->plan->request;
	struct exchange *x = a->result;

	request.body_limit = STREAM_BYTES;
	x->http_status = 0;
	x->first_ms = -1;
	x->request_id[0] = '\0';
	a->stream = a->plan->stream;
	a->start = now_ms(NULL);
	http_post(&request, &calls, a, &a->http);
	x->total_ms = now_ms(NULL) - a->start;
}

static void
conclude(struct attempt *a)
{
	if (is_2xx(a->http.status))
		conclude_answer(a);
	else if (a->http.status)
		conclude_refusal(a);
	else
		conclude_network(a);
}

void
exchange_run(const struct exchange_plan *plan, struct exchange *x)
{
	int64_t wait;

	*x = (struct exchange){ .end = ANSWER_OPEN,
		.usage = { -1, -1, -1, -1, -1, -1 },
		.newline = true };
	for (unsigned number = 0;; number++) {
		struct attempt a = {
			.plan = plan, .result = x, .hints = RETRY_HINTS
		};

		run_attempt(&a);
		wait = wait_of(&a, number);
		if (wait == RETRY_NEVER)
			conclude(&a);
		else if (a.http.status)
			msg_note(plan->host, "status %d: again in %.3f s",
				a.http.status, (double)wait / 1000);
		else
			msg_note(plan->host, "%s: again in %.3f s", a.http.text,
				(double)wait / 1000);
		answer_free(a.answer);
		buf_release(&a.refusal);
		if (wait == RETRY_NEVER)
			break;
		x->retries++;
		wait_ms(wait);
	}
}
