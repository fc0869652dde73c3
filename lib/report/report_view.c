/* SPDX-License-Identifier: Apache-2.0 */
/* What a report says, as JSON; see report_json.h. */
#include "price/price.h"
#include "report/report_json.h"
#include "report/report_number.h"

static void
add_modes(struct buf *out, const struct report_view *v, const char *key,
	const uint64_t *n)
{
	put_name(out, key);
	buf_add_char(out, '{');
	for (unsigned m = 0; m < REPORT_NMODES; m++)
		if (report_has_mode(v, m))
			put_number(out, report_mode_names[m], n[m]);
	buf_add_char(out, '}');
}

/* In dollars. */
static void
add_amounts(struct buf *out, const struct report_view *v, const char *key,
	const uint64_t *amount)
{
	char text[PRICE_TEXT];

	put_name(out, key);
	buf_add_char(out, '{');
	for (unsigned m = 0; m < REPORT_NMODES; m++) {
		if (!report_has_mode(v, m))
			continue;
		put_name(out, report_mode_names[m]);
		price_format_amount(amount[m], text);
		buf_add_str(out, text);
	}
	buf_add_char(out, '}');
}

static void
add_sum(struct buf *out, const struct report_view *v,
	const struct report_sum *s)
{
	put_number(out, "texts", s->texts);
	put_number(out, "bytes", s->bytes);
	add_modes(out, v, "tokens", s->tokens);
}

static void
add_axes(struct buf *out, const struct report_view *v)
{
	put_name(out, "by");
	buf_add_char(out, '{');
	for (size_t a = 0; a < REPORT_NAXES; a++) {
		const struct report_rows *rows = &v->by[a];

		put_name(out, report_axis_names[a]);
		buf_add_char(out, '[');
		for (size_t i = 0; i < rows->n; i++) {
			put_next(out, i);
			buf_add_char(out, '{');
			put_string(out, "name", rows->row[i].name);
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
	put_name(out, "waste");
	buf_add_char(out, '[');
	for (size_t i = 0; i < REPORT_NWASTE; i++) {
		char text[PRICE_TEXT];

		put_next(out, i);
		buf_add_char(out, '{');
		put_string(out, "name", report_waste_names[i]);
		put_number(out, "places", v->waste[i].places);
		put_number(out, "tokens", v->waste[i].tokens);
		if (v->waste[i].has_amount) {
			price_format_amount(v->waste[i].amount, text);
			put_name(out, "usd");
			buf_add_str(out, text);
		}
		buf_add_char(out, '}');
	}
	buf_add_char(out, ']');
}

static void
add_offenders(struct buf *out, const struct report_view *v)
{
	put_name(out, "offenders");
	buf_add_char(out, '[');
	for (size_t i = 0; i < v->noffenders; i++) {
		const struct report_offender *o = &v->offender[i];

		put_next(out, i);
		buf_add_char(out, '{');
		put_string(out, "where", o->where);
		put_string(out, "why", o->why);
		put_number(out, "times", o->times);
		put_number(out, "bytes", o->bytes);
		put_number(out, "tokens", o->tokens);
		put_number(out, "saved", o->saved);
		buf_add_char(out, '}');
	}
	buf_add_char(out, ']');
}

static void
add_prices(struct buf *out, const struct report_view *v)
{
	put_name(out, "prices");
	buf_add_char(out, '[');
	for (size_t i = 0; i < v->nprices; i++) {
		const struct report_price *p = &v->price[i];

		put_next(out, i);
		buf_add_char(out, '{');
		put_string(out, "model", p->model);
		put_number(out, "requests", p->requests);
		put_string(out, "matched", p->known ? p->matched : NULL);
		if (p->known)
			add_amounts(out, v, "usd", p->amount);
		put_number(out, "error_percent", (uint64_t)p->error_percent);
		put_number(out, "cached_tokens", p->cached_tokens);
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

	put_number(out, "answers", b->answers);
	for (size_t i = 0; i < REPORT_NUSAGE; i++)
		put_number(out, report_usage_names[i], b->usage[i]);
	put_number(out, "unpriced", b->unpriced);
	put_name(out, "usd");
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
	put_name(out, key);
	buf_add_char(out, '[');
	for (size_t i = 0; i < n; i++) {
		put_next(out, i);
		buf_add_char(out, '{');
		put_string(out, "name", row[i].name);
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
	put_name(out, "billed");
	buf_add_char(out, '{');
	add_billed_row(out, &v->billed);
	add_billed_rows(out, "models", v->billed_model, v->nbilled_models);
	add_billed_rows(out, "days", v->billed_day, v->nbilled_days);
	buf_add_char(out, '}');
}

static void
add_fidelity(struct buf *out, const struct report_view *v)
{
	put_name(out, "fidelity");
	buf_add_char(out, '[');
	for (size_t i = 0; i < v->nfidelity; i++) {
		const struct report_fidelity *f = &v->fidelity[i];

		put_next(out, i);
		buf_add_char(out, '{');
		put_string(out, "name", f->name);
		put_number(out, "total", f->total);
		put_number(out, "kept", f->kept);
		put_number(out, "stated", f->stated);
		put_number(out, "lost", f->total - f->kept - f->stated);
		buf_add_char(out, '}');
	}
	buf_add_char(out, ']');
}

static void
add_trouble(struct buf *out, const struct report_view *v)
{
	put_number(out, "unread", v->unread);
	put_number(out, "bad_lines", v->bad_lines);
	put_number(out, "unknown_lines", v->unknown_lines);
	put_name(out, "trouble");
	buf_add_char(out, '[');
	for (size_t i = 0; i < v->ntrouble; i++) {
		put_next(out, i);
		buf_add_char(out, '{');
		put_string(out, "where", v->trouble[i].where);
		put_string(out, "what", v->trouble[i].what);
		put_number(out, "times", v->trouble[i].times);
		buf_add_char(out, '}');
	}
	buf_add_char(out, ']');
}

void
report_put_view(struct buf *out, const struct report_view *v)
{
	put_string(out, "schema", REPORT_SCHEMA);
	put_string(out, "version", v->version);
	put_string(out, "encoding", v->encoding);
	put_string(out, "model", v->model);
	put_bool(out, "exact", v->exact);
	put_number(out, "error_percent", (uint64_t)v->error_percent);
	put_string(out, "price_date", v->price_date);
	put_string(out, "price_source", v->price_source);
	put_number(out, "inputs", v->inputs);
	put_number(out, "requests", v->requests);
	put_name(out, "total");
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
