/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of the codec for diffs. */
#include <check.h>
#include <stdlib.h>

#include "codec/codec.h"
#include "codec/diff/diff_file.h"

#define HEAD "diff --git a/x.c b/x.c\nindex 1..2 100644\n--- a/x.c\n+++ b/x.c\n"

static void
check_buf(const char *name, const struct buf *b, const char *expected)
{
	struct buf copy = { 0 };

	buf_add(&copy, buf_span(b));
	buf_add_char(&copy, '\0');
	ck_assert_msg(!strcmp(copy.p, expected), "%s: got\n%s", name, copy.p);
	buf_release(&copy);
}

/* ---- what is claimed ----------------------------------------------------- */

#define HASH "1234567890123456789012345678901234567890"

/* The text before the '|' is claimed. */
static const struct {
	const char *name, *text;
} finds[] = {
	{ "git diff", HEAD "@@ -1 +1 @@\n-a\n+b\n|prose\n" },
	{ "two files and what is between",
		HEAD "@@ -1 +1 @@\n-a\n+b\nOnly in a: b\n\n" HEAD
		     "@@ -3,2 +3 @@ f(\n a\n-b\n|\nprose\n" },
	{ "diff -u", "--- a\n+++ b\n@@ -1,2 +1,2 @@\n-a\n+b\n c\n|x\n" },
	{ "svn", "Index: a.c\n=====\n--- a.c\t(revision 1)\n"
		 "+++ a.c\t(working copy)\n@@ -0,0 +1 @@\n+a\n|" },
	{ "hg", "diff -r 12 -r 34 a.c\n--- a/a.c\n+++ b/a.c\n"
		"@@ -1 +0,0 @@\n-a\n|" },
	{ "a history, merges too",
		"commit " HASH "\nAuthor: A\nDate:   x\n\n    why\n\n" HEAD
		"@@ -1 +1 @@\n-a\n+b\n\ncommit " HASH
		"\nMerge: 1 2\nAuthor: A\n\n    merge\n\ncommit " HASH
		"\nAuthor: A\n\n    why\n\n" HEAD
		"@@ -1 +1 @@\n-a\n+b\n\ncommit " HASH
		"\nAuthor: A\n\n    empty\n|" },
	{ "mails", "From " HASH " Mon Sep 17 00:00:00 2001\nFrom: A\n"
		   "Subject: [PATCH] b\n\nAny words.\n---\n x.c | 2 +-\n\n" HEAD
		   "@@ -1 +1 @@\n-a\n+b\n-- \n2.39.2\n|" },
	{ "a merge", "diff --cc x\nindex 1,2..3\n--- a/x\n+++ b/x\n"
		     "@@@ -1,2 -1,2 +1,2 @@@\n  a\n- b\n -c\n++d\n|x\n" },
	{ "no newline at the end",
		"--- a\n+++ b\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n"
		"+b\n\\ No newline at end of file\n|" },
	{ "a new name, a new mode, an empty file",
		"diff --git a/x b/y\nsimilarity index 100%\nrename from x\n"
		"rename to y\ndiff --git a/m b/m\nold mode 100644\n"
		"new mode 100755\ndiff --git a/e b/e\nnew file mode 100644\n"
		"index 0000000..e69de29\n|x\n" },
	{ "binary",
		"diff --git a/x b/x\nindex 1..2 100644\nGIT binary patch\n"
		"literal 3\nKcmZQzWMT#Y\n\nliteral 0\nHcmV?d00001\n\n|x\n" },
	{ "binary files differ", "diff --git a/x b/x\nindex 1..2\n"
				 "Binary files a/x and b/x differ\n|x\n" },
	{ "CRLF", "--- a\r\n+++ b\r\n@@ -1,2 +1,2 @@\r\n-a\r\n+b\r\n\r\n|" },
	{ "the next hunk is cut off",
		HEAD "@@ -1 +1 @@\n-a\n+b\n|@@ -9,3 +9,3 @@\n a\n" },
	{ "a hunk with fewer lines than it says",
		"|--- a\n+++ b\n@@ -1,3 +1,3 @@\n-a\n+b\n" },
	{ "a hunk without a change", "|--- a\n+++ b\n@@ -1 +1 @@\n a\n" },
	{ "a hunk without a file", "|@@ -1 +1 @@\n-a\n+b\n" },
	{ "lines that begin with a minus", "|-a\n-b\n+c\n--- d\n" },
	{ "a history without patches",
		"|commit " HASH "\nAuthor: A\n\n    why\n" },
	{ "another form of diff", "|diff -r a b\n1c1\n< a\n---\n> b\n" },
	{ "nothing", "|" },
};

START_TEST(whole_patches_are_claimed)
{
	const char *text = finds[_i].text, *bar = strchr(text, '|');
	struct buf in = { 0 };
	size_t n = (size_t)(bar - text);

	/* "x.c | 2" is no end. */
	if (bar > text && bar[-1] == ' ')
		n = (size_t)(strrchr(text, '|') - text);
	buf_add(&in, span_of(text, n));
	buf_add_str(&in, text + n + 1);
	ck_assert_msg(codec_diff.find(NULL, buf_span(&in)) == n, "%s: %zu",
		finds[_i].name, codec_diff.find(NULL, buf_span(&in)));
	buf_release(&in);
}
END_TEST

/* ---- what is kept -------------------------------------------------------- */

#define HUNK                                                                   \
	"@@ -10,12 +10,13 @@ f(void)\n a\n b\n c\n-d\n+D\n e\n f\n g\n h\n"    \
	"+H\n i\n j\n k\n l\n"

/* keep: for each unit '1' or '0'. */
static const struct {
	const char *name, *in, *keep, *out;
} cuts[] = {
	{ "all is the text itself", HEAD HUNK, "11111111", HEAD HUNK },
	{ "nothing", HEAD HUNK, "00000000",
		"[... 1-19: x.c, 2 lines added, 1 removed ...]\n" },
	{ "a core brings its headers", HEAD HUNK, "00010000",
		HEAD "@@ -12,3 +12,3 @@ f(void)\n c\n-d\n+D\n e\n"
		     "[... 6-7, 12-19: 1 line added ...]\n" },
	{ "the second hunk moves up by what is missing",
		HEAD "@@ -0,0 +1,2 @@\n+A\n+B\n@@ -10,2 +12,3 @@ f\n a\n+b\n"
		     " c\n",
		"00001",
		HEAD "@@ -10,2 +10,3 @@ f\n a\n+b\n c\n"
		     "[... 5-7: 2 lines added ...]\n" },
	{ "context in the middle joins, at the ends it widens", HEAD HUNK,
		"11011110",
		HEAD "@@ -12,7 +12,8 @@ f(void)\n c\n-d\n+D\n e\n f\n g\n h\n"
		     "+H\n i\n[... 6-7, 17-19: context ...]\n" },
	{ "a head or context without a change goes", HEAD HUNK, "11101001",
		"[... 1-19: x.c, 2 lines added, 1 removed ...]\n" },
	{ "files that are left out are counted", HEAD HUNK HEAD HUNK "Bye\n",
		"00000000000000001",
		"[... 1-38: 2 files, 4 lines added, 2 removed ...]\nBye\n" },
	{ "a commit and what is of it",
		"commit " HASH "\nAuthor: A\n\n    Why\n\n    Since.\n\n"
		"    So.\n\n" HEAD "@@ -1 +1 @@\n-a\n+b\n",
		"100001",
		"commit " HASH "\nAuthor: A\n\n    Why\n\n[... 6-9 ...]\n" HEAD
		"@@ -1 +1 @@\n-a\n+b\n" },
	{ "no newline at the end",
		HEAD "@@ -3,2 +3,2 @@\n x\n-a\n+b\n\\ No newline at end\n"
		     "Bye",
		"0010",
		HEAD "@@ -3,2 +3,2 @@\n x\n-a\n+b\n\\ No newline at "
		     "end\n[... 10 ...]" },
	{ "CRLF",
		"--- x.c\r\n+++ x.c\r\n@@ -1,3 +1,3 @@ f\r\n-a\r\n+b\r\n"
		" c\r\n d\r\n",
		"0010",
		"--- x.c\r\n+++ x.c\r\n@@ -1,2 +1,2 @@ f\r\n-a\r\n+b\r\n c\r\n"
		"[... 7: context ...]\r\n" },
	{ "a new name stands alone",
		"diff --git a/x b/y\nrename from x\nrename to y\n--- a/x\n"
		"+++ b/y\n@@ -1 +1 @@\n-a\n+b\n",
		"100",
		"diff --git a/x b/y\nrename from x\nrename to y\n--- a/x\n"
		"+++ b/y\n[... 6-8: 1 line added, 1 removed ...]\n" },
	{ "hunks of a merge are whole",
		"diff --cc x\nindex 1,2..3\n--- a/x\n+++ b/x\n"
		"@@@ -1 -1 +1,2 @@@\n  a\n++b\n@@@ -5 -5 +6,2 @@@\n  a\n++b\n",
		"001",
		"diff --cc x\nindex 1,2..3\n--- a/x\n+++ b/x\n"
		"@@@ -5 -5 +6,2 @@@\n  a\n++b\n[... 5-7: 1 line added ...]\n" },
};

START_TEST(what_is_kept_is_a_patch)
{
	struct hr_stats stats = { 0 };
	struct codec_ctx ctx = {
		.stats = &stats, .last = true, .state = codec_diff.open()
	};
	struct span in = span_str(cuts[_i].in);
	struct units units = { 0 };
	struct buf out = { 0 };
	unsigned char keep[32];

	ck_assert(codec_diff.units(&ctx, in, &units) == HR_OK);
	ck_assert_msg(units.n == strlen(cuts[_i].keep), "%s: %zu units",
		cuts[_i].name, units.n);
	for (size_t i = 0; i < units.n; i++)
		keep[i] = cuts[_i].keep[i] == '1';
	ck_assert(codec_diff.render(
			  &ctx, in, units.unit, units.n, keep, &out) == HR_OK);
	check_buf(cuts[_i].name, &out, cuts[_i].out);
	ck_assert(stats.lines_kept + stats.lines_folded == span_lines(in));
	buf_release(&out);
	units_release(&units);
	codec_diff.close(ctx.state);
}
END_TEST

/* Of a long addition any pieces may be left out. */
START_TEST(a_long_addition_is_kept_in_pieces)
{
	struct codec_ctx ctx = { .line_base = 100, .state = codec_diff.open() };
	struct buf in = { 0 }, out = { 0 };
	struct units units = { 0 };
	unsigned char keep[] = { 0, 0, 1, 0, 1, 0 };

	buf_add_str(&in, "--- /dev/null\n+++ b/n\n@@ -0,0 +1,60 @@\n");
	for (int i = 0; i < 60; i++)
		buf_add_str(&in, "+x\n");
	ck_assert(codec_diff.units(&ctx, buf_span(&in), &units) == HR_OK);
	ck_assert_uint_eq(units.n, sizeof(keep));
	ck_assert(codec_diff.render(&ctx, buf_span(&in), units.unit, units.n,
			  keep, &out) == HR_OK);
	ck_assert(span_starts(
		buf_span(&out), "--- /dev/null\n+++ b/n\n@@ -0,0 +1,32 @@\n"));
	ck_assert(span_ends(buf_span(&out),
		"+x\n[... 120-135, 152-163: 28 lines added ...]\n"));
	ck_assert_uint_eq(span_lines(buf_span(&out)), 3 + 32 + 1);
	buf_release(&in);
	buf_release(&out);
	units_release(&units);
	codec_diff.close(ctx.state);
}
END_TEST

/* The same change in another file has the same hash, another one has not. */
START_TEST(what_repeats_is_told)
{
	struct codec_ctx ctx = { .state = codec_diff.open() };
	struct units units = { 0 };
	struct span in = span_str(HEAD "@@ -1 +1 @@\n-a\n+b\n" HEAD
				       "@@ -7,2 +7,2 @@\n x\n-a\n+b\n" HEAD
				       "@@ -1 +1 @@\n-a\n+c\n");

	ck_assert(codec_diff.units(&ctx, in, &units) == HR_OK);
	ck_assert_uint_eq(units.n, 9);
	ck_assert(units.unit[2].same && units.unit[8].same);
	ck_assert(units.unit[2].same == units.unit[5].same);
	ck_assert(units.unit[2].same != units.unit[8].same);
	ck_assert_uint_eq(units.unit[2].needs, 1);
	ck_assert_uint_eq(units.unit[1].needs, 0);
	units_release(&units);
	codec_diff.close(ctx.state);
}
END_TEST

/* ---- sorts of files ------------------------------------------------------ */

static const struct {
	const char *path;
	enum diff_sort sort;
} sorts[] = {
	{ "lib/x.c", DIFF_SOURCE },
	{ "src/latest/x.c", DIFF_SOURCE },
	{ "CMakeLists.txt", DIFF_SOURCE },
	{ "my-yarn.lock.c", DIFF_SOURCE },
	{ "tests/x.c", DIFF_TEST },
	{ "lib/x_test.go", DIFF_TEST },
	{ "lib/x.spec.ts", DIFF_TEST },
	{ "README.md", DIFF_DOCS },
	{ "docs/x.html", DIFF_DOCS },
	{ "yarn.lock", DIFF_MADE },
	{ "web/package-lock.json", DIFF_MADE },
	{ "go.sum", DIFF_MADE },
	{ "dist/x.min.js", DIFF_MADE },
	{ "api/x.pb.go", DIFF_MADE },
	{ "a/__snapshots__/b.js", DIFF_MADE },
};

START_TEST(a_name_tells_the_sort)
{
	struct diff_part part = {
		.kind = DIFF_HEAD, .patch = 1, .path = span_str(sorts[_i].path)
	};
	struct diff d = { .part = &part, .n = 1 };

	ck_assert_msg(
		diff_sort_of(&d, 0) == sorts[_i].sort, "%s", sorts[_i].path);
}
END_TEST

START_TEST(a_notice_tells_that_a_file_is_generated)
{
	struct diff d = { 0 };

	ck_assert(diff_read(
		&d, span_str(HEAD "@@ -1,2 +1,2 @@\n // Code generated by x. "
				  "DO NOT EDIT.\n-a\n+b\n" HEAD
				  "@@ -90,2 +90,2 @@\n // Code generated by x. "
				  "DO NOT EDIT.\n-a\n+b\n")));
	ck_assert_uint_eq(d.n, 4);
	ck_assert(diff_sort_of(&d, 0) == DIFF_MADE);
	ck_assert(diff_sort_of(&d, 2) == DIFF_SOURCE);
	diff_release(&d);
}
END_TEST

/* ---- speed --------------------------------------------------------------- */

/* Text that begins a patch again and again, or never ends one, takes no more
 * than linear time: this would take hours. */
START_TEST(what_looks_like_a_patch_is_quickly_refused)
{
	static const char *const texts[] = {
		"commit " HASH "\n\n    x\n",
		"--- a\n+++ b\n@@ -1,99999999 +1,99999999 @@\n",
		"diff --git a/x b/x\nindex 1..2\n--- a/x\n+++ b/x\n",
		"From " HASH " Mon Sep 17 00:00:00 2001\nx\n",
		"Index: x\ndiff x\n",
	};
	struct buf in = { 0 };
	struct span rest, line;
	size_t n;

	while (in.n < 4 << 20)
		buf_add_str(&in, texts[_i]);
	for (rest = buf_span(&in); rest.n;) {
		n = codec_diff.find(NULL, rest);
		if (n)
			rest = span_from(rest, n);
		else
			span_line(&rest, &line);
	}
	buf_release(&in);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("diff");
	TCase *t = tcase_create("diff");
	SRunner *runner = srunner_create(suite);
	int bad;

	suite_add_tcase(suite, t);
	tcase_add_loop_test(t, whole_patches_are_claimed, 0,
		(int)(sizeof(finds) / sizeof(*finds)));
	tcase_add_loop_test(t, what_is_kept_is_a_patch, 0,
		(int)(sizeof(cuts) / sizeof(*cuts)));
	tcase_add_test(t, a_long_addition_is_kept_in_pieces);
	tcase_add_test(t, what_repeats_is_told);
	tcase_add_loop_test(t, a_name_tells_the_sort, 0,
		(int)(sizeof(sorts) / sizeof(*sorts)));
	tcase_add_test(t, a_notice_tells_that_a_file_is_generated);
	tcase_add_loop_test(
		t, what_looks_like_a_patch_is_quickly_refused, 0, 5);
	srunner_run_all(runner, CK_NORMAL);
	bad = srunner_ntests_failed(runner);
	srunner_free(runner);
	return bad != 0;
}
