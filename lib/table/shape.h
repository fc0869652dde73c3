/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shapes: what the text of records is like when all digits are the same.  A
 * form blanks out whole cells, paths and names among them; the shape tells the
 * one path apart that is not like the others.
 */
#ifndef TABLE_SHAPE_H
#define TABLE_SHAPE_H

#include "base/slots.h"
#include "table/table.h"

struct shape {
	uint64_t hash; /* of the shape and the kind */
	uint32_t rows;
};

struct shapes {
	struct shape *shape;
	size_t n, cap;
	struct slots slots;
	uint32_t *of; /* of each record: its shape */
	size_t of_cap;
};

/* Of all records of a window whose forms have their kinds.  False when memory
 * is short. */
bool shapes_read(struct shapes *, const struct window *);
void shapes_release(struct shapes *);

#endif
