/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the skeletons of source files save, and how fast their units are made:
 *
 *	bench_code FILE...
 *	bench_code --heads FILE...	prints heads, fields and constants
 *	bench_code --words FILE...	the same with imports and first lines of
 *					comments
 *	bench_code --units FILE...	prints each unit with its value
 *
 * Files that are no source are left out.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "codec/codec.h"
#include "detect/detect.h"
#include "table/marker.h"

/* Value per byte; bodies have a rate of .0025, or .005. */
static const float HEADS = 0.0195F, WORDS = 0.0055F;

static bool
read_file(const char *path, struct buf *text)
{
	FILE *f = fopen(path, "rb");
	char part[1 << 16];
	size_t n;

	buf_reset(text);
	if (!f)
		return false;
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(text, span_of(part, n));
	fclose(f);
	return buf_ok(text);
}

/* The units above a rate, and what they need. */
static void
choose(const struct units *t, float least, unsigned char *keep)
{
	for (size_t i = t->n; i-- > 0;) {
		const struct unit *u = &t->unit[i];

		keep[i] = u->value > least * (float)u->n;
	}
	/* Chains are short. */
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < t->n; i++) {
			uint32_t needs = t->unit[i].needs;

			if (keep[i] && needs != NONE && !keep[needs]) {
				keep[needs] = 1;
				more = true;
			}
		}
	}
}

static void
render(struct span in, const struct units *t, const unsigned char *keep,
	struct buf *out)
{
	uint64_t line = 0, from = 0;
	bool gap = false;

	for (size_t i = 0; i <= t->n; i++) {
		bool kept = i == t->n || keep[i];

		if (kept && gap) {
			buf_add_str(out, MARKER_OPEN);
			marker_range(out, from, line - 1);
			buf_add_str(out, MARKER_CLOSE "\n");
		}
		if (i == t->n)
			break;
		if (!kept && !gap)
			from = line;
		gap = !kept;
		if (kept)
			buf_add(out,
				span_of(in.p + t->unit[i].at, t->unit[i].n));
		line += t->unit[i].lines;
	}
}

static void
print_units(struct span in, const struct units *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct unit *u = &t->unit[i];

		printf("---- %zu: %.2f, %" PRIu32 " bytes, %.4f, needs %d\n", i,
			(double)u->value, u->n, (double)u->value / u->n,
			u->needs == NONE ? -1 : (int)u->needs);
		fwrite(in.p + u->at, 1, u->n, stdout);
	}
}

/* The skeleton of a text to *out. */
static bool
make_skeleton(
	struct span in, const struct units *t, float least, struct buf *out)
{
	unsigned char *keep = calloc(t->n + 1, 1);

	if (!keep)
		return false;
	choose(t, least, keep);
	buf_reset(out);
	render(in, t, keep, out);
	free(keep);
	return buf_ok(out);
}

struct bench {
	struct codec_ctx ctx;
	struct hr_counter *counter;
	struct buf text, heads, words;
	struct units units;
	uint64_t files, bytes, before, after_heads, after_words;
	clock_t took;
};

static bool
run_file(struct bench *b, const char *path)
{
	struct span in;
	clock_t start;

	if (!read_file(path, &b->text))
		return false;
	in = buf_span(&b->text);
	b->units.n = 0;
	buf_reset(&b->heads);
	buf_reset(&b->words);
	if (detect_kind(in) != HR_KIND_CODE)
		return true;
	start = clock();
	if (codec_code.units(&b->ctx, in, &b->units) != HR_OK)
		return false;
	b->took += clock() - start;
	if (!make_skeleton(in, &b->units, HEADS, &b->heads) ||
		!make_skeleton(in, &b->units, WORDS, &b->words))
		return false;
	b->files++;
	b->bytes += in.n;
	b->before += hr_count(b->counter, in.p, in.n);
	b->after_heads += hr_count(b->counter, b->heads.p, b->heads.n);
	b->after_words += hr_count(b->counter, b->words.p, b->words.n);
	return true;
}

static double
saved(const struct bench *b, uint64_t after)
{
	return 100 - 100.0 * (double)after / (double)b->before;
}

int
main(int argc, char **argv)
{
	struct bench b = { .counter = hr_counter_new(HR_O200K_BASE),
		.ctx.state = codec_code.open() };
	const char *print = argc > 1 && *argv[1] == '-' ? argv[1] : "";

	for (int i = 1 + (*print != 0); i < argc; i++) {
		if (!run_file(&b, argv[i])) {
			fprintf(stderr, "bench_code: %s failed\n", argv[i]);
			return EXIT_FAILURE;
		}
		if (!strcmp(print, "--units"))
			print_units(buf_span(&b.text), &b.units);
		if (!strcmp(print, "--heads"))
			fwrite(b.heads.p, 1, b.heads.n, stdout);
		if (!strcmp(print, "--words"))
			fwrite(b.words.p, 1, b.words.n, stdout);
	}
	if (!*print && b.before)
		printf("%" PRIu64 " files, %" PRIu64 " bytes, %" PRIu64
		       " tokens; saved: heads %.1f %%, with words %.1f %%; "
		       "%.0f MB/s\n",
			b.files, b.bytes, b.before, saved(&b, b.after_heads),
			saved(&b, b.after_words),
			(double)b.bytes / 1e6 /
				((double)b.took / CLOCKS_PER_SEC + 1e-9));
	units_release(&b.units);
	codec_code.close(b.ctx.state);
	buf_release(&b.text);
	buf_release(&b.heads);
	buf_release(&b.words);
	hr_counter_free(b.counter);
	return EXIT_SUCCESS;
}
