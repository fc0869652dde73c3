/* SPDX-License-Identifier: Apache-2.0 */
/* Unit tests of where requests go. */
#include <check.h>
#include <stdlib.h>

#include "send/address.h"

/* Bytes with a NUL among them. */
#define BYTES(s)                                                               \
	{                                                                      \
		s, sizeof(s) - 1                                               \
	}

/* ---- base URLs ----------------------------------------------------------- */

static const struct {
	struct span base;
	bool ok, tls, loopback;
} bases[] = {
	{ BYTES("https://api.openai.com/v1"), true, true, false },
	{ BYTES("HTTPS://API.OPENAI.COM"), true, true, false },
	{ BYTES("http://localhost:11434/v1"), true, false, true },
	{ BYTES("http://LocalHost"), true, false, true },
	{ BYTES("http://localhost.evil.example"), true, false, false },
	{ BYTES("http://127.0.0.1:8000/v1/"), true, false, true },
	{ BYTES("http://127.255.255.254"), true, false, true },
	{ BYTES("http://127.0.0.1.evil.example"), true, false, false },
	{ BYTES("http://127.0.0.1."), true, false, false },
	{ BYTES("http://127.1"), true, false, false },
	{ BYTES("http://127.0.0.256"), true, false, false },
	{ BYTES("http://127.0.0.01"), true, false, false },
	{ BYTES("http://0127.0.0.1"), true, false, false },
	{ BYTES("http://127.0.0.1.1"), true, false, false },
	{ BYTES("http://[::1]:8000"), true, false, true },
	{ BYTES("http://[::1]"), true, false, true },
	{ BYTES("http://[::2]"), true, false, false },
	{ BYTES("http://[::ffff:127.0.0.1]"), true, false, false },
	{ BYTES("http://10.0.0.7:8000"), true, false, false },
	{ BYTES("https://me.openai.azure.com/openai/deployments/d"
		"?api-version=2024-10-21"),
		true, true, false },
	{ BYTES("ftp://127.0.0.1"), false, false, false },
	{ BYTES("file:///etc/passwd"), false, false, false },
	{ BYTES("api.openai.com"), false, false, false },
	{ BYTES("//api.openai.com"), false, false, false },
	{ BYTES("https:/api.openai.com"), false, false, false },
	{ BYTES("https://"), false, false, false },
	{ BYTES("https:///v1"), false, false, false },
	{ BYTES("https://:443"), false, false, false },
	{ BYTES("https://u:p@api.openai.com"), false, false, false },
	{ BYTES("https://api.openai.com@evil.example"), false, false, false },
	{ BYTES("https://evil.example\\@api.openai.com"), false, false, false },
	{ BYTES("https://a.example/v1#x"), false, false, false },
	{ BYTES("https://a.example:0"), false, false, false },
	{ BYTES("https://a.example:65536"), false, false, false },
	{ BYTES("https://a.example:"), false, false, false },
	{ BYTES("https://a.example:1x"), false, false, false },
	{ BYTES("https://a.example:8000:1"), false, false, false },
	{ BYTES("https://[::1"), false, false, false },
	{ BYTES("https://[::1]x"), false, false, false },
	{ BYTES("https://[]"), false, false, false },
	{ BYTES("https://a b.example"), false, false, false },
	{ BYTES("https://a.example/\r\nX: y"), false, false, false },
	{ BYTES("https://a.example/\n"), false, false, false },
	{ BYTES("https://a.example/\0/v1"), false, false, false },
	{ BYTES("https://a.example/\x7f"), false, false, false },
	{ BYTES("https://\xc3\xa4.example"), false, false, false },
	{ BYTES("https://a%2eexample"), false, false, false },
	{ BYTES("https://g.example/v1?key=abc"), false, false, false },
	{ BYTES("https://g.example/v1?a=b&KEY=abc"), false, false, false },
	{ BYTES("https://g.example/v1?monkey=abc"), true, true, false },
	{ BYTES(""), false, false, false },
};

START_TEST(a_base_url_is_checked)
{
	struct hr_error err = { .code = HR_OK };
	struct address a;
	bool ok = address_read(&a, bases[_i].base, &err) == HR_OK;

	ck_assert_msg(ok == bases[_i].ok, "%s: %d", bases[_i].base.p, ok);
	ck_assert(ok || err.text[0]);
	if (ok) {
		ck_assert_int_eq(a.tls, bases[_i].tls);
		ck_assert_msg(a.loopback == bases[_i].loopback, "%s: %d",
			bases[_i].base.p, a.loopback);
	}
}
END_TEST

START_TEST(a_very_long_base_url_is_refused)
{
	struct hr_error err;
	struct address a;
	struct buf base = { 0 };

	buf_add_str(&base, "https://a.example/");
	while (base.n <= ADDRESS_BYTES)
		buf_add_char(&base, 'x');
	ck_assert_int_eq(address_read(&a, buf_span(&base), &err), HR_EINPUT);
	buf_release(&base);
}
END_TEST

static const struct {
	const char *base, *name;
	bool at;
} hosts[] = {
	{ "https://api.openai.com/v1", "api.openai.com", true },
	{ "https://API.openai.com:443/v1", "api.openai.com", true },
	{ "https://api.openai.com.evil.example", "api.openai.com", false },
	{ "https://notapi.openai.com", "api.openai.com", false },
	{ "https://me.openai.azure.com", "openai.azure.com", true },
	{ "https://meopenai.azure.com", "openai.azure.com", false },
	{ "https://com", "openai.azure.com", false },
};

START_TEST(a_host_is_at_a_name_or_below_it)
{
	struct hr_error err;
	struct address a;

	ck_assert_int_eq(
		address_read(&a, span_str(hosts[_i].base), &err), HR_OK);
	ck_assert_msg(address_is_at(&a, hosts[_i].name) == hosts[_i].at, "%s",
		hosts[_i].base);
}
END_TEST

/* ---- URLs ---------------------------------------------------------------- */

#define CHAT HR_API_OPENAI_CHAT
#define RESPONSES HR_API_OPENAI_RESPONSES
#define ANTHROPIC HR_API_ANTHROPIC
#define GEMINI HR_API_GEMINI

static const struct {
	const char *base;
	enum hr_api api;
	const char *model;
	bool stream;
	const char *url; /* NULL: refused */
} urls[] = {
	{ "https://api.openai.com/v1", CHAT, NULL, true,
		"https://api.openai.com/v1/chat/completions" },
	{ "https://api.openai.com/v1/", RESPONSES, NULL, false,
		"https://api.openai.com/v1/responses" },
	{ "http://127.0.0.1:8000/v1/chat/completions", CHAT, NULL, true,
		"http://127.0.0.1:8000/v1/chat/completions" },
	{ "https://me.openai.azure.com/openai/v1/", CHAT, NULL, true,
		"https://me.openai.azure.com/openai/v1/chat/completions" },
	{ "https://me.openai.azure.com/openai/deployments/d?api-version=1",
		CHAT, NULL, true,
		"https://me.openai.azure.com/openai/deployments/d"
		"/chat/completions?api-version=1" },
	{ "https://api.anthropic.com", ANTHROPIC, NULL, true,
		"https://api.anthropic.com/v1/messages" },
	{ "https://api.anthropic.com/v1", ANTHROPIC, NULL, true,
		"https://api.anthropic.com/v1/messages" },
	{ "https://gate.example/anthropic/", ANTHROPIC, NULL, true,
		"https://gate.example/anthropic/v1/messages" },
	{ "https://gate.example/v1/messages", ANTHROPIC, NULL, true,
		"https://gate.example/v1/messages" },
	{ "https://g.example", GEMINI, "gemini-2.5-pro", true,
		"https://g.example/v1beta/models/"
		"gemini-2.5-pro:streamGenerateContent?alt=sse" },
	{ "https://g.example/v1beta/", GEMINI, "models/gemini-2.5-pro", false,
		"https://g.example/v1beta/models/"
		"gemini-2.5-pro:generateContent" },
	{ "https://g.example/v1?x=y", GEMINI, "g", true,
		"https://g.example/v1/models/"
		"g:streamGenerateContent?alt=sse&x=y" },
	{ "https://g.example/v1?x=y", GEMINI, "g", false,
		"https://g.example/v1/models/g:generateContent?x=y" },
	{ "https://g.example", GEMINI, "a/../b?c#d:e%2f \xc3\xa4", false,
		"https://g.example/v1beta/models/"
		"a%2F..%2Fb%3Fc%23d%3Ae%252f%20%C3%A4:generateContent" },
	{ "https://g.example", GEMINI, "..", false, NULL },
	{ "https://g.example", GEMINI, "models/.", false, NULL },
	{ "https://g.example", GEMINI, "", false, NULL },
	{ "https://g.example", GEMINI, NULL, false, NULL },
	{ "https://g.example", GEMINI, "a\r\nb", false, NULL },
};

START_TEST(an_api_has_its_url)
{
	struct hr_error err;
	struct address a;
	struct buf url = { 0 };
	enum hr_status status;

	ck_assert_int_eq(
		address_read(&a, span_str(urls[_i].base), &err), HR_OK);
	status = address_url(
		&a, urls[_i].api, urls[_i].model, urls[_i].stream, &url);
	ck_assert_int_eq(status, urls[_i].url ? HR_OK : HR_EINPUT);
	if (urls[_i].url)
		ck_assert_str_eq(url.p, urls[_i].url);
	buf_release(&url);
}
END_TEST

static const struct {
	const char *host, *base;
} ollamas[] = {
	{ "", "http://127.0.0.1:11434/v1" },
	{ "box", "http://box:11434/v1" },
	{ "box:80", "http://box:80/v1" },
	{ ":8080", "http://127.0.0.1:8080/v1" },
	{ "0.0.0.0", "http://127.0.0.1:11434/v1" },
	{ "0.0.0.0:1234", "http://127.0.0.1:1234/v1" },
	{ "[::]:1234", "http://[::1]:1234/v1" },
	{ "[::1]", "http://[::1]:11434/v1" },
	{ "http://box", "http://box/v1" },
	{ "https://box:444/", "https://box:444/v1" },
	{ "https://ollama.com/v1", "https://ollama.com/v1" },
	{ "http://box/sub/", "http://box/sub/v1" },
	{ "http://0.0.0.0:11434", "http://127.0.0.1:11434/v1" },
};

START_TEST(the_host_of_ollama_becomes_a_base_url)
{
	struct buf base = { 0 };

	address_ollama(span_str(ollamas[_i].host), &base);
	ck_assert_str_eq(base.p, ollamas[_i].base);
	buf_release(&base);
}
END_TEST

/* ---- headers ------------------------------------------------------------- */

static const struct {
	struct span text;
	bool value, name;
} texts[] = {
	{ BYTES("X-Title"), true, true },
	{ BYTES("sk-abc_DEF.123"), true, true },
	{ BYTES("two words"), true, false },
	{ BYTES("a:b"), true, false },
	{ BYTES(""), false, false },
	{ BYTES(" x"), false, false },
	{ BYTES("x "), false, false },
	{ BYTES("a\rb"), false, false },
	{ BYTES("a\nb"), false, false },
	{ BYTES("a\tb"), false, false },
	{ BYTES("a\0b"), false, false },
	{ BYTES("a\x7f"), false, false },
	{ BYTES("\xc3\xa4"), true, false },
};

START_TEST(a_header_is_one_line)
{
	ck_assert_int_eq(address_is_value(texts[_i].text), texts[_i].value);
	ck_assert_int_eq(address_is_name(texts[_i].text), texts[_i].name);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof(*(table)))

int
main(void)
{
	Suite *suite = suite_create("address");
	TCase *t = tcase_create("address");
	SRunner *runner = srunner_create(suite);
	int bad;

	suite_add_tcase(suite, t);
	tcase_add_loop_test(t, a_base_url_is_checked, 0, ROWS(bases));
	tcase_add_test(t, a_very_long_base_url_is_refused);
	tcase_add_loop_test(t, a_host_is_at_a_name_or_below_it, 0, ROWS(hosts));
	tcase_add_loop_test(t, an_api_has_its_url, 0, ROWS(urls));
	tcase_add_loop_test(
		t, the_host_of_ollama_becomes_a_base_url, 0, ROWS(ollamas));
	tcase_add_loop_test(t, a_header_is_one_line, 0, ROWS(texts));
	srunner_run_all(runner, CK_NORMAL);
	bad = srunner_ntests_failed(runner);
	srunner_free(runner);
	return bad != 0;
}
