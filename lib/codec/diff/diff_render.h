/* SPDX-License-Identifier: Apache-2.0 */
/* Writes what is kept of a diff as a patch that applies. */
#ifndef CODEC_DIFF_RENDER_H
#define CODEC_DIFF_RENDER_H

#include "codec/codec.h"
#include "codec/diff/diff_cut.h"

/*
 * Writes the pieces with keep[i], and what they cannot be without: the head of
 * a patch, the range of a hunk, the whole of a core.  A head, a range or
 * context without a change is left out, as no patch may have it.
 */
enum hr_status diff_render(struct codec_ctx *, const struct diff_cut *,
	const unsigned char *keep, struct buf *out);

#endif
