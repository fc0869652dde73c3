/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A guess by votes: each line of the head gives points to the languages in
 * which it would begin, end or read like that; most points win.
 */
#include "codec/code/code_lang.h"

enum lang {
	LANG_C,
	LANG_JAVA,
	LANG_CSHARP,
	LANG_SCRIPT,
	LANG_GO,
	LANG_RUST,
	LANG_PHP,
	LANG_PYTHON,
	LANG_RUBY,
	LANG_LUA,
	LANG_SH,
	LANG_OTHER,
	NLANGS,
};

enum {
	HEAD_BYTES = 32 << 10,
	/* A line that no other language has. */
	SURE = 10,
};

static const struct code_lang langs[NLANGS] = {
	[LANG_C] = { "c", LANG_SLASHES | LANG_CHARS | LANG_RAW |
				  LANG_SEMICOLON | LANG_DIRECTIVES },
	[LANG_JAVA] = { "java",
		LANG_SLASHES | LANG_CHARS | LANG_TRIPLE | LANG_SEMICOLON },
	[LANG_CSHARP] = { "csharp", LANG_SLASHES | LANG_CHARS | LANG_TRIPLE |
					    LANG_RAW | LANG_SEMICOLON |
					    LANG_DIRECTIVES | LANG_PROPERTIES },
	[LANG_SCRIPT] = { "script",
		LANG_SLASHES | LANG_TEMPLATE | LANG_REGEX | LANG_CALLBACKS },
	[LANG_GO] = { "go", LANG_SLASHES | LANG_CHARS | LANG_TICKS },
	[LANG_RUST] = { "rust", LANG_SLASHES | LANG_CHARS | LANG_LINES |
					LANG_RAW | LANG_SEMICOLON },
	[LANG_PHP] = { "php", LANG_SLASHES | LANG_HASH | LANG_LINES |
				      LANG_HERE | LANG_SEMICOLON |
				      LANG_MARKUP },
	[LANG_PYTHON] = { "python", LANG_HASH | LANG_TRIPLE | LANG_INDENT },
	[LANG_RUBY] = { "ruby",
		LANG_HASH | LANG_HERE | LANG_REGEX | LANG_INDENT | LANG_END },
	[LANG_LUA] = { "lua", LANG_DASHES | LANG_INDENT | LANG_END },
	[LANG_SH] = { "shell",
		LANG_HASH | LANG_LINES | LANG_HERE | LANG_SHELL },
	[LANG_OTHER] = { "other", LANG_SLASHES | LANG_CHARS | LANG_TRIPLE |
					  LANG_CALLBACKS | LANG_PROPERTIES },
};

#define C 1U << LANG_C
#define JAVA 1U << LANG_JAVA
#define CSHARP 1U << LANG_CSHARP
#define SCRIPT 1U << LANG_SCRIPT
#define GO 1U << LANG_GO
#define RUST 1U << LANG_RUST
#define PHP 1U << LANG_PHP
#define PYTHON 1U << LANG_PYTHON
#define RUBY 1U << LANG_RUBY
#define LUA 1U << LANG_LUA
#define SH 1U << LANG_SH
#define OTHER 1U << LANG_OTHER

/* A line that begins with `start` and ends with `end`, which may be NULL. */
static const struct clue {
	const char *start, *end;
	unsigned langs;
	int points;
} clues[] = {
	{ "<?php", NULL, PHP, 5 * SURE },
	{ "#include <", NULL, C, SURE },
	{ "#include \"", NULL, C, SURE },
	{ "#define ", NULL, C, SURE },
	{ "#ifndef ", NULL, C, SURE },
	{ "#ifdef ", NULL, C, SURE },
	{ "#endif", NULL, C, 4 },
	{ "typedef ", ";", C, 4 },
	{ "typedef ", "{", C, 4 },
	{ "template <", NULL, C, SURE },
	{ "template<", NULL, C, SURE },
	{ "namespace ", "{", C | CSHARP | PHP | SCRIPT, 3 },
	{ "namespace ", ";", CSHARP | PHP, 3 },
	{ "using namespace ", ";", C, SURE },
	{ "public:", NULL, C, 4 },
	{ "private:", NULL, C, 4 },
	{ "static ", "{", C | JAVA | CSHARP | SCRIPT, 2 },
	{ "static ", ")", C, 2 },
	{ "static ", ",", C, 2 },
	{ "struct ", "{", C | RUST | CSHARP, 2 },
	{ "struct ", ";", C, 2 },
	{ "extern ", ";", C, 2 },
	{ "const char ", NULL, C, 2 },
	{ "unsigned ", NULL, C, 2 },
	{ "void ", NULL, C | JAVA | CSHARP, 1 },
	{ "int ", NULL, C | JAVA | CSHARP, 1 },
	{ "#pragma ", NULL, C | CSHARP, 2 },
	{ "package ", ";", JAVA, SURE },
	{ "package ", NULL, JAVA | GO | OTHER, 2 },
	{ "import java", NULL, JAVA | OTHER, SURE },
	{ "import ", ";", JAVA | SCRIPT, 2 },
	{ "@Override", NULL, JAVA, 5 },
	{ "@", NULL, PYTHON | JAVA | SCRIPT | OTHER, 1 },
	{ "public class ", "{", JAVA, 6 },
	{ "public interface ", "{", JAVA, 4 },
	{ "public class ", NULL, CSHARP, 4 },
	{ "public static ", NULL, JAVA | CSHARP | PHP, 1 },
	{ "public ", "{", JAVA, 1 },
	{ "public ", ")", CSHARP, 2 },
	{ "using ", ";", CSHARP, 5 },
	{ "#region", NULL, CSHARP, SURE },
	{ "/// <", NULL, CSHARP, 4 },
	{ "internal ", NULL, CSHARP, 3 },
	{ "import {", NULL, SCRIPT, SURE },
	{ "import * as ", NULL, SCRIPT, SURE },
	{ "import type ", NULL, SCRIPT, SURE },
	{ "export ", NULL, SCRIPT, 5 },
	{ "export ", NULL, SH, 1 },
	{ "const ", NULL, SCRIPT | GO | RUST | C | PHP, 1 },
	{ "const ", ");", SCRIPT, 3 },
	{ "const ", "{", SCRIPT, 3 },
	{ "let ", NULL, SCRIPT, 2 },
	{ "let ", NULL, RUST | OTHER, 2 },
	{ "let mut ", NULL, RUST, SURE },
	{ "var ", NULL, SCRIPT, 2 },
	{ "var ", NULL, GO | CSHARP | OTHER, 1 },
	{ "function ", "{", SCRIPT | SH, 3 },
	{ "function ", NULL, SCRIPT | PHP | LUA | SH, 2 },
	{ "async function ", NULL, SCRIPT, SURE },
	{ "'use strict'", NULL, SCRIPT, SURE },
	{ "\"use strict\"", NULL, SCRIPT, SURE },
	{ "module.exports", NULL, SCRIPT, SURE },
	{ "exports.", NULL, SCRIPT, SURE },
	{ "interface ", "{", SCRIPT | JAVA | CSHARP, 1 },
	{ "func ", "{", GO, 4 },
	{ "func (", "{", GO, SURE },
	{ "func ", "{", OTHER, 3 },
	{ "type ", "struct {", GO, SURE },
	{ "type ", "interface {", GO, SURE },
	{ "import (", NULL, GO, SURE },
	{ "package main", NULL, GO, 6 },
	{ "fn ", NULL, RUST, 6 },
	{ "pub ", NULL, RUST, 6 },
	{ "impl", "{", RUST, 6 },
	{ "use ", ";", RUST | PHP, 3 },
	{ "#[", "]", RUST, 5 },
	{ "mod ", ";", RUST, 4 },
	{ "$this->", NULL, PHP, 5 },
	{ "$", ";", PHP, 3 },
	{ "def ", ":", PYTHON, SURE },
	{ "async def ", NULL, PYTHON, SURE },
	{ "class ", ":", PYTHON, SURE },
	{ "from ", NULL, PYTHON, 2 },
	{ "import ", NULL, PYTHON | SCRIPT | GO | OTHER, 1 },
	{ "if ", ":", PYTHON, 3 },
	{ "elif ", ":", PYTHON, 5 },
	{ "else:", NULL, PYTHON, 3 },
	{ "except", ":", PYTHON, 5 },
	{ "self.", NULL, PYTHON | RUST, 2 },
	{ "self,", NULL, PYTHON, 2 },
	{ "\"\"\"", NULL, PYTHON, 4 },
	{ "require ", NULL, RUBY, 5 },
	{ "require_relative ", NULL, RUBY, SURE },
	{ "module ", NULL, RUBY, 3 },
	{ "end", NULL, RUBY | LUA, 1 },
	{ "def ", ")", RUBY, 4 },
	{ "def ", NULL, RUBY | OTHER, 2 },
	{ "attr_", NULL, RUBY, SURE },
	{ "local ", NULL, LUA, 4 },
	{ "local ", NULL, SH, 2 },
	{ "local function ", NULL, LUA, SURE },
	{ "elseif ", " then", LUA, 5 },
	{ "if ", " then", LUA, 3 },
	{ "-- ", NULL, LUA, 3 },
	{ "if [", NULL, SH, 5 },
	{ "while [", NULL, SH, 5 },
	{ "elif [", NULL, SH, 5 },
	{ "fi", NULL, SH, 2 },
	{ "esac", NULL, SH, SURE },
	{ "done", NULL, SH, 2 },
	{ "echo ", NULL, SH, 2 },
	{ "set -", NULL, SH, 4 },
	{ "if ", "; then", SH, SURE },
	{ "fun ", "{", OTHER, SURE },
	{ "val ", NULL, OTHER, 3 },
	{ "object ", "{", OTHER, 4 },
};

#undef C
#undef JAVA
#undef CSHARP
#undef SCRIPT
#undef GO
#undef RUST
#undef PHP
#undef PYTHON
#undef RUBY
#undef LUA
#undef SH
#undef OTHER

static const struct {
	const char *word;
	enum lang lang;
} shebangs[] = {
	{ "python", LANG_PYTHON },
	{ "node", LANG_SCRIPT },
	{ "deno", LANG_SCRIPT },
	{ "ruby", LANG_RUBY },
	{ "php", LANG_PHP },
	{ "lua", LANG_LUA },
	{ "sh", LANG_SH },
};

static bool
has_word(struct span s, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= s.n; i++)
		if (!memcmp(s.p + i, word, n))
			return true;
	return false;
}

static void
count_line(struct span line, int *points)
{
	for (size_t i = 0; i < sizeof(clues) / sizeof(*clues); i++) {
		const struct clue *clue = &clues[i];

		if (*clue->start != *line.p || !span_starts(line, clue->start))
			continue;
		if (clue->end && !span_ends(line, clue->end))
			continue;
		for (int k = 0; k < NLANGS; k++)
			if (clue->langs >> k & 1)
				points[k] += clue->points;
	}
}

const struct code_lang *
code_lang_guess(struct span text)
{
	struct span rest = text, line;
	int points[NLANGS] = { 0 };
	int best = LANG_OTHER;

	if (rest.n > HEAD_BYTES)
		rest.n = HEAD_BYTES;
	if (span_starts(rest, "#!") && span_line(&rest, &line))
		for (size_t i = 0; i < sizeof(shebangs) / sizeof(*shebangs);
			i++)
			if (has_word(line, shebangs[i].word))
				return &langs[shebangs[i].lang];
	while (span_line(&rest, &line)) {
		line = span_trim(span_chomp(line));
		if (line.n)
			count_line(line, points);
	}
	for (int k = 0; k < NLANGS; k++)
		if (points[k] > points[best])
			best = k;
	return &langs[best];
}

const struct code_lang *
code_lang_find(const char *name)
{
	for (int k = 0; k < NLANGS; k++)
		if (!strcmp(langs[k].name, name))
			return &langs[k];
	return NULL;
}
