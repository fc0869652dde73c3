/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of what all line codecs share: times, cells, forms, kinds. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "table/column.h"
#include "table/lex.h"
#include "table/marker.h"
#include "table/mine.h"
#include "table/rows.h"
#include "table/stamp.h"

/* ---- times --------------------------------------------------------------- */

static const struct {
	const char *name, *line, *time; /* NULL: there is none */
} stamps[] = {
	{ "ISO 8601", "2025-01-01T12:34:56.789Z GET /",
		"2025-01-01T12:34:56.789Z" },
	{ "ISO 8601 with a zone", "2025-01-01 12:34:56+02:00 x",
		"2025-01-01 12:34:56+02:00" },
	{ "a comma before the fraction", "2015-07-29 17:41:44,747 - INFO x",
		"2015-07-29 17:41:44,747" },
	{ "syslog", "Jun 14 15:16:01 combo sshd[1]: x", "Jun 14 15:16:01" },
	{ "syslog, one digit", "Jul  1 09:00:55 host kernel[0]: x",
		"Jul  1 09:00:55" },
	{ "Apache error", "[Sun Dec 04 04:47:44 2005] [notice] x",
		"Sun Dec 04 04:47:44 2005" },
	{ "access log", "127.0.0.1 - - [24/Nov/2026:02:28:07 +0000] \"GET /\"",
		"24/Nov/2026:02:28:07 +0000" },
	{ "date and time without marks", "081109 203615 148 INFO x",
		"081109 203615" },
	{ "epoch and date", "- 1117838570 2005.06.03 R02 x",
		"1117838570 2005.06.03" },
	{ "Java", "17/06/09 20:10:40 INFO executor", "17/06/09 20:10:40" },
	{ "the kernel's seconds", "[    1.234567] usb 1-1: new", "1.234567" },
	{ "klog", "E0102 15:04:05.123456    1 main.go:3] x",
		"E0102 15:04:05.123456" },
	{ "level first", "INFO 2025-01-01 12:00:00 x", "2025-01-01 12:00:00" },
	{ "month and day, then clock", "03-17 16:13:38.811  1702  2395 D x",
		"03-17 16:13:38.811" },
	{ "a version behind the time", "2026-04-22T16:09:37Z 24.04.4",
		"2026-04-22T16:09:37Z" },
	{ "an epoch behind four words",
		"134681 node-246 unix.hw state_change 1077804742 1 x",
		"1077804742" },
	{ "a date behind four words is a listing",
		"-rw-r--r-- 1 root root 12 2024-01-01 12:00:00 a", NULL },
	{ "a time alone", "12:00:01 done", "12:00:01" },
	{ "no time", "the quick brown fox", NULL },
	{ "an address", "10.0.0.1 is up", NULL },
	{ "a version", "1.2.3 released", NULL },
	{ "a row of numbers", "    (917760, 917999, 0),", NULL },
	{ "a number of six digits", "123456 bytes", NULL },
	{ "a month alone", "May be wrong", NULL },
	{ "far from the start", "one two three four 12:00:00", NULL },
	{ "nothing", "", NULL },
};

START_TEST(a_time_is_found_at_the_head_of_a_line)
{
	struct span line = span_str(stamps[_i].line), found;
	size_t from = 0, to = 0;
	bool is = stamp_find(line, &from, &to);

	found = span_of(line.p + from, to - from);
	ck_assert_msg(is == (stamps[_i].time != NULL), "%s", stamps[_i].name);
	if (is)
		ck_assert_msg(span_equal(found, span_str(stamps[_i].time)),
			"%s: %.*s", stamps[_i].name, (int)found.n, found.p);
}
END_TEST

/* ---- cells --------------------------------------------------------------- */

static const struct {
	const char *name, *line, *cells; /* joined by '|' */
} lines[] = {
	{ "numbers", "took 17 ms, 3.5 s", "17|3.5" },
	{ "a full stop is none of the number's", "slot 6.", "6" },
	{ "signs are", "rssi -64", "-64" },
	{ "an address and a port", "src: /10.250.19.102:54106",
		"10.250.19.102|54106" },
	{ "a clock time", "at 12:34:56.789 on", "12:34:56.789" },
	{ "an id", "block blk_-1608999687919862906 x",
		"blk_-1608999687919862906" },
	{ "names with a digit stay", "eth0: IPv4 via ssh2", "" },
	{ "months and days", "Sun Dec 4", "Sun|Dec|4" },
	{ "paths", "open /etc/hosts and src/lib/a.c",
		"/etc/hosts|src/lib/a.c" },
	{ "one slash is no path", "and/or", "" },
	{ "MAC", "bssid 5c:50:15:4c:18:ab up", "5c:50:15:4c:18:ab" },
	{ "IPv6", "from fe80:0:0:0:c6b3:1ff:fecd:467f",
		"fe80:0:0:0:c6b3:1ff:fecd:467f" },
	{ "a row of dots parts a name from its number", "enable......0", "0" },
	{ "so do other marks that are there twice", "n = 9009##52221##8",
		"9009|52221|8" },
	{ "no cells in words", "user unknown", "" },
	{ "a long list is one cell", "ask 1 2 3 4 5 6 7 8 9 10 11 12",
		"1 2 3 4 5 6 7 8 9 10 11 12" },
	{ "a short one is not", "ask 1 2 3", "1|2|3" },
	{ "letters of other scripts", "größe 12 ключ", "12" },
	{ "any bytes",
		"\xff\xfe 1\x01"
		"2 \x80",
		"1|2" },
};

static size_t
cells_of(const char *line, struct cell *cell, uint64_t *hash)
{
	return lex_record(line, 0, (uint32_t)strlen(line), 1, cell, hash);
}

START_TEST(the_variable_parts_of_a_line_are_its_cells)
{
	struct cell cell[64];
	struct buf found = { 0 };
	uint64_t hash;
	size_t n = cells_of(lines[_i].line, cell, &hash);

	for (size_t i = 0; i < n; i++) {
		buf_add_str(&found, i ? "|" : "");
		buf_add(&found,
			span_of(lines[_i].line + cell[i].at, cell[i].n));
	}
	ck_assert_msg(span_equal(buf_span(&found), span_str(lines[_i].cells)),
		"%s: %.*s", lines[_i].name, (int)found.n, found.p);
	buf_release(&found);
}
END_TEST

START_TEST(lines_that_differ_in_cells_have_one_form)
{
	struct cell cell[64];
	uint64_t a, b, c, d;

	cells_of("GET /a 200 in 3ms", cell, &a);
	cells_of("GET /b/c 404 in 1234ms", cell, &b);
	cells_of("PUT /a 200 in 3ms", cell, &c);
	cells_of("GET /a 200 in 3ms ", cell, &d);
	ck_assert(a == b);
	ck_assert(a != c);
	ck_assert(a != d);
}
END_TEST

START_TEST(a_list_has_one_form_at_any_length)
{
	struct cell cell[64];
	uint64_t a, b, c;

	cells_of("ask 1 2 3 4 5 6 7 8 9 10 now", cell, &a);
	cells_of("ask 1 2 3 4 5 6 7 8 9 10 11 12 13 now", cell, &b);
	cells_of("ask 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 now", cell, &c);
	ck_assert(a == b);
	ck_assert(a == c);
}
END_TEST

/* ---- kinds --------------------------------------------------------------- */

static struct rows rows;
static struct mine mined;
static struct columns columns;

static void
set_up(void)
{
	rows_init(&rows, 1);
	mined = (struct mine){ 0 };
	columns = (struct columns){ 0 };
}

static void
tear_down(void)
{
	rows_release(&rows);
	mine_release(&mined);
	columns_release(&columns);
}

static void
read_text(const char *text, enum rows_mode mode)
{
	size_t used;

	ck_assert(rows_read(&rows, span_str(text), mode, &used) == HR_OK);
	ck_assert(used == strlen(text));
	ck_assert(mine_kinds(&mined, &rows.w) == HR_OK);
	ck_assert(
		columns_read(&columns, &mined, &rows.w, COLUMN_ROWS) == HR_OK);
}

START_TEST(a_trace_belongs_to_the_line_above)
{
	read_text("2025-01-01 12:00:00 ERROR boom\n"
		  "java.lang.Error: x\n"
		  "\tat a.b.C(C.java:1)\n"
		  "2025-01-01 12:00:01 INFO fine\n",
		ROWS_TIMED);
	ck_assert_uint_eq(rows.w.nrecords, 2);
	ck_assert_uint_eq(rows.w.record[0].lines, 3);
	ck_assert_uint_eq(rows.w.record[1].line, 3);
}
END_TEST

START_TEST(indented_lines_belong_to_the_line_above)
{
	read_text("make: x\n  deep\n\tdeeper\nmake: y\n", ROWS_INDENTED);
	ck_assert_uint_eq(rows.w.nrecords, 2);
}
END_TEST

START_TEST(a_text_without_times_does_not_become_one_record)
{
	struct buf text = { 0 };

	buf_add_str(&text, "2025-01-01 12:00:00 start\n");
	for (int i = 0; i < 1000; i++)
		buf_add_str(&text, "no time here\n");
	buf_add_char(&text, '\0');
	read_text(text.p, ROWS_TIMED);
	ck_assert_uint_gt(rows.w.nrecords, 900);
	buf_release(&text);
}
END_TEST

static const struct {
	const char *name, *text;
	size_t kinds;
} minings[] = {
	{ "numbers do not make kinds", "job 1 done\njob 2 done\njob 3 done\n",
		1 },
	{ "two words are two kinds", "link eth is up\nlink eth is down\n", 2 },
	{ "four words in one place are one variable",
		"user ann came in\nuser bob came in\nuser cid came in\n"
		"user dee came in\n",
		1 },
	{ "three are not",
		"user ann came in\nuser bob came in\nuser cid came in\n", 3 },
	{ "words of errors are kinds, however many",
		"disk a failed: denied\ndisk a failed: refused\n"
		"disk a failed: aborted\ndisk a failed: crashed\n"
		"disk a failed: timeout\ndisk a failed: invalid\n"
		"disk a failed: killed\n",
		7 },
	{ "half of the words must stay",
		"red ox\nblue cat\ngreen dog\nwhite hen\nblack pig\n", 5 },
	{ "two names that change places everywhere are one variable",
		"at ann x is here\nat bob x is here\n"
		"at ann all went well\nat bob all went well\n"
		"at ann door was shut\nat bob door was shut\n"
		"at ann night came on\nat bob night came on\n",
		4 },
	{ "blanks for padding in a time do not matter",
		"Jul  1 09:00:00 a b c\nJul 10 09:00:00 a b c\n", 1 },
};

START_TEST(forms_become_kinds_where_a_word_is_seen_to_vary)
{
	read_text(minings[_i].text, ROWS_LINES);
	ck_assert_msg(mined.nkinds == minings[_i].kinds, "%s: %zu kinds",
		minings[_i].name, mined.nkinds);
}
END_TEST

/* ---- columns and markers ------------------------------------------------- */

static const struct {
	const char *name, *text, *says;
} markers[] = {
	{ "constants are not told", "a 1 x\na 1 x\na 1 x\n",
		"3x until line 3" },
	{ "few values with their counts", "st 200 x\nst 500 x\nst 200 x\n",
		"3x until line 3; st {200 2x, 500}" },
	{ "many numbers as a range",
		"in 3ms\nin 9ms\nin 1ms\nin 41ms\nin 5ms\nin 7ms\n",
		"6x until line 6; in 1..41ms" },
	{ "negative ones too",
		"at -3 C\nat -9 C\nat 1 C\nat 4 C\nat 5 C\nat 7 C\n",
		"6x until line 6; at -9 to 7" },
	{ "equal columns once", "f 1 t 1\nf 2 t 2\nf 3 t 3\n",
		"3x until line 3; f {1, 2, 3}" },
	{ "a word behind numbers of other lengths",
		"at 1 job is up now\nat 22 job is down now\n"
		"at 333 job is out now\nat 1 job is in now\n"
		"at 1234567 job is in now\n",
		"5x until line 5; at {1 2x, 22, 333, "
		"1234567}; is {in 2x, up, down, out}" },
	{ "commas behind a word are none of its",
		"got ann, for tea now\ngot bob, for tea now\n"
		"got cid, for tea now\ngot dee, for tea now\n",
		"4x until line 4; got {ann, bob, cid, dee}" },
	{ "the time of the last one",
		"2025-01-01 10:00:00 up\n2025-01-01 10:00:01 up\n"
		"2025-01-01 11:30:00 up\n",
		"3x until 11:30:00" },
	{ "the date too if it is another",
		"2025-01-01 10:00:00 up\n2025-01-02 11:30:00 up\n",
		"2x until 02 11:30:00" },
};

START_TEST(a_marker_says_what_the_columns_hold)
{
	struct buf out = { 0 };

	read_text(markers[_i].text, ROWS_LINES);
	ck_assert_uint_eq(mined.nkinds, 1);
	marker_kind(&out, &rows.w, &columns, mined.kind, MARKER_THIS, 0);
	ck_assert_msg(span_equal(buf_span(&out), span_str(markers[_i].says)),
		"%s: %.*s", markers[_i].name, (int)out.n, out.p);
	buf_release(&out);
}
END_TEST

START_TEST(a_value_that_cannot_be_shown_is_counted)
{
	struct buf out = { 0 };

	read_text("say it to \x1b[31m at once\nsay it to ann at once\n"
		  "say it to bob at once\nsay it to cid at once\n"
		  "say it to dee at once\n",
		ROWS_LINES);
	marker_kind(&out, &rows.w, &columns, mined.kind, MARKER_THIS, 0);
	ck_assert(out.n && !memchr(out.p, 0x1b, out.n));
	buf_release(&out);
}
END_TEST

static const struct {
	uint64_t n;
	const char *label;
} labels[] = {
	{ 0, "A" },
	{ 25, "Z" },
	{ 26, "AA" },
	{ 51, "AZ" },
	{ 52, "BA" },
	{ 701, "ZZ" },
	{ 702, "AAA" },
};

START_TEST(labels_go_on_behind_z)
{
	struct buf out = { 0 };

	marker_label(&out, labels[_i].n);
	ck_assert(span_equal(buf_span(&out), span_str(labels[_i].label)));
	buf_release(&out);
}
END_TEST

START_TEST(only_whole_lines_are_markers)
{
	ck_assert(marker_is(span_str("[... 1-3: 3 A ...]\r\n")));
	ck_assert(marker_is(span_str("[... A: 3 lines ...]")));
	ck_assert(!marker_is(span_str("x [... 1-3: 3 A ...]\n")));
	ck_assert(!marker_is(span_str("[... 1-3: 3 A ...] x\n")));
	ck_assert(!marker_is(span_str("")));
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(*(array))))

int
main(void)
{
	Suite *suite = suite_create("table");
	TCase *t = tcase_create("table");
	SRunner *runner = srunner_create(suite);
	int bad;

	suite_add_tcase(suite, t);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(
		t, a_time_is_found_at_the_head_of_a_line, 0, COUNT(stamps));
	tcase_add_loop_test(
		t, the_variable_parts_of_a_line_are_its_cells, 0, COUNT(lines));
	tcase_add_test(t, lines_that_differ_in_cells_have_one_form);
	tcase_add_test(t, a_list_has_one_form_at_any_length);
	tcase_add_test(t, a_trace_belongs_to_the_line_above);
	tcase_add_test(t, indented_lines_belong_to_the_line_above);
	tcase_add_test(t, a_text_without_times_does_not_become_one_record);
	tcase_add_loop_test(t, forms_become_kinds_where_a_word_is_seen_to_vary,
		0, COUNT(minings));
	tcase_add_loop_test(
		t, a_marker_says_what_the_columns_hold, 0, COUNT(markers));
	tcase_add_test(t, a_value_that_cannot_be_shown_is_counted);
	tcase_add_loop_test(t, labels_go_on_behind_z, 0, COUNT(labels));
	tcase_add_test(t, only_whole_lines_are_markers);
	srunner_run_all(runner, CK_NORMAL);
	bad = srunner_ntests_failed(runner);
	srunner_free(runner);
	return bad != 0;
}
