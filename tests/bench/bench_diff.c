/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cuts a diff as a budget would, or at random; diffs.sh applies the result.
 *
 *	bench_diff PERCENT FILE		of its bytes, the units worth most
 *	bench_diff -SEED FILE		half of the units, any
 *	bench_diff FILE...		the speed of cutting and writing diffs
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "codec/codec.h"

struct work {
	struct codec_ctx ctx;
	struct hr_stats stats;
	struct buf in, out;
	struct units units;
	unsigned char *keep;
};

static void
read_file(const char *path, struct buf *in)
{
	static char part[1 << 16];
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(in, span_of(part, n));
	fclose(f);
}

static const struct unit *ranked;

static int
by_worth(const void *a, const void *b)
{
	uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;
	float x = ranked[i].value / (float)(ranked[i].n + 1);
	float y = ranked[k].value / (float)(ranked[k].n + 1);

	return x > y ? -1 : x < y ? 1 : i < k ? -1 : 1;
}

static void
keep_best(struct work *w, size_t percent)
{
	uint32_t *order = malloc((w->units.n + 1) * sizeof(*order));
	size_t left = w->in.n / 100 * percent;

	if (!order)
		abort();
	for (size_t i = 0; i < w->units.n; i++)
		order[i] = (uint32_t)i;
	ranked = w->units.unit;
	qsort(order, w->units.n, sizeof(*order), by_worth);
	for (size_t i = 0; i < w->units.n; i++) {
		for (uint32_t k = order[i]; k < w->units.n && !w->keep[k];
			k = ranked[k].needs) {
			w->keep[k] = ranked[k].n <= left || percent == 100;
			left -= w->keep[k] ? ranked[k].n : left;
		}
	}
	free(order);
}

static void
keep_any(struct work *w, uint32_t seed)
{
	for (size_t i = 0; i < w->units.n; i++) {
		seed = seed * 1664525 + 1013904223;
		w->keep[i] = seed >> 31;
	}
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
cut(struct work *w, const char *path)
{
	read_file(path, &w->in);
	w->ctx = (struct codec_ctx){
		.stats = &w->stats, .last = true, .state = codec_diff.open()
	};
	if (codec_diff.units(&w->ctx, buf_span(&w->in), &w->units) != HR_OK)
		abort();
	w->keep = calloc(w->units.n + 1, 1);
	if (!w->keep)
		abort();
}

static void
render(struct work *w)
{
	if (codec_diff.render(&w->ctx, buf_span(&w->in), w->units.unit,
		    w->units.n, w->keep, &w->out) != HR_OK)
		abort();
}

static void
release(struct work *w)
{
	codec_diff.close(w->ctx.state);
	units_release(&w->units);
	buf_release(&w->in);
	buf_release(&w->out);
	free(w->keep);
}

static void
time_file(const char *path)
{
	struct work w = { .keep = NULL };
	double t[3];

	t[0] = seconds();
	cut(&w, path);
	if (!codec_diff.find(&w.ctx, buf_span(&w.in))) {
		release(&w);
		return;
	}
	t[1] = seconds();
	keep_any(&w, 1);
	render(&w);
	t[2] = seconds();
	printf("%s: %zu bytes, %zu units, reading and cutting %.0f MB/s, "
	       "writing %.0f MB/s\n",
		path, w.in.n, w.units.n, (double)w.in.n / (t[1] - t[0]) / 1e6,
		(double)w.in.n / (t[2] - t[1]) / 1e6);
	release(&w);
}

int
main(int argc, char **argv)
{
	struct work w = { .keep = NULL };
	char *end = NULL;
	long how = argc == 3 ? strtol(argv[1], &end, 10) : 0;

	if (argc != 3 || *end) {
		for (int i = 1; i < argc; i++)
			time_file(argv[i]);
		return EXIT_SUCCESS;
	}
	cut(&w, argv[2]);
	if (how < 0)
		keep_any(&w, (uint32_t)-how);
	else
		keep_best(&w, (size_t)how);
	render(&w);
	fwrite(w.out.p, 1, w.out.n, stdout);
	release(&w);
	return EXIT_SUCCESS;
}
