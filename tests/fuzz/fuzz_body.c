/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first byte chooses what to set, the rest is a text or a body.  What is
 * made is valid; of a body that is no duller than JSON the edited one is
 * valid, and editing it again changes nothing.
 */
#include "base/json.h"
#include "send/body.h"

#include "fuzz.h"

static const enum hr_api apis[] = { HR_API_OPENAI_CHAT, HR_API_OPENAI_RESPONSES,
	HR_API_ANTHROPIC, HR_API_GEMINI };

static void
try_text(unsigned choice, struct span text)
{
	struct body_text b = { .api = apis[choice % 4],
		.model = "m",
		.user = text,
		.stream = (choice & 8) != 0 };
	struct body_tag tag = { 0 };
	struct buf out = { 0 };
	enum hr_api api;

	check(body_make(&b, &out) == HR_OK, "not made");
	check(json_check(buf_span(&out), NULL) == HR_OK, "not valid");
	check(body_api(buf_span(&out), b.api, &api) == HR_OK && api == b.api,
		"another API");
	buf_reset(&out);
	body_tag_avoid(&tag, text);
	body_tag_close(&tag, &out);
	/* Without its last two characters it is a prefix of no tag's end. */
	for (size_t i = 0; i + out.n - 2 <= text.n && tag.number; i++)
		check(memcmp(text.p + i, out.p, out.n - 2) != 0 ||
				(i + out.n - 2 < text.n &&
					text.p[i + out.n - 2] >= '0' &&
					text.p[i + out.n - 2] <= '9'),
			"the text closes its tag");
	buf_release(&out);
}

static void
try_body(unsigned choice, struct span body)
{
	struct body_change c = { .api = apis[choice % 4],
		.model = choice & 8 ? "n" : NULL,
		.max_tokens = choice & 16 ? 5 : 0,
		.stream = choice & 32 ? BODY_STREAM_OFF : BODY_STREAM_UNSET };
	struct buf out = { 0 }, again = { 0 };
	struct hr_error err;

	if (body_edit(body, &c, &out, &err) == HR_OK) {
		check(json_check(buf_span(&out), NULL) == HR_OK, "not valid");
		check(body_edit(buf_span(&out), &c, &again, &err) == HR_OK,
			"not edited again");
		check(span_equal(buf_span(&out), buf_span(&again)),
			"another edit");
	} else {
		check(err.text[0] && err.pos <= body.n, "no reason");
	}
	buf_release(&out);
	buf_release(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span text = { (const char *)data + 1, n - 1 };

	if (!n)
		return 0;
	if (data[0] & 4)
		try_text(data[0], text);
	else
		try_body(data[0], text);
	return 0;
}
