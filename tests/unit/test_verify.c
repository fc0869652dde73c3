/* SPDX-License-Identifier: Apache-2.0 */
/* Verifying: what is a fact, and when one is kept, stated or lost. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "verify/fact_json.h"
#include "verify/fact_lex.h"
#include "verify/fact_marker.h"
#include "verify/fact_text.h"
#include "headroom.h"

/* ---- facts of a line ----------------------------------------------------- */

static void
write_fact(void *ctx, enum hr_fact fact, struct span s)
{
	static const char letters[HR_NFACTS] = {
		[HR_FACT_NUMBER] = 'n',
		[HR_FACT_PATH] = 'p',
		[HR_FACT_URL] = 'u',
		[HR_FACT_IDENTIFIER] = 'i',
	};
	struct buf *out = ctx;

	buf_add_str(out, out->n ? " " : "");
	buf_add_char(out, letters[fact]);
	buf_add_char(out, ':');
	buf_add(out, s);
}

static const struct {
	const char *line, *facts, *inner;
} lines[] = {
	{ "no facts in here, nor there", "", NULL },
	{ "7 of 12", "n:7 n:12", NULL },
	{ "took 41ms, 3.5 GB, 95%", "n:41 n:3.5 n:95", NULL },
	{ "x=-5 (-2) 3-4 a-b 1,234", "n:-5 n:-2 n:3 n:4 n:1 n:234", NULL },
	{ "1e9 1.5e-7s 5e", "n:1e9 n:1.5e-7 n:5", NULL },
	{ "on 2025-06-24, not 12-30", "n:2025-06-24 n:12 n:30", NULL },
	{ "at 14:36:25,123 and 9:05 and 09:05Z", "", NULL },
	{ "at 2025-06-24T14:36:25.123Z or 14:36:25+02:00.", "n:2025-06-24",
		NULL },
	{ "a.c:12:05: bad", "n:12 n:05", NULL },
	{ "10:20:30:40", "n:10 n:20 n:30 n:40", NULL },
	{ "10.251.43.115:50010 v1.2.3 1.2.3",
		"i:10.251.43.115 n:50010 i:v1.2.3"
		" i:1.2.3",
		NULL },
	{ "blk_-123 blk_42 req-7f", "i:blk_-123 i:blk_42 i:req-7f", NULL },
	{ "MAX_SIZE maxSize IOException IDs",
		"i:MAX_SIZE i:maxSize "
		"i:IOException i:IDs",
		NULL },
	{ "Word WORD Half-done __ e.g", "", NULL },
	{ "deadbeef dead 0x1f 12345678 1234567e",
		"i:deadbeef i:0x1f n:12345678 i:1234567e", NULL },
	{ "123e4567-e89b-12d3-a456-426614174000",
		"i:123e4567-e89b-12d3-a456-426614174000", NULL },
	{ "sshd[19939]: user=ann42", "n:19939 i:ann42", NULL },
	{ "/var/log/x.log: /a, ./b ../c ~/d /",
		"p:/var/log/x.log p:/a p:./b "
		"p:../c p:~/d",
		NULL },
	{ "see src/a.c. or a/b/c, and/or 3/4 text/html //no HTTP/1.1",
		"p:src/a.c p:a/b/c n:3 n:4 n:1.1", NULL },
	{ "-I/usr/include --file=/etc/x/", "p:/usr/include p:/etc/x", NULL },
	{ "/data/blk_42/7", "p:/data/blk_42/7",
		"p:/data/blk_42/7 i:blk_42 n:7" },
	{ "24/06/2025 24/Jun/2025", "n:24 n:06 n:2025 n:24 n:2025", NULL },
	{ "C:\\Users\\x C:/y D: x:\\", "p:C:\\Users\\x p:C:/y", NULL },
	{ "(https://a.org/b?c=1). git+ssh://h ftp://",
		"u:https://a.org/b?c=1 u:git+ssh://h", NULL },
	{ "http://h:80/a_b/7,42", "u:http://h:80/a_b/7 n:42",
		"u:http://h:80/a_b/7 n:80 i:a_b n:7 n:42" },
	{ "\xE2\x94\x82"
	  "42\xE2\x94\x82 5\xC2\xB5s",
		"n:42 n:5", NULL },
	{ "/t\xC3\xBCr/x", "p:/t\xC3\xBCr/x", NULL },
};

static void
compare_facts(struct span line, bool inner, const char *expected)
{
	struct buf out = { 0 };

	fact_lex(line, inner, write_fact, &out);
	buf_add_char(&out, '\0');
	ck_assert_str_eq(out.p, expected);
	buf_release(&out);
}

START_TEST(facts_are_found_in_a_line)
{
	struct span line = span_str(lines[_i].line);

	compare_facts(line, false, lines[_i].facts);
	if (lines[_i].inner)
		compare_facts(line, true, lines[_i].inner);
}
END_TEST

START_TEST(the_time_at_the_head_is_no_fact)
{
	struct buf out = { 0 };

	fact_lex_timed(
		span_str("[Jun 14 15:16:01] 7 Jun 9"), false, write_fact, &out);
	buf_add_char(&out, '\0');
	ck_assert_str_eq(out.p, "n:7 n:9");
	buf_release(&out);
}
END_TEST

static const struct {
	const char *line;
	bool frame;
} frames[] = {
	{ "File \"/a/b.py\", line 3, in f", true },
	{ "at com.foo.Bar.baz(Bar.java:12)", true },
	{ "at com.foo.Bar.baz(Bar.java:12) ~[bar.jar:1.0]", true },
	{ "at java.lang.Thread.run(Native Method)", true },
	{ "at f (/app/a.js:10:5)", true },
	{ "at async Server.<anonymous> (/app/a.js:10:5)", true },
	{ "at /app/a.js:10:5", true },
	{ "at A.B.C(String s) in C:\\x.cs:line 12", true },
	{ "at A.B.C()", true },
	{ "at src/main.rs:4:5", true },
	{ "/app/main.go:12 +0x1d", true },
	{ "/app/main.go:12", true },
	{ "12: core::panicking::panic_fmt", true },
	{ "#0  0x00007f in main () at a.c:5", true },
	{ "#3 /app/index.php(12): f()", true },
	{ "from /app/a.rb:12:in `each'", true },
	{ "at 10:30 we stopped", false },
	{ "at home (where else) we rest.", false },
	{ "from here on", false },
	{ "server.go:12] started", false },
	{ "12: a line", false },
	{ "#1 choice", false },
	{ "File \"x\" is missing", false },
	{ "", false },
};

START_TEST(frames_of_stack_traces_are_known)
{
	ck_assert_msg(
		fact_is_frame(span_str(frames[_i].line)) == frames[_i].frame,
		"%s", frames[_i].line);
}
END_TEST

static const struct {
	const char *line;
	bool error;
} errors[] = {
	{ "ERROR disk full", true },
	{ "java.io.IOException: closed", true },
	{ "3 tests failed", true },
	{ "connection timed out", true },
	{ "DeprecationWarning", true },
	{ "[error] x", true },
	{ "several times", false },
	{ "Extracting archives", false },
	{ "liberror-perl", false },
	{ "runtime 5", false },
	{ "", false },
};

START_TEST(errors_are_told_by_how_words_begin)
{
	ck_assert_msg(
		fact_is_error(span_str(errors[_i].line)) == errors[_i].error,
		"%s", errors[_i].line);
}
END_TEST

/* ---- text ---------------------------------------------------------------- */

static const struct {
	const char *in, *out;
} plain[] = {
	{ "a\r\nb\r\r\nc\rd\r", "a\nb\nc\rd" },
	{ "\033[1;32mINFO\033[0m x\033[K", "INFO x" },
	{ "\033]8;;http://x\033\\link\033]8;;\007 y", "link y" },
	{ "\033]0;no end\nnext", "\nnext" },
	{ "\033(B\033=a\033", "a" },
	{ "\033[12\nb", "\nb" },
	{ "nothing", "nothing" },
};

START_TEST(what_a_terminal_sees_is_taken_off)
{
	struct buf out = { 0 };
	struct span s = fact_plain(span_str(plain[_i].in), &out);

	ck_assert_msg(span_equal(s, span_str(plain[_i].out)), "%s: %.*s",
		plain[_i].out, (int)s.n, s.p);
	buf_release(&out);
}
END_TEST

/* ---- JSON ---------------------------------------------------------------- */

static void
write_leaf(void *ctx, struct span key, struct span value)
{
	buf_add(ctx, key);
	buf_add_char(ctx, '=');
	buf_add(ctx, value);
	buf_add_char(ctx, ' ');
}

static const struct {
	const char *text, *leaves;
} leaves[] = {
	{ "{\"a\": 1, \"b\": [true, \"x\", {\"c\": null}], \"d\": {}}",
		"a=1 b=true b=\"x\" c=null " },
	{ "{\"a\" :\"q\\\"\\\\\", \"b\":-1.5e3}", "a=\"q\\\"\\\\\" b=-1.5e3 " },
	{ "[1, [2], \"a\"]\n", "=1 =2 =\"a\" " },
	{ "{\"a\": 1,\n[... 2-8: 7 \"x\": 3 ...]\n\"b\": 2}\n", "a=1 b=2 " },
	{ "\"a\": 1, not \"b\" \"c\n: 5 \"d\": 6", "a=1 =\"b\" =5 d=6 " },
	{ "]]}} \"a\": [[1]]", "a=1 " },
};

START_TEST(leaves_have_their_keys)
{
	struct buf out = { 0 };

	fact_json_scan(span_str(leaves[_i].text), write_leaf, &out);
	buf_add_char(&out, '\0');
	ck_assert_str_eq(out.p, leaves[_i].leaves);
	buf_release(&out);
}
END_TEST

START_TEST(deep_json_has_leaves_and_no_end)
{
	struct buf text = { 0 }, out = { 0 };

	buf_add_str(&text, "{\"a\":");
	for (int i = 0; i < 100000; i++)
		buf_add_char(&text, '[');
	buf_add_str(&text, "7");
	fact_json_scan(buf_span(&text), write_leaf, &out);
	ck_assert(span_equal(buf_span(&out), span_str("a=7 ")));
	buf_release(&text);
	buf_release(&out);
}
END_TEST

START_TEST(json_is_told_from_what_only_begins_so)
{
	ck_assert(fact_is_json(span_str(" [1, 2]\n")));
	ck_assert(fact_is_json(span_str("{\"a\":1}\n{\"a\":2}\n")));
	ck_assert(!fact_is_json(span_str("[INFO] started\n")));
	ck_assert(!fact_is_json(span_str("{\"a\":1}\nand text\n")));
	ck_assert(!fact_is_json(span_str("12\n")));
	ck_assert(!fact_is_json(span_of(NULL, 0)));
}
END_TEST

/* ---- markers ------------------------------------------------------------- */

static const struct {
	const char *marker, *facts;
} markers[] = {
	{ "[... A: 290x until 10:05:33; port 1024..65535; {/a 7x, /b} ...]\n",
		"n:1024 n:65535 p:/a p:/b" },
	{ "[... 12-308: 290 A, 7 B +12, 3 dropped ...]", "" },
	{ "[... 5: AB ...]", "" },
	{ "[... A: 2x at line 9; {404 2x, 500} | 3-7: A ...]", "n:404 n:500" },
	{ "[... B: 9x dropped until line 40; {root 4x, 17 more} ...]", "" },
	{ "[... B: 9x like line 3 until line 40; {17+ values} ...]", "" },
	{ "[... 7-9: GET req-7 200 ...]", "i:req-7 n:200" },
};

START_TEST(a_markers_own_numbers_are_no_facts)
{
	struct fact_ranges ranges = { 0 };
	struct buf out = { 0 };

	fact_marker_read(
		&ranges, span_str(markers[_i].marker), write_fact, &out);
	buf_add_char(&out, '\0');
	ck_assert_str_eq(out.p, markers[_i].facts);
	buf_release(&out);
	fact_ranges_release(&ranges);
}
END_TEST

static const struct {
	enum hr_fact class;
	const char *text;
	bool in;
} within[] = {
	{ HR_FACT_NUMBER, "3", true },
	{ HR_FACT_NUMBER, "40.5", true },
	{ HR_FACT_NUMBER, "41", true },
	{ HR_FACT_NUMBER, "41.5", false },
	{ HR_FACT_NUMBER, "1e1", false },
	{ HR_FACT_NUMBER, "-5", true },
	{ HR_FACT_NUMBER, "-6", false },
	{ HR_FACT_NUMBER, "55", true },
	{ HR_FACT_NUMBER, "62", false },
	{ HR_FACT_NUMBER, "200", false },
	{ HR_FACT_NUMBER, "12345678901234567890", false },
	{ HR_FACT_IDENTIFIER, "req-200", true },
	{ HR_FACT_IDENTIFIER, "req-16", false },
	{ HR_FACT_IDENTIFIER, "job-200", false },
	{ HR_FACT_IDENTIFIER, "blk_7a", true },
	{ HR_FACT_IDENTIFIER, "blk_7", false },
	{ HR_FACT_IDENTIFIER, "10.0.0.7", true },
	{ HR_FACT_IDENTIFIER, "10.0.1.7", false },
	{ HR_FACT_IDENTIFIER, "maxSize", false },
	{ HR_FACT_PATH, "/items/7", true },
	{ HR_FACT_PATH, "/items/70", false },
	{ HR_FACT_PATH, "/item/7", false },
	{ HR_FACT_PATH, "/a/7/b.html", true },
	{ HR_FACT_PATH, "/a/7/c.html", false },
};

START_TEST(what_lies_within_a_range_is_stated)
{
	struct fact_ranges ranges = { 0 };
	struct buf out = { 0 };

	fact_marker_read(&ranges,
		span_str("[... A: 9x until 1:00; in 3..41ms; req-17..313 ...]"),
		write_fact, &out);
	fact_marker_read(&ranges,
		span_str("[... -5 to 2; 50..60; blk_1..9a; 55..61; "
			 "10.0.0.5..9; GET /items/0..39; /a/1..9/b.html "
			 "...]"),
		write_fact, &out);
	fact_ranges_sort(&ranges);
	ck_assert_msg(fact_ranges_have(&ranges, within[_i].class,
			      span_str(within[_i].text)) == within[_i].in,
		"%s", within[_i].text);
	buf_release(&out);
	fact_ranges_release(&ranges);
}
END_TEST

/* ---- verdicts ------------------------------------------------------------ */

static enum hr_status
write_lost(void *ctx, enum hr_fact fact, uint64_t line, const void *p, size_t n)
{
	struct buf *out = ctx;

	buf_add_str(out, hr_fact_name(fact));
	buf_add_char(out, ' ');
	buf_add_uint(out, line);
	buf_add_char(out, ' ');
	buf_add(out, span_of(p, n));
	buf_add_char(out, '\n');
	return HR_OK;
}

#define LOG                                                                    \
	"10:00:01 GET /a 200 in 3ms\n"                                         \
	"10:00:02 GET /b 200 in 41ms\n"                                        \
	"10:00:03 ERROR job_7 failed\n"                                        \
	"10:00:04 GET /c 200 in 5ms\n"

static const struct {
	const char *name, *raw, *compressed, *lost;
} verdicts[] = {
	{ "the text itself", LOG, LOG, "" },
	{ "nothing", "10:00:03 ERROR job_7 failed\n", "",
		"templates 1 10:00:03 ERROR job_7 failed\n"
		"errors 1 10:00:03 ERROR job_7 failed\n"
		"identifiers 1 job_7\n" },
	{ "the head", LOG, "10:00:01 GET /a 200 in 3ms\n",
		"templates 3 10:00:03 ERROR job_7 failed\n"
		"errors 3 10:00:03 ERROR job_7 failed\n"
		"numbers 2 41\nnumbers 4 5\npaths 2 /b\npaths 4 /c\n"
		"identifiers 3 job_7\n" },
	{ "a marker states", LOG,
		"10:00:01 GET /a 200 in 3ms\n"
		"[... A: 3x until 10:00:04; GET {/a, /b, /c}; in 3..41ms ...]\n"
		"10:00:03 ERROR job_7 failed\n"
		"[... 4: A ...]\n",
		"" },
	{ "times do not matter", LOG, "GET /c 200 in 5ms\nERROR job_7 failed\n",
		"numbers 1 3\nnumbers 2 41\npaths 1 /a\npaths 2 /b\n" },
	{ "colours and line ends do not matter", "\033[31mred 1\033[0m\r\n",
		"red 1", "" },
	{ "a part of a number is none", "port 80\n",
		"port\n8080 180 80.5 x80\n",
		"templates 1 port 80\nnumbers 1 80\n" },
	{ "a part of a name is none", "go x_1\n", "go\nx_12 ax_1 x_1-b\n",
		"templates 1 go x_1\nidentifiers 1 x_1\n" },
	{ "a marker of the input is a line of it", "[... 3 x_1 ...]\n",
		"[... 3 x_1 ...]\n", "" },
	{ "blocks are undone", "a_1 b\na_2 b\n",
		"[2 unchanged lines]\na_1 b\na_2 b\n", "" },
	{ "a part of a value is none, in a block either",
		"id,n\nSKU-1,5\nSKU-6,7\nSKU-9,7\n9\n",
		"[3 rows csv (blank = as above): id:SKU-{},n]\n1,5\n6,7\n9,\n",
		"templates 5 9\nnumbers 5 9\n" },
	{ "blocks of the input are its lines", "[1 unchanged lines]\na_1 7\n",
		"[1 unchanged lines]\na_1 7\n", "" },
	{ "damaged blocks are text", "a_1\na_2\n",
		"[9 unchanged lines]\na_1\na_2\n", "" },
	{ "frames", "x\n    at a.b.C.d(C.java:12)\n", "x\n12 C.java\n",
		"templates 2 at a.b.C.d(C.java:12)\n"
		"frames 2 at a.b.C.d(C.java:12)\n" },
	{ "frames that are kept", "    at a.b.C.d(C.java:12)\n",
		"at a.b.C.d(C.java:12)\n", "" },
	{ "JSON by another layout", "[{\"a\": 1},\n {\"a\": \"x y\"}]\n",
		"[{\"a\":1},{\"a\":\"x y\"}]", "" },
	{ "JSON of which a part is left",
		"[{\"a\": 1},\n {\"b\": \"Error x\"}]\n", "[{\"a\": 1}]",
		"templates 2 b\nerrors 2 b: \"Error x\"\n"
		"leaves 2 b: \"Error x\"\n" },
	{ "JSON as a table",
		"[{\"a\": 1, \"b\": \"x, y\"},\n {\"a\": 2, \"b\": \"z\"}]\n",
		"[2]{a,b}:\n  1,\"x, y\"\n  2\n", "leaves 2 b: \"z\"\n" },
	{ "no text and no facts", "", "", "" },
};

START_TEST(verdicts_name_what_was_lost)
{
	struct span raw = span_str(verdicts[_i].raw);
	struct span compressed = span_str(verdicts[_i].compressed);
	struct buf out = { 0 };
	struct hr_verdict v;

	ck_assert_int_eq(hr_verify(raw.p, raw.n, compressed.p, compressed.n, &v,
				 write_lost, &out),
		HR_OK);
	buf_add_char(&out, '\0');
	ck_assert_msg(!strcmp(out.p, verdicts[_i].lost), "%s: lost\n%s",
		verdicts[_i].name, out.p);
	buf_release(&out);
}
END_TEST

START_TEST(kept_and_stated_are_told_apart)
{
	const char raw[] = LOG;
	const char compressed[] = "10:00:01 GET /a 200 in 3ms\n"
				  "[... A: 3x until 10:00:04; in 3..41ms ...]";
	struct hr_verdict v;

	ck_assert_int_eq(hr_verify(raw, sizeof(raw) - 1, compressed,
				 sizeof(compressed) - 1, &v, NULL, NULL),
		HR_OK);
	ck_assert_uint_eq(v.facts[HR_FACT_NUMBER].total, 4);
	ck_assert_uint_eq(v.facts[HR_FACT_NUMBER].kept, 2);
	ck_assert_uint_eq(v.facts[HR_FACT_NUMBER].stated, 2);
	ck_assert_uint_eq(v.facts[HR_FACT_PATH].total, 3);
	ck_assert_uint_eq(v.facts[HR_FACT_PATH].kept, 1);
	ck_assert_uint_eq(v.facts[HR_FACT_TEMPLATE].total, 2);
	ck_assert_uint_eq(v.facts[HR_FACT_LEAF].total, 0);
	ck_assert(!v.json && !v.expanded);
}
END_TEST

static enum hr_status
take_one(void *ctx, enum hr_fact fact, uint64_t line, const void *p, size_t n)
{
	unsigned *taken = ctx;

	(void)line;
	(void)p;
	(void)n;
	taken[fact]++;
	return fact == HR_FACT_PATH ? HR_EIO : HR_SKIP;
}

START_TEST(a_callback_ends_its_class_or_all)
{
	const char raw[] = "x_1 x_2 1 2 /a /b\n";
	unsigned taken[HR_NFACTS] = { 0 };
	struct hr_verdict v;

	ck_assert_int_eq(
		hr_verify(raw, sizeof(raw) - 1, "", 0, &v, take_one, taken),
		HR_EIO);
	ck_assert_uint_eq(taken[HR_FACT_NUMBER], 1);
	ck_assert_uint_eq(taken[HR_FACT_PATH], 1);
	ck_assert_uint_eq(taken[HR_FACT_IDENTIFIER], 0);
}
END_TEST

/* Forms outlive windows: a kind that is in two counts once. */
START_TEST(kinds_count_once_in_a_large_text)
{
	struct buf text = { 0 };
	struct hr_verdict v;

	while (text.n < 40 << 20)
		buf_add_str(&text, "one line about nothing at all, 17 times, "
				   "and another word or two\n"
				   "and a second line of another kind\n");
	ck_assert(buf_ok(&text));
	ck_assert_int_eq(
		hr_verify(text.p, text.n, "", 0, &v, NULL, NULL), HR_OK);
	ck_assert_uint_eq(v.facts[HR_FACT_TEMPLATE].total, 2);
	ck_assert_uint_eq(v.facts[HR_FACT_NUMBER].total, 1);
	buf_release(&text);
}
END_TEST

/* Quotes without an end, and other things that one might look for the end of
 * again and again. */
static const char *const repeats[] = { "\\\"", "\"", "1.", "a-", "://", "/",
	"\r", "\033]", "[", "at (", "1..2", "a:" };

START_TEST(long_lines_take_linear_time)
{
	struct buf text = { 0 };
	struct hr_verdict v;

	buf_add_str(&text, "{\"a\":1,\"");
	while (text.n < 4 << 20)
		buf_add_str(&text, repeats[_i]);
	ck_assert_int_eq(
		hr_verify("{\"a\":1}", 7, text.p, text.n, &v, NULL, NULL),
		HR_OK);
	ck_assert_int_eq(
		hr_verify(text.p, text.n, "", 0, &v, NULL, NULL), HR_OK);
	text.n = 0;
	buf_add_str(&text, "[... ");
	while (text.n < 4 << 20)
		buf_add_str(&text, repeats[_i]);
	buf_add_str(&text, " ...]");
	ck_assert_int_eq(
		hr_verify("1", 1, text.p, text.n, &v, NULL, NULL), HR_OK);
	buf_release(&text);
}
END_TEST

START_TEST(classes_have_names)
{
	enum hr_fact fact;

	for (int i = 0; i < HR_NFACTS; i++) {
		ck_assert_int_eq(
			hr_fact_find(hr_fact_name((enum hr_fact)i), &fact),
			HR_OK);
		ck_assert_int_eq(fact, i);
	}
	ck_assert_int_eq(hr_fact_find("number", &fact), HR_EINPUT);
}
END_TEST

#define N(table) (sizeof(table) / sizeof(*(table)))

int
main(void)
{
	Suite *suite = suite_create("verify");
	TCase *t = tcase_create("verify");
	SRunner *runner = srunner_create(suite);
	int bad;

	suite_add_tcase(suite, t);
	tcase_set_timeout(t, 30);
	tcase_add_loop_test(t, facts_are_found_in_a_line, 0, N(lines));
	tcase_add_test(t, the_time_at_the_head_is_no_fact);
	tcase_add_loop_test(t, frames_of_stack_traces_are_known, 0, N(frames));
	tcase_add_loop_test(
		t, errors_are_told_by_how_words_begin, 0, N(errors));
	tcase_add_loop_test(t, what_a_terminal_sees_is_taken_off, 0, N(plain));
	tcase_add_loop_test(t, leaves_have_their_keys, 0, N(leaves));
	tcase_add_test(t, deep_json_has_leaves_and_no_end);
	tcase_add_test(t, json_is_told_from_what_only_begins_so);
	tcase_add_loop_test(
		t, a_markers_own_numbers_are_no_facts, 0, N(markers));
	tcase_add_loop_test(
		t, what_lies_within_a_range_is_stated, 0, N(within));
	tcase_add_loop_test(t, verdicts_name_what_was_lost, 0, N(verdicts));
	tcase_add_test(t, kept_and_stated_are_told_apart);
	tcase_add_test(t, a_callback_ends_its_class_or_all);
	tcase_add_test(t, kinds_count_once_in_a_large_text);
	tcase_add_loop_test(t, long_lines_take_linear_time, 0, N(repeats));
	tcase_add_test(t, classes_have_names);
	srunner_run_all(runner, CK_NORMAL);
	bad = srunner_ntests_failed(runner);
	srunner_free(runner);
	return bad != 0;
}
