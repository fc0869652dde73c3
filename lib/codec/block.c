/* SPDX-License-Identifier: Apache-2.0 */
/* Headers of blocks; see block.h. */
#include "codec/block.h"

#include "table/marker.h"

#include "table/number.h"

static const char unchanged[] = "unchanged lines";
static const char crlf[] = ", CRLF";
static const char no_newline[] = ", no newline at end";

static const char *
tag_of(size_t codec)
{
	return codec == BLOCK_UNCHANGED ? unchanged : codecs[codec]->tag;
}

static bool
take(struct span *s, const char *prefix)
{
	if (!span_starts(*s, prefix))
		return false;
	*s = span_from(*s, strlen(prefix));
	return true;
}

bool
block_parse(struct span line, struct block *b)
{
	struct span s, number;
	size_t i;

	if (span_last_is(line, '\n'))
		line.n--;
	if (line.n < 4 || line.n > BLOCK_HEADER_BYTES || line.p[0] != '[' ||
		line.p[line.n - 1] != ']')
		return false;
	s = number = span_of(line.p + 1, line.n - 2);
	while (s.n && is_digit(s.p[0]))
		s = span_from(s, 1);
	number.n -= s.n;
	if (number.n > BLOCK_LINE_DIGITS || !number_read(number, &b->lines) ||
		!b->lines || number.p[0] == '0' || !take(&s, " "))
		return false;
	for (i = 0; i <= NCODECS; i++)
		if (tag_of(i) && take(&s, tag_of(i)))
			break;
	if (i > NCODECS || (s.n && !strchr(":;, ", s.p[0])))
		return false;
	b->codec = i;
	b->crlf = take(&s, crlf);
	b->no_newline = take(&s, no_newline);
	b->head = s;
	return true;
}

void
block_write(const struct block *b, struct buf *out)
{
	buf_add_char(out, '[');
	buf_add_uint(out, b->lines);
	buf_add_char(out, ' ');
	buf_add_str(out, tag_of(b->codec));
	buf_add_str(out, b->crlf ? crlf : "");
	buf_add_str(out, b->no_newline ? no_newline : "");
	buf_add(out, b->head);
	buf_add_str(out, "]\n");
}

bool
block_is_in(struct span text)
{
	struct block b;
	const char *end = text.p + text.n, *p = text.p;

	/* Few lines begin with '['. */
	while (p < end) {
		struct span line = span_of(p, (size_t)(end - p));
		const char *nl = memchr(p, '\n', line.n);

		line.n = nl ? (size_t)(nl - p) : line.n;
		if (line.n && *p == '[' && block_parse(line, &b))
			return true;
		p += line.n + 1;
	}
	return false;
}

bool
text_is_folded(struct span text)
{
	struct span line;
	struct block b;

	while (span_line(&text, &line)) {
		if (*line.p != '[')
			continue;
		if (marker_is(line))
			return true;
		line.n -= line.p[line.n - 1] == '\n';
		if (block_parse(line, &b))
			return true;
	}
	return false;
}

void
block_restore(const struct block *b, struct span text, struct buf *out)
{
	struct span line;

	if (!b->crlf) {
		text.n -= b->no_newline && text.n;
		buf_add(out, text);
		return;
	}
	while (span_line(&text, &line)) {
		line.n--;
		buf_add(out, line);
		if (text.n || !b->no_newline)
			buf_add_str(out, "\r\n");
	}
}
