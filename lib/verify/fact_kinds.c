/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds of lines; see fact_kinds.h. */
#include "verify/fact_kinds.h"

#include "base/hash.h"
#include "base/mem.h"
#include "codec/codec.h"
#include "verify/fact_lex.h"
#include "verify/fact_set.h"
#include "table/mine.h"
#include "table/number.h"
#include "table/rows.h"
#include "table/stamp.h"

enum {
	/* A line longer than this is cut: offsets are of 32 bits. */
	PART_BYTES = 1 << 30,
};

struct fact_form {
	uint64_t hash;
	uint32_t kind; /* index, or NONE: of no kind */
};

/* One text on its way. */
struct search {
	struct fact_kinds *kinds;
	struct rows rows;
	struct mine mine;
	uint32_t
		*kind; /* of each kind of the window: index in kinds, or NONE */
	size_t kind_cap;
	uint64_t row; /* of the window's first line */
};

void
fact_kinds_release(struct fact_kinds *t)
{
	mem_free(t->kind);
	mem_free(t->form);
	slots_release(&t->slots);
	*t = (struct fact_kinds){ 0 };
}

/* Without the time at its head, which has letters and digits. */
static bool
says_something(struct span line)
{
	size_t from = 0, to = 0;

	stamp_find(line, &from, &to);
	for (size_t i = 0; i < line.n; i++)
		if ((i < from || i >= to) && is_alnum(line.p[i]))
			return true;
	return false;
}

/* ---- forms from window to window ----------------------------------------- */

/* A hash that no window changes. */
static uint64_t
form_hash(const struct form *form)
{
	return hash_mix(form->hash, form->ncells);
}

static size_t
find_form(const struct fact_kinds *t, uint64_t hash)
{
	size_t mask = t->slots.n - 1, i;

	for (i = hash & mask; t->slots.p[i]; i = (i + 1) & mask)
		if (t->form[t->slots.p[i] - 1].hash == hash)
			break;
	return i;
}

static bool
add_form(struct fact_kinds *t, uint64_t hash, uint32_t kind)
{
	size_t i;

	if ((t->nforms * 2 >= t->slots.n &&
		    !slots_grow(
			    &t->slots, t->form, sizeof(*t->form), t->nforms)) ||
		!mem_grow(&t->form, &t->form_cap, t->nforms + 1,
			sizeof(*t->form)))
		return false;
	i = find_form(t, hash);
	if (t->slots.p[i])
		return true;
	t->form[t->nforms++] = (struct fact_form){ hash, kind };
	t->slots.p[i] = (uint32_t)t->nforms;
	return true;
}

/* Kinds that have a form of a window before are that kind. */
static void
recall_kinds(struct search *s)
{
	const struct window *w = &s->rows.w;

	for (size_t k = 0; k < s->mine.nkinds; k++)
		s->kind[k] = NONE;
	for (size_t f = 0; s->kinds->nforms && f < w->nforms; f++) {
		uint32_t *kind = &s->kind[w->form[f].kind];
		size_t i = find_form(s->kinds, form_hash(&w->form[f]));

		if (*kind == NONE && s->kinds->slots.p[i])
			*kind = s->kinds->form[s->kinds->slots.p[i] - 1].kind;
	}
}

static bool
add_kinds(struct search *s)
{
	const struct window *w = &s->rows.w;
	struct fact_kinds *t = s->kinds;

	for (size_t k = 0; k < s->mine.nkinds; k++) {
		const struct record *r = &w->record[s->mine.kind[k].first];

		if (s->kind[k] != NONE || !says_something(record_text(w, r)))
			continue;
		if (t->n >= NONE || !mem_grow(&t->kind, &t->cap, t->n + 1,
					    sizeof(*t->kind)))
			return false;
		s->kind[k] = (uint32_t)t->n;
		t->kind[t->n++] = (struct fact_kind){ .text = record_text(w, r),
			.row = s->row + r->line };
	}
	for (size_t f = 0; f < w->nforms; f++) {
		const struct form *form = &w->form[f];
		uint32_t kind = s->kind[form->kind];

		if (!add_form(t, form_hash(form), kind))
			return false;
		if (kind != NONE &&
			fact_is_error(record_text(w, &w->record[form->first])))
			t->kind[kind].error = true;
	}
	return true;
}

/* ---- windows ------------------------------------------------------------- */

/* As many whole lines as a window has bytes, one at least. */
static struct span
next_part(struct span rest)
{
	const char *nl;

	if (rest.n <= WINDOW_BYTES)
		return rest;
	nl = memchr(rest.p + WINDOW_BYTES, '\n', rest.n - WINDOW_BYTES);
	if (nl)
		rest.n = (size_t)(nl - rest.p) + 1;
	if (rest.n > PART_BYTES)
		rest.n = PART_BYTES;
	return rest;
}

static enum hr_status
read_window(struct search *s, struct span text, size_t *used)
{
	enum hr_status status = rows_read(&s->rows, text, ROWS_LINES, used);

	if (status == HR_OK)
		status = mine_kinds(&s->mine, &s->rows.w);
	if (status != HR_OK)
		return status;
	if (!mem_grow(&s->kind, &s->kind_cap, s->mine.nkinds, sizeof(*s->kind)))
		return HR_ENOMEM;
	recall_kinds(s);
	return add_kinds(s) ? HR_OK : HR_ENOMEM;
}

static void
ask_for_lines(struct search *s, fact_state_fn *state, void *ctx)
{
	const struct window *w = &s->rows.w;

	for (size_t r = 0; r < w->nrecords; r++) {
		const struct record *record = &w->record[r];
		uint32_t k = s->kind[w->form[record->form].kind];
		struct fact_kind *kind;
		int now;

		if (k == NONE || s->kinds->kind[k].state == FACT_KEPT)
			continue;
		kind = &s->kinds->kind[k];
		now = state(ctx, s->row + record->line, record_text(w, record));
		if ((int)kind->state < now)
			kind->state = (uint32_t)now;
	}
}

enum hr_status
fact_kinds_find(struct fact_kinds *t, struct span text, uint64_t seed,
	fact_state_fn *state, void *ctx)
{
	struct search s = { .kinds = t };
	enum hr_status status = HR_OK;

	rows_init(&s.rows, seed);
	while (text.n && status == HR_OK) {
		size_t used = 0;

		status = read_window(&s, next_part(text), &used);
		if (status != HR_OK)
			break;
		ask_for_lines(&s, state, ctx);
		s.row += s.rows.w.lines;
		text = span_from(text, used);
	}
	rows_release(&s.rows);
	mine_release(&s.mine);
	mem_free(s.kind);
	return status;
}
