/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The key of a provider.  It is read as late as can be, kept in one place, never
 * printed, and wiped; what libcurl has of it while it sends goes with the process.
 */
#ifndef KEY_H
#define KEY_H

#include "base/buf.h"

enum {
	KEY_BYTES = 8 << 10, /* the longest tokens in use have 4 KB */
	KEY_HEADER_BYTES = 64,
};

/* Where to look; at most one of the first three. */
struct key_source {
	const char *file, *command, *fd; /* options; NULL: not given */
	const char *const *variables; /* ends with NULL */
	int opened; /* by key_open() */
};

struct key {
	/* "x-api-key: KEY", one header. */
	char line[KEY_HEADER_BYTES + KEY_BYTES + 1];
	size_t at, n; /* the key in it; n is 0 if there is none */
	const char *variable; /* where it is from; NULL: elsewhere */
};

/* Opens the key's file and checks who can read it; to be called before
 * key_guard(), after which names such as /dev/fd/9 are closed to us.  0, or an
 * exit status after a message. */
int key_open(struct key_source *);

/* From here on the process leaves no core, and nobody but root may look into
 * it. */
void key_guard(void);

/* 0, or an exit status after a message.  No key is no failure. */
int key_read(struct key *, const struct key_source *);
/* Makes the header of the key: `before` is "x-api-key: ". */
void key_set_header(struct key *, const char *before);
void key_wipe(struct key *);

/* Adds the text with "[key]" in place of the key, and of each part of it that is
 * long enough to be of use. */
void key_hide(const struct key *, struct span text, struct buf *out);

#endif
