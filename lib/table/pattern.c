/* SPDX-License-Identifier: Apache-2.0 */
/* Text with slots; see pattern.h. */
#include "table/pattern.h"

void
pattern_text(struct span s, struct buf *out)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c != '{' && c != '}' && c != '\\' && c != '\n')
			continue;
		buf_add(out, span_of(s.p + from, i - from));
		buf_add_char(out, '\\');
		buf_add_char(out, c == '\n' ? 'n' : c);
		from = i + 1;
	}
	buf_add(out, span_from(s, from));
}

bool
pattern_read(struct arena *arena, struct span *rest, struct span *text)
{
	struct span s = *rest;
	size_t n = 0, escapes = 0, used = 0;
	char *p;

	while (n < s.n && s.p[n] != '{') {
		if (s.p[n] == '}')
			return false;
		if (s.p[n] == '\\') {
			escapes++;
			if (++n == s.n)
				return false;
		}
		n++;
	}
	*rest = span_from(s, n);
	*text = span_of(s.p, n);
	if (!escapes)
		return true;
	p = arena_alloc(arena, n);
	for (size_t i = 0; p && i < n; i++) {
		char c = s.p[i];

		if (c == '\\')
			c = s.p[++i] == 'n' ? '\n' : s.p[i];
		p[used++] = c;
	}
	*text = span_of(p, used);
	return p != NULL;
}
