/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The head of a log's lines: what stands before the message, a time and
 * whatever else most lines have in the same places, such as host or process.
 * It is divided in columns, with the same text between them in all lines:
 *
 *	Jun 14 15:16:01 combo sshd[19939]: connection lost
 *	<-------------> <---> <--------->  <-- message -->
 */
#ifndef CODEC_LOG_HEAD_H
#define CODEC_LOG_HEAD_H

#include "base/span.h"

enum {
	HEAD_COLUMNS = 12,
};

struct log_head {
	unsigned n; /* columns; 0: there is no head */
	struct span glue[HEAD_COLUMNS]; /* before each of them */
	struct span
		end; /* behind the last, up to the blank before the message */
};

/* The head that most lines of the text have. */
void log_head_find(struct log_head *, struct span text);

/* Takes a line without its newline apart; false if it has no such head. */
bool log_head_split(const struct log_head *, struct span line,
	struct span *column, struct span *message);

#endif
