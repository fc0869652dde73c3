/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers on the command line: of tokens, 4000, 4k, 2M, 50%, window; and others. */
#ifndef LIMIT_H
#define LIMIT_H

#include "meter.h"

struct limit {
	uint64_t tokens; /* of the encoding; 0: none */
	unsigned percent; /* of the input; 0: none */
};

/* "4000", "4k", "2M", "0"; false, without a message, if it is none of these. */
bool limit_tokens(const char *arg, uint64_t *tokens);

/* False after a message: a usage error. */
bool limit_parse(struct limit *, const char *arg, const struct meter *);

/* What an option like --jobs or --max-request says: 1 to `most`, and for bytes
 * with a letter behind it, as 100M.  False after a message. */
bool limit_option(const char *option, const char *arg, bool bytes,
	uint64_t most, uint64_t *);

#endif
