/* SPDX-License-Identifier: Apache-2.0 */
/* headroom: arguments in, exit status out. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "help.h"
#include "msg.h"

/* In the order of their names. */
static const struct cmd *const all[] = { &cmd_cache_diff, &cmd_compress,
	&cmd_count, &cmd_expand, &cmd_help, &cmd_models, &cmd_report, &cmd_send,
	&cmd_verify, NULL };

/* Commands to come: their names are not taken for files by mistake. */
static const char *const later[] = { "get", "proxy", "run", NULL };

/*
 * Descriptors 0 to 2 that are closed get /dev/null, opened so that reading
 * and writing still fail: else the next file opened would take their place
 * and be read as the input or get the messages.
 */
static void
fill_descriptors(void)
{
	static const int mode[] = { O_WRONLY, O_RDONLY, O_WRONLY };

	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
			open("/dev/null", mode[fd]) != fd)
			_exit(EXIT_IO);
}

/* A name that a later version has as a command, and no file has today. */
static bool
is_later(const char *name)
{
	for (size_t i = 0; later[i]; i++)
		if (!strcmp(later[i], name))
			return access(name, F_OK) != 0;
	return false;
}

int
main(int argc, char **argv)
{
	const struct cmd *cmd;

	cmds = all;
	cmd = argc > 1 ? cmd_find(argv[1]) : NULL;
	fill_descriptors();
	/* Past a limit of file size, writing fails as on a full disk. */
	signal(SIGXFSZ, SIG_IGN);
	msg_init();
	if (argc > 1 && !strcmp(argv[1], "--dump-opts"))
		return help_dump();
	if (argc > 1 && is_later(argv[1])) {
		msg_usage("there is no command '%s' in this version", argv[1]);
		return EXIT_USAGE;
	}
	if (cmd)
		return cmd->run(cmd, argc - 1, argv + 1);
	return cmd_compress.run(&cmd_compress, argc, argv);
}
