/* SPDX-License-Identifier: Apache-2.0 */
/* Comments and strings; see code_hide.h. */
#include "codec/code/code_hide.h"

#include "base/mem.h"

enum {
	/* 'x' is a character if it ends within so many bytes: '\U0001F600'. */
	CHAR_BYTES = 12,
};

/* ---- brackets ------------------------------------------------------------ */

void
code_lex_push(struct code_lex *lex, char c)
{
	if (!mem_grow(&lex->open, &lex->cap, lex->depth + 1, 1)) {
		lex->failed = true;
		return;
	}
	lex->open[lex->depth++] = c;
	lex->braces += c == '{' || c == '$';
}

/* ---- what goes on over lines --------------------------------------------- */

static void
begin_text(struct code_reader *r, const char *close, size_t n, bool comment)
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

/* Skips to the end of what began. */
static void
skip_text(struct code_reader *r)
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
		return;
	r->p += lex->nclose;
	lex->mode = IN_CODE;
	if (lex->comment)
		r->blank = true;
}

static void
skip_string(struct code_reader *r)
{
	struct code_lex *lex = r->lex;

	for (; r->p < r->end && *r->p != lex->quote; r->p++)
		if (*r->p == '\\' && lex->escapes)
			r->p += r->p + 1 < r->end;
	if (r->p < r->end) {
		r->p++;
		lex->mode = IN_CODE;
	} else if (!code_has(r, LANG_LINES) &&
		   (r->p == r->start || r->p[-1] != '\\')) {
		lex->mode = IN_CODE;
	}
}

/* Up to the backtick, or to the code in it. */
static void
skip_template(struct code_reader *r)
{
	for (; r->p < r->end; r->p++) {
		if (*r->p == '\\') {
			r->p += r->p + 1 < r->end;
		} else if (*r->p == '`') {
			r->p++;
			r->lex->mode = IN_CODE;
			return;
		} else if (code_starts(r, "${")) {
			r->p += 2;
			code_lex_push(r->lex, '$');
			r->lex->mode = IN_CODE;
			return;
		}
	}
}

/* The end of a here-document stands alone, or before what ends a statement. */
static bool
ends_here(const struct code_reader *r)
{
	const struct code_lex *lex = r->lex;
	struct span s = span_of(r->p, (size_t)(r->end - r->p));

	s = span_skip_blanks(s);
	return s.n >= lex->nclose && !memcmp(s.p, lex->close, lex->nclose) &&
	       (s.n == lex->nclose || !is_name(s.p[lex->nclose]));
}

void
code_hide_on(struct code_reader *r)
{
	switch ((enum mode)r->lex->mode) {
	case IN_CODE:
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
			r->lex->mode = IN_CODE;
		r->p = r->end;
		break;
	}
}

/* ---- comments ------------------------------------------------------------ */

/* The rest of the line is a comment. */
static bool
read_rest(struct code_reader *r)
{
	r->has_comment = true;
	r->p = r->end;
	return true;
}

static bool
read_slashes(struct code_reader *r)
{
	if (!code_starts(r, "/*"))
		return code_starts(r, "//") && read_rest(r);
	begin_text(r, "*/", 2, true);
	r->p += 2;
	return true;
}

static bool
read_hash(struct code_reader *r)
{
	/* In a word of the shell it is a part of the word. */
	if (code_has(r, LANG_SHELL) && r->last && !r->blank && r->last != ';')
		return false;
	/* An attribute of PHP. */
	if (code_has(r, LANG_MARKUP) && code_starts(r, "#["))
		return false;
	return read_rest(r);
}

static bool
read_dashes(struct code_reader *r)
{
	if (!code_starts(r, "--[["))
		return code_starts(r, "--") && read_rest(r);
	begin_text(r, "]]", 2, true);
	r->p += 4;
	return true;
}

/* =begin of Ruby. */
static bool
read_begin(struct code_reader *r)
{
	if (r->p != r->start || !code_starts(r, "=begin"))
		return false;
	begin_text(r, "=end", 4, true);
	return true;
}

/* The end of code in a page. */
static bool
read_page(struct code_reader *r)
{
	if (!code_starts(r, "?>"))
		return false;
	begin_text(r, "<?", 2, false);
	r->p += 2;
	return true;
}

/* ---- strings and patterns ------------------------------------------------ */

/* A string, of which n bytes are taken, is "" in the code. */
static bool
take_string(struct code_reader *r, size_t n)
{
	r->p += n;
	code_put(r, '"');
	code_put(r, '"');
	return true;
}

/* Whether a quote ends before the line does, or may go on behind it. */
static bool
is_string(struct code_reader *r, char quote)
{
	bool *odd = quote == '"' ? &r->odd_double : &r->odd_single;
	const char *p = r->p + 1;

	if (code_has(r, LANG_LINES))
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
char_length(const struct code_reader *r)
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

static bool
read_quoted(struct code_reader *r)
{
	struct code_lex *lex = r->lex;
	char c = *r->p;

	if (!is_string(r, c))
		return false;
	lex->mode = IN_STRING;
	lex->quote = c;
	lex->escapes = c == '"' || !code_has(r, LANG_SHELL);
	return take_string(r, 1);
}

static bool
read_single(struct code_reader *r)
{
	size_t n;

	if (!code_has(r, LANG_CHARS))
		return read_quoted(r);
	n = char_length(r);
	return n && take_string(r, n);
}

static bool
read_triple(struct code_reader *r)
{
	const char *quotes = *r->p == '"' ? "\"\"\"" : "'''";

	if (!code_starts(r, quotes))
		return false;
	begin_text(r, quotes, 3, false);
	r->lex->escapes = true;
	return take_string(r, 3);
}

static bool
read_template(struct code_reader *r)
{
	r->lex->mode = IN_TEMPLATE;
	return take_string(r, 1);
}

static bool
read_ticks(struct code_reader *r)
{
	begin_text(r, "`", 1, false);
	return take_string(r, 1);
}

/* @"x" */
static bool
read_verbatim(struct code_reader *r)
{
	if (is_name(r->last) || !code_starts(r, "@\""))
		return false;
	begin_text(r, "\"", 1, false);
	return take_string(r, 2);
}

/* R"x(text)x" */
static bool
read_delimited(struct code_reader *r)
{
	char close[CLOSE_BYTES] = ")";
	const char *p = r->p + 2;
	size_t n = 1;

	if (is_name(r->last) || !code_starts(r, "R\""))
		return false;
	while (p < r->end && *p != '(' && n < CLOSE_BYTES - 1)
		close[n++] = *p++;
	if (code_at(r, p) != '(')
		return false;
	close[n++] = '"';
	begin_text(r, close, n, false);
	return take_string(r, (size_t)(p + 1 - r->p));
}

/* r#"text"# */
static bool
read_hashed(struct code_reader *r)
{
	char close[CLOSE_BYTES] = "\"";
	const char *p = r->p + 1;
	size_t n = 1;

	if (is_name(r->last))
		return false;
	while (code_at(r, p) == '#' && n < CLOSE_BYTES)
		close[n++] = *p++;
	if (code_at(r, p) != '"')
		return false;
	begin_text(r, close, n, false);
	return take_string(r, (size_t)(p + 1 - r->p));
}

/* Whether a slash begins a pattern: no value stands before it. */
static bool
is_regex_place(const struct code_reader *r)
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
regex_length(struct code_reader *r)
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

static bool
read_pattern(struct code_reader *r)
{
	size_t n = is_regex_place(r) ? regex_length(r) : 0;

	return n && take_string(r, n);
}

/* ---- by the first byte --------------------------------------------------- */

/* What may begin with a byte, in languages that have it; all have what needs
 * nothing.  The first that reads is what begins. */
struct opening {
	unsigned needs;
	bool (*read)(struct code_reader *);
};

static const struct opening slash[] = { { LANG_SLASHES, read_slashes },
	{ LANG_REGEX, read_pattern }, { 0, NULL } };
static const struct opening hash[] = { { LANG_HASH, read_hash }, { 0, NULL } };
static const struct opening dash[] = { { LANG_DASHES, read_dashes },
	{ 0, NULL } };
static const struct opening equal[] = { { LANG_END, read_begin }, { 0, NULL } };
static const struct opening question[] = { { LANG_MARKUP, read_page },
	{ 0, NULL } };
static const struct opening quote[] = { { LANG_TRIPLE, read_triple },
	{ 0, read_quoted }, { 0, NULL } };
static const struct opening single[] = { { LANG_TRIPLE, read_triple },
	{ 0, read_single }, { 0, NULL } };
static const struct opening tick[] = { { LANG_TEMPLATE, read_template },
	{ LANG_TICKS, read_ticks }, { 0, NULL } };
static const struct opening at_sign[] = { { LANG_RAW, read_verbatim },
	{ 0, NULL } };
static const struct opening big_r[] = { { LANG_RAW, read_delimited },
	{ 0, NULL } };
static const struct opening small_r[] = { { LANG_RAW, read_hashed },
	{ 0, NULL } };

static const struct opening *const openings[256] = {
	['/'] = slash,
	['#'] = hash,
	['-'] = dash,
	['='] = equal,
	['?'] = question,
	['"'] = quote,
	['\''] = single,
	['`'] = tick,
	['@'] = at_sign,
	['R'] = big_r,
	['r'] = small_r,
};

bool
code_hide(struct code_reader *r)
{
	const struct opening *o = openings[(unsigned char)*r->p];
	unsigned flags = r->lex->lang->flags;

	for (; o && o->read; o++)
		if ((flags & o->needs) == o->needs && o->read(r))
			return true;
	return false;
}
