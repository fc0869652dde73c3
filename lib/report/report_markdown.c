/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report as Markdown of GitHub's flavour, for a summary of a CI run or a
 * comment: short at first, the details folded.
 *
 * What is not ours goes into spans of code, where no character but the
 * backtick means anything: no link, no mention, no HTML.  Of a sentence only
 * those words do that have such characters.
 */
#include "base/clean.h"
#include "report/report_table.h"
#include "base/ascii.h"

enum {
	/* Bytes of a string; a comment has at most 65,536 in all. */
	MOST_STRING = 160,
	SHORT_HASH = 7, /* digits of a commit's name that GitHub finds */
};

struct page {
	const struct report_view *view;
	struct buf *out;
	struct buf clean, words; /* a string at a time */
	bool in_table;
};

/* ---- text ---------------------------------------------------------------- */

/* Cut between characters. */
static struct span
cut(struct span s, size_t n)
{
	if (s.n <= n)
		return s;
	while (n && (s.p[n] & 0xc0) == 0x80)
		n--;
	return span_of(s.p, n);
}

/* The longest run of backticks. */
static size_t
longest_fence(struct span s)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < s.n; i++) {
		run = s.p[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static void
add_fence(struct page *p, size_t n)
{
	while (n--)
		buf_add_char(p->out, '`');
}

/*
 * One line of a text without controls, which is not empty.  In a table a bar
 * ends the cell even in code, but for a backslash before it; a backslash that
 * is there already would become a part of that, so it is written out.
 */
static void
add_code(struct page *p, struct span s)
{
	struct span all = s;
	size_t fence;
	bool pad;

	s = cut(s, MOST_STRING);
	fence = longest_fence(s) + 1;
	pad = s.p[0] == '`' || s.p[s.n - 1] == '`' || s.p[0] == ' ' ||
	      s.p[s.n - 1] == ' ';
	add_fence(p, fence);
	if (pad)
		buf_add_char(p->out, ' ');
	for (size_t i = 0; i < s.n; i++) {
		bool bar = i + 1 < s.n && s.p[i + 1] == '|';

		if (!p->in_table)
			buf_add_char(p->out, s.p[i]);
		else if (s.p[i] == '|')
			buf_add_str(p->out, "\\|");
		else if (s.p[i] == '\\' && (bar || i + 1 == s.n))
			buf_add_str(p->out, "\\x5c");
		else
			buf_add_char(p->out, s.p[i]);
	}
	if (pad)
		buf_add_char(p->out, ' ');
	add_fence(p, fence);
	if (s.n < all.n)
		buf_add_str(p->out, "…");
}

/* Whether these may be the first of a commit's name. */
static bool
is_hash(struct span word)
{
	for (size_t i = 0; i < word.n; i++)
		if (!strchr("0123456789abcdefABCDEF", word.p[i]))
			return false;
	return word.n >= SHORT_HASH;
}

/* Whether a word means nothing but itself, to Markdown and to GitHub, which
 * makes links of mentions, addresses and names of commits. */
static bool
is_plain(struct span word)
{
	bool digits = false, letters = false;

	for (size_t i = 0; i < word.n; i++) {
		char c = word.p[i];

		digits |= is_digit(c);
		letters |= is_wide_letter(c);
		if (c == '.' && (i + 1 == word.n || !is_digit(word.p[i + 1])))
			return false;
		if (!is_digit(c) && !is_wide_letter(c) &&
			!strchr(",.%()'~$-", c))
			return false;
	}
	return !(digits && letters) && !(letters && is_hash(word));
}

/* Text that is not marked up, but for characters that would do so here. */
static void
add_plain(struct page *p, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (strchr("~$<", s.p[i]) || (s.p[i] == '-' && !i))
			buf_add_char(p->out, '\\');
		buf_add_char(p->out, s.p[i]);
	}
}

/* A word may end in a mark of a sentence; but the first one of a line could
 * then be the number of a list. */
static void
add_word(struct page *p, struct span word, bool first)
{
	size_t n = word.n;

	while (n && strchr(",;:.", word.p[n - 1]))
		n--;
	if (first && is_digit(word.p[0]) && strchr(".)", word.p[word.n - 1])) {
		add_code(p, word);
	} else if (is_plain(span_of(word.p, n))) {
		add_plain(p, word);
	} else {
		add_code(p, span_of(word.p, n));
		buf_add(p->out, span_from(word, n));
	}
}

static void
set_clean(struct page *p, const char *s)
{
	report_reuse(&p->clean, p->out);
	clean_line(span_str(s), &p->clean);
	for (size_t i = 0; i < p->clean.n; i++)
		if (p->clean.p[i] == '\t')
			p->clean.p[i] = ' ';
}

static void
add_prose(struct page *p, const char *s)
{
	struct span rest;

	set_clean(p, s);
	rest = buf_span(&p->clean);
	while (rest.n) {
		const char *blank = memchr(rest.p, ' ', rest.n);
		size_t n = blank ? (size_t)(blank - rest.p) : rest.n;

		if (n)
			add_word(p, span_of(rest.p, n), rest.p == p->clean.p);
		if (blank)
			buf_add_char(p->out, ' ');
		rest = span_from(rest, blank ? n + 1 : n);
	}
}

static void
add_string(struct page *p, const char *s)
{
	set_clean(p, report_name(s));
	if (p->clean.n)
		add_code(p, buf_span(&p->clean));
}

/* The words, which are then forgotten, and what comes behind them; nothing if
 * there are none. */
static void
add_words(struct page *p, const char *before, const char *behind)
{
	bool any = p->words.n != 0;

	buf_add_char(&p->words, '\0');
	if (any && buf_ok(&p->words)) {
		buf_add_str(p->out, before);
		add_prose(p, p->words.p);
		buf_add_str(p->out, behind);
	}
	report_reuse(&p->words, p->out);
}

static void
add_sentence(struct page *p, enum report_sentence sentence, const char *mark)
{
	report_say(p->view, sentence, &p->words);
	if (!p->words.n)
		return;
	add_words(p, mark, mark);
	buf_add_str(p->out, "\n\n");
}

/* ---- tables -------------------------------------------------------------- */

static void
add_row(struct page *p, const struct report_table *table, size_t i)
{
	struct report_line line;

	report_table_line(table, i, &line);
	buf_add_str(p->out, "| ");
	p->in_table = true;
	if (table->id == REPORT_TOKENS || table->id == REPORT_MONEY ||
		table->id == REPORT_WASTES || line.name == line.own_name)
		add_plain(p, span_str(line.name));
	else
		add_string(p, line.name);
	for (size_t k = 0; k < table->ncolumns; k++) {
		buf_add_str(p->out, " | ");
		add_plain(p, span_str(line.cell[k]));
	}
	p->in_table = false;
	buf_add_str(p->out, " |\n");
}

static void
add_table(struct page *p, unsigned id)
{
	struct report_table table;

	if (!report_table_init(&table, p->view, id))
		return;
	buf_add_str(p->out, "| ");
	buf_add_str(p->out, table.subject);
	for (size_t i = 0; i < table.ncolumns; i++) {
		buf_add_str(p->out, " | ");
		buf_add_str(p->out, table.head[i]);
	}
	buf_add_str(p->out, " |\n| :--");
	for (size_t i = 0; i < table.ncolumns; i++)
		buf_add_str(p->out, " | --:");
	buf_add_str(p->out, " |\n");
	for (size_t i = 0; i < table.nlines; i++)
		add_row(p, &table, i);
	buf_add_char(p->out, '\n');
	if (table.note) {
		add_prose(p, table.note);
		buf_add_str(p->out, "\n\n");
	}
}

static void
begin_details(struct page *p, const char *title)
{
	buf_add_str(p->out, "<details><summary>");
	buf_add_str(p->out, title);
	/* Markdown goes on behind a blank line. */
	buf_add_str(p->out, "</summary>\n\n");
}

static void
end_details(struct page *p)
{
	buf_add_str(p->out, "</details>\n\n");
}

static void
add_folded_table(struct page *p, unsigned id)
{
	struct report_table table;

	if (!report_table_init(&table, p->view, id))
		return;
	begin_details(p, table.title);
	add_table(p, id);
	end_details(p);
}

/* ---- lists --------------------------------------------------------------- */

static void
add_offenders(struct page *p)
{
	if (!p->view->noffenders)
		return;
	begin_details(p, "What takes most");
	for (size_t i = 0; i < p->view->noffenders; i++) {
		const struct report_offender *o = &p->view->offender[i];

		buf_add_str(p->out, "1. ");
		add_prose(p, report_name(o->why));
		buf_add_str(p->out, "  \n   ");
		report_say_offender(p->view, o, &p->words);
		add_words(p, "", "  \n   ");
		add_string(p, o->where);
		buf_add_char(p->out, '\n');
	}
	buf_add_char(p->out, '\n');
	end_details(p);
}

static void
add_troubles(struct page *p)
{
	const struct report_view *view = p->view;

	report_say(view, REPORT_SAY_UNREAD, &p->words);
	if (!p->words.n)
		return;
	add_words(p, "", "\n\n");
	if (!view->ntrouble)
		return;
	begin_details(p, "Left out");
	for (size_t i = 0; i < view->ntrouble; i++) {
		char times[REPORT_NUMBER];

		buf_add_str(p->out, "- ");
		add_string(p, view->trouble[i].where);
		buf_add_str(p->out, ": ");
		add_prose(p, report_name(view->trouble[i].what));
		if (view->trouble[i].times != 1) {
			report_number(view->trouble[i].times, times);
			buf_add_str(p->out, " (");
			buf_add_str(p->out, times);
			buf_add_str(p->out, " times)");
		}
		buf_add_char(p->out, '\n');
	}
	buf_add_char(p->out, '\n');
	end_details(p);
}

void
report_markdown(const struct report_view *view, struct buf *out)
{
	struct page p = { .view = view, .out = out };

	buf_add_str(out, "### headroom report\n\n");
	add_sentence(&p, REPORT_SAY_SAVED, "**");
	add_table(&p, REPORT_TOKENS);
	add_troubles(&p);
	add_folded_table(&p, REPORT_MONEY);
	for (unsigned id = REPORT_AXES; id < REPORT_PRICES; id++)
		add_folded_table(&p, id);
	add_folded_table(&p, REPORT_PRICES);
	add_folded_table(&p, REPORT_BILLED_MODELS);
	add_folded_table(&p, REPORT_BILLED_DAYS);
	add_folded_table(&p, REPORT_WASTES);
	add_offenders(&p);
	add_folded_table(&p, REPORT_FIDELITY);
	begin_details(&p, "How it was counted");
	add_sentence(&p, REPORT_SAY_INPUTS, "");
	add_sentence(&p, REPORT_SAY_COUNTING, "");
	add_sentence(&p, REPORT_SAY_PRICES, "");
	end_details(&p);
	report_reuse(&p.clean, out);
	report_reuse(&p.words, out);
	buf_release(&p.clean);
	buf_release(&p.words);
}
