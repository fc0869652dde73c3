/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes: of each JSON object in them all forms are asked and walked.  What
 * is listed are strings that are not empty, each behind the one before, and the
 * pointer of each, followed through the bytes by a resolver that knows nothing
 * of tokens, leads to it again.
 */
#include <stdio.h>

#include "base/json.h"
#include "base/json_text.h"
#include "envelope/envelope.h"

#include "fuzz.h"

/* ---- the resolver -------------------------------------------------------- */

static const char *
skip_blanks(const char *p)
{
	while (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')
		p++;
	return p;
}

/* Behind the string whose quote is at p. */
static const char *
skip_string(const char *p)
{
	for (p++; *p != '"'; p++)
		p += *p == '\\';
	return p + 1;
}

/* Behind the value at p, which is valid. */
static const char *
skip_value(const char *p)
{
	size_t depth = 0;

	do {
		p = skip_blanks(p);
		if (*p == '"') {
			p = skip_string(p);
		} else if (*p == '{' || *p == '[') {
			depth++;
			p++;
		} else if (*p == '}' || *p == ']') {
			depth--;
			p++;
		} else if (*p == ',' || *p == ':') {
			p++;
		} else {
			while (*p && !strchr(",:]} \t\r\n", *p))
				p++;
		}
	} while (depth);
	return p;
}

/* Takes "/name" off a pointer, without its escapes. */
static void
take_name(struct span *pointer, struct buf *name)
{
	buf_reset(name);
	check(pointer->n && *pointer->p == '/', "a pointer without a slash");
	*pointer = span_from(*pointer, 1);
	while (pointer->n && *pointer->p != '/') {
		char c = *pointer->p;

		*pointer = span_from(*pointer, 1);
		if (c == '~') {
			check(pointer->n > 0, "a tilde at the end");
			c = *pointer->p == '1' ? '/' : '~';
			*pointer = span_from(*pointer, 1);
		}
		buf_add_char(name, c);
	}
}

/* The value of this name in the container at p; NULL: there is none, or one
 * more than one. */
static const char *
enter(const char *p, struct span name)
{
	char close = *p == '{' ? '}' : ']', digits[24];
	const char *found = NULL;
	unsigned long index = 0;

	for (p = skip_blanks(p + 1); *p != close; index++) {
		struct buf key = { 0 };

		if (close == '}') {
			const char *end = skip_string(p);

			json_decode(
				span_of(p + 1, (size_t)(end - p) - 2), &key);
			p = skip_blanks(skip_blanks(end) + 1);
		} else {
			snprintf(digits, sizeof(digits), "%lu", index);
			buf_add_str(&key, digits);
		}
		if (span_equal(buf_span(&key), name)) {
			if (found)
				p = found = NULL;
			else
				found = p;
		}
		buf_release(&key);
		if (!p)
			return NULL;
		p = skip_blanks(skip_value(p));
		if (*p == ',')
			p = skip_blanks(p + 1);
	}
	return found;
}

/* Where a pointer leads, from the request at p. */
static const char *
resolve(const char *p, struct span pointer)
{
	struct buf name = { 0 };

	while (p && pointer.n) {
		take_name(&pointer, &name);
		p = *p == '{' || *p == '[' ? enter(p, buf_span(&name)) : NULL;
	}
	buf_release(&name);
	return p;
}

/* ---- the target ---------------------------------------------------------- */

/* Resolving takes time of all that is before: the first ones are enough. */
enum {
	RESOLVED = 64
};

static void
check_pointer(const struct envelope_view *v, const jsmntok_t *t)
{
	struct buf pointer = { 0 };

	envelope_pointer(v, (size_t)(t - v->token), &pointer);
	check(resolve(v->p + v->token->start, buf_span(&pointer)) ==
			v->p + t->start - 1,
		"a pointer leads to something else");
	buf_release(&pointer);
}

static void
walk(const struct envelope *e, const struct envelope_view *v, size_t ntokens)
{
	struct envelope_texts texts = { 0 };
	size_t before = 0;

	check(e->walk(v, &texts) == HR_OK, "not walked");
	for (size_t i = 0; i < texts.n; i++) {
		const struct envelope_text *t = &texts.p[i];
		const jsmntok_t *token = &v->token[t->token];

		check(t->token > before, "not in the order of the text");
		check(t->token < ntokens, "not in the request");
		check(token->type == JSMN_STRING && !token->size, "no string");
		check(token->end > token->start, "an empty string");
		before = t->token;
		/* Media never changes, and may stand in what is ambiguous. */
		if (i < RESOLVED && t->class != ENVELOPE_MEDIA)
			check_pointer(v, token);
	}
	envelope_texts_release(&texts);
}

static void
walk_each(const struct envelope_view *v, size_t ntokens)
{
	for (int api = HR_API_OPENAI_CHAT; api < HR_API_NONE; api++)
		walk(envelope_find((enum hr_api)api, v), v, ntokens);
	envelope_find(HR_API_AUTO, v);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct json_tokens tokens = { 0 };
	struct buf text = { 0 };
	size_t at = 0, first = 0;

	buf_add(&text, span_of((const char *)data, n));
	buf_add_char(&text, '\0');
	while (json_scan(span_of(text.p, n), &at, &tokens, NULL) == HR_OK) {
		struct envelope_view v = {
			.p = text.p,
			.token = tokens.token + first,
		};

		if (v.token->type == JSMN_OBJECT)
			walk_each(&v, tokens.n - first);
		first = tokens.n;
	}
	json_tokens_release(&tokens);
	buf_release(&text);
	return 0;
}
