/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a fuzz target with any compiler: over the files of a corpus, or over
 * random data, which unlike libFuzzer's is not led by what was covered, but
 * costs nothing.  What fails is written to failed.RUN first.
 *
 *	replay_NAME FOLDER|FILE...
 *	replay_NAME --random RUNS SEED
 */
#include <dirent.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

static unsigned long done;

static void
replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *text = NULL;
	size_t n = 0, cap = 0;

	if (!f) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	do {
		cap += 1 << 16;
		text = realloc(text, cap);
		if (!text)
			abort();
		n += fread(text + n, 1, cap - n, f);
	} while (n == cap);
	fclose(f);
	/* Exactly as long as the input, so that a sanitizer sees its end. */
	text = realloc(text, n ? n : 1);
	LLVMFuzzerTestOneInput(text, n);
	free(text);
	done++;
}

static void
replay(const char *path)
{
	struct stat st;
	struct dirent *entry;
	DIR *folder;

	if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode)) {
		replay_file(path);
		return;
	}
	folder = opendir(path);
	if (!folder) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	while ((entry = readdir(folder)) != NULL) {
		char name[4096];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		replay_file(name);
	}
	closedir(folder);
}

/* splitmix64 */
static uint64_t
next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

static uint8_t current[64];
static size_t current_n;

static void
save_current(int number)
{
	char name[40];
	FILE *f;

	snprintf(name, sizeof(name), "failed.%lu", done);
	f = fopen(name, "wb");
	if (f) {
		fwrite(current, 1, current_n, f);
		fclose(f);
	}
	signal(number, SIG_DFL);
	raise(number);
}

static void
run_random(unsigned long runs, uint64_t state)
{
	signal(SIGABRT, save_current);
	signal(SIGSEGV, save_current);
	for (; done < runs; done++) {
		current_n = next(&state) % sizeof(current);
		for (size_t i = 0; i < current_n; i++)
			current[i] = (uint8_t)next(&state);
		LLVMFuzzerTestOneInput(current, current_n);
	}
}

int
main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "--random")) {
		run_random(strtoul(argv[2], NULL, 10),
			strtoull(argv[3], NULL, 10));
		argc = 1;
	}
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	printf("%lu passed, 0 failed\n", done);
	return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
