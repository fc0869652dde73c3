/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The only writer of stderr: "headroom: INPUT: what went wrong", one line
 * each, control characters made visible.
 */
#ifndef MSG_H
#define MSG_H

#include <stdbool.h>

/* Looks at stderr and NO_COLOR. */
void msg_init(void);

/* -q and -v: fewer or more lines. */
void msg_quieter(void);
void msg_louder(void);
/* Whether notes are shown. */
bool msg_is_loud(void);

/* Input may be NULL.  Errors are always shown, warnings unless -q, notes
 * with -v. */
void msg_error(const char *input, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void msg_warning(const char *input, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void msg_note(const char *input, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Whose help messages of msg_usage() point to; NULL: that of the program. */
void msg_command(const char *name);
/* An error of the command line, with a pointer to the help. */
void msg_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A line that was asked for, as it is. */
void msg_line(const char *line);

enum {
	/* More than a line of status needs. */
	MSG_STATUS_BYTES = 160,
};

/* Columns of the terminal that messages go to, now; 0: there is none, or it is
 * to be left alone, as with -q and in the background. */
unsigned msg_columns(void);

/*
 * Only where there are columns: a line that stays at the bottom, messages going
 * above it, until it is replaced; "" erases it.  It is shown as it is, in fewer
 * columns than there are; bytes beyond MSG_STATUS_BYTES are not.
 */
void msg_status(const char *line);

#endif
