/* SPDX-License-Identifier: Apache-2.0 */
/* Values of JSON; see report_json.h. */
#include "report/report_json.h"

#include "base/json_text.h"

void
put_name(struct buf *out, const char *key)
{
	char last = out->n ? out->p[out->n - 1] : '{';

	if (last != '{' && last != '[')
		buf_add_char(out, ',');
	buf_add_char(out, '"');
	buf_add_str(out, key);
	buf_add_str(out, "\":");
}

void
put_text(struct buf *out, const char *s)
{
	if (!s) {
		buf_add_str(out, "null");
		return;
	}
	buf_add_char(out, '"');
	json_encode(span_str(s), out);
	buf_add_char(out, '"');
}

void
put_number(struct buf *out, const char *key, uint64_t n)
{
	put_name(out, key);
	buf_add_uint(out, n);
}

void
put_bool(struct buf *out, const char *key, bool b)
{
	put_name(out, key);
	buf_add_str(out, b ? "true" : "false");
}

void
put_string(struct buf *out, const char *key, const char *s)
{
	put_name(out, key);
	put_text(out, s);
}

void
put_list(struct buf *out, const uint64_t *n, size_t count)
{
	buf_add_char(out, '[');
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_add_char(out, ',');
		buf_add_uint(out, n[i]);
	}
	buf_add_char(out, ']');
}

void
put_hex(struct buf *out, uint64_t n)
{
	char text[18] = "\"";

	for (size_t i = 16; i; i--, n >>= 4)
		text[i] = "0123456789abcdef"[n & 15];
	text[17] = '"';
	buf_add(out, span_of(text, sizeof(text)));
}

void
put_next(struct buf *out, size_t i)
{
	buf_add_str(out, i ? ",\n  " : "\n  ");
}
