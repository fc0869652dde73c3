/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Units of JSON and tables: they are all of the text, and whatever is kept of
 * it, a document stays one, and the bytes of kept units are in the output in
 * order.  The first byte chooses what is kept.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "ref/ref_budget.h"

#include "fuzz.h"

static struct codec_ctx json, table;

static void
die(const char *why)
{
	fprintf(stderr, "%s\n", why);
	abort();
}

/* Kept units without what is behind them must be found one after another. */
static void
check_kept(struct span text, const struct units *units,
	const unsigned char *keep, struct span out)
{
	for (size_t i = 0; i < units->n; i++) {
		struct span s =
			span_of(text.p + units->unit[i].at, units->unit[i].n);

		while (s.n && strchr(", \t\r\n", s.p[s.n - 1]) && s.p[s.n - 1])
			s.n--;
		if (!keep[i])
			continue;
		while (out.n >= s.n && s.n && memcmp(out.p, s.p, s.n))
			out = span_from(out, 1);
		if (out.n < s.n)
			die("a kept unit is not written");
		out = span_from(out, s.n);
	}
}

static bool
is_one_document(struct span text)
{
	size_t at = span_starts(text, "\xef\xbb\xbf") ? 3 : 0;

	if (json_scan(text, &at, NULL, NULL) != HR_OK)
		return false;
	while (at < text.n && strchr(" \t\r\n", text.p[at]) && text.p[at])
		at++;
	return at == text.n;
}

static void
check_document(struct span text, struct span out)
{
	const char *wrong;

	if (json_check(out, NULL) != HR_OK)
		die("no document any more");
	for (; text.n; text = span_from(text, 1))
		if (span_starts(text, "[... "))
			return;
	wrong = ref_json_counts_wrong(out);
	if (wrong)
		die(wrong);
}

static void
check_units(const struct codec *codec, struct codec_ctx *ctx, struct span text,
	unsigned seed)
{
	struct units units = { 0 };
	struct buf out = { 0 };
	unsigned char *keep;
	const char *wrong;
	size_t at = 0;

	if (codec->units(ctx, text, &units) != HR_OK) {
		if (codec == &codec_json && is_one_document(text))
			die("a document has no units");
		units_release(&units);
		return;
	}
	wrong = ref_units_wrong(text, &units);
	if (wrong)
		die(wrong);
	keep = malloc(units.n);
	if (!keep)
		abort();
	for (size_t i = 0; i < units.n; i++) {
		seed = seed * 1103515245U + 12345U;
		keep[i] = (seed >> 16 & 7) < (seed >> 8 & 3) + 1;
	}
	if (ref_render(codec, ctx, text, &units, keep, &out) != HR_OK)
		die("units cannot be written");
	check_kept(text, &units, keep, buf_span(&out));
	at = span_starts(buf_span(&out), "\xef\xbb\xbf") ? 3 : 0;
	if (codec == &codec_json && is_one_document(text))
		check_document(text, span_from(buf_span(&out), at));
	memset(keep, 1, units.n);
	buf_reset(&out);
	if (ref_render(codec, ctx, text, &units, keep, &out) != HR_OK ||
		!span_equal(buf_span(&out), text))
		die("all of it is not all of it");
	free(keep);
	units_release(&units);
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span text = span_of((const char *)data, n), rest, line;

	if (!json.state) {
		json.state = codec_json.open();
		table.state = codec_table.open();
	}
	if (!n || !json.state || !table.state)
		return 0;
	text = span_from(text, 1);
	check_units(&codec_json, &json, text, data[0]);
	for (rest = text; rest.n;) {
		size_t found = codec_table.find(&table, rest);

		if (found)
			check_units(&codec_table, &table,
				span_of(rest.p, found), data[0]);
		if (found)
			rest = span_from(rest, found);
		else
			span_line(&rest, &line);
	}
	return 0;
}
