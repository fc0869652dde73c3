/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Source code.  By default it goes out as it is; under a budget its skeleton
 * comes first: what there is, and how it is called.
 *
 *	def add(x, y):			def add(x, y):
 *	    """Adds two numbers.		    """Adds two numbers.
 *					[... 3-4 ...]
 *	    Or strings, even.		    """
 *	    """				[... 6-12 ...]
 *	    if x is None:		def sub(x, y):
 *		...			...
 *
 * The text is read once, line by line, with a stack of the blocks that are
 * open.  Outside of functions, lines are gathered to a statement until it ends
 * or opens a block, and code_head.h says what it is; inside of functions lines
 * are cut into runs.  Where indentation tells what belongs together, it does so
 * in place of the brackets.
 */
#include "base/mem.h"
#include "codec/code/code_walk.h"
#include "codec/codec.h"

/* ---- blocks -------------------------------------------------------------- */

/* A line in a block that is not cut into statements. */
static void
add_line(struct walk *w, const struct code_line *l, enum code_part part,
	bool breaks)
{
	note_drop(w);
	parts_run(&w->parts, part, walk_top(w)->head, piece_of(l), breaks);
	if (part != PART_BODY)
		return;
	if (code_is_telling(l->code) ||
		(!l->code.n &&
			(walk_text_has(
				 span_of(w->text.p + l->at, l->n), "TODO") ||
				walk_text_has(span_of(w->text.p + l->at, l->n),
					"FIXME"))))
		parts_tell(&w->parts, l->n);
}

/* The line closes blocks by brackets; true if it is nothing else. */
static bool
close_blocks(struct walk *w, const struct code_line *l)
{
	struct block closed;
	bool opens = l->end > l->low && l->inner == '{';

	if (w->nblocks == 1 || walk_top(w)->depth <= l->low)
		return false;
	note_drop(w);
	do {
		closed = *walk_top(w);
		w->nblocks--;
	} while (w->nblocks > 1 && walk_top(w)->depth > l->low);
	if (l->directive)
		return false;
	if (closed.plain) {
		add_line(w, l,
			closed.inside == IN_IMPORT ? PART_IMPORT : PART_BODY,
			false);
		if (l->end > l->low) {
			closed.depth = l->end;
			walk_push(w, closed);
		}
		return true;
	}
	if (opens && walk_top(w)->inside != IN_FUNCTION)
		return false;
	parts_add(&w->parts, PART_CLOSE, closed.head, piece_of(l));
	parts_join(&w->parts, closed.head);
	return true;
}

/* The same by indentation. */
static bool
close_indented(struct walk *w, const struct code_line *l)
{
	struct block closed = { .indent = NONE };
	struct span code = l->code;

	if (w->nblocks > 1 && walk_top(w)->indent >= l->indent && w->note.text)
		note_drop(w);
	while (w->nblocks > 1 && walk_top(w)->indent >= l->indent) {
		closed = *walk_top(w);
		w->nblocks--;
		parts_join(&w->parts, closed.head);
	}
	if (closed.indent != l->indent || !walk_has(w, LANG_END) ||
		!span_starts(code, "end") ||
		(code.n > 3 && strchr("_=", code.p[3])) || closed.plain)
		return false;
	note_drop(w);
	parts_add(&w->parts, PART_CLOSE, closed.head, piece_of(l));
	parts_join(&w->parts, closed.head);
	return true;
}

/* ---- lines --------------------------------------------------------------- */

static enum code_part
part_inside(enum inside inside)
{
	switch (inside) {
	case IN_DATA:
	case IN_OBJECT:
		return PART_DATA;
	case IN_IMPORT:
		return PART_IMPORT;
	case IN_FILE:
	case IN_TYPE:
	case IN_FUNCTION:
		break;
	}
	return PART_BODY;
}

static void
take_blank(struct walk *w, const struct code_line *l)
{
	if (w->stmt.piece.lines && l->depth > w->stmt.depth) {
		piece_grow(&w->stmt.piece, l);
		return;
	}
	if (w->stmt.piece.lines)
		stmt_end(w);
	note_drop(w);
	parts_blank(&w->parts, piece_of(l));
}

static void
take_directive(struct walk *w, const struct code_line *l)
{
	enum inside inside = walk_top(w)->inside;

	if (inside != IN_FILE && inside != IN_TYPE)
		add_line(w, l, part_inside(inside), false);
	else if (span_starts(l->code, "#include") ||
		 span_starts(l->code, "# include") ||
		 span_starts(l->code, "#import"))
		walk_run(w, PART_IMPORT, piece_of(l));
	else if (span_starts(l->code, "#define") ||
		 span_starts(l->code, "# define"))
		walk_run(w, PART_CONST, piece_of(l));
	else
		add_line(w, l, PART_BODY, true);
}

/* The first statement of a block may be a text about it. */
static bool
is_doc(struct walk *w, const struct code_line *l)
{
	struct block *b = walk_top(w);
	bool first = b->doc;

	b->doc = false;
	return first && walk_has(w, LANG_TRIPLE) &&
	       span_starts(l->code, "\"\"");
}

static enum code_item
indented_item(struct walk *w, struct span code)
{
	if (walk_top(w)->inside == IN_FUNCTION &&
		!code_may_define(w->lang, code))
		return ITEM_SCRIPT;
	return code_indented_item(w->lang, walk_place(w), code);
}

/* Whether a line is the head of a block, or an annotation of one. */
static bool
begins_block(struct walk *w, enum code_item item, struct span code)
{
	if (item == ITEM_WRAPPER && walk_top(w)->inside == IN_FILE)
		return true;
	if (item <= ITEM_SCOPE && item != ITEM_IMPORT && item != ITEM_WRAPPER)
		return true;
	return walk_has(w, LANG_TRIPLE) && *code.p == '@';
}

/* A line that is no head: of a body, an import or a value. */
static void
add_indented(struct walk *w, const struct code_line *l, enum code_item item)
{
	struct block *b = walk_top(w);
	bool member = l->indent <= b->member;

	w->rest_needs = b->head;
	if (b->inside == IN_FUNCTION || item == ITEM_SCRIPT ||
		item == ITEM_WRAPPER || (!member && item != ITEM_IMPORT)) {
		w->rest = PART_BODY;
		add_line(w, l, PART_BODY, member);
	} else if (item == ITEM_IMPORT) {
		w->rest = PART_IMPORT;
		walk_run(w, PART_IMPORT, piece_of(l));
	} else {
		w->rest = PART_DATA;
		walk_run(w, b->inside == IN_TYPE ? PART_FIELD : PART_CONST,
			piece_of(l));
	}
}

/* A line of code where indentation tells what it belongs to. */
static void
take_indented(struct walk *w, const struct code_line *l)
{
	enum code_item item;

	if (l->depth || l->inside) {
		note_drop(w);
		parts_run(
			&w->parts, w->rest, w->rest_needs, piece_of(l), false);
		return;
	}
	if (close_indented(w, l))
		return;
	if (is_doc(w, l)) {
		note_add(w, l, true);
		return;
	}
	if (walk_top(w)->member == NONE)
		walk_top(w)->member = l->indent;
	item = indented_item(w, l->code);
	if (begins_block(w, item, l->code))
		stmt_begin(w, l);
	else
		add_indented(w, l, item);
}

static void
take_code(struct walk *w, const struct code_line *l)
{
	struct block *b;

	if (walk_has(w, LANG_INDENT)) {
		take_indented(w, l);
		return;
	}
	if (close_blocks(w, l))
		return;
	b = walk_top(w);
	if (l->directive) {
		take_directive(w, l);
	} else if (b->inside == IN_FUNCTION) {
		if (!l->inside && code_is_inner(w->lang, l->code))
			stmt_begin(w, l);
		else
			add_line(w, l, PART_BODY, l->depth <= b->depth);
	} else if (b->inside == IN_DATA || b->inside == IN_IMPORT ||
		   l->low > b->depth || l->inside) {
		add_line(w, l, part_inside(b->inside), l->depth <= b->depth);
	} else {
		stmt_begin(w, l);
	}
}

/* Whether a comment is about what comes, and not one of the statements. */
static bool
is_note(struct walk *w, const struct code_line *l)
{
	const struct block *b = walk_top(w);

	if (walk_has(w, LANG_INDENT) && l->indent <= b->indent &&
		w->nblocks > 1)
		return true;
	return b->inside == IN_FILE || b->inside == IN_TYPE ||
	       b->inside == IN_OBJECT;
}

static void
take_line(struct walk *w, const struct code_line *l)
{
	if (w->note.text && !l->inside)
		note_drop(w);
	if (w->note.text) {
		note_add(w, l, true);
		return;
	}
	if (l->blank) {
		take_blank(w, l);
		return;
	}
	if (w->stmt.piece.lines && stmt_goes_on(w, l)) {
		stmt_grow(w, l);
		return;
	}
	if (w->stmt.piece.lines)
		stmt_end(w);
	if (!l->comment)
		take_code(w, l);
	else if (is_note(w, l))
		note_add(w, l, false);
	else
		add_line(w, l, part_inside(walk_top(w)->inside),
			l->depth <= walk_top(w)->depth);
}

/* ---- the codec ----------------------------------------------------------- */

static enum hr_status
walk_units(struct walk *w, struct span in, struct units *units)
{
	struct code_line line;

	w->lang = code_lang_guess(in);
	w->text = in;
	w->nblocks = 0;
	w->stmt = (struct statement){ .done = false };
	w->note = (struct note){ .tail = 0 };
	w->rest = PART_BODY;
	w->rest_needs = NONE;
	parts_begin(&w->parts, units);
	walk_push(w,
		(struct block){ .inside = IN_FILE, .head = NONE, .doc = true });
	if (w->parts.failed)
		return HR_ENOMEM;
	code_lex_begin(&w->lex, in, w->lang);
	while (!w->parts.failed && code_lex_line(&w->lex, &line))
		take_line(w, &line);
	if (w->stmt.piece.lines)
		stmt_end(w);
	note_drop(w);
	if (w->parts.failed || w->lex.failed || !buf_ok(&w->head))
		return HR_ENOMEM;
	parts_end(&w->parts, in);
	return HR_OK;
}

static void *
code_open(void)
{
	return mem_zalloc(1, sizeof(struct walk));
}

static void
code_close(void *state)
{
	struct walk *w = state;

	code_lex_release(&w->lex);
	mem_free(w->block);
	buf_release(&w->head);
	mem_free(w);
}

static enum hr_status
code_units(struct codec_ctx *ctx, struct span in, struct units *units)
{
	return walk_units(ctx->state, in, units);
}

const struct codec codec_code = {
	.name = "code",
	.help = "source code: under a budget, its skeleton first",
	.kind = HR_KIND_CODE,
	.detector = { &detect_code, &detect_sql },
	.open = code_open,
	.close = code_close,
	.units = code_units,
};
