/* SPDX-License-Identifier: Apache-2.0 */
/* Names of models as those who resell them write them. */
#ifndef PRICE_NAME_H
#define PRICE_NAME_H

#include <stdbool.h>

#include "base/span.h"

/*
 * Puts into `plain`, which has room for the name, the one that a list of prices
 * has; a name that nobody is known to write so stays as it is:
 *
 *	us.anthropic.claude-opus-5-20260723-v1:0  anthropic.claude-opus-5-20260723
 *	claude-sonnet-4-5@20250929                claude-sonnet-4-5-20250929
 *	anthropic/claude-sonnet-4.5:thinking      anthropic/claude-sonnet-4-5
 *
 * What a region of Bedrock has before it is not a part of the name, but
 * "global." is: its prices are others.
 */
struct span price_name(struct span name, char *plain);

/* Whether this follows the name of a model of Claude or Gemini in that of one of
 * its versions: nothing, a day, "-001", "-latest", "-preview". */
bool price_name_is_version(struct span rest);

#endif
