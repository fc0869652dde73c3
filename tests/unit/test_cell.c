/* SPDX-License-Identifier: Apache-2.0 */
/* Cells and forms: what is written, and that it is read again. */
#include <check.h>
#include <stdlib.h>

#include "table/cell.h"

enum {
	MOST_ROWS = 64
};

/* Writes a column of values, one cell a line behind a line with its form. */
static void
write_column(struct cells *x, const char *const *value, size_t n, bool tails,
	struct buf *out)
{
	struct cell_form form;
	struct cell_state state;
	struct span none = { NULL, 0 }, s[MOST_ROWS];

	for (size_t i = 0; i < n; i++)
		s[i] = span_str(value[i]);
	cell_plan(&form, s, n, tails);
	cell_form_write(&form, NULL, out);
	buf_add_char(out, '\n');
	for (int pass = 0; pass < 2 && !form.constant; pass++) {
		cell_start(&state, &form);
		for (size_t i = 0; i < n; i++) {
			cell_write(x, &form, &state, cell_core(&form, s[i]),
				none, out);
			if (pass)
				buf_add_char(out, '\n');
		}
		if (!pass)
			cells_choose(x);
	}
}

static void
read_column(
	struct cells *x, struct span text, const char *const *value, size_t n)
{
	struct cell_form form;
	struct cell_state state;
	struct span none = { NULL, 0 }, line, core, all;
	struct buf out = { 0 };

	cells_begin(x, NULL);
	ck_assert(span_line(&text, &line));
	line = span_chomp(line);
	ck_assert(cell_form_read(x, NULL, &line, &form));
	ck_assert_uint_eq(line.n, 0);
	cell_start(&state, &form);
	for (size_t i = 0; i < n; i++) {
		buf_reset(&out);
		buf_add(&out, form.prefix);
		if (!form.constant) {
			ck_assert(span_line(&text, &line));
			line.n--;
			ck_assert(cell_read(
				x, &form, &state, &line, none, &core));
			ck_assert_uint_eq(line.n, 0);
			buf_add(&out, core);
			buf_add(&out, form.suffix);
		}
		all = buf_span(&out);
		ck_assert_msg(span_equal(all, span_str(value[i])),
			"row %zu: '%.*s' is not '%s'", i, (int)all.n, all.p,
			value[i]);
	}
	buf_release(&out);
}

static const struct {
	const char *name;
	const char *value[MOST_ROWS];
	bool tails;
	const char *text;
} cases[] = {
	{ "a constant has no cells", { "x", "x" }, false, "x\n" },
	{ "prefix and suffix end where words do",
		{ "blk_12.log", "blk_13.log" }, false, "blk_{}.log\n12\n13\n" },
	{ "letters are not cut", { "jones", "john", "joan" }, false,
		"{}\njones\njohn\njoan\n" },
	{ "numbers are not cut", { "4.15", "4.16", "4.28" }, false,
		"{}\n4.15\n4.16\n4.28\n" },
	{ "equal values are blank", { "a", "b", "b", "a" }, false,
		"{}\na\nb\n\na\n" },
	{ "an empty value is no blank", { "", "b", "", "" }, false,
		"{}\n\nb\n\"\"\n\n" },
	{ "steps", { "7", "8", "9", "10", "11", "20", "21" }, false,
		"{+1}\n7\n\n\n\n\n20\n\n" },
	{ "steps with zeros in front", { "a008", "a009", "a010", "a011" },
		false, "a{+1}\n008\n\n\n\n" },
	{ "steps back", { "8", "6", "4" }, false, "{-2}\n8\n\n\n" },
	{ "growing numbers", { "1117838570", "1117838571", "1117839000", "9" },
		false, "{}\n1117838570\n+1\n+429\n9\n" },
	{ "what looks like something else is quoted",
		{ "+5", "=", "$7", "\"", "a,b", "x\ny", "\\" }, false,
		"{}\n\"+5\"\n\"=\"\n\"$7\"\n\"\\\"\"\n\"a,"
		"b\"\n\"x\\ny\"\n\\\n" },
	{ "ends of times",
		{ "10:00:58", "10:00:59", "10:01:00", "10:01:00", "10:01:07",
			"9" },
		true, "{10:00:58}\n\n59\n01:00\n\n07\n\"9\"\n" },
	{ "a point stands for the character above",
		{ "10:00:58,001", "10:00:58,417", "10:00:59,003",
			"11:20:00,000" },
		true, "{10:00:58\\,001}\n\n417\n59.003\n11:20:00.000\n" },
	{ "names of what comes again",
		{ "alpha-centauri-17.example.com", "b",
			"alpha-centauri-17.example.com", "c",
			"alpha-centauri-17.example.com" },
		false, "{}\n$1=alpha-centauri-17.example.com\nb\n$1\nc\n$1\n" },
	{ "braces in a form", { "{a}\\1", "{a}\\2", "{a}\\4" }, false,
		"\\{a\\}\\\\{}\n1\n2\n4\n" },
};

START_TEST(column)
{
	struct cells x = { 0 };
	struct hr_counter *counter = hr_counter_new(HR_O200K_BASE);
	struct buf out = { 0 };
	size_t n = 0;

	while (cases[_i].value[n])
		n++;
	cells_begin(&x, counter);
	write_column(&x, cases[_i].value, n, cases[_i].tails, &out);
	buf_add_char(&out, '\0');
	ck_assert_msg(!strcmp(out.p, cases[_i].text), "%s:\n%s", cases[_i].name,
		out.p);
	out.n--;
	read_column(&x, buf_span(&out), cases[_i].value, n);
	buf_release(&out);
	cells_release(&x);
	hr_counter_free(counter);
}
END_TEST

/* What cell_write() cannot have written. */
START_TEST(damage)
{
	static const struct {
		const char *name, *above, *text;
	} bad[] = {
		{ "a name that nothing has", "1", "$1" },
		{ "a name out of order", "1", "$2=x" },
		{ "a sum of no number", "a", "+5" },
		{ "an open quote", "1", "\"abc" },
		{ "more behind a quote", "1", "\"abc\"d" },
		{ "no cell before this one", "1", "=" },
		{ "a sum out of range", "999999999999999", "+5" },
		{ "a lone escape", "1", "\"\\" },
	};
	struct cells x = { 0 };
	struct cell_form form = { 0 };
	struct cell_state state = { .above = span_str(bad[_i].above),
		.has_above = true };
	struct span rest = span_str(bad[_i].text), none = { NULL, 0 }, core;

	cells_begin(&x, NULL);
	ck_assert_msg(!cell_read(&x, &form, &state, &rest, none, &core), "%s",
		bad[_i].name);
	cells_release(&x);
}
END_TEST

START_TEST(a_value_is_written_again_after_some_rows)
{
	struct cells x = { 0 };
	struct hr_counter *counter = hr_counter_new(HR_O200K_BASE);
	struct cell_form form = { 0 };
	struct cell_state state;
	struct span none = { NULL, 0 };
	struct buf out = { 0 };

	cells_begin(&x, counter);
	cells_choose(&x);
	cell_start(&state, &form);
	for (int i = 0; i < 2 * CELL_ANCHOR + 4; i++)
		cell_write(&x, &form, &state, span_str("v"), none, &out);
	ck_assert_uint_eq(out.n, 3);
	buf_release(&out);
	cells_release(&x);
	hr_counter_free(counter);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("cell");
	TCase *t = tcase_create("cell");
	SRunner *r;
	int failed;

	tcase_add_loop_test(
		t, column, 0, (int)(sizeof(cases) / sizeof(*cases)));
	tcase_add_loop_test(t, damage, 0, 8);
	tcase_add_test(t, a_value_is_written_again_after_some_rows);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
