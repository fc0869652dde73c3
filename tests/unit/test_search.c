/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of the codecs for search results and for lists of paths. */
#include <check.h>
#include <stdlib.h>

#include "codec/codec.h"

struct block {
	struct codec_ctx ctx;
	const struct codec *codec;
	struct buf head, body, out;
	struct hr_error err;
};

static struct block
block_open(const struct codec *codec)
{
	return (struct block){ .ctx.state = codec->open(), .codec = codec };
}

static void
block_close(struct block *b)
{
	b->codec->close(b->ctx.state);
	buf_release(&b->head);
	buf_release(&b->body);
	buf_release(&b->out);
}

static void
check_buf(const struct buf *b, const char *expected)
{
	struct buf copy = { 0 };

	buf_add(&copy, buf_span(b));
	buf_add_char(&copy, '\0');
	ck_assert_str_eq(copy.p, expected);
	buf_release(&copy);
}

/* ---- what comes out, and goes back --------------------------------------- */

static const struct {
	const char *name;
	const struct codec *codec;
	const char *in, *head, *body; /* head NULL: nothing of this kind */
} cases[] = {
	{ "grep -n", &codec_search,
		"src/a/x.c:1:one\nsrc/a/x.c:20:  two\nsrc/a/y.c:3:three\n"
		"src/b/z.c:4:four\n",
		": 4 lines under src/",
		"a/x.c:\n1:one\n20:  two\ny.c:\n3:three\nb/z.c:\n4:four\n" },
	{ "context lines before and behind a match", &codec_search,
		"a-1.c-9-before\na-1.c:10:match\na-1.c-11-behind\n--\n"
		"a-1.c-20-before\na-1.c:21:match\n",
		": 5 lines",
		"a-1.c:\n9-before\n10:match\n11-behind\n--\n20-before\n"
		"21:match\n" },
	{ "columns", &codec_search, "a.c:1:5:x\na.c:1:9:y\na.c:2:1:z\n",
		": 3 lines", "a.c:\n1:5:x\n1:9:y\n2:1:z\n" },
	{ "no line numbers", &codec_search,
		"lib/a.js:one\nlib/a.js:two\nlib/b.js:three\n",
		": 3 lines under lib/", "a.js:\n:one\n:two\nb.js:\n:three\n" },
	{ "places in brackets", &codec_search,
		"src/a.ts(12,5): error TS1: x\nsrc/a.ts(13,5): error TS1: y\n"
		"src/b.ts(1,1): error TS1: z\n",
		": 3 lines under src/",
		"a.ts:\n(12,5): error TS1: x\n(13,5): error TS1: y\nb.ts:\n"
		"(1,1): error TS1: z\n" },
	{ "drives", &codec_search,
		"C:\\w\\a.c:1:x\nC:\\w\\a.c:2:y\nC:\\w\\b\\c.c:3:z\n",
		": 3 lines under C:\\w\\", "a.c:\n1:x\n2:y\nb\\c.c:\n3:z\n" },
	{ "blanks in paths", &codec_search,
		"My Files/a b.c:1:x\n./My Files/a b.c:1:x\n", NULL, NULL },
	{ "blanks behind the first folder", &codec_search,
		"./My Files/a b.c:1:x\n./My Files/a b.c:2:y\n./My c.c:3:z\n",
		": 3 lines under ./",
		"./My Files/a b.c:\n1:x\n2:y\n./My c.c:\n3:z\n" },
	{ "a revision before the path", &codec_search,
		"v1:lib/a.c:1:x\nv1:lib/a.c:2:y\nv1:lib/b.c:3:z\n",
		": 3 lines under v1:lib/", "a.c:\n1:x\n2:y\nb.c:\n3:z\n" },
	{ "what a compiler quotes", &codec_search,
		"lib/a.c: In function 'f':\n"
		"lib/a.c:12:5: warning: unused\n   12 | int x;\n"
		"      |     ^\nIn file included from b.c:3:\n"
		"lib/b.c:1: error: x\n",
		": 3 lines under lib/",
		"a.c:\n: In function 'f':\n12:5: warning: unused\n"
		"   12 | int x;\n      |     ^\nIn file included from b.c:3:\n"
		"b.c:\n1: error: x\n" },
	{ "text that looks like a line of a block", &codec_search,
		"a.c:1:x\n12:y\n:z\n\\w\n(3\na.c:2:x\n-\n--\nb.c:\n\n"
		"a.c:3:x\n",
		": 3 lines",
		"a.c:\n1:x\n\\12:y\n\\:z\n\\\\w\n\\(3\n2:x\n\\-\n--\n"
		"\\b.c:\n\n3:x\n" },
	{ "names that look like a line of a block", &codec_search,
		"d/12-a.c:1:x\nd/:b.c:2:y\nd/12-a.c:3:z\nd/(1.c:1:\n",
		": 4 lines under d/",
		"./12-a.c:\n1:x\n./:b.c:\n2:y\n./12-a.c:\n3:z\n./(1.c:\n1:\n" },
	{ "a file in the base behind a folder", &codec_search,
		"r/s/a.c:1:x\nr/s/a.c:2:x\nr/b.c:3:x\n", ": 3 lines under r/",
		"s/a.c:\n1:x\n2:x\n./b.c:\n3:x\n" },
	{ "a bracket in a folder", &codec_search,
		"a/[id]/p.tsx:1:x\na/[id]/p.tsx:2:x\na/[id]/q.tsx:3:x\n",
		": 3 lines under a/", "[id]/p.tsx:\n1:x\n2:x\nq.tsx:\n3:x\n" },
	{ "a path above its lines", &codec_search,
		"src/a/x.c\n1:one\n2-two\n--\n9:b.c:\n\nsrc/a/y.c\n3:x\n",
		": 2 files under src/a/",
		"x.c:\n1:one\n2-two\n--\n9:b.c:\n\ny.c:\n3:x\n" },
	{ "a linter's lines below a path", &codec_search,
		"/w/a.js\n  1:5  error  x\n  2:5  error  y\n\n/w/b.js\n"
		"  3:1  error  z\n",
		": 2 files under /w/",
		"a.js:\n  1:5  error  x\n  2:5  error  y\n\nb.js:\n"
		"  3:1  error  z\n" },
	{ "two lines only", &codec_search, "a/b.c:1:x\na/b.c:2:x\n", NULL,
		NULL },
	{ "a log with times", &codec_search,
		"12:00:01 start\n12:00:02 work\n12:00:03 end\n12:00:04 x\n",
		NULL, NULL },
	{ "a log with dates", &codec_search,
		"2025/01/01 12:10:01 a/b.c: x\n2025/01/01 12:10:02 a/b.c: x\n"
		"2025/01/01 12:10:03 a/b.c: x\n",
		NULL, NULL },
	{ "an access log", &codec_search,
		"10.0.0.1 - - [24/Nov/2026:12:28:07 +0000] \"GET /a.c:1:\"\n"
		"10.0.0.1 - - [24/Nov/2026:12:28:08 +0000] \"GET /a.c:1:\"\n"
		"10.0.0.1 - - [24/Nov/2026:12:28:09 +0000] \"GET /a.c:1:\"\n",
		NULL, NULL },
	{ "addresses with ports", &codec_search,
		"10.0.0.1:80: up\n10.0.0.2:80: up\n10.0.0.3:80: up\n", NULL,
		NULL },
	{ "keys and values", &codec_search,
		"name: a/b\nport: 80\nhost: c.d\nlevel:1:x\n", NULL, NULL },
	{ "names of C++", &codec_search,
		"std::a:1:x\nt/x.py::test_a PASSED\nt/x.py::test_b PASSED\n",
		NULL, NULL },

	{ "find", &codec_paths,
		"/usr/share/doc\n/usr/share/doc/gcc\n/usr/share/doc/gcc/"
		"README\n"
		"/usr/share/doc/gcc/NEWS\n/usr/share/doc/git\n"
		"/usr/share/doc/git/a.txt\n",
		": 6 paths under /usr/share/doc/",
		".\ngcc/{.,README,NEWS}\ngit/{.,a.txt}\n" },
	{ "tar -t", &codec_paths, "d/\nd/a\nd/b\nd/e/\nd/e/x\n",
		": 5 paths under d/", "{,a,b}\ne/{,x}\n" },
	{ "folders behind what is in them", &codec_paths,
		"./a/b/x\n./a/b/y\n./a/b\n./a/z\n./a\n.\n",
		": 6 paths under ./", "a/b/{x,y,.}\na/{z,.}\n./.\n" },
	{ "names that are alike", &codec_paths,
		"d/api-1.txt\nd/api-2.txt\nd/api-3.txt\nd/api-4.txt\nd/a.c\n"
		"d/b.c\nd/c.c\nd/d.c\nd/README\n",
		": 9 paths under d/",
		"api-{1,2,3,4}.txt\n{a,b,c,d}.c\nREADME\n" },
	{ "two dots in the extension", &codec_paths,
		"d/a.1.gz\nd/b.1.gz\nd/c.1.gz\nd/d.1.gz\nd/e.1.gz\n",
		": 5 paths under d/", "{a,b,c,d,e}.1.gz\n" },
	{ "signs of the form in names", &codec_paths,
		"d/i\nd/j\nd/k\nd/l\nd/m\nd/{a}\nd/b,c\nd/e\\f\nd/.\nd/..\n"
		"d/g h\n",
		": 11 paths under d/",
		"{i,j,k,l,m,\\{a\\},b\\,c,e\\\\f,\\.,..,g h}\n" },
	{ "files in the base behind a folder", &codec_paths,
		"a/x.c\na/y.c\na/z.h\nMakefile\n.gitignore\nb/z.c\nb/w.c\n"
		"b/v.c\n",
		": 8 paths",
		"a/{x.c,y.c,z.h}\n./{Makefile,.gitignore}\nb/{z,w,v}.c\n" },
	{ "files of one folder", &codec_paths,
		"IMG_1.jpg\nIMG_2.jpg\nIMG_3.jpg\nIMG_4.jpg\nIMG_5.jpg\n",
		": 5 paths", "IMG_{1,2,3,4,5}.jpg\n" },
	{ "ls -R", &codec_paths,
		".:\na\nb\nx.c\n\n./a:\n.\ny.c\n\n./a/e:\n\n./b:\nc,d\n",
		": 6 names under ./",
		"./{a,b,x.c}\na/{\\.,y.c}\na/e/\nb/c\\,d\n" },
	{ "ls -R of a folder", &codec_paths,
		"/w/s:\na.c\nb.c\nc.c\nd.c\n\n/w/s/t:\ne e.c\n",
		": 5 names under /w/s/", "./{a,b,c,d}.c\nt/e e.c\n" },
	{ "ls -lR", &codec_paths,
		".:\ntotal 8\ndrwxr-xr-x 2 root root 4096 Nov 24 08:00 a\n\n"
		"./a:\ntotal 4\n-rw-r--r-- 1 root root 12 Nov 24 08:00 x\n",
		NULL, NULL },
	{ "keys above their values", &codec_paths,
		"a:\nx\ny\nz\n\nb:\nx\ny\nz\n", NULL, NULL },
	{ "few paths", &codec_paths, "a/b\na/c\na/d\n", NULL, NULL },
	{ "prose with slashes", &codec_paths,
		"and/or this\neither/or that\nhe/she said\nif/then\nin/out\n"
		"on/off\n",
		NULL, NULL },
	{ "comments of code", &codec_paths,
		"// one\n// two\n// three\n// four\n// five\n// six\n", NULL,
		NULL },
	{ "words", &codec_paths, "one\ntwo\nthree\nfour\nfive\nsix\n", NULL,
		NULL },
};

START_TEST(a_text_goes_there_and_back)
{
	struct span in = span_str(cases[_i].in);
	struct block b = block_open(cases[_i].codec);
	size_t n = b.codec->find(&b.ctx, in);

	ck_assert_msg(n == (cases[_i].head ? in.n : 0), "%s: found %zu",
		cases[_i].name, n);
	if (n) {
		ck_assert_int_eq(
			b.codec->encode(&b.ctx, in, &b.head, &b.body), HR_OK);
		check_buf(&b.head, cases[_i].head);
		check_buf(&b.body, cases[_i].body);
		ck_assert_int_eq(b.codec->decode(&b.ctx, buf_span(&b.head),
					 buf_span(&b.body), &b.out, &b.err),
			HR_OK);
		check_buf(&b.out, cases[_i].in);
	}
	block_close(&b);
}
END_TEST

/* ---- where a run ends ---------------------------------------------------- */

static const struct {
	const char *name;
	const struct codec *codec;
	const char *run, *behind;
} runs[] = {
	{ "text behind the last match", &codec_search,
		"a.c:1:x\na.c:2:x\na.c:3:x\n", "3 matches\n" },
	{ "a long gap", &codec_search, "a.c:1:x\na.c:2:x\na.c:3:x\n",
		"1\n2\n3\n4\n5\n6\n7\na.c:4:x\n" },
	{ "a blank line behind the last group", &codec_search,
		"a.c\n1:x\n2:x\n3:x\n", "\nthree matches\n" },
	{ "text behind a list", &codec_paths, "a/b\na/c\na/d\na/e\na/f\n",
		"5 files, 0 folders.\n" },
};

START_TEST(a_run_ends)
{
	struct block b = block_open(runs[_i].codec);
	struct buf in = { 0 };

	buf_add_str(&in, runs[_i].run);
	buf_add_str(&in, runs[_i].behind);
	ck_assert_msg(
		b.codec->find(&b.ctx, buf_span(&in)) == strlen(runs[_i].run),
		"%s", runs[_i].name);
	buf_release(&in);
	block_close(&b);
}
END_TEST

/* ---- damage -------------------------------------------------------------- */

static const struct {
	const char *name;
	const struct codec *codec;
	const char *head, *body, *error;
	size_t pos;
} damage[] = {
	{ "no head", &codec_search, "", "a.c:\n1:x\n",
		"no header of search results", 0 },
	{ "another head", &codec_search, "1 rows", "a.c:\n1:x\n",
		"no header of search results", 0 },
	{ "a number that is too long", &codec_search,
		": 99999999999999999999 lines", "a.c:\n1:x\n",
		"no header of search results", 0 },
	{ "a place without a path", &codec_search, ": 1 lines", "x\n1:x\n",
		"no line of search results", 2 },
	{ "a line is missing", &codec_search, ": 2 lines", "a.c:\n1:x\n",
		"not as many lines or files as promised", 9 },
	{ "a line without a number below a path", &codec_search, ": 1 files",
		"a.c:\n:x\n", "no line of search results", 5 },
	{ "no number", &codec_paths, ": paths", "a/b\n",
		"not the header of a list", 0 },
	{ "a brace that is open", &codec_paths, ": 2 paths", "a/b\n{c,d\n",
		"not a line of a list", 4 },
	{ "a brace that closes nothing", &codec_paths, ": 1 paths", "a/b}\n",
		"not a line of a list", 0 },
	{ "two braces", &codec_paths, ": 4 paths", "{a,b}{c,d}\n",
		"not a line of a list", 0 },
	{ "a backslash before nothing", &codec_paths, ": 1 paths", "a\\\n",
		"not a line of a list", 0 },
	{ "a backslash before a letter", &codec_paths, ": 1 paths", "\\a\n",
		"not a line of a list", 0 },
	{ "a folder with a prefix", &codec_paths, ": 2 paths", "d/a-{.,b}\n",
		"not a line of a list", 0 },
	{ "a folder that is none", &codec_paths, ": 1 paths", ".\n",
		"not a line of a list", 0 },
	{ "names without a folder", &codec_paths, ": 2 names", "{a,b}\n",
		"not a line of a list", 0 },
	{ "a folder among names", &codec_paths, ": 2 names", "d/{.,b}\n",
		"not a line of a list", 0 },
	{ "names in no folder", &codec_paths, ": 2 names", "./{a,b}\n",
		"not a line of a list", 0 },
	{ "a path is missing", &codec_paths, ": 3 paths", "{a,b}\n",
		"not as many paths as promised", 6 },
};

START_TEST(damage_is_told)
{
	struct block b = block_open(damage[_i].codec);

	ck_assert_msg(
		b.codec->decode(&b.ctx, span_str(damage[_i].head),
			span_str(damage[_i].body), &b.out, &b.err) == HR_EINPUT,
		"%s", damage[_i].name);
	ck_assert_str_eq(b.err.text, damage[_i].error);
	ck_assert_uint_eq(b.err.pos, damage[_i].pos);
	ck_assert_int_eq(b.err.code, HR_EINPUT);
	block_close(&b);
}
END_TEST

/* Paths of all lengths about the limit, which comes back or is left alone. */
START_TEST(long_paths)
{
	struct block b = block_open(_i & 1 ? &codec_search : &codec_paths);
	struct buf in = { 0 };
	size_t n;

	for (int line = 0; line < 6; line++) {
		buf_add_str(&in, "folder/");
		for (int i = 0; i < 1000 + _i / 2; i++)
			buf_add_char(&in, i % 50 ? 'a' : '/');
		buf_add_char(&in, (char)('a' + line));
		buf_add_str(&in, _i & 1 ? ":1:x\n" : "\n");
	}
	n = b.codec->find(&b.ctx, buf_span(&in));
	if (n && b.codec->encode(&b.ctx, buf_span(&in), &b.head, &b.body) ==
			 HR_OK) {
		ck_assert_int_eq(b.codec->decode(&b.ctx, buf_span(&b.head),
					 buf_span(&b.body), &b.out, &b.err),
			HR_OK);
		ck_assert(span_equal(buf_span(&b.out), buf_span(&in)));
	}
	buf_release(&in);
	block_close(&b);
}
END_TEST

/* Lines that each look like the first of something: what is not found is not
 * searched for again and again. */
START_TEST(no_is_quick)
{
	static const char *const line[] = { "a:\n", "a/b\n", "a/b.c:1:x\n\n",
		"a.c\n1:x\n\n", "a-1-b\n", "./a-1-b\n", "a/b: x\n", "--\n",
		"a:\n\n", "word:1:x\n", "a:\nb\n\n" };
	enum {
		LINES = 200000
	};
	const struct codec *both[] = { &codec_search, &codec_paths };
	struct buf in = { 0 };

	for (int i = 0; i < LINES; i++) {
		buf_add_str(&in, line[_i]);
		/* Something that ends each run. */
		if (i % 3 == 2)
			buf_add_str(&in, "= = =\n= =\n=\n=\n=\n=\n=\n=\n");
	}
	for (size_t i = 0; i < 2; i++) {
		struct block b = block_open(both[i]);
		struct span rest = buf_span(&in), first;

		while (rest.n) {
			size_t n = both[i]->find(&b.ctx, rest);

			if (!n)
				span_line(&rest, &first);
			rest = span_from(rest, n);
		}
		block_close(&b);
	}
	buf_release(&in);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("search");
	TCase *t = tcase_create("search");
	SRunner *r;
	int failed;

	tcase_add_loop_test(t, a_text_goes_there_and_back, 0,
		(int)(sizeof(cases) / sizeof(*cases)));
	tcase_add_loop_test(
		t, a_run_ends, 0, (int)(sizeof(runs) / sizeof(*runs)));
	tcase_add_loop_test(
		t, damage_is_told, 0, (int)(sizeof(damage) / sizeof(*damage)));
	tcase_add_loop_test(t, long_paths, 0, 60);
	tcase_add_loop_test(t, no_is_quick, 0, 11);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
