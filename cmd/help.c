/* SPDX-License-Identifier: Apache-2.0 */
/* All that is printed from the option tables; see help.h. */
#include "help.h"

#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "opt.h"
#include "out.h"
#include "price/price_table.h"

enum {
	COLUMN = 26, /* where the explanations begin */
};

/* ": a, b or c" */
static void
print_choices(struct out *out, const struct opt *opt)
{
	const char *p = opt->choices, *end = p + opt_choices(opt);

	for (size_t n; p < end; p += n + 1) {
		n = strcspn(p, " ");
		out_str(out, p == opt->choices ? ": "
			     : p + n < end     ? ", "
					       : " or ");
		out_write(out, p, n);
	}
}

/* "  -m, --model NAME   " */
static void
print_option(struct out *out, const struct opt *opt)
{
	char text[80];
	int n;

	n = snprintf(text, sizeof(text), "  %c%c%s --%s%s%s%s",
		opt->letter ? '-' : ' ', opt->letter ? opt->letter : ' ',
		opt->letter ? "," : " ", opt->name,
		!opt->arg              ? ""
		: opt_is_optional(opt) ? "[="
				       : " ",
		opt->arg ? opt->arg : "", opt_is_optional(opt) ? "]" : "");
	out_str(out, text);
	if (n >= COLUMN - 1)
		out_print(out, "\n%*s", COLUMN, "");
	else
		out_print(out, "%*s", COLUMN - n, "");
	out_str(out, opt->help);
	if (opt->kind == OPT_CHOICE || opt->kind == OPT_MAYBE)
		print_choices(out, opt);
	out_str(out, "\n");
}

static void
print_commands(struct out *out)
{
	out_str(out, "\nCommands:\n");
	for (size_t i = 0; cmds[i]; i++)
		out_print(out, "  %-10s %s\n", cmds[i]->name, cmds[i]->summary);
	out_str(out,
		"\n'headroom help COMMAND' shows the options of a command.\n"
		"'man headroom' has examples and explains the output.\n");
}

int
help_show(const struct cmd *cmd)
{
	const struct opt *opt;
	struct out out;

	if (!out_open(&out, NULL))
		return EXIT_IO;
	out_print(&out, "Usage: headroom %s\n\n", cmd->usage);
	if (cmd->about)
		out_print(&out, "%s\n", cmd->about);
	out_str(&out, "Options:\n");
	for (size_t i = 0; (opt = opt_at(cmd, i)) != NULL; i++)
		print_option(&out, opt);
	if (cmd->lists_commands)
		print_commands(&out);
	return out_close(&out, 0);
}

int
help_version(void)
{
	struct out out;

	if (!out_open(&out, NULL))
		return EXIT_IO;
	out_str(&out, "headroom " HR_VERSION "\n");
	return out_close(&out, 0);
}

/* ---- for scripts --------------------------------------------------------- */

/* The models that have a price and are counted as others are. */
static void
print_priced(struct out *out)
{
	struct price price;
	const char *before = "";

	for (size_t i = 0; price_builtin(i, &price); i++) {
		const char *pattern = hr_model_find(price.model)->pattern;

		if (strcmp(pattern, price.model) && strcmp(before, price.model))
			out_print(out, " %s", price.model);
		before = price.model;
	}
}

static void
print_models(struct out *out)
{
	size_t n;
	const struct hr_model *models = hr_models(&n);
	const char *space = "";

	for (size_t i = 0; i < n; i++) {
		if (strchr(models[i].pattern, '*'))
			continue;
		out_print(out, "%s%s", space, models[i].pattern);
		space = " ";
	}
	print_priced(out);
}

static void
print_words(struct out *out, const struct opt *opt)
{
	const char *space = "";

	if (!opt->choices)
		return;
	if (!strcmp(opt->choices, "model")) {
		print_models(out);
	} else if (!strcmp(opt->choices, "encoding")) {
		for (int i = 0; i < HR_NENCODINGS; i++, space = " ")
			out_print(out, "%s%s", space,
				hr_encoding_name((enum hr_encoding)i));
	} else {
		out_write(out, opt->choices, opt_choices(opt));
	}
}

static void
dump_option(struct out *out, const struct cmd *cmd, const struct opt *opt)
{
	out_print(out, "option\t%s\t", cmd->name);
	if (opt->letter)
		out_write(out, &opt->letter, 1);
	out_print(out, "\t%s\t", opt->name);
	if (opt->arg)
		out_print(out, opt_is_optional(opt) ? "[=%s]" : "%s", opt->arg);
	out_str(out, "\t");
	print_words(out, opt);
	out_print(out, "\t%s\n", opt->help);
}

int
help_dump(void)
{
	const struct opt *opt;
	struct out out;

	if (!out_open(&out, NULL))
		return EXIT_IO;
	for (size_t i = 0; cmds[i]; i++) {
		out_print(&out, "command\t%s\t%s\t%s\n", cmds[i]->name,
			cmds[i]->usage, cmds[i]->summary);
		for (size_t j = 0; (opt = opt_at(cmds[i], j)) != NULL; j++)
			dump_option(&out, cmds[i], opt);
	}
	return out_close(&out, 0);
}
