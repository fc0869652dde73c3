/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers of the four APIs, recorded and made up: what they say, used and
 * call, however they are cut.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "ref/ref_answer.h"
#include "ref/ref_files.h"

#define COUNT(a) (int)(sizeof(a) / sizeof(*(a)))
#define SAID "No rule for “x.o”: naïve 日本 😀."
#define CALLS "log {\"n\": 9}\nstat {\"path\":\"x.o\",\"é\":\"\\n\"}\n"

#define CHAT HR_API_OPENAI_CHAT
#define RESPONSES HR_API_OPENAI_RESPONSES
#define ANTHROPIC HR_API_ANTHROPIC
#define GEMINI HR_API_GEMINI

enum {
	SSE = 1,
	JSON = 2,
	BOTH = SSE | JSON,
};

struct recorded {
	enum hr_api api;
	const char *name;
	int forms;
	enum answer_end end;
	const char *finish, *text;
	/* input, cached, cache_write, cache_write_1h, output, reasoning */
	struct answer_usage usage;
	const char *calls, *error;
};

static const struct recorded recorded[] = {
#include "test_answer_cases.h"
};

static struct buf body; /* of the file that is tried */

static void
take_file(const struct ref_file *file)
{
	buf_reset(&body);
	buf_add(&body, span_of(file->p, file->n));
}

static const char *
name_of(const struct recorded *r, bool stream)
{
	static char path[200];

	snprintf(path, sizeof(path), "tests/server/answers/%s/%s.%s",
		hr_api_name(r->api), r->name, stream ? "sse" : "json");
	return path;
}

static struct buf
calls_of(const struct answer_state *s)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < s->ncalls; i++) {
		buf_add_str(&out, s->call[i].name);
		buf_add_char(&out, ' ');
		buf_add_str(&out, s->call[i].arguments);
		buf_add_char(&out, '\n');
	}
	buf_add_char(&out, '\0');
	return out;
}

static void
check_recorded(const struct recorded *want, bool stream)
{
	const char *name = name_of(want, stream);
	struct ref_answer r = { 0 };
	const struct answer_state *s;
	const int64_t *is, *as = &want->usage.input;
	struct buf calls;

	ref_files(name, take_file);
	ck_assert(ref_answer_read(&r, want->api, stream, buf_span(&body), NULL,
			  0) == HR_OK);
	s = answer_state(r.a);
	ck_assert_msg(s->end == want->end, "%s: ends as %d", name, s->end);
	ck_assert_str_eq(s->finish, want->finish);
	ck_assert_msg(span_equal(buf_span(&r.text), span_str(want->text)),
		"%s: [%.*s]", name, (int)r.text.n, r.text.p);
	ck_assert(s->has_text == (r.text.n > 0));
	ck_assert_str_eq(s->error, want->error);
	is = &s->usage.input;
	for (int i = 0; i < 6; i++)
		ck_assert_msg(is[i] == as[i], "%s: count %d is %d", name, i,
			(int)is[i]);
	calls = calls_of(s);
	ck_assert_str_eq(calls.p, want->calls);
	buf_release(&calls);
	ref_answer_release(&r);
}

START_TEST(a_recorded_answer_says_and_uses_this)
{
	const struct recorded *want = &recorded[_i];

	if (want->forms & SSE)
		check_recorded(want, true);
	if (want->forms & JSON)
		check_recorded(want, false);
	buf_release(&body);
}
END_TEST

/* ---- cuts and forms ------------------------------------------------------ */

static struct buf
describe(enum hr_api api, bool stream, struct span text, const size_t *cuts,
	size_t ncuts)
{
	struct ref_answer r = { 0 };
	struct buf out = { 0 };

	ref_answer_read(&r, api, stream, text, cuts, ncuts);
	ref_answer_describe(&r, &out);
	ref_answer_release(&r);
	return out;
}

/* Whole, in two parts cut at each `step` bytes, and byte by byte. */
static void
check_cuts(const char *name, enum hr_api api, bool stream, struct span text,
	struct span whole, size_t step)
{
	size_t *all = malloc((text.n + 1) * sizeof(*all));
	struct buf out;

	ck_assert(all != NULL);
	for (size_t i = 0; i < text.n; i++)
		all[i] = i;
	for (size_t i = 0; i <= text.n; i += step) {
		out = describe(api, stream, text, &i, 1);
		ck_assert_msg(span_equal(buf_span(&out), whole),
			"%s, cut at %zu: %.*s", name, i, (int)out.n, out.p);
		buf_release(&out);
	}
	out = describe(api, stream, text, all, text.n);
	ck_assert_msg(span_equal(buf_span(&out), whole), "%s, in bytes: %.*s",
		name, (int)out.n, out.p);
	buf_release(&out);
	free(all);
}

START_TEST(every_cut_gives_the_same)
{
	const struct recorded *want = &recorded[_i];

	for (int form = SSE; form <= JSON; form++) {
		bool stream = form == SSE;
		const char *name = name_of(want, stream);
		struct buf out;

		if (!(want->forms & form))
			continue;
		ref_files(name, take_file);
		out = describe(want->api, stream, buf_span(&body), NULL, 0);
		check_cuts(name, want->api, stream, buf_span(&body),
			buf_span(&out), 1);
		buf_release(&out);
	}
	buf_release(&body);
}
END_TEST

/* A stream that ends too soon says a part of the text, and that it is open. */
START_TEST(a_stream_that_is_cut_short_is_open)
{
	const struct recorded *want = &recorded[_i];

	if (!(want->forms & SSE))
		return;
	ref_files(name_of(want, true), take_file);
	for (size_t n = 0; n < body.n; n++) {
		struct ref_answer r = { 0 };
		enum answer_end end;

		ref_answer_read(
			&r, want->api, true, span_of(body.p, n), NULL, 0);
		end = answer_state(r.a)->end;
		ck_assert_msg(end == ANSWER_OPEN || end == want->end,
			"%s of %zu bytes ends as %d", want->name, n, end);
		if (end != ANSWER_OPEN)
			ck_assert(span_equal(
				buf_span(&r.text), span_str(want->text)));
		ck_assert(r.text.n <= strlen(want->text));
		ck_assert(!r.text.n || !memcmp(r.text.p, want->text, r.text.n));
		/* The last event is open until the last byte of its data. */
		ck_assert(end == ANSWER_OPEN || n + 120 > body.n ||
			  want->api != ANTHROPIC);
		ref_answer_release(&r);
	}
	buf_release(&body);
}
END_TEST

/* The same stream with other line ends, a mark, comments, and data in lines. */
static void
restyle(struct span text, const char *end, bool more, struct buf *out)
{
	if (more)
		buf_add_str(out, "\xef\xbb\xbf: a comment\n");
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '\r')
			continue;
		if (c == '\n') {
			buf_add_str(out, end);
			if (more)
				buf_add_str(out, ":\nid: 7\nretry: 9\nname\n");
			continue;
		}
		buf_add_char(out, c);
		if (more && c == '{' && i >= 6 &&
			!memcmp(text.p + i - 6, "data: ", 6)) {
			buf_add_str(out, end);
			buf_add_str(out, "data:");
		}
	}
}

START_TEST(every_form_of_a_stream_gives_the_same)
{
	static const char *const line_ends[] = { "\n", "\r\n", "\r" };
	const struct recorded *want = &recorded[_i];
	struct buf out;

	if (!(want->forms & SSE))
		return;
	ref_files(name_of(want, true), take_file);
	out = describe(want->api, true, buf_span(&body), NULL, 0);
	for (int i = 0; i < 6; i++) {
		struct buf other = { 0 };

		restyle(buf_span(&body), line_ends[i % 3], i >= 3, &other);
		check_cuts(want->name, want->api, true, buf_span(&other),
			buf_span(&out), strcmp(want->name, "text") ? 61 : 1);
		buf_release(&other);
	}
	buf_release(&out);
	buf_release(&body);
}
END_TEST

/* ---- what is no recorded answer ------------------------------------------ */

static const struct {
	const char *name;
	enum hr_api api;
	bool stream;
	const char *body;
	enum answer_end end;
	const char *text, *error;
} odd[] = {
	{ "nothing at all", CHAT, false, "", ANSWER_INVALID, "",
		"the answer is empty" },
	{ "nothing of a stream", CHAT, true, "", ANSWER_OPEN, "", "" },
	{ "a page", ANTHROPIC, false,
		"<html><head><title>Sign\nin</title></head></html>",
		ANSWER_INVALID, "", "Sign in" },
	{ "a page in place of a stream", ANTHROPIC, true,
		"\r\n<html><p>Sign <b>in</b></html>", ANSWER_INVALID, "",
		"Sign in" },
	{ "text in place of a stream", GEMINI, true, "It works!\n",
		ANSWER_INVALID, "", "the answer is no stream of this API" },
	{ "other JSON, chat", CHAT, false, "{\"hello\":\"world\"}",
		ANSWER_INVALID, "", "the answer is no chat completion" },
	{ "other JSON, responses", RESPONSES, false, "{\"hello\":\"world\"}",
		ANSWER_INVALID, "", "the answer is no response" },
	{ "other JSON, anthropic", ANTHROPIC, false, "{\"hello\":\"world\"}",
		ANSWER_INVALID, "", "the answer is no message" },
	{ "other JSON, gemini", GEMINI, false, "{\"hello\":\"world\"}",
		ANSWER_INVALID, "", "the answer is none of generateContent" },
	{ "an array", CHAT, false, "[]", ANSWER_INVALID, "",
		"the answer is no object" },
	{ "events of something else", CHAT, true,
		"data: {\"hello\":\"world\"}\n\n", ANSWER_INVALID, "",
		"the answer is no stream of this API" },
	{ "an event that is no JSON", CHAT, true, "data: hello\n\n",
		ANSWER_INVALID, "", "an event of the answer is no JSON" },
	{ "a body that is cut", CHAT, false, "{\"choices\":[{\"ind",
		ANSWER_OPEN, "", "" },
	{ "an error with status 200", CHAT, false,
		"{\"error\":{\"message\":\"no such model\",\"code\":"
		"\"model_not_found\"}}",
		ANSWER_ERROR, "", "no such model" },
	{ "a code, and a type that passes", CHAT, true,
		"data: {\"error\":{\"message\":\"no\",\"code\":\"x\",\"type\":"
		"\"server_error\"}}\n\n",
		ANSWER_BUSY, "", "no" },
	{ "a number, and a type", CHAT, true,
		"data: {\"error\":{\"message\":\"no\",\"code\":502,\"type\":"
		"\"x\"}}\n\n",
		ANSWER_BUSY, "", "no" },
	{ "a number that stays", CHAT, true,
		"data: {\"error\":{\"code\":400}}\n\n", ANSWER_ERROR, "",
		"400" },
	{ "a body that is cut behind blanks", CHAT, true, "\t\t\r[",
		ANSWER_OPEN, "", "" },
	{ "an error in words", CHAT, true, "{\"error\":\"no such model\"}",
		ANSWER_ERROR, "", "no such model" },
	{ "an error in an array", GEMINI, true,
		"[{\"error\":{\"code\":503,"
		"\"message\":\"busy\",\"status\":\"UNAVAILABLE\"}}]",
		ANSWER_BUSY, "", "busy" },
	{ "an error in place of a message", ANTHROPIC, false,
		"{\"type\":\"error\",\"error\":{\"type\":\"api_error\","
		"\"message\":\"internal\"}}",
		ANSWER_BUSY, "", "internal" },
	{ "an error in place of a response", RESPONSES, false,
		"{\"error\":{\"message\":\"no\",\"type\":"
		"\"insufficient_quota\"}}",
		ANSWER_ERROR, "", "no" },
	{ "an error within a responses event", RESPONSES, true,
		"data: {\"type\":\"error\",\"error\":{\"code\":"
		"\"server_error\",\"message\":\"no\"}}\n\n",
		ANSWER_BUSY, "", "no" },
	{ "gemini without alt=sse", GEMINI, true,
		"[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"No \"}"
		"]}}]}\n,\r\n{\"candidates\":[{\"content\":{\"parts\":[{"
		"\"text\":\"rule.\"}]},\"finishReason\":\"STOP\"}]}]",
		ANSWER_DONE, "No rule.", "" },
	{ "gemini that does not finish", GEMINI, true,
		"data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":"
		"\"No \"}]}}]}\r\n\r\n",
		ANSWER_OPEN, "No ", "" },
	{ "a whole answer in place of a stream", CHAT, true,
		"{\"choices\":[{\"index\":0,\"message\":{\"content\":\"No\"},"
		"\"finish_reason\":\"stop\"}]}",
		ANSWER_DONE, "No", "" },
	{ "content in parts", CHAT, false,
		"{\"choices\":[{\"message\":{\"content\":[{\"type\":"
		"\"thinking\",\"text\":\"Hm\"},{\"type\":\"text\",\"text\":"
		"\"No\"}]}}]}",
		ANSWER_DONE, "No", "" },
	{ "of two choices the first", CHAT, true,
		"data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":"
		"\"Yes\"}},{\"index\":0,\"delta\":{\"content\":\"No\"}}]}\n\n"
		"data: {\"choices\":[{\"index\":1,\"delta\":{},"
		"\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n",
		ANSWER_DONE, "No", "" },
	{ "a character in two events", CHAT, true,
		"data: {\"choices\":[{\"delta\":{\"content\":\"a\\ud83d\"}}]}\n"
		"\ndata: {\"choices\":[{\"delta\":{\"content\":\"\\ude00b\"}}]"
		"}\n\ndata: [DONE]\n\n",
		ANSWER_DONE,
		"a\xf0\x9f\x98\x80"
		"b",
		"" },
	{ "half a character, and the end", CHAT, true,
		"data: {\"choices\":[{\"delta\":{\"content\":\"a\\ud83d\"}}]}\n"
		"\ndata: [DONE]\n\n",
		ANSWER_DONE, "a\xef\xbf\xbd", "" },
	{ "half a character that is text", CHAT, true,
		"data: {\"choices\":[{\"delta\":{\"content\":\"a\\\\ud83d\"}}]"
		"}\n\ndata: [DONE]\n\n",
		ANSWER_DONE, "a\\ud83d", "" },
	{ "half a character where it is cut", CHAT, true,
		"data: {\"choices\":[{\"delta\":{\"content\":\"a\\ud83d\"}}]}\n"
		"\n",
		ANSWER_OPEN, "a\xef\xbf\xbd", "" },
	{ "the last event without an end", CHAT, true,
		"data: {\"choices\":[{\"delta\":{\"content\":\"No\"}}]}\n\n"
		"data: [DONE]",
		ANSWER_DONE, "No", "" },
	{ "an unfinished event of whole JSON", ANTHROPIC, true,
		"data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":"
		"\"text_delta\",\"text\":\"No\"}}",
		ANSWER_OPEN, "No", "" },
	{ "an unfinished event of half JSON", ANTHROPIC, true,
		"data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":"
		"\"text_delta\",\"text\":\"No\"}",
		ANSWER_OPEN, "", "" },
	{ "unknown events and members", ANTHROPIC, true,
		"data: {\"type\":\"news\",\"x\":[1]}\n\ndata: {\"type\":"
		"\"message_stop\",\"y\":{}}\n\ndata: {\"type\":\"news\"}\n\n",
		ANSWER_DONE, "", "" },
	{ "nothing after the end", ANTHROPIC, true,
		"data: {\"type\":\"message_stop\"}\n\ndata: no JSON\n\n",
		ANSWER_DONE, "", "" },
	{ "controls and directions in an error", CHAT, false,
		"{\"error\":{\"message\":\"a\\u001b[31m\\u202e\\n  b\\u0000"
		"\"}}",
		ANSWER_ERROR, "", "a\\x1b[31m\\xe2\\x80\\xae b\\x00" },
	{ "a member that is there twice", CHAT, false,
		"{\"choices\":[],\"choices\":[{\"message\":{\"content\":"
		"\"No\"}}]}",
		ANSWER_DONE, "No", "" },
	{ "keys with escapes", CHAT, false,
		"{\"\\u0063hoices\":[{\"message\":{\"content\":\"No\"}}]}",
		ANSWER_DONE, "No", "" },
	{ "members of other types", CHAT, false,
		"{\"id\":7,\"choices\":[{\"index\":\"0\",\"message\":{"
		"\"content\":7,\"tool_calls\":{}},\"finish_reason\":[]}],"
		"\"usage\":{\"prompt_tokens\":\"9\"}}",
		ANSWER_DONE, "", "" },
	{ "a choice that is null", CHAT, true,
		"data: {\"choices\":[null,{\"delta\":null}]}\n\ndata: [DONE]\n"
		"\n",
		ANSWER_DONE, "", "" },
};

START_TEST(an_odd_answer_ends_like_this)
{
	struct span text = span_str(odd[_i].body);
	struct ref_answer r = { 0 };
	const struct answer_state *s;
	struct buf out = { 0 };

	ck_assert(ref_answer_read(&r, odd[_i].api, odd[_i].stream, text, NULL,
			  0) == HR_OK);
	s = answer_state(r.a);
	ck_assert_msg(s->end == odd[_i].end, "%s: ends as %d, %s", odd[_i].name,
		s->end, s->error);
	ck_assert_msg(span_equal(buf_span(&r.text), span_str(odd[_i].text)),
		"%s: [%.*s]", odd[_i].name, (int)r.text.n, r.text.p);
	ck_assert_str_eq(s->error, odd[_i].error);
	ref_answer_describe(&r, &out);
	check_cuts(odd[_i].name, odd[_i].api, odd[_i].stream, text,
		buf_span(&out), 1);
	buf_release(&out);
	ref_answer_release(&r);
}
END_TEST

/* Also in a message that is not quite an error's. */
START_TEST(counts_that_are_none_are_unknown)
{
	static const char *const counts[] = { "null", "-1", "1.5", "1e3",
		"\"9\"", "99999999999999999999", "true", "{}" };
	char text[200];

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		struct ref_answer r = { 0 };

		snprintf(text, sizeof(text),
			"{\"choices\":[{\"message\":{}}],\"usage\":{"
			"\"prompt_tokens\":%s,\"completion_tokens\":3}}",
			counts[i]);
		ref_answer_read(&r, CHAT, false, span_str(text), NULL, 0);
		ck_assert_msg(
			answer_state(r.a)->usage.input == -1, "%s", counts[i]);
		ck_assert_int_eq(answer_state(r.a)->usage.output, 3);
		ref_answer_release(&r);
	}
}
END_TEST

/* ---- limits and failures ------------------------------------------------- */

/* Feeds `first` and then `again`, for ever: *fed is how much it took. */
static enum hr_status
feed_on(struct answer *a, const char *first, const char *again, size_t *fed)
{
	enum hr_status status = answer_feed(a, first, strlen(first));
	struct buf block = { 0 };

	while (block.n < 1 << 16)
		buf_add_str(&block, again);
	*fed = 0;
	while (status == HR_OK && *fed < 72u << 20) {
		status = answer_feed(a, block.p, block.n);
		*fed += block.n;
	}
	buf_release(&block);
	return status;
}

static enum hr_status
ignore(void *ctx, const void *p, size_t n)
{
	(void)ctx;
	(void)p;
	(void)n;
	return HR_OK;
}

START_TEST(what_never_ends_has_a_limit)
{
	static const struct {
		bool stream;
		const char *first, *again;
		size_t limit;
	} endless[] = {
		{ true, "data: \"", "a", ANSWER_EVENT },
		{ true, "data: [\n", "data: 1,\n", ANSWER_EVENT },
		{ true, ":", "a", ANSWER_EVENT },
		{ true, "{\"id\":\"", "a", ANSWER_BODY },
		{ false, "{\"id\":\"", "a", ANSWER_BODY },
		{ false, "", " ", ANSWER_BODY },
	};

	for (size_t i = 0; i < sizeof(endless) / sizeof(*endless); i++) {
		struct answer *a =
			answer_new(CHAT, endless[i].stream, ignore, NULL);
		size_t fed;

		ck_assert(feed_on(a, endless[i].first, endless[i].again,
				  &fed) == HR_ELIMIT);
		/* Of lines of data only what is behind the colon counts. */
		ck_assert_uint_le(fed, 5 * endless[i].limit);
		ck_assert_int_eq(answer_state(a)->end, ANSWER_INVALID);
		ck_assert(answer_feed(a, "x", 1) == HR_ELIMIT);
		ck_assert(answer_finish(a) == HR_ELIMIT);
		answer_free(a);
	}
}
END_TEST

/* Comments and blank lines for ever cost no memory, and no time but their own. */
START_TEST(pings_have_no_limit)
{
	static const char *const pings[] = { "\n",
		"event: ping\r\r: a comment of some length, as a line costs "
		"more time than its bytes do\r\r" };

	for (size_t i = 0; i < sizeof(pings) / sizeof(*pings); i++) {
		struct answer *a = answer_new(CHAT, true, ignore, NULL);
		size_t fed;

		ck_assert(feed_on(a, "", pings[i], &fed) == HR_OK);
		ck_assert_uint_ge(fed, 72u << 20);
		ck_assert(answer_finish(a) == HR_OK);
		ck_assert_int_eq(answer_state(a)->end, ANSWER_OPEN);
		answer_free(a);
	}
}
END_TEST

START_TEST(calls_have_a_limit)
{
	struct answer *a = answer_new(CHAT, true, ignore, NULL);
	enum hr_status status = HR_OK;
	int i;

	for (i = 0; i < 2000 && status == HR_OK; i++) {
		char event[200];

		snprintf(event, sizeof(event),
			"data: {\"choices\":[{\"delta\":{\"tool_calls\":[{"
			"\"index\":%d,\"function\":{\"name\":\"f\"}}]}}]}\n\n",
			i);
		status = answer_feed(a, event, strlen(event));
	}
	ck_assert(status == HR_ELIMIT);
	ck_assert_int_eq(i, ANSWER_CALLS + 1);
	ck_assert_int_eq(answer_state(a)->end, ANSWER_INVALID);
	answer_free(a);
}
END_TEST

START_TEST(what_the_callback_returns_is_returned)
{
	struct ref_answer r = { .fail_at = 2 };

	ref_files("tests/server/answers/gemini/text.sse", take_file);
	ck_assert(ref_answer_read(&r, GEMINI, true, buf_span(&body), NULL, 0) ==
		  HR_EIO);
	ck_assert_uint_eq(r.calls, 2);
	ck_assert(answer_finish(r.a) == HR_EIO);
	ck_assert_uint_eq(r.calls, 2);
	ck_assert_int_eq(answer_state(r.a)->end, ANSWER_OPEN);
	ref_answer_release(&r);
	buf_release(&body);
}
END_TEST

START_TEST(names_of_calls_have_no_nul)
{
	struct ref_answer r = { 0 };

	ref_answer_read(&r, CHAT, false,
		span_str("{\"choices\":[{\"message\":{\"tool_calls\":[{"
			 "\"function\":{\"name\":\"a\\u0000b\",\"arguments\":"
			 "\"{}\"}}]}}]}"),
		NULL, 0);
	ck_assert_uint_eq(answer_state(r.a)->ncalls, 1);
	ck_assert_str_eq(answer_state(r.a)->call->name, "a\xef\xbf\xbd"
							"b");
	ref_answer_release(&r);
}
END_TEST

START_TEST(there_is_no_answer_of_no_api)
{
	ck_assert(answer_new(HR_API_NONE, true, ignore, NULL) == NULL);
	ck_assert(answer_new(HR_API_AUTO, true, ignore, NULL) == NULL);
	answer_free(NULL);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("answer");
	TCase *t = tcase_create("answer");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(
		t, a_recorded_answer_says_and_uses_this, 0, COUNT(recorded));
	tcase_add_loop_test(t, every_cut_gives_the_same, 0, COUNT(recorded));
	tcase_add_loop_test(
		t, a_stream_that_is_cut_short_is_open, 0, COUNT(recorded));
	tcase_add_loop_test(
		t, every_form_of_a_stream_gives_the_same, 0, COUNT(recorded));
	tcase_add_loop_test(t, an_odd_answer_ends_like_this, 0, COUNT(odd));
	tcase_add_test(t, counts_that_are_none_are_unknown);
	tcase_add_test(t, what_never_ends_has_a_limit);
	tcase_add_test(t, pings_have_no_limit);
	tcase_add_test(t, calls_have_a_limit);
	tcase_add_test(t, what_the_callback_returns_is_returned);
	tcase_add_test(t, names_of_calls_have_no_nul);
	tcase_add_test(t, there_is_no_answer_of_no_api);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
