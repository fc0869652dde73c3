/* SPDX-License-Identifier: Apache-2.0 */
/* Counting values; see tally.h. */
#include "table/tally.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

enum {
	/* Where most of so many first values differ, the rest will. */
	EARLY_VALUES = 48,
	/* Slots that are looked at for a value: hashes have no secret seed, as
	 * the output follows from them, so they may have been chosen to be
	 * all in one place. */
	PROBES = 64,
	FEW_SLOTS = 1 << 10,
};

void
tally_release(struct tally *t)
{
	mem_free(t->entry);
	mem_free(t->variable);
	slots_release(&t->slots);
	*t = (struct tally){ 0 };
}

void
tally_reset(struct tally *t)
{
	t->nentries = t->nvariables = 0;
	t->failed = false;
	/* Many small lists must not each clear what a large one took. */
	if (t->slots.n > FEW_SLOTS)
		slots_release(&t->slots);
	else if (t->slots.n)
		memset(t->slots.p, 0, t->slots.n * sizeof(*t->slots.p));
}

void
tally_variables(struct tally *t, size_t n)
{
	if (!mem_grow(
		    &t->variable, &t->variable_cap, n, sizeof(*t->variable))) {
		t->failed = true;
		return;
	}
	for (; t->nvariables < n; t->nvariables++)
		t->variable[t->nvariables] =
			(struct tally_variable){ .first = NONE };
}

static inline uint64_t
place_of(uint32_t variable, uint64_t hash)
{
	return hash_mix(hash, variable * HASH_K1 + 1);
}

/* The entry, or NONE and *slot where it may be put, SIZE_MAX if nowhere. */
static uint32_t
look_up(const struct tally *t, uint64_t place, size_t *slot)
{
	size_t mask = t->slots.n - 1, i = place & mask;

	*slot = SIZE_MAX;
	for (int probes = 0; t->slots.n && probes < PROBES; probes++) {
		if (!t->slots.p[i]) {
			*slot = i;
			return NONE;
		}
		if (t->entry[t->slots.p[i] - 1].hash == place)
			return t->slots.p[i] - 1;
		i = (i + 1) & mask;
	}
	return NONE;
}

uint32_t
tally_find(const struct tally *t, uint32_t variable, uint64_t hash)
{
	size_t slot;

	return look_up(t, place_of(variable, hash), &slot);
}

static bool
is_full(const struct tally *t, const struct tally_variable *v)
{
	return v->values == TALLY_VALUES || t->nentries == TALLY_ENTRIES ||
	       (v->values >= EARLY_VALUES && v->values * 2 > v->total);
}

uint32_t
tally_add(struct tally *t, uint32_t variable, uint64_t hash)
{
	struct tally_variable *v = &t->variable[variable];
	uint64_t place = place_of(variable, hash);
	uint32_t e;
	size_t slot;

	v->total++;
	if (v->many || t->failed)
		return NONE;
	if ((t->nentries + 1) * 2 > t->slots.n &&
		!slots_grow(&t->slots, t->entry ? &t->entry->hash : NULL,
			sizeof(*t->entry), t->nentries)) {
		t->failed = true;
		return NONE;
	}
	e = look_up(t, place, &slot);
	if (e != NONE) {
		t->entry[e].count++;
		return e;
	}
	if (slot == SIZE_MAX || is_full(t, v)) {
		v->many = true;
		return NONE;
	}
	if (!mem_grow(&t->entry, &t->entry_cap, t->nentries + 1,
		    sizeof(*t->entry))) {
		t->failed = true;
		return NONE;
	}
	e = (uint32_t)t->nentries++;
	t->entry[e] = (struct tally_entry){ .hash = place,
		.variable = variable,
		.count = 1,
		.next = v->first };
	t->slots.p[slot] = e + 1;
	v->first = e;
	v->values++;
	return e;
}

float
tally_bits(double few, double all)
{
	return few > 0 && few < all ? (float)log2(all / few) : 0;
}

static int
by_count(const void *a, const void *b)
{
	const struct tally_entry *const *x = a, *const *y = b;

	return ((*x)->count > (*y)->count) - ((*x)->count < (*y)->count);
}

static void
finish_variable(struct tally *t, struct tally_variable *v)
{
	struct tally_entry *list[TALLY_VALUES] = { NULL };
	size_t n = 0, from = 0;
	uint64_t sum = 0;

	for (uint32_t e = v->first; e != NONE; e = t->entry[e].next)
		list[n++] = &t->entry[e];
	qsort(list, n, sizeof(*list), by_count);
	v->most = list[n - 1]->count;
	for (size_t i = 0; i < n; i++) {
		sum += list[i]->count;
		if (i + 1 < n && list[i + 1]->count == list[i]->count)
			continue;
		for (; from <= i; from++)
			list[from]->bits =
				tally_bits((double)sum, (double)v->total);
		v->odd |= list[i]->bits > TALLY_ODD;
	}
}

void
tally_finish(struct tally *t)
{
	for (size_t i = 0; i < t->nvariables; i++) {
		struct tally_variable *v = &t->variable[i];

		v->odd = false;
		if (!v->many && v->values > 1)
			finish_variable(t, v);
	}
}
