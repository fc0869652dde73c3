/* SPDX-License-Identifier: Apache-2.0 */
/* Greedy order of units; see rank.h. */
#include "table/rank.h"

#include <math.h>

#include "base/hash.h"
#include "base/slots.h"

enum {
	/* An entry for a unit beside a chosen one is dropped when it was judged
	 * again so often: the one of its group, or its own, is still there. */
	TRIES = 8,
	/* Tokens of the marker that a unit with nothing kept beside it adds. */
	GAP_TOKENS = 7,
	/* Units that may need one another in a row. */
	NEEDS = 16,
};

struct entry {
	float gain; /* value for each token */
	uint32_t unit;
	bool head; /* it stands for its group, or for itself */
	unsigned char tries; /* times that it was judged again */
};

/* Units that repeat one another, in `members`. */
struct group {
	uint64_t same;
	uint32_t chosen;
	uint32_t at, end; /* a heap of those that have not been at its head */
};

/* One of a group, with what it gains while nothing is chosen. */
struct member {
	float gain;
	uint32_t unit;
};

struct ranking {
	const struct unit *unit;
	const uint32_t *tokens;
	size_t n;
	uint32_t *order;
	size_t norder;
	unsigned char *chosen; /* of each unit */
	uint64_t sum; /* tokens of those in the order */
	uint32_t *group_of; /* of each unit; NONE: in none */
	struct member *members; /* group by group */
	struct group *group;
	size_t ngroups, group_cap;
	struct slots slots;
	struct entry *heap; /* the best one first */
	size_t nheap, heap_cap;
};

/* ---- groups -------------------------------------------------------------- */

static bool
find_group(struct ranking *r, uint64_t same, uint32_t *group)
{
	size_t i;

	if ((r->ngroups + 1) * 2 > r->slots.n &&
		!slots_grow(&r->slots, r->group ? &r->group->same : NULL,
			sizeof(*r->group), r->ngroups))
		return false;
	for (i = same & (r->slots.n - 1); r->slots.p[i];
		i = (i + 1) & (r->slots.n - 1)) {
		*group = r->slots.p[i] - 1;
		if (r->group[*group].same == same)
			return true;
	}
	if (!mem_grow(&r->group, &r->group_cap, r->ngroups + 1,
		    sizeof(*r->group)))
		return false;
	*group = (uint32_t)r->ngroups;
	r->group[r->ngroups++] = (struct group){ .same = same };
	r->slots.p[i] = *group + 1;
	return true;
}

/* ---- the heap ------------------------------------------------------------ */

/* Of two that gain the same the earlier one is better. */
static bool
is_better(struct entry a, struct entry b)
{
	return a.gain > b.gain || (a.gain == b.gain && a.unit < b.unit);
}

static bool
push(struct ranking *r, struct entry e)
{
	size_t i = r->nheap;

	if (!mem_grow(&r->heap, &r->heap_cap, i + 1, sizeof(*r->heap)))
		return false;
	r->nheap++;
	while (i && is_better(e, r->heap[(i - 1) / 2])) {
		r->heap[i] = r->heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	r->heap[i] = e;
	return true;
}

static struct entry
pop(struct ranking *r)
{
	struct entry top = r->heap[0], e = r->heap[--r->nheap];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < r->nheap) {
		if (child + 1 < r->nheap &&
			is_better(r->heap[child + 1], r->heap[child]))
			child++;
		if (!is_better(r->heap[child], e))
			break;
		r->heap[i] = r->heap[child];
		i = child;
	}
	r->heap[i] = e;
	return top;
}

/* ---- the order ----------------------------------------------------------- */

/* The units that `i` needs and that are not chosen yet, the last one first;
 * returns their number.  A chain that is too long, or that comes back to where
 * it began, ends. */
static size_t
missing(const struct ranking *r, uint32_t i, uint32_t need[NEEDS])
{
	size_t n = 0;

	for (i = r->unit[i].needs; i < r->n && !r->chosen[i] && n < NEEDS;
		i = r->unit[i].needs)
		need[n++] = i;
	return n;
}

/*
 * The cost to the power of 3/4: in what stands around a failure a long line
 * says more than a short one, and by value for each token short ones would
 * always win.  On eight CI logs powers of 0.5 to 0.8 keep 96.1 % of the signals
 * at 4,000 tokens and 1 keeps 94.0 %.  Square roots are exact on all machines.
 */
static float
softened(float cost)
{
	return sqrtf(cost * sqrtf(cost));
}

static struct entry
judge(const struct ranking *r, uint32_t i)
{
	const struct unit *u = &r->unit[i];
	uint32_t need[NEEDS], group = r->group_of[i];
	size_t n = missing(r, i, need);
	float cost = (float)r->tokens[i], worth = u->value, times;

	if (!((i && r->chosen[i - 1]) || (i + 1 < r->n && r->chosen[i + 1])))
		cost += GAP_TOKENS;
	while (n)
		cost += (float)r->tokens[need[--n]];
	times = group == NONE ? 1 : 1 + (float)r->group[group].chosen;
	return (struct entry){
		.gain = worth / (times * times) / softened(cost + 1),
		.unit = i,
	};
}

/* What a unit that is worth less now gains, or more as it is beside a chosen
 * one. */
static bool
push_beside(struct ranking *r, uint32_t i)
{
	return r->chosen[i] || push(r, judge(r, i));
}

/* Of one group, for which it is a heap of members[at, end). */
static bool
is_better_member(struct member a, struct member b)
{
	return a.gain > b.gain || (a.gain == b.gain && a.unit < b.unit);
}

/* Puts a member where it belongs in the heap of n, from place i down. */
static void
sift(struct member *heap, size_t n, size_t i, struct member m)
{
	size_t child;

	while ((child = 2 * i + 1) < n) {
		if (child + 1 < n &&
			is_better_member(heap[child + 1], heap[child]))
			child++;
		if (!is_better_member(heap[child], m))
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = m;
}

static uint32_t
pop_member(struct ranking *r, struct group *g)
{
	struct member *heap = r->members + g->at;
	uint32_t unit = heap->unit;
	size_t n = --g->end - g->at;

	if (n)
		sift(heap, n, 0, heap[n]);
	return unit;
}

/* The next one of a group that is not chosen stands for it. */
static bool
push_head(struct ranking *r, struct group *g)
{
	while (g->at < g->end) {
		struct entry e = { .unit = pop_member(r, g) };

		if (r->chosen[e.unit])
			continue;
		e = judge(r, e.unit);
		e.head = true;
		return push(r, e);
	}
	return true;
}

static bool
choose(struct ranking *r, uint32_t i)
{
	if (r->chosen[i])
		return true;
	r->chosen[i] = 1;
	r->order[r->norder++] = i;
	r->sum += r->tokens[i];
	if (r->group_of[i] != NONE)
		r->group[r->group_of[i]].chosen++;
	return (!i || push_beside(r, i - 1)) &&
	       (i + 1 == r->n || push_beside(r, i + 1));
}

/* Chooses the best one, or puts it back if something that was chosen since has
 * made it worth less. */
static bool
take_best(struct ranking *r)
{
	struct entry e = pop(r), now;
	uint32_t need[NEEDS], group = r->group_of[e.unit];

	if (!r->chosen[e.unit]) {
		now = judge(r, e.unit);
		if (now.gain < e.gain) {
			now.head = e.head;
			now.tries = (unsigned char)(e.tries + !e.head);
			return now.tries > TRIES || push(r, now);
		}
		for (size_t n = missing(r, e.unit, need); n;)
			if (!choose(r, need[--n]))
				return false;
		if (!choose(r, e.unit))
			return false;
	}
	return !e.head || group == NONE || push_head(r, &r->group[group]);
}

/* ---- the start ------------------------------------------------------------ */

/* The groups' members, each group's as a heap.  Of most groups few are ever
 * asked for, so sorting them all would be most of the work. */
static void
gather(struct ranking *r, const float *gain)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < r->n; i++)
		if (r->group_of[i] != NONE)
			r->group[r->group_of[i]].end++;
	for (size_t k = 0; k < r->ngroups; k++) {
		struct group *g = &r->group[k];
		uint32_t members = g->end;

		g->at = g->end = at;
		at += members;
	}
	for (uint32_t i = 0; i < r->n; i++)
		if (r->group_of[i] != NONE)
			r->members[r->group[r->group_of[i]].end++] =
				(struct member){ .gain = gain[i], .unit = i };
	for (size_t k = 0; k < r->ngroups; k++) {
		struct member *heap = r->members + r->group[k].at;
		size_t n = r->group[k].end - r->group[k].at;

		for (size_t i = n / 2; i--;)
			sift(heap, n, i, heap[i]);
	}
}

/* Gathers the units of each group by what they gain by themselves; those in no
 * group go into the heap. */
static bool
prepare(struct ranking *r)
{
	float *gain = mem_zalloc(r->n + 1, sizeof(*gain));
	bool ok = gain != NULL;

	for (uint32_t i = 0; i < r->n && ok; i++) {
		struct entry e;
		uint32_t *group = &r->group_of[i];

		*group = NONE;
		if (r->unit[i].same && !find_group(r, r->unit[i].same, group))
			ok = false;
		e = judge(r, i);
		e.head = true;
		gain[i] = e.gain;
		if (*group == NONE && ok)
			ok = push(r, e);
	}
	if (ok)
		gather(r, gain);
	for (size_t i = 0; i < r->ngroups && ok; i++)
		ok = push_head(r, &r->group[i]);
	mem_free(gain);
	return ok;
}

size_t
rank_units(const struct unit *unit, const uint32_t *tokens, size_t n,
	uint64_t most, uint32_t *order)
{
	struct ranking r = {
		.unit = unit, .tokens = tokens, .n = n, .order = order
	};
	bool ok;

	r.chosen = mem_zalloc(n + 1, sizeof(*r.chosen));
	r.group_of = mem_zalloc(n + 1, sizeof(*r.group_of));
	r.members = mem_zalloc(n + 1, sizeof(*r.members));
	ok = r.chosen && r.group_of && r.members && prepare(&r);
	while (ok && r.nheap && r.sum <= most)
		ok = take_best(&r);
	mem_free(r.chosen);
	mem_free(r.group_of);
	mem_free(r.members);
	mem_free(r.group);
	mem_free(r.heap);
	slots_release(&r.slots);
	return ok ? r.norder : SIZE_MAX;
}
