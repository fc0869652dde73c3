/* SPDX-License-Identifier: Apache-2.0 */
/* Strings of JSON: their text, and what is written of a text. */
#include <check.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/json_text.h"

#define TEXT(s)                                                                \
	{                                                                      \
		s, sizeof(s) - 1                                               \
	}

static const struct {
	const char *name;
	struct span literal, text;
	bool whole;
} decoded[] = {
	{ "nothing", TEXT(""), TEXT(""), true },
	{ "plain text", TEXT("No rule."), TEXT("No rule."), true },
	{ "every short escape", TEXT("\\\"\\\\\\/\\b\\f\\n\\r\\t"),
		TEXT("\"\\/\b\f\n\r\t"), true },
	{ "an escape between text", TEXT("a\\nb"), TEXT("a\nb"), true },
	{ "a NUL", TEXT("a\\u0000b"), TEXT("a\0b"), true },
	{ "characters of one to three bytes", TEXT("\\u0041\\u00e9\\u20AC"),
		TEXT("A\xc3\xa9\xe2\x82\xac"), true },
	{ "a pair", TEXT("\\ud83d\\uDE0e!"), TEXT("\xf0\x9f\x98\x8e!"), true },
	{ "the first and the last pair", TEXT("\\ud800\\udc00\\udbff\\udfff"),
		TEXT("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"), true },
	{ "what is around the surrogates", TEXT("\\ud7ff\\ue000"),
		TEXT("\xed\x9f\xbf\xee\x80\x80"), true },
	{ "a first half at the end", TEXT("a\\ud83d"), TEXT("a\xef\xbf\xbd"),
		false },
	{ "a first half before text", TEXT("\\ud83dab\\u0041"),
		TEXT("\xef\xbf\xbd"
		     "abA"),
		false },
	{ "a second half alone", TEXT("\\ude0e."), TEXT("\xef\xbf\xbd."),
		false },
	{ "two first halves and a second", TEXT("\\ud83d\\ud83d\\ude0e"),
		TEXT("\xef\xbf\xbd\xf0\x9f\x98\x8e"), false },
	{ "a first half before another escape", TEXT("\\ud83d\\n"),
		TEXT("\xef\xbf\xbd\n"), false },
	{ "a backslash and a u that is text", TEXT("\\\\ud800"),
		TEXT("\\ud800"), true },
	{ "UTF-8 as it is", TEXT("\xe2\x82\xac\\t\xf0\x9f\x98\x8e"),
		TEXT("\xe2\x82\xac\t\xf0\x9f\x98\x8e"), true },
};

static const struct {
	const char *name;
	struct span text, literal;
} encoded[] = {
	{ "nothing", TEXT(""), TEXT("") },
	{ "quotes and backslashes", TEXT("\"\\\""), TEXT("\\\"\\\\\\\"") },
	{ "a slash is left", TEXT("a/b"), TEXT("a/b") },
	{ "the short ones", TEXT("\b\f\n\r\t"), TEXT("\\b\\f\\n\\r\\t") },
	{ "controls without a short form", TEXT("\0\x01\x0b\x1b\x1f"),
		TEXT("\\u0000\\u0001\\u000b\\u001b\\u001f") },
	{ "DEL and what is no ASCII are left",
		TEXT("\x7f\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x8e"),
		TEXT("\x7f\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x8e") },
	{ "text around", TEXT("a\nb\"c"), TEXT("a\\nb\\\"c") },
};

START_TEST(literals_are_decoded)
{
	struct buf out = { 0 };

	ck_assert(json_is_string(decoded[_i].literal));
	buf_add_str(&out, ">");
	ck_assert_msg(
		json_decode(decoded[_i].literal, &out) == decoded[_i].whole,
		"%s", decoded[_i].name);
	ck_assert_msg(
		span_equal(span_from(buf_span(&out), 1), decoded[_i].text),
		"%s: [%.*s]", decoded[_i].name, (int)out.n, out.p);
	ck_assert_msg(json_is_text(decoded[_i].literal) == decoded[_i].whole,
		"%s", decoded[_i].name);
	buf_release(&out);
}
END_TEST

START_TEST(texts_are_encoded)
{
	struct buf out = { 0 }, back = { 0 };

	json_encode(encoded[_i].text, &out);
	ck_assert_msg(span_equal(buf_span(&out), encoded[_i].literal),
		"%s: [%.*s]", encoded[_i].name, (int)out.n, out.p);
	ck_assert(json_is_string(buf_span(&out)));
	ck_assert(json_decode(buf_span(&out), &back));
	ck_assert(span_equal(buf_span(&back), encoded[_i].text));
	buf_release(&out);
	buf_release(&back);
}
END_TEST

START_TEST(every_character_comes_back)
{
	struct buf text = { 0 }, literal = { 0 }, back = { 0 };

	for (uint32_t c = 0; c < 0x110000; c++)
		if (c < 0xd800 || c > 0xdfff)
			buf_add_utf8(&text, c);
	json_encode(buf_span(&text), &literal);
	ck_assert(json_is_string(buf_span(&literal)));
	ck_assert(json_decode(buf_span(&literal), &back));
	ck_assert(span_equal(buf_span(&back), buf_span(&text)));
	buf_release(&text);
	buf_release(&literal);
	buf_release(&back);
}
END_TEST

START_TEST(no_bytes_are_no_text)
{
	struct buf out = { 0 };

	ck_assert(json_decode(buf_span(&out), &out));
	ck_assert(json_is_text(buf_span(&out)));
	json_encode(buf_span(&out), &out);
	ck_assert_uint_eq(out.n, 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("json_text");
	TCase *t = tcase_create("json_text");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_loop_test(t, literals_are_decoded, 0,
		(int)(sizeof(decoded) / sizeof(*decoded)));
	tcase_add_loop_test(t, texts_are_encoded, 0,
		(int)(sizeof(encoded) / sizeof(*encoded)));
	tcase_add_test(t, no_bytes_are_no_text);
	tcase_add_test(t, every_character_comes_back);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
