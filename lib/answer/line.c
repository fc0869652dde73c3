/* SPDX-License-Identifier: Apache-2.0 */
/* One line out of any text; see line.h. */
#include "answer/line.h"

#include "base/clean.h"

/* A character of four bytes, each of which is escaped. */
enum {
	LONGEST = 16
};

/* Bytes of the character that s begins with, or of what is none. */
static size_t
character(struct span s)
{
	uint32_t code;
	int n = clean_character(s.p, s.n, &code);

	return n > 0 ? (size_t)n : 1;
}

static bool
is_plain(char c)
{
	unsigned char u = (unsigned char)c;

	return u > ' ' && u < 0x7f;
}

/* How the character is shown; 0 when memory is short. */
static size_t
show(struct span c, char shown[LONGEST])
{
	struct buf out = { 0 };
	size_t n = 0;

	clean_line(c, &out);
	if (buf_ok(&out) && out.n <= LONGEST) {
		n = out.n;
		memcpy(shown, out.p, n);
	}
	buf_release(&out);
	return n;
}

void
line_copy(struct span text, char *to, size_t cap)
{
	size_t n = 0;
	bool blank = false;

	while (text.n) {
		char shown[LONGEST];
		size_t length = character(text), more;

		if (is_white(*text.p)) {
			blank = n > 0;
			text = span_from(text, 1);
			continue;
		}
		if (is_plain(*text.p)) {
			*shown = *text.p;
			more = 1;
		} else {
			more = show(span_of(text.p, length), shown);
		}
		if (n + blank + more >= cap)
			break;
		if (blank)
			to[n++] = ' ';
		memcpy(to + n, shown, more);
		n += more;
		blank = false;
		text = span_from(text, length);
	}
	to[n] = '\0';
}
