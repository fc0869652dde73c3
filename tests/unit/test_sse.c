/* SPDX-License-Identifier: Apache-2.0 */
/* Streams of events, whatever their line ends and wherever they are cut. */
#include <check.h>
#include <stdlib.h>

#include "answer/sse.h"

static enum hr_status
add_event(void *ctx, struct span data)
{
	struct buf *out = ctx;

	buf_add_char(out, '[');
	buf_add(out, data);
	buf_add_char(out, ']');
	return HR_OK;
}

static const struct {
	const char *name, *stream, *events;
} streams[] = {
	{ "one line", "data: 1\n\n", "[1]" },
	{ "no space", "data:1\n\n", "[1]" },
	{ "one of two spaces", "data:  1\n\n", "[ 1]" },
	{ "several lines", "data: [1,\ndata: 2]\n\n", "[[1,\n2]]" },
	{ "an empty line of data", "data\n\ndata:\n\n", "[][]" },
	{ "empty lines within", "data: 1\ndata:\ndata: 2\n\n", "[1\n\n2]" },
	{ "no data", "event: x\n\n\n\n", "" },
	{ "another field of this beginning", "data2: 1\ndat: 1\n\n", "" },
	{ "a colon in the data", "data: a: b\n\n", "[a: b]" },
	{ "CR and CRLF and LF", "data: 1\r\rdata: 2\r\n\r\ndata: 3\n\n",
		"[1][2][3]" },
	{ "LF and CR are two", "data: 1\n\rdata: 2\n\n", "[1][2]" },
	{ "a mark",
		"\xef\xbb\xbf"
		"data: 1\n\n",
		"[1]" },
	{ "a mark that is not at the start",
		"data: 1\n\n\xef\xbb\xbf"
		"data: 2\n\n",
		"[1]" },
	{ "two marks",
		"\xef\xbb\xbf\xef\xbb\xbf"
		"data: 1\n\n",
		"" },
	{ "an end without a blank line", "data: {}\n", "[{}]" },
	{ "an end without a line's end", "data: {}", "[{}]" },
	{ "an end in the middle", "data: {\"a\":", "" },
	{ "an end behind the first of two lines", "data: [1,\n", "" },
	{ "done without an end", "data: [DONE]", "[[DONE]]" },
	{ "half done", "data: [DON", "" },
};

START_TEST(a_stream_has_these_events)
{
	struct span text = span_str(streams[_i].stream);

	for (size_t cut = 0; cut <= text.n; cut++) {
		struct buf out = { 0 };
		struct sse s;

		sse_init(&s, 100, add_event, &out);
		ck_assert(sse_feed(&s, span_of(text.p, cut)) == HR_OK);
		ck_assert(sse_feed(&s, span_from(text, cut)) == HR_OK);
		ck_assert(sse_finish(&s) == HR_OK);
		ck_assert_msg(span_equal(buf_span(&out),
				      span_str(streams[_i].events)),
			"%s, cut at %zu: %.*s", streams[_i].name, cut,
			(int)out.n, out.p);
		sse_release(&s);
		buf_release(&out);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sse");
	TCase *t = tcase_create("sse");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_loop_test(t, a_stream_has_these_events, 0,
		(int)(sizeof(streams) / sizeof(*streams)));
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
