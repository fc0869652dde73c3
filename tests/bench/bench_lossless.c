/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lossless over any files: each is encoded, expanded and compared, and must
 * not have got more tokens.
 *
 *	bench_lossless FILE|FOLDER...
 *
 * Regular files of up to FILE_BYTES below the folders; links are not followed.
 * Prints what went wrong, then the totals; the status is 1 if anything did.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "headroom.h"

enum {
	FILE_BYTES = 20 << 20,
	PATH_BYTES = 4096,
};

struct text {
	char *p;
	size_t n, cap;
};

static struct text in, out, back;
static struct hr_compressor *compressor;
static struct hr_expander *expander;
static struct hr_counter *counter;
static unsigned long files, smaller, bad;
static unsigned long long bytes, before, after;

static enum hr_status
collect(void *ctx, const void *p, size_t n)
{
	struct text *t = ctx;

	if (t->n + n > t->cap) {
		t->cap = (t->n + n) * 2;
		t->p = realloc(t->p, t->cap);
		if (!t->p)
			abort();
	}
	memcpy(t->p + t->n, p, n);
	t->n += n;
	return HR_OK;
}

static bool
read_file(const char *name, size_t n)
{
	FILE *f = fopen(name, "rb");
	char part[1 << 14];
	size_t got;

	in.n = 0;
	if (!f)
		return false;
	while (in.n < n && (got = fread(part, 1, sizeof(part), f)) > 0)
		collect(&in, part, got);
	fclose(f);
	return true;
}

static void
complain(const char *name, const char *what)
{
	printf("%s: %s\n", name, what);
	bad++;
}

static void
check_file(const char *name, size_t n)
{
	uint64_t refused = hr_compressor_stats(compressor)->blocks_refused;
	struct hr_error err;
	size_t tokens, now;

	if (!read_file(name, n))
		return;
	out.n = back.n = 0;
	if (hr_compressor_feed(compressor, in.p, in.n) != HR_OK ||
		hr_compressor_finish_input(compressor) != HR_OK) {
		complain(name, "not encoded");
		exit(1);
	}
	if (hr_expander_feed(expander, out.p, out.n, &err) != HR_OK ||
		hr_expander_finish(expander, &err) != HR_OK) {
		complain(name, err.text);
		exit(1);
	}
	if (back.n != in.n || (in.n && memcmp(back.p, in.p, in.n)))
		complain(name, "expands to something else");
	if (hr_compressor_stats(compressor)->blocks_refused != refused)
		complain(name, "an encoding did not decode and was left out");
	tokens = hr_count(counter, in.p, in.n);
	now = hr_count(counter, out.p, out.n);
	if (now > tokens)
		complain(name, "more tokens than before");
	files++;
	smaller += now < tokens;
	bytes += in.n;
	before += tokens;
	after += now;
}

static void
walk(const char *name)
{
	struct stat st;
	struct dirent *entry;
	DIR *folder;

	if (lstat(name, &st))
		return;
	if (S_ISREG(st.st_mode) && st.st_size <= FILE_BYTES)
		check_file(name, (size_t)st.st_size);
	if (!S_ISDIR(st.st_mode) || !(folder = opendir(name)))
		return;
	while ((entry = readdir(folder))) {
		char path[PATH_BYTES];

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (snprintf(path, sizeof(path), "%s/%s", name, entry->d_name) <
			PATH_BYTES)
			walk(path);
	}
	closedir(folder);
}

int
main(int argc, char **argv)
{
	struct hr_options options = { .mode = HR_LOSSLESS };
	struct hr_error err;

	counter = hr_counter_new(HR_O200K_BASE);
	expander = hr_expander_new(collect, &back);
	if (!counter || !expander ||
		hr_compressor_new(&options, collect, &out, &compressor, &err) !=
			HR_OK)
		return 1;
	for (int i = 1; i < argc; i++)
		walk(argv[i]);
	printf("%lu files, %llu bytes, %llu tokens before, %llu after: %.1f %% "
	       "saved; %lu files smaller, %lu wrong\n",
		files, bytes, before, after,
		before ? 100 - 100 * (double)after / (double)before : 0,
		smaller, bad);
	hr_expander_free(expander);
	hr_compressor_free(compressor);
	hr_counter_free(counter);
	free(in.p);
	free(out.p);
	free(back.p);
	return bad ? 1 : 0;
}
