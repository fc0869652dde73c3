/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of JSON: what is valid, and where what is not begins. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/json.h"

#define TEXT(s)                                                                \
	{                                                                      \
		s, sizeof(s) - 1                                               \
	}

static const struct {
	const char *name;
	struct span text;
} valid[] = {
	{ "an empty object", TEXT("{}") },
	{ "an empty array with blanks", TEXT(" [ \t\r\n] ") },
	{ "a number alone", TEXT("0") },
	{ "a word alone", TEXT("null") },
	{ "a string alone", TEXT("\"\"") },
	{ "minus zero", TEXT("-0") },
	{ "a fraction", TEXT("[1.0,-0.10]") },
	{ "exponents", TEXT("[1e3,1E+3,1e-03,-1.5E9]") },
	{ "a number past any double", TEXT("[1e999,123456789012345678901]") },
	{ "all escapes", TEXT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"") },
	{ "a lone surrogate escape", TEXT("\"\\ud800\"") },
	{ "an escaped NUL", TEXT("\"\\u0000\"") },
	{ "a key that is there twice", TEXT("{\"a\":1,\"a\":2}") },
	{ "an empty key", TEXT("{\"\":{}}") },
	{ "characters of two, three and four bytes",
		TEXT("\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x8e\"") },
	{ "the last character of all", TEXT("\"\xf4\x8f\xbf\xbf\"") },
	{ "the characters around the surrogates",
		TEXT("\"\xed\x9f\xbf\xee\x80\x80\"") },
	{ "DEL in a string", TEXT("\"\x7f\"") },
	{ "a string of eight bytes and more", TEXT("\"0123456789abcdef\"") },
	{ "containers in containers", TEXT("[[{\"a\":[{}]},[]],{}]") },
	{ "a newline behind the value", TEXT("[1]\n") },
};

static const struct {
	const char *name;
	struct span text;
	size_t pos;
} invalid[] = {
	{ "nothing", TEXT(""), 0 },
	{ "only blanks", TEXT("  "), 2 },
	{ "an array that does not end", TEXT("[1"), 2 },
	{ "an object that does not end", TEXT("{\"a\":1"), 6 },
	{ "a comma before the end of an array", TEXT("[1,]"), 3 },
	{ "a comma before the end of an object", TEXT("{\"a\":1,}"), 7 },
	{ "a comma first", TEXT("[,1]"), 1 },
	{ "two commas", TEXT("[1,,2]"), 3 },
	{ "no comma", TEXT("[1 2]"), 3 },
	{ "the other bracket", TEXT("[1}"), 2 },
	{ "a bracket too many", TEXT("[1]]"), 3 },
	{ "a second value", TEXT("{} {}"), 3 },
	{ "a key without quotes", TEXT("{a:1}"), 1 },
	{ "a number as a key", TEXT("{1:1}"), 1 },
	{ "a key without a value", TEXT("{\"a\"}"), 4 },
	{ "a key and a colon", TEXT("{\"a\":}"), 5 },
	{ "two colons", TEXT("{\"a\"::1}"), 5 },
	{ "a value in an object", TEXT("{[]}"), 1 },
	{ "single quotes", TEXT("['a']"), 1 },
	{ "a string that does not end", TEXT("\"abc"), 4 },
	{ "a newline in a string", TEXT("\"a\nb\""), 2 },
	{ "a tab far in a string", TEXT("\"0123456789\tb\""), 11 },
	{ "a NUL in a string", TEXT("\"a\0b\""), 2 },
	{ "a NUL for a value", TEXT("[\0]"), 1 },
	{ "an unknown escape", TEXT("\"\\x41\""), 1 },
	{ "three hex digits", TEXT("\"\\u12g4\""), 1 },
	{ "an escape at the end", TEXT("\"\\"), 1 },
	{ "a plus sign", TEXT("[+1]"), 1 },
	{ "a zero in front", TEXT("[01]"), 2 },
	{ "a minus and no digit", TEXT("[-]"), 2 },
	{ "a dot and no digit", TEXT("[1.]"), 3 },
	{ "a dot first", TEXT("[.5]"), 1 },
	{ "an exponent without digits", TEXT("[1e]"), 3 },
	{ "a signed exponent without digits", TEXT("[1e+]"), 4 },
	{ "a hexadecimal number", TEXT("[0x1]"), 2 },
	{ "NaN", TEXT("[NaN]"), 1 },
	{ "Infinity", TEXT("[-Infinity]"), 2 },
	{ "a word in capitals", TEXT("[True]"), 1 },
	{ "half a word", TEXT("[nul]"), 1 },
	{ "a word that goes on", TEXT("[nulls]"), 5 },
	{ "a comment", TEXT("[1]// x"), 3 },
	{ "a byte order mark", TEXT("\xef\xbb\xbf{}"), 0 },
	{ "a form feed as a blank", TEXT("[\f]"), 1 },
	{ "a byte of the middle of a character", TEXT("\"\x80\""), 1 },
	{ "a character that is cut", TEXT("\"\xe2\x82\""), 1 },
	{ "an overlong slash", TEXT("\"\xc0\xaf\""), 1 },
	{ "an overlong euro sign", TEXT("\"\xf0\x82\x82\xac\""), 1 },
	{ "a surrogate in UTF-8", TEXT("\"\xed\xa0\x80\""), 1 },
	{ "past the last character", TEXT("\"\xf4\x90\x80\x80\""), 1 },
	{ "a byte that UTF-8 does not have", TEXT("[\"a\xff\"]"), 3 },
	{ "a log line", TEXT("[12:00:01] started"), 3 },
};

START_TEST(accepted)
{
	struct hr_error err = { 0 };

	ck_assert(json_scan_whole(valid[_i].text, NULL, &err) == HR_OK);
	ck_assert_msg(json_check(valid[_i].text, &err) == HR_OK, "%s: %s",
		valid[_i].name, err.text);
}
END_TEST

START_TEST(rejected)
{
	struct hr_error err = { 0 };

	ck_assert(json_scan_whole(invalid[_i].text, NULL, &err) == HR_EINPUT);
	ck_assert_uint_eq(err.pos, invalid[_i].pos);
	ck_assert_msg(json_check(invalid[_i].text, &err) == HR_EINPUT, "%s",
		invalid[_i].name);
	ck_assert_msg(err.pos == invalid[_i].pos, "%s: at %zu, not %zu",
		invalid[_i].name, err.pos, invalid[_i].pos);
	ck_assert(*err.text);
}
END_TEST

/* `n` brackets of a kind, and as many that close them. */
static void
fill(struct buf *b, size_t n, const char *open, char close)
{
	buf_reset(b);
	for (size_t i = 0; i < n; i++)
		buf_add_str(b, open);
	if (*open == '{')
		buf_add_char(b, '1');
	for (size_t i = 0; i < n; i++)
		buf_add_char(b, close);
}

START_TEST(depth_has_a_limit)
{
	struct hr_error err = { 0 };
	struct buf b = { 0 };

	fill(&b, JSON_DEPTH, "[", ']');
	ck_assert_int_eq(json_check(buf_span(&b), &err), HR_OK);
	fill(&b, JSON_DEPTH, "{\"a\":", '}');
	ck_assert_int_eq(json_check(buf_span(&b), &err), HR_OK);
	fill(&b, JSON_DEPTH + 1, "[", ']');
	ck_assert_int_eq(json_check(buf_span(&b), &err), HR_ELIMIT);
	ck_assert_uint_eq(err.pos, JSON_DEPTH);
	fill(&b, 1000000, "[", ']');
	ck_assert_int_eq(json_check(buf_span(&b), &err), HR_ELIMIT);
	buf_release(&b);
}
END_TEST

START_TEST(tokens_are_in_the_order_of_the_text)
{
	struct span text = span_str(" {\"a\":[1,\"x\"],\"b\":{}} null");
	static const struct {
		jsmntype_t type;
		const char *text;
		int size;
		size_t next;
	} want[] = {
		{ JSMN_OBJECT, "{\"a\":[1,\"x\"],\"b\":{}}", 2, 7 },
		{ JSMN_STRING, "a", 1, 5 },
		{ JSMN_ARRAY, "[1,\"x\"]", 2, 5 },
		{ JSMN_PRIMITIVE, "1", 0, 4 },
		{ JSMN_STRING, "x", 0, 5 },
		{ JSMN_STRING, "b", 1, 7 },
		{ JSMN_OBJECT, "{}", 0, 7 },
		{ JSMN_PRIMITIVE, "null", 0, 8 },
	};
	struct json_tokens tokens = { 0 };
	size_t at = 0;

	ck_assert_int_eq(json_scan(text, &at, &tokens, NULL), HR_OK);
	ck_assert_uint_eq(tokens.n, 7);
	ck_assert_int_eq(json_scan(text, &at, &tokens, NULL), HR_OK);
	ck_assert_uint_eq(tokens.n, sizeof(want) / sizeof(*want));
	ck_assert_uint_eq(at, text.n);
	for (size_t i = 0; i < tokens.n; i++) {
		const jsmntok_t *t = &tokens.token[i];
		struct span raw =
			span_of(text.p + t->start, (size_t)(t->end - t->start));

		ck_assert_int_eq(t->type, want[i].type);
		ck_assert_int_eq(t->size, want[i].size);
		ck_assert_uint_eq(json_next(tokens.token, i), want[i].next);
		ck_assert(span_equal(raw, span_str(want[i].text)));
	}
	ck_assert_int_eq(json_scan(text, &at, &tokens, NULL), HR_EINPUT);
	ck_assert_uint_eq(tokens.n, 8);
	json_tokens_release(&tokens);
}
END_TEST

START_TEST(literals_are_whole_words_and_numbers)
{
	static const char *const yes[] = { "0", "-1", "1.50", "1e5", "true",
		"false", "null" };
	static const char *const no[] = { "", "-", "01", "1.", ".1", "1e",
		"tru", "nulls", "1 ", "+1", "0x1", "NaN" };

	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
		ck_assert_msg(json_is_literal(span_str(yes[i])), "%s", yes[i]);
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
		ck_assert_msg(!json_is_literal(span_str(no[i])), "%s", no[i]);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("json");
	TCase *t = tcase_create("json");
	SRunner *r;
	int failed;

	tcase_add_loop_test(
		t, accepted, 0, (int)(sizeof(valid) / sizeof(*valid)));
	tcase_add_loop_test(
		t, rejected, 0, (int)(sizeof(invalid) / sizeof(*invalid)));
	tcase_add_test(t, depth_has_a_limit);
	tcase_add_test(t, tokens_are_in_the_order_of_the_text);
	tcase_add_test(t, literals_are_whole_words_and_numbers);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
