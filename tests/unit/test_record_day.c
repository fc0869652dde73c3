/* SPDX-License-Identifier: Apache-2.0 */
/* Days that records tell beside their requests. */
#include <check.h>

#include "report/record_day.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* The request is the object with the member "body". */
static const struct {
	const char *record;
	uint32_t day;
} cases[] = {
	{ "{\"ts\":\"2026-03-04T23:59:59Z\",\"r\":{\"body\":1}}", 20260304 },
	{ "{\"r\":{\"body\":1},\"date\":\"2026-03-04\"}", 20260304 },
	{ "{\"timestamp\":\"2026-03-04 10:00\",\"r\":{\"body\":1}}", 20260304 },
	{ "{\"created\":1772668800,\"r\":{\"body\":1}}", 20260305 },
	{ "{\"created\":1772668799.9,\"r\":{\"body\":1}}", 20260304 },
	{ "{\"time\":\"1772668800\",\"r\":{\"body\":1}}", 20260305 },
	{ "{\"ts\":1772668800123,\"r\":{\"body\":1}}", 20260305 },
	{ "{\"ts\":1772668800123456,\"r\":{\"body\":1}}", 20260305 },
	{ "{\"ts\":1772668800123456789,\"r\":{\"body\":1}}", 20260305 },
	/* The outermost tells; then what is around the request. */
	{ "{\"ts\":\"2026-01-01\",\"a\":{\"ts\":\"2026-02-02\",\"r\":{\"body\":"
	  "1}}}",
		20260101 },
	{ "{\"a\":{\"ts\":\"2026-02-02\",\"r\":{\"body\":1}}}", 20260202 },
	{ "{\"ts\":\"soon\",\"created_at\":\"2026-02-02\",\"r\":{\"body\":1}}",
		20260202 },
	/* What is in the request, or beside its way, tells nothing. */
	{ "{\"body\":1,\"ts\":\"2026-01-01\"}", 0 },
	{ "{\"r\":{\"body\":1,\"ts\":\"2026-01-01\"}}", 0 },
	{ "{\"a\":{\"ts\":\"2026-01-01\"},\"r\":{\"body\":1}}", 0 },
	{ "{\"a\":[\"ts\",\"2026-01-01\"],\"r\":{\"body\":1}}", 0 },
	/* No times. */
	{ "{\"ts\":\"\",\"r\":{\"body\":1}}", 0 },
	{ "{\"ts\":\"2026-13-01\",\"r\":{\"body\":1}}", 0 },
	{ "{\"ts\":\"2026-02-30T00:00\",\"r\":{\"body\":1}}", 0 },
	{ "{\"ts\":\"2026-02-03x\",\"r\":{\"body\":1}}", 0 },
	{ "{\"ts\":177266880,\"r\":{\"body\":1}}", 0 },
	{ "{\"ts\":17726688001,\"r\":{\"body\":1}}", 0 },
	{ "{\"ts\":1772668800e3,\"r\":{\"body\":1}}", 0 },
	{ "{\"ts\":-1772668800,\"r\":{\"body\":1}}", 0 },
	{ "{\"ts\":null,\"r\":{\"body\":1}}", 0 },
	{ "{\"tss\":\"2026-01-01\",\"r\":{\"body\":1}}", 0 },
};

START_TEST(a_record_tells_its_day)
{
	const char *record = cases[_i].record;
	struct json_tokens tokens = { .n = 0 };
	struct hr_error err;
	size_t body = 0;

	ck_assert_int_eq(
		json_scan_whole(span_str(record), &tokens, &err), HR_OK);
	for (size_t i = 1; i < tokens.n && !body; i++) {
		const jsmntok_t *t = &tokens.token[i];

		if (span_equal(span_of(record + t->start,
				       (size_t)(t->end - t->start)),
			    span_str("body")))
			body = i - 1;
	}
	ck_assert_uint_eq(
		record_day(record, tokens.token, body), cases[_i].day);
	json_tokens_release(&tokens);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("record_day");
	TCase *t = tcase_create("days");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(t, a_record_tells_its_day, 0, COUNT(cases));
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
