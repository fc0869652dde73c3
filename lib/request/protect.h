/* SPDX-License-Identifier: Apache-2.0 */
/* Tools whose results stay as they are. */
#ifndef PROTECT_H
#define PROTECT_H

#include "base/span.h"

/* Whether results of this tool, whose name is decoded, stay: it is one of the
 * list, which may be NULL; or, with `defaults`, reads or edits files. */
bool protect_is(struct span tool, const char *const *list, bool defaults);

#endif
