/* SPDX-License-Identifier: Apache-2.0 */
/* Options of callers that were compiled with another header. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "headroom.h"

/* The options as this library knows them, whatever size the caller's have.
 * HR_EINPUT with *err filled if they ask for something that it does not know. */
enum hr_status options_read(const struct hr_options *, struct hr_options *out,
	struct hr_error *err);

#endif
