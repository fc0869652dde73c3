/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sets of facts and of lines.  Both compare bytes, so that what they answer
 * does not depend on the seed of their hashes.
 */
#ifndef FACT_SET_H
#define FACT_SET_H

#include "base/buf.h"
#include "base/slots.h"
#include "headroom.h"

enum fact_state {
	FACT_LOST,
	FACT_STATED,
	FACT_KEPT,
};

struct fact {
	uint64_t hash;
	uint64_t line; /* of its first appearance, from 1 */
	size_t at; /* of the text, or of fact_set.leaves */
	uint32_t n;
	uint32_t key; /* bytes of a leaf's key */
	unsigned char class; /* enum hr_fact */
	unsigned char state;
};

struct fact_set {
	struct span text; /* that the facts are of */
	struct fact *fact; /* in order of appearance */
	size_t n, cap;
	struct slots slots;
	struct buf leaves; /* "key: value\n" of each */
	uint64_t seed;
	bool failed; /* memory was short: sticks */
};

void fact_set_release(struct fact_set *);

struct span fact_text(const struct fact_set *, const struct fact *);

/* Adds a part of set->text unless it is there. */
void fact_set_add(struct fact_set *, enum hr_fact, struct span, uint64_t line);
void fact_set_add_leaf(
	struct fact_set *, struct span key, struct span value, uint64_t line);

/* Raises the state of a fact, if it is one.  True if it is. */
bool fact_set_mark(
	struct fact_set *, enum hr_fact, struct span, enum fact_state);
bool fact_set_mark_leaf(struct fact_set *, struct span key, struct span value);

/* ---- lines --------------------------------------------------------------- */

/* A line without blanks at its ends and without the time at its head, which
 * is bytes [from, to) of what is left. */
struct line_key {
	uint64_t hash;
	struct span text;
	size_t to;
	uint32_t from;
};

struct line_set {
	struct line_key *line;
	size_t n, cap;
	struct slots slots;
	uint64_t seed;
	bool failed;
};

void line_set_release(struct line_set *);

/* Borrows the bytes. */
void line_set_add(struct line_set *, struct span line);
bool line_set_has(const struct line_set *, struct span line);
/* The same with all bytes as they are. */
void line_set_add_text(struct line_set *, struct span);
bool line_set_has_text(const struct line_set *, struct span);

#endif
