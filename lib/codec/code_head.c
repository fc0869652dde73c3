/* SPDX-License-Identifier: Apache-2.0 */
/* What a statement is; see code_head.h. */
#include "codec/code_head.h"

enum {
	/* What stands between < and > is no longer. */
	ANGLE_BYTES = 512,
};

enum word {
	WORD_NAME,
	WORD_MODIFIER,
	WORD_FUNCTION,
	WORD_TYPE, /* is one even with parameters */
	WORD_STRUCT, /* may be the type of something else */
	WORD_SCOPE,
	WORD_ALIAS,
	WORD_IMPORT,
	WORD_CONTROL,
	WORD_DECLARES, /* begins a variable or the like */
	WORD_ATTRIBUTE, /* means nothing, with its brackets */
	WORD_SUITE, /* its block has functions in it */
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

static const struct {
	const char *text;
	enum word word;
} words[] = {
	{ "export", WORD_MODIFIER },
	{ "default", WORD_MODIFIER },
	{ "async", WORD_MODIFIER },
	{ "static", WORD_MODIFIER },
	{ "pub", WORD_MODIFIER },
	{ "public", WORD_MODIFIER },
	{ "private", WORD_MODIFIER },
	{ "protected", WORD_MODIFIER },
	{ "internal", WORD_MODIFIER },
	{ "abstract", WORD_MODIFIER },
	{ "final", WORD_MODIFIER },
	{ "override", WORD_MODIFIER },
	{ "readonly", WORD_MODIFIER },
	{ "unsafe", WORD_MODIFIER },
	{ "extern", WORD_MODIFIER },
	{ "sealed", WORD_MODIFIER },
	{ "partial", WORD_MODIFIER },
	{ "virtual", WORD_MODIFIER },
	{ "inline", WORD_MODIFIER },
	{ "declare", WORD_MODIFIER },
	{ "open", WORD_MODIFIER },
	{ "data", WORD_MODIFIER },
	{ "local", WORD_MODIFIER },
	{ "private_class_method", WORD_MODIFIER },
	{ "function", WORD_FUNCTION },
	{ "fn", WORD_FUNCTION },
	{ "func", WORD_FUNCTION },
	{ "def", WORD_FUNCTION },
	{ "fun", WORD_FUNCTION },
	{ "macro_rules", WORD_FUNCTION },
	{ "define_method", WORD_FUNCTION },
	{ "class", WORD_TYPE },
	{ "interface", WORD_TYPE },
	{ "trait", WORD_TYPE },
	{ "impl", WORD_TYPE },
	{ "record", WORD_TYPE },
	{ "protocol", WORD_TYPE },
	{ "extension", WORD_TYPE },
	{ "object", WORD_TYPE },
	{ "struct", WORD_STRUCT },
	{ "enum", WORD_STRUCT },
	{ "union", WORD_STRUCT },
	{ "namespace", WORD_SCOPE },
	{ "module", WORD_SCOPE },
	{ "mod", WORD_SCOPE },
	{ "global", WORD_SCOPE },
	{ "type", WORD_ALIAS },
	{ "typedef", WORD_ALIAS },
	{ "import", WORD_IMPORT },
	{ "from", WORD_IMPORT },
	{ "use", WORD_IMPORT },
	{ "using", WORD_IMPORT },
	{ "package", WORD_IMPORT },
	{ "require", WORD_IMPORT },
	{ "require_relative", WORD_IMPORT },
	{ "require_once", WORD_IMPORT },
	{ "include", WORD_IMPORT },
	{ "include_once", WORD_IMPORT },
	{ "source", WORD_IMPORT },
	{ "if", WORD_CONTROL },
	{ "else", WORD_CONTROL },
	{ "elif", WORD_CONTROL },
	{ "elsif", WORD_CONTROL },
	{ "for", WORD_CONTROL },
	{ "foreach", WORD_CONTROL },
	{ "while", WORD_CONTROL },
	{ "until", WORD_CONTROL },
	{ "unless", WORD_CONTROL },
	{ "switch", WORD_CONTROL },
	{ "case", WORD_CONTROL },
	{ "do", WORD_CONTROL },
	{ "try", WORD_CONTROL },
	{ "catch", WORD_CONTROL },
	{ "finally", WORD_CONTROL },
	{ "except", WORD_CONTROL },
	{ "with", WORD_CONTROL },
	{ "match", WORD_CONTROL },
	{ "loop", WORD_CONTROL },
	{ "select", WORD_CONTROL },
	{ "return", WORD_CONTROL },
	{ "throw", WORD_CONTROL },
	{ "raise", WORD_CONTROL },
	{ "await", WORD_CONTROL },
	{ "yield", WORD_CONTROL },
	{ "go", WORD_CONTROL },
	{ "defer", WORD_CONTROL },
	{ "begin", WORD_CONTROL },
	{ "lock", WORD_CONTROL },
	{ "synchronized", WORD_CONTROL },
	{ "const", WORD_DECLARES },
	{ "let", WORD_DECLARES },
	{ "var", WORD_DECLARES },
	{ "val", WORD_DECLARES },
	{ "alias", WORD_DECLARES },
	{ "__attribute__", WORD_ATTRIBUTE },
	{ "__declspec", WORD_ATTRIBUTE },
	{ "alignas", WORD_ATTRIBUTE },
	{ "describe", WORD_SUITE },
	{ "context", WORD_SUITE },
	{ "suite", WORD_SUITE },
	{ "define", WORD_SUITE },
};

static bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '$' || (c & 0x80);
}

static struct span
trim(struct span s)
{
	while (s.n && *s.p == ' ')
		s = span_from(s, 1);
	return s;
}

static struct span
word_of(struct span s)
{
	size_t n = 0;

	while (n < s.n && is_name(s.p[n]))
		n++;
	return span_of(s.p, n);
}

/* What a word is, by what follows it: `after` is the rest of the text. */
static enum word
look_up(struct span word, struct span after)
{
	struct span next = trim(after);
	enum word found = WORD_NAME;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (words[i].text[0] == word.p[0] &&
			span_equal(word, span_str(words[i].text)))
			found = words[i].word;
	switch (found) {
	case WORD_TYPE:
	case WORD_STRUCT:
	case WORD_SCOPE:
		return next.n && (is_name(*next.p) || strchr("{<[\"", *next.p))
			       ? found
			       : WORD_NAME;
	case WORD_ALIAS:
	case WORD_DECLARES:
		return next.n && (is_name(*next.p) || strchr("{[(*", *next.p))
			       ? found
			       : WORD_NAME;
	case WORD_MODIFIER:
	case WORD_IMPORT:
		/* A call or a value of that name. */
		return next.n && strchr(".=:,", *next.p) ? WORD_NAME : found;
	case WORD_NAME:
	case WORD_FUNCTION:
	case WORD_CONTROL:
	case WORD_ATTRIBUTE:
	case WORD_SUITE:
		break;
	}
	return found;
}

/* Behind the bracket that closes the one at the front. */
static struct span
skip_brackets(struct span s)
{
	size_t depth = 0, i = 0;

	do {
		depth += strchr("([{", s.p[i]) && s.p[i];
		depth -= strchr(")]}", s.p[i]) && s.p[i] && depth;
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
	if (s.n && *s.p == '(')
		s = skip_brackets(s);
	return trim(s);
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

/* A word outside of brackets, with what is behind it. */
static struct span
take_word(struct facts *f, struct span word, struct span rest, bool *begun)
{
	enum word is = look_up(word, rest);
	struct span next = trim(rest);

	if (is == WORD_ATTRIBUTE || (is == WORD_MODIFIER && next.n &&
					    *next.p == '(' && word.n == 3)) {
		/* pub(crate) too. */
		return next.n && *next.p == '(' ? skip_brackets(next) : rest;
	}
	if (is == WORD_DECLARES)
		f->declares = true;
	if (is == WORD_MODIFIER) {
		f->modified = true;
		f->names++;
		return rest;
	}
	if (!*begun)
		f->first = is;
	*begun = true;
	if (span_equal(word, span_str("exports")) ||
		span_equal(word, span_str("prototype")))
		f->exported = true;
	if (is == WORD_FUNCTION)
		f->function = true;
	if (is >= WORD_FUNCTION && is <= WORD_SCOPE && !f->assigned &&
		!f->called && f->kind != WORD_FUNCTION)
		f->kind = is;
	if (!f->called)
		f->names++;
	/* What a template takes is no part of what it makes. */
	if (span_equal(word, span_str("template")) && next.n && *next.p == '<')
		rest = skip_angle(next);
	/* operator== is a name. */
	if (span_equal(word, span_str("operator")))
		while (rest.n && *rest.p != '(')
			rest = span_from(rest, 1);
	return rest;
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

	while (code.n && *code.p == '@')
		code = skip_annotation(code);
	while (code.n) {
		const char *from = code.p;
		struct span word = word_of(code);

		if (word.n) {
			code = take_word(
				&f, word, span_from(code, word.n), &begun);
		} else if (strchr("([{", *code.p) && *code.p) {
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
	while (code.n && code.p[code.n - 1] == ' ')
		code.n--;
	return span_ends(code, ")") || span_ends(code, "=>");
}

static enum code_item
item_with_block(const struct code_lang *lang, enum code_place place,
	const struct facts *f, struct span code)
{
	bool callbacks = lang->flags & LANG_CALLBACKS;

	if (f->first == WORD_CONTROL &&
		!(place != PLACE_FILE && code_ends_as_function(code)))
		return ITEM_SCRIPT;
	if (f->first == WORD_IMPORT && !f->called)
		return ITEM_IMPORT;
	if (f->kind == WORD_FUNCTION)
		return ITEM_FUNCTION;
	if (f->kind == WORD_STRUCT && !f->assigned && f->called)
		return ITEM_FUNCTION;
	if (f->kind == WORD_TYPE || (f->kind == WORD_STRUCT && !f->assigned))
		return ITEM_TYPE;
	if (f->kind == WORD_SCOPE)
		return ITEM_SCOPE;
	if (f->first == WORD_ALIAS)
		return ITEM_TYPE;
	if (f->assigned)
		return f->function ? ITEM_FUNCTION
		       : callbacks ? ITEM_OBJECT
				   : ITEM_CONST;
	if (f->called || f->function)
		return ITEM_FUNCTION;
	/* extern "C" { */
	if (span_starts(code, "extern "))
		return ITEM_SCOPE;
	/* A property with get and set, or what is run when a class is made. */
	if (place == PLACE_TYPE)
		return lang->flags & (LANG_PROPERTIES | LANG_SEMICOLON) &&
				       (f->names > 1 || f->modified)
			       ? ITEM_FUNCTION
			       : ITEM_FIELD;
	return callbacks && (f->names || place == PLACE_OBJECT) ? ITEM_OBJECT
								: ITEM_SCRIPT;
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

static enum code_item
plain_item(const struct code_lang *lang, enum code_place place,
	const struct facts *f, struct span code)
{
	bool declared =
		lang->flags & LANG_SEMICOLON && !(lang->flags & LANG_MARKUP);

	/* using a = b; names a type. */
	if ((f->first == WORD_IMPORT &&
		    !(f->assigned && span_starts(code, "using "))) ||
		span_starts(code, "extern crate") ||
		(f->first == WORD_SCOPE && span_ends(code, ";")) ||
		span_starts(code, "<?"))
		return ITEM_IMPORT;
	if (f->kind == WORD_FUNCTION)
		return ITEM_FUNCTION;
	if (place == PLACE_TYPE)
		return f->called && !f->assigned ? ITEM_FUNCTION : ITEM_FIELD;
	/* struct A(u32); is one, struct a b(int); is none. */
	if (f->kind == WORD_TYPE ||
		(f->kind == WORD_STRUCT && f->called && f->names <= 2))
		return ITEM_TYPE;
	if (f->first == WORD_CONTROL)
		return ITEM_SCRIPT;
	if (declared && f->called && !f->assigned && f->names > 1 &&
		f->first != WORD_ALIAS)
		return ITEM_FUNCTION;
	if (place == PLACE_OBJECT)
		return ITEM_OBJECT;
	if (declared || f->declares || f->first == WORD_ALIAS || f->modified)
		return ITEM_CONST;
	if (f->assigned && (f->exported || !(lang->flags & LANG_CALLBACKS)))
		return ITEM_CONST;
	return ITEM_SCRIPT;
}

enum code_item
code_item(const struct code_lang *lang, enum code_place place, struct span code,
	bool opens)
{
	struct facts f = look_at(code);
	struct span head = code;
	char last = code.n ? code.p[code.n - 1] : 0;

	/* const x = require("x") */
	if (lang->flags & LANG_CALLBACKS && f.declares && f.assigned && !opens)
		for (; head.n; head = span_from(head, 1))
			if (span_starts(head, "= require("))
				return ITEM_IMPORT;
	if (opens && f.first != WORD_IMPORT && last == '(')
		return f.first == WORD_ALIAS ? ITEM_TYPE : ITEM_CONST;
	if (opens && (last == '{' || f.opened)) {
		size_t depth = 0;

		/* Is the block in brackets? */
		for (size_t i = 0; i < code.n; i++) {
			depth += code.p[i] == '(' || code.p[i] == '[';
			depth -=
				depth && (code.p[i] == ')' || code.p[i] == ']');
		}
		if (depth && code_ends_as_function(code))
			return item_with_call(&f, code);
		return item_with_block(lang, place, &f, code);
	}
	if (f.opened && f.first != WORD_CONTROL)
		return item_with_block(lang, place, &f, code);
	return plain_item(lang, place, &f, code);
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

bool
code_may_define(const struct code_lang *lang, struct span code)
{
	static const char *const starts[] = { "def ", "class ", "async def ",
		"function ", "local function ", "private def " };

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (code.n && *starts[i] == *code.p &&
			span_starts(code, starts[i]))
			return true;
	return lang->flags & LANG_DASHES && span_ends(code, ")");
}

enum code_item
code_indented_item(
	const struct code_lang *lang, enum code_place place, struct span code)
{
	struct facts f = look_at(code);

	if (f.kind == WORD_FUNCTION && f.first == WORD_FUNCTION)
		return ITEM_FUNCTION;
	if (f.kind == WORD_TYPE && f.first == WORD_TYPE)
		return ITEM_TYPE;
	if (f.kind == WORD_SCOPE && f.first == WORD_SCOPE)
		return ITEM_SCOPE;
	if (lang->flags & LANG_DASHES && f.assigned && f.function)
		return ITEM_FUNCTION;
	if (lang->flags & LANG_END && ends_with_do(code))
		return ITEM_WRAPPER;
	if (f.first == WORD_IMPORT)
		return ITEM_IMPORT;
	if (place == PLACE_TYPE)
		return ITEM_FIELD;
	return f.first != WORD_CONTROL && f.assigned ? ITEM_CONST : ITEM_SCRIPT;
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
	while (code.n && *code.p == '@')
		code = skip_annotation(code);
	return !code.n;
}

bool
code_is_telling(struct span code)
{
	static const char *const starts[] = { "return", "raise", "throw",
		"panic", "die", "exit", "abort", "fail", "assert", "error",
		"reject", "goto ", "yield", "log.Fatal", "Err(" };

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (code.n && *starts[i] == *code.p &&
			span_starts(code, starts[i]))
			return true;
	return false;
}
