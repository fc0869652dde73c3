/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target over the files of a corpus, with any compiler:
 *
 *	replay_NAME FOLDER|FILE...
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

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

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	printf("%lu passed, 0 failed\n", done);
	return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
