/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When to send a request again, and how long to wait before that: rules only.
 * The caller has the clock, the dice and the connection.
 *
 * Start with RETRY_HINTS, give retry_header() every header of the answer, and
 * ask retry_wait() when the attempt is over.
 */
#ifndef RETRY_H
#define RETRY_H

#include "base/span.h"

enum {
	/* What a server may ask for; a longer wait is for people to decide. */
	RETRY_LONGEST_MS = 120 * 1000,
	RETRY_FIRST_MS = 500, /* doubled for each further attempt */
	RETRY_BACKOFF_MS = 8 * 1000, /* and never longer than this */
	RETRY_NEVER = -1,
};

/* How an attempt ended. */
enum retry_fault {
	RETRY_ANSWERED, /* with a status */
	RETRY_NETWORK, /* no status: not connected, timed out, cut off */
	RETRY_FATAL, /* no status, and none to come: TLS, limits */
};

/* What an answer's headers say of it; -1: nothing. */
struct retry_hints {
	int64_t after_ms; /* retry-after-ms */
	int64_t after; /* retry-after in milliseconds */
	int64_t at; /* retry-after as a date, in seconds of Unix time */
	int64_t date; /* the server's clock, in the same */
	int should; /* x-should-retry: 0 or 1 */
};

#define RETRY_HINTS                                                            \
	{                                                                      \
		-1, -1, -1, -1, -1                                             \
	}

struct retry_attempt {
	enum retry_fault fault;
	int status; /* of HTTP */
	bool quota; /* the body says that trying again is no use */
	int64_t body_ms; /* the delay that the body asks for; -1: none */
	struct retry_hints hints;
	unsigned number; /* of attempts before this one */
	unsigned retries; /* that are allowed */
};

/* One header: other names are ignored, and so are values that are not valid. */
void retry_header(struct retry_hints *, struct span name, struct span value);

/*
 * Milliseconds to wait before the next attempt, or RETRY_NEVER.  `now` is Unix
 * time in seconds, only used where the server gave a date and not its own clock;
 * `random` is in [0, 1).
 */
int64_t retry_wait(const struct retry_attempt *, int64_t now, double random);

/* Whether it was this status's kind of trouble that passes by itself. */
bool retry_is_busy(int status);

#endif
