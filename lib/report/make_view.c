/* SPDX-License-Identifier: Apache-2.0 */
/* Rows, money and troubles of a report; see make_view.h. */
#include "report/make_view.h"

#include <stdlib.h>

#include "price/price.h"
#include "report/billed.h"
#include "report/findings.h"

enum {
	/* Per cent by which a count may be off that another tokenizer made. */
	OTHER_TOKENIZER = 10,
};

/* ---- rows ----------------------------------------------------------------- */

static int
by_tokens(const void *a, const void *b)
{
	const struct report_row *x = a, *y = b;
	uint64_t m = x->sum.tokens[REPORT_NOW], n = y->sum.tokens[REPORT_NOW];

	return m == n ? strcmp(x->name, y->name) : (m < n) - (m > n);
}

static int
by_name(const void *a, const void *b)
{
	const struct report_row *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* The largest rows; days in the order of time. */
static bool
make_rows(const struct report_names *t, bool days, size_t most,
	struct arena *arena, struct report_rows *rows)
{
	struct report_row *row = arena_alloc(arena, (t->n + 1) * sizeof(*row));

	if (!row)
		return false;
	for (size_t i = 0; i < t->n; i++)
		row[i] = (struct report_row){ t->p[i].name, t->p[i].sum };
	qsort(row, t->n, sizeof(*row), by_tokens);
	*rows = (struct report_rows){ .row = row,
		.n = t->n < most ? t->n : most };
	rows->nrest = t->n - rows->n;
	for (size_t i = rows->n; i < t->n; i++)
		report_add_sum(&rows->rest, &row[i].sum);
	if (days)
		qsort(row, rows->n, sizeof(*row), by_name);
	return true;
}

/* ---- money ---------------------------------------------------------------- */

/* Adds tokens times a rate; false: it is more than any amount. */
static bool
add_amount(uint64_t *amount, uint64_t tokens, uint64_t rate)
{
	uint64_t product;

	return !__builtin_mul_overflow(tokens, rate, &product) &&
	       !__builtin_add_overflow(*amount, product, amount);
}

/* The rates of a request with so many tokens as those of a bucket. */
static const struct price_rates *
rates_of(const struct price *p, size_t bucket)
{
	static const uint64_t more_than[REPORT_BUCKETS] = { 0, 200000, 272000 };

	return bucket && more_than[bucket] >= p->above ? &p->above_rates
						       : &p->rates;
}

/* Tokens of a model without a public vocabulary are estimated from those that
 * were counted, by a factor of whole per cents; halves are rounded up. */
static uint64_t
tokens_of(const struct hr_model *model, uint64_t counted)
{
	uint64_t percent = (uint64_t)(model->factor * 100 + 0.5);

	return counted < UINT64_MAX / 1000 ? (counted * percent + 50) / 100
					   : UINT64_MAX / 1000;
}

/* All that was sent before is read from the cache and the rest written to it,
 * at the rates of small requests. */
static bool
make_amounts(const struct report_model *m, const struct hr_model *model,
	const struct price *price, const uint64_t *cached,
	struct report_price *p)
{
	for (size_t mode = 0; mode < REPORT_NMODES; mode++) {
		uint64_t all = 0, read = tokens_of(model, cached[mode]);

		for (size_t b = 0; b < REPORT_BUCKETS; b++) {
			uint64_t n = tokens_of(model, m->tokens[mode][b]);

			all += n;
			if (!add_amount(&p->amount[mode], n,
				    rates_of(price, b)->input))
				return false;
		}
		/* Rounding may make the part larger than the whole. */
		read = read < all ? read : all;
		if (!add_amount(&p->cached_amount[mode], read,
			    price->rates.cached) ||
			!add_amount(&p->cached_amount[mode], all - read,
				price->rates.write))
			return false;
	}
	return true;
}

static void
make_price(const struct report *r, uint32_t i, const struct view_options *o,
	uint64_t cached[REPORT_NMODES], struct report_price *p)
{
	const struct report_model *m = &r->model[i];
	const struct hr_model *model = hr_model_find(m->name);
	struct price price;

	*p = (struct report_price){ .model = m->name,
		.requests = m->requests,
		.error_percent = model->error_percent };
	if (model->encoding != r->encoding && !p->error_percent)
		p->error_percent = OTHER_TOKENIZER;
	p->cached_tokens = tokens_of(model, cached[REPORT_NOW]);
	if (!o->prices ||
		price_find(o->prices, m->name, o->when, &price) != HR_OK)
		return;
	p->matched = price.model;
	p->known = make_amounts(m, model, &price, cached, p);
}

/* What was cached, by model and mode, in one pass. */
static uint64_t *
cached_of(const struct report *r, struct arena *arena)
{
	size_t n = r->nmodels * REPORT_NMODES;
	uint64_t *cached = arena_alloc(arena, (n + 1) * sizeof(*cached));

	if (!cached)
		return NULL;
	memset(cached, 0, (n + 1) * sizeof(*cached));
	for (size_t i = 0; i < r->nprefixes; i++)
		for (size_t mode = 0; mode < REPORT_NMODES; mode++)
			cached[r->prefix[i].model * REPORT_NMODES + mode] +=
				(r->prefix[i].times - 1) *
				r->prefix[i].tokens[mode];
	return cached;
}

static bool
make_prices(const struct report *r, const struct view_options *o,
	struct arena *arena, struct report_view *v)
{
	uint64_t *cached = cached_of(r, arena);
	struct report_price *p =
		arena_alloc(arena, (r->nmodels + 1) * sizeof(*p));

	if (!p || !cached)
		return false;
	for (uint32_t i = 0; i < r->nmodels; i++) {
		make_price(r, i, o, cached + i * REPORT_NMODES, &p[i]);
		if (!p[i].known)
			continue;
		v->has_amount = true;
		for (size_t mode = 0; mode < REPORT_NMODES; mode++) {
			v->amount[mode] += p[i].amount[mode];
			v->cached_amount[mode] += p[i].cached_amount[mode];
		}
	}
	v->price = p;
	v->nprices = r->nmodels;
	if (o->prices) {
		v->price_date = PRICE_DATE;
		v->price_source = PRICE_SOURCE;
	}
	return true;
}

/* ---- the rest ------------------------------------------------------------- */

/* Of texts that were there several times, what is kept of one. */
static bool
make_fidelity(
	const struct report *r, struct arena *arena, struct report_view *v)
{
	struct report_fidelity *f = arena_alloc(arena, HR_NFACTS * sizeof(*f));
	bool any = false;

	if (!f)
		return false;
	for (size_t k = 0; k < HR_NFACTS; k++) {
		f[k] = (struct report_fidelity){ .name = hr_fact_name(
							 (enum hr_fact)k),
			.total = r->facts[k].total,
			.kept = r->facts[k].kept,
			.stated = r->facts[k].stated };
		for (size_t i = 0; i < r->ncontents; i++) {
			if (!r->content[i].facts)
				continue;
			f[k].total += r->content[i].facts[k].total;
			f[k].kept += r->content[i].facts[k].kept;
			f[k].stated += r->content[i].facts[k].stated;
		}
		any |= f[k].total != 0;
	}
	v->fidelity = f;
	v->nfidelity = any ? HR_NFACTS : 0;
	return true;
}

static bool
make_trouble(const struct report *r, struct arena *arena, struct report_view *v)
{
	struct report_trouble *t =
		arena_alloc(arena, (r->nodd + 1) * sizeof(*t));

	if (!t)
		return false;
	for (size_t i = 0; i < r->nodd; i++)
		t[i] = (struct report_trouble){ r->odd[i].where, r->odd[i].what,
			r->odd[i].times };
	v->trouble = t;
	v->ntrouble = r->nodd;
	return true;
}

enum hr_status
view_make(struct report *r, const struct view_options *o, struct arena *arena,
	struct report_view *v)
{
	bool ok = true;

	report_sort(r);
	*v = (struct report_view){ .version = o->version,
		.encoding = hr_encoding_name(r->encoding),
		.model = o->model,
		.exact = o->exact,
		.error_percent = o->error_percent,
		.budget = r->budget,
		.budget_percent = r->budget_percent,
		.simulated = r->simulated,
		.inputs = r->inputs,
		.requests = r->requests,
		.milliseconds = o->milliseconds,
		.total = r->total,
		.unread = r->unread,
		.bad_lines = r->bad_lines,
		.unknown_lines = r->unknown_lines };
	for (size_t i = 0; ok && i < REPORT_NAXES; i++)
		ok = make_rows(&r->by[i], i == REPORT_BY_DAY, o->rows, arena,
			&v->by[i]);
	ok = ok && make_prices(r, o, arena, v) && make_fidelity(r, arena, v) &&
	     billed_make(r, o->prices, arena, v) && make_trouble(r, arena, v) &&
	     findings_make(r, o, arena, v);
	return ok && !r->failed ? HR_OK : HR_ENOMEM;
}
