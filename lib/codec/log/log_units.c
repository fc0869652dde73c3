/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each line is a unit.  What its words say (table/worth) is raised for what
 * stands around a failure, for what is rare, far out or the point of a change
 * (table/select), and lowered for what is said again and again.
 */
#include "codec/log/log_units.h"

#include "base/mem.h"
#include "codec/log/log_echo.h"
#include "table/marker.h"
#include "table/select.h"
#include "table/shape.h"
#include "table/worth.h"

enum {
	/* Lines around a failure that are worth more than others. */
	LINES_AFTER = 14,
	LINES_BEFORE = 8,
	/* The same before a step ended with a failure. */
	LINES_BEFORE_END = 30,
	/* So many failures of one kind make their surroundings interesting. */
	FAILURES = 3,
	/* Lines at both ends that say what this is and how it ended. */
	HEAD_LINES = 3,
	TAIL_LINES = 5,
	/* Records of a kind that are worth a note. */
	NOTE_ROWS = 5,
	/* It says about as much as a second line of the kind, which is worth a
	 * quarter of the first one, and as much again each time that the lines
	 * are twice as many as these.  Of parts of 2 to 4, or if 5 lines are
	 * taken for many, notes take the place of what stands around failures:
	 * of eight CI logs 85.3 for 87.4 % of the signals at 1,200 tokens. */
	NOTE_PART = 6,
	NOTE_DOUBLED = 10,
	/* What is one in so many is rare. */
	RARE = 100,
};

/* The first of a kind is worth more than any other one, which is why that one
 * goes out and not the shortest. */
#define FIRST_TIMES 1.5F

/* A line that names first what a failure names.  At twice the value of what stands
 * around a failure nothing changes in eight CI logs; at three times 98.2 for
 * 96.1 % of the signals are left at 4,000 tokens, 85.3 for 87.4 % at 1,200; at
 * four times it is the same. */
#define NAMED (VALUE_CONTEXT * 3)

struct scoring {
	const struct window *w;
	const struct mine *mine;
	struct worth *worth; /* of each record */
	unsigned char *stay;
	uint64_t *hash; /* of each kind */
	uint32_t *seen; /* failures of each kind so far */
	struct shapes shapes;
	struct echo echo; /* names in failures */
	uint32_t *alone; /* of each kind: shapes that one record has */
	struct unit *unit;
	size_t n;
};

/* A hash of what the records of a kind have in common, the same in each run. */
static uint64_t
hash_of(const struct window *w, const struct kind *kind)
{
	const struct record *r = &w->record[kind->first];
	const struct cell *cell = w->cell + r->cell;
	const struct cell *end = cell + w->form[r->form].ncells;
	uint64_t h = HASH_K1;
	uint32_t from = r->at;

	for (; cell < end; cell++) {
		h = hash_bytes(h, w->text.p + from, cell->at - from);
		from = cell->at + cell->n;
	}
	return hash_bytes(h, w->text.p + from, r->at + r->n - from) | 1;
}

static void
raise_value(struct unit *u, float value)
{
	if (u->value < value)
		u->value = value;
}

/* What stands around line i is worth the more the nearer it is. */
static void
spread(struct scoring *s, size_t i, float value, size_t before, size_t after)
{
	for (size_t d = 1; d <= before && d <= i; d++)
		raise_value(&s->unit[i - d],
			s->unit[i - d].value < VALUE_PLAIN / 2
				? 0
				: value * (float)(before + 1 - d) /
					  (float)(before + 1));
	for (size_t d = 1; d <= after && i + d < s->n; d++)
		raise_value(&s->unit[i + d],
			s->unit[i + d].value < VALUE_PLAIN / 2
				? 0
				: value * (float)(after + 1 - d) /
					  (float)(after + 1));
}

/* The record that has a byte of the text. */
static size_t
record_at(const struct window *w, size_t at)
{
	size_t from = 0, to = w->nrecords;

	while (to - from > 1) {
		size_t middle = from + (to - from) / 2;

		if (w->record[middle].at <= at)
			from = middle;
		else
			to = middle;
	}
	return from;
}

/* The lines that first name what the failures of line i name, unless they stand
 * right above it. */
static void
raise_names(struct scoring *s, size_t i)
{
	const struct window *w = s->w;
	struct echo *e = &s->echo;
	size_t known = e->n;

	echo_take(e, record_text(w, &w->record[i]));
	for (size_t k = known; k < e->n; k++) {
		size_t at = record_at(w, echo_find(w->text, e->name[k]));

		if (at >= i)
			continue;
		raise_value(&s->unit[at], NAMED);
		s->unit[at].same = 0;
	}
}

static void
spread_failures(struct scoring *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct worth *w = &s->worth[i];
		uint32_t kind = s->w->form[s->w->record[i].form].kind;

		if (w->failure < 3 || s->seen[kind]++ >= FAILURES)
			continue;
		spread(s, i, VALUE_CONTEXT * 3, LINES_BEFORE, LINES_AFTER);
		raise_names(s, i);
		if (w->end)
			spread(s, i, VALUE_CONTEXT * 2, LINES_BEFORE_END, 0);
	}
}

/* What one of few of its kind is worth: nothing special where most lines are,
 * as in the output of programs. */
static float
odd_value(const struct scoring *s)
{
	size_t single = 0;

	for (size_t k = 0; k < s->mine->nkinds; k++)
		single += s->mine->kind[k].rows == 1;
	if (single * RARE <= s->n)
		return VALUE_ODD;
	return VALUE_PLAIN +
	       (VALUE_ODD - VALUE_PLAIN) * (float)s->n / (float)(single * RARE);
}

/* The lines of a script that is shown before it is run say what it would say in
 * case of a failure, not that there was one. */
static void
quieten_scripts(struct scoring *s)
{
	bool inside = false;

	for (size_t i = 0; i < s->n; i++) {
		struct worth *w = &s->worth[i];

		inside &= !w->script_ends;
		if (inside)
			*w = (struct worth){ .value = VALUE_PLAIN / 2 };
		inside |= w->script;
	}
}

/* Whether a line is like no other one of its kind, where that is rare: the one
 * path of another shape, the one other name. */
static bool
is_odd(const struct scoring *s, size_t i)
{
	uint32_t kind = s->w->form[s->w->record[i].form].kind;

	return s->shapes.shape[s->shapes.of[i]].rows == 1 &&
	       (uint64_t)s->alone[kind] * RARE <= s->mine->kind[kind].rows;
}

static void
score(struct scoring *s)
{
	float odd = odd_value(s);

	for (size_t i = 0; i < s->n; i++)
		s->alone[s->w->form[s->w->record[i].form].kind] +=
			s->shapes.shape[s->shapes.of[i]].rows == 1;
	for (size_t i = 0; i < s->n; i++) {
		const struct kind *kind =
			&s->mine->kind[s->w->form[s->w->record[i].form].kind];
		struct unit *u = &s->unit[i];

		u->value = s->worth[i].value;
		if (u->value < VALUE_PLAIN / 2)
			continue;
		if (kind->first == i)
			u->value *= FIRST_TIMES;
		if (kind->rows == 1)
			raise_value(u, odd);
		else if (is_odd(s, i))
			raise_value(u, VALUE_ODD);
		else if (s->stay[i] && kind->first != i && kind->rows > 2)
			raise_value(u, VALUE_ODD);
		else if (u->value <= VALUE_PLAIN && kind->rows > 20)
			u->value = VALUE_PLAIN / 2;
		if (i < HEAD_LINES || i + TAIL_LINES >= s->n)
			raise_value(u, VALUE_CONTEXT);
	}
	spread_failures(s);
}

static bool
open_scoring(struct scoring *s)
{
	s->worth = mem_zalloc(s->n + 1, sizeof(*s->worth));
	s->stay = mem_zalloc(s->n + 1, 1);
	s->seen = mem_zalloc(s->mine->nkinds + 1, sizeof(*s->seen));
	s->hash = mem_zalloc(s->mine->nkinds + 1, sizeof(*s->hash));
	s->alone = mem_zalloc(s->mine->nkinds + 1, sizeof(*s->alone));
	return s->worth && s->stay && s->seen && s->hash && s->alone &&
	       shapes_read(&s->shapes, s->w);
}

static void
close_scoring(struct scoring *s)
{
	mem_free(s->worth);
	mem_free(s->stay);
	mem_free(s->seen);
	mem_free(s->alone);
	shapes_release(&s->shapes);
	mem_free(s->hash);
}

/* What the words of each line say: lines of one form have the same words. */
static void
judge_words(struct scoring *s)
{
	const struct window *w = s->w;

	for (size_t i = 0; i < s->n; i++) {
		const struct record *r = &w->record[i];
		uint32_t first = w->form[r->form].first;

		s->worth[i] = first < i && !s->worth[first].numbers
				      ? s->worth[first]
				      : worth_of(record_text(w, r));
	}
}

static bool
add_lines(struct scoring *s, struct span in, struct units *out)
{
	const struct window *w = s->w;
	uint32_t base = (uint32_t)(w->text.p - in.p);
	size_t first = out->n;

	for (size_t i = 0; i < s->n; i++) {
		const struct record *r = &w->record[i];

		if (!units_add(out, (struct unit){ .at = base + r->at,
					    .n = r->n,
					    .lines = r->lines,
					    .needs = NONE }))
			return false;
	}
	s->unit = out->unit + first;
	judge_words(s);
	quieten_scripts(s);
	for (size_t k = 0; k < s->mine->nkinds; k++)
		s->hash[k] = hash_of(w, &s->mine->kind[k]);
	for (size_t i = 0; i < s->n; i++)
		s->unit[i].same = s->hash[w->form[w->record[i].form].kind];
	score(s);
	return true;
}

static float
note_value(const struct unit *first, uint32_t rows)
{
	float value = first->value / NOTE_PART, most = first->value;
	float times = 1;

	for (; rows / 2 >= NOTE_DOUBLED; rows /= 2)
		times++;
	return value * times < most ? value * times : most;
}

/* How many lines are like the first one of each kind, and how they differ. */
static bool
add_notes(const struct scoring *s, const struct columns *columns,
	uint64_t line_base, struct units *out)
{
	const struct window *w = s->w;
	uint32_t first = (uint32_t)(s->unit - out->unit);

	for (uint32_t i = 0; i < s->n; i++) {
		const struct kind *kind =
			&s->mine->kind[w->form[w->record[i].form].kind];
		uint32_t at = (uint32_t)out->note_text.n;

		if (kind->first != i || kind->rows < NOTE_ROWS ||
			s->unit[i].value < VALUE_PLAIN)
			continue;
		buf_add_str(&out->note_text, MARKER_OPEN);
		marker_kind(&out->note_text, w, columns, kind, MARKER_THIS,
			line_base);
		buf_add_str(&out->note_text, MARKER_CLOSE "\n");
		if (!units_add_note(out, first + i, at,
			    note_value(&s->unit[i], kind->rows)))
			return false;
	}
	return true;
}

enum hr_status
log_units(struct rows *rows, struct mine *mine, struct columns *columns,
	struct span in, uint64_t line_base, struct units *out)
{
	struct span rest = in;
	size_t used;

	while (rest.n) {
		struct scoring s = { .w = &rows->w, .mine = mine };
		enum hr_status status =
			rows_read(rows, rest, ROWS_LINES, &used);
		bool ok;

		if (status == HR_OK)
			status = mine_kinds(mine, &rows->w);
		if (status == HR_OK)
			status = columns_read(
				columns, mine, &rows->w, COLUMN_ROWS);
		if (status != HR_OK)
			return status;
		s.n = rows->w.nrecords;
		ok = open_scoring(&s);
		if (ok) {
			select_rows(&rows->w, mine, columns, s.stay);
			ok = add_lines(&s, in, out) &&
			     add_notes(&s, columns, line_base, out);
		}
		close_scoring(&s);
		if (!ok)
			return HR_ENOMEM;
		line_base += span_lines(span_of(rest.p, used));
		rest = span_from(rest, used);
	}
	return HR_OK;
}
