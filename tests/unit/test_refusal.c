/* SPDX-License-Identifier: Apache-2.0 */
/* What servers say when they refuse: any JSON, pages, text or nothing. */
#include <check.h>
#include <stdlib.h>

#include "answer/answer.h"

static const struct {
	const char *name, *body, *text, *code;
	bool quota;
	int64_t delay_ms;
} refusals[] = {
	{ "nothing", "", "", "", false, -1 },
	{ "blanks", " \n", "", "", false, -1 },
	{ "OpenAI",
		"{\"error\":{\"message\":\"too long\",\"type\":"
		"\"invalid_request_error\",\"param\":null,\"code\":"
		"\"context_length_exceeded\"}}",
		"too long", "context_length_exceeded", false, -1 },
	{ "OpenAI without a code",
		"{\"error\":{\"message\":\"no\",\"type\":"
		"\"invalid_request_error\",\"param\":null,\"code\":null}}",
		"no", "invalid_request_error", false, -1 },
	{ "OpenAI, quota",
		"{\"error\":{\"message\":\"pay\",\"type\":"
		"\"insufficient_quota\",\"code\":\"insufficient_quota\"}}",
		"pay", "insufficient_quota", true, -1 },
	{ "quota that only the type says",
		"{\"error\":{\"message\":\"pay\","
		"\"type\":\"insufficient_quota\",\"code\":\"x\"}}",
		"pay", "x", true, -1 },
	{ "Anthropic",
		"{\"type\":\"error\",\"error\":{\"type\":"
		"\"overloaded_error\",\"message\":\"Overloaded\"},"
		"\"request_id\":\"req_1\"}",
		"Overloaded", "overloaded_error", false, -1 },
	{ "Gemini",
		"{\"error\":{\"code\":429,\"message\":\"slow\",\"status\":"
		"\"RESOURCE_EXHAUSTED\",\"details\":[{\"@type\":\"h\"},"
		"{\"@type\":\"r\",\"retryDelay\":\"22s\"}]}}",
		"slow", "RESOURCE_EXHAUSTED", false, 22000 },
	{ "Gemini in an array",
		"[{\"error\":{\"code\":429,\"message\":"
		"\"slow\",\"details\":[{\"retryDelay\":\"1.5s\"}]}}]\n",
		"slow", "429", false, 1500 },
	{ "a small delay",
		"{\"error\":{\"details\":[{\"retryDelay\":"
		"\"0.0001s\"}]}}",
		"", "", false, 1 },
	{ "a large delay",
		"{\"error\":{\"details\":[{\"retryDelay\":"
		"\"99999999999999999999s\"}]}}",
		"", "", false, 9999999999000 },
	{ "a delay that is none",
		"{\"error\":{\"details\":[{\"retryDelay\":"
		"\"22\"}]}}",
		"", "", false, -1 },
	{ "a delay of nothing",
		"{\"error\":{\"details\":[{\"retryDelay\":"
		"\"s\"}]}}",
		"", "", false, -1 },
	{ "only words", "{\"error\":\"no such model\"}", "no such model", "",
		false, -1 },
	{ "a message without an error",
		"{\"object\":\"error\",\"message\":"
		"\"no\",\"type\":\"BadRequestError\",\"code\":400}",
		"no", "BadRequestError", false, -1 },
	{ "a detail", "{\"detail\":\"Not Found\"}", "Not Found", "", false,
		-1 },
	{ "other JSON", "{\"a\": [1]}", "{\"a\": [1]}", "", false, -1 },
	{ "plain text", "upstream  connect\r\nerror\n",
		"upstream connect error", "", false, -1 },
	{ "a page with a title",
		"<!DOCTYPE html>\n<html><head><title>502 Bad "
		"Gateway</title></head><body><h1>Oh</h1></body></html>",
		"502 Bad Gateway", "", false, -1 },
	{ "a page without one",
		"<html><title></title><style>p > a {}</style>"
		"<script>if (a < b) c();</script><h1>Too</h1><p>large</p>",
		"Too large", "", false, -1 },
	{ "half a page", "<html><p>a<b", "a", "", false, -1 },
	{ "a script that does not end", "<p>a<script>if (a <", "a", "", false,
		-1 },
	{ "a mark in front", "\xef\xbb\xbf{\"error\":{\"message\":\"no\"}}",
		"no", "", false, -1 },
	{ "controls",
		"{\"error\":{\"message\":\"\\u001b]52;c;x\\u0007 "
		"\\u200b\\u2066\\u009b\",\"code\":\"a\\u001b\"}}",
		"\\x1b]52;c;x\\x07 \\xe2\\x80\\x8b\\xe2\\x81\\xa6\\xc2\\x9b",
		"a\\x1b", false, -1 },
	{ "invalid UTF-8",
		"a\xff"
		"b\xe2\x82",
		"a\\xffb\\xe2\\x82", "", false, -1 },
};

START_TEST(a_refusal_says_this)
{
	struct answer_refusal r;

	answer_refused(span_str(refusals[_i].body), &r);
	ck_assert_str_eq(r.text, refusals[_i].text);
	ck_assert_str_eq(r.code, refusals[_i].code);
	ck_assert(r.quota == refusals[_i].quota);
	ck_assert_msg(r.delay_ms == refusals[_i].delay_ms, "%s: %ld ms",
		refusals[_i].name, (long)r.delay_ms);
}
END_TEST

/* At most 300 bytes, of which none is half a character or an escape. */
START_TEST(a_long_refusal_is_cut_between_characters)
{
	static const struct {
		const char *piece;
		size_t n;
	} pieces[] = {
		{ "a", 300 },
		{ "\xe2\x82\xac", 298 },
		{ "\xf0\x9f\x98\x80", 297 },
		{ "\x1b", 297 },
		{ "\xff", 297 },
		{ "\xe2\x80\xae", 289 },
		{ " a\n", 299 },
	};

	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		struct answer_refusal r;
		struct buf text = { 0 };

		buf_add_char(&text, 'a');
		while (text.n < 3 << 20)
			buf_add_str(&text, pieces[i].piece);
		answer_refused(buf_span(&text), &r);
		ck_assert_uint_eq(strlen(r.text), pieces[i].n);
		buf_release(&text);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("refusal");
	TCase *t = tcase_create("refusal");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_loop_test(t, a_refusal_says_this, 0,
		(int)(sizeof(refusals) / sizeof(*refusals)));
	tcase_add_test(t, a_long_refusal_is_cut_between_characters);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
