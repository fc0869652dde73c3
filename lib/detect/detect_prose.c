/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text for people: most of it is lines of words, and the words make sentences.
 * It claims less than the other detectors do: a log has sentences too.
 */
#include "detect/detect.h"

enum {
	SURE = 54,
	FEW_BYTES = 80, /* is no text to speak of */
};

/* What prose has few of.  Called for each byte that is no letter. */
static bool
is_sign(char c)
{
	switch (c) {
	case '{':
	case '}':
	case '(':
	case ')':
	case '<':
	case '>':
	case '=':
	case '+':
	case '/':
	case '\\':
	case '|':
	case '&':
	case '^':
	case '%':
	case '$':
	case '#':
	case '@':
	case ';':
	case '_':
	case '~':
		return true;
	default:
		return false;
	}
}

bool
detect_words(struct span s)
{
	size_t letters = 0, signs = 0, blanks = 0, bytes = s.n;

	while (s.n && (*s.p == ' ' || *s.p == '\t'))
		s = span_from(s, 1);
	s = span_chomp(s);
	if (!s.n || s.p[s.n - 1] == ';' || s.p[s.n - 1] == '{')
		return false;
	bytes = s.n;
	for (size_t i = 0; i < bytes; i++) {
		char c = s.p[i];

		if (((c | 32) >= 'a' && (c | 32) <= 'z') ||
			(unsigned char)c >= 0x80)
			letters++;
		else if (c == ' ')
			blanks++;
		else if ((unsigned char)c < ' ' || is_sign(c))
			signs++;
	}
	/* A text without blanks is of a script that needs none. */
	return letters * 10 >= bytes * 6 && signs * 10 <= bytes &&
	       (blanks * 12 >= bytes || (unsigned char)*s.p >= 0x80);
}

/* Whether a sentence ends in the line. */
static bool
has_stop(struct span s)
{
	for (size_t i = 1; i < s.n; i++) {
		if ((s.p[i] == '.' || s.p[i] == '!' || s.p[i] == '?') &&
			s.p[i - 1] != s.p[i] && s.p[i - 1] != ' ' &&
			(i + 1 == s.n || s.p[i + 1] == ' '))
			return true;
		if (s.n - i >= 3 &&
			(!memcmp(s.p + i, "\xe3\x80\x82", 3) ||
				!memcmp(s.p + i, "\xef\xbc\x9f", 3)))
			return true;
	}
	return false;
}

/* A line of code or of a comment.  A heading of Markdown looks like a comment,
 * but there are few of those. */
static bool
is_code(struct span s)
{
	static const char *const starts[] = { "#", "//", "/*", " *", "--",
		"import ", "def ", "class ", "static ", "struct ", "return " };

	if (s.n && strchr(";{}", s.p[s.n - 1]))
		return true;
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (s.n && *starts[i] == *s.p && span_starts(s, starts[i]))
			return true;
	return false;
}

/* "```" or "~~~": code begins or ends. */
static bool
is_fence(struct span s)
{
	while (s.n && *s.p == ' ')
		s = span_from(s, 1);
	return span_starts(s, "```") || span_starts(s, "~~~");
}

static int
look(const struct sample *s)
{
	size_t bytes = 0, wordy = 0, lines = 0, stops = 0, code = 0;
	bool fenced = false;

	for (size_t i = 0; i < s->n; i++) {
		struct span line = s->line[i];

		if (is_fence(line))
			fenced = !fenced;
		if (fenced)
			continue;
		bytes += line.n;
		code += is_code(line);
		if (!detect_words(line))
			continue;
		wordy += line.n;
		lines++;
		stops += has_stop(line);
	}
	if (bytes < FEW_BYTES || wordy * 2 < bytes || code * 5 > s->n)
		return 0;
	return stops * 6 >= lines && stops ? SURE : 0;
}

const struct detector detect_prose = { "prose", HR_KIND_PROSE, SURE, look };
