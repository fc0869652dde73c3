/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The white space of a JSON text as a style, and a printer that makes the text
 * again from values and a style.
 */
#ifndef CODEC_JSON_STYLE_H
#define CODEC_JSON_STYLE_H

#include "base/buf.h"
#include "base/json.h"

enum {
	/* All containers are laid out in lines. */
	STYLE_ALL = JSON_DEPTH,
};

struct json_style {
	bool bom;
	/* Containers that are in fewer others than this have a line for each
	 * value. */
	unsigned lines;
	char indent; /* ' ' or '\t' */
	unsigned width; /* of one step of it */
	bool tight; /* brackets share the lines of the values */
	bool flat; /* but arrays without containers are on one line */
	unsigned colon; /* 0: "k":v, 1: "k": v, 2: "k" : v */
	bool comma; /* on one line a blank follows it */
	bool braces, brackets; /* on one line blanks are inside of them */
};

/* The style of a text of these tokens; that it has one is known when it has
 * been printed and compared. */
void style_detect(
	struct json_style *, struct span text, const struct json_tokens *);
/* Writes it in words; reads them, up to the end or a ';', and takes them off. */
void style_write(const struct json_style *, struct buf *out);
bool style_read(struct json_style *, struct span *rest);

struct json_level {
	bool object, lines, any;
	bool pending; /* printed flat as long as no container is in it */
	size_t at; /* of its bracket, in the output */
};

struct json_printer {
	struct json_style style;
	struct buf *out;
	size_t depth;
	bool keyed; /* behind a key */
	struct json_level level[JSON_DEPTH];
};

void print_start(struct json_printer *, const struct json_style *, struct buf *);
/* False: too deep, or nothing to close. */
bool print_open(struct json_printer *, bool object);
bool print_close(struct json_printer *);
void print_key(struct json_printer *, struct span raw);
/* The text of a string without its quotes, or of a literal. */
void print_scalar(struct json_printer *, struct span raw, bool string);

/* Prints all values of a text. */
void print_tokens(struct json_printer *, struct span text,
	const struct json_tokens *);

#endif
