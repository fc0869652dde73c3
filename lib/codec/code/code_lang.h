/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which language a source text is in, as far as that matters for its lexer and
 * its skeleton: what a comment and a string look like, and whether brackets or
 * indentation say what belongs together.  The guess need not be exact: C and
 * C++, JavaScript and TypeScript are one.
 */
#ifndef CODEC_CODE_LANG_H
#define CODEC_CODE_LANG_H

#include "base/ascii.h"
#include "base/span.h"

enum {
	/* Comments. */
	LANG_SLASHES = 1 << 0, /* // and slash star */
	LANG_HASH = 1 << 1, /* # */
	LANG_DASHES = 1 << 2, /* --, --[[ ]] */
	/* Strings. */
	LANG_CHARS = 1 << 3, /* 'x' is a character, anything else no string */
	LANG_LINES = 1 << 4, /* plain strings may go over several lines */
	LANG_TRIPLE = 1 << 5, /* three quotes begin a text of many lines */
	LANG_TEMPLATE = 1 << 6, /* `a${b}` */
	LANG_TICKS = 1 << 7, /* `raw` */
	LANG_RAW = 1 << 8, /* R"x(raw)x", r#"raw"#, @"raw" */
	LANG_HERE = 1 << 9, /* here-documents */
	LANG_REGEX = 1 << 10, /* a slash where a value may stand */
	/* Structure. */
	LANG_INDENT = 1 << 11, /* blocks by indentation, perhaps with an end */
	LANG_END = 1 << 12, /* such a block closes with "end" */
	LANG_SEMICOLON = 1 << 13, /* a statement goes on until ; or } */
	LANG_DIRECTIVES = 1 << 14, /* #if and its kind */
	LANG_SHELL = 1 << 15, /* # in a word, case patterns */
	LANG_MARKUP = 1 << 16, /* code stands between <? and ?> */
	LANG_CALLBACKS = 1 << 17, /* functions are values */
	LANG_PROPERTIES = 1 << 18, /* a member may have a block */
};

struct code_lang {
	const char *name; /* for tests */
	unsigned flags;
};

/* What names are made of, in any of them. */
static inline bool
is_name(char c)
{
	return is_letter(c) || is_digit(c) || c == '_' || c == '$' ||
	       (c & 0x80);
}

/* Never NULL: what is not recognized is taken for a language with braces. */
const struct code_lang *code_lang_guess(struct span text);
/* The same by its name; NULL if there is none. */
const struct code_lang *code_lang_find(const char *name);

#endif
