/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which kind of content is this?
 *
 * Each detector looks at the same sample, lines from the head, the middle and
 * the tail of the text, and says how sure it is.  The surest wins; if none is
 * sure the kind is text, and text passes through.
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

struct detector {
	const char *name;
	enum hr_kind kind;
	int most; /* surer it never is */
	/* Per cent of certainty; above 50 is a claim. */
	int (*look)(struct sample *);
};

#define DETECTORS(X)                                                           \
	X(data) X(diff) X(code) X(sql) X(log) X(output) X(prose) X(html)

#define DETECTOR_DECLARE(name) extern const struct detector detect_##name;
DETECTORS(DETECTOR_DECLARE)
#undef DETECTOR_DECLARE

enum hr_kind detect_kind(struct span text);

/* Whether a line looks like a part of a sentence: most of it is words. */
bool detect_words(struct span line);

/* Whether these first bytes of an input are not text: a NUL within 8 KiB. */
bool detect_binary(struct span head);

#endif
