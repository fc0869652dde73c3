/* SPDX-License-Identifier: Apache-2.0 */
/* Text without what only a terminal sees. */
#ifndef FACT_TEXT_H
#define FACT_TEXT_H

#include "base/buf.h"

/*
 * The text without escape sequences (ECMA-48) and without the carriage returns
 * at the ends of its lines, which stay the same in number.  What has neither is
 * given back as it is; else the result is in `out`, which was empty.
 */
struct span fact_plain(struct span text, struct buf *out);

#endif
