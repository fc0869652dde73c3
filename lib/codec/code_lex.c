/* SPDX-License-Identifier: Apache-2.0 */
/* The lexer of source code; see code_lex.h. */
#include "codec/code_lex.h"

#include "base/mem.h"

enum mode {
	IN_CODE,
	IN_STRING, /* until the quote */
	IN_TEMPLATE, /* until the backtick, with code in ${} */
	IN_TEXT, /* until `close` */
	IN_HERE, /* until a line `close` */
};

enum {
	TAB = 8,
	/* 'x' is a character if it ends within so many bytes: '\U0001F600'. */
	CHAR_BYTES = 12,
};

/* The line being read. */
struct reader {
	struct code_lex *lex;
	struct code_line *line;
	const char *p, *end; /* what is left, without the line's end */
	const char *start;
	char last; /* byte of code, 0 at the start */
	bool blank; /* since then */
	bool has_comment;
	/* No such quote, or pattern, ends in this line. */
	bool odd_single, odd_double, odd_slash;
};

static bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '$' || (c & 0x80);
}

static bool
has(const struct reader *r, unsigned flag)
{
	return r->lex->lang->flags & flag;
}

static bool
starts(const struct reader *r, const char *prefix)
{
	return span_starts(span_of(r->p, (size_t)(r->end - r->p)), prefix);
}

/* Adds a byte to the line's code. */
static void
put(struct reader *r, char c)
{
	struct buf *code = &r->lex->code;

	if (code->n + 2 <= CODE_BYTES) {
		if (r->blank && r->last)
			buf_add_char(code, ' ');
		buf_add_char(code, c);
	}
	r->last = c;
	r->blank = false;
}

/* Adds a word, which is most of what there is. */
static void
put_name(struct reader *r)
{
	struct buf *code = &r->lex->code;
	const char *from = r->p;

	put(r, *r->p++);
	while (r->p < r->end && is_name(*r->p))
		r->p++;
	if (code->n + (size_t)(r->p - from) <= CODE_BYTES)
		buf_add(code, span_of(from + 1, (size_t)(r->p - from) - 1));
	r->last = r->p[-1];
}

/* ---- brackets ------------------------------------------------------------ */

static void
push(struct code_lex *lex, char c)
{
	if (!mem_grow(&lex->open, &lex->cap, lex->depth + 1, 1)) {
		lex->failed = true;
		return;
	}
	lex->open[lex->depth++] = c;
	lex->braces += c == '{' || c == '$';
}

static char
pop(struct code_lex *lex)
{
	char c = lex->open[--lex->depth];

	lex->braces -= c == '{' || c == '$';
	return c;
}

/* A brace closes all up to its partner; other brackets only each other. */
static void
close_bracket(struct reader *r, char c)
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

/* ---- what hides code ----------------------------------------------------- */

static void
begin_text(struct reader *r, const char *close, size_t n, bool comment)
{
	struct code_lex *lex = r->lex;

	memcpy(lex->close, close, n);
	lex->nclose = n;
	lex->comment = comment;
	lex->escapes = false;
	lex->mode = IN_TEXT;
	if (comment)
		r->has_comment = true;
}

/* Skips to the end of what began; true if it ends in this line. */
static bool
skip_text(struct reader *r)
{
	struct code_lex *lex = r->lex;

	for (; r->p < r->end; r->p++) {
		if (*r->p == '\\' && lex->escapes)
			r->p += r->p + 1 < r->end;
		else if (*r->p == *lex->close &&
			 (size_t)(r->end - r->p) >= lex->nclose &&
			 !memcmp(r->p, lex->close, lex->nclose))
			break;
	}
	if (r->p == r->end)
		return false;
	r->p += lex->nclose;
	lex->mode = IN_CODE;
	if (lex->comment)
		r->blank = true;
	return true;
}

static void
skip_string(struct reader *r)
{
	struct code_lex *lex = r->lex;

	for (; r->p < r->end && *r->p != lex->quote; r->p++)
		if (*r->p == '\\' && lex->escapes)
			r->p += r->p + 1 < r->end;
	if (r->p < r->end) {
		r->p++;
		lex->mode = IN_CODE;
	} else if (!has(r, LANG_LINES) &&
		   (r->p == r->start || r->p[-1] != '\\')) {
		lex->mode = IN_CODE;
	}
}

/* Up to the backtick, or to the code in it. */
static void
skip_template(struct reader *r)
{
	for (; r->p < r->end; r->p++) {
		if (*r->p == '\\') {
			r->p += r->p + 1 < r->end;
		} else if (*r->p == '`') {
			r->p++;
			r->lex->mode = IN_CODE;
			return;
		} else if (starts(r, "${")) {
			r->p += 2;
			push(r->lex, '$');
			r->lex->mode = IN_CODE;
			return;
		}
	}
}

/* Whether a quote ends before the line does, or may go on behind it. */
static bool
is_string(struct reader *r, char quote)
{
	bool *odd = quote == '"' ? &r->odd_double : &r->odd_single;
	const char *p = r->p + 1;

	if (has(r, LANG_LINES))
		return true;
	if (*odd)
		return false;
	for (; p < r->end && *p != quote; p++)
		if (*p == '\\')
			p += p + 1 < r->end;
	if (p < r->end || p[-1] == '\\')
		return true;
	*odd = true;
	return false;
}

/* 'x', '\n', '\u1234', and some bytes of UTF-8. */
static size_t
char_length(const struct reader *r)
{
	size_t n = (size_t)(r->end - r->p), i = 1;

	if (n > CHAR_BYTES)
		n = CHAR_BYTES;
	if (i < n && r->p[i] == '\\')
		i++;
	/* A name begins what looks like 'a but is not followed by a quote. */
	for (i++; i < n; i++)
		if (r->p[i] == '\'')
			return i + 1;
	return 0;
}

static void
put_string(struct reader *r)
{
	put(r, '"');
	put(r, '"');
}

/* R"x(, r#", @": how much of it there is, and what closes it. */
static size_t
raw_opening(const struct reader *r, char *close, size_t *nclose)
{
	const char *p = r->p + 1;
	size_t n = 0;

	if (*r->p == '@' && p < r->end && *p == '"') {
		close[0] = '"';
		*nclose = 1;
		return 2;
	}
	if (*r->p == 'R' && p < r->end && *p == '"') {
		close[n++] = ')';
		for (p++; p < r->end && *p != '(' && n < CLOSE_BYTES - 1;)
			close[n++] = *p++;
		if (p == r->end || *p != '(')
			return 0;
		close[n++] = '"';
	} else if (*r->p == 'r' && p < r->end && (*p == '#' || *p == '"')) {
		close[n++] = '"';
		for (; p < r->end && *p == '#' && n < CLOSE_BYTES;)
			close[n++] = *p++;
		if (p == r->end || *p != '"')
			return 0;
	} else {
		return 0;
	}
	*nclose = n;
	return (size_t)(p + 1 - r->p);
}

/* <<END, <<-'END', <<~END, <<<END: the end of lines to come. */
static void
note_here(struct reader *r)
{
	struct code_lex *lex = r->lex;
	const char *p = r->p + 2;
	char quote = 0;
	size_t n = 0;
	bool marked = false;

	if (p < r->end && *p == '<') {
		if (!has(r, LANG_MARKUP))
			return;
		p++;
		marked = true;
	}
	if (p < r->end && (*p == '-' || *p == '~')) {
		p++;
		marked = true;
	}
	while (has(r, LANG_SHELL | LANG_MARKUP) && p < r->end && *p == ' ')
		p++;
	if (p < r->end && (*p == '\'' || *p == '"' || *p == '\\'))
		quote = *p++;
	/* In some languages << is an operator as well. */
	if (!quote && !marked && !has(r, LANG_SHELL) && p < r->end &&
		(*p < 'A' || *p > 'Z'))
		return;
	if (p < r->end && *p >= '0' && *p <= '9')
		return;
	while (p + n < r->end && n < CLOSE_BYTES && is_name(p[n]))
		n++;
	if (!n || n == CLOSE_BYTES)
		return;
	memcpy(lex->here, p, n);
	lex->nhere = n;
	r->p = p + n + (quote && quote != '\\' && p + n < r->end);
}

/* Whether a slash begins a pattern: no value stands before it. */
static bool
is_regex_place(const struct reader *r)
{
	static const char *const words[] = { "return", "case", "typeof", "in",
		"of", "and", "or", "if", "unless", "when", "match", "split" };
	struct span code = buf_span(&r->lex->code);

	if (!r->last || strchr("(,=:[!&|?{};+-*%~^", r->last))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t n = strlen(words[i]);

		if (span_ends(code, words[i]) &&
			(code.n == n || !is_name(code.p[code.n - n - 1])))
			return true;
	}
	return false;
}

/* /[^/]\/x/: to its end in this line; 0: there is none. */
static size_t
regex_length(struct reader *r)
{
	const char *p = r->p + 1;
	bool in_class = false;

	if (r->odd_slash)
		return 0;
	for (; p < r->end && (in_class || *p != '/'); p++) {
		if (*p == '\\')
			p += p + 1 < r->end;
		else if (*p == '[')
			in_class = true;
		else if (*p == ']')
			in_class = false;
	}
	r->odd_slash = p == r->end;
	return r->odd_slash ? 0 : (size_t)(p + 1 - r->p);
}

/* ---- code ---------------------------------------------------------------- */

/* Comments; true if one begins here. */
static bool
read_comment(struct reader *r)
{
	char c = *r->p;
	bool ends = false;

	if (c == '/' && has(r, LANG_SLASHES)) {
		if (starts(r, "/*")) {
			begin_text(r, "*/", 2, true);
			r->p += 2;
			return true;
		}
		ends = starts(r, "//");
	} else if (c == '#' && has(r, LANG_HASH)) {
		ends = !has(r, LANG_SHELL) || !r->last || r->blank ||
		       r->last == ';';
		/* An attribute of PHP. */
		if (has(r, LANG_MARKUP) && starts(r, "#["))
			ends = false;
	} else if (c == '-' && has(r, LANG_DASHES) && starts(r, "--")) {
		if (starts(r, "--[[")) {
			begin_text(r, "]]", 2, true);
			r->p += 4;
			return true;
		}
		ends = true;
	} else if (c == '=' && has(r, LANG_END) && r->p == r->start &&
		   starts(r, "=begin")) {
		begin_text(r, "=end", 4, true);
		return true;
	}
	if (!ends)
		return false;
	r->has_comment = true;
	r->p = r->end;
	return true;
}

/* Strings and what is like them; true if one begins here. */
static bool
read_string(struct reader *r)
{
	struct code_lex *lex = r->lex;
	char c = *r->p, close[CLOSE_BYTES];
	size_t n = 0, used;

	if ((c == '"' || c == '\'') && has(r, LANG_TRIPLE) &&
		(starts(r, "\"\"\"") || starts(r, "'''"))) {
		begin_text(r, c == '"' ? "\"\"\"" : "'''", 3, false);
		lex->escapes = true;
		used = 3;
	} else if (c == '\'' && has(r, LANG_CHARS)) {
		used = char_length(r);
	} else if (c == '"' || c == '\'') {
		if (!is_string(r, c))
			return false;
		lex->mode = IN_STRING;
		lex->quote = c;
		lex->escapes = c == '"' || !has(r, LANG_SHELL);
		used = 1;
	} else if (c == '`' && has(r, LANG_TEMPLATE)) {
		lex->mode = IN_TEMPLATE;
		used = 1;
	} else if (c == '`' && has(r, LANG_TICKS)) {
		begin_text(r, "`", 1, false);
		used = 1;
	} else if (has(r, LANG_RAW) && (c == 'R' || c == 'r' || c == '@') &&
		   !is_name(r->last) &&
		   (used = raw_opening(r, close, &n)) != 0) {
		begin_text(r, close, n, false);
	} else if (c == '/' && has(r, LANG_REGEX) && is_regex_place(r)) {
		used = regex_length(r);
	} else {
		return false;
	}
	if (!used)
		return false;
	r->p += used;
	put_string(r);
	return true;
}

static void
read_code(struct reader *r)
{
	struct code_lex *lex = r->lex;
	char c = *r->p;

	if (c == ' ' || c == '\t' || c == '\r') {
		r->blank = true;
		r->p++;
		return;
	}
	if (is_name(c) && c != 'R' && c != 'r') {
		put_name(r);
		return;
	}
	if (read_comment(r) || read_string(r))
		return;
	if (c == '<' && has(r, LANG_HERE) && starts(r, "<<") && !lex->nhere)
		note_here(r);
	if (c == '?' && has(r, LANG_MARKUP) && starts(r, "?>")) {
		begin_text(r, "<?", 2, false);
		r->p += 2;
		return;
	}
	put(r, c);
	if (c == '\\' && r->p + 1 < r->end)
		r->p++;
	else if (lex->directive)
		;
	else if (c == '(' || c == '[' || c == '{')
		push(lex, c);
	else if (c == ')' || c == ']' || c == '}')
		close_bracket(r, c);
	if (r->p < r->end)
		r->p++;
}

/* ---- directives ---------------------------------------------------------- */

/* Each branch begins with the brackets that were open before the first. */
static void
read_branch(struct reader *r)
{
	struct code_lex *lex = r->lex;
	struct span s = span_of(r->p, (size_t)(r->end - r->p));
	uint32_t depth;

	do
		s = span_from(s, 1);
	while (s.n && (*s.p == ' ' || *s.p == '\t'));
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

	for (; p < end && (*p == ' ' || *p == '\t'); p++)
		n = *p == '\t' ? (n / TAB + 1) * TAB : n + 1;
	return n;
}

/* The end of a here-document stands alone, or before what ends a statement. */
static bool
ends_here(const struct reader *r)
{
	const struct code_lex *lex = r->lex;
	struct span s = span_of(r->p, (size_t)(r->end - r->p));

	while (s.n && (*s.p == ' ' || *s.p == '\t'))
		s = span_from(s, 1);
	return s.n >= lex->nclose && !memcmp(s.p, lex->close, lex->nclose) &&
	       (s.n == lex->nclose || !is_name(s.p[lex->nclose]));
}

static void
read_line(struct reader *r)
{
	struct code_lex *lex = r->lex;

	while (r->p < r->end && !lex->failed) {
		switch ((enum mode)lex->mode) {
		case IN_CODE:
			read_code(r);
			break;
		case IN_STRING:
			skip_string(r);
			break;
		case IN_TEMPLATE:
			skip_template(r);
			break;
		case IN_TEXT:
			skip_text(r);
			break;
		case IN_HERE:
			if (ends_here(r))
				lex->mode = IN_CODE;
			r->p = r->end;
			break;
		}
	}
}

/* Where indentation tells, a definition never begins in brackets: what is open
 * was none. */
static void
close_all(struct code_lex *lex, struct span line)
{
	while (line.n && (*line.p == ' ' || *line.p == '\t'))
		line = span_from(line, 1);
	if (span_starts(line, "def ") || span_starts(line, "class "))
		lex->depth = lex->braces = 0;
}

static void
begin_line(struct reader *r, struct span whole)
{
	struct code_lex *lex = r->lex;
	struct code_line *line = r->line;
	const char *p;

	if (lex->depth && lex->mode == IN_CODE && has(r, LANG_INDENT))
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
	for (p = r->p; p < r->end && (*p == ' ' || *p == '\t'); p++)
		;
	line->blank = p == r->end && lex->mode == IN_CODE;
	line->indent = p < r->end ? indent_of(r->p, r->end) : 0;
	if (lex->mode == IN_CODE && !lex->directive && p < r->end &&
		*p == '#' && has(r, LANG_DIRECTIVES)) {
		lex->directive = true;
		r->p = p;
		read_branch(r);
	}
	line->directive = lex->directive;
}

static void
end_line(struct reader *r)
{
	struct code_lex *lex = r->lex;
	struct code_line *line = r->line;

	/* A string that ends with its line, as nothing may follow. */
	if (lex->mode == IN_STRING && r->start == r->end && !has(r, LANG_LINES))
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
	struct reader r = { .lex = lex, .line = line };

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
	while (head.n && strchr(" \t\r\n", *head.p) && *head.p)
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
