/* SPDX-License-Identifier: Apache-2.0 */
/* A report as JSON: what it says, then its sums; see report.h. */
#include "report/report.h"
#include "report/report_json.h"

enum {
	/* Stays in the cache; with 16 kB it takes as long, with 1 MB longer. */
	PART_BYTES = 64 << 10,
};

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
	put_list(&w->out, tokens, w->nmodes);
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

	put_name(out, "names");
	buf_add_char(out, '[');
	for (size_t a = 0; a < REPORT_NAXES; a++) {
		const struct report_names *t = &w->report->by[a];

		buf_add_str(out, a ? ",[" : "[");
		for (size_t i = 0; i < t->n; i++) {
			put_next(out, i);
			buf_add_char(out, '[');
			put_text(out, t->p[i].name);
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
		put_list(out, n, 3);
	}
	buf_add_char(out, ']');
}

static void
add_content(struct writer *w, const struct report_content *c)
{
	uint64_t counts[] = { c->times, c->bytes, c->prompt };
	struct buf *out = &w->out;

	buf_add_char(out, '[');
	put_hex(out, c->hash);
	buf_add_char(out, ',');
	put_text(out, c->kind);
	buf_add_char(out, ',');
	put_text(out, c->where);
	buf_add_char(out, ',');
	put_list(out, counts, 3);
	buf_add_char(out, ',');
	add_tokens(w, c->tokens);
	buf_add_char(out, ',');
	put_list(out, c->waste, REPORT_NWASTE);
	buf_add_char(out, ',');
	put_hex(out, c->shape);
	buf_add_str(out, ",[");
	for (size_t k = 0; k < REPORT_SKETCH; k++) {
		if (k)
			buf_add_char(out, ',');
		put_hex(out, c->sketch[k]);
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
	put_name(&w->out, "contents");
	buf_add_char(&w->out, '[');
	for (size_t i = 0; i < w->report->ncontents; i++) {
		put_next(&w->out, i);
		add_content(w, &w->report->content[i]);
	}
	buf_add_char(&w->out, ']');
}

static void
add_models(struct writer *w)
{
	struct buf *out = &w->out;

	put_name(out, "models");
	buf_add_char(out, '[');
	for (size_t i = 0; i < w->report->nmodels; i++) {
		const struct report_model *m = &w->report->model[i];

		put_next(out, i);
		buf_add_char(out, '[');
		put_text(out, m->name);
		buf_add_char(out, ',');
		buf_add_uint(out, m->requests);
		for (size_t k = 0; k < w->nmodes; k++) {
			buf_add_char(out, ',');
			put_list(out, m->tokens[k], REPORT_BUCKETS);
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

	put_name(out, "prefixes");
	buf_add_char(out, '[');
	for (size_t i = 0; i < w->report->nprefixes; i++) {
		const struct report_prefix *p = &w->report->prefix[i];

		put_next(out, i);
		buf_add_char(out, '[');
		put_hex(out, p->hash);
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
	put_name(out, "answers");
	buf_add_char(out, '[');
	for (size_t i = 0; i < w->report->nanswers; i++) {
		const struct report_answer *a = &w->report->answer[i];

		put_next(out, i);
		buf_add_char(out, '[');
		put_hex(out, a->hash);
		buf_add_char(out, ',');
		put_text(out, a->model);
		buf_add_char(out, ',');
		buf_add_uint(out, a->time);
		buf_add_char(out, ',');
		put_list(out, a->usage, REPORT_NUSAGE);
		end_row(w);
	}
	buf_add_char(out, ']');
}

static void
add_odd(struct writer *w)
{
	struct buf *out = &w->out;

	put_name(out, "odd");
	buf_add_char(out, '[');
	for (size_t i = 0; i < w->report->nodd; i++) {
		const struct report_odd *o = &w->report->odd[i];

		put_next(out, i);
		buf_add_char(out, '[');
		put_text(out, o->where);
		buf_add_char(out, ',');
		put_text(out, o->what);
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
	put_string(out, "encoding", hr_encoding_name(r->encoding));
	put_bool(out, "simulated", r->simulated);
	put_number(out, "budget", r->budget);
	put_number(out, "budget_percent", r->budget_percent);
	put_name(out, "counts");
	put_list(out, counts, sizeof(counts) / sizeof(*counts));
	put_name(out, "total");
	buf_add_char(out, '[');
	add_plain_sum(w, &r->total);
	buf_add_char(out, ']');
	put_name(out, "waste");
	put_list(out, waste, sizeof(waste) / sizeof(*waste));
	put_name(out, "facts");
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
	report_put_view(&w.out, v);
	put_name(&w.out, "sums");
	buf_add_char(&w.out, '{');
	add_sums(&w);
	buf_add_str(&w.out, "}}\n");
	flush(&w);
	buf_release(&w.out);
	return w.status;
}
