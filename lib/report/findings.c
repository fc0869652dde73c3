/* SPDX-License-Identifier: Apache-2.0 */
/* Repeats, versions and what changes each time; see findings.h. */
#include "report/findings.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "price/price.h"

enum {
	WHY_BYTES = 160,
};

/* A group of contents that are the same but for something, and one of them. */
struct group {
	uint64_t key;
	const struct report_content *content;
};

struct findings {
	const struct report *report;
	struct arena *arena;
	struct report_view *view;
	struct report_offender *offender;
	size_t noffenders;
	struct group *group;
	size_t ngroups;
};

/* ---- offenders ------------------------------------------------------------ */

/* "38 kB", in steps of a thousand. */
static void
print_bytes(char *text, size_t size, uint64_t bytes)
{
	static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB" };
	size_t unit = 0;

	while (bytes >= 10000 && unit + 1 < sizeof(units) / sizeof(*units)) {
		bytes = (bytes + 500) / 1000;
		unit++;
	}
	snprintf(text, size, "%" PRIu64 " %s", bytes, units[unit]);
}

static void
add_offender(struct findings *f, struct report_offender o, const char *why)
{
	struct span copy = arena_copy(f->arena, span_of(why, strlen(why) + 1));

	if (!copy.p)
		return;
	o.why = copy.p;
	f->offender[f->noffenders++] = o;
}

/* The same text again, or one that could be so much smaller. */
static void
look_at_content(struct findings *f, const struct report_content *c)
{
	uint64_t now = c->tokens[REPORT_NOW];
	uint64_t smaller = now - c->tokens[REPORT_DEFAULT];
	struct report_offender o = { .where = c->where,
		.times = c->times,
		.bytes = c->bytes * c->times,
		.tokens = now * c->times };
	char size[32], why[WHY_BYTES];

	print_bytes(size, sizeof(size), c->bytes);
	if (c->times > 1 && (c->times - 1) * now >= smaller * c->times) {
		o.saved = (c->times - 1) * now;
		snprintf(why, sizeof(why),
			"the same %s of %s, %" PRIu64 " times", size, c->kind,
			c->times);
	} else if (smaller) {
		o.saved = smaller * c->times;
		snprintf(why, sizeof(why),
			"%s of %s, %" PRIu64 " %% of it could go", size,
			c->kind, smaller * 100 / now);
	} else {
		return;
	}
	add_offender(f, o, why);
}

static int
by_saved(const void *a, const void *b)
{
	const struct report_offender *x = a, *y = b;
	int order;

	if (x->saved != y->saved)
		return (x->saved < y->saved) - (x->saved > y->saved);
	order = strcmp(x->where, y->where);
	return order ? order : strcmp(x->why, y->why);
}

/* ---- groups --------------------------------------------------------------- */

static int
by_key(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	if (x->key != y->key)
		return (x->key > y->key) - (x->key < y->key);
	return (x->content->hash > y->content->hash) -
	       (x->content->hash < y->content->hash);
}

/* Calls `tell` for each run of groups of one key that is more than one. */
static void
each_group(struct findings *f,
	void (*tell)(struct findings *, const struct group *, size_t n))
{
	qsort(f->group, f->ngroups, sizeof(*f->group), by_key);
	for (size_t i = 0, end; i < f->ngroups; i = end) {
		for (end = i + 1; end < f->ngroups &&
				  f->group[end].key == f->group[i].key;)
			end++;
		if (end - i > 1)
			tell(f, f->group + i, end - i);
	}
}

/* The one that the others are said to be versions of. */
static const struct report_content *
largest(const struct group *g, size_t n)
{
	const struct report_content *most = g->content;

	for (size_t i = 1; i < n; i++) {
		const struct report_content *c = g[i].content;

		if (c->bytes > most->bytes ||
			(c->bytes == most->bytes &&
				strcmp(c->where, most->where) < 0))
			most = c;
	}
	return most;
}

/* The whole text is sent again for an edit. */
static void
tell_versions(struct findings *f, const struct group *g, size_t n)
{
	const struct report_content *one = largest(g, n);
	struct report_offender o = { .where = g->content->where };
	char size[32], why[WHY_BYTES];
	uint64_t most = 0;

	for (size_t i = 0; i < n; i++) {
		const struct report_content *c = g[i].content;

		o.times += 1;
		o.bytes += c->bytes;
		o.tokens += c->tokens[REPORT_NOW];
		if (c->tokens[REPORT_NOW] > most)
			most = c->tokens[REPORT_NOW];
		if (strcmp(c->where, o.where) < 0)
			o.where = c->where;
	}
	o.saved = o.tokens - most;
	f->view->waste[REPORT_VERSIONS].places += n - 1;
	f->view->waste[REPORT_VERSIONS].tokens += o.saved;
	print_bytes(size, sizeof(size), one->bytes);
	snprintf(why, sizeof(why), "%zu versions of the same %s of %s", n, size,
		one->kind);
	add_offender(f, o, why);
}

/* What changes each time keeps all that follows from the cache. */
static void
tell_volatile(struct findings *f, const struct group *g, size_t n)
{
	struct report_offender o = { .where = g->content->where };
	char why[WHY_BYTES];

	for (size_t i = 0; i < n; i++) {
		const struct report_content *c = g[i].content;

		o.times += c->times;
		o.bytes += c->bytes * c->times;
		o.tokens += c->prompt;
		if (strcmp(c->where, o.where) < 0)
			o.where = c->where;
	}
	f->view->waste[REPORT_VOLATILE].places += o.times;
	f->view->waste[REPORT_VOLATILE].tokens += o.tokens;
	snprintf(why, sizeof(why),
		"%zu system texts that differ in times or "
		"numbers only: no cache knows what follows",
		n);
	add_offender(f, o, why);
}

static void
find_versions(struct findings *f)
{
	f->ngroups = 0;
	for (size_t i = 0; i < f->report->ncontents; i++) {
		const struct report_content *c = &f->report->content[i];

		/* Three of the four that are the least are those of both where
		 * nine lines in ten are. */
		if (c->sketch[0] && !c->shape)
			f->group[f->ngroups++] = (struct group){
				hash_mix(hash_mix(c->sketch[0], c->sketch[1]),
					c->sketch[2]),
				c
			};
	}
	each_group(f, tell_versions);
}

static void
find_volatile(struct findings *f)
{
	f->ngroups = 0;
	for (size_t i = 0; i < f->report->ncontents; i++) {
		const struct report_content *c = &f->report->content[i];

		if (c->shape)
			f->group[f->ngroups++] = (struct group){ c->shape, c };
	}
	each_group(f, tell_volatile);
}

/* ---- all ------------------------------------------------------------------ */

static void
find_repeated(struct findings *f)
{
	struct report_finding *w = &f->view->waste[REPORT_REPEATED];

	for (size_t i = 0; i < f->report->ncontents; i++) {
		const struct report_content *c = &f->report->content[i];

		w->places += c->times - 1;
		w->tokens += (c->times - 1) * c->tokens[REPORT_NOW];
		look_at_content(f, c);
	}
}

/* Where all is by one model, waste has its price. */
static void
add_amounts(struct report_view *v, const struct view_options *o)
{
	struct price p;

	if (v->nprices != 1 || !v->price->known ||
		price_find(o->prices, v->price->model, o->when, &p) != HR_OK)
		return;
	for (size_t i = 0; i < REPORT_NWASTE; i++) {
		struct report_finding *w = &v->waste[i];
		uint64_t rate = p.rates.input;

		/* It is paid anyway, but not at the price of the cache. */
		if (i == REPORT_VOLATILE)
			rate -= p.rates.cached < rate ? p.rates.cached : rate;
		w->has_amount =
			!__builtin_mul_overflow(w->tokens, rate, &w->amount);
	}
}

bool
findings_make(const struct report *r, const struct view_options *o,
	struct arena *arena, struct report_view *v)
{
	struct findings f = { .report = r, .arena = arena, .view = v };
	size_t most = o->rows / 2;

	memcpy(v->waste, r->waste, sizeof(v->waste));
	/* Each content may be one by itself, and of two groups. */
	f.offender = arena_alloc(
		arena, (r->ncontents * 3 + 1) * sizeof(*f.offender));
	f.group = arena_alloc(arena, (r->ncontents + 1) * sizeof(*f.group));
	if (!f.offender || !f.group)
		return false;
	find_repeated(&f);
	find_versions(&f);
	find_volatile(&f);
	qsort(f.offender, f.noffenders, sizeof(*f.offender), by_saved);
	v->offender = f.offender;
	v->noffenders = f.noffenders < most ? f.noffenders : most;
	add_amounts(v, o);
	return !arena->failed;
}
