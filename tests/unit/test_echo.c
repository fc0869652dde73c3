/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of names in failures, and where they stand first. */
#include <check.h>
#include <stdlib.h>

#include "base/buf.h"
#include "codec/log/log_echo.h"

static const struct {
	const char *name, *line, *names; /* each with a blank behind it */
} lines[] = {
	{ "a step", "#72 ERROR: process did not complete\n", "#72 " },
	{ "a test and its file",
		"FAILED tests/test_a.py::test_sum - assert 1\n",
		"tests/test_a.py test_sum " },
	{ "words and numbers are none", "error: 3 of 12 failed in 1.5\n", "" },
	{ "times are none", "12:00:01 2024-05-01 ERROR broken\n", "" },
	{ "an option is none", "unknown --max-old-space2 given\n", "" },
	{ "the full stop of a sentence", "cannot open /etc/app.conf.\n",
		"/etc/app.conf " },
	{ "once each", "req_81 failed after req_81\n", "req_81 " },
	{ "too short", "a1 failed\n", "" },
	{ "no more than there is room for",
		"a_b_1 a_b_2 a_b_3 a_b_4 a_b_5 a_b_6 a_b_7 a_b_8 a_b_9\n",
		"a_b_1 a_b_2 a_b_3 a_b_4 a_b_5 a_b_6 a_b_7 a_b_8 " },
};

START_TEST(test_names_of_a_line)
{
	struct echo e = { .n = 0 };
	struct buf names = { 0 };

	echo_take(&e, span_str(lines[_i].line));
	for (size_t i = 0; i < e.n; i++) {
		buf_add(&names, e.name[i]);
		buf_add_char(&names, ' ');
	}
	buf_add_char(&names, '\0');
	ck_assert_str_eq(names.p, lines[_i].names);
	buf_release(&names);
}
END_TEST

static const struct {
	const char *name, *text, *word;
	size_t at;
} places[] = {
	{ "the first of two", "x #7 y #7", "#7", 2 },
	{ "not within a longer one", "#72 #7 #7", "#7", 4 },
	{ "not behind a longer one", "a/b_1 b_1", "b_1", 6 },
	{ "at the end", "see b_1", "b_1", 4 },
	{ "nowhere by itself", "b_12 ab_1", "b_1", 9 },
	{ "in nothing", "", "b_1", 0 },
};

START_TEST(test_place_of_a_name)
{
	ck_assert_uint_eq(
		echo_find(span_str(places[_i].text), span_str(places[_i].word)),
		places[_i].at);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("echo");
	TCase *tcase = tcase_create("echo");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(
		tcase, test_names_of_a_line, 0, sizeof(lines) / sizeof(*lines));
	tcase_add_loop_test(tcase, test_place_of_a_name, 0,
		sizeof(places) / sizeof(*places));
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
