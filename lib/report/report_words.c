/* SPDX-License-Identifier: Apache-2.0 */
/* The sentences of a report; see report_table.h. */
#include "report/report_table.h"

/* "1 file could not be read" */
static void
add_count(struct buf *out, uint64_t n, const char *one, const char *many)
{
	char number[REPORT_NUMBER];

	report_number(n, number);
	buf_add_str(out, number);
	buf_add_char(out, ' ');
	buf_add_str(out, n == 1 ? one : many);
}

static void
say_saved(const struct report_view *view, struct buf *out)
{
	const uint64_t *tokens = view->total.tokens;
	char text[REPORT_CELL];

	if (!view->inputs && !view->total.texts) {
		buf_add_str(out, "Nothing was read.");
		return;
	}
	if (!view->simulated) {
		report_tokens(view, tokens[REPORT_NOW], text);
		buf_add_str(out, text);
		buf_add_str(out, " tokens. What could be saved was not tried.");
		return;
	}
	buf_add_str(out, "headroom would save ");
	buf_add_str(out, view->exact ? "" : "~");
	report_saved(tokens[REPORT_NOW], tokens[REPORT_DEFAULT], text);
	buf_add_str(out, text);
	buf_add_str(out, " of ");
	report_tokens(view, tokens[REPORT_NOW], text);
	buf_add_str(out, text);
	buf_add_str(out, " tokens (");
	report_percent_saved(tokens[REPORT_NOW], tokens[REPORT_DEFAULT], text);
	buf_add_str(out, text);
	buf_add_str(out, ")");
	if (view->has_amount) {
		const char *sign = view->exact ? "" : "~";

		buf_add_str(out, " and ");
		buf_add_str(out, sign);
		report_dollars_saved(view->amount[REPORT_NOW],
			view->amount[REPORT_DEFAULT], text);
		buf_add_str(out, text);
		buf_add_str(out, " of ");
		buf_add_str(out, sign);
		report_dollars(view->amount[REPORT_NOW], text);
		buf_add_str(out, text);
	}
	buf_add_char(out, '.');
}

static void
say_inputs(const struct report_view *view, struct buf *out)
{
	char text[REPORT_NUMBER];

	add_count(out, view->inputs, "input", "inputs");
	buf_add_str(out, ", ");
	add_count(out, view->requests, "request", "requests");
	buf_add_str(out, ", ");
	add_count(out, view->total.texts, "text", "texts");
	buf_add_str(out, " of ");
	report_bytes(view->total.bytes, text);
	buf_add_str(out, text);
	if (view->milliseconds) {
		buf_add_str(out, ", read in ");
		report_time(view->milliseconds, text);
		buf_add_str(out, text);
	}
	buf_add_char(out, '.');
}

static void
say_counting(const struct report_view *view, struct buf *out)
{
	if (!view->inputs && !view->total.texts)
		return;
	buf_add_str(out, view->exact ? "Tokens are those of "
				     : "~: Tokens are estimated from ");
	buf_add_str(out, report_name(view->encoding));
	if (view->model) {
		buf_add_str(out,
			view->exact ? ", which is the tokenizer of " : " for ");
		buf_add_str(out, view->model);
	}
	if (!view->exact) {
		buf_add_str(out, " and may be off by ");
		buf_add_uint(out, view->error_percent > 0
					  ? (uint64_t)view->error_percent
					  : 0);
		buf_add_str(out, " %");
	}
	buf_add_str(out, view->exact ? ": exact." : ".");
}

/* Amounts of models whose tokens nobody can count. */
static void
say_estimates(const struct report_view *view, struct buf *out)
{
	uint64_t models = 0;
	int error = 0;

	for (size_t i = 0; i < view->nprices; i++) {
		const struct report_price *p = &view->price[i];

		models += p->known && p->error_percent;
		if (p->known && p->error_percent > error)
			error = p->error_percent;
	}
	if (!models)
		return;
	buf_add_str(out, " Estimated, within ");
	buf_add_uint(out, (uint64_t)error);
	buf_add_str(out, " %, are tokens of ");
	add_count(out, models, "model.", "models.");
}

static void
say_prices(const struct report_view *view, struct buf *out)
{
	size_t unknown = 0;

	for (size_t i = 0; i < view->nprices; i++)
		unknown += !view->price[i].known;
	if (view->has_amount) {
		buf_add_str(
			out, "Money is what the prompts cost, by prices of ");
		buf_add_str(out, report_name(view->price_date));
		if (view->price_source) {
			buf_add_str(out, ", from ");
			buf_add_str(out, view->price_source);
		}
		buf_add_str(out, "; cached: if the provider still had what was "
				 "sent before.");
		if (unknown) {
			buf_add_str(out, " Not in it: ");
			add_count(out, unknown,
				"model whose price is not known.",
				"models whose prices are not known.");
		}
		say_estimates(view, out);
	} else if (unknown || view->model) {
		buf_add_str(out, "No amounts, as no model's price is known.");
	}
}

static void
say_unread(const struct report_view *view, struct buf *out)
{
	const struct {
		uint64_t n;
		const char *one, *many;
	} parts[] = {
		{ view->unread, "file could not be read",
			"files could not be read" },
		{ view->bad_lines, "line is not valid", "lines are not valid" },
		{ view->unknown_lines, "line of an unknown form was skipped",
			"lines of unknown forms were skipped" },
	};
	bool any = false;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (!parts[i].n)
			continue;
		buf_add_str(out, any ? "; " : "Not in these numbers: ");
		add_count(out, parts[i].n, parts[i].one, parts[i].many);
		any = true;
	}
	if (any)
		buf_add_char(out, '.');
	else if (view->ntrouble)
		buf_add_str(out, "Not all of it could be read as it should.");
}

void
report_say(const struct report_view *view, enum report_sentence sentence,
	struct buf *out)
{
	switch (sentence) {
	case REPORT_SAY_SAVED:
		say_saved(view, out);
		break;
	case REPORT_SAY_INPUTS:
		say_inputs(view, out);
		break;
	case REPORT_SAY_COUNTING:
		say_counting(view, out);
		break;
	case REPORT_SAY_PRICES:
		say_prices(view, out);
		break;
	case REPORT_SAY_UNREAD:
		say_unread(view, out);
		break;
	case REPORT_NSENTENCES:
		break;
	}
}

void
report_say_offender(const struct report_view *view,
	const struct report_offender *o, struct buf *out)
{
	char text[REPORT_CELL];

	add_count(out, o->times, "time", "times");
	buf_add_str(out, ", ");
	if (o->bytes) {
		report_bytes(o->bytes, text);
		buf_add_str(out, text);
		buf_add_str(out, ", ");
	}
	report_tokens(view, o->tokens, text);
	buf_add_str(out, text);
	buf_add_str(out, " tokens");
	if (o->saved) {
		buf_add_str(out, "; ");
		report_tokens(view, o->saved, text);
		buf_add_str(out, text);
		buf_add_str(out, " could be saved");
	}
}
