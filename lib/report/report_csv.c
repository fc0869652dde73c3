/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report as CSV (RFC 4180): one long table, a number or a text a line.
 *
 *	section,rank,name,metric,value
 *	kind,1,log,tokens_now,91234
 *	kind,1,log,saved_default,74081
 *
 * The rank counts the names of a section from 1 on, 0 is the section as a whole;
 * what is not in the list of an axis is in the section kind_rest and the like.
 * Saved is what is now minus what is left, perhaps less than nothing.  Dollars
 * have at most 6 decimals.
 *
 * Programs for tables take a cell that begins with = + - @ for a formula.  A name
 * or a text that begins with one of these, a tab, an end of line or ' itself has
 * a ' before it; to take one ' off the front gives the text back.
 */
#include <inttypes.h>
#include <stdio.h>

#include "price/price.h"
#include "report/report_number.h"

/* Where the values that follow belong. */
struct rows {
	struct buf *out;
	const char *section, *suffix, *name;
	size_t rank;
};

/* A string that is not ours. */
static void
add_foreign(struct buf *out, const char *s)
{
	/* The last ones are full width forms, which some take as the narrow. */
	static const char *const starts[] = { "=", "+", "-", "@", "\t", "\r",
		"\n", "'", "＝", "＋", "－", "＠" };
	bool quoted = strpbrk(s, ",\"\r\n") != NULL;

	if (quoted)
		buf_add_char(out, '"');
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (span_starts(span_str(s), starts[i]))
			buf_add_char(out, '\'');
	for (; *s; s++) {
		if (*s == '"')
			buf_add_char(out, '"');
		buf_add_char(out, *s);
	}
	if (quoted)
		buf_add_char(out, '"');
}

static void
begin_row(const struct rows *r, const char *metric, const char *mode)
{
	char rank[24];

	snprintf(rank, sizeof(rank), ",%zu,", r->rank);
	buf_add_str(r->out, r->section);
	buf_add_str(r->out, r->suffix);
	buf_add_str(r->out, rank);
	add_foreign(r->out, r->name ? r->name : "");
	buf_add_char(r->out, ',');
	buf_add_str(r->out, metric);
	buf_add_str(r->out, mode);
	buf_add_char(r->out, ',');
}

static void
end_row(const struct rows *r)
{
	buf_add_str(r->out, "\r\n");
}

static void
add_text(const struct rows *r, const char *metric, const char *text)
{
	if (!text)
		return;
	begin_row(r, metric, "");
	add_foreign(r->out, text);
	end_row(r);
}

static void
add_number(const struct rows *r, const char *metric, uint64_t n)
{
	begin_row(r, metric, "");
	buf_add_uint(r->out, n);
	end_row(r);
}

static void
add_difference(const struct rows *r, const char *metric, const char *mode,
	uint64_t now, uint64_t then)
{
	begin_row(r, metric, mode);
	if (then > now)
		buf_add_char(r->out, '-');
	buf_add_uint(r->out, then > now ? then - now : now - then);
	end_row(r);
}

static void
add_dollars(const struct rows *r, const char *metric, const char *mode,
	uint64_t amount)
{
	char text[PRICE_TEXT];

	price_format_amount(amount, text);
	begin_row(r, metric, mode);
	buf_add_str(r->out, text);
	end_row(r);
}

static void
add_amounts(const struct rows *r, const struct report_view *view,
	const uint64_t *amount, const uint64_t *cached)
{
	for (unsigned mode = 0; mode < REPORT_NMODES; mode++) {
		if (!report_has_mode(view, mode))
			continue;
		add_dollars(
			r, "dollars_", report_mode_names[mode], amount[mode]);
		add_dollars(r, "cached_dollars_", report_mode_names[mode],
			cached[mode]);
	}
}

static void
add_sum(const struct rows *r, const struct report_view *view,
	const struct report_sum *sum)
{
	const uint64_t *tokens = sum->tokens;

	add_number(r, "texts", sum->texts);
	add_number(r, "bytes", sum->bytes);
	for (unsigned mode = 0; mode < REPORT_NMODES; mode++) {
		if (!report_has_mode(view, mode))
			continue;
		add_difference(
			r, "tokens_", report_mode_names[mode], tokens[mode], 0);
		if (mode != REPORT_NOW)
			add_difference(r, "saved_", report_mode_names[mode],
				tokens[REPORT_NOW], tokens[mode]);
	}
}

static void
add_report(const struct report_view *view, struct buf *out)
{
	struct rows r = { out, "report", "", "", 0 };

	add_text(&r, "schema", REPORT_SCHEMA);
	add_text(&r, "version", view->version);
	add_text(&r, "encoding", view->encoding);
	add_text(&r, "model", view->model);
	add_number(&r, "exact", view->exact);
	if (!view->exact)
		add_number(&r, "error_percent",
			view->error_percent > 0 ? (uint64_t)view->error_percent
						: 0);
	if (view->budget)
		add_number(&r, "budget", view->budget);
	else if (view->budget_percent)
		add_number(&r, "budget_percent", view->budget_percent);
	add_text(&r, "price_date", view->price_date);
	add_text(&r, "price_source", view->price_source);
	r.section = "total";
	add_number(&r, "inputs", view->inputs);
	add_number(&r, "requests", view->requests);
	add_sum(&r, view, &view->total);
	if (view->has_amount)
		add_amounts(&r, view, view->amount, view->cached_amount);
	add_number(&r, "unread", view->unread);
	add_number(&r, "bad_lines", view->bad_lines);
	add_number(&r, "unknown_lines", view->unknown_lines);
}

static void
add_axis(const struct report_view *view, unsigned axis, struct buf *out)
{
	const struct report_rows *rows = &view->by[axis];
	struct rows r = { out, report_axis_names[axis], "", NULL, 0 };

	for (size_t i = 0; i < rows->n; i++) {
		r.rank = i + 1;
		r.name = rows->row[i].name;
		add_sum(&r, view, &rows->row[i].sum);
	}
	if (!rows->nrest)
		return;
	r = (struct rows){ out, report_axis_names[axis], "_rest", "", 0 };
	add_number(&r, "names", rows->nrest);
	add_sum(&r, view, &rows->rest);
}

static void
add_waste(const struct report_view *view, struct buf *out)
{
	struct rows r = { out, "waste", "", NULL, 0 };

	for (unsigned i = 0; i < REPORT_NWASTE; i++) {
		const struct report_finding *f = &view->waste[i];

		r.rank = i + 1;
		r.name = report_waste_names[i];
		add_number(&r, "places", f->places);
		add_number(&r, "tokens", f->tokens);
		if (f->has_amount)
			add_dollars(&r, "dollars", "", f->amount);
	}
}

static void
add_offenders(const struct report_view *view, struct buf *out)
{
	struct rows r = { out, "offender", "", NULL, 0 };

	for (size_t i = 0; i < view->noffenders; i++) {
		const struct report_offender *o = &view->offender[i];

		r.rank = i + 1;
		r.name = o->where;
		add_text(&r, "why", o->why);
		add_number(&r, "times", o->times);
		add_number(&r, "bytes", o->bytes);
		add_number(&r, "tokens", o->tokens);
		add_number(&r, "saved", o->saved);
	}
}

static void
add_prices(const struct report_view *view, struct buf *out)
{
	struct rows r = { out, "price", "", NULL, 0 };

	for (size_t i = 0; i < view->nprices; i++) {
		const struct report_price *p = &view->price[i];

		r.rank = i + 1;
		r.name = p->model;
		add_number(&r, "requests", p->requests);
		add_number(&r, "known", p->known);
		add_number(&r, "cached_tokens", p->cached_tokens);
		if (!p->known)
			continue;
		add_text(&r, "matched", p->matched);
		add_amounts(&r, view, p->amount, p->cached_amount);
	}
}

static void
add_billed_row(const struct rows *r, const struct report_billed *b)
{
	add_number(r, "answers", b->answers);
	for (unsigned i = 0; i < REPORT_NUSAGE; i++) {
		begin_row(r, "tokens_", report_usage_names[i]);
		buf_add_uint(r->out, b->usage[i]);
		end_row(r);
	}
	add_number(r, "unpriced", b->unpriced);
	if (!b->unpriced)
		add_dollars(r, "dollars", "", b->amount);
}

static void
add_billed(const struct report_view *view, struct buf *out)
{
	struct rows r = { out, "billed", "", "", 0 };

	if (!view->billed.answers)
		return;
	add_billed_row(&r, &view->billed);
	r.suffix = "_model";
	for (size_t i = 0; i < view->nbilled_models; i++) {
		r.rank = i + 1;
		r.name = view->billed_model[i].name;
		add_billed_row(&r, &view->billed_model[i]);
	}
	r.suffix = "_day";
	for (size_t i = 0; i < view->nbilled_days; i++) {
		r.rank = i + 1;
		r.name = view->billed_day[i].name;
		add_billed_row(&r, &view->billed_day[i]);
	}
}

static void
add_rest(const struct report_view *view, struct buf *out)
{
	struct rows r = { out, "fidelity", "", NULL, 0 };

	for (size_t i = 0; i < view->nfidelity; i++) {
		const struct report_fidelity *f = &view->fidelity[i];

		r.rank = i + 1;
		r.name = f->name;
		add_number(&r, "total", f->total);
		add_number(&r, "kept", f->kept);
		add_number(&r, "stated", f->stated);
	}
	r.section = "trouble";
	for (size_t i = 0; i < view->ntrouble; i++) {
		r.rank = i + 1;
		r.name = view->trouble[i].where;
		add_text(&r, "what", view->trouble[i].what);
		add_number(&r, "times", view->trouble[i].times);
	}
}

void
report_csv(const struct report_view *view, struct buf *out)
{
	buf_add_str(out, "section,rank,name,metric,value\r\n");
	add_report(view, out);
	for (unsigned axis = 0; axis < REPORT_NAXES; axis++)
		add_axis(view, axis, out);
	add_waste(view, out);
	add_offenders(view, out);
	add_prices(view, out);
	add_billed(view, out);
	add_rest(view, out);
}
