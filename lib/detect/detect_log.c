/* SPDX-License-Identifier: Apache-2.0 */
/* A log: most lines that are not indented begin with a time or a level. */
#include "detect/detect.h"

#include "table/stamp.h"

enum {
	/* Fewer stamped lines than this are no evidence. */
	FEW_LINES = 3,
	LEVEL_WORDS = 3, /* the level is one of the first so many words */
};

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_level(struct span word)
{
	static const char *const levels[] = { "TRACE", "DEBUG", "INFO",
		"NOTICE", "WARN", "WARNING", "ERROR", "FATAL", "SEVERE",
		"CRITICAL", "ALERT", "EMERG", "PANIC", "FINE", "FINER",
		"FINEST", "CONFIG", "silly", "verbose", "verb", "http", "info",
		"notice", "warn", "debug", "trace", "timing", "error" };

	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		if (span_equal(word, span_str(levels[i])))
			return true;
	return false;
}

/*
 * "INFO:", "[warn]", "npm verb", "12 silly": a level among the first words.
 * In small letters it must stand behind a number or in brackets, as those
 * words are English too.
 */
static bool
has_level(struct span s)
{
	size_t i = 0;

	for (int k = 0; k < LEVEL_WORDS && i < s.n; k++) {
		struct span word;
		size_t from;
		bool small, marked;

		while (i < s.n && !is_letter(s.p[i]))
			i++;
		from = i;
		while (i < s.n && is_letter(s.p[i]))
			i++;
		word = span_of(s.p + from, i - from);
		if (!word.n || !is_level(word))
			continue;
		small = word.p[0] >= 'a';
		marked = (from && strchr("[<(|", s.p[from - 1])) ||
			 (from >= 2 && s.p[from - 2] >= '0' &&
				 s.p[from - 2] <= '9') ||
			 (k && span_starts(s, "npm "));
		if (!small || marked)
			return true;
	}
	return false;
}

static int
look(const struct sample *s)
{
	size_t from, to, heads = 0, begins = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct span line = s->line[i];
		bool is_head = stamp_find(line, &from, &to) || has_level(line);

		begins += is_head;
		heads += is_head || (*line.p != ' ' && *line.p != '\t');
	}
	if (begins < FEW_LINES || begins * 2 < heads)
		return 0;
	return 60 + (int)(begins * 20 / heads);
}

const struct detector detect_log = { "log", HR_KIND_LOG, look };
