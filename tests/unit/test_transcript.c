/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Transcripts: what is listed of each line.  A list has for each line its form,
 * day and model, and how many parts are unknown, or that all of it is; then its
 * texts: the role, the part, the pointer, the tool or "-", and "error".
 */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "transcript/transcript.h"

#include "unit/test_transcript_cases.h"

/* ---- lists --------------------------------------------------------------- */

static void
add_text(struct buf *out, const struct envelope_view *v,
	const struct transcript_text *t)
{
	static const char *const parts[] = {
		[TRANSCRIPT_SAID] = "said",
		[TRANSCRIPT_THOUGHT] = "thought",
		[TRANSCRIPT_CALL] = "call",
		[TRANSCRIPT_RESULT] = "result",
		[TRANSCRIPT_MEDIA] = "media",
	};

	ck_assert(v->token[t->token].end > v->token[t->token].start);
	buf_add_str(out, "  ");
	buf_add_str(out, transcript_role_names[t->role]);
	buf_add_char(out, ' ');
	buf_add_str(out, parts[t->part]);
	buf_add_char(out, ' ');
	envelope_pointer(v, t->token, out);
	buf_add_char(out, ' ');
	buf_add(out, t->tool.n ? t->tool : span_str("-"));
	buf_add_str(out, t->error ? " error\n" : "\n");
}

/* "  billed 907 0 900 0 40 0", at a second of its day */
static void
add_usage(struct buf *out, const struct transcript_usage *u)
{
	uint64_t numbers[] = { u->input, u->cached, u->write, u->write_1h,
		u->output, u->reasoning };

	buf_add_str(out, "  billed");
	for (size_t i = 0; i < 6; i++) {
		buf_add_char(out, ' ');
		buf_add_uint(out, numbers[i]);
	}
	if (u->time) {
		buf_add_str(out, " at ");
		buf_add_uint(out, (uint64_t)u->time % 86400);
	}
	buf_add_char(out, '\n');
}

static void
add_line(struct buf *out, const struct envelope_view *v,
	const struct transcript_line *line, enum hr_status status)
{
	if (status == HR_SKIP) {
		ck_assert_uint_eq(line->n, 0);
		buf_add_str(out, "unknown\n");
		return;
	}
	ck_assert_int_eq(status, HR_OK);
	buf_add_str(out, line->form);
	buf_add_char(out, ' ');
	buf_add_uint(out, line->day);
	buf_add_char(out, ' ');
	buf_add(out, line->model.n ? line->model : span_str("-"));
	if (line->unknown) {
		buf_add_str(out, " unknown ");
		buf_add_uint(out, line->unknown);
	}
	buf_add_char(out, '\n');
	if (line->usage.told)
		add_usage(out, &line->usage);
	for (size_t i = 0; i < line->n; i++)
		add_text(out, v, &line->p[i]);
}

/* All lines of a file, each read into memory of its own, which is gone when the
 * next one is: nothing that is remembered may point into it. */
static void
list(struct transcript *t, struct span file, struct buf *out)
{
	struct transcript_line line = { 0 };
	struct span s;

	while (span_line(&file, &s)) {
		struct json_tokens tokens = { 0 };
		struct buf copy = { 0 };
		struct hr_error err = { 0 };
		struct envelope_view v;

		buf_add(&copy, s);
		ck_assert_msg(json_scan_whole(buf_span(&copy), &tokens, &err) ==
				      HR_OK,
			"%s at %zu: %.*s", err.text, err.pos, (int)s.n, s.p);
		v = (struct envelope_view){ copy.p, tokens.token };
		add_line(out, &v, &line, transcript_walk(t, &v, &line));
		memset(copy.p, '?', copy.n);
		buf_release(&copy);
		json_tokens_release(&tokens);
	}
	transcript_line_release(&line);
	buf_add_char(out, '\0');
	ck_assert(buf_ok(out));
}

START_TEST(the_texts_of_lines_are_listed)
{
	const struct transcript_case *c = &cases[_i];
	struct transcript t = { 0 };
	struct buf out = { 0 };

	list(&t, span_str(c->lines), &out);
	ck_assert_msg(!strcmp(out.p, c->list), "%s:\n%s", c->name, out.p);
	buf_release(&out);
	transcript_release(&t);
}
END_TEST

/* ---- whole sessions ------------------------------------------------------ */

static void
read_file(const char *name, const char *end, struct buf *out)
{
	char path[100], part[4096];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "tests/data/transcripts/%s%s", name, end);
	f = fopen(path, "rb");
	ck_assert_msg(f != NULL, "%s", path);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(out, span_of(part, n));
	fclose(f);
}

static const char *const sessions[] = { "claude-code", "codex", "codex-old" };

START_TEST(sessions_are_listed)
{
	struct buf file = { 0 }, want = { 0 }, out = { 0 };
	struct transcript t = { 0 };

	read_file(sessions[_i], ".jsonl", &file);
	read_file(sessions[_i], ".list", &want);
	buf_add_char(&want, '\0');
	list(&t, buf_span(&file), &out);
	ck_assert_msg(!strcmp(out.p, want.p), "%s:\n%s", sessions[_i], out.p);
	/* Again, as another file. */
	transcript_reset(&t);
	buf_reset(&out);
	list(&t, buf_span(&file), &out);
	ck_assert_str_eq(out.p, want.p);
	buf_release(&file);
	buf_release(&want);
	buf_release(&out);
	transcript_release(&t);
}
END_TEST

START_TEST(another_file_has_other_calls_and_models)
{
	static const char call[] =
		"{\"type\":\"assistant\",\"uuid\":\"1\",\"message\":{"
		"\"model\":\"m\",\"content\":[{\"type\":\"tool_use\","
		"\"id\":\"t1\",\"name\":\"Bash\",\"input\":{\"a\":1}}]}}";
	static const char result[] =
		"{\"type\":\"user\",\"uuid\":\"1\",\"message\":{\"content\":["
		"{\"type\":\"tool_result\",\"tool_use_id\":\"t1\","
		"\"content\":\"x\"}]}}";
	struct transcript t = { 0 };
	struct buf out = { 0 };

	list(&t, span_str(call), &out);
	buf_reset(&out);
	list(&t, span_str(result), &out);
	ck_assert_str_eq(out.p,
		"claude-code 0 m\n"
		"  tool result /message/content/0/content Bash\n");
	transcript_reset(&t);
	buf_reset(&out);
	list(&t, span_str(result), &out);
	ck_assert_str_eq(out.p, "claude-code 0 -\n  tool result "
				"/message/content/0/content -\n");
	buf_release(&out);
	transcript_release(&t);
}
END_TEST

START_TEST(many_calls_are_remembered)
{
	enum {
		CALLS = 50000
	};
	struct transcript t = { 0 };
	struct buf file = { 0 }, out = { 0 };
	char text[300], end[32];
	struct span rest, line;
	size_t n = 0;

	for (int i = 0; i < CALLS; i++) {
		snprintf(text, sizeof(text),
			"{\"type\":\"function_call\",\"name\":\"tool%d\","
			"\"call_id\":\"c%d\",\"arguments\":\"{}\"}\n",
			i % 10, i);
		buf_add_str(&file, text);
	}
	for (int i = CALLS; i-- > 0;) {
		snprintf(text, sizeof(text),
			"{\"type\":\"function_call_output\",\"call_id\":"
			"\"c%d\",\"output\":\"tool%d\"}\n",
			i, i % 10);
		buf_add_str(&file, text);
	}
	list(&t, buf_span(&file), &out);
	/* Line by line: strstr() under sanitizers looks for the end of all of
	 * it each time. */
	rest = buf_span(&out);
	while (span_line(&rest, &line)) {
		if (!span_starts(line, "  tool result"))
			continue;
		n++;
		snprintf(end, sizeof(end), "/output tool%d\n",
			(int)((CALLS - n) % 10));
		ck_assert(span_ends(line, end));
	}
	ck_assert_uint_eq(n, CALLS);
	buf_release(&file);
	buf_release(&out);
	transcript_release(&t);
}
END_TEST

/* ---- what was billed ----------------------------------------------------- */

#define ANSWER(id, request, uuid, out)                                         \
	"{\"type\":\"assistant\",\"uuid\":\"" uuid "\",\"requestId\":" request \
	",\"message\":{\"id\":" id                                             \
	",\"model\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":1,"       \
	"\"output_tokens\":" out "}}}\n"
#define COUNT(time, total)                                                     \
	"{\"timestamp\":\"2027-01-01T" time                                    \
	"\",\"type\":\"event_msg\",\"payload\":{\"type\":\"token_count\","     \
	"\"info\":{\"total_token_usage\":{\"input_tokens\":" total             \
	",\"output_tokens\":1}}}}\n"

static const struct {
	const char *a, *b;
	bool same;
} answers[] = {
	{ ANSWER("\"i\"", "\"r\"", "1", "1"),
		ANSWER("\"i\"", "\"r\"", "2", "9"), true },
	{ ANSWER("\"i\"", "\"r\"", "1", "1"),
		ANSWER("\"i\"", "\"q\"", "1", "1"), false },
	{ ANSWER("\"i\"", "\"r\"", "1", "1"),
		ANSWER("\"j\"", "\"r\"", "1", "1"), false },
	{ ANSWER("null", "\"r\"", "1", "1"), ANSWER("null", "\"r\"", "2", "1"),
		false },
	{ COUNT("00:00:01Z", "5"), COUNT("00:00:01Z", "5"), true },
	{ COUNT("00:00:01Z", "5"), COUNT("00:00:02Z", "5"), false },
	{ COUNT("00:00:01Z", "5"), COUNT("00:00:01Z", "6"), false },
	{ COUNT("00:00:01Z", "1"), ANSWER("\"i\"", "\"r\"", "1", "1"), false },
};

/* The number of the answer of a line, as in a file of its own. */
static uint64_t
id_of(const char *text)
{
	struct transcript t = { 0 };
	struct transcript_line line = { 0 };
	struct json_tokens tokens = { 0 };
	struct envelope_view v;
	uint64_t id;

	ck_assert_int_eq(json_scan_whole(span_str(text), &tokens, NULL), HR_OK);
	v = (struct envelope_view){ text, tokens.token };
	ck_assert_int_eq(transcript_walk(&t, &v, &line), HR_OK);
	ck_assert(line.usage.told);
	id = line.usage.id;
	json_tokens_release(&tokens);
	transcript_line_release(&line);
	transcript_release(&t);
	return id;
}

START_TEST(lines_of_one_answer_have_its_number)
{
	ck_assert_msg((id_of(answers[_i].a) == id_of(answers[_i].b)) ==
			      answers[_i].same,
		"%s%s", answers[_i].a, answers[_i].b);
}
END_TEST

/* ---- recognising --------------------------------------------------------- */

START_TEST(lines_are_recognised_by_their_shape)
{
	struct json_tokens tokens = { 0 };
	struct envelope_view v;

	ck_assert_int_eq(
		json_scan_whole(span_str(looks[_i].line), &tokens, NULL),
		HR_OK);
	v = (struct envelope_view){ looks[_i].line, tokens.token };
	ck_assert_msg(transcript_look(&v) == looks[_i].sure, "%d: %s",
		transcript_look(&v), looks[_i].line);
	json_tokens_release(&tokens);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("transcript");
	TCase *t = tcase_create("transcript");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, the_texts_of_lines_are_listed, 0,
		(int)(sizeof(cases) / sizeof(*cases)));
	tcase_add_loop_test(t, sessions_are_listed, 0,
		(int)(sizeof(sessions) / sizeof(*sessions)));
	tcase_add_test(t, another_file_has_other_calls_and_models);
	tcase_add_test(t, many_calls_are_remembered);
	tcase_add_loop_test(t, lines_of_one_answer_have_its_number, 0,
		(int)(sizeof(answers) / sizeof(*answers)));
	tcase_add_loop_test(t, lines_are_recognised_by_their_shape, 0,
		(int)(sizeof(looks) / sizeof(*looks)));
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
