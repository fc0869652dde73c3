/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tallies: how often the values of many variables occur, and how rare that
 * makes each value.
 *
 * Rare is what few have *and* what few others are alike in: a value's rareness
 * is that of all values of its variable that are at most as frequent.  One 500
 * among 999 times 200 is rare; of a thousand names none is.
 */
#ifndef TABLE_TALLY_H
#define TABLE_TALLY_H

#include "base/slots.h"
#include "table/table.h"

enum {
	/* A variable of more different values has `many`: nothing is rare. */
	TALLY_VALUES = 256,
	/* The same of all variables together (32 bytes each). */
	TALLY_ENTRIES = 1 << 18,
	/* Fewer bits are not rare: what one in eight has. */
	TALLY_ODD = 3,
};

struct tally_entry {
	uint64_t hash;
	uint32_t variable, count;
	uint32_t next; /* of the same variable, or NONE */
	uint32_t where; /* for the caller: where it was first */
	float bits; /* how rare, once finished */
};

struct tally_variable {
	uint32_t first; /* entry, or NONE */
	uint32_t values, total;
	uint32_t most; /* that one value has, once finished */
	bool many;
	bool odd; /* one of its values is rare */
};

struct tally {
	struct tally_entry *entry;
	size_t nentries, entry_cap;
	struct tally_variable *variable;
	size_t nvariables, variable_cap;
	struct slots slots;
	bool failed; /* memory was short */
};

void tally_release(struct tally *);
/* Empty again; memory is kept. */
void tally_reset(struct tally *);
/* Variables are numbered from 0; those below n are there from now on. */
void tally_variables(struct tally *, size_t n);

/* Counts a value by its hash; its entry, or NONE if there are too many. */
uint32_t tally_add(struct tally *, uint32_t variable, uint64_t hash);
/* Counts what was just counted once more. */
static inline void
tally_again(struct tally *t, uint32_t variable, uint32_t entry)
{
	t->variable[variable].total++;
	if (entry != NONE)
		t->entry[entry].count++;
}

/* The entry of a value, or NONE. */
uint32_t tally_find(const struct tally *, uint32_t variable, uint64_t hash);

/* When all is counted: the rareness of all values, in bits; a value that all
 * have has 0, one in a thousand 10. */
void tally_finish(struct tally *);

/* How rare it is to be one of `few` of `all`. */
float tally_bits(double few, double all);

#endif
