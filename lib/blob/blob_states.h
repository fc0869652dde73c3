/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The states of a line that a program rewrote on the terminal, with a carriage
 * return before each: progress, of which only the last state was to be seen in
 * the end.
 */
#ifndef BLOB_STATES_H
#define BLOB_STATES_H

#include "base/buf.h"

/*
 * Writes line number `line`, from 1, with the last one of all states that follow
 * one another and differ in numbers and bars only:
 *
 *	Receiving: 100% (90/90) [... 17: 99 states before ...]\rdone
 *
 * False: no state was left out.
 */
bool blob_states(struct span text, uint64_t line, struct buf *out);

#endif
