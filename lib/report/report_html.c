/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report as one page of HTML that needs nothing else: no script, no other
 * file, and a policy that forbids both.  Bars are SVG; what they say stands
 * beside them in numbers.  Every string is escaped, and characters that nobody
 * sees are written out, as on a terminal.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/clean.h"
#include "report/report_style.h"
#include "report/report_table.h"

enum {
	BAR = 1000
}; /* units that a bar is wide */

struct page {
	const struct report_view *view;
	struct buf *out;
	struct buf clean, words; /* a string at a time */
};

/* ---- text ---------------------------------------------------------------- */

static void
add_escaped(struct page *p, const char *s)
{
	report_reuse(&p->clean, p->out);
	clean_line(span_str(s), &p->clean);
	for (size_t i = 0; i < p->clean.n; i++) {
		char c = p->clean.p[i];

		if (c == '&')
			buf_add_str(p->out, "&amp;");
		else if (c == '<')
			buf_add_str(p->out, "&lt;");
		else if (c == '>')
			buf_add_str(p->out, "&gt;");
		else if (c == '"')
			buf_add_str(p->out, "&quot;");
		else if (c == '\'')
			buf_add_str(p->out, "&#39;");
		else
			buf_add_char(p->out, c);
	}
}

/* <open>text</close> and a newline. */
static void
add_element(
	struct page *p, const char *open, const char *text, const char *close)
{
	buf_add_str(p->out, open);
	add_escaped(p, text);
	buf_add_str(p->out, close);
	buf_add_char(p->out, '\n');
}

/* The words, which are then forgotten; nothing if there are none. */
static void
add_words(struct page *p, const char *open, const char *close)
{
	bool any = p->words.n != 0;

	buf_add_char(&p->words, '\0');
	if (any && buf_ok(&p->words))
		add_element(p, open, p->words.p, close);
	report_reuse(&p->words, p->out);
}

static void
add_sentence(struct page *p, enum report_sentence sentence, const char *open)
{
	report_say(p->view, sentence, &p->words);
	add_words(p, open, "</p>");
}

/* ---- tables -------------------------------------------------------------- */

static void
add_rect(struct page *p, const char *class, uint64_t x, uint64_t width)
{
	char text[160];

	if (!width)
		return;
	snprintf(text, sizeof(text),
		"<rect class=\"%s\" x=\"%" PRIu64 "\" y=\"1\" width=\"%" PRIu64
		"\" height=\"10\"/>",
		class, x, width);
	buf_add_str(p->out, text);
}

static void
add_bar(struct page *p, const struct report_line *line, uint64_t most)
{
	uint64_t both = report_scale(line->left + line->saved, most, BAR);
	uint64_t left = report_scale(line->left, most, BAR);

	if (left > both)
		left = both;
	buf_add_str(p->out,
		"<svg class=\"bar\" viewBox=\"0 0 1000 12\" "
		"preserveAspectRatio=\"none\" aria-hidden=\"true\">");
	add_rect(p, "left", 0, left);
	add_rect(p, "saved", left, both - left);
	buf_add_str(p->out, "</svg>");
}

static void
add_cell(struct page *p, const char *head, const char *cell)
{
	bool negative = report_is_negative(cell);

	/* On a narrow screen a cell stands alone, with its head. */
	buf_add_str(p->out, "<td role=\"cell\" data-head=\"");
	add_escaped(p, head);
	buf_add_str(p->out, negative ? "\" class=\"more\">" : "\">");
	add_escaped(p, cell);
	buf_add_str(p->out, "</td>");
}

static void
add_heads(struct page *p, const struct report_table *table)
{
	/* Five columns of money do not fit in half of a wide screen. */
	buf_add_str(p->out, table->id == REPORT_PRICES
				    ? "<section class=\"broad\">"
				    : "<section>");
	buf_add_str(p->out, "<table role=\"table\">\n<caption><h2>");
	add_escaped(p, table->title);
	buf_add_str(p->out,
		"</h2></caption>\n<thead role=\"rowgroup\"><tr role=\"row\">"
		"<th role=\"columnheader\" scope=\"col\">");
	add_escaped(p, table->subject);
	buf_add_str(p->out, "</th>");
	for (size_t i = 0; i < table->ncolumns; i++) {
		buf_add_str(p->out, "<th role=\"columnheader\" scope=\"col\">");
		add_escaped(p, table->head[i]);
		buf_add_str(p->out, "</th>");
	}
	buf_add_str(p->out, "</tr></thead>\n<tbody role=\"rowgroup\">\n");
}

static void
add_table(struct page *p, unsigned id)
{
	struct report_table table;
	struct report_line line;

	if (!report_table_init(&table, p->view, id))
		return;
	add_heads(p, &table);
	for (size_t i = 0; i < table.nlines; i++) {
		report_table_line(&table, i, &line);
		buf_add_str(p->out, "<tr role=\"row\"><th role=\"rowheader\" "
				    "scope=\"row\">");
		add_escaped(p, line.name);
		if (table.most)
			add_bar(p, &line, table.most);
		buf_add_str(p->out, "</th>");
		for (size_t k = 0; k < table.ncolumns; k++)
			add_cell(p, table.head[k], line.cell[k]);
		buf_add_str(p->out, "</tr>\n");
	}
	buf_add_str(p->out, "</tbody></table>\n");
	if (table.note)
		add_element(p, "<p class=\"note\">", table.note, "</p>");
	if (id == REPORT_TOKENS && table.most)
		add_element(p, "<p class=\"note\">",
			"Of a bar, what is filled is left and what is hollow "
			"is saved.",
			"</p>");
	if (id == REPORT_MONEY)
		add_sentence(p, REPORT_SAY_PRICES, "<p class=\"note\">");
	buf_add_str(p->out, "</section>\n");
}

/* ---- the rest ------------------------------------------------------------ */

static void
add_figure(
	struct page *p, const char *what, const char *number, const char *more)
{
	buf_add_str(p->out, "<div><dt>");
	add_escaped(p, what);
	buf_add_str(p->out, "</dt><dd>");
	add_escaped(p, number);
	if (more)
		add_element(p, " <small>", more, "</small>");
	buf_add_str(p->out, "</dd></div>\n");
}

/* The numbers that matter most, large. */
static void
add_figures(struct page *p)
{
	struct report_table tokens, money;
	struct report_line line;
	const size_t default_line = REPORT_DEFAULT; /* before the budget's */

	if (!report_table_init(&tokens, p->view, REPORT_TOKENS))
		return;
	buf_add_str(p->out, "<dl>\n");
	report_table_line(&tokens, REPORT_NOW, &line);
	add_figure(p, "Tokens now", line.cell[0], NULL);
	if (p->view->simulated) {
		report_table_line(&tokens, default_line, &line);
		add_figure(p, "Would be saved", line.cell[1], line.cell[2]);
	}
	if (report_table_init(&money, p->view, REPORT_MONEY)) {
		report_table_line(&money, REPORT_NOW, &line);
		add_figure(p, "Cost now", line.cell[0], NULL);
		if (p->view->simulated) {
			report_table_line(&money, default_line, &line);
			add_figure(p, "Would be saved", line.cell[1], NULL);
		}
	}
	buf_add_str(p->out, "</dl>\n");
}

static void
add_offenders(struct page *p)
{
	if (!p->view->noffenders)
		return;
	buf_add_str(p->out,
		"<section class=\"wide\"><h2>What takes most</h2>\n<ol>\n");
	for (size_t i = 0; i < p->view->noffenders; i++) {
		const struct report_offender *o = &p->view->offender[i];

		add_element(p, "<li><p>", report_name(o->why), "</p>");
		report_say_offender(p->view, o, &p->words);
		add_words(p, "<p class=\"note\">", "</p>");
		add_element(p, "<p class=\"note\"><code>",
			report_name(o->where), "</code></p></li>");
	}
	buf_add_str(p->out, "</ol></section>\n");
}

static void
add_troubles(struct page *p)
{
	const struct report_view *view = p->view;

	report_say(view, REPORT_SAY_UNREAD, &p->words);
	if (!p->words.n)
		return;
	buf_add_str(p->out, "<section class=\"wide\"><h2>Left out</h2>\n");
	add_words(p, "<p>", "</p>");
	if (view->ntrouble)
		buf_add_str(p->out, "<ul>\n");
	for (size_t i = 0; i < view->ntrouble; i++) {
		const struct report_trouble *trouble = &view->trouble[i];
		char times[REPORT_NUMBER];

		add_element(p, "<li><code>", report_name(trouble->where),
			"</code>");
		add_escaped(p, report_name(trouble->what));
		if (trouble->times != 1) {
			report_number(trouble->times, times);
			add_element(p, " (", times, " times)");
		}
		buf_add_str(p->out, "</li>\n");
	}
	buf_add_str(
		p->out, view->ntrouble ? "</ul></section>\n" : "</section>\n");
}

static void
add_head(struct page *p)
{
	buf_add_str(p->out,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" "
		"content=\"default-src 'none'; style-src 'unsafe-inline'; "
		"base-uri 'none'; form-action 'none'\">\n"
		"<meta name=\"viewport\" "
		"content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<meta name=\"referrer\" content=\"no-referrer\">\n"
		"<title>headroom report</title>\n<style>\n");
	report_style(p->out);
	buf_add_str(p->out, "</style>\n</head>\n<body>\n<main>\n"
			    "<header><h1>headroom report</h1>\n");
	add_sentence(p, REPORT_SAY_SAVED, "<p class=\"lead\">");
	add_figures(p);
	add_sentence(p, REPORT_SAY_INPUTS, "<p>");
	add_sentence(p, REPORT_SAY_COUNTING, "<p>");
	if (!p->view->has_amount)
		add_sentence(p, REPORT_SAY_PRICES, "<p>");
	buf_add_str(p->out, "</header>\n");
}

void
report_html(const struct report_view *view, struct buf *out)
{
	struct page p = { .view = view, .out = out };

	add_head(&p);
	buf_add_str(out, "<div class=\"tables\">\n");
	for (unsigned id = 0; id < REPORT_WASTES; id++)
		add_table(&p, id);
	add_table(&p, REPORT_WASTES);
	add_table(&p, REPORT_FIDELITY);
	buf_add_str(out, "</div>\n");
	add_offenders(&p);
	add_troubles(&p);
	add_element(&p, "</main>\n<footer>Made by headroom ",
		report_name(view->version), "</footer>\n</body>\n</html>");
	report_reuse(&p.clean, out);
	report_reuse(&p.words, out);
	buf_release(&p.clean);
	buf_release(&p.words);
}
