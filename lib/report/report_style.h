/* SPDX-License-Identifier: Apache-2.0 */
/* The style sheet of a report's HTML. */
#ifndef REPORT_STYLE_H
#define REPORT_STYLE_H

#include "base/buf.h"

void report_style(struct buf *out);

#endif
