/* SPDX-License-Identifier: Apache-2.0 */
/* Where requests go; see address.h. */
#include "send/address.h"
#include "base/ascii.h"

#include <stdio.h>

/* What an API adds to a base URL.  A base may end with `version` or not. */
static const struct {
	const char *version, *path, *end;
} apis[HR_NAPIS] = {
	[HR_API_OPENAI_CHAT] = { "", "/chat/completions", "/chat/completions" },
	[HR_API_OPENAI_RESPONSES] = { "", "/responses", "/responses" },
	[HR_API_ANTHROPIC] = { "/v1", "/messages", "/messages" },
	[HR_API_GEMINI] = { "/v1beta", "/models/", NULL },
};

/* ---- reading a base URL -------------------------------------------------- */

static enum hr_status
refuse(struct hr_error *err, const char *why)
{
	err->code = HR_EINPUT;
	snprintf(err->text, sizeof(err->text), "%s", why);
	return HR_EINPUT;
}

/* Letters, digits, and what else stands in a path or query. */
static bool
is_url_byte(char c)
{
	return c > ' ' && c < 0x7f && !strchr("\"<>\\^`{|}", c);
}

/* 127.0.0.0/8 in four plain numbers: with leading zeros, or fewer of them, it
 * is for the resolver to say what they mean. */
static bool
is_loopback_4(struct span host)
{
	int numbers = 0;
	size_t i = 0;

	if (!span_starts(host, "127."))
		return false;
	while (i < host.n) {
		size_t from = i;
		int value = 0;

		for (; i < host.n && is_digit(host.p[i]) && i < from + 3; i++)
			value = value * 10 + (host.p[i] - '0');
		if (i == from || value > 255 ||
			(i - from > 1 && host.p[from] == '0'))
			return false;
		numbers++;
		if (i < host.n && (host.p[i++] != '.' || i == host.n))
			return false;
	}
	return numbers == 4;
}

/* The name counts, as libcurl never asks anybody for its address. */
static bool
is_loopback(struct span host)
{
	return is_loopback_4(host) || span_equal(host, span_str("::1")) ||
	       (host.n == 9 && span_starts_nocase(host, "localhost"));
}

static bool
is_port(struct span s)
{
	unsigned value = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]) || s.n > 5)
			return false;
		value = value * 10 + (unsigned)(s.p[i] - '0');
	}
	return value > 0 && value <= 65535;
}

static bool
is_host(struct span s, const char *others)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_letter(s.p[i]) && !is_digit(s.p[i]) &&
			!strchr(others, s.p[i]))
			return false;
	return s.n > 0;
}

/* "host", "host:port", "[address]", "[address]:port". */
static bool
read_authority(struct address *a, struct span s)
{
	const char *end;
	size_t n;

	if (!s.n)
		return false;
	if (s.p[0] == '[') {
		end = memchr(s.p, ']', s.n);
		if (!end)
			return false;
		n = (size_t)(end - s.p);
		a->host = span_of(s.p + 1, n - 1);
		n++;
		if (!is_host(a->host, ":."))
			return false;
	} else {
		end = memchr(s.p, ':', s.n);
		n = end ? (size_t)(end - s.p) : s.n;
		a->host = span_of(s.p, n);
		if (!is_host(a->host, "-._"))
			return false;
	}
	if (n < s.n && (s.p[n] != ':' || !is_port(span_from(s, n + 1))))
		return false;
	a->authority = s;
	a->loopback = is_loopback(a->host);
	return true;
}

static bool
has_only_url_bytes(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_url_byte(s.p[i]))
			return false;
	return true;
}

/* Bytes before the first of these characters. */
static size_t
length_to(struct span s, const char *stops)
{
	size_t n = 0;

	while (n < s.n && !strchr(stops, s.p[n]))
		n++;
	return n;
}

/* A parameter named "key": URLs end in logs and in lists of processes. */
static bool
has_key(struct span query)
{
	for (size_t i = 0; i < query.n; i++)
		if ((query.p[i] == '?' || query.p[i] == '&') &&
			span_starts_nocase(span_from(query, i + 1), "key="))
			return true;
	return false;
}

enum hr_status
address_read(struct address *out, struct span base, struct hr_error *err)
{
	struct address a = { .tls = span_starts_nocase(base, "https://") };
	struct span rest;
	size_t n;

	if (base.n > ADDRESS_BYTES)
		return refuse(err, "too long");
	if (!has_only_url_bytes(base))
		return refuse(err, "a character that is not allowed in a URL");
	if (!a.tls && !span_starts_nocase(base, "http://"))
		return refuse(err, "not an http or https URL");
	rest = span_from(base, a.tls ? 8 : 7);
	n = length_to(rest, "/?#");
	if (memchr(rest.p, '@', n))
		return refuse(err, "user names and passwords do not belong in "
				   "a URL");
	if (!read_authority(&a, span_of(rest.p, n)))
		return refuse(err, "no valid host and port");
	rest = span_from(rest, n);
	if (rest.n && memchr(rest.p, '#', rest.n))
		return refuse(err, "a fragment is of no use to a server");
	n = length_to(rest, "?");
	a.path = span_of(rest.p, n);
	a.query = span_from(rest, n);
	while (a.path.n && a.path.p[a.path.n - 1] == '/')
		a.path.n--;
	if (has_key(a.query))
		return refuse(err, "keys do not belong in a URL");
	*out = a;
	return HR_OK;
}

bool
address_is_at(const struct address *a, const char *name)
{
	size_t n = strlen(name);
	struct span end;

	if (a->host.n < n)
		return false;
	end = span_from(a->host, a->host.n - n);
	return span_starts_nocase(end, name) &&
	       (a->host.n == n || a->host.p[a->host.n - n - 1] == '.');
}

/* ---- making a URL -------------------------------------------------------- */

/* As one segment of a path: everything but letters, digits and a few others is
 * written as %XX. */
static void
add_segment(struct span s, struct buf *out)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (is_letter(s.p[i]) || is_digit(s.p[i]) ||
			(c && strchr("-._~", c))) {
			buf_add_char(out, s.p[i]);
		} else {
			buf_add_char(out, '%');
			buf_add_char(out, digits[c >> 4]);
			buf_add_char(out, digits[c & 15]);
		}
	}
}

static bool
is_model(struct span s)
{
	return address_is_value(s) && !span_equal(s, span_str(".")) &&
	       !span_equal(s, span_str(".."));
}

static enum hr_status
add_gemini(const char *model, bool stream, struct buf *out)
{
	struct span name = span_str(model ? model : "");

	if (span_starts(name, "models/"))
		name = span_from(name, 7);
	if (!is_model(name))
		return HR_EINPUT;
	add_segment(name, out);
	buf_add_str(out,
		stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
	return HR_OK;
}

enum hr_status
address_url(const struct address *a, enum hr_api api, const char *model,
	bool stream, struct buf *out)
{
	enum hr_status status = HR_OK;
	struct span query = a->query;

	buf_add_str(out, a->tls ? "https://" : "http://");
	buf_add(out, a->authority);
	buf_add(out, a->path);
	if (!apis[api].end || !span_ends(a->path, apis[api].end)) {
		const char *version = apis[api].version;

		/* Some bases have the version of the API, some have not. */
		if (!span_ends(a->path, version) && !span_ends(a->path, "/v1"))
			buf_add_str(out, version);
		buf_add_str(out, apis[api].path);
	}
	if (api == HR_API_GEMINI)
		status = add_gemini(model, stream, out);
	if (api == HR_API_GEMINI && stream && query.n) {
		buf_add_char(out, '&');
		query = span_from(query, 1);
	}
	buf_add(out, query);
	buf_add_char(out, '\0');
	if (!buf_ok(out))
		return HR_ENOMEM;
	out->n--;
	return status;
}

void
address_ollama(struct span s, struct buf *out)
{
	bool url = span_starts_nocase(s, "http://") ||
		   span_starts_nocase(s, "https://");
	const char *port;
	struct span host;
	size_t n;

	if (url) {
		n = length_to(s, ":") + 3;
		buf_add(out, span_of(s.p, n));
		s = span_from(s, n);
	} else {
		buf_add_str(out, "http://");
	}
	host = span_of(s.p, length_to(s, "/?#"));
	s = span_from(s, host.n);
	n = span_first_is(host, '[') ? length_to(host, "]")
				     : length_to(host, ":");
	port = host.n > n ? memchr(host.p + n, ':', host.n - n) : NULL;
	n = port ? (size_t)(port - host.p) : host.n;
	if (!n || span_equal(span_of(host.p, n), span_str("0.0.0.0")))
		buf_add_str(out, "127.0.0.1");
	else if (span_equal(span_of(host.p, n), span_str("[::]")))
		buf_add_str(out, "[::1]");
	else
		buf_add(out, span_of(host.p, n));
	if (port)
		buf_add(out, span_from(host, n));
	else if (!url)
		buf_add_str(out, ":11434");
	while (span_last_is(s, '/'))
		s.n--;
	buf_add(out, s);
	if (!span_ends(s, "/v1"))
		buf_add_str(out, "/v1");
	buf_add_char(out, '\0');
	if (buf_ok(out))
		out->n--;
}

/* ---- headers ------------------------------------------------------------- */

bool
address_is_value(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	return s.n && s.p[0] != ' ' && s.p[s.n - 1] != ' ';
}

bool
address_is_name(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_letter(s.p[i]) && !is_digit(s.p[i]) &&
			(!s.p[i] || !strchr("!#$%&'*+-.^_`|~", s.p[i])))
			return false;
	return s.n > 0;
}
