/* SPDX-License-Identifier: Apache-2.0 */
/* Reading an answer in parts; see ref_answer.h. */
#include "ref_answer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json_text.h"

static enum hr_status
take(void *ctx, const void *p, size_t n)
{
	struct ref_answer *r = ctx;

	if (++r->calls == r->fail_at)
		return HR_EIO;
	buf_add(&r->text, span_of(p, n));
	return buf_ok(&r->text) ? HR_OK : HR_ENOMEM;
}

/* Exactly as long as the part, so that a sanitizer sees its end. */
static enum hr_status
feed(struct answer *a, struct span part)
{
	char *copy = malloc(part.n ? part.n : 1);
	enum hr_status status;

	if (!copy)
		return HR_ENOMEM;
	if (part.n)
		memcpy(copy, part.p, part.n);
	status = answer_feed(a, copy, part.n);
	free(copy);
	return status;
}

enum hr_status
ref_answer_read(struct ref_answer *r, enum hr_api api, bool stream,
	struct span body, const size_t *cuts, size_t ncuts)
{
	enum hr_status status = HR_OK;
	size_t from = 0;

	r->a = answer_new(api, stream, take, r);
	if (!r->a)
		return HR_ENOMEM;
	for (size_t i = 0; i <= ncuts && status == HR_OK; i++) {
		size_t to = i < ncuts && cuts[i] < body.n ? cuts[i] : body.n;

		status = feed(r->a, span_from(span_of(body.p, to), from));
		from = to;
	}
	return status == HR_OK ? answer_finish(r->a) : status;
}

void
ref_answer_release(struct ref_answer *r)
{
	answer_free(r->a);
	buf_release(&r->text);
}

static const char *const ends[] = {
	[ANSWER_OPEN] = "open",
	[ANSWER_DONE] = "done",
	[ANSWER_LENGTH] = "length",
	[ANSWER_BLOCKED] = "blocked",
	[ANSWER_BUSY] = "busy",
	[ANSWER_ERROR] = "error",
	[ANSWER_INVALID] = "invalid",
};

static void
add_string(struct buf *out, const char *key, struct span text)
{
	buf_add_str(out, key);
	buf_add_char(out, '"');
	json_encode(text, out);
	buf_add_char(out, '"');
}

static void
add_number(struct buf *out, const char *key, int64_t n)
{
	char text[32];

	buf_add_str(out, key);
	snprintf(text, sizeof(text), "%" PRId64, n);
	buf_add_str(out, n < 0 ? "null" : text);
}

void
ref_answer_describe(const struct ref_answer *r, struct buf *out)
{
	const struct answer_state *s = answer_state(r->a);
	const struct answer_usage *u = &s->usage;

	add_string(out, "{\"end\":", span_str(ends[s->end]));
	add_string(out, ",\"finish\":", span_str(s->finish));
	add_string(out, ",\"id\":", span_str(s->id));
	add_string(out, ",\"model\":", span_str(s->model));
	add_string(out, ",\"text\":", buf_span(&r->text));
	add_string(out, ",\"error\":", span_str(s->error));
	add_number(out, ",\"usage\":{\"input\":", u->input);
	add_number(out, ",\"cached\":", u->cached);
	add_number(out, ",\"cache_write\":", u->cache_write);
	add_number(out, ",\"cache_write_1h\":", u->cache_write_1h);
	add_number(out, ",\"output\":", u->output);
	add_number(out, ",\"reasoning\":", u->reasoning);
	buf_add_str(out, "},\"calls\":[");
	for (size_t i = 0; i < s->ncalls; i++) {
		add_string(out, i ? ",[" : "[", span_str(s->call[i].name));
		add_string(out, ",", span_str(s->call[i].arguments));
		buf_add_char(out, ']');
	}
	buf_add_str(out, "]}\n");
}
