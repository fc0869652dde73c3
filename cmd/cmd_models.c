/* SPDX-License-Identifier: Apache-2.0 */
/* headroom models: what is known of models. */
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "msg.h"
#include "out.h"

struct args {
	bool json;
};

static const struct opt opts[] = {
	{ 0, "json", OPT_FLAG, offsetof(struct args, json), NULL, NULL,
		"an array of objects" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, NULL },
};

enum {
	NCOLUMNS = 5,
	CELL = 64,
};

static void
cells_of(const struct hr_model *m, char cells[NCOLUMNS][CELL])
{
	snprintf(cells[0], CELL, "%s", m->pattern);
	snprintf(cells[1], CELL, "%s", m->family);
	snprintf(cells[2], CELL, "%s", hr_encoding_name(m->encoding));
	if (m->exact)
		snprintf(cells[3], CELL, "exact");
	else
		snprintf(cells[3], CELL, "x %.2f, within %d %%", m->factor,
			m->error_percent);
	if (m->context)
		snprintf(cells[4], CELL, "%ld", m->context);
	else
		snprintf(cells[4], CELL, "-");
}

static void
print_row(struct out *out, char cells[NCOLUMNS][CELL], const int *width)
{
	for (int i = 0; i < NCOLUMNS - 1; i++)
		out_print(out, "%-*s  ", width[i], cells[i]);
	out_print(out, "%*s\n", width[NCOLUMNS - 1], cells[NCOLUMNS - 1]);
}

static void
print_table(struct out *out, const struct hr_model *models, size_t n)
{
	char cells[NCOLUMNS][CELL], head[NCOLUMNS][CELL] = { "MODEL", "FAMILY",
		"TOKENIZER", "COUNT", "CONTEXT" };
	int width[NCOLUMNS];

	for (int i = 0; i < NCOLUMNS; i++)
		width[i] = (int)strlen(head[i]);
	for (size_t row = 0; row < n; row++) {
		cells_of(&models[row], cells);
		for (int i = 0; i < NCOLUMNS; i++)
			if ((int)strlen(cells[i]) > width[i])
				width[i] = (int)strlen(cells[i]);
	}
	print_row(out, head, width);
	for (size_t row = 0; row < n; row++) {
		cells_of(&models[row], cells);
		print_row(out, cells, width);
	}
}

static void
print_json(struct out *out, const struct hr_model *models, size_t n)
{
	out_str(out, "[");
	for (size_t i = 0; i < n; i++) {
		const struct hr_model *m = &models[i];

		out_str(out, i ? ",\n {\"pattern\":" : "\n {\"pattern\":");
		out_json(out, m->pattern);
		out_str(out, ",\"family\":");
		out_json(out, m->family);
		out_print(out,
			",\"encoding\":\"%s\",\"exact\":%s,\"factor\":%.3f,"
			"\"error_percent\":%d,\"context\":",
			hr_encoding_name(m->encoding),
			m->exact ? "true" : "false", m->factor,
			m->error_percent);
		if (m->context)
			out_print(out, "%ld}", m->context);
		else
			out_str(out, "null}");
	}
	out_str(out, "\n]\n");
}

static int
run(const struct cmd *cmd, int argc, char **argv)
{
	struct args args = { .json = false };
	size_t n;
	const struct hr_model *models = hr_models(&n);
	struct out out;
	char **operands;
	int status;

	if (!opt_parse(cmd, argc, argv, &args, &operands, &status))
		return status;
	if (operands[0]) {
		msg_usage("models takes no operand: '%s'", operands[0]);
		return EXIT_USAGE;
	}
	if (!out_open(&out, NULL))
		return EXIT_IO;
	if (args.json)
		print_json(&out, models, n);
	else
		print_table(&out, models, n);
	return out_close(&out, 0);
}

const struct cmd cmd_models = {
	.name = "models",
	.usage = "models [OPTION]...",
	.summary = "list the known models and how their tokens are counted",
	.about = "Shows for each model, or each beginning of names that ends "
		 "in *, the tokenizer\n"
		 "it is counted by, whether that is exact, and the tokens of "
		 "its context window.\n",
	.opts = opts,
	.run = run,
};
