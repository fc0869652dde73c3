/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pieces of a diff and what each is worth; see diff_cut.h.
 *
 * git apply takes a hunk whose last line is a change only at the end of the
 * file, so a change is never without the line of context behind it, nor, as it
 * should be found in its place, the one before it.  Of lines that were added
 * any may be left out; of lines that were removed none.
 */
#include "codec/diff/diff_cut.h"

#include <math.h>

#include "base/hash.h"
#include "codec/diff/diff_file.h"

enum {
	/* Changes with no more lines of context than this between them are
	 * one: each has one of them. */
	MERGE_LINES = 2,
	/* Lines of a long addition that its core has, and each piece more. */
	FIRST_ADDED = 16,
	MORE_ADDED = 16,
	LONG_ADDED = 24, /* with more than this an addition is long */
	/* Lines of context near a change and, further away, in one piece. */
	NEAR_LINES = 3,
	FAR_LINES = 8,
	PARAGRAPH_LINES = 12,
};

/* What is worth how much, on the scale of unit.h. */
static const float sort_weight[] = {
	[DIFF_SOURCE] = 1.0F,
	[DIFF_TEST] = 0.6F,
	[DIFF_DOCS] = 0.4F,
	[DIFF_MADE] = 0.03F,
};

#define VALUE_CHANGE 4.0F /* of one line; of 16, twice that */
#define VALUE_MORE 6.0F /* the second piece of an addition */
#define VALUE_NEAR 0.2F /* of a line of context */
#define VALUE_FAR 0.05F
#define VALUE_COMMIT 6.0F /* its header and subject */
#define VALUE_NAME 2.0F /* another name or mode of a file */
#define VALUE_EMPTY 0.5F /* an empty file, the note that one is binary */
#define FIRST_CHANGE 1.5F /* in a file, times this */

/* Adds a piece of the bytes [at, at + n) and `lines` lines; its unit, which is
 * valid until the next one, or NULL when memory is short. */
static struct unit *
add(struct diff_cut *c, enum diff_role role, uint32_t part, uint32_t at,
	uint32_t n, uint32_t lines)
{
	struct unit unit = { .at = at, .n = n, .lines = lines, .needs = NONE };
	size_t i = c->units.n;

	if (!mem_grow(&c->piece, &c->piece_cap, i + 1, sizeof(*c->piece)) ||
		!units_add(&c->units, unit))
		return NULL;
	c->piece[i] = (struct diff_piece){ .role = role,
		.part = part,
		.core = (uint32_t)i,
		.line = i ? c->piece[i - 1].line + c->units.unit[i - 1].lines
			  : 0 };
	return &c->units.unit[i];
}

static struct unit *
add_lines(struct diff_cut *c, enum diff_role role, uint32_t part, size_t from,
	size_t to)
{
	const struct diff_line *first = &c->line[from], *last = first;
	uint32_t lines = 0, added = 0, removed = 0;
	struct diff_piece *piece;
	struct unit *unit;

	for (size_t i = from; i < to; i++) {
		last = &c->line[i];
		lines += last->lines;
		added += last->sign == '+';
		removed += last->sign == '-';
	}
	unit = add(c, role, part, first->at, last->at + last->n - first->at,
		lines);
	if (!unit)
		return NULL;
	piece = &c->piece[c->units.n - 1];
	piece->added = added;
	piece->removed = removed;
	piece->context = (uint32_t)(to - from) - added - removed;
	return unit;
}

/* ---- text ---------------------------------------------------------------- */

static bool
is_blank(struct span line)
{
	return !span_chomp(line).n;
}

static bool
is_noise(struct span line)
{
	static const char *const words[] = { "Signed-off-by: ", "Reviewed-by: ",
		"Acked-by: ", "Co-authored-by: ", "Co-Authored-By: ", "Cc: ",
		"Change-Id: ", "Tested-by: ", NULL };

	while (span_first_is(line, ' '))
		line = span_from(line, 1);
	return span_starts_any(line, words) || is_blank(line);
}

/* "lib/x.c | 12 ++--" */
static bool
is_stat(struct span line)
{
	const char *bar = memchr(line.p, '|', line.n);

	return *line.p == ' ' && bar && bar[-1] == ' ';
}

/* Whether a commit begins here, perhaps below blank lines. */
static bool
is_commit_next(struct span rest)
{
	struct span line;

	while (span_line(&rest, &line))
		if (!is_blank(line))
			return diff_is_commit(line);
	return false;
}

static uint32_t
take_blank(struct span *rest)
{
	struct span line, ahead = *rest;
	uint32_t lines = 0;

	while (span_line(&ahead, &line) && is_blank(line)) {
		*rest = ahead;
		lines++;
	}
	return lines;
}

/* Takes the header of a commit with its subject, and the blank lines around;
 * the number of lines. */
static uint32_t
take_commit(struct span *rest)
{
	uint32_t lines = take_blank(rest), first = lines;
	bool subject = false, behind = false;
	struct span line, ahead = *rest;

	while (span_line(&ahead, &line)) {
		if (lines > first && diff_is_commit(line))
			return lines;
		lines++;
		*rest = ahead;
		subject |= span_starts(line, "Subject: ") ||
			   span_starts(line, "summary: ") ||
			   (behind && !is_blank(line));
		behind |= is_blank(line);
		if (behind && subject)
			break;
	}
	return lines + take_blank(rest);
}

/* Takes lines up to a blank one, and that; says what they are worth. */
static uint32_t
take_paragraph(struct span *rest, float *value)
{
	struct span line, ahead = *rest;
	uint32_t lines = 0;
	bool blank = false;

	*value = VALUE_NOISE;
	while (lines < PARAGRAPH_LINES && span_line(&ahead, &line)) {
		if (lines &&
			(diff_is_commit(line) || (blank && !is_blank(line))))
			break;
		lines++;
		*rest = ahead;
		blank = is_blank(line);
		if (!is_noise(line))
			*value += is_stat(line) ? VALUE_NOISE : VALUE_PLAIN / 2;
	}
	return lines;
}

static bool
cut_text(struct diff_cut *c, uint32_t part)
{
	struct span rest = diff_text(c->d, &c->d->part[part]), start;

	while (rest.n) {
		bool commit = is_commit_next(rest);
		struct unit *unit;
		uint32_t lines;
		float value = VALUE_COMMIT;

		start = rest;
		lines = commit ? take_commit(&rest)
			       : take_paragraph(&rest, &value);
		unit = add(c, DIFF_PIECE_TEXT, part,
			(uint32_t)(start.p - c->d->text.p),
			(uint32_t)(start.n - rest.n), lines);
		if (!unit)
			return false;
		unit->value = value;
		unit->needs = commit ? NONE : c->commit;
		if (commit)
			c->commit = (uint32_t)(c->units.n - 1);
		c->piece[c->units.n - 1].commit = commit;
	}
	return true;
}

/* ---- hunks --------------------------------------------------------------- */

/* Reads the lines of a hunk below its header to c->line. */
static bool
read_lines(struct diff_cut *c, struct span rest)
{
	struct span line;

	c->nlines = 0;
	while (span_line(&rest, &line)) {
		struct diff_line *l;

		if (*line.p == '\\') {
			l = &c->line[c->nlines - 1];
			l->n += (uint32_t)line.n;
			l->lines++;
			continue;
		}
		if (!mem_grow(&c->line, &c->line_cap, c->nlines + 1,
			    sizeof(*c->line)))
			return false;
		c->line[c->nlines++] = (struct diff_line){
			.at = (uint32_t)(line.p - c->d->text.p),
			.n = (uint32_t)line.n,
			.lines = 1,
			.sign = *line.p == '-' || *line.p == '+' ? *line.p
								 : ' ',
		};
	}
	return true;
}

static bool
is_change(const struct diff_cut *c, size_t i)
{
	return c->line[i].sign != ' ';
}

/* Lines of context between changes, after one and before the next one, each of
 * which may be at an end of the hunk.  They hang on what is beside them. */
static bool
cut_context(
	struct diff_cut *c, uint32_t part, size_t from, size_t to, bool last)
{
	bool first = !from;
	size_t n = to - from, after, before;

	if (first || last)
		after = last && n > NEAR_LINES ? NEAR_LINES : last ? n : 0;
	else
		after = n <= 2 * NEAR_LINES ? (n + 1) / 2 : NEAR_LINES;
	before = last ? 0 : n - after < NEAR_LINES ? n - after : NEAR_LINES;
	for (size_t at = from, end; at < to; at = end) {
		bool near = true, back = !first;
		struct unit *unit;

		if (at < from + after) {
			end = from + after;
		} else if (at >= to - before) {
			end = to;
			back = false;
		} else {
			near = false;
			end = at + FAR_LINES < to - before ? at + FAR_LINES
							   : to - before;
		}
		unit = add_lines(c, DIFF_PIECE_CONTEXT, part, at, end);
		if (!unit)
			return false;
		unit->value = (near ? VALUE_NEAR : VALUE_FAR) * c->weight *
			      (float)(end - at);
		unit->needs = (uint32_t)(back ? c->units.n - 2 : c->units.n);
	}
	return true;
}

/* A hash of the changes, so that the same ones in other files are worth less,
 * and their number. */
static uint64_t
hash_changes(const struct diff_cut *c, size_t from, size_t to, size_t *n)
{
	uint64_t hash = HASH_K1;

	*n = 0;
	for (size_t i = from; i < to; i++) {
		const struct diff_line *l = &c->line[i];

		if (l->sign == ' ')
			continue;
		++*n;
		hash = hash_bytes(hash, c->d->text.p + l->at, l->n);
	}
	return hash | 1;
}

/* How many lines from `from` on are added, one after the other. */
static size_t
count_added(const struct diff_cut *c, size_t from, size_t to)
{
	size_t i = from;

	while (i < to && c->line[i].sign == '+')
		i++;
	return i - from;
}

/* The rest of a long addition, in pieces. */
static bool
cut_more(struct diff_cut *c, uint32_t part, size_t from, size_t to,
	uint32_t core)
{
	float times = 1;

	for (size_t end; from < to; from = end, times += 0.25F) {
		struct unit *unit;

		end = from + MORE_ADDED < to ? from + MORE_ADDED : to;
		unit = add_lines(c, DIFF_PIECE_MORE, part, from, end);
		if (!unit)
			return false;
		unit->value = VALUE_MORE * c->weight / times;
		unit->needs = core;
		c->piece[c->units.n - 1].core = core;
	}
	return true;
}

/* The pieces of a core, of which each needs the next and the last one the
 * header of the hunk, so that all are bought together. */
static void
link_core(struct diff_cut *c, uint32_t core, uint32_t range)
{
	uint32_t next = range;

	for (size_t i = c->units.n; i-- > core;) {
		if (c->piece[i].role != DIFF_PIECE_CORE)
			continue;
		c->units.unit[i].needs = next;
		next = (uint32_t)i;
	}
}

/* What so many lines of the patch that is being cut are worth: long changes
 * much less for each line, so that short ones of many files come first. */
static float
value_of_change(struct diff_cut *c, size_t lines)
{
	float value = VALUE_CHANGE * c->weight * sqrtf(sqrtf((float)lines));

	if (c->first)
		value *= FIRST_CHANGE;
	c->first = false;
	return value;
}

/* A line, changes, a line. */
static bool
cut_core(struct diff_cut *c, uint32_t part, size_t from, size_t to,
	uint32_t range)
{
	uint32_t core = (uint32_t)c->units.n;
	size_t changes;
	uint64_t same = hash_changes(c, from, to, &changes);

	for (size_t at = from, end, stop; at < to; at = end) {
		size_t i = at, added = 0;

		while (i < to && (added = count_added(c, i, to)) <= LONG_ADDED)
			i += added ? added : 1;
		stop = i < to ? i + FIRST_ADDED : to;
		end = i < to ? i + added : to;
		if (!add_lines(c, DIFF_PIECE_CORE, part, at, stop))
			return false;
		c->piece[c->units.n - 1].core = core;
		if (!cut_more(c, part, stop, end, core))
			return false;
		changes -= end - stop;
	}
	link_core(c, core, range);
	c->units.unit[core].same = same;
	c->units.unit[core].value = value_of_change(c, changes);
	return true;
}

/* The first line of context at or after `from` that is between two changes, or
 * behind the last one; *next is that change, or the end. */
static size_t
end_of_changes(const struct diff_cut *c, size_t from, size_t *next)
{
	size_t i = from, end;

	for (;;) {
		while (i < c->nlines && is_change(c, i))
			i++;
		end = i;
		while (i < c->nlines && !is_change(c, i))
			i++;
		if (i == c->nlines || i - end > MERGE_LINES)
			break;
	}
	*next = i;
	return end;
}

static bool
cut_hunk(struct diff_cut *c, uint32_t part)
{
	const struct diff_part *p = &c->d->part[part];
	struct span rest = diff_text(c->d, p), line = rest;
	uint32_t range = (uint32_t)c->units.n;
	struct unit *unit;
	size_t at = 0, change = 0;

	span_line(&rest, &line);
	unit = add(c, DIFF_PIECE_RANGE, part, p->at, (uint32_t)line.n, 1);
	if (!unit || !read_lines(c, rest))
		return false;
	unit->needs = c->head;
	while (!is_change(c, change))
		change++;
	while (change < c->nlines) {
		size_t from = change - (change > at), next;
		size_t end = end_of_changes(c, change, &next);

		if (!cut_context(c, part, at, from, false))
			return false;
		at = end + (end < c->nlines);
		if (!cut_core(c, part, from, at, range))
			return false;
		change = next;
	}
	return cut_context(c, part, at, c->nlines, true);
}

/* ---- patches ------------------------------------------------------------- */

static bool
cut_head(struct diff_cut *c, uint32_t part)
{
	const struct diff_part *p = &c->d->part[part];
	struct unit *unit =
		add(c, DIFF_PIECE_HEAD, part, p->at, p->n, p->lines);

	if (!unit)
		return false;
	c->weight = sort_weight[diff_sort_of(c->d, part)];
	c->head = (uint32_t)(c->units.n - 1);
	c->first = true;
	/* By itself it says something only if it is all, or a new name. */
	if (diff_head_is_all(p))
		unit->value = c->weight * (p->flags & DIFF_MOVED ? VALUE_NAME
								 : VALUE_EMPTY);
	unit->needs = c->commit;
	return true;
}

static bool
cut_whole(struct diff_cut *c, uint32_t part)
{
	const struct diff_part *p = &c->d->part[part];
	struct unit *unit =
		add(c, DIFF_PIECE_WHOLE, part, p->at, p->n, p->lines);

	if (!unit)
		return false;
	c->piece[c->units.n - 1].added = p->added;
	c->piece[c->units.n - 1].removed = p->removed;
	unit->needs = c->head;
	unit->value = value_of_change(c, p->added + p->removed);
	if (c->d->part[c->piece[c->head].part].flags & DIFF_BINARY)
		unit->value = VALUE_NOISE;
	return true;
}

bool
diff_cut(struct diff_cut *c, const struct diff *d)
{
	bool ok = true;

	c->units.n = 0;
	c->d = d;
	c->commit = NONE;
	for (uint32_t i = 0; i < d->n && ok; i++) {
		switch (d->part[i].kind) {
		case DIFF_TEXT:
			ok = cut_text(c, i);
			break;
		case DIFF_HEAD:
			ok = cut_head(c, i);
			break;
		case DIFF_HUNK:
			ok = cut_hunk(c, i);
			break;
		case DIFF_WHOLE:
			ok = cut_whole(c, i);
			break;
		}
	}
	return ok;
}

void
diff_cut_release(struct diff_cut *c)
{
	units_release(&c->units);
	mem_free(c->piece);
	mem_free(c->line);
	*c = (struct diff_cut){ .piece = NULL };
}
