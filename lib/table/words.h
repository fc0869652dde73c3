/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of a form: what its example is between blanks, with the cells
 * blanked out.  The time at the head is one word, and so is a list with the
 * blanks in it.
 */
#ifndef TABLE_WORDS_H
#define TABLE_WORDS_H

#include "base/hash.h"
#include "table/table.h"

enum {
	/* A form with more words than this has `many`, and so has each one
	 * that comes when WORDS_BALLOTS have been looked at: 24 bytes each,
	 * and up to 48 for their votes (mine.c). */
	WORDS_MAX = 64,
	WORDS_BALLOTS = 1 << 19,
};

struct word {
	uint64_t hash; /* with cells blanked */
	uint32_t at, n; /* at: from the start of the record */
	bool fixed; /* never varies */
	bool name; /* has letters outside its cells, in the message itself */
	uint32_t vote; /* mine.c: where its votes of this round are counted */
};

/* In place of the hash of the time. */
enum {
	WORD_STAMP = 1
};

/* The words of all forms of a window. */
struct words {
	struct word *word;
	size_t n, cap;
};

/* The words of one form. */
struct wording {
	uint64_t total; /* hash of all words: the sum of their places */
	uint32_t first, n;
	uint32_t names; /* words that say what happened */
	bool is_error; /* one of them tells of an error */
	bool nameless; /* no letters but in cells and the time */
};

static inline bool
word_is_stamp(const struct word *word)
{
	return word->hash == WORD_STAMP && word->fixed;
}

/* The hash of a word in its place. */
static inline uint64_t
word_place(uint64_t hash, uint32_t i)
{
	return hash_mix(hash + HASH_K1, i + 1);
}

static inline bool
words_are_many(const struct wording *wording)
{
	return wording->n > WORDS_MAX;
}

/* Whether the text has a word that tells of an error, in any case. */
bool words_are_error(struct span);
/* The same in data, where "passed", "assets" and "correct" are no news: by
 * longer words, and only where a word begins.  *warning: it is nothing worse
 * than a warning. */
bool words_tell_error(struct span, bool *warning);

/* Splits a form's example; false when memory is short. */
bool words_split(struct words *, const struct window *, const struct form *,
	struct wording *out);
void words_release(struct words *);

#endif
