/* SPDX-License-Identifier: Apache-2.0 */
/* Statements outside of functions, and the blocks they open; see code_walk.h. */
#include "codec/code/code_walk.h"

#include <assert.h>

enum {
	/* A statement that has no block after so many lines is a value. */
	HEAD_LINES = 24,
	/* So much of its code says what it is. */
	HEAD_BYTES = 4 << 10,
	/* Of a longer constant only the first line is in the skeleton. */
	CONST_LINES = 3,
};

void
walk_push(struct walk *w, struct block b)
{
	if (!mem_grow(&w->block, &w->cap, w->nblocks + 1, sizeof(b))) {
		w->parts.failed = true;
		return;
	}
	b.member = NONE;
	w->block[w->nblocks++] = b;
}

enum code_place
walk_place(struct walk *w)
{
	switch (walk_top(w)->inside) {
	case IN_TYPE:
		return PLACE_TYPE;
	case IN_OBJECT:
		return PLACE_OBJECT;
	case IN_FILE:
	case IN_FUNCTION:
	case IN_DATA:
	case IN_IMPORT:
		break;
	}
	return PLACE_FILE;
}

void
walk_run(struct walk *w, enum code_part part, struct piece piece)
{
	if (part == PART_BODY || part == PART_IMPORT)
		note_drop(w);
	else
		note_attach(w);
	parts_run(&w->parts, part, walk_top(w)->head, piece, true);
}

/* The head of a block, or what stands for itself; returns its unit. */
static uint32_t
add_head(struct walk *w, enum code_part part)
{
	uint32_t unit;

	note_attach(w);
	unit = parts_next(&w->parts);
	if (walk_top(w)->inside == IN_FUNCTION && part != PART_CONST)
		part = PART_INNER;
	parts_add(&w->parts, part, walk_top(w)->head, w->stmt.piece);
	return unit;
}

/* A constant: the first line, and its value if that is long. */
static void
add_const(struct walk *w)
{
	struct piece piece = w->stmt.piece, first = piece;
	uint32_t unit;

	if (piece.lines <= CONST_LINES) {
		walk_run(w, PART_CONST, piece);
		return;
	}
	first.n = w->stmt.first;
	first.lines = 1;
	piece.at += first.n;
	piece.n -= first.n;
	piece.lines--;
	note_attach(w);
	unit = parts_next(&w->parts);
	parts_add(&w->parts, PART_CONST, walk_top(w)->head, first);
	parts_add(&w->parts, PART_DATA, unit, piece);
}

/* What becomes of a statement, by what it is: without a block, and with one. */
static const struct {
	enum code_part part;
	enum {
		RUN,
		HEAD,
		CONST
	} as;
	enum code_part head; /* of its block */
	enum inside inside; /* the block */
	bool plain; /* it has no head of its own */
} ways[] = {
	[ITEM_IMPORT] = { PART_IMPORT, RUN, PART_IMPORT, IN_IMPORT, true },
	[ITEM_FUNCTION] = { PART_FUNCTION, HEAD, PART_FUNCTION, IN_FUNCTION,
		false },
	[ITEM_CALL] = { PART_BODY, RUN, PART_CALL, IN_FUNCTION, false },
	[ITEM_WRAPPER] = { PART_BODY, RUN, PART_CALL, IN_FILE, false },
	[ITEM_TYPE] = { PART_TYPE, HEAD, PART_TYPE, IN_TYPE, false },
	[ITEM_SCOPE] = { PART_CONST, CONST, PART_TYPE, IN_FILE, false },
	[ITEM_OBJECT] = { PART_CONST, CONST, PART_CONST, IN_OBJECT, false },
	[ITEM_CONST] = { PART_CONST, CONST, PART_CONST, IN_DATA, false },
	[ITEM_FIELD] = { PART_FIELD, RUN, PART_FIELD, IN_TYPE, false },
	[ITEM_SCRIPT] = { PART_BODY, RUN, PART_BODY, IN_FUNCTION, true },
};

_Static_assert(
	sizeof(ways) / sizeof(*ways) == ITEM_SCRIPT + 1, "each item has a row");

/* An object in an object is a value of it. */
static bool
is_inner_object(struct walk *w, enum code_item item)
{
	return item == ITEM_OBJECT && walk_place(w) == PLACE_OBJECT;
}

/* The statement is over, and no block of it is open. */
void
stmt_end(struct walk *w)
{
	enum code_item item =
		code_item(w->lang, walk_place(w), buf_span(&w->head), false);

	if (is_inner_object(w, item))
		walk_run(w, PART_DATA, w->stmt.piece);
	else if (ways[item].as == CONST)
		add_const(w);
	else if (ways[item].as == HEAD)
		add_head(w, ways[item].part);
	else
		walk_run(w, ways[item].part, w->stmt.piece);
	w->stmt.piece.lines = w->stmt.piece.n = 0;
}

/* The statement has opened a block in which `depth` brackets are open. */
static void
stmt_open(struct walk *w, uint32_t depth, enum code_item item)
{
	struct block b = { .depth = depth,
		.indent = w->stmt.indent,
		.head = walk_top(w)->head,
		.inside = ways[item].inside,
		.plain = ways[item].plain,
		.doc = true };
	enum code_part part =
		is_inner_object(w, item) ? PART_DATA : ways[item].head;

	assert(w->stmt.piece.lines);
	if (b.plain)
		walk_run(w, part, w->stmt.piece);
	else
		b.head = add_head(w, part);
	w->stmt.piece.lines = w->stmt.piece.n = 0;
	walk_push(w, b);
}

/* Adds a line's code to the statement's; what closes blocks above is not of
 * it. */
static void
add_code(struct walk *w, struct span code)
{
	if (!w->head.n)
		while (code.n && is_among(*code.p, "})], ;"))
			code = span_from(code, 1);
	if (w->head.n + code.n + 1 > HEAD_BYTES || !code.n)
		return;
	if (w->head.n)
		buf_add_char(&w->head, ' ');
	buf_add(&w->head, code);
}

/* name({ at the statement's end, where no function is declared. */
static bool
ends_as_object(const struct walk *w)
{
	struct span s = buf_span(&w->head);

	if (!span_ends(s, "({") || s.n < 3 || span_starts(s, "function") ||
		walk_text_has(s, "function "))
		return false;
	return !strchr(" =(,:", s.p[s.n - 3]);
}

/* const (, var (: several of them. */
static bool
is_group(const struct walk *w)
{
	static const char *const groups[] = { "const (", "var (", "type (",
		"import (", NULL };

	return span_is_any(buf_span(&w->head), groups);
}

static enum code_item
item_of_block(struct walk *w)
{
	return code_item(w->lang, walk_place(w), buf_span(&w->head), true);
}

/* The statement goes beyond this line: does it open a block here? */
static void
judge_open(struct walk *w, const struct code_line *l)
{
	uint32_t d = w->stmt.depth;
	char outer = w->lex.open[d], inner = w->lex.open[l->end - 1];
	struct span head = buf_span(&w->head);

	if (outer == '{') {
		stmt_open(w, d + 1, item_of_block(w));
	} else if (is_group(w)) {
		enum code_item item = item_of_block(w);

		stmt_open(w, d + 1, item == ITEM_IMPORT ? item : ITEM_FIELD);
	} else if (inner == '{' && walk_has(w, LANG_CALLBACKS) &&
		   code_ends_as_function(head)) {
		stmt_open(w, l->end, item_of_block(w));
	} else if (inner == '{' && walk_has(w, LANG_CALLBACKS) &&
		   walk_place(w) == PLACE_FILE && ends_as_object(w)) {
		stmt_open(w, l->end, ITEM_OBJECT);
	} else if (w->stmt.piece.lines >= HEAD_LINES) {
		stmt_open(w, d + 1, ITEM_CONST);
	}
}

static bool
is_label(struct span code)
{
	static const char *const labels[] = { "public:", "private:",
		"protected:", "signals:", "public slots:", "private slots:",
		NULL };

	return span_is_any(code, labels);
}

/* All brackets of the statement are closed: is it over? */
static void
judge_end(struct walk *w, struct span code)
{
	struct span head = buf_span(&w->head);
	enum inside inside = walk_top(w)->inside;
	char last = code.n ? code.p[code.n - 1] : 0;

	if (last == ';' ||
		(last == ',' && inside != IN_FILE && inside != IN_FUNCTION)) {
		stmt_end(w);
		return;
	}
	/* The members that a constructor begins with. */
	if (last == '}' && !(walk_has(w, LANG_DIRECTIVES) && *code.p == ':')) {
		stmt_end(w);
		return;
	}
	if (span_starts(head, "<?") || is_label(head) ||
		span_starts(head, "#!") || span_starts(head, "[assembly"))
		stmt_end(w);
	else if (walk_has(w, LANG_SEMICOLON) || code_is_annotation(head) ||
		 (last && strchr(",=&|+?.<:", last)))
		w->stmt.done = false;
	else
		w->stmt.done = true;
}

static void
judge(struct walk *w, const struct code_line *l)
{
	if (walk_has(w, LANG_INDENT)) {
		struct span head = buf_span(&w->head);

		if (l->end <= w->stmt.depth && !span_ends(head, "\\") &&
			!code_is_annotation(head))
			stmt_open(w, l->end,
				code_indented_item(
					w->lang, walk_place(w), head));
	} else if (l->end > w->stmt.depth) {
		judge_open(w, l);
	} else {
		judge_end(w, l->code);
	}
}

void
stmt_begin(struct walk *w, const struct code_line *l)
{
	w->stmt = (struct statement){ .piece = piece_of(l),
		.first = l->n,
		.depth = l->low,
		.indent = l->indent };
	buf_reset(&w->head);
	add_code(w, l->code);
	judge(w, l);
}

bool
stmt_goes_on(struct walk *w, const struct code_line *l)
{
	bool open = l->depth > w->stmt.depth;

	if (!walk_has(w, LANG_INDENT) && l->low < w->stmt.depth)
		return false;
	if (open || l->inside)
		return true;
	if (l->directive || walk_has(w, LANG_INDENT))
		return !l->directive;
	if (!w->stmt.done)
		return true;
	return l->code.n &&
	       strchr(walk_has(w, LANG_SHELL) ? "{" : "{.?:)]&|+,=",
		       *l->code.p);
}

void
stmt_grow(struct walk *w, const struct code_line *l)
{
	piece_grow(&w->stmt.piece, l);
	if (l->comment)
		return;
	add_code(w, l->code);
	judge(w, l);
}
