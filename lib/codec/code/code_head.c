/* SPDX-License-Identifier: Apache-2.0 */
/* What a statement is; see code_head.h. */
#include "codec/code/code_head.h"

#include "codec/code/code_word.h"

enum {
	/* What stands between < and > is no longer. */
	ANGLE_BYTES = 512,
};

/* What is known of a statement. */
struct facts {
	enum word first; /* that is no modifier */
	enum word kind; /* FUNCTION, TYPE, STRUCT, SCOPE, or NAME */
	size_t names; /* words before the first bracket */
	bool called; /* parameters, before any value is given */
	bool assigned;
	bool function; /* somewhere in it: one with no name */
	bool opened; /* there is a { outside of brackets */
	bool exported; /* module.exports, x.prototype.y */
	bool declares;
	bool modified;
};

static struct span
word_of(struct span s)
{
	size_t n = 0;

	while (n < s.n && is_name(s.p[n]))
		n++;
	return span_of(s.p, n);
}

/* Behind the bracket that closes the one at the front. */
static struct span
skip_brackets(struct span s)
{
	size_t depth = 0, i = 0;

	do {
		depth += is_among(s.p[i], "([{");
		depth -= is_among(s.p[i], ")]}") && depth;
		i++;
	} while (i < s.n && depth);
	return span_from(s, i);
}

/* Behind <...>, or behind the < if it is an operator. */
static struct span
skip_angle(struct span s)
{
	size_t depth = 0;

	for (size_t i = 0; i < s.n && i < ANGLE_BYTES; i++) {
		if (s.p[i] == '<')
			depth++;
		else if (s.p[i] == '>' && s.p[i - 1] != '=' &&
			 s.p[i - 1] != '-' && --depth == 0)
			return span_from(s, i + 1);
		else if (s.p[i] == ';')
			break;
	}
	return span_from(s, 1);
}

/* Behind @name.name(...), at whose front s is. */
static struct span
skip_annotation(struct span s)
{
	s = span_from(s, 1);
	while (s.n && (is_name(*s.p) || *s.p == '.' || *s.p == ':'))
		s = span_from(s, 1);
	if (span_first_is(s, '('))
		s = skip_brackets(s);
	return span_skip_blanks(s);
}

/* An = that gives a value, at s; `before` is the byte before it. */
static bool
is_assignment(struct span s, char before)
{
	if (before && strchr("=!<>+-*/%&|^:~", before))
		return before == ':';
	return s.n < 2 || (s.p[1] != '=' && s.p[1] != '>');
}

/* ---- facts --------------------------------------------------------------- */

/* Behind what belongs to a word. */
static struct span
behind_word(struct span word, struct span rest, struct span next)
{
	/* What a template takes is no part of what it makes. */
	if (span_equal(word, span_str("template")) && span_first_is(next, '<'))
		return skip_angle(next);
	/* operator== is a name. */
	if (span_equal(word, span_str("operator")))
		while (rest.n && *rest.p != '(')
			rest = span_from(rest, 1);
	return rest;
}

/* A word outside of brackets, with what is behind it. */
static struct span
take_word(struct facts *f, struct span word, struct span rest, bool *begun)
{
	enum word is = code_word(word, rest);
	struct span next = span_skip_blanks(rest);
	bool called = span_first_is(next, '(');

	/* pub(crate) too. */
	if (is == WORD_ATTRIBUTE ||
		(is == WORD_MODIFIER && called && word.n == 3))
		return called ? skip_brackets(next) : rest;
	f->declares |= is == WORD_DECLARES;
	if (is == WORD_MODIFIER) {
		f->modified = true;
		f->names++;
		return rest;
	}
	if (!*begun)
		f->first = is;
	*begun = true;
	f->exported |= span_equal(word, span_str("exports")) ||
		       span_equal(word, span_str("prototype"));
	f->function |= is == WORD_FUNCTION;
	if (is >= WORD_FUNCTION && is <= WORD_SCOPE && !f->assigned &&
		!f->called && f->kind != WORD_FUNCTION)
		f->kind = is;
	f->names += !f->called;
	return behind_word(word, rest, next);
}

static struct span
take_mark(struct facts *f, struct span s, char before)
{
	char c = *s.p;

	if (c == '{') {
		f->opened = true;
	} else if (c == '(') {
		f->called = f->called || !f->assigned;
	} else if (c == '<' && is_name(before)) {
		return skip_angle(s);
	} else if (c == '=') {
		if (s.n > 1 && s.p[1] == '>')
			f->function = true;
		else if (is_assignment(s, before))
			f->assigned = true;
	}
	return span_from(s, 1);
}

/* Words in brackets matter only if they are a function that is passed on. */
static void
take_inner(struct facts *f, struct span code)
{
	for (size_t i = 0; i + 1 < code.n; i++) {
		if (code.p[i] == '=' && code.p[i + 1] == '>')
			f->function = true;
		else if (code.p[i] == 'f' && (!i || !is_name(code.p[i - 1])) &&
			 span_equal(word_of(span_from(code, i)),
				 span_str("function")))
			f->function = true;
	}
}

static struct facts
look_at(struct span code)
{
	struct facts f = { .first = WORD_NAME, .kind = WORD_NAME };
	struct span all = code;
	bool begun = false;
	char before = 0;

	while (span_first_is(code, '@'))
		code = skip_annotation(code);
	while (code.n) {
		const char *from = code.p;
		struct span word = word_of(code);

		if (word.n) {
			code = take_word(
				&f, word, span_from(code, word.n), &begun);
		} else if (is_among(*code.p, "([{")) {
			take_mark(&f, code, before);
			code = skip_brackets(code);
			begun = true;
		} else {
			code = take_mark(&f, code, before);
		}
		if (code.p > from)
			before = code.p[-1];
	}
	take_inner(&f, all);
	return f;
}

/* ---- items --------------------------------------------------------------- */

/* A bracket whose content is a function's: its last one, after ) or =>. */
bool
code_ends_as_function(struct span code)
{
	if (!span_ends(code, "{"))
		return false;
	code.n--;
	while (span_last_is(code, ' '))
		code.n--;
	return span_ends(code, ")") || span_ends(code, "=>");
}

/* What is known of a statement, its text, its place and its language, as the
 * rules below ask for it. */
#define FIRST(word) (UINT64_C(1) << (word))
#define KIND(word) (UINT64_C(1) << (16 + (word)))
#define CALLED (UINT64_C(1) << 32)
#define ASSIGNED (UINT64_C(1) << 33)
#define FUNCTION (UINT64_C(1) << 34) /* is somewhere in it */
#define EXPORTED (UINT64_C(1) << 35)
#define DECLARES (UINT64_C(1) << 36)
#define MODIFIED (UINT64_C(1) << 37)
#define NAMES_1 (UINT64_C(1) << 38) /* words, or more of them */
#define NAMES_2 (UINT64_C(1) << 39)
#define NAMES_3 (UINT64_C(1) << 40)
#define AT_FILE (UINT64_C(1) << 41)
#define AT_TYPE (UINT64_C(1) << 42)
#define AT_OBJECT (UINT64_C(1) << 43)
/* The language: functions are values, members have blocks, all is declared. */
#define CALLBACKS (UINT64_C(1) << 44)
#define MEMBERS (UINT64_C(1) << 45)
#define DECLARED (UINT64_C(1) << 46)
#define DASHES (UINT64_C(1) << 47)
/* The text. */
#define USING (UINT64_C(1) << 48)
#define EXTERN (UINT64_C(1) << 49)
#define OPENS_FILE (UINT64_C(1) << 50) /* extern crate, <? */
#define ENDS (UINT64_C(1) << 51) /* with a semicolon */
#define ENDS_AS_FUNCTION (UINT64_C(1) << 52)
#define ENDS_WITH_DO (UINT64_C(1) << 53)

/* The first rule that holds says what a statement is; the last one always
 * does. */
struct rule {
	uint64_t all, none; /* of the facts */
	enum code_item item;
};

/* A statement with a block. */
static const struct rule block_rules[] = {
	{ FIRST(WORD_CONTROL) | AT_FILE, 0, ITEM_SCRIPT },
	{ FIRST(WORD_CONTROL), ENDS_AS_FUNCTION, ITEM_SCRIPT },
	{ FIRST(WORD_IMPORT), CALLED, ITEM_IMPORT },
	{ KIND(WORD_FUNCTION), 0, ITEM_FUNCTION },
	{ KIND(WORD_STRUCT) | CALLED, ASSIGNED, ITEM_FUNCTION },
	{ KIND(WORD_STRUCT), ASSIGNED, ITEM_TYPE },
	{ KIND(WORD_TYPE), 0, ITEM_TYPE },
	{ KIND(WORD_SCOPE), 0, ITEM_SCOPE },
	{ FIRST(WORD_ALIAS), 0, ITEM_TYPE },
	{ ASSIGNED | FUNCTION, 0, ITEM_FUNCTION },
	{ ASSIGNED | CALLBACKS, 0, ITEM_OBJECT },
	{ ASSIGNED, 0, ITEM_CONST },
	{ CALLED, 0, ITEM_FUNCTION },
	{ FUNCTION, 0, ITEM_FUNCTION },
	/* extern "C" { */
	{ EXTERN, 0, ITEM_SCOPE },
	/* A property with get and set, or what is run when a class is made. */
	{ AT_TYPE | MEMBERS | NAMES_2, 0, ITEM_FUNCTION },
	{ AT_TYPE | MEMBERS | MODIFIED, 0, ITEM_FUNCTION },
	{ AT_TYPE, 0, ITEM_FIELD },
	{ CALLBACKS | NAMES_1, 0, ITEM_OBJECT },
	{ CALLBACKS | AT_OBJECT, 0, ITEM_OBJECT },
	{ 0, 0, ITEM_SCRIPT },
};

/* A statement without a block. */
static const struct rule plain_rules[] = {
	/* using a = b; names a type. */
	{ FIRST(WORD_IMPORT), ASSIGNED, ITEM_IMPORT },
	{ FIRST(WORD_IMPORT), USING, ITEM_IMPORT },
	{ OPENS_FILE, 0, ITEM_IMPORT },
	{ FIRST(WORD_SCOPE) | ENDS, 0, ITEM_IMPORT },
	{ KIND(WORD_FUNCTION), 0, ITEM_FUNCTION },
	{ AT_TYPE | CALLED, ASSIGNED, ITEM_FUNCTION },
	{ AT_TYPE, 0, ITEM_FIELD },
	{ KIND(WORD_TYPE), 0, ITEM_TYPE },
	/* struct A(u32); is one, struct a b(int); is none. */
	{ KIND(WORD_STRUCT) | CALLED, NAMES_3, ITEM_TYPE },
	{ FIRST(WORD_CONTROL), 0, ITEM_SCRIPT },
	{ DECLARED | CALLED | NAMES_2, ASSIGNED | FIRST(WORD_ALIAS),
		ITEM_FUNCTION },
	{ AT_OBJECT, 0, ITEM_OBJECT },
	{ DECLARED, 0, ITEM_CONST },
	{ DECLARES, 0, ITEM_CONST },
	{ FIRST(WORD_ALIAS), 0, ITEM_CONST },
	{ MODIFIED, 0, ITEM_CONST },
	{ ASSIGNED | EXPORTED, 0, ITEM_CONST },
	{ ASSIGNED, CALLBACKS, ITEM_CONST },
	{ 0, 0, ITEM_SCRIPT },
};

/* A line in a language that tells blocks by indentation. */
static const struct rule indented_rules[] = {
	{ KIND(WORD_FUNCTION) | FIRST(WORD_FUNCTION), 0, ITEM_FUNCTION },
	{ KIND(WORD_TYPE) | FIRST(WORD_TYPE), 0, ITEM_TYPE },
	{ KIND(WORD_SCOPE) | FIRST(WORD_SCOPE), 0, ITEM_SCOPE },
	{ DASHES | ASSIGNED | FUNCTION, 0, ITEM_FUNCTION },
	{ ENDS_WITH_DO, 0, ITEM_WRAPPER },
	{ FIRST(WORD_IMPORT), 0, ITEM_IMPORT },
	{ AT_TYPE, 0, ITEM_FIELD },
	{ ASSIGNED, FIRST(WORD_CONTROL), ITEM_CONST },
	{ 0, 0, ITEM_SCRIPT },
};

static enum code_item
choose(const struct rule *rule, uint64_t facts)
{
	while ((facts & rule->all) != rule->all || facts & rule->none)
		rule++;
	return rule->item;
}

/* f(x, function () {: a bracket stays open, and in it a block. */
static enum code_item
item_with_call(const struct facts *f, struct span code)
{
	if (f->assigned)
		return ITEM_FUNCTION;
	if (f->first == WORD_SUITE || (code.n && !is_name(*code.p)))
		return ITEM_WRAPPER;
	return ITEM_CALL;
}

/* "do" or "do |x|" at its end. */
static bool
ends_with_do(struct span code)
{
	if (span_ends(code, "|"))
		for (code.n--; code.n && code.p[code.n - 1] != '|'; code.n--)
			;
	if (span_ends(code, "|"))
		code.n--;
	if (span_ends(code, " "))
		code.n--;
	return span_ends(code, " do");
}

static uint64_t
if_so(bool so, uint64_t fact)
{
	return so ? fact : 0;
}

static uint64_t
facts_of_language(const struct code_lang *lang)
{
	unsigned flags = lang->flags;

	return if_so(flags & LANG_CALLBACKS, CALLBACKS) |
	       if_so(flags & (LANG_PROPERTIES | LANG_SEMICOLON), MEMBERS) |
	       if_so((flags & (LANG_SEMICOLON | LANG_MARKUP)) == LANG_SEMICOLON,
		       DECLARED) |
	       if_so(flags & LANG_DASHES, DASHES);
}

static uint64_t
facts_of_text(struct span code)
{
	return if_so(span_starts(code, "using "), USING) |
	       if_so(span_starts(code, "extern "), EXTERN) |
	       if_so(span_starts(code, "extern crate"), OPENS_FILE) |
	       if_so(span_starts(code, "<?"), OPENS_FILE) |
	       if_so(span_ends(code, ";"), ENDS) |
	       if_so(code_ends_as_function(code), ENDS_AS_FUNCTION) |
	       if_so(ends_with_do(code), ENDS_WITH_DO);
}

static uint64_t
facts_of(const struct code_lang *lang, enum code_place place,
	const struct facts *f, struct span code)
{
	static const uint64_t places[] = {
		[PLACE_FILE] = AT_FILE,
		[PLACE_TYPE] = AT_TYPE,
		[PLACE_OBJECT] = AT_OBJECT,
	};

	return FIRST(f->first) | KIND(f->kind) | places[place] |
	       if_so(f->called, CALLED) | if_so(f->assigned, ASSIGNED) |
	       if_so(f->function, FUNCTION) | if_so(f->exported, EXPORTED) |
	       if_so(f->declares, DECLARES) | if_so(f->modified, MODIFIED) |
	       if_so(f->names >= 1, NAMES_1) | if_so(f->names >= 2, NAMES_2) |
	       if_so(f->names >= 3, NAMES_3) | facts_of_language(lang) |
	       facts_of_text(code);
}

/* const x = require("x") */
static bool
is_require(const struct facts *f, struct span code)
{
	if (!f->declares || !f->assigned)
		return false;
	for (; code.n; code = span_from(code, 1))
		if (span_starts(code, "= require("))
			return true;
	return false;
}

/* Whether its end is within brackets that are open. */
static bool
ends_in_brackets(struct span code)
{
	size_t depth = 0;

	for (size_t i = 0; i < code.n; i++) {
		depth += code.p[i] == '(' || code.p[i] == '[';
		depth -= depth && (code.p[i] == ')' || code.p[i] == ']');
	}
	return depth;
}

enum code_item
code_item(const struct code_lang *lang, enum code_place place, struct span code,
	bool opens)
{
	struct facts f = look_at(code);
	uint64_t facts = facts_of(lang, place, &f, code);
	bool block = f.opened && f.first != WORD_CONTROL;

	if (!opens && lang->flags & LANG_CALLBACKS && is_require(&f, code))
		return ITEM_IMPORT;
	if (opens && f.first != WORD_IMPORT && span_last_is(code, '('))
		return f.first == WORD_ALIAS ? ITEM_TYPE : ITEM_CONST;
	if (opens && (span_last_is(code, '{') || f.opened)) {
		if (code_ends_as_function(code) && ends_in_brackets(code))
			return item_with_call(&f, code);
		block = true;
	}
	return choose(block ? block_rules : plain_rules, facts);
}

bool
code_may_define(const struct code_lang *lang, struct span code)
{
	static const char *const starts[] = { "def ", "class ", "async def ",
		"function ", "local function ", "private def ", NULL };

	return span_starts_any(code, starts) ||
	       (lang->flags & LANG_DASHES && span_ends(code, ")"));
}

enum code_item
code_indented_item(
	const struct code_lang *lang, enum code_place place, struct span code)
{
	struct facts f = look_at(code);
	uint64_t facts = facts_of(lang, place, &f, code);

	if (!(lang->flags & LANG_END))
		facts &= ~ENDS_WITH_DO;
	return choose(indented_rules, facts);
}

bool
code_is_inner(const struct code_lang *lang, struct span code)
{
	struct facts f;

	/* Most lines are none at a glance. */
	if (lang->flags & LANG_DIRECTIVES || !code.n ||
		!strchr("{(,", code.p[code.n - 1]))
		return false;
	f = look_at(code);
	if (f.first == WORD_CONTROL)
		return false;
	if (f.kind == WORD_FUNCTION)
		return f.first == WORD_FUNCTION && f.names > 1;
	if (f.kind == WORD_TYPE || f.kind == WORD_STRUCT)
		return f.first == f.kind && span_ends(code, "{");
	return lang->flags & LANG_CALLBACKS && f.assigned && f.function &&
	       code_ends_as_function(code) && (f.declares || f.exported);
}

bool
code_is_annotation(struct span code)
{
	if (!code.n || *code.p != '@')
		return false;
	while (span_first_is(code, '@'))
		code = skip_annotation(code);
	return !code.n;
}

bool
code_is_telling(struct span code)
{
	static const char *const starts[] = { "return", "raise", "throw",
		"panic", "die", "exit", "abort", "fail", "assert", "error",
		"reject", "goto ", "yield", "log.Fatal", "Err(", NULL };

	return span_starts_any(code, starts);
}
