/* SPDX-License-Identifier: Apache-2.0 */
/* Sorting rows by their keys; see json_sort.h. */
#include "codec/json/json_sort.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "codec/json/json_plain.h"

enum {
	/* Keys in objects in objects count down to here. */
	PATH_DEPTH = 3,
	/* Rows with more different sets of keys are of one kind, or none. */
	SETS = 512,
	/* So many keys that only one of them has are marked as absent: that is
	 * cheaper than a letter in each row. */
	FEW_KEYS = 4,
	/* Keys of a row; further ones do not count. */
	PATHS = 256,
};

struct json_keys {
	uint64_t hash;
	size_t first, n; /* in json_sort.path, in order of their values */
	uint8_t shape;
};

struct shape {
	uint64_t path[PATHS * 2];
	size_t n;
};

static int
compare(const void *a, const void *b)
{
	uint64_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

/* The keys of the row at token i, as hashes of the way to them. */
static size_t
read_paths(struct span text, const jsmntok_t *token, size_t i, uint64_t *path)
{
	size_t end[PATH_DEPTH + 1], depth = 0, n = 0, last;
	uint64_t above[PATH_DEPTH + 1];

	if (token[i].type != JSMN_OBJECT)
		return 0;
	last = json_next(token, i);
	end[0] = last;
	above[0] = 0;
	for (i++; i < last && n < PATHS;) {
		struct span key = json_raw(text, &token[i]);

		while (i >= end[depth])
			depth--;
		path[n] = hash_bytes(above[depth], key.p, key.n);
		if (token[i + 1].type == JSMN_OBJECT && depth < PATH_DEPTH) {
			depth++;
			above[depth] = path[n];
			end[depth] = json_next(token, i);
			i += 2;
		} else {
			i = json_next(token, i);
		}
		n++;
	}
	return n;
}

/* The set of these keys, a new one if need be; NULL when there are too many or
 * memory is short. */
static struct json_keys *
find_set(struct json_sort *s, uint64_t *path, size_t n)
{
	uint64_t hash = hash_bytes(0, path, n * sizeof(*path));
	struct json_keys *set;
	size_t i, mask;

	if (s->nsets * 2 >= s->slots.n &&
		!slots_grow(&s->slots, s->set ? &s->set->hash : NULL,
			sizeof(*s->set), s->nsets)) {
		s->failed = true;
		return NULL;
	}
	mask = s->slots.n - 1;
	for (i = hash & mask; s->slots.p[i]; i = (i + 1) & mask)
		if (s->set[s->slots.p[i] - 1].hash == hash)
			return &s->set[s->slots.p[i] - 1];
	if (s->nsets == SETS)
		return NULL;
	if (!mem_grow(&s->set, &s->set_cap, s->nsets + 1, sizeof(*s->set)) ||
		!mem_grow(&s->path, &s->path_cap, s->npaths + n + 1,
			sizeof(*s->path))) {
		s->failed = true;
		return NULL;
	}
	qsort(path, n, sizeof(*path), compare);
	memcpy(s->path + s->npaths, path, n * sizeof(*path));
	set = &s->set[s->nsets];
	*set = (struct json_keys){ .hash = hash, .first = s->npaths, .n = n };
	s->npaths += n;
	s->slots.p[i] = (uint32_t)++s->nsets;
	return set;
}

/* Keys that both have. */
static size_t
common(const struct shape *shape, const uint64_t *path, size_t n)
{
	size_t both = 0, i = 0;

	for (size_t k = 0; k < n; k++) {
		while (i < shape->n && shape->path[i] < path[k])
			i++;
		both += i < shape->n && shape->path[i] == path[k];
	}
	return both;
}

/* The shape gets the keys as well, as long as there is room. */
static void
merge(struct shape *shape, const uint64_t *path, size_t n)
{
	size_t old = shape->n;

	for (size_t k = 0; k < n && shape->n < PATHS * 2; k++)
		if (!bsearch(
			    &path[k], shape->path, old, sizeof(*path), compare))
			shape->path[shape->n++] = path[k];
	qsort(shape->path, shape->n, sizeof(*path), compare);
}

/* Whether rows of a set belong in a shape of so many keys, some of which both
 * have. */
static bool
is_alike(size_t set, size_t shape, size_t both)
{
	return (both * 2 >= set && both * 3 >= shape) ||
	       (both && set + shape - both * 2 <= FEW_KEYS);
}

/* Gives a set the shape that it is most like, or a new one; false: there are
 * too many. */
static bool
choose_shape(struct json_sort *s, struct json_keys *set, struct shape *shape)
{
	const uint64_t *path = s->path + set->first;
	size_t best = SORT_SHAPES, most = 0;

	for (size_t k = 0; k < s->nshapes; k++) {
		size_t both = common(&shape[k], path, set->n);

		if (both > most && is_alike(set->n, shape[k].n, both)) {
			best = k;
			most = both;
		}
	}
	if (best == SORT_SHAPES) {
		if (s->nshapes == SORT_SHAPES)
			return false;
		best = s->nshapes++;
		shape[best].n = 0;
	}
	merge(&shape[best], path, set->n);
	set->shape = (uint8_t)best;
	return true;
}

/* All rows have sets; the numbers of these become shapes. */
static bool
choose_shapes(struct json_sort *s)
{
	struct shape *shape = mem_alloc(SORT_SHAPES, sizeof(*shape));
	bool few = true;

	if (!shape)
		return false;
	s->nshapes = 0;
	for (size_t k = 0; k < s->nsets && few; k++)
		few = choose_shape(s, &s->set[k], shape);
	mem_free(shape);
	if (!few)
		s->nshapes = 1;
	return true;
}

bool
json_sort_rows(struct json_sort *s, struct span text, const jsmntok_t *token,
	size_t first, size_t last)
{
	uint64_t path[PATHS];
	size_t rows = 0;

	s->nsets = s->npaths = 0;
	s->nshapes = 1;
	s->failed = false;
	slots_release(&s->slots);
	for (size_t i = first; i < last; i = json_next(token, i)) {
		size_t n = read_paths(text, token, i, path);
		struct json_keys *set = find_set(s, path, n);

		if (!set)
			return !s->failed;
		if (!mem_grow(
			    &s->number, &s->cap, rows + 1, sizeof(*s->number)))
			return false;
		s->number[rows++] = (uint16_t)(set - s->set);
	}
	if (!choose_shapes(s))
		return false;
	for (size_t i = 0; i < rows; i++)
		s->number[i] = s->set[s->number[i]].shape;
	return true;
}

void
json_sort_release(struct json_sort *s)
{
	mem_free(s->number);
	mem_free(s->set);
	mem_free(s->path);
	slots_release(&s->slots);
	*s = (struct json_sort){ 0 };
}
