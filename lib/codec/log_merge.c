/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kinds of few lines that are much alike become one template of words: what
 * stays apart when the kinds of events are told apart may well share the
 * words that it is written with.
 *
 *	link is down, reason 4 (unspecified)
 *	link is down, reason 8 (station leaving)
 */
#include "base/mem.h"
#include "codec/log_state.h"

enum {
	/* A kind of more lines would pay for the columns of the others with a
	 * comma in each of its rows. */
	MERGE_ROWS = 8,
	/* Per cent of the bytes that must be in equal words. */
	MERGE_SHARE = 48,
	/* Kinds of as many words that are looked at, the latest first. */
	MERGE_LOOKS = 48,
	/* Messages of fewer words say too little by any of them. */
	MERGE_WORDS = 3,
};

unsigned
log_words(struct span s, struct span *word)
{
	unsigned n = 0;

	for (;;) {
		const char *blank = s.n ? memchr(s.p, ' ', s.n) : NULL;
		size_t len = blank ? (size_t)(blank - s.p) : s.n;

		if (n == LOG_COLUMNS)
			return LOG_COLUMNS + 1;
		word[n++] = span_of(s.p, len);
		if (!blank)
			return n;
		s = span_from(s, len + 1);
	}
}

/* Bytes of a's words that are the same in b, which has as many. */
static size_t
same_bytes(const struct span *a, const struct span *b, unsigned n)
{
	size_t same = 0;

	for (unsigned i = 0; i < n; i++)
		if (span_equal(a[i], b[i]))
			same += a[i].n + 1;
	return same;
}

static struct span
message_of(const struct log_lines *s, uint32_t kind)
{
	return s->line[s->mine.kind[kind].first].message;
}

/* The kind that this one is like best, of those with as many words; NONE. */
static uint32_t
find_like(const struct log_lines *s, uint32_t kind, uint32_t latest)
{
	struct span word[LOG_COLUMNS], other[LOG_COLUMNS];
	struct span text = message_of(s, kind);
	unsigned n = log_words(text, word);
	bool headed = s->line[s->mine.kind[kind].first].headed;
	uint32_t best = NONE;
	size_t most = 0;

	for (int look = 0; look < MERGE_LOOKS && latest != NONE; look++) {
		struct span with = message_of(s, latest);
		size_t same, n_max = text.n > with.n ? text.n : with.n;

		log_words(with, other);
		same = same_bytes(word, other, n);
		if (same > most && same * 100 >= n_max * MERGE_SHARE &&
			s->line[s->mine.kind[latest].first].headed == headed) {
			most = same;
			best = latest;
		}
		latest = s->group[latest].before;
	}
	return best;
}

bool
log_merge(struct log_lines *s)
{
	uint32_t latest[LOG_COLUMNS + 1];
	struct span word[LOG_COLUMNS];

	if (!mem_grow(&s->group, &s->group_cap, s->mine.nkinds,
		    sizeof(*s->group)))
		return false;
	for (unsigned i = 0; i <= LOG_COLUMNS; i++)
		latest[i] = NONE;
	for (uint32_t k = 0; k < s->mine.nkinds; k++) {
		struct log_group *g = &s->group[k];
		uint32_t rows = s->mine.kind[k].rows, like;
		unsigned n;

		*g = (struct log_group){ .root = k, .rows = rows };
		if (rows > MERGE_ROWS)
			continue;
		n = log_words(message_of(s, k), word);
		if (n < MERGE_WORDS || n > LOG_COLUMNS)
			continue;
		like = find_like(s, k, latest[n]);
		g->before = latest[n];
		latest[n] = k;
		if (like == NONE)
			continue;
		g->root = s->group[like].root;
		s->group[g->root].rows += rows;
		s->group[g->root].words = n;
	}
	return true;
}
