/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of prose: its units, what is written of them, and folding. */
#include <check.h>
#include <stdlib.h>

#include "codec/codec.h"
#include "codec/prose/prose.h"
#include "ref/ref_fold.h"
#include "ref/ref_prose.h"
#include "table/query.h"

struct prose {
	struct codec_ctx ctx;
	struct units units;
	struct buf out;
};

static void
prose_open(struct prose *p, struct span in, const struct query *query)
{
	*p = (struct prose){ .ctx.state = codec_prose.open() };
	p->ctx.query = query;
	ck_assert_int_eq(codec_prose.units(&p->ctx, in, &p->units), HR_OK);
	ck_assert(!query || query_rank(query, in, &p->units, 0));
	ck_assert_ptr_null(ref_units(in, &p->units));
}

static void
prose_close(struct prose *p)
{
	codec_prose.close(p->ctx.state);
	units_release(&p->units);
	buf_release(&p->out);
}

/* ---- units --------------------------------------------------------------- */

/* A "|" stands between the units of each. */
static const struct {
	const char *name, *text;
} cuts[] = {
	{ "sentences", "One two. |Three! |Four? |Five" },
	{ "across lines", "One two\nthree. |Four\nfive.\n" },
	{ "empty lines go with what is above", "One. |Two.\n\n\n|Three.\n" },
	{ "small letters go on", "It is v. good. |Is it approx. 3.5 m?" },
	{ "abbreviations",
		"Mr. Smith and J. F. Kennedy met e.g. Ann. |In the U.S. Army "
		"they do.\n" },
	{ "quotes and brackets",
		"\"Is it?\" |(It is.) |He said \xe2\x80\x9cNo.\xe2\x80\x9d |"
		"Then went." },
	{ "notes behind the stop", "It was so.[12] |Then not.[a] Yes" },
	{ "no blank behind the stop", "See a.b.c and www.example.org/x." },
	{ "three points", "He waited... |She did not." },
	{ "Chinese", "\xe6\x98\xaf\xe3\x80\x82|\xe4\xb8\x8d\xef\xbc\x81|"
		     "\xe5\xa5\xbd\xe5\x90\x97\xef\xbc\x9f\n" },
	{ "headings", "# A\n|Text. |More.\n\n|## B ##\n\n|Text.\n" },
	{ "ruled headings", "A\n===\n|Text.\n\n|B\n---\n\n|Text.\n" },
	{ "a title between empty lines", "The title\n\n|Text. |More.\n" },
	{ "items", "- One. Two.\n|- Three\n  goes on\n|* Four\n|3. Five\n" },
	{ "a fence", "Do:\n|```\nmake. It. \n\n# no heading\n```\n|Done.\n" },
	{ "a fence of another kind inside",
		"~~~~\n```\n~~~\n\n~~~~\n|Text.\n" },
	{ "a fence that does not end", "```\nOne. |Two.\n" },
	{ "options of a manual",
		"NAME\n|       x - does\n\n|OPTIONS\n|       -a, --all\n\n|"
		"              All of them. |Yes.\n\n|       -b\n" },
	{ "one line only", "text" },
	{ "empty lines first", "\n\n|Text.\n" },
};

START_TEST(a_text_is_cut_where_it_should)
{
	struct buf text = { 0 }, cut = { 0 };
	struct span in;
	struct prose p;

	for (const char *c = cuts[_i].text; *c; c++)
		if (*c != '|')
			buf_add_char(&text, *c);
	in = buf_span(&text);
	prose_open(&p, in, NULL);
	for (size_t i = 0; i < p.units.n; i++) {
		if (i)
			buf_add_char(&cut, '|');
		buf_add(&cut,
			span_of(in.p + p.units.unit[i].at, p.units.unit[i].n));
	}
	buf_add_char(&cut, '\0');
	ck_assert_msg(
		!strcmp(cut.p, cuts[_i].text), "%s: %s", cuts[_i].name, cut.p);
	prose_close(&p);
	buf_release(&text);
	buf_release(&cut);
}
END_TEST

START_TEST(rows_need_their_head_and_sentences_their_heading)
{
	struct span in = span_str("Intro.\n\n# Head\n\n| a | b |\n|---|---|\n"
				  "| 1 | 2 |\n| 3 | 4 |\n\nText. More.\n");
	static const uint32_t needs[] = { NONE, NONE, 1, 2, 2, 1, 1 };
	struct prose p;

	prose_open(&p, in, NULL);
	ck_assert_uint_eq(p.units.n, 7);
	for (size_t i = 0; i < p.units.n; i++)
		ck_assert_msg(p.units.unit[i].needs == needs[i], "unit %zu", i);
	prose_close(&p);
}
END_TEST

START_TEST(what_explains_an_option_needs_it)
{
	struct span in =
		span_str("OPTIONS\n   -a, --all\n\n      All.\n\n"
			 "   -b\n\n      Both. Yes.\n\n   Other text.\n");
	static const uint32_t needs[] = { NONE, 0, 1, 0, 3, 3, 0 };
	struct prose p;

	prose_open(&p, in, NULL);
	ck_assert_uint_eq(p.units.n, 7);
	for (size_t i = 0; i < p.units.n; i++)
		ck_assert_msg(p.units.unit[i].needs == needs[i], "unit %zu", i);
	prose_close(&p);
}
END_TEST

START_TEST(the_same_in_other_marks_has_one_hash)
{
	struct span in = span_str(
		"The quick brown fox jumps over lazy dogs. Other words stand "
		"in this second sentence here. The lazy dogs: over them jumps "
		"the quick, brown FOX! Short one. Short one.\n");
	struct prose p;

	prose_open(&p, in, NULL);
	ck_assert_uint_eq(p.units.n, 5);
	ck_assert(p.units.unit[0].same);
	ck_assert(p.units.unit[0].same == p.units.unit[2].same);
	ck_assert(p.units.unit[0].same != p.units.unit[1].same);
	ck_assert(!p.units.unit[3].same);
	prose_close(&p);
}
END_TEST

START_TEST(a_query_finds_its_sentence)
{
	struct span in = span_str(
		"The museum was built in 1901. Its roof is of copper.\n\n"
		"Tickets are sold at the door. Children pay nothing.\n");
	struct query *q = query_new(span_str("Do children pay for tickets?"));
	struct prose p;
	size_t best = 0;

	prose_open(&p, in, q);
	for (size_t i = 0; i < p.units.n; i++)
		if (p.units.unit[i].value > p.units.unit[best].value)
			best = i;
	ck_assert_uint_eq(best, 3);
	prose_close(&p);
	query_free(q);
}
END_TEST

/* ---- rendering ----------------------------------------------------------- */

static const struct {
	const char *name, *text, *keep, *out;
} renders[] = {
	{ "everything", "One. Two.\nThree.\n", "111", "One. Two.\nThree.\n" },
	{ "nothing", "One. Two.\nThree.\n", "000", "[... 100-101 ...]\n" },
	{ "inside a line", "One. Two. Three.\n", "101", "One. [...] Three.\n" },
	{ "at both ends of a line", "One. Two. Three.\n", "010",
		"[...] Two. [...]\n" },
	{ "whole lines", "One.\nTwo.\nThree.\nFour.\n", "1001",
		"One.\n[... 101-102 ...]\nFour.\n" },
	{ "from a line to another", "One. Two.\nThree. Four.\n", "1001",
		"One. [...]\n[...] Four.\n" },
	{ "with lines between", "One. Two.\n\nThree.\n\nFour. Five.\n", "10001",
		"One. [...]\n[... 101-103 ...]\n[...] Five.\n" },
	{ "a sentence of three lines", "One. Two\nis\nlong. Four.\n", "010",
		"[...] Two\nis\nlong. [...]\n" },
	{ "no newline at the end", "One. Two.\n\nThree.", "100",
		"One. [...]\n[... 101-102 ...]" },
	{ "nor a blank", "One. Two.", "10", "One. [...]" },
	{ "CRLF", "One. Two.\r\nThree.\r\nFour.\r\n", "1001",
		"One. [...]\r\n[... 101 ...]\nFour.\r\n" },
	{ "Chinese", "\xe6\x98\xaf\xe3\x80\x82\xe4\xb8\x8d\xe3\x80\x82", "10",
		"\xe6\x98\xaf\xe3\x80\x82 [...]" },
	{ "an empty text", "", "", "" },
};

START_TEST(what_is_missing_is_marked)
{
	struct span in = span_str(renders[_i].text);
	unsigned char keep[16];
	struct prose p;

	prose_open(&p, in, NULL);
	ck_assert_msg(p.units.n == strlen(renders[_i].keep), "%s: %zu units",
		renders[_i].name, p.units.n);
	for (size_t i = 0; i < p.units.n; i++)
		keep[i] = renders[_i].keep[i] == '1';
	p.ctx.line_base = 99;
	ck_assert_int_eq(codec_prose.render(&p.ctx, in, p.units.unit, p.units.n,
				 keep, &p.out),
		HR_OK);
	ck_assert_ptr_null(ref_prose(in, &p.units, keep, 99, buf_span(&p.out)));
	buf_add_char(&p.out, '\0');
	ck_assert_msg(!strcmp(p.out.p, renders[_i].out), "%s: %s",
		renders[_i].name, p.out.p);
	prose_close(&p);
}
END_TEST

/* ---- folding ------------------------------------------------------------- */

#define LONG_A                                                                 \
	"The words of this paragraph come again further down, and there are "  \
	"enough of them to be worth a marker.\n"
#define LONG_B                                                                 \
	"Another paragraph of which the same is true as far as anybody can "   \
	"tell who reads it again and again.\n"

static const struct {
	const char *name, *in, *out;
} folds[] = {
	{ "a paragraph", LONG_A "\nNew.\n\n" LONG_A "\nLast.\n",
		LONG_A "\nNew.\n\n[... 5: as 1 ...]\n\nLast.\n" },
	{ "paragraphs that follow one another",
		LONG_A "\n" LONG_B "\nNew.\n\n" LONG_A "\n" LONG_B "\nLast.\n",
		LONG_A "\n" LONG_B
		       "\nNew.\n\n[... 7-9: as 1-3 ...]\n\nLast.\n" },
	{ "with a heading", "# A\n\n" LONG_A "\nNew.\n\n# A\n\n" LONG_A,
		"# A\n\n" LONG_A "\nNew.\n\n[... 7-9: as 1-3 ...]\n" },
	{ "in another order", LONG_A "\n" LONG_B "\n" LONG_B "\n" LONG_A,
		LONG_A "\n" LONG_B
		       "\n[... 5: as 3 ...]\n\n[... 7: as 1 ...]\n" },
	{ "another number of empty lines",
		LONG_A "\n\n" LONG_B "\n" LONG_A "\n" LONG_B,
		LONG_A "\n\n" LONG_B
		       "\n[... 6: as 1 ...]\n\n[... 8: as 4 ...]\n" },
	{ "short ones stay", "Short.\n\nOther.\n\nShort.\n",
		"Short.\n\nOther.\n\nShort.\n" },
	{ "one word is another", LONG_A "\nX " LONG_A, LONG_A "\nX " LONG_A },
	{ "code stays", "```\n" LONG_A "```\n\n```\n" LONG_A "```\n",
		"```\n" LONG_A "```\n\n```\n" LONG_A "```\n" },
	{ "no newline at the end",
		"It is a text that comes two times here, word for word.\nYes "
		"it does, and that is true, as can be seen in this one.\n\n"
		"It is a text that comes two times here, word for word.\nYes "
		"it does, and that is true, as can be seen in this one.",
		"It is a text that comes two times here, word for word.\nYes "
		"it does, and that is true, as can be seen in this one.\n\n"
		"[... 4-5: as 1-2 ...]" },
};

START_TEST(repeated_paragraphs_are_folded)
{
	struct hr_options options = { .kind = HR_KIND_PROSE, .plain = true };
	struct hr_stats stats;
	struct span in = span_str(folds[_i].in);
	struct ref_text out = ref_run(&options, in.p, in.n, 0, false, &stats);

	ck_assert_msg(
		span_equal(span_of(out.p, out.n), span_str(folds[_i].out)),
		"%s: %.*s", folds[_i].name, (int)out.n, out.p);
	ck_assert_ptr_null(ref_check(&options, in.p, in.n));
	free(out.p);
}
END_TEST

/* A fence that does not end is looked for once, not from each line again; nor
 * is anything else of a text looked at more than a few times. */
START_TEST(a_large_odd_text_is_done_at_once)
{
	static const char *const lines[] = { "```\n", "~~~~ x\n", "a. ", "- \n",
		" x\n  y\n", "===\n", "|\n", "\n", ".....", "[1" };

	for (size_t k = 0; k < sizeof(lines) / sizeof(*lines); k++) {
		struct buf text = { 0 };
		struct prose p;

		for (int i = 0; i < 50000; i++)
			buf_add_str(&text, lines[k]);
		prose_open(&p, buf_span(&text), NULL);
		prose_close(&p);
		buf_release(&text);
	}
}
END_TEST

#define LOOP(t, test, cases)                                                   \
	tcase_add_loop_test(t, test, 0, (int)(sizeof(cases) / sizeof(*(cases))))

int
main(void)
{
	Suite *suite = suite_create("prose");
	TCase *t = tcase_create("prose");
	SRunner *runner = srunner_create(suite);
	int bad;

	suite_add_tcase(suite, t);
	LOOP(t, a_text_is_cut_where_it_should, cuts);
	tcase_add_test(t, rows_need_their_head_and_sentences_their_heading);
	tcase_add_test(t, what_explains_an_option_needs_it);
	tcase_add_test(t, the_same_in_other_marks_has_one_hash);
	tcase_add_test(t, a_query_finds_its_sentence);
	LOOP(t, what_is_missing_is_marked, renders);
	LOOP(t, repeated_paragraphs_are_folded, folds);
	tcase_add_test(t, a_large_odd_text_is_done_at_once);
	srunner_run_all(runner, CK_NORMAL);
	bad = srunner_ntests_failed(runner);
	srunner_free(runner);
	return bad != 0;
}
