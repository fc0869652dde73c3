/* SPDX-License-Identifier: Apache-2.0 */
/* Names in lines that tell of failures; see log_echo.h. */
#define _GNU_SOURCE /* memmem() */
#include "codec/log/log_echo.h"
#include "base/ascii.h"

/* May stand within a name, and not beside it. */
static bool
in_name(char c)
{
	return is_digit(c) || is_letter(c) || is_among(c, "_#/-.@~") ||
	       (unsigned char)c >= 0x80;
}

/* Not a word, not a number, not a time: letters or a mark with digits, a path,
 * or words joined by underscores. */
static bool
is_name(struct span s)
{
	size_t digits = 0, letters = 0, marks = 0;

	for (size_t i = 0; i < s.n; i++) {
		digits += is_digit(s.p[i]);
		letters += is_letter(s.p[i]);
		marks += is_among(s.p[i], "#/_");
	}
	if (s.p[0] == '-' || (is_digit(s.p[0]) && letters < 3))
		return false;
	return (digits && letters + marks) || (letters > 3 && marks);
}

static bool
is_known(const struct echo *e, struct span name)
{
	for (size_t i = 0; i < e->n; i++)
		if (span_equal(e->name[i], name))
			return true;
	return false;
}

void
echo_take(struct echo *e, struct span line)
{
	size_t from = 0, to;

	for (; from < line.n && e->n < ECHO_NAMES; from = to) {
		struct span name;

		for (to = from; to < line.n && in_name(line.p[to]);)
			to++;
		if (to == from) {
			to++;
			continue;
		}
		name = span_of(line.p + from, to - from);
		while (span_last_is(name, '.'))
			name.n--;
		if (name.n >= ECHO_LEAST && name.n <= ECHO_MOST &&
			is_name(name) && !is_known(e, name))
			e->name[e->n++] = name;
	}
}

size_t
echo_find(struct span text, struct span name)
{
	const char *end = text.p + text.n, *p = text.p;

	while ((p = memmem(p, (size_t)(end - p), name.p, name.n)) &&
		((p > text.p && in_name(p[-1])) ||
			(p + name.n < end && in_name(p[name.n]))))
		p++;
	return p ? (size_t)(p - text.p) : text.n;
}
