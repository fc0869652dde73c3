/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a budget buys, worked out the simple way: units by value for each token,
 * of which the next one of the same kind is worth less, and as many of them as
 * fit.
 */
#ifndef REF_BUDGET_H
#define REF_BUDGET_H

#include "codec/codec.h"

/*
 * Writes what of the text fits into so many tokens, by the codec's units and
 * rendering.  Returns what units() returns.
 */
enum hr_status ref_budget(const struct codec *, struct codec_ctx *,
	struct span text, size_t tokens, struct units *, struct buf *out);

/* Writes the units with keep[i] as the codec does, or in the usual way. */
enum hr_status ref_render(const struct codec *, struct codec_ctx *,
	struct span text, const struct units *, const unsigned char *keep,
	struct buf *out);

/* Why these cannot be the units of the text, or NULL. */
const char *ref_units_wrong(struct span text, const struct units *);

/*
 * Whether in a rendered JSON document each container with markers has as many
 * items as they say, those that they stand for included.  Returns NULL, or what
 * is wrong.  Only for input without strings that look like markers.
 */
const char *ref_json_counts_wrong(struct span text);

#endif
