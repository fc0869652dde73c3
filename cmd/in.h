/* SPDX-License-Identifier: Apache-2.0 */
/* The read stage: operands as streams of bytes. */
#ifndef IN_H
#define IN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum {
	/* More does not make reading faster, less does. */
	IN_BYTES = 256 << 10,
};

struct in {
	int fd;
	const char *name; /* for messages */
};

/* "-" is stdin.  False after a message, also for a directory. */
bool in_open(struct in *, const char *name);
struct buf;

/* As read(2), except that a signal does not end it; -1 after a message. */
ssize_t in_read(struct in *, void *p, size_t n);
/* Whether there is something to read, or the end, within so many
 * milliseconds; -1: as long as it takes. */
bool in_wait(struct in *, int milliseconds);
/* Reads the start of an input to *head, enough to tell what it is; *ended: it is
 * all of it, or reading failed, after a message.  False: memory was short. */
bool in_read_head(struct in *, struct buf *head, bool *ended);
void in_close(struct in *);

/* The operands, or stdin if there is none.  NULL after a message if stdin is
 * a terminal then, as nobody meant that. */
char **in_operands(char **operands);

#endif
