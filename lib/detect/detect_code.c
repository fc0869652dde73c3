/* SPDX-License-Identifier: Apache-2.0 */
/* Source code, patches and SQL, which a log codec must leave alone. */
#include "detect/detect.h"

#include "table/stamp.h"

enum {
	SURE = 85
};

static bool
is_code_line(struct span s)
{
	static const char *const starts[] = { "//", "/*", "* ", "*/",
		"#include", "#define", "#if", "#endif", "#!/", "import ",
		"from ", "def ", "class ", "function ", "return", "if (",
		"if [", "for (", "else", "elif ", "const ", "let ", "var ",
		"static ", "struct ", "public ", "private ", "package ", "use ",
		"fn ", "func ", "INSERT INTO", "CREATE ", "SELECT ", "DROP ",
		"VALUES" };
	char last;

	while (s.n && (*s.p == ' ' || *s.p == '\t'))
		s = span_from(s, 1);
	if (!s.n)
		return false;
	last = s.p[s.n - 1];
	if (last == ';' || last == '{' || last == '}')
		return true;
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (span_starts(s, starts[i]))
			return true;
	return false;
}

static int
look(const struct sample *s)
{
	size_t code = 0, patch = 0, hunks = 0, stamped = 0, from, to;

	for (size_t i = 0; i < s->n; i++) {
		struct span line = s->line[i];

		code += is_code_line(line);
		patch += strchr("+- @", *line.p) != NULL;
		hunks += span_starts(line, "@@ -");
		stamped += stamp_find(line, &from, &to);
	}
	if (stamped * 5 > s->n)
		return 0;
	return (hunks && patch * 10 > s->n * 6) || code * 5 > s->n * 2 ? SURE
								       : 0;
}

const struct detector detect_code = { "code", HR_KIND_CODE, look };
