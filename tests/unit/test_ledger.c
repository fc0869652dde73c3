/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of the ledger, in a folder of their own. */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "ledger/ledger.h"

enum {
	NOW = 1795822997, /* 2026-11-27T23:43:17Z */
	DAY = 86400,
};

/* ---- times --------------------------------------------------------------- */

static const struct {
	const char *arg;
	bool valid;
	int64_t time;
} times[] = {
	{ "30d", true, NOW - 30 * DAY },
	{ "0d", true, NOW },
	{ "12h", true, NOW - DAY / 2 },
	{ "4w", true, NOW - 28 * DAY },
	{ "999999w", true, NOW - INT64_C(999999) * 7 * DAY },
	{ "1000000d", false, 0 },
	{ "99999999999999999999d", false, 0 },
	{ "1970-01-01", true, 0 },
	{ "1970-01-02", true, DAY },
	{ "2000-02-29", true, INT64_C(951782400) },
	{ "2000-03-01", true, INT64_C(951868800) },
	{ "2026-11-27", true, NOW / DAY *DAY },
	{ "9999-12-31", true, INT64_C(253402214400) },
	{ "2026-02-29", false, 0 },
	{ "2026-11-27T", false, 0 },
	{ "", false, 0 },
	{ "d", false, 0 },
	{ "30", false, 0 },
	{ "30m", false, 0 },
	{ "30d ", false, 0 },
	{ " 30d", false, 0 },
	{ "-30d", false, 0 },
};

START_TEST(times_are_ages_and_days)
{
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		int64_t time = 42;
		bool valid = ledger_parse_time(times[i].arg, NOW, &time);

		ck_assert_msg(valid == times[i].valid, "'%s'", times[i].arg);
		ck_assert_msg(time == (valid ? times[i].time : 42),
			"'%s': %lld", times[i].arg, (long long)time);
	}
}
END_TEST

START_TEST(seconds_of_a_day_lead_back_to_it)
{
	for (int64_t t = 0; t < INT64_C(253402300800); t += 10 * DAY)
		ck_assert_int_eq(date_seconds(date_of(t)), t);
}
END_TEST

/* ---- a ledger ------------------------------------------------------------ */

static char folder[64], path[96];

static void
make_file(const char *text, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, n), (ssize_t)n);
	close(fd);
}

static void
set_up(void)
{
	strcpy(folder, "/tmp/test_ledger.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/l.db", folder);
	make_file("", 0);
}

static void
tear_down(void)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	char name[128];

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		unlink(name);
	}
	rmdir(folder);
}

static void
add(const struct ledger_run *run)
{
	struct ledger *l;
	struct hr_error err;

	ck_assert_int_eq(ledger_open(path, true, &l, &err), HR_OK);
	ck_assert_int_eq(ledger_add(l, run, &err), HR_OK);
	ledger_close(l);
}

/* A run of a day with 100 tokens, of which some are left. */
static struct ledger_run
some_run(int64_t time, const char *model, int64_t tokens_out)
{
	struct ledger_run run;

	ledger_run_init(&run);
	run.time = time;
	run.command = "compress";
	run.version = HR_VERSION;
	run.model = model;
	run.bytes_in = 400;
	run.bytes_out = 4 * tokens_out;
	run.tokens_in = 100;
	run.tokens_out = tokens_out;
	run.status = 0;
	return run;
}

struct seen {
	char names[256]; /* each with the tokens that are left: "a=7 b=9 " */
	struct ledger_sum last;
	size_t n;
};

static enum hr_status
see(void *ctx, const struct ledger_sum *sum)
{
	struct seen *seen = ctx;
	size_t used = strlen(seen->names);

	snprintf(seen->names + used, sizeof(seen->names) - used, "%s=%lld ",
		sum->name ? sum->name : "-", (long long)sum->tokens_out);
	seen->last = *sum;
	seen->n++;
	return HR_OK;
}

static enum hr_status
see_one(void *ctx, const struct ledger_sum *sum)
{
	see(ctx, sum);
	return HR_ENOMEM;
}

static struct seen
sums(int64_t since, enum ledger_by by, ledger_sum_fn *fn, enum hr_status status)
{
	struct seen seen = { .n = 0 };
	struct ledger *l;
	struct hr_error err;

	ck_assert_int_eq(ledger_open(path, false, &l, &err), HR_OK);
	ck_assert_int_eq(ledger_sums(l, since, by, fn, &seen, &err), status);
	ledger_close(l);
	return seen;
}

static void
add_some(void)
{
	struct ledger_run runs[] = { some_run(NOW - 2 * DAY, "b", 50),
		some_run(NOW - DAY, "a", 50), some_run(NOW, "c", 10),
		some_run(NOW, NULL, 120), some_run(NOW, "b", 40) };

	for (size_t i = 0; i < sizeof(runs) / sizeof(*runs); i++)
		add(&runs[i]);
}

START_TEST(what_is_added_is_summed_up)
{
	add_some();
	ck_assert_str_eq(sums(0, LEDGER_BY_DAY, see, HR_OK).names,
		"2026-11-25=50 2026-11-26=50 2026-11-27=170 ");
	ck_assert_str_eq(sums(0, LEDGER_BY_MODEL, see, HR_OK).names,
		"b=90 c=10 a=50 -=120 ");
	ck_assert_str_eq(
		sums(0, LEDGER_BY_COMMAND, see, HR_OK).names, "compress=270 ");
	ck_assert_str_eq(sums(0, LEDGER_BY_TOOL, see, HR_OK).names, "-=270 ");
	ck_assert_str_eq(sums(0, LEDGER_BY_KIND, see, HR_OK).names, "-=270 ");
	ck_assert_str_eq(
		sums(0, LEDGER_BY_NOTHING, see, HR_OK).names, "-=270 ");
}
END_TEST

START_TEST(what_is_older_is_not_counted)
{
	add_some();
	ck_assert_str_eq(sums(NOW - DAY, LEDGER_BY_DAY, see, HR_OK).names,
		"2026-11-26=50 2026-11-27=170 ");
	ck_assert_str_eq(sums(NOW - DAY + 1, LEDGER_BY_DAY, see, HR_OK).names,
		"2026-11-27=170 ");
	ck_assert_int_eq(sums(NOW + 1, LEDGER_BY_DAY, see, HR_OK).n, 0);
	ck_assert_int_eq(
		sums(NOW + 1, LEDGER_BY_NOTHING, see, HR_OK).last.runs, 0);
}
END_TEST

START_TEST(a_run_that_failed_saved_nothing_but_cost)
{
	struct ledger_run run = some_run(NOW, "a", 50);
	struct ledger_sum sum;

	run.saved = 7;
	run.cost = 1000;
	run.usage_input = 60;
	add(&run);
	run.status = 8;
	add(&run);
	sum = sums(0, LEDGER_BY_NOTHING, see, HR_OK).last;
	ck_assert_int_eq(sum.runs, 2);
	ck_assert_int_eq(sum.failed, 1);
	ck_assert_int_eq(sum.tokens_in, 100);
	ck_assert_int_eq(sum.bytes_out, 200);
	ck_assert_int_eq(sum.saved, 7);
	ck_assert_int_eq(sum.saved_runs, 1);
	ck_assert_int_eq(sum.cost, 2000);
	ck_assert_int_eq(sum.cost_runs, 2);
	ck_assert_int_eq(sum.usage_input, 120);
}
END_TEST

START_TEST(what_is_not_known_is_not_zero)
{
	struct ledger_run run = some_run(NOW, "a", 50);
	struct ledger_sum sum;

	add(&run);
	run.cost = 0;
	run.saved = -5;
	add(&run);
	sum = sums(0, LEDGER_BY_NOTHING, see, HR_OK).last;
	ck_assert_int_eq(sum.cost_runs, 1);
	ck_assert_int_eq(sum.cost, 0);
	ck_assert_int_eq(sum.saved, -5);
	ck_assert_int_eq(sum.usage_runs, 0);
}
END_TEST

/* A run of two tools, of 100 tokens in. */
static void
add_parts(int64_t time, int64_t tokens_out)
{
	static const struct ledger_part part[] = { { "Bash", 60, 20, 400 },
		{ "Read", 30, 25, LEDGER_UNKNOWN } };
	struct ledger_run run = some_run(time, "a", tokens_out);

	run.part = part;
	run.nparts = 2;
	run.saved = 450;
	run.cost = 9;
	add(&run);
}

START_TEST(parts_are_of_their_tools_and_the_rest_of_none)
{
	struct ledger_run run = some_run(NOW, "a", 90);

	add_parts(NOW, 55);
	run.tool = "Bash";
	add(&run);
	ck_assert_str_eq(sums(0, LEDGER_BY_TOOL, see, HR_OK).names,
		"Bash=110 Read=25 -=10 ");
	ck_assert_int_eq(sums(0, LEDGER_BY_TOOL, see, HR_OK).last.runs, 1);
	ck_assert_int_eq(sums(0, LEDGER_BY_TOOL, see, HR_OK).last.saved, 50);
	ck_assert_int_eq(sums(0, LEDGER_BY_TOOL, see, HR_OK).last.cost, 9);
	ck_assert_int_eq(sums(0, LEDGER_BY_NOTHING, see, HR_OK).last.runs, 2);
	ck_assert_str_eq(sums(0, LEDGER_BY_MODEL, see, HR_OK).names, "a=145 ");
	ck_assert_int_eq(sums(NOW + 1, LEDGER_BY_TOOL, see, HR_OK).n, 0);
}
END_TEST

/* As a program of before there were parts deletes runs. */
static void
delete_runs_only(void)
{
	char command[256];

	snprintf(command, sizeof(command),
		"python3 -c 'import sqlite3\n"
		"d = sqlite3.connect(\"%s\")\n"
		"d.execute(\"delete from run\")\nd.commit()'",
		path);
	if (system(command) != 0)
		ck_abort_msg("no python3 with sqlite3");
}

START_TEST(parts_of_a_run_that_is_gone_are_of_no_other)
{
	struct ledger_run run = some_run(NOW + 5, "a", 90);
	struct ledger *l;
	struct hr_error err;
	int64_t deleted = 0;

	add_parts(NOW, 55);
	delete_runs_only();
	add(&run);
	ck_assert_str_eq(sums(0, LEDGER_BY_TOOL, see, HR_OK).names, "-=90 ");
	delete_runs_only();
	add_parts(NOW + 5, 55);
	ck_assert_str_eq(sums(0, LEDGER_BY_TOOL, see, HR_OK).names,
		"Bash=20 Read=25 -=10 ");
	ck_assert_int_eq(ledger_open(path, true, &l, &err), HR_OK);
	ck_assert_int_eq(ledger_purge(l, NOW + 6, &deleted, &err), HR_OK);
	ledger_close(l);
	ck_assert_int_eq(deleted, 1);
	ck_assert_int_eq(sums(0, LEDGER_BY_TOOL, see, HR_OK).n, 0);
}
END_TEST

START_TEST(a_callback_ends_it)
{
	add_some();
	ck_assert_int_eq(sums(0, LEDGER_BY_DAY, see_one, HR_ENOMEM).n, 1);
}
END_TEST

START_TEST(what_is_too_large_for_a_sum_is_told)
{
	struct ledger_run run = some_run(NOW, "a", 50);
	struct seen seen = { .n = 0 };
	struct ledger *l;
	struct hr_error err;

	run.cost = INT64_MAX;
	add(&run);
	add(&run);
	ck_assert_int_eq(ledger_open(path, false, &l, &err), HR_OK);
	ck_assert_int_ne(
		ledger_sums(l, 0, LEDGER_BY_DAY, see, &seen, &err), HR_OK);
	ck_assert_str_eq(err.text, "integer overflow");
	ledger_close(l);
}
END_TEST

START_TEST(purging_takes_what_is_older)
{
	struct ledger *l;
	struct hr_error err;
	int64_t deleted = 0;

	add_some();
	ck_assert_int_eq(ledger_open(path, true, &l, &err), HR_OK);
	ck_assert_int_eq(ledger_purge(l, NOW, &deleted, &err), HR_OK);
	ledger_close(l);
	ck_assert_int_eq(deleted, 2);
	ck_assert_str_eq(
		sums(0, LEDGER_BY_DAY, see, HR_OK).names, "2026-11-27=170 ");
}
END_TEST

/* More than the log may grow to. */
START_TEST(many_runs_are_all_there)
{
	struct ledger_run run = some_run(NOW, "a", 50);
	char name[128];

	for (int i = 0; i < 250; i++)
		add(&run);
	snprintf(name, sizeof(name), "%s-wal", path);
	ck_assert_int_eq(sums(0, LEDGER_BY_NOTHING, see, HR_OK).last.runs, 250);
	/* Who read them left one file. */
	ck_assert_int_ne(access(name, F_OK), 0);
}
END_TEST

/* ---- what is no ledger --------------------------------------------------- */

static char zeros[8192], ones[8192];

static const struct {
	const char *name, *text;
	size_t n;
	bool write;
	const char *why;
} others[] = {
	{ "text", "some text that is long enough for a header\n", 43, true,
		"file is not a database" },
	{ "text, only read", "some text\n", 10, false,
		"file is not a database" },
	{ "zeros", zeros, sizeof(zeros), true, "file is not a database" },
	{ "ones", ones, sizeof(ones), true, "file is not a database" },
	{ "an empty file, only read", "", 0, false, "not a ledger" },
};

START_TEST(other_files_are_refused_and_stay)
{
	memset(ones, 1, sizeof(ones));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		struct ledger *l = NULL;
		struct hr_error err;
		char after[sizeof(ones) + 1];
		int fd;

		make_file(others[i].text, others[i].n);
		ck_assert_msg(ledger_open(path, others[i].write, &l, &err) ==
				      HR_EINPUT,
			"%s", others[i].name);
		ck_assert_msg(!strcmp(err.text, others[i].why), "%s: %s",
			others[i].name, err.text);
		ck_assert_ptr_null(l);
		fd = open(path, O_RDONLY);
		ck_assert_int_eq(
			read(fd, after, sizeof(after)), (ssize_t)others[i].n);
		ck_assert(!memcmp(after, others[i].text, others[i].n));
		close(fd);
	}
}
END_TEST

START_TEST(a_file_that_is_not_there_is_told)
{
	struct ledger *l = NULL;
	struct hr_error err;

	unlink(path);
	ck_assert_int_eq(ledger_open(path, true, &l, &err), HR_EIO);
	ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ledger");
	TCase *times_case = tcase_create("times");
	TCase *files = tcase_create("files");
	SRunner *runner;
	int failed;

	tcase_add_test(times_case, times_are_ages_and_days);
	tcase_add_test(times_case, seconds_of_a_day_lead_back_to_it);
	suite_add_tcase(suite, times_case);
	tcase_add_checked_fixture(files, set_up, tear_down);
	tcase_add_test(files, what_is_added_is_summed_up);
	tcase_add_test(files, what_is_older_is_not_counted);
	tcase_add_test(files, a_run_that_failed_saved_nothing_but_cost);
	tcase_add_test(files, what_is_not_known_is_not_zero);
	tcase_add_test(files, parts_are_of_their_tools_and_the_rest_of_none);
	tcase_add_test(files, parts_of_a_run_that_is_gone_are_of_no_other);
	tcase_add_test(files, a_callback_ends_it);
	tcase_add_test(files, what_is_too_large_for_a_sum_is_told);
	tcase_add_test(files, purging_takes_what_is_older);
	tcase_add_test(files, many_runs_are_all_there);
	tcase_add_test(files, other_files_are_refused_and_stay);
	tcase_add_test(files, a_file_that_is_not_there_is_told);
	tcase_set_timeout(files, 60);
	if (ledger_is_built())
		suite_add_tcase(suite, files);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
