/* SPDX-License-Identifier: Apache-2.0 */
/* headroom verify RAW COMPRESSED: what was kept and what was lost. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd.h"
#include "in.h"
#include "meter.h"
#include "msg.h"
#include "opt.h"
#include "out.h"

enum {
	EXAMPLES = 3, /* of each class, if --examples does not say */
	EXAMPLES_MAX = 1000000,
	COLUMNS = 80,
	/* Of an example in JSON; the rest of a line of megabytes helps nobody. */
	EXAMPLE_BYTES = 4096,
	NOT_ASKED = -1,
};

struct args {
	bool json;
	const char *model, *encoding, *examples, *require;
};

#define AT(field) offsetof(struct args, field)

static const struct opt opts[] = {
	{ 0, "require", OPT_TEXT, AT(require), "LIST", NULL,
		"fail below, in per cent: templates=100,numbers=95" },
	{ 0, "examples", OPT_TEXT, AT(examples), "N", NULL,
		"show so many lost facts of each class; default: 3" },
	{ 'm', "model", OPT_TEXT, AT(model), "NAME", "model",
		"count by the tokenizer of this model" },
	{ 0, "encoding", OPT_TEXT, AT(encoding), "NAME", "encoding",
		"count by this tokenizer; default: o200k_base" },
	{ 0, "json", OPT_FLAG, AT(json), NULL, NULL, "one JSON document" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, NULL },
};

/* A lost fact that is shown. */
struct example {
	uint64_t line;
	size_t at, n; /* in run.text */
};

struct examples {
	struct example *p;
	size_t n, cap;
};

struct run {
	const struct args *args;
	struct meter meter;
	double required[HR_NFACTS]; /* per cent, or NOT_ASKED */
	size_t max_examples;
	struct hr_verdict verdict;
	struct examples examples[HR_NFACTS];
	struct buf text; /* of the examples */
	uint64_t before, after; /* tokens */
	struct out out;
};

/* ---- options ------------------------------------------------------------- */

/* One of "numbers=95"; [p, end) has no comma. */
static bool
read_requirement(struct run *run, const char *p, const char *end)
{
	const char *equals = memchr(p, '=', (size_t)(end - p));
	char name[16] = "", *behind;
	enum hr_fact fact;
	double percent;

	if (!equals || (size_t)(equals - p) >= sizeof(name)) {
		msg_usage("--require: '%.*s' is not CLASS=PERCENT",
			(int)(end - p), p);
		return false;
	}
	memcpy(name, p, (size_t)(equals - p));
	if (hr_fact_find(name, &fact) != HR_OK) {
		msg_usage("--require: there is no class '%s'", name);
		return false;
	}
	percent = strtod(equals + 1, &behind);
	/* No blank, sign, hexadecimal or infinite number. */
	if (behind != end || end == equals + 1 ||
		strspn(equals + 1, "0123456789.") !=
			(size_t)(end - equals - 1) ||
		!(percent <= 100)) {
		msg_usage("--require: '%.*s' is not a per cent from 0 to 100",
			(int)(end - equals - 1), equals + 1);
		return false;
	}
	run->required[fact] = percent;
	return true;
}

static bool
read_requirements(struct run *run, const char *list)
{
	for (int i = 0; i < HR_NFACTS; i++)
		run->required[i] = NOT_ASKED;
	while (list) {
		const char *end = list + strcspn(list, ",");

		if (!read_requirement(run, list, end))
			return false;
		list = *end ? end + 1 : NULL;
	}
	return true;
}

static bool
read_examples(struct run *run, const char *text)
{
	char *end;
	unsigned long n;

	run->max_examples = EXAMPLES;
	if (!text)
		return true;
	n = strtoul(text, &end, 10);
	if (*end || *text < '0' || *text > '9' || n > EXAMPLES_MAX) {
		msg_usage("--examples: '%s' is not a number up to %d", text,
			EXAMPLES_MAX);
		return false;
	}
	run->max_examples = n;
	return true;
}

/* ---- input --------------------------------------------------------------- */

/* All of an input, and its tokens; an exit status. */
static int
read_all(struct run *run, struct hr_counter *counter, const char *name,
	struct buf *text, uint64_t *tokens)
{
	struct in in;
	ssize_t n = -1;
	size_t count;

	if (!in_open(&in, name))
		return EXIT_IO;
	while (buf_reserve(text, IN_BYTES) &&
		(n = in_read(&in, text->p + text->n, IN_BYTES)) > 0)
		text->n += (size_t)n;
	in_close(&in);
	if (buf_ok(text) && n < 0)
		return EXIT_IO;
	count = buf_ok(text) ? hr_count(counter, text->p, text->n) : SIZE_MAX;
	if (count == SIZE_MAX) {
		msg_error(in.name, "out of memory");
		return EXIT_INTERNAL;
	}
	*tokens = meter_tokens(&run->meter, count);
	return 0;
}

/* ---- comparing ----------------------------------------------------------- */

/* hr_lost_fn with the run. */
static enum hr_status
take_example(
	void *ctx, enum hr_fact fact, uint64_t line, const void *text, size_t n)
{
	struct run *run = ctx;
	struct examples *e = &run->examples[fact];
	size_t at = run->text.n;

	if (e->n == run->max_examples)
		return HR_SKIP;
	n = n < EXAMPLE_BYTES ? n : EXAMPLE_BYTES;
	buf_add(&run->text, span_of(text, n));
	if (!buf_ok(&run->text) ||
		!mem_grow(&e->p, &e->cap, e->n + 1, sizeof(*e->p)))
		return HR_ENOMEM;
	e->p[e->n++] = (struct example){ line, at, n };
	return HR_OK;
}

static struct span
example_text(const struct run *run, const struct example *e)
{
	return span_of(run->text.p + e->at, e->n);
}

static double
percent_of(uint64_t part, uint64_t all)
{
	return all ? 100 * ((double)part / (double)all) : 100;
}

/* Kept and stated, per cent; never 100 if something was lost. */
static double
percent_there(const struct hr_fact_counts *c)
{
	double percent = percent_of(c->kept + c->stated, c->total);

	return c->kept + c->stated < c->total && percent > 99.9 ? 99.9
								: percent;
}

static bool
is_below(const struct run *run, int fact)
{
	const struct hr_fact_counts *c = &run->verdict.facts[fact];

	return c->total && run->required[fact] >= 0 &&
	       (double)(c->kept + c->stated) * 100 <
		       run->required[fact] * (double)c->total;
}

/* ---- output -------------------------------------------------------------- */

static double
saved(const struct run *run)
{
	return run->before ? 100 - percent_of(run->after, run->before) : 0;
}

static void
print_counts(struct run *run)
{
	const char *sign = meter_sign(&run->meter);

	out_print(&run->out,
		"%s%" PRIu64 " -> %s%" PRIu64 " tokens: %.1f %% saved\n\n",
		sign, run->before, sign, run->after, saved(run));
	out_print(&run->out, "%-12s%12s%12s%12s%12s%9s\n", "", "total", "kept",
		"stated", "lost", "%");
	for (int i = 0; i < HR_NFACTS; i++) {
		const struct hr_fact_counts *c = &run->verdict.facts[i];

		if (!c->total)
			out_print(&run->out, "%-12s%12s%12s%12s%12s%9s\n",
				hr_fact_name((enum hr_fact)i), "-", "-", "-",
				"-", "-");
		else
			out_print(&run->out,
				"%-12s%12" PRIu64 "%12" PRIu64 "%12" PRIu64
				"%12" PRIu64 "%9.1f\n",
				hr_fact_name((enum hr_fact)i), c->total,
				c->kept, c->stated,
				c->total - c->kept - c->stated,
				percent_there(c));
	}
}

/* As many characters as fit, safe to show, and "..." for the rest. */
static void
print_fitting(struct run *run, struct span s, size_t width)
{
	struct buf text = { 0 };
	size_t n = 0, characters = 0, fits = 0;

	clean_line(s, &text);
	while (n < text.n && characters <= width) {
		uint32_t code;
		int length = clean_character(text.p + n, text.n - n, &code);

		if (characters + 3 == width)
			fits = n;
		n += length > 0 ? (size_t)length : 1;
		characters++;
	}
	if (characters <= width)
		fits = text.n;
	out_write(&run->out, text.p, fits);
	out_str(&run->out, fits < text.n ? "...\n" : "\n");
	if (!buf_ok(&text) && !run->out.failed) {
		msg_error(NULL, "out of memory");
		run->out.failed = EXIT_INTERNAL;
	}
	buf_release(&text);
}

static void
print_examples(struct run *run)
{
	for (int i = 0; i < HR_NFACTS; i++) {
		const struct examples *e = &run->examples[i];

		if (e->n)
			out_print(&run->out, "\nlost %s:\n",
				hr_fact_name((enum hr_fact)i));
		for (size_t k = 0; k < e->n; k++) {
			char place[40];
			int n = snprintf(place, sizeof(place), "%7" PRIu64 ": ",
				e->p[k].line);

			out_str(&run->out, place);
			print_fitting(run, example_text(run, &e->p[k]),
				COLUMNS - (size_t)n);
		}
	}
}

static void
print_class_json(struct run *run, int fact)
{
	const struct hr_fact_counts *c = &run->verdict.facts[fact];
	const struct examples *e = &run->examples[fact];

	out_print(&run->out,
		"%s\n  \"%s\":{\"total\":%" PRIu64 ",\"kept\":%" PRIu64
		",\"stated\":%" PRIu64 ",\"lost\":%" PRIu64 ",\"percent\":",
		fact ? "," : "", hr_fact_name((enum hr_fact)fact), c->total,
		c->kept, c->stated, c->total - c->kept - c->stated);
	if (c->total)
		out_print(&run->out, "%.1f", percent_there(c));
	else
		out_str(&run->out, "null");
	out_str(&run->out, ",\"examples\":[");
	for (size_t k = 0; k < e->n; k++) {
		out_print(&run->out,
			"%s{\"line\":%" PRIu64 ",\"text\":", k ? "," : "",
			e->p[k].line);
		out_json_span(&run->out, example_text(run, &e->p[k]));
		out_str(&run->out, "}");
	}
	out_str(&run->out, "]}");
}

static void
print_json(struct run *run)
{
	const char *comma = "";

	out_print(&run->out, "{\"encoding\":\"%s\",\"model\":",
		hr_encoding_name(run->meter.encoding));
	if (run->meter.name)
		out_json(&run->out, run->meter.name);
	else
		out_str(&run->out, "null");
	out_print(&run->out,
		",\"estimate\":%s,\"error_percent\":%d,\n "
		"\"tokens_raw\":%" PRIu64 ",\"tokens_compressed\":%" PRIu64
		",\"saved_percent\":%.1f,\n \"facts\":{",
		meter_is_exact(&run->meter) ? "false" : "true",
		meter_error(&run->meter), run->before, run->after, saved(run));
	for (int i = 0; i < HR_NFACTS; i++)
		print_class_json(run, i);
	out_str(&run->out, "},\n \"below\":[");
	for (int i = 0; i < HR_NFACTS; i++) {
		if (!is_below(run, i))
			continue;
		out_print(&run->out, "%s\"%s\"", comma,
			hr_fact_name((enum hr_fact)i));
		comma = ",";
	}
	out_str(&run->out, "]}\n");
}

/* The exit status. */
static int
tell_what_is_below(const struct run *run)
{
	int status = 0;

	for (int i = 0; i < HR_NFACTS; i++) {
		double there = percent_there(&run->verdict.facts[i]);

		if (!is_below(run, i))
			continue;
		msg_error(NULL,
			"%s: %.1f %% kept or stated, %g %% required: "
			"%.1f points too few",
			hr_fact_name((enum hr_fact)i), there, run->required[i],
			run->required[i] - there);
		status = EXIT_NO;
	}
	return status;
}

/* ---- the command --------------------------------------------------------- */

static int
compare(struct run *run, const struct buf *raw, const struct buf *compressed)
{
	enum hr_status status = hr_verify(raw->p, raw->n, compressed->p,
		compressed->n, &run->verdict, take_example, run);

	if (status != HR_OK) {
		msg_error(NULL, "out of memory");
		return EXIT_INTERNAL;
	}
	if (!out_open(&run->out, NULL))
		return EXIT_IO;
	if (run->args->json) {
		print_json(run);
	} else {
		print_counts(run);
		print_examples(run);
	}
	return out_close(&run->out, tell_what_is_below(run));
}

static int
read_and_compare(struct run *run, char **names)
{
	struct hr_counter *counter = hr_counter_new(run->meter.encoding);
	struct buf raw = { 0 }, compressed = { 0 };
	int status = EXIT_INTERNAL;

	if (!counter)
		msg_error(NULL, "out of memory");
	else
		status = read_all(run, counter, names[0], &raw, &run->before);
	if (status == 0)
		status = read_all(
			run, counter, names[1], &compressed, &run->after);
	hr_counter_free(counter);
	if (status == 0)
		status = compare(run, &raw, &compressed);
	buf_release(&raw);
	buf_release(&compressed);
	for (int i = 0; i < HR_NFACTS; i++)
		mem_free(run->examples[i].p);
	buf_release(&run->text);
	return status;
}

static int
run(const struct cmd *cmd, int argc, char **argv)
{
	struct args args = { .json = false };
	struct run run = { .args = &args };
	char **names;
	int status;

	if (!opt_parse(cmd, argc, argv, &args, &names, &status))
		return status;
	if (!names[0] || !names[1] || names[2]) {
		msg_usage("verify compares two files: RAW and COMPRESSED");
		return EXIT_USAGE;
	}
	if (!strcmp(names[0], "-") && !strcmp(names[1], "-")) {
		msg_usage("only one of the two can be standard input");
		return EXIT_USAGE;
	}
	if (!read_requirements(&run, args.require) ||
		!read_examples(&run, args.examples) ||
		!meter_choose(&run.meter, args.model, args.encoding))
		return EXIT_USAGE;
	return read_and_compare(&run, names);
}

const struct cmd cmd_verify = {
	.name = "verify",
	.usage = "verify [OPTION]... RAW COMPRESSED",
	.summary = "what was kept and what was lost, of any tool's output",
	.about = "Compares RAW with what some program made of it, headroom or "
		 "another: which of\n"
		 "its kinds of lines, errors, numbers, paths, URLs, "
		 "identifiers, "
		 "stack frames and\n"
		 "JSON values stand there as they are (kept) or only in a "
		 "marker (stated).  - is\n"
		 "standard input.\n",
	.opts = opts,
	.run = run,
};
