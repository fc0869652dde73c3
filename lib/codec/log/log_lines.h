/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines as a block: each line of the text is one line of the block, in order.
 *
 *	Jun 14 15:16:01 combo sshd[19939]: Failed password for root
 *	Jun 14 15:16:02 combo sshd[19937]: check pass; user unknown
 *	Jun 14 15:16:05 combo sshd[19941]: Failed password for news
 *	Jun 15 02:04:59 combo sshd[20882]: Failed password for root
 *	        at least thrice
 *
 *	[5 lines; a: is ...: {Jun 14 15:16:01} combo sshd[{}]: ]
 *	a:,19939,Failed password for {root}
 *	02,19937,check pass; user unknown
 *	a05,19941,news
 *	a15 02:04:59,20882,root
 *	        at least thrice
 *
 * The header shows the head, which most lines share, with a slot for each
 * column that varies.  Below it a line is one of these:
 *
 *	02,19937,text	cells of the head, then the message
 *	a:02,19937,text {x} more	the same, and the message is template a
 *	a:\text {x}	the same of a line without the head
 *	a02,19937,x	a line of template a: cells of the head and its own;
 *			blank ones at the end are left out; there is a blank
 *			behind the label if a letter or ':' follows
 *	\text		a line without the head
 *	itself		if it is empty, begins with a blank or a tab, or is a
 *			marker; and if there is no head
 *
 * Labels are a, b ... z, aa, ab ... in the order of their first lines.
 */
#ifndef CODEC_LOG_LINES_H
#define CODEC_LOG_LINES_H

#include "codec/codec.h"

/* State that is kept from text to text; NULL when memory is short. */
struct log_lines *log_lines_new(void);
void log_lines_free(struct log_lines *);

/* As codec.encode and codec.decode. */
enum hr_status log_lines_encode(struct log_lines *, struct codec_ctx *,
	struct span in, struct buf *head, struct buf *body);
enum hr_status log_lines_decode(struct log_lines *, struct span head,
	struct span body, struct buf *out, struct hr_error *);

#endif
