/* SPDX-License-Identifier: Apache-2.0 */
/* What options are; see opt.h. */
#include "opt.h"

#include <string.h>

#include "cmd.h"

const struct opt opt_common[] = {
	{ 'q', "quiet", OPT_QUIET, 0, NULL, NULL, "no warnings" },
	{ 'v', "verbose", OPT_VERBOSE, 0, NULL, NULL,
		"say more on standard error" },
	{ 'h', "help", OPT_HELP, 0, NULL, NULL, "show this help" },
	{ 'V', "version", OPT_VERSION, 0, NULL, NULL, "show the version" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, NULL },
};

const struct opt *
opt_at(const struct cmd *cmd, size_t i)
{
	size_t n = 0;

	while (cmd->opts && cmd->opts[n].name)
		n++;
	if (i < n)
		return &cmd->opts[i];
	for (size_t j = 0; opt_common[j].name; j++)
		if (n + j == i)
			return &opt_common[j];
	return NULL;
}

bool
opt_is_optional(const struct opt *opt)
{
	return opt->kind == OPT_MAYBE || opt->kind == OPT_MAYBE_TEXT;
}

size_t
opt_choices(const struct opt *opt)
{
	size_t n = opt->choices ? strlen(opt->choices) : 0;

	return n && opt->choices[n - 1] == ' ' ? n - 1 : n;
}
