/* SPDX-License-Identifier: Apache-2.0 */
/* The way through a list; see walk.h. */
#include "codec/list/walk.h"

#include "codec/list/place.h"

enum {
	/* Groups and names before a text is taken for what ls -R prints. */
	FEW_GROUPS = 2,
	FEW_NAMES = 4,
	/* Groups by which there must be so many names; else each group that
	 * is in the one before could be looked at as the first of many. */
	MOST_EMPTY = 16,
	/* Blanks in a name; ls -lR prints more in front of each. */
	MAX_BLANKS = 4,
};

/* Whether a path is in a folder, which is without its slash. */
static bool
is_in(struct span path, struct span folder)
{
	return path.n > folder.n && path.p[folder.n] == '/' &&
	       !memcmp(path.p, folder.p, folder.n);
}

bool
walk_paths(struct walk *w, struct name *name)
{
	struct span line, next, above = w->folder;
	size_t n;

	if (!span_line(&w->rest, &line))
		return false;
	next = w->rest;
	w->line = folder_line(line);
	n = w->line.n;
	w->folder = folder_slashed(w->line);
	*name = (struct name){ .text = span_from(w->line, w->folder.n) };
	if (!name->text.n)
		return true;
	if (is_in(next, w->line)) {
		name->itself = true;
		w->folder = span_of(next.p, n + 1);
	} else if (is_in(above, w->line)) {
		name->itself = true;
		w->folder = span_of(above.p, n + 1);
	}
	return true;
}

/* ---- groups -------------------------------------------------------------- */

/* A folder without its colon; n is 0 if the line is none. */
static struct span
heading(struct span line)
{
	struct span s = folder_line(line);

	if (s.n < 2 || s.n >= MAX_PATH_BYTES || s.p[s.n - 1] != ':')
		return span_of(NULL, 0);
	s.n--;
	if (s.p[s.n - 1] == '/' ||
		(place_judge(s) == PLACE_NONE && !span_equal(s, span_str("."))))
		s.n = 0;
	return s;
}

static bool
is_name(struct span s)
{
	size_t blanks = 0;

	/* A line that could be a folder ends the search for the next one, so
	 * that none is looked at twice. */
	if (s.n >= MAX_PATH_BYTES || span_ends(s, ":"))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == '/')
			return false;
		blanks += s.p[i] == ' ';
	}
	return blanks <= MAX_BLANKS;
}

size_t
walk_find_groups(struct span text)
{
	struct span rest = text, line, first, above;
	size_t groups = 1, names = 0, found;

	if (!span_line(&rest, &line))
		return 0;
	first = above = heading(line);
	if (!first.n)
		return 0;
	found = (size_t)(rest.p - text.p);
	while (span_line(&rest, &line)) {
		if (*line.p != '\n') {
			if (!is_name(folder_line(line)))
				break;
			names++;
		} else {
			struct span next;

			if (!span_line(&rest, &line))
				break;
			next = heading(line);
			if (!is_in(next, first) || span_equal(next, above))
				break;
			above = next;
			if (++groups > MOST_EMPTY && names < FEW_NAMES)
				return 0;
		}
		found = (size_t)(rest.p - text.p);
	}
	return groups < FEW_GROUPS || names < FEW_NAMES ? 0 : found;
}

bool
walk_mark_groups(struct span text, struct buf *marked)
{
	struct span rest = text, line;
	bool is_heading = true;

	buf_reset(marked);
	buf_add(marked, text);
	if (!buf_ok(marked))
		return false;
	while (span_line(&rest, &line)) {
		if (is_heading)
			marked->p[rest.p - text.p - 2] = '/';
		is_heading = *line.p == '\n';
	}
	return true;
}

bool
walk_groups(struct walk *w, struct name *name)
{
	struct span line;

	*name = (struct name){ .itself = false };
	if (!span_line(&w->rest, &line))
		return false;
	if (*line.p == '\n' && !span_line(&w->rest, &line))
		return false;
	w->line = folder_line(line);
	if (span_ends(w->line, "/")) {
		w->folder = w->line;
		name->text = span_from(w->line, w->line.n);
		if (!w->rest.n || *w->rest.p == '\n')
			return true;
		span_line(&w->rest, &line);
		w->line = folder_line(line);
	}
	name->text = w->line;
	return true;
}
