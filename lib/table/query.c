/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BM25 over units and over the passages that they make up; see query.h.
 *
 *	own(unit) = sum over the query's words of rarity * tf * (K + 1) /
 *		(tf + K * (1 - B + B * length / mean length))
 *
 * The same of a passage, by the rarity of a word among passages.  The score of
 * a unit is its own, a share of its passage's, one of the better one of its
 * neighbours' in the passage, and one of the score of the unit that it needs.
 */
#include "table/query.h"

#include <math.h>

#include "base/slots.h"
#include "table/term.h"

enum {
	QUERY_TERMS = 1024, /* of a longer query, the first ones */
	/* A passage goes to an empty line.  What goes on for so many bytes is
	 * cut, and is no passage: rows and lines of a log have little to do
	 * with those that are not beside them. */
	PASSAGE_BYTES = 4 << 10,
	/* Shorter than this, it goes on: the terms of a list of options. */
	PASSAGE_LEAST = 200,
	/* Bytes of a usual unit, and what a marker beside it costs. */
	UNIT_BYTES = 120,
	MARKER_BYTES = 28,
	/* A text has so many units more, without a word of the query, so that
	 * rarity means something in a short one. */
	MORE_UNITS = 8,
};

/*
 * Chosen on 150 questions about 41 paragraphs each, and checked on 67 about
 * manual pages and READMEs; answers that survive at 30, 10 and 5 % of the
 * tokens: 100, 98.7, 96.7 and 97.0, 94.0, 79.1 %.  Small changes of any of them
 * move one or two answers.
 */
#define K 1.2F
#define B_UNIT 0.4F
#define B_PASSAGE 0.75F
/* Of two sentences with as many of the words, the one among more of them. */
#define PASSAGE_SHARE 0.3F
#define NEIGHBOUR_SHARE 0.3F
/* Of the unit that a unit needs, as its heading or the option it explains. */
#define PARENT_SHARE 0.5F
/* Of a word that only begins like one of the query. */
#define NEAR_WEIGHT 0.4F
/* A usual unit that has each word of the query once has so many times the value
 * of a failure. */
#define SCALE 4.0F

struct query_term {
	uint64_t hash;
	float weight; /* less than 1: words that begin like one of the query */
};

struct query {
	struct query_term *term;
	size_t n, cap;
	struct slots slots;
};

/* A word of the query in a unit. */
struct hit {
	uint32_t unit, term, times;
};

/* One text being ranked. */
struct ranking {
	const struct query *query;
	struct span text;
	struct unit *unit;
	size_t n;
	uint32_t *words; /* of each unit */
	float *own; /* the score of each unit */
	struct hit *hit; /* in the order of units */
	size_t nhits, hit_cap;
	/* Of each term: units with it, its hit in this unit, and its rarity
	 * times its weight. */
	uint32_t *df, *last;
	float *rarity;
	bool divided; /* there are empty lines */
};

/* ---- the query ----------------------------------------------------------- */

static uint32_t
find_term(const struct query *q, uint64_t hash)
{
	size_t i;

	if (!q->slots.n)
		return NONE;
	for (i = hash & (q->slots.n - 1); q->slots.p[i];
		i = (i + 1) & (q->slots.n - 1))
		if (q->term[q->slots.p[i] - 1].hash == hash)
			return q->slots.p[i] - 1;
	return NONE;
}

static bool
add_term(struct query *q, uint64_t hash, float weight)
{
	size_t i;

	if (find_term(q, hash) != NONE || q->n == QUERY_TERMS)
		return true;
	if (!mem_grow(&q->term, &q->cap, q->n + 1, sizeof(*q->term)))
		return false;
	q->term[q->n++] = (struct query_term){ hash, weight };
	if (q->n * 2 > q->slots.n)
		return slots_grow(
			&q->slots, &q->term->hash, sizeof(*q->term), q->n);
	for (i = hash & (q->slots.n - 1); q->slots.p[i];)
		i = (i + 1) & (q->slots.n - 1);
	q->slots.p[i] = (uint32_t)q->n;
	return true;
}

/* The words of the query, with or without those that every text has; then the
 * beginnings of the longer ones. */
static bool
read_terms(struct query *q, struct span text, bool stops)
{
	struct term_walk w = { .rest = text };
	struct term term;

	while (term_next(&w, &term)) {
		if (!stops && term_is_stop(term.text))
			continue;
		if (!add_term(q, term.hash, 1) ||
			(term.start && !add_term(q, term.start, NEAR_WEIGHT)))
			return false;
	}
	return true;
}

struct query *
query_new(struct span text)
{
	struct query *q = mem_zalloc(1, sizeof(*q));

	if (!q)
		return NULL;
	if (!read_terms(q, text, false) ||
		(!q->n && !read_terms(q, text, true))) {
		query_free(q);
		return NULL;
	}
	return q;
}

void
query_free(struct query *q)
{
	if (!q)
		return;
	mem_free(q->term);
	slots_release(&q->slots);
	mem_free(q);
}

/* ---- hits ---------------------------------------------------------------- */

static void
ranking_release(struct ranking *r)
{
	mem_free(r->words);
	mem_free(r->own);
	mem_free(r->hit);
	mem_free(r->df);
	mem_free(r->last);
	mem_free(r->rarity);
}

static bool
ranking_init(struct ranking *r)
{
	size_t terms = r->query->n;

	r->words = mem_alloc(r->n, sizeof(*r->words));
	r->own = mem_zalloc(r->n, sizeof(*r->own));
	r->df = mem_zalloc(terms, sizeof(*r->df));
	r->last = mem_zalloc(terms, sizeof(*r->last));
	r->rarity = mem_alloc(terms, sizeof(*r->rarity));
	return r->words && r->own && r->df && r->last && r->rarity;
}

static struct span
unit_text(const struct ranking *r, size_t u)
{
	return span_of(r->text.p + r->unit[u].at, r->unit[u].n);
}

/* Whether a unit ends with an empty line, or is one. */
static bool
ends_passage(struct span text)
{
	return span_ends(text, "\n\n") || span_ends(text, "\n\r\n") ||
	       !span_chomp(text).n;
}

/* Finds the query's words; r->last is the number of a term's last hit, from
 * 1. */
static bool
find_hits(struct ranking *r)
{
	for (size_t u = 0; u < r->n; u++) {
		struct term_walk w = { .rest = unit_text(r, u) };
		struct term term;
		uint32_t words = 0;

		for (; term_next(&w, &term); words++) {
			uint32_t t = find_term(r->query, term.hash), h;

			if (t == NONE && term.start)
				t = find_term(r->query, term.start);
			if (t == NONE)
				continue;
			h = r->last[t];
			if (h && r->hit[h - 1].unit == u) {
				r->hit[h - 1].times++;
				continue;
			}
			if (!mem_grow(&r->hit, &r->hit_cap, r->nhits + 1,
				    sizeof(*r->hit)))
				return false;
			r->hit[r->nhits++] = (struct hit){ (uint32_t)u, t, 1 };
			r->last[t] = (uint32_t)r->nhits;
			r->df[t]++;
		}
		r->words[u] = words;
		r->divided |= ends_passage(unit_text(r, u));
	}
	return true;
}

/* ---- scores -------------------------------------------------------------- */

static float
rarity(float n, float df)
{
	return logf(1.0F + (n + MORE_UNITS - df + 0.5F) / (df + 0.5F));
}

/* What a word adds that occurs `times` in a text of so many words. */
static float
weigh(float times, float words, float mean, float b)
{
	float size = mean > 0 ? words / mean : 1;

	return times * (K + 1) / (times + K * (1 - b + b * size));
}

/* The unit behind the passage that begins with unit `from`; *whole: it was not
 * cut. */
static size_t
passage_end(const struct ranking *r, size_t from, bool *whole)
{
	size_t to = from, bytes = 0;

	*whole = true;
	while (to < r->n) {
		struct span text = unit_text(r, to++);

		bytes += text.n;
		if (bytes >= PASSAGE_LEAST && ends_passage(text))
			return to;
		*whole = bytes < PASSAGE_BYTES;
		if (!*whole)
			return to;
	}
	*whole = r->divided;
	return to;
}

static float
mean_words(const struct ranking *r, size_t texts)
{
	uint64_t total = 0;

	for (size_t u = 0; u < r->n; u++)
		total += r->words[u];
	return (float)total / (float)texts;
}

/* The scores of units by themselves; that of one with each word of the query
 * once is returned. */
static float
score_units(struct ranking *r)
{
	float mean = mean_words(r, r->n), most = 0;

	for (size_t t = 0; t < r->query->n; t++) {
		r->rarity[t] = r->query->term[t].weight *
			       rarity((float)r->n, (float)r->df[t]);
		if (r->query->term[t].weight >= 1)
			most += r->rarity[t];
	}
	for (size_t h = 0; h < r->nhits; h++)
		r->own[r->hit[h].unit] +=
			r->rarity[r->hit[h].term] *
			weigh((float)r->hit[h].times,
				(float)r->words[r->hit[h].unit], mean, B_UNIT);
	return most;
}

/* For each term, the number of passages that have it, in df; the number of
 * passages is returned. */
static size_t
count_passages(struct ranking *r)
{
	size_t n = 0, h = 0;
	bool whole;

	memset(r->df, 0, r->query->n * sizeof(*r->df));
	memset(r->last, 0, r->query->n * sizeof(*r->last));
	for (size_t from = 0, to; from < r->n; from = to) {
		n++;
		to = passage_end(r, from, &whole);
		for (; h < r->nhits && r->hit[h].unit < to; h++) {
			uint32_t t = r->hit[h].term;

			r->df[t] += r->last[t] != n;
			r->last[t] = (uint32_t)n;
		}
	}
	for (size_t t = 0; t < r->query->n; t++)
		r->rarity[t] = r->query->term[t].weight *
			       rarity((float)n, (float)r->df[t]);
	return n;
}

/* The score of the passage whose hits are [from, to); r->last counts each term
 * in it and is zero again in the end. */
static float
score_passage(
	struct ranking *r, size_t from, size_t to, float words, float mean)
{
	float score = 0;

	for (size_t h = from; h < to; h++)
		r->last[r->hit[h].term] += r->hit[h].times;
	for (size_t h = from; h < to; h++) {
		uint32_t t = r->hit[h].term;

		if (!r->last[t])
			continue;
		score += r->rarity[t] *
			 weigh((float)r->last[t], words, mean, B_PASSAGE);
		r->last[t] = 0;
	}
	return score;
}

/*
 * What a unit costs, against a usual one, to the power of 3/4, by which units
 * are chosen: multiplied by this, their order is that of their scores, which
 * count their length already.
 */
static float
size_of(const struct unit *unit)
{
	float size =
		(float)(unit->n + MARKER_BYTES) / (UNIT_BYTES + MARKER_BYTES);

	return sqrtf(size * sqrtf(size));
}

/* What a unit is worth to the query, if units [from, to) are its passage, whose
 * score is `prior`. */
static float
score_of(const struct ranking *r, size_t u, size_t from, size_t to, float prior)
{
	uint32_t parent = r->unit[u].needs;
	float near = u > from ? r->own[u - 1] : 0;

	if (u + 1 < to && r->own[u + 1] > near)
		near = r->own[u + 1];
	return r->own[u] + PASSAGE_SHARE * prior + NEIGHBOUR_SHARE * near +
	       (parent < r->n ? PARENT_SHARE * r->own[parent] : 0);
}

static void
rank(struct ranking *r)
{
	float most = score_units(r);
	float mean = mean_words(r, count_passages(r));
	size_t h = 0;

	memset(r->last, 0, r->query->n * sizeof(*r->last));
	for (size_t from = 0, to; from < r->n; from = to) {
		size_t first = h;
		float words = 0, prior = 0;
		bool whole;

		to = passage_end(r, from, &whole);
		for (size_t u = from; u < to; u++)
			words += (float)r->words[u];
		while (h < r->nhits && r->hit[h].unit < to)
			h++;
		if (whole)
			prior = score_passage(r, first, h, words, mean);
		for (size_t u = from; u < to; u++)
			r->unit[u].value += VALUE_FAILURE * SCALE / most *
					    score_of(r, u, from, to, prior) *
					    size_of(&r->unit[u]);
	}
}

bool
query_rank(const struct query *q, struct span text, struct units *units,
	size_t first)
{
	struct ranking r = { .query = q, .text = text };
	bool ok;

	if (!q->n || first >= units->n)
		return true;
	r.unit = units->unit + first;
	r.n = units->n - first;
	ok = ranking_init(&r) && find_hits(&r);
	if (ok)
		rank(&r);
	ranking_release(&r);
	return ok;
}
