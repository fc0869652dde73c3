/* SPDX-License-Identifier: Apache-2.0 */
/* A report as JSON: what it says, then its sums; see report.h. */
#include <stdlib.h>

#include "base/json_text.h"
#include "base/mem.h"
#include "price.h"
#include "report/report.h"

enum {
	/* 675,000 rows: sorted in 62 ms, by qsort() alone in 117. */
	BUCKET_BITS = 14,
	BUCKETS = 1 << BUCKET_BITS,
};

/* ---- values --------------------------------------------------------------- */

/* A name and its colon, and a comma unless it is the first of its object. */
static void
name(struct buf *out, const char *key)
{
	char last = out->n ? out->p[out->n - 1] : '{';

	if (last != '{' && last != '[')
		buf_add_char(out, ',');
	buf_add_char(out, '"');
	buf_add_str(out, key);
	buf_add_str(out, "\":");
}

static void
add_string(struct buf *out, const char *s)
{
	if (!s) {
		buf_add_str(out, "null");
		return;
	}
	buf_add_char(out, '"');
	json_encode(span_str(s), out);
	buf_add_char(out, '"');
}

static void
number(struct buf *out, const char *key, uint64_t n)
{
	name(out, key);
	buf_add_uint(out, n);
}

static void
boolean(struct buf *out, const char *key, bool b)
{
	name(out, key);
	buf_add_str(out, b ? "true" : "false");
}

static void
string(struct buf *out, const char *key, const char *s)
{
	name(out, key);
	add_string(out, s);
}

static void
list(struct buf *out, const uint64_t *n, size_t count)
{
	buf_add_char(out, '[');
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_add_char(out, ',');
		buf_add_uint(out, n[i]);
	}
	buf_add_char(out, ']');
}

static void
hex(struct buf *out, uint64_t n)
{
	buf_add_char(out, '"');
	for (int shift = 60; shift >= 0; shift -= 4)
		buf_add_char(out, "0123456789abcdef"[n >> shift & 15]);
	buf_add_char(out, '"');
}

/* Begins an element of an array on a line of its own. */
static void
next(struct buf *out, size_t i)
{
	buf_add_str(out, i ? ",\n  " : "\n  ");
}

/* ---- what it says --------------------------------------------------------- */

/* The modes that there are, by their names. */
static size_t
modes_of(const struct report_view *v)
{
	if (!v->simulated)
		return 1;
	return v->budget || v->budget_percent ? REPORT_NMODES : REPORT_BUDGET;
}

static void
add_modes(struct buf *out, const struct report_view *v, const char *key,
	const uint64_t *n)
{
	name(out, key);
	buf_add_char(out, '{');
	for (size_t m = 0; m < modes_of(v); m++)
		number(out, report_mode_names[m], n[m]);
	buf_add_char(out, '}');
}

/* In dollars. */
static void
add_amounts(struct buf *out, const struct report_view *v, const char *key,
	const uint64_t *amount)
{
	char text[PRICE_TEXT];

	name(out, key);
	buf_add_char(out, '{');
	for (size_t m = 0; m < modes_of(v); m++) {
		name(out, report_mode_names[m]);
		price_format_amount(amount[m], text);
		buf_add_str(out, text);
	}
	buf_add_char(out, '}');
}

static void
add_sum(struct buf *out, const struct report_view *v,
	const struct report_sum *s)
{
	number(out, "texts", s->texts);
	number(out, "bytes", s->bytes);
	add_modes(out, v, "tokens", s->tokens);
}

static void
add_axes(struct buf *out, const struct report_view *v)
{
	name(out, "by");
	buf_add_char(out, '{');
	for (size_t a = 0; a < REPORT_NAXES; a++) {
		const struct report_rows *rows = &v->by[a];

		name(out, report_axis_names[a]);
		buf_add_char(out, '[');
		for (size_t i = 0; i < rows->n; i++) {
			next(out, i);
			buf_add_char(out, '{');
			string(out, "name", rows->row[i].name);
			add_sum(out, v, &rows->row[i].sum);
			buf_add_char(out, '}');
		}
		buf_add_char(out, ']');
	}
	buf_add_char(out, '}');
}

static void
add_waste(struct buf *out, const struct report_view *v)
{
	name(out, "waste");
	buf_add_char(out, '[');
	for (size_t i = 0; i < REPORT_NWASTE; i++) {
		char text[PRICE_TEXT];

		next(out, i);
		buf_add_char(out, '{');
		string(out, "name", report_waste_names[i]);
		number(out, "places", v->waste[i].places);
		number(out, "tokens", v->waste[i].tokens);
		if (v->waste[i].has_amount) {
			price_format_amount(v->waste[i].amount, text);
			name(out, "usd");
			buf_add_str(out, text);
		}
		buf_add_char(out, '}');
	}
	buf_add_char(out, ']');
}

static void
add_offenders(struct buf *out, const struct report_view *v)
{
	name(out, "offenders");
	buf_add_char(out, '[');
	for (size_t i = 0; i < v->noffenders; i++) {
		const struct report_offender *o = &v->offender[i];

		next(out, i);
		buf_add_char(out, '{');
		string(out, "where", o->where);
		string(out, "why", o->why);
		number(out, "times", o->times);
		number(out, "bytes", o->bytes);
		number(out, "tokens", o->tokens);
		number(out, "saved", o->saved);
		buf_add_char(out, '}');
	}
	buf_add_char(out, ']');
}

static void
add_prices(struct buf *out, const struct report_view *v)
{
	name(out, "prices");
	buf_add_char(out, '[');
	for (size_t i = 0; i < v->nprices; i++) {
		const struct report_price *p = &v->price[i];

		next(out, i);
		buf_add_char(out, '{');
		string(out, "model", p->model);
		number(out, "requests", p->requests);
		string(out, "matched", p->known ? p->matched : NULL);
		if (p->known)
			add_amounts(out, v, "usd", p->amount);
		number(out, "error_percent", (uint64_t)p->error_percent);
		number(out, "cached_tokens", p->cached_tokens);
		if (p->known)
			add_amounts(out, v, "usd_cached", p->cached_amount);
		buf_add_char(out, '}');
	}
	buf_add_char(out, ']');
	if (!v->has_amount)
		return;
	add_amounts(out, v, "usd", v->amount);
	add_amounts(out, v, "usd_cached", v->cached_amount);
}

static void
add_fidelity(struct buf *out, const struct report_view *v)
{
	name(out, "fidelity");
	buf_add_char(out, '[');
	for (size_t i = 0; i < v->nfidelity; i++) {
		const struct report_fidelity *f = &v->fidelity[i];

		next(out, i);
		buf_add_char(out, '{');
		string(out, "name", f->name);
		number(out, "total", f->total);
		number(out, "kept", f->kept);
		number(out, "stated", f->stated);
		number(out, "lost", f->total - f->kept - f->stated);
		buf_add_char(out, '}');
	}
	buf_add_char(out, ']');
}

static void
add_trouble(struct buf *out, const struct report_view *v)
{
	number(out, "unread", v->unread);
	number(out, "bad_lines", v->bad_lines);
	number(out, "unknown_lines", v->unknown_lines);
	name(out, "trouble");
	buf_add_char(out, '[');
	for (size_t i = 0; i < v->ntrouble; i++) {
		next(out, i);
		buf_add_char(out, '{');
		string(out, "where", v->trouble[i].where);
		string(out, "what", v->trouble[i].what);
		number(out, "times", v->trouble[i].times);
		buf_add_char(out, '}');
	}
	buf_add_char(out, ']');
}

static void
add_view(struct buf *out, const struct report_view *v)
{
	string(out, "schema", REPORT_SCHEMA);
	string(out, "version", v->version);
	string(out, "encoding", v->encoding);
	string(out, "model", v->model);
	boolean(out, "exact", v->exact);
	number(out, "error_percent", (uint64_t)v->error_percent);
	string(out, "price_date", v->price_date);
	string(out, "price_source", v->price_source);
	number(out, "inputs", v->inputs);
	number(out, "requests", v->requests);
	name(out, "total");
	buf_add_char(out, '{');
	add_sum(out, v, &v->total);
	buf_add_char(out, '}');
	add_axes(out, v);
	add_waste(out, v);
	add_offenders(out, v);
	add_prices(out, v);
	add_fidelity(out, v);
	add_trouble(out, v);
}

/* ---- the sums ------------------------------------------------------------- */

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

static void
add_plain_sum(struct buf *out, const struct report_sum *s)
{
	buf_add_uint(out, s->texts);
	buf_add_char(out, ',');
	buf_add_uint(out, s->bytes);
	buf_add_char(out, ',');
	list(out, s->tokens, REPORT_NMODES);
}

static void
add_names(struct buf *out, struct report *r)
{
	name(out, "names");
	buf_add_char(out, '[');
	for (size_t a = 0; a < REPORT_NAXES; a++) {
		struct report_names *t = &r->by[a];

		buf_add_str(out, a ? ",[" : "[");
		for (size_t i = 0; i < t->n; i++) {
			next(out, i);
			buf_add_char(out, '[');
			add_string(out, t->p[i].name);
			buf_add_char(out, ',');
			add_plain_sum(out, &t->p[i].sum);
			buf_add_char(out, ']');
		}
		buf_add_char(out, ']');
	}
	buf_add_char(out, ']');
}

static void
add_facts(struct buf *out, const struct hr_fact_counts *f)
{
	buf_add_char(out, '[');
	for (size_t i = 0; i < HR_NFACTS; i++) {
		uint64_t n[] = { f[i].total, f[i].kept, f[i].stated };

		if (i)
			buf_add_char(out, ',');
		list(out, n, 3);
	}
	buf_add_char(out, ']');
}

static void
add_contents(struct buf *out, const struct report *r)
{
	name(out, "contents");
	buf_add_char(out, '[');
	for (size_t i = 0; i < r->ncontents; i++) {
		const struct report_content *c = &r->content[i];
		uint64_t counts[] = { c->times, c->bytes, c->prompt };

		next(out, i);
		buf_add_char(out, '[');
		hex(out, c->hash);
		buf_add_char(out, ',');
		add_string(out, c->kind);
		buf_add_char(out, ',');
		add_string(out, c->where);
		buf_add_char(out, ',');
		list(out, counts, 3);
		buf_add_char(out, ',');
		list(out, c->tokens, REPORT_NMODES);
		buf_add_char(out, ',');
		list(out, c->waste, REPORT_NWASTE);
		buf_add_char(out, ',');
		hex(out, c->shape);
		buf_add_str(out, ",[");
		for (size_t k = 0; k < REPORT_SKETCH; k++) {
			if (k)
				buf_add_char(out, ',');
			hex(out, c->sketch[k]);
		}
		buf_add_char(out, ']');
		if (c->facts) {
			buf_add_char(out, ',');
			add_facts(out, c->facts);
		}
		buf_add_char(out, ']');
	}
	buf_add_char(out, ']');
}

static void
add_models(struct buf *out, const struct report *r)
{
	name(out, "models");
	buf_add_char(out, '[');
	for (size_t i = 0; i < r->nmodels; i++) {
		const struct report_model *m = &r->model[i];

		next(out, i);
		buf_add_char(out, '[');
		add_string(out, m->name);
		buf_add_char(out, ',');
		buf_add_uint(out, m->requests);
		for (size_t k = 0; k < REPORT_NMODES; k++) {
			buf_add_char(out, ',');
			list(out, m->tokens[k], REPORT_BUCKETS);
		}
		buf_add_char(out, ']');
	}
	buf_add_char(out, ']');
}

static void
add_prefixes(struct buf *out, const struct report *r)
{
	name(out, "prefixes");
	buf_add_char(out, '[');
	for (size_t i = 0; i < r->nprefixes; i++) {
		const struct report_prefix *p = &r->prefix[i];

		next(out, i);
		buf_add_char(out, '[');
		hex(out, p->hash);
		buf_add_char(out, ',');
		add_string(out, r->model[p->model].name);
		buf_add_char(out, ',');
		buf_add_uint(out, p->times);
		buf_add_char(out, ',');
		list(out, p->tokens, REPORT_NMODES);
		buf_add_char(out, ']');
	}
	buf_add_char(out, ']');
}

static void
add_odd(struct buf *out, const struct report *r)
{
	name(out, "odd");
	buf_add_char(out, '[');
	for (size_t i = 0; i < r->nodd; i++) {
		next(out, i);
		buf_add_char(out, '[');
		add_string(out, r->odd[i].where);
		buf_add_char(out, ',');
		add_string(out, r->odd[i].what);
		buf_add_char(out, ',');
		buf_add_uint(out, r->odd[i].times);
		buf_add_char(out, ']');
	}
	buf_add_char(out, ']');
}

static void
add_sums(struct buf *out, struct report *r)
{
	uint64_t counts[] = { r->inputs, r->requests, r->unread, r->bad_lines,
		r->unknown_lines };
	uint64_t waste[REPORT_NWASTE * 2];

	for (size_t i = 0; i < REPORT_NWASTE; i++) {
		waste[2 * i] = r->waste[i].places;
		waste[2 * i + 1] = r->waste[i].tokens;
	}
	string(out, "encoding", hr_encoding_name(r->encoding));
	boolean(out, "simulated", r->simulated);
	number(out, "budget", r->budget);
	number(out, "budget_percent", r->budget_percent);
	name(out, "counts");
	list(out, counts, sizeof(counts) / sizeof(*counts));
	name(out, "total");
	buf_add_char(out, '[');
	add_plain_sum(out, &r->total);
	buf_add_char(out, ']');
	name(out, "waste");
	list(out, waste, sizeof(waste) / sizeof(*waste));
	name(out, "facts");
	add_facts(out, r->facts);
	add_names(out, r);
	add_models(out, r);
	add_odd(out, r);
	add_contents(out, r);
	add_prefixes(out, r);
}

/* ---- both ----------------------------------------------------------------- */

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
report_sort(struct report *r)
{
	for (size_t i = 0; i < REPORT_NAXES; i++)
		if (r->by[i].n)
			qsort(r->by[i].p, r->by[i].n, sizeof(*r->by[i].p),
				by_name);
	sort_by_hash(r->content, r->ncontents, sizeof(*r->content));
	sort_by_hash(r->prefix, r->nprefixes, sizeof(*r->prefix));
	if (r->nodd)
		qsort(r->odd, r->nodd, sizeof(*r->odd), by_place);
	for (size_t i = 0; i < r->nmodels; i++)
		r->model[i].order = (uint32_t)i;
	if (r->nmodels)
		qsort(r->model, r->nmodels, sizeof(*r->model), by_model);
	if (!follow_models(r))
		r->failed = true;
}

void
report_write(struct report *r, const struct report_view *v, struct buf *out)
{
	buf_add_char(out, '{');
	add_view(out, v);
	name(out, "sums");
	buf_add_char(out, '{');
	add_sums(out, r);
	buf_add_str(out, "}}\n");
}
