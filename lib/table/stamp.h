/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the time at the head of a line.
 *
 * Understood are ISO 8601, syslog, Apache, Java and C library styles, year
 * first or last, epoch seconds and milliseconds, "081109 203615", the kernel's
 * "[    1.234567]" and klog's "E0102 15:04:05.123456"; before it there may be
 * a bracket, a short mark or one or two words.  Only the spelling is looked
 * at: no calendar, no time zone.
 */
#ifndef TABLE_STAMP_H
#define TABLE_STAMP_H

#include <stdbool.h>

#include "base/span.h"

/*
 * True if the line has a time near its start; [*from, *to) are then its bytes,
 * date and clock and zone together, without brackets.
 */
bool stamp_find(struct span line, size_t *from, size_t *to);

#endif
