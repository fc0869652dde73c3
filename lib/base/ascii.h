/* SPDX-License-Identifier: Apache-2.0 */
/* Classes of bytes, in no locale. */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

#include <stdbool.h>

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool
is_letter(char c)
{
	return is_lower(c) || is_upper(c);
}

/* A letter, or a byte of a character that is not ASCII. */
static inline bool
is_wide_letter(char c)
{
	return is_letter(c) || (unsigned char)c >= 0x80;
}

/* The same, or a digit. */
static inline bool
is_alnum(char c)
{
	return is_digit(c) || is_wide_letter(c);
}

#endif
