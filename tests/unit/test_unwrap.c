/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of inputs that are requests, whatever their parts are. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "headroom.h"

static enum hr_status
to_buf(void *ctx, const void *p, size_t n)
{
	struct buf *out = ctx;

	buf_add(out, span_of(p, n));
	return buf_ok(out) ? HR_OK : HR_ENOMEM;
}

/* A result that is a log of so many lines, as a string of JSON. */
static void
add_log(struct buf *out, unsigned lines, const char *end)
{
	char line[96];

	for (unsigned i = 0; i < lines; i++) {
		snprintf(line, sizeof(line),
			"2026-11-24 10:%02u:%02u INFO request %u done in %u "
			"ms%s",
			i / 60 % 60, i % 60, 1000 + i, i * 7 % 50, end);
		buf_add_str(out, line);
	}
}

/* The text with a log in the place of each '@', or '#' in a string of a string. */
static void
make(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '@')
			add_log(out, 40, "\\n");
		else if (*text == '#')
			add_log(out, 40, "\\\\n");
		else
			buf_add_char(out, *text);
	}
}

#define TOOL                                                                   \
	"{\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"c\","            \
	"\"content\":\"@\"}]}"

#define CALL(tool)                                                             \
	"{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{"           \
	"\"id\":\"c\",\"type\":\"function\",\"function\":{"                    \
	"\"name\":\"" tool "\",\"arguments\":\"{}\"}}]}"

static const struct {
	const char *name, *text;
	uint64_t requests, changed;
	enum hr_api api;
} cases[] = {
	{ "nothing", "", 0, 0, HR_API_AUTO },
	{ "a request", TOOL, 1, 1, HR_API_AUTO },
	{ "behind blanks and a byte order mark", "\xef\xbb\xbf \n\n" TOOL "\n",
		1, 1, HR_API_AUTO },
	{ "over lines",
		"{\n\"model\": \"m\",\n\"messages\": [\n{\"role\": \"tool\",\n"
		"\"tool_call_id\": \"c\", \"content\": \"@\"}\n]\n}\n",
		1, 1, HR_API_AUTO },
	{ "lines", TOOL "\n" TOOL "\n\n" TOOL, 3, 3, HR_API_AUTO },
	{ "a line that is none before", "{\"a\":1}\n" TOOL "\n", 1, 1,
		HR_API_AUTO },
	{ "a line that is no JSON behind", TOOL "\n{\"a\":\n" TOOL "\n", 2, 2,
		HR_API_AUTO },
	{ "wrapped twice", "{\"request\":{\"body\":" TOOL "}}\n", 1, 1,
		HR_API_AUTO },
	{ "many in a document",
		"{\"requests\":[{\"params\":" TOOL "},\n{\"params\":" TOOL
		"}]}",
		2, 2, HR_API_AUTO },
	{ "a document that is none",
		"{\n\"messages\": \"@\",\n\"model\": 1\n}\n", 0, 0,
		HR_API_AUTO },
	{ "a document that is not whole", "{\n\"messages\": [\n", 0, 0,
		HR_API_AUTO },
	{ "named", "{\n\"contents\": []}\n", 1, 0, HR_API_GEMINI },
	{ "not asked for", TOOL, 0, 0, HR_API_NONE },
	{ "an array of requests", "[" TOOL "]", 1, 1, HR_API_AUTO },
	{ "a first line that is no JSON", "12:00 start\n" TOOL "\n", 1, 1,
		HR_API_AUTO },
	{ "a first line that is cut off",
		"{\"messages\":[{\"role\"\n" TOOL "\n" TOOL, 2, 2,
		HR_API_AUTO },
	{ "a first line that is a document's first one, and no such document",
		"{\"messages\":[\n" TOOL "\n" TOOL, 2, 2, HR_API_AUTO },
	{ "a document of which one line is a request",
		"{\"requests\":[\n" TOOL ",\n" TOOL "\n]}", 2, 2, HR_API_AUTO },
	{ "lines of an array", "[\n" TOOL ",\n" TOOL "\n]\n", 2, 2,
		HR_API_AUTO },
	{ "a first line of data", "[1,2]\n\n\"x\"\n" TOOL, 1, 1, HR_API_AUTO },
	{ "records in records",
		"{\"batch\":{\"input_config\":{\"requests\":{"
		"\"requests\":[{\"request\":" TOOL "},{\"request\":" TOOL
		"}]}}}}",
		2, 2, HR_API_AUTO },
	{ "an answer beside it",
		"{\"answer\":{\"content\":\"@\"},\"sent\":" TOOL "}\n", 1, 1,
		HR_API_AUTO },
	{ "a string",
		"{\"body\":\"{\\\"messages\\\":[{\\\"role\\\":"
		"\\\"tool\\\",\\\"tool_call_id\\\":\\\"c\\\","
		"\\\"content\\\":\\\"#\\\"}]}\"}",
		1, 1, HR_API_AUTO },
	{ "turns that are alone",
		"{\"model\":\"m\",\"input\":[{\"role\":"
		"\"tool\",\"tool_call_id\":\"c\",\"content\":\"@\"}],"
		"\"output\":{\"content\":\"@\"}}",
		1, 1, HR_API_AUTO },
	{ "turns that are a string",
		"{\"model\":\"m\",\"input\":\"[{"
		"\\\"role\\\":\\\"tool\\\",\\\"tool_call_id\\\":"
		"\\\"c\\\",\\\"content\\\":\\\"#\\\"}]\"}",
		1, 1, HR_API_AUTO },
	{ "turns and nothing else",
		"[{\"role\":\"tool\",\"tool_call_id\":"
		"\"c\",\"content\":\"@\"}]",
		1, 1, HR_API_AUTO },
	{ "people who have a role", "[{\"role\":\"user\",\"name\":\"@\"}]", 0,
		0, HR_API_AUTO },
	{ "another endpoint's body",
		"{\"model\":\"m\",\"input\":[\"@\","
		"\"@\"]}",
		0, 0, HR_API_AUTO },
	{ "text", "{\"messages\": [ and so on\n@", 0, 0, HR_API_AUTO },
};

/* Fed in two parts, or byte by byte if they are cut at 0. */
static void
run(struct hr_compressor *c, struct span in, size_t cut)
{
	size_t step = cut ? in.n : 1;

	for (size_t at = 0, n; at < in.n; at += n) {
		n = at < cut && cut < in.n ? cut - at : step;
		if (n > in.n - at)
			n = in.n - at;
		ck_assert_int_eq(hr_compressor_feed(c, in.p + at, n), HR_OK);
	}
	ck_assert_int_eq(hr_compressor_finish_input(c), HR_OK);
	ck_assert_int_eq(hr_compressor_finish_run(c), HR_OK);
}

START_TEST(test_any_parts_give_the_same)
{
	const struct hr_options options = { .api = cases[_i].api };
	struct buf in = { 0 }, whole = { 0 }, out = { 0 };
	struct hr_compressor *c;
	struct hr_stats stats;
	struct hr_error err;
	size_t step;

	make(&in, cases[_i].text);
	ck_assert_int_eq(
		hr_compressor_new(&options, to_buf, &whole, &c, &err), HR_OK);
	run(c, buf_span(&in), in.n);
	stats = *hr_compressor_stats(c);
	ck_assert_msg(stats.requests == cases[_i].requests, "%s: %u requests",
		cases[_i].name, (unsigned)stats.requests);
	ck_assert_uint_eq(stats.texts_changed, cases[_i].changed);
	ck_assert_uint_eq(stats.bytes_in, in.n);
	ck_assert_uint_eq(stats.bytes_out, whole.n);
	hr_compressor_free(c);

	ck_assert_int_eq(
		hr_compressor_new(&options, to_buf, &out, &c, &err), HR_OK);
	/* Bytes of the log are like one another. */
	step = in.n > 700 ? 37 : 1;
	for (size_t cut = 0; cut < in.n; cut += step) {
		buf_reset(&out);
		run(c, buf_span(&in), cut);
		ck_assert_msg(span_equal(buf_span(&out), buf_span(&whole)),
			"%s, cut at %zu", cases[_i].name, cut);
	}
	hr_compressor_free(c);
	buf_release(&in);
	buf_release(&whole);
	buf_release(&out);
}
END_TEST

/* What else is asked for, and which strings change then. */
static const struct {
	const char *name, *text;
	struct hr_options options;
	uint64_t texts, changed;
} policies[] = {
	{ "what the user wrote stays",
		"{\"messages\":[{\"role\":\"user\",\"content\":\"@\"}]}",
		{ .api = HR_API_AUTO }, 0, 0 },
	{ "unless that is asked for",
		"{\"messages\":[{\"role\":\"user\",\"content\":\"@\"}]}",
		{ .user_text = true }, 1, 1 },
	{ "earlier turns stay",
		"{\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"c\","
		"\"content\":\"@\"},{\"role\":\"assistant\",\"content\":\"x\"}]"
		"}",
		{ .api = HR_API_AUTO }, 0, 0 },
	{ "unless they are asked for",
		"{\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"c\","
		"\"content\":\"@\"},{\"role\":\"assistant\",\"content\":\"x\"}]"
		"}",
		{ .reach = HR_REACH_HISTORY }, 1, 1 },
	{ "short ones stay",
		"{\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"c\","
		"\"content\":\"x\\nx\\nx\\nx\\nx\\nx\\nx\\nx\\n\"}]}",
		{ .api = HR_API_AUTO }, 1, 0 },
	{ "half of a pair stays",
		"{\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"c\","
		"\"content\":\"@\\ud800\"}]}",
		{ .api = HR_API_AUTO }, 0, 0 },
	{ "a pair may change",
		"{\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"c\","
		"\"content\":\"@\\ud83d\\ude00\"}]}",
		{ .api = HR_API_AUTO }, 1, 1 },
	{ "a mark of a cache keeps what is before it",
		"{\"max_tokens\":1,\"messages\":[{\"role\":\"user\","
		"\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t\","
		"\"content\":\"@\",\"cache_control\":{\"type\":\"ephemeral\"}},"
		"{\"type\":\"tool_result\",\"tool_use_id\":\"u\","
		"\"content\":\"@\"}]}]}",
		{ .reach = HR_REACH_HISTORY }, 2, 2 },
	{ "in an earlier turn",
		"{\"max_tokens\":1,\"messages\":[{\"role\":\"user\","
		"\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t\","
		"\"content\":\"@\",\"cache_control\":{\"type\":\"ephemeral\"}},"
		"{\"type\":\"tool_result\",\"tool_use_id\":\"u\","
		"\"content\":\"@\"}]},{\"role\":\"assistant\",\"content\":"
		"\"x\"}"
		"]}",
		{ .reach = HR_REACH_HISTORY }, 1, 1 },
	{ "unless all turns are asked for",
		"{\"max_tokens\":1,\"messages\":[{\"role\":\"user\","
		"\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t\","
		"\"content\":\"@\",\"cache_control\":{\"type\":\"ephemeral\"}},"
		"{\"type\":\"tool_result\",\"tool_use_id\":\"u\","
		"\"content\":\"@\"}]},{\"role\":\"assistant\",\"content\":"
		"\"x\"}"
		"]}",
		{ .reach = HR_REACH_ALL }, 2, 2 },
	{ "or the turn is the last, and nothing depends on others",
		"{\"max_tokens\":1,\"messages\":[{\"role\":\"user\","
		"\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t\","
		"\"content\":\"@\",\"cache_control\":{\"type\":\"ephemeral\"}}"
		"]}]}",
		{ .api = HR_API_AUTO }, 1, 1 },
	{ "with a budget it stays",
		"{\"max_tokens\":1,\"messages\":[{\"role\":\"user\","
		"\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t\","
		"\"content\":\"@\",\"cache_control\":{\"type\":\"ephemeral\"}}"
		"]}]}",
		{ .budget = 100000 }, 0, 0 },
	{ "what edits must match stays",
		"{\"messages\":[" CALL("read_file") ",{\"role\":\"tool\","
						    "\"tool_call_id\":\"c\","
						    "\"content\":\"@\"}]}",
		{ .api = HR_API_AUTO }, 1, 0 },
	{ "unless it may change",
		"{\"messages\":[" CALL("read_file") ",{\"role\":\"tool\","
						    "\"tool_call_id\":\"c\","
						    "\"content\":\"@\"}]}",
		{ .no_default_protect = true }, 1, 1 },
	{ "what was asked for back stays",
		"{\"messages\":[" CALL(
			"mcp__headroom__headroom_get") ",{\"role\":\"tool\","
						       "\"tool_call_id\":\"c\","
						       "\"content\":\"@\"}]}",
		{ .no_default_protect = true }, 1, 0 },
	{ "a tool of another name",
		"{\"messages\":[" CALL("read_file_2") ",{\"role\":\"tool\","
						      "\"tool_call_id\":\"c\","
						      "\"content\":\"@\"}]}",
		{ .api = HR_API_AUTO }, 1, 1 },
	{ "where somebody says",
		"{\"a\":[0,{\"b/c\":" TOOL "}],\"d\":" TOOL "}",
		{ .at = "/a/1/b~1c" }, 1, 1 },
};

START_TEST(test_what_may_change)
{
	struct buf in = { 0 }, out = { 0 };
	const struct hr_stats *stats;
	struct hr_compressor *c;
	struct hr_error err;

	make(&in, policies[_i].text);
	ck_assert_int_eq(hr_compressor_new(
				 &policies[_i].options, to_buf, &out, &c, &err),
		HR_OK);
	run(c, buf_span(&in), in.n);
	stats = hr_compressor_stats(c);
	ck_assert_msg(stats->requests == 1, "%s", policies[_i].name);
	ck_assert_msg(stats->texts == policies[_i].texts &&
			      stats->texts_changed == policies[_i].changed,
		"%s: %u of %u", policies[_i].name,
		(unsigned)stats->texts_changed, (unsigned)stats->texts);
	if (!policies[_i].changed)
		ck_assert(span_equal(buf_span(&in), buf_span(&out)));
	hr_compressor_free(c);
	buf_release(&in);
	buf_release(&out);
}
END_TEST

START_TEST(test_a_string_is_the_same_whatever_came_before)
{
	const struct hr_options options = { .api = HR_API_AUTO };
	struct buf in = { 0 }, both = { 0 }, out = { 0 };
	struct hr_compressor *c;
	struct hr_error err;

	make(&in, TOOL "\n");
	ck_assert_int_eq(
		hr_compressor_new(&options, to_buf, &out, &c, &err), HR_OK);
	run(c, buf_span(&in), in.n);
	buf_add(&both, buf_span(&out));
	buf_add(&both, buf_span(&out));
	make(&in, TOOL "\n");
	buf_reset(&out);
	run(c, buf_span(&in), in.n);
	ck_assert(span_equal(buf_span(&out), buf_span(&both)));
	hr_compressor_free(c);
	buf_release(&in);
	buf_release(&both);
	buf_release(&out);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("unwrap");
	TCase *tcase = tcase_create("unwrap");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, test_any_parts_give_the_same, 0,
		sizeof(cases) / sizeof(*cases));
	tcase_add_loop_test(tcase, test_what_may_change, 0,
		sizeof(policies) / sizeof(*policies));
	tcase_add_test(tcase, test_a_string_is_the_same_whatever_came_before);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
