/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of files of prices: numbers, what is refused, what is merged. */
#include <check.h>
#include <inttypes.h>

#include "price/price.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof(*(a))))

/* 2026-11-23 00:00 and 2027-01-01 00:00 in UTC. */
#define NOW INT64_C(1795392000)
#define NEW_YEAR INT64_C(1798761600)

static struct price_list
with_file(const char *file)
{
	struct price_list list;
	struct hr_error err = { .text = "" };

	ck_assert_int_eq(price_list_init(&list), HR_OK);
	if (file)
		ck_assert_msg(
			price_list_add(&list, span_str(file), &err) == HR_OK,
			"%s", err.text);
	return list;
}

#define OWN(models) "{\"schema\":\"headroom.prices/1\",\"models\":{" models "}}"
#define MODEL(members) OWN("\"m\":{" members "}")
#define RATE(number) MODEL("\"output\":0,\"input\":" number)
#define LITELLM(number)                                                        \
	"{\"m\":{\"output_cost_per_token\":0,\"input_cost_per_token\":" number \
	"}}"

static const struct {
	const char *file;
	uint64_t input;
} numbers[] = {
	{ RATE("0"), 0 },
	{ RATE("0.000"), 0 },
	{ RATE("0e999999999999"), 0 },
	{ RATE("1"), 1000000 },
	{ RATE("2.5"), 2500000 },
	{ RATE("0.003625"), 3625 },
	{ RATE("0.0036255"), 3626 },
	{ RATE("0.00362549999999999999999999999"), 3625 },
	{ RATE("12.5e1"), 125000000 },
	{ RATE("1.25E+2"), 125000000 },
	{ RATE("0.0125e4"), 125000000 },
	{ RATE("1250000000e-7"), 125000000 },
	{ RATE("0.0000005"), 1 },
	{ RATE("0.9999995"), 1000000 },
	{ RATE("1000000"), UINT64_C(1000000000000) },
	{ RATE("0.00000000000000000000000000000000000001e38"), 1000000 },
	{ RATE("100000000000000000000000000000000000000e-38"), 1000000 },
	{ LITELLM("2.5e-06"), 2500000 },
	{ LITELLM("2.5e-6"), 2500000 },
	{ LITELLM("0.0000025"), 2500000 },
	{ LITELLM("3.0000000000000004e-07"), 300000 },
	{ LITELLM("1.4999999999999999e-07"), 150000 },
	{ LITELLM("3.625e-09"), 3625 },
	{ LITELLM("1"), UINT64_C(1000000000000) },
	{ LITELLM("0.0"), 0 },
};

START_TEST(numbers_are_read_digit_by_digit)
{
	struct price_list list = with_file(numbers[_i].file);
	struct price price;

	ck_assert_int_eq(price_find(&list, "m", NOW, &price), HR_OK);
	ck_assert_msg(price.rates.input == numbers[_i].input, "%s: %" PRIu64,
		numbers[_i].file, price.rates.input);
	ck_assert(price.from_file);
	price_list_release(&list);
}
END_TEST

static const struct {
	const char *file, *reason;
	int pos; /* -1: not looked at */
} bad[] = {
	{ "", "a value must be here", 0 },
	{ "[]", "an object", 0 },
	{ "{}", "neither", 0 },
	{ "{\"schema\":1}", "neither", 0 },
	{ "{\"schema\":\"headroom.prices/2\"}", "the schema must be", -1 },
	{ "{\"schema\":\"headroom.prices/1\"}", "'models' is missing", 0 },
	{ "{\"schema\":\"headroom.prices/1\",\"models\":[]}", "an object", 39 },
	{ "{\"schema\":\"headroom.prices/1\",\"model\":{}}", "named 'model'",
		-1 },
	{ "{\"schema\":\"headroom.prices/1\",\"models\":{},\"date\":\"x\"}",
		"a day", -1 },
	{ "{\"schema\":\"headroom.prices/1\",\"models\":{},\"source\":3}",
		"a string", -1 },
	{ OWN("") "x", "something follows", 42 },
	{ OWN("\"m\":3"), "an object, or a list", -1 },
	{ OWN("\"m\":[[]]"), "an object, or a list", -1 },
	{ OWN("\"\":{}"), "a string of 1", -1 },
	{ OWN("\"m\\u0000\":{}"), "an escape", -1 },
	{ OWN("\"m\\u00e9\":{}"), "an escape", -1 },
	{ OWN("\"m\\n\":{}"), "an escape", -1 },
	{ MODEL("\"input\":1"), "needs 'input' and 'output'", -1 },
	{ MODEL("\"output\":1"), "needs 'input' and 'output'", -1 },
	{ MODEL("\"inptu\":1"), "named 'inptu'", -1 },
	{ MODEL("\"tokens\":1"), "named 'tokens'", -1 },
	{ MODEL("\"input\":1,\"input\":1"), "'input' is there twice", -1 },
	{ RATE("-1"), "not negative", -1 },
	{ RATE("-0"), "not negative", -1 },
	{ RATE("\"1\""), "a number of dollars", -1 },
	{ RATE("null"), "a number of dollars", -1 },
	{ RATE("[]"), "a number of dollars", -1 },
	{ RATE("1000000.000001"), "at most a dollar", -1 },
	{ RATE("9999999"), "at most a dollar", -1 },
	{ RATE("1e400"), "at most a dollar", -1 },
	{ RATE("1e99999999999999999999"), "at most a dollar", -1 },
	{ RATE("0.0000004999"), "is 0 or at least", -1 },
	{ RATE("1e-400"), "is 0 or at least", -1 },
	{ RATE("1e-99999999999999999999"), "is 0 or at least", -1 },
	{ RATE("1,\"from\":\"2027-02-30\""), "a day", -1 },
	{ RATE("1,\"from\":20270101"), "a day", -1 },
	{ RATE("1,\"hours\":\"0:30-16:30\""), "hours are", -1 },
	{ RATE("1,\"hours\":\"00:30-16:60\""), "hours are", -1 },
	{ RATE("1,\"hours\":\"00:30-24:01\""), "hours are", -1 },
	{ RATE("1,\"hours\":\"10:00-10:00\""), "hours are", -1 },
	{ RATE("1,\"hours\":\"10:00 12:00\""), "hours are", -1 },
	{ RATE("1,\"batch_percent\":101"), "at most 100", -1 },
	{ RATE("1,\"batch_percent\":1e1"), "a whole number", -1 },
	{ RATE("1,\"batch_percent\":\"50\""), "a whole number", -1 },
	{ RATE("1,\"batch_percent\":\"\""), "at most 100", -1 },
	{ RATE("1,\"provider\":\"\""), "a string", -1 },
	{ RATE("1,\"above\":7"), "an object", -1 },
	{ RATE("1,\"above\":{\"tokens\":1,\"input\":1}"), "needs 'input'", -1 },
	{ RATE("1,\"above\":{\"input\":1,\"output\":1}"), "needs 'tokens'",
		-1 },
	{ RATE("1,\"above\":{\"from\":\"2027-01-01\"}"), "named 'from'", -1 },
	{ RATE("1,\"above\":{\"tokens\":99999999999999999999}"),
		"a whole number", -1 },
};

START_TEST(a_file_that_is_wrong_is_refused_and_changes_nothing)
{
	struct price_list list = with_file(OWN("\"old\":{\"input\":1,"
					       "\"output\":2}"));
	size_t before = list.n;
	struct hr_error err = { .pos = 1234567 };
	struct price price;

	ck_assert_int_eq(
		price_list_add(&list, span_str(bad[_i].file), &err), HR_EINPUT);
	ck_assert_msg(strstr(err.text, bad[_i].reason) != NULL, "%s: %s",
		bad[_i].file, err.text);
	ck_assert_uint_le(err.pos, strlen(bad[_i].file));
	if (bad[_i].pos >= 0)
		ck_assert_uint_eq(err.pos, (size_t)bad[_i].pos);
	ck_assert_int_eq(
		price_list_add(&list, span_str(bad[_i].file), NULL), HR_EINPUT);
	ck_assert_uint_eq(list.n, before);
	ck_assert_int_eq(price_find(&list, "old", NOW, &price), HR_OK);
	ck_assert_int_eq(price_find(&list, "gpt-4o", NOW, &price), HR_OK);
	price_list_release(&list);
}
END_TEST

/* What a file says over the table; an input of 7 is not known. */
static const struct {
	const char *file, *model;
	int64_t when;
	uint64_t input;
} merged[] = {
	{ OWN("\"gpt-4o\":{\"input\":1,\"output\":1}"), "gpt-4o", NOW,
		1000000 },
	{ OWN("\"gpt-4o\":{\"input\":1,\"output\":1}"), "gpt-4o-2024-08-06",
		NOW, 1000000 },
	{ OWN("\"GPT-4o\":{\"input\":1,\"output\":1}"), "gpt-4o", NOW,
		1000000 },
	{ OWN("\"gpt-4o\":{\"input\":1,\"output\":1}"), "gpt-4o-mini", NOW,
		150000 },
	{ OWN("\"gpt-4o-2024-08-06\":{\"input\":1,\"output\":1}"), "gpt-4o",
		NOW, 2500000 },
	{ OWN("\"gpt-4o-2024-08-06\":{\"input\":1,\"output\":1}"),
		"gpt-4o-2024-08-06", NOW, 1000000 },
	{ OWN("\"gpt-4o*\":{\"input\":1,\"output\":1}"), "gpt-4o-audio", NOW,
		1000000 },
	{ OWN("\"*\":{\"input\":0,\"output\":0}"), "anything", NOW, 0 },
	{ OWN("\"*\":{\"input\":0,\"output\":0}"), "x/gpt-4o", NOW, 2500000 },
	{ OWN("\"gpt-4o*\":{\"input\":1,\"output\":1}"), "gpt-4o", NOW,
		1000000 },
	{ MODEL("\"input\":1,\"output\":1,\"hours\":\"10:00-12:00\""), "m",
		NOW + 12 * 3600 - 1, 1000000 },
	{ MODEL("\"input\":1,\"output\":1,\"hours\":\"10:00-12:00\""), "m",
		NOW + 12 * 3600, 7 },
	{ OWN("\"a\":{\"input\":2,\"output\":1},"
	      "\"a*\":{\"input\":1,\"output\":1}"),
		"a", NOW, 2000000 },
	{ OWN("\"claude-opus-4-6\":{\"input\":1,\"output\":1}"),
		"claude-opus-4-6-20260205", NOW, 1000000 },
	{ OWN("\"openai\\/gpt-9\":{\"input\":1,\"output\":1}"), "openai/gpt-9",
		NOW, 1000000 },
	{ OWN("\"my\\u002dmodel\":{\"input\":1,\"output\":1}"), "my-model", NOW,
		1000000 },
	{ OWN("\"m\":[{\"input\":1,\"output\":1},{\"from\":\"2027-01-01\","
	      "\"input\":2,\"output\":1}]"),
		"m", NEW_YEAR - 1, 1000000 },
	{ OWN("\"m\":[{\"input\":1,\"output\":1},{\"from\":\"2027-01-01\","
	      "\"input\":2,\"output\":1}]"),
		"m", NEW_YEAR, 2000000 },
	{ OWN("\"gemini-2.5-flash-lite\":{\"from\":\"2027-01-01\","
	      "\"input\":2,\"output\":1}"),
		"gemini-2.5-flash-lite", NOW, 7 },
	{ MODEL("\"input\":1,\"output\":1,\"hours\":\"22:00-24:00\""), "m",
		NOW - 1, 1000000 },
	{ MODEL("\"input\":1,\"output\":1,\"hours\":\"22:00-24:00\""), "m", NOW,
		7 },
	{ MODEL("\"input\":1,\"output\":1") "\r\n\t ", "m", NOW, 1000000 },
	{ "\xef\xbb\xbf" MODEL("\"input\":1,\"output\":1"), "m", NOW, 1000000 },
	{ OWN("\"gpt-4o\":[]"), "gpt-4o", NOW, 2500000 },
	{ "{\"gpt-4o\":{\"input_cost_per_token\":1e-06,"
	  "\"output_cost_per_token\":1e-6}}",
		"gpt-4o", NOW, 1000000 },
	{ "{\"image\":{\"input_cost_per_image\":1},"
	  "\"m\":{\"input_cost_per_token\":1e-06}}",
		"m", NOW, 7 },
	{ "{\"m\":{\"input_cost_per_token\":\"1e-06\","
	  "\"output_cost_per_token\":1e-6}}",
		"m", NOW, 7 },
	{ "{\"m\":{\"input_cost_per_token\":1e-06,"
	  "\"output_cost_per_token\":1e-6,"
	  "\"input_cost_per_token_above_128k_tokens\":2e-6,"
	  "\"input_cost_per_token_above_200k_tokens\":3e-6}}",
		"m", NOW, 7 },
	{ "{\"sample_spec\":{\"input_cost_per_token\":0,"
	  "\"output_cost_per_token\":0}}",
		"sample_spec", NOW, 7 },
};

START_TEST(a_file_goes_over_the_table_model_by_model)
{
	struct price_list list = with_file(merged[_i].file);
	struct price price = { .rates.input = 7 };

	ck_assert_int_eq(
		price_find(&list, merged[_i].model, merged[_i].when, &price),
		merged[_i].input == 7 ? HR_SKIP : HR_OK);
	ck_assert_msg(price.rates.input == merged[_i].input, "%s: %" PRIu64,
		merged[_i].file, price.rates.input);
	price_list_release(&list);
}
END_TEST

START_TEST(all_members_of_the_own_form_are_read)
{
	struct price_list list = with_file(
		"{\"schema\":\"headroom.prices/1\",\"date\":\"2026-10-01\","
		"\"source\":\"our contract\",\"models\":{\"m\":{\"input\":4,"
		"\"cached\":1,\"cache_write\":5,\"cache_write_1h\":8,"
		"\"output\":9,\"from\":\"2026-01-01\",\"hours\":"
		"\"00:30-16:30\",\"provider\":\"us\",\"batch_percent\":40,"
		"\"above\":{\"tokens\":1000,\"input\":6,\"output\":7,"
		"\"cached\":2,\"cache_write\":3}}}}");
	struct price p;

	ck_assert_int_eq(price_find(&list, "m", NOW + 3600, &p), HR_OK);
	ck_assert_str_eq(p.source, "our contract");
	ck_assert_str_eq(p.date, "2026-10-01");
	ck_assert_str_eq(p.provider, "us");
	ck_assert_uint_eq(p.from, 20260101);
	ck_assert(p.begin == 30 && p.end == 990 && p.batch == 40);
	ck_assert(p.rates.input == 4000000 && p.rates.cached == 1000000);
	ck_assert(p.rates.write == 5000000 && p.rates.write_1h == 8000000);
	ck_assert(p.rates.output == 9000000 && p.above == 1000);
	ck_assert(p.above_rates.input == 6000000 &&
		  p.above_rates.output == 7000000 &&
		  p.above_rates.cached == 2000000);
	ck_assert(p.above_rates.write == 3000000 &&
		  p.above_rates.write_1h == 3000000);
	price_list_release(&list);
}
END_TEST

START_TEST(all_members_of_litellms_form_are_read)
{
	struct price_list list = with_file(
		"{\"sample_spec\":{\"input_cost_per_token\":0.0},"
		"\"g\":{\"input_cost_per_token\":3e-06,"
		"\"output_cost_per_token\":1.5e-05,"
		"\"cache_read_input_token_cost\":3e-07,"
		"\"cache_creation_input_token_cost\":3.75e-06,"
		"\"cache_creation_input_token_cost_above_1hr\":6e-06,"
		"\"cache_creation_input_token_cost_above_1hr_above_200k_tokens"
		"\":1.2e-05,"
		"\"input_cost_per_token_above_200k_tokens\":6e-06,"
		"\"output_cost_per_token_above_200k_tokens\":2.25e-05,"
		"\"cache_read_input_token_cost_above_200k_tokens\":null,"
		"\"input_cost_per_token_batches\":1e-06,"
		"\"max_input_tokens\":1000000,\"mode\":\"chat\","
		"\"litellm_provider\":\"anthropic\"},"
		"\"h\":{\"input_cost_per_token\":3e-06,"
		"\"output_cost_per_token\":1.5e-05,"
		"\"input_cost_per_token_above_200k_tokens\":6e-06}}");
	struct price p;

	ck_assert_uint_eq(list.skipped, 1);
	ck_assert_int_eq(price_find(&list, "g", NOW, &p), HR_OK);
	ck_assert_str_eq(p.provider, "anthropic");
	ck_assert(p.rates.input == 3000000 && p.rates.output == 15000000);
	ck_assert(p.rates.cached == 300000 && p.rates.write == 3750000);
	ck_assert(p.rates.write_1h == 6000000 && p.above == 200000);
	ck_assert(p.above_rates.input == 6000000);
	ck_assert(p.above_rates.output == 22500000);
	ck_assert(p.above_rates.cached == 300000);
	ck_assert(p.above_rates.write == 3750000);
	ck_assert(p.above_rates.write_1h == 12000000);
	/* Where there is no price of the cache, that is the tier's input. */
	ck_assert_int_eq(price_find(&list, "h", NOW, &p), HR_OK);
	ck_assert(p.above_rates.cached == 6000000);
	ck_assert(p.above_rates.output == 15000000);
	price_list_release(&list);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("price_file");
	TCase *t = tcase_create("price_file");
	SRunner *runner = srunner_create(suite);
	int wrong;

	suite_add_tcase(suite, t);
	tcase_add_loop_test(
		t, numbers_are_read_digit_by_digit, 0, COUNT(numbers));
	tcase_add_loop_test(t,
		a_file_that_is_wrong_is_refused_and_changes_nothing, 0,
		COUNT(bad));
	tcase_add_loop_test(
		t, a_file_goes_over_the_table_model_by_model, 0, COUNT(merged));
	tcase_add_test(t, all_members_of_the_own_form_are_read);
	tcase_add_test(t, all_members_of_litellms_form_are_read);
	srunner_run_all(runner, CK_NORMAL);
	wrong = srunner_ntests_failed(runner);
	srunner_free(runner);
	return wrong != 0;
}
