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
#include "codec/code_head.h"
#include "codec/code_lex.h"
#include "codec/code_part.h"
#include "codec/codec.h"

enum {
	/* A statement that has no block after so many lines is a value. */
	HEAD_LINES = 24,
	/* So much of its code says what it is. */
	HEAD_BYTES = 4 << 10,
	/* Of a longer constant only the first line is in the skeleton. */
	CONST_LINES = 3,
};

enum inside {
	IN_FILE, /* or a namespace */
	IN_TYPE,
	IN_OBJECT,
	IN_FUNCTION,
	IN_DATA,
	IN_IMPORT,
};

struct block {
	enum inside inside;
	uint32_t head; /* unit, or NONE */
	uint32_t depth; /* brackets open in it */
	uint32_t indent; /* of its head */
	uint32_t member; /* of the first statement in it, or NONE */
	bool plain; /* of a statement: the head is that of the block around */
	bool doc; /* its first statement may be a text about it */
};

/* A statement that is being read. */
struct statement {
	struct piece piece;
	uint32_t first; /* bytes of its first line */
	uint32_t depth, indent;
	bool done; /* unless the next line goes on with it */
};

/* A comment, or a text that says what a block is. */
struct note {
	struct piece piece;
	struct piece first; /* up to its first words */
	uint32_t tail; /* bytes of a last line that only closes it */
	bool words, licence, text;
};

struct walk {
	struct code_lex lex;
	const struct code_lang *lang;
	struct span text;
	struct block *block;
	size_t nblocks, cap;
	struct statement stmt; /* none if it has no lines */
	struct buf head; /* its code */
	struct note note; /* none if it has no lines */
	enum code_part rest; /* what lines that go on are part of */
	uint32_t rest_needs;
	struct parts parts;
};

static struct piece
piece_of(const struct code_line *l)
{
	return (struct piece){ l->at, l->n, 1 };
}

static void
piece_grow(struct piece *p, const struct code_line *l)
{
	if (!p->lines)
		p->at = l->at;
	p->n += l->n;
	p->lines++;
}

static struct block *
top(struct walk *w)
{
	return &w->block[w->nblocks - 1];
}

static bool
has(const struct walk *w, unsigned flag)
{
	return w->lang->flags & flag;
}

static void
push(struct walk *w, struct block b)
{
	if (!mem_grow(&w->block, &w->cap, w->nblocks + 1, sizeof(b))) {
		w->parts.failed = true;
		return;
	}
	b.member = NONE;
	w->block[w->nblocks++] = b;
}

static enum code_place
place(struct walk *w)
{
	switch (top(w)->inside) {
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

/* ---- notes --------------------------------------------------------------- */

static bool
has_bytes(struct span s, const char *word)
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
		if ((s.p[i] | 32) >= 'a' && (s.p[i] | 32) <= 'z')
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
		"=end", "]]", "--]]" };

	s = span_chomp(s);
	while (s.n && (*s.p == ' ' || *s.p == '\t'))
		s = span_from(s, 1);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (span_equal(s, span_str(ends[i])))
			return true;
	return false;
}

static void
add_note(struct walk *w, const struct code_line *l, bool text)
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
		note->licence = has_bytes(s, "SPDX-License") ||
				has_bytes(s, "opyright") ||
				has_bytes(s, "COPYRIGHT") ||
				has_bytes(s, "icensed under");
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
static void
attach_note(struct walk *w)
{
	end_note(w, NONE, true);
}

/* It says something about where it stands. */
static void
drop_note(struct walk *w)
{
	end_note(w, top(w)->head, false);
}

/* ---- statements ---------------------------------------------------------- */

static void
add_run(struct walk *w, enum code_part part, struct piece piece)
{
	if (part == PART_BODY || part == PART_IMPORT)
		drop_note(w);
	else
		attach_note(w);
	parts_run(&w->parts, part, top(w)->head, piece, true);
}

/* The head of a block, or what stands for itself; returns its unit. */
static uint32_t
add_head(struct walk *w, enum code_part part)
{
	uint32_t unit;

	attach_note(w);
	unit = parts_next(&w->parts);
	if (top(w)->inside == IN_FUNCTION && part != PART_CONST)
		part = PART_INNER;
	parts_add(&w->parts, part, top(w)->head, w->stmt.piece);
	return unit;
}

/* A constant: the first line, and its value if that is long. */
static void
add_const(struct walk *w)
{
	struct piece piece = w->stmt.piece, first = piece;
	uint32_t unit;

	if (piece.lines <= CONST_LINES) {
		add_run(w, PART_CONST, piece);
		return;
	}
	first.n = w->stmt.first;
	first.lines = 1;
	piece.at += first.n;
	piece.n -= first.n;
	piece.lines--;
	attach_note(w);
	unit = parts_next(&w->parts);
	parts_add(&w->parts, PART_CONST, top(w)->head, first);
	parts_add(&w->parts, PART_DATA, unit, piece);
}

/* The statement is over, and no block of it is open. */
static void
end_statement(struct walk *w)
{
	enum code_item item =
		code_item(w->lang, place(w), buf_span(&w->head), false);

	switch (item) {
	case ITEM_IMPORT:
		add_run(w, PART_IMPORT, w->stmt.piece);
		break;
	case ITEM_FUNCTION:
		add_head(w, PART_FUNCTION);
		break;
	case ITEM_TYPE:
		add_head(w, PART_TYPE);
		break;
	case ITEM_FIELD:
		add_run(w, PART_FIELD, w->stmt.piece);
		break;
	case ITEM_SCOPE:
	case ITEM_CONST:
		add_const(w);
		break;
	case ITEM_OBJECT:
		if (place(w) == PLACE_OBJECT)
			add_run(w, PART_DATA, w->stmt.piece);
		else
			add_const(w);
		break;
	case ITEM_CALL:
	case ITEM_WRAPPER:
	case ITEM_SCRIPT:
		add_run(w, PART_BODY, w->stmt.piece);
		break;
	}
	w->stmt.piece.lines = w->stmt.piece.n = 0;
}

/* The statement has opened a block in which `depth` brackets are open. */
static void
open_block(struct walk *w, uint32_t depth, enum code_item item)
{
	struct block b = { .depth = depth,
		.indent = w->stmt.indent,
		.head = top(w)->head,
		.doc = true };

	switch (item) {
	case ITEM_IMPORT:
		add_run(w, PART_IMPORT, w->stmt.piece);
		b.inside = IN_IMPORT;
		b.plain = true;
		break;
	case ITEM_FUNCTION:
		b.head = add_head(w, PART_FUNCTION);
		b.inside = IN_FUNCTION;
		break;
	case ITEM_CALL:
		b.head = add_head(w, PART_CALL);
		b.inside = IN_FUNCTION;
		break;
	case ITEM_WRAPPER:
		b.head = add_head(w, PART_CALL);
		b.inside = IN_FILE;
		break;
	case ITEM_TYPE:
		b.head = add_head(w, PART_TYPE);
		b.inside = IN_TYPE;
		break;
	case ITEM_SCOPE:
		b.head = add_head(w, PART_TYPE);
		b.inside = IN_FILE;
		break;
	case ITEM_OBJECT:
		b.inside = IN_OBJECT;
		b.head = add_head(
			w, place(w) == PLACE_OBJECT ? PART_DATA : PART_CONST);
		break;
	case ITEM_CONST:
		b.head = add_head(w, PART_CONST);
		b.inside = IN_DATA;
		break;
	case ITEM_FIELD:
		b.head = add_head(w, PART_FIELD);
		b.inside = IN_TYPE;
		break;
	case ITEM_SCRIPT:
		add_run(w, PART_BODY, w->stmt.piece);
		b.inside = IN_FUNCTION;
		b.plain = true;
		break;
	}
	w->stmt.piece.lines = w->stmt.piece.n = 0;
	push(w, b);
}

/* Adds a line's code to the statement's; what closes blocks above is not of
 * it. */
static void
add_code(struct walk *w, struct span code)
{
	if (!w->head.n)
		while (code.n && strchr("})], ;", *code.p) && *code.p)
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
		has_bytes(s, "function "))
		return false;
	return !strchr(" =(,:", s.p[s.n - 3]);
}

/* const (, var (: several of them. */
static bool
is_group(const struct walk *w)
{
	static const char *const groups[] = { "const (", "var (", "type (",
		"import (" };

	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		if (span_equal(buf_span(&w->head), span_str(groups[i])))
			return true;
	return false;
}

static enum code_item
item_of_block(struct walk *w)
{
	return code_item(w->lang, place(w), buf_span(&w->head), true);
}

/* The statement goes beyond this line: does it open a block here? */
static void
judge_open(struct walk *w, const struct code_line *l)
{
	uint32_t d = w->stmt.depth;
	char outer = w->lex.open[d], inner = w->lex.open[l->end - 1];
	struct span head = buf_span(&w->head);

	if (outer == '{') {
		open_block(w, d + 1, item_of_block(w));
	} else if (is_group(w)) {
		enum code_item item = item_of_block(w);

		open_block(w, d + 1, item == ITEM_IMPORT ? item : ITEM_FIELD);
	} else if (inner == '{' && has(w, LANG_CALLBACKS) &&
		   code_ends_as_function(head)) {
		open_block(w, l->end, item_of_block(w));
	} else if (inner == '{' && has(w, LANG_CALLBACKS) &&
		   place(w) == PLACE_FILE && ends_as_object(w)) {
		open_block(w, l->end, ITEM_OBJECT);
	} else if (w->stmt.piece.lines >= HEAD_LINES) {
		open_block(w, d + 1, ITEM_CONST);
	}
}

static bool
is_label(struct span code)
{
	static const char *const labels[] = { "public:", "private:",
		"protected:", "signals:", "public slots:", "private slots:" };

	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
		if (span_equal(code, span_str(labels[i])))
			return true;
	return false;
}

/* All brackets of the statement are closed: is it over? */
static void
judge_end(struct walk *w, struct span code)
{
	struct span head = buf_span(&w->head);
	enum inside inside = top(w)->inside;
	char last = code.n ? code.p[code.n - 1] : 0;

	if (last == ';' ||
		(last == ',' && inside != IN_FILE && inside != IN_FUNCTION)) {
		end_statement(w);
		return;
	}
	/* The members that a constructor begins with. */
	if (last == '}' && !(has(w, LANG_DIRECTIVES) && *code.p == ':')) {
		end_statement(w);
		return;
	}
	if (span_starts(head, "<?") || is_label(head) ||
		span_starts(head, "#!") || span_starts(head, "[assembly"))
		end_statement(w);
	else if (has(w, LANG_SEMICOLON) || code_is_annotation(head) ||
		 (last && strchr(",=&|+?.<:", last)))
		w->stmt.done = false;
	else
		w->stmt.done = true;
}

static void
judge(struct walk *w, const struct code_line *l)
{
	if (has(w, LANG_INDENT)) {
		struct span head = buf_span(&w->head);

		if (l->end <= w->stmt.depth && !span_ends(head, "\\") &&
			!code_is_annotation(head))
			open_block(w, l->end,
				code_indented_item(w->lang, place(w), head));
	} else if (l->end > w->stmt.depth) {
		judge_open(w, l);
	} else {
		judge_end(w, l->code);
	}
}

static void
begin_statement(struct walk *w, const struct code_line *l)
{
	w->stmt = (struct statement){ .piece = piece_of(l),
		.first = l->n,
		.depth = l->low,
		.indent = l->indent };
	buf_reset(&w->head);
	add_code(w, l->code);
	judge(w, l);
}

static bool
goes_on(struct walk *w, const struct code_line *l)
{
	bool open = l->depth > w->stmt.depth;

	if (!has(w, LANG_INDENT) && l->low < w->stmt.depth)
		return false;
	if (open || l->inside)
		return true;
	if (l->directive || has(w, LANG_INDENT))
		return !l->directive;
	if (!w->stmt.done)
		return true;
	return l->code.n &&
	       strchr(has(w, LANG_SHELL) ? "{" : "{.?:)]&|+,=", *l->code.p);
}

static void
grow_statement(struct walk *w, const struct code_line *l)
{
	piece_grow(&w->stmt.piece, l);
	if (l->comment)
		return;
	add_code(w, l->code);
	judge(w, l);
}

/* ---- blocks -------------------------------------------------------------- */

/* A line in a block that is not cut into statements. */
static void
add_line(struct walk *w, const struct code_line *l, enum code_part part,
	bool breaks)
{
	drop_note(w);
	parts_run(&w->parts, part, top(w)->head, piece_of(l), breaks);
	if (part != PART_BODY)
		return;
	if (code_is_telling(l->code) ||
		(!l->code.n &&
			(has_bytes(span_of(w->text.p + l->at, l->n), "TODO") ||
				has_bytes(span_of(w->text.p + l->at, l->n),
					"FIXME"))))
		parts_tell(&w->parts, l->n);
}

/* The line closes blocks by brackets; true if it is nothing else. */
static bool
close_blocks(struct walk *w, const struct code_line *l)
{
	struct block closed;
	bool opens = l->end > l->low && l->inner == '{';

	if (w->nblocks == 1 || top(w)->depth <= l->low)
		return false;
	drop_note(w);
	do {
		closed = *top(w);
		w->nblocks--;
	} while (w->nblocks > 1 && top(w)->depth > l->low);
	if (l->directive)
		return false;
	if (closed.plain) {
		add_line(w, l,
			closed.inside == IN_IMPORT ? PART_IMPORT : PART_BODY,
			false);
		if (l->end > l->low) {
			closed.depth = l->end;
			push(w, closed);
		}
		return true;
	}
	if (opens && top(w)->inside != IN_FUNCTION)
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

	if (w->nblocks > 1 && top(w)->indent >= l->indent && w->note.text)
		drop_note(w);
	while (w->nblocks > 1 && top(w)->indent >= l->indent) {
		closed = *top(w);
		w->nblocks--;
		parts_join(&w->parts, closed.head);
	}
	if (closed.indent != l->indent || !has(w, LANG_END) ||
		!span_starts(code, "end") ||
		(code.n > 3 && strchr("_=", code.p[3])) || closed.plain)
		return false;
	drop_note(w);
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
		end_statement(w);
	drop_note(w);
	parts_blank(&w->parts, piece_of(l));
}

static void
take_directive(struct walk *w, const struct code_line *l)
{
	enum inside inside = top(w)->inside;

	if (inside != IN_FILE && inside != IN_TYPE)
		add_line(w, l, part_inside(inside), false);
	else if (span_starts(l->code, "#include") ||
		 span_starts(l->code, "# include") ||
		 span_starts(l->code, "#import"))
		add_run(w, PART_IMPORT, piece_of(l));
	else if (span_starts(l->code, "#define") ||
		 span_starts(l->code, "# define"))
		add_run(w, PART_CONST, piece_of(l));
	else
		add_line(w, l, PART_BODY, true);
}

/* A line of code where indentation tells what it belongs to. */
static void
take_indented(struct walk *w, const struct code_line *l)
{
	struct block *b;
	enum code_item item;
	bool member;

	if (l->depth || l->inside) {
		drop_note(w);
		parts_run(
			&w->parts, w->rest, w->rest_needs, piece_of(l), false);
		return;
	}
	if (close_indented(w, l))
		return;
	b = top(w);
	if (b->doc && has(w, LANG_TRIPLE) && span_starts(l->code, "\"\"")) {
		b->doc = false;
		add_note(w, l, true);
		return;
	}
	b->doc = false;
	if (b->member == NONE)
		b->member = l->indent;
	member = l->indent <= b->member;
	item = code_indented_item(w->lang, place(w), l->code);
	if (item <= ITEM_SCOPE && item != ITEM_IMPORT &&
		(item != ITEM_WRAPPER || b->inside == IN_FILE)) {
		begin_statement(w, l);
		return;
	}
	if (has(w, LANG_TRIPLE) && *l->code.p == '@') {
		begin_statement(w, l);
		return;
	}
	w->rest_needs = b->head;
	if (b->inside == IN_FUNCTION || item == ITEM_SCRIPT ||
		item == ITEM_WRAPPER || (!member && item != ITEM_IMPORT)) {
		w->rest = PART_BODY;
		add_line(w, l, PART_BODY, l->indent <= b->member);
	} else if (item == ITEM_IMPORT) {
		w->rest = PART_IMPORT;
		add_run(w, PART_IMPORT, piece_of(l));
	} else {
		w->rest = PART_DATA;
		add_run(w, b->inside == IN_TYPE ? PART_FIELD : PART_CONST,
			piece_of(l));
	}
}

static void
take_code(struct walk *w, const struct code_line *l)
{
	struct block *b;

	if (has(w, LANG_INDENT)) {
		take_indented(w, l);
		return;
	}
	if (close_blocks(w, l))
		return;
	b = top(w);
	if (l->directive) {
		take_directive(w, l);
	} else if (b->inside == IN_FUNCTION) {
		if (!l->inside && code_is_inner(w->lang, l->code))
			begin_statement(w, l);
		else
			add_line(w, l, PART_BODY, l->depth <= b->depth);
	} else if (b->inside == IN_DATA || b->inside == IN_IMPORT ||
		   l->low > b->depth || l->inside) {
		add_line(w, l, part_inside(b->inside), l->depth <= b->depth);
	} else {
		begin_statement(w, l);
	}
}

/* Whether a comment is about what comes, and not one of the statements. */
static bool
is_note(struct walk *w, const struct code_line *l)
{
	const struct block *b = top(w);

	if (has(w, LANG_INDENT) && l->indent <= b->indent && w->nblocks > 1)
		return true;
	return b->inside == IN_FILE || b->inside == IN_TYPE ||
	       b->inside == IN_OBJECT;
}

static void
take_line(struct walk *w, const struct code_line *l)
{
	if (w->note.text && !l->inside)
		drop_note(w);
	if (w->note.text) {
		add_note(w, l, true);
		return;
	}
	if (l->blank) {
		take_blank(w, l);
		return;
	}
	if (w->stmt.piece.lines && goes_on(w, l)) {
		grow_statement(w, l);
		return;
	}
	if (w->stmt.piece.lines)
		end_statement(w);
	if (!l->comment)
		take_code(w, l);
	else if (is_note(w, l))
		add_note(w, l, false);
	else
		add_line(w, l, part_inside(top(w)->inside),
			l->depth <= top(w)->depth);
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
	push(w, (struct block){ .inside = IN_FILE, .head = NONE, .doc = true });
	if (w->parts.failed)
		return HR_ENOMEM;
	code_lex_begin(&w->lex, in, w->lang);
	while (!w->parts.failed && code_lex_line(&w->lex, &line))
		take_line(w, &line);
	if (w->stmt.piece.lines)
		end_statement(w);
	drop_note(w);
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
	.open = code_open,
	.close = code_close,
	.units = code_units,
};
