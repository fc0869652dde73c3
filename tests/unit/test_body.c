/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of the bodies of requests. */
#include <check.h>
#include <stdlib.h>

#include "base/json.h"
#include "send/body.h"

#define CHAT HR_API_OPENAI_CHAT
#define RESPONSES HR_API_OPENAI_RESPONSES
#define ANTHROPIC HR_API_ANTHROPIC
#define GEMINI HR_API_GEMINI

/* ---- made of a text ------------------------------------------------------ */

static const struct {
	enum hr_api api;
	const char *system, *user;
	uint64_t max_tokens;
	bool stream, old_limit;
	const char *body;
} made[] = {
	{ CHAT, NULL, "hi", 0, false, false,
		"{\"model\":\"m\",\"messages\":"
		"[{\"role\":\"user\",\"content\":\"hi\"}]}\n" },
	{ CHAT, "be \"brief\"", "a\nb", 9, true, false,
		"{\"model\":\"m\",\"messages\":"
		"[{\"role\":\"system\",\"content\":\"be \\\"brief\\\"\"},"
		"{\"role\":\"user\",\"content\":\"a\\nb\"}],"
		"\"max_completion_tokens\":9,\"stream\":true,"
		"\"stream_options\":{\"include_usage\":true}}\n" },
	{ CHAT, NULL, "hi", 9, false, true,
		"{\"model\":\"m\",\"messages\":"
		"[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":9}"
		"\n" },
	{ RESPONSES, "s", "hi", 9, true, false,
		"{\"model\":\"m\",\"instructions\":\"s\",\"input\":"
		"[{\"role\":\"user\",\"content\":\"hi\"}],"
		"\"max_output_tokens\":9,\"store\":false,\"stream\":true}\n" },
	{ ANTHROPIC, NULL, "hi", 0, true, false,
		"{\"model\":\"m\",\"max_tokens\":8192,\"messages\":"
		"[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":true}\n" },
	{ ANTHROPIC, "s", "hi", 7, false, false,
		"{\"model\":\"m\",\"max_tokens\":7,\"system\":\"s\","
		"\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}\n" },
	{ GEMINI, "s", "hi", 7, true, false,
		"{\"systemInstruction\":{\"parts\":[{\"text\":\"s\"}]},"
		"\"contents\":[{\"role\":\"user\",\"parts\":"
		"[{\"text\":\"hi\"}]}],"
		"\"generationConfig\":{\"maxOutputTokens\":7}}\n" },
	{ GEMINI, NULL, "hi", 0, false, false,
		"{\"contents\":[{\"role\":\"user\",\"parts\":"
		"[{\"text\":\"hi\"}]}]}\n" },
};

START_TEST(a_body_is_made_of_a_text)
{
	struct body_text text = { .api = made[_i].api,
		.model = "m",
		.system = made[_i].system,
		.user = span_str(made[_i].user),
		.max_tokens = made[_i].max_tokens,
		.stream = made[_i].stream,
		.old_limit = made[_i].old_limit };
	struct buf out = { 0 };
	enum hr_api api;

	ck_assert_int_eq(body_make(&text, &out), HR_OK);
	ck_assert_int_eq(json_check(buf_span(&out), NULL), HR_OK);
	ck_assert_int_eq(body_api(buf_span(&out), made[_i].api, &api), HR_OK);
	ck_assert_int_eq(api, made[_i].api);
	buf_add_char(&out, '\0');
	ck_assert_str_eq(out.p, made[_i].body);
	buf_release(&out);
}
END_TEST

#define BAD "\xef\xbf\xbd"

static const struct {
	struct span text;
	const char *literal;
} strings[] = {
	{ { "a\0b", 3 }, "a\\u0000b" },
	{ { "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", 9 },
		"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80" },
	{ { "a\xff\xfe"
	    "b",
		  4 },
		"a" BAD BAD "b" },
	{ { "\xe2\x82", 2 }, BAD },
	{ { "\xe2\x82x", 3 }, BAD "x" },
	{ { "\xed\xa0\x80", 3 }, BAD BAD BAD },
	{ { "\xc0\xaf", 2 }, BAD BAD },
	{ { "\xf4\x90\x80\x80", 4 }, BAD BAD BAD BAD },
	{ { "\xf0\x9f\x98", 3 }, BAD },
	{ { "\xf5", 1 }, BAD },
};

START_TEST(what_is_no_utf8_is_replaced)
{
	struct body_text text = {
		.api = CHAT, .model = "m", .user = strings[_i].text
	};
	struct buf out = { 0 };

	ck_assert_int_eq(body_make(&text, &out), HR_OK);
	ck_assert_int_eq(json_check(buf_span(&out), NULL), HR_OK);
	buf_add_char(&out, '\0');
	ck_assert_msg(strstr(out.p, strings[_i].literal) != NULL, "%s", out.p);
	buf_release(&out);
}
END_TEST

/* ---- given --------------------------------------------------------------- */

static const struct {
	const char *name;
	const char *body;
	struct body_change change;
	const char *out; /* NULL: refused */
} edits[] = {
	{ "nothing to do", " {\"a\" : 1e400}\r\n", { .api = CHAT },
		" {\"a\" : 1e400}\r\n" },
	{ "a stream of chat", "{\"messages\":[]\n}\n",
		{ .api = CHAT, .stream = BODY_STREAM_UNSET },
		"{\"messages\":[]\n,\"stream\":true,\"stream_options\":"
		"{\"include_usage\":true}}\n" },
	{ "an empty object", "{}", { .api = CHAT, .stream = BODY_STREAM_UNSET },
		"{\"stream\":true,\"stream_options\":"
		"{\"include_usage\":true}}" },
	{ "a stream of messages", "{\"messages\":[]}",
		{ .api = ANTHROPIC, .stream = BODY_STREAM_UNSET },
		"{\"messages\":[],\"stream\":true}" },
	{ "Gemini's is in the URL", "{\"contents\":[]}",
		{ .api = GEMINI, .stream = BODY_STREAM_UNSET },
		"{\"contents\":[]}" },
	{ "who wants no stream gets none", "{\"stream\":false}",
		{ .api = CHAT, .stream = BODY_STREAM_UNSET },
		"{\"stream\":false}" },
	{ "nor with null", "{\"stream\":null}",
		{ .api = CHAT, .stream = BODY_STREAM_UNSET },
		"{\"stream\":null}" },
	{ "a string is no stream", "{\"stream\":\"true\"}",
		{ .api = CHAT, .stream = BODY_STREAM_OFF },
		"{\"stream\":\"true\"}" },
	{ "a stream that tells no usage", "{\"stream\": true }",
		{ .api = CHAT, .stream = BODY_STREAM_UNSET },
		"{\"stream\": true ,\"stream_options\":"
		"{\"include_usage\":true}}" },
	{ "options stay", "{\"stream\":true,\"stream_options\":{\"x\":1}}",
		{ .api = CHAT, .stream = BODY_STREAM_UNSET },
		"{\"stream\":true,\"stream_options\":{\"x\":1}}" },
	{ "no stream", "{\"stream\":true,\"a\":1}",
		{ .api = ANTHROPIC, .stream = BODY_STREAM_OFF },
		"{\"stream\":false,\"a\":1}" },
	{ "no stream, options behind",
		"{\"a\":1, \"stream\":true, \"stream_options\":{\"x\":1} }",
		{ .api = CHAT, .stream = BODY_STREAM_OFF },
		"{\"a\":1, \"stream\":false }" },
	{ "no stream, options in front",
		"{ \"stream_options\":{\"x\":1}, \"stream\":true}",
		{ .api = CHAT, .stream = BODY_STREAM_OFF },
		"{ \"stream\":false}" },
	{ "no stream, options between",
		"{\"stream\":true,\"stream_options\":{\"x\":[{}]},\"a\":\"b\"}",
		{ .api = CHAT, .stream = BODY_STREAM_OFF },
		"{\"stream\":false,\"a\":\"b\"}" },
	{ "an escaped key is the key", "{\"str\\u0065am\":true}",
		{ .api = ANTHROPIC, .stream = BODY_STREAM_OFF },
		"{\"str\\u0065am\":false}" },
	{ "a member within another is another", "{\"a\":{\"stream\":true}}",
		{ .api = ANTHROPIC, .stream = BODY_STREAM_UNSET },
		"{\"a\":{\"stream\":true},\"stream\":true}" },
	{ "a model", "{\"model\":\"old\",\"a\":1}",
		{ .api = CHAT, .model = "n\"w" },
		"{\"model\":\"n\\\"w\",\"a\":1}" },
	{ "a model that was not there", "{\"a\":1}",
		{ .api = CHAT, .model = "new" },
		"{\"a\":1,\"model\":\"new\"}" },
	{ "Gemini's model is in the URL", "{\"a\":1}",
		{ .api = GEMINI, .model = "new" }, "{\"a\":1}" },
	{ "a limit", "{\"a\":1}", { .api = CHAT, .max_tokens = 5 },
		"{\"a\":1,\"max_completion_tokens\":5}" },
	{ "a limit by its old name", "{\"max_tokens\":1}",
		{ .api = CHAT, .max_tokens = 5 }, "{\"max_tokens\":5}" },
	{ "a limit for what is compatible", "{\"a\":1}",
		{ .api = CHAT, .max_tokens = 5, .old_limit = true },
		"{\"a\":1,\"max_tokens\":5}" },
	{ "a limit of responses", "{\"a\":1}",
		{ .api = RESPONSES, .max_tokens = 5 },
		"{\"a\":1,\"max_output_tokens\":5}" },
	{ "a limit of messages", "{\"max_tokens\":\"x\"}",
		{ .api = ANTHROPIC, .max_tokens = 5 }, "{\"max_tokens\":5}" },
	{ "a limit of Gemini", "{\"a\":1}",
		{ .api = GEMINI, .max_tokens = UINT64_MAX },
		"{\"a\":1,\"generationConfig\":"
		"{\"maxOutputTokens\":18446744073709551615}}" },
	{ "a limit of Gemini, with others",
		"{\"generation_config\":{\"top_k\":1}}",
		{ .api = GEMINI, .max_tokens = 5 },
		"{\"generation_config\":{\"top_k\":1,\"maxOutputTokens\":5}}" },
	{ "a limit of Gemini that is there",
		"{\"generationConfig\":{\"max_output_tokens\":1}}",
		{ .api = GEMINI, .max_tokens = 5 },
		"{\"generationConfig\":{\"max_output_tokens\":5}}" },
	{ "an empty configuration", "{\"generationConfig\":{}}",
		{ .api = GEMINI, .max_tokens = 5 },
		"{\"generationConfig\":{\"maxOutputTokens\":5}}" },
	{ "all at once", "{\"model\":\"o\",\"stream\":true}",
		{ .api = CHAT,
			.model = "n",
			.max_tokens = 5,
			.stream = BODY_STREAM_UNSET },
		"{\"model\":\"n\",\"stream\":true,"
		"\"max_completion_tokens\":5,"
		"\"stream_options\":{\"include_usage\":true}}" },
	{ "a member twice", "{\"stream\":true,\"stream\":false}",
		{ .api = CHAT, .stream = BODY_STREAM_UNSET }, NULL },
	{ "twice in disguise", "{\"model\":\"a\",\"mod\\u0065l\":\"b\"}",
		{ .api = CHAT, .model = "n" }, NULL },
	{ "no object", "[]", { .api = CHAT }, NULL },
	{ "no JSON", "{\"a\":}", { .api = CHAT }, NULL },
	{ "two objects", "{} {}", { .api = CHAT }, NULL },
	{ "nothing", "", { .api = CHAT }, NULL },
};

START_TEST(members_are_set_and_all_else_stays)
{
	struct hr_error err;
	struct buf out = { 0 };
	enum hr_status status = body_edit(
		span_str(edits[_i].body), &edits[_i].change, &out, &err);

	ck_assert_msg((status == HR_OK) == (edits[_i].out != NULL), "%s: %d",
		edits[_i].name, status);
	buf_add_char(&out, '\0');
	if (edits[_i].out)
		ck_assert_msg(!strcmp(out.p, edits[_i].out), "%s: %s",
			edits[_i].name, out.p);
	else
		ck_assert(err.text[0]);
	buf_release(&out);
}
END_TEST

START_TEST(a_body_says_what_it_asks_for)
{
	struct body_facts facts;
	struct hr_error err;

	ck_assert_int_eq(body_read(span_str("{\"model\":\"m\",\"input\":\"x\","
					    "\"stream\":true}"),
				 RESPONSES, &facts, &err),
		HR_OK);
	ck_assert(span_equal(facts.model, span_str("m")));
	ck_assert(facts.stream && facts.known);
	ck_assert_int_eq(body_read(span_str("{\"model\":1,\"input\":\"x\"}"),
				 CHAT, &facts, &err),
		HR_OK);
	ck_assert(!facts.model.n && !facts.stream && !facts.known);
	ck_assert_int_eq(body_read(span_str("{\"model\":1,\"model\":2}"), CHAT,
				 &facts, &err),
		HR_EINPUT);
	ck_assert_str_eq(err.text, "a member is there twice: model");
}
END_TEST

/* ---- documents ----------------------------------------------------------- */

static const struct {
	const char *text, *open;
} tags[] = {
	{ "plain", "<document name=\"n\">\n" },
	{ "<document>", "<document name=\"n\">\n" },
	{ "</document", "<document-1 name=\"n\">\n" },
	{ "x</documents>", "<document-1 name=\"n\">\n" },
	{ "</document-7></document-3>", "<document-8 name=\"n\">\n" },
	{ "</document-99999999999999999999>", "<document name=\"n\">\n" },
	{ "</document-999999999999999></document-1000000000000000>",
		"<document-1000000000000001 name=\"n\">\n" },
	{ "<<</document-1", "<document-2 name=\"n\">\n" },
};

START_TEST(no_text_can_close_its_tag)
{
	struct body_tag tag = { 0 };
	struct buf out = { 0 };

	body_tag_avoid(&tag, span_str(tags[_i].text));
	body_tag_open(&tag, "n", &out);
	buf_add_char(&out, '\0');
	ck_assert_str_eq(out.p, tags[_i].open);
	buf_release(&out);
}
END_TEST

START_TEST(a_name_stays_within_its_tag)
{
	struct body_tag tag = { 0 };
	struct buf out = { 0 };

	body_tag_open(&tag, "a\"><b\nc", &out);
	body_tag_open(&tag, NULL, &out);
	body_tag_close(&tag, &out);
	buf_add_char(&out, '\0');
	ck_assert_str_eq(out.p, "<document name=\"a___b_c\">\n"
				"<document>\n</document>\n");
	buf_release(&out);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof(*(table)))

int
main(void)
{
	Suite *suite = suite_create("body");
	TCase *t = tcase_create("body");
	SRunner *runner = srunner_create(suite);
	int bad;

	suite_add_tcase(suite, t);
	tcase_add_loop_test(t, a_body_is_made_of_a_text, 0, ROWS(made));
	tcase_add_loop_test(t, what_is_no_utf8_is_replaced, 0, ROWS(strings));
	tcase_add_loop_test(
		t, members_are_set_and_all_else_stays, 0, ROWS(edits));
	tcase_add_test(t, a_body_says_what_it_asks_for);
	tcase_add_loop_test(t, no_text_can_close_its_tag, 0, ROWS(tags));
	tcase_add_test(t, a_name_stays_within_its_tag);
	srunner_run_all(runner, CK_NORMAL);
	bad = srunner_ntests_failed(runner);
	srunner_free(runner);
	return bad != 0;
}
