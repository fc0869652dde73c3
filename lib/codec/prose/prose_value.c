/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a sentence is worth to somebody who asks nothing: how much it has of
 * the words that the text comes back to, whether it opens a paragraph, and how
 * many names and numbers it has.
 */
#include <math.h>

#include "base/hash.h"
#include "base/slots.h"
#include "codec/prose/prose.h"
#include "table/term.h"

enum {
	/* Two sentences that have as many words, and the same ones, say the
	 * same. */
	SAME_WORDS = 5,
	SENTENCE_WORDS = 25, /* different ones, in a long sentence */
	/* Bytes of a usual sentence. */
	UNIT_BYTES = 120,
};

/* Of 150 sentences that are an answer to something, among 41 paragraphs each,
 * 45 % are in the 30 % that are kept; without the lead 31 %. */
#define LEAD_SHARE 1.0F
#define NAMES_SHARE 1.0F

/* A word of the text. */
struct entry {
	uint64_t hash;
	uint32_t units; /* that have it */
	uint32_t last; /* the unit that had it last, from 1 */
};

struct valuing {
	struct span text;
	struct unit *unit;
	size_t n;
	struct entry *entry;
	size_t nentries, cap;
	struct slots slots;
};

static struct span
unit_text(const struct valuing *v, size_t u)
{
	return span_of(v->text.p + v->unit[u].at, v->unit[u].n);
}

/* The entry of a word; NULL when memory is short. */
static struct entry *
find_entry(struct valuing *v, uint64_t hash)
{
	size_t i;

	if (v->nentries * 2 >= v->slots.n &&
		!slots_grow(&v->slots, v->entry ? &v->entry->hash : NULL,
			sizeof(*v->entry), v->nentries))
		return NULL;
	for (i = hash & (v->slots.n - 1); v->slots.p[i];
		i = (i + 1) & (v->slots.n - 1))
		if (v->entry[v->slots.p[i] - 1].hash == hash)
			return &v->entry[v->slots.p[i] - 1];
	if (!mem_grow(&v->entry, &v->cap, v->nentries + 1, sizeof(*v->entry)))
		return NULL;
	v->slots.p[i] = (uint32_t)v->nentries + 1;
	v->entry[v->nentries++] = (struct entry){ .hash = hash };
	return &v->entry[v->nentries - 1];
}

static bool
count_words(struct valuing *v)
{
	for (size_t u = 0; u < v->n; u++) {
		struct term_walk w = { .rest = unit_text(v, u) };
		struct term term;

		while (term_next(&w, &term)) {
			struct entry *e = find_entry(v, term.hash);

			if (!e)
				return false;
			e->units += e->last != u + 1;
			e->last = (uint32_t)u + 1;
		}
	}
	for (size_t i = 0; i < v->nentries; i++)
		v->entry[i].last = 0;
	return true;
}

/* What a word says of the text: more if it comes back, less if it is in every
 * sentence. */
static float
weight(const struct valuing *v, const struct entry *e)
{
	float n = (float)v->n, units = (float)e->units;

	return units < 2 ? 0 : logf(units) * logf((n + 1) / units);
}

/* Whether a unit opens a paragraph, or is the first below a heading. */
static bool
is_lead(const struct valuing *v, size_t u)
{
	struct span before;

	if (!u)
		return true;
	before = unit_text(v, u - 1);
	return span_ends(before, "\n\n") || span_ends(before, "\n\r\n") ||
	       v->unit[u].needs == u - 1;
}

/* What a unit says: the weight of its words, and of names and numbers. */
static float
weigh_unit(struct valuing *v, size_t u)
{
	struct term_walk w = { .rest = unit_text(v, u) };
	struct term term;
	float total = 0;
	uint32_t words = 0, special = 0, all = 0;
	uint64_t same = 0;

	for (; term_next(&w, &term); all++) {
		struct entry *e = find_entry(v, term.hash);

		if (!e || e->last == u + 1 || term_is_stop(term.text))
			continue;
		e->last = (uint32_t)u + 1;
		same += hash_mix(HASH_K1, term.hash);
		total += weight(v, e);
		special += term.number || (all && term.capital);
		words++;
	}
	if (words >= SAME_WORDS)
		v->unit[u].same = same ? same : 1;
	if (!words)
		return 0;
	/* Of a list, a table or a page of code the words are not one thought. */
	total /= words > SENTENCE_WORDS ? (float)words / sqrtf(SENTENCE_WORDS)
					: sqrtf((float)words);
	return total * (1 + NAMES_SHARE * (float)special / (float)words) *
	       (is_lead(v, u) ? 1 + LEAD_SHARE : 1);
}

bool
prose_value(struct span text, struct units *units, size_t first)
{
	struct valuing v = { .text = text };
	float mean = 0, *weights;
	bool ok;

	if (first >= units->n)
		return true;
	v.unit = units->unit + first;
	v.n = units->n - first;
	weights = mem_alloc(v.n, sizeof(*weights));
	ok = weights && count_words(&v);
	for (size_t u = 0; ok && u < v.n; u++) {
		weights[u] = weigh_unit(&v, u);
		mean += weights[u] / (float)v.n;
	}
	for (size_t u = 0; ok && mean > 0 && u < v.n; u++)
		v.unit[u].value *= (0.5F + weights[u] / mean) *
				   sqrtf((float)v.unit[u].n / UNIT_BYTES);
	mem_free(weights);
	mem_free(v.entry);
	slots_release(&v.slots);
	return ok;
}
