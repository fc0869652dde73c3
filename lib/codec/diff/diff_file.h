/* SPDX-License-Identifier: Apache-2.0 */
/* What sort of file a patch is of, by its name and its first lines. */
#ifndef CODEC_DIFF_FILE_H
#define CODEC_DIFF_FILE_H

#include "codec/diff/diff_parse.h"

enum diff_sort {
	DIFF_SOURCE,
	DIFF_TEST,
	DIFF_DOCS,
	DIFF_MADE, /* a lock file, generated, a snapshot */
};

/* Of the patch whose head is d->part[head]. */
enum diff_sort diff_sort_of(const struct diff *d, size_t head);

#endif
