/* SPDX-License-Identifier: Apache-2.0 */
/* Tables with delimiters, cell by cell; see table_delimited.c. */
#ifndef CODEC_TABLE_DELIMITED_H
#define CODEC_TABLE_DELIMITED_H

#include "codec/table/table_style.h"

struct delimited_shape {
	char delimiter, quote;
};

/* One cell, as it stands in the text. */
struct field {
	struct span text;
	bool quoted, last;
};

/* A cell off the front of *rest, and what ends it.  False: it has a quote and
 * no end, or something behind that. */
static inline bool
take_field(const struct delimited_shape *shape, unsigned flags,
	struct span *rest, struct field *f)
{
	const char *p = rest->p, *end = p + rest->n, *q = p;

	f->quoted = !(flags & TABLE_BARE) && q < end && *q == shape->quote;
	if (f->quoted) {
		do {
			q++;
			q = memchr(q, shape->quote, (size_t)(end - q));
			if (!q)
				return false;
			q++;
		} while (q < end && *q == shape->quote);
		if (q < end && *q != shape->delimiter && *q != '\n')
			return false;
	} else {
		while (q < end && *q != shape->delimiter && *q != '\n')
			q++;
	}
	f->text = span_of(p, (size_t)(q - p));
	f->last = q == end || *q == '\n';
	*rest = span_from(*rest, f->text.n + (q < end));
	if (f->last || !(flags & TABLE_BLANK))
		return true;
	if (!rest->n || rest->p[0] != ' ')
		return false;
	*rest = span_from(*rest, 1);
	return true;
}

/* As table_style.find(). */
size_t delimited_find(const struct table_style *, struct span text);

#endif
