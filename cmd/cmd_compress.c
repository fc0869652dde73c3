/* SPDX-License-Identifier: Apache-2.0 */
/* headroom [OPTION]... [FILE]...: fewer tokens; the command without a name. */
#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "cmd.h"
#include "explain_show.h"
#include "in.h"
#include "jobs.h"
#include "limit.h"
#include "meter.h"
#include "msg.h"
#include "opt.h"
#include "out.h"
#include "prices.h"
#include "reach.h"
#include "record.h"
#include "stats.h"
#include "watch.h"

enum {
	/* With --follow: so long without input, and what is held back goes
	 * out. */
	QUIET_MILLISECONDS = 1000,
};

struct args {
	bool lossless, plain, follow, strict, user_text, history, lines,
		no_default_protect;
	int type, order, stats, explain, request, reach;
	const char *model, *encoding, *output, *budget, *query, *jobs,
		*max_request, *ledger, *at;
	struct opt_list keep, drop, protect;
};

struct run {
	const struct args *args;
	struct hr_options options;
	struct meter meter;
	struct limit limit;
	uint64_t threads, max_request;
	struct watch watch;
	struct explain_show show;
	struct tools tools; /* for the record */
	struct out out;
	struct hr_compressor *compressor;
	struct record record;
	struct hr_stats total; /* of compressors that are gone */
	int status;
};

#define AT(field) offsetof(struct args, field)

static const struct opt opts[] = {
	{ 'L', "lossless", OPT_FLAG, AT(lossless), NULL, NULL,
		"lose nothing: 'headroom expand' gives the input back" },
	{ 'b', "budget", OPT_TEXT, AT(budget), "TOKENS", NULL,
		"never more than so many: 4000, 4k, 50% of the input, or "
		"'window' of the model" },
	{ 'Q', "query", OPT_TEXT, AT(query), "TEXT", NULL,
		"what is asked: with --budget, what answers it comes first" },
	{ 'p', "plain", OPT_FLAG, AT(plain), NULL, NULL,
		"write input lines and markers only, encode nothing" },
	{ 't', "type", OPT_CHOICE, AT(type), "KIND", HR_KINDS(OPT_NAME),
		"what the input is" },
	{ 0, "order", OPT_CHOICE, AT(order), "HOW", "auto keep group",
		"lines of a log in order or by kind" },
	{ 'm', "model", OPT_TEXT, AT(model), "NAME", "model",
		"count by the tokenizer of this model" },
	{ 0, "encoding", OPT_TEXT, AT(encoding), "NAME", "encoding",
		"count by this tokenizer; default: o200k_base" },
	{ 'k', "keep", OPT_LIST, AT(keep), "REGEX", NULL,
		"keep the lines that match; repeatable" },
	{ 'x', "drop", OPT_LIST, AT(drop), "REGEX", NULL,
		"fold the lines that match; repeatable" },
	{ 0, "request", OPT_CHOICE, AT(request), "API", HR_APIS(OPT_NAME),
		"the input is a request, or lines of them" },
	{ 0, "user-text", OPT_FLAG, AT(user_text), NULL, NULL,
		"of a request, what users wrote and documents may change too" },
	{ 0, "reach", OPT_CHOICE, AT(reach), "TURNS", REACH_CHOICES,
		"turns of a request whose results of tools may change" },
	{ 0, "history", OPT_FLAG, AT(history), NULL, NULL,
		"the same as --reach=history" },
	{ 0, "protect-tool", OPT_LIST, AT(protect), "NAME", NULL,
		"results of this tool stay as they are; repeatable" },
	{ 0, "no-default-protect", OPT_FLAG, AT(no_default_protect), NULL, NULL,
		"results of tools that read and edit files may change" },
	{ 0, "lines", OPT_FLAG, AT(lines), NULL, NULL,
		"each line is a record with a request or without: a line out "
		"for each line in" },
	{ 0, "at", OPT_TEXT, AT(at), "POINTER", NULL,
		"where in a record its request is, as /request/body" },
	{ 0, "max-request", OPT_TEXT, AT(max_request), "BYTES", NULL,
		"a larger request passes through, as 100M; default: 256M" },
	{ 'j', "jobs", OPT_TEXT, AT(jobs), "N", NULL,
		"work on the lines of a batch with so many threads" },
	{ 'f', "follow", OPT_FLAG, AT(follow), NULL, NULL,
		"write at once, for input that is still growing" },
	{ 'o', "output", OPT_TEXT, AT(output), "FILE", "file",
		"write to FILE, which is replaced in the end" },
	{ 0, "stats", OPT_MAYBE, AT(stats), "FORM", "text json",
		"counts on standard error" },
	{ 0, "explain", OPT_MAYBE, AT(explain), "FORM", "text json",
		"on standard error, what was tried and why it was not taken" },
	{ 0, "ledger", OPT_MAYBE_TEXT, AT(ledger), "FILE", "file",
		"add what was counted to the ledger, which reports sum up" },
	{ 0, "strict", OPT_FLAG, AT(strict), NULL, NULL,
		"binary input, or JSON that is none, is an error" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, NULL },
};

/* ---- output -------------------------------------------------------------- */

static enum hr_status
sink(void *ctx, const void *p, size_t n)
{
	struct run *run = ctx;

	return out_sink(&run->out, p, n);
}

/* Several files: each below a line with its name. */
static enum hr_status
write_header(struct run *run, const char *name)
{
	struct buf header = { .p = NULL };
	enum hr_status status;

	buf_add_str(&header, "==> ");
	clean_line(span_str(name), &header);
	buf_add_str(&header, " <==\n");
	status = buf_ok(&header) ? hr_compressor_header(
					   run->compressor, header.p, header.n)
				 : HR_ENOMEM;
	buf_release(&header);
	return status;
}

/* ---- input --------------------------------------------------------------- */

static bool
start(struct run *run)
{
	struct hr_error err;
	enum hr_status status = hr_compressor_new(
		&run->options, sink, run, &run->compressor, &err);

	if (status == HR_OK)
		return true;
	run->status = status == HR_EINPUT ? EXIT_USAGE : EXIT_INTERNAL;
	if (status == HR_EINPUT)
		msg_usage("--keep or --drop: %s", err.text);
	else
		msg_error(NULL, "%s", err.text);
	return false;
}

static void
raise_status(struct run *run, int status)
{
	if (status > run->status)
		run->status = status;
}

/* What waited for the end of all inputs goes out. */
static void
end(struct run *run)
{
	enum hr_status status = hr_compressor_finish_run(run->compressor);

	if (status == HR_ELIMIT) {
		msg_error(
			NULL, "%s", hr_compressor_error(run->compressor)->text);
		raise_status(run, EXIT_NO);
	} else if (status != HR_OK) {
		if (status == HR_ENOMEM)
			msg_error(NULL, "out of memory");
		raise_status(run, cmd_status(status));
	}
}

static void
stop(struct run *run)
{
	if (!run->compressor)
		return;
	end(run);
	stats_add(&run->total, hr_compressor_stats(run->compressor));
	hr_compressor_free(run->compressor);
	run->compressor = NULL;
}

static void
tell_failure(const struct run *run, const struct in *in, enum hr_status status)
{
	switch (status) {
	case HR_OK:
	case HR_SKIP:
	case HR_EIO: /* told by whom it befell */
		break;
	case HR_EINPUT:
	case HR_ELIMIT:
		msg_error(in->name, "%s",
			hr_compressor_error(run->compressor)->text);
		break;
	case HR_ENOMEM:
		msg_error(in->name, "out of memory");
		break;
	case HR_ENET:
	case HR_EAPI:
		msg_error(in->name, "internal error");
		break;
	}
}

static bool
has_budget(const struct run *run)
{
	return run->options.budget || run->options.budget_percent;
}

/* What there was instead of requests. */
static void
tell_records(const struct run *run, const struct in *in,
	const struct hr_stats *before, const struct hr_stats *now)
{
	uint64_t bad = now->lines_bad - before->lines_bad;
	uint64_t foreign = now->lines_foreign - before->lines_foreign;
	bool none = now->requests == before->requests;

	if (now->bodies_unknown > before->bodies_unknown)
		msg_note(in->name,
			"%" PRIu64 " bodies look like requests of no API that "
			"is known, and stay as they are",
			now->bodies_unknown - before->bodies_unknown);
	if (none && (run->args->lines || run->args->at))
		msg_warning(in->name,
			"no request was found: --at=/POINTER says where in a "
			"record it is");
	else if (now->records_unread > before->records_unread)
		msg_warning(in->name,
			"lines look like records of requests, but none has "
			"one: --at=/POINTER says where it is");
	else if (!none && !run->args->lines && foreign + bad)
		msg_note(in->name,
			"lines are records: %" PRIu64 " of them have no "
			"request, %" PRIu64 " are no JSON or too long; they "
			"stay as they are",
			foreign, bad);
}

/* What is worth a word after an input that was done. */
static void
tell_oddities(
	struct run *run, const struct in *in, const struct hr_stats *before)
{
	const struct hr_stats *now = hr_compressor_stats(run->compressor);

	if (now->binary_inputs > before->binary_inputs)
		msg_warning(in->name, "binary data, passed through unchanged");
	if (now->regex_failures > before->regex_failures)
		msg_warning(in->name, "a pattern took too long on some lines: "
				      "they are kept");
	if (now->blocks_refused > before->blocks_refused)
		msg_note(in->name, "encodings that did not decode were left "
				   "out: please report this");
	if (now->windows_unchanged > before->windows_unchanged)
		msg_note(in->name,
			"%" PRIu64 " of %" PRIu64 " windows went out unchanged",
			now->windows_unchanged - before->windows_unchanged,
			now->windows - before->windows);
	reach_tell(in->name, before, now);
	explain_show_requests(&run->show, before, now);
	tell_records(run, in, before, now);
	if (!has_budget(run) && now->bytes_in > before->bytes_in &&
		now->bytes_out == before->bytes_out) {
		msg_error(in->name, "internal error: no output");
		raise_status(run, EXIT_INTERNAL);
	}
}

/* A batch by several threads; false: it is none, and *head is its start. */
static bool
share_out(struct run *run, struct in *in, struct buf *head)
{
	struct jobs jobs = { .in = in,
		.out = &run->out,
		.options = &run->options,
		.threads = (unsigned)run->threads,
		.total = &run->total,
		.tools = run->watch.tools };
	struct hr_stats before;

	if (run->threads < 2 || run->options.follow || !jobs_look(&jobs, head))
		return false;
	before = run->total;
	raise_status(run, jobs_run(&jobs));
	reach_tell(in->name, &before, &run->total);
	explain_show_requests(&run->show, &before, &run->total);
	tell_records(run, in, &before, &run->total);
	return true;
}

/* Reads one input to its end, what was read of it before first; false when
 * reading failed. */
static bool
pump(struct run *run, struct in *in, struct span head, enum hr_status *status)
{
	static char part[IN_BYTES];
	ssize_t n;

	*status = head.n ? hr_compressor_feed(run->compressor, head.p, head.n)
			 : HR_OK;
	while (*status == HR_OK) {
		if (run->options.follow && !in_wait(in, QUIET_MILLISECONDS)) {
			*status = hr_compressor_quiet(run->compressor);
			out_flush(&run->out);
			in_wait(in, -1);
		}
		n = in_read(in, part, sizeof(part));
		if (n <= 0 || *status != HR_OK)
			return n >= 0;
		*status = hr_compressor_feed(run->compressor, part, (size_t)n);
		if (run->options.follow && *status == HR_OK)
			out_flush(&run->out);
	}
	return true;
}

static void
compress(struct run *run, struct in *in)
{
	struct hr_stats before = *hr_compressor_stats(run->compressor);
	struct buf head = { .p = NULL };
	enum hr_status status;
	bool whole;

	run->watch.input = run->show.input = in->name;
	if (share_out(run, in, &head)) {
		buf_release(&head);
		return;
	}
	whole = pump(run, in, buf_span(&head), &status);
	buf_release(&head);

	/* What was read before reading failed is worth its output. */
	if (status == HR_OK)
		status = hr_compressor_finish_input(run->compressor);
	if (status != HR_OK) {
		tell_failure(run, in, status);
		raise_status(
			run, cmd_failure(status,
				     hr_compressor_error(run->compressor)));
		stop(run);
		return;
	}
	if (!whole)
		raise_status(run, EXIT_IO);
	tell_oddities(run, in, &before);
}

static void
compress_all(struct run *run, char **names)
{
	bool several = names[1] != NULL;

	for (; *names && !run->out.failed && run->status != EXIT_INTERNAL;
		names++) {
		struct in in;

		/* A budget is that of all inputs. */
		if (!run->compressor && (has_budget(run) || !start(run)))
			return;
		if (!in_open(&in, *names)) {
			raise_status(run, EXIT_IO);
			continue;
		}
		if (!several || write_header(run, in.name) == HR_OK)
			compress(run, &in);
		in_close(&in);
	}
}

/* ---- the command --------------------------------------------------------- */

/* False after a message. */
static bool
set_options(struct run *run)
{
	static const enum hr_order orders[] = { HR_ORDER_AUTO, HR_ORDER_AUTO,
		HR_ORDER_KEEP, HR_ORDER_GROUP };
	const struct args *args = run->args;

	run->show.form = args->explain;
	run->show.meter = &run->meter;
	run->options = (struct hr_options){
		.mode = args->lossless ? HR_LOSSLESS : HR_FOLD,
		.kind = args->type ? (enum hr_kind)(args->type - 1)
				   : HR_KIND_AUTO,
		.order = orders[args->order],
		.plain = args->plain,
		.encoding = run->meter.encoding,
		.follow = args->follow,
		.want_counts = args->stats != STATS_NONE || run->record.wanted,
		.strict = args->strict,
		.budget = run->limit.tokens,
		.query = args->query,
		.budget_percent = run->limit.percent,
		.keep = args->keep.p,
		.drop = args->drop.p,
		.api = reach_api(args->request),
		.batch = args->lines,
		.at = args->at,
		.user_text = args->user_text,
		.protect = args->protect.p,
		.no_default_protect = args->no_default_protect,
		.max_request = (size_t)run->max_request,
		.watch = watch_of(&run->watch),
		.explain = explain_show_of(&run->show),
	};
	return reach_choose(args->reach, args->history, has_budget(run),
		&run->options.reach);
}

/* Options that contradict each other; false after a message. */
static bool
go_together(const struct args *args)
{
	if (args->lossless && (args->plain || args->follow))
		msg_usage("--lossless does not go with --plain or --follow, "
			  "which encode nothing");
	else if (args->budget && (args->lossless || args->follow))
		msg_usage("--budget does not go with --lossless, which leaves "
			  "nothing out, or --follow, which cannot know what "
			  "comes");
	else if (args->query && !args->budget)
		msg_usage("--query needs a --budget: without one nothing that "
			  "could answer is left out");
	else if (args->explain && (args->budget || args->follow))
		msg_usage("--explain does not go with --budget, which chooses "
			  "lines of all inputs, or --follow, which takes them "
			  "one by one");
	else if (args->follow && args->output)
		msg_usage("--follow does not go with --output, "
			  "which writes in the end");
	else if (args->follow && !args->lines && (args->request || args->at))
		msg_usage("--follow goes with --request or --at only if each "
			  "line is a record: --lines");
	else
		return reach_finds(args->request, args->lines, args->at);
	return false;
}

/* Numbers among the options; false after a message. */
static bool
read_numbers(struct run *run)
{
	const struct args *args = run->args;

	return (!args->budget ||
		       limit_parse(&run->limit, args->budget, &run->meter)) &&
	       (!args->jobs || limit_option("jobs", args->jobs, false,
				       JOBS_MOST, &run->threads)) &&
	       (!args->max_request ||
		       limit_option("max-request", args->max_request, true,
			       (uint64_t)JSON_BYTES, &run->max_request));
}

/* What the tokens that were saved cost is known if the model is. */
static void
price_record(struct run *run)
{
	struct prices prices;
	struct price price;

	if (!run->meter.name || prices_open(&prices, NULL) != 0)
		return;
	if (price_find(&prices.list, run->meter.name, run->record.run.time,
		    &price) == HR_OK)
		record_saved(&run->record, &price);
	prices_close(&prices);
}

/* The output is out by now. */
static void
record(struct run *run)
{
	const struct hr_stats *total = &run->total;
	struct ledger_run *line = &run->record.run;

	if (!run->record.wanted)
		return;
	line->command = cmd_compress.name;
	line->model = run->meter.name;
	line->api = run->args->request ? hr_api_name(run->options.api) : NULL;
	line->kind = stats_word(total);
	line->bytes_in = (int64_t)total->bytes_in;
	line->bytes_out = (int64_t)total->bytes_out;
	line->tokens_in = (int64_t)meter_tokens(&run->meter, total->tokens_in);
	line->tokens_out =
		(int64_t)meter_tokens(&run->meter, total->tokens_out);
	line->estimated = !meter_is_exact(&run->meter) || total->requests;
	line->requests = (int64_t)total->requests;
	record_tools(&run->record, &run->tools, &run->meter);
	price_record(run);
	record_end(&run->record, run->status);
}

static int
run_all(struct run *run, char **operands)
{
	const struct args *args = run->args;
	char **names = in_operands(operands);

	if (!names || !meter_choose(&run->meter, args->model, args->encoding) ||
		!read_numbers(run))
		return EXIT_USAGE;
	record_begin(&run->record, args->ledger);
	if (run->record.wanted && !run->record.run.tool)
		run->watch.tools = &run->tools;
	if (!set_options(run))
		return EXIT_USAGE;
	if (!start(run))
		return run->status;
	if (!out_open(&run->out, args->output)) {
		stop(run);
		return EXIT_IO;
	}
	compress_all(run, names);
	stop(run);
	run->status = out_close(&run->out, run->status);
	if (args->stats && run->status < EXIT_INTERNAL)
		stats_print(&run->total, &run->meter, args->stats);
	record(run);
	return run->status;
}

static int
run_args(const struct args *args, char **operands)
{
	struct run run = { .args = args };
	int status = go_together(args) ? run_all(&run, operands) : EXIT_USAGE;

	record_drop(&run.record);
	tools_release(&run.tools);
	return status;
}

static int
run(const struct cmd *cmd, int argc, char **argv)
{
	struct args args = { .type = 0 };
	char **operands;
	int status;

	if (opt_parse(cmd, argc, argv, &args, &operands, &status))
		status = run_args(&args, operands);
	opt_list_release(&args.keep);
	opt_list_release(&args.drop);
	opt_list_release(&args.protect);
	return status;
}

const struct cmd cmd_compress = {
	.name = "compress",
	.usage = "[OPTION]... [FILE]...",
	.summary = "make input smaller; the command if none is named",
	.about =
		"Makes what goes into a language model smaller without making "
		"it say less.\n"
		"Logs are folded: what repeats becomes a marker that says what "
		"it stands for.\n"
		"Reads standard input if no FILE is named, or where it is -.\n",
	.lists_commands = true,
	.opts = opts,
	.run = run,
};
