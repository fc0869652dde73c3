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
#include "codec/log/log_state.h"

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
	size_t from = 0;

	/* Words are short: a call for each of them takes longer. */
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != ' ')
			continue;
		if (n == LOG_COLUMNS)
			return LOG_COLUMNS + 1;
		word[n++] = span_of(s.p + from, i - from);
		from = i + 1;
	}
	if (n == LOG_COLUMNS)
		return LOG_COLUMNS + 1;
	word[n++] = span_from(s, from);
	return n;
}

/* A kind that others may be like, and the words of its message. */
struct like {
	uint32_t kind;
	struct span text;
	struct span *word;
};

/* The latest kinds of as many words: number i is at i % MERGE_LOOKS, whose
 * words make room for those of i + MERGE_LOOKS. */
struct likes {
	struct like *like;
	size_t n; /* so far */
};

/* Bytes of the words that are the same in both messages, of n words each, a
 * blank with each; 0 if they are fewer than `least`. */
static size_t
same_bytes(const struct like *a, const struct like *b, unsigned n, size_t least)
{
	size_t same = a->text.n + 1;

	for (unsigned i = 0; i < n; i++) {
		if (span_equal(a->word[i], b->word[i]))
			continue;
		same -= a->word[i].n + 1;
		if (same < least)
			return 0;
	}
	return same;
}

static bool
is_headed(const struct log_lines *s, uint32_t kind)
{
	return s->line[s->mine.kind[kind].first].headed;
}

/* The one of the latest kinds that this one is like best; NONE. */
static uint32_t
find_like(const struct log_lines *s, const struct likes *latest,
	const struct like *x, unsigned n)
{
	size_t looks = latest->n < MERGE_LOOKS ? latest->n : MERGE_LOOKS;
	uint32_t best = NONE;
	size_t most = 0;

	for (size_t i = 1; i <= looks; i++) {
		const struct like *with =
			&latest->like[(latest->n - i) % MERGE_LOOKS];
		size_t longer =
			x->text.n > with->text.n ? x->text.n : with->text.n;
		size_t least = (longer * MERGE_SHARE + 99) / 100, same;

		if (least <= most)
			least = most + 1;
		/* No more is the same than the shorter one has. */
		if (x->text.n + with->text.n - longer + 1 < least)
			continue;
		same = same_bytes(x, with, n, least);
		if (same && is_headed(s, with->kind) == is_headed(s, x->kind)) {
			most = same;
			best = with->kind;
		}
	}
	return best;
}

/* Makes x the latest; false when memory is short. */
static bool
remember(struct likes *latest, struct arena *arena, const struct like *x,
	unsigned n)
{
	struct like *slot;

	if (!latest->like) {
		latest->like =
			arena_alloc(arena, MERGE_LOOKS * sizeof(*latest->like));
		if (!latest->like)
			return false;
	}
	slot = &latest->like[latest->n % MERGE_LOOKS];
	if (latest->n < MERGE_LOOKS)
		slot->word = arena_alloc(arena, n * sizeof(*slot->word));
	if (!slot->word)
		return false;
	latest->n++;
	slot->kind = x->kind;
	slot->text = x->text;
	memcpy(slot->word, x->word, n * sizeof(*slot->word));
	return true;
}

bool
log_merge(struct log_lines *s)
{
	struct likes latest[LOG_COLUMNS + 1] = { { NULL, 0 } };
	struct span word[LOG_COLUMNS];

	if (!mem_grow(&s->group, &s->group_cap, s->mine.nkinds,
		    sizeof(*s->group)))
		return false;
	for (uint32_t k = 0; k < s->mine.nkinds; k++) {
		struct log_group *g = &s->group[k];
		uint32_t rows = s->mine.kind[k].rows, best;
		struct like x = { .kind = k, .word = word };
		unsigned n;

		*g = (struct log_group){ .root = k, .rows = rows };
		if (rows > MERGE_ROWS)
			continue;
		x.text = s->line[s->mine.kind[k].first].message;
		n = log_words(x.text, word);
		if (n < MERGE_WORDS || n > LOG_COLUMNS)
			continue;
		best = find_like(s, &latest[n], &x, n);
		if (!remember(&latest[n], &s->arena, &x, n))
			return false;
		if (best == NONE)
			continue;
		g->root = s->group[best].root;
		s->group[g->root].rows += rows;
		s->group[g->root].words = n;
	}
	return true;
}
