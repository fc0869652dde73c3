/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a kind of content looks like: detectors.  Each codec names its own, and
 * codec.c asks them (detect_kind() in codec.h).
 */
#ifndef DETECT_DETECT_H
#define DETECT_DETECT_H

#include "base/span.h"
#include "headroom.h"

enum {
	SAMPLE_LINES = 384,
	SAMPLE_LINE_BYTES = 512, /* of a longer line, the first ones */
};

struct sample {
	struct span line[SAMPLE_LINES]; /* without line ends; none is blank */
	size_t n;
	struct span text; /* all of it */
	/* Of sample_stamps(), once it was asked. */
	bool dated, stamped[SAMPLE_LINES];
	size_t nstamped;
};

/* How many lines have a time at their head; stamped[i] says which.  Found when
 * first asked: half of the texts are known by something else, and looking for
 * times took 2.5 % of a request's time. */
size_t sample_stamps(struct sample *);

/* Lines from the head, the middle and the tail of a text: a small one is taken
 * whole; of a large one, a third each, from the first whole line on. */
void sample_take(struct sample *, struct span text);

struct detector {
	const char *name;
	enum hr_kind kind; /* TEXT: that it is none of the others */
	int most; /* surer it never is */
	/* Per cent of certainty; above 50 is a claim. */
	int (*look)(struct sample *);
};

extern const struct detector detect_code, detect_data, detect_diff, detect_html,
	detect_log, detect_output, detect_prose, detect_sql;

/* Whether a line looks like a part of a sentence: most of it is words. */
bool detect_words(struct span line);

/* Whether these first bytes of an input are not text: a NUL within 8 KiB. */
bool detect_binary(struct span head);

#endif
