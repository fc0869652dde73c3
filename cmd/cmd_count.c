/* SPDX-License-Identifier: Apache-2.0 */
/* headroom count [FILE]...: tokens, as wc counts words. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd.h"
#include "in.h"
#include "limit.h"
#include "meter.h"
#include "msg.h"
#include "names.h"
#include "opt.h"
#include "out.h"

struct args {
	bool json, null;
	const char *model, *encoding, *files0, *max;
};

#define AT(field) offsetof(struct args, field)

static const struct opt opts[] = {
	{ 'm', "model", OPT_TEXT, AT(model), "NAME", "model",
		"count by the tokenizer of this model" },
	{ 0, "encoding", OPT_TEXT, AT(encoding), "NAME", "encoding",
		"count by this tokenizer; default: o200k_base" },
	{ 0, "max", OPT_TEXT, AT(max), "TOKENS", NULL,
		"exit with 1 if there are more: 4000, 4k, 2M" },
	{ 0, "json", OPT_FLAG, AT(json), NULL, NULL, "one JSON document" },
	{ 0, "files0-from", OPT_TEXT, AT(files0), "FILE", "file",
		"read the names, each ended by a NUL, from FILE" },
	{ '0', "null", OPT_FLAG, AT(null), NULL, NULL,
		"the same as --files0-from=-" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, NULL },
};

struct counts {
	uint64_t tokens, bytes, invalid;
};

struct run {
	const struct args *args;
	struct meter meter;
	struct hr_counter *counter;
	struct out out;
	int width; /* of the numbers */
	struct counts total;
	uint64_t max; /* tokens that all files may have; UINT64_MAX: any */
	size_t done; /* files, with those that failed */
	int status;
};

/* ---- output -------------------------------------------------------------- */

static void
print_counts(struct run *run, const struct counts *c)
{
	out_print(&run->out,
		"\"tokens\":%" PRIu64 ",\"estimate\":%s,\"bytes\":%" PRIu64
		",\"invalid_utf8\":%" PRIu64 "}",
		meter_tokens(&run->meter, c->tokens),
		meter_is_exact(&run->meter) ? "false" : "true", c->bytes,
		c->invalid);
}

static void
print_json(struct run *run, const char *name, const struct counts *c)
{
	out_str(&run->out, run->done ? ",\n  {\"file\":" : "\n  {\"file\":");
	out_json(&run->out, name);
	out_str(&run->out, ",");
	print_counts(run, c);
}

/* A name of NULL is that of stdin when nothing was named. */
static void
print_line(struct run *run, const char *name, const struct counts *c)
{
	char number[32];

	snprintf(number, sizeof(number), "%s%" PRIu64, meter_sign(&run->meter),
		meter_tokens(&run->meter, c->tokens));
	out_print(&run->out, "%*s", run->width, number);
	if (name) {
		out_str(&run->out, " ");
		out_str(&run->out, name);
	}
	out_str(&run->out, "\n");
}

static void
begin(struct run *run)
{
	if (!run->args->json)
		return;
	out_print(&run->out, "{\"encoding\":\"%s\",\"model\":",
		hr_encoding_name(run->meter.encoding));
	if (run->meter.name)
		out_json(&run->out, run->meter.name);
	else
		out_str(&run->out, "null");
	out_print(&run->out, ",\"error_percent\":%d,\n \"files\":[",
		meter_error(&run->meter));
}

static void
end(struct run *run)
{
	if (run->args->json) {
		out_str(&run->out, "],\n \"total\":{");
		print_counts(run, &run->total);
		out_str(&run->out, "}\n");
	} else if (run->done > 1) {
		print_line(run, "total", &run->total);
	}
}

/* ---- counting ------------------------------------------------------------ */

static int
count(struct run *run, struct in *in, struct counts *c)
{
	static char part[IN_BYTES];
	enum hr_status status = HR_OK;
	size_t invalid = 0, tokens;
	ssize_t n;

	while ((n = in_read(in, part, sizeof(part))) > 0 && status == HR_OK) {
		c->bytes += (uint64_t)n;
		status = hr_count_feed(run->counter, part, (size_t)n);
	}
	tokens = hr_count_finish(run->counter, &invalid);
	c->tokens = tokens;
	c->invalid = invalid;
	if (n < 0)
		return EXIT_IO;
	if (status == HR_OK && tokens != SIZE_MAX)
		return 0;
	msg_error(in->name, "out of memory");
	return EXIT_INTERNAL;
}

/* False: no use in going on. */
static bool
count_file(struct run *run, const char *name)
{
	const char *shown = name ? name : "-";
	struct counts c = { .tokens = 0 };
	struct in in;
	int status = EXIT_IO;

	if (in_open(&in, shown)) {
		status = count(run, &in, &c);
		in_close(&in);
	}
	if (status == 0) {
		if (c.invalid)
			msg_note(in.name,
				"%" PRIu64 " places are not UTF-8, "
				"each counted as U+FFFD",
				c.invalid);
		if (run->args->json)
			print_json(run, shown, &c);
		else
			print_line(run, name, &c);
	}
	run->total.tokens += c.tokens;
	run->total.bytes += c.bytes;
	run->total.invalid += c.invalid;
	run->done += status == 0 || !run->args->json;
	if (status > run->status)
		run->status = status;
	return status != EXIT_INTERNAL && !run->out.failed;
}

static void
count_named(struct run *run, const char *list)
{
	struct names names;
	const char *name;

	if (!names_open(&names, list)) {
		run->status = EXIT_IO;
		return;
	}
	while ((name = names_next(&names)) != NULL)
		if (!count_file(run, name))
			break;
	if (names.failed && run->status < EXIT_IO)
		run->status = EXIT_IO;
	names_close(&names);
}

/* What is shown is compared: of a model without a public vocabulary, the
 * estimate. */
static void
check_max(struct run *run)
{
	uint64_t tokens = meter_tokens(&run->meter, run->total.tokens);

	if (tokens <= run->max)
		return;
	msg_error(NULL,
		"%s%" PRIu64 " tokens: %" PRIu64 " more than --max allows",
		meter_sign(&run->meter), tokens, tokens - run->max);
	if (run->status < EXIT_NO)
		run->status = EXIT_NO;
}

static void
count_all(struct run *run, char **operands)
{
	const char *list = run->args->null ? "-" : run->args->files0;

	begin(run);
	if (list)
		count_named(run, list);
	else if (!operands[0])
		count_file(run, NULL);
	for (; *operands; operands++)
		if (!count_file(run, *operands))
			break;
	end(run);
	check_max(run);
}

/* ---- the command --------------------------------------------------------- */

/* Wide enough for the largest number: there are no more tokens than bytes,
 * and most have a few. */
static int
number_width(char **operands, const struct meter *meter)
{
	uint64_t bytes = 0;
	int width = 1;

	if (!operands[0] || !operands[1])
		return 1;
	for (; *operands; operands++) {
		struct stat st;

		if (stat(*operands, &st) == 0 && S_ISREG(st.st_mode))
			bytes += (uint64_t)st.st_size;
	}
	for (; bytes >= 10; bytes /= 10)
		width++;
	return width + !meter_is_exact(meter);
}

static int
run_args(const struct args *args, char **operands)
{
	struct run run = { .args = args, .max = UINT64_MAX };
	bool listed = args->null || args->files0;

	if (listed && operands[0]) {
		msg_usage("--files0-from and operands exclude each other: '%s'",
			operands[0]);
		return EXIT_USAGE;
	}
	if (args->max && !limit_tokens(args->max, &run.max)) {
		msg_usage("--max: '%s' is no number of tokens; write 4000, 4k "
			  "or 2M",
			args->max);
		return EXIT_USAGE;
	}
	if (!listed && !in_operands(operands))
		return EXIT_USAGE;
	if (!meter_choose(&run.meter, args->model, args->encoding))
		return EXIT_USAGE;
	run.width = number_width(operands, &run.meter);
	run.counter = hr_counter_new(run.meter.encoding);
	if (!run.counter) {
		msg_error(NULL, "out of memory");
		return EXIT_INTERNAL;
	}
	if (out_open(&run.out, NULL)) {
		count_all(&run, operands);
		run.status = out_close(&run.out, run.status);
	} else {
		run.status = EXIT_IO;
	}
	hr_counter_free(run.counter);
	return run.status;
}

static int
run(const struct cmd *cmd, int argc, char **argv)
{
	struct args args = { .json = false };
	char **operands;
	int status;

	if (!opt_parse(cmd, argc, argv, &args, &operands, &status))
		return status;
	return run_args(&args, operands);
}

const struct cmd cmd_count = {
	.name = "count",
	.usage = "count [OPTION]... [FILE]...",
	.summary = "count tokens, as wc counts words",
	.about = "Prints the tokens of each FILE, of standard input if none is "
		 "named, and a total\n"
		 "if there are several.  An estimate has a ~ before it.\n",
	.opts = opts,
	.run = run,
};
