/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A codec knows one kind of content: how it falls into records, templates and
 * columns, and so how it gets smaller.  One file and one name in CODECS each.
 *
 * What it encodes is written as a block, of which the pipeline makes
 *
 *	[500 rows csv: id:{+1},name,city]
 *	1,Ann,Oslo
 *	,Bo,
 *	...
 *
 * a header with the number of the lines below it, the codec's tag and its
 * `head`, then its `body`.  The pipeline decodes each block and compares before
 * it takes it, counts its tokens, and sees to line ends: all text that a codec
 * gets consists of lines that end in "\n"; "\r\n" and a missing newline at the
 * end are noted in the header, not here.
 */
#ifndef CODEC_CODEC_H
#define CODEC_CODEC_H

#include "base/buf.h"
#include "detect/detect.h"
#include "headroom.h"
#include "table/unit.h"

enum {
	/*
	 * Input is worked on in windows of so many bytes, cut at a line end.
	 * Of a log of 100 MB, 8, 16 and 32 MiB save 96.7, 98.3 and 99.2 % of
	 * the tokens, with 31, 44 and 65 MB of memory.
	 */
	WINDOW_BYTES = 32 << 20,
	CODEC_DETECTORS = 2, /* of one codec, at most */
};

/* What a run gives to its codecs. */
struct codec_ctx {
	struct hr_counter *counter;
	const struct filter *filter; /* --keep and --drop, may be NULL */
	struct hr_stats *stats;
	uint64_t line_base; /* lines of the input before this text */
	bool last; /* the text is the input's end */
	bool encoded; /* what is kept need not be the input's lines */
	enum hr_order order; /* of lines: not AUTO, which encode.c decides */
	const struct query *query; /* what is asked, may be NULL */
	struct span sample; /* what the text was made from; empty: itself */
	void *state; /* the codec's own, from its open() */
};

struct codec {
	const char *name; /* stable: shown to users, used in tests */
	const char *help; /* one line, for help and the manual */
	const char *tag; /* of its blocks: "rows"; NULL: it writes none */
	enum hr_kind kind;
	/* Who know such content when they see it: as many as there are. */
	const struct detector *detector[CODEC_DETECTORS];
	/* Memory that is kept from text to text; NULL when short.  Both are
	 * NULL of a codec that keeps none. */
	void *(*open)(void);
	void (*close)(void *state);
	/* Another input begins, or with `run` what has nothing to do with those
	 * before: memory stays, what it remembers of texts does not.  NULL: it
	 * remembers nothing. */
	void (*restart)(void *state, bool run);
	/*
	 * How much of `text`, which begins with a line, is content of this
	 * kind: whole lines from its start; 0: none begins here.  Called for
	 * each line of an input that nothing claims, so "no" must be quick,
	 * and over a whole input linear.  NULL: the codec takes what no other
	 * one claims, if detect_kind() says that it is of its kind.
	 */
	size_t (*find)(struct codec_ctx *, struct span text);
	/*
	 * Writes `in` as a block: what stands in the header behind the tag (a
	 * part of a line, which says how to read the rest) and the lines below.
	 * HR_SKIP: cannot, or nothing to gain.  NULL, as decode() then is: what
	 * it claims is left as it is, by the other codecs too.
	 */
	enum hr_status (*encode)(struct codec_ctx *, struct span in,
		struct buf *head, struct buf *body);
	/*
	 * Gives back exactly what was encoded.  HR_EINPUT with *err filled
	 * (pos: byte offset in body) for what encode() cannot have written;
	 * never reads or writes out of bounds, never takes more than linear
	 * time, whatever head and body are.
	 */
	enum hr_status (*decode)(struct codec_ctx *, struct span head,
		struct span body, struct buf *out, struct hr_error *err);
	/*
	 * Folds a prefix of `in`, all of it if it fits a window, into out;
	 * *used tells how much.  HR_SKIP: that prefix has nothing to gain.
	 * NULL: nothing of this kind is folded.
	 */
	enum hr_status (*fold)(struct codec_ctx *, struct span in,
		struct buf *out, size_t *used);
	/*
	 * Cuts `in` into units for a budget and says what each is worth; all
	 * of it, with `needs` counted from the first of these units.  NULL: of
	 * this kind the lines are the units, as codec_log makes them.
	 */
	enum hr_status (*units)(
		struct codec_ctx *, struct span in, struct units *);
	/*
	 * Writes the units with keep[i], in order, and marks what is missing
	 * with the numbers of its lines (ctx->line_base).  NULL: kept units go
	 * out as they are, with a marker of lines for each gap.
	 */
	enum hr_status (*render)(struct codec_ctx *, struct span in,
		const struct unit *, size_t nunits, const unsigned char *keep,
		struct buf *out);
};

/* In the order in which they are asked. */
#define CODECS(X)                                                              \
	X(diff)                                                                \
	X(json)                                                                \
	X(search) X(paths) X(table) X(log) X(prose) X(code) X(html) X(trace)

#define CODEC_DECLARE(name) extern const struct codec codec_##name;
CODECS(CODEC_DECLARE)
#undef CODEC_DECLARE

enum {
#define CODEC_ONE(name) +1
	NCODECS = 0 CODECS(CODEC_ONE)
#undef CODEC_ONE
};

extern const struct codec *const codecs[];

/* The contexts of all codecs; their states are made when they are needed. */
struct codec_set {
	struct codec_ctx ctx[NCODECS];
};

/* The context of codecs[i] with its state; NULL when memory is short. */
struct codec_ctx *codec_open(struct codec_set *, size_t i);
/* The codec of lines, which takes what no other one does. */
size_t codec_of_lines(void);
/* Which kind of content is this?  The surest detector wins; if none is sure the
 * kind is text.  No two kinds are as sure as one another, so that the order of
 * the codecs decides nothing. */
enum hr_kind detect_kind(struct span text);
/* The same, and *sure: how sure its detector was; 0: none was sure enough. */
enum hr_kind detect_kind_sure(struct span text, int *sure);
void codec_set_restart(struct codec_set *, bool run);
void codec_set_release(struct codec_set *);

#endif
