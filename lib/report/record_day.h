/* SPDX-License-Identifier: Apache-2.0 */
/* When a request was recorded. */
#ifndef REPORT_RECORD_DAY_H
#define REPORT_RECORD_DAY_H

#include "base/json.h"
#include "base/span.h"

/*
 * The day, as base/date.h has it, that a record tells beside its request, whose
 * first token `body` is, or in one of the objects around it, the outermost
 * first: a time or a date in the words of ISO 8601, whose day it is, or seconds,
 * milli-, micro- or nanoseconds since 1970, in UTC.  0: it tells none.  Time is
 * that of the members of these objects.
 */
uint32_t record_day(const char *p, const jsmntok_t *token, size_t body);

#endif
