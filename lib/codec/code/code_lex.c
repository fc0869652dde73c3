/* SPDX-License-Identifier: Apache-2.0 */
/* The lexer of source code, its lines and brackets; see code_lex.h. */
#include "codec/code/code_lex.h"

#include "base/mem.h"
#include "codec/code/code_hide.h"

enum {
	TAB = 8
};

/* ---- brackets ------------------------------------------------------------ */

static char
pop(struct code_lex *lex)
{
	char c = lex->open[--lex->depth];

	lex->braces -= c == '{' || c == '$';
	return c;
}

/* A brace closes all up to its partner; other brackets only each other. */
static void
close_bracket(struct code_reader *r, char c)
{
	struct code_lex *lex = r->lex;
	char top = lex->depth ? lex->open[lex->depth - 1] : 0;

	if (c == '}' && lex->braces) {
		do
			top = pop(lex);
		while (top != '{' && top != '$');
		if (top == '$')
			lex->mode = IN_TEMPLATE;
	} else if (c != '}' && (top == '(' || top == '[')) {
		pop(lex);
	}
	if (lex->depth < r->line->low)
		r->line->low = (uint32_t)lex->depth;
}

/* ---- code ---------------------------------------------------------------- */

/* Adds a word, which is most of what there is. */
static void
put_name(struct code_reader *r)
{
	struct buf *code = &r->lex->code;
	const char *from = r->p;

	code_put(r, *r->p++);
	while (r->p < r->end && is_name(*r->p))
		r->p++;
	if (code->n + (size_t)(r->p - from) <= CODE_BYTES)
		buf_add(code, span_of(from + 1, (size_t)(r->p - from) - 1));
	r->last = r->p[-1];
}

/* <<END, <<-'END', <<~END, <<<END: the end of lines to come. */
static void
note_here(struct code_reader *r)
{
	struct code_lex *lex = r->lex;
	const char *p = r->p + 2;
	char quote = 0;
	size_t n = 0;
	bool marked = false;

	if (code_at(r, p) == '<') {
		if (!code_has(r, LANG_MARKUP))
			return;
		p++;
		marked = true;
	}
	if (is_among(code_at(r, p), "-~")) {
		p++;
		marked = true;
	}
	while (code_has(r, LANG_SHELL | LANG_MARKUP) && code_at(r, p) == ' ')
		p++;
	if (is_among(code_at(r, p), "'\"\\"))
		quote = *p++;
	/* In some languages << is an operator as well. */
	if (!quote && !marked && !code_has(r, LANG_SHELL) &&
		!is_upper(code_at(r, p)))
		return;
	if (is_digit(code_at(r, p)))
		return;
	while (n < CLOSE_BYTES && p + n < r->end && is_name(p[n]))
		n++;
	if (!n || n == CLOSE_BYTES)
		return;
	memcpy(lex->here, p, n);
	lex->nhere = n;
	r->p = p + n + (quote && quote != '\\' && p + n < r->end);
}

static void
take_bracket(struct code_reader *r, char c)
{
	if (c == '(' || c == '[' || c == '{')
		code_lex_push(r->lex, c);
	else if (c == ')' || c == ']' || c == '}')
		close_bracket(r, c);
}

static void
read_code(struct code_reader *r)
{
	struct code_lex *lex = r->lex;
	char c = *r->p;

	if (is_blank_or_tab(c) || c == '\r') {
		r->blank = true;
		r->p++;
		return;
	}
	if (is_name(c) && c != 'R' && c != 'r') {
		put_name(r);
		return;
	}
	if (code_hide(r))
		return;
	if (c == '<' && code_has(r, LANG_HERE) && !lex->nhere &&
		code_starts(r, "<<"))
		note_here(r);
	code_put(r, c);
	if (c == '\\' && r->p + 1 < r->end)
		r->p++;
	else if (!lex->directive)
		take_bracket(r, c);
	if (r->p < r->end)
		r->p++;
}

/* ---- directives ---------------------------------------------------------- */

/* Each branch begins with the brackets that were open before the first. */
static void
read_branch(struct code_reader *r)
{
	struct code_lex *lex = r->lex;
	struct span s = span_of(r->p, (size_t)(r->end - r->p));
	uint32_t depth;

	s = span_skip_blanks(span_from(s, 1));
	if (span_starts(s, "if")) {
		if (mem_grow(&lex->branch, &lex->branch_cap, lex->nbranch + 1,
			    sizeof(*lex->branch)))
			lex->branch[lex->nbranch++] = (uint32_t)lex->depth;
		else
			lex->failed = true;
	} else if (span_starts(s, "endif")) {
		lex->nbranch -= lex->nbranch > 0;
	} else if (span_starts(s, "el") && lex->nbranch) {
		depth = lex->branch[lex->nbranch - 1];
		while (lex->depth > depth)
			pop(lex);
		/* What was open there is still in the array, or what came in
		 * its place. */
		while (lex->depth < depth)
			lex->braces += lex->open[lex->depth++] == '{';
		if (depth < r->line->low)
			r->line->low = depth;
	}
}

/* ---- lines --------------------------------------------------------------- */

static uint32_t
indent_of(const char *p, const char *end)
{
	uint32_t n = 0;

	for (; p < end && is_blank_or_tab(*p); p++)
		n = *p == '\t' ? (n / TAB + 1) * TAB : n + 1;
	return n;
}

static void
read_line(struct code_reader *r)
{
	struct code_lex *lex = r->lex;

	while (r->p < r->end && !lex->failed) {
		if (lex->mode == IN_CODE)
			read_code(r);
		else
			code_hide_on(r);
	}
}

/* Where indentation tells, a definition never begins in brackets: what is open
 * was none. */
static void
close_all(struct code_lex *lex, struct span line)
{
	line = span_skip_blanks(line);
	if (span_starts(line, "def ") || span_starts(line, "class "))
		lex->depth = lex->braces = 0;
}

static void
begin_line(struct code_reader *r, struct span whole)
{
	struct code_lex *lex = r->lex;
	struct code_line *line = r->line;
	const char *p;

	if (lex->depth && lex->mode == IN_CODE && code_has(r, LANG_INDENT))
		close_all(lex, whole);

	*line = (struct code_line){ .at = (uint32_t)lex->at,
		.n = (uint32_t)whole.n,
		.depth = (uint32_t)lex->depth,
		.low = (uint32_t)lex->depth,
		.inside = lex->mode != IN_CODE &&
			  !(lex->mode == IN_TEXT && lex->comment),
		.within = lex->mode == IN_TEXT && lex->comment };
	whole = span_chomp(whole);
	r->p = r->start = whole.p;
	r->end = whole.p + whole.n;
	r->has_comment = line->within;
	for (p = r->p; p < r->end && is_blank_or_tab(*p); p++)
		;
	line->blank = p == r->end && lex->mode == IN_CODE;
	line->indent = p < r->end ? indent_of(r->p, r->end) : 0;
	if (lex->mode == IN_CODE && !lex->directive && p < r->end &&
		*p == '#' && code_has(r, LANG_DIRECTIVES)) {
		lex->directive = true;
		r->p = p;
		read_branch(r);
	}
	line->directive = lex->directive;
}

static void
end_line(struct code_reader *r)
{
	struct code_lex *lex = r->lex;
	struct code_line *line = r->line;

	/* A string that ends with its line, as nothing may follow. */
	if (lex->mode == IN_STRING && r->start == r->end &&
		!code_has(r, LANG_LINES))
		lex->mode = IN_CODE;
	if (lex->directive && lex->mode != IN_TEXT &&
		(r->start == r->end || r->end[-1] != '\\'))
		lex->directive = false;
	if (lex->nhere && lex->mode == IN_CODE) {
		memcpy(lex->close, lex->here, lex->nhere);
		lex->nclose = lex->nhere;
		lex->nhere = 0;
		lex->mode = IN_HERE;
	}
	line->end = (uint32_t)lex->depth;
	if (line->end > line->low) {
		line->outer = lex->open[line->low];
		line->inner = lex->open[line->end - 1];
	}
	line->code = buf_span(&lex->code);
	line->comment = r->has_comment && !line->code.n && !line->inside;
	lex->at += line->n;
}

bool
code_lex_line(struct code_lex *lex, struct code_line *line)
{
	struct span rest = span_from(lex->text, lex->at), whole;
	struct code_reader r = { .lex = lex, .line = line };

	if (lex->failed || !span_line(&rest, &whole))
		return false;
	buf_reset(&lex->code);
	begin_line(&r, whole);
	read_line(&r);
	end_line(&r);
	if (!buf_ok(&lex->code))
		lex->failed = true;
	return !lex->failed;
}

void
code_lex_begin(
	struct code_lex *lex, struct span text, const struct code_lang *lang)
{
	struct span head = text;

	lex->text = text;
	lex->lang = lang;
	lex->at = 0;
	lex->mode = IN_CODE;
	lex->nhere = 0;
	lex->directive = lex->failed = false;
	lex->depth = lex->braces = lex->nbranch = 0;
	while (head.n && is_white(*head.p))
		head = span_from(head, 1);
	/* A page with code in it. */
	if (lang->flags & LANG_MARKUP && span_starts(head, "<")) {
		lex->mode = IN_TEXT;
		lex->comment = lex->escapes = false;
		memcpy(lex->close, "<?", 2);
		lex->nclose = 2;
	}
}

void
code_lex_release(struct code_lex *lex)
{
	mem_free(lex->open);
	mem_free(lex->branch);
	buf_release(&lex->code);
	*lex = (struct code_lex){ .mode = IN_CODE };
}
