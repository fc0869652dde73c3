/* SPDX-License-Identifier: Apache-2.0 */
/* Printed tables: what is claimed, what is written, and that it comes back. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "codec/codec.h"

static struct codec_ctx ctx;

static void
set_up(void)
{
	ctx.counter = hr_counter_new(HR_O200K_BASE);
	ctx.state = codec_table.open();
	ck_assert_ptr_nonnull(ctx.counter);
	ck_assert_ptr_nonnull(ctx.state);
}

static void
tear_down(void)
{
	codec_table.close(ctx.state);
	hr_counter_free(ctx.counter);
}

/* Encodes all of a text and checks that it comes back; the status. */
static enum hr_status
encode(const char *name, struct span in, struct buf *head, struct buf *body)
{
	enum hr_status status = codec_table.encode(&ctx, in, head, body);
	struct buf out = { 0 };
	struct hr_error err = { 0 };

	if (status != HR_OK)
		return status;
	ck_assert_msg(codec_table.decode(&ctx, buf_span(head), buf_span(body),
			      &out, &err) == HR_OK,
		"%s: %s", name, err.text);
	ck_assert_msg(out.n == in.n && !memcmp(out.p, in.p, in.n),
		"%s: comes back as\n%.*s", name, (int)out.n, out.p);
	buf_release(&out);
	return status;
}

/* ---- what is written ----------------------------------------------------- */

static const struct {
	const char *name, *in, *head, *body;
} cases[] = {
	{ "psql, right-aligned numbers and a footer",
		" id | name | city \n"
		"----+------+------\n"
		"  9 | Ann  | Oslo\n"
		" 10 | Bo   | Oslo\n"
		" 11 | Cy   | \n"
		"(3 rows)\n",
		" psql (blank = as above): id:{+1},name,city",
		"9,Ann,Oslo\n,Bo,\n,Cy,\"\"\n" },
	{ "psql, one row",
		" ?column? \n"
		"----------\n"
		"        1\n"
		"(1 row)\n",
		" psql (blank = as above): \\?column\\?=1", "\n" },
	{ "psql without a footer",
		" a | b \n"
		"---+---\n"
		" 1 | x\n"
		" 3 | y\n",
		" psql no-footer (blank = as above): a,b", "1,x\n3,y\n" },
	{ "psql, a text column of numbers and one that is wider than its cells",
		" zip  |  n   \n"
		"------+------\n"
		" 01   |    1\n"
		" 1234 |   77\n"
		"(2 rows)\n",
		" psql flip=1 width=2x4 (blank = as above): zip,n",
		"01,1\n1234,77\n" },
	{ "psql, cells of more lines",
		" x  | n |  last  \n"
		"----+---+--------\n"
		" a +| 5 | x     +\n"
		" bb |   | y\n"
		" q  | 7 | single\n"
		"(2 rows)\n",
		" psql (blank = as above): x,n,last",
		"\"a\\nbb\",5,\"x\\ny\"\nq,7,single\n" },
	{ "psql with a border",
		"+----+------+\n"
		"| id | name |\n"
		"+----+------+\n"
		"|  1 | Ann  |\n"
		"| 20 | Bo   |\n"
		"+----+------+\n",
		" mysql (blank = as above): id,name", "1,Ann\n20,Bo\n" },
	{ "mysql, cut short",
		"+------+\n"
		"| name |\n"
		"+------+\n"
		"| Ann  |\n"
		"| NULL |\n",
		" mysql open (blank = as above): name", "Ann\nNULL\n" },
	{ "sqlite3 -table",
		"+-----+------+\n"
		"|  n  |  id  |\n"
		"+-----+------+\n"
		"| 1   | a    |\n"
		"| 100 | bcde |\n"
		"+-----+------+\n",
		" mysql no-numbers centred (blank = as above): n,id",
		"1,a\n100,bcde\n" },
	{ "sqlite3 -box, characters of several bytes",
		"┌──────┬───┐\n"
		"│ name │ n │\n"
		"├──────┼───┤\n"
		"│ Åsa  │ 1 │\n"
		"│ 東京 │ 2 │\n"
		"└──────┴───┘\n",
		" box wide (blank = as above): name,n", NULL },
	{ "sqlite3 -column",
		"name  n \n"
		"----  --\n"
		"Ann   1 \n"
		"Beth  20\n",
		" column (blank = as above): name,n", "Ann,1\nBeth,20\n" },
	{ "Markdown, aligned",
		"| name | n |\n"
		"|------|---|\n"
		"| Ann  | 1 |\n"
		"| Beth | 2 |\n",
		" markdown (blank = as above): name,n", "Ann,1\nBeth,2\n" },
	{ "CSV with quotes where they are needed",
		"id,name,city\n"
		"1,\"Lee, Ann\",Oslo\n"
		"2,Bo,\n"
		"3,\"C \"\"Cy\"\"\",Oslo\n",
		" csv (blank = as above, in ? columns empty): "
		"id:{+1},name,city?",
		"1,\"Lee, Ann\",Oslo\n,Bo,\n,C \"Cy\",Oslo\n" },
	{ "CSV with quotes around all",
		"\"id\",\"name\"\n"
		"\"1\",\"Ann\"\n"
		"\"5\",\"\"\n"
		"\"2\",\"Bo\"\n"
		"\"7\",\"Cy\"\n",
		" csv quote=8,11 (blank = as above, in ? columns empty): "
		"id,name?",
		"1,Ann\n5,\n2,Bo\n7,Cy\n" },
	{ "CSV in which NULL and an empty text differ",
		"a,b,c\n"
		"1,\"\",x\n"
		"5,,x\n"
		"2,,\"z,\"\n",
		" csv (blank = as above, in ? columns empty): a,b?,c",
		"1,\"\\\"\\\"\",x\n5,,\n2,,\"z,\"\n" },
	{ "CSV without names", "1,2,3\n4,5,9\n7,9,9\n2,2,1\n9,3,1\n",
		" csv nameless (blank = as above): {},{},{}",
		"1,2,3\n4,5,9\n7,9,\n2,2,1\n9,3,\n" },
	{ "CSV with a blank behind commas",
		"a, b, c\n1, 2, x\n4, 3, y\n9, 1, z\n",
		" csv blank (blank = as above): a,b,c",
		"1,2,x\n4,3,y\n9,1,z\n" },
	{ "CSV with newlines in cells", "a,b\n1,\"x\ny\"\n5,\"\n\"\n",
		" csv (blank = as above): a,b", "1,\"x\\ny\"\n5,\"\\n\"\n" },
	{ "TSV with quotes that are just characters",
		"size\tname\n5\"\tpipe\n7\"\t\"rod\n",
		" tsv bare (blank = as above): size:{}\",name",
		"5,pipe\n7,\"\\\"rod\"\n" },
	{ "psql -A", "a|b\n1|x\n5|y\n(2 rows)\n",
		" csv| footer (blank = as above): a,b", "1,x\n5,y\n" },
	{ "psql -x",
		"-[ RECORD 1 ]\n"
		"id   | 1\n"
		"name | Ann\n"
		"-[ RECORD 2 ]\n"
		"id   | 2\n"
		"name | Bo\n",
		NULL, NULL },
	{ "mysql \\G",
		"*************************** 1. row "
		"***************************\n"
		"  id: 1\n"
		"name: Ann\n"
		"second line\n"
		"  to: NULL\n"
		"*************************** 2. row "
		"***************************\n"
		"  id: 2\n"
		"name: Bo\n"
		"  to: 5\n",
		" mysql-g (blank = as above): id,name,to", NULL },
	{ "sqlite3 -line", "   id = 1\n name = Ann\n\n   id = 2\n name = Bo\n",
		" line (blank = as above): id,name", "1,Ann\n2,Bo\n" },
	{ "ls -l",
		"-rw-r--r-- 1 ann  ann    12 Nov  4 07:51 b.txt\n"
		"-rw-r--r-- 1 root root 7000 Nov 24  2023 a b.txt\n"
		"-rw-r--r-- 1 root root    5 Nov 24 07:52 c.txt\n",
		" aligned nameless flip=8 (blank = as above): "
		"=-rw-r--r--,=1,{},{},{},=Nov,{},{},{}.txt",
		"ann,ann,12,4,07:51,b\nroot,=,7000,24,2023,a b\n,,5,,07:52,"
		"c\n" },
	{ "ps",
		"  PID TTY          TIME CMD\n"
		"    1 ?        00:00:01 init\n"
		"   10 ?        00:00:00 a  b \n"
		" 2000 pts/0    00:11:00 bash\n",
		NULL, NULL },
	{ "kubectl get pods, cells missing",
		"NAME    READY   STATUS    NODE   AGE\n"
		"web-1   1/1     Running   a      12d\n"
		"web-2   0/1     Pending          5m\n"
		"db-10   1/1     Running   b\n",
		" aligned-3 (blank = as above, in ? columns empty): "
		"NAME,READY:{}/1,STATUS,NODE?,AGE?",
		NULL },
	{ "pip list",
		"Package Version\n------- -------\nabc     1.0\n"
		"d       2.17.44\n",
		" column-loose (blank = as above): Package,Version",
		"abc,1.0\nd,2.17.44\n" },
	{ "a sparse column, constants, prefixes",
		"id,note,cur\n"
		"SKU-1,,EUR\n"
		"SKU-5,late,EUR\n"
		"SKU-9,,EUR\n"
		"SKU-4,late,EUR\n"
		"SKU-3,,EUR\n",
		" csv (blank = as above, in ? columns empty): "
		"id:SKU-{},note?,cur=EUR",
		"1,\n5,late\n9,\n4,late\n3,\n" },
};

START_TEST(tables_become_rows)
{
	struct buf head = { 0 }, body = { 0 };
	struct span in = span_str(cases[_i].in);

	ck_assert_msg(encode(cases[_i].name, in, &head, &body) == HR_OK,
		"%s: not encoded", cases[_i].name);
	buf_add_char(&head, '\0');
	buf_add_char(&body, '\0');
	if (cases[_i].head)
		ck_assert_str_eq(head.p, cases[_i].head);
	if (cases[_i].body)
		ck_assert_str_eq(body.p, cases[_i].body);
	buf_release(&head);
	buf_release(&body);
}
END_TEST

/* ---- what is claimed ----------------------------------------------------- */

#define PSQL " a | b \n---+---\n 1 | x\n(1 row)\n"

static const struct {
	const char *name, *in;
	size_t claimed;
} claims[] = {
	{ "a table and prose below", PSQL "\nThat was all.\n",
		sizeof(PSQL) - 1 },
	{ "prose", "Well, this is\nprose, as it is\nwritten, often, here.\n",
		0 },
	{ "a heading", "Title\n-----\ntext\n", 0 },
	{ "a list with rules", "a\n---\nb\n---\nc\n", 0 },
	{ "a log with commas",
		"2025-03-01 10:00:00,123 INFO a, b\n"
		"2025-03-01 10:00:01,123 INFO a, c\n"
		"2025-03-01 10:00:02,123 INFO a, d\n"
		"2025-03-01 10:00:03,123 INFO a, e\n"
		"2025-03-01 10:00:04,123 INFO a, f\n"
		"2025-03-01 10:00:05,123 INFO a, g\n"
		"2025-03-01 10:00:06,123 INFO a, h\n"
		"2025-03-01 10:00:07,123 INFO a, i\n",
		0 },
	{ "JSON lines",
		"{\"a\":1,\"b\":2,\"c\":3}\n{\"a\":1,\"b\":2,\"c\":3}\n"
		"{\"a\":1,\"b\":2,\"c\":3}\n{\"a\":1,\"b\":2,\"c\":3}\n"
		"{\"a\":1,\"b\":2,\"c\":3}\n",
		0 },
	{ "code",
		"\tx = f(a, b, c);\n\ty = f(a, b, c);\n\tz = f(a, b, c);\n"
		"\tx = f(a, b, c);\n\ty = f(a, b, c);\n\tz = f(a, b, c);\n",
		0 },
	{ "values in brackets",
		"a/old,now 3.1 [x,y]\nb/old,now 3.2 [x,y]\nc/old,now 3 [x,y]\n"
		"d/old,now 3.1 [x,y]\ne/old,now 3.2 [x,y]\nf/old,now 3 [x,y]\n",
		0 },
	{ "capitals in prose",
		"NOTE  This Is\nnot a table at all,\nit only has\nlines.\n",
		0 },
	{ "settings", "name = Ann\nage = 3\n\ncity = Oslo\n", 0 },
	{ "two lines with commas", "a,b,c\n1,2,3\n", 0 },
	{ "names above rows of two cells",
		"Id,Template\nE1,found <*>\nE2,lost it\nE3,gone <*>\n"
		"E4,all <*> of it\n",
		65 },
	{ "rows of two cells without names",
		"E 0,begin <*>\nE1,found <*>\nE2,lost it\nE3,gone <*>\n"
		"E4,all <*> of it\n",
		0 },
	{ "CSV up to a line with fewer cells",
		"a,b,c\n1,2,3\n4,5,6\n7,8,9\n1,1,1\nend\n", 30 },
	{ "CSV whose first column is a time",
		"2025-03-01 10:00:00,1,2\n2025-03-01 10:00:01,1,2\n"
		"2025-03-01 10:00:02,1,2\n2025-03-01 10:00:03,1,2\n"
		"2025-03-01 10:00:04,1,2\n",
		120 },
};

START_TEST(tables_are_claimed_and_nothing_else)
{
	struct span in = span_str(claims[_i].in);
	size_t n = codec_table.find(&ctx, in);

	ck_assert_msg(n == claims[_i].claimed, "%s: %zu bytes are claimed",
		claims[_i].name, n);
}
END_TEST

/* ---- what is refused ----------------------------------------------------- */

static const struct {
	const char *name, *head, *body;
} bad[] = {
	{ "no head", "", "" },
	{ "no style", ": a", "1\n" },
	{ "an unknown style", " nosuch: a", "1\n" },
	{ "no columns", " csv", "1\n" },
	{ "an unknown note", " csv odd: a,b", "1,2\n" },
	{ "a note that goes without saying", " psql footer: a,b", "1,2\n" },
	{ "a column that is not there", " psql flip=3: a,b", "1,2\n" },
	{ "column 0", " psql width=0x4: a,b", "1,2\n" },
	{ "a width of gigabytes", " psql width=1x99999999: a,b", "1,2\n" },
	{ "too few cells", " csv (blank = as above): a,b", "1\n" },
	{ "too many cells", " csv (blank = as above): a,b", "1,2,3\n" },
	{ "a cell where all is constant", " csv: a=1,b=2", "1\n" },
	{ "a name without a value", " csv (blank = as above): a,b", "$1,2\n" },
	{ "an open quote", " csv (blank = as above): a,b", "\"1,2\n" },
	{ "an open brace", " csv: a:{,b", "1,2\n" },
	{ "a step from nothing", " csv (blank = as above): a,b", "+1,2\n" },
};

START_TEST(what_nobody_wrote_is_refused)
{
	struct buf out = { 0 };
	struct hr_error err = { 0 };
	enum hr_status status = codec_table.decode(&ctx, span_str(bad[_i].head),
		span_str(bad[_i].body), &out, &err);

	ck_assert_msg(status != HR_OK && err.text[0], "%s: %.*s", bad[_i].name,
		(int)out.n, out.p);
	buf_release(&out);
}
END_TEST

START_TEST(a_small_body_does_not_become_a_large_table)
{
	struct buf out = { .limit = 1 << 16 }, body = { 0 };
	struct hr_error err = { 0 };
	struct span head = span_str(" psql width=1x60000: a,b");

	for (int i = 0; i < 1000; i++)
		buf_add_str(&body, "1,2\n");
	ck_assert_int_eq(
		codec_table.decode(&ctx, head, buf_span(&body), &out, &err),
		HR_ELIMIT);
	buf_release(&out);
	buf_release(&body);
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof(*(a))))

int
main(void)
{
	Suite *suite = suite_create("rows");
	TCase *tests = tcase_create("rows");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, tables_become_rows, 0, COUNT(cases));
	tcase_add_loop_test(
		tests, tables_are_claimed_and_nothing_else, 0, COUNT(claims));
	tcase_add_loop_test(tests, what_nobody_wrote_is_refused, 0, COUNT(bad));
	tcase_add_test(tests, a_small_body_does_not_become_a_large_table);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
