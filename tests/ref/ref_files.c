/* SPDX-License-Identifier: Apache-2.0 */
/* Walking over sample files; see ref_files.h. */
#include "ref_files.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static void
fail(const char *name)
{
	perror(name);
	abort();
}

static void
read_file(const char *name, size_t size, void (*check)(const struct ref_file *))
{
	struct ref_file file = { name, malloc(size + 1), 0 };
	FILE *f = fopen(name, "rb");

	if (!f || !file.p)
		fail(name);
	file.n = fread(file.p, 1, size, f);
	fclose(f);
	check(&file);
	free(file.p);
}

void
ref_files(const char *name, void (*check)(const struct ref_file *))
{
	struct stat st;
	struct dirent *entry;
	DIR *folder;

	if (stat(name, &st))
		fail(name);
	if (S_ISREG(st.st_mode)) {
		read_file(name, (size_t)st.st_size, check);
		return;
	}
	folder = S_ISDIR(st.st_mode) ? opendir(name) : NULL;
	while (folder && (entry = readdir(folder))) {
		char path[4096];

		if (*entry->d_name == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", name, entry->d_name);
		ref_files(path, check);
	}
	if (folder)
		closedir(folder);
}
