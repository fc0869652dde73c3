/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A lexer of source code that needs to know only where strings, comments and
 * brackets are.  It goes line by line, and never fails on what is no code: an
 * odd quote is a character, a bracket without a partner is nothing.
 */
#ifndef CODEC_CODE_LEX_H
#define CODEC_CODE_LEX_H

#include "base/buf.h"
#include "codec/code/code_lang.h"

enum {
	/* Of longer lines only the first ones are in `code`, and what closes
	 * a raw string or here-document is no longer than the second. */
	CODE_BYTES = 2 << 10,
	CLOSE_BYTES = 32,
};

struct code_line {
	uint32_t at, n; /* bytes of the text, with the newline */
	uint32_t indent; /* columns, with tabs of 8; blank lines: 0 */
	bool blank; /* nothing in it, nor around it */
	bool comment; /* nothing but comment, and there is one */
	bool inside; /* begins within a string or here-document */
	bool within; /* begins within a comment */
	bool directive; /* of a preprocessor, with its further lines */
	/* Open brackets before it, the fewest of them in it, and behind it. */
	uint32_t depth, low, end;
	char outer, inner; /* first and last bracket it leaves open, or 0 */
	/* Its code: strings are "", comments and blanks one blank, which is
	 * not at an end.  Valid until the next line is read. */
	struct span code;
};

struct code_lex {
	struct span text;
	const struct code_lang *lang;
	size_t at;
	int mode; /* what the next line begins in */
	char quote;
	bool escapes; /* a backslash hides what follows */
	bool comment; /* what goes on until `close` is one */
	char close[CLOSE_BYTES];
	size_t nclose;
	char here[CLOSE_BYTES]; /* the end of a here-document to come */
	size_t nhere;
	bool directive; /* goes on */
	char *open; /* brackets; '$' is a brace in a template */
	size_t depth, cap;
	size_t braces; /* of them, with '$' */
	uint32_t *branch; /* depth at each #if */
	size_t nbranch, branch_cap;
	struct buf code;
	bool failed; /* memory was short */
};

/* The text is borrowed; a lexer of zeros may begin, and one that was used may
 * begin again. */
void code_lex_begin(
	struct code_lex *, struct span text, const struct code_lang *);
/* False at the end, or when memory is short: see failed. */
bool code_lex_line(struct code_lex *, struct code_line *);
void code_lex_release(struct code_lex *);

#endif
