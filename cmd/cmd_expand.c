/* SPDX-License-Identifier: Apache-2.0 */
/* headroom expand [FILE]...: undoes --lossless; text that is not encoded
 * goes through as it is, which is all there is so far. */
#include "cmd.h"
#include "in.h"
#include "out.h"

struct args {
	const char *output;
};

static const struct opt opts[] = {
	{ 'o', "output", OPT_TEXT, offsetof(struct args, output), "FILE",
		"file", "write to FILE, which is replaced in the end" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, NULL },
};

static int
expand(struct out *out, const char *name)
{
	static char part[IN_BYTES];
	struct in in;
	ssize_t n;

	if (!in_open(&in, name))
		return EXIT_IO;
	while (!out->failed && (n = in_read(&in, part, sizeof(part))) != 0) {
		if (n < 0) {
			in_close(&in);
			return EXIT_IO;
		}
		out_write(out, part, (size_t)n);
	}
	in_close(&in);
	return 0;
}

static int
run(const struct cmd *cmd, int argc, char **argv)
{
	struct args args = { .output = NULL };
	struct out out;
	char **names;
	int status;

	if (!opt_parse(cmd, argc, argv, &args, &names, &status))
		return status;
	names = in_operands(names);
	if (!names)
		return EXIT_USAGE;
	if (!out_open(&out, args.output))
		return EXIT_IO;
	for (status = 0; *names; names++)
		if (expand(&out, *names) != 0)
			status = EXIT_IO;
	return out_close(&out, status);
}

const struct cmd cmd_expand = {
	.name = "expand",
	.usage = "expand [OPTION]... [FILE]...",
	.summary = "undo --lossless",
	.about = "Gives back the input of 'headroom --lossless', byte for "
		 "byte.  Text that is not\n"
		 "encoded, such as the output of the other modes, goes through "
		 "as it is.\n",
	.opts = opts,
	.run = run,
};
