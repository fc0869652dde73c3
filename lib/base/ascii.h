/* SPDX-License-Identifier: Apache-2.0 */
/* Classes of bytes, in no locale. */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

#include <stdbool.h>
#include <string.h>

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

static inline bool
is_hex(char c)
{
	return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

/* The value of a digit for which is_hex() is true. */
static inline unsigned
hex_digit(char c)
{
	return is_digit(c) ? (unsigned)(c - '0')
			   : (unsigned)((c | 32) - 'a') + 10;
}

/* What lines are indented with. */
static inline bool
is_blank_or_tab(char c)
{
	return c == ' ' || c == '\t';
}

/* The same, or the end of a line. */
static inline bool
is_white(char c)
{
	return is_blank_or_tab(c) || c == '\n' || c == '\r';
}

/* Whether it is one of these; NUL never is. */
static inline bool
is_among(char c, const char *set)
{
	return c && strchr(set, c);
}

static inline char
to_lower(char c)
{
	return is_upper(c) ? (char)(c | 32) : c;
}

#endif
