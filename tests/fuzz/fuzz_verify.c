/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts and what became of them.  A line of "=" divides the input into the
 * original and the compressed text; without one, the second is empty.
 */
#include "base/buf.h"
#include "verify/fact_json.h"
#include "verify/fact_lex.h"
#include "verify/fact_marker.h"

#include "fuzz.h"

/* ---- a fact by itself is that fact --------------------------------------- */

struct lone {
	enum hr_fact class;
	struct span text;
	size_t found;
};

static void
is_the_same(void *ctx, enum hr_fact class, struct span s)
{
	struct lone *lone = ctx;

	check(!lone->found++, "a fact is several facts");
	check(class == lone->class && span_equal(s, lone->text),
		"a fact is another by itself");
}

static void
look_alone(void *ctx, enum hr_fact class, struct span s)
{
	const struct span *line = ctx;
	struct lone lone = { class, s, 0 };

	check(s.n && s.p >= line->p && s.p + s.n <= line->p + line->n,
		"a fact of no bytes or of others");
	fact_lex(s, false, is_the_same, &lone);
	check(lone.found == 1, "a fact is none by itself");
}

static void
ignore(void *ctx, enum hr_fact class, struct span s)
{
	(void)ctx;
	(void)class;
	(void)s;
}

static void
lex_lines(struct span text)
{
	struct fact_ranges ranges = { 0 };
	struct span line;

	while (span_line(&text, &line)) {
		fact_lex(line, false, look_alone, &line);
		fact_lex(line, true, look_alone, &line);
		fact_lex_timed(line, true, look_alone, &line);
		fact_marker_read(&ranges, line, ignore, NULL);
	}
	fact_ranges_sort(&ranges);
	for (size_t i = 1; i < ranges.n; i++)
		check(ranges.range[i - 1].key != ranges.range[i].key ||
				ranges.range[i - 1].high < ranges.range[i].low,
			"ranges that touch");
	fact_ranges_release(&ranges);
}

/* ---- counts -------------------------------------------------------------- */

static enum hr_status
count_lost(
	void *ctx, enum hr_fact class, uint64_t line, const void *p, size_t n)
{
	uint64_t *lost = ctx;

	check(line > 0 && p && n, "a lost fact without a place");
	lost[class]++;
	return HR_OK;
}

static struct hr_verdict
verify(struct span raw, struct span compressed)
{
	uint64_t lost[HR_NFACTS] = { 0 };
	struct hr_verdict v;

	check(hr_verify(raw.p, raw.n, compressed.p, compressed.n, &v,
		      count_lost, lost) == HR_OK,
		"no verdict");
	for (int i = 0; i < HR_NFACTS; i++)
		check(v.facts[i].kept + v.facts[i].stated + lost[i] ==
				v.facts[i].total,
			"the counts do not add up");
	return v;
}

static void
all_are_kept(struct span raw, struct span compressed)
{
	struct hr_verdict v = verify(raw, compressed);

	for (int i = 0; i < HR_NFACTS; i++)
		check(v.facts[i].kept == v.facts[i].total,
			"something of the text itself is lost");
}

static enum hr_status
add_output(void *ctx, const void *p, size_t n)
{
	buf_add(ctx, span_of(p, n));
	return HR_OK;
}

static void
lossless_keeps_all(struct span raw)
{
	struct hr_options options = { .mode = HR_LOSSLESS };
	struct hr_compressor *c;
	struct buf out = { 0 };
	struct hr_error err;

	check(hr_compressor_new(&options, add_output, &out, &c, &err) == HR_OK,
		"no compressor");
	check(hr_compressor_feed(c, raw.p, raw.n) == HR_OK &&
			hr_compressor_finish_input(c) == HR_OK,
		"not compressed");
	hr_compressor_free(c);
	all_are_kept(raw, buf_span(&out));
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span raw = span_of((const char *)data, n), rest = raw, line;
	struct span compressed = span_of(raw.p, 0);

	while (span_line(&rest, &line))
		if (line.n == 2 && *line.p == '=') {
			raw.n = (size_t)(line.p - raw.p);
			compressed = rest;
			break;
		}
	lex_lines(raw);
	all_are_kept(raw, raw);
	verify(raw, compressed);
	verify(compressed, raw);
	/* Nearly all of the time would be the compressor's. */
	if (n % 8 == 0)
		lossless_keeps_all(raw);
	return 0;
}
