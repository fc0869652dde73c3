/* SPDX-License-Identifier: Apache-2.0 */
/* What all forms of transcripts share; see transcript.h. */
#include "transcript/transcript.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "base/date.h"
#include "base/hash.h"
#include "base/json_text.h"
#include "base/mem.h"
#include "transcript/transcript_walk.h"

const char *const transcript_role_names[TRANSCRIPT_NROLES] = { "system", "user",
	"assistant", "tool" };

#define X(name) &transcript_##name,
static const struct transcript_form *const forms[] = { TRANSCRIPTS(X) };
#undef X

/* ---- what is remembered -------------------------------------------------- */

void
transcript_reset(struct transcript *t)
{
	t->nnames = 0;
	/* One large file is no reason to clear much memory for each of many
	 * small ones. */
	slots_release(&t->slots);
	arena_reset(&t->arena);
	t->model = span_of(NULL, 0);
	t->day = 0;
	t->time = 0;
	t->total = (struct transcript_usage){ .told = false };
}

void
transcript_release(struct transcript *t)
{
	mem_free(t->name);
	slots_release(&t->slots);
	arena_release(&t->arena);
	buf_release(&t->scratch);
	*t = (struct transcript){ 0 };
}

void
transcript_line_release(struct transcript_line *line)
{
	mem_free(line->p);
	*line = (struct transcript_line){ 0 };
}

/* Members of a block may be in any order, and are asked for in ours. */
static int
by_token(const void *a, const void *b)
{
	size_t x = ((const struct transcript_text *)a)->token;
	size_t y = ((const struct transcript_text *)b)->token;

	return (x > y) - (x < y);
}

static void
put_in_order(struct transcript_line *line)
{
	for (size_t i = 1; i < line->n; i++) {
		if (line->p[i].token > line->p[i - 1].token)
			continue;
		qsort(line->p, line->n, sizeof(*line->p), by_token);
		return;
	}
}

/* ---- lines --------------------------------------------------------------- */

/* The form that is surest, and how sure; NULL and 0: this is no line of one. */
static const struct transcript_form *
find_form(const struct walk *w, int *sure)
{
	const struct transcript_form *best = NULL;

	*sure = 0;
	if (w->token->type != JSMN_OBJECT)
		return NULL;
	for (size_t i = 0; i < WALK_COUNT(forms) && *sure < 2; i++) {
		int this = forms[i]->look(w);

		if (this > *sure) {
			*sure = this;
			best = forms[i];
		}
	}
	return best;
}

int
transcript_look(const struct envelope_view *v)
{
	struct walk w;
	int sure;

	walk_init(&w, v);
	find_form(&w, &sure);
	return sure;
}

/* The seconds since midnight of "T12:34:56.789Z"; -1: it is no such time. */
static int
seconds_of(struct span s)
{
	static const char form[] = "T00:00:00";
	const char *p = s.p;

	if (s.n < sizeof(form) - 1 || !span_ends(s, "Z"))
		return -1;
	for (size_t i = 0; i < sizeof(form) - 1; i++)
		if (form[i] == '0' ? !is_digit(p[i]) : p[i] != form[i])
			return -1;
	return ((p[1] - '0') * 10 + p[2] - '0') * 3600 +
	       ((p[4] - '0') * 10 + p[5] - '0') * 60 + (p[7] - '0') * 10 +
	       p[8] - '0';
}

/* Takes the day of "2027-01-01T12:34:56.789Z", and when it was. */
static void
note_day(const struct walk *w, struct transcript *t)
{
	enum {
		DAY_CHARACTERS = 10
	};
	static const char *const name = "timestamp";
	struct span s;
	size_t i;
	int seconds;

	walk_request(w, &name, 1, &i);
	s = walk_span(w, i);
	t->time = 0;
	if (!walk_is_string(w, i) || s.n < DAY_CHARACTERS ||
		!date_parse(span_of(s.p, DAY_CHARACTERS), &t->day))
		return;
	seconds = seconds_of(span_from(s, DAY_CHARACTERS));
	if (seconds >= 0)
		t->time = date_seconds(t->day) + seconds;
}

enum hr_status
transcript_walk(struct transcript *t, const struct envelope_view *v,
	struct transcript_line *line)
{
	struct transcript_walk w = { .t = t, .line = line };
	const struct transcript_form *form;
	bool known;
	int sure;

	walk_init(&w.w, v);
	form = find_form(&w.w, &sure);
	line->n = line->unknown = 0;
	line->usage = (struct transcript_usage){ .told = false };
	line->form = form ? form->name : NULL;
	if (form)
		note_day(&w.w, t);
	known = form && form->walk(&w);
	line->day = t->day;
	line->usage.time = t->time > 0 ? t->time : 0;
	line->model = t->model;
	if (!known || w.failed) {
		line->n = 0;
		line->usage.told = false;
	}
	if (w.failed)
		return HR_ENOMEM;
	put_in_order(line);
	return known ? HR_OK : HR_SKIP;
}
