/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of names of models as resellers write them. */
#include <check.h>

#include "price/price_name.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof(*(a))))

static const struct {
	const char *name, *plain;
} names[] = {
	{ "", "" },
	{ "/", "/" },
	{ "gpt-5.1", "gpt-5.1" },
	{ "openai/gpt-5.1", "openai/gpt-5.1" },
	{ "claude-opus-5", "claude-opus-5" },
	/* Bedrock */
	{ "us.anthropic.claude-opus-5-20260723-v1:0",
		"anthropic.claude-opus-5-20260723" },
	{ "us-gov.anthropic.claude-opus-5-v2:0", "anthropic.claude-opus-5" },
	{ "anthropic.claude-opus-5-v1", "anthropic.claude-opus-5" },
	{ "global.anthropic.claude-opus-5-v1:0",
		"global.anthropic.claude-opus-5" },
	{ "a/b:c/eu.anthropic.claude-opus-5", "a/b:c/anthropic.claude-opus-5" },
	{ "US.Anthropic.Claude-Opus-5", "Anthropic.Claude-Opus-5" },
	/* ... and what only looks like it */
	{ "xx.anthropic.claude-opus-5-v1:0",
		"xx.anthropic.claude-opus-5-v1:0" },
	{ "us.anthropic.other", "us.anthropic.other" },
	{ "us.claude-opus-5", "us.claude-opus-5" },
	{ "us.us.anthropic.claude-opus-5", "us.us.anthropic.claude-opus-5" },
	{ "claude-opus-5-v1:0", "claude-opus-5-v1:0" },
	{ "anthropic.claude-opus-5-v", "anthropic.claude-opus-5-v" },
	{ "anthropic.claude-opus-5-v:0", "anthropic.claude-opus-5-v:0" },
	{ "anthropic.claude-opus-5-v1:", "anthropic.claude-opus-5-v1:" },
	{ "anthropic.claude-opus-5-v1:0:48k",
		"anthropic.claude-opus-5-v1:0:48k" },
	{ "anthropic.", "anthropic." },
	{ "anthropic.-v1", "anthropic.-v1" },
	{ "anthropic.other-v1:0", "anthropic.other-v1:0" },
	{ "gpt-5@default", "gpt-5@default" },
	/* Vertex */
	{ "claude-opus-4-5@20251101", "claude-opus-4-5-20251101" },
	{ "claude-opus-4-5@latest", "claude-opus-4-5-latest" },
	{ "claude-opus-4-5@default", "claude-opus-4-5" },
	{ "claude-opus-4-5@2025110", "claude-opus-4-5@2025110" },
	{ "claude-opus-4-5@202511011", "claude-opus-4-5@202511011" },
	{ "gemini-3@20251101", "gemini-3@20251101" },
	/* OpenRouter */
	{ "anthropic/claude-sonnet-4.5", "anthropic/claude-sonnet-4-5" },
	{ "anthropic/claude-sonnet-4.5:thinking",
		"anthropic/claude-sonnet-4-5" },
	{ "anthropic/claude-sonnet-4.5:beta", "anthropic/claude-sonnet-4-5" },
	{ "anthropic/claude-sonnet-4.5:nitro", "anthropic/claude-sonnet-4-5" },
	{ "anthropic/claude-sonnet-4.5:free",
		"anthropic/claude-sonnet-4-5:free" },
	{ "anthropic/claude-sonnet-4.5:nitro:free",
		"anthropic/claude-sonnet-4-5:nitro:free" },
	{ "openai/gpt-5.1:nitro", "openai/gpt-5.1" },
	{ "openai/gpt-5.1:thinking", "openai/gpt-5.1:thinking" },
	{ "openai/gpt-4o:extended", "openai/gpt-4o:extended" },
	{ "x.y/claude-3.5", "x.y/claude-3-5" },
};

START_TEST(names_become_those_of_price_lists)
{
	char room[256];
	struct span plain = price_name(span_str(names[_i].name), room);

	ck_assert_msg(span_equal(plain, span_str(names[_i].plain)), "%s: %.*s",
		names[_i].name, (int)plain.n, plain.p);
}
END_TEST

static const struct {
	const char *rest;
	bool is;
} rests[] = {
	{ "", true },
	{ "-20250929", true },
	{ "-2025-09-29", true },
	{ "-001", true },
	{ "-latest", true },
	{ "-preview", true },
	{ "-preview-09-2025", true },
	{ "-", false },
	{ "-5", false },
	{ "-15", false },
	{ "-0001", false },
	{ "-2025-13-29", false },
	{ "-202509291", false },
	{ "-preview-05-20", false },
	{ "-preview-", false },
	{ "-previewx", false },
	{ "-fast", false },
	{ ":free", false },
	{ "20250929", false },
	{ "latest", false },
};

START_TEST(what_follows_is_a_version_or_another_model)
{
	ck_assert_msg(
		price_name_is_version(span_str(rests[_i].rest)) == rests[_i].is,
		"%s", rests[_i].rest);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("price_name");
	TCase *t = tcase_create("price_name");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(
		t, names_become_those_of_price_lists, 0, COUNT(names));
	tcase_add_loop_test(
		t, what_follows_is_a_version_or_another_model, 0, COUNT(rests));
	suite_add_tcase(suite, t);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
