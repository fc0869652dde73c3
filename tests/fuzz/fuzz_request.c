/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an input that may be a request, in two parts.  What comes out
 * does not depend on the parts; if it was JSON it is JSON, with the same values
 * but for strings; and going through it again changes nothing.
 */
#include "base/buf.h"
#include "base/json.h"
#include "headroom.h"

#include "fuzz.h"

static enum hr_status
to_buf(void *ctx, const void *p, size_t n)
{
	struct buf *out = ctx;

	buf_add(out, span_of(p, n));
	return HR_OK;
}

static void
compress(const struct hr_options *options, struct span in, size_t cut,
	struct buf *out, struct hr_stats *stats)
{
	struct hr_compressor *c;
	struct hr_error err;

	check(hr_compressor_new(options, to_buf, out, &c, &err) == HR_OK,
		"no compressor");
	check(hr_compressor_feed(c, in.p, cut) == HR_OK &&
			hr_compressor_feed(c, in.p + cut, in.n - cut) ==
				HR_OK &&
			hr_compressor_finish_input(c) == HR_OK &&
			hr_compressor_finish_run(c) == HR_OK,
		"not every input is taken");
	*stats = *hr_compressor_stats(c);
	hr_compressor_free(c);
}

/* The tokens of a text that is values of JSON and nothing else. */
static bool
scan(struct span text, struct json_tokens *tokens)
{
	size_t at = 0;

	tokens->n = 0;
	while (at < text.n) {
		if (strchr(" \t\r\n", text.p[at]) && text.p[at])
			at++;
		else if (json_scan(text, &at, tokens, NULL) != HR_OK)
			return false;
	}
	return true;
}

/* Whether the values are the same but for strings that are no keys. */
static bool
is_same(struct span a, const struct json_tokens *x, struct span b,
	const struct json_tokens *y)
{
	if (x->n != y->n)
		return false;
	for (size_t i = 0; i < x->n; i++) {
		const jsmntok_t *s = &x->token[i], *t = &y->token[i];
		bool string = s->type == JSMN_STRING && !s->size;

		if (s->type != t->type || s->size != t->size ||
			s->parent != t->parent)
			return false;
		if (string || s->type == JSMN_OBJECT || s->type == JSMN_ARRAY)
			continue;
		if (!span_equal(span_of(a.p + s->start,
					(size_t)(s->end - s->start)),
			    span_of(b.p + t->start,
				    (size_t)(t->end - t->start))))
			return false;
	}
	return true;
}

static size_t
count_lines(struct span s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct hr_options options = { .api = HR_API_AUTO };
	struct buf whole = { 0 }, parts = { 0 }, again = { 0 };
	struct json_tokens before = { 0 }, after = { 0 };
	struct hr_stats stats;
	struct span in;

	if (n < 3)
		return 0;
	options.api = (enum hr_api)(data[0] % HR_NAPIS);
	options.user_text = data[1] & 1;
	options.reach = (enum hr_reach)((data[1] >> 4) % 3);
	options.no_default_protect = data[1] & 2;
	options.mode = data[1] & 4 ? HR_LOSSLESS : HR_FOLD;
	options.batch = data[1] & 8;
	in = span_of((const char *)data + 3, n - 3);
	compress(&options, in, in.n, &whole, &stats);
	if (options.batch && options.api != HR_API_NONE)
		check(count_lines(in) == count_lines(buf_span(&whole)),
			"a line of its own for each line");
	if (stats.requests) {
		compress(&options, in, data[2] * in.n / 256, &parts, &stats);
		check(span_equal(buf_span(&whole), buf_span(&parts)),
			"parts matter");
		compress(&options, buf_span(&whole), whole.n, &again, &stats);
		check(span_equal(buf_span(&whole), buf_span(&again)),
			"a second run changes it again");
		if (scan(in, &before))
			check(scan(buf_span(&whole), &after) &&
					is_same(in, &before, buf_span(&whole),
						&after),
				"not the same values");
	}
	buf_release(&whole);
	buf_release(&parts);
	buf_release(&again);
	json_tokens_release(&before);
	json_tokens_release(&after);
	return 0;
}
