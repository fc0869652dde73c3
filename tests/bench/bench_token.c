/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Speed of token counting.
 *
 *	bench_token [FILE...]		(else: rows of 1 MB, each one piece)
 *
 * For each text and encoding a line with the MB/s of each path of
 * instructions: cold, with a new counter, and warm, the best of five passes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "headroom.h"
#include "token/token.h"

enum {
	ROW_BYTES = 1000000,
	PASSES = 5,
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
bench_path(
	enum hr_encoding encoding, enum path path, const char *text, size_t n)
{
	struct hr_counter *c = hr_counter_new(encoding);
	double cold = 0, best = 1e9;

	if (!c)
		abort();
	if (!counter_force_path(c, path)) {
		hr_counter_free(c);
		return;
	}
	for (int i = 0; i <= PASSES; i++) {
		double start = now(), seconds;

		hr_count(c, text, n);
		seconds = now() - start;
		if (!i)
			cold = seconds;
		else if (seconds < best)
			best = seconds;
	}
	hr_counter_free(c);
	printf("  %s %.0f/%.0f", path_name(path), (double)n / cold / 1e6,
		(double)n / best / 1e6);
}

static void
bench_text(const char *name, const char *text, size_t n)
{
	for (int e = 0; e < HR_O200K_HARMONY; e++) {
		printf("%-12s %-11s", name,
			hr_encoding_name((enum hr_encoding)e));
		for (int path = 0; path < NPATHS; path++)
			bench_path(
				(enum hr_encoding)e, (enum path)path, text, n);
		putchar('\n');
	}
}

static void
bench_rows(void)
{
	static const struct {
		const char *name, *bytes; /* drawn from these */
		size_t unit; /* bytes of a character */
	} rows[] = {
		{ "a", "a", 1 },
		{ "[", "[", 1 },
		{ "blanks", " ", 1 },
		{ "newlines", "\n", 1 },
		{ "dashes", "-", 1 },
		{ "letters", "abcdefghijklmnopqrstuvwxyz", 1 },
		{ "symbols", "!#$%&()*+,-.:;<=>?@[]^_{|}~", 1 },
		{ "CJK", "\344\270\255", 3 },
		{ "CJK mixed",
			"\344\270\255\345\233\275\344\272\272\346\227\245", 3 },
		{ "invalid", "\377", 1 },
	};
	static char text[ROW_BYTES];
	uint32_t state = 1;

	for (size_t k = 0; k < sizeof(rows) / sizeof(*rows); k++) {
		size_t unit = rows[k].unit, m = strlen(rows[k].bytes) / unit, i;

		for (i = 0; i + unit <= ROW_BYTES; i += unit) {
			state = state * 1664525 + 1013904223;
			memcpy(text + i,
				rows[k].bytes + (state >> 8) % m * unit, unit);
		}
		bench_text(rows[k].name, text, i);
	}
}

static bool
bench_file(const char *name)
{
	FILE *f = fopen(name, "rb");
	const char *slash = strrchr(name, '/');
	char *text = NULL;
	size_t n = 0, cap = 0, got;

	if (!f) {
		perror(name);
		return false;
	}
	do {
		if (n == cap) {
			cap = cap ? 2 * cap : 1 << 20;
			text = realloc(text, cap);
			if (!text)
				abort();
		}
		got = fread(text + n, 1, cap - n, f);
		n += got;
	} while (got);
	fclose(f);
	bench_text(slash ? slash + 1 : name, text, n);
	free(text);
	return true;
}

int
main(int argc, char **argv)
{
	bool ok = true;

	puts("MB/s cold/warm");
	if (argc < 2)
		bench_rows();
	for (int i = 1; i < argc; i++)
		ok &= bench_file(argv[i]);
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
