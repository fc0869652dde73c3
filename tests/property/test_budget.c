/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The invariants of budgets over every file below the folders that are given,
 * for twenty budgets from 50 tokens to what the file has: the count holds, each
 * line is in the output or in the range of a marker, kept lines are exact and
 * in order, and what a budget keeps a larger one keeps too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ref/ref_files.h"
#include "ref/ref_fold.h"
#include "ref/ref_lines.h"

enum {
	BUDGETS = 20,
	LEAST = 50,
};

static long passed, failed;

static void
verdict(const struct ref_file *file, size_t budget, const char *wrong)
{
	if (!wrong) {
		passed++;
		return;
	}
	failed++;
	printf("%s, %zu tokens: %s\n", file->name, budget, wrong);
}

/* Words that tell of failures, as a set of bits: what a reader looks for. */
static unsigned
signals_of(const struct ref_text *t)
{
	static const char *const words[] = { "error", "Error", "ERROR", "fail",
		"FAIL", "fatal", "panic", "xception", "Traceback", "warn",
		"WARN", "denied", "refused", "exit code", "timeout" };
	unsigned bits = 0;

	for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++) {
		size_t n = strlen(words[k]);

		for (size_t i = 0; i + n <= t->n; i++)
			if (!memcmp(t->p + i, words[k], n)) {
				bits |= 1U << k;
				break;
			}
	}
	return bits;
}

static const char *
check_one(const struct hr_options *options, const struct ref_file *file,
	struct hr_counter *counter, unsigned *signals)
{
	struct hr_stats stats;
	struct ref_text out = ref_run(
				options, file->p, file->n, 0, false, &stats),
			back;
	enum hr_status status;
	const char *wrong = NULL;
	unsigned before = *signals;
	bool as_it_is;

	if (!out.n) {
		/* "[... 1-9999 ...]" is fewer tokens than any budget here. */
		free(out.p);
		return "no output";
	}
	if (hr_count(counter, out.p, out.n) > options->budget)
		wrong = "over the budget";
	back = ref_expand(out.p, out.n, 0, &status);
	if (status != HR_OK)
		wrong = "cannot be expanded";
	/* What was encoded before and fits goes through as it is. */
	as_it_is = out.n == file->n && !memcmp(out.p, file->p, out.n);
	if (!wrong && options->kind == HR_KIND_LOG && !as_it_is)
		wrong = ref_accounts(file->p, file->n, back.p, back.n);
	if (!wrong && options->kind == HR_KIND_AUTO && !as_it_is)
		wrong = ref_lines(file->p, file->n, back.p, back.n);
	*signals = signals_of(&back);
	if (!wrong && (before & ~*signals))
		wrong = "a signal is lost that less budget kept";
	free(back.p);
	free(out.p);
	return wrong;
}

/* Whether the input has markers of its own, which cannot be told from ours. */
static bool
has_markers(const struct ref_file *file)
{
	for (size_t i = 0; i + 5 < file->n; i++)
		if (!memcmp(file->p + i, "[... ", 5))
			return true;
	return false;
}

/* Whether a line looks like the header of a block: plain output has no way to
 * tell it apart. */
static bool
has_blocks(const struct ref_file *file)
{
	for (size_t i = 0; i + 1 < file->n; i++)
		if (file->p[i] == '[' && (!i || file->p[i - 1] == '\n') &&
			file->p[i + 1] >= '0' && file->p[i + 1] <= '9')
			return true;
	return false;
}

static void
check_budgets(const struct ref_file *file, enum hr_kind kind, bool plain)
{
	struct hr_options options = {
		.kind = kind,
		.plain = plain,
		.encoding = HR_O200K_BASE,
	};
	struct hr_counter *counter = hr_counter_new(options.encoding);
	size_t tokens = hr_count(counter, file->p, file->n);
	unsigned signals = 0;

	for (size_t i = 1; i <= BUDGETS && tokens > LEAST; i++) {
		options.budget = LEAST + (tokens - LEAST) * i / BUDGETS;
		verdict(file, (size_t)options.budget,
			check_one(&options, file, counter, &signals));
	}
	hr_counter_free(counter);
}

static void
check_file(const struct ref_file *file)
{
	if (has_markers(file))
		return;
	if (!has_blocks(file))
		check_budgets(file, HR_KIND_LOG, true);
	check_budgets(file, HR_KIND_LOG, false);
	check_budgets(file, HR_KIND_AUTO, false);
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		ref_files(argv[i], check_file);
	printf("%ld passed, %ld failed\n", passed, failed);
	return failed || !passed;
}
