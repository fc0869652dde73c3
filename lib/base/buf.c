/* SPDX-License-Identifier: Apache-2.0 */
/* Growing byte buffers; see buf.h. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"

void
buf_release(struct buf *b)
{
	mem_free(b->p);
	*b = (struct buf){ .limit = b->limit };
}

void
buf_reset(struct buf *b)
{
	b->n = 0;
	b->failed = b->full = false;
}

bool
buf_reserve_slow(struct buf *b, size_t n)
{
	size_t need;

	if (b->failed)
		return false;
	if (!size_add(b->n, n, &need))
		b->failed = true;
	else if (b->limit && need > b->limit)
		b->failed = b->full = true;
	else if (!mem_grow(&b->p, &b->cap, need, 1))
		b->failed = true;
	if (b->failed)
		return false;
	return true;
}

void
buf_add_slow(struct buf *b, struct span s)
{
	if (s.n && buf_reserve_slow(b, s.n)) {
		memcpy(b->p + b->n, s.p, s.n);
		b->n += s.n;
	}
}

void
buf_add_uint(struct buf *b, uint64_t v)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	buf_add(b, span_of(digits + at, sizeof(digits) - at));
}

void
buf_add_format(struct buf *b, const char *format, ...)
{
	char text[BUF_FORMAT_BYTES];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	buf_add_str(b, text);
}

void
buf_add_utf8(struct buf *out, uint32_t c)
{
	if (c < 0x80) {
		buf_add_char(out, (char)c);
		return;
	}
	if (c < 0x800) {
		buf_add_char(out, (char)(0xc0 | c >> 6));
	} else {
		if (c < 0x10000) {
			buf_add_char(out, (char)(0xe0 | c >> 12));
		} else {
			buf_add_char(out, (char)(0xf0 | c >> 18));
			buf_add_char(out, (char)(0x80 | (c >> 12 & 63)));
		}
		buf_add_char(out, (char)(0x80 | (c >> 6 & 63)));
	}
	buf_add_char(out, (char)(0x80 | (c & 63)));
}

void
buf_drop(struct buf *b, size_t n)
{
	if (n >= b->n) {
		b->n = 0;
		return;
	}
	memmove(b->p, b->p + n, b->n - n);
	b->n -= n;
}
