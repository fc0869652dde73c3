/* SPDX-License-Identifier: Apache-2.0 */
/* What a caller is told of segments; see explain.h. */
#include "explain.h"

#include "base/mem.h"

enum {
	/* Candidates that are listed of a segment: a log may have thousands of
	 * short tables within it. */
	MOST_CANDIDATES = 16,
};

/* A candidate, and the part of the text it is for. */
struct tried {
	struct span text;
	struct hr_candidate c;
};

/* A segment of the text that is worked on; its lines are counted within it. */
struct segment {
	uint64_t lines;
	size_t first, n; /* candidates */
	struct hr_segment told;
};

struct explain {
	struct hr_explain to;
	struct hr_counter *counter;
	struct span rest; /* of the window */
	uint64_t line; /* of its first byte, from 1 */
	enum hr_kind detected, kind;
	int sure;
	struct hr_candidate fold;
	struct tried *tried; /* whose segments are to come */
	size_t ntried, tried_cap;
	struct segment *segment;
	size_t nsegments, segment_cap;
	struct hr_candidate *candidate; /* of the segments */
	size_t ncandidates, candidate_cap;
	struct hr_segment copied; /* what goes out as it comes */
	struct hr_candidate copied_why;
	char last; /* byte of it */
	bool failed; /* memory was short */
};

struct explain *
explain_new(const struct hr_explain *to, enum hr_encoding encoding)
{
	struct explain *x = mem_zalloc(1, sizeof(*x));

	if (!x)
		return NULL;
	x->to = *to;
	x->counter = hr_counter_new(encoding);
	if (x->counter)
		return x;
	mem_free(x);
	return NULL;
}

void
explain_free(struct explain *x)
{
	if (!x)
		return;
	hr_counter_free(x->counter);
	mem_free(x->tried);
	mem_free(x->segment);
	mem_free(x->candidate);
	mem_free(x);
}

static size_t
count(struct explain *x, struct span s)
{
	size_t tokens = hr_count(x->counter, s.p, s.n);

	x->failed |= tokens == SIZE_MAX;
	return tokens;
}

/* ---- the encode stage ------------------------------------------------------ */

void
explain_kind(struct explain *x, enum hr_kind kind)
{
	if (x)
		x->kind = kind;
}

static bool
is_share(enum hr_why why)
{
	return why == HR_WHY_LITTLE || why == HR_WHY_LINES ||
	       why == HR_WHY_CLAIM || why == HR_WHY_IN_ORDER;
}

void
explain_tried(struct explain *x, const char *name, struct span text,
	size_t tokens, enum hr_why why, unsigned percent)
{
	if (!x)
		return;
	if (!mem_grow(&x->tried, &x->tried_cap, x->ntried + 1,
		    sizeof(*x->tried))) {
		x->failed = true;
		return;
	}
	x->tried[x->ntried++] = (struct tried){ .text = text,
		.c = { .name = name,
			.tokens = tokens,
			.why = why,
			.percent = is_share(why) ? percent : 0 } };
}

/* Adds a candidate to the segment whose lines are counted. */
static void
add_candidate(
	struct explain *x, struct segment *s, const struct hr_candidate *c)
{
	if (s->n == MOST_CANDIDATES) {
		s->told.more++;
		return;
	}
	if (!mem_grow(&x->candidate, &x->candidate_cap, x->ncandidates + 1,
		    sizeof(*x->candidate))) {
		x->failed = true;
		return;
	}
	x->candidate[x->ncandidates++] = *c;
	s->n++;
}

/* The candidates of the text move to its segment; others stay. */
static void
take_tried(struct explain *x, struct segment *s, struct span text)
{
	const char *at = text.p, *end = text.p + text.n;
	uint64_t line = 0;
	size_t stay = 0;

	for (size_t i = 0; i < x->ntried; i++) {
		struct tried *t = &x->tried[i];

		if (t->text.p < text.p || t->text.p >= end) {
			x->tried[stay++] = *t;
			continue;
		}
		/* They come in the order of the text, but for those of all of
		 * it, which come last. */
		if (t->text.p < at) {
			at = text.p;
			line = 0;
		}
		line += span_lines(span_of(at, (size_t)(t->text.p - at)));
		at = t->text.p;
		t->c.line = line;
		t->c.last_line = line + span_lines(t->text) - 1;
		if (t->c.last_line >= s->lines)
			t->c.last_line = s->lines - 1;
		add_candidate(x, s, &t->c);
	}
	x->ntried = stay;
}

void
explain_segment(struct explain *x, struct span text, const struct buf *out,
	size_t from, enum hr_fate fate)
{
	struct segment *s;

	if (!x || !text.n)
		return;
	if (!buf_ok(out) || !mem_grow(&x->segment, &x->segment_cap,
				    x->nsegments + 1, sizeof(*x->segment))) {
		x->failed = true;
		return;
	}
	s = &x->segment[x->nsegments++];
	*s = (struct segment){ .lines = span_lines(text),
		.first = x->ncandidates,
		.told = { .kind = x->kind,
			.fate = fate,
			.tokens_out = count(
				x, span_of(out->p + from, out->n - from)) } };
	take_tried(x, s, text);
}

/* ---- telling ---------------------------------------------------------------- */

/* As many lines off the front of *text. */
static struct span
take_lines(struct span *text, uint64_t lines)
{
	struct span taken = *text, line;

	while (lines-- && span_line(text, &line))
		continue;
	taken.n -= text->n;
	return taken;
}

/* Tells of the next lines of the window, which were worked on as `work`. */
static void
tell(struct explain *x, struct segment *s, struct span work)
{
	struct span text = take_lines(&x->rest, s->lines);
	struct hr_candidate list[MOST_CANDIDATES + 2], *c = list;
	struct hr_segment *told = &s->told;

	told->line = x->line;
	told->last_line = x->line + s->lines - 1;
	told->bytes = text.n;
	told->tokens = count(x, text);
	told->detected = x->detected;
	told->sure = x->sure;
	if (!span_equal(text, work)) {
		*c++ = (struct hr_candidate){ .name = "markers",
			.last_line = s->lines - 1,
			.tokens = count(x, work) };
		if (told->fate == HR_FATE_LEFT)
			told->fate = HR_FATE_MARKED;
	}
	if (x->fold.name) {
		*c = x->fold;
		c++->last_line = s->lines - 1;
	}
	for (size_t i = 0; i < s->n; i++)
		*c++ = x->candidate[s->first + i];
	told->candidates = list;
	told->ncandidates = (size_t)(c - list);
	for (size_t i = 0; i < told->ncandidates; i++) {
		list[i].line += x->line;
		list[i].last_line += x->line;
	}
	x->line += s->lines;
	if (!x->failed)
		x->to.segment(x->to.ctx, told);
}

static void
tell_copied(struct explain *x)
{
	struct hr_segment *s = &x->copied;

	if (!s->bytes)
		return;
	s->tokens = s->tokens_out = hr_count_finish(x->counter, NULL);
	s->last_line -= x->last == '\n';
	x->copied_why.line = s->line;
	x->copied_why.last_line = s->last_line;
	s->candidates = &x->copied_why;
	s->ncandidates = 1;
	if (!x->failed)
		x->to.segment(x->to.ctx, s);
	x->copied = (struct hr_segment){ 0 };
}

/* ---- the pipeline ------------------------------------------------------------ */

void
explain_window(struct explain *x, struct span text, uint64_t lines)
{
	if (!x)
		return;
	tell_copied(x);
	x->rest = text;
	x->line = lines + 1;
}

void
explain_text(struct explain *x, enum hr_kind kind, int sure)
{
	if (!x)
		return;
	x->detected = x->kind = kind;
	x->sure = sure;
	x->ntried = x->nsegments = x->ncandidates = 0;
	x->fold =
		(struct hr_candidate){ .name = "fold", .why = HR_WHY_NOTHING };
}

void
explain_fold(struct explain *x, enum hr_why why, struct span folded)
{
	if (!x)
		return;
	x->fold.why = why;
	if (folded.n)
		x->fold.tokens = count(x, folded);
}

/* All of a text as one segment, and what became of its blocks. */
static void
tell_whole(struct explain *x, struct span text, struct span out,
	enum hr_fate fate, enum hr_why blocks)
{
	struct segment s = { .lines = span_lines(text),
		.first = x->ncandidates,
		.told = { .kind = x->detected, .fate = fate } };
	struct hr_candidate c = { .name = "blocks", .why = blocks };

	s.told.tokens_out = count(x, out);
	c.last_line = s.lines - 1;
	if (blocks == HR_WHY_TAKEN)
		c.tokens = s.told.tokens_out;
	add_candidate(x, &s, &c);
	if (!x->failed)
		tell(x, &s, text);
}

/* Nothing of the output was taken. */
static void
leave(struct explain *x, struct segment *s, struct span work, enum hr_why why)
{
	s->told.fate = HR_FATE_LEFT;
	s->told.tokens_out = count(x, work);
	for (size_t i = s->first; i < s->first + s->n; i++)
		if (x->candidate[i].why == HR_WHY_TAKEN)
			x->candidate[i].why = why;
}

enum hr_status
explain_text_end(struct explain *x, struct span text, struct span out,
	bool folded, enum hr_why blocks)
{
	size_t n;

	if (!x)
		return HR_OK;
	n = x->failed ? 0 : x->nsegments;
	if (folded || !n)
		tell_whole(x, text, out, folded ? HR_FATE_FOLDED : HR_FATE_LEFT,
			blocks);
	for (size_t i = 0; i < n && !folded; i++) {
		struct segment *s = &x->segment[i];
		struct span work = take_lines(&text, s->lines);

		if (blocks != HR_WHY_TAKEN)
			leave(x, s, work, blocks);
		tell(x, s, work);
	}
	return x->failed ? HR_ENOMEM : HR_OK;
}

enum hr_status
explain_blob(struct explain *x, uint64_t lines, struct span marker)
{
	struct segment s = { .lines = lines,
		.told = { .fate = HR_FATE_MARKED } };

	if (!x)
		return HR_OK;
	explain_text(x, HR_KIND_TEXT, 0);
	x->fold.name = NULL;
	s.told.kind = HR_KIND_TEXT;
	s.told.tokens_out = count(x, marker);
	tell(x, &s, marker);
	return x->failed ? HR_ENOMEM : HR_OK;
}

enum hr_status
explain_copy(
	struct explain *x, struct span part, uint64_t lines, enum hr_why why)
{
	struct hr_segment *s;

	if (!x || !part.n)
		return HR_OK;
	s = &x->copied;
	if (s->bytes && why != x->copied_why.why)
		tell_copied(x);
	if (!s->bytes) {
		*s = (struct hr_segment){ .line = lines + 1,
			.last_line = lines + 1,
			.kind = HR_KIND_TEXT,
			.detected = HR_KIND_TEXT,
			.sure = why == HR_WHY_ASKED ? -1 : 0 };
		x->copied_why =
			(struct hr_candidate){ .name = "fold", .why = why };
	}
	s->bytes += part.n;
	for (size_t i = 0; i < part.n; i++)
		s->last_line += part.p[i] == '\n';
	x->last = part.p[part.n - 1];
	return hr_count_feed(x->counter, part.p, part.n);
}

void
explain_input_end(struct explain *x)
{
	if (x)
		tell_copied(x);
}
