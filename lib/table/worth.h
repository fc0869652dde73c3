/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a line of a log or of a program's output is worth to a reader who asks
 * what went wrong, judged by its words alone: severity in its right place (not
 * "0 errors", not "error_count: 0", not src/error.c), sums and exit statuses,
 * what was expected and what came, where in the sources it was.
 */
#ifndef TABLE_WORTH_H
#define TABLE_WORTH_H

#include <stdbool.h>

#include "base/span.h"

struct worth {
	float value; /* on the scale of unit.h */
	unsigned failure; /* 0: none; 1: a hint of one; 2: likely; 3: certain */
	bool summary; /* counts of passes and failures, an exit status */
	bool place; /* names a file and a line in it */
	bool passed; /* says that something went well */
	bool heading; /* of a section or a step */
	bool end; /* a command or a step ended with a failure */
	bool numbers; /* with other numbers it might be worth something else */
	bool script; /* a command is shown before it is run */
	bool script_ends;
};

struct worth worth_of(struct span line);

#endif
