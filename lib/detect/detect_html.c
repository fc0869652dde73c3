/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page of HTML: it says so in its first line, or nearly all of its lines are
 * tags that only HTML has.  Templates of pages, and code that has tags in it,
 * are sources and no pages.
 */
#include "detect/detect.h"

enum {
	SURE = 96, /* it says so */
	LIKELY = 92, /* more than that it is markup of any kind */
	FEW_TAGS = 8,
	HEAD_BYTES = 4096, /* that may stand before the first tag: comments */
};

static bool
has(struct span s, const char *part)
{
	size_t n = strlen(part);

	for (size_t i = 0; i + n <= s.n; i++)
		if (!memcmp(s.p + i, part, n))
			return true;
	return false;
}

/* Whether "<!doctype html" or "<html" is the first that is no comment. */
static bool
says_so(struct span s)
{
	if (span_starts(s, "\xef\xbb\xbf"))
		s = span_from(s, 3);
	if (s.n > HEAD_BYTES)
		s.n = HEAD_BYTES;
	for (size_t i = 0; i < s.n;) {
		struct span rest = span_from(s, i);

		if (is_among(s.p[i], " \t\r\n")) {
			i++;
			continue;
		}
		if (span_starts_nocase(rest, "<!doctype html") ||
			span_starts_nocase(rest, "<html>") ||
			span_starts_nocase(rest, "<html "))
			return true;
		if (!span_starts(rest, "<!--") && !span_starts(rest, "<?xml"))
			return false;
		while (i < s.n && s.p[i] != '>')
			i++;
		while (span_starts(rest, "<!--") && i < s.n &&
			!(s.p[i] == '>' && s.p[i - 1] == '-'))
			i++;
		i++;
	}
	return false;
}

static bool
is_tag(struct span s)
{
	static const char *const names[] = { "div", "p", "span", "a", "ul",
		"ol", "li", "table", "tr", "td", "th", "tbody", "thead", "h1",
		"h2", "h3", "h4", "section", "article", "main", "nav", "header",
		"footer", "body", "head", "script", "style", "link", "meta",
		"img", "form", "input", "button", "pre", "br", "hr", "dl", "dt",
		"dd", "blockquote" };

	s = span_skip_blanks(s);
	if (!s.n || *s.p != '<')
		return false;
	s = span_from(s, 1 + (s.n > 1 && s.p[1] == '/'));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t n = strlen(names[i]);

		if (span_starts_nocase(s, names[i]) && n < s.n &&
			(s.p[n] == '>' || s.p[n] == ' '))
			return true;
	}
	return false;
}

/* Of a page in the making, or of code. */
static bool
is_source(struct span line)
{
	static const char *const parts[] = { "{%", "{{", "<%", "<?php",
		"className=", "v-if=", "*ngIf", "ng-if=", "xmlns=\"urn:" };

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (has(line, parts[i]))
			return true;
	return false;
}

static int
look(struct sample *s)
{
	bool page = says_so(s->text);
	size_t tags = 0, sources = 0;

	if (!page && (!s->n || !is_tag(s->line[0])))
		return 0;
	for (size_t i = 0; i < s->n; i++) {
		tags += is_tag(s->line[i]);
		sources += is_source(s->line[i]);
	}
	/* A page may show the source of one. */
	if (sources > (page ? s->n / 20 : 0))
		return 0;
	if (page)
		return SURE;
	return tags >= FEW_TAGS && tags * 3 >= s->n * 2 ? LIKELY : 0;
}

const struct detector detect_html = { "html", HR_KIND_HTML, SURE, look };
