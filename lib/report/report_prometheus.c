/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report as Prometheus reads it, for the textfile collector of its
 * node_exporter:
 *
 *	# HELP headroom_report_tokens Tokens of all texts.
 *	# TYPE headroom_report_tokens gauge
 *	headroom_report_tokens{mode="default"} 12345
 *
 * Offenders and troubles are not in it: they have a place each, which would make
 * a new series of each report.
 */
#include <inttypes.h>
#include <stdio.h>

#include "price/price.h"
#include "report/report_number.h"

#define PREFIX "headroom_report_"

static void
begin_metric(struct buf *out, const char *name, const char *help)
{
	buf_add_str(out, "# HELP " PREFIX);
	buf_add_str(out, name);
	buf_add_char(out, ' ');
	buf_add_str(out, help);
	buf_add_str(out, "\n# TYPE " PREFIX);
	buf_add_str(out, name);
	buf_add_str(out, " gauge\n");
}

/* A label after others, whose list *sep begins or goes on. */
static void
add_label(struct buf *out, char *sep, const char *label, const char *value)
{
	buf_add_char(out, *sep);
	*sep = ',';
	buf_add_str(out, label);
	buf_add_str(out, "=\"");
	for (; value && *value; value++) {
		if (*value == '\n') {
			buf_add_str(out, "\\n");
			continue;
		}
		if (*value == '\\' || *value == '"')
			buf_add_char(out, '\\');
		buf_add_char(out, *value);
	}
	buf_add_char(out, '"');
}

/* Up to three labels, in pairs that NULL ends. */
static void
begin_sample(struct buf *out, const char *name, const char *const *labels)
{
	char sep = '{';

	buf_add_str(out, PREFIX);
	buf_add_str(out, name);
	for (; *labels; labels += 2)
		add_label(out, &sep, labels[0], labels[1]);
	buf_add_str(out, sep == ',' ? "} " : " ");
}

#define LABELS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define NO_LABELS ((const char *const[]){ NULL })

static void
add_sample(struct buf *out, const char *name, const char *const *labels,
	uint64_t value)
{
	begin_sample(out, name, labels);
	buf_add_uint(out, value);
	buf_add_char(out, '\n');
}

static void
add_dollars(struct buf *out, const char *name, const char *const *labels,
	uint64_t amount)
{
	char text[PRICE_TEXT];

	price_format_amount(amount, text);
	begin_sample(out, name, labels);
	buf_add_str(out, text);
	buf_add_char(out, '\n');
}

static void
add_single(struct buf *out, const char *name, const char *help, uint64_t value)
{
	begin_metric(out, name, help);
	add_sample(out, name, NO_LABELS, value);
}

static void
add_decimal(struct buf *out, const char *name, const char *help, uint64_t whole,
	unsigned digits, uint64_t part)
{
	char text[48];

	snprintf(text, sizeof(text), "%" PRIu64 ".%0*" PRIu64 "\n", whole,
		(int)digits, part);
	begin_metric(out, name, help);
	begin_sample(out, name, NO_LABELS);
	buf_add_str(out, text);
}

static void
add_about(const struct report_view *view, struct buf *out)
{
	uint64_t error =
		view->error_percent > 0 ? (uint64_t)view->error_percent : 0;

	begin_metric(out, "info", "What made the report; always 1.");
	add_sample(out, "info",
		LABELS("version", view->version, "encoding", view->encoding,
			"model", view->model ? view->model : "", "price_date",
			view->price_date ? view->price_date : ""),
		1);
	add_single(out, "exact",
		"Whether tokens are counted by the model's own tokenizer.",
		view->exact);
	if (view->exact)
		error = 0;
	add_decimal(out, "error_ratio", "By how much tokens may be off.",
		error / 100, 2, error % 100);
	add_decimal(out, "duration_seconds", "Time that the report took.",
		view->milliseconds / 1000, 3, view->milliseconds % 1000);
	add_single(out, "inputs", "Files and other inputs.", view->inputs);
	add_single(out, "requests", "Requests in them.", view->requests);
	add_single(out, "texts", "Texts in them.", view->total.texts);
	add_single(out, "bytes", "Bytes of all texts.", view->total.bytes);
	begin_metric(out, "left_out", "What is not in the other numbers.");
	add_sample(out, "left_out", LABELS("what", "files"), view->unread);
	add_sample(
		out, "left_out", LABELS("what", "bad_lines"), view->bad_lines);
	add_sample(out, "left_out", LABELS("what", "unknown_lines"),
		view->unknown_lines);
	if (view->budget)
		add_single(out, "budget_tokens", "The budget, in tokens.",
			view->budget);
}

static void
add_totals(const struct report_view *view, struct buf *out)
{
	begin_metric(out, "tokens", "Tokens of all texts.");
	for (unsigned mode = 0; mode < REPORT_NMODES; mode++)
		if (report_has_mode(view, mode))
			add_sample(out, "tokens",
				LABELS("mode", report_mode_names[mode]),
				view->total.tokens[mode]);
	if (!view->has_amount)
		return;
	begin_metric(out, "cost_dollars", "What the prompts cost.");
	for (unsigned mode = 0; mode < REPORT_NMODES; mode++) {
		const char *name = report_mode_names[mode];

		if (!report_has_mode(view, mode))
			continue;
		add_dollars(out, "cost_dollars",
			LABELS("mode", name, "cache", "none"),
			view->amount[mode]);
		add_dollars(out, "cost_dollars",
			LABELS("mode", name, "cache", "kept"),
			view->cached_amount[mode]);
	}
}

/* Whether there is a row in any axis, or a rest. */
static bool
has_rows(const struct report_view *view)
{
	for (unsigned axis = 0; axis < REPORT_NAXES; axis++)
		if (view->by[axis].n)
			return true;
	return false;
}

static bool
has_rest(const struct report_view *view)
{
	for (unsigned axis = 0; axis < REPORT_NAXES; axis++)
		if (view->by[axis].nrest)
			return true;
	return false;
}

static void
add_axis(const struct report_view *view, unsigned axis, struct buf *out)
{
	const struct report_rows *rows = &view->by[axis];

	for (size_t i = 0; i < rows->n; i++)
		for (unsigned mode = 0; mode < REPORT_NMODES; mode++)
			if (report_has_mode(view, mode))
				add_sample(out, "by_tokens",
					LABELS("by", report_axis_names[axis],
						"name", rows->row[i].name,
						"mode",
						report_mode_names[mode]),
					rows->row[i].sum.tokens[mode]);
}

static void
add_axes(const struct report_view *view, struct buf *out)
{
	if (has_rows(view)) {
		begin_metric(out, "by_tokens",
			"Tokens of the texts of one kind, role, tool ...");
		for (unsigned axis = 0; axis < REPORT_NAXES; axis++)
			add_axis(view, axis, out);
	}
	if (!has_rest(view))
		return;
	begin_metric(out, "rest_tokens", "Tokens of all other names.");
	for (unsigned axis = 0; axis < REPORT_NAXES; axis++)
		for (unsigned mode = 0; mode < REPORT_NMODES; mode++)
			if (view->by[axis].nrest && report_has_mode(view, mode))
				add_sample(out, "rest_tokens",
					LABELS("by", report_axis_names[axis],
						"mode",
						report_mode_names[mode]),
					view->by[axis].rest.tokens[mode]);
}

static void
add_waste(const struct report_view *view, struct buf *out)
{
	bool amounts = false;

	begin_metric(out, "waste_places", "Places of waste.");
	for (unsigned i = 0; i < REPORT_NWASTE; i++) {
		add_sample(out, "waste_places",
			LABELS("waste", report_waste_names[i]),
			view->waste[i].places);
		amounts |= view->waste[i].has_amount;
	}
	begin_metric(out, "waste_tokens", "Tokens of waste.");
	for (unsigned i = 0; i < REPORT_NWASTE; i++)
		add_sample(out, "waste_tokens",
			LABELS("waste", report_waste_names[i]),
			view->waste[i].tokens);
	if (!amounts)
		return;
	begin_metric(out, "waste_dollars", "What waste costs.");
	for (unsigned i = 0; i < REPORT_NWASTE; i++)
		if (view->waste[i].has_amount)
			add_dollars(out, "waste_dollars",
				LABELS("waste", report_waste_names[i]),
				view->waste[i].amount);
}

static void
add_prices(const struct report_view *view, struct buf *out)
{
	bool known = false;

	if (!view->nprices)
		return;
	begin_metric(out, "model_requests", "Requests to a model.");
	for (size_t i = 0; i < view->nprices; i++) {
		add_sample(out, "model_requests",
			LABELS("model", view->price[i].model),
			view->price[i].requests);
		known |= view->price[i].known;
	}
	if (!known)
		return;
	begin_metric(out, "model_cost_dollars", "What its prompts cost.");
	for (size_t i = 0; i < view->nprices; i++)
		for (unsigned mode = 0; mode < REPORT_NMODES; mode++)
			if (view->price[i].known && report_has_mode(view, mode))
				add_dollars(out, "model_cost_dollars",
					LABELS("model", view->price[i].model,
						"mode",
						report_mode_names[mode]),
					view->price[i].amount[mode]);
}

/* Of models or of days: how many answers, tokens, dollars. */
static void
add_billed_rows(struct buf *out, const char *label, const char *const names[3],
	const struct report_billed *row, size_t n)
{
	bool known = false;

	begin_metric(out, names[0], "Answers that sessions recorded.");
	for (size_t i = 0; i < n; i++) {
		add_sample(out, names[0], LABELS(label, row[i].name),
			row[i].answers);
		known |= !row[i].unpriced;
	}
	begin_metric(out, names[1],
		"Tokens that were billed; some are a part of input or output.");
	for (size_t i = 0; i < n; i++)
		for (unsigned k = 0; k < REPORT_NUSAGE; k++)
			add_sample(out, names[1],
				LABELS(label, row[i].name, "type",
					report_usage_names[k]),
				row[i].usage[k]);
	if (!known)
		return;
	begin_metric(out, names[2], "What was billed, at list prices.");
	for (size_t i = 0; i < n; i++)
		if (!row[i].unpriced)
			add_dollars(out, names[2], LABELS(label, row[i].name),
				row[i].amount);
}

static void
add_billed(const struct report_view *view, struct buf *out)
{
	static const char *const models[] = { "billed_answers", "billed_tokens",
		"billed_dollars" };
	static const char *const days[] = { "billed_day_answers",
		"billed_day_tokens", "billed_day_dollars" };

	if (!view->billed.answers)
		return;
	add_single(out, "billed_unpriced_answers",
		"Answers whose price is not known.", view->billed.unpriced);
	add_billed_rows(
		out, "model", models, view->billed_model, view->nbilled_models);
	add_billed_rows(out, "day", days, view->billed_day, view->nbilled_days);
}

static void
add_fidelity(const struct report_view *view, struct buf *out)
{
	if (!view->nfidelity)
		return;
	begin_metric(
		out, "facts", "Facts of the texts, and what became of them.");
	for (size_t i = 0; i < view->nfidelity; i++) {
		const struct report_fidelity *f = &view->fidelity[i];

		add_sample(out, "facts",
			LABELS("class", f->name, "found", "total"), f->total);
		add_sample(out, "facts",
			LABELS("class", f->name, "found", "kept"), f->kept);
		add_sample(out, "facts",
			LABELS("class", f->name, "found", "stated"), f->stated);
	}
}

void
report_prometheus(const struct report_view *view, struct buf *out)
{
	add_about(view, out);
	add_totals(view, out);
	add_axes(view, out);
	add_waste(view, out);
	add_prices(view, out);
	add_billed(view, out);
	add_fidelity(view, out);
}
