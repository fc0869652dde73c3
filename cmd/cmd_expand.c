/* SPDX-License-Identifier: Apache-2.0 */
/* headroom expand [FILE]...: undoes what was encoded; text that is not goes
 * through as it is. */
#include "cmd.h"
#include "in.h"
#include "msg.h"
#include "opt.h"
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
tell_failure(
	const struct in *in, enum hr_status status, const struct hr_error *err)
{
	if (status == HR_EIO)
		return EXIT_IO; /* told by whom it befell */
	msg_error(in->name, "%s", err->text);
	return status == HR_ENOMEM ? EXIT_INTERNAL : EXIT_INPUT;
}

static int
expand(struct hr_expander *x, struct out *out, const char *name)
{
	static char part[IN_BYTES];
	struct hr_error err;
	enum hr_status status = HR_OK;
	struct in in;
	ssize_t n = 0;

	if (!in_open(&in, name))
		return EXIT_IO;
	while (!out->failed && status == HR_OK &&
		(n = in_read(&in, part, sizeof(part))) > 0)
		status = hr_expander_feed(x, part, (size_t)n, &err);
	if (status == HR_OK)
		status = hr_expander_finish(x, &err);
	in_close(&in);
	if (status != HR_OK)
		return tell_failure(&in, status, &err);
	return n < 0 ? EXIT_IO : 0;
}

static int
expand_all(struct out *out, char **names)
{
	int status = 0;

	for (; *names; names++) {
		/* A damaged input leaves nothing behind for the next. */
		struct hr_expander *x = hr_expander_new(out_sink, out);
		int one;

		if (!x) {
			msg_error(NULL, "out of memory");
			return EXIT_INTERNAL;
		}
		one = expand(x, out, *names);
		hr_expander_free(x);
		status = one > status ? one : status;
	}
	return status;
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
	return out_close(&out, expand_all(&out, names));
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
