/* SPDX-License-Identifier: Apache-2.0 */
/* Parts and their values; see code_part.h. */
#include "codec/code/code_part.h"

#include "base/hash.h"

enum {
	/* A run is divided where a statement begins after so many lines, after
	 * fewer if there is a blank line, and anyway after so many bytes. */
	RUN_LINES = 8,
	RUN_BLANK_LINES = 3,
	RUN_BYTES = 1 << 10,
	IMPORT_BYTES = 4 << 10,
	/* A marker of lines is about eight tokens. */
	SHORT_BYTES = 40,
	SEED = 0x636f6465,
};

/*
 * Tokens are about a fourth of the bytes, so a rate is a value per token: all
 * of a skeleton has five times the rate of bodies or more, however long it is,
 * and no body is worth more than what stands for itself in other content.
 */
static const struct {
	float base, rate, most;
} worth[NPARTS] = {
	[PART_IMPORT] = { 0.5F, 0.008F, 4 },
	[PART_TYPE] = { VALUE_CONTEXT, 0.02F, 20 },
	[PART_FUNCTION] = { VALUE_CONTEXT, 0.02F, 20 },
	[PART_INNER] = { VALUE_CONTEXT / 2, 0.02F, 10 },
	[PART_CALL] = { VALUE_CONTEXT / 2, 0.02F, 10 },
	[PART_FIELD] = { 0.5F, 0.02F, 12 },
	[PART_CONST] = { 0.5F, 0.02F, 12 },
	[PART_DATA] = { 0, 0.002F, VALUE_PLAIN },
	[PART_BODY] = { 0, 0.0025F, VALUE_PLAIN },
	[PART_DOC] = { 0.3F, 0.01F, 3 },
	[PART_COMMENT] = { 0, 0.002F, VALUE_PLAIN },
	[PART_LICENCE] = { VALUE_NOISE, 0, VALUE_NOISE },
	[PART_CLOSE] = { 0, 0, 0 }, /* as its head */
	[PART_BLANK] = { VALUE_NOISE, 0, VALUE_NOISE },
};

void
parts_begin(struct parts *p, struct units *out)
{
	*p = (struct parts){ .out = out, .base = out->n };
}

uint32_t
parts_next(const struct parts *p)
{
	return (uint32_t)(p->out->n - p->base);
}

static struct unit *
last_unit(struct parts *p)
{
	return p->out->n > p->base ? &p->out->unit[p->out->n - 1] : NULL;
}

void
parts_add(struct parts *p, enum code_part part, uint32_t needs,
	struct piece piece)
{
	struct unit u = { .same = part,
		.at = piece.at,
		.n = piece.n,
		.lines = piece.lines,
		.needs = needs };

	p->blank = false;
	if (!units_add(p->out, u))
		p->failed = true;
}

static bool
is_full(const struct parts *p, const struct unit *u, enum code_part part,
	bool breaks)
{
	if (part == PART_IMPORT)
		return u->n >= IMPORT_BYTES;
	if (u->n >= RUN_BYTES)
		return true;
	return breaks && (u->lines >= RUN_LINES ||
				 (p->blank && u->lines >= RUN_BLANK_LINES));
}

void
parts_run(struct parts *p, enum code_part part, uint32_t needs,
	struct piece piece, bool breaks)
{
	struct unit *u = last_unit(p);

	if (!u || u->same != part || u->needs != needs ||
		is_full(p, u, part, breaks)) {
		parts_add(p, part, needs, piece);
		return;
	}
	u->n += piece.n;
	u->lines += piece.lines;
	p->blank = false;
}

void
parts_tell(struct parts *p, uint32_t n)
{
	struct unit *u = last_unit(p);

	if (u)
		u->value += (float)n;
}

void
parts_blank(struct parts *p, struct piece piece)
{
	struct unit *u = last_unit(p);

	if (u) {
		u->n += piece.n;
		u->lines += piece.lines;
	} else {
		parts_add(p, PART_BLANK, NONE, piece);
	}
	p->blank = true;
}

void
parts_need(struct parts *p, uint32_t unit, uint32_t needs)
{
	if (p->base + unit < p->out->n)
		p->out->unit[p->base + unit].needs = needs;
}

void
parts_join(struct parts *p, uint32_t head)
{
	struct unit *first, *last = last_unit(p);
	uint32_t end;

	if (p->failed || !last || head == NONE)
		return;
	first = &p->out->unit[p->base + head];
	end = last->at + last->n;
	if (first == last || end - first->at - first->n > SHORT_BYTES)
		return;
	for (struct unit *u = first + 1; u <= last; u++)
		first->lines += u->lines;
	first->n = end - first->at;
	p->out->n = p->base + head + 1;
}

/* What the text of a unit is, wherever it stands. */
static uint64_t
same_as(struct span s)
{
	s = span_trim(s);
	return s.n ? hash_bytes(SEED, s.p, s.n) : 0;
}

void
parts_end(struct parts *p, struct span text)
{
	struct unit *units = p->out->unit ? p->out->unit + p->base : NULL;
	size_t n = p->out->n - p->base;

	for (size_t i = 0; i < n; i++) {
		struct unit *u = &units[i];
		enum code_part part = (enum code_part)u->same;
		float value = worth[part].base +
			      worth[part].rate * ((float)u->n + u->value);

		u->value = value < worth[part].most ? value : worth[part].most;
		if (part == PART_CLOSE) {
			/* As much for each byte as its head, which is before
			 * it, so that it comes right after it. */
			const struct unit *head = &units[u->needs];

			u->value = head->value * (float)u->n /
				   (float)(head->n + u->n);
		}
		u->same = part == PART_DATA || part == PART_BODY ||
					  part == PART_COMMENT ||
					  part == PART_LICENCE ||
					  part == PART_IMPORT
				  ? same_as(span_of(text.p + u->at, u->n))
				  : 0;
	}
}
