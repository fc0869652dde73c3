/* SPDX-License-Identifier: Apache-2.0 */
/* A state machine with a stack of open containers; see json.h. */
#include "base/json.h"

#include <stdio.h>

#include "base/mem.h"

struct scan {
	const char *start, *p, *end;
	struct json_tokens *tokens; /* NULL: only check */
	const char *reason; /* of the first fault, which is at p */
	enum hr_status status;
	size_t depth;
	/* Of each open container: its token, and whether it is an object. */
	uint32_t open[JSON_DEPTH];
	bool object[JSON_DEPTH];
};

static bool
fail(struct scan *s, const char *at, const char *reason)
{
	s->p = at;
	s->reason = reason;
	s->status = HR_EINPUT;
	return false;
}

static bool
fail_limit(struct scan *s, enum hr_status status, const char *reason)
{
	s->reason = reason;
	s->status = status;
	return false;
}

static const char *
skip_blanks(const char *p, const char *end)
{
	while (p < end && is_white(*p))
		p++;
	return p;
}

static bool
digit_at(const char *p, const char *end)
{
	return p < end && is_digit(*p);
}

static const char *
skip_digits(const char *p, const char *end)
{
	while (digit_at(p, end))
		p++;
	return p;
}

/* ---- scalars ------------------------------------------------------------- */

/* Bytes of the UTF-8 character at p, 0 if it is none. */
static size_t
utf8_length(const char *p, const char *end)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t n = u[0] < 0xc2   ? 0
		   : u[0] < 0xe0 ? 2
		   : u[0] < 0xf0 ? 3
		   : u[0] < 0xf5 ? 4
				 : 0;

	if (!n || (size_t)(end - p) < n)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((u[i] & 0xc0) != 0x80)
			return 0;
	/* Overlong forms, surrogates, and what is past U+10FFFF. */
	if ((u[0] == 0xe0 && u[1] < 0xa0) || (u[0] == 0xed && u[1] > 0x9f) ||
		(u[0] == 0xf0 && u[1] < 0x90) || (u[0] == 0xf4 && u[1] > 0x8f))
		return 0;
	return n;
}

/* Behind the escape at p, or NULL. */
static const char *
skip_escape(const char *p, const char *end)
{
	if (end - p < 2)
		return NULL;
	switch (p[1]) {
	case '"':
	case '\\':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
		return p + 2;
	case 'u':
		if (end - p < 6)
			return NULL;
		for (int i = 2; i < 6; i++)
			if (!is_hex(p[i]))
				return NULL;
		return p + 6;
	default:
		return NULL;
	}
}

/* Behind what may stand between quotes, or to the first byte that may not, which
 * may be a quote; *reason then says why. */
static const char *
skip_text(const char *p, const char *end, const char **reason)
{
	const char *next;
	size_t n = 8;

	for (;;) {
		while (n == 8 && end - p >= 8) {
			n = json_plain_bytes(p);
			p += n;
		}
		n = 8;
		if (p == end || *p == '"')
			return p;
		if (*p == '\\') {
			*reason = "no such escape";
			next = skip_escape(p, end);
			if (!next)
				return p;
			p = next;
		} else if ((unsigned char)*p < ' ') {
			*reason = "a control character in a string";
			return p;
		} else if ((unsigned char)*p < 0x80) {
			p++;
		} else {
			*reason = "a string is not UTF-8";
			n = utf8_length(p, end);
			if (!n)
				return p;
			p += n;
		}
	}
}

bool
json_is_string(struct span s)
{
	const char *reason;

	return !s.n || skip_text(s.p, s.p + s.n, &reason) == s.p + s.n;
}

/* From a quote to behind the quote that ends the string. */
static bool
scan_string(struct scan *s)
{
	const char *reason = NULL;
	const char *p = skip_text(s->p + 1, s->end, &reason);

	if (p == s->end)
		return fail(s, p, "the string does not end");
	if (*p != '"')
		return fail(s, p, reason);
	s->p = p + 1;
	return true;
}

/* Behind the number at p, or NULL with *bad at what is wrong. */
static const char *
skip_number(const char *p, const char *end, const char **bad)
{
	if (*p == '-')
		p++;
	*bad = p;
	if (!digit_at(p, end))
		return NULL;
	if (*p == '0')
		p++;
	else
		p = skip_digits(p, end);
	if (p < end && *p == '.') {
		*bad = ++p;
		if (!digit_at(p, end))
			return NULL;
		p = skip_digits(p, end);
	}
	if (p < end && (*p | 32) == 'e') {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		*bad = p;
		if (!digit_at(p, end))
			return NULL;
		p = skip_digits(p, end);
	}
	return p;
}

/* Behind the word at p, or p if it is none of the three. */
static const char *
skip_word(const char *p, const char *end)
{
	struct span rest = span_of(p, (size_t)(end - p));

	if (span_starts(rest, "true") || span_starts(rest, "null"))
		return p + 4;
	if (span_starts(rest, "false"))
		return p + 5;
	return p;
}

bool
json_is_literal(struct span s)
{
	const char *end = s.p + s.n, *bad;

	if (!s.n)
		return false;
	if (*s.p == '-' || digit_at(s.p, end))
		return skip_number(s.p, end, &bad) == end;
	return (s.n == 4 || s.n == 5) && skip_word(s.p, end) == end;
}

/* ---- tokens -------------------------------------------------------------- */

static bool
add_token(struct scan *s, jsmntype_t type, const char *from, const char *to)
{
	struct json_tokens *t = s->tokens;

	if (!t)
		return true;
	if (t->n >= JSON_TOKENS)
		return fail_limit(s, HR_ELIMIT, "too many values");
	if (t->n == t->cap &&
		!mem_grow(&t->token, &t->cap, t->n + 1, sizeof(*t->token)))
		return fail_limit(s, HR_ENOMEM, "out of memory");
	t->token[t->n] = (jsmntok_t){
		.type = type,
		.start = (int)(from - s->start),
		.end = (int)(to - s->start),
		.parent = 1,
	};
	t->n++;
	return true;
}

static bool
scan_scalar(struct scan *s)
{
	const char *from = s->p, *to, *bad = from;

	if (*from == '"')
		return scan_string(s) &&
		       add_token(s, JSMN_STRING, from + 1, s->p - 1);
	if (*from == '-' || digit_at(from, s->end))
		to = skip_number(from, s->end, &bad);
	else
		to = skip_word(from, s->end);
	if (!to || to == from)
		return fail(s, bad, "no value is written like this");
	s->p = to;
	return add_token(s, JSMN_PRIMITIVE, from, to);
}

/* A value, or a key, is done: its container counts it. */
static void
count_value(struct scan *s)
{
	struct json_tokens *t = s->tokens;

	if (t && s->depth)
		t->token[s->open[s->depth - 1]].size++;
}

static bool
open_container(struct scan *s)
{
	bool object = *s->p == '{';

	if (s->depth == JSON_DEPTH)
		return fail_limit(s, HR_ELIMIT, "too deep");
	if (s->tokens)
		s->open[s->depth] = (uint32_t)s->tokens->n;
	s->object[s->depth++] = object;
	if (!add_token(s, object ? JSMN_OBJECT : JSMN_ARRAY, s->p, s->p + 1))
		return false;
	s->p++;
	return true;
}

static void
close_container(struct scan *s)
{
	struct json_tokens *t = s->tokens;

	s->p++;
	s->depth--;
	if (t) {
		jsmntok_t *token = &t->token[s->open[s->depth]];

		token->end = (int)(s->p - s->start);
		token->parent = (int)(t->n - s->open[s->depth]);
	}
}

/* ---- the grammar --------------------------------------------------------- */

/* "key": */
static bool
scan_key(struct scan *s)
{
	const char *from = s->p;

	if (from == s->end || *from != '"')
		return fail(s, from, "a key must be here");
	if (!scan_string(s) || !add_token(s, JSMN_STRING, from + 1, s->p - 1))
		return false;
	if (s->tokens)
		s->tokens->token[s->tokens->n - 1].size = 1;
	count_value(s);
	s->p = skip_blanks(s->p, s->end);
	if (s->p == s->end || *s->p != ':')
		return fail(s, s->p, "a colon must be here");
	s->p = skip_blanks(s->p + 1, s->end);
	return true;
}

/* The key of the value that is done now spans it. */
static void
end_member(struct scan *s)
{
	struct json_tokens *t = s->tokens;
	size_t container, key;

	if (!t || !s->depth || !s->object[s->depth - 1])
		return;
	container = s->open[s->depth - 1];
	/* While the object is open, `parent` is where its last key is. */
	key = (size_t)t->token[container].parent;
	t->token[key].parent = (int)(t->n - key);
}

/* Behind a value: closes what closes, up to where the next value starts. */
static bool
scan_between(struct scan *s)
{
	for (;;) {
		char close;

		end_member(s);
		if (!s->depth)
			return true;
		close = s->object[s->depth - 1] ? '}' : ']';
		s->p = skip_blanks(s->p, s->end);
		if (s->p == s->end)
			return fail(s, s->p, "a container does not end");
		if (*s->p == ',') {
			s->p = skip_blanks(s->p + 1, s->end);
			return true;
		}
		if (*s->p != close)
			return fail(s, s->p, "a comma must be here");
		close_container(s);
	}
}

static bool
scan_member(struct scan *s)
{
	if (!s->object[s->depth - 1]) {
		count_value(s);
		return true;
	}
	if (s->tokens)
		s->tokens->token[s->open[s->depth - 1]].parent =
			(int)s->tokens->n;
	return scan_key(s);
}

static bool
scan_value(struct scan *s)
{
	s->p = skip_blanks(s->p, s->end);
	do {
		if (s->depth && !scan_member(s))
			return false;
		/* Containers until one is empty or a scalar comes. */
		while (s->p < s->end && (*s->p == '{' || *s->p == '[')) {
			char close = *s->p == '{' ? '}' : ']';

			if (!open_container(s))
				return false;
			s->p = skip_blanks(s->p, s->end);
			if (s->p < s->end && *s->p == close) {
				close_container(s);
				goto done;
			}
			if (!scan_member(s))
				return false;
		}
		if (s->p == s->end)
			return fail(s, s->p, "a value must be here");
		if (!scan_scalar(s))
			return false;
	done:
		if (!scan_between(s))
			return false;
	} while (s->depth);
	return true;
}

static enum hr_status
report(const struct scan *s, struct hr_error *err)
{
	if (err) {
		err->code = s->status;
		err->pos = (size_t)(s->p - s->start);
		snprintf(err->text, sizeof(err->text), "%s", s->reason);
	}
	return s->status;
}

enum hr_status
json_scan(struct span text, size_t *at, struct json_tokens *tokens,
	struct hr_error *err)
{
	size_t before = tokens ? tokens->n : 0;
	struct scan s;

	/* The stacks need not be zeroed. */
	s.start = text.p;
	s.p = text.p + *at;
	s.end = text.p + text.n;
	s.tokens = tokens;
	s.depth = 0;
	if (text.n > JSON_BYTES) {
		fail_limit(&s, HR_ELIMIT, "too long");
		return report(&s, err);
	}
	if (!scan_value(&s)) {
		if (tokens)
			tokens->n = before;
		return report(&s, err);
	}
	*at = (size_t)(s.p - text.p);
	return HR_OK;
}

enum hr_status
json_scan_whole(
	struct span text, struct json_tokens *tokens, struct hr_error *err)
{
	size_t at = 0, before = tokens ? tokens->n : 0;
	enum hr_status status;
	struct scan s;

	/* An empty span may have no bytes to point at. */
	if (!text.n)
		text.p = "";
	status = json_scan(text, &at, tokens, err);
	if (status != HR_OK)
		return status;
	s.start = text.p;
	s.p = skip_blanks(text.p + at, text.p + text.n);
	if (s.p == text.p + text.n)
		return HR_OK;
	if (tokens)
		tokens->n = before;
	fail(&s, s.p, "something follows the value");
	return report(&s, err);
}

enum hr_status
json_check(struct span text, struct hr_error *err)
{
	const char *end = text.p + text.n;
	struct scan s = { .start = text.p };
	size_t at = 0;

	for (;;) {
		enum hr_status status = json_scan(text, &at, NULL, err);

		if (status != HR_OK)
			return status;
		s.p = skip_blanks(text.p + at, end);
		if (s.p == end)
			return HR_OK;
		/* The next one has a line of its own. */
		if (!memchr(text.p + at, '\n', (size_t)(s.p - text.p) - at)) {
			fail(&s, s.p, "something follows the value");
			return report(&s, err);
		}
	}
}

void
json_tokens_release(struct json_tokens *t)
{
	mem_free(t->token);
	*t = (struct json_tokens){ 0 };
}
