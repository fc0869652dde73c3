/* SPDX-License-Identifier: Apache-2.0 */
/* The list of codecs, their states and their detectors; see codec.h. */
#include "codec/codec.h"

enum {
	CERTAIN = 50, /* per cent; with less nobody claims anything */
};

const struct codec *const codecs[] = {
#define CODEC_ROW(name) &codec_##name,
	CODECS(CODEC_ROW)
#undef CODEC_ROW
};

struct codec_ctx *
codec_open(struct codec_set *set, size_t i)
{
	struct codec_ctx *ctx = &set->ctx[i];

	if (!ctx->state && codecs[i]->open)
		ctx->state = codecs[i]->open();
	return ctx->state || !codecs[i]->open ? ctx : NULL;
}

size_t
codec_of_lines(void)
{
	size_t i = 0;

	while (codecs[i] != &codec_log)
		i++;
	return i;
}

enum hr_kind
detect_kind_sure(struct span text, int *sure)
{
	enum hr_kind kind = HR_KIND_TEXT;
	struct sample sample;
	int best = CERTAIN;

	*sure = 0;
	sample_take(&sample, text);
	for (size_t i = 0; sample.n && i < NCODECS * CODEC_DETECTORS; i++) {
		const struct detector *d =
			codecs[i / CODEC_DETECTORS]
				->detector[i % CODEC_DETECTORS];
		int vote = d && d->most > best ? d->look(&sample) : 0;

		if (vote > best) {
			best = *sure = vote;
			kind = d->kind;
		}
	}
	return kind;
}

enum hr_kind
detect_kind(struct span text)
{
	int sure;

	return detect_kind_sure(text, &sure);
}

void
codec_set_restart(struct codec_set *set, bool run)
{
	for (size_t i = 0; i < NCODECS; i++)
		if (set->ctx[i].state && codecs[i]->restart)
			codecs[i]->restart(set->ctx[i].state, run);
}

void
codec_set_release(struct codec_set *set)
{
	for (size_t i = 0; i < NCODECS; i++)
		if (set->ctx[i].state)
			codecs[i]->close(set->ctx[i].state);
	*set = (struct codec_set){ 0 };
}
