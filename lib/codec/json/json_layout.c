/* SPDX-License-Identifier: Apache-2.0 */
/* White space that no style has; see json_layout.h. */
#include "codec/json/json_layout.h"

#include "base/mem.h"

#define LAYOUT "layout:"

void
json_layout_release(struct json_layout *l)
{
	json_forced_release(&l->forced);
	mem_free(l->patch);
	*l = (struct json_layout){ 0 };
}

static size_t
blanks(struct span s, size_t at)
{
	size_t n = 0;

	while (at + n < s.n && is_white(s.p[at + n]))
		n++;
	return n;
}

/* ---- writing ------------------------------------------------------------- */

/* "3,1x4" */
static void
write_list(const char *name, const uint32_t *list, size_t n, struct buf *out)
{
	uint32_t last = 0;

	if (!n)
		return;
	buf_add_str(out, name);
	for (size_t i = 0, run; i < n; i += run) {
		for (run = 1; i + run < n && list[i + run] == list[i] + run;)
			run++;
		buf_add_char(out, i ? ',' : ' ');
		buf_add_uint(out, list[i] - last);
		if (run > 1) {
			buf_add_char(out, 'x');
			buf_add_uint(out, run);
		}
		last = list[i] + (uint32_t)run - 1;
	}
	buf_add_char(out, ';');
}

static void
write_blanks(struct span s, struct buf *out)
{
	buf_add_char(out, '"');
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == ' ')
			buf_add_char(out, ' ');
		else
			buf_add_str(out, s.p[i] == '\n'   ? "\\n"
					 : s.p[i] == '\t' ? "\\t"
							  : "\\r");
	buf_add_char(out, '"');
}

bool
json_layout_write(const struct json_forced *f, struct span text,
	struct span printed, struct buf *out)
{
	size_t start = out->n, i = 0, k = 0, last = 0;
	bool any = false;

	buf_add_str(out, LAYOUT);
	write_list(" one line", f->line, f->nline, out);
	write_list(" lines", f->lines, f->nlines, out);
	while (i < text.n || k < printed.n) {
		size_t n, m;

		if (i < text.n && k < printed.n && text.p[i] == printed.p[k]) {
			i++;
			k++;
			continue;
		}
		/* What is blank before is part of it. */
		while (i && k && is_white(text.p[i - 1]) && k > last) {
			i--;
			k--;
		}
		n = blanks(text, i);
		m = blanks(printed, k);
		if (!n && !m)
			return false;
		buf_add_char(out, any ? ',' : ' ');
		buf_add_uint(out, k - last);
		write_blanks(span_of(text.p + i, n), out);
		any = true;
		i += n;
		k += m;
		last = k;
	}
	if (!any && !f->nline && !f->nlines)
		out->n = start;
	else
		buf_add_char(out, '\n');
	return true;
}

/* ---- reading ------------------------------------------------------------- */

static bool
take(struct span *rest, const char *word)
{
	if (!span_starts(*rest, word))
		return false;
	*rest = span_from(*rest, strlen(word));
	return true;
}

static bool
take_number(struct span *rest, size_t *value)
{
	size_t n = 0;

	*value = 0;
	for (; n < rest->n && is_digit(rest->p[n]); n++) {
		*value = *value * 10 + (size_t)(rest->p[n] - '0');
		if (*value > JSON_BYTES)
			return false;
	}
	*rest = span_from(*rest, n);
	return n != 0;
}

/* Adds a run of containers; false when memory is short or they are more than
 * there can be. */
static bool
add_run(uint32_t **list, size_t *n, size_t *cap, size_t first, size_t run)
{
	if (first > JSON_TOKENS || run > JSON_TOKENS ||
		!mem_grow(list, cap, *n + run, sizeof(**list)))
		return false;
	for (size_t i = 0; i < run; i++)
		(*list)[(*n)++] = (uint32_t)(first + i);
	return true;
}

static bool
read_list(const char *name, uint32_t **list, size_t *n, size_t *cap,
	struct span *rest, size_t most)
{
	size_t last = 0, skip, run;

	*n = 0;
	if (!take(rest, name))
		return true;
	do {
		run = 1;
		if (!take_number(rest, &skip) ||
			(take(rest, "x") && !take_number(rest, &run)) ||
			run > most || *n + run > most || !run ||
			!add_run(list, n, cap, last + skip, run))
			return false;
		last += skip + run - 1;
	} while (take(rest, ","));
	return take(rest, ";");
}

bool
json_layout_read(struct json_layout *l, struct span line, size_t most)
{
	struct json_forced *f = &l->forced;
	struct span rest = span_chomp(line);

	l->npatches = 0;
	if (!take(&rest, LAYOUT) ||
		!read_list(" one line ", &f->line, &f->nline, &f->line_cap,
			&rest, most) ||
		!read_list(" lines ", &f->lines, &f->nlines, &f->lines_cap,
			&rest, most))
		return false;
	while (rest.n) {
		struct json_patch patch;
		size_t n = 0;

		if (!take(&rest, l->npatches ? "," : " ") ||
			!take_number(&rest, &patch.skip) || !take(&rest, "\""))
			return false;
		while (n < rest.n && rest.p[n] != '"')
			n++;
		if (n == rest.n)
			return false;
		patch.text = span_of(rest.p, n);
		rest = span_from(rest, n + 1);
		if (!mem_grow(&l->patch, &l->cap, l->npatches + 1,
			    sizeof(*l->patch)))
			return false;
		l->patch[l->npatches++] = patch;
	}
	return true;
}

static bool
add_blanks(struct span s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '\\' && ++i < s.n)
			c = s.p[i] == 'n'   ? '\n'
			    : s.p[i] == 't' ? '\t'
			    : s.p[i] == 'r' ? '\r'
					    : 0;
		if (!is_white(c))
			return false;
		buf_add_char(out, c);
	}
	return true;
}

bool
json_layout_apply(
	const struct json_layout *l, struct span printed, struct buf *out)
{
	size_t at = 0;

	for (size_t i = 0; i < l->npatches; i++) {
		const struct json_patch *patch = &l->patch[i];

		if (patch->skip > printed.n - at)
			return false;
		buf_add(out, span_of(printed.p + at, patch->skip));
		at += patch->skip;
		at += blanks(printed, at);
		if (!add_blanks(patch->text, out))
			return false;
	}
	buf_add(out, span_from(printed, at));
	return true;
}
