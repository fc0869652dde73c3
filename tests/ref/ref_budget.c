/* SPDX-License-Identifier: Apache-2.0 */
/* What a budget buys; see ref_budget.h. */
#include "ref/ref_budget.h"

#include <stdlib.h>

#include "base/json.h"
#include "table/marker.h"

struct entry {
	uint64_t same;
	double gain; /* at first of the unit alone */
	uint32_t unit;
};

static int
by_gain(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->gain != y->gain)
		return x->gain < y->gain ? 1 : -1;
	return (x->unit > y->unit) - (x->unit < y->unit);
}

static int
by_kind(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->same != y->same)
		return x->same < y->same ? -1 : 1;
	return by_gain(a, b);
}

static void
sort_units(struct codec_ctx *ctx, struct span text, const struct units *units,
	struct entry *entry)
{
	size_t times = 0;

	for (size_t i = 0; i < units->n; i++) {
		const struct unit *u = &units->unit[i];
		size_t cost = hr_count(ctx->counter, text.p + u->at, u->n);

		entry[i] = (struct entry){ u->same,
			(double)u->value / (double)(cost + 1), (uint32_t)i };
	}
	qsort(entry, units->n, sizeof(*entry), by_kind);
	for (size_t i = 0; i < units->n; i++) {
		bool again = i && entry[i].same &&
			     entry[i].same == entry[i - 1].same;

		times = again ? times + 1 : 1;
		entry[i].gain /= (double)(times * times);
	}
	qsort(entry, units->n, sizeof(*entry), by_gain);
}

static void
keep_first(const struct units *units, const struct entry *entry, size_t n,
	unsigned char *keep)
{
	memset(keep, 0, units->n);
	for (size_t i = 0; i < n; i++) {
		uint32_t u = entry[i].unit;

		for (; u != NONE && !keep[u]; u = units->unit[u].needs)
			keep[u] = 1;
	}
}

static void
render_lines(struct codec_ctx *ctx, struct span text, const struct units *units,
	const unsigned char *keep, struct buf *out)
{
	uint64_t line = ctx->line_base, from;
	size_t i = 0;

	while (i < units->n) {
		const struct unit *u = &units->unit[i];

		if (keep[i]) {
			buf_add(out, span_of(text.p + u->at, u->n));
			line += u->lines;
			i++;
			continue;
		}
		for (from = line; i < units->n && !keep[i]; i++)
			line += units->unit[i].lines;
		buf_add_str(out, MARKER_OPEN);
		marker_range(out, from, line ? line - 1 : 0);
		buf_add_str(out, MARKER_CLOSE "\n");
	}
}

enum hr_status
ref_render(const struct codec *codec, struct codec_ctx *ctx, struct span text,
	const struct units *units, const unsigned char *keep, struct buf *out)
{
	if (codec->render)
		return codec->render(
			ctx, text, units->unit, units->n, keep, out);
	render_lines(ctx, text, units, keep, out);
	return buf_ok(out) ? HR_OK : HR_ENOMEM;
}

enum hr_status
ref_budget(const struct codec *codec, struct codec_ctx *ctx, struct span text,
	size_t tokens, struct units *units, struct buf *out)
{
	enum hr_status status = codec->units(ctx, text, units);
	size_t low = 0, high = units->n;
	unsigned char *keep;
	struct entry *entry;

	if (status != HR_OK)
		return status;
	keep = calloc(units->n + 1, 1);
	entry = calloc(units->n + 1, sizeof(*entry));
	if (!keep || !entry)
		abort();
	sort_units(ctx, text, units, entry);
	while (low < high) {
		size_t n = low + (high - low + 1) / 2;

		keep_first(units, entry, n, keep);
		buf_reset(out);
		status = ref_render(codec, ctx, text, units, keep, out);
		if (hr_count(ctx->counter, out->p, out->n) <= tokens)
			low = n;
		else
			high = n - 1;
	}
	keep_first(units, entry, low, keep);
	buf_reset(out);
	status = ref_render(codec, ctx, text, units, keep, out);
	free(keep);
	free(entry);
	return status;
}

const char *
ref_units_wrong(struct span text, const struct units *units)
{
	uint64_t lines = 0;
	size_t at = 0;

	for (size_t i = 0; i < units->n; i++) {
		const struct unit *u = &units->unit[i];

		if (u->at != at || !u->n)
			return "units with a gap between them";
		if (u->needs != NONE && u->needs >= i)
			return "a unit that needs no earlier one";
		if (!(u->value >= 0 && u->value <= 1000))
			return "a value off the scale";
		at += u->n;
		lines += u->lines;
	}
	if (at != text.n)
		return "units that are not all of the text";
	return lines == span_lines(text) ? NULL : "lines are counted wrong";
}

/* Reads "[... 3-4998: 4996 of 5000 ...]"; false if it is no such marker. */
static bool
read_counts(struct span s, unsigned long *items, unsigned long *of)
{
	char text[1024], *end;

	if (s.n >= sizeof(text) || !span_starts(s, MARKER_OPEN))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	end = strchr(text, ':');
	if (!end)
		return false;
	*items = strtoul(end + 1, &end, 10);
	if (strncmp(end, " of ", 4) != 0)
		return false;
	*of = strtoul(end + 4, NULL, 10);
	return true;
}

/* The same of the container at token i. */
static bool
counts_are_wrong(struct span text, const jsmntok_t *token, size_t i)
{
	bool object = token[i].type == JSMN_OBJECT;
	size_t end = json_next(token, i);
	unsigned long sum = 0, all = 0, items, of;

	for (i++; i < end; i = json_next(token, i)) {
		const jsmntok_t *t = &token[i + object];
		struct span s =
			span_of(text.p + t->start, (size_t)(t->end - t->start));

		if (t->type != JSMN_STRING || !read_counts(s, &items, &of)) {
			sum++;
			continue;
		}
		if (!items || (all && all != of))
			return true;
		sum += items;
		all = of;
	}
	return all && sum != all;
}

const char *
ref_json_counts_wrong(struct span text)
{
	struct json_tokens tokens = { 0 };
	const char *wrong = NULL;
	size_t at = 0;

	if (json_scan(text, &at, &tokens, NULL) != HR_OK)
		wrong = "no JSON";
	for (size_t i = 0; i < tokens.n && !wrong; i++)
		if ((tokens.token[i].type == JSMN_OBJECT ||
			    tokens.token[i].type == JSMN_ARRAY) &&
			counts_are_wrong(text, tokens.token, i))
			wrong = "a marker counts wrong";
	json_tokens_release(&tokens);
	return wrong;
}
