/* SPDX-License-Identifier: Apache-2.0 */
/* headroom report [FILE|DIR]...: what prompts have in them, and could do without. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "cmd.h"
#include "in.h"
#include "ledger_show.h"
#include "limit.h"
#include "meter.h"
#include "msg.h"
#include "opt.h"
#include "out.h"
#include "prices.h"
#include "reach.h"
#include "report/make_view.h"
#include "report_run.h"

enum form {
	FORM_NONE, /* text */
	FORM_TEXT,
	FORM_JSON,
	FORM_CSV,
	FORM_HTML,
	FORM_PROMETHEUS,
	FORM_MARKDOWN,
};

enum {
	/* Rows of each axis, unless --top says otherwise. */
	ROWS = 10,
	/* A report that is to be merged is read whole. */
	REPORT_BYTES = 1 << 30,
};

struct args {
	bool merge, no_simulate, verify, lines;
	int format, request;
	const char *model, *encoding, *budget, *prices, *output, *jobs, *top,
		*fail_over, *fail_growth, *baseline, *at;
	int by;
	const char *ledger, *since, *purge;
};

#define AT(field) offsetof(struct args, field)

static const struct opt opts[] = {
	{ 0, "format", OPT_CHOICE, AT(format), "FORM",
		"text json csv html prometheus markdown",
		"how the report is written" },
	{ 'm', "model", OPT_TEXT, AT(model), "NAME", "model",
		"count by the tokenizer of this model, and price what names "
		"none" },
	{ 0, "encoding", OPT_TEXT, AT(encoding), "NAME", "encoding",
		"count by this tokenizer; default: o200k_base" },
	{ 'b', "budget", OPT_TEXT, AT(budget), "TOKENS", NULL,
		"what a budget would save, too: 4000, 4k or 50%" },
	{ 0, "no-simulate", OPT_FLAG, AT(no_simulate), NULL, NULL,
		"count and find waste, but do not try what would be saved" },
	{ 0, "verify", OPT_FLAG, AT(verify), NULL, NULL,
		"count what of errors, numbers ... the default mode keeps" },
	{ 0, "prices", OPT_TEXT, AT(prices), "FILE", "file",
		"prices that go over the built-in ones" },
	{ 0, "request", OPT_CHOICE, AT(request), "API", HR_APIS(OPT_NAME),
		"inputs are requests, or lines of them" },
	{ 0, "lines", OPT_FLAG, AT(lines), NULL, NULL,
		"each line is a record with a request or without" },
	{ 0, "at", OPT_TEXT, AT(at), "POINTER", NULL,
		"where in a record its request is, as /request/body" },
	{ 0, "top", OPT_TEXT, AT(top), "N", NULL,
		"so many rows of each kind; default: 10" },
	{ 0, "merge", OPT_FLAG, AT(merge), NULL, NULL,
		"inputs are reports in JSON, and are added up" },
	{ 'j', "jobs", OPT_TEXT, AT(jobs), "N", NULL,
		"work with so many threads" },
	{ 'o', "output", OPT_TEXT, AT(output), "FILE", "file",
		"write to FILE, which is replaced in the end" },
	{ 0, "fail-over", OPT_TEXT, AT(fail_over), "TOKENS", NULL,
		"exit status 1 if there are more tokens" },
	{ 0, "fail-growth", OPT_TEXT, AT(fail_growth), "PERCENT", NULL,
		"exit status 1 if there are so many per cent more than in the "
		"--baseline" },
	{ 0, "baseline", OPT_TEXT, AT(baseline), "FILE", "file",
		"a report in JSON, to compare with" },
	{ 0, "ledger", OPT_MAYBE_TEXT, AT(ledger), "FILE", "file",
		"instead, what runs with --ledger did" },
	{ 0, "since", OPT_TEXT, AT(since), "TIME", NULL,
		"of the ledger, not what is older: 30d, 12h, 4w or "
		"2026-11-24" },
	{ 0, "by", OPT_CHOICE, AT(by), "WHAT", LEDGER_SHOW_BY,
		"of the ledger, a line for each" },
	{ 0, "purge", OPT_TEXT, AT(purge), "TIME", NULL,
		"of the ledger, delete what is older" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, NULL },
};

struct run {
	const struct args *args;
	struct meter meter;
	struct limit limit;
	struct prices prices;
	struct report report;
	uint64_t threads, rows, fail_over, fail_growth;
	int64_t start; /* milliseconds */
	int status;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
raise_status(struct run *run, int status)
{
	if (status > run->status)
		run->status = status;
}

/* ---- reports that are merged ---------------------------------------------- */

/* All of a file; false after a message. */
static bool
read_all(const char *name, struct buf *out)
{
	struct in in;
	ssize_t n = 1;

	if (!in_open(&in, name))
		return false;
	while (n > 0 && out->n < REPORT_BYTES && buf_reserve(out, IN_BYTES)) {
		n = in_read(&in, out->p + out->n, IN_BYTES);
		out->n += n > 0 ? (size_t)n : 0;
	}
	if (n > 0)
		msg_error(in.name, "%s",
			buf_ok(out) ? "too large for a report"
				    : "out of memory");
	in_close(&in);
	return n == 0;
}

/* Adds a report; the first one says what all of them are of. */
static void
add_report(struct run *run, struct report *to, const char *name, bool first)
{
	struct buf json = { .p = NULL };
	struct hr_error err;
	enum hr_status status;

	if (!read_all(name, &json)) {
		raise_status(run, EXIT_IO);
		buf_release(&json);
		return;
	}
	status = first ? report_read_kind(to, buf_span(&json), &err) : HR_OK;
	if (status == HR_OK)
		status = report_read(to, buf_span(&json), &err);
	buf_release(&json);
	if (status == HR_OK)
		return;
	msg_error(name, "%s", status == HR_ENOMEM ? "out of memory" : err.text);
	raise_status(run, status == HR_ENOMEM ? EXIT_INTERNAL : EXIT_INPUT);
}

static void
merge(struct run *run, char **names)
{
	for (size_t i = 0; names[i] && run->status < EXIT_INPUT; i++)
		add_report(run, &run->report, names[i], i == 0);
}

/* ---- writing -------------------------------------------------------------- */

static struct report_look
look_of(const struct out *out)
{
	const char *no_color = getenv("NO_COLOR");
	const char *names[] = { getenv("LC_ALL"), getenv("LC_CTYPE"),
		getenv("LANG") };
	struct report_look look = { .columns = 80 };
	struct winsize size;

	look.bars = out->terminal;
	look.colour = out->terminal && !(no_color && *no_color);
	if (out->terminal && ioctl(out->fd, TIOCGWINSZ, &size) == 0 &&
		size.ws_col)
		look.columns = size.ws_col;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!names[i] || !*names[i])
			continue;
		look.utf8 =
			strstr(names[i], "UTF-8") || strstr(names[i], "utf8");
		break;
	}
	return look;
}

static enum hr_status
write_form(struct run *run, const struct report_view *v, struct out *out,
	struct buf *text)
{
	struct report_look look = look_of(out);

	switch ((enum form)run->args->format) {
	case FORM_NONE:
	case FORM_TEXT:
		report_text(v, &look, text);
		/* Strings in it are safe, and its colours are meant. */
		out->terminal = false;
		break;
	case FORM_JSON:
		return report_write(&run->report, v, out_sink, out);
	case FORM_CSV:
		report_csv(v, text);
		break;
	case FORM_HTML:
		report_html(v, text);
		break;
	case FORM_PROMETHEUS:
		report_prometheus(v, text);
		break;
	case FORM_MARKDOWN:
		report_markdown(v, text);
		break;
	}
	return buf_ok(text) ? out_sink(out, text->p, text->n) : HR_ENOMEM;
}

/* What adds up has no time in it, and all rows. */
static struct view_options
view_options(const struct run *run)
{
	bool json = run->args->format == FORM_JSON;
	struct view_options o = { .version = HR_VERSION,
		.model = run->meter.name,
		.exact = meter_is_exact(&run->meter),
		.error_percent = meter_error(&run->meter),
		.prices = &run->prices.list,
		.when = (int64_t)time(NULL),
		.rows = json ? SIZE_MAX : (size_t)run->rows };

	if (!json)
		o.milliseconds = (uint64_t)(now_ms() - run->start);
	return o;
}

static void
write_report(struct run *run)
{
	struct view_options o = view_options(run);
	struct arena arena = { .chunk = NULL };
	struct buf text = { .p = NULL };
	struct report_view v;
	struct out out;
	enum hr_status status = view_make(&run->report, &o, &arena, &v);

	if (!out_open(&out, run->args->output)) {
		raise_status(run, EXIT_IO);
	} else {
		if (status == HR_OK)
			status = write_form(run, &v, &out, &text);
		if (status == HR_ENOMEM) {
			msg_error(NULL, "out of memory");
			raise_status(run, EXIT_INTERNAL);
		}
		run->status = out_close(&out, run->status);
	}
	buf_release(&text);
	arena_release(&arena);
}

/* ---- gates ---------------------------------------------------------------- */

static void
check_growth(struct run *run, uint64_t now)
{
	struct report old = { .failed = false };
	uint64_t before, most;

	add_report(run, &old, run->args->baseline, true);
	before = old.total.tokens[REPORT_NOW];
	report_release(&old);
	if (run->status >= EXIT_INPUT)
		return;
	most = before + before * run->fail_growth / 100;
	if (now <= most)
		return;
	msg_error(NULL,
		"%" PRIu64 " tokens, %" PRIu64
		" in the baseline: more than %" PRIu64 " %% of growth",
		now, before, run->fail_growth);
	raise_status(run, EXIT_NO);
}

static void
check_gates(struct run *run)
{
	uint64_t now = run->report.total.tokens[REPORT_NOW];

	if (run->fail_over && now > run->fail_over) {
		msg_error(NULL,
			"%" PRIu64 " tokens: %" PRIu64
			" more than --fail-over allows",
			now, now - run->fail_over);
		raise_status(run, EXIT_NO);
	}
	if (run->args->fail_growth)
		check_growth(run, now);
}

/* ---- the command ---------------------------------------------------------- */

static bool
read_numbers(struct run *run)
{
	const struct args *args = run->args;
	char percent[24];
	size_t n = args->fail_growth ? strlen(args->fail_growth) : 0;

	if (n && args->fail_growth[n - 1] == '%')
		n--;
	if (n >= sizeof(percent))
		n = sizeof(percent) - 1;
	if (n)
		memcpy(percent, args->fail_growth, n);
	percent[n] = '\0';
	return (!args->budget ||
		       limit_parse(&run->limit, args->budget, &run->meter)) &&
	       (!args->jobs || limit_option("jobs", args->jobs, false,
				       REPORT_JOBS, &run->threads)) &&
	       (!args->top || limit_option("top", args->top, false, 100000,
				      &run->rows)) &&
	       (!args->fail_over ||
		       limit_option("fail-over", args->fail_over, true,
			       UINT32_MAX, &run->fail_over)) &&
	       (!args->fail_growth || !strcmp(percent, "0") ||
		       limit_option("fail-growth", percent, false, 100000,
			       &run->fail_growth));
}

static bool
go_together(const struct args *args)
{
	if (args->since || args->by || args->purge)
		msg_usage("--since, --by and --purge are of the --ledger");
	else if ((args->fail_growth != NULL) != (args->baseline != NULL))
		msg_usage("--fail-growth and --baseline go together");
	else if (args->merge &&
		 (args->budget || args->no_simulate || args->verify ||
			 args->request || args->lines || args->at))
		msg_usage("--merge adds up what was found before: it does not "
			  "go with --budget, --no-simulate, --verify, "
			  "--request, --lines or --at");
	else if (args->no_simulate && (args->budget || args->verify))
		msg_usage("--no-simulate does not go with --budget or "
			  "--verify, which try");
	else
		return reach_finds(args->request, args->lines, args->at);
	return false;
}

static void
audit(struct run *run, char **names)
{
	struct report_run r = { .operands = names,
		.report = &run->report,
		.threads = (unsigned)run->threads };

	r.options.api = reach_api(run->args->request);
	r.options.at = run->args->at;
	r.options.lines = run->args->lines;
	r.options.model = run->meter.name;
	r.options.verify = run->args->verify;
	run->report.encoding = run->meter.encoding;
	run->report.simulated = !run->args->no_simulate;
	run->report.budget = run->limit.tokens;
	run->report.budget_percent = run->limit.percent;
	raise_status(run, report_run(&r));
}

static int
run_args(const struct args *args, char **operands)
{
	struct run run = {
		.args = args, .threads = 1, .rows = ROWS, .start = now_ms()
	};
	char **names;

	if (!go_together(args))
		return EXIT_USAGE;
	names = in_operands(operands);
	if (!names || !meter_choose(&run.meter, args->model, args->encoding) ||
		!read_numbers(&run))
		return EXIT_USAGE;
	run.status = prices_open(&run.prices, args->prices);
	if (run.status)
		return run.status;
	if (args->merge)
		merge(&run, names);
	else
		audit(&run, names);
	if (run.status < EXIT_INTERNAL && run.status != EXIT_INPUT) {
		write_report(&run);
		check_gates(&run);
	}
	report_release(&run.report);
	prices_close(&run.prices);
	return run.status;
}

/* What runs did, by what they noted down. */
static int
show_ledger(const struct args *args, char **operands)
{
	struct ledger_wish wish = { .file = args->ledger,
		.since = args->since,
		.purge = args->purge,
		.by = args->by,
		.json = args->format == FORM_JSON };

	if (!operands[0] && args->format <= FORM_JSON)
		return ledger_show(&wish);
	msg_usage("--ledger reads no other input, and is written as text or "
		  "json");
	return EXIT_USAGE;
}

static int
run(const struct cmd *cmd, int argc, char **argv)
{
	struct args args = { .format = 0 };
	char **operands;
	int status;

	if (!opt_parse(cmd, argc, argv, &args, &operands, &status))
		return status;
	return args.ledger ? show_ledger(&args, operands)
			   : run_args(&args, operands);
}

const struct cmd cmd_report = {
	.name = "report",
	.usage = "report [OPTION]... [FILE|DIR]...",
	.summary = "what prompts have in them, what it costs, what could go",
	.about = "Reads anything: text, bodies of requests, batches, recorded "
		 "traffic, folders of them.\n"
		 "Says how many tokens there are, of what and by whom, what is "
		 "wasted, and what would\n"
		 "be saved.  Nothing is sent, and nothing written but the "
		 "report.\n",
	.opts = opts,
	.run = run,
};
