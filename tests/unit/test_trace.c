/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of traces that repeat: what is folded, and what is not. */
#include <check.h>
#include <stdlib.h>

#include "codec/codec.h"

#define LONG                                                                   \
	"  File \"/srv/application/handlers/mail.py\", line 10, in handle\n"   \
	"    send(job.recipient, body)\n"                                      \
	"  File \"/srv/application/transport.py\", line 49, in send\n"         \
	"    connection.sendmail(sender, recipient, message)\n"

static const struct {
	const char *name, *in, *out; /* NULL: it stays */
} cases[] = {
	{ "a trace and the same again", "a\n" LONG "E: 1\nb\n" LONG "E: 2\n",
		"a\n" LONG "E: 1\nb\n[... 8-11: as 2-5 ...]\nE: 2\n" },
	{ "a marker names lines that are there",
		LONG "x\n" LONG "x\n" LONG "y\n" LONG "x\n",
		LONG "x\n[... 6-10: as 1-5 ...]\n[... 11-14: as 1-4 ...]\n"
		     "y\n[... 16-20: as 1-5 ...]\n" },
	{ "no newline at the end",
		LONG "x\n" LONG "\tat a.b.Connection.open(Connection.java:1)",
		LONG "x\n[... 6-9: as 1-4 ...]\n"
		     "\tat a.b.Connection.open(Connection.java:1)" },
	{ "three lines are too few",
		"a.c:1 x\nb.c:2 y\nc.c:3 z\n-\na.c:1 x\nb.c:2 y\nc.c:3 z\n",
		NULL },
	{ "other lines are data",
		"one line of many\ntwo lines of many\nthree\nfour\n-\n"
		"one line of many\ntwo lines of many\nthree\nfour\n",
		NULL },
	{ "a trace once", LONG "x\n", NULL },
	{ "nothing", "", NULL },
};

START_TEST(repeats_of_traces_go)
{
	struct hr_stats stats = { 0 };
	struct codec_ctx ctx = { .stats = &stats };
	struct span in = span_str(cases[_i].in);
	struct buf out = { 0 };
	enum hr_status status;
	size_t used;

	ctx.counter = hr_counter_new(HR_O200K_BASE);
	ctx.state = codec_trace.open();
	ck_assert_ptr_nonnull(ctx.counter);
	ck_assert_ptr_nonnull(ctx.state);
	status = codec_trace.fold(&ctx, in, &out, &used);
	ck_assert_uint_eq(used, in.n);
	ck_assert_uint_eq(
		stats.lines_kept + stats.lines_folded, span_lines(in));
	if (cases[_i].out) {
		ck_assert_int_eq(status, HR_OK);
		ck_assert_msg(
			span_equal(buf_span(&out), span_str(cases[_i].out)),
			"%s:\n%.*s", cases[_i].name, (int)out.n, out.p);
	} else {
		ck_assert_msg(status == HR_SKIP, "%s: folded", cases[_i].name);
	}
	codec_trace.close(ctx.state);
	hr_counter_free(ctx.counter);
	buf_release(&out);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("trace");
	TCase *tests = tcase_create("trace");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tests, repeats_of_traces_go, 0,
		(int)(sizeof(cases) / sizeof(*cases)));
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
