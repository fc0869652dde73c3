/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unit tests of prices: days, names, times, costs, rounding.  As
 *
 *	test_price --costs [FILE]
 *
 * it prices usage for tests/price.py: lines of a model, a time, the tokens of
 * input, cached, written, written for an hour and output, -1 if not told, and 1
 * for a batch, become lines of pico-dollars and dollars.
 */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "price/price.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof(*(a))))

/* 2026-11-23 00:00 and 2027-01-01 00:00 in UTC. */
#define NOW INT64_C(1795392000)
#define NEW_YEAR INT64_C(1798761600)
/* 2026-08-01 12:00 */
#define AUGUST INT64_C(1785585600)

static struct price_list
builtin(void)
{
	struct price_list list;

	ck_assert_int_eq(price_list_init(&list), HR_OK);
	return list;
}

/* ---- dates --------------------------------------------------------------- */

static const struct {
	int64_t seconds;
	uint32_t date;
	unsigned minute;
} days[] = {
	{ 0, 19700101, 0 },
	{ -5, 19700101, 0 },
	{ 86399, 19700101, 1439 },
	{ 86400, 19700102, 0 },
	{ 951782399, 20000228, 1439 },
	{ 951782400, 20000229, 0 },
	{ 951868800, 20000301, 0 },
	{ NOW, 20261123, 0 },
	{ NEW_YEAR - 1, 20261231, 1439 },
	{ NEW_YEAR, 20270101, 0 },
	{ INT64_C(4107542400), 21000301, 0 },
	{ INT64_C(253402300799), 99991231, 1439 },
	{ INT64_MAX, 99991231, 1439 },
};

START_TEST(seconds_are_days_and_minutes)
{
	ck_assert_uint_eq(date_of(days[_i].seconds), days[_i].date);
	ck_assert_uint_eq(date_minute(days[_i].seconds), days[_i].minute);
}
END_TEST

static const struct {
	const char *text;
	uint32_t date; /* 7: none */
} dates[] = {
	{ "2027-01-01", 20270101 },
	{ "2024-02-29", 20240229 },
	{ "2023-02-29", 7 },
	{ "2100-02-29", 7 },
	{ "2026-04-31", 7 },
	{ "2026-13-01", 7 },
	{ "2026-00-10", 7 },
	{ "2026-01-00", 7 },
	{ "2026-1-01", 7 },
	{ "2026/01/01", 7 },
	{ "2026-01-011", 7 },
	{ "", 7 },
};

START_TEST(days_that_there_are_not_are_refused)
{
	uint32_t date = 7;
	char text[DATE_TEXT];

	ck_assert_int_eq(date_parse(span_str(dates[_i].text), &date),
		dates[_i].date != 7);
	ck_assert_uint_eq(date, dates[_i].date);
	if (date == 7)
		return;
	date_format(date, text);
	ck_assert_str_eq(text, dates[_i].text);
}
END_TEST

/* ---- names --------------------------------------------------------------- */

static const struct {
	const char *name, *model; /* NULL: not known */
} names[] = {
	{ "gpt-4o", "gpt-4o" },
	{ "GPT-4o", "gpt-4o" },
	{ "gpt-4o-2024-08-06", "gpt-4o" },
	{ "gpt-4o-2024-02-30", NULL },
	{ "gpt-4o-2024-08-06x", NULL },
	{ "gpt-4o-latest", NULL },
	{ "gpt-4o-mini", "gpt-4o-mini" },
	{ "gpt-4o-mini-2024-07-18", "gpt-4o-mini" },
	{ "gpt-4", NULL },
	{ "gpt-5.6", "gpt-5.6" },
	{ "gpt-5.6-sol", "gpt-5.6-sol" },
	{ "gpt-5.7", NULL },
	{ "ft:gpt-4o:acme", NULL },
	{ "openai/gpt-4o", "gpt-4o" },
	{ "openrouter/openai/gpt-4o", "gpt-4o" },
	{ "gpt-4o/", NULL },
	{ "claude-opus-4-6", "claude-opus-4-6" },
	{ "claude-opus-4-6-20260205", "claude-opus-4-6" },
	{ "anthropic/claude-opus-4-6-latest", "claude-opus-4-6" },
	{ "claude-opus-4-1-20250805", "claude-opus-4-1" },
	{ "claude-opus-4-15", NULL },
	{ "claude-opus-4", "claude-opus-4" },
	{ "claude-opus-4-20250514", "claude-opus-4" },
	{ "claude-opus-5", "claude-opus-5" },
	{ "claude-opus-5-5", "claude-opus-5-5" },
	{ "claude-opus-5-6", NULL },
	{ "claude-opus-5-fast", NULL },
	{ "claude-opus-4.6-fast", NULL },
	{ "claude-mythos-5", NULL },
	{ "anthropic.claude-sonnet-4-5-20250929-v1:0",
		"anthropic.claude-sonnet-4-5" },
	{ "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
		"anthropic.claude-sonnet-4-5" },
	{ "eu.anthropic.claude-opus-5-v1:0", "anthropic.claude-opus-5" },
	{ "apac.anthropic.claude-3-5-sonnet-20241022-v2:0",
		"claude-3-5-sonnet" },
	{ "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
		"global.anthropic.claude-sonnet-4-5" },
	{ "global.anthropic.claude-haiku-4-5-20251001-v1:0",
		"claude-haiku-4-5" },
	{ "bedrock/us.anthropic.claude-opus-5-5", "anthropic.claude-opus-5-5" },
	{ "arn:aws:bedrock:us-east-1:123456789012:inference-profile/"
	  "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
		"anthropic.claude-sonnet-4-5" },
	{ "arn:aws:bedrock:us-east-1:123456789012:"
	  "application-inference-profile/a1b2c3d4e5f6",
		NULL },
	{ "us.anthropic.claude-opus-6-v1:0", NULL },
	{ "us.meta.claude-opus-5-v1:0", NULL },
	{ "claude-sonnet-4-5@20250929", "claude-sonnet-4-5" },
	{ "vertex_ai/claude-sonnet-4@20250514", "claude-sonnet-4" },
	{ "claude-sonnet-4-5@2025", NULL },
	{ "anthropic/claude-sonnet-4.5", "claude-sonnet-4-5" },
	{ "openrouter/anthropic/claude-sonnet-4.5:nitro", "claude-sonnet-4-5" },
	{ "anthropic/claude-3.7-sonnet:thinking", "claude-3-7-sonnet" },
	{ "anthropic/claude-sonnet-4.5:free", NULL },
	{ "anthropic/claude-sonnet-4.5:batch", NULL },
	{ "anthropic/claude-sonnet-4.15", NULL },
	{ "openai/gpt-5.1:nitro", "gpt-5.1" },
	{ "openai/gpt-5.1:free", NULL },
	{ "openai/gpt-4o:extended", NULL },
	{ "qwen/qwen3-coder", "qwen/qwen3-coder" },
	{ "qwen/qwen3-coder:free", NULL },
	{ "qwen3-coder", NULL },
	{ "z-ai/glm-4.6", "glm-4.6" },
	{ "gpt-4o-2024-05-13", "gpt-4o-2024-05-13" },
	{ "gpt-5.1-codex-max", "gpt-5.1-codex-max" },
	{ "gpt-5.1-codex-tiny", NULL },
	{ "gemini-2.5-flash-image", NULL },
	{ "gemini-2.5-flash-preview-05-20", NULL },
	{ "gemini-2.5-flash-preview-09-2025", "gemini-2.5-flash" },
	{ "gemini-3.1-flash-lite-preview", "gemini-3.1-flash-lite" },
	{ "gemini-2.5-flash", "gemini-2.5-flash" },
	{ "gemini-2.5-flash-001", "gemini-2.5-flash" },
	{ "gemini-2.5-flash-lite-001", "gemini-2.5-flash-lite" },
	{ "models/gemini-2.5-pro", "gemini-2.5-pro" },
	{ "openai/gpt-oss-120b", "openai/gpt-oss-120b" },
	{ "groq/openai/gpt-oss-120b", "openai/gpt-oss-120b" },
	{ "gpt-oss-120b", NULL },
	{ "grok-4.5", "grok-4.5" },
	{ "", NULL },
	{ "/", NULL },
	{ "*", NULL },
};

START_TEST(names_are_matched_whole_or_by_their_beginning)
{
	struct price_list list = builtin();
	struct price price = { .model = NULL };
	enum hr_status status = price_find(&list, names[_i].name, NOW, &price);

	if (names[_i].model) {
		ck_assert_int_eq(status, HR_OK);
		ck_assert_str_eq(price.model, names[_i].model);
		ck_assert_str_eq(price.date, PRICE_DATE);
	} else {
		ck_assert_int_eq(status, HR_SKIP);
		ck_assert_ptr_null(price.model);
	}
	price_list_release(&list);
}
END_TEST

START_TEST(a_name_that_is_too_long_is_not_known)
{
	struct price_list list = builtin();
	char name[PRICE_NAME + 2];
	struct price price;

	memset(name, 'x', sizeof(name));
	memcpy(name + PRICE_NAME - 14, "/claude-opus-5x", 15);
	name[PRICE_NAME + 1] = '\0';
	ck_assert_int_eq(price_find(&list, name, NOW, &price), HR_SKIP);
	name[PRICE_NAME] = '\0';
	ck_assert_int_eq(price_find(&list, name, NOW, &price), HR_OK);
	price_list_release(&list);
}
END_TEST

/* ---- times --------------------------------------------------------------- */

static const struct {
	const char *model;
	int64_t when;
	uint64_t input, cached, output;
} times[] = {
	{ "gemini-3.7-flash", NEW_YEAR - 1, 750000, 75000, 3750000 },
	{ "gemini-3.7-flash", NEW_YEAR, 1500000, 150000, 7500000 },
	{ "gemini-3.6-flash-001", NEW_YEAR + 1, 1500000, 150000, 7500000 },
	{ "gemini-3.5-flash", NEW_YEAR, 1500000, 150000, 9000000 },
	{ "deepseek-chat", NOW, 135000, 35000, 550000 },
	{ "deepseek-chat", NOW + 30 * 60 - 1, 135000, 35000, 550000 },
	{ "deepseek-chat", NOW + 30 * 60, 270000, 70000, 1100000 },
	{ "deepseek-chat", NOW + 990 * 60 - 1, 270000, 70000, 1100000 },
	{ "deepseek-chat", NOW + 990 * 60, 135000, 35000, 550000 },
	{ "deepseek-chat", NOW + 86399, 135000, 35000, 550000 },
	{ "deepseek-v4-flash", AUGUST, 140000, 2800, 280000 },
	{ "deepseek-v4-flash", NOW, 150000, 3000, 600000 },
	{ "deepseek-v4-flash", NOW + 3600, 300000, 6000, 1200000 },
	{ "deepseek-v4-flash", NOW + 5 * 3600, 150000, 3000, 600000 },
	{ "deepseek-v4-flash", NOW + 6 * 3600, 300000, 6000, 1200000 },
	{ "gpt-5.6", AUGUST, 5000000, 500000, 30000000 },
	{ "gpt-5.6", NOW, 4000000, 400000, 20000000 },
};

START_TEST(prices_change_at_their_time)
{
	struct price_list list = builtin();
	struct price price;

	ck_assert_int_eq(
		price_find(&list, times[_i].model, times[_i].when, &price),
		HR_OK);
	ck_assert_uint_eq(price.rates.input, times[_i].input);
	ck_assert_uint_eq(price.rates.cached, times[_i].cached);
	ck_assert_uint_eq(price.rates.output, times[_i].output);
	price_list_release(&list);
}
END_TEST

/* ---- costs --------------------------------------------------------------- */

static const struct {
	const char *name, *model;
	struct answer_usage usage; /* input, cached, write, 1 h, output */
	bool batch;
	enum hr_status status;
	uint64_t amount;
	int64_t when;
} costs[] = {
	{ "input and output", "gpt-4o", { 1000, 0, 0, 0, 100, 0 }, false, HR_OK,
		UINT64_C(3500000000), NOW },
	{ "nothing told of the cache", "gpt-4o", { 1000, -1, -1, -1, 100, -1 },
		false, HR_OK, UINT64_C(3500000000), NOW },
	{ "nothing", "gpt-4o", { 0, 0, 0, 0, 0, 0 }, false, HR_OK, 0, NOW },
	{ "read from the cache", "gpt-4o", { 1000, 400, 0, 0, 0, 0 }, false,
		HR_OK, UINT64_C(2000000000), NOW },
	{ "a write without a price of its own", "gpt-4o",
		{ 1000, 0, 400, 0, 0, 0 }, false, HR_OK, UINT64_C(2500000000),
		NOW },
	{ "writes for 5 minutes", "claude-opus-5", { 1000, 0, 1000, 0, 0, 0 },
		false, HR_OK, UINT64_C(6250000000), NOW },
	{ "writes for an hour", "claude-opus-5", { 1000, 0, 1000, 1000, 0, 0 },
		false, HR_OK, UINT64_C(10000000000), NOW },
	{ "everything", "claude-opus-5", { 1000, 500, 300, 100, 10, 0 }, false,
		HR_OK, UINT64_C(3750000000), NOW },
	{ "no cached price", "gpt-5.5-pro", { 10, 10, 0, 0, 0, 0 }, false,
		HR_OK, 300000000, NOW },
	{ "a batch", "gpt-4o", { 1000, 400, 0, 0, 0, 0 }, true, HR_OK,
		UINT64_C(1000000000), NOW },
	{ "half a pico-dollar", "deepseek-v4-pro", { 1, 1, 0, 0, 0, 0 }, true,
		HR_OK, 1813, AUGUST },
	{ "at the start of a tier", "gpt-5.4", { 272000, 0, 0, 0, 1000, 0 },
		false, HR_OK, UINT64_C(695000000000), NOW },
	{ "one above it", "gpt-5.4", { 272001, 0, 0, 0, 1000, 0 }, false, HR_OK,
		UINT64_C(1382505000000), NOW },
	{ "cached tokens count for the tier", "gpt-5.4",
		{ 272001, 272000, 0, 0, 0, 0 }, false, HR_OK,
		UINT64_C(136005000000), NOW },
	{ "the start of others' tiers", "gemini-2.5-pro",
		{ 200000, 0, 0, 0, 0, 0 }, false, HR_OK, UINT64_C(250000000000),
		NOW },
	{ "one above that", "gemini-2.5-pro", { 200001, 0, 0, 0, 2, 0 }, false,
		HR_OK, UINT64_C(500032500000), NOW },
	{ "five times as much", "claude-haiku-5-5",
		{ 100001, 0, 100001, 100001, 2, 0 }, false, HR_OK,
		UINT64_C(100006000000), NOW },
	{ "twice as much from 200,000 on", "grok-4.5",
		{ 200000, 200000, 0, 0, 1, 0 }, false, HR_OK,
		UINT64_C(120012000000), NOW },
	{ "a region of Bedrock, which has no tier",
		"us.anthropic.claude-sonnet-4-5-20250929-v1:0",
		{ 300000, 0, 0, 0, 0, 0 }, false, HR_OK, UINT64_C(990000000000),
		NOW },
	{ "writes that are free but for an hour", "kimi-k3",
		{ 3, 0, 2, 1, 0, 0 }, false, HR_OK, UINT64_C(12000000), NOW },
	{ "writes in a tier", "claude-sonnet-4-5",
		{ 200001, 0, 200001, 200001, 0, 0 }, false, HR_OK,
		UINT64_C(2400012000000), NOW },
	{ "input is not told", "gpt-4o", { -1, 0, 0, 0, 100, 0 }, false,
		HR_SKIP, 7, NOW },
	{ "output is not told", "gpt-4o", { 100, 0, 0, 0, -1, 0 }, false,
		HR_SKIP, 7, NOW },
	{ "more cached than all", "gpt-4o", { 10, 11, 0, 0, 0, 0 }, false,
		HR_EINPUT, 7, NOW },
	{ "more cached and written than all", "gpt-4o", { 10, 6, 5, 0, 0, 0 },
		false, HR_EINPUT, 7, NOW },
	{ "more for an hour than written", "gpt-4o", { 10, 0, 5, 6, 0, 0 },
		false, HR_EINPUT, 7, NOW },
	{ "a product that is too large", "gpt-4o", { INT64_MAX, 0, 0, 0, 0, 0 },
		false, HR_ELIMIT, 7, NOW },
	{ "the largest product", "deepseek-v4-flash",
		{ INT64_C(6588122883467697), INT64_C(6588122883467697), 0, 0, 0,
			0 },
		false, HR_OK, UINT64_C(18446744073709551600), AUGUST },
	{ "one token more", "deepseek-v4-flash",
		{ INT64_C(6588122883467698), INT64_C(6588122883467698), 0, 0, 0,
			0 },
		false, HR_ELIMIT, 7, AUGUST },
	{ "a sum that is too large", "gpt-4o",
		{ INT64_C(7000000000000), 0, 0, 0, INT64_C(200000000000), 0 },
		false, HR_ELIMIT, 7, NOW },
	{ "a batch of the largest", "deepseek-v4-flash",
		{ INT64_C(6588122883467697), INT64_C(6588122883467697), 0, 0, 0,
			0 },
		true, HR_OK, UINT64_C(9223372036854775800), AUGUST },
};

START_TEST(costs_are_exact_or_there_is_none)
{
	struct price_list list = builtin();
	struct price price;
	uint64_t amount = 7;

	ck_assert_int_eq(
		price_find(&list, costs[_i].model, costs[_i].when, &price),
		HR_OK);
	ck_assert_msg(price_cost(&price, &costs[_i].usage, costs[_i].batch,
			      &amount) == costs[_i].status,
		"%s: status", costs[_i].name);
	ck_assert_msg(amount == costs[_i].amount, "%s: %" PRIu64,
		costs[_i].name, amount);
	price_list_release(&list);
}
END_TEST

/* ---- text ---------------------------------------------------------------- */

static const struct {
	uint64_t amount;
	const char *text;
} amounts[] = {
	{ 0, "0" },
	{ 1, "0" },
	{ 499999, "0" },
	{ 500000, "0.000001" },
	{ 1499999, "0.000001" },
	{ 1500000, "0.000002" },
	{ UINT64_C(999999499999), "0.999999" },
	{ UINT64_C(999999500000), "1" },
	{ UINT64_C(2500000000), "0.0025" },
	{ UINT64_C(120000000000000), "120" },
	{ UINT64_C(1000010000000), "1.00001" },
	{ UINT64_MAX, "18446744.07371" },
};

START_TEST(amounts_are_rounded_to_six_decimals)
{
	char text[PRICE_TEXT];

	price_format_amount(amounts[_i].amount, text);
	ck_assert_str_eq(text, amounts[_i].text);
}
END_TEST

START_TEST(rates_are_written_in_full)
{
	char text[PRICE_TEXT];

	price_format_rate(3625, text);
	ck_assert_str_eq(text, "0.003625");
	price_format_rate(30000000, text);
	ck_assert_str_eq(text, "30");
	price_format_rate(0, text);
	ck_assert_str_eq(text, "0");
	price_format_rate(UINT64_MAX, text);
	ck_assert_str_eq(text, "18446744073709.551615");
}
END_TEST

/* ---- for tests/price.py -------------------------------------------------- */

/* Outside of a test there are no assertions. */
static bool
load(struct price_list *list, const char *path)
{
	static char text[1 << 20];
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(text, 1, sizeof(text), f) : 0;
	struct hr_error err = { .text = "no file" };

	if (f)
		fclose(f);
	if (f && price_list_add(list, span_of(text, n), &err) == HR_OK)
		return true;
	fprintf(stderr, "%s: %s\n", path, err.text);
	return false;
}

static int
print_costs(const char *path)
{
	struct price_list list;
	char model[PRICE_NAME + 1], text[PRICE_TEXT];
	struct answer_usage u = { .reasoning = -1 };
	int64_t when;
	int batch;

	if (price_list_init(&list) != HR_OK || (path && !load(&list, path)))
		return EXIT_FAILURE;
	while (scanf("%256s %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64
		     " %" SCNd64 " %" SCNd64 " %d",
		       model, &when, &u.input, &u.cached, &u.cache_write,
		       &u.cache_write_1h, &u.output, &batch) == 8) {
		struct price price;
		uint64_t amount;

		if (price_find(&list, model, when, &price) != HR_OK ||
			price_cost(&price, &u, batch, &amount) != HR_OK) {
			printf("unknown\n");
			continue;
		}
		price_format_amount(amount, text);
		printf("%" PRIu64 " %s\n", amount, text);
	}
	price_list_release(&list);
	return feof(stdin) ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void
add_tests(TCase *t)
{
	tcase_add_loop_test(t, seconds_are_days_and_minutes, 0, COUNT(days));
	tcase_add_loop_test(
		t, days_that_there_are_not_are_refused, 0, COUNT(dates));
	tcase_add_loop_test(t, names_are_matched_whole_or_by_their_beginning, 0,
		COUNT(names));
	tcase_add_test(t, a_name_that_is_too_long_is_not_known);
	tcase_add_loop_test(t, prices_change_at_their_time, 0, COUNT(times));
	tcase_add_loop_test(
		t, costs_are_exact_or_there_is_none, 0, COUNT(costs));
	tcase_add_loop_test(
		t, amounts_are_rounded_to_six_decimals, 0, COUNT(amounts));
	tcase_add_test(t, rates_are_written_in_full);
}

int
main(int argc, char **argv)
{
	Suite *suite;
	TCase *t;
	SRunner *runner;
	int wrong;

	if (argc > 1 && !strcmp(argv[1], "--costs"))
		return print_costs(argv[2]);
	suite = suite_create("price");
	t = tcase_create("price");
	runner = srunner_create(suite);
	suite_add_tcase(suite, t);
	add_tests(t);
	srunner_run_all(runner, CK_NORMAL);
	wrong = srunner_ntests_failed(runner);
	srunner_free(runner);
	return wrong != 0;
}
