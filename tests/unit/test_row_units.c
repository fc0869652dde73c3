/* SPDX-License-Identifier: Apache-2.0 */
/* Rows under a budget: what is odd is found, and what is written is true. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "ref/ref_budget.h"
#include "table/row_value.h"

enum {
	ROWS = 5000,
	ODD_ROW = 3217,
	BUDGET = 2000,
};

enum layout {
	DOCUMENT,
	COMPACT,
	WRAPPED, /* in an object */
	LINES,
	CSV,
	PSQL,
	MARKDOWN,
	EXPANDED,
};

static const char *const form_names[] = { "document", "compact", "wrapped",
	"lines", "csv", "psql", "markdown", "expanded" };

/* One row of plain data; each field may be what is odd. */
struct row {
	unsigned id, ms, status;
	const char *region, *state, *host, *more;
};

static struct row
plain_row(unsigned i)
{
	static const char *const regions[] = { "eu-west", "us-east", "ap-south",
		"sa-east" };
	static const char *const hosts[] = { "web-1", "web-2", "web-3" };
	unsigned x = i * 2654435761U;

	return (struct row){ .id = 1000 + i,
		.ms = 3 + (x >> 16) % 39,
		.status = (x >> 8) % 50 ? 200 : 304,
		.region = regions[(x >> 20) % 4],
		.state = "done",
		.host = hosts[(x >> 12) % 3],
		.more = "" };
}

static void
add_row(enum layout form, const struct row *r, unsigned i, struct buf *out)
{
	static const char *const formats[] = {
		[DOCUMENT] = "  {\n    \"id\": %u,\n    \"region\": \"%s\",\n"
			     "    \"host\": \"%s\",\n    \"state\": \"%s\",\n"
			     "    \"status\": %u,\n    \"ms\": %u%s\n  }",
		[COMPACT] = "{\"id\":%u,\"region\":\"%s\",\"host\":\"%s\","
			    "\"state\":\"%s\",\"status\":%u,\"ms\":%u%s}",
		[WRAPPED] = "    {\"id\": %u, \"region\": \"%s\", \"host\": "
			    "\"%s\", \"state\": \"%s\", \"status\": %u, "
			    "\"ms\": %u%s}",
		[LINES] = "{\"id\":%u,\"region\":\"%s\",\"host\":\"%s\","
			  "\"state\":\"%s\",\"status\":%u,\"ms\":%u%s}",
		[CSV] = "%u,%s,%s,%s,%u,%u%s",
		[PSQL] = " %4u | %-8s | %-5s | %-9s |    %u | %7u%s",
		[MARKDOWN] = "| %4u | %-8s | %-5s | %-9s | %6u | %7u |%s",
		[EXPANDED] = "id     | %u\nregion | %s\nhost   | %s\n"
			     "state  | %s\nstatus | %u\nms     | %u%s",
	};
	char text[512];

	if (form == EXPANDED) {
		snprintf(text, sizeof(text), "-[ RECORD %u ]---\n", i + 1);
		buf_add_str(out, text);
	} else if (i) {
		buf_add_str(out, form == COMPACT || form == LINES
					 ? (form == LINES ? "\n" : ",")
				 : form == DOCUMENT || form == WRAPPED ? ",\n"
								       : "\n");
	}
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(text, sizeof(text), formats[form], r->id, r->region, r->host,
		r->state, r->status, r->ms, r->more);
#pragma GCC diagnostic pop
	buf_add_str(out, text);
	if (form == EXPANDED)
		buf_add_char(out, '\n');
}

static void
make_text(
	enum layout form, const struct row *odd, unsigned lost, struct buf *out)
{
	static const char *const heads[] = {
		[DOCUMENT] = "[\n",
		[COMPACT] = "[",
		[WRAPPED] = "{\n  \"page\": 1,\n  \"rows\": [\n",
		[LINES] = "",
		[CSV] = "id,region,host,state,status,ms\n",
		[PSQL] = "  id  |  region  | host  |   state   | status |   "
			 "ms    \n------+----------+-------+-----------+------"
			 "--+---------\n",
		[MARKDOWN] = "|  id  |  region  | host  |   state   | status "
			     "|   ms    |\n|------|----------|-------|--------"
			     "---|--------|---------|\n",
		[EXPANDED] = "",
	};
	static const char *const tails[] = {
		[DOCUMENT] = "\n]\n",
		[COMPACT] = "]\n",
		[WRAPPED] = "\n  ],\n  \"more\": false\n}\n",
		[LINES] = "\n",
		[CSV] = "\n",
		[PSQL] = "\n",
		[MARKDOWN] = "\n",
		[EXPANDED] = "",
	};

	buf_add_str(out, heads[form]);
	for (unsigned i = 0, n = 0; i < ROWS; i++) {
		struct row r = plain_row(i);

		if (i == lost)
			continue;
		add_row(form, i == ODD_ROW && odd ? odd : &r, n++, out);
	}
	buf_add_str(out, tails[form]);
	ck_assert(buf_ok(out));
}

static struct codec_ctx
new_ctx(const struct codec *codec)
{
	struct codec_ctx ctx = { .counter = hr_counter_new(HR_O200K_BASE),
		.state = codec->open() };

	ck_assert(ctx.counter && ctx.state);
	return ctx;
}

static void
free_ctx(const struct codec *codec, struct codec_ctx *ctx)
{
	codec->close(ctx->state);
	hr_counter_free(ctx->counter);
}

static const struct codec *
codec_of(enum layout form)
{
	return form <= LINES ? &codec_json : &codec_table;
}

/* Bytes of `part` in the text, or NULL. */
static const char *
find(struct span text, struct span part)
{
	for (; text.n >= part.n; text = span_from(text, 1))
		if (!memcmp(text.p, part.p, part.n))
			return text.p;
	return NULL;
}

/* ---- needles ------------------------------------------------------------- */

enum needle {
	CHANGED,
	REGION,
	OUTLIER,
	STATUS,
	FAILED,
	OTHER_FORM,
	EXTRA_KEY,
	NNEEDLES,
};

static const char *const needle_names[] = { "a changed value", "a rare region",
	"an outlier", "a status 503", "a state that failed", "another form",
	"an extra key" };

static struct row
odd_row(enum needle needle)
{
	struct row r = plain_row(ODD_ROW);

	switch (needle) {
	case CHANGED:
		r.state = "pending";
		break;
	case REGION:
		r.region = "me-north";
		break;
	case OUTLIER:
		r.ms = 48211;
		break;
	case STATUS:
		r.status = 503;
		break;
	case FAILED:
		r.state = "failed";
		break;
	case OTHER_FORM:
		r.host = "N/A";
		break;
	case EXTRA_KEY:
		r.more = ",\"retries\":2";
		break;
	case NNEEDLES:
		break;
	}
	return r;
}

/* The text under the budget; the caller's to release. */
static struct buf
run(enum layout form, const struct buf *text)
{
	const struct codec *codec = codec_of(form);
	struct codec_ctx ctx = new_ctx(codec);
	struct units units = { 0 };
	struct buf out = { 0 };
	const char *wrong;

	ck_assert_int_eq(
		ref_budget(codec, &ctx, buf_span(text), BUDGET, &units, &out),
		HR_OK);
	wrong = ref_units_wrong(buf_span(text), &units);
	ck_assert_msg(!wrong, "%s: %s", form_names[form], wrong);
	ck_assert_uint_gt(units.n, 100);
	ck_assert_uint_le(hr_count(ctx.counter, out.p, out.n), BUDGET);
	units_release(&units);
	free_ctx(codec, &ctx);
	return out;
}

static bool
is_document(enum layout form)
{
	return form == DOCUMENT || form == COMPACT || form == WRAPPED;
}

START_TEST(one_odd_row_of_5000_is_kept)
{
	enum layout form = (enum layout)(_i / NNEEDLES);
	enum needle needle = (enum needle)(_i % NNEEDLES);
	struct buf text = { 0 }, want = { 0 }, out;
	struct row odd = odd_row(needle);

	if (needle == EXTRA_KEY && form > LINES)
		return;
	make_text(form, &odd, ROWS, &text);
	add_row(form, &odd, form == EXPANDED ? ODD_ROW : 0, &want);
	out = run(form, &text);
	ck_assert_msg(find(buf_span(&out), buf_span(&want)) != NULL,
		"%s in %s is lost", needle_names[needle], form_names[form]);
	if (is_document(form)) {
		const char *wrong = ref_json_counts_wrong(buf_span(&out));

		ck_assert_int_eq(json_check(buf_span(&out), NULL), HR_OK);
		ck_assert_msg(!wrong, "%s", wrong);
	}
	buf_release(&text);
	buf_release(&want);
	buf_release(&out);
}
END_TEST

/* What comes after a row that is not there is kept. */
START_TEST(a_lost_row_shows)
{
	enum layout form = (enum layout)_i;
	struct row after = plain_row(ODD_ROW + 1);
	struct buf text = { 0 }, want = { 0 }, out;

	make_text(form, NULL, ODD_ROW, &text);
	add_row(form, &after, form == EXPANDED ? ODD_ROW : 0, &want);
	out = run(form, &text);
	ck_assert_msg(find(buf_span(&out), buf_span(&want)) != NULL, "in %s",
		form_names[form]);
	buf_release(&text);
	buf_release(&want);
	buf_release(&out);
}
END_TEST

START_TEST(a_lost_key_shows)
{
	struct buf text = { 0 }, out;

	buf_add_char(&text, '[');
	for (unsigned i = 0; i < ROWS; i++) {
		char row[64];

		snprintf(row, sizeof(row),
			i == ODD_ROW ? "%s{\"id\":%u}"
				     : "%s{\"id\":%u,\"name\":\"n\"}",
			i ? "," : "", i);
		buf_add_str(&text, row);
	}
	buf_add_str(&text, "]\n");
	out = run(COMPACT, &text);
	ck_assert(find(buf_span(&out), span_str("{\"id\":3217}")));
	buf_release(&text);
	buf_release(&out);
}
END_TEST

/* ---- writing ------------------------------------------------------------- */

#define WORDS                                                                  \
	"a value that is long enough for the list to be opened, as it must be"
#define ITEM(id) "{\"id\":" id ",\"text\":\"" WORDS "\"}"
#define MEMBER(id) "\"k" id "\":{\"text\":\"" WORDS "\"}"

/* `keep` has a character for each unit: + or -; out NULL: as it is. */
static const struct {
	const char *name, *text, *keep, *out;
} renders[] = {
	{ "all of a list",
		"[\n " ITEM("1") ",\n " ITEM("2") ",\n " ITEM("3") "\n]\n",
		"+++++", NULL },
	{ "the middle of a list is dropped",
		"[\n " ITEM("1") ",\n " ITEM("2") ",\n " ITEM("3") ",\n " ITEM(
			"4") "\n]\n",
		"++--++",
		"[\n " ITEM("1") ",\n \"[... 3-4: 2 of 4 ...]\",\n " ITEM(
			"4") "\n]\n" },
	{ "the first and the last of a list on one line",
		"[" ITEM("1") ", " ITEM("2") "," ITEM("3") "," ITEM("4") "]\n",
		"+--+-+",
		"[\"[... 1: 2 of 4 elements ...]\"," ITEM(
			"3") ",\"[... 1: 1 of 4 elements ...]\"]\n" },
	{ "brackets come with what is between them",
		"{\"n\":[" ITEM("1") "," ITEM("2") "," ITEM("3") "," ITEM(
			"4") "],\"z\":1}\n",
		"---+-----",
		"{\"n\":[\"[... 1: 1 of 4 elements ...]\"," ITEM(
			"2") ",\"[... 1: 2 of 4 elements ...]\"],\"...\": "
			     "\"[... 1: 1 of 2 members ...]\"}\n" },
	{ "members that are dropped have different keys",
		"{" MEMBER("1") "," MEMBER("2") "," MEMBER("3") "," MEMBER(
			"4") "}\n",
		"+-+-+-",
		"{\"...\": \"[... 1: 1 of 4 members ...]\"," MEMBER(
			"2") ",\"... 2\": \"[... 1: 1 of 4 members "
			     "...]\"," MEMBER("4") "}\n" },
	{ "nothing of a document is a string",
		"[\n " ITEM("1") ",\n " ITEM("2") ",\n " ITEM("3") "\n]\n",
		"-----", "\"[... 1-5 ...]\"\n" },
	{ "lines have a line", "{\"a\":1}\n{\"a\":2}\n\n{\"a\":3}\n{\"a\":4}",
		"+--+", "{\"a\":1}\n[... 2-4 ...]\n{\"a\":4}" },
};

enum {
	NRENDERS = sizeof(renders) / sizeof(*renders)
};

START_TEST(what_is_kept_is_written_as_it_was)
{
	struct codec_ctx ctx = new_ctx(&codec_json);
	struct span text = span_str(renders[_i].text), want = text;
	struct units units = { 0 };
	struct buf out = { 0 };
	unsigned char keep[16] = { 0 };

	ck_assert_int_eq(codec_json.units(&ctx, text, &units), HR_OK);
	ck_assert_msg(units.n == strlen(renders[_i].keep), "%s: %zu units",
		renders[_i].name, units.n);
	for (size_t i = 0; i < units.n; i++)
		keep[i] = renders[_i].keep[i] == '+';
	ck_assert_int_eq(
		ref_render(&codec_json, &ctx, text, &units, keep, &out), HR_OK);
	if (renders[_i].out)
		want = span_str(renders[_i].out);
	ck_assert_msg(span_equal(buf_span(&out), want), "%s: %.*s",
		renders[_i].name, (int)out.n, out.p);
	units_release(&units);
	buf_release(&out);
	free_ctx(&codec_json, &ctx);
}
END_TEST

/* What is told of all is counted by hand. */
START_TEST(a_list_that_ends_tells_what_is_in_it)
{
	static const char want[] =
		"{\"rows\":[\"[... 1: 60 of 60 elements; of all: ok true 59x, "
		"false; code \\\"a\\\" 40x, b 20x; n 7..66; t -3 to 56 "
		"...]\"]}\n";
	struct codec_ctx ctx = new_ctx(&codec_json);
	struct buf text = { 0 }, out = { 0 };
	struct units units = { 0 };
	unsigned char keep[80] = { 0 };
	char row[128];

	buf_add_str(&text, "{\"rows\":[");
	for (int i = 0; i < 60; i++) {
		snprintf(row, sizeof(row),
			"%s{\"n\":%d,\"ok\":%s,\"t\":\"%d\",\"code\":\"%s\","
			"\"in\":{\"n\":%d},\"l\":[1,2]}",
			i ? "," : "", 66 - i, i == 9 ? "false" : "true", i - 3,
			i % 3 ? "\\\"a\\\"" : "b", i % 2);
		buf_add_str(&text, row);
	}
	buf_add_str(&text, "]}\n");
	ck_assert_int_eq(
		codec_json.units(&ctx, buf_span(&text), &units), HR_OK);
	ck_assert_uint_eq(units.n, 64);
	keep[62] = 1; /* the end of the list */
	ck_assert_int_eq(ref_render(&codec_json, &ctx, buf_span(&text), &units,
				 keep, &out),
		HR_OK);
	ck_assert_msg(span_equal(buf_span(&out), span_str(want)), "%.*s",
		(int)out.n, out.p);
	ck_assert_int_eq(json_check(buf_span(&out), NULL), HR_OK);
	units_release(&units);
	buf_release(&text);
	buf_release(&out);
	free_ctx(&codec_json, &ctx);
}
END_TEST

/* A text that was cut before another one is rendered all the same. */
START_TEST(several_stretches_are_rendered_after_one_another)
{
	struct codec_ctx ctx = new_ctx(&codec_json);
	struct span text[2] = { span_str(renders[1].text),
		span_str(renders[4].text) };
	struct units units[2] = { { 0 } };
	struct buf out = { 0 };
	unsigned char keep[16] = { 1, 1, 0, 0, 1, 1 };

	ctx.line_base = 10;
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(
			codec_json.units(&ctx, text[i], &units[i]), HR_OK);
	ck_assert_int_eq(
		ref_render(&codec_json, &ctx, text[0], &units[0], keep, &out),
		HR_OK);
	ck_assert(find(buf_span(&out), span_str("[... 13-14: 2 of 4 ...]")));
	for (int i = 0; i < 2; i++)
		units_release(&units[i]);
	buf_release(&out);
	free_ctx(&codec_json, &ctx);
}
END_TEST

/* ---- what is none -------------------------------------------------------- */

START_TEST(what_does_not_parse_is_left_to_others)
{
	static const char *const texts[] = { "", "{\"a\":", "[1,2]]\n",
		"{} {}\n", "{\"a\":1}\nplain\n", "[\"\xff\"]\n" };
	struct codec_ctx ctx = new_ctx(&codec_json);
	struct units units = { 0 };

	ck_assert_int_eq(
		codec_json.units(&ctx, span_str(texts[_i]), &units), HR_SKIP);
	ck_assert_uint_eq(units.n, 0);
	free_ctx(&codec_json, &ctx);
}
END_TEST

/* ---- values -------------------------------------------------------------- */

/* What rows of one column are worth. */
static const struct {
	const char *name, *name_of_column;
	const char *usual, *odd;
	float least, most; /* of the odd row */
} values[] = {
	{ "a rare word", "color", "red", "blue", VALUE_ODD, 40 },
	{ "a rare state", "state", "up", "down", 2 * VALUE_ODD, 80 },
	{ "an error", "note", "all is well", "disk failure", VALUE_FAILURE,
		200 },
	{ "a warning", "note", "all is well", "warning: disk", VALUE_WARNING,
		60 },
	{ "an error by its column", "error", "null", "{\"x\":1}", VALUE_FAILURE,
		200 },
	{ "no error", "error", "disk failure", "null", VALUE_ODD, 40 },
	{ "words that only begin like errors", "note", "x", "passed, correct",
		VALUE_ODD, 40 },
	{ "the usual", "note", "x", "x", 0, VALUE_CONTEXT },
};

enum {
	NVALUES = sizeof(values) / sizeof(*values)
};

START_TEST(rows_are_worth_what_is_odd_in_them)
{
	struct buf text = { 0 };
	struct row_values rows = { 0 };
	size_t odd = 400, usual_at, odd_at;

	buf_add_str(&text, values[_i].usual);
	usual_at = 0;
	odd_at = text.n;
	buf_add_str(&text, values[_i].odd);
	row_values_reset(&rows, buf_span(&text));
	for (size_t i = 0; i < 1000; i++) {
		uint32_t column = row_values_column(
			&rows, 7, span_str(values[_i].name_of_column), 0);

		row_values_cell(&rows, column,
			i == odd ? span_from(buf_span(&text), odd_at)
				 : span_of(text.p + usual_at, odd_at));
		row_values_end(&rows);
	}
	ck_assert(row_values_rank(&rows));
	ck_assert_uint_eq(rows.nrows, 1000);
	ck_assert_msg(rows.row[odd].value >= values[_i].least &&
			      rows.row[odd].value <= values[_i].most,
		"%s: %f", values[_i].name, (double)rows.row[odd].value);
	for (size_t i = 10; i < 300; i++)
		ck_assert_msg(rows.row[i].value < 2, "%s: row %zu is %f",
			values[_i].name, i, (double)rows.row[i].value);
	ck_assert_uint_eq(rows.row[10].same, rows.row[11].same);
	row_values_release(&rows);
	buf_release(&text);
}
END_TEST

/* Adds a row with the texts that are not NULL, in columns 1 and 2. */
static void
add_cells(struct row_values *rows, struct span first, struct span second)
{
	struct span cells[] = { first, second };

	for (uint64_t i = 0; i < 2; i++)
		if (cells[i].p)
			row_values_cell(rows,
				row_values_column(
					rows, i + 1, span_of("", 0), 0),
				cells[i]);
	row_values_end(rows);
}

/* The odd row among 1,000, of which the others have a number below 40 and a
 * date. */
static const struct {
	const char *name, *first, *second;
	float least, most;
} oddities[] = {
	{ "a number like the others", "17", "2026-01-02", 0, 2 },
	{ "a number far from the others", "48211", "2026-01-02", VALUE_ODD,
		40 },
	{ "a negative one", "-900", "2026-01-02", VALUE_ODD, 40 },
	{ "a date in another form", "17", "02.01.2026", 10, 40 },
	{ "no date", "17", NULL, VALUE_ODD, 40 },
	{ "no number", NULL, "2026-01-02", VALUE_ODD, 40 },
};

enum {
	NODDITIES = sizeof(oddities) / sizeof(*oddities)
};

START_TEST(what_other_rows_do_not_have_is_odd)
{
	struct buf text = { 0 };
	struct row_values rows = { 0 };
	struct span none = { NULL, 0 };
	const char *first = oddities[_i].first, *second = oddities[_i].second;
	size_t odd = 400, at[1001];
	char cells[32];

	for (unsigned i = 0; i < 1000; i++) {
		unsigned x = i * 2654435761U;

		snprintf(cells, sizeof(cells), "%02u2026-%02u-%02u",
			(x >> 16) % 40, 1 + i % 12, i / 12);
		at[i] = text.n;
		buf_add_str(&text, cells);
	}
	at[1000] = text.n;
	buf_add_str(&text, first ? first : "");
	buf_add_str(&text, second ? second : "");
	row_values_reset(&rows, buf_span(&text));
	for (size_t i = 0; i < 1000; i++) {
		size_t n = first ? strlen(first) : 0;

		if (i != odd)
			add_cells(&rows, span_of(text.p + at[i], 2),
				span_of(text.p + at[i] + 2, 10));
		else
			add_cells(&rows,
				first ? span_of(text.p + at[1000], n) : none,
				second ? span_of(text.p + at[1000] + n,
						 strlen(second))
				       : none);
	}
	ck_assert(row_values_rank(&rows));
	ck_assert_msg(rows.row[odd].value >= oddities[_i].least &&
			      rows.row[odd].value <= oddities[_i].most,
		"%s: %f", oddities[_i].name, (double)rows.row[odd].value);
	for (size_t i = 10; i < 300; i++)
		ck_assert_msg(rows.row[i].value <= VALUE_CONTEXT,
			"%s: row %zu is %f", oddities[_i].name, i,
			(double)rows.row[i].value);
	row_values_release(&rows);
	buf_release(&text);
}
END_TEST

/* Where all rows are different, none is odd. */
START_TEST(no_row_is_odd_where_all_are)
{
	struct buf text = { 0 };
	struct row_values rows = { 0 };
	char word[32];
	size_t high = 0;

	for (unsigned i = 0; i < 1000; i++) {
		snprintf(word, sizeof(word), "%08x-%04x ", i * 2654435761U,
			(i * 40503U) & 0xffff);
		buf_add_str(&text, word);
	}
	row_values_reset(&rows, buf_span(&text));
	for (unsigned i = 0; i < 1000; i++) {
		row_values_cell(&rows,
			row_values_column(
				&rows, i < 500 ? i : 1, span_of("", 0), 0),
			span_of(text.p + i * 14, 13));
		row_values_end(&rows);
	}
	ck_assert(row_values_rank(&rows));
	for (size_t i = 1; i + 1 < rows.nrows; i++)
		high += rows.row[i].value > 2;
	/* By chance a few have no letters at all. */
	ck_assert_uint_le(high, 3);
	row_values_release(&rows);
	buf_release(&text);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("row_units");
	TCase *tests = tcase_create("row_units");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, one_odd_row_of_5000_is_kept, 0,
		(EXPANDED + 1) * NNEEDLES);
	tcase_add_loop_test(tests, a_lost_row_shows, 0, EXPANDED + 1);
	tcase_add_test(tests, a_lost_key_shows);
	tcase_add_loop_test(
		tests, what_is_kept_is_written_as_it_was, 0, NRENDERS);
	tcase_add_test(tests, a_list_that_ends_tells_what_is_in_it);
	tcase_add_test(tests, several_stretches_are_rendered_after_one_another);
	tcase_add_loop_test(tests, what_does_not_parse_is_left_to_others, 0, 6);
	tcase_add_loop_test(
		tests, rows_are_worth_what_is_odd_in_them, 0, NVALUES);
	tcase_add_loop_test(
		tests, what_other_rows_do_not_have_is_odd, 0, NODDITIES);
	tcase_add_test(tests, no_row_is_odd_where_all_are);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
