/* SPDX-License-Identifier: Apache-2.0 */
/* headroom help [COMMAND|TOPIC] */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "help.h"
#include "msg.h"
#include "opt.h"

/* What has a page of its own and is no command: headroom-NAME. */
static const struct topic {
	const char *name, *section, *page;
} topics[] = {
	{ "encoding", "7", "headroom-encoding" },
	{ "log", "7", "headroom-log" },
	{ "prices", "5", "headroom-prices" },
	{ "prose", "7", "headroom-prose" },
};

/* Becomes the program that shows a page; an exit status if it cannot. */
static int
show_page(const struct topic *t)
{
	execlp("man", "man", t->section, t->page, (char *)NULL);
	msg_error("man", "%s: its page is %s(%s)", strerror(errno), t->page,
		t->section);
	return EXIT_IO;
}

static int
run(const struct cmd *cmd, int argc, char **argv)
{
	const struct cmd *about = NULL;
	char **operands, no_values;
	int status;

	if (!opt_parse(cmd, argc, argv, &no_values, &operands, &status))
		return status;
	about = cmd_find(operands[0] ? operands[0] : "compress");
	if (about)
		return help_show(about);
	for (size_t i = 0; i < sizeof(topics) / sizeof(*topics); i++)
		if (!strcmp(topics[i].name, operands[0]))
			return show_page(&topics[i]);
	msg_usage("there is no command '%s', and no topic", operands[0]);
	return EXIT_USAGE;
}

const struct cmd cmd_help = {
	.name = "help",
	.usage = "help [COMMAND|TOPIC]",
	.summary = "show the options of a command, or a page",
	.about = "Topics, which have a page of their own in the manual: "
		 "encoding, log,\n"
		 "prices, prose.\n",
	.run = run,
};
