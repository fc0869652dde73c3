/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The output of a build, an installation or a test run: most lines tell what
 * the program is doing.  "Unpacking x ...", "[ 12%] Building C object",
 * "checking for y... yes", "  CC foo.o", "test a::b ... ok".
 */
#include "detect/detect.h"

enum {
	FEW_LINES = 6,
	LIKELY = 55
};

static bool
is_word_end(struct span s, size_t n)
{
	return s.n == n || is_among(s.p[n], " :\t");
}

/* "Compiling", "Fetched": what a program says that it does or has done. */
static bool
is_narration(struct span s)
{
	size_t n = 0;

	while (span_first_is(s, ' '))
		s = span_from(s, 1);
	if (!s.n || !is_upper(s.p[0]))
		return false;
	while (n < s.n && is_letter(s.p[n]))
		n++;
	if (n < 5 || !is_word_end(s, n) || s.n == n)
		return false;
	return !memcmp(s.p + n - 3, "ing", 3) || !memcmp(s.p + n - 2, "ed", 2);
}

/* "[3/40]", "[ 12%]", "#12 0.344" */
static bool
is_progress(struct span s)
{
	size_t i = 1;

	if (s.n < 4 || (*s.p != '[' && *s.p != '#'))
		return false;
	while (i < s.n && (s.p[i] == ' ' || is_digit(s.p[i])))
		i++;
	if (*s.p == '#')
		return i > 2 && is_digit(s.p[i - 1]);
	return i > 1 && i < s.n && (s.p[i] == '/' || s.p[i] == '%');
}

static bool
is_step(struct span s)
{
	static const char *const steps[] = { "CC ", "CXX ", "LD ", "AR ", "AS ",
		"GEN ", "HOSTCC ", "INSTALL ", "gcc ", "g++ ", "cc ", "c++ ",
		"clang ", "clang++ ", "ld ", "ar ", "ranlib ", "make",
		"libtool: ", "/bin/sh ", "/bin/bash ", "mkdir ", "rm -f ",
		"install ", "checking ", "config.status: ", "configure: ",
		"Get:", "Hit:", "Ign:", "Setting up ", "test ", "ok ",
		"not ok ", "=== RUN", "--- PASS", "--- FAIL", "PASS", "FAIL",
		"npm ", "rustc ", "javac ", "Step ", "--> ", "---> ", "-- ",
		NULL };

	s = span_skip_blanks(s);
	return span_starts_any(s, steps);
}

static int
look(struct sample *s)
{
	size_t heads = 0, told = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct span line = s->line[i];
		bool tells = is_narration(line) || is_progress(line) ||
			     is_step(line);

		told += tells;
		heads += tells || (*line.p != ' ' && *line.p != '\t');
	}
	if (told < FEW_LINES || told * 5 < heads * 3)
		return 0;
	return LIKELY;
}

const struct detector detect_output = { "output", HR_KIND_LOG, LIKELY, look };
