/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first byte chooses the API and whether a stream was asked for, the second
 * is how many cuts there are, of two bytes each, and the rest is the body: as a
 * whole, in these parts and byte by byte it must give the same, and what it
 * gives must be fit to show.
 */
#include "base/clean.h"
#include "base/json.h"
#include "ref/ref_answer.h"

#include "fuzz.h"

enum {
	CUTS = 16,
	BYTES = 4096
};

static void
check_line(const char *s)
{
	struct buf out = { 0 };

	clean_line(span_str(s), &out);
	check(span_equal(buf_span(&out), span_str(s)), "not fit to show");
	buf_release(&out);
}

static struct buf
describe(enum hr_api api, bool stream, struct span body, const size_t *cuts,
	size_t ncuts)
{
	struct ref_answer r = { 0 };
	struct buf out = { 0 };
	enum hr_status status =
		ref_answer_read(&r, api, stream, body, cuts, ncuts);
	const struct answer_state *s = answer_state(r.a);

	check(status == HR_OK || status == HR_ELIMIT, "an unknown status");
	check(status == HR_OK || s->end == ANSWER_INVALID, "a limit, not told");
	check(s->has_text == (r.text.n > 0), "text, or none");
	check_line(s->finish);
	check_line(s->id);
	check_line(s->model);
	check_line(s->error);
	ref_answer_describe(&r, &out);
	check(json_check(buf_span(&out), NULL) == HR_OK, "not UTF-8");
	ref_answer_release(&r);
	return out;
}

static void
check_refusal(struct span body)
{
	struct answer_refusal r;

	answer_refused(body, &r);
	check_line(r.text);
	check_line(r.code);
	check(r.delay_ms >= -1, "a delay that is none");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static size_t every[BYTES];
	enum hr_api api = HR_API_OPENAI_CHAT;
	size_t cuts[CUTS], ncuts, used, last = 0;
	struct buf whole, cut, bytes;
	struct span body;
	bool stream;

	if (n < 2)
		return 0;
	api = (enum hr_api)(HR_API_OPENAI_CHAT + (data[0] & 3));
	stream = data[0] & 4;
	ncuts = data[1] % CUTS;
	used = 2 + 2 * ncuts;
	if (used > n)
		return 0;
	body = span_of((const char *)data + used, n - used);
	for (size_t i = 0; i < ncuts; i++) {
		last += (size_t)data[2 + 2 * i] << 8 | data[3 + 2 * i];
		last = last < body.n ? last : body.n;
		cuts[i] = last;
	}
	for (size_t i = 0; i < BYTES; i++)
		every[i] = i;
	whole = describe(api, stream, body, NULL, 0);
	cut = describe(api, stream, body, cuts, ncuts);
	bytes = describe(
		api, stream, body, every, body.n < BYTES ? body.n : BYTES);
	check(span_equal(buf_span(&whole), buf_span(&cut)), "cut: another");
	check(span_equal(buf_span(&whole), buf_span(&bytes)), "bytes: another");
	check_refusal(body);
	buf_release(&whole);
	buf_release(&cut);
	buf_release(&bytes);
	return 0;
}
