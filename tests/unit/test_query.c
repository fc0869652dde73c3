/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of terms, and of ranking by a query. */
#include <check.h>
#include <stdlib.h>

#include "base/buf.h"
#include "table/query.h"
#include "table/term.h"

/* ---- terms --------------------------------------------------------------- */

/* The terms of a text as they are written, each in brackets. */
static void
write_terms(const char *text, struct buf *out)
{
	struct term_walk w = { .rest = span_str(text) };
	struct term term;

	while (term_next(&w, &term)) {
		buf_add_char(out, '[');
		buf_add(out, term.text);
		buf_add_char(out, ']');
	}
	buf_add_char(out, '\0');
}

static const struct {
	const char *text, *terms;
} walks[] = {
	{ "The cat's 2 mats.", "[The][cat][s][2][mats]" },
	{ "getUserName", "[get][User][Name][getUserName]" },
	{ "user_name, _x", "[user][name][user_name][_x]" },
	{ "HTTPServer", "[HTTP][Server][HTTPServer]" },
	{ "10.0.0.1 and 3.14. End", "[10.0.0.1][and][3.14][End]" },
	{ "a-b a/b", "[a][b][a][b]" },
	{ "\xc3\x89t\xc3\xa9 \xe2\x80\x9cja\xe2\x80\x9d",
		"[\xc3\x89t\xc3\xa9][ja]" },
	{ "\xe6\x9d\xb1\xe4\xba\xac\xe9\x83\xbd",
		"[\xe6\x9d\xb1\xe4\xba\xac][\xe4\xba\xac\xe9\x83\xbd]" },
	{ "\xe6\x9d\xb1 x", "[\xe6\x9d\xb1][x]" },
	{ "bad \xff\xfe\xc3 bytes \xed\xa0", "[bad][bytes]" },
	{ "__ --", "[__]" },
	{ "", "" },
};

START_TEST(a_text_falls_into_terms)
{
	struct buf out = { 0 };

	write_terms(walks[_i].text, &out);
	ck_assert_str_eq(out.p, walks[_i].terms);
	buf_release(&out);
}
END_TEST

static uint64_t
hash_of(const char *word)
{
	struct term_walk w = { .rest = span_str(word) };
	struct term term;

	ck_assert_msg(term_next(&w, &term), "%s", word);
	return term.hash;
}

static const struct {
	const char *a, *b;
	bool same;
} pairs[] = {
	{ "create", "Creating", true },
	{ "created", "creation", true },
	{ "stop", "stopped", true },
	{ "country", "countries", true },
	{ "class", "classes", true },
	{ "name", "named", true },
	{ "organization", "organizes", true },
	{ "quick", "quickly", true },
	{ "Men\xc3\xa9ndez", "menendez", true },
	{ "\xd0\x9c\xd0\xb8\xd1\x80", "\xd0\xbc\xd0\xb8\xd1\x80", true },
	{ "\xce\xa3\xce\xa9", "\xcf\x83\xcf\x89", true },
	{ "bus", "bu", false },
	{ "king", "k", false },
	{ "port", "import", false },
	{ "1.2", "1.3", false },
	{ "string", "strong", false },
};

START_TEST(words_of_one_stem_are_one_term)
{
	ck_assert_msg((hash_of(pairs[_i].a) == hash_of(pairs[_i].b)) ==
			      pairs[_i].same,
		"%s, %s", pairs[_i].a, pairs[_i].b);
}
END_TEST

START_TEST(stop_words_are_known)
{
	ck_assert(term_is_stop(span_str("the")));
	ck_assert(term_is_stop(span_str("The")));
	ck_assert(term_is_stop(span_str("a")));
	ck_assert(term_is_stop(span_str("your")));
	ck_assert(!term_is_stop(span_str("")));
	ck_assert(!term_is_stop(span_str("thesis")));
	ck_assert(!term_is_stop(span_str("disestablishment")));
	ck_assert(!term_is_stop(span_str("\xc3\xa9")));
}
END_TEST

START_TEST(a_very_long_word_is_a_term)
{
	struct buf text = { 0 };
	struct term_walk w;
	struct term term;

	for (int i = 0; i < 10000; i++)
		buf_add_char(&text, 'x');
	w = (struct term_walk){ .rest = buf_span(&text) };
	ck_assert(term_next(&w, &term));
	ck_assert_uint_eq(term.text.n, 10000);
	ck_assert(!term_next(&w, &term));
	buf_release(&text);
}
END_TEST

/* ---- ranking ------------------------------------------------------------- */

/* Each line of a text as a unit. */
static void
cut_lines(struct span text, struct units *units)
{
	struct span rest = text, line;

	while (span_line(&rest, &line))
		ck_assert(units_add(
			units, (struct unit){ .at = (uint32_t)(line.p - text.p),
				       .n = (uint32_t)line.n,
				       .lines = 1,
				       .needs = NONE,
				       .value = VALUE_PLAIN }));
}

static const struct {
	const char *name, *query, *text;
	size_t best; /* line, counted from 0 */
} ranks[] = {
	{ "a rare word counts more than a usual one",
		"where does the river flow",
		"The town has a river.\nThe town has a river.\n"
		"The water flows to the sea from the river.\n"
		"The town has a river.\n",
		2 },
	{ "two words in one unit beat one in two", "disk failure",
		"disk ok\ndisk full\npower failure\ndisk failure on sda\n"
		"disk ok\n",
		3 },
	{ "a part of an identifier", "parse the header",
		"int a(void)\nint read_body(void)\nint parseHeader(void)\n",
		2 },
	{ "an identifier by its parts", "parseHeader",
		"int a(void)\nint read_body(void)\nint parse_header(void)\n",
		2 },
	{ "a word that begins alike", "Who invaded Gaul?",
		"Rome was large.\nHe wrote about the invaders.\nNothing.\n",
		1 },
	{ "a row", "total of Oslo",
		"1,Ann,Rome,12\n2,Bob,Paris,7\n3,Cy,Oslo,99\n", 2 },
	{ "Chinese", "\xe6\x9d\xb1\xe4\xba\xac",
		"\xe4\xba\xac\xe9\x83\xbd\xe5\xb8\x82\n"
		"\xe6\x9d\xb1\xe4\xba\xac\xe9\x83\xbd\n\xe6\x9d\xb1\n",
		1 },
	{ "only stop words", "who are you", "The end.\nWho are they?\nNo.\n",
		1 },
};

START_TEST(the_best_answer_has_the_highest_value)
{
	struct span text = span_str(ranks[_i].text);
	struct query *q = query_new(span_str(ranks[_i].query));
	struct units units = { 0 };

	cut_lines(text, &units);
	ck_assert(q && query_rank(q, text, &units, 0));
	for (size_t i = 0; i < units.n; i++)
		ck_assert_msg(i == ranks[_i].best ||
				      units.unit[i].value <
					      units.unit[ranks[_i].best].value,
			"%s: unit %zu", ranks[_i].name, i);
	units_release(&units);
	query_free(q);
}
END_TEST

START_TEST(values_are_on_the_common_scale)
{
	struct span text = span_str(
		"The train to Oslo leaves at nine in the morning each day.\n"
		"It is blue, and has seven cars and a place for bicycles too.\n"
		"Those who ride in it may eat, drink, sleep, read and talk, "
		"but must not play the trumpet between two stations.\n"
		"\n\n"
		"A ship goes to another town on the other side of the "
		"water.\n");
	struct query *q = query_new(span_str("when does the train leave Oslo"));
	struct units units = { 0 };

	cut_lines(text, &units);
	ck_assert(q && query_rank(q, text, &units, 0));
	ck_assert(units.unit[0].value >= VALUE_FAILURE);
	/* The same passage. */
	ck_assert(units.unit[1].value > VALUE_PLAIN);
	ck_assert(units.unit[1].value < units.unit[0].value);
	/* Neither a word of it nor a neighbour. */
	ck_assert(units.unit[5].value == VALUE_PLAIN);
	units_release(&units);
	query_free(q);
}
END_TEST

/* Lines that no empty line divides are rows: those beside a hit may belong to
 * it, those further away do not. */
START_TEST(rows_say_nothing_of_each_other)
{
	struct span text = span_str("a 1\nb 2\ndisk 3\nc 4\nd 5\n");
	struct query *q = query_new(span_str("disk"));
	struct units units = { 0 };

	cut_lines(text, &units);
	ck_assert(q && query_rank(q, text, &units, 0));
	ck_assert(units.unit[2].value > units.unit[3].value);
	ck_assert(units.unit[1].value > VALUE_PLAIN);
	ck_assert(units.unit[3].value > VALUE_PLAIN);
	ck_assert(units.unit[0].value == VALUE_PLAIN);
	ck_assert(units.unit[4].value == VALUE_PLAIN);
	units_release(&units);
	query_free(q);
}
END_TEST

START_TEST(units_before_the_first_are_left_alone)
{
	struct span text = span_str("disk\nx\ny\n\ndisk\n");
	struct query *q = query_new(span_str("disk"));
	struct units units = { 0 };

	cut_lines(text, &units);
	ck_assert(q && query_rank(q, text, &units, 4));
	ck_assert(units.unit[0].value == VALUE_PLAIN);
	ck_assert(units.unit[4].value > VALUE_PLAIN);
	ck_assert(query_rank(q, text, &units, 5));
	units_release(&units);
	query_free(q);
}
END_TEST

START_TEST(what_it_needs_helps_a_unit)
{
	struct span text =
		span_str("Installing\nRun make.\nOther\nRun make.\n");
	struct query *q = query_new(span_str("how to install"));
	struct units units = { 0 };

	cut_lines(text, &units);
	/* Each in a passage of its own. */
	units.unit[1].needs = 0;
	units.unit[3].needs = 2;
	ck_assert(q && query_rank(q, text, &units, 0));
	ck_assert(units.unit[1].value > units.unit[3].value);
	units_release(&units);
	query_free(q);
}
END_TEST

START_TEST(an_empty_query_changes_nothing)
{
	struct span text = span_str("a\nb\n");
	struct query *q = query_new(span_str(" ?! "));
	struct units units = { 0 };

	cut_lines(text, &units);
	ck_assert(q && query_rank(q, text, &units, 0));
	ck_assert(units.unit[0].value == VALUE_PLAIN);
	units_release(&units);
	query_free(q);
	query_free(NULL);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("query");
	TCase *t = tcase_create("query");
	SRunner *runner = srunner_create(suite);
	int bad;

	suite_add_tcase(suite, t);
	tcase_add_loop_test(t, a_text_falls_into_terms, 0,
		(int)(sizeof(walks) / sizeof(*walks)));
	tcase_add_loop_test(t, words_of_one_stem_are_one_term, 0,
		(int)(sizeof(pairs) / sizeof(*pairs)));
	tcase_add_test(t, stop_words_are_known);
	tcase_add_test(t, a_very_long_word_is_a_term);
	tcase_add_loop_test(t, the_best_answer_has_the_highest_value, 0,
		(int)(sizeof(ranks) / sizeof(*ranks)));
	tcase_add_test(t, values_are_on_the_common_scale);
	tcase_add_test(t, rows_say_nothing_of_each_other);
	tcase_add_test(t, units_before_the_first_are_left_alone);
	tcase_add_test(t, what_it_needs_helps_a_unit);
	tcase_add_test(t, an_empty_query_changes_nothing);
	srunner_run_all(runner, CK_NORMAL);
	bad = srunner_ntests_failed(runner);
	srunner_free(runner);
	return bad != 0;
}
