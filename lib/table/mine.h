/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From forms to kinds: finding the words that vary.
 *
 * Two forms say the same when they differ in one word only and that word is
 * seen to vary: at least MINE_VARIANTS forms agree in all other words.  Such a
 * word becomes a column.  Repeating this finds forms that vary in several
 * places.  For each form and each of its words one hash is made of all the
 * other words, so the search is linear in the number of words.
 *
 * Words that name an error never vary: forms that differ in them stay apart.
 */
#ifndef TABLE_MINE_H
#define TABLE_MINE_H

#include "headroom.h"
#include "table/table.h"
#include "table/words.h"

/*
 * Where a column is found in the records of one form: in ncells cells from
 * `cell` on, widened by some bytes on both sides; without cells, it is the
 * same text in all of them, `before` bytes into the form's example and `after`
 * long.
 */
struct part {
	uint32_t cell, ncells;
	uint32_t before, after;
};

struct kind {
	uint32_t first, last; /* records */
	uint32_t rows;
	uint32_t form; /* that of its first record */
	uint32_t column, ncolumns; /* see column.h */
	bool wide; /* too many columns to measure */
	bool nameless; /* all that its records say is in the columns */
};

struct mine {
	struct kind *kind;
	size_t nkinds, kind_cap;
	struct part *part; /* form.part and kind.ncolumns index this */
	size_t nparts, part_cap;

	/* Working memory, kept from window to window. */
	struct words words;
	struct guess *guess;
	size_t nguesses, guess_cap;
	struct votes *votes;
	size_t nvotes, votes_cap; /* in use, a power of two, and all */
	bool agreed; /* two votes of this round are for the same */
	bool paired; /* some pair is one of values of one variable */
};

void mine_release(struct mine *);

/* Sets kind and part of each form of the window.  Kinds are in the order of
 * their first records. */
enum hr_status mine_kinds(struct mine *, struct window *);

/* The column's text in one record. */
struct span part_text(
	const struct window *, const struct record *, const struct part *);

#endif
