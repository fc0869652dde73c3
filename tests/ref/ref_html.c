/* SPDX-License-Identifier: Apache-2.0 */
/* What is made of a page; see ref_html.h. */
#include "ref/ref_html.h"

#include "base/buf.h"
#include "codec/html/html.h"
#include "table/number.h"

static bool
has(struct span s, struct span part)
{
	for (size_t i = 0; i + part.n <= s.n; i++)
		if (!memcmp(s.p + i, part.p, part.n))
			return true;
	return false;
}

bool
ref_is_html(struct span marker)
{
	return has(marker, span_str(": HTML as Markdown; tags left out ...]"));
}

bool
ref_html_line(struct span page, struct span line)
{
	struct buf text = { 0 };
	bool ok = true;
	size_t i = 0;

	html_add_text(&text, page, false);
	/* The number of an item is counted. */
	while (i < line.n && (line.p[i] == ' ' || line.p[i] == '>'))
		i++;
	while (i < line.n && is_digit(line.p[i]))
		i++;
	if (i == line.n || line.p[i] != '.')
		i = 0;
	while (i < line.n && ok) {
		size_t n = 0;
		struct span word;

		while (i + n < line.n && is_alnum(line.p[i + n]))
			n++;
		word = span_of(line.p + i, n);
		ok = !n || has(page, word) || has(buf_span(&text), word);
		i += n ? n : 1;
	}
	buf_release(&text);
	return ok;
}
