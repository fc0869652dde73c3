/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies that are made of a text; see body.h. */
#include "send/body.h"

#include "base/json_text.h"

#define TAG "document"
#define REPLACEMENT "\xef\xbf\xbd"

/* ---- strings ------------------------------------------------------------- */

/* Bytes of the character at p, which has n bytes at most; 0: it is none, and
 * *bad bytes of it belong together. */
static size_t
character(const char *text, size_t n, size_t *bad)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t length = p[0] < 0x80                  ? 1
			: p[0] < 0xc2 || p[0] > 0xf4 ? 0
			: p[0] < 0xe0                ? 2
			: p[0] < 0xf0                ? 3
						     : 4;
	unsigned char least = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : 0x80;
	unsigned char most = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : 0xbf;

	*bad = 1;
	for (size_t i = 1; i < length; i++) {
		if (i == n || p[i] < least || p[i] > most)
			return 0;
		least = 0x80;
		most = 0xbf;
		*bad = i + 1;
	}
	return length;
}

/* Runs of plain ASCII, which most text is, take one comparison a byte. */
static void
add_text(struct span text, struct buf *out)
{
	size_t from = 0, i = 0, bad;

	while (i < text.n) {
		size_t n = (unsigned char)text.p[i] < 0x80
				   ? 1
				   : character(text.p + i, text.n - i, &bad);

		if (n) {
			i += n;
			continue;
		}
		json_encode(span_of(text.p + from, i - from), out);
		buf_add_str(out, REPLACEMENT);
		i += bad;
		from = i;
	}
	json_encode(span_from(text, from), out);
}

static void
add_string(struct span text, struct buf *out)
{
	buf_add_char(out, '"');
	add_text(text, out);
	buf_add_char(out, '"');
}

/* ---- members ------------------------------------------------------------- */

static void
add_member(const char *key, struct span text, struct buf *out)
{
	if (out->n && out->p[out->n - 1] != '{')
		buf_add_char(out, ',');
	add_string(span_str(key), out);
	buf_add_char(out, ':');
	add_string(text, out);
}

static void
add_limit(const char *key, uint64_t n, struct buf *out)
{
	if (!n)
		return;
	buf_add_str(out, ",\"");
	buf_add_str(out, key);
	buf_add_str(out, "\":");
	buf_add_uint(out, n);
}

static void
add_message(const char *role, struct span text, struct buf *out)
{
	buf_add_char(out, '{');
	add_member("role", span_str(role), out);
	add_member("content", text, out);
	buf_add_char(out, '}');
}

static void
make_chat(const struct body_text *b, struct buf *out)
{
	buf_add_str(out, ",\"messages\":[");
	if (b->system) {
		add_message("system", span_str(b->system), out);
		buf_add_char(out, ',');
	}
	add_message("user", b->user, out);
	buf_add_char(out, ']');
	add_limit(b->old_limit ? "max_tokens" : "max_completion_tokens",
		b->max_tokens, out);
	if (b->stream)
		buf_add_str(out, ",\"stream\":true,\"stream_options\":"
				 "{\"include_usage\":true}");
}

/* By default the provider would keep what is sent and what it answers. */
static void
make_responses(const struct body_text *b, struct buf *out)
{
	if (b->system)
		add_member("instructions", span_str(b->system), out);
	buf_add_str(out, ",\"input\":[");
	add_message("user", b->user, out);
	buf_add_char(out, ']');
	add_limit("max_output_tokens", b->max_tokens, out);
	buf_add_str(out, ",\"store\":false");
	if (b->stream)
		buf_add_str(out, ",\"stream\":true");
}

static void
make_anthropic(const struct body_text *b, struct buf *out)
{
	add_limit("max_tokens",
		b->max_tokens ? b->max_tokens : BODY_ANSWER_TOKENS, out);
	if (b->system)
		add_member("system", span_str(b->system), out);
	buf_add_str(out, ",\"messages\":[");
	add_message("user", b->user, out);
	buf_add_char(out, ']');
	if (b->stream)
		buf_add_str(out, ",\"stream\":true");
}

static void
make_gemini(const struct body_text *b, struct buf *out)
{
	if (b->system) {
		buf_add_str(out, "\"systemInstruction\":{\"parts\":[{");
		add_member("text", span_str(b->system), out);
		buf_add_str(out, "}]},");
	}
	buf_add_str(out, "\"contents\":[{\"role\":\"user\",\"parts\":[{");
	add_member("text", b->user, out);
	buf_add_str(out, "}]}]");
	if (b->max_tokens) {
		buf_add_str(out, ",\"generationConfig\":{\"maxOutputTokens\":");
		buf_add_uint(out, b->max_tokens);
		buf_add_char(out, '}');
	}
}

enum hr_status
body_make(const struct body_text *b, struct buf *out)
{
	buf_add_char(out, '{');
	if (b->api != HR_API_GEMINI)
		add_member("model", span_str(b->model), out);
	switch (b->api) {
	case HR_API_OPENAI_RESPONSES:
		make_responses(b, out);
		break;
	case HR_API_ANTHROPIC:
		make_anthropic(b, out);
		break;
	case HR_API_GEMINI:
		make_gemini(b, out);
		break;
	case HR_API_OPENAI_CHAT:
	case HR_API_AUTO:
	case HR_API_NONE:
	case HR_NAPIS:
		make_chat(b, out);
		break;
	}
	buf_add_str(out, "}\n");
	return buf_ok(out) ? HR_OK : HR_ENOMEM;
}

/* ---- documents ----------------------------------------------------------- */

/*
 * A text that has "</document-7>" itself makes the tag number 8.  Each text is
 * read once, however many tags it has.
 */
void
body_tag_avoid(struct body_tag *tag, struct span text)
{
	static const char close[] = "</" TAG;
	const char *p = text.p, *end = p + text.n;

	while (p < end && (p = memchr(p, '<', (size_t)(end - p))) != NULL) {
		struct span rest = { p, (size_t)(end - p) };
		uint64_t number = 0;
		bool large = false;

		p++;
		if (!span_starts(rest, close))
			continue;
		rest = span_from(rest, sizeof(close) - 1);
		if (span_first_is(rest, '-'))
			rest = span_from(rest, 1);
		while (rest.n && is_digit(rest.p[0]) && !large) {
			large = __builtin_mul_overflow(number, 10, &number) ||
				__builtin_add_overflow(number,
					(uint64_t)(rest.p[0] - '0'), &number);
			rest = span_from(rest, 1);
		}
		/* No tag of ours is as large as that. */
		if (large || number == UINT64_MAX)
			continue;
		if (number >= tag->number)
			tag->number = number + 1;
	}
}

static void
add_tag(const struct body_tag *tag, struct buf *out)
{
	buf_add_str(out, TAG);
	if (tag->number) {
		buf_add_char(out, '-');
		buf_add_uint(out, tag->number);
	}
}

void
body_tag_open(const struct body_tag *tag, const char *name, struct buf *out)
{
	buf_add_char(out, '<');
	add_tag(tag, out);
	if (name)
		buf_add_str(out, " name=\"");
	for (; name && *name; name++)
		/* What could end the name, or its line, is no part of it. */
		buf_add_char(out,
			(unsigned char)*name < ' ' || is_among(*name, "\"<>")
				? '_'
				: *name);
	buf_add_str(out, name ? "\">\n" : ">\n");
}

void
body_tag_close(const struct body_tag *tag, struct buf *out)
{
	buf_add_str(out, "</");
	add_tag(tag, out);
	buf_add_str(out, ">\n");
}
