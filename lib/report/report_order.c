/* SPDX-License-Identifier: Apache-2.0 */
/* The order of a report's rows; see report.h. */
#include <stdlib.h>

#include "base/mem.h"
#include "report/report.h"

enum {
	/* 675,000 rows: sorted in 62 ms, by qsort() alone in 117. */
	BUCKET_BITS = 14,
	BUCKETS = 1 << BUCKET_BITS,
};

static int
by_name(const void *a, const void *b)
{
	const struct report_name *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int
by_model(const void *a, const void *b)
{
	const struct report_model *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int
by_hash(const void *a, const void *b)
{
	uint64_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

static int
by_place(const void *a, const void *b)
{
	const struct report_odd *x = a, *y = b;
	int order = strcmp(x->where, y->where);

	return order ? order : strcmp(x->what, y->what);
}

/* Prefixes know their models by where these were. */
static bool
follow_models(struct report *r)
{
	uint32_t *now = mem_alloc(r->nmodels + 1, sizeof(*now));

	if (!now)
		return false;
	for (uint32_t m = 0; m < r->nmodels; m++)
		now[r->model[m].order] = m;
	for (size_t i = 0; i < r->nprefixes; i++)
		r->prefix[i].model = now[r->prefix[i].model];
	mem_free(now);
	return true;
}

/* Where the rows of a bucket begin, which are those of the same top bits. */
static size_t
bucket_of(const char *row)
{
	uint64_t hash;

	memcpy(&hash, row, sizeof(hash));
	return (size_t)(hash >> (64 - BUCKET_BITS));
}

/* Puts the rows of each bucket together; *end of a bucket is where they end. */
static void
distribute(const char *rows, size_t n, size_t size, char *to, size_t *end)
{
	size_t sum = 0;

	memset(end, 0, BUCKETS * sizeof(*end));
	for (size_t i = 0; i < n; i++)
		end[bucket_of(rows + i * size)]++;
	for (size_t b = 0; b < BUCKETS; b++) {
		size_t count = end[b];

		end[b] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++) {
		const char *row = rows + i * size;

		memcpy(to + end[bucket_of(row)]++ * size, row, size);
	}
}

/* Sorts rows that begin with a hash, in buckets of a few as long as nobody has
 * chosen the hashes. */
static void
sort_by_hash(void *rows, size_t n, size_t size)
{
	char *sorted = n >= BUCKETS ? mem_alloc(n, size) : NULL;
	size_t *end = sorted ? mem_alloc(BUCKETS, sizeof(*end)) : NULL;

	if (end) {
		distribute(rows, n, size, sorted, end);
		for (size_t b = 0, from = 0; b < BUCKETS; from = end[b++])
			if (end[b] - from > 1)
				qsort(sorted + from * size, end[b] - from, size,
					by_hash);
		memcpy(rows, sorted, n * size);
	} else if (n) {
		qsort(rows, n, size, by_hash);
	}
	mem_free(sorted);
	mem_free(end);
}

void
report_sort_prefixes(struct report *r)
{
	if (!r->prefix_order)
		sort_by_hash(r->prefix, r->nprefixes, sizeof(*r->prefix));
	r->prefix_order = true;
}

void
report_join_prefixes(
	struct report *r, const struct report *from, const uint32_t *row)
{
	size_t most = r->nprefixes + from->nprefixes, n = 0, a = 0, b = 0;
	struct report_prefix *all = mem_alloc(most + 1, sizeof(*all));

	if (!all) {
		r->failed = true;
		return;
	}
	while (a < r->nprefixes || b < from->nprefixes) {
		const struct report_prefix *p =
			a < r->nprefixes ? &r->prefix[a] : NULL;
		const struct report_prefix *q =
			b < from->nprefixes ? &from->prefix[b] : NULL;
		bool mine = p && (!q || p->hash <= q->hash);
		bool theirs = q && (!p || q->hash <= p->hash);

		all[n] = mine ? *p : *q;
		if (mine && theirs)
			all[n].times += q->times;
		else if (theirs)
			all[n].model = row[q->model];
		a += mine;
		b += theirs;
		n++;
	}
	mem_free(r->prefix);
	r->prefix = all;
	r->nprefixes = n;
	r->prefix_cap = most + 1;
}

void
report_sort(struct report *r)
{
	for (size_t i = 0; i < REPORT_NAXES; i++)
		if (r->by[i].n)
			qsort(r->by[i].p, r->by[i].n, sizeof(*r->by[i].p),
				by_name);
	sort_by_hash(r->content, r->ncontents, sizeof(*r->content));
	sort_by_hash(r->answer, r->nanswers, sizeof(*r->answer));
	report_sort_prefixes(r);
	if (r->nodd)
		qsort(r->odd, r->nodd, sizeof(*r->odd), by_place);
	for (size_t i = 0; i < r->nmodels; i++)
		r->model[i].order = (uint32_t)i;
	if (r->nmodels)
		qsort(r->model, r->nmodels, sizeof(*r->model), by_model);
	if (!follow_models(r))
		r->failed = true;
}
