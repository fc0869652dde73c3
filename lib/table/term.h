/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Terms: what texts are compared by, as hashes.
 *
 * A term is a word without its case, its accents and its usual English endings:
 * "Creating" is "create".  Of an identifier its parts are terms, and all of it:
 * user, name and username of userName or user_name.  Scripts that are written
 * without blanks give each pair of neighbouring characters.
 */
#ifndef TABLE_TERM_H
#define TABLE_TERM_H

#include "base/span.h"

struct term {
	uint64_t hash; /* the same in all runs */
	uint64_t start; /* hash of the first letters of a longer word, or 0 */
	struct span text; /* as it is written */
	bool part; /* of the identifier that follows */
	bool number; /* digits only, but for points between them */
	bool capital; /* begins with a capital letter */
};

/* Begins with { .rest = text }. */
struct term_walk {
	struct span rest;
	struct span word; /* an identifier, of which `done` bytes were given */
	size_t done;
	bool paired; /* rest begins with a character that was in a pair */
};

/* The next term of the text; false at its end.  Bytes that are not UTF-8 are
 * no part of any term. */
bool term_next(struct term_walk *, struct term *);

/* Whether this is one of the words that every English text is full of: "the",
 * "which", "do". */
bool term_is_stop(struct span word);

#endif
