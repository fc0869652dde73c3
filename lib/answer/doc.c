/* SPDX-License-Identifier: Apache-2.0 */
/* Questions to a value of JSON; see doc.h. */
#include "answer/doc.h"

#include "base/json_text.h"

/* Tokens are counted exactly as far as a double counts, as others read them. */
#define INT_LIMIT (INT64_C(1) << 53)

enum hr_status
doc_read(struct doc *doc, struct span text, size_t *pos)
{
	struct hr_error err = { 0 };
	enum hr_status status;

	doc->text = text;
	doc->tokens.n = 0;
	doc->failed = false;
	status = json_scan_whole(text, &doc->tokens, &err);
	if (status != HR_OK)
		*pos = err.pos;
	return status;
}

void
doc_release(struct doc *doc)
{
	json_tokens_release(&doc->tokens);
	buf_release(&doc->scratch);
}

static const jsmntok_t *
token_at(const struct doc *doc, size_t at)
{
	return at < doc->tokens.n ? &doc->tokens.token[at] : NULL;
}

struct span
doc_raw(const struct doc *doc, size_t at)
{
	const jsmntok_t *t = token_at(doc, at);

	if (!t)
		return span_of(NULL, 0);
	return span_of(doc->text.p + t->start, (size_t)(t->end - t->start));
}

bool
doc_is_type(const struct doc *doc, size_t at, jsmntype_t type)
{
	const jsmntok_t *t = token_at(doc, at);

	return t && t->type == type;
}

struct span
doc_text(struct doc *doc, size_t at)
{
	struct span raw = doc_raw(doc, at);

	if (!doc_is_type(doc, at, JSMN_STRING) || !raw.n)
		return span_of(NULL, 0);
	if (!memchr(raw.p, '\\', raw.n))
		return raw;
	buf_reset(&doc->scratch);
	json_decode(raw, &doc->scratch);
	if (buf_ok(&doc->scratch))
		return buf_span(&doc->scratch);
	doc->failed = true;
	return span_of(NULL, 0);
}

static size_t
unless_null(const struct doc *doc, size_t at)
{
	bool is_null = doc_is_type(doc, at, JSMN_PRIMITIVE) &&
		       *doc_raw(doc, at).p == 'n';

	return is_null ? DOC_NONE : at;
}

size_t
doc_get(struct doc *doc, size_t object, const char *name)
{
	struct span wanted = span_str(name);
	size_t found = DOC_NONE, end;

	if (!doc_is_type(doc, object, JSMN_OBJECT))
		return DOC_NONE;
	end = json_next(doc->tokens.token, object);
	for (size_t key = object + 1; key < end;
		key = json_next(doc->tokens.token, key))
		if (span_equal(doc_text(doc, key), wanted))
			found = key + 1;
	return found == DOC_NONE ? found : unless_null(doc, found);
}

size_t
doc_next(const struct doc *doc, size_t array, size_t value)
{
	size_t next = json_next(doc->tokens.token, value);

	return next < json_next(doc->tokens.token, array) ? next : DOC_NONE;
}

size_t
doc_first(const struct doc *doc, size_t array)
{
	const jsmntok_t *t = token_at(doc, array);

	return t && t->type == JSMN_ARRAY && t->size ? array + 1 : DOC_NONE;
}

bool
doc_is(const struct doc *doc, size_t at, const char *text)
{
	return doc_is_type(doc, at, JSMN_STRING) &&
	       span_equal(doc_raw(doc, at), span_str(text));
}

bool
doc_is_true(const struct doc *doc, size_t at)
{
	return doc_is_type(doc, at, JSMN_PRIMITIVE) &&
	       *doc_raw(doc, at).p == 't';
}

int64_t
doc_int(const struct doc *doc, size_t at)
{
	struct span raw = doc_raw(doc, at);
	int64_t value = 0;

	if (!doc_is_type(doc, at, JSMN_PRIMITIVE))
		return -1;
	for (size_t i = 0; i < raw.n; i++) {
		if (!is_digit(raw.p[i]))
			return -1;
		value = value * 10 + (raw.p[i] - '0');
		if (value > INT_LIMIT)
			return -1;
	}
	return value;
}
