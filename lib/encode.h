/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The encode stage: a text falls into stretches of one kind each, the codec of
 * that kind writes it as a block, and the block is taken if it decodes to the
 * same bytes and is fewer tokens.  What nothing claims stays as it is.
 */
#ifndef ENCODE_H
#define ENCODE_H

#include "base/buf.h"
#include "codec/codec.h"
#include "explain.h"

/* A block that could stand for a text. */
struct offer {
	struct buf text; /* header and body */
	size_t tokens;
	size_t codec;
};

struct encoder {
	struct codec_set set;
	struct hr_counter *counter;
	enum hr_order order;
	struct span sample; /* as in struct codec_ctx */
	enum hr_kind
		looked; /* the kind of the text, if that is known; or AUTO */
	bool lossless; /* any text may be encoded, if that saves much */
	struct buf text; /* with plain line ends */
	struct buf head, body, back;
	struct offer offer, best, lines;
	bool one; /* the output is one block, which is fewer tokens */
	bool crlf, no_newline; /* of the text */
	enum hr_kind kind; /* of most of the text, or of its first block */
	uint64_t refused; /* blocks that decoded to something else: bugs */
	enum hr_why why; /* there is no offer */
	struct explain *explain; /* gets to know the segments; or NULL */
};

/*
 * Encodes whole lines, or the end of the input, for `kind`, which may be
 * HR_KIND_AUTO.  HR_SKIP: it would be the text itself.
 */
enum hr_status encode_text(
	struct encoder *, struct span text, enum hr_kind kind, struct buf *out);

void encoder_release(struct encoder *);

#endif
