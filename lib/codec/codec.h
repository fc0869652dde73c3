/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A codec knows one kind of content: how it falls into records, templates and
 * columns, and so how it gets smaller.  One file and one name in CODECS each.
 */
#ifndef CODEC_CODEC_H
#define CODEC_CODEC_H

#include "base/buf.h"
#include "headroom.h"

/* What a run gives to its codecs. */
struct codec_ctx {
	struct hr_counter *counter;
	const struct filter *filter; /* --keep and --drop, may be NULL */
	struct hr_stats *stats;
	uint64_t line_base; /* lines of the input before this text */
	bool last; /* the text is the input's end */
	void *state; /* the codec's own, from its open() */
};

struct codec {
	const char *name; /* stable: shown to users, used in tests */
	const char *help; /* one line, for help and the manual */
	enum hr_kind kind;
	/* Memory that is kept from window to window; NULL when short. */
	void *(*open)(void);
	void (*close)(void *state);
	/*
	 * Folds a prefix of `in`, all of it if it fits a window, into out;
	 * *used tells how much.  HR_SKIP: that prefix has nothing to gain.
	 */
	enum hr_status (*fold)(struct codec_ctx *, struct span in,
		struct buf *out, size_t *used);
};

#define CODECS(X) X(log)

#define CODEC_DECLARE(name) extern const struct codec codec_##name;
CODECS(CODEC_DECLARE)
#undef CODEC_DECLARE

#endif
