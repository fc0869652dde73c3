/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of several kinds: objects that share few keys do not belong in the same
 * columns.  Rows are sorted by their keys, those of objects in them included.
 */
#ifndef CODEC_JSON_SORT_H
#define CODEC_JSON_SORT_H

#include "base/json.h"
#include "base/slots.h"

enum {
	/* They have letters for names. */
	SORT_SHAPES = 26,
};

struct json_keys; /* a set of keys that some rows have */

struct json_sort {
	uint16_t *number; /* the shape of each row */
	size_t cap;
	size_t nshapes;
	struct json_keys *set; /* different sets, as they were found */
	size_t nsets, set_cap;
	uint64_t *path; /* the keys of the sets, one set behind the other */
	size_t npaths, path_cap;
	struct slots slots;
	bool failed;
};

/*
 * Sorts the values of the tokens from first up to `last`; nshapes is 1 if they
 * are of one kind, or of too many.  False when memory is short.
 */
bool json_sort_rows(struct json_sort *, struct span text,
	const jsmntok_t *token, size_t first, size_t last);
void json_sort_release(struct json_sort *);

#endif
