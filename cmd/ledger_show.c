/* SPDX-License-Identifier: Apache-2.0 */
/* What the ledger says; see ledger_show.h. */
#include "ledger_show.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "cmd.h"
#include "msg.h"
#include "out.h"
#include "record.h"

/* The version of what JSON looks like. */
#define SCHEMA "headroom.ledger/1"

static const char *const by_names[] = { "day", "model", "tool", "command",
	"kind" };

struct show {
	const struct ledger_wish *wish;
	enum ledger_by by;
	int64_t since; /* INT64_MIN: from the beginning */
	struct buf path;
	struct ledger *ledger;
	struct ledger_sum *row;
	size_t n, cap;
	struct buf
		names; /* of the rows, one after the other, each with a NUL */
	struct ledger_sum total;
	struct out out;
};

/* ---- reading ------------------------------------------------------------- */

/* Sums that are out of range stop at the end of it. */
static int64_t
plus(int64_t a, int64_t b)
{
	if (b > 0 && a > INT64_MAX - b)
		return INT64_MAX;
	if (b < 0 && a < INT64_MIN - b)
		return INT64_MIN;
	return a + b;
}

static enum hr_status
take_row(void *ctx, const struct ledger_sum *sum)
{
	struct show *s = ctx;
	struct ledger_sum *row;

	if (!mem_grow(&s->row, &s->cap, s->n + 1, sizeof(*s->row)))
		return HR_ENOMEM;
	row = &s->row[s->n++];
	*row = *sum;
	/* Where the name begins, until all are there and stay where they are. */
	if (sum->name) {
		size_t at = s->names.n;

		buf_add_str(&s->names, sum->name);
		buf_add_char(&s->names, '\0');
		row->name = (const char *)(uintptr_t)(at + 1);
	}
	/* By tool a run may be in several rows. */
	if (s->by != LEDGER_BY_TOOL) {
#define X(name, sql) s->total.name = plus(s->total.name, sum->name);
		LEDGER_SUMS(X)
#undef X
	}
	return buf_ok(&s->names) ? HR_OK : HR_ENOMEM;
}

static enum hr_status
take_total(void *ctx, const struct ledger_sum *sum)
{
	struct show *s = ctx;

	s->total = *sum;
	s->total.name = NULL;
	return HR_OK;
}

static int
tell_failure(
	const struct show *s, enum hr_status status, const struct hr_error *err)
{
	msg_error(s->path.p, "%s",
		status == HR_ENOMEM ? "out of memory" : err->text);
	return status == HR_SKIP ? EXIT_IO : cmd_status(status);
}

static int
read_rows(struct show *s)
{
	struct hr_error err;
	enum hr_status status =
		ledger_sums(s->ledger, s->since, s->by, take_row, s, &err);

	if (status == HR_OK && s->by == LEDGER_BY_TOOL)
		status = ledger_sums(s->ledger, s->since, LEDGER_BY_NOTHING,
			take_total, s, &err);
	if (status != HR_OK)
		return tell_failure(s, status, &err);
	for (size_t i = 0; i < s->n; i++)
		if (s->row[i].name)
			s->row[i].name =
				s->names.p + (uintptr_t)s->row[i].name - 1;
	return 0;
}

/* ---- numbers ------------------------------------------------------------- */

enum {
	NUMBER_BYTES = 40,
};

/* "12,345"; a number may be negative. */
static void
format_count(int64_t n, char text[NUMBER_BYTES])
{
	char digits[24];
	size_t length, used = 0;

	snprintf(digits, sizeof(digits), "%" PRIu64,
		n < 0 ? -(uint64_t)n : (uint64_t)n);
	length = strlen(digits);
	if (n < 0)
		text[used++] = '-';
	for (size_t i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			text[used++] = ',';
		text[used++] = digits[i];
	}
	text[used] = '\0';
}

/* Dollars of pico-dollars; `known` is of how many runs. */
static void
format_amount(int64_t amount, int64_t known, const char *unknown,
	char text[NUMBER_BYTES])
{
	char dollars[PRICE_TEXT];

	if (known <= 0) {
		snprintf(text, NUMBER_BYTES, "%s", unknown);
		return;
	}
	price_format_amount(
		amount < 0 ? -(uint64_t)amount : (uint64_t)amount, dollars);
	snprintf(text, NUMBER_BYTES, "%s%s", amount < 0 ? "-" : "", dollars);
}

static void
format_percent(const struct ledger_sum *sum, char text[NUMBER_BYTES])
{
	if (sum->tokens_in > 0)
		snprintf(text, NUMBER_BYTES, "%.1f",
			100 * (1 - (double)sum->tokens_out /
					      (double)sum->tokens_in));
	else
		snprintf(text, NUMBER_BYTES, "-");
}

/* ---- a table ------------------------------------------------------------- */

enum column {
	NAME,
	RUNS, /* from here on numbers, at the right */
	FAILED,
	TOKENS_IN,
	TOKENS_OUT,
	SAVED,
	PERCENT,
	SAVED_AMOUNT,
	COST,
	NCOLUMNS,
	MAX_NAME = 30, /* bytes in the table; JSON has all of it */
};

struct line {
	char cell[NCOLUMNS][NUMBER_BYTES];
};

static void
name_cell(const char *name, char cell[NUMBER_BYTES])
{
	struct buf clean = { .p = NULL };
	size_t n;

	if (!name)
		name = "(none)";
	clean_line(span_str(name), &clean);
	n = clean.n;
	/* Never within a character. */
	if (n > MAX_NAME)
		for (n = MAX_NAME - 3; n && (clean.p[n] & 0xc0) == 0x80;)
			n--;
	snprintf(cell, NUMBER_BYTES, "%.*s%s", (int)n, clean.p ? clean.p : "",
		n < clean.n ? "..." : "");
	buf_release(&clean);
}

static void
make_line(const struct ledger_sum *sum, const char *name, struct line *line)
{
	name_cell(name, line->cell[NAME]);
	format_count(sum->runs, line->cell[RUNS]);
	format_count(sum->failed, line->cell[FAILED]);
	format_count(sum->tokens_in, line->cell[TOKENS_IN]);
	format_count(sum->tokens_out, line->cell[TOKENS_OUT]);
	format_count(sum->tokens_in - sum->tokens_out, line->cell[SAVED]);
	format_percent(sum, line->cell[PERCENT]);
	format_amount(
		sum->saved, sum->saved_runs, "-", line->cell[SAVED_AMOUNT]);
	format_amount(sum->cost, sum->cost_runs, "-", line->cell[COST]);
}

static void
widen(int *width, const struct line *line)
{
	for (int i = 0; i < NCOLUMNS; i++)
		if ((int)strlen(line->cell[i]) > width[i])
			width[i] = (int)strlen(line->cell[i]);
}

static void
print_line(struct out *out, const struct line *line, const int *width)
{
	out_print(out, "%-*s", width[NAME], line->cell[NAME]);
	for (int i = RUNS; i < NCOLUMNS; i++)
		out_print(out, "  %*s", width[i], line->cell[i]);
	out_str(out, "\n");
}

static void
print_some(struct out *out, int64_t n, const char *one, const char *many)
{
	char text[NUMBER_BYTES];

	format_count(n, text);
	if (n > 0)
		out_print(out, "%s %s\n", text, n == 1 ? one : many);
}

/* What the numbers do not say by themselves. */
static void
print_notes(struct out *out, const struct ledger_sum *total)
{
	print_some(out, total->failed,
		"run failed: nothing of it counts but its cost.",
		"runs failed: nothing of them counts but their cost.");
	print_some(out, total->estimated, "run has tokens that are estimated.",
		"runs have tokens that are estimated.");
	print_some(out, total->runs - total->failed - total->saved_runs,
		"run saved an amount that is not known: its model or its price "
		"is not.",
		"runs saved amounts that are not known: their models or prices "
		"are not.");
	out_str(out, "SAVED $ is what the tokens would have cost as input "
		     "without a cache; COST $\nis what was billed by the "
		     "provider's own count.\n");
}

static void
print_table(struct show *s)
{
	static const char *const heads[] = { "DAY", "MODEL", "TOOL", "COMMAND",
		"KIND" };
	struct line head = { { "", "RUNS", "FAILED", "TOKENS IN", "OUT",
		"SAVED", "%", "SAVED $", "COST $" } };
	struct line total = { { "" } }, line = { { "" } };
	int width[NCOLUMNS] = { 0 };

	snprintf(head.cell[NAME], NUMBER_BYTES, "%s", heads[s->by]);
	make_line(&s->total, "total", &total);
	widen(width, &head);
	widen(width, &total);
	for (size_t i = 0; i < s->n; i++) {
		make_line(&s->row[i], s->row[i].name, &line);
		widen(width, &line);
	}
	print_line(&s->out, &head, width);
	for (size_t i = 0; i < s->n; i++) {
		make_line(&s->row[i], s->row[i].name, &line);
		print_line(&s->out, &line, width);
	}
	print_line(&s->out, &total, width);
	out_str(&s->out, "\n");
	print_notes(&s->out, &s->total);
}

/* ---- JSON ---------------------------------------------------------------- */

static void
print_amount(struct out *out, const char *name, int64_t amount, int64_t known)
{
	char text[NUMBER_BYTES];

	format_amount(amount, known, "null", text);
	out_print(out, ",\"%s\":%s", name, text);
}

/* Without its braces. */
static void
print_sum(struct out *out, const struct ledger_sum *sum)
{
	out_print(out,
		"\"runs\":%" PRId64 ",\"failed\":%" PRId64
		",\"estimated_runs\":%" PRId64 ",\"requests\":%" PRId64
		",\"bytes_in\":%" PRId64 ",\"bytes_out\":%" PRId64,
		sum->runs, sum->failed, sum->estimated, sum->requests,
		sum->bytes_in, sum->bytes_out);
	out_print(out,
		",\"tokens_in\":%" PRId64 ",\"tokens_out\":%" PRId64
		",\"tokens_saved\":%" PRId64 ",\"saved_runs\":%" PRId64,
		sum->tokens_in, sum->tokens_out,
		sum->tokens_in - sum->tokens_out, sum->saved_runs);
	print_amount(out, "saved_usd", sum->saved, sum->saved_runs);
	out_print(out,
		",\"usage_runs\":%" PRId64 ",\"usage\":{\"input\":%" PRId64
		",\"cached\":%" PRId64 ",\"cache_write\":%" PRId64
		",\"output\":%" PRId64 ",\"reasoning\":%" PRId64 "}",
		sum->usage_runs, sum->usage_input, sum->usage_cached,
		sum->usage_cache_write, sum->usage_output,
		sum->usage_reasoning);
	out_print(out, ",\"cost_runs\":%" PRId64, sum->cost_runs);
	print_amount(out, "cost_usd", sum->cost, sum->cost_runs);
	out_print(out, ",\"duration_ms\":%" PRId64, sum->duration_ms);
}

static void
print_time(struct out *out, int64_t seconds)
{
	time_t t = (time_t)seconds;
	char text[64];
	struct tm tm;

	if (seconds != INT64_MIN && gmtime_r(&t, &tm) &&
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm))
		out_print(out, "\"%s\"", text);
	else
		out_str(out, "null");
}

static void
print_json(struct show *s)
{
	struct out *out = &s->out;

	out_print(out, "{\"schema\":\"" SCHEMA "\",\"by\":\"%s\",\"since\":",
		by_names[s->by]);
	print_time(out, s->since);
	out_str(out, ",\n \"total\":{");
	print_sum(out, &s->total);
	out_str(out, "},\n \"rows\":[");
	for (size_t i = 0; i < s->n; i++) {
		out_str(out, i ? ",\n  {\"name\":" : "\n  {\"name\":");
		if (s->row[i].name)
			out_json(out, s->row[i].name);
		else
			out_str(out, "null");
		out_str(out, ",");
		print_sum(out, &s->row[i]);
		out_str(out, "}");
	}
	out_str(out, s->n ? "\n ]}\n" : "]}\n");
}

/* ---- the whole ----------------------------------------------------------- */

static bool
parse_time(const char *option, const char *arg, int64_t *seconds)
{
	if (!arg || ledger_parse_time(arg, (int64_t)time(NULL), seconds))
		return true;
	msg_usage("--%s: '%s' is no time: write 30d, 12h, 4w or a day as "
		  "2026-11-24",
		option, arg);
	return false;
}

static int
open_ledger(struct show *s)
{
	struct hr_error err;
	const char *why;
	enum hr_status status;

	if (!record_place(s->wish->file, true, &s->path, &why)) {
		msg_error(NULL, "%s: there is no ledger", why);
		return EXIT_IO;
	}
	if (ledger_is_built() && access(s->path.p, R_OK) < 0) {
		msg_error(s->path.p, "%s%s", strerror(errno),
			errno == ENOENT ? ": --ledger of the other commands "
					  "makes a ledger"
					: "");
		return EXIT_IO;
	}
	status = ledger_open(
		s->path.p, s->wish->purge != NULL, &s->ledger, &err);
	return status == HR_OK ? 0 : tell_failure(s, status, &err);
}

static int
purge(struct show *s, int64_t before)
{
	struct hr_error err;
	int64_t deleted;
	enum hr_status status = ledger_purge(s->ledger, before, &deleted, &err);

	if (status != HR_OK)
		return tell_failure(s, status, &err);
	if (!out_open(&s->out, NULL))
		return EXIT_IO;
	out_print(&s->out, "%" PRId64 " runs deleted\n", deleted);
	return out_close(&s->out, 0);
}

static int
show(struct show *s)
{
	int status = read_rows(s);

	if (status)
		return status;
	if (!out_open(&s->out, NULL))
		return EXIT_IO;
	if (s->wish->json)
		print_json(s);
	else
		print_table(s);
	return out_close(&s->out, 0);
}

int
ledger_show(const struct ledger_wish *wish)
{
	struct show s = { .wish = wish, .since = INT64_MIN };
	int64_t before = 0;
	int status;

	if (wish->by)
		s.by = (enum ledger_by)(wish->by - 1);
	if (!parse_time("since", wish->since, &s.since) ||
		!parse_time("purge", wish->purge, &before))
		return EXIT_USAGE;
	if (wish->purge && (wish->since || wish->by || wish->json)) {
		msg_usage("--purge shows nothing: it goes alone");
		return EXIT_USAGE;
	}
	status = open_ledger(&s);
	if (status == 0)
		status = wish->purge ? purge(&s, before) : show(&s);
	ledger_close(s.ledger);
	mem_free(s.row);
	buf_release(&s.names);
	buf_release(&s.path);
	return status;
}
