/* SPDX-License-Identifier: Apache-2.0 */
/* Words of records: what differs is different, whatever the seed. */
#include <check.h>
#include <stdlib.h>

#include "table/rows.h"
#include "table/words.h"

enum {
	SEEDS = 256, /* of an address the low bits matter most */
};

/* The wording of two lines, each a record. */
static void
split_two(uint64_t seed, const char *text, struct wording out[2])
{
	struct span all = span_str(text), rest = all, line;
	struct words words = { 0 };
	struct rows rows;

	rows_init(&rows, seed);
	rows_begin(&rows, all);
	for (size_t i = 0; i < 2; i++) {
		ck_assert(span_line(&rest, &line));
		ck_assert(rows_add(&rows, (uint32_t)(line.p - all.p),
			(uint32_t)line.n - 1, 1));
	}
	ck_assert_uint_eq(rows.w.nforms, 2);
	for (size_t i = 0; i < 2; i++)
		ck_assert(
			words_split(&words, &rows.w, &rows.w.form[i], &out[i]));
	words_release(&words);
	rows_release(&rows);
}

/* What divides words belongs to the one behind: at some seeds another divider
 * and another first letter undid one another. */
static const char before[] = { '\t', ' ' };

START_TEST(test_words_differ)
{
	struct wording w[2];
	char text[] = "one abc two\none abc two\n";

	text[15] = before[_i];
	for (int c = ' '; c < 127; c++) {
		text[16] = (char)c;
		if (text[15] == text[3] && text[16] == text[4])
			continue;
		for (uint64_t seed = 0; seed < SEEDS; seed++) {
			split_two(seed, text, w);
			ck_assert_msg(w[0].total != w[1].total,
				"seed %d: the same words: %s", (int)seed, text);
		}
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("words");
	TCase *t = tcase_create("words");
	SRunner *runner = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_words_differ, 0, sizeof(before));
	suite_add_tcase(s, t);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
