/* SPDX-License-Identifier: Apache-2.0 */
/* The sample that detectors look at; see detect.h. */
#include "detect/detect.h"

#include "table/stamp.h"

enum {
	PLACES = 3
};

static bool
is_blank_line(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ' && s.p[i] != '\t')
			return false;
	return true;
}

/* Takes lines from text[at, to) until the sample has `limit` of them. */
static void
take_lines(struct sample *s, struct span text, size_t limit)
{
	struct span line;

	while (s->n < limit && span_line(&text, &line)) {
		line = span_chomp(line);
		if (line.n > SAMPLE_LINE_BYTES)
			line.n = SAMPLE_LINE_BYTES;
		if (is_blank_line(line))
			continue;
		s->line[s->n++] = line;
	}
}

size_t
sample_stamps(struct sample *s)
{
	size_t from, to;

	if (s->dated)
		return s->nstamped;
	s->dated = true;
	s->nstamped = 0;
	for (size_t i = 0; i < s->n; i++) {
		s->stamped[i] = stamp_find(s->line[i], &from, &to);
		s->nstamped += s->stamped[i];
	}
	return s->nstamped;
}

void
sample_take(struct sample *s, struct span text)
{
	enum {
		SMALL = 64 << 10
	};
	struct span rest, line;

	/* A byte order mark is no part of the first line. */
	if (span_starts(text, "\xef\xbb\xbf"))
		text = span_from(text, 3);
	s->n = 0;
	s->dated = false;
	s->text = text;
	if (text.n <= SMALL) {
		take_lines(s, text, SAMPLE_LINES);
		return;
	}
	for (size_t place = 0; place < PLACES; place++) {
		size_t at = text.n / PLACES * place;

		rest = span_from(text, at);
		if (place)
			span_line(&rest, &line);
		if (place < PLACES - 1 && rest.n > text.n / PLACES)
			rest.n = text.n / PLACES;
		take_lines(s, rest, SAMPLE_LINES / PLACES * (place + 1));
	}
}

bool
detect_binary(struct span head)
{
	return head.n && memchr(head.p, 0, head.n) != NULL;
}
