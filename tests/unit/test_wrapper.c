/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unit tests of what clients write around outputs.  In a case "{" and "}" stand around what is inside, and are no part of the text.
 */
#include <check.h>
#include <stdlib.h>

#include "base/buf.h"
#include "request/wrapper.h"

#define CODEX(line)                                                            \
	"Chunk ID: 931ce3\nWall time: 0.0014 seconds\n" line                   \
	"\nOriginal token count: 6568\nOutput:\n"
#define TAG "<untrusted_context>\n"
#define END "Process Group PGID: 1965\n</untrusted_context>"
#define PREVIEW                                                                \
	"<persisted-output>\nOutput too large (307.9KB). Full output saved "   \
	"to: /tmp/x.txt\n\nPreview (first 2KB):\n"

static const struct {
	const char *name, *text;
	bool found, failed;
	bool lines;
} cases[] = {
	{ "a text", "{12:00 start\n12:01 end\n}", false, false, false },
	{ "nothing", "", false, false, false },
	{ "lines with labels, up to the output's",
		CODEX("Process exited with code 0") "{12:00 start\n12:01 "
						    "end\n}",
		true, false, false },
	{ "it failed", CODEX("Process exited with code 2") "{a: b\n}", true,
		true, false },
	{ "it goes on", CODEX("Process running with session ID 48371") "{a\n}",
		true, false, false },
	{ "a warning behind the last label",
		CODEX("Process exited with code 0") "Warning: truncated output "
						    "(original token count: "
						    "79416)\n"
						    "Total output lines: "
						    "4000\n\n{12:00 start\n}",
		true, false, false },
	{ "an output that begins with labels",
		CODEX("Process exited with code 0") "{Name: a\nSize: 3\n}",
		true, false, false },
	{ "labels of the output", "{Name: a\nSize: 3\nOwner: b\n}", false,
		false, false },
	{ "an output in a sentence", "{The Output: it is\nlong\n}", false,
		false, false },
	{ "a tag", TAG "Output: {12:00 start\n12:01 end\n}" END, true, false,
		false },
	{ "a tag, and lines are wanted", TAG "{Output: 12:00 start\n}" END,
		true, false, true },
	{ "a tag, and an end that failed",
		TAG "Output: {12:00 start\n}Exit Code: 2\nSignal: 9\n" END,
		true, true, false },
	{ "a tag and a last line that is the output's",
		TAG "Output: {12:00 start\nLoad average: 1 of 2\n}" END, true,
		false, false },
	{ "a sentence before the tag",
		"Output too large. Showing first 8,000 and last 32,000 "
		"characters. For full output see: /tmp/x.txt\n" TAG
		"Output: {12:00 start\n}" END,
		true, false, false },
	{ "a preview", PREVIEW "{12:00 start\n12:01\n}...\n</persisted-output>",
		true, false, false },
	{ "a tag that is not closed", "{" TAG "12:00 start\n}", false, false,
		false },
	{ "a tag that another one closes", "{<a_b>\nx\n</b_a>}", false, false,
		false },
	{ "an element of HTML", "{<pre>\n12:00 start\n</pre>\n}", false, false,
		false },
	{ "an exit code first", "Exit code 2\n{12:00 start\n}", true, true,
		false },
	{ "an exit code of none", "Exit code 0\n{12:00 start\n}", true, false,
		false },
	{ "an exit code alone", "{Exit code 1}", false, false, false },
	{ "a line that tells of one", "{Exit code 2 means trouble\nx\n}", false,
		false, false },
	{ "another code", "{Status code 404\nx\n}", false, false, false },
	{ "a cut between lines",
		"{12:00 start\n}12:01 done in 34 ms,\n\n... [20012 characters "
		"truncated] ...\n\nqueue depth 6\n{12:05 end\n}",
		true, false, false },
	{ "a cut in a line",
		"{12:00 start\n}12:01 in 26 ms, que\xe2\x80\xa6"
		"69416 tokens truncated\xe2\x80\xa6"
		"1:00:36.040Z INFO\n{12:05 end\n}",
		true, false, false },
	{ "a cut with a comma in its number",
		"{12:00 start\n}12:01 INFO  \n\n... [277,736 characters "
		"omitted] "
		"...\n\n done in 24 ms\n{12:05 end\n}",
		true, false, false },
	{ "two cuts",
		"{a\n}b\n\n... [1 characters omitted] ...\n\nc\n{d\n}e\n\n"
		"... [2 characters truncated] ...\n\nf\n{g\n}",
		true, false, false },
	{ "a cut at both ends", "... [1 lines omitted] ...", true, false,
		false },
	{ "lines that tell of cuts",
		"{12:00 WARN 20 lines truncated\n12:01 [2 bytes omitted]\n"
		"... and 3 more truncated ...\n}",
		false, false, false },
	{ "a marker of ours", "{a\n[... 3x until 12:00 ...]\nb\n}", false,
		false, false },
};

/* How a text was taken apart. */
static void
show(const struct wrapper *w, struct buf *out)
{
	for (size_t i = 0; i < w->n; i++) {
		buf_add_str(out, w->part[i].inside ? "{" : "");
		buf_add(out, w->part[i].text);
		buf_add_str(out, w->part[i].inside ? "}" : "");
	}
}

static void
without_marks(const char *text, struct buf *out)
{
	for (; *text; text++)
		if (*text != '{' && *text != '}')
			buf_add_char(out, *text);
}

START_TEST(test_parts)
{
	struct buf text = { 0 }, parts = { 0 };
	struct wrapper w;
	uint64_t line = 1;

	without_marks(cases[_i].text, &text);
	ck_assert_msg(wrapper_find(buf_span(&text), cases[_i].lines, &w) ==
			      cases[_i].found,
		"%s", cases[_i].name);
	ck_assert_msg(w.failed == cases[_i].failed, "%s", cases[_i].name);
	show(&w, &parts);
	ck_assert_msg(span_equal(buf_span(&parts), span_str(cases[_i].text)),
		"%s: %.*s", cases[_i].name, (int)parts.n, parts.p);
	for (size_t i = 0; i < w.n; i++) {
		ck_assert_uint_eq(w.part[i].line, line);
		for (size_t k = 0; k < w.part[i].text.n; k++)
			line += w.part[i].text.p[k] == '\n';
	}
	buf_release(&text);
	buf_release(&parts);
}
END_TEST

/* What has more cuts than there are parts for is still all there. */
START_TEST(test_many_cuts)
{
	struct buf text = { 0 };
	struct wrapper w;
	size_t n = 0;

	for (int i = 0; i < 40; i++)
		buf_add_str(&text, "a\nb\n\n... [1 lines omitted] ...\n\nc\n");
	ck_assert(wrapper_find(buf_span(&text), false, &w));
	for (size_t i = 0; i < w.n; i++) {
		ck_assert_ptr_eq(w.part[i].text.p, text.p + n);
		n += w.part[i].text.n;
	}
	ck_assert_uint_eq(n, text.n);
	buf_release(&text);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("wrapper");
	TCase *tcase = tcase_create("wrapper");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(
		tcase, test_parts, 0, sizeof(cases) / sizeof(*cases));
	tcase_add_test(tcase, test_many_cuts);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
