/* SPDX-License-Identifier: Apache-2.0 */
/* JSON as tables: what is written, and that it is the same again. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "codec/codec.h"

static struct codec_ctx ctx;

static void
setup(void)
{
	ctx.counter = hr_counter_new(HR_O200K_BASE);
	ctx.state = codec_json.open();
	ck_assert(ctx.counter && ctx.state);
}

static void
teardown(void)
{
	codec_json.close(ctx.state);
	hr_counter_free(ctx.counter);
}

#define ROW(id, rest) "{\"id\":" id "," rest "}"

#define ERROR(id, rest) ROW(id, "\"error\":{\"number\":4," rest "}")

/* Values are at least so long that their block could repay its header. */
#define LONG                                                                   \
	"\"0123456789012345678901234567890123456789012345678901234567890"      \
	"123456789012345678901234567890123456789012345678901234567890\""
/* And these that they are worth it though they do not end. */
#define LONG_5 LONG "," LONG "," LONG "," LONG "," LONG

/* `body` is what must be written, NULL if it only must be read again. */
static const struct {
	const char *name, *text, *body;
} cases[] = {
	{ "an array of objects is a table",
		"[" ROW("7", "\"name\":\"Ann\"") "," ROW(
			"8", "\"name\":\"Bo, jr.\"") "," ROW("9",
			"\"name\":\"Cy\"") "]\n",
		"[3] id:{+1},name\n7,Ann\n,\"Bo, jr.\"\n,Cy\n" },
	{ "what is around a table loses its quotes",
		"{\"total\":3,\"by\":\"a b\",\"users\":[" ROW(
			"7", "\"name\":\"Ann\"") "," ROW("8",
			"\"name\":\"Bo\"") "," ROW("9",
			"\"name\":\"Cy\"") "],\"more\":false}\n",
		"{total:3,by:a b,\nusers:[3] id:{+1},name\n7,Ann\n,Bo\n,Cy\n"
		"more:false}\n" },
	{ "strings that look like numbers keep quotes",
		"{\"a\":\"1\",\"b\":1,\"c\":\"null\",\"d\":null,\"e\":\"\"}\n",
		"{a:\"1\",b:1,c:\"null\",d:null,e:\"\"}\n" },
	{ "a column of such strings says so in the header",
		"[" ROW("7", "\"zip\":\"0150\"") "," ROW("8",
			"\"zip\":\"94103\"") "," ROW("9", "\"zip\":null") "]\n",
		"[3] id:{+1},zip:\"{}\"\n7,0150\n,94103\n,null\n" },
	{ "absent, null, empty and their names are told apart",
		"[" ROW("3", "\"v\":\"x\"") ",{\"id\":5}," ROW("9",
			"\"v\":null") "," ROW("4", "\"v\":\"\"") "," ROW("1",
			"\"v\":\"null\"") "," ROW("2",
			"\"v\":\"-\"") "," ROW("8", "\"v\":0") "," ROW("6",
			"\"v\":\"0\"") "]\n",
		"[8] id,v\n3,x\n5,-\n9,null\n4,\"\"\n1,\"null\"\n2,\"-\"\n8,0\n"
		"6,\"0\"\n" },
	{ "an object of objects is a table with keys",
		"{\"ann\":{\"port\":1,\"host\":\"a\"},\"bo\":{\"port\":5,"
		"\"host\":\"b\"},\"cy\":{\"port\":3,\"host\":\"c\"}}\n",
		"{3} key,port,host\nann,1,a\nbo,5,b\ncy,3,c\n" },
	{ "lines are a table",
		ROW("1", "\"level\":\"info\"") "\n" ROW(
			"2", "\"level\":\"info\"") "\n" ROW("3",
			"\"level\":\"warn\"") "\n",
		"[3 lines] id:{+1},level\n1,info\n,\n,warn\n" },
	{ "objects and lists are in the header",
		"[" ROW("1", "\"at\":{\"x\":1,\"y\":2},\"tags\":[\"a\",\"b\"],"
			     "\"items\":[{\"sku\":\"k\",\"n\":1},{\"sku\":"
			     "\"m\",\"n\":1}]") "," ROW("5",
			"\"at\":{\"x\":3,\"y\":1},\"tags\":[],\"items\":[{"
			"\"sku\":\"l\",\"n\":2}]") "]\n",
		"[2] id,at(x,y),tags[],items[sku,n]\n"
		"1,1,2,[a,b],[k,1;m,]\n5,3,1,[],[l,2]\n" },
	{ "an object that may be absent or null",
		"[" ERROR("1", "\"text\":\"x\"") ",{\"id\":9}," ROW(
			"4", "\"error\":null") "," ERROR("2",
			"\"text\":\"y\"") "," ERROR("5",
			"\"text\":\"z\"") "]\n",
		"[5] id,error?(number=4,text)\n1,x\n9,-\n4,null\n2,y\n5,z\n" },
	{ "an object whose first value may be absent as well",
		"[" ERROR("1", "\"text\":\"x\"") ",{\"id\":9}," ROW(
			"4", "\"error\":{\"text\":\"z\"}") "," ERROR("2",
			"\"text\":\"y\"") "," ERROR("5",
			"\"text\":\"z\"") "]\n",
		"[5] "
		"id,error@(number,text)\n1,4,x\n9,@-\n4,-,z\n2,4,y\n5,,z\n" },
	{ "keys in another order make the row JSON",
		"[" ERROR("1", "\"text\":\"x\"") "," ERROR("3",
			"\"text\":\"y\"") ",{\"error\":3,\"id\":4}," ERROR("9",
			"\"text\":\"z\"") "]\n",
		NULL },
	{ "keys that are there twice make the row JSON",
		"[" ERROR("1", "\"text\":\"x\"") ",{\"id\":4,\"id\":4}," ERROR(
			"5", "\"text\":\"y\"") "," ERROR("7",
			"\"text\":\"z\"") "]\n",
		"[4]? id,error(number=4,text)\n1,x\n{id:4,id:4}\n5,y\n7,z\n" },
	{ "constants are in the header",
		"[" ROW("1", "\"cur\":\"EUR\",\"x\":[]") "," ROW(
			"7", "\"cur\":\"EUR\",\"x\":[]") "]\n",
		"[2] id,cur=EUR,x=[]\n1\n7\n" },
	{ "numbers are as they were written",
		"[{\"a\":1.0,\"b\":1e3},{\"a\":1.00,\"b\":-0},{\"a\":100,"
		"\"b\":12345678901234567890}]\n",
		"[3] a,b\n1.0,1e3\n1.00,-0\n100,12345678901234567890\n" },
	{ "escapes are as they were written",
		"[{\"s\":\"\\u00e9\\/\\n\",\"t\":\"\\ud800\"},{\"s\":\"\\\"q"
		"\\\"\",\"t\":\"\\\\\"}]\n",
		NULL },
	{ "cells that are signs of cells",
		"[{\"s\":\"$1\",\"t\":\"=\"},{\"s\":\"+12\",\"t\":\"[x\"},"
		"{\"s\":\"{\",\"t\":\"@-\"},{\"s\":\"\",\"t\":\"\"},{\"s\":"
		"\"\",\"t\":\",\"}]\n",
		NULL },
	{ "cells that end lists",
		"[{\"l\":[\"a;b\",\"c]\",\"\",\"\"]},{\"l\":[\"\"]},{\"l\":["
		"null,\"null\",\"[\"]},{\"l\":[[1,2],[]]}]\n",
		NULL },
	{ "lists of lists",
		"[{\"p\":[[1,2],[3,4]]},{\"p\":[[]]},{\"p\":[]},{\"p\":null}]"
		"\n",
		NULL },
	{ "odd keys",
		"[{\"a,b\":1,\"\":2,\"c d\":3,\"e\\\"\":{\"(\":1}},{\"a,b\":5,"
		"\"\":6,\"c d\":7,\"e\\\"\":{\"(\":8}}]\n",
		NULL },
	{ "a map whose keys look like numbers",
		"{\"1\":{\"a\":1,\"b\":3},\"-\":{\"a\":2,\"b\":5},\"null\":{"
		"\"a\":9,\"b\":7}}\n",
		NULL },
	{ "prefixes that end in an escape",
		"[{\"s\":\"a\\\"x\"},{\"s\":\"a\\ny\"},{\"s\":\"a\\\\z\"}]\n",
		NULL },
	{ "pretty", "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}\n",
		"{a:[1,{}],b:[]}\n" },
	{ "tabs", "[\n\t{\n\t\t\"a\": 1\n\t}\n]\n", NULL },
	{ "blanks on one line", "{\"a\": [1, 2], \"b\": {\"c\": 3}}\n", NULL },
	{ "blanks in brackets", "{ \"a\": [ 1, 2 ], \"b\": { \"c\": 3 } }\n",
		NULL },
	{ "a row a line", "[{\"a\":1,\"b\":2},\n{\"a\":2,\"b\":3}]\n", NULL },
	{ "a row a line, indented",
		"[\n  {\"a\":1,\"b\":2},\n  {\"a\":2,\"b\":3}\n]\n", NULL },
	{ "arrays on one line",
		"{\n  \"a\": [1, 2],\n  \"b\": [\n    [3, 4],\n    {\n      "
		"\"c\": [5]\n    },\n    [\"x, y\", \"z\"]\n  ]\n}\n",
		NULL },
	{ "white space of no style",
		"{\n  \"a\":  [ 1,2 ],\n\n  \"b\": {\"c\": [\n 3]}, \n\n\t\"d\""
		":\"e\"}  \n",
		NULL },
	{ "a byte order mark", "\xef\xbb\xbf{\"a\":1}\n", NULL },
	{ "blanks before the value", "  {\"a\":1}\n", NULL },
	{ "values that are no containers between lines",
		"{\"a\":1}\n5\n\"x\"\nnull\n[1]\n", NULL },
	{ "a value that does not end", "[" LONG_5 ",\"0\n", NULL },
	{ "nor do those in it, in lines",
		"{\n  \"a\": [\n    {\n      \"b\": [" LONG_5
		"],\n      \"c\": [\n        1,\n        2,\n",
		NULL },
	{ "what is open has no line of its own",
		"{\n\t\"a\": [ {\"b\": [" LONG_5 "], \"c\": {\"d\": 1, \"e\"\n",
		NULL },
	{ "its last comma is in what was closed", "[[" LONG_5 "], [1, 2]\n",
		NULL },
	{ "text behind its end", "[" LONG_5 "," LONG_5 "] x\n", NULL },
	{ "a mark, and no end", "\xef\xbb\xbf[" LONG_5 ",\n", NULL },
};

START_TEST(it_is_the_same_again)
{
	struct buf head = { 0 }, body = { 0 }, out = { 0 };
	struct hr_error err = { 0 };
	struct span text = span_str(cases[_i].text), b;

	ck_assert_msg(codec_json.encode(&ctx, text, &head, &body) == HR_OK,
		"%s: not encoded", cases[_i].name);
	b = buf_span(&body);
	if (cases[_i].body)
		ck_assert_msg(span_equal(b, span_str(cases[_i].body)),
			"%s:\n%.*s", cases[_i].name, (int)b.n, b.p);
	ck_assert_msg(codec_json.decode(&ctx, buf_span(&head), b, &out, &err) ==
			      HR_OK,
		"%s: %s in\n%.*s\n%.*s", cases[_i].name, err.text, (int)head.n,
		head.p, (int)b.n, b.p);
	ck_assert_msg(span_equal(buf_span(&out), text),
		"%s:\n%.*s\n%.*sis\n%.*s", cases[_i].name, (int)head.n, head.p,
		(int)b.n, b.p, (int)out.n, out.p);
	buf_release(&head);
	buf_release(&body);
	buf_release(&out);
}
END_TEST

/* What encode() does not write. */
static const struct {
	const char *name, *head, *body;
} damaged[] = {
	{ "an unknown style", "curly", "{}\n" },
	{ "too few rows", "compact", "[3] a\n1\n2\n" },
	{ "rows and no header", "compact", "[3] \n1\n2\n3\n" },
	{ "a row with too few cells", "compact", "[1] a,b\n1\n" },
	{ "a row with too many cells", "compact", "[1] a,b\n1,2,3\n" },
	{ "a name that was not given", "compact", "[1] a,b\n$7,2\n" },
	{ "a list that does not end", "compact", "[1] a,b[]\n1,[2,3\n" },
	{ "no list where one must be", "compact", "[1] a,b[]\n1,2\n" },
	{ "an element that is absent", "compact", "[1] a,b[]\n1,[-]\n" },
	{ "a bare quote", "compact", "[1] a,b\n1,x\"y\n" },
	{ "a row of no shape", "compact", "[1, 2 shapes]\nA a\nB b\n,1\n" },
	{ "a map without keys", "compact", "{1} a=1\n\n" },
	{ "a value that does not end", "compact", "{a:[1,2}\n" },
	{ "too deep a header", "compact",
		"[1] a((((((((((((((((((((((((b))))))))))))))))))))))))\n1\n" },
	{ "a layout of another text", "compact +layout",
		"{a:1}\nlayout: 99\"\\n\"\n" },
	{ "less than is to be taken off", "compact unclosed 9", "{a:1}\n,\n" },
	{ "nothing to be taken off", "compact unclosed 0", "{a:1}\n,\n" },
	{ "no line that goes on", "compact unclosed 2", "{a:1}\n" },
	{ "less than does not begin", "compact unopened 8", "{a:1}\n" },
	{ "nothing that does not begin", "compact unopened 0", "{a:1}\n" },
	{ "less than has no start and no end", "compact unopened 4 unclosed 4",
		"{a:1}\n,\n" },
	{ "an end before the start", "compact unclosed 1 unopened 1",
		"{a:1}\n,\n" },
	{ "a layout of more containers than bytes", "compact +layout",
		"{a:1}\nlayout: lines 1x9999999;\n" },
};

START_TEST(damage_is_an_error)
{
	struct buf out = { 0 };
	struct hr_error err = { 0 };

	ck_assert_msg(
		codec_json.decode(&ctx, span_str(damaged[_i].head),
			span_str(damaged[_i].body), &out, &err) == HR_EINPUT,
		"%s:\n%.*s", damaged[_i].name, (int)out.n, out.p);
	ck_assert(*err.text);
	ck_assert_uint_le(err.pos, strlen(damaged[_i].body));
	buf_release(&out);
}
END_TEST

static const struct {
	const char *name, *text;
	size_t n; /* SIZE_MAX: all of it */
} found[] = {
	{ "a value that ends with its line", "[" LONG "]\n", SIZE_MAX },
	{ "several lines", "[" LONG "]\n{\"a\":1}\n", SIZE_MAX },
	{ "a value of many lines", "[\n" LONG "\n]\n", SIZE_MAX },
	{ "text behind is not claimed", "[" LONG "]\nthe end\n",
		sizeof("[" LONG "]\n") - 1 },
	{ "nor a scalar at the end", "[" LONG "]\n12\n",
		sizeof("[" LONG "]\n") - 1 },
	{ "text on the same line", "[" LONG "] x\n", 0 },
	{ "a log line", "[12:00:01] " LONG "\n", 0 },
	{ "a value that does not end", "[" LONG ",\n", 0 },
	{ "a scalar first", LONG "\n", 0 },
	{ "little", "{}\n", 0 },
	{ "a long value that does not end", "[" LONG_5 ",\n1",
		sizeof("[" LONG_5 ",\n") - 1 },
	{ "only its start is a value", "[" LONG_5 ",\nx, [\n1]\n",
		sizeof("[" LONG_5 ",\n") - 1 },
};

START_TEST(whole_values_are_found)
{
	struct span text = span_str(found[_i].text);
	size_t want = found[_i].n == SIZE_MAX ? text.n : found[_i].n;

	ck_assert_msg(
		codec_json.find(&ctx, text) == want, "%s", found[_i].name);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("codec_json");
	TCase *t = tcase_create("codec_json");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, it_is_the_same_again, 0,
		(int)(sizeof(cases) / sizeof(*cases)));
	tcase_add_loop_test(t, damage_is_an_error, 0,
		(int)(sizeof(damaged) / sizeof(*damaged)));
	tcase_add_loop_test(t, whole_values_are_found, 0,
		(int)(sizeof(found) / sizeof(*found)));
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
