/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests: which form they have, and what is listed of them.  A line of a list
 * has a class, the pointer, the tool or "-", and flags: live, frozen, error.
 */
#include <check.h>
#include <stdlib.h>

#include "base/json.h"
#include "envelope/envelope.h"

#include "unit/test_envelope_cases.h"
#include "unit/test_envelope_find_cases.h"

static void
scan(const char *text, size_t *at, struct json_tokens *tokens)
{
	struct hr_error err = { 0 };

	ck_assert_msg(json_scan(span_str(text), at, tokens, &err) == HR_OK,
		"%s at %zu: %s", err.text, err.pos, text);
}

/* ---- lists --------------------------------------------------------------- */

/* A line of the list, and that its string is not one that must stay. */
static void
add_line(struct buf *out, const struct envelope_view *v,
	const struct envelope_text *t)
{
	static const char *const classes[] = {
		[ENVELOPE_RESULT] = "result ",
		[ENVELOPE_USER] = "user ",
		[ENVELOPE_DOCUMENT] = "document ",
		[ENVELOPE_MEDIA] = "media ",
	};

	ck_assert(v->token[t->token].type == JSMN_STRING);
	ck_assert(v->p[v->token[t->token].start] != 'N');
	buf_add_str(out, classes[t->class]);
	envelope_pointer(v, t->token, out);
	buf_add_char(out, ' ');
	buf_add(out, t->tool.n ? t->tool : span_str("-"));
	buf_add_str(out, t->live ? " live" : "");
	buf_add_str(out, t->frozen ? " frozen" : "");
	buf_add_str(out, t->error ? " error" : "");
	buf_add_char(out, '\n');
}

static void
check_list(const struct envelope_case *c, const struct envelope_view *v)
{
	const struct envelope *e = envelope_find(c->api, v);
	struct envelope_texts texts = { 0 };
	struct buf out = { 0 };

	ck_assert_msg(e != NULL, "%s: no request", c->name);
	ck_assert_int_eq(e->api, c->api);
	ck_assert_int_eq(e->walk(v, &texts), HR_OK);
	for (size_t i = 0; i < texts.n; i++)
		add_line(&out, v, &texts.p[i]);
	buf_add_char(&out, '\0');
	ck_assert(buf_ok(&out));
	ck_assert_msg(!strcmp(out.p, c->list), "%s:\n%s", c->name, out.p);
	buf_release(&out);
	envelope_texts_release(&texts);
}

START_TEST(what_may_change_is_listed)
{
	const struct envelope_case *c = &cases[_i];
	struct json_tokens tokens = { 0 };
	size_t at = 0;

	scan(c->request, &at, &tokens);
	check_list(c, &(struct envelope_view){
			      .p = c->request,
			      .token = tokens.token,
		      });
	json_tokens_release(&tokens);
}
END_TEST

START_TEST(a_request_may_stand_between_other_tokens)
{
	const struct envelope_case *c = &cases[_i];
	struct json_tokens tokens = { 0 };
	struct buf text = { 0 };
	size_t at = 0, first;

	buf_add_str(&text, "[{\"messages\":[{}]}] ");
	buf_add_str(&text, c->request);
	buf_add_str(&text, " {\"contents\":1}");
	buf_add_char(&text, '\0');
	scan(text.p, &at, &tokens);
	first = tokens.n;
	scan(text.p, &at, &tokens);
	scan(text.p, &at, &tokens);
	check_list(c, &(struct envelope_view){
			      .p = text.p,
			      .token = tokens.token + first,
		      });
	json_tokens_release(&tokens);
	buf_release(&text);
}
END_TEST

START_TEST(a_list_goes_behind_what_was_there)
{
	static const char request[] = "{\"input\":\"x\",\"model\":\"m\"}";
	struct json_tokens tokens = { 0 };
	struct envelope_texts texts = { 0 };
	struct envelope_view v = { .p = request };
	size_t at = 0;

	scan(request, &at, &tokens);
	v.token = tokens.token;
	for (size_t n = 1; n <= 20; n++) {
		ck_assert_int_eq(
			envelope_openai_responses.walk(&v, &texts), HR_OK);
		ck_assert_uint_eq(texts.n, n);
		ck_assert_uint_eq(texts.p[n - 1].token, 2);
	}
	envelope_texts_release(&texts);
	json_tokens_release(&tokens);
}
END_TEST

/* ---- recognising --------------------------------------------------------- */

START_TEST(a_request_is_recognised_by_its_shape)
{
	const struct find_case *c = &finds[_i];
	struct json_tokens tokens = { 0 };
	struct envelope_view v = { .p = c->request };
	const struct envelope *e;
	size_t at = 0;

	scan(c->request, &at, &tokens);
	v.token = tokens.token;
	e = envelope_find(HR_API_AUTO, &v);
	ck_assert_msg((e ? e->api : HR_API_NONE) == c->api, "%s is %s: %s",
		hr_api_name(c->api), hr_api_name(e ? e->api : HR_API_NONE),
		c->request);
	ck_assert_ptr_null(envelope_find(HR_API_NONE, &v));
	json_tokens_release(&tokens);
}
END_TEST

START_TEST(a_named_form_is_taken_for_any_object)
{
	struct json_tokens tokens = { 0 };
	struct envelope_texts texts = { 0 };
	struct envelope_view v = { .p = "{} []" };
	size_t at = 0;

	scan(v.p, &at, &tokens);
	scan(v.p, &at, &tokens);
	for (enum hr_api api = HR_API_OPENAI_CHAT; api < HR_API_NONE; api++) {
		const struct envelope *e;

		v.token = tokens.token;
		e = envelope_find(api, &v);
		ck_assert(e && e->api == api && e->prompt[0]);
		ck_assert_int_eq(e->walk(&v, &texts), HR_OK);
		ck_assert_uint_eq(texts.n, 0);
		v.token = tokens.token + 1;
		ck_assert_ptr_null(envelope_find(api, &v));
	}
	ck_assert_ptr_null(envelope_find(HR_API_AUTO, &v));
	envelope_texts_release(&texts);
	json_tokens_release(&tokens);
}
END_TEST

/* ---- pointers ------------------------------------------------------------ */

START_TEST(pointers_lead_to_any_token)
{
	static const char text[] = "{\"a\":[1,{\"b\":2},[]],\"~/"
				   "\\u0041\":{\"\":[[3]]},\"c\":\"d\"}";
	static const char *const expected[] = { "", "/a", "/a", "/a/0", "/a/1",
		"/a/1/b", "/a/1/b", "/a/2", "/~0~1A", "/~0~1A", "/~0~1A/",
		"/~0~1A/", "/~0~1A//0", "/~0~1A//0/0", "/c", "/c" };
	struct json_tokens tokens = { 0 };
	struct envelope_view v = { .p = text };
	struct buf out = { 0 };
	size_t at = 0;

	scan(text, &at, &tokens);
	v.token = tokens.token;
	ck_assert_uint_eq(tokens.n, sizeof(expected) / sizeof(*expected));
	for (size_t i = 0; i < tokens.n; i++) {
		buf_reset(&out);
		envelope_pointer(&v, i, &out);
		buf_add_char(&out, '\0');
		ck_assert_str_eq(out.p, expected[i]);
	}
	buf_release(&out);
	json_tokens_release(&tokens);
}
END_TEST

/* ---- time ---------------------------------------------------------------- */

/* What takes quadratic time would take hours of these. */
enum {
	MANY = 100000
};

static void
walk_all(struct buf *text)
{
	struct json_tokens tokens = { 0 };
	struct envelope_view v;
	size_t at = 0;

	buf_add_char(text, '\0');
	ck_assert(buf_ok(text));
	scan(text->p, &at, &tokens);
	v = (struct envelope_view){ .p = text->p, .token = tokens.token };
	for (enum hr_api api = HR_API_AUTO; api < HR_API_NONE; api++) {
		const struct envelope *e = envelope_find(api, &v);
		struct envelope_texts texts = { 0 };

		ck_assert(e && e->walk(&v, &texts) == HR_OK);
		envelope_texts_release(&texts);
	}
	json_tokens_release(&tokens);
	buf_release(text);
}

START_TEST(many_calls_and_results_take_linear_time)
{
	struct buf text = { 0 };

	buf_add_str(&text, "{\"messages\":[{\"role\":\"assistant\","
			   "\"tool_calls\":[");
	for (unsigned i = 0; i < MANY; i++) {
		buf_add_str(&text, i ? ",{\"id\":\"" : "{\"id\":\"");
		buf_add_uint(&text, i);
		buf_add_str(&text, "\",\"function\":{\"name\":\"f\"}}");
	}
	buf_add_str(&text, "]}");
	for (unsigned i = 0; i < MANY; i++) {
		buf_add_str(&text, ",{\"role\":\"tool\",\"content\":\"x\","
				   "\"tool_call_id\":\"");
		buf_add_uint(&text, i);
		buf_add_str(&text, "\"}");
	}
	buf_add_str(&text, "]}");
	walk_all(&text);
}
END_TEST

START_TEST(many_members_and_marks_take_linear_time)
{
	struct buf text = { 0 };

	buf_add_str(&text, "{\"contents\":[{\"parts\":[{\"functionResponse\":"
			   "{\"name\":\"f\",\"response\":{");
	for (unsigned i = 0; i < MANY; i++) {
		buf_add_str(&text, i ? ",\"k" : "\"k");
		buf_add_uint(&text, i);
		buf_add_str(&text, "\":\"v\"");
	}
	buf_add_str(&text, "}}}]}],\"messages\":[{\"role\":\"user\","
			   "\"content\":[{\"type\":\"text\"");
	for (unsigned i = 0; i < MANY; i++)
		buf_add_str(&text, ",\"cache_control\":{},\"data\":\"x\","
				   "\"source\":{\"data\":\"y\"}");
	buf_add_str(&text, "}]}]}");
	walk_all(&text);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("envelope");
	TCase *t = tcase_create("envelope");
	SRunner *r;
	int failed, n = (int)(sizeof(cases) / sizeof(*cases));

	tcase_add_loop_test(t, what_may_change_is_listed, 0, n);
	tcase_add_loop_test(t, a_request_may_stand_between_other_tokens, 0, n);
	tcase_add_test(t, a_list_goes_behind_what_was_there);
	tcase_add_loop_test(t, a_request_is_recognised_by_its_shape, 0,
		(int)(sizeof(finds) / sizeof(*finds)));
	tcase_add_test(t, a_named_form_is_taken_for_any_object);
	tcase_add_test(t, pointers_lead_to_any_token);
	tcase_add_test(t, many_calls_and_results_take_linear_time);
	tcase_add_test(t, many_members_and_marks_take_linear_time);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
