/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report as text for a terminal or a mail:
 *
 *	By kind                    tokens   share   saved  saved %  texts
 *	  log    ########........  91,234  73.9 %  74,081   81.2 %    120
 *
 * What does not fit is cut: names in their middle, then the last columns of a
 * table are left out.  No line is wider than the terminal.
 */
#include "report/report_layout.h"
#include "report/report_table.h"

enum {
	USUAL_COLUMNS = 80,
	/* Narrower, the numbers of one line do not fit. */
	LEAST_COLUMNS = 40,
	/* Wider, the eye loses the line between a name and its numbers. */
	MOST_COLUMNS = 120,
	INDENT = 2, /* of lines below a title */
	GAP = 2, /* before a column */
	LEAST_NAME = 14, /* columns before a number is left out for it */
	LEAST_BAR = 6, /* shorter, it says nothing */
};

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define RED "\033[31m"
#define YELLOW "\033[33m"
#define CYAN "\033[36m"

struct text {
	const struct report_view *view;
	const struct report_look *look;
	size_t width;
	struct buf *out;
	struct buf clean, words; /* a string at a time */
};

/* The widths of a table. */
struct plan {
	size_t name, bar, ncells;
	size_t cell[REPORT_COLUMNS];
};

static void
paint(struct text *t, const char *colour)
{
	if (t->look->colour)
		buf_add_str(t->out, colour);
}

static void
unpaint(struct text *t)
{
	if (t->look->colour)
		buf_add_str(t->out, "\033[m");
}

static void
blanks(struct text *t, size_t n)
{
	while (n--)
		buf_add_char(t->out, ' ');
}

/* Valid until the next call. */
static struct span
clean(struct text *t, const char *s)
{
	report_reuse(&t->clean, t->out);
	layout_clean(s, t->look->utf8, &t->clean);
	return buf_span(&t->clean);
}

/* A text in lines, which begin with so many blanks; NULL: without colour. */
static void
add_lines(struct text *t, const char *s, size_t indent, const char *colour)
{
	struct span rest = clean(t, s), line;

	while (layout_line(&rest, t->width - indent, &line)) {
		blanks(t, indent);
		if (colour)
			paint(t, colour);
		buf_add(t->out, line);
		if (colour)
			unpaint(t);
		buf_add_char(t->out, '\n');
	}
}

static void
add_sentence(struct text *t, enum report_sentence sentence, size_t indent,
	const char *colour)
{
	report_reuse(&t->words, t->out);
	report_say(t->view, sentence, &t->words);
	buf_add_char(&t->words, '\0');
	if (buf_ok(&t->words))
		add_lines(t, t->words.p, indent, colour);
}

/* ---- tables -------------------------------------------------------------- */

static size_t
cells_width(const struct plan *plan)
{
	size_t width = 0;

	for (size_t i = 0; i < plan->ncells; i++)
		width += GAP + plan->cell[i];
	return width;
}

static void
measure(struct text *t, const struct report_table *table, struct plan *plan)
{
	struct report_line line;

	*plan = (struct plan){ .ncells = table->ncolumns,
		.name = strlen(table->title) - INDENT };
	for (size_t i = 0; i < table->ncolumns; i++)
		plan->cell[i] = strlen(table->head[i]);
	for (size_t k = 0; k < table->nlines; k++) {
		size_t n;

		report_table_line(table, k, &line);
		n = layout_width(clean(t, line.name));
		plan->name = n > plan->name ? n : plan->name;
		for (size_t i = 0; i < table->ncolumns; i++) {
			n = strlen(line.cell[i]);
			plan->cell[i] = n > plan->cell[i] ? n : plan->cell[i];
		}
	}
}

static void
make_plan(struct text *t, const struct report_table *table, struct plan *plan)
{
	bool bars = t->look->bars && table->most;
	size_t room, least;

	measure(t, table, plan);
	least = plan->name < LEAST_NAME ? plan->name : LEAST_NAME;
	while (plan->ncells > 1 &&
		INDENT + least + cells_width(plan) > t->width)
		plan->ncells--;
	room = t->width - INDENT - cells_width(plan);
	least += GAP + LEAST_BAR;
	if (!bars || room < least) {
		plan->name = room;
		return;
	}
	/* A long name leaves a quarter of the room to the bar. */
	plan->bar = room / 4 < LEAST_BAR ? LEAST_BAR : room / 4;
	least = room - GAP - plan->bar;
	if (plan->name > least)
		plan->name = least;
	plan->bar = room - GAP - plan->name;
}

static void
add_repeated(struct text *t, size_t n, const char *utf8, char ascii)
{
	while (n--) {
		if (t->look->utf8)
			buf_add_str(t->out, utf8);
		else
			buf_add_char(t->out, ascii);
	}
}

static void
add_bar(struct text *t, const struct report_line *line, uint64_t most,
	size_t width)
{
	size_t both =
		(size_t)report_scale(line->left + line->saved, most, width);
	size_t saved = (size_t)report_scale(line->saved, most, width);

	/* What there is a little of is seen. */
	if (!both && (line->left || line->saved))
		both = 1;
	if (saved > both || (saved == both && line->left && both > 1))
		saved = both - (line->left != 0);
	blanks(t, GAP);
	paint(t, CYAN);
	add_repeated(t, both - saved, "█", '#');
	add_repeated(t, saved, "░", '.');
	unpaint(t);
	blanks(t, width - both);
}

/* At the right of its column. */
static void
add_cell(struct text *t, const char *cell, size_t width)
{
	bool negative = report_is_negative(cell);

	blanks(t, GAP + width - strlen(cell));
	if (negative)
		paint(t, RED);
	buf_add_str(t->out, cell);
	if (negative)
		unpaint(t);
}

static void
add_head(struct text *t, const struct report_table *table,
	const struct plan *plan)
{
	size_t width = INDENT + plan->name + (plan->bar ? GAP + plan->bar : 0);

	paint(t, BOLD);
	layout_fit(span_str(table->title), width, t->look->utf8, t->out);
	unpaint(t);
	paint(t, DIM);
	for (size_t i = 0; i < plan->ncells; i++)
		add_cell(t, table->head[i], plan->cell[i]);
	unpaint(t);
	buf_add_char(t->out, '\n');
}

static void
add_table(struct text *t, unsigned id)
{
	struct report_table table;
	struct report_line line;
	struct plan plan;

	if (!report_table_init(&table, t->view, id))
		return;
	make_plan(t, &table, &plan);
	buf_add_char(t->out, '\n');
	add_head(t, &table, &plan);
	for (size_t i = 0; i < table.nlines; i++) {
		report_table_line(&table, i, &line);
		blanks(t, INDENT);
		layout_fit(
			clean(t, line.name), plan.name, t->look->utf8, t->out);
		if (plan.bar)
			add_bar(t, &line, table.most, plan.bar);
		for (size_t k = 0; k < plan.ncells; k++)
			add_cell(t, line.cell[k], plan.cell[k]);
		/* The last cells of a line may be empty. */
		while (t->out->n && t->out->p[t->out->n - 1] == ' ')
			t->out->n--;
		buf_add_char(t->out, '\n');
	}
	if (table.note)
		add_lines(t, table.note, INDENT, DIM);
	if (id == REPORT_TOKENS && plan.bar)
		add_lines(t,
			t->look->utf8 ? "In bars, █ is left and ░ is saved."
				      : "In bars, # is left and . is saved.",
			INDENT, DIM);
}

/* ---- lists --------------------------------------------------------------- */

static void
add_title(struct text *t, const char *title)
{
	buf_add_char(t->out, '\n');
	paint(t, BOLD);
	buf_add_str(t->out, title);
	unpaint(t);
	buf_add_char(t->out, '\n');
}

static void
add_offenders(struct text *t)
{
	if (!t->view->noffenders)
		return;
	add_title(t, "What takes most");
	for (size_t i = 0; i < t->view->noffenders; i++) {
		const struct report_offender *o = &t->view->offender[i];

		add_lines(t, report_name(o->why), INDENT, NULL);
		report_reuse(&t->words, t->out);
		report_say_offender(t->view, o, &t->words);
		buf_add_char(&t->words, '\0');
		if (buf_ok(&t->words))
			add_lines(t, t->words.p, 2 * INDENT, DIM);
		blanks(t, 2 * INDENT);
		paint(t, DIM);
		layout_fit(clean(t, report_name(o->where)),
			t->width - 2 * INDENT, t->look->utf8, t->out);
		while (t->out->n && t->out->p[t->out->n - 1] == ' ')
			t->out->n--;
		unpaint(t);
		buf_add_char(t->out, '\n');
	}
}

static void
add_troubles(struct text *t)
{
	const struct report_view *view = t->view;

	if (!view->ntrouble && !view->unread && !view->bad_lines &&
		!view->unknown_lines)
		return;
	add_title(t, "Left out");
	add_sentence(t, REPORT_SAY_UNREAD, INDENT, YELLOW);
	for (size_t i = 0; i < view->ntrouble; i++) {
		const struct report_trouble *trouble = &view->trouble[i];
		char times[REPORT_NUMBER];

		report_number(trouble->times, times);
		report_reuse(&t->words, t->out);
		buf_add_str(&t->words, report_name(trouble->where));
		buf_add_str(&t->words, ": ");
		buf_add_str(&t->words, report_name(trouble->what));
		if (trouble->times != 1) {
			buf_add_str(&t->words, " (");
			buf_add_str(&t->words, times);
			buf_add_str(&t->words, " times)");
		}
		buf_add_char(&t->words, '\0');
		if (buf_ok(&t->words))
			add_lines(t, t->words.p, INDENT, NULL);
	}
}

static size_t
width_of(const struct report_look *look)
{
	unsigned columns = look->columns ? look->columns : USUAL_COLUMNS;

	return columns < LEAST_COLUMNS  ? LEAST_COLUMNS
	       : columns > MOST_COLUMNS ? MOST_COLUMNS
					: columns;
}

void
report_text(const struct report_view *view, const struct report_look *look,
	struct buf *out)
{
	struct text t = {
		.view = view, .look = look, .width = width_of(look), .out = out
	};

	add_sentence(&t, REPORT_SAY_SAVED, 0, BOLD);
	add_sentence(&t, REPORT_SAY_INPUTS, 0, NULL);
	add_sentence(&t, REPORT_SAY_COUNTING, 0, NULL);
	for (unsigned id = 0; id < REPORT_PRICES; id++) {
		add_table(&t, id);
		if (id == REPORT_MONEY)
			add_sentence(&t, REPORT_SAY_PRICES,
				view->has_amount ? INDENT : 0, DIM);
	}
	add_table(&t, REPORT_PRICES);
	add_table(&t, REPORT_BILLED_MODELS);
	add_table(&t, REPORT_BILLED_DAYS);
	add_table(&t, REPORT_WASTES);
	add_offenders(&t);
	add_table(&t, REPORT_FIDELITY);
	add_troubles(&t);
	report_reuse(&t.clean, out);
	report_reuse(&t.words, out);
	buf_release(&t.clean);
	buf_release(&t.words);
}
