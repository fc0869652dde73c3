/* SPDX-License-Identifier: Apache-2.0 */
/* Comments and texts about code; see code_walk.h. */
#include "codec/code/code_walk.h"

bool
walk_text_has(struct span s, const char *word)
{
	size_t n = strlen(word);

	for (; s.n >= n; s = span_from(s, 1)) {
		const char *p = memchr(s.p, *word, s.n);

		if (!p)
			return false;
		s = span_from(s, (size_t)(p - s.p));
		if (span_starts(s, word))
			return true;
	}
	return false;
}

static bool
has_words(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (is_letter(s.p[i]))
			return true;
		else if (s.p[i] & 0x80)
			return true;
	return false;
}

/* What stands only to close a comment or a text. */
static bool
is_note_end(struct span s)
{
	static const char *const ends[] = { "*/", "**/", "\"\"\"", "'''",
		"=end", "]]", "--]]", NULL };

	s = span_chomp(s);
	s = span_skip_blanks(s);
	return span_is_any(s, ends);
}

void
note_add(struct walk *w, const struct code_line *l, bool text)
{
	struct note *note = &w->note;
	struct span s = span_of(w->text.p + l->at, l->n);

	piece_grow(&note->piece, l);
	note->text = text;
	note->tail = note->words && is_note_end(s) ? l->n : 0;
	if (!note->words)
		piece_grow(&note->first, l);
	note->words = note->words || has_words(s);
	if (w->nblocks == 1 && !note->licence)
		note->licence = walk_text_has(s, "SPDX-License") ||
				walk_text_has(s, "opyright") ||
				walk_text_has(s, "COPYRIGHT") ||
				walk_text_has(s, "icensed under");
}

/* The note that was read; it goes with the unit `needs`, or if that is not yet
 * there with the next one, `next`. */
static void
end_note(struct walk *w, uint32_t needs, bool next)
{
	struct note note = w->note;
	struct piece rest = note.piece;
	uint32_t first = parts_next(&w->parts);

	if (!note.piece.lines)
		return;
	w->note = (struct note){ .tail = 0 };
	if (note.licence) {
		parts_add(&w->parts, PART_LICENCE, NONE, note.piece);
		return;
	}
	rest.at += note.first.n;
	rest.n -= note.first.n + note.tail;
	rest.lines -= note.first.lines + (note.tail != 0);
	parts_add(&w->parts, PART_DOC, needs, note.first);
	if (rest.n)
		parts_add(&w->parts, PART_COMMENT, first, rest);
	if (note.tail)
		parts_add(&w->parts, PART_CLOSE, first,
			(struct piece){ rest.at + rest.n, note.tail, 1 });
	parts_join(&w->parts, first);
	if (next)
		parts_need(&w->parts, first, parts_next(&w->parts));
}

/* The note says something about the unit that comes next. */
void
note_attach(struct walk *w)
{
	end_note(w, NONE, true);
}

/* It says something about where it stands. */
void
note_drop(struct walk *w)
{
	end_note(w, walk_top(w)->head, false);
}
