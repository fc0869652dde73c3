/* SPDX-License-Identifier: Apache-2.0 */
/* Text without what only a terminal sees; see fact_text.h. */
#include "verify/fact_text.h"

#define ESC '\033'
#define BEL '\007'

static size_t
skip_range(struct span s, size_t i, unsigned char first, unsigned char last)
{
	while (i < s.n && (unsigned char)s.p[i] >= first &&
		(unsigned char)s.p[i] <= last)
		i++;
	return i;
}

/* Where a string that is ended by BEL or ESC \ ends: at the latest with its
 * line. */
static size_t
string_end(struct span s, size_t i)
{
	for (; i < s.n && s.p[i] != '\n'; i++) {
		if (s.p[i] == BEL)
			return i + 1;
		if (s.p[i] == ESC && i + 1 < s.n && s.p[i + 1] == '\\')
			return i + 2;
	}
	return i;
}

/* Where the sequence ends that begins with the ESC at i. */
static size_t
sequence_end(struct span s, size_t i)
{
	size_t end = i + 1;

	if (end == s.n)
		return end;
	if (s.p[end] == '[') {
		end = skip_range(s, end + 1, 0x30, 0x3f);
		end = skip_range(s, end, 0x20, 0x2f);
		return end < s.n && s.p[end] >= 0x40 && s.p[end] < 0x7f
			       ? end + 1
			       : end;
	}
	if (is_among(s.p[end], "]P_^X"))
		return string_end(s, end + 1);
	end = skip_range(s, end, 0x20, 0x2f);
	return end < s.n && s.p[end] >= 0x30 && s.p[end] < 0x7f ? end + 1 : end;
}

/* Where the carriage returns at i end if a newline follows, else i. */
static size_t
returns_end(struct span s, size_t i)
{
	size_t end = skip_range(s, i, '\r', '\r');

	return end == s.n || s.p[end] == '\n' ? end : i;
}

struct span
fact_plain(struct span text, struct buf *out)
{
	size_t from = 0, i = 0;

	if (!text.n ||
		(!memchr(text.p, ESC, text.n) && !memchr(text.p, '\r', text.n)))
		return text;
	while (i < text.n) {
		size_t end = text.p[i] == ESC    ? sequence_end(text, i)
			     : text.p[i] == '\r' ? returns_end(text, i)
						 : i;

		if (end > i) {
			buf_add(out, span_of(text.p + from, i - from));
			from = end;
		} else if (text.p[i] == '\r') {
			/* All of them, or a run of them is quadratic. */
			end = skip_range(text, i, '\r', '\r');
		}
		i = end > i ? end : i + 1;
	}
	buf_add(out, span_from(text, from));
	return buf_span(out);
}
