/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unit tests of what a report looks like.  Reports made by hand are compared
 * with the files of tests/data/report; UPDATE=1 in the environment writes them:
 * look at the difference.  What other programs make of these files is tested by
 * tests/e2e/test_report_forms.sh, which also runs this program with the name of
 * a file, for what would be in it.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clean.h"
#include "report/report_layout.h"
#include "report/report_number.h"
#include "test_report_forms_cases.h"

static const struct {
	const char *name;
	const struct report_view *view;
} views[] = {
	{ "usual", &usual },
	{ "empty", &empty },
	{ "counted", &counted },
	{ "hostile", &hostile },
	{ "huge", &huge },
};

#define NVIEWS ((int)(sizeof(views) / sizeof(*views)))

/* ---- numbers ------------------------------------------------------------- */

static void
format(const char *how, uint64_t a, uint64_t b, char *text)
{
	switch (*how) {
	case 'n':
		report_number(a, text);
		break;
	case 's':
		report_saved(a, b, text);
		break;
	case '%':
		report_percent(a, b, text);
		break;
	case 'p':
		report_percent_saved(a, b, text);
		break;
	case 'b':
		report_bytes(a, text);
		break;
	case 't':
		report_time(a, text);
		break;
	case '$':
		report_dollars(a, text);
		break;
	case 'd':
		report_dollars_saved(a, b, text);
		break;
	}
}

static const struct {
	const char *how;
	uint64_t a, b;
	const char *text;
} numbers[] = {
	{ "n", 0, 0, "0" },
	{ "n", 999, 0, "999" },
	{ "n", 1000, 0, "1,000" },
	{ "n", 99999999999, 0, "99,999,999,999" },
	{ "n", 100000000000, 0, "100,000 M" },
	{ "n", 99999999999999999, 0, "100,000,000,000 M" },
	{ "n", 100000000000000000, 0, "100,000 T" },
	{ "n", UINT64_MAX, 0, "18,446,744 T" },
	{ "s", 10, 3, "7" },
	{ "s", 3, 10, "-7" },
	{ "s", 3, 3, "0" },
	{ "s", 0, UINT64_MAX, "-18,446,744 T" },
	{ "%", 1, 3, "33.3 %" },
	{ "%", 2, 3, "66.7 %" },
	{ "%", 0, 0, "n/a" },
	{ "%", 5, 5, "100.0 %" },
	{ "%", UINT64_MAX, UINT64_MAX, "100.0 %" },
	{ "%", UINT64_MAX / 2, UINT64_MAX, "50.0 %" },
	{ "%", 1, 2000, "0.1 %" },
	{ "%", 1, 2001, "0.0 %" },
	{ "%", 9999, 10000, "100.0 %" },
	{ "%", UINT64_MAX, 1, ">999,999 %" },
	{ "p", 100, 81, "19.0 %" },
	{ "p", 100, 112, "-12.0 %" },
	{ "p", 1, UINT64_MAX, "<-999,999 %" },
	{ "p", 0, 1, "n/a" },
	{ "p", 0, 0, "n/a" },
	{ "p", 4, 4, "0.0 %" },
	{ "b", 0, 0, "0 B" },
	{ "b", 999, 0, "999 B" },
	{ "b", 1000, 0, "1.0 kB" },
	{ "b", 38040, 0, "38.0 kB" },
	{ "b", 99949, 0, "99.9 kB" },
	{ "b", 99950, 0, "100 kB" },
	{ "b", 999499, 0, "999 kB" },
	{ "b", 999500, 0, "1.0 MB" },
	{ "b", UINT64_MAX, 0, "18.4 EB" },
	{ "t", 0, 0, "0 ms" },
	{ "t", 999, 0, "999 ms" },
	{ "t", 9140, 0, "9.1 s" },
	{ "t", 59999, 0, "59.9 s" },
	{ "t", 723000, 0, "12 min 3 s" },
	{ "t", 7500000, 0, "2 h 5 min" },
	{ "$", 0, 0, "$0.00" },
	{ "$", 1, 0, "$0.000000" },
	{ "$", 2500000000, 0, "$0.0025" },
	{ "$", 500000000000, 0, "$0.50" },
	{ "$", 999999999999, 0, "$1.00" },
	{ "$", 1000000000000, 0, "$1.00" },
	{ "$", 12345600000000, 0, "$12.35" },
	{ "$", UINT64_MAX, 0, "$18,446,744.07" },
	{ "d", 1000000000000, 3000000000000, "-$2.00" },
	{ "d", 3000000000000, 1000000000000, "$2.00" },
};

START_TEST(numbers_are_written_for_people)
{
	char text[REPORT_NUMBER];

	format(numbers[_i].how, numbers[_i].a, numbers[_i].b, text);
	ck_assert_str_eq(text, numbers[_i].text);
}
END_TEST

START_TEST(a_part_is_scaled_without_overflow)
{
	ck_assert_uint_eq(report_scale(0, 0, 10), 0);
	ck_assert_uint_eq(report_scale(5, 0, 10), 0);
	ck_assert_uint_eq(report_scale(1, 2, 10), 5);
	ck_assert_uint_eq(report_scale(9, 2, 10), 10);
	ck_assert_uint_eq(report_scale(UINT64_MAX / 4, UINT64_MAX, 1000), 250);
	ck_assert_uint_eq(report_scale(UINT64_MAX, UINT64_MAX, 1000), 1000);
}
END_TEST

/* ---- layout -------------------------------------------------------------- */

static const struct {
	const char *text;
	size_t width;
	bool utf8;
	const char *fit;
} fits[] = {
	{ "abc", 5, true, "abc  " },
	{ "abc", 3, true, "abc" },
	{ "abcdefgh", 7, true, "ab…efgh" },
	{ "abcdefgh", 7, false, "a...fgh" },
	{ "abcdefgh", 1, true, "a" },
	{ "", 2, true, "  " },
	{ "検索ツール", 10, true, "検索ツール" },
	/* Half a wide character is no character. */
	{ "検索ツール", 8, true, "検…ール " },
	{ "e\314\201e\314\201e\314\201", 3, true,
		"e\314\201e\314\201e\314\201" },
};

START_TEST(a_name_is_cut_in_its_middle)
{
	struct buf out = { .p = NULL };

	layout_fit(
		span_str(fits[_i].text), fits[_i].width, fits[_i].utf8, &out);
	ck_assert_uint_eq(layout_width(buf_span(&out)), fits[_i].width);
	buf_add_char(&out, '\0');
	ck_assert_str_eq(out.p, fits[_i].fit);
	buf_release(&out);
}
END_TEST

static const struct {
	const char *text, *utf8, *ascii;
} cleans[] = {
	{ "a\tb\nc", "a b\\x0ac", "a b\\x0ac" },
	{ "\033[m\177", "\\x1b[m\\x7f", "\\x1b[m\\x7f" },
	{ "\303\251", "\303\251", "\\xc3\\xa9" },
	{ "\342\200\247", "\342\200\247", "\\xe2\\x80\\xa7" },
	{ "\342\200\250", "\\xe2\\x80\\xa8", "\\xe2\\x80\\xa8" },
	{ "\342\200\256", "\\xe2\\x80\\xae", "\\xe2\\x80\\xae" },
	{ "\357\277\271", "\\xef\\xbf\\xb9", "\\xef\\xbf\\xb9" },
	{ "\363\240\201\277", "\\xf3\\xa0\\x81\\xbf", "\\xf3\\xa0\\x81\\xbf" },
};

START_TEST(what_nobody_sees_is_written_out)
{
	for (int utf8 = 0; utf8 < 2; utf8++) {
		struct buf out = { .p = NULL };

		layout_clean(cleans[_i].text, utf8, &out);
		buf_add_char(&out, '\0');
		ck_assert_str_eq(
			out.p, utf8 ? cleans[_i].utf8 : cleans[_i].ascii);
		buf_release(&out);
	}
}
END_TEST

START_TEST(lines_break_between_words)
{
	static const char *const want[] = { "one two", "three", "fourfive",
		"six" };
	struct span rest = span_str("one two three fourfivesix "), line;

	for (size_t i = 0; i < 4; i++) {
		ck_assert(layout_line(&rest, 8, &line));
		ck_assert_uint_eq(line.n, strlen(want[i]));
		ck_assert_mem_eq(line.p, want[i], line.n);
	}
	ck_assert(!layout_line(&rest, 8, &line));
}
END_TEST

/* ---- forms --------------------------------------------------------------- */

enum form {
	TEXT,
	NARROW,
	WIDE,
	ASCII,
	COLOUR,
	CSV,
	HTML,
	PROMETHEUS,
	MARKDOWN,
	NFORMS,
};

static const struct {
	const char *suffix;
	struct report_look look;
} forms[NFORMS] = {
	[TEXT] = { ".txt", { .utf8 = true } },
	[NARROW] = { "-60.txt", { 60, .bars = true, .utf8 = true } },
	[WIDE] = { "-200.txt", { 200, .bars = true, .utf8 = true } },
	[ASCII] = { "-ascii.txt", { 80, .bars = true } },
	[COLOUR] = { "-colour.txt",
		{ 80, .colour = true, .bars = true, .utf8 = true } },
	[CSV] = { ".csv", { 0 } },
	[HTML] = { ".html", { 0 } },
	[PROMETHEUS] = { ".prom", { 0 } },
	[MARKDOWN] = { ".md", { 0 } },
};

static void
write_form(const struct report_view *view, enum form form, struct buf *out)
{
	switch (form) {
	case CSV:
		report_csv(view, out);
		break;
	case HTML:
		report_html(view, out);
		break;
	case PROMETHEUS:
		report_prometheus(view, out);
		break;
	case MARKDOWN:
		report_markdown(view, out);
		break;
	case TEXT:
	case NARROW:
	case WIDE:
	case ASCII:
	case COLOUR:
	case NFORMS:
		report_text(view, &forms[form].look, out);
		break;
	}
}

static void
read_file(const char *path, struct buf *out)
{
	FILE *file = fopen(path, "rb");
	char part[4096];
	size_t n;

	while (file && (n = fread(part, 1, sizeof(part), file)) > 0)
		buf_add(out, span_of(part, n));
	if (file)
		fclose(file);
}

static void
rewrite(const char *path, struct span s)
{
	FILE *file = fopen(path, "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(s.p, 1, s.n, file), s.n);
	ck_assert_int_eq(fclose(file), 0);
}

/* The lines of both at the first difference. */
static void
show_difference(const char *path, struct span want, struct span got)
{
	struct span a = { NULL, 0 }, b = { NULL, 0 };
	size_t line = 0;

	while (span_equal(a, b)) {
		line++;
		if (!span_line(&want, &a))
			a = span_of(NULL, 0);
		if (!span_line(&got, &b))
			b = span_of(NULL, 0);
		if (!a.n && !b.n)
			return;
	}
	printf("%s:%zu\n-%.*s\n+%.*s\n", path, line, (int)span_chomp(a).n,
		a.n ? a.p : "", (int)span_chomp(b).n, b.n ? b.p : "");
}

START_TEST(each_form_is_as_it_was)
{
	const char *name = views[_i / NFORMS].name;
	enum form form = (enum form)(_i % NFORMS);
	struct buf got = { .p = NULL }, want = { .p = NULL };
	char path[128];
	bool same;

	snprintf(path, sizeof(path), "tests/data/report/%s%s", name,
		forms[form].suffix);
	write_form(views[_i / NFORMS].view, form, &got);
	ck_assert(buf_ok(&got));
	if (getenv("UPDATE"))
		rewrite(path, buf_span(&got));
	read_file(path, &want);
	same = want.n && span_equal(buf_span(&want), buf_span(&got));
	if (!same)
		show_difference(path, buf_span(&want), buf_span(&got));
	buf_release(&got);
	buf_release(&want);
	ck_assert_msg(same, "%s differs", path);
}
END_TEST

START_TEST(no_line_of_text_is_wider_than_the_terminal)
{
	for (unsigned columns = 40; columns <= 200; columns++) {
		for (unsigned k = 0; k < 4; k++) {
			struct report_look look = { columns, false, k & 1,
				k & 2 };
			struct buf out = { .p = NULL };
			struct span rest, line;

			report_text(views[_i].view, &look, &out);
			rest = buf_span(&out);
			while (span_line(&rest, &line)) {
				line = span_chomp(line);
				ck_assert_uint_le(layout_width(line), columns);
				ck_assert(!span_ends(line, " "));
			}
			buf_release(&out);
		}
	}
}
END_TEST

/* Whether all is valid UTF-8 that is safe to show. */
static bool
is_safe(struct span s)
{
	uint32_t code;

	while (s.n) {
		int n = clean_character(s.p, s.n, &code);

		if (n <= 0 || clean_is_unsafe(code))
			return false;
		s = span_from(s, (size_t)n);
	}
	return true;
}

static bool
contains(struct span s, const char *what)
{
	for (; s.n; s = span_from(s, 1))
		if (span_starts(s, what))
			return true;
	return false;
}

START_TEST(what_people_read_has_nothing_unseen)
{
	static const enum form shown[] = { TEXT, NARROW, WIDE, ASCII, HTML,
		MARKDOWN };

	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		struct buf out = { .p = NULL };

		write_form(&hostile, shown[i], &out);
		ck_assert(is_safe(buf_span(&out)));
		ck_assert(contains(buf_span(&out), "\\xe2\\x80\\xae"));
		buf_release(&out);
	}
}
END_TEST

START_TEST(no_string_is_markup)
{
	static const char *const never[] = { "<script", "<img", "</code></main",
		"onload='", "&amp; &#60;", "</style>a", "--> ]]>" };
	struct buf out = { .p = NULL };

	report_html(&hostile, &out);
	for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++)
		ck_assert_msg(
			!contains(buf_span(&out), never[i]), "%s", never[i]);
	ck_assert(contains(buf_span(&out), "&lt;script&gt;alert(1)"));
	buf_release(&out);
}
END_TEST

START_TEST(ascii_is_nothing_else)
{
	for (int i = 0; i < NVIEWS; i++) {
		struct buf out = { .p = NULL };

		write_form(views[i].view, ASCII, &out);
		for (size_t k = 0; k < out.n; k++)
			ck_assert_int_lt((unsigned char)out.p[k], 0x80);
		buf_release(&out);
	}
}
END_TEST

START_TEST(a_short_buffer_is_told)
{
	for (size_t limit = 1; limit < 4000; limit += 37) {
		struct buf out = { .limit = limit };

		write_form(&usual, (enum form)_i, &out);
		ck_assert(!buf_ok(&out));
		ck_assert_uint_le(out.n, limit);
		buf_release(&out);
	}
}
END_TEST

/* The file "usual.csv" and the like to standard output; 9: memory is short. */
static int
print_file(const char *path)
{
	struct buf out = { .p = NULL };
	char name[64];
	int status = 2;

	for (int i = 0; i < NVIEWS * NFORMS; i++) {
		snprintf(name, sizeof(name), "%s%s", views[i / NFORMS].name,
			forms[i % NFORMS].suffix);
		if (strcmp(name, path) != 0)
			continue;
		write_form(
			views[i / NFORMS].view, (enum form)(i % NFORMS), &out);
		status = buf_ok(&out) ? 0 : 9;
		if (!status)
			fwrite(out.p, 1, out.n, stdout);
	}
	buf_release(&out);
	return status;
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		return print_file(argv[1]);

	Suite *suite = suite_create("report forms");
	TCase *t = tcase_create("report forms");
	SRunner *runner = srunner_create(suite);
	int bad;

	suite_add_tcase(suite, t);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, numbers_are_written_for_people, 0,
		(int)(sizeof(numbers) / sizeof(*numbers)));
	tcase_add_test(t, a_part_is_scaled_without_overflow);
	tcase_add_loop_test(t, what_nobody_sees_is_written_out, 0,
		(int)(sizeof(cleans) / sizeof(*cleans)));
	tcase_add_loop_test(t, a_name_is_cut_in_its_middle, 0,
		(int)(sizeof(fits) / sizeof(*fits)));
	tcase_add_test(t, lines_break_between_words);
	tcase_add_loop_test(t, each_form_is_as_it_was, 0, NVIEWS * NFORMS);
	tcase_add_loop_test(
		t, no_line_of_text_is_wider_than_the_terminal, 0, NVIEWS);
	tcase_add_test(t, what_people_read_has_nothing_unseen);
	tcase_add_test(t, no_string_is_markup);
	tcase_add_test(t, ascii_is_nothing_else);
	tcase_add_loop_test(t, a_short_buffer_is_told, 0, NFORMS);
	srunner_run_all(runner, CK_NORMAL);
	bad = srunner_ntests_failed(runner);
	srunner_free(runner);
	return bad != 0;
}
