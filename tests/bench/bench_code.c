/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the skeleton of source files saves, and how fast their units are made:
 *
 *	bench_code FILE...
 *	bench_code --skeleton FILE	prints it
 *	bench_code --units FILE		prints each unit with its value
 *
 * In the skeleton is what is worth more than bodies and comments, and what that
 * needs.  Without a file there is nothing to do.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "codec/codec.h"
#include "table/marker.h"

/* Value per byte; bodies are at .0025 or .005, a skeleton above. */
#define SKELETON ((float)atof(getenv("T") ? getenv("T") : "0.0055"))

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

static void
choose(const struct units *t, unsigned char *keep)
{
	for (size_t i = t->n; i-- > 0;) {
		const struct unit *u = &t->unit[i];

		if (u->value > SKELETON * (float)u->n)
			keep[i] = 1;
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

int
main(int argc, char **argv)
{
	struct hr_counter *counter = hr_counter_new(HR_O200K_BASE);
	struct buf text = { 0 }, out = { 0 };
	struct units t = { 0 };
	struct codec_ctx ctx = { .state = codec_code.open() };
	bool skeleton = argc > 1 && !strcmp(argv[1], "--skeleton");
	bool units = argc > 1 && !strcmp(argv[1], "--units");
	uint64_t before = 0, after = 0, bytes = 0;
	clock_t took = 0;

	for (int i = 1 + (skeleton || units); i < argc; i++) {
		unsigned char *keep;
		clock_t start;

		if (!read_file(argv[i], &text))
			continue;
		t.n = 0;
		start = clock();
		if (codec_code.units(&ctx, buf_span(&text), &t) != HR_OK)
			return EXIT_FAILURE;
		took += clock() - start;
		keep = calloc(t.n + 1, 1);
		if (!keep)
			return EXIT_FAILURE;
		choose(&t, keep);
		buf_reset(&out);
		render(buf_span(&text), &t, keep, &out);
		if (units)
			print_units(buf_span(&text), &t);
		if (skeleton)
			fwrite(out.p, 1, out.n, stdout);
		bytes += text.n;
		before += hr_count(counter, text.p, text.n);
		after += hr_count(counter, out.p, out.n);
		free(keep);
	}
	if (!skeleton && !units && before)
		printf("%d files, %" PRIu64 " bytes, %" PRIu64 " -> %" PRIu64
		       " tokens: %.1f %% saved; %.0f MB/s\n",
			argc - 1, bytes, before, after,
			100 - 100.0 * (double)after / (double)before,
			(double)bytes / 1e6 /
				((double)took / CLOCKS_PER_SEC + 1e-9));
	units_release(&t);
	codec_code.close(ctx.state);
	buf_release(&text);
	buf_release(&out);
	hr_counter_free(counter);
	return EXIT_SUCCESS;
}
