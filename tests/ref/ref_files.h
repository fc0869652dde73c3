/* SPDX-License-Identifier: Apache-2.0 */
/* Sample files, for tests of what holds of any input. */
#ifndef REF_FILES_H
#define REF_FILES_H

#include <stddef.h>

struct ref_file {
	const char *name;
	char *p;
	size_t n;
};

/* Calls `check` for a file, or for each one below a folder whose name does not
 * begin with a point.  Aborts if one cannot be read. */
void ref_files(const char *name, void (*check)(const struct ref_file *));

#endif
