/* SPDX-License-Identifier: Apache-2.0 */
/* The order of units, and what lines are worth. */
#include <check.h>
#include <stdlib.h>

#include "table/rank.h"
#include "table/worth.h"

enum {
	UNITS = 64,
};

static struct unit unit[UNITS];
static uint32_t tokens[UNITS], order[UNITS];

static void
reset(void)
{
	for (size_t i = 0; i < UNITS; i++) {
		unit[i] = (struct unit){ .needs = NONE, .value = 1 };
		tokens[i] = 10;
	}
}

/* Where unit i stands in the order; UNITS: not in it. */
static size_t
place(size_t i, size_t n)
{
	size_t k = 0;

	while (k < n && order[k] != i)
		k++;
	return k < n ? k : UNITS;
}

START_TEST(test_all_units_once)
{
	size_t n;

	reset();
	for (size_t i = 0; i < UNITS; i++) {
		unit[i].value = (float)(i * 37 % 11);
		unit[i].same = i % 3;
		unit[i].needs = i % 5 ? NONE : (uint32_t)(i * 7 % UNITS);
	}
	n = rank_units(unit, tokens, UNITS, UINT64_MAX, order);
	ck_assert_uint_eq(n, UNITS);
	for (size_t i = 0; i < UNITS; i++)
		ck_assert_uint_lt(place(i, n), UNITS);
}
END_TEST

START_TEST(test_worth_comes_first)
{
	size_t n;

	reset();
	unit[40].value = 100;
	unit[7].value = 50;
	unit[20].value = 50;
	tokens[20] = 40;
	n = rank_units(unit, tokens, UNITS, UINT64_MAX, order);
	ck_assert_uint_eq(place(40, n), 0);
	ck_assert_uint_eq(place(7, n), 1);
	ck_assert_uint_eq(place(20, n), 2);
}
END_TEST

START_TEST(test_repeats_are_worth_less)
{
	size_t n;

	reset();
	for (size_t i = 0; i < 20; i++) {
		unit[i * 3].value = 100;
		unit[i * 3].same = 9;
	}
	unit[1].value = 30;
	n = rank_units(unit, tokens, UNITS, UINT64_MAX, order);
	ck_assert_uint_eq(place(0, n), 0);
	ck_assert_uint_eq(place(1, n), 1);
	/* The third of the repeats is worth a ninth. */
	ck_assert_uint_lt(place(1, n), place(6, n));
}
END_TEST

START_TEST(test_what_is_needed_comes_before)
{
	size_t n;

	reset();
	unit[50].value = 100;
	unit[50].needs = 10;
	unit[10].needs = 2;
	unit[10].value = unit[2].value = 0;
	n = rank_units(unit, tokens, UNITS, UINT64_MAX, order);
	ck_assert_uint_eq(place(2, n), 0);
	ck_assert_uint_eq(place(10, n), 1);
	ck_assert_uint_eq(place(50, n), 2);
}
END_TEST

START_TEST(test_needs_in_a_circle_end)
{
	reset();
	unit[1].needs = 2;
	unit[2].needs = 1;
	unit[3].needs = 3;
	ck_assert_uint_eq(
		rank_units(unit, tokens, UNITS, UINT64_MAX, order), UNITS);
}
END_TEST

START_TEST(test_larger_budget_same_order)
{
	uint32_t few[UNITS];
	size_t n, all;

	reset();
	for (size_t i = 0; i < UNITS; i++)
		unit[i].value = (float)(i * 37 % 17);
	n = rank_units(unit, tokens, UNITS, 100, few);
	all = rank_units(unit, tokens, UNITS, UINT64_MAX, order);
	ck_assert_uint_lt(n, all);
	ck_assert_uint_ge(n, 10);
	ck_assert_mem_eq(few, order, n * sizeof(*order));
}
END_TEST

/* ---- lines ---------------------------------------------------------------- */

static const char *const failures[] = {
	"error: expected ';' before 'return'",
	"src/main.c:12:3: error: 'x' undeclared (first use in this function)",
	"error[E0308]: mismatched types",
	"--- FAIL: TestParse (0.00s)",
	"FAIL\tgithub.com/a/b\t0.012s",
	"panic: runtime error: index out of range [5] with length 3",
	"Exception in thread \"main\" java.lang.NullPointerException",
	"Caused by: java.io.IOException: closed",
	"E       AssertionError: assert 1 == 2",
	"FAILED tests/test_a.py::test_b - ValueError: bad",
	"  \xe2\x9c\x95 renders the button (12 ms)",
	"not ok 3 - parses numbers",
	"npm ERR! code ELIFECYCLE",
	"##[error]Process completed with exit code 1.",
	"make: *** [Makefile:12: all] Error 2",
	"BUILD FAILED in 3s",
	"[ERROR] Failed to execute goal org.apache.maven:compile",
	"2024-05-01T10:00:00.000Z ERROR worker 3: disk full",
	"thread 'main' panicked at src/main.rs:4:5:",
	"fatal: not a git repository",
	"Tests:       1 failed, 12 passed, 13 total",
	"= 2 failed, 10 passed in 3.21s =",
	"Found 3 errors in 1 file (checked 2 source files)",
	"\x1b[31mFAIL\x1b[0m src/a.test.ts",
	"Segmentation fault (core dumped)",
	"The command exited with 137",
	"Traceback (most recent call last):",
	"[Mon May 01 10:00:00 2024] [error] [client 1.2.3.4] denied",
};

static const char *const harmless[] = {
	"0 errors, 0 warnings",
	"error_count: 0",
	"failed=0",
	"errors: 0",
	"Found 0 errors",
	"no errors found",
	"cc -Werror -c src/error.c -o build/error.o",
	"test error_handling::reports_failure ... ok",
	"PASS src/errors.test.ts",
	"go test --fail-fast ./...",
	"  CC lib/failure.o",
	"Installing libgpg-error0 (1.46-1)",
	"tests/test_x.py::test_raises[OSError-missing]",
	"[gw1] [ 85%] PASSED tests/test_vcs.py::test_fails[FileNotFoundError]",
	"ok  \tgithub.com/a/errors\t0.01s",
	"aiosignal 1.4.0 pyhd8ed1ab_0",
	"Compiling thiserror v1.0.50",
	"GET /error.html 200",
	"",
	"   ",
};

START_TEST(test_failures_are_seen)
{
	struct worth w = worth_of(span_str(failures[_i]));

	ck_assert_msg(w.failure == 3 && w.value >= VALUE_FAILURE,
		"failure %u, value %g: %s", w.failure, (double)w.value,
		failures[_i]);
}
END_TEST

START_TEST(test_harmless_lines_are_not)
{
	struct worth w = worth_of(span_str(harmless[_i]));

	ck_assert_msg(w.failure < 2 && w.value < VALUE_SUMMARY + 1,
		"failure %u, value %g: %s", w.failure, (double)w.value,
		harmless[_i]);
}
END_TEST

START_TEST(test_summaries_are_seen)
{
	ck_assert(worth_of(span_str("12 passed, 3 skipped in 2.1s")).summary);
	ck_assert(worth_of(span_str("# tests 5, # pass 5")).summary ||
		  worth_of(span_str("tests 5, pass 5")).summary);
	ck_assert(!worth_of(span_str("listening on port 8080")).summary);
}
END_TEST

START_TEST(test_a_long_line_is_bounded)
{
	enum {
		N = 1 << 20
	};
	char *p = malloc(N);
	struct worth w;

	ck_assert_ptr_nonnull(p);
	memset(p, 'x', N);
	memcpy(p + N - 20, " FATAL: out of room ", 20);
	w = worth_of(span_of(p, N));
	ck_assert_uint_eq(w.failure, 3);
	free(p);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("rank");
	TCase *t = tcase_create("units");
	SRunner *runner;
	int bad;

	tcase_add_test(t, test_all_units_once);
	tcase_add_test(t, test_worth_comes_first);
	tcase_add_test(t, test_repeats_are_worth_less);
	tcase_add_test(t, test_what_is_needed_comes_before);
	tcase_add_test(t, test_needs_in_a_circle_end);
	tcase_add_test(t, test_larger_budget_same_order);
	suite_add_tcase(s, t);
	t = tcase_create("lines");
	tcase_add_loop_test(t, test_failures_are_seen, 0,
		(int)(sizeof(failures) / sizeof(*failures)));
	tcase_add_loop_test(t, test_harmless_lines_are_not, 0,
		(int)(sizeof(harmless) / sizeof(*harmless)));
	tcase_add_test(t, test_summaries_are_seen);
	tcase_add_test(t, test_a_long_line_is_bounded);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_NORMAL);
	bad = srunner_ntests_failed(runner);
	srunner_free(runner);
	return bad != 0;
}
