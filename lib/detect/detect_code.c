/* SPDX-License-Identifier: Apache-2.0 */
/* Source code; and SQL, which a log codec must leave alone too. */
#include "detect/detect.h"

enum {
	SURE = 85,
	/* Code that has no brackets and semicolons: enough to be code where
	 * nothing else is claimed, not enough to be no log. */
	LIKELY = 52,
	FEW_LINES = 5,
	/* Two brackets and what is before them may be anything. */
	LEAST_BYTES = 8,
};

static struct span
skip_indent(struct span s)
{
	while (s.n && (*s.p == ' ' || *s.p == '\t'))
		s = span_from(s, 1);
	return s;
}

static bool
starts_with_one(struct span s, const char *const *starts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (*starts[i] == *s.p && span_starts(s, starts[i]))
			return true;
	return false;
}

#define STARTS(s, list) starts_with_one(s, list, sizeof(list) / sizeof(*list))

static bool
is_sql_line(struct span s)
{
	static const char *const starts[] = { "INSERT INTO", "CREATE ",
		"SELECT ", "DROP ", "VALUES" };

	s = skip_indent(s);
	return s.n && STARTS(s, starts);
}

static bool
is_code_line(struct span s)
{
	static const char *const starts[] = { "//", "/*", "* ", "*/",
		"#include", "#define", "#if", "#endif", "#!/", "import ",
		"from ", "def ", "class ", "function ", "return", "if (",
		"if [", "for (", "else", "elif ", "const ", "let ", "var ",
		"static ", "struct ", "public ", "private ", "package ", "use ",
		"fn ", "func " };
	char last;

	s = skip_indent(s);
	if (!s.n)
		return false;
	last = s.p[s.n - 1];
	return last == ';' || last == '{' || last == '}' || STARTS(s, starts);
}

/* A line of a list in text, if there is no comment that it could be in. */
static bool
is_star_line(struct span s)
{
	return *s.p == '*' && (s.n == 1 || s.p[1] == ' ');
}

/* Words with which lines of text begin as well. */
static bool
is_english_line(struct span s)
{
	static const char *const starts[] = { "from ", "return", "use ", "else",
		"let ", "class ", "public ", "private ", "function ",
		"package ", "static " };

	return STARTS(s, starts) && !strchr(";{}():,", s.p[s.n - 1]);
}

/* "if x:", "while true; do": words that are English too, but not with these
 * ends. */
static bool
is_control_line(struct span s)
{
	static const char *const starts[] = { "if ", "elif ", "else", "for ",
		"while ", "with ", "try", "except", "finally", "class ",
		"case ", "until ", "async ", "elsif ", "def " };
	static const char *const ends[] = { ":", " then", " do", ";;", "|",
		")" };

	if (!STARTS(s, starts))
		return false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (span_ends(s, ends[i]))
			return true;
	return false;
}

/* A line that nothing but code has. */
static bool
is_certain_line(struct span s)
{
	static const char *const starts[] = { "def ", "import ", "return ",
		"raise ", "self.", "require '", "require \"", "attr_", "local ",
		"local function ", "elsif ", "assert ", "yield ", "async def ",
		"print(", "#!/", "\"\"\"", "echo ", "export ", "func ", "fn ",
		"@property", "@override", "@staticmethod", "val ", "fun " };
	static const char *const wholes[] = { "end", "fi", "done", "esac", "do",
		"then", "pass", "begin", "return", "else", "break", "continue",
		"private", ";;" };

	if (STARTS(s, starts) || is_control_line(s))
		return true;
	if (span_starts(s, "from "))
		return s.n > 12 && memchr(s.p, '.', s.n - 1) != NULL;
	for (size_t i = 0; i < sizeof(wholes) / sizeof(*wholes); i++)
		if (*wholes[i] == *s.p && span_equal(s, span_str(wholes[i])))
			return true;
	return false;
}

/* A line that code often has: an assignment, a call, a comment. */
static bool
is_shaped_line(struct span s)
{
	const char *eq = memchr(s.p, '=', s.n);
	char last = s.p[s.n - 1];

	return *s.p == '#' || *s.p == '@' || strchr("()[]{}", last) ||
	       (last == ',' && memchr(s.p, ' ', s.n) == NULL) ||
	       (last == ',' && eq) || (eq && eq > s.p && eq[-1] == ' ');
}

/* Counts of the lines of a sample. */
struct counts {
	size_t code; /* lines of it, or perhaps of text */
	size_t strict; /* of them, no lists and no English */
	size_t stars, comments; /* lines with a star, beginnings of comments */
	size_t sql;
};

static void
count_lines(const struct sample *s, struct counts *c)
{
	*c = (struct counts){ 0 };
	for (size_t i = 0; i < s->n; i++) {
		struct span line = s->line[i], text = skip_indent(line);
		bool sql = is_sql_line(line), star = is_star_line(text);
		bool code = !sql && is_code_line(line);

		c->sql += sql;
		c->code += code;
		c->strict += code && !star && !is_english_line(text);
		c->stars += star;
		c->comments += span_starts(text, "/*");
	}
}

/* Whether many lines are such as only code has, or often has.  An eighth of the
 * lines of a source are certain; in text a fiftieth is. */
static bool
has_shapes(const struct sample *s, size_t lines)
{
	size_t certain = 0, shaped = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct span text = skip_indent(s->line[i]);

		if (is_certain_line(text))
			certain++;
		else
			shaped += is_shaped_line(text);
	}
	return certain * 8 > lines && (certain + shaped) * 2 > lines;
}

/* Whether the first line that is no comment is one with which sources begin. */
static bool
begins_as_code(const struct sample *s)
{
	static const char *const comments[] = { "//", "/*", "*", "#", "--",
		"%" };
	static const char *const starts[] = { "#!/", "#include ", "#ifndef ",
		"#ifdef ", "#pragma once", "#define ", "<?php", "import ",
		"'use strict'", "\"use strict\"", "require '", "require \"" };
	size_t i = 0;

	while (i < s->n) {
		struct span line = skip_indent(s->line[i]);

		if (STARTS(line, starts))
			return true;
		/* "package main", and no more words. */
		if (span_starts(line, "package "))
			return !memchr(line.p + 8, ' ', line.n - 8);
		if (span_starts(line, "from "))
			return is_certain_line(line);
		if (!STARTS(line, comments))
			return false;
		i++;
	}
	return false;
}

static bool
is_likely(const struct sample *s, size_t lines)
{
	return s->n >= FEW_LINES && (begins_as_code(s) || has_shapes(s, lines));
}

static int
look(struct sample *s)
{
	struct counts c;
	size_t lines;

	if (s->text.n < LEAST_BYTES || sample_stamps(s) * 5 > s->n)
		return 0;
	count_lines(s, &c);
	if (c.sql * 4 > s->n)
		return 0;
	/* What is said in comments counts for neither side. */
	lines = s->n - (c.comments ? c.stars : 0);
	if (c.strict * 5 > lines * 2)
		return SURE;
	if (!is_likely(s, lines))
		return 0;
	return c.code * 5 > s->n * 2 ? SURE : LIKELY;
}

static int
look_for_sql(struct sample *s)
{
	struct counts c;

	if (sample_stamps(s) * 5 > s->n)
		return 0;
	count_lines(s, &c);
	return (c.code + c.sql) * 5 > s->n * 2 ? SURE : 0;
}

const struct detector detect_code = { "code", HR_KIND_CODE, SURE, look };
const struct detector detect_sql = { "sql", HR_KIND_TEXT, SURE, look_for_sql };
