/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Diffs, folded and cut: every line is in the output, exact, or in the range of
 * a marker; the headers of hunks promise what is below them.  The first four
 * bytes choose what is kept, the rest is the text.
 */
#include <stdlib.h>

#include "codec/codec.h"
#include "codec/diff/diff_cut.h"

#include "fuzz.h"

enum {
	SEED_BYTES = 4,
	ALL = 0, /* seeds that keep everything, and nothing */
	NOTHING = 1,
};

static bool
is_marker(struct span line)
{
	return span_starts(line, "[... ");
}

static bool
has_markers(struct span text)
{
	struct span line;

	while (span_line(&text, &line))
		if (is_marker(line))
			return true;
	return false;
}

/* ---- the accounts -------------------------------------------------------- */

static size_t
number(struct span *s)
{
	size_t v = 0;

	while (s->n && *s->p >= '0' && *s->p <= '9') {
		v = v * 10 + (size_t)(*s->p - '0');
		*s = span_from(*s, 1);
	}
	return v;
}

/* Notes the lines of the ranges of a marker: "[... 1-3, 7: text ...]". */
static void
note_ranges(struct span s, unsigned char *left_out, size_t nlines)
{
	s = span_from(s, 5);
	for (;;) {
		size_t from = number(&s), to = from;

		if (s.n && *s.p == '-') {
			s = span_from(s, 1);
			to = number(&s);
		}
		check(from && from <= to && to <= nlines, "a strange range");
		for (; from <= to; from++) {
			check(!left_out[from - 1], "a line is in two ranges");
			left_out[from - 1] = 1;
		}
		if (!span_starts(s, ", "))
			break;
		s = span_from(s, 2);
	}
	check(span_starts(s, ": ") || span_starts(s, " ...]"),
		"a strange marker");
}

/* The next line of the input that is not left out. */
static bool
next_kept(struct span *in, const unsigned char *left_out, size_t *i,
	struct span *line)
{
	while (span_line(in, line))
		if (!left_out[(*i)++])
			return true;
	return false;
}

/* Compares the output with the input but for what the markers name, and the
 * headers of hunks, of which there may be more. */
static unsigned char *
check_lines(struct span in, struct span out)
{
	size_t nlines = (size_t)span_lines(in), i = 0;
	unsigned char *left_out = calloc(nlines + 1, 1);
	struct span rest = out, line, kept = in;
	bool have;

	if (!left_out)
		abort();
	while (span_line(&rest, &line))
		if (is_marker(line))
			note_ranges(line, left_out, nlines);
	have = next_kept(&in, left_out, &i, &kept);
	while (span_line(&out, &line)) {
		if (is_marker(line))
			continue;
		if (have && span_equal(span_chomp(line), span_chomp(kept)))
			have = next_kept(&in, left_out, &i, &kept);
		else if (have && span_starts(kept, "@@ -") &&
			 span_starts(line, "@@ -"))
			have = next_kept(&in, left_out, &i, &kept);
		else
			check(span_starts(line, "@@ -"), "an unknown line");
	}
	check(!have, "lines are missing");
	return left_out;
}

/* Whether as many changes are in hunks as were kept. */
static void
check_hunks(struct span in, struct span out, const unsigned char *left_out)
{
	struct diff before = { .n = 0 }, after = { .n = 0 };
	struct diff_cut cut = { .piece = NULL };
	uint64_t expected = 0, found = 0;

	if (!diff_read(&before, in) || !diff_cut(&cut, &before) ||
		!diff_read(&after, out))
		abort();
	for (size_t i = 0; i < cut.units.n; i++)
		if (cut.piece[i].role != DIFF_PIECE_WHOLE &&
			!left_out[cut.piece[i].line])
			expected += cut.piece[i].added + cut.piece[i].removed;
	for (size_t i = 0; i < after.n; i++)
		if (after.part[i].kind == DIFF_HUNK)
			found += after.part[i].added + after.part[i].removed;
	check(expected == found, "changes that are in no hunk");
	diff_release(&before);
	diff_release(&after);
	diff_cut_release(&cut);
}

/* ---- the codec ----------------------------------------------------------- */

static void
find(struct codec_ctx *ctx, struct span rest)
{
	struct span line;

	while (rest.n) {
		size_t n = codec_diff.find(ctx, rest);

		check(n <= rest.n &&
				(!n || n == rest.n || rest.p[n - 1] == '\n'),
			"not whole lines");
		if (n)
			rest = span_from(rest, n);
		else
			span_line(&rest, &line);
	}
}

static void
fold(struct codec_ctx *ctx, struct span in)
{
	struct buf out = { .p = NULL };
	size_t used;
	enum hr_status status = codec_diff.fold(ctx, in, &out, &used);

	check(status == HR_OK || status == HR_SKIP, "fold failed");
	check(used == in.n, "not all was folded");
	free(check_lines(in, buf_span(&out)));
	check(ctx->stats->lines_kept + ctx->stats->lines_folded ==
			span_lines(in),
		"the counts are not those of all lines");
	buf_release(&out);
}

static void
check_units(const struct units *t, struct span in)
{
	uint64_t lines = 0;
	size_t at = 0;

	for (size_t i = 0; i < t->n; i++) {
		check(t->unit[i].at == at && t->unit[i].n, "a gap");
		check(t->unit[i].needs == NONE || t->unit[i].needs < t->n,
			"needs what is not there");
		at += t->unit[i].n;
		lines += t->unit[i].lines;
	}
	check(at == in.n && lines == span_lines(in), "not all of the text");
}

static bool
is_chosen(uint32_t seed, uint32_t i)
{
	uint32_t x = seed + (i + 1) * UINT32_C(0x9E3779B9);

	if (seed <= NOTHING)
		return seed == ALL;
	x = (x ^ x >> 15) * UINT32_C(0x2C1B3C6D);
	return (x ^ x >> 13) >> 31;
}

static void
cut(struct codec_ctx *ctx, struct span in, uint32_t seed)
{
	struct units units = { .n = 0 };
	struct buf out = { .p = NULL };
	unsigned char *keep, *left_out;

	check(codec_diff.units(ctx, in, &units) == HR_OK, "units failed");
	check_units(&units, in);
	keep = calloc(units.n + 1, 1);
	if (!keep)
		abort();
	for (size_t i = 0; i < units.n; i++)
		keep[i] = is_chosen(seed, (uint32_t)i);
	check(codec_diff.render(ctx, in, units.unit, units.n, keep, &out) ==
			HR_OK,
		"render failed");
	check(seed != ALL || span_equal(buf_span(&out), in),
		"not the same, though all is kept");
	left_out = check_lines(in, buf_span(&out));
	check_hunks(in, buf_span(&out), left_out);
	check(ctx->stats->lines_kept + ctx->stats->lines_folded ==
			span_lines(in),
		"the counts are not those of all lines");
	free(left_out);
	free(keep);
	buf_release(&out);
	units_release(&units);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct hr_stats stats = { 0 };
	struct codec_ctx ctx = { .stats = &stats, .last = true };
	struct span in;
	uint32_t seed;

	if (n <= SEED_BYTES)
		return 0;
	memcpy(&seed, data, SEED_BYTES);
	in = span_of((const char *)data + SEED_BYTES, n - SEED_BYTES);
	if (has_markers(in))
		return 0;
	ctx.state = codec_diff.open();
	if (!ctx.state)
		abort();
	find(&ctx, in);
	fold(&ctx, in);
	stats = (struct hr_stats){ 0 };
	cut(&ctx, in, seed);
	codec_diff.close(ctx.state);
	return 0;
}
