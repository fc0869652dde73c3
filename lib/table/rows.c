/* SPDX-License-Identifier: Apache-2.0 */
/* Lines to records to forms; see rows.h. */
#include "table/rows.h"

#include "base/hash.h"
#include "base/mem.h"
#include "table/lex.h"
#include "table/stamp.h"

void
rows_init(struct rows *t, uint64_t seed)
{
	*t = (struct rows){ .w.seed = seed };
}

void
rows_release(struct rows *t)
{
	mem_free(t->w.record);
	mem_free(t->w.cell);
	mem_free(t->w.form);
	slots_release(&t->slots);
	*t = (struct rows){ .w.seed = t->w.seed };
}

/* Whether two records differ in their cells only. */
static bool
same_form(const struct window *w, const struct record *a,
	const struct record *b, uint32_t ncells)
{
	const char *t = w->text.p;
	uint32_t p = a->at, q = b->at;

	for (uint32_t i = 0; i <= ncells; i++) {
		const struct cell *c = &w->cell[a->cell + i];
		const struct cell *d = &w->cell[b->cell + i];
		uint32_t c_at = i < ncells ? c->at : a->at + a->n;
		uint32_t d_at = i < ncells ? d->at : b->at + b->n;

		if (c_at - p != d_at - q || memcmp(t + p, t + q, c_at - p))
			return false;
		if (i < ncells) {
			p = c->at + c->n;
			q = d->at + d->n;
		}
	}
	return true;
}

/* The form of record number r, which has these cells; NONE: no memory. */
static uint32_t
form_of(struct rows *t, uint32_t r, uint32_t ncells, uint64_t hash)
{
	struct window *w = &t->w;
	size_t i, mask;
	uint32_t f;

	if (w->nforms * 2 >= t->slots.n &&
		!slots_grow(&t->slots, w->form ? &w->form->hash : NULL,
			sizeof(*w->form), w->nforms))
		return NONE;
	mask = t->slots.n - 1;
	for (i = hash & mask; t->slots.p[i]; i = (i + 1) & mask) {
		struct form *form = &w->form[t->slots.p[i] - 1];

		if (form->hash == hash && form->ncells == ncells &&
			same_form(w, &w->record[form->first], &w->record[r],
				ncells)) {
			form->rows++;
			return t->slots.p[i] - 1;
		}
	}
	if (!mem_grow(&w->form, &w->form_cap, w->nforms + 1, sizeof(*w->form)))
		return NONE;
	f = (uint32_t)w->nforms++;
	w->form[f] = (struct form){
		.hash = hash, .first = r, .rows = 1, .ncells = ncells
	};
	t->slots.p[i] = f + 1;
	return f;
}

void
rows_begin(struct rows *t, struct span text)
{
	struct window *w = &t->w;

	w->text = text;
	w->nrecords = w->ncells = w->nforms = w->lines = 0;
	if (t->slots.p)
		memset(t->slots.p, 0, t->slots.n * sizeof(*t->slots.p));
}

bool
rows_add(struct rows *t, uint32_t at, uint32_t n, uint32_t lines)
{
	struct window *w = &t->w;
	uint32_t r = (uint32_t)w->nrecords;
	uint64_t hash;
	size_t ncells;

	if (!mem_grow(&w->record, &w->record_cap, w->nrecords + 1,
		    sizeof(*w->record)) ||
		!mem_grow(&w->cell, &w->cell_cap, w->ncells + LEX_CELLS(n),
			sizeof(*w->cell)))
		return false;
	w->record[r] = (struct record){ .at = at,
		.n = n,
		.line = w->lines,
		.lines = lines,
		.cell = (uint32_t)w->ncells };
	ncells = lex_record(
		w->text.p, at, n, t->w.seed, w->cell + w->ncells, &hash);
	w->nrecords++;
	w->record[r].form = form_of(t, r, (uint32_t)ncells, hash);
	w->ncells += ncells;
	w->lines += lines;
	return w->record[r].form != NONE;
}

struct line {
	struct span text;
	bool stamped;
};

static bool
next_line(struct span *rest, enum rows_mode mode, struct line *line)
{
	size_t from, to;

	if (!span_line(rest, &line->text))
		return false;
	line->stamped =
		mode == ROWS_TIMED && stamp_find(line->text, &from, &to);
	return true;
}

/* Whether a line belongs to the record that began with a time or without. */
static bool
is_continued(const struct line *line, enum rows_mode mode, bool began_stamped)
{
	const char *p = line->text.p;

	if (line->stamped || mode == ROWS_LINES)
		return false;
	return began_stamped || (line->text.n > 1 && is_blank_or_tab(*p));
}

enum hr_status
rows_read(struct rows *t, struct span text, enum rows_mode mode, size_t *used)
{
	struct window *w = &t->w;
	struct span rest = text;
	struct line line;
	bool have = next_line(&rest, mode, &line);

	rows_begin(t, text);
	*used = 0;
	while (have && w->nrecords < WINDOW_RECORDS &&
		w->ncells < WINDOW_CELLS) {
		uint32_t n = 0, lines = 0;
		bool stamped = line.stamped;

		do {
			n += (uint32_t)line.text.n;
			lines++;
			have = next_line(&rest, mode, &line);
		} while (have && lines < RECORD_LINES &&
			 is_continued(&line, mode, stamped));
		if (!rows_add(t, (uint32_t)*used, n, lines))
			return HR_ENOMEM;
		*used += n;
	}
	return HR_OK;
}
