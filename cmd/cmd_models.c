/* SPDX-License-Identifier: Apache-2.0 */
/* headroom models: what is known of models. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "cmd.h"
#include "msg.h"
#include "opt.h"
#include "out.h"
#include "prices.h"

struct args {
	bool json;
	const char *prices;
};

#define AT(field) offsetof(struct args, field)

static const struct opt opts[] = {
	{ 0, "json", OPT_FLAG, AT(json), NULL, NULL, "an array of objects" },
	{ 0, "prices", OPT_TEXT, AT(prices), "FILE", "file",
		"prices that go over the built-in ones" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, NULL },
};

/* A model that is counted or priced by itself. */
struct line {
	const struct hr_model *model;
	const struct price *price; /* the first of `n`; NULL: not known */
	size_t n;
	char pattern[PRICE_NAME + 2];
};

struct lines {
	struct line *p;
	size_t n, cap;
};

/* ---- which lines --------------------------------------------------------- */

/* Prices of one model follow each other. */
static size_t
count_same(const struct price_list *list, size_t i)
{
	size_t n = 1;

	while (i + n < list->n &&
		!strcmp(list->p[i + n].model, list->p[i].model))
		n++;
	return n;
}

static bool
add_line(struct lines *lines, const struct hr_model *model,
	const struct price *price, size_t n)
{
	const char *name = price ? price->model : model->pattern;
	struct line *line;

	if (!mem_grow(&lines->p, &lines->cap, lines->n + 1, sizeof(*lines->p)))
		return false;
	line = &lines->p[lines->n++];
	*line = (struct line){ .model = model, .price = price, .n = n };
	snprintf(line->pattern, sizeof(line->pattern), "%s%s", name,
		price && price_is_prefix(name) && !strchr(name, '*') ? "*"
								     : "");
	return true;
}

/* Of each price, in the order of the list, the model it is counted as. */
static bool
find_priced(const struct price_list *list, struct lines *priced)
{
	for (size_t i = 0, n; i < list->n; i += n) {
		n = count_same(list, i);
		if (!add_line(priced, hr_model_find(list->p[i].model),
			    &list->p[i], n))
			return false;
	}
	return true;
}

/* The models of hr_models(), and before each the priced ones that are counted
 * as it is. */
static bool
find_lines(const struct lines *priced, struct lines *lines)
{
	size_t n;
	const struct hr_model *models = hr_models(&n);

	for (size_t m = 0; m < n; m++) {
		const struct line *same = NULL;

		for (size_t i = 0; i < priced->n; i++) {
			const struct line *line = &priced->p[i];

			if (line->model != &models[m])
				continue;
			if (!strcmp(line->pattern, models[m].pattern))
				same = line;
			else if (!add_line(lines, line->model, line->price,
					 line->n))
				return false;
		}
		if (!add_line(lines, &models[m], same ? same->price : NULL,
			    same ? same->n : 0))
			return false;
	}
	return true;
}

/* ---- a table ------------------------------------------------------------- */

enum column {
	MODEL,
	FAMILY,
	TOKENIZER,
	HOW,
	INPUT, /* from here on numbers, at the right */
	CACHED,
	OUTPUT,
	CONTEXT,
	NCOLUMNS,
	CELL = PRICE_NAME + 2,
};

/* Whether there is more to tell of a price than three numbers. */
static bool
is_varied(const struct line *line)
{
	return line->n > 1 || line->price->above != PRICE_NO_TIER ||
	       line->price->begin != line->price->end;
}

static void
price_cells(const struct line *line, char cells[NCOLUMNS][CELL])
{
	const struct price_rates *rates = &line->price->rates;
	char text[PRICE_TEXT];

	price_format_rate(rates->input, text);
	snprintf(cells[INPUT], CELL, "%s%s", text, is_varied(line) ? "+" : "");
	price_format_rate(rates->cached, cells[CACHED]);
	price_format_rate(rates->output, cells[OUTPUT]);
}

static void
cells_of(const struct line *line, char cells[NCOLUMNS][CELL])
{
	const struct hr_model *m = line->model;

	snprintf(cells[MODEL], CELL, "%s", line->pattern);
	snprintf(cells[FAMILY], CELL, "%s", m->family);
	snprintf(cells[TOKENIZER], CELL, "%s", hr_encoding_name(m->encoding));
	if (m->exact)
		snprintf(cells[HOW], CELL, "exact");
	else
		snprintf(cells[HOW], CELL, "x %.2f, within %d %%", m->factor,
			m->error_percent);
	for (int i = INPUT; i < NCOLUMNS; i++)
		snprintf(cells[i], CELL, "-");
	if (line->price)
		price_cells(line, cells);
	if (m->context)
		snprintf(cells[CONTEXT], CELL, "%ld", m->context);
}

static void
print_row(struct out *out, char cells[NCOLUMNS][CELL], const int *width)
{
	for (int i = 0; i < INPUT; i++) {
		out_str(out, cells[i]);
		out_print(out, "%*s", width[i] - (int)strlen(cells[i]) + 2, "");
	}
	for (int i = INPUT; i < NCOLUMNS; i++)
		out_print(out, "%*s%s", width[i], cells[i],
			i < NCOLUMNS - 1 ? "  " : "\n");
}

static void
print_table(struct out *out, const struct lines *lines)
{
	char cells[NCOLUMNS][CELL];
	char head[NCOLUMNS][CELL] = { "MODEL", "FAMILY", "TOKENIZER", "COUNT",
		"INPUT", "CACHED", "OUTPUT", "CONTEXT" };
	int width[NCOLUMNS];

	for (int i = 0; i < NCOLUMNS; i++)
		width[i] = (int)strlen(head[i]);
	for (size_t row = 0; row < lines->n; row++) {
		cells_of(&lines->p[row], cells);
		for (int i = 0; i < NCOLUMNS; i++)
			if ((int)strlen(cells[i]) > width[i])
				width[i] = (int)strlen(cells[i]);
	}
	print_row(out, head, width);
	for (size_t row = 0; row < lines->n; row++) {
		cells_of(&lines->p[row], cells);
		print_row(out, cells, width);
	}
}

static void
print_sources(struct out *out, const struct prices *prices)
{
	out_str(out, "\nPrices are US dollars a million tokens.\n"
		     "Built in: of " PRICE_DATE ", from " PRICE_SOURCE
		     ", without warranty.\n");
	if (prices->file) {
		out_print(out, "Over them: %zu prices of the file ",
			prices->list.n - prices->list.builtin);
		out_str(out, prices->file);
		out_str(out, ".\n");
	}
	out_str(out, "+ There are others for long prompts or for other times: "
		     "see --json.\n");
}

/* ---- JSON ---------------------------------------------------------------- */

/* The members of a price's rates, behind its brace. */
static void
print_rates(struct out *out, const struct price_rates *r)
{
	static const char *const names[] = { "input", "cached", "cache_write",
		"cache_write_1h", "output" };
	const uint64_t rates[] = { r->input, r->cached, r->write, r->write_1h,
		r->output };
	char text[PRICE_TEXT];

	for (size_t i = 0; i < sizeof(rates) / sizeof(*rates); i++) {
		price_format_rate(rates[i], text);
		out_print(out, "%s\"%s\":%s", i ? "," : "", names[i], text);
	}
}

static void
print_string(struct out *out, const char *name, const char *value)
{
	out_print(out, ",\"%s\":", name);
	if (value)
		out_json(out, value);
	else
		out_str(out, "null");
}

static void
print_time(struct out *out, const struct price *p)
{
	char from[sizeof("0000-00-00")], hours[sizeof("00:00-00:00")];

	snprintf(from, sizeof(from), "%04u-%02u-%02u", p->from / 10000 % 10000,
		p->from / 100 % 100, p->from % 100);
	snprintf(hours, sizeof(hours), "%02u:%02u-%02u:%02u",
		p->begin / 60 % 100, p->begin % 60, p->end / 60 % 100,
		p->end % 60);
	print_string(out, "from", p->from ? from : NULL);
	print_string(out, "hours", p->begin != p->end ? hours : NULL);
}

static void
print_price(struct out *out, const struct price *p, const char *file)
{
	out_str(out, "{");
	print_rates(out, &p->rates);
	out_print(out, ",\"batch_percent\":%u,\"above\":", p->batch);
	if (p->above == PRICE_NO_TIER) {
		out_str(out, "null");
	} else {
		out_print(
			out, "{\"tokens\":%llu,", (unsigned long long)p->above);
		print_rates(out, &p->above_rates);
		out_str(out, "}");
	}
	print_time(out, p);
	print_string(out, "provider", p->provider);
	print_string(
		out, "source", p->from_file && !p->source ? file : p->source);
	print_string(out, "date", p->date);
	out_str(out, "}");
}

static void
print_model(struct out *out, const struct line *line, const char *file)
{
	const struct hr_model *m = line->model;

	out_str(out, "{\"pattern\":");
	out_json(out, line->pattern);
	out_str(out, ",\"family\":");
	out_json(out, m->family);
	out_print(out,
		",\"encoding\":\"%s\",\"exact\":%s,\"factor\":%.3f,"
		"\"error_percent\":%d,\"context\":",
		hr_encoding_name(m->encoding), m->exact ? "true" : "false",
		m->factor, m->error_percent);
	if (m->context)
		out_print(out, "%ld", m->context);
	else
		out_str(out, "null");
	out_str(out, ",\"prices\":");
	if (!line->price)
		out_str(out, "null");
	for (size_t i = 0; i < line->n; i++) {
		out_str(out, i ? ",\n  " : "[\n  ");
		print_price(out, &line->price[i], file);
	}
	out_str(out, line->price ? "]}" : "}");
}

static void
print_json(struct out *out, const struct lines *lines, const char *file)
{
	out_str(out, "[");
	for (size_t i = 0; i < lines->n; i++) {
		out_str(out, i ? ",\n " : "\n ");
		print_model(out, &lines->p[i], file);
	}
	out_str(out, "\n]\n");
}

/* ---- the command --------------------------------------------------------- */

static int
print_all(const struct args *args, const struct prices *prices)
{
	struct lines priced = { .n = 0 }, lines = { .n = 0 };
	struct out out;
	int status = EXIT_INTERNAL;

	if (!find_priced(&prices->list, &priced) ||
		!find_lines(&priced, &lines)) {
		msg_error(NULL, "out of memory");
	} else if (!out_open(&out, NULL)) {
		status = EXIT_IO;
	} else {
		if (args->json) {
			print_json(&out, &lines, prices->file);
		} else {
			print_table(&out, &lines);
			print_sources(&out, prices);
		}
		status = out_close(&out, 0);
	}
	mem_free(priced.p);
	mem_free(lines.p);
	return status;
}

static int
run(const struct cmd *cmd, int argc, char **argv)
{
	struct args args = { .json = false };
	struct prices prices;
	char **operands;
	int status;

	if (!opt_parse(cmd, argc, argv, &args, &operands, &status))
		return status;
	if (operands[0]) {
		msg_usage("models takes no operand: '%s'", operands[0]);
		return EXIT_USAGE;
	}
	status = prices_open(&prices, args.prices);
	if (status != 0)
		return status;
	status = print_all(&args, &prices);
	prices_close(&prices);
	return status;
}

const struct cmd cmd_models = {
	.name = "models",
	.usage = "models [OPTION]...",
	.summary = "list the known models, how their tokens count, their "
		   "prices",
	.about = "Shows for each model, or each beginning of names that ends "
		 "in *, the tokenizer\n"
		 "it is counted by, whether that is exact, what a million "
		 "tokens cost, and the\n"
		 "tokens of its context window.\n",
	.opts = opts,
	.run = run,
};
