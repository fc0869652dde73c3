/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes: each JSON value in them is walked as a line of one transcript.
 * What is listed are strings that are not empty, or values of calls that are
 * not, each behind the one before and none within another; a line that is not
 * known has none, and the same file again gives the same.
 */
#include "base/json.h"
#include "transcript/transcript.h"

#include "fuzz.h"

static void
check_text(const struct envelope_view *v, size_t ntokens,
	const struct transcript_text *t, size_t *end)
{
	const jsmntok_t *token = &v->token[t->token];

	check(t->token && t->token >= *end, "not in the order of the text");
	check(t->token < ntokens, "not in the line");
	check(token->end > token->start, "an empty text");
	check(t->role < TRANSCRIPT_NROLES, "no role");
	check(t->part == TRANSCRIPT_CALL || token->type == JSMN_STRING,
		"a text that is no string");
	check(token->type == JSMN_STRING ? !token->size : token->size > 0,
		"a key, or nothing in a value");
	check(token->type != JSMN_PRIMITIVE, "a number");
	*end = json_next(v->token, t->token);
}

/* Tells of a line in a way that can be compared. */
static void
add_line(struct buf *out, const struct transcript_line *line)
{
	buf_add_uint(out, line->day);
	buf_add(out, line->model);
	buf_add_uint(out, line->unknown);
	for (size_t i = 0; i < line->n; i++) {
		buf_add_uint(out, line->p[i].token);
		buf_add_char(out, (char)('a' + line->p[i].role));
		buf_add_char(out, (char)('a' + line->p[i].part));
		buf_add(out, line->p[i].tool);
		buf_add_char(out, line->p[i].error ? '!' : '.');
	}
	buf_add_char(out, '\n');
}

static void
walk_line(struct transcript *t, const struct envelope_view *v, size_t ntokens,
	struct transcript_line *line, struct buf *out)
{
	enum hr_status status = transcript_walk(t, v, line);
	int sure = transcript_look(v);
	size_t end = 0;

	check(status == HR_OK || status == HR_SKIP, "not walked");
	check(sure >= 0 && sure <= 2, "surer than sure");
	check(status == HR_SKIP || sure > 0, "known but not recognised");
	check(status == HR_OK || !line->n, "texts of an unknown line");
	for (size_t i = 0; i < line->n; i++)
		check_text(v, ntokens, &line->p[i], &end);
	add_line(out, line);
}

/* All values, each from a copy that is gone before the next. */
static void
walk_file(struct transcript *t, struct span file, struct buf *out)
{
	struct transcript_line line = { 0 };
	struct json_tokens tokens = { 0 };
	size_t at = 0;

	while (json_scan(file, &at, &tokens, NULL) == HR_OK) {
		struct buf copy = { 0 };
		struct envelope_view v;

		buf_add(&copy, span_of(file.p, at));
		v = (struct envelope_view){ copy.p, tokens.token };
		walk_line(t, &v, tokens.n, &line, out);
		buf_release(&copy);
		tokens.n = 0;
	}
	json_tokens_release(&tokens);
	transcript_line_release(&line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span file = span_of((const char *)data, n);
	struct buf first = { 0 }, again = { 0 };
	struct transcript t = { 0 };

	/* Each value is copied with all that is before it. */
	if (n > 1 << 14)
		return 0;
	walk_file(&t, file, &first);
	transcript_reset(&t);
	walk_file(&t, file, &again);
	check(span_equal(buf_span(&first), buf_span(&again)),
		"not the same again");
	transcript_release(&t);
	buf_release(&first);
	buf_release(&again);
	return 0;
}
