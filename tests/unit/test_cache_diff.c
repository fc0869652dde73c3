/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of two requests and the provider's cache between them. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json_text.h"
#include "base/mem.h"
#include "prompt_cache/cache_diff.h"
#include "request/request_find.h"

/* A request of the test, '@' being a text of so many words. */
enum {
	WORDS = 1500,
};

struct side {
	struct buf text;
	struct json_tokens tokens;
	struct cache_request request;
};

static void
side_make(struct side *side, const char *text, enum hr_api api)
{
	struct buf *b = &side->text;

	*side = (struct side){ .text = { 0 } };
	for (; *text; text++) {
		if (*text != '@')
			buf_add_char(b, *text);
		else
			for (unsigned i = 0; i < WORDS; i++)
				buf_add_str(b, i % 2 ? "step " : "takes ");
	}
	ck_assert(buf_ok(b));
	ck_assert_int_eq(
		json_scan_whole(buf_span(b), &side->tokens, NULL), HR_OK);
	side->request.view = (struct envelope_view){ b->p, side->tokens.token };
	side->request.envelope = envelope_find(api, &side->request.view);
	ck_assert_ptr_nonnull(side->request.envelope);
}

static void
side_release(struct side *side)
{
	buf_release(&side->text);
	json_tokens_release(&side->tokens);
}

struct pair {
	struct side a, b;
	struct cache_diff diff;
};

static void
pair_make(struct pair *p, const char *a, const char *b, enum hr_api api,
	const char *model)
{
	side_make(&p->a, a, api);
	side_make(&p->b, b, api);
	ck_assert_int_eq(
		cache_diff_make(&p->diff, &p->a.request, &p->b.request, model),
		HR_OK);
}

static void
pair_release(struct pair *p)
{
	cache_diff_release(&p->diff);
	side_release(&p->a);
	side_release(&p->b);
}

/* ---- where and why ------------------------------------------------------- */

#define CHAT(s) "{\"messages\":[" s "]}"
#define USER(s) "{\"role\":\"user\",\"content\":\"" s "\"}"
#define MODEL(s) "{\"role\":\"assistant\",\"content\":\"" s "\"}"
#define TOOLS(s) "{\"tools\":[" s "],\"messages\":[" USER("q") "]}"
#define SYSTEM(s) "{\"system\":\"" s "\",\"messages\":[" USER("q") "]}"
#define SCHEMA(s) "{\"name\":\"f\",\"input_schema\":{" s "}}"

static const struct {
	const char *name, *a, *b;
	enum cache_why why;
	const char *at; /* pointers in A and B; "-": there is no more */
	const char *b_at;
	size_t messages, blocks;
	enum hr_api api;
} cases[] = {
	{ "the same", CHAT(USER("q")), CHAT(USER("q")), CACHE_BEGINS, "-", "-",
		1, 0, HR_API_ANTHROPIC },
	{ "one more turn", CHAT(USER("q")), CHAT(USER("q") "," MODEL("a")),
		CACHE_BEGINS, "-", "/messages/1", 1, 0, HR_API_ANTHROPIC },
	{ "one turn less", CHAT(USER("q") "," MODEL("a")), CHAT(USER("q")),
		CACHE_ENDS, "/messages/1", "-", 1, 0, HR_API_ANTHROPIC },
	{ "white space of JSON, escapes, the order of members",
		CHAT("{\"role\":\"user\",\"content\":\"a\\u002fb\"}"),
		"{ \"max_tokens\":9,\n\"messages\" : [ "
		"{\"content\":\"a/b\",\"role\":\"user\"}]}",
		CACHE_BEGINS, "-", "-", 1, 0, HR_API_ANTHROPIC },
	{ "a text is an array of one, and marks may move", CHAT(USER("q")),
		CHAT("{\"role\":\"user\",\"content\":[{\"type\":\"text\","
		     "\"text\":\"q\",\"cache_control\":{\"type\":"
		     "\"ephemeral\"}}]}"),
		CACHE_BEGINS, "-", "-", 1, 0, HR_API_ANTHROPIC },
	{ "the same of a system text", "{\"system\":\"s\",\"messages\":[]}",
		"{\"messages\":[],\"system\":[{\"text\":\"s\","
		"\"type\":\"text\"}]}",
		CACHE_BEGINS, "-", "-", 0, 0, HR_API_ANTHROPIC },
	{ "a part more in the last message", CHAT(USER("q")),
		CHAT("{\"role\":\"user\",\"content\":[{\"type\":\"text\","
		     "\"text\":\"q\"},{\"type\":\"text\",\"text\":\"r\"}]}"),
		CACHE_BEGINS, "-", "/messages/0/content/1", 1, 0,
		HR_API_ANTHROPIC },
	{ "another model", "{\"model\":\"m\",\"messages\":[]}",
		"{\"messages\":[],\"model\":\"n\"}", CACHE_OTHER_MODEL,
		"/model", "/model", 0, 0, HR_API_ANTHROPIC },
	{ "a time in the system text", SYSTEM("It is 10:02 now."),
		SYSTEM("It is 10:17 now."), CACHE_TIME, "/system", "/system", 0,
		0, HR_API_ANTHROPIC },
	{ "system text is behind the tools",
		"{\"system\":\"x\",\"tools\":[" SCHEMA("") "],\"messages\":[]}",
		"{\"system\":\"y\",\"tools\":[" SCHEMA(
			"\"a\":1") "],\"messages\":[]}",
		CACHE_ADDED, "/tools/0/input_schema", "/tools/0/input_schema/a",
		0, 0, HR_API_ANTHROPIC },
	{ "Gemini's is before them",
		"{\"systemInstruction\":{\"parts\":[{\"text\":\"x\"}]},"
		"\"tools\":[{\"a\":1}],\"contents\":[]}",
		"{\"tools\":[{\"a\":2}],\"contents\":[],"
		"\"system_instruction\":{\"parts\":[{\"text\":\"y\"}]}}",
		CACHE_OTHER_TEXT, "/systemInstruction/parts/0/text",
		"/system_instruction/parts/0/text", 0, 0, HR_API_GEMINI },
	{ "tools in another order", TOOLS("{\"name\":\"a\"},{\"name\":\"b\"}"),
		TOOLS("{\"name\":\"b\"},{\"name\":\"a\"}"), CACHE_TOOL_ORDER,
		"/tools/0", "/tools/0", 0, 0, HR_API_ANTHROPIC },
	{ "a tool more", TOOLS("{\"name\":\"a\"}"),
		TOOLS("{\"name\":\"b\"},{\"name\":\"a\"}"), CACHE_ADDED,
		"/tools/0", "/tools/0", 0, 1, HR_API_ANTHROPIC },
	{ "a tool more at the end", TOOLS("{\"name\":\"a\"}"),
		TOOLS("{\"name\":\"a\"},{\"name\":\"b\"}"), CACHE_ADDED,
		"/messages/0", "/tools/1", 0, 0, HR_API_ANTHROPIC },
	{ "a tool less", TOOLS("{\"name\":\"b\"},{\"name\":\"a\"}"),
		TOOLS("{\"name\":\"a\"}"), CACHE_REMOVED, "/tools/0",
		"/tools/0", 0, 1, HR_API_ANTHROPIC },
	{ "no tools any more", TOOLS("{\"name\":\"b\"}"), CHAT(USER("q")),
		CACHE_REMOVED, "/tools/0", "/messages/0", 0, 0,
		HR_API_ANTHROPIC },
	{ "keys of a schema in another order", TOOLS(SCHEMA("\"a\":1,\"b\":2")),
		TOOLS(SCHEMA("\"b\":2,\"a\":1")), CACHE_KEY_ORDER,
		"/tools/0/input_schema/a", "/tools/0/input_schema/b", 0, 0,
		HR_API_ANTHROPIC },
	{ "keys that are escaped",
		TOOLS("{\"\\u006eame\":\"x\",\"a\":1,\"b\":2}"),
		TOOLS("{\"a\":1,\"name\":\"x\",\"\\u0062\":2}"), CACHE_BEGINS,
		"-", "-", 1, 0, HR_API_ANTHROPIC },
	{ "keys of a schema that are, in another order",
		TOOLS(SCHEMA("\"\\u0061\":1,\"b\":2")),
		TOOLS(SCHEMA("\"b\":2,\"a\":1")), CACHE_KEY_ORDER,
		"/tools/0/input_schema/a", "/tools/0/input_schema/b", 0, 0,
		HR_API_ANTHROPIC },
	{ "a key of a schema less", TOOLS(SCHEMA("\"a\":1,\"b\":2")),
		TOOLS(SCHEMA("\"b\":2")), CACHE_REMOVED,
		"/tools/0/input_schema/a", "/tools/0/input_schema/b", 0, 0,
		HR_API_ANTHROPIC },
	{ "a key of a schema more", TOOLS(SCHEMA("\"b\":2")),
		TOOLS(SCHEMA("\"a\":1,\"b\":2")), CACHE_ADDED,
		"/tools/0/input_schema/b", "/tools/0/input_schema/a", 0, 0,
		HR_API_ANTHROPIC },
	{ "another kind of value", TOOLS(SCHEMA("\"a\":1")),
		TOOLS(SCHEMA("\"a\":\"1\"")), CACHE_OTHER_KIND,
		"/tools/0/input_schema/a", "/tools/0/input_schema/a", 0, 0,
		HR_API_ANTHROPIC },
	{ "a setting before all messages",
		"{\"system\":\"s\",\"messages\":[" USER("q") "]}",
		"{\"thinking\":{\"type\":\"x\"},\"system\":\"s\","
		"\"messages\":[" USER("q") "]}",
		CACHE_ADDED, "/messages/0", "/thinking", 0, 0,
		HR_API_ANTHROPIC },
	{ "one that changed",
		"{\"tool_choice\":\"a\",\"messages\":[" USER("q") "]}",
		"{\"tool_choice\":\"b\",\"messages\":[" USER("q") "]}",
		CACHE_OTHER_TEXT, "/tool_choice", "/tool_choice", 0, 0,
		HR_API_ANTHROPIC },
	{ "a window that slides",
		CHAT(USER("a") "," MODEL("b") "," USER("c") "," MODEL("d")),
		CHAT(USER("c") "," MODEL("d") "," USER("e")), CACHE_REMOVED,
		"/messages/0", "/messages/0", 0, 2, HR_API_ANTHROPIC },
	{ "a message in between", CHAT(USER("a") "," MODEL("b") "," USER("c")),
		CHAT(USER("a") "," USER("x") "," MODEL("b") "," USER("c")),
		CACHE_ADDED, "/messages/1", "/messages/1", 1, 1,
		HR_API_ANTHROPIC },
	{ "the id of a call",
		CHAT("{\"role\":\"assistant\",\"content\":[{\"type\":"
		     "\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":"
		     "{}}]}"),
		CHAT("{\"role\":\"assistant\",\"content\":[{\"type\":"
		     "\"tool_use\",\"id\":\"t2\",\"name\":\"f\",\"input\":"
		     "{}}]}"),
		CACHE_ID, "/messages/0/content/0/id",
		"/messages/0/content/0/id", 0, 0, HR_API_ANTHROPIC },
	{ "an image",
		CHAT("{\"role\":\"user\",\"content\":[{\"type\":\"image\","
		     "\"source\":{\"type\":\"base64\",\"data\":\"AAA\"}}]}"),
		CHAT("{\"role\":\"user\",\"content\":[{\"type\":\"image\","
		     "\"source\":{\"type\":\"base64\",\"data\":\"ABA\"}}]}"),
		CACHE_MEDIA, "/messages/0/content/0/source/data",
		"/messages/0/content/0/source/data", 0, 0, HR_API_ANTHROPIC },
	{ "another role", CHAT(USER("q")), CHAT(MODEL("q")), CACHE_OTHER_TEXT,
		"/messages/0", "/messages/0", 0, 0, HR_API_ANTHROPIC },
	{ "a message that is there twice as one", CHAT(USER("q") "," USER("r")),
		CHAT("{\"role\":\"user\",\"content\":[{\"type\":\"text\","
		     "\"text\":\"q\"},{\"type\":\"text\",\"text\":\"r\"}]}"),
		CACHE_ADDED, "/messages/1", "/messages/0/content/1", 0, 0,
		HR_API_ANTHROPIC },
	{ "calls of chat completions",
		CHAT(USER("q") ",{\"role\":\"assistant\",\"content\":null,"
			       "\"tool_calls\":[{\"function\":{\"arguments\":"
			       "\"{\\\"n\\\":9}\"}}]}"),
		CHAT(USER("q") ",{\"role\":\"assistant\",\"content\":null,"
			       "\"tool_calls\":[{\"function\":{\"arguments\":"
			       "\"{ \\\"n\\\": 9}\"}}]}"),
		CACHE_SPACE, "/messages/1/tool_calls/0/function/arguments",
		"/messages/1/tool_calls/0/function/arguments", 1, 0,
		HR_API_OPENAI_CHAT },
	{ "an input that is a string",
		"{\"instructions\":\"i\",\"input\":\"q\"}",
		"{\"instructions\":\"i\",\"input\":[{\"type\":\"message\","
		"\"role\":\"user\",\"content\":[{\"type\":\"input_text\","
		"\"text\":\"q\"}]},{\"type\":\"reasoning\"}]}",
		CACHE_BEGINS, "-", "/input/1", 1, 0, HR_API_OPENAI_RESPONSES },
	{ "a content that is there twice",
		CHAT("{\"role\":\"user\",\"content\":\"a\",\"content\":"
		     "\"b\"}"),
		CHAT("{\"role\":\"user\",\"content\":\"a\",\"content\":"
		     "\"c\"}"),
		CACHE_OTHER_TEXT, "/messages/0/content", "/messages/0/content",
		0, 0, HR_API_OPENAI_CHAT },
	{ "an empty text", "{\"instructions\":\"\"}", "{\"input\":\"q\"}",
		CACHE_REMOVED, "/instructions", "/input", 0, 0,
		HR_API_OPENAI_RESPONSES },
	{ "nothing at all", "{}", "{}", CACHE_BEGINS, "-", "-", 0, 0,
		HR_API_OPENAI_CHAT },
	{ "something behind nothing", "{}", CHAT(USER("q")), CACHE_BEGINS, "-",
		"/messages/0", 0, 0, HR_API_OPENAI_CHAT },
};

static void
check_place(const char *name, const char *want, const struct cache_prompt *p,
	const struct cache_place *place)
{
	struct buf pointer = { 0 };

	if (place->end)
		buf_add_char(&pointer, '-');
	else
		envelope_pointer(&p->request.view, place->token, &pointer);
	buf_add_char(&pointer, '\0');
	ck_assert_msg(!strcmp(want, pointer.p), "%s: %s, not %s", name,
		pointer.p, want);
	buf_release(&pointer);
}

START_TEST(two_prompts_part_where_a_cache_sees_it)
{
	struct pair p;

	pair_make(&p, cases[_i].a, cases[_i].b, cases[_i].api, NULL);
	ck_assert_msg(p.diff.why == cases[_i].why, "%s: %s, not %s",
		cases[_i].name, cache_why_name(p.diff.why),
		cache_why_name(cases[_i].why));
	check_place(cases[_i].name, cases[_i].at, &p.diff.a, &p.diff.in_a);
	check_place(cases[_i].name, cases[_i].b_at, &p.diff.b, &p.diff.in_b);
	ck_assert_msg(p.diff.messages == cases[_i].messages, "%s: %zu messages",
		cases[_i].name, p.diff.messages);
	ck_assert_msg(p.diff.blocks == cases[_i].blocks, "%s: %zu blocks",
		cases[_i].name, p.diff.blocks);
	ck_assert_uint_le(p.diff.shared, p.diff.tokens_a);
	pair_release(&p);
}
END_TEST

START_TEST(a_byte_is_that_of_the_file)
{
	/* Behind an escaped quote, a pair of surrogates and a letter. */
	const char *a = CHAT(USER("\\\"\\ud83d\\ude00xA"));
	const char *b = CHAT(USER("\\\"\xf0\x9f\x98\x80xB"));
	struct pair p;

	pair_make(&p, a, b, HR_API_OPENAI_CHAT, NULL);
	ck_assert_int_eq(a[p.diff.in_a.byte], 'A');
	ck_assert_int_eq(b[p.diff.in_b.byte], 'B');
	ck_assert_uint_eq(p.diff.in_a.at, 6);
	pair_release(&p);
}
END_TEST

/* ---- words --------------------------------------------------------------- */

static const struct {
	const char *a, *b;
	enum cache_why why;
} words[] = {
	{ "a b", "a  b", CACHE_SPACE },
	{ "a b\n", "a b", CACHE_SPACE },
	{ "ab", "a b", CACHE_SPACE },
	{ "at 10:02:11 today", "at 10:02:12 today", CACHE_TIME },
	{ "at 9:59 today", "at 10:00 today", CACHE_TIME },
	{ "at 10:59 today", "at 10:59:30 today", CACHE_TIME },
	{ "on 2026-11-27.", "on 2026-12-01.", CACHE_TIME },
	{ "on 11/27/2026", "on 11/28/2026", CACHE_TIME },
	{ "on November 27, 2026", "on November 28, 2026", CACHE_TIME },
	{ "on 27 Nov", "on 28 Nov", CACHE_TIME },
	{ "Monday is it", "Tuesday is it", CACHE_TIME },
	{ "t=1790000000;", "t=1790000060;", CACHE_TIME },
	{ "t=1790000000123", "t=1790000000124", CACHE_TIME },
	{ "run 550e8400-e29b-41d4-a716-446655440000",
		"run 550e8400-e29b-41d4-a716-446655440001", CACHE_ID },
	{ "see req_8f3a91bc.", "see req_77aa01de.", CACHE_ID },
	{ "of 41 files", "of 42 files", CACHE_NUMBER },
	{ "of 41 files", "of 1041 files", CACHE_NUMBER },
	{ "27 may fail", "28 might fail", CACHE_NUMBER },
	{ "one", "one two", CACHE_LONGER },
	{ "at 10:02", "at 10:02 and so on", CACHE_LONGER },
	{ "one two", "one", CACHE_SHORTER },
	{ "why not", "who not", CACHE_OTHER_TEXT },
	{ "run a", "run 12", CACHE_OTHER_TEXT },
	{ "", "x", CACHE_LONGER },
};

START_TEST(what_differs_is_told_by_its_words)
{
	struct span a = span_str(words[_i].a), b = span_str(words[_i].b);
	size_t at = cache_common(a, b);
	enum cache_why why = cache_why_text(a, b, at);

	ck_assert_msg(why == words[_i].why, "'%s', '%s': %s, not %s",
		words[_i].a, words[_i].b, cache_why_name(why),
		cache_why_name(words[_i].why));
}
END_TEST

START_TEST(characters_are_not_cut)
{
	ck_assert_uint_eq(
		cache_common(span_str("a\xc3\xa9"), span_str("a\xc3\xa8")), 1);
	ck_assert_uint_eq(
		cache_common(span_str("a\xc3\xa9"), span_str("a\xc3\xa9z")), 3);
}
END_TEST

/* ---- caches -------------------------------------------------------------- */

#define MARK ",\"cache_control\":{\"type\":\"ephemeral\"}"
#define HOUR ",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}"
#define PART(s, mark) "{\"type\":\"text\",\"text\":\"" s "\"" mark "}"
#define TURN(role, parts) "{\"role\":\"" role "\",\"content\":[" parts "]}"
#define SAID(system, turns) "{\"system\":[" system "],\"messages\":[" turns "]}"
#define NINE "{},{},{},{},{},{},{},{},{}"

enum amount {
	NONE,
	SOME, /* fewer than 50 */
	ONE, /* a text of WORDS tokens, and a few */
	TWO,
};

static const struct {
	const char *name, *model, *a, *b;
	enum hr_api api;
	enum amount cached, written, hour;
} caches[] = {
	{ "a mark moves on", "claude-sonnet-4-5",
		SAID(PART("@", ""), TURN("user", PART("q", MARK))),
		SAID(PART("@", ""),
			TURN("user", PART("q", "")) "," TURN(
				"assistant", PART("@", "")) "," TURN("user",
				PART("r", MARK))),
		HR_API_ANTHROPIC, ONE, ONE, NONE },
	{ "an hour", "claude-sonnet-4-5",
		SAID(PART("@", HOUR), TURN("user", PART("q", ""))),
		SAID(PART("@", HOUR),
			TURN("user", PART("@", HOUR) "," PART("q", MARK))),
		HR_API_ANTHROPIC, ONE, ONE, ONE },
	{ "no marks", "claude-sonnet-4-5",
		SAID(PART("@", ""), TURN("user", PART("q", ""))),
		SAID(PART("@", ""), TURN("user", PART("q", ""))),
		HR_API_ANTHROPIC, NONE, NONE, NONE },
	{ "a mark in the second only", "claude-sonnet-4-5",
		SAID(PART("@", ""), TURN("user", PART("q", ""))),
		SAID(PART("@", MARK), TURN("user", PART("q", ""))),
		HR_API_ANTHROPIC, NONE, ONE, NONE },
	{ "a mark that is null", "claude-sonnet-4-5",
		SAID(PART("@", ",\"cache_control\":null"), ""),
		SAID(PART("@", ",\"cache_control\":null"), ""),
		HR_API_ANTHROPIC, NONE, NONE, NONE },
	{ "a mark of the request", "claude-sonnet-4-5",
		"{\"cache_control\":{\"type\":\"ephemeral\"},\"messages\":"
		"[" USER("@") "]}",
		"{\"cache_control\":{\"type\":\"ephemeral\"},\"messages\":"
		"[" USER("@") "," USER("@") "]}",
		HR_API_ANTHROPIC, ONE, ONE, NONE },
	{ "too few tokens", "claude-opus-4-5",
		SAID(PART("@", MARK), TURN("user", PART("q", ""))),
		SAID(PART("@", MARK), TURN("user", PART("q", ""))),
		HR_API_ANTHROPIC, NONE, NONE, NONE },
	{ "21 blocks behind", "claude-sonnet-4-5",
		SAID(PART("@", MARK), TURN("user", PART("q", ""))),
		SAID(PART("@", ""),
			TURN("user", PART("q", "") "," NINE "," NINE
						   ",{}," PART("@", MARK))),
		HR_API_ANTHROPIC, NONE, TWO, NONE },
	{ "20 blocks behind", "claude-sonnet-4-5",
		SAID(PART("@", MARK), TURN("user", PART("q", ""))),
		SAID(PART("@", ""),
			TURN("user", PART("q", "") "," NINE "," NINE
						   "," PART("@", MARK))),
		HR_API_ANTHROPIC, ONE, ONE, NONE },
	{ "a system text that changed behind a tool", "claude-sonnet-4-5",
		"{\"tools\":[{\"name\":\"@\"" MARK "}],\"system\":[" PART(
			"it is 10:02", MARK) "],\"messages\":[]}",
		"{\"tools\":[{\"name\":\"@\"" MARK "}],\"system\":[" PART(
			"it is 10:03", MARK) "],\"messages\":[]}",
		HR_API_ANTHROPIC, ONE, SOME, NONE },
	{ "Claude by way of chat completions", "anthropic/claude-sonnet-4.5",
		CHAT(TURN("user", PART("@", MARK))),
		CHAT(TURN("user", PART("@", MARK)) "," USER("q")),
		HR_API_OPENAI_CHAT, ONE, NONE, NONE },
	{ "OpenAI's cache by itself", "gpt-5.1", CHAT(USER("@")),
		CHAT(USER("@") "," USER("@")), HR_API_OPENAI_CHAT, ONE, NONE,
		NONE },
	{ "even in the middle of a text", "gpt-5.1", CHAT(USER("@ yes")),
		CHAT(USER("@ no")), HR_API_OPENAI_CHAT, ONE, NONE, NONE },
	{ "a newer one: whole requests", "gpt-5.6", CHAT(USER("@")),
		CHAT(USER("@") "," USER("@")), HR_API_OPENAI_CHAT, ONE, ONE,
		NONE },
	{ "which is no prefix of another", "gpt-5.6", CHAT(USER("@ yes")),
		CHAT(USER("@ no")), HR_API_OPENAI_CHAT, NONE, ONE, NONE },
	{ "but for its marks", "gpt-5.6",
		CHAT(TURN("user",
			PART("@", ",\"prompt_cache_breakpoint\":{\"mode\":"
				  "\"explicit\"}") "," PART("yes", ""))),
		CHAT(TURN("user", PART("@", "") "," PART("no", ""))),
		HR_API_OPENAI_CHAT, ONE, SOME, NONE },
	{ "which may be all there is", "gpt-5.6",
		"{\"prompt_cache_options\":{\"mode\":\"explicit\"},"
		"\"messages\":[" USER("@") "]}",
		"{\"prompt_cache_options\":{\"mode\":\"explicit\"},"
		"\"messages\":[" USER("@") "," USER("@") "]}",
		HR_API_OPENAI_CHAT, NONE, NONE, NONE },
	{ "too few for OpenAI", "gpt-5.1", CHAT(USER("q")),
		CHAT(USER("q") "," USER("@")), HR_API_OPENAI_CHAT, NONE, NONE,
		NONE },
	{ "Gemini", "gemini-2.5-pro",
		"{\"contents\":[{\"parts\":[{\"text\":\"@\"},"
		"{\"text\":\"@\"}]}]}",
		"{\"contents\":[{\"parts\":[{\"text\":\"@\"},"
		"{\"text\":\"@\"}]},{\"role\":\"model\",\"parts\":"
		"[{\"text\":\"@\"}]}]}",
		HR_API_GEMINI, TWO, NONE, NONE },
};

static bool
is_amount(int64_t tokens, enum amount amount, const char *model)
{
	const struct hr_model *m = hr_model_find(model);
	double n = (double)tokens / (m->exact ? 1 : m->factor);

	switch (amount) {
	case NONE:
		return tokens == 0;
	case SOME:
		return n > 0 && n < 50;
	case ONE:
		/* Steps of 128 may be missing. */
		return n > WORDS - 128 && n < WORDS + 100;
	case TWO:
		return n > 2 * WORDS - 128 && n < 2 * WORDS + 200;
	}
	return false;
}

START_TEST(a_cache_has_what_its_rules_say)
{
	const struct answer_usage *u;
	struct pair p;

	pair_make(&p, caches[_i].a, caches[_i].b, caches[_i].api,
		caches[_i].model);
	u = &p.diff.usage;
	ck_assert_msg(is_amount(u->cached, caches[_i].cached, caches[_i].model),
		"%s: %ld cached", caches[_i].name, (long)u->cached);
	ck_assert_msg(
		is_amount(u->cache_write, caches[_i].written, caches[_i].model),
		"%s: %ld written", caches[_i].name, (long)u->cache_write);
	ck_assert_msg(
		is_amount(u->cache_write_1h, caches[_i].hour, caches[_i].model),
		"%s: %ld for an hour", caches[_i].name,
		(long)u->cache_write_1h);
	ck_assert_int_ge(u->input, u->cached + u->cache_write);
	if (p.diff.rules.way == CACHE_BY_STEPS)
		ck_assert_int_eq(u->cached % 128, 0);
	pair_release(&p);
}
END_TEST

static const struct {
	const char *model;
	enum hr_api api;
	enum cache_way way;
	unsigned minimum;
	bool assumed;
} rules[] = {
	{ "claude-opus-4-5-20251101", HR_API_ANTHROPIC, CACHE_BY_MARKS, 4096,
		false },
	{ "claude-sonnet-4-5", HR_API_ANTHROPIC, CACHE_BY_MARKS, 1024, false },
	{ "claude-sonnet-4-6", HR_API_ANTHROPIC, CACHE_BY_MARKS, 2048, false },
	{ "anthropic/claude-haiku-4.5", HR_API_OPENAI_CHAT, CACHE_BY_MARKS,
		4096, false },
	{ "claude-sonnet-5", HR_API_ANTHROPIC, CACHE_BY_MARKS, 2048, true },
	{ NULL, HR_API_ANTHROPIC, CACHE_BY_MARKS, 4096, true },
	{ "gpt-5.5", HR_API_OPENAI_CHAT, CACHE_BY_STEPS, 1024, false },
	{ "GPT-5.6-sol", HR_API_OPENAI_RESPONSES, CACHE_BY_ENDS, 1024, false },
	{ "gpt-6", HR_API_OPENAI_RESPONSES, CACHE_BY_ENDS, 1024, false },
	{ "gpt-4o", HR_API_OPENAI_CHAT, CACHE_BY_STEPS, 1024, false },
	{ "kimi-k3", HR_API_OPENAI_CHAT, CACHE_BY_STEPS, 1024, true },
	{ "gpt", HR_API_OPENAI_CHAT, CACHE_BY_STEPS, 1024, true },
	{ "models/gemini-2.5-flash", HR_API_GEMINI, CACHE_BY_PREFIX, 2048,
		true },
	{ "", HR_API_GEMINI, CACHE_BY_PREFIX, 4096, true },
};

START_TEST(rules_are_those_of_the_model)
{
	struct cache_rules r = cache_rules_find(rules[_i].model, rules[_i].api);

	ck_assert_int_eq(r.way, rules[_i].way);
	ck_assert_uint_eq(r.minimum, rules[_i].minimum);
	ck_assert_int_eq(r.assumed, rules[_i].assumed);
}
END_TEST

/* ---- counts -------------------------------------------------------------- */

/* What request_count() says, and the texts that it leaves out. */
static size_t
count_all(const struct cache_request *r)
{
	struct hr_counter *counter = hr_counter_new(HR_O200K_BASE);
	struct envelope_texts texts = { 0 };
	struct buf scratch = { 0 };
	size_t total;

	ck_assert_ptr_nonnull(counter);
	ck_assert_int_eq(r->envelope->walk(&r->view, &texts), HR_OK);
	total = request_count(&r->view, r->envelope, &texts, counter, &scratch);
	for (size_t i = 0; i < texts.n; i++) {
		const jsmntok_t *t = &r->view.token[texts.p[i].token];

		if (texts.p[i].class == ENVELOPE_MEDIA)
			continue;
		buf_reset(&scratch);
		json_decode(span_of(r->view.p + t->start,
				    (size_t)(t->end - t->start)),
			&scratch);
		total += hr_count(counter, scratch.p, scratch.n);
	}
	buf_release(&scratch);
	envelope_texts_release(&texts);
	hr_counter_free(counter);
	return total;
}

static const struct {
	const char *text;
	enum hr_api api;
} counts[] = {
	{ CHAT(USER("Why did it fail?")), HR_API_OPENAI_CHAT },
	{ CHAT(USER("q") "," MODEL("@") "," USER("It is 10:02")),
		HR_API_OPENAI_CHAT },
	{ SYSTEM("Be brief."), HR_API_ANTHROPIC },
	{ CHAT("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":"
	       "[{\"id\":\"c1\",\"function\":{\"name\":\"log\","
	       "\"arguments\":\"{}\"}}]},{\"role\":\"tool\","
	       "\"tool_call_id\":\"c1\",\"content\":\"12:00 start\"}"),
		HR_API_OPENAI_CHAT },
	{ "{\"tools\":[{\"name\":\"log\",\"input_schema\":{\"n\":1}}],"
	  "\"messages\":[" USER("q") "]}",
		HR_API_ANTHROPIC },
};

START_TEST(counts_are_those_of_requests)
{
	struct pair p;
	size_t want;

	pair_make(&p, counts[_i].text, counts[_i].text, counts[_i].api, NULL);
	want = count_all(&p.a.request);
	/* The brackets of a list of tools, which has one here. */
	ck_assert_uint_le(p.diff.tokens_a, want);
	ck_assert_uint_ge(p.diff.tokens_a + 2, want);
	if (counts[_i].text[2] != 't')
		ck_assert_uint_eq(p.diff.tokens_a, want);
	pair_release(&p);
}
END_TEST

enum {
	MANY = 100000,
};

START_TEST(many_messages_and_keys_take_linear_time)
{
	struct buf text = { 0 };
	struct pair p;

	buf_add_str(&text, "{\"messages\":[");
	for (unsigned i = 0; i < MANY; i++)
		buf_add_str(&text, USER("q") ",");
	buf_add_str(&text, "{\"role\":\"assistant\",\"content\":[{\"input\":{");
	for (unsigned i = 0; i < MANY; i++) {
		buf_add_str(&text, i ? ",\"k" : "\"k");
		buf_add_uint(&text, i);
		buf_add_str(&text, "\":1");
	}
	buf_add_str(&text, "}");
	for (unsigned i = 0; i < MANY; i++) {
		buf_add_str(&text, ",\"m");
		buf_add_uint(&text, MANY - i);
		buf_add_str(&text, "\":[[[[]]]]");
	}
	buf_add_str(&text, "}]}]}");
	buf_add_char(&text, '\0');
	pair_make(&p, text.p, CHAT(USER("q") "," USER("q") "," MODEL("r")),
		HR_API_ANTHROPIC, NULL);
	ck_assert_uint_eq(p.diff.messages, 2);
	pair_release(&p);
	pair_make(&p, text.p, text.p, HR_API_ANTHROPIC, NULL);
	ck_assert_int_eq(p.diff.why, CACHE_BEGINS);
	pair_release(&p);
	buf_release(&text);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(*(array))))

int
main(void)
{
	Suite *s = suite_create("cache_diff");
	TCase *t = tcase_create("cache_diff");
	SRunner *r;
	int failed;

	/* What takes the square of its input takes minutes; sanitizers and a busy
	 * machine take five times what is usual, which is a second. */
	tcase_set_timeout(t, 20);
	tcase_add_loop_test(
		t, two_prompts_part_where_a_cache_sees_it, 0, COUNT(cases));
	tcase_add_test(t, a_byte_is_that_of_the_file);
	tcase_add_loop_test(
		t, what_differs_is_told_by_its_words, 0, COUNT(words));
	tcase_add_test(t, characters_are_not_cut);
	tcase_add_loop_test(
		t, a_cache_has_what_its_rules_say, 0, COUNT(caches));
	tcase_add_loop_test(t, rules_are_those_of_the_model, 0, COUNT(rules));
	tcase_add_loop_test(t, counts_are_those_of_requests, 0, COUNT(counts));
	tcase_add_test(t, many_messages_and_keys_take_linear_time);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
