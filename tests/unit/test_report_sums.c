/* SPDX-License-Identifier: Apache-2.0 */
/* Reports that are added up: the way does not matter. */
#include <check.h>

#include "report/report.h"

enum {
	/* More than the first slots hold. */
	MANY = 3000,
};

/* Prefixes of the numbers from `from` on, of the models "a" and "b", which come
 * in that order if the first number is even. */
static struct report
make(uint64_t from, uint64_t n)
{
	struct report r = { .encoding = HR_O200K_BASE };

	for (uint64_t i = from; i < from + n; i++) {
		struct report_prefix p = { .hash = i * 0x9e3779b97f4a7c15,
			.times = 1,
			.tokens = { i, i, i, i } };

		p.model = report_model_of(&r, span_str(i % 2 ? "b" : "a"));
		report_add_prefix(&r, &p);
	}
	return r;
}

/* Each of the numbers is there as often as it was added, by its model. */
static void
check_all(struct report *r, uint64_t n, uint64_t from, uint64_t to)
{
	report_sort(r);
	ck_assert(!r->failed);
	ck_assert_uint_eq(r->nprefixes, n);
	for (size_t i = 0; i < n; i++) {
		const struct report_prefix *p = &r->prefix[i];
		uint64_t k = p->tokens[0];

		ck_assert(!i || p[-1].hash < p->hash);
		ck_assert_uint_eq(p->hash, k * 0x9e3779b97f4a7c15);
		ck_assert_uint_eq(p->times, k >= from && k < to ? 2 : 1);
		ck_assert_str_eq(r->model[p->model].name, k % 2 ? "b" : "a");
	}
}

START_TEST(any_way)
{
	for (unsigned way = 0; way < 8; way++) {
		struct report a = make(0, 2 * MANY);
		struct report b = make(MANY + 1, 2 * MANY);

		if (way & 1)
			report_sort_prefixes(&a);
		if (way & 2)
			report_sort_prefixes(&b);
		ck_assert_int_eq(
			way & 4 ? report_take(&b, &a) : report_merge(&b, &a),
			HR_OK);
		check_all(&b, 3 * MANY + 1, MANY + 1, 2 * MANY);
		report_release(&a);
		report_release(&b);
	}
}
END_TEST

START_TEST(after_sorting)
{
	struct report a = make(0, MANY), b = make(MANY / 2, MANY);

	report_sort_prefixes(&a);
	ck_assert_int_eq(report_merge(&a, &b), HR_OK);
	report_sort_prefixes(&a);
	report_sort_prefixes(&a);
	check_all(&a, MANY + MANY / 2, MANY / 2, MANY);
	report_release(&a);
	report_release(&b);
}
END_TEST

START_TEST(nothing)
{
	struct report a = { .failed = false }, b = { .failed = false },
		      c = make(1, 3);

	report_sort_prefixes(&a);
	report_sort_prefixes(&b);
	ck_assert_int_eq(report_take(&a, &b), HR_OK);
	check_all(&a, 0, 0, 0);
	report_sort_prefixes(&c);
	a.encoding = HR_O200K_BASE;
	ck_assert_int_eq(report_take(&a, &c), HR_OK);
	check_all(&a, 3, 0, 0);
	b.encoding = HR_O200K_BASE;
	ck_assert_int_eq(report_merge(&b, &a), HR_OK);
	check_all(&b, 3, 0, 0);
	report_release(&a);
	report_release(&b);
	report_release(&c);
}
END_TEST

START_TEST(other_kind)
{
	struct report a = make(1, 3), b = make(1, 1);

	b.simulated = true;
	ck_assert_int_eq(report_take(&a, &b), HR_EINPUT);
	report_release(&a);
	report_release(&b);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("report_sums");
	TCase *t = tcase_create("sums");
	SRunner *runner;
	int failed;

	tcase_add_test(t, any_way);
	tcase_add_test(t, after_sorting);
	tcase_add_test(t, nothing);
	tcase_add_test(t, other_kind);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
