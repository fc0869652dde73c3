/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing what is kept of JSON; see json_units.h.
 *
 * A container that has something that is kept is kept, with both brackets.
 * What is dropped in a row gives way to one value: the comma and the blanks
 * before it and behind it stay, so the result is as valid as the input.
 */
#include "base/hash.h"
#include "codec/json/json_units.h"
#include "table/marker.h"

/* What is written of the units. */
static void
complete(struct json_part *part, size_t n, unsigned char *keep)
{
	for (size_t i = n; i--;)
		if (keep[i] && part[i].parent != NONE)
			keep[part[i].parent] = 1;
	for (size_t i = 0; i < n; i++) {
		struct json_part *in;

		if (part[i].kind != PART_CLOSE)
			continue;
		in = &part[part[i].parent];
		in->told = keep[i] && in->summary_n;
		keep[i] = keep[part[i].parent];
	}
}

/* "4996 of 5000", which "elements" or members are meant if it is not lines. */
static void
add_count(
	struct buf *out, const struct json_part *in, uint32_t items, bool lines)
{
	buf_add_str(out, ": ");
	buf_add_uint(out, items);
	buf_add_str(out, " of ");
	buf_add_uint(out, in->items);
	if (!lines)
		buf_add_str(out, in->object ? " members" : " elements");
}

/* What all of them are like, in the first gap: a JSON string, as the values are
 * taken out of strings as they stand there. */
static void
add_summary(struct buf *out, const struct json_cut *cut, struct json_part *in)
{
	if (!in->told)
		return;
	in->told = false;
	buf_add_str(out, "; of all: ");
	buf_add(out, span_of(cut->summary.p + in->summary, in->summary_n));
}

/* One key for each gap, as some readers take only the last of those that are
 * the same. */
static void
add_key(struct buf *out, struct json_part *in)
{
	buf_add_str(out, "\"...");
	if (in->gaps++) {
		buf_add_char(out, ' ');
		buf_add_uint(out, in->gaps);
	}
	buf_add_str(out, "\": ");
}

/* What stands for the units from i up to j. */
static void
add_gap(struct json_cut *cut, size_t i, size_t j, uint64_t line_base,
	struct buf *out)
{
	struct json_part *part = cut->part, *in = NULL;
	uint32_t parent = part[i].parent, items = 0;
	bool lines = part[i].from != part[j - 1].to;
	bool quoted = parent != NONE || cut->documents == 1;

	for (size_t k = i; k < j; k++)
		if (part[k].parent == parent && part[k].kind != PART_CLOSE)
			items += part[k].kind == PART_OPEN ? 1 : part[k].items;
	if (parent != NONE)
		in = &part[parent];
	if (in && in->object)
		add_key(out, in);
	buf_add_str(out, quoted ? "\"" MARKER_OPEN : MARKER_OPEN);
	marker_range(out, line_base + part[i].from, line_base + part[j - 1].to);
	if (in) {
		add_count(out, in, items, lines);
		add_summary(out, cut, in);
	}
	buf_add_str(out, quoted ? MARKER_CLOSE "\"" : MARKER_CLOSE);
}

static void
write_units(struct json_cut *cut, const struct unit *unit, size_t n,
	const unsigned char *keep, uint64_t line_base, struct buf *out)
{
	struct span text = cut->text, rest;
	size_t j;

	for (size_t i = 0; i < n; i++)
		cut->part[i].gaps = 0;
	for (size_t i = 0; i < n; i = j) {
		const struct unit *last = &unit[i];

		j = i + 1;
		if (keep[i]) {
			buf_add(out, span_of(text.p + last->at, last->n));
			continue;
		}
		while (j < n && !keep[j])
			j++;
		add_gap(cut, i, j, line_base, out);
		last = &unit[j - 1];
		rest = span_from(span_of(text.p + last->at, last->n),
			cut->part[j - 1].core);
		/* Blank lines behind dropped lines are dropped with them. */
		if (cut->part[j - 1].parent == NONE && rest.n > 1)
			rest = span_str("\n");
		buf_add(out, rest);
	}
}

enum hr_status
json_cut_render(struct json_cut *cut, struct span text, const struct unit *unit,
	size_t nunits, const unsigned char *keep, uint64_t line_base,
	struct buf *out)
{
	enum hr_status status = HR_OK;
	unsigned char *kept;

	if (!json_cut_has(cut, text))
		status = json_cut_units(cut, text, NULL);
	if (status != HR_OK)
		return status;
	if (cut->nparts != nunits)
		return HR_EINPUT;
	kept = mem_alloc(nunits, 1);
	if (!kept)
		return HR_ENOMEM;
	memcpy(kept, keep, nunits);
	complete(cut->part, nunits, kept);
	write_units(cut, unit, nunits, kept, line_base, out);
	mem_free(kept);
	return buf_ok(out) ? HR_OK : HR_ENOMEM;
}
