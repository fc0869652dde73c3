/* SPDX-License-Identifier: Apache-2.0 */
/* A report as JSON: what it says, then its sums; see report.h. */
#include "base/json_text.h"
#include "price/price.h"
#include "report/report.h"
#include "report/report_number.h"

enum {
	/* Stays in the cache; with 16 kB it takes as long, with 1 MB longer. */
	PART_BYTES = 64 << 10,
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
	char text[18] = "\"";

	for (size_t i = 16; i; i--, n >>= 4)
		text[i] = "0123456789abcdef"[n & 15];
	text[17] = '"';
	buf_add(out, span_of(text, sizeof(text)));
}

/* Begins an element of an array on a line of its own. */
static void
next(struct buf *out, size_t i)
{
	buf_add_str(out, i ? ",\n  " : "\n  ");
}

/* ---- what it says --------------------------------------------------------- */

static void
add_modes(struct buf *out, const struct report_view *v, const char *key,
	const uint64_t *n)
{
	name(out, key);
	buf_add_char(out, '{');
	for (unsigned m = 0; m < REPORT_NMODES; m++)
		if (report_has_mode(v, m))
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
	for (unsigned m = 0; m < REPORT_NMODES; m++) {
		if (!report_has_mode(v, m))
			continue;
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

/* Dollars are null if an answer's price is not known. */
static void
add_billed_row(struct buf *out, const struct report_billed *b)
{
	char text[PRICE_TEXT];

	number(out, "answers", b->answers);
	for (size_t i = 0; i < REPORT_NUSAGE; i++)
		number(out, report_usage_names[i], b->usage[i]);
	number(out, "unpriced", b->unpriced);
	name(out, "usd");
	if (b->unpriced) {
		buf_add_str(out, "null");
	} else {
		price_format_amount(b->amount, text);
		buf_add_str(out, text);
	}
}

static void
add_billed_rows(struct buf *out, const char *key,
	const struct report_billed *row, size_t n)
{
	name(out, key);
	buf_add_char(out, '[');
	for (size_t i = 0; i < n; i++) {
		next(out, i);
		buf_add_char(out, '{');
		string(out, "name", row[i].name);
		add_billed_row(out, &row[i]);
		buf_add_char(out, '}');
	}
	buf_add_char(out, ']');
}

static void
add_billed(struct buf *out, const struct report_view *v)
{
	if (!v->billed.answers)
		return;
	name(out, "billed");
	buf_add_char(out, '{');
	add_billed_row(out, &v->billed);
	add_billed_rows(out, "models", v->billed_model, v->nbilled_models);
	add_billed_rows(out, "days", v->billed_day, v->nbilled_days);
	buf_add_char(out, '}');
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
	add_billed(out, v);
	add_fidelity(out, v);
	add_trouble(out, v);
}

/* ---- the sums ------------------------------------------------------------- */

/* They may be many: they go in parts. */
struct writer {
	const struct report *report;
	size_t nmodes;
	struct buf out;
	hr_write_fn *write;
	void *ctx;
	enum hr_status status;
};

static void
flush(struct writer *w)
{
	if (w->status == HR_OK && !buf_ok(&w->out))
		w->status = HR_ENOMEM;
	if (w->status == HR_OK)
		w->status = w->write(w->ctx, w->out.p, w->out.n);
	buf_reset(&w->out);
}

/* Ends a row. */
static void
end_row(struct writer *w)
{
	buf_add_char(&w->out, ']');
	if (w->out.n >= PART_BYTES)
		flush(w);
}

/* The modes that were tried: the others are as the last of them. */
static void
add_tokens(struct writer *w, const uint64_t tokens[REPORT_NMODES])
{
	list(&w->out, tokens, w->nmodes);
}

static void
add_plain_sum(struct writer *w, const struct report_sum *s)
{
	buf_add_uint(&w->out, s->texts);
	buf_add_char(&w->out, ',');
	buf_add_uint(&w->out, s->bytes);
	buf_add_char(&w->out, ',');
	add_tokens(w, s->tokens);
}

static void
add_names(struct writer *w)
{
	struct buf *out = &w->out;

	name(out, "names");
	buf_add_char(out, '[');
	for (size_t a = 0; a < REPORT_NAXES; a++) {
		const struct report_names *t = &w->report->by[a];

		buf_add_str(out, a ? ",[" : "[");
		for (size_t i = 0; i < t->n; i++) {
			next(out, i);
			buf_add_char(out, '[');
			add_string(out, t->p[i].name);
			buf_add_char(out, ',');
			add_plain_sum(w, &t->p[i].sum);
			end_row(w);
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
add_content(struct writer *w, const struct report_content *c)
{
	uint64_t counts[] = { c->times, c->bytes, c->prompt };
	struct buf *out = &w->out;

	buf_add_char(out, '[');
	hex(out, c->hash);
	buf_add_char(out, ',');
	add_string(out, c->kind);
	buf_add_char(out, ',');
	add_string(out, c->where);
	buf_add_char(out, ',');
	list(out, counts, 3);
	buf_add_char(out, ',');
	add_tokens(w, c->tokens);
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
	end_row(w);
}

static void
add_contents(struct writer *w)
{
	name(&w->out, "contents");
	buf_add_char(&w->out, '[');
	for (size_t i = 0; i < w->report->ncontents; i++) {
		next(&w->out, i);
		add_content(w, &w->report->content[i]);
	}
	buf_add_char(&w->out, ']');
}

static void
add_models(struct writer *w)
{
	struct buf *out = &w->out;

	name(out, "models");
	buf_add_char(out, '[');
	for (size_t i = 0; i < w->report->nmodels; i++) {
		const struct report_model *m = &w->report->model[i];

		next(out, i);
		buf_add_char(out, '[');
		add_string(out, m->name);
		buf_add_char(out, ',');
		buf_add_uint(out, m->requests);
		for (size_t k = 0; k < w->nmodes; k++) {
			buf_add_char(out, ',');
			list(out, m->tokens[k], REPORT_BUCKETS);
		}
		end_row(w);
	}
	buf_add_char(out, ']');
}

/* By far the most rows: their models are the numbers of rows of these. */
static void
add_prefixes(struct writer *w)
{
	struct buf *out = &w->out;

	name(out, "prefixes");
	buf_add_char(out, '[');
	for (size_t i = 0; i < w->report->nprefixes; i++) {
		const struct report_prefix *p = &w->report->prefix[i];

		next(out, i);
		buf_add_char(out, '[');
		hex(out, p->hash);
		buf_add_char(out, ',');
		buf_add_uint(out, p->model);
		buf_add_char(out, ',');
		buf_add_uint(out, p->times);
		buf_add_char(out, ',');
		add_tokens(w, p->tokens);
		end_row(w);
	}
	buf_add_char(out, ']');
}

/* Only of sessions: other reports are as they were. */
static void
add_answers(struct writer *w)
{
	struct buf *out = &w->out;

	if (!w->report->nanswers)
		return;
	name(out, "answers");
	buf_add_char(out, '[');
	for (size_t i = 0; i < w->report->nanswers; i++) {
		const struct report_answer *a = &w->report->answer[i];

		next(out, i);
		buf_add_char(out, '[');
		hex(out, a->hash);
		buf_add_char(out, ',');
		add_string(out, a->model);
		buf_add_char(out, ',');
		buf_add_uint(out, a->time);
		buf_add_char(out, ',');
		list(out, a->usage, REPORT_NUSAGE);
		end_row(w);
	}
	buf_add_char(out, ']');
}

static void
add_odd(struct writer *w)
{
	struct buf *out = &w->out;

	name(out, "odd");
	buf_add_char(out, '[');
	for (size_t i = 0; i < w->report->nodd; i++) {
		const struct report_odd *o = &w->report->odd[i];

		next(out, i);
		buf_add_char(out, '[');
		add_string(out, o->where);
		buf_add_char(out, ',');
		add_string(out, o->what);
		buf_add_char(out, ',');
		buf_add_uint(out, o->times);
		end_row(w);
	}
	buf_add_char(out, ']');
}

static void
add_sums(struct writer *w)
{
	const struct report *r = w->report;
	struct buf *out = &w->out;
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
	add_plain_sum(w, &r->total);
	buf_add_char(out, ']');
	name(out, "waste");
	list(out, waste, sizeof(waste) / sizeof(*waste));
	name(out, "facts");
	add_facts(out, r->facts);
	add_names(w);
	add_models(w);
	add_answers(w);
	add_odd(w);
	add_contents(w);
	add_prefixes(w);
}

enum hr_status
report_write(const struct report *r, const struct report_view *v,
	hr_write_fn *write, void *ctx)
{
	struct writer w = { .report = r,
		.nmodes = report_nmodes(r),
		.write = write,
		.ctx = ctx };

	buf_add_char(&w.out, '{');
	add_view(&w.out, v);
	name(&w.out, "sums");
	buf_add_char(&w.out, '{');
	add_sums(&w);
	buf_add_str(&w.out, "}}\n");
	flush(&w);
	buf_release(&w.out);
	return w.status;
}
