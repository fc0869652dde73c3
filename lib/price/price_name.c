/* SPDX-License-Identifier: Apache-2.0 */
/* Names of models; see price_name.h. */
#include "price/price_name.h"

#include "base/ascii.h"
#include "base/date.h"

enum {
	DAY_DIGITS = 8,
	VERSION_DIGITS = 3,
};

#define BEDROCK "anthropic."

/* How many digits s begins with. */
static size_t
digits(struct span s)
{
	size_t n = 0;

	while (n < s.n && is_digit(s.p[n]))
		n++;
	return n;
}

static bool
is_digits(struct span s, size_t n)
{
	return s.n == n && digits(s) == n;
}

static bool
take_end(struct span *s, const char *end)
{
	if (!span_ends(*s, end))
		return false;
	s->n -= strlen(end);
	return true;
}

static bool
take_start(struct span *s, const char *start)
{
	if (!span_starts_nocase(*s, start))
		return false;
	*s = span_from(*s, strlen(start));
	return true;
}

/* "us.anthropic.claude-..." is "anthropic.claude-..." */
static void
take_region(struct span *name)
{
	static const char *const regions[] = { "us.", "eu.", "apac.", "au.",
		"jp.", "us-gov." };

	for (size_t i = 0; i < sizeof(regions) / sizeof(*regions); i++) {
		struct span rest = *name;

		if (take_start(&rest, regions[i]) &&
			span_starts_nocase(rest, BEDROCK "claude-")) {
			*name = rest;
			return;
		}
	}
}

/* Bedrock's version of how a model is offered: "-v1:0", "-v1". */
static void
take_offer(struct span *name)
{
	struct span s = *name;
	size_t n = s.n;

	while (n && is_digit(s.p[n - 1]))
		n--;
	if (n == s.n)
		return;
	if (n && s.p[n - 1] == ':') {
		for (n--, s.n = n; n && is_digit(s.p[n - 1]);)
			n--;
		if (n == s.n)
			return;
	}
	s.n = n;
	if (take_end(&s, "-v"))
		*name = s;
}

/* OpenRouter's words for how it is served, but for those that change its price,
 * such as ":free" and ":batch". */
static void
take_service(struct span *name, bool claude)
{
	if (!take_end(name, ":nitro") && claude && !take_end(name, ":thinking"))
		take_end(name, ":beta");
}

/* Vertex has a version behind '@'. */
static char
plain_char(struct span name, size_t i)
{
	struct span rest = span_from(name, i + 1);

	if (name.p[i] == '.')
		return '-';
	if (name.p[i] == '@' && (is_digits(rest, DAY_DIGITS) ||
					span_equal(rest, span_str("latest"))))
		return '-';
	return name.p[i];
}

struct span
price_name(struct span name, char *plain)
{
	struct span last = name, model;
	const char *slash;
	bool bedrock, claude;
	size_t n;

	while (last.n && (slash = memchr(last.p, '/', last.n)) != NULL)
		last = span_from(last, (size_t)(slash - last.p) + 1);
	n = (size_t)(last.p - name.p);
	memcpy(plain, name.p, n);
	take_region(&last);
	model = last;
	take_start(&model, "global.");
	bedrock = take_start(&model, BEDROCK);
	if (!bedrock)
		model = last;
	claude = span_starts_nocase(model, "claude-");
	if (bedrock && claude)
		take_offer(&last);
	take_service(&last, claude);
	if (claude)
		take_end(&last, "@default");
	memcpy(plain + n, last.p, last.n);
	if (claude) {
		size_t skip = (size_t)(model.p - last.p);

		for (size_t i = skip; i < last.n; i++)
			plain[n + i] = plain_char(last, i);
	}
	return span_of(plain, n + last.n);
}

bool
price_name_is_version(struct span rest)
{
	uint32_t day;

	if (!rest.n)
		return true;
	if (rest.p[0] != '-')
		return false;
	rest = span_from(rest, 1);
	if (is_digits(rest, DAY_DIGITS) || is_digits(rest, VERSION_DIGITS) ||
		date_parse(rest, &day))
		return true;
	if (span_equal(rest, span_str("latest")) ||
		span_equal(rest, span_str("preview")))
		return true;
	/* "-preview-09-2025" */
	return take_start(&rest, "preview-") && rest.n == 7 &&
	       digits(rest) == 2 && rest.p[2] == '-' &&
	       is_digits(span_from(rest, 3), 4);
}
