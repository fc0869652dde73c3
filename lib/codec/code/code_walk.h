/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known while a source text is read: the blocks that are open, the
 * statement and the comment that are being read.  codec_code.c drives it, line
 * by line; code_note.c has the comments, code_stmt.c the statements.
 */
#ifndef CODEC_CODE_WALK_H
#define CODEC_CODE_WALK_H

#include "base/mem.h"
#include "codec/code/code_head.h"
#include "codec/code/code_lex.h"
#include "codec/code/code_part.h"

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

static inline struct piece
piece_of(const struct code_line *l)
{
	return (struct piece){ l->at, l->n, 1 };
}

static inline void
piece_grow(struct piece *p, const struct code_line *l)
{
	if (!p->lines)
		p->at = l->at;
	p->n += l->n;
	p->lines++;
}

static inline struct block *
walk_top(struct walk *w)
{
	return &w->block[w->nblocks - 1];
}

static inline bool
walk_has(const struct walk *w, unsigned flag)
{
	return w->lang->flags & flag;
}

/* What stands in the innermost block. */
enum code_place walk_place(struct walk *);
void walk_push(struct walk *, struct block);
/* Lines of a run in the innermost block, behind the note about them. */
void walk_run(struct walk *, enum code_part, struct piece);
bool walk_text_has(struct span, const char *word);

/* ---- comments: code_note.c ----------------------------------------------- */

/* A line of a comment, or of a text that is the first statement of a block. */
void note_add(struct walk *, const struct code_line *, bool text);
/* The note is over: it says something about the unit that comes next. */
void note_attach(struct walk *);
/* It says something about where it stands. */
void note_drop(struct walk *);

/* ---- statements: code_stmt.c --------------------------------------------- */

/* A statement begins with this line, and may end with it or open a block. */
void stmt_begin(struct walk *, const struct code_line *);
/* Whether the statement goes on with this line, which then is added to it. */
bool stmt_goes_on(struct walk *, const struct code_line *);
void stmt_grow(struct walk *, const struct code_line *);
/* It is over, and no block of it is open. */
void stmt_end(struct walk *);

#endif
