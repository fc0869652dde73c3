/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stack traces in what is no log: of one that was there before, the lines that
 * are the same go.
 *
 *	1  worker 1 starts            worker 1 starts
 *	2  Traceback (most recent     Traceback (most recent call last):
 *	   ...                        ...
 *	6  ValueError: bad value 7    ValueError: bad value 7
 *	7  worker 2 starts            worker 2 starts
 *	8  Traceback (most recent     [... 8-11: as 2-5 ...]
 *	   ...
 *	12 ValueError: bad value 5    ValueError: bad value 5
 *
 * Lines are compared with those before them in the manner of LZ77: by a table of
 * the first place of each few lines in a row.  Other text that repeats stays, as
 * it may be data.
 */
#include "codec/codec.h"

#include "base/hash.h"
#include "base/slots.h"
#include "filter.h"
#include "table/marker.h"
#include "table/worth.h"

enum {
	/* Lines that a repeat has at least: a marker is as long as one or two
	 * of a trace's. */
	FEW_LINES = 4,
	/* Of them so many name a file and a line in it. */
	FEW_PLACES = 2,
	/* Slots looked at for a hash, which may have been chosen. */
	PROBES = 64,
	HASH_SEED = 5,
};

struct trace_state {
	uint64_t *hash; /* of each line */
	size_t hash_cap;
	uint32_t *at; /* where it begins, and behind the last one the end */
	size_t at_cap;
	unsigned char *gone; /* of each line: a marker stands for it */
	size_t gone_cap;
	struct slots first; /* the first place of FEW_LINES lines, from 1 */
};

static void *
trace_open(void)
{
	return mem_zalloc(1, sizeof(struct trace_state));
}

static void
trace_close(void *state)
{
	struct trace_state *s = state;

	if (!s)
		return;
	mem_free(s->hash);
	mem_free(s->at);
	mem_free(s->gone);
	slots_release(&s->first);
	mem_free(s);
}

/* A text being folded. */
struct fold {
	struct codec_ctx *ctx;
	struct trace_state *s;
	struct span text;
	size_t n; /* lines */
	struct buf *out;
};

static struct span
lines(const struct fold *f, size_t from, size_t to)
{
	return span_of(
		f->text.p + f->s->at[from], f->s->at[to] - f->s->at[from]);
}

static bool
read_lines(struct fold *f)
{
	struct trace_state *s = f->s;
	size_t n = (size_t)span_lines(f->text), slots = 1;
	struct span rest = f->text, line;

	while (slots < 2 * n)
		slots *= 2;
	slots_release(&s->first);
	s->first.p = mem_zalloc(slots, sizeof(*s->first.p));
	if (!s->first.p)
		return false;
	s->first.n = slots;
	if (!mem_grow(&s->hash, &s->hash_cap, n, sizeof(*s->hash)) ||
		!mem_grow(&s->at, &s->at_cap, n + 1, sizeof(*s->at)) ||
		!mem_grow(&s->gone, &s->gone_cap, n, 1))
		return false;
	for (f->n = 0; f->n < n && span_line(&rest, &line); f->n++) {
		s->at[f->n] = (uint32_t)(line.p - f->text.p);
		s->hash[f->n] = hash_bytes(HASH_SEED, line.p, line.n);
		s->gone[f->n] = 0;
	}
	s->at[f->n] = (uint32_t)f->text.n;
	return true;
}

/* Where the FEW_LINES lines from `i` on were first; `i` if they are new, or
 * there are none. */
static size_t
first_place(struct fold *f, size_t i)
{
	const uint64_t *hash = f->s->hash;
	struct slots *slots = &f->s->first;
	uint64_t h = HASH_SEED;
	size_t slot;

	if (f->n - i < FEW_LINES)
		return i;
	for (size_t k = 0; k < FEW_LINES; k++)
		h = hash_mix(h, hash[i + k]);
	slot = h & (slots->n - 1);
	for (int probes = 0; probes < PROBES; probes++) {
		size_t j = slots->p[slot];

		if (!j) {
			slots->p[slot] = (uint32_t)i + 1;
			return i;
		}
		if (!memcmp(hash + j - 1, hash + i, FEW_LINES * sizeof(*hash)))
			return j - 1;
		slot = (slot + 1) & (slots->n - 1);
	}
	return i;
}

static bool
is_asked_for(const struct fold *f, size_t i)
{
	return f->ctx->filter &&
	       filter_match(f->ctx->filter, span_chomp(lines(f, i, i + 1)),
		       &f->ctx->stats->regex_failures) == FILTER_KEEP;
}

/* How many lines from `i` on are those from `j` on, which are all there. */
static size_t
match(const struct fold *f, size_t i, size_t j)
{
	size_t n = 0;

	while (i + n < f->n && j + n < i && !f->s->gone[j + n] &&
		f->s->hash[i + n] == f->s->hash[j + n] &&
		span_equal(lines(f, i + n, i + n + 1),
			lines(f, j + n, j + n + 1)) &&
		!is_asked_for(f, i + n))
		n++;
	return n;
}

static bool
is_trace(const struct fold *f, size_t i, size_t n)
{
	unsigned places = 0;

	for (; n-- && places < FEW_PLACES; i++)
		places += worth_of(lines(f, i, i + 1)).place;
	return places == FEW_PLACES;
}

/* Writes a marker for n lines from `i` on, which are those from `j` on; false
 * if it would be no fewer tokens, and then nothing is written. */
static bool
write_repeat(struct fold *f, size_t i, size_t j, size_t n)
{
	struct span text = lines(f, i, i + n);
	size_t before = f->out->n, tokens;
	uint64_t base = f->ctx->line_base;

	buf_add_str(f->out, MARKER_OPEN);
	marker_range(f->out, base + i, base + i + n - 1);
	buf_add_str(f->out, ": as ");
	marker_range(f->out, base + j, base + j + n - 1);
	buf_add_str(f->out, MARKER_CLOSE);
	if (!buf_ok(f->out))
		return true;
	tokens = hr_count(
		f->ctx->counter, f->out->p + before, f->out->n - before);
	if (hr_count_upto(f->ctx->counter, text.p, text.n, tokens) <= tokens) {
		f->out->n = before;
		return false;
	}
	if (span_ends(text, "\n"))
		buf_add_char(f->out, '\n');
	f->ctx->stats->markers++;
	f->ctx->stats->lines_folded += n;
	memset(f->s->gone + i, 1, n);
	return true;
}

static enum hr_status
trace_fold(struct codec_ctx *ctx, struct span in, struct buf *out, size_t *used)
{
	struct fold f = { .ctx = ctx, .s = ctx->state, .text = in, .out = out };
	uint64_t markers = ctx->stats->markers;

	*used = in.n;
	if (in.n >= UINT32_MAX)
		return HR_SKIP;
	if (!read_lines(&f))
		return HR_ENOMEM;
	for (size_t i = 0, n; i < f.n; i += n) {
		size_t j = first_place(&f, i);

		n = j < i ? match(&f, i, j) : 0;
		if (n >= FEW_LINES && is_trace(&f, i, n) &&
			write_repeat(&f, i, j, n))
			continue;
		n += !n;
		buf_add(out, lines(&f, i, i + n));
		ctx->stats->lines_kept += n;
	}
	if (!buf_ok(out))
		return HR_ENOMEM;
	return ctx->stats->markers == markers ? HR_SKIP : HR_OK;
}

const struct codec codec_trace = {
	.name = "trace",
	.help = "stack traces that repeat, in other text",
	.kind = HR_KIND_TEXT,
	.open = trace_open,
	.close = trace_close,
	.fold = trace_fold,
};
