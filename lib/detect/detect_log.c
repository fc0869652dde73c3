/* SPDX-License-Identifier: Apache-2.0 */
/* A log: most lines that are not indented begin with a time or a level. */
#include "detect/detect.h"

#include "table/stamp.h"
#include "base/ascii.h"

enum {
	/* Fewer stamped lines than this are no evidence. */
	FEW_LINES = 3,
	/* Indented lines that one of them may have, on average. */
	TRACE_LINES = 30,
	SURE = 80,
	LEVEL_WORDS = 3, /* the level is one of the first so many words */
};

static bool
is_level(struct span word)
{
	static const char *const levels[] = { "TRACE", "DEBUG", "INFO",
		"NOTICE", "WARN", "WARNING", "ERROR", "FATAL", "SEVERE",
		"CRITICAL", "ALERT", "EMERG", "PANIC", "FINE", "FINER",
		"FINEST", "CONFIG", "silly", "verbose", "verb", "http", "info",
		"notice", "warn", "debug", "trace", "timing", "error", NULL };

	return span_is_any(word, levels);
}

/* Whether s[from, to) is a word by itself, not a part of a name. */
static bool
is_alone(struct span s, size_t from, size_t to)
{
	return (!from || strchr(" \t[<(|:\x1bm", s.p[from - 1])) &&
	       (to == s.n || strchr(" \t]>)|:,\x1b", s.p[to]));
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
		if (!word.n || !is_alone(s, from, i) || !is_level(word))
			continue;
		small = word.p[0] >= 'a';
		marked = (from && strchr("[<(|", s.p[from - 1])) ||
			 (from >= 2 && is_digit(s.p[from - 2])) ||
			 (k && span_starts(s, "npm "));
		if (!small || marked)
			return true;
	}
	return false;
}

static int
look(struct sample *s)
{
	size_t heads = 0, begins = 0, stamps = sample_stamps(s);

	for (size_t i = 0; i < s->n; i++) {
		struct span line = s->line[i];

		if (is_blank_or_tab(*line.p))
			continue;
		heads++;
		begins += s->stamped[i] || has_level(line);
	}
	if (stamps * 2 >= s->n && stamps >= FEW_LINES)
		return SURE;
	if (begins < FEW_LINES || begins * 2 < heads)
		return 0;
	/* With few such lines the rest must be what belongs to them. */
	return begins * TRACE_LINES < s->n ? 0 : SURE - 10;
}

const struct detector detect_log = { "log", HR_KIND_LOG, SURE, look };
