/* SPDX-License-Identifier: Apache-2.0 */
/* The list of codecs and their states; see codec.h. */
#include "codec/codec.h"

const struct codec *const codecs[] = {
#define CODEC_ROW(name) &codec_##name,
	CODECS(CODEC_ROW)
#undef CODEC_ROW
};

struct codec_ctx *
codec_open(struct codec_set *set, size_t i)
{
	struct codec_ctx *ctx = &set->ctx[i];

	if (!ctx->state)
		ctx->state = codecs[i]->open();
	return ctx->state ? ctx : NULL;
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
