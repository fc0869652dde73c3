/* SPDX-License-Identifier: Apache-2.0 */
/* One command: a row of the list in main.c, a file cmd_NAME.c. */
#ifndef CMD_H
#define CMD_H

#include <stdbool.h>

#include "headroom.h"

struct opt;

/* Exit statuses; the manual explains them. */
enum {
	EXIT_NO = 1, /* what was asked for does not hold */
	EXIT_USAGE = 2,
	EXIT_INPUT = 3, /* bad input under --strict */
	EXIT_IO = 4,
	EXIT_NETWORK =
		5, /* no connection, no TLS, or what comes is no answer */
	EXIT_REFUSED = 6, /* the provider said no */
	EXIT_BUSY = 7, /* it may say yes later */
	EXIT_CUT = 8, /* the answer ended early */
	EXIT_INTERNAL = 9, /* or out of memory */
};

struct cmd {
	const char *name;
	const char *usage; /* what follows the program's name */
	const char *summary; /* one line, begins with a small letter */
	const char *about; /* for --help, whole lines; may be NULL */
	bool lists_commands; /* its --help does, as that of the program */
	const struct opt *opts; /* up to a row without a name */
	/* Arguments as of main, argv[0] being the command; an exit status. */
	int (*run)(const struct cmd *, int argc, char **argv);
};

extern const struct cmd cmd_cache_diff, cmd_compress, cmd_count, cmd_expand,
	cmd_help, cmd_models, cmd_report, cmd_send, cmd_verify;

/* In the order of their names, ends with NULL.  main() has the list, and gives it
 * to those who read it: they are in it themselves. */
extern const struct cmd *const *cmds;

/* NULL if there is none of this name. */
const struct cmd *cmd_find(const char *name);

/* The exit status for what a library call returned. */
int cmd_status(enum hr_status);
/* The same where a budget that is too small is among what may be wrong. */
int cmd_failure(enum hr_status, const struct hr_error *);

#endif
