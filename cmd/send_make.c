/* SPDX-License-Identifier: Apache-2.0 */
/* The body to send: read, recognised, made smaller; see send.h. */
#include <string.h>
#include <unistd.h>

#include "base/json_text.h"
#include "base/mem.h"
#include "cmd.h"
#include "in.h"
#include "msg.h"
#include "reach.h"
#include "send.h"
#include "watch.h"

enum {
	/* A NUL so near the start is of binary data. */
	BINARY_BYTES = 8 << 10,
};

static int
out_of_memory(void)
{
	msg_error(NULL, "out of memory");
	return EXIT_INTERNAL;
}

/* ---- reading ------------------------------------------------------------- */

static const char *
shown(const struct send_input *input)
{
	return input->name ? input->name : "standard input";
}

static int
read_all(struct in *in, struct buf *text)
{
	ssize_t n;

	text->limit = HR_REQUEST_BYTES;
	do {
		static char part[IN_BYTES];

		n = in_read(in, part, sizeof(part));
		if (n > 0)
			buf_add(text, span_of(part, (size_t)n));
	} while (n > 0 && buf_ok(text));
	if (n < 0)
		return EXIT_IO;
	if (buf_ok(text))
		return 0;
	if (!text->full)
		return out_of_memory();
	msg_error(in->name, "too large for a request");
	return EXIT_INPUT;
}

static int
read_input(struct send *s, const char *name)
{
	struct send_input *input;
	struct in in;
	int status;

	if (!mem_grow(&s->input, &s->cap, s->ninputs + 1, sizeof(*s->input)))
		return out_of_memory();
	if (!in_open(&in, name))
		return EXIT_IO;
	input = &s->input[s->ninputs++];
	*input = (struct send_input){ .name = strcmp(name, "-") ? name : NULL };
	status = read_all(&in, &input->text);
	in_close(&in);
	return status;
}

/* Blanks alone are nothing to send. */
static bool
is_empty(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!memchr(" \t\r\n", s.p[i], 4))
			return false;
	return true;
}

int
send_read(struct send *s, char **operands)
{
	int status = 0;

	if (!operands[0]) {
		if (!isatty(STDIN_FILENO))
			status = read_input(s, "-");
		else if (!s->args->prompt)
			status = EXIT_USAGE;
	}
	for (; *operands && status == 0; operands++)
		status = read_input(s, *operands);
	/* What came with no operands may well be nothing. */
	if (status == 0 && s->ninputs == 1 && s->args->prompt &&
		!s->input[0].name && is_empty(buf_span(&s->input[0].text)))
		s->ninputs = 0;
	if (status == EXIT_USAGE ||
		(status == 0 && !s->args->prompt &&
			is_empty(buf_span(&s->input[0].text)))) {
		msg_usage("nothing to send: pipe something in, name a file, or "
			  "say something with --prompt");
		return EXIT_USAGE;
	}
	return status;
}

/* ---- recognising --------------------------------------------------------- */

/* A model's name as a string; "a\u0000b" is none. */
static int
read_model(struct send *s, struct span literal)
{
	struct buf *name = &s->model_name;

	if (!literal.n)
		return 0;
	json_decode(literal, name);
	buf_add_char(name, '\0');
	if (!buf_ok(name))
		return out_of_memory();
	if (strlen(name->p) + 1 != name->n) {
		msg_error(shown(s->input), "the model is no name");
		return EXIT_INPUT;
	}
	if (!s->model)
		s->model = name->p;
	return 0;
}

/* The API in doubt: a body may be good for two. */
static enum hr_api
likely_api(const struct send *s)
{
	const char *url = s->args->base_url;
	struct address a;
	struct hr_error err;

	if (s->args->provider)
		return s->args->provider == 2 ? HR_API_ANTHROPIC : HR_API_AUTO;
	if (url)
		return address_read(&a, span_str(url), &err) == HR_OK &&
				       address_is_at(&a, "anthropic.com")
			       ? HR_API_ANTHROPIC
			       : HR_API_AUTO;
	return provider_is_claude(s->model) ? HR_API_ANTHROPIC : HR_API_AUTO;
}

static int
look_at_body(struct send *s)
{
	struct span body = buf_span(&s->input[0].text);
	const char *name = shown(s->input);
	struct body_facts facts;
	struct hr_error err;
	enum hr_status status = body_read(body, s->api, &facts, &err);
	int result;

	if (status == HR_ENOMEM)
		return out_of_memory();
	if (status != HR_OK) {
		msg_error(name, "no valid request at byte %zu: %s", err.pos,
			err.text);
		return EXIT_INPUT;
	}
	result = read_model(s, facts.model);
	if (result)
		return result;
	if (s->api == HR_API_AUTO) {
		if (body_api(body, likely_api(s), &s->api) != HR_OK)
			return out_of_memory();
		facts.known = s->api != HR_API_NONE;
	}
	if (facts.known)
		return 0;
	msg_error(name, "not a request of an API that is known; to send it as "
			"text, say with --prompt what to do with it");
	return EXIT_INPUT;
}

/* Without --prompt and --system, what begins with a brace is a request. */
static bool
looks_like_body(const struct send *s)
{
	struct span text;
	size_t at = 0;

	if (s->args->prompt || s->args->system || s->ninputs != 1)
		return false;
	text = buf_span(&s->input[0].text);
	while (at < text.n && strchr(" \t\r\n", text.p[at]))
		at++;
	return at < text.n && text.p[at] == '{';
}

int
send_look(struct send *s)
{
	s->model = s->args->model;
	s->is_body = looks_like_body(s);
	if (s->is_body)
		return look_at_body(s);
	for (size_t i = 0; i < s->ninputs; i++) {
		struct buf *text = &s->input[i].text;
		size_t n = text->n < BINARY_BYTES ? text->n : BINARY_BYTES;

		if (n && memchr(text->p, '\0', n)) {
			msg_error(
				shown(&s->input[i]), "binary data is not sent");
			return EXIT_INPUT;
		}
	}
	return 0;
}

/* ---- making smaller ------------------------------------------------------ */

static enum hr_status
add_output(void *out, const void *p, size_t n)
{
	buf_add(out, span_of(p, n));
	return buf_ok(out) ? HR_OK : HR_ENOMEM;
}

static enum hr_status
drop_output(void *ctx, const void *p, size_t n)
{
	(void)ctx;
	(void)p;
	(void)n;
	return HR_OK;
}

static struct hr_options
options_of(const struct send *s, enum hr_api api)
{
	return (struct hr_options){ .encoding = s->meter.encoding,
		.api = api,
		.want_counts = true,
		.strict = api != HR_API_NONE };
}

/* Tells why the compressor stopped. */
static int
tell_failure(
	const char *name, enum hr_status status, const struct hr_error *err)
{
	if (status == HR_ENOMEM)
		return out_of_memory();
	msg_error(name, "%s", err->text);
	return status == HR_ELIMIT ? EXIT_NO : EXIT_INPUT;
}

/* Puts a body through the compressor; the prompt's tokens before and after go
 * to the counts. */
static int
run_body(const struct hr_options *options, struct span body, hr_write_fn *write,
	void *ctx, uint64_t *before, uint64_t *after)
{
	static const struct hr_stats none;
	struct hr_compressor *c;
	struct hr_error err;
	enum hr_status status;
	int result = 0;

	if (hr_compressor_new(options, write, ctx, &c, &err) != HR_OK)
		return out_of_memory();
	status = hr_compressor_feed(c, body.p, body.n);
	if (status == HR_OK)
		status = hr_compressor_finish_input(c);
	if (status == HR_OK)
		status = hr_compressor_finish_run(c);
	if (status == HR_OK) {
		*before = hr_compressor_stats(c)->tokens_in;
		*after = hr_compressor_stats(c)->tokens_out;
		if (options->watch.text || options->watch.bad_line)
			reach_tell(NULL, &none, hr_compressor_stats(c));
	} else {
		result =
			tell_failure("request", status, hr_compressor_error(c));
	}
	hr_compressor_free(c);
	return result;
}

/* The prompt's tokens. */
static int
count_body(struct send *s, struct send_body *body)
{
	struct hr_options options = options_of(s, s->provider.api);
	uint64_t after;

	body->counted = true;
	return run_body(&options, buf_span(&body->text), drop_output, NULL,
		&body->tokens, &after);
}

/* ---- a body of texts ----------------------------------------------------- */

/* The text of the user is being written, raw or through a compressor. */
struct writer {
	struct buf *out;
	struct hr_compressor *compressor; /* NULL: raw */
	struct body_tag tag;
	bool tagged;
	struct buf head; /* what stands before the next input */
	bool open_line; /* the last input had no newline at its end */
	enum hr_status status;
};

/* The end of the input before this one, and the start of this one. */
static void
write_head(struct writer *w, const struct send_input *input)
{
	if (w->tagged)
		body_tag_open(&w->tag, input->name, &w->head);
	if (!buf_ok(&w->head))
		w->status = HR_ENOMEM;
	else if (!w->compressor)
		buf_add(w->out, buf_span(&w->head));
	else if (w->head.n)
		w->status = hr_compressor_header(
			w->compressor, w->head.p, w->head.n);
	buf_reset(&w->head);
}

static void
end_line(struct writer *w, struct buf *out)
{
	if (w->open_line && out->n && out->p[out->n - 1] != '\n')
		buf_add_char(out, '\n');
	w->open_line = false;
}

static void
write_input(struct writer *w, const struct send_input *input, bool empty)
{
	struct span text = buf_span(&input->text);

	write_head(w, input);
	if (empty)
		text.n = 0;
	if (!w->compressor) {
		buf_add(w->out, text);
	} else if (w->status == HR_OK) {
		w->status = hr_compressor_feed(w->compressor, text.p, text.n);
		if (w->status == HR_OK)
			w->status = hr_compressor_finish_input(w->compressor);
	}
	if (!w->tagged)
		return;
	/* The compressor ends the last line itself in front of a header. */
	w->open_line = text.n && text.p[text.n - 1] != '\n';
	if (!w->compressor)
		end_line(w, w->out);
	body_tag_close(&w->tag, &w->head);
}

/* All of what the user says: documents, then the prompt. */
static void
write_user(struct writer *w, const struct send *s, bool empty)
{
	const char *prompt = s->args->prompt;

	w->tagged = prompt || s->ninputs > 1;
	for (size_t i = 0; i < s->ninputs && w->tagged; i++)
		body_tag_avoid(&w->tag, buf_span(&s->input[i].text));
	for (size_t i = 0; i < s->ninputs && w->status == HR_OK; i++)
		write_input(w, &s->input[i], empty);
	if (w->compressor && w->status == HR_OK)
		w->status = hr_compressor_finish_run(w->compressor);
	end_line(w, w->out);
	buf_add(w->out, buf_span(&w->head));
	if (prompt && s->ninputs)
		buf_add_str(w->out, "\n");
	if (prompt)
		buf_add_str(w->out, prompt);
	if (w->status == HR_OK && (!buf_ok(w->out) || !buf_ok(&w->head)))
		w->status = HR_ENOMEM;
	buf_release(&w->head);
}

static int
make_body(const struct send *s, struct span user, struct buf *out)
{
	struct body_text text = { .api = s->provider.api,
		.model = s->model,
		.system = s->args->system,
		.user = user,
		.max_tokens = s->max_tokens,
		.stream = s->stream,
		.old_limit = !s->provider.new_limit };

	return body_make(&text, out) == HR_OK ? 0 : out_of_memory();
}

/* Through the compressor if `options` are not NULL. */
static int
make_of_text(struct send *s, const struct hr_options *options, bool empty,
	struct send_body *body)
{
	struct buf user = { .p = NULL };
	struct writer w = { .out = &user };
	struct hr_error err = { .code = HR_OK };
	int status = 0;

	if (options && hr_compressor_new(options, add_output, &user,
			       &w.compressor, &err) != HR_OK)
		return out_of_memory();
	write_user(&w, s, empty);
	if (w.status != HR_OK)
		status = tell_failure(s->ninputs ? shown(s->input) : NULL,
			w.status,
			w.compressor ? hr_compressor_error(w.compressor)
				     : &err);
	hr_compressor_free(w.compressor);
	if (status == 0)
		status = make_body(s, buf_span(&user), &body->text);
	buf_release(&user);
	return status ? status : count_body(s, body);
}

/* What the budget leaves for the documents, once all else is counted. */
static int
share_budget(struct send *s, struct hr_options *options)
{
	struct send_body rest = { .tokens = 0 };
	int status;

	options->budget_percent = s->limit.percent;
	if (!s->limit.tokens)
		return 0;
	status = make_of_text(s, NULL, true, &rest);
	buf_release(&rest.text);
	if (status)
		return status;
	if (rest.tokens >= s->limit.tokens) {
		msg_error(NULL, "the prompt alone is over the budget");
		return EXIT_NO;
	}
	options->budget = s->limit.tokens - rest.tokens;
	return 0;
}

static int
make_texts(struct send *s)
{
	struct hr_options options = options_of(s, HR_API_NONE);
	int status = make_of_text(s, NULL, false, &s->original);

	options.want_counts = false;
	options.query = s->args->prompt;
	if (status == 0 && s->limit.tokens + s->limit.percent && s->ninputs)
		status = share_budget(s, &options);
	if (status == 0)
		status = make_of_text(s,
			s->args->as_is || !s->ninputs ? NULL : &options, false,
			&s->small);
	return status;
}

/* ---- a body that was given ----------------------------------------------- */

static int
edit_body(const struct send *s, struct span body, struct buf *out)
{
	struct body_change change = { .api = s->provider.api,
		.model = s->args->model,
		.max_tokens = s->max_tokens,
		.old_limit = !s->provider.new_limit,
		.stream = s->args->no_stream ? BODY_STREAM_OFF
			  : s->args->json    ? BODY_STREAM_AS_IS
					     : BODY_STREAM_UNSET };
	struct hr_error err;
	enum hr_status status = body_edit(body, &change, out, &err);

	return status == HR_OK ? 0 : tell_failure("request", status, &err);
}

static int
make_given(struct send *s)
{
	struct hr_options options = options_of(s, s->provider.api);
	struct span body = buf_span(&s->input[0].text);
	struct watch watch = { .input = shown(s->input), .tools = &s->tools };
	struct buf small = { .p = NULL };
	int status;

	if (!s->args->as_is)
		options.watch = watch_of(&watch);
	options.budget = s->limit.tokens;
	options.budget_percent = s->limit.percent;
	options.user_text = s->args->user_text;
	reach_choose(s->args->reach, s->args->history, s->args->budget != NULL,
		&options.reach);
	options.no_default_protect = s->args->no_default_protect;
	options.protect = s->args->protect.p;
	status = run_body(&options, body, add_output, &small,
		&s->original.tokens, &s->small.tokens);
	s->original.counted = s->small.counted = true;
	if (status == 0)
		status = edit_body(s, body, &s->original.text);
	if (status == 0 && s->args->as_is) {
		s->small.tokens = s->original.tokens;
		status = edit_body(s, body, &s->small.text);
	} else if (status == 0) {
		status = edit_body(s, buf_span(&small), &s->small.text);
	}
	watch_release(&watch);
	buf_release(&small);
	return status;
}

int
send_make(struct send *s)
{
	struct body_facts facts;
	struct hr_error err;
	int status;

	s->stream = !s->args->no_stream && !s->args->json;
	status = s->is_body ? make_given(s) : make_texts(s);
	if (status == 0 && s->is_body && s->provider.api != HR_API_GEMINI) {
		if (body_read(buf_span(&s->small.text), s->provider.api, &facts,
			    &err) != HR_OK)
			return out_of_memory();
		s->stream = facts.stream;
	}
	return status;
}

void
send_release(struct send *s)
{
	for (size_t i = 0; i < s->ninputs; i++)
		buf_release(&s->input[i].text);
	mem_free(s->input);
	buf_release(&s->model_name);
	buf_release(&s->original.text);
	buf_release(&s->small.text);
	buf_release(&s->url);
	prices_close(&s->prices);
	record_drop(&s->record);
	tools_release(&s->tools);
	provider_release(&s->provider);
}
