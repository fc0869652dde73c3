/* SPDX-License-Identifier: Apache-2.0 */
/* Finding heads; see log_head.h. */
#include "codec/log/log_head.h"

#include "table/marker.h"
#include "table/number.h"
#include "table/stamp.h"

enum {
	/* The sample: so many lines in a row from so many places. */
	PLACES = 4,
	PLACE_LINES = 128,
	/* Lines that may be the model of all: the first one often has a byte
	 * order mark or says something of its own. */
	MODELS = 3,
	/* A number of so many digits is a time by itself. */
	EPOCH_DIGITS = 9,
	/* Per cent of the lines that must have the head's places. */
	MOST_LINES = 60,
	/* A word belongs to the head if it is of the same shape as that of
	 * the line above in so many per cent of the lines, or the same in
	 * rather fewer: a blank cell costs next to nothing. */
	SAME_SHAPE = 97,
	SAME_WORD = 85,
};

static bool
has_alnum(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (is_alnum(s.p[i]))
			return true;
	return false;
}

/* Where the word at `at` ends; blanks in front belong to it. */
static size_t
word_end(struct span s, size_t at)
{
	while (at < s.n && s.p[at] == ' ')
		at++;
	while (at < s.n && s.p[at] != ' ')
		at++;
	return at;
}

/* Whether a word of a time changes fast and so ends a column: a clock, or
 * seconds since 1970.  The year, the month and the day go with what follows. */
static bool
is_fast(struct span word)
{
	size_t digits = 0;

	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] == ':')
			return true;
		digits += is_digit(word.p[i]);
	}
	return digits >= EPOCH_DIGITS && digits == word.n;
}

/* The words of line[at, to) that are a time. */
static unsigned
split_time(struct span line, size_t at, size_t to, unsigned most,
	struct span *column)
{
	unsigned n = 0;

	while (n < most && at < to) {
		size_t from = at, end;

		do {
			end = word_end(line, at);
			end = end < to ? end : to;
			at = end + (end < to);
		} while (at < to &&
			 !is_fast(span_of(line.p + from, end - from)));
		column[n++] = span_of(line.p + from, end - from);
	}
	return n;
}

/*
 * The words of a line up to `most`, the time being one or a few of its own;
 * *time is the number of words up to its end.  0 if the line has no time.
 */
static unsigned
split_line(struct span line, unsigned most, struct span *column, unsigned *time)
{
	size_t from, to, at = 0, end;
	unsigned n = 0;

	if (!stamp_find(line, &from, &to))
		return 0;
	while (n < most && at < from) {
		end = word_end(line, at);
		end = end < from ? end : from;
		if (end < from || has_alnum(span_of(line.p + at, end - at)))
			column[n++] = span_of(line.p + at, end - at);
		at = end + (end < from);
	}
	n += split_time(line, from, to, most - n, column + n);
	*time = n;
	/* What is glued to the time: "]", "Z". */
	end = to < line.n && line.p[to] != ' ' ? word_end(line, to) : to;
	if (n < most && has_alnum(span_of(line.p + to, end - to)))
		column[n++] = span_of(line.p + to, end - to);
	for (at = end; n < most && at < line.n; at = end) {
		end = word_end(line, at + 1);
		column[n++] = span_of(line.p + at + 1, end - at - 1);
	}
	return n;
}

static struct span
glue_before(struct span line, const struct span *column, unsigned i)
{
	const char *from = i ? column[i - 1].p + column[i - 1].n : line.p;

	return span_of(from, (size_t)(column[i].p - from));
}

/* Whether a line has the head, whose words have been split. */
static bool
has_head(const struct log_head *h, struct span line, const struct span *column,
	struct span *message)
{
	const char *end = line.p + line.n, *p;
	struct span rest;

	for (unsigned i = 0; i < h->n; i++)
		if (!span_equal(glue_before(line, column, i), h->glue[i]))
			return false;
	p = column[h->n - 1].p + column[h->n - 1].n;
	rest = span_of(p, (size_t)(end - p));
	if (rest.n < h->end.n + 2 || memcmp(p, h->end.p, h->end.n) ||
		p[h->end.n] != ' ')
		return false;
	*message = span_from(rest, h->end.n + 1);
	return true;
}

bool
log_head_split(const struct log_head *h, struct span line, struct span *column,
	struct span *message)
{
	unsigned time;

	return split_line(line, h->n, column, &time) >= h->n &&
	       has_head(h, line, column, message);
}

/* ---- finding ------------------------------------------------------------- */

/* How often words are like those of the line above. */
struct tally {
	unsigned lines, pairs;
	unsigned same[HEAD_COLUMNS], like[HEAD_COLUMNS];
	struct span above[HEAD_COLUMNS]; /* the words of the line above */
	unsigned nabove;
	const char *end; /* of that line */
};

/* Words with digits are alike if their marks are; others if they are equal. */
static bool
is_like(struct span a, struct span b)
{
	size_t i = 0, k = 0;
	bool digits = false, more = false;

	if (span_equal(a, b))
		return true;
	for (;;) {
		while (i < a.n && is_alnum(a.p[i]))
			digits |= is_digit(a.p[i++]);
		while (k < b.n && is_alnum(b.p[k]))
			more |= is_digit(b.p[k++]);
		if (i == a.n || k == b.n || a.p[i] != b.p[k])
			break;
		i++;
		k++;
	}
	return digits && more && i == a.n && k == b.n;
}

/* Compares the lines at the start of `text` with one another. */
static void
look(struct tally *t, const struct log_head *h, struct span text)
{
	struct span line, column[HEAD_COLUMNS];
	unsigned time;

	if (text.p != t->end)
		t->nabove = 0;
	for (unsigned lines = 0; lines < PLACE_LINES; lines++) {
		unsigned n;

		if (!span_line(&text, &line))
			break;
		t->end = line.p + line.n;
		line = span_chomp(line);
		/* A marker says nothing about the lines around it. */
		if (span_starts(line, MARKER_OPEN))
			continue;
		t->lines++;
		n = split_line(line, HEAD_COLUMNS, column, &time);
		for (unsigned i = 0; i < n; i++)
			if (!span_equal(
				    glue_before(line, column, i), h->glue[i]))
				n = i;
		t->pairs += n && t->nabove;
		for (unsigned i = 0; i < n && i < t->nabove; i++) {
			t->same[i] += span_equal(column[i], t->above[i]);
			t->like[i] += is_like(column[i], t->above[i]);
		}
		memcpy(t->above, column, sizeof(t->above));
		t->nabove = n;
	}
}

/* The first line of *text that has a time, as a model of all; *text then begins
 * behind it. */
static bool
find_model(struct log_head *h, struct span *text, struct span *line,
	struct span *column, unsigned *time)
{
	for (unsigned lines = 0; lines < PLACE_LINES; lines++) {
		if (!span_line(text, line))
			break;
		*line = span_chomp(*line);
		h->n = split_line(*line, HEAD_COLUMNS, column, time);
		if (!h->n)
			continue;
		for (unsigned i = 0; i < h->n; i++)
			h->glue[i] = glue_before(*line, column, i);
		return true;
	}
	return false;
}

/* How many lines at the start of `text` have the head, and how many a time. */
static void
count_headed(const struct log_head *h, struct span text, unsigned *headed,
	unsigned *timed)
{
	struct span line, column[HEAD_COLUMNS], message;
	unsigned time, n;

	for (unsigned i = 0; i < PLACE_LINES && span_line(&text, &line); i++) {
		line = span_chomp(line);
		n = split_line(line, h->n, column, &time);
		*timed += n > 0;
		*headed += n >= h->n && has_head(h, line, column, &message);
	}
}

/* Where the first line begins that does so at a byte or behind it. */
static size_t
line_at(struct span text, size_t at)
{
	const char *nl;

	if (!at || at >= text.n)
		return at;
	nl = memchr(text.p + at - 1, '\n', text.n - at + 1);
	return nl ? (size_t)(nl - text.p) + 1 : text.n;
}

/* The lines that begin in a part of the text: one of a short text is looked at
 * once. */
static struct span
place_in(struct span text, size_t place)
{
	size_t size = text.n / PLACES, from = line_at(text, size * place);
	size_t to =
		place + 1 < PLACES ? line_at(text, size * (place + 1)) : text.n;

	return span_of(text.p + from, to - from);
}

/* The head that the next line of *rest with a time has; h->n is 0 if few lines
 * have it too.  False: there is no such line. */
static bool
try_model(struct log_head *h, struct span text, struct span *rest)
{
	struct tally t = { .lines = 0 };
	struct span model, column[HEAD_COLUMNS];
	unsigned n, time, headed = 0, timed = 0;

	*h = (struct log_head){ .n = 0 };
	if (!find_model(h, rest, &model, column, &time))
		return false;
	for (size_t place = 0; place < PLACES; place++)
		look(&t, h, place_in(text, place));
	for (n = 0; n < h->n; n++)
		if (t.like[n] * 100 < t.pairs * SAME_SHAPE &&
			t.same[n] * 100 < t.pairs * SAME_WORD && n >= time)
			break;
	h->n = t.pairs * 100 >= t.lines * MOST_LINES ? n : 0;
	if (!h->n)
		return true;
	h->end = column[n - 1];
	h->end.p += h->end.n;
	h->end.n = (size_t)(model.p + model.n - h->end.p);
	if (h->end.n && h->end.p[0] != ' ')
		h->end.n = word_end(h->end, 0);
	else
		h->end.n = 0;
	for (size_t place = 0; place < PLACES; place++)
		count_headed(h, place_in(text, place), &headed, &timed);
	if (headed * 100 < timed * MOST_LINES)
		h->n = 0;
	return true;
}

void
log_head_find(struct log_head *h, struct span text)
{
	struct span rest = text;

	h->n = 0;
	for (unsigned tries = 0; tries < MODELS && !h->n; tries++)
		if (!try_model(h, text, &rest))
			break;
}
