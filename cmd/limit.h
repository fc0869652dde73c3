/* SPDX-License-Identifier: Apache-2.0 */
/* A number of tokens on the command line: 4000, 4k, 2M, 50%, window. */
#ifndef LIMIT_H
#define LIMIT_H

#include "meter.h"

struct limit {
	uint64_t tokens; /* of the encoding; 0: none */
	unsigned percent; /* of the input; 0: none */
};

/* "4000", "4k", "2M", "0"; false, without a message, if it is none of these. */
bool limit_number(const char *arg, uint64_t *tokens);

/* False after a message: a usage error. */
bool limit_parse(struct limit *, const char *arg, const struct meter *);

#endif
