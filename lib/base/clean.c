/* SPDX-License-Identifier: Apache-2.0 */
/* Text that is safe to show; see clean.h. */
#include "base/clean.h"

static const struct {
	uint32_t first, last;
} unsafe[] = {
	{ 0x00, 0x08 }, /* controls but tab and newline */
	{ 0x0b, 0x1f }, /* the other ones */
	{ 0x7f, 0x9f }, /* delete, and controls of 8 bits */
	{ 0x061c, 0x061c }, /* Arabic letter mark */
	{ 0x200b, 0x200f }, /* zero width, marks of direction */
	{ 0x2028, 0x202e }, /* ends of lines; controls of direction */
	{ 0x2060, 0x2069 }, /* word joiner, isolates of direction */
	{ 0xfeff, 0xfeff }, /* zero width */
	{ 0xfff9, 0xfffb }, /* annotations */
	{ 0xe0000, 0xe007f }, /* tags */
};

bool
clean_is_unsafe(uint32_t code)
{
	for (size_t i = 0; i < sizeof(unsafe) / sizeof(*unsafe); i++)
		if (code >= unsafe[i].first && code <= unsafe[i].last)
			return true;
	return false;
}

int
clean_character(const void *text, size_t n, uint32_t *code)
{
	const unsigned char *p = text;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned length = *p < 0x80             ? 1
			  : (*p & 0xe0) == 0xc0 ? 2
			  : (*p & 0xf0) == 0xe0 ? 3
			  : (*p & 0xf8) == 0xf0 ? 4
						: 0;

	if (!length)
		return -1;
	*code = length == 1 ? *p : *p & (0x7fu >> length);
	for (unsigned i = 1; i < length; i++) {
		if (i == n)
			return 0;
		if ((p[i] & 0xc0) != 0x80)
			return -1;
		*code = *code << 6 | (p[i] & 0x3f);
	}
	if (*code < least[length] || *code > 0x10ffff ||
		(*code >= 0xd800 && *code <= 0xdfff))
		return -1;
	return (int)length;
}

static void
add_escaped(const unsigned char *p, unsigned n, struct buf *out)
{
	static const char digits[] = "0123456789abcdef";

	for (unsigned i = 0; i < n; i++) {
		char text[] = { '\\', 'x', digits[p[i] >> 4],
			digits[p[i] & 15] };

		buf_add(out, span_of(text, sizeof(text)));
	}
}

static void
drop_held(struct clean *c, unsigned n)
{
	c->n -= n;
	for (unsigned i = 0; i < c->n; i++)
		c->held[i] = c->held[i + n];
}

/* Writes what of the held bytes is decided. */
static void
settle(struct clean *c, struct buf *out)
{
	uint32_t code;
	int n;

	while (c->n && (n = clean_character(c->held, c->n, &code)) != 0) {
		if (n < 0 || clean_is_unsafe(code)) {
			n = n < 0 ? 1 : n;
			add_escaped(c->held, (unsigned)n, out);
		} else {
			buf_add(out, span_of((char *)c->held, (size_t)n));
		}
		drop_held(c, (unsigned)n);
	}
}

void
clean_add(struct clean *c, struct span s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		c->held[c->n++] = (unsigned char)s.p[i];
		settle(c, out);
	}
}

void
clean_end(struct clean *c, struct buf *out)
{
	while (c->n) {
		add_escaped(c->held, 1, out);
		drop_held(c, 1);
		settle(c, out);
	}
}

void
clean_line(struct span s, struct buf *out)
{
	struct clean c = { .n = 0 };

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '\n') {
			clean_add(&c, span_of(s.p + i, 1), out);
			continue;
		}
		clean_end(&c, out);
		buf_add_str(out, "\\x0a");
	}
	clean_end(&c, out);
}
