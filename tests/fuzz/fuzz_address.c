/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first byte is the API, then come a base URL and, behind a newline, a
 * model.  What is accepted makes a URL of printable characters that begins with
 * the scheme and the host that were checked, and has no user in it.
 */
#include "send/address.h"

#include "fuzz.h"

/* The host of the URL, found in another way than the one under test. */
static void
check_url(const struct address *a, struct span url)
{
	size_t at = a->tls ? 8 : 7, end = at;

	check(span_starts(url, a->tls ? "https://" : "http://"), "scheme");
	while (end < url.n && url.p[end] != '/' && url.p[end] != '?')
		end++;
	check(span_equal(span_of(url.p + at, end - at), a->authority),
		"another host");
	check(!memchr(url.p + at, '@', end - at), "a user");
	for (size_t i = 0; i < url.n; i++)
		check(url.p[i] > ' ' && url.p[i] < 0x7f, "a bad byte");
	check(!url.p[url.n], "no NUL");
}

static void
try_url(const struct address *a, enum hr_api api, struct span model)
{
	struct buf url = { 0 }, name = { 0 };

	buf_add(&name, model);
	buf_add_char(&name, '\0');
	if (address_url(a, api, name.p, true, &url) == HR_OK)
		check_url(a, buf_span(&url));
	else
		check(api == HR_API_GEMINI, "refused");
	buf_release(&url);
	buf_release(&name);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const enum hr_api apis[] = { HR_API_OPENAI_CHAT,
		HR_API_OPENAI_RESPONSES, HR_API_ANTHROPIC, HR_API_GEMINI };
	struct span text = { (const char *)data + 1, n - 1 }, base;
	struct hr_error err = { .code = HR_OK };
	struct buf ollama = { 0 };
	struct address a;

	if (!n || !span_line(&text, &base))
		return 0;
	base = span_chomp(base);
	if (address_read(&a, base, &err) == HR_OK) {
		try_url(&a, apis[data[0] % 4], text);
		check(!a.loopback || a.host.p[0] == '1' || a.host.p[0] == ':' ||
				(a.host.p[0] | 32) == 'l',
			"loopback");
	} else {
		check(err.text[0], "no reason");
	}
	if (!base.n || !memchr(base.p, '\0', base.n))
		address_ollama(base, &ollama);
	buf_release(&ollama);
	return 0;
}
