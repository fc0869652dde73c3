/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What hides code from the lexer: comments, strings, patterns, and texts that
 * go on over lines.  code_lex.c has the lines and the brackets.
 */
#ifndef CODEC_CODE_HIDE_H
#define CODEC_CODE_HIDE_H

#include "codec/code/code_lex.h"

enum mode {
	IN_CODE,
	IN_STRING, /* until the quote */
	IN_TEMPLATE, /* until the backtick, with code in ${} */
	IN_TEXT, /* until `close` */
	IN_HERE, /* until a line `close` */
};

/* The line being read. */
struct code_reader {
	struct code_lex *lex;
	struct code_line *line;
	const char *p, *end; /* what is left, without the line's end */
	const char *start;
	char last; /* byte of code, 0 at the start */
	bool blank; /* since then */
	bool has_comment;
	/* No such quote, or pattern, ends in this line. */
	bool odd_single, odd_double, odd_slash;
};

static inline bool
code_has(const struct code_reader *r, unsigned flag)
{
	return r->lex->lang->flags & flag;
}

static inline bool
code_starts(const struct code_reader *r, const char *prefix)
{
	return span_starts(span_of(r->p, (size_t)(r->end - r->p)), prefix);
}

/* The byte at p; 0 at the end of the line. */
static inline char
code_at(const struct code_reader *r, const char *p)
{
	return p < r->end ? *p : 0;
}

/* Adds a byte to the line's code. */
static inline void
code_put(struct code_reader *r, char c)
{
	struct buf *code = &r->lex->code;

	if (code->n + 2 <= CODE_BYTES) {
		if (r->blank && r->last)
			buf_add_char(code, ' ');
		buf_add_char(code, c);
	}
	r->last = c;
	r->blank = false;
}

/* What begins at the byte at hand: takes its start, or all of it if it ends in
 * this line; false if that is code. */
bool code_hide(struct code_reader *);

/* Goes on with what has begun, as far as this line has it. */
void code_hide_on(struct code_reader *);

/* A bracket is open; '$' is a brace in a template. */
void code_lex_push(struct code_lex *, char);

#endif
