/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Token counts the slow and obvious way, for tests: the patterns written out
 * alternative by alternative over code points, and merging as it is defined.
 * Of the library it uses only the vocabulary's splits and the class table.
 */
#ifndef REF_TOKEN_H
#define REF_TOKEN_H

#include "headroom.h"

/* Aborts when memory is short. */
size_t ref_count(enum hr_encoding, const void *text, size_t n);

/* Invalid parts of UTF-8. */
size_t ref_invalid(const void *text, size_t n);

#endif
