/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of JSON: the brackets that are not in them. */
#include <check.h>
#include <stdlib.h>

#include "codec/json/json_part.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static const struct {
	const char *text, *opening;
	size_t bytes; /* that are taken */
} unopened[] = {
	/* What is around it, by what ends and by what is in it. */
	{ "  1,\n  2\n", "[\n", 9 },
	{ "  \"a\": 1,\n  \"b\": 2\n", "{\n", 19 },
	{ "\t\t\"a\" : {\n\t\t\t\"b\": [\n\t\t\t\t1,\n", "[\n\t{\n", 27 },
	{ "    \"a\",\n    \"b\"\n  ],\n  \"c\": 1,\n", "{\n  \"\": [\n", 32 },
	{ "    \"a\": 1\n  },\n  {\n    \"a\": 2\n", "[\n  {\n", 31 },
	{ "      \"a\": 1\n    }\n  ],\n  \"b\": {}\n}\nmore\n",
		"{\n  \"\": [\n    {\n", 36 },
	/* A bracket in a string is none. */
	{ "  \"a\": \"}]\\\"}\",\n", "{\n", 16 },
	{ "  \"}\",\n  \"]\",\n", "[\n", 14 },
	/* Lines that are none. */
	{ "  {\n  x\n", "[\n", 4 },
	{ "  \"a\": 1,\nthe rest\n", "{\n", 10 },
	{ "", "", 0 },
	{ "  \n", "", 0 },
	{ "\"a\": 1,\n", "", 0 },
	{ "  words of a text,\n", "", 0 },
	{ "    at main (a.js:1:2)\n", "", 0 },
	{ "  },\n  {\n", "", 0 },
	{ "  ]\n", "", 0 },
	/* An indentation that has no whole steps. */
	{ "   {\n     \"a\": 1\n", "", 0 },
	/* More brackets than text. */
	{ "                        1,\n                         [\n", "", 0 },
};

START_TEST(opening)
{
	struct buf out = { 0 };
	struct span text = span_str(unopened[_i].text);
	size_t looked = SIZE_MAX;

	ck_assert_uint_eq(
		json_unopened(text, &out, &looked), unopened[_i].bytes);
	ck_assert_uint_le(looked, text.n);
	ck_assert_uint_ge(looked, unopened[_i].bytes);
	ck_assert_msg(
		span_equal(buf_span(&out), span_str(unopened[_i].opening)),
		"%s: %.*s", unopened[_i].text, (int)out.n, out.p);
	buf_release(&out);
}
END_TEST

static const struct {
	const char *text;
	size_t end;
	const char *closing;
} unclosed[] = {
	{ "[1,2,3", 4, "]\n" },
	{ "{\"a\":[1,{\"b\":2", 7, "]}\n" },
	{ "{\"a\":[1,{\"b\":2}", 15, "]}\n" },
	{ "{\"a\":[1,{\"b\":[]", 15, "}]}\n" },
	{ "[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\"", 20, "\n]\n" },
	{ "[\n  {\n    \"a\": 1\n  }\n", 20, "\n]\n" },
	{ "[\n  {\n    \"a\": \"x,}]", 0, "\n" },
	{ "{\"a\":", 0, "\n" },
	{ "", 0, "\n" },
};

START_TEST(closing)
{
	struct buf out = { 0 };
	struct span text = span_str(unclosed[_i].text);

	ck_assert_uint_eq(
		json_unclosed(text, 0, text.n, &out), unclosed[_i].end);
	ck_assert_msg(
		span_equal(buf_span(&out), span_str(unclosed[_i].closing)),
		"%s: %.*s", unclosed[_i].text, (int)out.n, out.p);
	buf_release(&out);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("json_part");
	TCase *t = tcase_create("parts");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(t, opening, 0, COUNT(unopened));
	tcase_add_loop_test(t, closing, 0, COUNT(unclosed));
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
