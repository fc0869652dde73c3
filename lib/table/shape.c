/* SPDX-License-Identifier: Apache-2.0 */
/* Shapes of records; see shape.h. */
#include "table/shape.h"

#include "base/hash.h"
#include "base/mem.h"
#include "table/number.h"
#include "table/stamp.h"

enum {
	/* Bytes of a record that are looked at. */
	LOOK_BYTES = 512,
};

/* A run of digits counts as one; what differs in the time is no shape. */
static uint64_t
hash_shape(struct span text, uint64_t h)
{
	char masked[LOOK_BYTES + 1];
	size_t from, to, n = 0;
	bool in_run = false;

	if (stamp_find(text, &from, &to))
		text = span_from(text, to);
	if (text.n > LOOK_BYTES)
		text.n = LOOK_BYTES;
	/* Each byte is written, and counts if it is not a run's second one:
	 * without a branch, which would be taken at random. */
	for (size_t i = 0; i < text.n; i++) {
		bool digit = is_digit(text.p[i]);

		masked[n] = digit ? '0' : text.p[i];
		n += !(digit & in_run);
		in_run = digit;
	}
	return hash_bytes(h, masked, n);
}

static bool
count(struct shapes *t, uint64_t hash, uint32_t *of)
{
	size_t i;

	if ((t->n + 1) * 2 > t->slots.n &&
		!slots_grow(&t->slots, t->shape ? &t->shape->hash : NULL,
			sizeof(*t->shape), t->n))
		return false;
	for (i = hash & (t->slots.n - 1); t->slots.p[i];
		i = (i + 1) & (t->slots.n - 1)) {
		*of = t->slots.p[i] - 1;
		if (t->shape[*of].hash == hash) {
			t->shape[*of].rows++;
			return true;
		}
	}
	if (!mem_grow(&t->shape, &t->cap, t->n + 1, sizeof(*t->shape)))
		return false;
	*of = (uint32_t)t->n;
	t->shape[t->n++] = (struct shape){ .hash = hash, .rows = 1 };
	t->slots.p[i] = *of + 1;
	return true;
}

bool
shapes_read(struct shapes *t, const struct window *w)
{
	if (!mem_grow(&t->of, &t->of_cap, w->nrecords, sizeof(*t->of)))
		return false;
	for (size_t r = 0; r < w->nrecords; r++) {
		uint64_t seed =
			hash_mix(w->seed, w->form[w->record[r].form].kind);

		if (!count(t, hash_shape(record_text(w, &w->record[r]), seed),
			    &t->of[r]))
			return false;
	}
	return true;
}

void
shapes_release(struct shapes *t)
{
	mem_free(t->shape);
	mem_free(t->of);
	slots_release(&t->slots);
	*t = (struct shapes){ 0 };
}
