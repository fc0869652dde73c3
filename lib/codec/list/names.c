/* SPDX-License-Identifier: Apache-2.0 */
/* Names between braces; see names.h. */
#include "codec/list/names.h"

#include "codec/list/place.h"

static const char BOUNDARIES[] = "-_.:+@";

enum {
	/* Names that begin with the same words or end with the same extension
	 * get a line of their own from here on; 3 to 6 save the same within
	 * 0.4 points on nine lists. */
	FEW_ALIKE = 3,
	/* Names in a line: a further line costs three tokens, but its names
	 * may have more in common.  16 to 40 save the same within 1.7 points,
	 * this most, on nine lists. */
	MAX_NAMES = 20,
	/* In front of names, that are tried to be in common. */
	MAX_WORDS = 8,
};

/* ---- writing ------------------------------------------------------------- */

static bool
is_special(char c)
{
	return c == '{' || c == '}' || c == '\\';
}

/* With a backslash before a blank too if it is one of several names. */
static void
add_escaped(struct span s, bool among, struct buf *out)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (!is_special(s.p[i]) && !(among && s.p[i] == ' '))
			continue;
		buf_add(out, span_of(s.p + from, i - from));
		buf_add_char(out, '\\');
		from = i;
	}
	buf_add(out, span_from(s, from));
}

void
names_escape(struct span s, struct buf *out)
{
	add_escaped(s, false, out);
}

static void
add_name(struct span name, bool itself, bool among, struct buf *out)
{
	if (itself || (name.n == 1 && *name.p == '.'))
		buf_add_str(out, itself ? "." : "\\.");
	else
		add_escaped(name, among, out);
}

static bool
is_boundary(char c)
{
	return memchr(BOUNDARIES, c, sizeof(BOUNDARIES) - 1) != NULL;
}

void
names_look(struct name *name)
{
	name->extension = (uint16_t)place_extension(name->text);
}

/* What all names begin with, up to a boundary, and end with, from a dot on;
 * the two do not overlap in any of them. */
static void
find_common(const struct name *v, size_t n, size_t *before, size_t *behind)
{
	struct span first = v->text;
	size_t least = first.n;

	*before = *behind = first.n;
	for (size_t i = 0; i < n; i++) {
		struct span s = v[i].text;
		size_t k = 0;

		while (k < *before && k < s.n && s.p[k] == first.p[k])
			k++;
		*before = k;
		if (s.n < least)
			least = s.n;
		if (v[i].itself)
			*before = least = 0;
	}
	while (*before && !is_boundary(first.p[*before - 1]))
		--*before;
	for (size_t i = 0; i < n; i++) {
		struct span s = v[i].text;
		size_t k = 0;

		while (k < *behind && k < least - *before &&
			s.p[s.n - k - 1] == first.p[first.n - k - 1])
			k++;
		*behind = k;
	}
	while (*behind && first.p[first.n - *behind] != '.')
		--*behind;
}

/* One line. */
static void
write_line(const struct name *v, size_t n, struct buf *out)
{
	size_t before, behind;

	if (n == 1) {
		add_name(v->text, v->itself, false, out);
		buf_add_char(out, '\n');
		return;
	}
	find_common(v, n, &before, &behind);
	names_escape(span_of(v->text.p, before), out);
	for (size_t i = 0; i < n; i++) {
		buf_add_char(out, i ? ' ' : '{');
		add_name(span_of(v[i].text.p + before,
				 v[i].text.n - before - behind),
			v[i].itself, true, out);
	}
	buf_add_char(out, '}');
	names_escape(span_from(v->text, v->text.n - behind), out);
	buf_add_char(out, '\n');
}

static void
write_lines(const struct name *v, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i += MAX_NAMES)
		write_line(v + i, n - i < MAX_NAMES ? n - i : MAX_NAMES, out);
}

/* How many names from the first on, at most a line of them, have its extension
 * and begin with its first `start` bytes; 1 if that says nothing. */
static size_t
count_alike(const struct name *v, size_t n, size_t start)
{
	size_t k = 1, end = v->extension;

	if (v->itself || !(start + end))
		return 1;
	while (k < n && k < MAX_NAMES && !v[k].itself &&
		v[k].extension == end && v[k].text.n >= start &&
		!memcmp(v[k].text.p, v->text.p, start) &&
		!memcmp(v[k].text.p + v[k].text.n - end,
			v->text.p + v->text.n - end, end))
		k++;
	return k;
}

/* The same with as many words in front as save the most bytes; fewer than
 * FEW_ALIKE if not even one is worth it. */
static size_t
count_best(const struct name *v, size_t n)
{
	size_t best = 1, most = 0, words = 0;

	for (size_t i = 1; i < v->text.n && words < MAX_WORDS; i++) {
		size_t k;

		if (!is_boundary(v->text.p[i]))
			continue;
		words++;
		k = count_alike(v, n, i + 1);
		if (k < FEW_ALIKE)
			break;
		if ((k - 1) * i > most) {
			most = (k - 1) * i;
			best = k;
		}
	}
	return best;
}

static void
write_extensions(const struct name *v, size_t n, struct buf *out)
{
	size_t from = 0, k;

	for (size_t i = 0; i < n; i += k) {
		k = count_alike(v + i, n - i, 0);
		if (k < FEW_ALIKE)
			continue;
		write_lines(v + from, i - from, out);
		write_lines(v + i, k, out);
		from = i + k;
	}
	write_lines(v + from, n - from, out);
}

void
names_write(const struct name *v, size_t n, struct buf *out)
{
	size_t from = 0, k;

	for (size_t i = 0; i < n; i += k) {
		k = count_best(v + i, n - i);
		if (k < FEW_ALIKE)
			continue;
		write_extensions(v + from, i - from, out);
		write_lines(v + i, k, out);
		from = i + k;
	}
	write_extensions(v + from, n - from, out);
}

/* ---- reading ------------------------------------------------------------- */

/* A text of at most MAX_PATH_BYTES. */
struct piece {
	char text[MAX_PATH_BYTES];
	size_t n;
};

/* Appends a text without its backslashes; false: it is no such text. */
static bool
add_plain(struct piece *piece, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\') {
			if (++i == s.n ||
				!(is_special(s.p[i]) || s.p[i] == '.' ||
					s.p[i] == ' '))
				return false;
		} else if (is_special(s.p[i])) {
			return false;
		}
		if (piece->n == MAX_PATH_BYTES - 1)
			return false;
		piece->text[piece->n++] = s.p[i];
	}
	return true;
}

/* Where the first `c` without a backslash is; s.n if there is none. */
static size_t
find_plain(struct span s, char c)
{
	size_t i = 0;

	while (i < s.n && s.p[i] != c)
		i += s.p[i] == '\\' ? 2 : 1;
	return i < s.n ? i : s.n;
}

/* Writes one name; `path` has what comes before it, `folder` bytes of which
 * are its folder. */
static bool
add_path(struct names_reader *r, struct piece *path, struct span name,
	const struct piece *behind)
{
	size_t before = path->n, folder = r->folder->n;
	size_t from = r->grouped ? folder : 0;

	if (name.n == 1 && *name.p == '.') {
		if (before != folder || behind->n || !folder || r->grouped ||
			path->text[folder - 1] != '/')
			return false;
		path->n--;
	} else if (!add_plain(path, name)) {
		return false;
	}
	if (behind->n >= MAX_PATH_BYTES - path->n)
		return false;
	memcpy(path->text + path->n, behind->text, behind->n);
	path->n += behind->n;
	/* The empty name is a folder, and in a group it is none. */
	if (!r->grouped || path->n > from) {
		buf_add(r->out, span_of(path->text + from, path->n - from));
		buf_add_char(r->out, '\n');
		r->count++;
	}
	path->n = before;
	return true;
}

/* Enters the folder that is written before names, if there is one. */
static bool
read_folder(struct names_reader *r, struct span written)
{
	struct folder *f = r->folder;
	struct piece plain;

	if (!written.n)
		return r->open || !r->grouped;
	plain.n = 0;
	if (!add_plain(&plain, written) ||
		!folder_read(f, span_of(plain.text, plain.n)))
		return false;
	if (!r->grouped)
		return true;
	if (!f->n)
		return false;
	if (r->open)
		buf_add_char(r->out, '\n');
	r->open = true;
	buf_add(r->out, span_of(f->text, f->n - 1));
	buf_add_str(r->out, ":\n");
	return true;
}

bool
names_read(struct names_reader *r, struct span line)
{
	size_t open = find_plain(line, '{'), close, n;
	struct piece path, behind;
	struct span names;

	n = folder_slashed(span_of(line.p, open)).n;
	if (!read_folder(r, span_of(line.p, n)))
		return false;
	memcpy(path.text, r->folder->text, r->folder->n);
	path.n = r->folder->n;
	behind.n = 0;
	if (open == line.n)
		return add_path(r, &path, span_from(line, n), &behind);
	names = span_from(line, open + 1);
	close = find_plain(names, '}');
	if (close == names.n ||
		!add_plain(&behind, span_from(names, close + 1)) ||
		!add_plain(&path, span_of(line.p + n, open - n)))
		return false;
	names.n = close;
	for (;;) {
		n = find_plain(names, ' ');
		if (!add_path(r, &path, span_of(names.p, n), &behind))
			return false;
		if (n == names.n)
			return true;
		names = span_from(names, n + 1);
	}
}
