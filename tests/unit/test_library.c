/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of options of any size, and of a whole text in one call. */
#include <check.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "headroom.h"

/* Options of a header that is newer than the library. */
struct newer {
	struct hr_options options;
	unsigned more;
};

static enum hr_status
to_buf(void *ctx, const void *p, size_t n)
{
	struct buf *out = ctx;

	buf_add(out, span_of(p, n));
	return buf_ok(out) ? HR_OK : HR_ENOMEM;
}

/* A log that can be folded. */
static struct buf
make_log(void)
{
	struct buf log = { 0 };
	char line[96];

	for (unsigned i = 0; i < 300; i++) {
		snprintf(line, sizeof(line),
			"2026-11-24 10:%02u:%02u INFO request %u done in %u "
			"ms\n",
			i / 60 % 60, i % 60, 1000 + i, i * 7 % 50);
		buf_add_str(&log, line);
	}
	ck_assert(buf_ok(&log));
	return log;
}

/* The log in parts of 100 bytes, by calls for each. */
static struct buf
in_parts(const struct hr_options *options, struct span in)
{
	struct hr_compressor *c;
	struct hr_error err;
	struct buf out = { 0 };

	ck_assert_int_eq(
		hr_compressor_new(options, to_buf, &out, &c, &err), HR_OK);
	while (in.n) {
		size_t n = in.n < 100 ? in.n : 100;

		ck_assert_int_eq(hr_compressor_feed(c, in.p, n), HR_OK);
		in = span_from(in, n);
	}
	ck_assert_int_eq(hr_compressor_finish_input(c), HR_OK);
	ck_assert_int_eq(hr_compressor_finish_run(c), HR_OK);
	hr_compressor_free(c);
	return out;
}

static void
check_same_in_one_call(const struct hr_options *options)
{
	struct buf in = make_log();
	struct buf want = in_parts(options, buf_span(&in));
	struct hr_error err;
	char *out;
	size_t n;

	ck_assert_int_eq(
		hr_compress(options, in.p, in.n, &out, &n, &err), HR_OK);
	ck_assert_uint_eq(n, want.n);
	ck_assert_mem_eq(out, want.p, n);
	ck_assert_int_eq(out[n], '\0');
	ck_assert_uint_lt(n, in.n);
	hr_free(out);
	buf_release(&want);
	buf_release(&in);
}

START_TEST(test_one_call_gives_what_many_give)
{
	struct hr_options options;

	hr_options_init(&options, sizeof(options));
	check_same_in_one_call(&options);
	options.mode = HR_LOSSLESS;
	check_same_in_one_call(&options);
	options.mode = HR_FOLD;
	options.budget = 200;
	check_same_in_one_call(&options);
}
END_TEST

START_TEST(test_options_and_errors_may_be_left_out)
{
	const struct hr_options defaults = { 0 };
	struct buf in = make_log();
	struct buf want = in_parts(&defaults, buf_span(&in));
	char *out;
	size_t n;

	ck_assert_int_eq(hr_compress(NULL, in.p, in.n, &out, &n, NULL), HR_OK);
	ck_assert_uint_eq(n, want.n);
	ck_assert_mem_eq(out, want.p, n);
	hr_free(out);
	buf_release(&want);
	buf_release(&in);
}
END_TEST

START_TEST(test_nothing_becomes_nothing)
{
	char *out = NULL;
	size_t n = 1;

	ck_assert_int_eq(hr_compress(NULL, NULL, 0, &out, &n, NULL), HR_OK);
	ck_assert_uint_eq(n, 0);
	ck_assert_str_eq(out, "");
	hr_free(out);
	hr_free(NULL);
}
END_TEST

START_TEST(test_an_error_says_what_was_wrong_and_touches_nothing)
{
	struct hr_options options = { .kind = HR_KIND_JSON, .strict = true };
	struct hr_error err = { .code = HR_OK };
	char untouched, *out = &untouched;
	size_t n = 7;

	ck_assert_int_eq(hr_compress(&options, "{\"a\":}", 6, &out, &n, &err),
		HR_EINPUT);
	ck_assert_int_eq(err.code, HR_EINPUT);
	ck_assert_ptr_nonnull(strstr(err.text, "not valid JSON at byte 6"));
	ck_assert_ptr_eq(out, &untouched);
	ck_assert_uint_eq(n, 7);
	ck_assert_int_eq(hr_compress(&options, "{\"a\":}", 6, &out, &n, NULL),
		HR_EINPUT);
}
END_TEST

START_TEST(test_members_that_an_older_header_lacks_are_not_read)
{
	struct hr_options options, old;
	struct buf in = make_log();
	struct buf want;
	char *out;
	size_t n;

	hr_options_init(&options, sizeof(options));
	options.mode = HR_LOSSLESS;
	want = in_parts(&options, buf_span(&in));
	/* What is behind the old structure is anything. */
	memset(&old, 0xff, sizeof(old));
	hr_options_init(&old, offsetof(struct hr_options, order));
	ck_assert_uint_eq(old.size, offsetof(struct hr_options, order));
	ck_assert_int_ne(old.budget, 0);
	old.mode = HR_LOSSLESS;
	ck_assert_int_eq(hr_compress(&old, in.p, in.n, &out, &n, NULL), HR_OK);
	ck_assert_uint_eq(n, want.n);
	ck_assert_mem_eq(out, want.p, n);
	hr_free(out);
	ck_assert_int_eq(hr_batch_look(&old, "x\n", 2, true), HR_SKIP);
	buf_release(&want);
	buf_release(&in);
}
END_TEST

START_TEST(test_members_of_a_newer_header_may_only_be_zero)
{
	struct newer newer;
	struct hr_error err;
	char *out;
	size_t n;

	hr_options_init(&newer.options, sizeof(newer));
	ck_assert_uint_eq(newer.more, 0);
	ck_assert_int_eq(
		hr_compress(&newer.options, "x", 1, &out, &n, &err), HR_OK);
	ck_assert_str_eq(out, "x");
	hr_free(out);
	newer.more = 1;
	ck_assert_int_eq(
		hr_compress(&newer.options, "x", 1, &out, &n, &err), HR_EINPUT);
	ck_assert_str_eq(err.text, "options of another version of the library");
	ck_assert_int_eq(
		hr_batch_look(&newer.options, "x\n", 2, true), HR_EINPUT);
}
END_TEST

START_TEST(test_a_size_that_holds_no_size_is_an_error)
{
	struct hr_options options = { .size = sizeof(size_t) - 1 };
	struct hr_error err;
	char *out;
	size_t n;

	ck_assert_int_eq(
		hr_compress(&options, "x", 1, &out, &n, &err), HR_EINPUT);
}
END_TEST

START_TEST(test_the_library_is_of_the_headers_version)
{
	ck_assert_str_eq(hr_version(), HR_VERSION);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("library");
	TCase *tcase = tcase_create("library");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, test_one_call_gives_what_many_give);
	tcase_add_test(tcase, test_options_and_errors_may_be_left_out);
	tcase_add_test(tcase, test_nothing_becomes_nothing);
	tcase_add_test(
		tcase, test_an_error_says_what_was_wrong_and_touches_nothing);
	tcase_add_test(
		tcase, test_members_that_an_older_header_lacks_are_not_read);
	tcase_add_test(tcase, test_members_of_a_newer_header_may_only_be_zero);
	tcase_add_test(tcase, test_a_size_that_holds_no_size_is_an_error);
	tcase_add_test(tcase, test_the_library_is_of_the_headers_version);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
