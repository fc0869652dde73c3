/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of detection: what is a log, and what must not be taken for one. */
#include <check.h>
#include <stdlib.h>

#include "base/buf.h"
#include "codec/codec.h"

static const struct {
	const char *name, *text;
	enum hr_kind kind;
} cases[] = {
	{ "syslog",
		"Jun 14 15:16:01 h a: x\nJun 14 15:16:02 h a: y\n"
		"Jun 14 15:16:02 h a: z\n",
		HR_KIND_LOG },
	{ "times in brackets, which are no array",
		"[12:00:01] a\n[12:00:02] b\n[12:00:03] c\n", HR_KIND_LOG },
	{ "a byte order mark before little", "\xef\xbb\xbf{}", HR_KIND_TEXT },
	{ "a part of such a mark", "\xef\xbb{}", HR_KIND_TEXT },
	{ "a byte order mark before a log",
		"\xef\xbb\xbf[12:00:01] a\n[12:00:02] b\n[12:00:03] c\n",
		HR_KIND_LOG },
	{ "levels without times", "INFO: a\nWARN: b\nERROR: c\n", HR_KIND_LOG },
	{ "levels behind counters",
		"0 verbose cli x\n1 info using y\n2 silly z\n", HR_KIND_LOG },
	{ "an access log",
		"::1 - - [24/Nov/2026:02:28:07 +0000] \"GET /a\" 200\n"
		"::1 - - [24/Nov/2026:02:28:08 +0000] \"GET /b\" 200\n"
		"::1 - - [24/Nov/2026:02:28:09 +0000] \"GET /c\" 200\n",
		HR_KIND_LOG },
	{ "a trace below an error",
		"2025-01-01 12:00:00 ERROR a\n\tat x\n\tat y\n\tat z\n\tat w\n"
		"2025-01-01 12:00:01 INFO b\n2025-01-01 12:00:02 INFO c\n",
		HR_KIND_LOG },
	{ "columns of a log between pipes",
		"20171223-22:15:29:606|Step|30002312|on 3579\n"
		"20171223-22:15:29:615|Step|30002312|on 3580\n"
		"20171223-22:15:29:633|Step|30002312|on 3581\n",
		HR_KIND_LOG },
	{ "an installation",
		"Selecting previously unselected package a.\n"
		"Preparing to unpack .../a_1_all.deb ...\n"
		"Unpacking a (1) ...\nSetting up a (1) ...\n"
		"Preparing to unpack .../b_1_all.deb ...\n"
		"Unpacking b (1) ...\nSetting up b (1) ...\n",
		HR_KIND_LOG },
	{ "a build",
		"  CC a.o\n  CC b.o\n  CC c.o\n  CC d.o\n  LD x\n"
		"gcc -c e.c\ngcc -c f.c\nmake[1]: done\n",
		HR_KIND_LOG },

	{ "a few words, which are no text to speak of",
		"The year 2024 was good.\nAt 12:30 we met.\nThen we left.\n",
		HR_KIND_TEXT },

	{ "prose",
		"The year 2024 was good, and so was the one before.\n"
		"At 12:30 we met in front of the old house. Then we left.\n",
		HR_KIND_PROSE },
	{ "Markdown",
		"# Tool\n\nIt does one thing, and does it well.\n\n"
		"- It is *fast*: see [the numbers](numbers.md).\n"
		"- It needs no memory to speak of.\n\n"
		"```c\nint main(void)\n{\n\treturn 0;\n}\n```\n",
		HR_KIND_PROSE },
	{ "a manual",
		"NAME\n       sed - stream editor for filtering text\n\n"
		"DESCRIPTION\n       Sed is a stream editor. It makes but one\n"
		"       pass over its input, and so is more efficient.\n\n"
		"       -n, --quiet\n\n              print nothing unasked\n",
		HR_KIND_PROSE },
	{ "one long line of a paragraph",
		"When it was first seen, nobody knew what it was, although "
		"many had heard of it. It took years until one of them asked.",
		HR_KIND_PROSE },
	{ "Japanese",
		"\xe6\x9d\xb1\xe4\xba\xac\xe3\x81\xaf\xe6\x97\xa5\xe6\x9c"
		"\xac\xe3\x81\xae\xe9\xa6\x96\xe9\x83\xbd\xe3\x81\xa7\xe3"
		"\x81\x99\xe3\x80\x82\xe4\xba\xba\xe5\x8f\xa3\xe3\x81\xaf"
		"\xe5\xa4\x9a\xe3\x81\x84\xe3\x81\xa7\xe3\x81\x99\xe3\x80"
		"\x82\n\xe3\x81\x9d\xe3\x81\x93\xe3\x81\xab\xe3\x81\xaf\xe9"
		"\xab\x98\xe3\x81\x84\xe5\xa1\x94\xe3\x81\xa8\xe5\x8f\xa4"
		"\xe3\x81\x84\xe5\xaf\xba\xe3\x81\x8c\xe5\xa4\x9a\xe3\x81"
		"\x8f\xe3\x81\x82\xe3\x82\x8a\xe3\x81\xbe\xe3\x81\x99\xe3"
		"\x80\x82\xe3\x81\x9d\xe3\x81\x86\xe3\x81\xa7\xe3\x81\x99"
		"\xe3\x81\x8b\xef\xbc\x9f\n",
		HR_KIND_PROSE },
	{ "a configuration in comments",
		"# This file says what is to be done. See the manual.\n"
		"# Each line is a key and a value. All are optional.\n"
		"# The next one is the name of the host it runs on.\n"
		"host localhost\n# And this is its port. It is a number.\n",
		HR_KIND_TEXT },
	{ "code with a licence",
		"/*\n * This program is free software. It comes with no\n"
		" * warranty. See the licence for more.\n */\n"
		"int main(void)\n{\n\treturn run_it(1, 2) + 3;\n}\n",
		HR_KIND_CODE },
	{ "a list of names",
		"alpha beta gamma\ndelta epsilon\nzeta eta theta\niota kappa\n"
		"lambda mu nu\nxi omicron pi\nrho sigma tau\n",
		HR_KIND_TEXT },
	{ "code with a comment of a time",
		"int main(void)\n{\n\t/* 2024-01-01 12:00:00 */\n"
		"\treturn 0;\n}\n",
		HR_KIND_CODE },
	{ "JSON",
		"{\n  \"time\": \"2024-01-01T00:00:00Z\",\n  \"a\": [1, "
		"2]\n}\n",
		HR_KIND_TEXT },
	{ "JSON lines with times",
		"{\"t\":\"2024-01-01T00:00:00Z\",\"level\":\"INFO\"}\n"
		"{\"t\":\"2024-01-01T00:00:01Z\",\"level\":\"INFO\"}\n"
		"{\"t\":\"2024-01-01T00:00:02Z\",\"level\":\"INFO\"}\n",
		HR_KIND_TEXT },
	{ "CSV with times", "2024-01-01,1,2\n2024-01-02,3,4\n2024-01-03,5,6\n",
		HR_KIND_TEXT },
	{ "TSV with times",
		"2024-01-01\t1\t2\n2024-01-02\t3\t4\n"
		"2024-01-03\t5\t6\n",
		HR_KIND_TEXT },
	{ "a drawn table",
		"     time     | n\n--------------+---\n 2024-01-01   | 1\n"
		" 2024-01-02   | 2\n 2024-01-03   | 3\n",
		HR_KIND_TEXT },
	{ "HTML", "<ul>\n<li>2024-01-01 12:00:00</li>\n<li>b</li>\n</ul>\n",
		HR_KIND_TEXT },
	{ "a hunk of a log", "@@ -1,3 +1,3 @@\n-INFO: a\n+INFO: b\n INFO: c\n",
		HR_KIND_DIFF },
	{ "ranges without commas",
		"--- a\n+++ b\n@@ -1 +1 @@\n-2024-01-01 12:00:00 a\n"
		"+2024-01-01 12:00:01 a\n",
		HR_KIND_DIFF },
	{ "a history of patches",
		"commit 1234567\nAuthor: A\nDate:   Tue Nov 24 12:00:00 "
		"2026\n\n"
		"    why\n\ndiff --git a/x b/x\nindex 1..2\n--- a/x\n+++ b/x\n"
		"@@ -1 +1 @@\n-a\n+b\n",
		HR_KIND_DIFF },
	{ "a patch of JSON",
		"diff --git a/x.json b/x.json\n--- a/x.json\n+++ b/x.json\n"
		"@@ -1,4 +1,4 @@\n {\n-  \"a\": 1,\n+  \"a\": 2,\n   \"b\": 1\n"
		" }\n",
		HR_KIND_DIFF },
	{ "a merge",
		"diff --cc x\nindex 1,2..3\n--- a/x\n+++ b/x\n"
		"@@@ -1 -1 +1,2 @@@\n  a\n++b\n",
		HR_KIND_DIFF },
	{ "a log that quotes a patch",
		"2024-01-01 12:00:00 INFO applying:\n--- a\n+++ b\n"
		"@@ -1 +1 @@\n-a\n+b\n2024-01-01 12:00:01 INFO done\n"
		"2024-01-01 12:00:01 INFO next\n2024-01-01 12:00:02 INFO a\n"
		"2024-01-01 12:00:03 INFO b\n2024-01-01 12:00:04 INFO c\n",
		HR_KIND_LOG },
	{ "indented code with a heading of the wrong name",
		"Index: a\n  b\n  c\n  d\n  e\n  f\n", HR_KIND_TEXT },
	{ "lines that begin with a minus", "-a b\n-c d\n--- e\n-f\n-g\n",
		HR_KIND_TEXT },
	{ "search results", "a.c:12:INFO x\na.c:15:ERROR y\nb.c:3:WARN z\n",
		HR_KIND_TEXT },
	{ "a listing",
		"-rw-r--r-- 1 root root 12 2024-01-01 12:00 a\n"
		"-rw-r--r-- 1 root root 12 2024-01-01 12:00 b\n"
		"-rw-r--r-- 1 root root 12 2024-01-01 12:00 c\n",
		HR_KIND_TEXT },
	{ "SQL",
		"INSERT INTO t VALUES (1, '2024-01-01 12:00:00');\n"
		"INSERT INTO t VALUES (2, '2024-01-01 12:00:01');\n"
		"INSERT INTO t VALUES (3, '2024-01-01 12:00:02');\n",
		HR_KIND_TEXT },
	{ "names of levels in code",
		"const A = WARNING\nconst B = ERROR\n"
		"x.LOG_ERROR\ny.LOG_INFO\n",
		HR_KIND_CODE },
	{ "code without semicolons",
		"import os\n\n\ndef run(a):\n    for b in a:\n"
		"        print(b)\n    return os.name\n",
		HR_KIND_CODE },
	{ "a script",
		"#!/bin/sh\n# says it\nset -x\necho one\nif true; then\n"
		"\techo two\nfi\nrun all of it\n",
		HR_KIND_CODE },
	{ "a list with stars",
		"Changes since the last version:\n\n* it is faster\n"
		"* it is smaller\n* else it is the same\n",
		HR_KIND_TEXT },
	{ "text that begins like code",
		"from here on, it is said,\nreturn is not easy.\n"
		"class is not everything\nelse we would be rich\n"
		"use what you have.\n",
		HR_KIND_TEXT },
	{ "words", "alpha\nbeta\ngamma\ndelta\nepsilon\nzeta\n", HR_KIND_TEXT },
	{ "blank lines", "\n\n\n\n", HR_KIND_TEXT },
	{ "nothing", "", HR_KIND_TEXT },
};

START_TEST(a_log_is_told_from_what_is_none)
{
	ck_assert_msg(detect_kind(span_str(cases[_i].text)) == cases[_i].kind,
		"%s", cases[_i].name);
}
END_TEST

/* A log whose head is something else: the sample is not the first kilobyte. */
START_TEST(a_banner_does_not_hide_a_log)
{
	struct buf text = { 0 };

	for (int i = 0; i < 120; i++)
		buf_add_str(&text, "Some words about this machine, no log.\n");
	for (int i = 0; i < 20000; i++)
		buf_add_str(&text, "2025-01-01 12:00:00 INFO here it is\n");
	ck_assert(detect_kind(buf_span(&text)) == HR_KIND_LOG);
	buf_release(&text);
}
END_TEST

START_TEST(a_nul_makes_it_binary)
{
	ck_assert(detect_binary(span_of("a\0b", 3)));
	ck_assert(!detect_binary(span_of("a\xff\x01", 3)));
	ck_assert(!detect_binary(span_of("", 0)));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("detect");
	TCase *t = tcase_create("detect");
	SRunner *runner = srunner_create(suite);
	int bad;

	suite_add_tcase(suite, t);
	tcase_add_loop_test(t, a_log_is_told_from_what_is_none, 0,
		(int)(sizeof(cases) / sizeof(*cases)));
	tcase_add_test(t, a_banner_does_not_hide_a_log);
	tcase_add_test(t, a_nul_makes_it_binary);
	srunner_run_all(runner, CK_NORMAL);
	bad = srunner_ntests_failed(runner);
	srunner_free(runner);
	return bad != 0;
}
