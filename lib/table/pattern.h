/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Patterns: text with slots in braces, "user {} from {10.0.0.1}", with \{ \}
 * \\ for those characters and \n for a newline.
 */
#ifndef TABLE_PATTERN_H
#define TABLE_PATTERN_H

#include "base/arena.h"
#include "base/buf.h"

/* Writes text outside of slots. */
void pattern_text(struct span, struct buf *out);

/*
 * Takes the text off the front of *rest, up to a slot's brace or the end.  The
 * result is in the arena if it had escapes.  False: a brace or escape that
 * pattern_text() does not write, or short memory.
 */
bool pattern_read(struct arena *, struct span *rest, struct span *text);

#endif
