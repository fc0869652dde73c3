/* SPDX-License-Identifier: Apache-2.0 */
/* The list of commands, and how they end; see cmd.h. */
#include "cmd.h"

#include <string.h>

const struct cmd *const *cmds;

const struct cmd *
cmd_find(const char *name)
{
	for (size_t i = 0; cmds[i]; i++)
		if (!strcmp(cmds[i]->name, name))
			return cmds[i];
	return NULL;
}

int
cmd_status(enum hr_status status)
{
	switch (status) {
	case HR_OK:
	case HR_SKIP:
		return 0;
	case HR_EINPUT:
	case HR_ELIMIT:
		return EXIT_INPUT;
	case HR_EIO:
		return EXIT_IO;
	case HR_ENOMEM:
	case HR_ENET:
	case HR_EAPI:
		return EXIT_INTERNAL;
	}
	return EXIT_INTERNAL;
}

int
cmd_failure(enum hr_status status, const struct hr_error *err)
{
	if (status == HR_ELIMIT && err->pos == SIZE_MAX)
		return EXIT_NO;
	return cmd_status(status);
}
