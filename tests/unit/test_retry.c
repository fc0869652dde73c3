/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of when to try again. */
#include <check.h>
#include <stdlib.h>

#include "send/retry.h"

enum {
	NOW = 784111777, /* Sun, 06 Nov 1994 08:49:37 GMT */
};

#define NEVER RETRY_NEVER

/* ---- what an attempt ended with ------------------------------------------ */

static const struct {
	const char *name;
	enum retry_fault fault;
	int status;
	bool quota;
	unsigned number, retries;
	const char *header, *value, *header2, *value2;
	int64_t body_ms, wait;
} cases[] = {
	{ "no connection", RETRY_NETWORK, 0, false, 0, 2, "", "", "", "", -1,
		500 },
	{ "TLS", RETRY_FATAL, 0, false, 0, 2, "", "", "", "", -1, NEVER },
	{ "no connection, no retries left", RETRY_NETWORK, 0, false, 2, 2, "",
		"", "", "", -1, NEVER },
	{ "none allowed", RETRY_NETWORK, 0, false, 0, 0, "", "", "", "", -1,
		NEVER },
	{ "the second attempt", RETRY_NETWORK, 0, false, 1, 2, "", "", "", "",
		-1, 1000 },
	{ "the fifth", RETRY_NETWORK, 0, false, 4, 9, "", "", "", "", -1,
		8000 },
	{ "the hundredth", RETRY_NETWORK, 0, false, 99, 999, "", "", "", "", -1,
		8000 },
	{ "200", RETRY_ANSWERED, 200, false, 0, 2, "x-should-retry", "true", "",
		"", -1, NEVER },
	{ "302", RETRY_ANSWERED, 302, false, 0, 2, "x-should-retry", "true", "",
		"", -1, NEVER },
	{ "400", RETRY_ANSWERED, 400, false, 0, 2, "", "", "", "", -1, NEVER },
	{ "401", RETRY_ANSWERED, 401, false, 0, 2, "", "", "", "", -1, NEVER },
	{ "404", RETRY_ANSWERED, 404, false, 0, 2, "", "", "", "", -1, NEVER },
	{ "413", RETRY_ANSWERED, 413, false, 0, 2, "", "", "", "", -1, NEVER },
	{ "422", RETRY_ANSWERED, 422, false, 0, 2, "", "", "", "", -1, NEVER },
	{ "408", RETRY_ANSWERED, 408, false, 0, 2, "", "", "", "", -1, 500 },
	{ "409", RETRY_ANSWERED, 409, false, 0, 2, "", "", "", "", -1, 500 },
	{ "429", RETRY_ANSWERED, 429, false, 0, 2, "", "", "", "", -1, 500 },
	{ "500", RETRY_ANSWERED, 500, false, 0, 2, "", "", "", "", -1, 500 },
	{ "529", RETRY_ANSWERED, 529, false, 0, 2, "", "", "", "", -1, 500 },
	{ "429 for want of money", RETRY_ANSWERED, 429, true, 0, 2, "", "", "",
		"", -1, NEVER },
	{ "money before the server's wish", RETRY_ANSWERED, 429, true, 0, 2,
		"X-Should-Retry", "true", "", "", -1, NEVER },
	{ "should not", RETRY_ANSWERED, 500, false, 0, 2, "x-should-retry",
		"false", "", "", -1, NEVER },
	{ "should", RETRY_ANSWERED, 400, false, 0, 2, "X-Should-Retry", "True",
		"", "", -1, 500 },
	{ "should, but too late", RETRY_ANSWERED, 400, false, 0, 2,
		"x-should-retry", "true", "retry-after", "121", -1, NEVER },
	{ "should perhaps", RETRY_ANSWERED, 400, false, 0, 2, "x-should-retry",
		"perhaps", "", "", -1, NEVER },
	{ "milliseconds", RETRY_ANSWERED, 429, false, 0, 2, "retry-after-ms",
		"20", "retry-after", "7", -1, 20 },
	{ "milliseconds that are none", RETRY_ANSWERED, 429, false, 0, 2,
		"retry-after-ms", "soon", "retry-after", "7", -1, 7000 },
	{ "seconds", RETRY_ANSWERED, 429, false, 0, 2, "Retry-After", " 1 ", "",
		"", -1, 1000 },
	{ "a fraction", RETRY_ANSWERED, 429, false, 0, 2, "retry-after",
		"1.2509", "", "", -1, 1250 },
	{ "seconds before the body", RETRY_ANSWERED, 429, false, 0, 2,
		"retry-after", "3", "", "", 22000, 3000 },
	{ "the body", RETRY_ANSWERED, 429, false, 0, 2, "", "", "", "", 22000,
		22000 },
	{ "the body is no more patient", RETRY_ANSWERED, 429, false, 0, 2, "",
		"", "", "", 120001, NEVER },
	{ "two minutes", RETRY_ANSWERED, 429, false, 0, 2, "retry-after", "120",
		"", "", -1, 120000 },
	{ "more", RETRY_ANSWERED, 429, false, 0, 2, "retry-after", "120.001",
		"", "", -1, NEVER },
	{ "hours", RETRY_ANSWERED, 429, false, 0, 2, "retry-after", "9999", "",
		"", -1, NEVER },
	{ "ages", RETRY_ANSWERED, 503, false, 0, 2, "retry-after",
		"99999999999999999999999999", "", "", -1, NEVER },
	{ "at once", RETRY_ANSWERED, 503, false, 1, 2, "retry-after", "0", "",
		"", -1, 1000 },
	{ "the past", RETRY_ANSWERED, 503, false, 0, 2, "retry-after", "-5", "",
		"", -1, 500 },
	{ "empty", RETRY_ANSWERED, 503, false, 0, 2, "retry-after", "", "", "",
		-1, 500 },
	{ "an exponent", RETRY_ANSWERED, 503, false, 0, 2, "retry-after", "1e1",
		"", "", -1, 500 },
	{ "a date", RETRY_ANSWERED, 503, false, 0, 2, "retry-after",
		"Sun, 06 Nov 1994 08:49:39 GMT", "", "", -1, 2000 },
	{ "a date that is over", RETRY_ANSWERED, 503, false, 0, 2,
		"retry-after", "Sun, 06 Nov 1994 08:49:30 GMT", "", "", -1,
		500 },
	{ "a date by the server's clock", RETRY_ANSWERED, 503, false, 0, 2,
		"retry-after", "Thu, 29 Feb 2024 23:59:59 GMT", "Date",
		"Thu, 29 Feb 2024 23:59:50 GMT", -1, 9000 },
	{ "over a leap day", RETRY_ANSWERED, 503, false, 0, 2, "retry-after",
		"Fri, 01 Mar 2024 00:00:01 GMT", "date",
		"Thu, 29 Feb 2024 23:59:59 GMT", -1, 2000 },
	{ "a date far away", RETRY_ANSWERED, 503, false, 0, 2, "retry-after",
		"Fri, 31 Dec 9999 23:59:59 GMT", "", "", -1, NEVER },
	{ "no date", RETRY_ANSWERED, 503, false, 0, 2, "retry-after",
		"Sun, 06 Nox 1994 08:49:39 GMT", "", "", -1, 500 },
	{ "a header for no answer", RETRY_NETWORK, 0, false, 0, 2,
		"retry-after", "9999", "", "", -1, 500 },
};

static struct retry_attempt
attempt_of(int i)
{
	struct retry_attempt a = {
		.fault = cases[i].fault,
		.status = cases[i].status,
		.quota = cases[i].quota,
		.body_ms = cases[i].body_ms,
		.hints = RETRY_HINTS,
		.number = cases[i].number,
		.retries = cases[i].retries,
	};

	retry_header(
		&a.hints, span_str(cases[i].header), span_str(cases[i].value));
	retry_header(&a.hints, span_str(cases[i].header2),
		span_str(cases[i].value2));
	return a;
}

START_TEST(an_attempt_is_repeated_by_the_rules)
{
	struct retry_attempt a = attempt_of(_i);
	int64_t wait = retry_wait(&a, NOW, 0);

	ck_assert_msg(wait == cases[_i].wait, "%s: %ld, not %ld",
		cases[_i].name, (long)wait, (long)cases[_i].wait);
}
END_TEST

START_TEST(chance_shortens_a_backoff_by_at_most_a_quarter)
{
	struct retry_attempt a = { .fault = RETRY_NETWORK,
		.body_ms = -1,
		.hints = RETRY_HINTS,
		.number = 1,
		.retries = 2 };

	ck_assert_int_eq(retry_wait(&a, NOW, 0.5), 875);
	ck_assert_int_ge(retry_wait(&a, NOW, 0.999999), 750);
	ck_assert_int_le(retry_wait(&a, NOW, 0.999999), 751);
}
END_TEST

START_TEST(chance_leaves_the_servers_delay_alone)
{
	struct retry_attempt a = { .fault = RETRY_ANSWERED,
		.status = 429,
		.body_ms = -1,
		.hints = RETRY_HINTS,
		.retries = 2 };

	retry_header(&a.hints, span_str("retry-after"), span_str("1"));
	ck_assert_int_eq(retry_wait(&a, NOW, 0.9), 1000);
}
END_TEST

START_TEST(other_headers_say_nothing)
{
	static const char *const names[] = { "retry", "retry-after-", "",
		"retry-afte", "x-retry-after" };
	struct retry_hints hints = RETRY_HINTS;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		retry_header(&hints, span_str(names[i]), span_str("5"));
	ck_assert_int_eq(hints.after, -1);
	ck_assert_int_eq(hints.after_ms, -1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("retry");
	TCase *t = tcase_create("retry");
	SRunner *runner = srunner_create(suite);
	int bad;

	suite_add_tcase(suite, t);
	tcase_add_loop_test(t, an_attempt_is_repeated_by_the_rules, 0,
		(int)(sizeof(cases) / sizeof(*cases)));
	tcase_add_test(t, chance_shortens_a_backoff_by_at_most_a_quarter);
	tcase_add_test(t, chance_leaves_the_servers_delay_alone);
	tcase_add_test(t, other_headers_say_nothing);
	srunner_run_all(runner, CK_NORMAL);
	bad = srunner_ntests_failed(runner);
	srunner_free(runner);
	return bad != 0;
}
