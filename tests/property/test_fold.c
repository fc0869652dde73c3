/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The invariants of folding over every file below the folders that are given:
 * as it is, cut at odd places, with CRLF line ends, without its last newline,
 * ten times over; as a log and detected, in windows and followed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ref/ref_files.h"
#include "ref/ref_fold.h"

static long passed, failed;

struct text {
	char *p;
	size_t n;
};

static void
check(const char *name, const char *what, const char *p, size_t n)
{
	static int turn;

	/* Every second choice of options, in turn: over the files each is tried
	 * with each way to cut the text. */
	for (int choice = turn++ & 1; choice < 16; choice += 2) {
		struct hr_options options = {
			.kind = choice & 1 ? HR_KIND_LOG : HR_KIND_AUTO,
			.encoding = choice & 2 ? HR_CL100K_BASE : HR_O200K_BASE,
			.follow = (choice & 12) == 4,
			.plain = (choice & 12) == 8,
			.mode = (choice & 12) == 12 ? HR_LOSSLESS : HR_FOLD,
			.order = choice & 2 ? HR_ORDER_GROUP : HR_ORDER_AUTO,
			.want_counts = true,
		};
		const char *wrong = ref_check(&options, p, n);

		if (!wrong) {
			passed++;
			continue;
		}
		failed++;
		printf("%s, %s, choice %d: %s\n", name, what, choice, wrong);
	}
}

static struct text
with_crlf(struct text t)
{
	struct text out = { malloc(t.n * 2 + 1), 0 };

	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i] == '\n' && (!i || t.p[i - 1] != '\r'))
			out.p[out.n++] = '\r';
		out.p[out.n++] = t.p[i];
	}
	return out;
}

static struct text
times(struct text t, size_t k)
{
	struct text out = { malloc(t.n * k + 1), t.n * k };

	for (size_t i = 0; i < k; i++)
		memcpy(out.p + i * t.n, t.p, t.n);
	return out;
}

static void
check_text(const char *name, struct text t)
{
	struct text other;
	/* 13 and 77 fall into lines and characters; a prime step over the
	 * whole gives starts of all kinds. */
	static const size_t cuts[] = { 1, 13, 77, 1009 };

	check(name, "whole", t.p, t.n);
	if (t.n)
		check(name, "without its last byte", t.p, t.n - 1);
	for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++)
		if (cuts[i] < t.n)
			check(name, "without its start", t.p + cuts[i],
				t.n - cuts[i]);
	other = with_crlf(t);
	check(name, "CRLF", other.p, other.n);
	free(other.p);
	other = times(t, 3);
	check(name, "three times", other.p, other.n);
	free(other.p);
}

static void
check_file(const struct ref_file *file)
{
	check_text(file->name, (struct text){ file->p, file->n });
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		ref_files(argv[i], check_file);
	printf("%ld passed, %ld failed\n", passed, failed);
	return failed || !passed;
}
