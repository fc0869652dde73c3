/* SPDX-License-Identifier: Apache-2.0 */
/* headroom report --ledger: what runs saved. */
#include "cmd.h"
#include "ledger_show.h"
#include "msg.h"

enum {
	FORMAT_NONE,
	FORMAT_TEXT,
	FORMAT_JSON,
};

struct args {
	int by, format;
	const char *ledger, *since, *purge;
};

#define AT(field) offsetof(struct args, field)

static const struct opt opts[] = {
	{ 0, "ledger", OPT_MAYBE_TEXT, AT(ledger), "FILE", "file",
		"what runs with --ledger did" },
	{ 0, "since", OPT_TEXT, AT(since), "TIME", NULL,
		"of the ledger, not what is older: 30d, 12h, 4w or "
		"2026-11-24" },
	{ 0, "by", OPT_CHOICE, AT(by), "WHAT", LEDGER_SHOW_BY,
		"of the ledger, a line for each: day, model, tool, command or "
		"kind" },
	{ 0, "purge", OPT_TEXT, AT(purge), "TIME", NULL,
		"of the ledger, delete what is older" },
	{ 0, "format", OPT_CHOICE, AT(format), "FORM", "text json",
		"text or json" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, NULL },
};

static int
run(const struct cmd *cmd, int argc, char **argv)
{
	struct args args = { .by = 0 };
	struct ledger_wish wish;
	char **operands;
	int status;

	if (!opt_parse(cmd, argc, argv, &args, &operands, &status))
		return status;
	if (!args.ledger || operands[0]) {
		msg_usage("report takes --ledger and no operand");
		return EXIT_USAGE;
	}
	wish = (struct ledger_wish){ .file = args.ledger,
		.since = args.since,
		.purge = args.purge,
		.by = args.by,
		.json = args.format == FORMAT_JSON };
	return ledger_show(&wish);
}

const struct cmd cmd_report = {
	.name = "report",
	.usage = "report --ledger[=FILE] [OPTION]...",
	.summary = "show what was saved",
	.about = "Sums up the runs that were made with --ledger.\n",
	.opts = opts,
	.run = run,
};
