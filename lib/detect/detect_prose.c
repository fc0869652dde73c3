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

/* What prose has few of. */
static const bool is_sign[256] = {
	['{'] = true,
	['}'] = true,
	['('] = true,
	[')'] = true,
	['<'] = true,
	['>'] = true,
	['='] = true,
	['+'] = true,
	['/'] = true,
	['\\'] = true,
	['|'] = true,
	['&'] = true,
	['^'] = true,
	['%'] = true,
	['$'] = true,
	['#'] = true,
	['@'] = true,
	[';'] = true,
	['_'] = true,
	['~'] = true,
};

bool
detect_words(struct span s)
{
	size_t letters = 0, signs = 0, blanks = 0, bytes = s.n;

	s = span_skip_blanks(s);
	s = span_chomp(s);
	if (!s.n || is_among(s.p[s.n - 1], ";{"))
		return false;
	bytes = s.n;
	for (size_t i = 0; i < bytes; i++) {
		char c = s.p[i];

		if (is_wide_letter(c))
			letters++;
		else if (c == ' ')
			blanks++;
		else if ((unsigned char)c < ' ' || is_sign[(unsigned char)c])
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
	/* Those of scripts that need no blank behind them. */
	static const char *const wide[] = { "\xe3\x80\x82", "\xef\xbc\x9f",
		NULL };

	for (size_t i = 1; i < s.n; i++) {
		bool ends = i + 1 == s.n || s.p[i + 1] == ' ';

		if (ends && is_among(s.p[i], ".!?") && s.p[i - 1] != s.p[i] &&
			s.p[i - 1] != ' ')
			return true;
		if (span_starts_any(span_of(s.p + i, s.n - i), wide))
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
		"import ", "def ", "class ", "static ", "struct ", "return ",
		NULL };

	if (s.n && strchr(";{}", s.p[s.n - 1]))
		return true;
	return span_starts_any(s, starts);
}

/* "```" or "~~~": code begins or ends. */
static bool
is_fence(struct span s)
{
	while (span_first_is(s, ' '))
		s = span_from(s, 1);
	return span_starts(s, "```") || span_starts(s, "~~~");
}

static int
look(struct sample *s)
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
